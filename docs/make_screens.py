"""Take the README's screenshots anew: ``.venv/bin/python -m docs.make_screens``."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.page.browsing import CHROMIUM, CHROMIUM_ARGUMENTS, BotProcess, Chat, free_port

SCREENS = Path(__file__).parent / "screens"
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=800)
WORDS = "my lower bak is killing me since i lifted a couch, shoots down my left leg"
EMERGENCY = "since this morning i cant pee and im numb between my legs"
COLOURS = 128


@contextmanager
def person(
    browser: Browser, url: str, size: ViewportSize, scheme: Literal["light", "dark"]
) -> Iterator[Chat]:
    """A newcomer in front of the page."""
    with browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB") as context:
        chat = Chat(context.new_page(), url)
        chat.forget()
        chat.open()
        yield chat


def save(chat: Chat, name: str) -> None:
    """Save what the page shows, once it is at rest, with few colours."""
    chat.page.mouse.move(0, 0)
    chat.page.wait_for_timeout(500)
    image = Image.open(BytesIO(chat.page.screenshot(animations="disabled"))).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(SCREENS / f"{name}.png", optimize=True)


def second_step(chat: Chat) -> None:
    """Go to the second step, which lies on the floor."""
    chat.to_player(WORDS)
    chat.tap("Done")
    chat.until(chat.sees_picture, "the picture")


def take_all(browser: Browser, url: str) -> None:
    """Take every screenshot."""
    with person(browser, url, PHONE, "light") as chat:
        chat.say(WORDS)
        chat.tap("Yes, let's go")
        save(chat, "phone-understood")
    with person(browser, url, PHONE, "light") as chat:
        chat.to_plan(WORDS)
        chat.until(chat.sees_picture, "the picture")
        save(chat, "phone-plan")
    with person(browser, url, PHONE, "light") as chat:
        second_step(chat)
        save(chat, "phone-player")
        chat.say(EMERGENCY)
        save(chat, "phone-danger")
    with person(browser, url, DESKTOP, "light") as chat:
        second_step(chat)
        save(chat, "desktop-player")
    with person(browser, url, DESKTOP, "dark") as chat:
        second_step(chat)
        chat.to_rating()
        chat.tap("4")
        save(chat, "desktop-summary-dark")


if __name__ == "__main__":
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bot = BotProcess(Path(folder), free_port())
        bot.start()
        try:
            take_all(
                playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS)),
                bot.url,
            )
        finally:
            bot.stop()
