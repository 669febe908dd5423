"""Which daily facts a person was told, and when."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables
from bot.storage.upsert import upsert

_told = tables.ToldFact.__table__  # type: ignore[attr-defined]

_FIND = select(_told.c.fact, _told.c.at).where(_told.c.chat_id == bindparam("of_chat"))


async def find_told_facts(db: AsyncConnection, chat_id: int) -> dict[str, datetime]:
    """Find when a person was last told each fact, by its id; what was never told is not there."""
    found = await db.execute(_FIND, {"of_chat": chat_id})
    return {fact: at for fact, at in found}  # noqa: C416 - dict() does not know a row's types


async def note_told_fact(db: AsyncConnection, chat_id: int, fact: str, at: datetime) -> None:
    """Remember that a person was told a fact; the last time counts."""
    await upsert(db, tables.ToldFact, {"chat_id": chat_id, "fact": fact, "at": at})
