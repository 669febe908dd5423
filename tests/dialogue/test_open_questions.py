"""Can anybody get past a danger question that is open?"""

from collections.abc import Callable

import pytest

from bot.dialogue.state import Place
from tests.talk import Talk

AWAY: dict[str, Callable[[Talk], object]] = {
    "/routine": lambda talk: talk.command("routine"),
    "/start": lambda talk: talk.command("start"),
    "/pain": lambda talk: talk.command("pain"),
    **{
        words: lambda talk, words=words: talk.say(words)  # type: ignore[misc]
        for words in (
            "lets start",
            "its worse",
            "my lower back hurts",
            "now my neck hurts",
            "4",
            "start",
        )
    },
}


def remind_me(talk: Talk) -> None:
    """Set a check-in in the middle of something else."""
    talk.say("remind me at 9am")
    talk.say("berlin")
    talk.tap("Yes")
    talk.tap("Yes")


AWAY["remind me at 9am"] = remind_me


@pytest.mark.parametrize("away", AWAY)
def test_new_numbness_is_cleared_up_before_anything_else(talk: Talk, away: str) -> None:
    talk.to_player()
    talk.tap("It hurts")
    talk.tap("New numbness or weakness")
    AWAY[away](talk)
    assert talk.place is Place.WHICH
    talk.tap("None of these after all")
    assert "numb or tingling" in talk.text
    assert talk.state.episode is not None
    assert "numb_limb" in talk.state.episode.flags


@pytest.mark.parametrize("away", AWAY)
def test_a_yes_at_the_daily_question_is_cleared_up_before_anything_else(
    talk: Talk, away: str
) -> None:
    talk.to_plan()
    talk.press("v1:daily:2026-11-24:is:3")
    talk.tap("Yes")
    AWAY[away](talk)
    assert talk.place is Place.WHICH
    talk.tap("Numb between the legs")
    assert talk.state.place is Place.DANGER


def test_a_daily_rating_does_not_close_an_open_danger_question(talk: Talk) -> None:
    talk.to_player()
    talk.tap("It hurts")
    talk.tap("New numbness or weakness")
    talk.press("v1:daily:2026-11-24:is:3")
    assert talk.place is Place.WHICH
    assert [type(record).__name__ for record in talk.noted] == ["CheckInAnswered"]


def test_a_daily_rating_goes_on_with_the_safety_questions_where_they_stood(talk: Talk) -> None:
    talk.to_plan()
    talk.wait(days=15)
    talk.command("routine")
    talk.tap("No")
    talk.press("v1:daily:2026-12-08:is:3")
    assert talk.place is Place.SCREEN
    assert "both legs" in talk.text


@pytest.mark.parametrize("away", AWAY)
def test_the_first_screen_keeps_its_answers_whatever_comes_between(talk: Talk, away: str) -> None:
    talk.say("my lower back hurts, not in my legs, since two weeks")
    talk.tap("Yes, let's go")
    talk.tap("That's right")
    for label in ("18 to 64", "No", "No", "No", "No", "Yes"):  # the cancer question
        talk.tap(label)
    talk.tap("I have or had cancer")
    AWAY[away](talk)
    for _ in range(4):
        if talk.place is Place.HOME:
            talk.command("routine")
        elif talk.place is Place.RATE:
            talk.tap("4")
        elif talk.place is Place.UNDERSTOOD:
            talk.tap("That's right")
        elif talk.place is Place.LEG:
            talk.tap("No, it stays")
        elif talk.place is Place.SINCE:
            talk.tap("Less than 6 weeks")
    assert talk.place is Place.WHICH
    assert any(label.startswith("✓") for label in talk.labels)
    talk.tap("That's all")
    assert "chest pain" in talk.text
    talk.through_screen()
    assert talk.state.place is Place.DANGER


def test_a_wrong_age_does_not_close_an_open_danger_question(talk: Talk) -> None:
    talk.to_player()
    talk.tap("It hurts")
    talk.tap("New numbness or weakness")
    talk.say("i am 16")
    assert talk.place is Place.UNDER_AGE
    talk.tap("I tapped the wrong age")
    assert talk.state.place is Place.WHICH
