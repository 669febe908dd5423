"""Which exercises must this person not be offered, and what can stand in for them?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from content.models import Exercise

ACUTE_SEVERE_PAIN = "acute_severe_pain"
ACUTE_SCIATICA = "acute_sciatica"
CANNOT_GET_TO_FLOOR = "cannot_get_to_floor"
BALANCE_POOR = "balance_poor"
NECK_ARM_SYMPTOMS = "neck_arm_symptoms"

_ALL_PREGNANCY = ("pregnancy", "pregnancy_after_16w", "pregnancy_prone", "pregnancy_balance")

# A tag that brings others along. The weeks of a pregnancy are not asked, so every pregnancy tag
# means all of them. A slip or a narrow canal avoids back bends (safety facts, known_condition);
# a past spinal fracture takes the same care as fragile bones (avoid facts, osteoporosis_flexion).
IMPLIED = {
    "flexion_hurts_strong": ("flexion_hurts",),
    "knee_trouble_severe": ("knee_trouble",),
    "hip_replacement_recent": ("hip_replacement",),
    "neck_arm_symptoms_worse": ("neck_arm_symptoms",),
    "spondylolisthesis_or_stenosis": ("extension_hurts",),
    "vertebral_fracture_history": ("osteoporosis", "osteoporosis_end_range"),
    "osteoporosis": ("osteoporosis_end_range",),
    **dict.fromkeys(_ALL_PREGNANCY, _ALL_PREGNANCY),
}

FLOOR_POSITIONS = frozenset(
    {
        "supine_knees_bent",
        "supine_one_knee_bent",
        "supine_legs_up",
        "supine_calves_on_chair",
        "prone",
        "prone_on_elbows_knees",
        "prone_on_elbows_toes",
        "side_lying",
        "hands_and_knees",
        "half_kneeling",
    }
)

Substitutions = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Tags:
    """The reasons that apply to a person as they are known, and all with those they bring along."""

    said: frozenset[str]
    every: frozenset[str]

    @classmethod
    def of(cls, said: Collection[str]) -> "Tags":
        """Add to the tags those that they bring along."""
        return cls(frozenset(said), with_implied(said))


def with_implied(tags: Collection[str]) -> frozenset[str]:
    """The tags and every tag they bring along.

    >>> sorted(with_implied({"knee_trouble_severe"}))
    ['knee_trouble', 'knee_trouble_severe']
    """
    return frozenset(tags).union(*(IMPLIED.get(tag, ()) for tag in tags))


def why_left_out(exercise: Exercise, tags: Tags, substitutions: Substitutions) -> tuple[str, ...]:
    """The tags that forbid an exercise, those the person said first; empty when it may be done.

    An exercise is out when it carries the tag, or when the tag's list of substitutions replaces
    it. Strong or very new pain leaves only what is fit for it; who cannot get to the floor
    skips what has no other position.
    """
    against = [
        tag
        for tag in sorted(tags.every)
        if tag in exercise.leave_out_if
        or exercise.id in substitutions.get(tag, {})
        or (tag == ACUTE_SEVERE_PAIN and not exercise.acute_ok)
        or (tag == CANNOT_GET_TO_FLOOR and FLOOR_POSITIONS.issuperset(exercise.positions))
    ]
    return tuple(sorted(against, key=lambda tag: tag not in tags.said))


def substitutes(exercise: str, against: Collection[str], maps: Substitutions) -> tuple[str, ...]:
    """What the lists of the given tags offer instead of an exercise, each once."""
    offered = (maps.get(tag, {}).get(exercise) for tag in against)
    return tuple(dict.fromkeys(one for one in offered if one is not None))
