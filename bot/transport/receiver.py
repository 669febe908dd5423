"""How do updates arrive without a public address? Our own long poll, which loses none."""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Update
from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.transport.handling import ALLOWED_UPDATES, AnyApplication, Handling
from bot.transport.limits import retry_seconds

_ANSWER_SECONDS = 10.0
"""How long an answer may take beyond the time a long poll waits on purpose."""

_PATIENCE_SECONDS = 0.25
"""How long all chats wait for a slow one before the next updates are fetched."""

_KEPT_BY_TELEGRAM_SECONDS = 24 * 3600
"""Telegram forgets undelivered updates after a day; then nothing is left to acknowledge."""

_log = logging.getLogger(__name__)


class PollingReceiver:
    """Fetches updates and acknowledges each only when it was handled for good.

    Telegram is the queue. The updates it would hand out again stay in a window here; the offset
    is the first of them that is not handled yet, so a killed process loses nothing and a slow
    chat holds up nobody else's update. When storage fails, the update stays unacknowledged and
    is tried again after a growing pause. Make the receiver before adding error handlers (see
    ``Handling``), initialise the application before ``start``.
    """

    def __init__(
        self,
        application: AnyApplication,
        is_storage_failure: Callable[[Exception], bool],
        *,
        long_poll_seconds: int = 30,
        first_pause_seconds: float = 0.5,
        longest_pause_seconds: float = 30.0,
    ) -> None:
        self._bot: Bot = application.bot
        self._handling = Handling(application, is_storage_failure)
        self._long_poll_seconds = long_poll_seconds
        self._network_pause = _Pause(first_pause_seconds, longest_pause_seconds)
        self._storage_pause = _Pause(first_pause_seconds, longest_pause_seconds)
        self._window: dict[int, asyncio.Future[bool]] = {}
        self._stopping = asyncio.Event()
        self._loop_task: asyncio.Task[None] | None = None
        self._poll_task: asyncio.Task[list[dict[str, Any]]] | None = None
        self._trouble = ""
        self._last_answer = time.time()
        self._last_poll_at: datetime | None = None

    @property
    def last_poll_at(self) -> datetime | None:
        """When Telegram last answered a poll (UTC), for the health check."""
        return self._last_poll_at

    def start(self) -> None:
        """Begin polling in the background."""
        self._stopping.clear()
        self._loop_task = asyncio.create_task(self._run(), name="polling")

    async def wait(self) -> None:
        """Return when polling has stopped.

        Raises ``InvalidToken`` with one sentence when Telegram refuses the token: the only
        error that ends the polling.
        """
        if self._loop_task is not None:
            await asyncio.shield(self._loop_task)

    async def stop(self, *, grace_seconds: float = 8.0) -> None:
        """Stop polling at once, finish what is in hand and acknowledge what was handled.

        What is not finished after ``grace_seconds`` is left for the next start.
        """
        self._stopping.set()
        if self._poll_task is not None:
            self._poll_task.cancel()
        if self._loop_task is not None:
            await asyncio.gather(self._loop_task, return_exceptions=True)
        await self._settle(grace_seconds)
        unfinished = [work for work in self._window.values() if not work.done()]
        for work in unfinished:
            work.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        offset = self._offset()
        if offset is not None:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(5):
                    await self._get_updates(offset, rest=0, limit=1)
        self._window.clear()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            for update_id, entry in (await self._poll()).items():
                if update_id not in self._window or _has_failed(self._window[update_id]):
                    self._window[update_id] = self._begin(update_id, entry)
            await self._settle(_PATIENCE_SECONDS)
            failed = sum(map(_has_failed, self._window.values()))
            if failed:
                pause = self._storage_pause.next_seconds()
                _log.error("Storage failed for %d updates, next try in %.1f s", failed, pause)
                await self._wait(pause)
            else:
                self._storage_pause.reset()

    async def _poll(self) -> dict[int, dict[str, Any]]:
        """Fetch what Telegram has from the offset on, by id; nothing when it did not answer."""
        if self._stopping.is_set():
            return {}
        # Telegram hands out what is open again at once, so waiting on purpose makes no sense then.
        rest = self._long_poll_seconds if all(map(_is_handled, self._window.values())) else 0
        self._poll_task = asyncio.create_task(self._get_updates(self._offset(), rest=rest))
        try:
            entries = {int(entry["update_id"]): entry for entry in await self._poll_task}
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise
            return {}
        except (InvalidToken, EndPointNotFound):
            problem = "Telegram refuses this token: check TELEGRAM_TOKEN"
            _log.error(problem)
            raise InvalidToken(problem) from None
        except Exception as error:
            await self._recover(error)
            return {}
        self._network_pause.reset()
        self._trouble = ""
        self._last_answer = time.time()
        self._last_poll_at = datetime.now(UTC)
        # What Telegram no longer hands out needs no remembering, unless it is still at work.
        self._window = {
            update_id: work
            for update_id, work in self._window.items()
            if update_id in entries or not work.done()
        }
        return entries

    async def _get_updates(
        self, offset: int | None, *, rest: int, limit: int = 100
    ) -> list[dict[str, Any]]:
        # PTB's own get_updates reads a batch as a whole or not at all, and logs it when it
        # cannot. Raw, one unreadable update costs only itself. The odd spelling is needed
        # because PTB warns about raw calls of methods that it has.
        updates: list[dict[str, Any]] = await self._bot.do_api_request(
            "get_Updates",
            {
                "offset": offset,
                "timeout": rest,
                "limit": limit,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=rest + _ANSWER_SECONDS,
        )
        return updates

    def _offset(self) -> int | None:
        """The first update that is open; once all are handled, the id after the last.

        None once Telegram has heard that: its ids start again anywhere after a quiet week, and
        an old offset would acknowledge every lower one unseen.
        """
        still_open = [id_ for id_, work in self._window.items() if not _is_handled(work)]
        if still_open:
            return min(still_open)
        return max(self._window) + 1 if self._window else None

    def _begin(self, update_id: int, entry: dict[str, Any]) -> asyncio.Future[bool]:
        try:
            update = Update.de_json(entry, self._bot)
        except Exception as error:
            _log.error("Update %s cannot be read: %s", update_id, type(error).__name__)
            skipped: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            skipped.set_result(True)
            return skipped
        return asyncio.create_task(self._handling.handle(update))

    async def _settle(self, seconds: float) -> None:
        at_work = [work for work in self._window.values() if not work.done()]
        if at_work:
            await asyncio.wait(at_work, timeout=seconds)

    async def _recover(self, error: Exception) -> None:
        """Say once what is wrong, wait, and let the loop try again."""
        pause = self._network_pause.next_seconds()
        problem = f"Polling failed: {type(error).__name__}"
        if isinstance(error, RetryAfter):
            pause = max(pause, retry_seconds(error))
        elif isinstance(error, Conflict) and "webhook" in error.message.lower():
            problem = "This token has a webhook: polling takes its place"
            with suppress(TelegramError):
                await self._bot.delete_webhook(drop_pending_updates=False)
        elif isinstance(error, Conflict):
            problem = "Another process polls with this token and only one can: stop the other one"
        elif isinstance(error, TelegramError):
            problem = f"Polling failed: {error.message}"
        if problem != self._trouble:
            _log.warning("%s (next try in %.1f s)", problem, pause)
            self._trouble = problem
        if time.time() - self._last_answer > _KEPT_BY_TELEGRAM_SECONDS:
            self._window = {id_: work for id_, work in self._window.items() if not work.done()}
        await self._wait(pause)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


class _Pause:
    """A pause that doubles each time, with jitter so that restarts do not come in step."""

    def __init__(self, first_seconds: float, longest_seconds: float) -> None:
        self._first = self._next = first_seconds
        self._longest = longest_seconds

    def next_seconds(self) -> float:
        seconds, self._next = self._next, min(2 * self._next, self._longest)
        return seconds * random.uniform(0.75, 1.25)  # noqa: S311 - jitter is no secret

    def reset(self) -> None:
        self._next = self._first


def _is_handled(work: asyncio.Future[bool]) -> bool:
    return work.done() and not work.cancelled() and work.result()


def _has_failed(work: asyncio.Future[bool]) -> bool:
    return work.done() and not _is_handled(work)
