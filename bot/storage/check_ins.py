"""The check-ins of everyone: claimed with a lease, settled one by one, lost by none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, bindparam, delete, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables
from bot.storage.daily_facts import note_told_fact
from bot.storage.tables import CheckInStatus
from bot.storage.upsert import upsert
from scheduler.due import Due, Outcome, RetryLater, Settlement
from scheduler.manners import Pace, next_check_in, pace_of
from scheduler.recurrence import Rule, local_instant, next_occurrence

LEASE = timedelta(seconds=120)
KEEP_LOG = timedelta(days=400)

_check_in = tables.CheckIn.__table__  # type: ignore[attr-defined]
_log = tables.CheckInLog.__table__  # type: ignore[attr-defined]
_rating = tables.PainRating.__table__  # type: ignore[attr-defined]
_session = tables.SessionRow.__table__  # type: ignore[attr-defined]

# Built once: building a statement costs more than running it. ``of_`` marks what a row is
# found by, so that every other parameter names the column it sets.
_WAITING = (
    select(_check_in.c.chat_id)
    .where(
        # As in the index, or PostgreSQL may not see that the index fits.
        _check_in.c.status == literal_column(f"'{CheckInStatus.ON.value}'"),
        _check_in.c.wake_at <= bindparam("now"),
    )
    .order_by(_check_in.c.wake_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # not said to SQLite, which has one worker
)
_CLAIM = (
    update(_check_in)
    .where(_check_in.c.chat_id.in_(bindparam("of_chats", expanding=True)))
    .values(
        wake_at=bindparam("until"), lease=bindparam("held_by"), attempts=_check_in.c.attempts + 1
    )
    .returning(
        _check_in.c.chat_id,
        _check_in.c.due_date,
        _check_in.c.due_at,
        _check_in.c.zone,
        _check_in.c.attempts,
        _check_in.c.sending_at,
    )
)
_HELD = (
    _check_in.c.chat_id == bindparam("of_chat"),
    _check_in.c.lease == bindparam("of_lease"),
    _check_in.c.due_date == bindparam("of_date"),
)
_READ_HELD = (
    select(_check_in, _log.c.answered_at)
    .outerjoin(
        _log, and_(_log.c.chat_id == _check_in.c.chat_id, _log.c.due_date == _check_in.c.due_date)
    )
    .where(*_HELD)
    .with_for_update(of=_check_in)  # or a deletion meanwhile would leave a line in the log
)
_SET_HELD = update(_check_in).where(*_HELD)
_GIVE_BACK = _SET_HELD.values(
    lease=None, wake_at=_check_in.c.due_at, attempts=_check_in.c.attempts - 1
)
_READ = select(_check_in).where(_check_in.c.chat_id == bindparam("of_chat"))
_SET = update(_check_in).where(_check_in.c.chat_id == bindparam("of_chat"))
_CHOICE = select(_check_in.c.unanswered, _check_in.c.once, _check_in.c.minute_of_day).where(
    _check_in.c.chat_id == bindparam("of_chat")
)
_LAST_DONE = select(
    select(func.max(_rating.c.at))
    .where(_rating.c.chat_id == bindparam("of_chat"))
    .scalar_subquery(),
    select(func.max(_session.c.ended_at))
    .where(_session.c.chat_id == bindparam("of_chat"), _session.c.ending == "finished")
    .scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class LastDone:
    """When a person last rated or finished a session; None when never."""

    rated_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """How often a person is prompted now; ``asked_for``: this one is a snooze or "in 2 hours"."""

    pace: Pace
    asked_for: bool


async def claim_due(db: AsyncConnection, now: datetime, *, lease: str, limit: int) -> Sequence[Due]:
    """Lease at most ``limit`` check-ins that are due at ``now``, oldest first.

    Rows another worker holds are skipped. A row that is not settled before its lease ends is
    due again: a crash can double a prompt, never lose one. An idle call takes no write lock.
    """
    keys = (await db.execute(_WAITING, {"now": now, "most": limit})).scalars().all()
    if not keys:
        return []
    claimed = await db.execute(_CLAIM, {"of_chats": keys, "until": now + LEASE, "held_by": lease})
    dues = [
        Due(
            person_id=row.chat_id,
            chat_id=row.chat_id,
            due_date=row.due_date,
            due_at=row.due_at,
            zone=row.zone,
            lease=lease,
            attempts=row.attempts,
            doubtful=row.sending_at is not None,
        )
        for row in claimed
    ]
    return sorted(dues, key=lambda due: due.due_at)


async def mark_sending(db: AsyncConnection, due: Due, now: datetime) -> bool:
    """Note that sending begins; False when the lease has gone to another worker.

    The lease starts anew, so that it does not end in the middle of the sending.
    """
    marked = {"sending_at": now, "wake_at": now + LEASE}
    result = await db.execute(_SET_HELD, _held(due) | marked)
    return cast("CursorResult[Any]", result).rowcount == 1


async def settle(
    db: AsyncConnection,
    due: Due,
    settlement: Settlement,
    now: datetime,
    *,
    fact: str | None = None,
) -> None:
    """Record what became of a claimed check-in and set the next one, if the lease still holds.

    ``fact`` is the daily fact that reached the person with it; it counts as told.
    """
    row = (await db.execute(_READ_HELD, _held(due))).mappings().first()
    if row is None:
        return
    if isinstance(settlement, RetryLater):
        later: dict[str, Any] = {
            "wake_at": now + timedelta(seconds=settlement.seconds),
            "lease": None,
        }
        if not settlement.maybe_sent:
            later["sending_at"] = None
        await db.execute(_SET_HELD, _held(due) | later)
        return
    values: dict[str, Any] = {"lease": None, "sending_at": None, "attempts": 0}
    unanswered: int = row["unanswered"]
    if settlement in (Outcome.SENT, Outcome.DOUBTFUL):
        unanswered += row["answered_at"] is None  # an answer can be quicker than this
        last_sent = max(due.due_date, row["last_sent_date"] or due.due_date)
        values |= {"unanswered": unanswered, "last_sent_date": last_sent}
    following = next_check_in(
        _rule(row),
        unanswered,
        after=max(now, due.due_at),
        last_date=max(due.due_date, row["last_sent_date"] or due.due_date),
        paused_until=row["paused_until"],
    )
    if following is not None:
        values |= {
            "due_date": following.due_date,
            "due_at": following.due_at,
            "wake_at": following.due_at,
        }
    if row["once"]:
        values["status"] = CheckInStatus.OFF
    elif settlement is Outcome.BLOCKED:
        values["status"] = CheckInStatus.GONE
    elif following is None:
        values["status"] = CheckInStatus.SILENT
    await db.execute(_SET_HELD, _held(due) | values)
    log = {
        "chat_id": due.person_id,
        "due_date": due.due_date,
        "outcome": settlement.value,
        "settled_at": now,
        "answered_at": None,
        "rating": None,
    }
    unchanged = ("answered_at", "rating")
    await upsert(db, tables.CheckInLog, log, unchanged=unchanged)
    if fact is not None:
        await note_told_fact(db, due.chat_id, fact, now)


async def give_back(db: AsyncConnection, dues: Sequence[Due]) -> None:
    """End the leases of check-ins that were not begun: they are due again at once."""
    if dues:
        await db.execute(_GIVE_BACK, [_held(due) for due in dues])


async def end_leases(db: AsyncConnection) -> None:
    """End every lease, at the start of the only process: whoever held them is no more.

    What was being sent stays in doubt; the rest is due again at once.
    """
    await db.execute(
        update(_check_in)
        .where(_check_in.c.lease.is_not(None))
        .values(lease=None, wake_at=_check_in.c.due_at)
    )


async def note_answered(db: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Note that the person wrote or tapped: what they chose holds again."""
    row = (await db.execute(_READ, {"of_chat": chat_id})).mappings().first()
    if row is None:
        return
    values: dict[str, Any] = {"unanswered": 0}
    if pace_of(row["unanswered"]) is not Pace.AS_CHOSEN and row["lease"] is None:
        following = next_occurrence(
            _rule(row), now, row["last_sent_date"], not_before=row["paused_until"]
        )
        values |= {
            "due_date": following.due_date,
            "due_at": following.due_at,
            "wake_at": following.due_at,
        }
    if row["status"] == CheckInStatus.SILENT:
        values["status"] = CheckInStatus.ON
    await db.execute(_SET, {"of_chat": chat_id} | values)


def _rule(row: Any) -> Rule:
    return Rule(row["zone"], row["minute_of_day"], row["weekdays"], row["every_days"])


async def find_last_done(db: AsyncConnection, chat_id: int) -> LastDone:
    """Find when a person last gave a rating and last finished a session."""
    return LastDone(*(await db.execute(_LAST_DONE, {"of_chat": chat_id})).one())


async def find_choice(db: AsyncConnection, due: Due) -> Choice:
    """Find what the person chose about a claimed prompt."""
    row = (await db.execute(_CHOICE, {"of_chat": due.person_id})).first()
    if row is None:
        return Choice(Pace.AS_CHOSEN, asked_for=False)
    usual = local_instant(due.due_date, row.minute_of_day, due.zone)
    return Choice(pace_of(row.unanswered), asked_for=row.once or due.due_at != usual)


async def prune_log(db: AsyncConnection, now: datetime) -> None:
    """Forget what became of check-ins more than about a year ago."""
    await db.execute(delete(_log).where(_log.c.settled_at < now - KEEP_LOG))


def _held(due: Due) -> dict[str, Any]:
    """Find the row only while this claim holds it."""
    return {"of_chat": due.person_id, "of_lease": due.lease, "of_date": due.due_date}
