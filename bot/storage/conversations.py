"""Where each person is in the dialogue, and which updates have been applied."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.upsert import upsert

_conversation = tables.Conversation.__table__  # type: ignore[attr-defined]
_applied = tables.AppliedUpdate.__table__  # type: ignore[attr-defined]
_person = tables.Person.__table__  # type: ignore[attr-defined]
_check_in = tables.CheckIn.__table__  # type: ignore[attr-defined]

KEEP_APPLIED = timedelta(hours=48)
"""How long an applied update is remembered: twice what Telegram keeps undelivered ones."""

# What every update runs is built once: building a statement costs more than running it.
_FIND = (
    select(
        _conversation.c.data,
        _conversation.c.version,
        _conversation.c.shown_version,
        _conversation.c.message_id,
        _conversation.c.picture_key,
        _person.c.gone_at.is_not(None),
        func.coalesce(_check_in.c.unanswered, 0) > 0,
    )
    .join(_person, _person.c.chat_id == _conversation.c.chat_id)
    .outerjoin(_check_in, _check_in.c.chat_id == _conversation.c.chat_id)
    .where(_conversation.c.chat_id == bindparam("chat"))
)
_HOLD = _FIND.with_for_update(of=_conversation)  # on SQLite one connection is hold enough
_SAVE = (
    update(_conversation)
    .where(_conversation.c.chat_id == bindparam("chat"))
    .values(
        data=bindparam("data"), version=bindparam("version"), updated_at=bindparam("updated_at")
    )
)
_SHOWN = (
    update(_conversation)
    .where(
        _conversation.c.chat_id == bindparam("chat"),
        _conversation.c.shown_version <= bindparam("shown_version"),
    )
    .values(
        shown_version=bindparam("shown_version"),
        message_id=bindparam("message_id"),
        picture_key=bindparam("picture_key"),
    )
)
_OWED = (
    select(
        _conversation.c.chat_id,
        _conversation.c.data,
        _conversation.c.version,
        _conversation.c.shown_version,
        _conversation.c.message_id,
        _conversation.c.picture_key,
    )
    .join(_person, _person.c.chat_id == _conversation.c.chat_id)
    .where(
        _conversation.c.version != _conversation.c.shown_version,
        _conversation.c.updated_at <= bindparam("before"),
        _person.c.gone_at.is_(None),
    )
    .order_by(_conversation.c.updated_at)
    .limit(bindparam("most"))
    .with_for_update(of=_conversation, skip_locked=True)
)
_OWED_TAKEN = (
    update(_conversation)
    .where(_conversation.c.chat_id.in_(bindparam("chats", expanding=True)))
    .values(updated_at=bindparam("updated_at"))
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored conversation. ``message_id`` is the message its screen is in.

    ``gone`` is true while the person has the bot blocked; ``unanswered`` while a prompt waits
    for an answer.
    """

    data: str
    version: int
    shown_version: int
    message_id: int | None
    picture_key: str | None
    gone: bool = False
    unanswered: bool = False


async def mark_applied(db: AsyncConnection, bot_id: int, update_id: int, now: datetime) -> bool:
    """Remember that an update is applied; False when it already was."""
    row = {"bot_id": bot_id, "update_id": update_id, "at": now}
    return await upsert(db, tables.AppliedUpdate, row, keep=True)


async def prune_applied(db: AsyncConnection, now: datetime) -> None:
    """Forget updates that Telegram cannot deliver again."""
    await db.execute(delete(_applied).where(_applied.c.at < now - KEEP_APPLIED))


async def find_conversation(db: AsyncConnection, chat_id: int) -> Saved | None:
    """Read a conversation without holding it."""
    row = (await db.execute(_FIND, {"chat": chat_id})).first()
    return Saved(*row) if row else None


