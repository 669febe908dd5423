"""When is a person's next check-in, in their own time, through every change of the clocks?

An occurrence is a calendar date in the person's zone; the instant is derived from it. So there
is one a day, whatever the clocks do, and the date names it: a prompt for a date that was
already sent can be recognised.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_WEEKDAY = 0b111_1111
"""The weekday mask of a check-in that may fall on any day."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a person wants to be asked: a wall-clock time on some days, in their zone.

    ``zone`` is an IANA key. ``minute_of_day`` is 0 to 1439. ``weekdays`` is a 7-bit mask with
    Monday as bit 0, not 0. ``every_days`` is the least number of days from one check-in to the
    next: 1 for every day, 2 for every other day, 7 for weekly. Values out of range raise
    ``ValueError``; an unknown zone raises ``ZoneInfoNotFoundError`` when it is used.
    """

    zone: str
    minute_of_day: int
    weekdays: int = EVERY_WEEKDAY
    every_days: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.minute_of_day < 24 * 60:
            raise ValueError("minute_of_day must be from 0 to 1439")
        if not 0 < self.weekdays <= EVERY_WEEKDAY:
            raise ValueError("weekdays must be a mask from 1 to 127")
        if self.every_days < 1:
            raise ValueError("every_days must be 1 or more")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One check-in: the date in the person's zone that names it, and its instant in UTC."""

    due_date: date
    due_at: datetime


def next_occurrence(
    rule: Rule, after: datetime, last_date: date | None = None, *, not_before: date | None = None
) -> Occurrence:
    """The first check-in strictly later than ``after``, for a date not prompted yet.

    ``last_date`` is the date of the last prompt: the answer is for a later date, by
    ``rule.every_days`` at least. ``not_before`` is the first date allowed, for a pause or for
    "from tomorrow". A time the clocks jump over moves on by the length of the jump; a time
    that comes twice is its first. A date whose instant is no later than the one before (Samoa
    left out 30 December 2011) is dropped when ``after`` is the instant before.

    >>> rule = Rule("America/New_York", minute_of_day=150)
    >>> night_of_change = datetime(2026, 3, 8, 3, tzinfo=UTC)
    >>> next_occurrence(rule, night_of_change).due_at.astimezone(ZoneInfo(rule.zone)).isoformat()
    '2026-03-08T03:30:00-04:00'
    """
    if after.tzinfo is None:
        raise ValueError("after must know its zone")
    # A time moved past midnight belongs to the date before, so the search begins a day early.
    day = after.astimezone(ZoneInfo(rule.zone)).date() - _ONE_DAY
    if last_date is not None:
        day = max(day, last_date + timedelta(days=rule.every_days))
    if not_before is not None:
        day = max(day, not_before)
    while True:
        if rule.weekdays >> day.weekday() & 1:
            due_at = local_instant(day, rule.minute_of_day, rule.zone)
            if due_at > after:
                return Occurrence(day, due_at)
        day += _ONE_DAY


def local_instant(day: date, minute_of_day: int, zone: str) -> datetime:
    """The instant, in UTC, of a wall-clock time on a date in a zone."""
    clock = time(*divmod(minute_of_day, 60))
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
