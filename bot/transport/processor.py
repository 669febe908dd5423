"""Which update may run now? One at a time in a chat, many chats at once."""

import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

FLOOD = 20
"""With more updates than this waiting in one chat, all but the last are shed."""


@dataclass(slots=True)
class _Line:
    """The updates of one chat: one has its turn, the others wait behind it."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    present: int = 0
    flooded: bool = False


class ChatOrderProcessor(BaseUpdateProcessor):
    """Runs the updates of a chat one after another as they arrived, ``at_once`` chats together.

    An update that waits for its chat's turn takes no place from other chats. In a flooded chat
    each update but the last goes to ``shed`` instead: true means it is dealt with (an emergency
    answered, or nothing to answer), false means it must be handled like any other.
    """

    __slots__ = ("_lines", "_places", "_shed")

    def __init__(self, shed: Callable[[Update], Awaitable[bool]], *, at_once: int = 256) -> None:
        super().__init__(sys.maxsize)  # bounded by the places below, taken after the chat's turn
        self._shed = shed
        self._places = asyncio.Semaphore(at_once)
        self._lines: dict[int, _Line] = {}

    def waiting(self, chat_id: int) -> int:
        """How many updates of the chat wait behind the one that has its turn."""
        line = self._lines.get(chat_id)
        return line.present - 1 if line else 0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to free: a chat's line goes with its last update."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine when its chat and the bound on all chats allow it."""
        chat = update.effective_chat if isinstance(update, Update) else None
        try:
            if chat is None or not isinstance(update, Update):
                async with self._places:
                    await coroutine
            else:
                await self._in_turn(chat.id, update, coroutine)
        finally:
            if inspect.iscoroutine(coroutine):
                coroutine.close()  # does nothing when it has run

    async def _in_turn(self, chat_id: int, update: Update, coroutine: Awaitable[Any]) -> None:
        line = self._lines.setdefault(chat_id, _Line())
        line.present += 1
        line.flooded = line.flooded or line.present - 1 > FLOOD
        try:
            async with line.turn:
                is_last = line.present == 1  # the lock is fair: all others came later
                shed = line.flooded and not is_last
                line.flooded = shed
                async with self._places:
                    if not (shed and await self._shed(update)):
                        await coroutine
        finally:
            line.present -= 1
            if line.present == 0:
                del self._lines[chat_id]
