"""What a test does instead of a person with a phone: write, tap, look; and start the bot."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from bot.app import LOCAL_TOKEN, App, Knowledge
from bot.local.errors import LocalTelegramError
from bot.local.telegram import LocalTelegram
from bot.settings import Settings
from bot.storage.database import Database

ROOT = Path(__file__).parents[2]
TOKEN = "123:abc"
PATIENCE_SECONDS = 40
EMERGENCY = "i cant feel when i wipe and cant pee"
EMERGENCY_HEAD = "Please get help now"
SELF_HARM = "i want to kill myself"
SORRY = "Something went wrong on my side"


async def until(
    met: Callable[[], Any], *, what: str = "the bot", within: float = PATIENCE_SECONDS
) -> Any:
    """Look again and again until it is so; fail with what was awaited when it never is."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while True:
        found = met()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        if loop.time() > end:
            raise AssertionError(f"waited {within} s for {what}")
        await asyncio.sleep(0.01)


# ---------------------------------------------------------------- Telegram's side


class Side(Protocol):
    """A local Telegram: in this process or in another."""

    async def act(self, name: str, **given: Any) -> Any:
        """Do what a person or Telegram does (``bot.local.people``, ``fail_next``, ...)."""
        ...

    async def pending(self) -> int:
        """How many updates the bot has not acknowledged."""
        ...


class Watched(LocalTelegram):
    """A local Telegram in this process that counts calls and keeps what it refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls: Counter[str] = Counter()
        self.uploads = 0
        self.refused: list[str] = []
        self.toasts: list[str] = []

    async def call(self, method: str, params: Mapping[str, Any], files: Any = None) -> Any:
        """Answer as ever, and remember it."""
        self.calls[method] += 1
        self.uploads += len(files or ())
        if method == "answerCallbackQuery" and params.get("text"):
            self.toasts.append(str(params["text"]))
        try:
            return await super().call(method, params, files)
        except LocalTelegramError as error:
            if "message is not modified" not in error.description:  # a success, to the bot
                self.refused.append(f"{method}: {error.description}")
            raise

    async def act(self, name: str, **given: Any) -> Any:
        """Do what a person does."""
        return getattr(self, name)(**given)

    async def pending(self) -> int:
        """How many updates wait."""
        info: dict[str, Any] = await super().call("getWebhookInfo", {})
        return int(info["pending_update_count"])


@dataclass
class OverHttp:
    """A local Telegram in a process of its own."""

    session: aiohttp.ClientSession
    origin: str
    process: asyncio.subprocess.Process

    async def act(self, name: str, **given: Any) -> Any:
        """Do what a person does, by its control addresses."""
        where = f"{self.origin}/test/{name}"
        async with self.session.post(where, json=given, headers={"X-Chat": "1"}) as answer:
            found = await answer.json()
        assert found["ok"], found
        return found["result"]

    async def pending(self) -> int:
        """How many updates wait."""
        async with self.session.get(f"{self.origin}/bot{TOKEN}/getWebhookInfo") as answer:
            found = await answer.json()
        return int(found["result"]["pending_update_count"])


# ---------------------------------------------------------------- one person


@dataclass(frozen=True)
class Seen:
    """One message of the bot as the person sees it."""

    id: int
    text: str
    buttons: Mapping[str, str]
    picture: str | None
    document: Mapping[str, Any] | None

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> "Seen":
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        photo, film = message.get("photo"), message.get("animation")
        return cls(
            message["message_id"],
            message.get("text") or message.get("caption") or "",
            {each["text"]: each["callback_data"] for row in rows for each in row},
            film["file_id"] if film else photo[-1]["file_id"] if photo else None,
            None if film else message.get("document"),  # a film is also a document
        )


@dataclass
class Person:
    """Someone who writes and taps, and waits until the bot has handled it."""

    side: Side
    chat_id: int = 1

    async def idle(self) -> None:
        """Wait until every update is acknowledged, and so handled."""

        async def nothing_waits() -> bool:
            return not await self.side.pending()

        await until(nothing_waits, what="every update to be handled")

    async def seen(self) -> list[Seen]:
        """All messages of the bot."""
        found = await self.side.act("messages", chat_id=self.chat_id)
        return [Seen.of(each) for each in found if each["from"]["is_bot"]]

    async def last(self) -> Seen:
        """The bot's last message."""
        return (await self.seen())[-1]

    async def count(self, words: str) -> int:
        """How many of the bot's messages have these words."""
        return sum(words in each.text for each in await self.seen())

    async def write(self, text: str) -> dict[str, Any]:
        """Write, and do not wait for the answer."""
        found: dict[str, Any] = await self.side.act(
            "person_writes", chat_id=self.chat_id, text=text
        )
        return found

    async def says(self, text: str) -> Seen:
        """Write, and look at the last message when it is handled."""
        await self.write(text)
        await self.idle()
        return await self.last()

    async def press(self, message: Seen, label: str) -> None:
        """Press a button, as it was when the message was seen, and do not wait."""
        chosen = [
            data
            for text, data in message.buttons.items()
            if text == label or (not label.isdecimal() and label in text)
        ]
        assert chosen, f"no button {label!r} on {message}"
        await self.side.act(
            "person_taps", chat_id=self.chat_id, message_id=message.id, data=chosen[0]
        )

    async def taps(self, label: str, message: Seen | None = None) -> Seen:
        """Press a button of the last message, or of another, and look when it is handled."""
        await self.press(message or await self.last(), label)
        await self.idle()
        return await self.last()

    # ---------------------------------------------------------------- common ways

    async def to_screen(
        self, text: str = "my lower back hurts, not in my legs, since monday"
    ) -> Seen:
        """From the first words to the bladder question."""
        await self.says(text)
        await self.taps("Yes, let's go")
        await self.taps("That's right")
        shown = await self.taps("18 to 64")
        assert "peeing" in shown.text
        return shown

    async def to_plan(self, rating: str = "4") -> Seen:
        """From the first words to the plan."""
        shown = await self.to_screen()
        while "Not sure" in shown.buttons:
            shown = await self.taps("No")
        await self.taps("None of these")
        shown = await self.taps(rating)
        assert "Here is your routine" in shown.text
        return shown

    async def to_player(self) -> Seen:
        """From the first words to the first step."""
        await self.to_plan()
        return await self.taps("Start")

    async def to_summary(self, rating: str = "2") -> Seen:
        """From the first words to the end of a session."""
        shown = await self.to_player()
        while "✅ Done" in shown.buttons:
            shown = await self.taps("Done")
        assert "how is the pain now" in shown.text
        return await self.taps(rating)

    async def sets_check_in(self) -> Seen:
        """From the end of the first session to a daily check-in."""
        await self.taps("Yes, at 08:00")
        await self.says("Berlin")
        await self.taps("Yes")
        return await self.taps("Yes")


