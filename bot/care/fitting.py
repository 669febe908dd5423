"""How does a routine become this person's: without what they are spared, at their doses?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.care.doses import (
    BETWEEN_STEPS_SECONDS,
    STEADY_KINDS,
    fit_dose,
    give_seconds,
    lessened,
    one_more,
    shortened,
    total_seconds,
    with_dose,
)
from bot.care.tags import Tags, substitutes, why_left_out
from content.models import Exercise, Goal, Phase, Routine, RoutineStep, Thresholds


class Shelf(Protocol):
    """The content a plan is made from, by id; ``content.loader.Content`` is one."""

    @property
    def routines(self) -> Mapping[str, Routine]: ...
    @property
    def exercises(self) -> Mapping[str, Exercise]: ...
    @property
    def substitutions(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def thresholds(self) -> Thresholds: ...


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise this person is spared, the tag that says why, and what takes its place.

    ``tag`` is empty when the exercise hurt last time.
    """

    exercise: str
    tag: str
    substitute: str | None = None


def fit_routine(
    routine: Routine, tags: Collection[str], shelf: Shelf, drop: Collection[str] = ()
) -> tuple[tuple[RoutineStep, ...], tuple[LeftOut, ...]]:
    """The steps a person may do, and what was left out of the routine and why.

    A substitute takes over the seconds of its step; without one the seconds go to the walk,
    march or breathing step. The exercises in ``drop`` go without either. The steps never take
    longer than the routine.
    """
    steps: list[RoutineStep] = []
    left_out: list[LeftOut] = []
    own = Tags.of(tags)
    taken = {step.exercise for step in routine.steps}
    spare = 0
    for step in routine.steps:
        against = why_left_out(shelf.exercises[step.exercise], own, shelf.substitutions)
        if not against and step.exercise not in drop:
            steps.append(step)
        elif not against:
            left_out.append(LeftOut(step.exercise, ""))
        else:
            gentle = routine.goal == Goal.EASE
            instead = _substitute(step, against, own, shelf, taken.union(drop), gentle=gentle)
            left_out.append(
                LeftOut(step.exercise, against[0], instead.exercise if instead else None)
            )
            if instead is None:
                spare += step.seconds + BETWEEN_STEPS_SECONDS
            else:
                spare += step.seconds - instead.seconds
                taken.add(instead.exercise)
                steps.append(instead)
    return give_seconds(steps, shelf.exercises, spare), tuple(left_out)


def _substitute(
    step: RoutineStep,
    against: Sequence[str],
    tags: Tags,
    shelf: Shelf,
    taken: Collection[str],
    *,
    gentle: bool,
) -> RoutineStep | None:
    """A step that may take this one's place: allowed itself, not there yet, in no more time.

    In an ease routine (``gentle``) it is also fit for sore days, as all steps there are.
    """
    for name in substitutes(step.exercise, against, shelf.substitutions):
        exercise = shelf.exercises[name]
        allowed = not why_left_out(exercise, tags, shelf.substitutions)
        if name in taken or not allowed or (gentle and not exercise.acute_ok):
            continue
        dose = fit_dose(exercise, step.seconds)
        if dose is not None:
            return with_dose(step.model_copy(update={"exercise": name}), dose)
    return None


def lessen_doses(
    steps: Sequence[RoutineStep], exercises: Mapping[str, Exercise]
) -> tuple[RoutineStep, ...]:
    """Every step at two thirds of its dose, within its range."""
    return tuple(with_dose(step, lessened(step.dose, exercises[step.exercise])) for step in steps)


def raise_doses(
    steps: Sequence[RoutineStep], exercises: Mapping[str, Exercise], minutes: int
) -> tuple[RoutineStep, ...]:
    """One repetition more of every strength step that the clock and the dose range allow.

    The walk, march and breathing steps lend the seconds, down to their own lowest dose.
    """
    raised = [
        shortened(step, exercises[step.exercise])
        if exercises[step.exercise].kind in STEADY_KINDS
        else step
        for step in steps
    ]
    for place, step in enumerate(raised):
        if step.phase == Phase.STRENGTH:
            more = one_more(step, exercises[step.exercise])
            if more.seconds - step.seconds <= minutes * 60 - total_seconds(raised):
                raised[place] = more
    return give_seconds(raised, exercises, minutes * 60 - total_seconds(raised))
