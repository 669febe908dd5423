"""The bot is killed in the middle: the page waits, and both go on where they were."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.browsing import BotProcess, Chat

pytestmark = pytest.mark.browser


@pytest.fixture
def chat(chromium: Browser, own_bot: BotProcess) -> Iterator[Chat]:
    """The page of a bot that a test may kill; its console may complain."""
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        shown = Chat(context.new_page(), own_bot.url)
        shown.open()
        yield shown


def test_a_killed_bot_comes_back_and_the_session_goes_on(chat: Chat, own_bot: BotProcess) -> None:
    page, banner = chat.page, chat.page.get_by_test_id("banner")
    steps = chat.to_player()
    chat.tap("Done")
    page.locator("#message").fill("can i use heat?")

    own_bot.kill()
    banner.filter(has_text="Connection lost").wait_for()
    page.get_by_test_id("send").click()
    chat.button("Done").click()
    chat.until(lambda: page.locator(".is-busy").count() == 0, "the page to give up")
    assert page.locator("#message").input_value() == "can i use heat?", "the draft is kept"
    assert f"2 of {steps}" in chat.text

    own_bot.start()
    # the page tries by itself too, and may take the button away under the pointer
    page.locator("#banner-retry").dispatch_event("click")
    page.locator("#banner-body").wait_for(state="hidden")
    assert f"3 of {steps}" in chat.tap("Done")
    page.get_by_test_id("send").click()
    page.get_by_text("Ice or heat?").wait_for()
    chat.sees(f"3 of {steps}")
    chat.to_rating()
    assert "Your pain is now 3" in chat.tap("3")
    assert "Traceback" not in own_bot.log