# ---------------------------------------------------------------- the database


def rows(path: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read from the bot's database, beside the bot."""
    with closing(sqlite3.connect(path, timeout=10)) as db:
        return db.execute(query, values).fetchall()


def change(path: Path, statement: str, *values: Sequence[Any]) -> None:
    """Change the bot's database behind its back, once or for each of the values."""
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
        for each in values or ((),):
            db.execute(statement, each)


def personal_rows(path: Path, chat_id: int) -> dict[str, int]:
    """How many rows of each table are about one person."""
    names = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    counted = {}
    for name in names:
        columns = [each[1] for each in rows(path, f"PRAGMA table_info({name})")]
        if "chat_id" in columns:
            query = f"SELECT count(*) FROM {name} WHERE chat_id = ?"  # noqa: S608 - our tables
            counted[name] = rows(path, query, chat_id)[0][0]
    return counted


# ---------------------------------------------------------------- the bot


@dataclass
class Running:
    """The bot in this process, on a local Telegram and a file."""

    telegram: Watched
    path: Path
    app: App
    database: Database
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.person = Person(self.telegram)

    def another(self, chat_id: int) -> Person:
        """Someone else."""
        return Person(self.telegram, chat_id)


def local_telegram() -> Watched:
    """A local Telegram in memory."""
    return Watched(None, token=LOCAL_TOKEN)


@asynccontextmanager
async def running(
    telegram: Watched, path: Path, knowledge: Knowledge, **settings: Any
) -> AsyncIterator[Running]:
    """Run the bot in this process."""
    url = f"sqlite:///{path}"
    wanted = {"messages_per_second": 0.0} | settings
    database = Database(url)
    await database.open()
    app = App(Settings(database_url=url, **wanted), knowledge, database, local=telegram)
    try:
        await app.start()
        yield Running(telegram, path, app, database)
    finally:
        await app.stop()
        await database.close()


async def process(*arguments: str, folder: Path, **environment: str) -> asyncio.subprocess.Process:
    """Start ``python -m bot`` or the like, away from any ``.env`` but the folder's own."""
    ours = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env=ours | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(started: asyncio.subprocess.Process) -> tuple[int, str, str]:
    """Wait for a process to end: its exit code, standard output and standard error."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        out, err = await started.communicate()
    assert started.returncode is not None
    return started.returncode, out.decode(), err.decode()


async def kill(started: asyncio.subprocess.Process) -> None:
    """End a process without asking."""
    with suppress(ProcessLookupError):
        started.kill()
    await started.communicate()


@dataclass
class BotProcess:
    """``python -m bot`` over HTTP, started and killed as a test wants."""

    side: OverHttp
    path: Path
    started: asyncio.subprocess.Process | None = None

    async def start(self, **environment: str) -> None:
        """Start it and wait until it says that it is ready."""
        wanted = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.side.origin,
            "DATABASE_URL": f"sqlite:///{self.path}",
            "MESSAGES_PER_SECOND": "0",
            "LOG_LEVEL": "WARNING",
        }
        self.started = await process("-m", "bot", folder=self.path.parent, **(wanted | environment))
        assert self.started.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = await self.started.stdout.readline()
        assert b"ready" in line, (line, await ended(self.started))

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""
        assert self.started is not None
        await kill(self.started)

    async def stop(self) -> tuple[int, str, str]:
        """Ask it to end and return its exit code and what it printed."""
        assert self.started is not None
        self.started.send_signal(signal.SIGTERM)
        return await ended(self.started)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read from its database."""
        return rows(self.path, query, *values)
