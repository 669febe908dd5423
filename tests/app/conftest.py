"""The whole bot on a local Telegram: in this process, and in processes of its own."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

import bot.app
import bot.handlers.turns
from bot.app import Knowledge, load_knowledge
from tests.app.driving import (
    TOKEN,
    BotProcess,
    OverHttp,
    Person,
    Running,
    Watched,
    kill,
    local_telegram,
    process,
    running,
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a ``.env``, to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
async def telegram() -> AsyncIterator[Watched]:
    service = local_telegram()
    yield service
    service.close()


@pytest.fixture
async def alive(
    telegram: Watched, own_folder: Path, knowledge: Knowledge
) -> AsyncIterator[Running]:
    """The bot, running in this process."""
    async with running(telegram, own_folder / "backease.db", knowledge) as bot_:
        yield bot_


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is owed is drawn again at once, and the sweep comes often."""
    monkeypatch.setattr(bot.app, "SWEEP_SECONDS", 0.1)
    monkeypatch.setattr(bot.handlers.turns, "OWED_AFTER", timedelta(seconds=0.2))


@pytest.fixture
def person(alive: Running) -> Person:
    return alive.person


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[OverHttp]:
    """A local Telegram in a process of its own."""
    started = await process(
        "-m", "bot.local", "--port", "0", "--control", "--token", TOKEN, folder=tmp_path
    )
    try:
        assert started.stdout is not None
        port = json.loads(await started.stdout.readline())["port"]
        async with aiohttp.ClientSession() as session:
            yield OverHttp(session, f"http://127.0.0.1:{port}", started)
    finally:
        await kill(started)


@pytest.fixture
async def bot_process(http: OverHttp, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """``python -m bot``, to be started."""
    bot_ = BotProcess(http, tmp_path / "backease.db")
    yield bot_
    if bot_.started is not None:
        await bot_.kill()
