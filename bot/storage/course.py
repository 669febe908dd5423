"""How did a person's last days go? Their ratings and finished sessions, by their own calendar."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import tables

DURING = "hurt"  # the occasion of a rating in the middle of a move: not how the day was

_rating = tables.PainRating.__table__  # type: ignore[attr-defined]
_session = tables.SessionRow.__table__  # type: ignore[attr-defined]

# An answer to a check-in is a rating too; the log of check-ins has it once more and is not read.
_RATINGS = select(_rating.c.at, _rating.c.value).where(
    _rating.c.chat_id == bindparam("of_chat"),
    _rating.c.at >= bindparam("since"),
    _rating.c.occasion != DURING,
)
_SESSIONS = select(_session.c.ended_at).where(
    _session.c.chat_id == bindparam("of_chat"),
    _session.c.ended_at >= bindparam("since"),
    _session.c.ending == "finished",
)


@dataclass(frozen=True, slots=True)
class RatedDays:
    """By local date: the mean of each day's ratings, and the days with a finished session.

    The mean and not the last one: a session asks before and after, and neither is the whole day.
    """

    ratings: Mapping[date, float]
    sessions: frozenset[date]


async def find_rated_days(
    db: AsyncConnection, chat_id: int, zone: str, last: date, count: int
) -> RatedDays:
    """Find the ratings and sessions of ``count`` days up to ``last``, days of that time zone."""
    here = ZoneInfo(zone)
    first = last - timedelta(days=count - 1)
    since = datetime.combine(first, time.min, tzinfo=here).astimezone(UTC)
    given = {"of_chat": chat_id, "since": since}
    by_day: dict[date, list[int]] = defaultdict(list)
    for at, value in await db.execute(_RATINGS, given):
        by_day[at.astimezone(here).date()].append(value)
    ended = (await db.execute(_SESSIONS, given)).scalars()
    days = {at.astimezone(here).date() for at in ended}
    return RatedDays(
        {day: sum(values) / len(values) for day, values in by_day.items() if day <= last},
        frozenset(day for day in days if day <= last),
    )
