"""What does one update of a conversation cost, beside a bot that only echoes?

    python -m benchmarks.chat

People in a process of their own play Telegram: they tap the buttons the bot shows them, write
something now and then, and are spread over everything from the first question to the third
session. Three bots serve them over HTTP, one worker each: BackEase with its database, a bare
python-telegram-bot echo on BackEase's transport, and a bare aiogram echo. The echoes make as
many calls: a tap is answered and its message edited, a text gets an answer and a message loses
its buttons, and every fifth update gets one call more. The bots take turns of a few seconds, so
that a noisy moment hits them all.
Takes about a minute. aiogram comes from ``uv run --with`` (or ``--aiogram PYTHON``), because it
wants another pydantic; without it that column stays empty.
"""

import argparse
import asyncio
import heapq
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qsl

from benchmarks._machine import describe, peak_megabytes

TOKEN = "7000000001:AAbenchmarkbenchmarkbenchmarkbench1"  # noqa: S105 - opens nothing
BOT = {"id": 7000000001, "is_bot": True, "first_name": "b", "username": "b_bot"}
AIOGRAM = "aiogram>=3.31,<4"

CHATS = 2400
THINKING_SECONDS = 2.0
PATIENT_SECONDS = 60.0
STEPS = 72
SERVICE_MILLISECONDS = (0, 50)
ROUNDS = 3
WARM_UP_SECONDS = 0.5
MEASURED_SECONDS = 1.5

FIRST = "my lower back hurts, not in my legs, since monday"
TEXTS = ("can i use ice?", "its a bit better today", FIRST)
A_TEXT_EVERY = 7
ONE_CALL_MORE_EVERY = 5
LIKED = {
    "consent": ("yes",),
    "understood": ("right",),
    "screen": ("no", "age:adult"),
    "body": ("none",),
    "rate": ("is:4",),
    "plan": ("start",),
    "player": ("done",),
    "hurtwhere": ("back",),
    "summary": ("no",),
    "home": ("routine",),
}


def choose(buttons: list[str], step: int) -> str | None:
    """What someone taps who wants to get on; None to write instead."""
    if not buttons or step % A_TEXT_EVERY == A_TEXT_EVERY - 1:
        return None
    for data in buttons:
        _, screen, _, verb = [*data.split(":", 3), "", "", ""][:4]
        if verb.startswith(LIKED.get(screen, ("-",))):
            return data
    return buttons[0]


# The people, who are Telegram


Reply = Callable[[object], None]


class Person:
    """Somebody in front of the last message the bot showed them."""

    def __init__(self, chat_id: int, step: int, buttons: list[str], picture: str) -> None:
        self.user_id = chat_id
        self.user = {"id": chat_id, "is_bot": False, "first_name": "A"}
        self.chat = {"id": chat_id, "type": "private", "first_name": "A"}
        self.step = step
        self.buttons = buttons
        self.picture = picture
        self.message_id = chat_id
        self.waits = False
        self.acts_at = 0.0


