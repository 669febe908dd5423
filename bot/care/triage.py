"""How soon must somebody else look at this, and may the person exercise meanwhile?

The signs and their urgencies are ``content/red_flags.yaml``; how they combine is here, after the
combination rules, the area rules and the actions of the safety facts. "No sign" never means
"you are fine": it means that nothing asked so far was a yes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from content.models import Goal, RedFlag, Urgency


class AgeBand(StrEnum):
    """How old the person is, as asked by buttons: under 18, 18 to 64, 65 to 70, over 70."""

    UNDER_18 = "under_18"
    ADULT = "adult"
    OVER_65 = "over_65"
    OVER_70 = "over_70"


@dataclass(frozen=True, slots=True)
class Patient:
    """What else is known about the person.

    ``new_pain`` is false only when the person says it is the usual pain, unchanged;
    ``spine_pain`` only when the message is plainly about something else. ``worsening`` speaks
    of weakness, numbness or clumsiness that grows; ``severe`` of a rating of 7 or more;
    ``fell`` of a fall, even a small one. ``pregnancy_warning`` is bleeding, fluid, regular
    tightenings, a baby that moves less, a severe headache or a change in sight. ``seen`` are
    signs a clinician has looked at: they no longer follow from the age, the area or a fall.
    """

    age_band: AgeBand = AgeBand.ADULT
    areas: tuple[str, ...] = ()
    new_pain: bool = True
    spine_pain: bool = True
    worsening: bool = False
    severe: bool = False
    fell: bool = False
    cannot_stand: bool = False
    pregnant: bool = False
    pregnancy_warning: bool = False
    seen: frozenset[str] = frozenset()


NOBODY_IN_PARTICULAR = Patient()


@dataclass(frozen=True, slots=True)
class Triage:
    """How urgent it is, which signs decided that, and whether the crisis text is due.

    ``because`` follows the order of the flags and is empty for self-care.
    """

    urgency: Urgency
    because: tuple[str, ...]
    self_harm: bool


@dataclass(frozen=True, slots=True)
class Combination:
    """Any sign of ``one`` together with any sign of ``other`` is at least this urgent."""

    one: frozenset[str]
    other: frozenset[str]
    urgency: Urgency


def _any(*signs: str) -> frozenset[str]:
    return frozenset(signs)


SELF_HARM = "self_harm"
LEG_CHANGE = _any("leg_weak_mild", "numb_limb", "spreading_numbness")
LEG_OR_WALKING_CHANGE = LEG_CHANGE | {"myelopathy"}

# Severe leg, both-leg, bladder, bowel and saddle signs are emergencies alone: the pairs name only
# the signs that are weaker by themselves.
COMBINATIONS = (
    # cancer with leg weakness, unsteady walking or bladder change
    Combination(_any("cancer_history"), LEG_OR_WALKING_CHANGE, Urgency.EMERGENCY),
    # infection with leg weakness, numbness or bladder change
    Combination(_any("infection"), LEG_OR_WALKING_CHANGE, Urgency.EMERGENCY),
    # a small fall with fragile bones, and a leg change
    Combination(_any("minor_trauma_fragile"), LEG_OR_WALKING_CHANGE, Urgency.EMERGENCY),
    # a mild leg weakness that worsens is a severe one
    Combination(_any("leg_weak_mild"), _any("spreading_numbness"), Urgency.EMERGENCY),
    # night pain with cancer, weight loss or infection
    Combination(
        _any("night_pain"), _any("cancer_history", "weight_loss", "infection"), Urgency.URGENT
    ),
    # from the actions of the single signs
    Combination(_any("infection"), _any("infection_risk", "post_procedure"), Urgency.EMERGENCY),
    Combination(_any("post_procedure"), LEG_OR_WALKING_CHANGE, Urgency.EMERGENCY),
    Combination(_any("thoracic_constant"), LEG_OR_WALKING_CHANGE, Urgency.EMERGENCY),
    Combination(_any("thoracic_constant"), _any("cancer_history"), Urgency.URGENT),
    Combination(_any("deformity_lump"), LEG_CHANGE, Urgency.EMERGENCY),
    Combination(_any("shingles"), _any("infection_risk"), Urgency.EMERGENCY),
    Combination(_any("kidney"), _any("infection"), Urgency.EMERGENCY),
    # pregnancy with a warning sign, or with numbness or leg weakness
    Combination(
        _any("pregnancy"), LEG_CHANGE | {"abdominal", "infection", "kidney"}, Urgency.EMERGENCY
    ),
)

# Two ids for one fact: together they are one sign, not two.
SAME_FACT = {"numb_limb": "leg_weak_mild", "upper_back_new": "age_over_70_new"}

# See-a-doctor signs whose own action says that nothing starts before somebody has looked.
NOTHING_UNTIL_SEEN = _any("age_under_18", "cancer_history", "pregnancy", "upper_back_new")

# Kept one step below the NHS page: ease is allowed, and its advice to ask a GP or 111 is said once.
NHS_ADVICE_SIGNS = _any("cough_sneeze")
NHS_ADVICE_AREAS = _any("upper_back", "mid_back")


def triage(
    signs: Collection[str],
    flags: Mapping[str, RedFlag],
    known: Patient = NOBODY_IN_PARTICULAR,
) -> Triage:
    """Let the most urgent sign or combination of signs decide, and say which signs those were.

    ``signs`` are ids of ``flags``: said in words, or answered with yes or not sure. One more
    sign never lowers the urgency. ``because`` also names signs that follow from what is known,
    such as the age.
    """
    present = frozenset(signs) | _signs_that_follow(signs, known)
    alone = {sign: _urgency_alone(flags[sign], known) for sign in present}
    found = [(urgency, frozenset({sign})) for sign, urgency in alone.items()]
    found += [
        (pair.urgency, present & (pair.one | pair.other))
        for pair in COMBINATIONS
        if present & pair.one and present & pair.other
    ]
    for_a_doctor = frozenset(
        sign for sign, urgency in alone.items() if urgency == Urgency.SEE_DOCTOR
    )
    if len({SAME_FACT.get(sign, sign) for sign in for_a_doctor}) >= 2:
        found.append((Urgency.URGENT, for_a_doctor))
    urgency = max((urgency for urgency, _ in found), default=Urgency.SELF_CARE)
    deciding: set[str] = set()
    if urgency > Urgency.SELF_CARE:
        deciding = deciding.union(*(those for level, those in found if level == urgency))
    because = tuple(sign for sign in flags if sign in deciding)
    return Triage(urgency, because, SELF_HARM in present)


def _signs_that_follow(signs: Collection[str], known: Patient) -> frozenset[str]:
    """The signs that are true because of what is known, although nobody said them."""
    new_here = known.new_pain and bool(NHS_ADVICE_AREAS.intersection(known.areas))
    fragile = known.age_band == AgeBand.OVER_70 or "osteoporosis_named" in signs
    rules = (
        (known.age_band == AgeBand.UNDER_18, "age_under_18"),
        (known.age_band == AgeBand.OVER_70 and known.new_pain, "age_over_70_new"),
        (known.pregnant or known.pregnancy_warning, "pregnancy"),
        (known.fell and fragile, "minor_trauma_fragile"),
        (new_here and known.fell, "upper_back_new"),
        (new_here and known.age_band in (AgeBand.OVER_65, AgeBand.OVER_70), "upper_back_new"),
    )
    return frozenset(sign for holds, sign in rules if holds) - known.seen


def _urgency_alone(flag: RedFlag, known: Patient) -> Urgency:
    """How urgent one sign is by itself, given what is known."""
    usual = flag.urgency
    if flag.id == "pregnancy":  # alone: the midwife first, then the pregnancy swaps
        usual = Urgency.SEE_DOCTOR
    elif not flag.alone and not _has_its_companion(flag.id, known):
        usual = Urgency.SELF_CARE
    return max([usual, *(raised for sign, raised in _raised_by(known) if sign == flag.id)])


def _has_its_companion(sign: str, known: Patient) -> bool:
    """A sign that does not count alone needs spine pain; all but weight loss need it to be new."""
    return known.spine_pain and (known.new_pain or sign == "weight_loss")


def _raised_by(known: Patient) -> tuple[tuple[str, Urgency], ...]:
    """What is known that makes one sign more urgent, from the signs' own actions."""
    rules = (
        (known.worsening, "leg_weak_mild", Urgency.EMERGENCY),
        (known.worsening, "myelopathy", Urgency.EMERGENCY),
        (known.worsening, "numb_limb", Urgency.URGENT),
        (known.cannot_stand, "minor_trauma_fragile", Urgency.EMERGENCY),
        (known.cannot_stand, "myelopathy", Urgency.EMERGENCY),
        (known.severe, "cancer_history", Urgency.URGENT),
        (known.fell, "thoracic_constant", Urgency.URGENT),
        (known.pregnancy_warning, "pregnancy", Urgency.EMERGENCY),
    )
    return tuple((sign, urgency) for holds, sign, urgency in rules if holds)


