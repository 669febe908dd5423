"""Building every part once and connecting them."""

import asyncio
import errno
import gc
import signal
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.engine import make_url
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest

from bot.handlers.prompts import PromptDesk
from bot.handlers.turns import Turns
from bot.handlers.updates import MENU, Updates
from bot.local.errors import LocalChatError
from bot.local.request import LocalRequest
from bot.local.server import LocalServer, serve
from bot.local.telegram import LocalTelegram
from bot.logs import set_up_logs
from bot.settings import Settings, SettingsError
from bot.storage.check_ins import end_leases, prune_log
from bot.storage.conversations import prune_applied
from bot.storage.database import Database, may_pass
from bot.storage.errors import DatabaseError
from bot.storage.media import find_file_id, save_file_id
from bot.storage.privacy import forget_unconsented
from bot.transport.limits import ChatBuckets
from bot.transport.outbox import Gateway
from bot.transport.processor import ChatOrderProcessor
from bot.transport.receiver import PollingReceiver
from bot.transport.request import AiohttpRequest, api_base, proxy_for
from content.files import ContentError
from content.loader import Content, load_content
from content.pictures.catalogue import load_films
from intents import LexiconError, Reader, load_reader
from scheduler.budget import Budget
from scheduler.sender import Sender
from scheduler.sweep import Woken, add_sweep

LOCAL_TOKEN = "1:local"  # noqa: S105 - opens nothing: the local chat is on this machine only
SWEEP_SECONDS = 5
GRACE_SECONDS = 4
PRUNE_EVERY = timedelta(hours=1)

START_FAILURES = (SettingsError, DatabaseError, ContentError, LexiconError, LocalChatError)
"""What stops the start; each message is one line that says what is wrong and how to mend it."""


class StartError(Exception):
    """The bot cannot start; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the bot can say and understand: loaded once, checked against each other."""

    content: Content
    reader: Reader


def load_knowledge() -> Knowledge:
    """Load content and lexicon. Raises when they disagree, naming the id."""
    content = load_content()
    load_films()
    try:
        reader = load_reader(
            exercises={e.id: (e.name, *e.other_names) for e in content.exercises.values()},
            topics={each.id: (each.title,) for each in content.education.values()},
            avoid={each.id: (each.name, *each.other_names) for each in content.avoid.values()},
        )
    except LexiconError as error:
        raise LexiconError(f"intents/lexicon/en/{error}") from None
    ids, say = reader.ids(), content.messages
    for kind, found, known in (
        ("areas", ids.areas, content.areas),
        ("triggers", ids.triggers, say.triggers),
        ("red_flags", ids.red_flags, content.red_flags),
        ("topics", ids.topics, content.education),
        ("other_places", ids.other_places, say.other_places),
        ("movements", ids.movements, content.avoid),
        ("positions", ids.positions, say.positions),
    ):
        for id_ in found:
            if id_ not in known:
                raise ContentError(f"intents/lexicon/en ({kind})", f"content has no {id_!r}")
    return Knowledge(content, reader)


def _load_for_good() -> Knowledge:
    """Load what stays until the end, and let the garbage collector never look at it again.

    It would find nothing there, and hold up everybody each time: 0.2 s for 370,000 objects.
    """
    gc.disable()
    try:
        return load_knowledge()
    finally:
        gc.freeze()
        gc.enable()


