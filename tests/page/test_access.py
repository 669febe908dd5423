"""Everyone can use the page: by keyboard, by ear, on a small phone, in light and dark."""

import re
from typing import Any

import pytest

from tests.page.browsing import Chat

pytestmark = pytest.mark.browser

SMALL = {"width": 360, "height": 640}
TOO_WIDE = """() => [...document.querySelectorAll("body, #scroller, .bubble, .buttons, .panel")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth
    || (!each.matches(".bubble") && each.scrollWidth > each.clientWidth))
  .map((each) => each.className)"""
COLOURS = """(all) => all.map((each) => {
  let behind = each;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") {
    behind = behind.parentElement;
  }
  return [getComputedStyle(each).color, getComputedStyle(behind).backgroundColor];
})"""
READ = ".text, .text a, .command-link, .meta time, .inline-button span, .day span, #bot-status, h1"


def focus_by_tab(chat: Chat, label: str, key: str = "Tab") -> None:
    """Press Tab, or Shift+Tab, until a button has the focus."""
    for _ in range(12):
        chat.page.keyboard.press(key)
        if chat.measure("document.activeElement.innerText") == label:
            return
    pytest.fail(f"{label} cannot be reached with {key}")


def test_everything_works_with_the_keyboard_alone(chat: Chat) -> None:
    keys = chat.page.keyboard
    assert chat.page.locator("#message").evaluate("it => it === document.activeElement")
    keys.type("my lower back hurts since monday, not in my legs")
    keys.press("Enter")
    chat.sees("Before we start")
    focus_by_tab(chat, "Yes, let's go", "Shift+Tab")
    keys.press("Enter")
    chat.sees("I understood")
    focus_by_tab(chat, "That's right")
    keys.press("Space")
    chat.sees("How old are you?")
    focus_by_tab(chat, "18 to 64")
    keys.press("Enter")
    chat.sees("Question 2 of")
    keys.press("Enter")
    focus_by_tab(chat, "No")
    assert "Question 2 of" in chat.text, "a second Enter does not answer the next question"

    chat.page.locator("#message").focus()
    options = chat.page.get_by_role("option")
    keys.type("/")
    assert options.count() > 8
    keys.press("Escape")
    assert chat.page.get_by_test_id("commands").is_hidden()
    keys.press("Backspace")
    keys.type("/pri")
    assert options.all_inner_texts() == ["/privacy\nWhat I keep about you"]
    keys.press("Enter")
    chat.page.get_by_text("Not the words you write").wait_for()
    assert chat.page.locator("#message").input_value() == ""


def test_a_screen_reader_is_told_what_everything_is(chat: Chat) -> None:
    chat.to_player()
    page = chat.page
    assert page.title() == "BackEase"
    assert page.locator("html").get_attribute("lang") == "en"
    log = page.get_by_role("log", name="Messages")
    assert log.get_attribute("aria-live") == "polite"
    time = r"\d\d:\d\d"
    assert log.get_by_role("article", name=re.compile(f"^You, {time}$")).count() == 1
    assert log.get_by_role("article", name=re.compile(f"^BackEase, {time}$")).count() == 1
    assert log.locator("video[aria-label^='1 of ']").count() == 1
    for name in ("Menu", "Commands", "Attach", "Send", "It hurts", "Pause"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1, name
    assert page.get_by_role("textbox", name="Message").count() == 1
    page.get_by_role("button", name="Menu").click()
    theme = page.get_by_role("menuitemradio", name="As on this device")
    assert theme.get_attribute("aria-checked") == "true"
    assert theme.evaluate("it => it === document.activeElement")
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Menu").evaluate("it => it === document.activeElement")


@pytest.mark.parametrize("look", [{"viewport": SMALL, "has_touch": True}], ids=["360 px"])
def test_a_small_phone_never_scrolls_sideways_and_has_room_for_thumbs(
    chat: Chat, look: dict[str, Any]
) -> None:
    def fits() -> None:
        assert chat.measure(TOO_WIDE) == [], chat.text
        for button in chat.last.get_by_test_id("inline-button").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 40
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SMALL["width"]

    chat.say("w" * 300)
    fits()
    chat.say("my lower back hurts since monday, not in my legs")
    for label in ("Yes, let's go", "Change something", "It was right", "18 to 64"):
        chat.tap(label)
        fits()
    chat.tap("Yes")
    fits()
    chat.tap("None of these after all")
    chat.answer_no()
    fits()
    for label in ("None of these", "4", "See the exercises", "Start", "It hurts"):
        chat.tap(label)
        fits()
    for command in ("/settings", "/exercises", "/help"):
        chat.say(command)
        fits()
    chat.page.locator("#commands-button").click()
    fits()


def luminance(colour: str) -> float:
    """The relative luminance of an rgb colour (WCAG 2)."""
    parts = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}])
def test_every_word_can_be_read_in_light_and_dark(chat: Chat, look: dict[str, Any]) -> None:
    chat.say("my lower back hurts")
    chat.say("/help")
    walls = chat.page.locator("body").evaluate_all(COLOURS)[0][1]
    assert (luminance(walls) > 0.5) is (look["color_scheme"] == "light")
    pairs = chat.page.locator(READ).evaluate_all(COLOURS)
    assert len(pairs) > 15
    for ink, paper in pairs:
        assert contrast(ink, paper) >= 4.5, (ink, paper)
