"""Does everything lead somewhere: sources, exercises, substitutes, the ids in the rules?

What a content file names is checked at every start by the loader; this is the other direction.
"""

from collections.abc import Collection, Iterator, Mapping

from bot.care import plan, tags, triage
from bot.dialogue import support
from bot.dialogue.machine import ABOUT_MOVING
from bot.dialogue.session import PREGNANCY_TAGS
from content.loader import Content

# Sources no item rests on, and what they were read for.
BACKGROUND: Mapping[str, str] = {
    **dict.fromkeys(("abbott2014", "ostelo2005"), "how much change in a rating counts"),
    "kamper2010": "when a person counts as recovered",
    **dict.fromkeys(("lancet_lbp", "verhagen2016"), "how rare serious causes are"),
    **dict.fromkeys(
        ("keele_legal", "keele_old", "keele_site", "norwegian_sbt", "physiopedia_sbt"),
        "the STarT Back tool, which is named and not copied",
    ),
    **dict.fromkeys(
        ("physiopedia_rmdq", "psfs_form", "psfs_rehab"), "questionnaires that are not used"
    ),
}

# The pregnancy tags that need a substitute; pregnancy_balance asks for a support to hold on to.
OUT_IN_PREGNANCY = frozenset({"pregnancy", "pregnancy_after_16w", "pregnancy_prone"})


def broken_links(content: Content) -> list[str]:
    """A line for everything that nothing leads to, and every id in the rules that is unknown."""
    return [
        *_unused_sources(content),
        *_unreachable_exercises(content),
        *_unfit_substitutes(content),
        *_unknown_ids(content),
    ]


def uses_of_sources(content: Content) -> Mapping[str, list[tuple[str, str]]]:
    """What rests on each source, as (kind, id); in the order of the content."""
    uses: dict[str, list[tuple[str, str]]] = {source: [] for source in content.sources}
    pages = (
        ("exercise", content.exercises),
        ("danger sign", content.red_flags),
        ("answer", content.education),
        ("avoid", content.avoid),
        ("daily fact", content.daily_facts),
    )
    for kind, shelf in pages:
        for id_, page in shelf.items():
            for source in page.sources:
                uses[source].append((kind, id_))
    for source in content.thresholds.sources:
        uses[source].append(("threshold", "content/thresholds.yaml"))
    return uses


def _unused_sources(content: Content) -> Iterator[str]:
    for source, uses in uses_of_sources(content).items():
        if not uses and source not in BACKGROUND:
            yield f"content/sources.yaml: {source}: nothing rests on it"
        if uses and source in BACKGROUND:
            yield f"bot/check/links.py: {source} is called background, but {uses[0][1]} cites it"
    for source in BACKGROUND:
        if source not in content.sources:
            yield f"bot/check/links.py: {source} is called background and is no source"


def _unreachable_exercises(content: Content) -> Iterator[str]:
    in_routines = {step.exercise for each in content.routines.values() for step in each.steps}
    for exercise in content.exercises.values():
        if exercise.id not in in_routines and not exercise.areas:
            yield f"exercise {exercise.id}: no routine has it and no area lists it"


def _unfit_substitutes(content: Content) -> Iterator[str]:
    """A substitute must be allowed itself; in pregnancy everything left out has one."""
    for tag, swaps in content.substitutions.items():
        own = tags.Tags.of({tag})
        for out, instead in swaps.items():
            against = tags.why_left_out(content.exercises[instead], own, content.substitutions)
            if against:
                yield f"substitutions.yaml: {tag}: {instead} for {out} is left out itself"
    swapped = content.substitutions.get("pregnancy", {})
    for exercise in content.exercises.values():
        if OUT_IN_PREGNANCY.intersection(exercise.leave_out_if) and exercise.id not in swapped:
            yield f"substitutions.yaml: pregnancy: nothing stands in for {exercise.id}"


def _unknown_ids(content: Content) -> Iterator[str]:
    """Ids that code names: a typo there is a rule that never applies."""
    implied = {*tags.IMPLIED, *(tag for brought in tags.IMPLIED.values() for tag in brought)}
    of_tags = (
        tags.ACUTE_SEVERE_PAIN,
        tags.ACUTE_SCIATICA,
        tags.CANNOT_GET_TO_FLOOR,
        tags.BALANCE_POOR,
        tags.NECK_ARM_SYMPTOMS,
    )
    of_plans = (plan.LEG_PAIN, plan.WHOLE_BACK, plan.NO_FLOOR, plan.WALKING, plan.CORE)
    with_routines = {routine.area for routine in content.routines.values()}
    named: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("bot/care/triage.py", triage.signs_named(), content.red_flags),
        ("bot/care/triage.py", triage.NHS_ADVICE_AREAS, content.areas),
        ("bot/care/tags.py", {*implied, *of_tags}, content.tags),
        ("bot/care/tags.py", tags.FLOOR_POSITIONS, content.positions),
        ("bot/care/plan.py", of_plans, with_routines),
        ("bot/dialogue/session.py", PREGNANCY_TAGS, content.tags),
        ("bot/dialogue/machine.py", ABOUT_MOVING, content.education),
        ("bot/dialogue/support.py", (support.LEG,), content.support),
        ("bot/dialogue/support.py", (support.BOTH_LEGS,), content.red_flags),
    )
    for where, ids, known in named:
        for id_ in sorted(set(ids) - set(known)):
            yield f"{where}: names {id_!r}, which the content does not have"
