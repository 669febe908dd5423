"""Does each progression rule change what it says, one thing at a time?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.progression import Move, Outcome, last_two_settled, next_goal, progress, usual_minutes
from content.models import Goal

DAY_ONE = date(2025, 3, 3)
UPS = {Move.UP_DOSE, Move.UP_LENGTH, Move.UP_LEVEL}


def session(day: int, **changes: Any) -> Outcome:
    """A good session of five easy minutes on the given day."""
    known: dict[str, Any] = {
        "day": DAY_ONE + timedelta(days=day),
        "finished": 1.0,
        "before": 3,
        "after": 2,
        "minutes": 5,
        "goal": Goal.EASE,
    }
    return Outcome(**(known | changes))


def sessions(*days: int, **changes: Any) -> list[Outcome]:
    return [session(day, **changes) for day in days]


def test_three_good_sessions_in_a_row_raise_the_dose() -> None:
    assert progress(sessions(0, 1)).move == Move.HOLD
    assert progress(sessions(0, 1, 2)).move == Move.UP_DOSE


def test_a_session_left_half_way_raises_nothing() -> None:
    assert progress([*sessions(0, 1), session(2, finished=0.5)]).move == Move.HOLD


def test_a_full_week_with_four_sessions_makes_them_longer() -> None:
    assert progress(sessions(0, 2, 4, 7)).move == Move.UP_LENGTH
    assert progress(sessions(0, 2, 4, 6, dose_step=1)).move == Move.HOLD


def test_the_longest_length_does_not_grow() -> None:
    assert progress(sessions(0, 2, 4, 7, minutes=29)).move == Move.UP_DOSE
    assert progress(sessions(0, 2, 4, 7, minutes=29, dose_step=1)).move == Move.HOLD


def test_two_weeks_and_eight_sessions_at_the_top_dose_make_it_harder() -> None:
    fortnight = sessions(0, 2, 4, 6, 8, 10, 12, 14, dose_step=1)
    assert progress(fortnight).move == Move.UP_LEVEL
    assert progress(fortnight[1:]).move != Move.UP_LEVEL
    at_the_hardest = sessions(0, 2, 4, 6, 8, 10, 12, 14, dose_step=1, goal=Goal.KEEP, minutes=29)
    assert progress(at_the_hardest).move == Move.HOLD


def test_only_one_thing_changes_in_a_week() -> None:
    raised = [*sessions(0, 1, 2), *sessions(3, 4, 5, dose_step=1)]
    assert progress(raised).move == Move.HOLD
    longer = [*sessions(0, 2, 4, 7), *sessions(8, 9, 10, minutes=10)]
    assert progress(longer).move == Move.HOLD
    assert progress([*longer, session(15, minutes=10)], days_away=0).move == Move.UP_LENGTH


def test_pain_that_rises_a_little_and_settles_holds() -> None:
    to_5 = session(2, before=3, after=3, during=5, settled=True)
    two_up = session(2, before=4, after=4, during=6, settled=True)
    assert progress([*sessions(0, 1), to_5]).move == Move.HOLD
    assert progress([*sessions(0, 1), two_up]).move == Move.HOLD


@pytest.mark.parametrize(
    "last",
    [
        session(2, before=4, after=7),  # more than 2 points up
        session(2, before=4, after=4, during=7),
        session(2, before=0, after=0, during=6),  # from a low start to 6
        session(2, before=3, after=3, settled=False),  # still up next morning
    ],
)
def test_a_session_that_was_too_much_cuts_the_dose(last: Outcome) -> None:
    assert progress([*sessions(0, 1), last]).move == Move.DOWN_DOSE


def test_the_exercise_that_hurt_is_dropped_with_the_dose() -> None:
    last = session(2, before=2, after=6, hurt=("knee_rolls",))
    assert progress([*sessions(0, 1), last]).drop == ("knee_rolls",)


def test_two_such_sessions_in_a_row_step_down_a_level() -> None:
    twice = sessions(2, 3, before=3, after=7, goal=Goal.BUILD)
    assert progress([session(0, goal=Goal.BUILD), *twice]).move == Move.DOWN_LEVEL


def test_a_flare_up_that_lasts_over_a_day_steps_down_a_level() -> None:
    flare = sessions(2, 3, before=5, after=4)
    assert progress([session(1, before=3), *flare]).move == Move.DOWN_LEVEL
    assert progress([session(1, before=3), session(2, before=5, after=4)]).move != Move.DOWN_LEVEL


def test_after_a_step_down_three_good_days_climb_again() -> None:
    before = sessions(0, 1, goal=Goal.BUILD)
    assert progress([*before, *sessions(2, 3, 5)]).move == Move.UP_LEVEL
    assert progress([*before, *sessions(2, 3, 4)]).move != Move.UP_LEVEL


@pytest.mark.parametrize(
    ("days", "move"),
    [
        (2, Move.UP_DOSE),
        (3, Move.DOWN_DOSE),
        (6, Move.DOWN_DOSE),
        (7, Move.DOWN_LENGTH),
        (13, Move.DOWN_LENGTH),
        (14, Move.RESTART),
        (90, Move.RESTART),
    ],
)
def test_missed_days_shorten_and_two_weeks_start_anew(days: int, move: Move) -> None:
    result = progress(sessions(0, 1, 2), days_away=days)
    assert result.move == move
    assert result.missed == (move not in UPS)


def test_without_known_sessions_only_missed_days_count() -> None:
    moves = [progress([], days).move for days in (None, 0, 3, 7, 14)]
    assert moves == [Move.HOLD, Move.HOLD, Move.DOWN_DOSE, Move.DOWN_LENGTH, Move.RESTART]


def test_two_settled_sessions_are_needed_to_build_on_a_middling_day() -> None:
    assert last_two_settled(sessions(0, 1))
    assert not last_two_settled(sessions(0))
    assert not last_two_settled([session(0), session(1, before=3, after=5)])
    assert last_two_settled([session(0), session(1, before=3, after=4, settled=True)])


def test_a_session_cut_short_by_pain_does_not_change_the_usual_length() -> None:
    assert usual_minutes([*sessions(0, 1, minutes=15), session(2, before=7, after=6)]) == 15
    assert usual_minutes(sessions(0, before=6, minutes=10)) == 10


def test_the_hardest_goal_stays() -> None:
    assert [next_goal(goal) for goal in Goal] == [Goal.BUILD, Goal.KEEP, Goal.KEEP]


ratings = st.integers(0, 10)


@st.composite
def histories(draw: st.DrawFn) -> Sequence[Outcome]:
    days = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=10)))
    return [
        session(
            day,
            finished=draw(st.sampled_from([0.2, 0.9, 1.0])),
            before=draw(ratings),
            after=draw(ratings),
            during=draw(st.none() | ratings),
            settled=draw(st.none() | st.booleans()),
            minutes=draw(st.sampled_from([5, 10, 15, 29])),
            goal=draw(st.sampled_from(Goal)),
            dose_step=draw(st.sampled_from([0, 1])),
        )
        for day in days
    ]


@given(histories(), st.none() | st.integers(0, 30))
def test_nothing_gets_more_after_a_session_that_was_too_much(
    history: Sequence[Outcome], away: int | None
) -> None:
    if history[-1].too_much or history[-1].finished < 0.8:
        assert progress(history, away).move not in UPS
