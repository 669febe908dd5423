"""How does everything that is due reach people, whatever goes wrong on the way?"""

import asyncio
import logging
from collections import deque
from dataclasses import replace
from datetime import datetime

from scheduler.budget import Budget
from scheduler.due import Desk, Due, Outcome, RetryLater, Settlement
from scheduler.sweep import Woken

_log = logging.getLogger(__name__)

SEND_SECONDS = 30.0
"""After this long without an answer a request is in doubt."""

_DOUBT_SECONDS = 60.0
_MOST_ATTEMPTS = 8
_SETTLE_AGAIN_SECONDS = (0.5, 2.0, 5.0)
_MOST_CLAIMED = 64


async def send_one(due: Due, desk: Desk) -> Settlement | None:
    """Send one claimed prompt and settle it, whatever happens: late, lease lost, blocked, in doubt.

    The answer is what it was settled as, None when the lease had gone. A prompt in doubt is sent
    again once and then on record as doubtful; one that ends worker after worker is let go. Only
    a failure of ``mark_sending`` or ``settle`` is raised: the lease then runs out, and it is due
    again.
    """
    settlement: Settlement
    if due.is_too_late(desk.now()):
        settlement = Outcome.SKIPPED_LATE
    elif due.doubtful and due.attempts > _MOST_ATTEMPTS:
        settlement = Outcome.DOUBTFUL
    elif not await desk.mark_sending(due):
        return None
    else:
        settlement = await _send(due, desk)
    await _settle(due, settlement, desk)
    return settlement


async def _send(due: Due, desk: Desk) -> Settlement:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            settlement = await desk.send(due)
    except OSError as error:
        _log.warning("sending is in doubt: %s", type(error).__name__)
        return Outcome.DOUBTFUL if due.doubtful else RetryLater(_DOUBT_SECONDS, maybe_sent=True)
    except Exception as error:
        _log.error("sending failed: %s", type(error).__name__)
        return Outcome.FAILED
    if not due.doubtful:
        return settlement
    if isinstance(settlement, RetryLater):  # refused now, and perhaps delivered before
        return replace(settlement, maybe_sent=True)
    return Outcome.DOUBTFUL if settlement is Outcome.SENT else settlement


async def _settle(due: Due, settlement: Settlement, desk: Desk) -> None:
    """Settle, trying again for a few seconds: a sent prompt that is not settled is sent twice."""
    for seconds in _SETTLE_AGAIN_SECONDS:
        try:
            return await desk.settle(due, settlement)
        except Exception as error:
            _log.error("settling failed: %s", type(error).__name__)
            await asyncio.sleep(seconds)
    return await desk.settle(due, settlement)


class Sender:
    """Claims what is due and sends it, several at once, whenever it is woken.

    Waking is instant. ``per_second`` is shared with the replies. ``last_tick_at`` is when it
    last got on: a claim, a settled prompt or an idle look; older than a minute, it is stuck.
    """

    def __init__(self, desk: Desk, *, per_second: Budget, in_flight: int = 8) -> None:
        self._desk = desk
        self._budget = per_second
        self._most_in_flight = in_flight
        self._in_flight: set[asyncio.Task[None]] = set()
        self._rest_until = 0.0
        self._changed = asyncio.Event()
        self._loop = Woken(self._drain, name="sending what is due")
        two_seconds_worth = round(2 * per_second.per_second) or _MOST_CLAIMED
        self._most_claimed = max(in_flight, min(two_seconds_worth, _MOST_CLAIMED))

    @property
    def last_tick_at(self) -> datetime | None:
        """When it last got on, in UTC; None before the first tick."""
        return self._loop.last_tick_at

    def wake(self) -> None:
        """Have it look for what is due; returns at once."""
        self._loop.wake()

    async def run(self) -> None:
        """Send what is due whenever woken, until stopped."""
        await self._loop.run()

    async def stop(self, grace_seconds: float = 10) -> None:
        """Stop claiming, finish what is in flight, give back the rest.

        What is still in flight after ``grace_seconds`` is given up; it is in doubt then.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + grace_seconds
        self._loop.end()
        self._changed.set()
        await self._loop.stop(grace_seconds)
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=max(0.0, deadline - now()))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self) -> None:
        """Start everything that is due; what is in flight goes on after it."""
        full = True
        while full and not self._is_resting():
            claimed = deque(await self._desk.claim(self._most_claimed))
            self._loop.beat()
            full = len(claimed) == self._most_claimed
            while claimed and await self._has_room(claimed[0]):
                self._start(claimed.popleft())
            if claimed:
                await self._desk.give_back(claimed)

    async def _has_room(self, due: Due) -> bool:
        """Wait for a free hand and for the budget; false when it is time to rest instead."""
        while not self._is_resting():
            self._changed.clear()
            if len(self._in_flight) >= self._most_in_flight:
                seconds = None
            elif due.is_too_late(self._desk.now()):
                return True
            else:
                seconds = self._budget.try_prompt()
                if not seconds:
                    return True
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                continue
        return False

    def _is_resting(self) -> bool:
        return self._loop.is_stopping or asyncio.get_running_loop().time() < self._rest_until

    def _start(self, due: Due) -> None:
        task = asyncio.create_task(self._send(due))
        self._in_flight.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._changed.set()

    async def _send(self, due: Due) -> None:
        try:
            settlement = await send_one(due, self._desk)
        except Exception as error:
            _log.error("a prompt waits for its lease to end: %s", type(error).__name__)
            return
        self._loop.beat()
        if isinstance(settlement, RetryLater) and (due.doubtful or not settlement.maybe_sent):
            resting = asyncio.get_running_loop().time() + settlement.seconds
            self._rest_until = max(self._rest_until, resting)
