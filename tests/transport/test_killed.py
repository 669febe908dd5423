"""A process killed in the middle of its work loses no update."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.local.server import serve
from bot.local.telegram import LocalTelegram
from bot.transport.processor import ChatOrderProcessor
from bot.transport.receiver import PollingReceiver
from bot.transport.request import AiohttpRequest, api_base

TOKEN = "7000000001:local"


async def run_bot(origin: str, ledger: Path) -> None:
    """A bot that takes 20 ms for each update and then writes it down for good."""

    async def never_shed(_update: Update) -> bool:
        return False

    async def on_update(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        assert update.message is not None
        await asyncio.sleep(0.02)
        with ledger.open("a") as file:
            file.write(f"{json.dumps(update.message.text)}\n")

    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(api_base(origin)[0])
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(4))
        .updater(None)
        .job_queue(None)
        .concurrent_updates(ChatOrderProcessor(never_shed, at_once=4))
        .build()
    )
    application.add_handler(TypeHandler(Update, on_update))
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    receiver = PollingReceiver(application, lambda _error: False)
    async with application:
        receiver.start()
        await ended.wait()
        await receiver.stop()


async def started_bot(origin: str, ledger: Path) -> asyncio.subprocess.Process:
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    return await asyncio.create_subprocess_exec(
        sys.executable, __file__, origin, str(ledger), env=environment
    )


def written(ledger: Path) -> list[str]:
    return [json.loads(line) for line in ledger.read_text().splitlines()]


def has_written(ledger: Path, number: int) -> bool:
    return len(written(ledger)) >= number


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - it watches another process
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_every_message_is_handled_however_often_the_bot_is_killed(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.touch()
    telegram = LocalTelegram(None, token=TOKEN)
    server = await serve(telegram, page=False, bot_api=True)
    origin = f"http://127.0.0.1:{server.port}"
    messages = [f"message {number}" for number in range(120)]
    for number, message in enumerate(messages):
        telegram.person_writes(1 + number % 30, message)
    process = await started_bot(origin, ledger)
    try:
        for handled_so_far in (10, 50):
            await until(partial(has_written, ledger, handled_so_far))
            process.kill()
            await process.wait()
            assert set(written(ledger)) < set(messages)
            process = await started_bot(origin, ledger)
        await until(lambda: set(written(ledger)) == set(messages))
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        handled = len(written(ledger))
        process = await started_bot(origin, ledger)
        telegram.person_writes(1, "the last one")
        await until(lambda: written(ledger)[-1] == "the last one")
        assert len(written(ledger)) == handled + 1
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await server.close()
        telegram.close()


if __name__ == "__main__":
    asyncio.run(run_bot(sys.argv[1], Path(sys.argv[2])))
