"""Do doses fit the time they are given, and stay in their ranges?"""

from hypothesis import given
from hypothesis import strategies as st

from bot.care.doses import fit_dose, give_seconds, lessened, one_more, seconds_of, shortened
from content.loader import load_content
from content.models import RoutineStep

CONTENT = load_content()
STEPS = {
    f"{routine.id}/{step.exercise}": step
    for routine in CONTENT.routines.values()
    for step in routine.steps
}
steps = st.sampled_from(sorted(STEPS)).map(STEPS.__getitem__)


@given(st.sampled_from(sorted(CONTENT.exercises)), st.integers(0, 1800))
def test_a_fitted_dose_takes_no_more_than_the_time_there_is(name: str, seconds: int) -> None:
    exercise = CONTENT.exercises[name]
    dose = fit_dose(exercise, seconds)
    assert dose is None or seconds_of(dose) <= seconds
    if seconds >= seconds_of(exercise.dose):
        assert dose is not None


def test_the_usual_hold_is_kept_where_it_fits_and_shortened_where_not() -> None:
    tilt = CONTENT.exercises["pelvic_tilt"]
    roomy, tight = fit_dose(tilt, 100), fit_dose(tilt, 40)
    assert roomy is not None
    assert tight is not None
    assert (roomy.hold_seconds, roomy.repetitions) == (10, 7)
    assert (tight.hold_seconds, tight.repetitions) == (3, 6)
    assert fit_dose(tilt, 20) is None


def test_two_sets_fill_a_longer_time() -> None:
    dose = fit_dose(CONTENT.exercises["sit_to_stand"], 120)
    assert dose is not None
    assert dose.sets == 2


@given(steps)
def test_two_thirds_of_a_dose_are_never_more_and_never_below_the_range(step: RoutineStep) -> None:
    exercise = CONTENT.exercises[step.exercise]
    less = lessened(step.dose, exercise)
    assert seconds_of(less) <= seconds_of(step.dose)
    assert seconds_of(less) >= seconds_of(shortened(step, exercise).dose) // 3


def test_two_thirds_of_a_dose() -> None:
    tilt = CONTENT.exercises["pelvic_tilt"]
    less = lessened(tilt.dose, tilt)
    assert (less.repetitions, less.hold_seconds) == (6, 6)
    walk = CONTENT.exercises["walk_easy"]
    assert lessened(walk.dose, walk).duration_seconds == 200


@given(steps, st.integers(0, 600))
def test_given_seconds_are_used_by_walks_and_breathing_only(step: RoutineStep, spare: int) -> None:
    (after,) = give_seconds([step], CONTENT.exercises, spare)
    assert 0 <= after.seconds - step.seconds <= spare
    if CONTENT.exercises[step.exercise].kind not in ("aerobic", "breathing"):
        assert after == step


@given(steps)
def test_one_more_repetition_stops_at_the_top_of_the_range(step: RoutineStep) -> None:
    exercise = CONTENT.exercises[step.exercise]
    top = exercise.dose_range.repetitions
    assert top is None or one_more(step, exercise).dose.repetitions <= top[1]
