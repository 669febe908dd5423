"""How long does a dose take, and which dose fits a given time?

The clock is the one of the routines: 10 s to get into position, 5 s to change side, 20 s of rest
between sets, 8 s between steps.
"""

from collections.abc import Mapping, Sequence

from content.models import Dose, Exercise, RoutineStep

POSITION_SECONDS = 10
SIDE_SECONDS = 5
REST_SECONDS = 20
BETWEEN_STEPS_SECONDS = 8
TIMED_GRAIN_SECONDS = 5  # a timed step changes in steps people can count
STEADY_KINDS = ("aerobic", "breathing")  # walk or march first, then breathing


def seconds_of(dose: Dose) -> int:
    """The whole time of one step with this dose, in seconds."""
    if dose.timed:
        return POSITION_SECONDS + dose.duration_seconds + dose.move_seconds
    sides = 2 if dose.per_side else 1
    moving = sides * dose.sets * dose.repetitions * (dose.hold_seconds + dose.move_seconds)
    resting = REST_SECONDS * (dose.sets - 1) + SIDE_SECONDS * (sides - 1)
    return POSITION_SECONDS + moving + resting


def total_seconds(steps: Sequence[RoutineStep]) -> int:
    """The whole time of a session, with the changes between its steps."""
    between = BETWEEN_STEPS_SECONDS * max(0, len(steps) - 1)
    return sum(step.seconds for step in steps) + between


def fit_dose(exercise: Exercise, seconds: int) -> Dose | None:
    """The most of an exercise that fits into ``seconds`` and its dose range; None if nothing does.

    Its own hold is kept when that fits, or else the shortest hold of the range is taken.
    """
    own = exercise.dose
    if own.timed:
        room = seconds - POSITION_SECONDS - own.move_seconds
        return _timed(exercise, room - room % TIMED_GRAIN_SECONDS)
    for hold in dict.fromkeys((own.hold_seconds, shortest_hold(exercise))):
        fitting = [
            dose
            for sets in range(1, exercise.dose_range.max_sets + 1)
            for dose in _counted(exercise, hold, sets)
            if seconds_of(dose) <= seconds
        ]
        if fitting:
            return max(fitting, key=seconds_of)
    return None


def gentlest(exercise: Exercise) -> Dose:
    """The lowest dose of the exercise's range, in one set."""
    own = exercise.dose
    if own.timed:
        return own.model_copy(update={"sets": 1, "duration_seconds": fewest(exercise)})
    lowest = {"repetitions": fewest(exercise), "hold_seconds": shortest_hold(exercise)}
    return own.model_copy(update={"sets": 1, **lowest})


def lessened(dose: Dose, exercise: Exercise) -> Dose:
    """Two thirds of the repetitions, hold or time, but never below the exercise's range."""
    if dose.timed:
        less = dose.duration_seconds * 2 // 3
        lowest = fewest(exercise)
        return dose.model_copy(
            update={"duration_seconds": max(lowest, less - less % TIMED_GRAIN_SECONDS)}
        )
    return dose.model_copy(
        update={
            "repetitions": min(dose.repetitions, max(fewest(exercise), dose.repetitions * 2 // 3)),
            "hold_seconds": min(
                dose.hold_seconds, max(shortest_hold(exercise), dose.hold_seconds * 2 // 3)
            ),
        }
    )


def with_dose(step: RoutineStep, dose: Dose) -> RoutineStep:
    """The same step with another dose, and the time that takes."""
    return step.model_copy(update={"dose": dose, "seconds": seconds_of(dose)})


def shortened(step: RoutineStep, exercise: Exercise) -> RoutineStep:
    """The step at the least of its dose range."""
    field = "duration_seconds" if step.dose.timed else "repetitions"
    return with_dose(step, step.dose.model_copy(update={field: fewest(exercise)}))


def one_more(step: RoutineStep, exercise: Exercise) -> RoutineStep:
    """The step with one repetition more; the same step at the top of the range or when timed."""
    dose = step.dose
    if dose.timed or dose.repetitions >= most(exercise):
        return step
    return with_dose(step, dose.model_copy(update={"repetitions": dose.repetitions + 1}))


def give_seconds(
    steps: Sequence[RoutineStep], exercises: Mapping[str, Exercise], spare: int
) -> tuple[RoutineStep, ...]:
    """Let the walk, march or breathing steps use the seconds that other steps left over.

    They never leave their dose range: what they cannot use makes the session shorter.
    """
    given = list(steps)
    for kind in STEADY_KINDS:
        for place, step in enumerate(given):
            exercise = exercises[step.exercise]
            if exercise.kind == kind:
                longer = _lengthened(step, exercise, spare)
                spare -= longer.seconds - step.seconds
                given[place] = longer
    return tuple(given)


def fewest(exercise: Exercise) -> int:
    """The least repetitions, or seconds when timed, of the dose range."""
    own = exercise.dose
    if own.timed:
        return (exercise.dose_range.duration_seconds or (own.duration_seconds,))[0]
    return (exercise.dose_range.repetitions or (own.repetitions,))[0]


def most(exercise: Exercise) -> int:
    """The most repetitions, or seconds when timed, of the dose range."""
    own = exercise.dose
    if own.timed:
        return (exercise.dose_range.duration_seconds or (own.duration_seconds,))[-1]
    return (exercise.dose_range.repetitions or (own.repetitions,))[-1]


def shortest_hold(exercise: Exercise) -> int:
    """The shortest hold of the dose range, in seconds."""
    return (exercise.dose_range.hold_seconds or (exercise.dose.hold_seconds,))[0]


def _timed(exercise: Exercise, duration: int) -> Dose | None:
    duration = min(duration, most(exercise))
    if duration < fewest(exercise):
        return None
    return exercise.dose.model_copy(update={"duration_seconds": duration})


def _counted(exercise: Exercise, hold: int, sets: int) -> list[Dose]:
    repetitions = range(fewest(exercise), most(exercise) + 1)
    return [
        exercise.dose.model_copy(update={"sets": sets, "repetitions": count, "hold_seconds": hold})
        for count in repetitions
    ]


def _lengthened(step: RoutineStep, exercise: Exercise, spare: int) -> RoutineStep:
    """The step with as much of the spare seconds as its dose range allows."""
    dose = step.dose
    if dose.timed:
        more = min(spare, most(exercise) - dose.duration_seconds)
        more -= more % TIMED_GRAIN_SECONDS
        longer = dose.model_copy(update={"duration_seconds": dose.duration_seconds + max(0, more)})
        return with_dose(step, longer)
    once = (2 if dose.per_side else 1) * dose.sets * (dose.hold_seconds + dose.move_seconds)
    count = min(spare // once, most(exercise) - dose.repetitions)
    return with_dose(
        step, dose.model_copy(update={"repetitions": dose.repetitions + max(0, count)})
    )
