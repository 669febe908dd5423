"""What a turn of the dialogue asks to be remembered, and how it is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import singledispatch
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables
from bot.storage.sqlite import leave_no_trace
from bot.storage.tables import CheckInStatus
from bot.storage.upsert import upsert
from scheduler.recurrence import Rule, next_occurrence

_check_in = tables.CheckIn.__table__  # type: ignore[attr-defined]
_log = tables.CheckInLog.__table__  # type: ignore[attr-defined]
_session = tables.SessionRow.__table__  # type: ignore[attr-defined]

# Built once: building a statement costs more than running it. ``of_`` marks what a row is
# found by, so that every other parameter names the column it sets.
_ADD_RATING = insert(tables.PainRating).inline()
_SET_SESSION = update(_session).where(
    _session.c.chat_id == bindparam("of_chat"), _session.c.number == bindparam("of_number")
)
_READ_CHECK_IN = select(_check_in).where(_check_in.c.chat_id == bindparam("of_chat"))
_SET_CHECK_IN = update(_check_in).where(_check_in.c.chat_id == bindparam("of_chat"))
_UNANSWERED = (
    _log.c.chat_id == bindparam("of_chat"),
    _log.c.due_date == bindparam("of_date"),
    _log.c.answered_at.is_(None),
)
_ANSWER = update(_log).where(*_UNANSWERED)
_FORGET_PROMPT = delete(_log).where(*_UNANSWERED)


@dataclass(frozen=True, slots=True)
class Consented:
    """The person agreed to this version of the consent text."""

    version: int


@dataclass(frozen=True, slots=True)
class EpisodeNoted:
    """What the person confirmed about their pain. Ids only."""

    number: int
    areas: tuple[str, ...]
    side: str | None
    radiates: str | None
    duration: str | None
    triggers: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """A session began."""

    number: int
    episode: int
    routine: str
    goal: str
    minutes: int


@dataclass(frozen=True, slots=True)
class StepSettled:
    """A step was done, skipped, swapped or hurt."""

    session: int
    step: int
    exercise: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session ended: finished, stopped, hurt, danger or left."""

    number: int
    ending: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A pain rating, 0 to 10, and the occasion: before, after, check_in or now."""

    value: int
    occasion: str
    session: int | None = None


@dataclass(frozen=True, slots=True)
class CheckInSet:
    """A check-in at a local wall-clock time; ``weekdays`` has Monday as bit 0.

    ``not_before`` is its first local date, None for "as soon as it fits".
    """

    zone: str
    minute_of_day: int
    weekdays: int
    every_days: int = 1
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class CheckInOff:
    """No more prompts."""


@dataclass(frozen=True, slots=True)
class CheckInPaused:
    """No prompts before this local date."""

    until: date


@dataclass(frozen=True, slots=True)
class CheckInSnoozed:
    """Ask again in so many minutes, for the same day."""

    due_date: date
    minutes: int


@dataclass(frozen=True, slots=True)
class CheckInOnce:
    """Ask once in so many minutes; a daily check-in goes on as it was."""

    minutes: int


@dataclass(frozen=True, slots=True)
class CheckInAnswered:
    """The prompt of one day was answered. Counts once, however often it is pressed."""

    due_date: date
    rating: int


@dataclass(frozen=True, slots=True)
class Erased:
    """Everything about the person is to be deleted, this turn included."""


Record = (
    Consented
    | EpisodeNoted
    | SessionStarted
    | StepSettled
    | SessionEnded
    | Rated
    | CheckInSet
    | CheckInOff
    | CheckInPaused
    | CheckInSnoozed
    | CheckInOnce
    | CheckInAnswered
    | Erased
)


async def record_all(
    db: AsyncConnection, chat_id: int, records: Iterable[Record], now: datetime
) -> None:
    """Write down what a turn asked to be remembered; the caller commits."""
    for record in records:
        await _write(record, db, chat_id, now)


@singledispatch
async def _write(record: Any, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    raise TypeError(f"nothing is written for {type(record).__name__}")


@_write.register
async def _(record: Consented, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = {"chat_id": chat_id, "version": record.version, "given_at": now}
    await upsert(db, tables.Consent, row, keep=True)


@_write.register
async def _(record: EpisodeNoted, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = {
        "chat_id": chat_id,
        "number": record.number,
        "started_at": now,
        "areas": " ".join(record.areas),
        "side": record.side,
        "radiates": record.radiates,
        "duration": record.duration,
        "triggers": " ".join(record.triggers),
        "flags": " ".join(record.flags),
    }
    await upsert(db, tables.EpisodeRow, row, unchanged=("started_at",))


@_write.register
async def _(record: SessionStarted, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = {
        "chat_id": chat_id,
        "number": record.number,
        "episode": record.episode,
        "routine": record.routine,
        "goal": record.goal,
        "minutes": record.minutes,
        "started_at": now,
    }
    await upsert(db, tables.SessionRow, row, keep=True)


@_write.register
async def _(record: StepSettled, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = {
        "chat_id": chat_id,
        "session": record.session,
        "step": record.step,
        "exercise": record.exercise,
        "outcome": record.outcome,
        "at": now,
    }
    await upsert(db, tables.SessionStep, row)


@_write.register
async def _(record: SessionEnded, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    found = {"of_chat": chat_id, "of_number": record.number}
    await db.execute(_SET_SESSION, found | {"ended_at": now, "ending": record.ending})


@_write.register
async def _(record: Rated, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = {
        "chat_id": chat_id,
        "at": now,
        "value": record.value,
        "occasion": record.occasion,
        "session": record.session,
    }
    await db.execute(_ADD_RATING, row)


@_write.register
async def _(record: CheckInSet, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    before = await _find_check_in(db, chat_id)
    rule = Rule(record.zone, record.minute_of_day, record.weekdays, record.every_days)
    last_sent = before["last_sent_date"] if before else None
    due = next_occurrence(rule, now, last_sent, not_before=record.not_before)
    row = {
        "chat_id": chat_id,
        "status": CheckInStatus.ON,
        "zone": record.zone,
        "minute_of_day": record.minute_of_day,
        "weekdays": record.weekdays,
        "every_days": record.every_days,
        "once": False,
        "paused_until": None,
        "unanswered": 0,
        "due_date": due.due_date,
        "due_at": due.due_at,
        "wake_at": due.due_at,
        "lease": None,
        "attempts": 0,
        "sending_at": None,
    }
    await upsert(db, tables.CheckIn, row)


async def _find_check_in(db: AsyncConnection, chat_id: int) -> RowMapping | None:
    return (await db.execute(_READ_CHECK_IN, {"of_chat": chat_id})).mappings().first()


async def _set_check_in(db: AsyncConnection, chat_id: int, **values: Any) -> None:
    await db.execute(_SET_CHECK_IN, {"of_chat": chat_id} | values)


@_write.register
async def _(record: CheckInOff, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    await _set_check_in(db, chat_id, status=CheckInStatus.OFF, lease=None, sending_at=None)


@_write.register
async def _(record: CheckInPaused, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = await _find_check_in(db, chat_id)
    if row is None:
        return
    rule = Rule(row["zone"], row["minute_of_day"], row["weekdays"], row["every_days"])
    due = next_occurrence(rule, now, row["last_sent_date"], not_before=record.until)
    await _set_check_in(
        db,
        chat_id,
        paused_until=record.until,
        due_date=due.due_date,
        due_at=due.due_at,
        wake_at=due.due_at,
        lease=None,
        sending_at=None,
        attempts=0,
    )


@_write.register
async def _(record: CheckInSnoozed, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = await _find_check_in(db, chat_id)
    if row is None:
        return
    later = now + timedelta(minutes=record.minutes)
    await _set_check_in(
        db,
        chat_id,
        status=CheckInStatus.ON if row["once"] else row["status"],  # once sent, it was off
        due_date=record.due_date,
        due_at=later,
        wake_at=later,
        lease=None,
        sending_at=None,
        attempts=0,
    )
    await db.execute(_FORGET_PROMPT, {"of_chat": chat_id, "of_date": record.due_date})


@_write.register
async def _(record: CheckInOnce, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = await _find_check_in(db, chat_id)
    zone = row["zone"] if row is not None else "UTC"
    later = now + timedelta(minutes=record.minutes)
    local = later.astimezone(ZoneInfo(zone))
    if row is not None and row["status"] == CheckInStatus.ON:
        return await _write(CheckInSnoozed(local.date(), record.minutes), db, chat_id, now)
    once = {
        "chat_id": chat_id,
        "status": CheckInStatus.ON,
        "zone": zone,
        "minute_of_day": local.hour * 60 + local.minute,
        "weekdays": 127,
        "every_days": 1,
        "once": True,
        "paused_until": None,
        "unanswered": 0,
        "due_date": local.date(),
        "due_at": later,
        "wake_at": later,
        "lease": None,
        "attempts": 0,
        "sending_at": None,
    }
    await upsert(db, tables.CheckIn, once)
    return None


@_write.register
async def _(record: CheckInAnswered, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    row = {
        "chat_id": chat_id,
        "due_date": record.due_date,
        "outcome": "sent",
        "settled_at": now,
        "answered_at": None,
        "rating": None,
    }
    await upsert(db, tables.CheckInLog, row, keep=True)
    found = {"of_chat": chat_id, "of_date": record.due_date}
    first = await db.execute(_ANSWER, found | {"answered_at": now, "rating": record.rating})
    if cast("CursorResult[Any]", first).rowcount:
        await _write(Rated(record.rating, "check_in"), db, chat_id, now)


@_write.register
async def _(record: Erased, db: AsyncConnection, chat_id: int, now: datetime) -> None:
    for table in tables.PERSONAL:
        await db.execute(delete(table).where(table.chat_id == chat_id))  # type: ignore[attr-defined]
    leave_no_trace(db)