class People:
    """Everybody, and the Bot API calls that reach them. ``read`` is what the parent asks for."""

    def __init__(self, stories: list[dict[str, Any]]) -> None:
        self.people = {
            chat_id: Person(chat_id, at % STEPS, **stories[at % STEPS])
            for at, chat_id in enumerate(range(1, CHATS + 1))
        }
        self.going = True
        self.service_seconds = 0.0
        self.calls = self.turns = self.stuck = self.bytes = 0
        self.first_answer_at = 0.0
        self._plans: list[tuple[float, int]] = []
        for at, person in enumerate(self.people.values()):
            self._plan(person, time.monotonic() + at * THINKING_SECONDS / CHATS)
        self._updates: dict[int, dict[str, Any]] = {}
        self._next_update, self._next_message = 1000, 10 * CHATS
        self._polls: list[tuple[float, int, Reply]] = []

    def read(self) -> dict[str, float]:
        return {
            "calls": self.calls,
            "turns": self.turns,
            "stuck": self.stuck,
            "first_answer_at": self.first_answer_at,
        }

    def tick(self) -> None:
        """Let people act whose time has come, and answer polls that wait for it."""
        now = time.monotonic()
        while self.going and self._plans and self._plans[0][0] <= now and len(self._updates) < 3000:
            planned_at, chat_id = heapq.heappop(self._plans)
            person = self.people[chat_id]
            if planned_at == person.acts_at:  # else there is a newer plan
                self._act(person)
        waiting, self._polls = self._polls, []
        for until, offset, reply in waiting:
            self._poll(offset, until, reply)

    def _plan(self, person: Person, acts_at: float) -> None:
        person.acts_at = acts_at
        heapq.heappush(self._plans, (acts_at, person.user_id))

    def _act(self, person: Person) -> None:
        self.stuck += person.waits
        person.waits = True
        person.step += 1
        self._plan(person, time.monotonic() + PATIENT_SECONDS)
        data = choose(person.buttons, person.step)
        self._next_update += 1
        update: dict[str, Any] = {"update_id": self._next_update}
        if data is None:
            update["message"] = {
                "message_id": self._new_message(),
                "date": int(time.time()),
                "chat": person.chat,
                "from": person.user,
                "text": TEXTS[person.step % len(TEXTS)],
            }
        else:
            update["callback_query"] = {
                "id": str(self._next_update),
                "from": person.user,
                "chat_instance": "1",
                "data": data,
                "message": self._message(person),
            }
        self._updates[self._next_update] = update

    def _new_message(self) -> int:
        self._next_message += 1
        return self._next_message

    def _message(self, person: Person) -> dict[str, Any]:
        message = {
            "message_id": person.message_id,
            "date": int(time.time()),
            "chat": person.chat,
            "from": BOT,
        }
        file = {"file_id": f"f{person.message_id}", "file_unique_id": "u", "width": 64}
        file["height"] = 64
        if person.picture == "animation":
            return message | {"animation": file | {"duration": 3}}
        return message | ({"photo": [file]} if person.picture else {"text": "What I say."})

    def _poll(self, offset: int, until: float, reply: Reply) -> None:
        for update_id in [known for known in self._updates if known < offset]:
            del self._updates[update_id]
        if self._updates or time.monotonic() >= until:
            reply([self._updates[update_id] for update_id in sorted(self._updates)[:100]])
        else:
            self._polls.append((until, offset, reply))

    def call(self, method: str, given: dict[str, str], reply: Reply) -> None:
        """Answer one call; what is to be seen makes the person go on after a while."""
        if method == "getUpdates":
            wait = float(given.get("timeout", 0))
            return self._poll(int(given.get("offset", 0)), time.monotonic() + wait, reply)
        if "chat_id" not in given and method != "answerCallbackQuery":
            return reply(BOT if method == "getMe" else True)
        self.calls += 1
        if method == "answerCallbackQuery":
            return reply(True)
        person = self.people[int(given["chat_id"])]
        if method != "editMessageReplyMarkup":
            self._show(person, method, given)
        return reply(self._message(person))

    def _show(self, person: Person, method: str, given: dict[str, str]) -> None:
        keyboard = json.loads(given.get("reply_markup") or "{}").get("inline_keyboard", [])
        echo = [str(person.step)]  # the echoes show no buttons, and get tapped all the same
        person.buttons = [key["callback_data"] for row in keyboard for key in row] or echo
        if method.startswith("send"):
            person.message_id = self._new_message()
            person.picture = method.removeprefix("send").lower()
            person.picture = "" if person.picture == "message" else person.picture
        elif method == "editMessageMedia":
            person.picture = str(json.loads(given["media"])["type"])
        if person.waits:
            person.waits = False
            self.turns += 1
            self.first_answer_at = self.first_answer_at or time.time()
            self._plan(person, time.monotonic() + THINKING_SECONDS)