def signs_named() -> frozenset[str]:
    """Every danger sign that a rule here names; all of them have to exist."""
    known = Patient(
        areas=tuple(NHS_ADVICE_AREAS),
        worsening=True,
        severe=True,
        fell=True,
        cannot_stand=True,
        pregnancy_warning=True,
    )
    at_every_age = (replace(known, age_band=band) for band in AgeBand)
    return frozenset({SELF_HARM, *SAME_FACT, *SAME_FACT.values()}).union(
        NOTHING_UNTIL_SEEN,
        NHS_ADVICE_SIGNS,
        (sign for sign, _ in _raised_by(known)),
        *(_signs_that_follow((), each) for each in at_every_age),
        *(pair.one | pair.other for pair in COMBINATIONS),
    )


def allows(result: Triage) -> Goal | None:
    """The hardest goal a person may work on now; None when nothing starts.

    Emergency and urgent stop exercise until somebody has looked. See-a-doctor allows ease and
    walking, unless the sign's own action says to wait.
    """
    return hardest_goal(result.urgency, result.because)


def hardest_goal(urgency: Urgency, signs: Collection[str]) -> Goal | None:
    """The same as ``allows``, from an urgency and the signs that stand."""
    if urgency >= Urgency.URGENT or not NOTHING_UNTIL_SEEN.isdisjoint(signs):
        return None
    return Goal.EASE if urgency == Urgency.SEE_DOCTOR else Goal.KEEP


def says_nhs_advice(signs: Collection[str], areas: Collection[str]) -> bool:
    """True when the person must hear once that the NHS advises a GP or 111 check for this."""
    return not (NHS_ADVICE_SIGNS.isdisjoint(signs) and NHS_ADVICE_AREAS.isdisjoint(areas))
