"""Is it remembered which facts a person was told, when the prompt arrived and only then?"""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect

from bot.storage import tables
from bot.storage.daily_facts import find_told_facts, note_told_fact
from bot.storage.database import Database
from bot.storage.records import CheckInSet, Erased
from bot.storage.upgrade import migrations
from scheduler.due import Due, Outcome, RetryLater, Settlement
from tests.storage.stored import NOW, begin, check_in, claim, finish, record, rows

EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def _told(database: Database, chat_id: int = 1) -> dict[str, datetime]:
    async with database.connection() as db:
        return await find_told_facts(db, chat_id)


async def _begun(database: Database, lease: str = "a") -> Due:
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    [due] = await claim(database, EIGHT, lease=lease)
    assert await begin(database, due, EIGHT)
    return due


async def test_nobody_was_told_anything_at_first(database: Database) -> None:
    assert await _told(database) == {}


async def test_the_last_time_a_fact_was_told_counts_for_each_person(database: Database) -> None:
    async with database.connection() as db:
        await note_told_fact(db, 1, "walk", NOW)
        await note_told_fact(db, 1, "sleep", NOW + DAY)
        await note_told_fact(db, 1, "walk", NOW + 2 * DAY)
        await note_told_fact(db, 2, "walk", NOW)
    assert await _told(database) == {"walk": NOW + 2 * DAY, "sleep": NOW + DAY}
    assert await _told(database, 2) == {"walk": NOW}


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.DOUBTFUL])
async def test_a_fact_is_noted_with_the_prompt_it_came_with(
    database: Database, outcome: Outcome
) -> None:
    due = await _begun(database)
    await finish(database, due, outcome, EIGHT, fact="walk")
    assert await _told(database) == {"walk": EIGHT}
    assert (await check_in(database))["due_date"] == date(2026, 11, 24)


@pytest.mark.parametrize("settlement", [RetryLater(60), RetryLater(60, maybe_sent=True)])
async def test_a_prompt_that_is_to_come_again_has_told_nothing(
    database: Database, settlement: Settlement
) -> None:
    due = await _begun(database)
    await finish(database, due, settlement, EIGHT, fact="walk")
    assert await _told(database) == {}


async def test_a_prompt_whose_lease_is_lost_notes_no_fact(database: Database) -> None:
    due = await _begun(database)
    later = EIGHT + timedelta(minutes=5)
    assert await claim(database, later, lease="b")
    await finish(database, due, Outcome.SENT, later, fact="walk")
    assert await _told(database) == {}


async def test_a_prompt_under_way_while_a_person_is_deleted_leaves_no_fact(
    database: Database,
) -> None:
    due = await _begun(database)
    await record(database, Erased(), now=EIGHT)
    await finish(database, due, Outcome.SENT, EIGHT, fact="walk")
    assert await rows(database, tables.ToldFact) == []


@pytest.mark.postgres
async def test_settling_and_deleting_at_once_in_two_workers_leaves_no_fact(
    two_workers: tuple[Database, Database],
) -> None:
    first, second = two_workers
    for chat_id in range(1, 21):
        await record(first, CheckInSet("UTC", 8 * 60, 127), chat_id=chat_id)
    dues = await claim(first, EIGHT, limit=20)
    settling = [finish(first, due, Outcome.SENT, EIGHT, fact="walk") for due in dues]
    deleting = [record(second, Erased(), chat_id=due.chat_id) for due in dues]
    await asyncio.gather(*settling, *deleting)
    assert await rows(first, tables.ToldFact) == []


# A database of the first version


def _make_first_version(connection: Connection) -> None:
    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    assert not inspect(connection).has_table("told_fact")


async def _upgrade(url: str) -> None:
    database = Database(url)
    async with database.connection() as db:
        await db.run_sync(_make_first_version)
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    before = await rows(database, tables.CheckIn)
    await database.close()

    database = Database(url)
    await database.open()
    assert await rows(database, tables.CheckIn) == before
    assert len(await rows(database, tables.Conversation)) == 1
    assert await _told(database) == {}
    async with database.connection() as db:
        await note_told_fact(db, 1, "walk", NOW)
    await database.close()

    database = Database(url)
    await database.open()
    assert await _told(database) == {"walk": NOW}
    await database.close()


async def test_a_file_of_the_first_version_keeps_its_rows(tmp_path: Path) -> None:
    await _upgrade(f"sqlite:///{tmp_path}/backease.db")


@pytest.mark.postgres
async def test_a_postgresql_of_the_first_version_keeps_its_rows(fresh_postgres_url: str) -> None:
    await _upgrade(fresh_postgres_url)