class App:
    """One running bot: the application, the receiver of updates, the sweep."""

    def __init__(
        self,
        settings: Settings,
        knowledge: Knowledge,
        database: Database,
        *,
        local: LocalTelegram | None = None,
    ) -> None:
        self.settings = settings
        self.database = database
        self._knowledge = knowledge
        self._local = local is not None
        self._budget = Budget(settings.messages_per_second)
        builder: Any = ApplicationBuilder().updater(None).job_queue(None)
        token = LOCAL_TOKEN
        requests: tuple[BaseRequest, BaseRequest]
        if local is not None:
            requests = (LocalRequest(local), LocalRequest(local))
        else:
            assert settings.telegram_token is not None  # noqa: S101 - app() has looked
            token = settings.telegram_token.get_secret_value()
            base, files = api_base(settings.telegram_api_url)
            builder = builder.base_url(base).base_file_url(files)
            proxy = proxy_for(settings.telegram_api_url)
            requests = (AiohttpRequest(proxy=proxy), AiohttpRequest(proxy=proxy))
        self._processor = ChatOrderProcessor(self._shed)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            builder.token(token)
            .request(requests[0])
            .get_updates_request(requests[1])
            .concurrent_updates(self._processor)
            .build()
        )
        self._receiver = PollingReceiver(self.application, may_pass)
        self._updates: Updates | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._sender: Sender | None = None
        self._redraw: Woken | None = None
        self._pruned_at = datetime.min.replace(tzinfo=UTC)
        self._tasks: list[asyncio.Task[None]] = []

    async def _shed(self, update: Any) -> bool:
        return self._updates is not None and await self._updates.shed(update)

    async def start(self) -> None:
        """Reach Telegram, hang in the handlers, begin receiving and sweeping."""
        try:
            await self.application.initialize()
        except InvalidToken:
            raise StartError(
                "Telegram refuses TELEGRAM_TOKEN; copy it again from BotFather into .env"
            ) from None
        except TelegramError as error:
            raise StartError(
                f"Telegram cannot be reached at {self.settings.telegram_api_url} "
                f"({type(error).__name__}); check the network and TELEGRAM_API_URL"
            ) from None
        bot = self.application.bot
        content, say = self._knowledge.content, self._knowledge.content.messages

        async def find(key: str) -> str | None:
            async with self.database.connection() as db:
                return await find_file_id(db, bot.id, key)

        async def save(key: str, file_id: str) -> None:
            async with self.database.connection() as db:
                await save_file_id(db, bot.id, key, file_id)

        # Telegram takes about one message a second in a chat; the local chat takes any number.
        unpaced = self._local or not self.settings.messages_per_second
        gateway = Gateway(
            bot,
            find_file_id=find,
            save_file_id=save,
            spend=self._budget.take_reply,
            buckets=ChatBuckets(refill_seconds=0) if unpaced else None,
        )
        turns = Turns(self.database, content, gateway, bot.id, bot_name=bot.username)
        self._updates = Updates(self._knowledge.reader, turns, gateway, say)
        self._updates.register(self.application)
        with suppress(TelegramError):
            await bot.set_my_commands([BotCommand(name, say.commands[name]) for name in MENU])
        if self.database.sqlite:
            async with self.database.connection() as db:
                await end_leases(db)
        await self.application.start()
        self._receiver.start()
        self._sender = Sender(PromptDesk(self.database, content, gateway), per_second=self._budget)

        async def keep_house() -> None:
            await turns.redraw_owed()
            await self._prune()

        self._redraw = Woken(keep_house, name="drawing what is owed")
        self._tasks = [
            asyncio.create_task(self._sender.run()),
            asyncio.create_task(self._redraw.run()),
        ]
        add_sweep(self._scheduler, self._sender.wake, self._redraw.wake, seconds=SWEEP_SECONDS)
        self._scheduler.start()
        self._sender.wake()
        self._redraw.wake()

    async def _prune(self) -> None:
        now = datetime.now(UTC)
        if now - self._pruned_at < PRUNE_EVERY:
            return
        consent_wait = timedelta(hours=self._knowledge.content.thresholds.consent_hours)
        async with self.database.connection() as db:
            await prune_applied(db, now)
            await forget_unconsented(db, now - consent_wait)
            await prune_log(db, now)
        self._pruned_at = now

    async def wait(self) -> None:
        """Return when receiving has ended: only a refused token ends it by itself."""
        await self._receiver.wait()

    async def stop(self) -> None:
        """Finish what is in hand within about ten seconds, give back the rest, close."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        ending: list[Coroutine[Any, Any, object]] = [
            self._receiver.stop(grace_seconds=GRACE_SECONDS)
        ]
        if self._sender is not None:
            ending.append(self._sender.stop(GRACE_SECONDS))
        if self._redraw is not None:
            ending.append(self._redraw.stop(GRACE_SECONDS))
        await asyncio.gather(*ending, return_exceptions=True)
        for task in self._tasks:
            task.cancel()  # a screen half drawn is owed and drawn after the next start
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        await self.application.bot.shutdown()  # when it was refused, only its requests are open


async def run(settings: Settings, *, fresh: bool = False) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises StartError when it cannot start."""
    set_up_logs(settings)
    try:
        knowledge = _load_for_good()
        async with AsyncExitStack() as stack:
            database = Database(settings.database_url)
            await database.open()
            stack.push_async_callback(database.close)
            local = page = None
            if settings.telegram_token is None:
                local = LocalTelegram(_local_path(settings), token=LOCAL_TOKEN, fresh=fresh)
                stack.callback(local.close)
                page = await _serve_page(local, settings)
                stack.push_async_callback(page.close)
            told = _listen_for_signals()
            app = App(settings, knowledge, database, local=local)
            stack.push_async_callback(app.stop)
            await app.start()
            _say_where(settings, page, app)
            await _until_told(app, told)
    except START_FAILURES as error:
        raise StartError(str(error)) from None
    except InvalidToken:
        raise StartError(
            "Telegram refuses TELEGRAM_TOKEN; copy it again from BotFather into .env"
        ) from None


async def _serve_page(local: LocalTelegram, settings: Settings) -> LocalServer:
    try:
        return await serve(local, settings.host, settings.port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise StartError(
                f"PORT {settings.port} is in use or not allowed; set PORT to a free one in .env"
            ) from None
        raise


def _local_path(settings: Settings) -> Path | None:
    """Put the local chat's file beside the database."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return Path(str(url.database)).with_name("local-chat.db")
    return Path("data") / "local-chat.db"


def _say_where(settings: Settings, page: LocalServer | None, app: App) -> None:
    if page is not None:
        where = f"http://{settings.host}:{page.port}/"
        sys.stdout.write(
            f"\n  BackEase is ready: open {where} in your browser.\n"
            "  To run it on Telegram, put TELEGRAM_TOKEN into .env. Ctrl+C stops it.\n\n"
        )
    else:
        sys.stdout.write(f"BackEase is ready: talk to @{app.application.bot.username}.\n")
    sys.stdout.flush()


def _listen_for_signals() -> asyncio.Event:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    return told


async def _until_told(app: App, told: asyncio.Event) -> None:
    receiving = asyncio.create_task(app.wait())
    waiting = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({receiving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if receiving.done():
            receiving.result()
    finally:
        for task in (receiving, waiting):
            task.cancel()
        await asyncio.gather(receiving, waiting, return_exceptions=True)
