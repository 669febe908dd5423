"""How many messages a second may leave: replies first, prompts take what they leave."""

import time
from collections.abc import Callable


class Budget:
    """A token bucket shared by replies, which never wait, and prompts, which do.

    ``per_second`` is what this worker may send; 0 means no limit. A burst of a fifth of a
    second's worth is allowed, so no second sends more than 1.2 times the rate. Replies may
    overdraw it by up to two seconds' worth, which prompts then wait for.
    """

    def __init__(self, per_second: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._most = max(1.0, per_second / 5)
        self._least = -2.0 * per_second
        self._clock = clock
        self._tokens = self._most
        self._at = clock()

    @property
    def per_second(self) -> float:
        """What this worker may send a second; 0 means no limit."""
        return self._rate

    def take_reply(self) -> None:
        """Count a reply that is sent now."""
        self._refill()
        self._tokens = max(self._tokens - 1, self._least)

    def try_prompt(self) -> float:
        """Take a prompt's share if it is there (0.0), or say how many seconds until it is."""
        if not self._rate:
            return 0.0
        self._refill()
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self._tokens + (now - self._at) * self._rate, self._most)
        self._at = now
