"""What does the next plan know of a session that ended without a rating?"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from bot.dialogue.state import Ending, Place
from bot.dialogue.world import World, today
from bot.storage.records import CheckInPaused, SessionEnded
from tests.talk import Talk


def stop(talk: Talk) -> None:
    """Stop with nothing done."""
    talk.tap("Stop")
    assert talk.place is Place.HOME


def go_numb(talk: Talk) -> None:
    """End the session with something numb that turns out to be nothing on the list."""
    talk.tap("It hurts")
    talk.tap("New numbness or weakness")
    talk.tap("None of these after all")


def walk_away(talk: Talk) -> None:
    """Leave the session open until it is closed."""
    talk.wait(hours=7)
    talk.command("start")


@pytest.mark.parametrize("end", [stop, go_numb, walk_away])
def test_a_move_that_hurt_is_left_out_next_time_however_the_session_ended(
    talk: Talk, end: Callable[[Talk], None]
) -> None:
    talk.to_player()
    assert talk.state.session is not None
    talk.tap("Skip")
    talk.tap("Skip")
    hurt = talk.state.session.plan.steps[talk.state.session.index].exercise
    talk.tap("It hurts")
    talk.tap("In my usual place")
    talk.tap("Sharp")
    talk.tap("4")
    end(talk)
    assert talk.state.session is None
    talk.wait(hours=20)
    talk.say("start a routine")
    talk.through_screen()
    talk.tap("4")
    assert talk.state.plan is not None
    assert hurt not in [step.exercise for step in talk.state.plan.steps]


def test_a_session_stopped_at_once_is_not_remembered(talk: Talk) -> None:
    talk.to_player()
    stop(talk)
    assert talk.state.episode is not None
    assert talk.state.episode.outcomes == ()


def test_a_finished_session_nobody_rated_is_put_down_as_finished(talk: Talk) -> None:
    talk.to_player()
    while talk.place is Place.PLAYER:
        talk.tap("✅ Done")
    walk_away(talk)
    assert talk.noted == [SessionEnded(1, Ending.FINISHED)]
    assert talk.state.episode is not None
    assert talk.state.episode.sessions_finished == 1


LATE = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # still the 23rd in New York


def test_a_day_is_the_persons_own(talk: Talk) -> None:
    world = World(talk.content, LATE)
    assert today(talk.state, world) == date(2026, 11, 24)
    assert today(talk.state.but(zone="America/New_York"), world) == date(2026, 11, 23)


def test_a_week_without_check_ins_counts_from_the_persons_own_day(talk: Talk) -> None:
    talk.to_player()
    talk.tap("Stop")
    for turn in ("[Daily check-in]", "[08:00]", "new york", "[Yes]", "[Yes]"):
        talk.tap(turn[1:-1]) if turn.startswith("[") else talk.say(turn)
    talk.now = LATE
    talk.command("checkin")
    talk.tap("Pause for a week")
    assert talk.noted == [CheckInPaused(date(2026, 11, 30))]


def test_a_session_is_remembered_on_the_persons_own_day(talk: Talk) -> None:
    talk.to_plan()
    talk.state = talk.state.but(zone="America/New_York")
    talk.now = LATE
    talk.say("start a routine")
    talk.tap("4")
    talk.tap("Start")
    while talk.place is Place.PLAYER:
        talk.tap("✅ Done")
    talk.tap("4")
    assert talk.state.episode is not None
    assert talk.state.episode.outcomes[-1].day == date(2026, 11, 23)
