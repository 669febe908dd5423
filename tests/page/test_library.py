"""Finding exercises on the page: by link, by place, by name; and what to go easy on."""

import pytest

from tests.page.browsing import Chat

pytestmark = pytest.mark.browser


def test_a_link_to_pass_on_opens_the_exercise_in_this_chat(chat: Chat) -> None:
    chat.say("/start ex_cat_cow")
    chat.tap("Good to know")
    chat.say("/start ex_bird_dog")
    link = chat.messages.get_by_role("link", name="Link to pass on").first
    assert link.get_attribute("href") == "https://t.me/backease_local_bot?start=ex_cat_cow"
    before = chat.messages.count()
    link.click()
    chat.until(lambda: chat.messages.count() >= before + 2, "the page of the link")
    assert chat.sees("Cat stretch")
    chat.until(chat.sees_picture, "its picture")


def test_an_exercise_is_found_and_done_by_itself(chat: Chat) -> None:
    chat.to_plan("my lower back hurts since monday, not in my legs", rating=2)
    chat.say("/exercises")
    assert "Standing" in chat.tap("Standing")
    assert "Pelvic tilt" in chat.say("pelvik tilt")
    chat.until(chat.sees_picture, "its picture")
    assert "1 of 1" in chat.tap("▶️ Do it now")
    assert "how is the pain now" in chat.tap("Done")
    assert "Well done" in chat.tap("1")


def test_a_movement_to_go_easy_on_leads_to_a_safer_one(chat: Chat) -> None:
    chat.to_plan("my lower back hurts since monday, not in my legs", rating=2)
    assert "Not while it is sore" in chat.say("should i touch my toes?")
    assert "Seated hamstring stretch" in chat.tap("Instead: Seated hamstring stretch")