class BotApi(asyncio.Protocol):
    """As much of HTTP as a bot's client needs."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return
            body, self._received = rest[:size], rest[size:]
            method = head.split(b" ", 2)[1].rsplit(b"/", 1)[1].decode()
            if method != "getUpdates" and self._people.service_seconds:
                later = asyncio.get_running_loop().call_later
                later(self._people.service_seconds, self._answer, method, body)
            else:
                self._answer(method, body)

    def _answer(self, method: str, body: bytes) -> None:
        if body.startswith(b"--"):
            parts = re.findall(rb'name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]*)\r\n', body)
            given = {name.decode(): value.decode("utf-8", "replace") for name, value in parts}
        else:
            given = dict(parse_qsl(body.decode()))
        self._people.call(method, given, self._reply)

    def _reply(self, result: object) -> None:
        if self._transport.is_closing():
            return
        body = json.dumps({"ok": True, "result": result}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._transport.write(head.encode() + b"\r\n\r\n" + body)


async def live(stories: list[dict[str, Any]]) -> None:
    """Be the people; on standard input: ``go SECONDS``, ``rest`` or ``read``."""
    people, loop = People(stories), asyncio.get_running_loop()
    server = await loop.create_server(lambda: BotApi(people), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)

    def told() -> None:
        command, *words = sys.stdin.readline().split() or ["end"]
        if command == "end":
            return ended.set()
        people.going = command == "go" or (people.going and command != "rest")
        if command == "go":
            people.service_seconds = float(words[0])
        return print(json.dumps(people.read()), flush=True)

    ended = asyncio.Event()
    loop.add_reader(sys.stdin, told)
    while not ended.is_set():
        people.tick()
        await asyncio.sleep(0.002)


# The bots


def answer_for_cpu(out: TextIO) -> None:
    """For each line on standard input, print what this process has used so far."""
    for _ in sys.stdin:
        figures = {"cpu": time.process_time(), "peak_megabytes": peak_megabytes()}
        print(json.dumps(figures), file=out, flush=True)
    os._exit(0)


async def backease(_url: str) -> None:
    """BackEase as it runs in production, on a SQLite file."""
    from bot.app import run
    from bot.settings import Settings

    await run(Settings.load())


async def ptb(url: str) -> None:
    """A bare echo of python-telegram-bot on the transport of BackEase."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, TypeHandler

    from bot.transport.processor import ChatOrderProcessor
    from bot.transport.receiver import PollingReceiver
    from bot.transport.request import AiohttpRequest

    async def never_shed(_update: Update) -> bool:
        return False

    async def on_update(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        chat, query = update.effective_chat, update.callback_query
        assert chat is not None
        if query is None:
            message = await context.bot.send_message(chat.id, FIRST)
            await context.bot.edit_message_reply_markup(chat.id, message.message_id)
        else:
            assert query.message is not None
            await context.bot.answer_callback_query(query.id)
            await context.bot.edit_message_text(FIRST, chat.id, query.message.message_id)
        if update.update_id % ONE_CALL_MORE_EVERY == 0:
            await context.bot.edit_message_reply_markup(chat.id, 1)

    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{url}/bot")
        .job_queue(None)
        .updater(None)
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
        .concurrent_updates(ChatOrderProcessor(never_shed))
        .build()
    )
    application.add_handler(TypeHandler(Update, on_update))
    await application.initialize()
    receiver = PollingReceiver(application, lambda _error: False)
    receiver.start()
    await receiver.wait()


async def aiogram(url: str) -> None:
    """A bare echo of aiogram."""
    from aiogram import Bot, Dispatcher, types  # type: ignore[import-not-found, unused-ignore]
    from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found, unused-ignore]
    from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found, unused-ignore]

    dispatcher = Dispatcher()

    async def once_more(bot: Bot, update_id: int, chat_id: int) -> None:
        if update_id % ONE_CALL_MORE_EVERY == 0:
            await bot.edit_message_reply_markup(chat_id=chat_id, message_id=1)

    @dispatcher.message()  # type: ignore[untyped-decorator, unused-ignore]
    async def on_message(message: types.Message, bot: Bot, event_update: types.Update) -> None:
        sent = await bot.send_message(message.chat.id, FIRST)
        await bot.edit_message_reply_markup(chat_id=message.chat.id, message_id=sent.message_id)
        await once_more(bot, event_update.update_id, message.chat.id)

    @dispatcher.callback_query()  # type: ignore[untyped-decorator, unused-ignore]
    async def on_tap(query: types.CallbackQuery, bot: Bot, event_update: types.Update) -> None:
        await bot.answer_callback_query(query.id)
        chat_id, message_id = query.message.chat.id, query.message.message_id
        await bot.edit_message_text(FIRST, chat_id=chat_id, message_id=message_id)
        await once_more(bot, event_update.update_id, chat_id)

    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=256)
    await dispatcher.start_polling(Bot(TOKEN, session=session), handle_signals=False)


BOTS = {"backease": backease, "ptb": ptb, "aiogram": aiogram}


# Seeding: people who are already somewhere


