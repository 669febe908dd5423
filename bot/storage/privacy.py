"""Everything about one person, to hand over or to look at."""

from typing import Any

from sqlalchemy import select
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


def _readable(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
