"""What is due, what became of it, and what the sender needs from the one who sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from scheduler.manners import is_quiet
from scheduler.zones import is_zone

LATE_LIMIT = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Due:
    """One claimed occurrence. The person and ``due_date`` together are its identity.

    ``due_at`` is the instant the person chose, a snooze included, in UTC. ``lease`` is the
    token of this claim: only its holder may send and settle. ``attempts`` counts the claims of
    this occurrence that were not given back, this one included. ``doubtful`` means that sending
    had begun before and nobody knows whether it arrived.
    """

    person_id: int
    chat_id: int
    due_date: date
    due_at: datetime
    zone: str
    lease: str
    attempts: int = 1
    doubtful: bool = False

    def is_too_late(self, now: datetime) -> bool:
        """Whether to let it go: over 3 hours late, or in quiet hours that were not chosen."""
        if now - self.due_at > LATE_LIMIT:
            return True
        if not is_zone(self.zone):  # a zone that was dropped from the tables stops nobody's prompt
            return False
        zone = ZoneInfo(self.zone)
        return is_quiet(now.astimezone(zone)) and not is_quiet(self.due_at.astimezone(zone))


class Outcome(StrEnum):
    """What became of one occurrence. Each of them ends it: the next date is due then."""

    SENT = "sent"
    NOT_NEEDED = "not_needed"  # a session or a rating was already there that day
    SKIPPED_LATE = "skipped_late"
    FAILED = "failed"  # refused for good, such as a bad request
    BLOCKED = "blocked"  # the person stopped the bot: no more prompts until they write
    DOUBTFUL = "doubtful"  # sent, and nobody knows how often: none, once or twice


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not ended: due again in ``seconds``.

    ``maybe_sent`` says that the request may have left, so ``Due.doubtful`` is true at the next
    claim; otherwise what ``Desk.mark_sending`` recorded is taken back.
    """

    seconds: float
    maybe_sent: bool = False


Settlement = Outcome | RetryLater


class Desk(Protocol):
    """Where occurrences are claimed, sent and settled. Every call may be made from many workers."""

    def now(self) -> datetime:
        """The present time, in UTC."""
        ...

    async def claim(self, limit: int) -> Sequence[Due]:
        """Lease at most ``limit`` occurrences that are due, oldest first; none if none is."""
        ...

    async def mark_sending(self, due: Due) -> bool:
        """Record that sending begins. False when the lease has gone to another worker."""
        ...

    async def send(self, due: Due) -> Settlement:
        """Send the prompt, or find that it is not needed.

        ``RetryLater`` means that nothing was delivered and all sending should rest as long:
        Telegram said so, or no connection could be made. An ``OSError`` (which timeouts are)
        means that the prompt may have arrived; any other exception that it has failed.
        """
        ...

    async def settle(self, due: Due, settlement: Settlement) -> None:
        """Record what became of it, if the lease is still held: the next date, or the retry."""
        ...

    async def give_back(self, dues: Sequence[Due]) -> None:
        """End the leases of occurrences that were not begun: they are due again at once."""
        ...
