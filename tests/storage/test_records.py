"""Is what a turn asked to be remembered there afterwards, once, and all of it?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.records import (
    CheckInAnswered,
    Consented,
    EpisodeNoted,
    Rated,
    Record,
    SessionEnded,
    SessionStarted,
    StepSettled,
)
from tests.storage.stored import NOW, record, rows

LATER = NOW + timedelta(minutes=10)
TODAY = date(2026, 11, 23)


def _episode(**changes: object) -> EpisodeNoted:
    values: dict[str, object] = {
        "number": 1,
        "areas": ("lower_back", "tailbone"),
        "side": "left",
        "radiates": None,
        "duration": "acute",
        "triggers": ("lifting",),
        "flags": (),
    }
    return EpisodeNoted(**(values | changes))  # type: ignore[arg-type]


async def test_consent_keeps_its_first_date_and_each_version_its_own(database: Database) -> None:
    await record(database, Consented(1))
    await record(database, Consented(1), now=LATER)
    await record(database, Consented(2), now=LATER)
    assert await rows(database, tables.Consent) == [
        {"chat_id": 1, "version": 1, "given_at": NOW},
        {"chat_id": 1, "version": 2, "given_at": LATER},
    ]


async def test_an_episode_can_be_corrected_and_keeps_its_beginning(database: Database) -> None:
    await record(database, _episode())
    await record(database, _episode(side="right", radiates="leg", flags=("fever",)), now=LATER)
    await record(database, _episode(number=2, areas=(), triggers=()), now=LATER)
    first, second = await rows(database, tables.EpisodeRow)
    assert first == {
        "chat_id": 1,
        "number": 1,
        "started_at": NOW,
        "areas": "lower_back tailbone",
        "side": "right",
        "radiates": "leg",
        "duration": "acute",
        "triggers": "lifting",
        "flags": "fever",
    }
    assert (second["started_at"], second["areas"], second["flags"]) == (LATER, "", "")


async def test_a_session_is_begun_once_and_ended_as_it_ended(database: Database) -> None:
    started = SessionStarted(1, 1, "ease_lower_back", "ease", 5)
    await record(database, started)
    await record(database, started, now=LATER)
    await record(database, SessionEnded(1, "finished"), now=LATER)
    await record(database, SessionEnded(2, "left"), now=LATER)
    assert await rows(database, tables.SessionRow) == [
        {
            "chat_id": 1,
            "number": 1,
            "episode": 1,
            "routine": "ease_lower_back",
            "goal": "ease",
            "minutes": 5,
            "started_at": NOW,
            "ended_at": LATER,
            "ending": "finished",
        }
    ]


async def test_the_end_of_a_session_is_that_persons_alone(database: Database) -> None:
    for chat_id in (1, 2):
        await record(database, SessionStarted(1, 1, "ease", "ease", 5), chat_id=chat_id)
    await record(database, SessionEnded(1, "finished"), chat_id=2)
    assert [row["ending"] for row in await rows(database, tables.SessionRow)] == [None, "finished"]


async def test_a_swapped_step_keeps_both_exercises(database: Database) -> None:
    await record(
        database,
        StepSettled(1, 1, "knee_rolls", "hurt"),
        StepSettled(1, 1, "pelvic_tilt", "done"),
        StepSettled(1, 2, "knee_rolls", "skipped"),
    )
    await record(database, StepSettled(1, 2, "knee_rolls", "done"), now=LATER)
    steps = await rows(database, tables.SessionStep)
    assert [(step["step"], step["exercise"], step["outcome"], step["at"]) for step in steps] == [
        (1, "knee_rolls", "hurt", NOW),
        (1, "pelvic_tilt", "done", NOW),
        (2, "knee_rolls", "done", LATER),
    ]


@given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from(["before", "after", "now"]))))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_every_rating_is_kept_in_order(
    database: Database, ratings: list[tuple[int, str]]
) -> None:
    before = len(await rows(database, tables.PainRating))
    await record(database, *(Rated(value, occasion) for value, occasion in ratings))
    found = await rows(database, tables.PainRating)
    assert [(row["value"], row["occasion"]) for row in found[before:]] == ratings


async def test_a_rating_knows_its_session(database: Database) -> None:
    await record(database, Rated(4, "before", session=3), Rated(2, "now"))
    ratings = await rows(database, tables.PainRating)
    assert [(row["session"], row["at"]) for row in ratings] == [(3, NOW), (None, NOW)]


async def test_an_answer_pressed_twice_counts_once(database: Database) -> None:
    await record(database, CheckInAnswered(TODAY, 4))
    await record(database, CheckInAnswered(TODAY, 9), now=LATER)
    [log] = await rows(database, tables.CheckInLog)
    assert (log["rating"], log["answered_at"]) == (4, NOW)
    [rating] = await rows(database, tables.PainRating)
    assert (rating["value"], rating["occasion"]) == (4, "check_in")


async def test_answers_of_two_days_are_two(database: Database) -> None:
    await record(database, CheckInAnswered(TODAY, 4), CheckInAnswered(date(2026, 11, 24), 3))
    assert [row["rating"] for row in await rows(database, tables.CheckInLog)] == [4, 3]


async def test_a_turn_is_written_whole_or_not_at_all(database: Database) -> None:
    broken = _episode(number=None)
    with pytest.raises(IntegrityError):
        await record(database, Consented(1), Rated(3, "now"), broken)
    for table in tables.PERSONAL:
        assert await rows(database, table) == []


async def test_something_that_is_no_record_is_refused(database: Database) -> None:
    with pytest.raises(TypeError, match="str"):
        await record(database, "a word they wrote")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [
        lambda number: Consented(number),
        lambda number: SessionStarted(number, 1, "ease", "ease", 5),
        lambda number: StepSettled(1, number, "knee_rolls", "done"),
        lambda number: Rated(number % 11, "now"),
    ],
)
async def test_a_long_history_is_kept(database: Database, make: Callable[[int], Record]) -> None:
    await record(database, *(make(number) for number in range(1, 60)))
    kept = [len(await rows(database, table)) for table in tables.PERSONAL]
    assert 59 in kept
