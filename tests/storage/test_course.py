"""Are a person's last days found by their own calendar, each rating once?"""

from datetime import UTC, date, datetime, timedelta

from bot.storage.course import RatedDays, find_rated_days
from bot.storage.database import Database
from bot.storage.records import CheckInAnswered, Rated, SessionEnded, SessionStarted
from tests.storage.stored import NOW, record

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)
DAY = timedelta(days=1)
STARTED = SessionStarted(1, 1, "general_ease_5", "ease", 5)


async def _found(
    database: Database, *, count: int = 28, zone: str = "Europe/Berlin", chat_id: int = 1
) -> RatedDays:
    async with database.connection() as db:
        return await find_rated_days(db, chat_id, zone, TODAY, count)


async def test_nobody_has_rated_days_at_first(database: Database) -> None:
    assert await _found(database) == RatedDays({}, frozenset())


async def test_a_day_is_the_mean_of_its_ratings(database: Database) -> None:
    await record(database, Rated(6, "before", 1), Rated(3, "after", 1))
    await record(database, Rated(5, "now"), now=NOW - DAY)
    await record(database, Rated(9, "now"), chat_id=2)
    assert (await _found(database)).ratings == {TODAY: 4.5, YESTERDAY: 5.0}


async def test_an_answered_check_in_is_one_rating(database: Database) -> None:
    await record(database, CheckInAnswered(TODAY, 7))
    await record(database, CheckInAnswered(TODAY, 2))  # the doubled prompt
    await record(database, Rated(5, "before", 1))
    assert (await _found(database)).ratings == {TODAY: 6.0}


async def test_what_a_move_felt_like_is_not_how_the_day_was(database: Database) -> None:
    await record(database, Rated(4, "before", 1), Rated(9, "hurt", 1))
    assert (await _found(database)).ratings == {TODAY: 4.0}


async def test_a_day_ends_where_the_person_lives(database: Database) -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    await record(database, Rated(4, "now"), STARTED, SessionEnded(1, "finished"), now=late)
    assert await _found(database) == RatedDays({TODAY: 4.0}, frozenset({TODAY}))
    here = await _found(database, zone="America/New_York")
    assert here == RatedDays({YESTERDAY: 4.0}, frozenset({YESTERDAY}))


async def test_only_finished_sessions_have_their_day(database: Database) -> None:
    for number, ending in ((1, "finished"), (2, "stopped"), (3, "hurt")):
        began = SessionStarted(number, 1, "general_ease_5", "ease", 5)
        await record(database, began, SessionEnded(number, ending), now=NOW - number * DAY)
    await record(database, SessionStarted(4, 1, "general_ease_5", "ease", 5))
    assert (await _found(database)).sessions == {YESTERDAY}


async def test_the_first_day_is_whole_and_the_one_before_is_left_out(database: Database) -> None:
    midnight = datetime(2026, 11, 16, 23, 0, tzinfo=UTC)  # in Berlin the 17th begins
    await record(database, Rated(4, "now"), now=midnight)
    await record(database, Rated(8, "now"), now=midnight - timedelta(microseconds=1))
    found = await _found(database, count=7)
    assert found.ratings == {date(2026, 11, 17): 4.0}
