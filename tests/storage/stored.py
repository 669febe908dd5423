"""What the tests of storage say again and again: a turn, a row, a claim."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.storage import tables
from bot.storage.check_ins import claim_due, mark_sending, settle
from bot.storage.conversations import hold_conversation
from bot.storage.database import Database
from bot.storage.records import Record, record_all
from scheduler.due import Due, Settlement

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""A Monday morning, half past eight in Berlin."""


async def record(
    database: Database, *records: Record, chat_id: int = 1, now: datetime = NOW
) -> None:
    """Write down what a turn of a person asked for."""
    async with database.connection() as db:
        await hold_conversation(db, chat_id, "{}", now)
        await record_all(db, chat_id, records, now)


async def rows(database: Database, table: type[SQLModel], **where: Any) -> list[dict[str, Any]]:
    """Read the rows of a table, in the order of their keys."""
    columns = table.__table__  # type: ignore[attr-defined]
    query = select(columns).filter_by(**where).order_by(*columns.primary_key)
    async with database.connection() as db:
        return [dict(row) for row in (await db.execute(query)).mappings()]


async def check_in(database: Database, chat_id: int = 1) -> dict[str, Any]:
    """Read a person's check-in."""
    [row] = await rows(database, tables.CheckIn, chat_id=chat_id)
    return row


async def claim(
    database: Database, now: datetime, *, lease: str = "a", limit: int = 100
) -> Sequence[Due]:
    """Claim what is due."""
    async with database.connection() as db:
        return await claim_due(db, now, lease=lease, limit=limit)


async def begin(database: Database, due: Due, now: datetime) -> bool:
    """Note that sending begins."""
    async with database.connection() as db:
        return await mark_sending(db, due, now)


async def finish(
    database: Database,
    due: Due,
    settlement: Settlement,
    now: datetime,
    *,
    fact: str | None = None,
) -> None:
    """Settle a claimed check-in."""
    async with database.connection() as db:
        await settle(db, due, settlement, now, fact=fact)
