"""How fast may we send? A bucket for each chat, and pauses when Telegram asks for them."""

from collections import OrderedDict
from datetime import timedelta

from telegram.error import RetryAfter

_CHATS_REMEMBERED = 10_000
_REPEATED_WITHIN_SECONDS = 10.0


def retry_seconds(error: RetryAfter) -> float:
    """The seconds Telegram asks to wait, in whichever form PTB hands them over."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class ChatBuckets:
    """A burst of messages for each chat, then one every ``refill_seconds``.

    Times are seconds of any steady clock; with ``refill_seconds=0`` nothing ever waits. The
    oldest chats are forgotten when there are too many; by then their buckets are full again.
    """

    def __init__(self, *, burst: int = 5, refill_seconds: float = 1.0) -> None:
        self._slack = (burst - 1) * refill_seconds
        self._refill = refill_seconds
        self._full_again_at: OrderedDict[int, float] = OrderedDict()

    def take(self, chat_id: int, now: float) -> float:
        """Take one message and return the seconds to wait before it may leave, often 0."""
        full_at = max(now, self._full_again_at.pop(chat_id, now))
        self._full_again_at[chat_id] = full_at + self._refill
        if len(self._full_again_at) > _CHATS_REMEMBERED:
            self._full_again_at.popitem(last=False)
        return max(0.0, full_at - self._slack - now)


class Holds:
    """Remembers which chat Telegram told us to leave alone, and for how long.

    One refusal holds one chat. A second within ten seconds, from any chat, means that the bot
    as a whole is too fast: then everything is held.
    """

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()
        self._all_until = 0.0
        self._last_refusal = float("-inf")

    def seconds_left(self, now: float, chat_id: int | None = None) -> float:
        """Seconds until something may be sent to the chat; without a chat, to anyone."""
        until = self._all_until
        if chat_id is not None:
            until = max(until, self._until.get(chat_id, 0.0))
        return max(0.0, until - now)

    def refused(self, chat_id: int, seconds: float, now: float) -> None:
        """Note that Telegram asked to wait ``seconds`` with this chat."""
        # A request that was under way when its chat was held says nothing new.
        is_new = self._until.get(chat_id, 0.0) <= now
        if is_new and now - self._last_refusal <= _REPEATED_WITHIN_SECONDS:
            self._all_until = max(self._all_until, now + seconds)
        if is_new:
            self._last_refusal = now
        self._until[chat_id] = max(self._until.pop(chat_id, 0.0), now + seconds)
        if len(self._until) > _CHATS_REMEMBERED:
            self._until.popitem(last=False)
