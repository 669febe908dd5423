"""The real bot in a process of its own, and Chromium in front of its page."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.page.browsing import CHROMIUM, CHROMIUM_ARGUMENTS, BotProcess, Chat, free_port


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; on CI it must be there."""
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotProcess]:
    """The bot as ``make run`` starts it, in a folder of its own."""
    running = BotProcess(tmp_path_factory.mktemp("bot"), free_port())
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log


@pytest.fixture
def look() -> dict[str, Any]:
    """How the browser looks at the page; a test may ask for something else."""
    return {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def chat(chromium: Browser, bot: BotProcess, look: dict[str, Any]) -> Iterator[Chat]:
    """The page as a newcomer finds it. Nothing may go wrong in its console."""
    calm = {"locale": "en-GB", "reduced_motion": "reduce"}
    with chromium.new_context(**calm | look) as context:
        shown = Chat(context.new_page(), bot.url)
        shown.forget()
        shown.open()
        yield shown
        assert shown.problems == []


@pytest.fixture
def own_bot(tmp_path: Path) -> Iterator[BotProcess]:
    """A bot that a test may kill."""
    running = BotProcess(tmp_path, free_port())
    running.start()
    yield running
    running.stop()
