"""What becomes of every routine for a person with a leave-out tag, and does it still add up?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.care.doses import total_seconds
from bot.care.fitting import fit_routine
from bot.care.plan import FEWEST_STEPS, Case, Plan, choose_plan
from bot.care.tags import CANNOT_GET_TO_FLOOR, Tags, why_left_out
from bot.check.pages import table
from bot.dialogue.session import PREGNANCY_TAGS
from content.loader import Content
from content.models import Routine, RoutineStep

PREGNANT = "pregnancy"
_INTRO = """\
# Routines and leave-out tags

Made by `backease check content --write`; do not edit.

A leave-out tag is a reason to leave an exercise out for a person. The step is swapped for its
substitute, or left out and its time given to the walk, march or breathing step. When fewer than
three steps are left, or the routine needs a floor the person cannot get to, another is taken.

All {count} routines are here with every tag alone. A pregnancy tag brings all of them along."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One routine for a person with one leave-out tag.

    ``taken`` is the routine they get: this one, another when fewer than three steps are left or
    it needs a floor they cannot get to, or None when nobody finds one.
    """

    routine: Routine
    tag: str
    steps: tuple[RoutineStep, ...]
    swapped: int
    dropped: int
    taken: str | None

    @property
    def seconds(self) -> int:
        """The whole time of the fitted steps."""
        return total_seconds(self.steps)

    @property
    def too_few(self) -> bool:
        """True when too little of the routine is left to do it."""
        return len(self.steps) < FEWEST_STEPS


def fit_all(content: Content) -> list[Fit]:
    """Every routine with each leave-out tag alone; any pregnancy tag brings all of them along."""
    tags = [tag for tag in content.tags if tag == PREGNANT or tag not in PREGNANCY_TAGS]
    return [_fit(routine, tag, content) for tag in tags for routine in content.routines.values()]


def _fit(routine: Routine, tag: str, content: Content) -> Fit:
    steps, left_out = fit_routine(routine, {tag}, content)
    swapped = sum(each.substitute is not None for each in left_out)
    no_floor = tag == CANNOT_GET_TO_FLOOR
    taken: str | None = routine.id
    if len(steps) < FEWEST_STEPS or (no_floor and routine.floor):
        chosen = choose_plan(
            Case(
                rating=0,
                areas=(routine.area,),
                sessions_finished=1,
                tags=frozenset({tag}),
                goal=routine.goal,
                minutes=routine.minutes,
                no_floor=no_floor,
            ),
            content,
        )
        taken = chosen.routine_id if isinstance(chosen, Plan) else None
    return Fit(routine, tag, steps, swapped, len(left_out) - swapped, taken)


def routine_faults(fits: list[Fit], content: Content) -> Iterator[str]:
    """A line for every fitted routine that overruns, holds what it must not, or has no way out."""
    for fit in fits:
        name = f"routine {fit.routine.id} with {fit.tag}"
        if fit.seconds > fit.routine.minutes * 60:
            yield f"{name}: takes {fit.seconds} s, more than {fit.routine.minutes} minutes"
        own = Tags.of({fit.tag})
        for step in fit.steps:
            exercise = content.exercises[step.exercise]
            if why_left_out(exercise, own, content.substitutions):
                yield f"{name}: still holds {step.exercise}"
        if fit.taken is None:
            yield f"{name}: {len(fit.steps)} steps are left, and no other routine fits"


def routines_page(fits: list[Fit], content: Content) -> str:
    """The page docs/routines.md: what each tag does, and every routine in pregnancy."""
    by_tag: dict[str, list[Fit]] = {}
    for fit in fits:
        by_tag.setdefault(fit.tag, []).append(fit)
    lengths = sorted({routine.minutes for routine in content.routines.values()})
    lines = [
        *_INTRO.format(count=len(content.routines)).splitlines(),
        "",
        *table(
            (
                "tag",
                "unchanged",
                "swapped only",
                "steps left out",
                "another taken",
                *(f"shortest of {minutes} min" for minutes in lengths),
            ),
            (_tag_row(tag, fitted, lengths) for tag, fitted in by_tag.items()),
        ),
        "",
        "## Which other routine is taken",
        "",
        *table(("tag", "routine", "taken instead"), _taken_rows(by_tag)),
        "",
        "## In pregnancy",
        "",
        "Every routine as a pregnant person gets it; **bold** stands in for another exercise.",
        "",
        *table(
            ("routine", "time", "steps"),
            (_pregnancy_row(fit, content) for fit in by_tag.get(PREGNANT, [])),
        ),
    ]
    return "\n".join((*lines, ""))


def _tag_row(tag: str, fits: list[Fit], lengths: Sequence[int]) -> tuple[str, ...]:
    kinds = Counter(_kind(fit) for fit in fits)
    shortest = (
        min((f.seconds for f in fits if f.routine.minutes == n and not f.too_few), default=None)
        for n in lengths
    )
    return (
        f"`{tag}`",
        *(str(kinds[kind]) for kind in ("unchanged", "swapped", "dropped", "another")),
        *("" if least is None else _clock(least) for least in shortest),
    )


def _kind(fit: Fit) -> str:
    if fit.taken != fit.routine.id:
        return "another"
    if fit.dropped:
        return "dropped"
    return "swapped" if fit.swapped else "unchanged"


def counts(fits: list[Fit]) -> str:
    """How many fits are unchanged, swapped, shortened or replaced, in one line."""
    kinds = Counter(_kind(fit) for fit in fits)
    return (
        f"{kinds['unchanged']} unchanged, {kinds['swapped']} swapped, "
        f"{kinds['dropped']} with steps left out, {kinds['another']} replaced by another routine"
    )


def _taken_rows(by_tag: dict[str, list[Fit]]) -> Iterator[tuple[str, ...]]:
    """One row for each tag and routine taken instead, with all the routines it stands for."""
    for tag, fits in by_tag.items():
        taken: dict[str, list[str]] = {}
        for fit in fits:
            if fit.taken != fit.routine.id:
                taken.setdefault(fit.taken or "none", []).append(fit.routine.id)
        for instead, routines in taken.items():
            yield f"`{tag}`", ", ".join(routines), instead


def _pregnancy_row(fit: Fit, content: Content) -> tuple[str, ...]:
    own = {step.exercise for step in fit.routine.steps}
    names = (
        content.exercises[step.exercise].name
        if step.exercise in own
        else f"**{content.exercises[step.exercise].name}**"
        for step in fit.steps
    )
    said = ", ".join(names)
    if fit.too_few:
        said = f"too few steps: {fit.taken} is taken"
    return fit.routine.id, _clock(fit.seconds), said


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
