"""Everything about one person: to hand over, and to forget when they never agreed."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables


async def collect_person(db: AsyncConnection, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return every stored row about a person, by table, with readable values."""
    collected: dict[str, list[dict[str, Any]]] = {}
    for table in reversed(tables.PERSONAL):
        columns = table.__table__  # type: ignore[attr-defined]
        found = await db.execute(select(columns).where(columns.c.chat_id == chat_id))
        collected[columns.name] = [
            {key: _readable(value) for key, value in row.items()} for row in found.mappings()
        ]
    return collected


async def forget_unconsented(db: AsyncConnection, before: datetime) -> None:
    """Delete everything of people who never agreed and did nothing since ``before``."""
    conversation = tables.Conversation.__table__  # type: ignore[attr-defined]
    consent = tables.Consent.__table__  # type: ignore[attr-defined]
    agreed = exists().where(consent.c.chat_id == conversation.c.chat_id)
    waiting = select(conversation.c.chat_id).where(conversation.c.updated_at < before, ~agreed)
    chats = list((await db.execute(waiting)).scalars())
    for table in tables.PERSONAL if chats else ():
        columns = table.__table__  # type: ignore[attr-defined]
        await db.execute(delete(columns).where(columns.c.chat_id.in_(chats)))


def _readable(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
