"""Telegram's handles of pictures that were uploaded once."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables
from bot.storage.upsert import upsert


async def find_file_id(db: AsyncConnection, bot_id: int, key: str) -> str | None:
    """Return the handle under which this bot uploaded a picture, if it did."""
    media = tables.MediaFile.__table__  # type: ignore[attr-defined]
    query = select(media.c.file_id).where(media.c.bot_id == bot_id, media.c.key == key)
    return (await db.execute(query)).scalar()


async def save_file_id(db: AsyncConnection, bot_id: int, key: str, file_id: str) -> None:
    """Remember the handle of an uploaded picture; the newest wins."""
    row = {"bot_id": bot_id, "key": key, "file_id": file_id}
    await upsert(db, tables.MediaFile, row)