async def seed(database_url: str) -> None:
    """Put everybody into the database, and print where in the story each step stands."""
    from bot.storage.conversations import ShownNotes, hold_conversation, save_conversation
    from bot.storage.database import Database

    steps = list(tell())
    now = datetime.now(UTC)
    database = Database(database_url)
    await database.open()
    async with database.connection() as db:
        for at, chat_id in enumerate(range(1, CHATS + 1)):
            data, version, story = steps[at % STEPS]
            await hold_conversation(db, chat_id, data, now)
            await save_conversation(db, chat_id, data, version, now)
    shown = ShownNotes(database)
    for at, chat_id in enumerate(range(1, CHATS + 1)):
        _, version, story = steps[at % STEPS]
        await shown.add(chat_id, version, chat_id, story["key"])
    await database.close()
    for _, _, story in steps:
        del story["key"]
    print(json.dumps([story for _, _, story in steps]))


def tell() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Go through the story once: the stored state, its version and what is shown, step by step."""
    from bot.app import load_knowledge
    from bot.dialogue.events import Event, Said, parse_tap
    from bot.dialogue.machine import next_state, render
    from bot.dialogue.state import State

    knowledge = load_knowledge()
    state, now = State(), datetime.now(UTC) - timedelta(seconds=20 * STEPS)
    event: Event = Said(FIRST, knowledge.reader.understand(FIRST))
    for step in range(STEPS):
        after = next_state(state, event, knowledge.content, now)
        data = after.but(version=state.version + 1).model_dump_json()
        state = State.model_validate_json(data)
        screen = render(state, knowledge.content, now)
        buttons = [button.data for row in screen.buttons for button in row]
        picture = screen.picture
        kind = "" if picture is None else "animation" if picture.film else "photo"
        key = picture.key if picture else None
        yield data, state.version, {"buttons": buttons, "picture": kind, "key": key}
        tapped = parse_tap(choose(buttons, step + 1) or "")
        text = TEXTS[(step + 1) % len(TEXTS)]
        event = tapped or Said(text, knowledge.reader.understand(text))
        now += timedelta(seconds=20)


# Running and printing


class Pair:
    """One bot and its own people, each in a process of its own."""

    def __init__(self, name: str, command: list[str], folder: Path, stories: str) -> None:
        self.name = name
        self._folder = folder
        self._people = self._start([*python(), "--part", "people", "--stories", stories])
        self.url = f"http://127.0.0.1:{self._read(self._people)}"
        environment = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.url,
            "DATABASE_URL": f"sqlite:///{folder}/backease.db",
            "MESSAGES_PER_SECOND": "0",
            "LOG_LEVEL": "WARNING",
        }
        self.tell("go 0")
        began = time.time()
        self._bot = self._start([*command, "--part", name, "--url", self.url], environment)
        while not (answered_at := self.tell("go 0")["first_answer_at"]):
            if self._bot.poll() is not None:
                raise SystemExit(f"{name} does not start:\n{self.errors()}")
            time.sleep(0.02)
        self.start_seconds = answered_at - began
        self.tell("rest")

    def _start(
        self, command: list[str], environment: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        with (self._folder / f"{self.name}.log").open("a") as errors:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=self._folder,
                env=os.environ | {"PYTHONPATH": path} | (environment or {}),
            )

    def _read(self, process: subprocess.Popen[str]) -> Any:
        assert process.stdout is not None
        return json.loads(process.stdout.readline())

    def _ask(self, process: subprocess.Popen[str], line: str) -> Any:
        assert process.stdin is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        return self._read(process)

    def tell(self, command: str) -> dict[str, float]:
        """Command the people; the answer is what they have counted."""
        figures: dict[str, float] = self._ask(self._people, command)
        return figures

    def used(self) -> dict[str, float]:
        """What the bot's process has used so far."""
        figures: dict[str, float] = self._ask(self._bot, "")
        return figures

    def measure(self, service_milliseconds: int) -> dict[str, float]:
        """Let the people go, and count for a while once they are on their way."""
        self.tell(f"go {service_milliseconds / 1000}")
        time.sleep(WARM_UP_SECONDS)
        before, used, began = self.tell("read"), self.used(), time.perf_counter()
        time.sleep(MEASURED_SECONDS)
        after, now_used, seconds = self.tell("read"), self.used(), time.perf_counter() - began
        self.tell("rest")
        turns = max(1.0, after["turns"] - before["turns"])
        cpu = now_used["cpu"] - used["cpu"]
        return {
            "per_second": turns / seconds,
            "cpu_us": cpu / turns * 1e6,
            "busy": cpu / seconds,
            "calls": (after["calls"] - before["calls"]) / turns,
        }

    def errors(self) -> str:
        """What the bot said on standard error."""
        return (self._folder / f"{self.name}.log").read_text()[-2000:]

    def end(self) -> None:
        """End both processes."""
        for process in (self._bot, self._people):
            process.kill()
            process.communicate()


