"""What wakes the work that waits, and what keeps it going whatever goes wrong?"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = logging.getLogger(__name__)

_BACK_OFF_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)


def add_sweep(scheduler: AsyncIOScheduler, *wakes: Callable[[], None], seconds: float = 5) -> None:
    """Wake the work every few seconds; waking is instant, so no tick is ever late or skipped."""

    def wake_all() -> None:
        for wake in wakes:
            wake()

    scheduler.add_job(
        wake_all,
        "interval",
        seconds=seconds,
        id="sweep",
        replace_existing=True,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )


class Woken:
    """Runs ``work`` each time it is woken, one run at a time, and survives its failures.

    Waking during a run means one more run after it. A run that raises is logged by the name of
    its error alone and tried again after a pause of 1 to 30 seconds.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        *,
        name: str,
        back_off_seconds: tuple[float, ...] = _BACK_OFF_SECONDS,
    ) -> None:
        self.name = name
        self.last_tick_at: datetime | None = None
        self._work = work
        self._back_off = back_off_seconds
        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    def wake(self) -> None:
        """Ask for a run; returns at once."""
        self._awake.set()

    def beat(self) -> None:
        """Note that the work gets on: ``last_tick_at`` is now."""
        self.last_tick_at = datetime.now(UTC)

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stopping.is_set()

    async def run(self) -> None:
        """Work whenever woken, until stopped."""
        self._ended.clear()
        failures = 0
        try:
            while not self.is_stopping:
                await self._awake.wait()
                self._awake.clear()
                if self.is_stopping:
                    return
                try:
                    await self._work()
                except Exception as error:
                    pause = self._back_off[min(failures, len(self._back_off) - 1)]
                    failures += 1
                    _log.error("%s failed: %s", self.name, type(error).__name__)
                    self.wake()
                    await _happens(self._stopping, pause)
                else:
                    failures = 0
                    self.beat()
        finally:
            self._ended.set()

    def end(self) -> None:
        """Ask the run to end after the present piece of work; returns at once."""
        self._stopping.set()
        self.wake()

    async def stop(self, grace_seconds: float = 10) -> bool:
        """Ask the run to end and wait for it; false when it has not ended in time."""
        self.end()
        return await _happens(self._ended, grace_seconds)


async def _happens(event: asyncio.Event, within_seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within_seconds)
    except TimeoutError:
        return False
    return True
