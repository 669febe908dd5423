"""What do the two sides of the local Telegram share? Its memory, its updates, its watchers."""

import asyncio
import secrets
import time
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.local.methods import Json
from bot.local.store import Store

_OPT_IN_UPDATES = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person looking at the chat would see happen.

    ``kind`` is message or edit (``data`` is the Bot API message), delete (its ``id``),
    typing, toast (the answer to a tap: ``text``, often empty, ``alert``, ``message_id``),
    commands (``commands``) or cleared.
    """

    kind: str
    data: Json


class Events(AsyncIterator[Event]):
    """What happens in one chat from the moment this was made, until ``close``."""

    def __init__(self, chat_id: int) -> None:
        self.chat_id = chat_id
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def put(self, event: Event) -> None:
        """Add what just happened."""
        self._queue.put_nowait(event)

    def close(self) -> None:
        """End the iteration after what is still waiting."""
        self._queue.put_nowait(None)

    async def __anext__(self) -> Event:
        event = await self._queue.get()
        if event is None:
            raise StopAsyncIteration
        return event


class Core:
    """One bot's Telegram without the calls: chats, messages, waiting updates, watchers."""

    def __init__(
        self,
        path: Path | None,
        *,
        token: str,
        clock: Callable[[], float] = time.time,
        fresh: bool = False,
        name: str = "BackEase",
        username: str = "backease_local_bot",
    ) -> None:
        self.token = token
        self._clock = clock
        self._store = Store(path, fresh=fresh)
        number = token.partition(":")[0]
        self._me: Json = {
            "id": int(number) if number.isdecimal() else 7_000_000_001,
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self._acknowledged: deque[Json] = deque(maxlen=1000)
        self._news: list[tuple[int | None, Event]] = []
        self._watching: weakref.WeakSet[Events] = weakref.WeakSet()
        self._arrived = asyncio.Event()
        self._closed = False

    @property
    def bot(self) -> Json:
        """The bot as a Bot API user."""
        return self._me

    def messages(self, chat_id: int, limit: int = 200) -> list[Json]:
        """The chat's last messages as Bot API messages, oldest first."""
        return self._store.messages(chat_id, limit)

    def events(self, chat_id: int) -> Events:
        """What happens in a chat from now on; ``async for`` over it, drop it when done."""
        events = Events(chat_id)
        self._watching.add(events)
        if self._closed:
            events.close()
        return events

    def close(self) -> None:
        """End long polls and subscriptions, and let go of the file."""
        self._closed = True
        self._arrived.set()
        for events in self._watching:
            events.close()
        self._store.close()

    @contextmanager
    def _change(self) -> Iterator[None]:
        """All that happens inside is written, then told to those who wait or watch."""
        try:
            with self._store.transaction():
                yield
            for chat_id, event in self._news:
                for events in list(self._watching):
                    if chat_id in (None, events.chat_id):
                        events.put(event)
        finally:
            self._news.clear()
        self._arrived.set()

    def _tell(self, chat_id: int | None, kind: str, data: Json) -> None:
        self._news.append((chat_id, Event(kind, data)))

    def _now(self) -> int:
        return int(self._clock())

    def _next_update_id(self) -> int:
        number = self._store.get("next_update_id", None)
        return 100_000_000 + secrets.randbelow(800_000_000) if number is None else int(number)

    def _add_update(self, kind: str, body: Json) -> None:
        allowed = self._store.get("allowed_updates", [])
        if kind in allowed or (not allowed and kind not in _OPT_IN_UPDATES):
            number = self._next_update_id()
            self._store.add_update(number, self._clock(), {kind: body})
            self._store.put("next_update_id", number + 1)

    def _add_message(self, chat: Json, message: Json) -> Json:
        number = self._store.add_message(chat["id"], message)
        message = {"message_id": number, **message}
        self._tell(chat["id"], "message", message)
        return message

    def _save_edit(self, message: Json) -> Json:
        message["edit_date"] = self._now()
        self._store.save_message(message)
        self._tell(message["chat"]["id"], "edit", message)
        return message