async def hold_conversation(db: AsyncConnection, chat_id: int, empty: str, now: datetime) -> Saved:
    """Read a conversation and keep other workers off it until the transaction ends.

    A person nobody knew yet is put down with the ``empty`` state at version 0.
    """
    row = (await db.execute(_HOLD, {"chat": chat_id})).first()
    if row is None:
        person = {"chat_id": chat_id, "first_seen_at": now, "gone_at": None}
        first = {
            "chat_id": chat_id,
            "data": empty,
            "version": 0,
            "shown_version": 0,
            "message_id": None,
            "picture_key": None,
            "updated_at": now,
        }
        await upsert(db, tables.Person, person, keep=True)
        await upsert(db, tables.Conversation, first, keep=True)
        row = (await db.execute(_HOLD, {"chat": chat_id})).one()
    return Saved(*row)


async def save_conversation(
    db: AsyncConnection, chat_id: int, data: str, version: int, now: datetime
) -> None:
    """Store the next state; it counts as owed until it is noted as shown."""
    await db.execute(_SAVE, {"chat": chat_id, "data": data, "version": version, "updated_at": now})


class ShownNotes:
    """Notes what reached people: those who wait at the same moment share a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(
        self, chat_id: int, version: int, message_id: int | None, picture_key: str | None
    ) -> None:
        """Note that a version reached the person, and in which message.

        It is stored when this returns; a later version that was noted before stays. Raises the
        storage failure when it cannot be stored.
        """
        note = {"shown_version": version, "message_id": message_id, "picture_key": picture_key}
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(({"chat": chat_id, **note}, stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            # In one order, so that two workers never wait for each other's rows.
            notes = sorted((note for note, _ in taken), key=itemgetter("chat"))
            failure: Exception | None = None
            try:
                await self._database.run(partial(_note_shown, notes=notes))
            except Exception as error:
                failure = error
            for _, stored in taken:
                if stored.done():
                    continue  # who waited was cancelled
                if failure is None:
                    stored.set_result(None)
                else:
                    stored.set_exception(failure)


async def _note_shown(db: AsyncConnection, notes: Sequence[dict[str, Any]]) -> None:
    await db.execute(_SHOWN, notes)


async def claim_owed(
    db: AsyncConnection, now: datetime, *, after: timedelta, limit: int
) -> Sequence[tuple[int, Saved]]:
    """Take conversations whose last change has not reached the person for ``after``.

    Oldest first. No other worker gets them for as long again, and what cannot be shown goes
    to the back of the queue. A call that finds nothing takes no write lock.
    """
    found = (await db.execute(_OWED, {"before": now - after, "most": limit})).all()
    if found:
        await db.execute(_OWED_TAKEN, {"chats": [row[0] for row in found], "updated_at": now})
    return [(row[0], Saved(*row[1:])) for row in found]


async def mark_gone(db: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Note that the person blocked the bot: nothing is sent until they write again."""
    await db.execute(
        update(_person)
        .where(_person.c.chat_id == chat_id, _person.c.gone_at.is_(None))
        .values(gone_at=now)
    )
    await db.execute(
        update(_check_in)
        .where(_check_in.c.chat_id == chat_id, _check_in.c.status == tables.CheckInStatus.ON)
        .values(status=tables.CheckInStatus.GONE, lease=None, sending_at=None)
    )


async def mark_back(db: AsyncConnection, chat_id: int) -> None:
    """Note that a person who had blocked the bot is there again.

    Their check-in is switched on by the next sweep from its stored due time, or skipped as
    late and set to the next day.
    """
    changed = await db.execute(
        update(_person)
        .where(_person.c.chat_id == chat_id, _person.c.gone_at.is_not(None))
        .values(gone_at=None)
    )
    if changed.rowcount:
        await db.execute(
            update(_check_in)
            .where(_check_in.c.chat_id == chat_id, _check_in.c.status == tables.CheckInStatus.GONE)
            .values(status=tables.CheckInStatus.ON, wake_at=_check_in.c.due_at)
        )
