"""What does one update, one shown screen and one prompt cost the database?

Every statement costs CPU and, on PostgreSQL, a way to the server and back.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, text

from bot.storage.check_ins import claim_due
from bot.storage.conversations import (
    ShownNotes,
    claim_owed,
    hold_conversation,
    mark_applied,
    save_conversation,
)
from bot.storage.database import Database
from bot.storage.records import CheckInSet, Rated, Record, record_all
from scheduler.due import Outcome
from tests.storage.stored import NOW, begin, claim, finish, record


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are run, and COMMIT where one is committed."""
    engine, seen = database.engine, list[str]()

    def executed(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    def committed(_connection: Connection) -> None:
        seen.append("COMMIT")

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
    yield seen
    event.remove(engine, "before_cursor_execute", executed)
    event.remove(engine, "commit", committed)


async def _turn(database: Database, update_id: int, *records: Record) -> None:
    async with database.connection() as db:
        before = await hold_conversation(db, 1, "{}", NOW)
        assert await mark_applied(db, 9, update_id, NOW)
        await record_all(db, 1, records, NOW)
        await save_conversation(db, 1, "{}", before.version + 1, NOW)


async def test_a_plain_turn_is_one_transaction_of_three_statements(database: Database) -> None:
    await _turn(database, 1)
    with _statements(database) as seen:
        await _turn(database, 2)
    assert [statement.split()[0] for statement in seen] == ["SELECT", "INSERT", "UPDATE", "COMMIT"]


async def test_a_turn_with_a_rating_is_one_statement_more(database: Database) -> None:
    await _turn(database, 1)
    with _statements(database) as seen:
        await _turn(database, 2, Rated(4, "now"))
    assert len(seen) == 5


async def test_the_first_turn_of_a_person_is_one_transaction_too(database: Database) -> None:
    with _statements(database) as seen:
        await _turn(database, 1)
    assert len(seen) == 7
    assert seen.count("COMMIT") == 1


async def test_noting_what_was_shown_is_one_statement(database: Database) -> None:
    await _turn(database, 1)
    with _statements(database) as seen:
        await ShownNotes(database).add(1, 1, 71, None)
    assert len(seen) == 2


async def test_noting_what_many_were_shown_at_once_shares_transactions(database: Database) -> None:
    shown = ShownNotes(database)
    with _statements(database) as seen:
        await asyncio.gather(*(shown.add(chat_id, 1, 71, None) for chat_id in range(50)))
    assert seen.count("COMMIT") <= 2


async def test_a_prompt_is_four_statements_beside_its_claim(database: Database) -> None:
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    eight = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    [due] = await claim(database, eight)
    with _statements(database) as seen:
        await begin(database, due, eight)
        await finish(database, due, Outcome.SENT, eight)
    assert [statement.split()[0] for statement in seen] == [
        *("UPDATE", "COMMIT"),
        *("SELECT", "UPDATE", "INSERT", "COMMIT"),
    ]


async def test_a_prompt_with_a_fact_is_one_statement_more(database: Database) -> None:
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    eight = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    [due] = await claim(database, eight)
    assert await begin(database, due, eight)
    with _statements(database) as seen:
        await finish(database, due, Outcome.SENT, eight, fact="a_fact")
    assert [each.split()[0] for each in seen] == ["SELECT", "UPDATE", "INSERT", "INSERT", "COMMIT"]


async def test_looking_for_work_when_there_is_none_is_one_read(database: Database) -> None:
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    with _statements(database) as seen:
        async with database.connection() as db:
            assert not await claim_due(db, NOW, lease="a", limit=9)
            assert not await claim_owed(db, NOW, after=timedelta(seconds=10), limit=9)
    assert [statement.split()[0] for statement in seen] == ["SELECT", "SELECT", "COMMIT"]


async def test_what_is_due_and_what_is_owed_is_found_by_index(database: Database) -> None:
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    plans = {}
    with _statements(database) as seen:
        async with database.connection() as db:
            await claim_due(db, NOW, lease="a", limit=9)
            await claim_owed(db, NOW - timedelta(days=1), after=timedelta(0), limit=9)
    for name, statement in zip(("check_in_wake", "conversation_owed"), seen, strict=False):
        plans[name] = await _plan(database, statement)
    for name, plan in plans.items():
        assert name in plan, plan


async def _plan(database: Database, statement: str) -> str:
    values: tuple[int, ...] = (int(NOW.timestamp() * 1_000_000), 9)
    async with database.connection() as db:
        if database.sqlite:
            values += (0,) * (statement.count("?") - len(values))  # SQLite is given an offset
            result = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        else:
            await db.execute(text("SET LOCAL enable_seqscan = off"))  # or it reads the tiny table
            await db.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
            result = await db.exec_driver_sql(f"EXPLAIN {statement}", values)
        return str(result.all())