def python() -> list[str]:
    return [sys.executable, "-m", "benchmarks.chat"]


def aiogram_command(given: str | None) -> list[str] | None:
    """How to run a Python that has aiogram; None when there is no way."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if given:
        command = [given]
    elif uv:
        command = [uv, "run", "--quiet", "--no-project", "--with", AIOGRAM, "python"]
    else:
        return None
    check = "import aiogram; print(aiogram.__version__)"
    tried = subprocess.run([*command, "-c", check], capture_output=True, text=True, check=False)
    if tried.returncode:
        return None
    print(f"aiogram {tried.stdout.strip()}")
    return [*command, "-m", "benchmarks.chat"]


def compare(pairs: list[Pair]) -> None:
    found: dict[tuple[int, str], list[dict[str, float]]] = {}
    for milliseconds in SERVICE_MILLISECONDS:
        for _ in range(ROUNDS):
            for pair in pairs:
                figures = pair.measure(milliseconds)
                found.setdefault((milliseconds, pair.name), []).append(figures)
    print(
        f"\n{'service':>10} {'bot':>9} {'updates/s':>10} {'CPU us/update':>14} "
        f"{'calls/update':>13} {'CPU busy':>9}"
    )
    for milliseconds in SERVICE_MILLISECONDS:
        for pair in pairs:
            runs = found[milliseconds, pair.name]
            rate, cpu, calls, busy = (
                statistics.median(run[name] for run in runs)
                for name in ("per_second", "cpu_us", "calls", "busy")
            )
            print(
                f"{milliseconds:7} ms {pair.name:>9} {rate:10.0f} {cpu:14.0f} {calls:13.2f} "
                f"{busy:9.0%}"
            )
        for pair in pairs[1:]:
            both = list(
                zip(found[milliseconds, pairs[0].name], found[milliseconds, pair.name], strict=True)
            )
            cpu = statistics.median(ours["cpu_us"] / other["cpu_us"] for ours, other in both)
            rate = statistics.median(
                ours["per_second"] / other["per_second"] for ours, other in both
            )
            print(f"{'':10} beside {pair.name}: {cpu:.2f}x its CPU, {rate:.2f}x its updates/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aiogram", metavar="PYTHON", help="a Python that has aiogram")
    parser.add_argument("--part", choices=["people", "seed", *BOTS], help=argparse.SUPPRESS)
    parser.add_argument("--stories", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part == "people":
        asyncio.run(live(json.loads(given.stories.read_text())))
    elif given.part == "seed":
        asyncio.run(seed(given.url))
    elif given.part:
        # Standard output is for the figures: what a bot says goes where its errors go.
        threading.Thread(target=answer_for_cpu, args=(sys.stdout,), daemon=True).start()
        sys.stdout = sys.stderr
        asyncio.run(BOTS[given.part](given.url))
    else:
        measure_all(given.aiogram)


def measure_all(aiogram_python: str | None) -> None:
    began = time.monotonic()
    print(describe("python-telegram-bot", "aiohttp", "sqlalchemy"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stories = folder / "stories.json"
        url = f"sqlite:///{folder}/backease.db"
        seeded = subprocess.run(
            [*python(), "--part", "seed", "--url", url], check=True, capture_output=True, text=True
        )
        stories.write_text(seeded.stdout)
        commands = {
            "backease": python(),
            "ptb": python(),
            "aiogram": aiogram_command(aiogram_python),
        }
        pairs = []
        for name, command in commands.items():
            if command is None:
                print("aiogram could not be had: its column is left out")
                continue
            pairs.append(Pair(name, command, folder, str(stories)))
            stack.callback(pairs[-1].end)
        compare(pairs)
        ours = pairs[0]
        print(
            f"\nBackEase: first answer after {ours.start_seconds:.2f} s, "
            f"{ours.used()['peak_megabytes']:.0f} MB at most"
        )
        print(f"updates without an answer: {ours.tell('read')['stuck']:.0f}")
        if ours.errors():
            print(f"on its standard error:\n{ours.errors()}")
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
