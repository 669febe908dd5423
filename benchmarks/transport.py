"""How much does our request class gain over PTB's own, and what does the whole polling path take?

    python -m benchmarks.transport

A fake Bot API runs in a process of its own on 127.0.0.1 and takes 0 or 50 ms to answer. Every
figure comes from a fresh process, the two sides in turn, so that a noisy moment hits both.
CPU per call is the steadier figure on a shared machine. Takes under a minute.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx
import telegram
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler
from telegram.request import BaseRequest, HTTPXRequest

from bot.transport.processor import ChatOrderProcessor
from bot.transport.receiver import PollingReceiver
from bot.transport.request import AiohttpRequest

TOKEN = "7000000001:AAbenchmarkbenchmarkbenchmarkbench1"  # noqa: S105 - opens nothing
TEXT = "my lower back hurts since I lifted a couch"
WARM_UP_SECONDS = 0.5
MEASURED_SECONDS = 1.5
ROUNDS = 2
CHATS = 500


# The fake Bot API


def answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def update(update_id: int) -> dict[str, Any]:
    person = {"id": 10_000 + update_id % CHATS, "first_name": "A"}
    chat = person | {"type": "private"}
    message = {"message_id": update_id, "date": 1_760_000_000, "text": TEXT, "chat": chat}
    message["from"] = person | {"is_bot": False}
    return {"update_id": update_id, "message": message}


ME = answer({"id": 7000000001, "is_bot": True, "first_name": "b", "username": "b_bot"})
SENT = answer(update(1)["message"])
TRUE = answer(True)


class BotApi(asyncio.Protocol):
    """Answers as little as a bot needs. The path is /<milliseconds>/<run>/bot<token>/<method>."""

    acknowledged: dict[bytes, int] = {}  # noqa: RUF012 - shared by all connections on purpose

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return
            body, self._received = rest[:size], rest[size:]
            _, milliseconds, run, _, method = head.split(b" ", 2)[1].split(b"/")
            self._reply(method, run, int(milliseconds) / 1000, body)

    def _reply(self, method: bytes, run: bytes, seconds: float, body: bytes) -> None:
        if method == b"getUpdates":
            offset = re.search(rb"offset=(\d+)", body)
            if offset:
                self.acknowledged[run] = int(offset[1])
            first = self.acknowledged.setdefault(run, 1)
            limit = re.search(rb"limit=(\d+)", body)
            count = int(limit[1]) if limit else 100
            reply = answer([update(id_) for id_ in range(first, first + count)])
        else:
            reply = {b"getMe": ME, b"sendMessage": SENT}.get(method, TRUE)
        if seconds and method == b"sendMessage":
            asyncio.get_running_loop().call_later(seconds, self._write, reply)
        else:
            self._write(reply)

    def _write(self, reply: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(reply)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(BotApi, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def fake_bot_api() -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.transport", "--part", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


# What is measured, each in a process of its own


class Meter:
    """Counts what is done after the warm-up, and the CPU time it took."""

    def __init__(self) -> None:
        self.done = self.lost = 0

    async def read(self) -> dict[str, float]:
        await asyncio.sleep(WARM_UP_SECONDS)
        done, lost = self.done, self.lost
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(MEASURED_SECONDS)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        done, lost = self.done - done, self.lost - lost
        return {"per_second": done / seconds, "cpu_us": cpu / max(done, 1) * 1e6, "lost": lost}


def request_of(side: str) -> BaseRequest:
    return AiohttpRequest() if side == "ours" else HTTPXRequest(connection_pool_size=256)


async def calls(side: str, base_url: str, at_once: int) -> dict[str, float]:
    """So many people at once get one message after the other."""
    meter = Meter()
    async with Bot(TOKEN, base_url, request=request_of(side)) as bot:

        async def keep_sending(chat_id: int) -> None:
            while True:
                try:
                    await bot.send_message(chat_id, TEXT)
                    meter.done += 1
                except TelegramError:
                    meter.lost += 1

        senders = [asyncio.create_task(keep_sending(n)) for n in range(at_once)]
        figures = await meter.read()
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
    return figures


async def echo(side: str, base_url: str, at_once: int) -> dict[str, float]:
    """An echo bot that polls: our whole path, or PTB's Updater with its own request class."""
    meter = Meter()

    async def never_shed(_update: Update) -> bool:
        return False

    async def on_update(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat is not None
        try:
            await context.bot.send_message(update.effective_chat.id, TEXT)
            meter.done += 1
        except TelegramError:
            meter.lost += 1

    builder = Application.builder().token(TOKEN).base_url(base_url).job_queue(None)
    builder.request(request_of(side))
    if side == "ours":
        builder.get_updates_request(AiohttpRequest(4)).updater(None)
        builder.concurrent_updates(ChatOrderProcessor(never_shed, at_once=at_once))
    else:
        builder.concurrent_updates(at_once)
    application = builder.build()
    application.add_handler(TypeHandler(Update, on_update))
    await application.initialize()
    if side == "ours":
        PollingReceiver(application, lambda _error: False).start()
    else:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling()
    return await meter.read()


MEASURED: dict[str, Callable[[str, str, int], Coroutine[Any, Any, dict[str, float]]]] = {
    "calls": calls,
    "echo": echo,
}


# Running and printing


def measure(part: str, side: str, port: int, milliseconds: int, at_once: int) -> dict[str, float]:
    base_url = f"http://127.0.0.1:{port}/{milliseconds}/{time.monotonic_ns()}/bot"
    command = [sys.executable, "-m", "benchmarks.transport", "--part", part, "--side", side]
    command += ["--base-url", base_url, "--at-once", str(at_once)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(output)
    return figures


def middle(runs: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def report(part: str, port: int, cases: list[tuple[int, int]], rounds: int) -> None:
    runs: dict[tuple[int, int, str], list[dict[str, float]]] = {}
    for _ in range(rounds):
        for milliseconds, at_once in cases:
            for side in ("ours", "ptb"):
                figures = measure(part, side, port, milliseconds, at_once)
                runs.setdefault((milliseconds, at_once, side), []).append(figures)
    for milliseconds, at_once in cases:
        ours, ptb = (runs[milliseconds, at_once, side] for side in ("ours", "ptb"))
        rates = middle(ours, "per_second"), middle(ptb, "per_second")
        costs = middle(ours, "cpu_us"), middle(ptb, "cpu_us")
        lost = sum(run["lost"] for run in ours), sum(run["lost"] for run in ptb)
        print(
            f"{milliseconds:7} ms {at_once:8} {rates[0]:9.0f} {rates[1]:8.0f} "
            f"{rates[0] / rates[1]:7.1f}x {costs[0]:9.0f} {costs[1]:8.0f} "
            f"{costs[1] / costs[0]:7.1f}x {lost[0]:5.0f} {lost[1]:5.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["serve", *MEASURED], help=argparse.SUPPRESS)
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--base-url", help=argparse.SUPPRESS)
    parser.add_argument("--at-once", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part == "serve":
        asyncio.run(serve())
    elif given.part:
        run = MEASURED[given.part]

        async def one() -> None:
            print(json.dumps(await run(given.side, given.base_url, given.at_once)), flush=True)
            os._exit(0)  # what is still under way is not measured

        asyncio.run(one())
    else:
        began = time.monotonic()
        print(
            f"python {platform.python_version()}, python-telegram-bot {telegram.__version__}, "
            f"aiohttp {aiohttp.__version__}, httpx {httpx.__version__}; {platform.machine()}, "
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )
        heading = (
            f"{'service':>10} {'at once':>8} {'ours/s':>9} {'PTB/s':>8} {'':8} "
            f"{'ours us':>9} {'PTB us':>8} {'':8} {'lost':>5} {'PTB':>5}"
        )
        with fake_bot_api() as port:
            print(f"\nsendMessage: AiohttpRequest against HTTPXRequest\n{heading}")
            report("calls", port, [(0, 64), (0, 256), (50, 64), (50, 256)], ROUNDS)
            print(f"\nAn echo bot that polls: our path against PTB's Updater\n{heading}")
            report("echo", port, [(0, 256), (50, 256)], 1)
        print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
