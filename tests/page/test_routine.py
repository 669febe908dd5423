"""A person's whole way on the page: from their own words to a routine and a check-in."""

import pytest

from tests.page.browsing import Chat, Opening

pytestmark = pytest.mark.browser


def test_typed_words_lead_to_a_finished_routine_and_a_daily_check_in(chat: Chat) -> None:
    heard = chat.say("my lower bak is killing me since i lifted a couch, shoots down my left leg")
    assert "Before we start" in heard
    understood = chat.tap("Yes, let's go")
    assert "lower back" in understood
    assert "left leg" in understood
    chat.tap("That's right")
    while "18 to 64" not in chat.buttons:
        chat.tap("Less than 6 weeks ago")
    chat.tap("18 to 64")
    assert chat.answer_no() >= 8
    chat.tap("None of these")
    assert "your pain is at 6" in chat.tap("6")
    assert "1. " in chat.tap("See the exercises")
    assert "1 of " in chat.tap("Start")
    chat.to_rating()
    assert "two points better, a change that counts" in chat.tap("4")
    assert "Which city" in chat.tap("Yes, at 08:00")
    assert "Berlin" in chat.say("berln")
    chat.tap("Yes")
    assert "every day at 08:00" in chat.tap("Yes")
    assert "What would you like to do?" in chat.text


@pytest.mark.parametrize(
    ("opening", "area"),
    [
        ("my tailbon is sore when i sit, since last month", "tailbone"),
        (("Yes, let's go", "Buttock and hip"), "buttock and hip"),
    ],
    ids=["with typos", "by buttons only"],
)
def test_every_way_to_say_where_it_hurts_leads_through_a_routine(
    chat: Chat, opening: Opening, area: str
) -> None:
    assert area in chat.to_plan(opening)
    chat.tap("Start")
    chat.to_rating()
    assert "Your pain is now 3" in chat.tap("3")


def test_tapping_on_edits_one_message_and_every_step_has_its_picture(chat: Chat) -> None:
    chat.say("my lower back hurts since monday, not in my legs")
    before = chat.messages.count()
    for label in ("Yes, let's go", "That's right", "18 to 64"):
        chat.tap(label)
    chat.answer_no()
    for label in ("None of these", "4"):
        chat.tap(label)
    chat.until(chat.sees_picture, "the exercises of the plan at a glance")
    chat.tap("Start")
    while "✅ Done" in chat.buttons:
        assert chat.messages.count() == before, "a text becomes a picture, a picture a film"
        assert chat.picture.get_attribute("aria-label") == chat.text.split("\n")[0]
        chat.until(chat.sees_picture, "the picture")
        chat.tap("Done")
    assert chat.messages.count() == before + 1, "a picture cannot become a text"


def test_a_clumsy_person_is_led_on_and_never_jumps_ahead(chat: Chat) -> None:
    chat.to_player()
    chat.button("Done").dblclick()
    assert chat.sees("2 of ")
    chat.tap("Pause")
    assert "I didn't quite get that" in chat.say("🙈🙈🙈")
    assert "2 of " in chat.tap("Carry on")
    chat.tap("It hurts")
    chat.tap("Back to the exercise")
    assert "2 of " in chat.text
