"""Do only the right words clear a danger sign, a crisis or everything that is kept?"""

import pytest

from bot.dialogue.state import Place
from tests.dialogue.places import WAYS
from tests.talk import Talk


@pytest.mark.parametrize(
    "words",
    ["I may not move and exercise", "i may not move", "I may move and exercize", "i should rest"],
)
def test_almost_the_words_of_a_button_clear_no_emergency(talk: Talk, words: str) -> None:
    WAYS[Place.CHECKED](talk)
    talk.say(words)
    assert talk.state.standing is not None


def test_the_very_words_of_the_button_clear_an_emergency(talk: Talk) -> None:
    WAYS[Place.CHECKED](talk)
    talk.say("i may move and exercise.")
    assert talk.state.standing is None


@pytest.mark.parametrize("words", ["no numb between the legs", "not numb between the legs"])
def test_a_sign_that_is_denied_is_not_ticked(talk: Talk, words: str) -> None:
    WAYS[Place.WHICH](talk)
    talk.say(words)
    assert talk.state.standing is None
    assert talk.state.screening is not None
    assert not talk.state.screening.signs


def test_a_label_with_a_slip_is_still_a_press_where_nothing_is_at_stake(talk: Talk) -> None:
    WAYS[Place.LEG](talk)
    talk.say("no it stayss in my back")
    assert talk.place is Place.SINCE


def test_a_label_turned_round_is_no_press(talk: Talk) -> None:
    WAYS[Place.BODY](talk)
    talk.tap("High blood pressure")
    ticked = talk.state.tags
    for label in talk.labels:
        talk.say(f"no {label}")
    assert talk.state.tags == ticked


@pytest.mark.parametrize(
    "words",
    [
        "never safe",
        "i want to be safe but i cant stop thinking about it",
        "im unsafe for now",
        "im not safe for now",
        "safe?",
        "can i use ice?",
        "my lower back hurts",
        "remind me at 9am",
        "i've been checked",
        "lets start",
        "4",
        "thanks",
    ],
)
@pytest.mark.parametrize("start", ["i want to kill myself", None])
def test_in_a_crisis_only_plain_words_lead_on(talk: Talk, words: str, start: str | None) -> None:
    if start is None:
        WAYS[Place.CRISIS](talk)
    else:
        talk.say(start)
    before = talk.screen.text
    talk.say(words)
    assert talk.place is Place.CRISIS
    assert talk.screen.text == before


@pytest.mark.parametrize("words", ["i am safe", "Im safe.", "safe now", "I'm safe for now"])
def test_plain_words_of_safety_lead_on(talk: Talk, words: str) -> None:
    WAYS[Place.CRISIS](talk)
    talk.say(words)
    assert talk.place is Place.HOME


@pytest.mark.parametrize("verb", ["is:3", "menu", "later", "keep"])
def test_an_old_daily_button_leads_nobody_out_of_a_crisis(talk: Talk, verb: str) -> None:
    WAYS[Place.CRISIS](talk)
    talk.press(f"v1:daily:2026-11-24:{verb}")
    assert talk.place is Place.CRISIS


def test_asking_to_stop_leads_nobody_out_of_a_crisis(talk: Talk) -> None:
    WAYS[Place.CRISIS](talk)
    talk.command("stop")
    talk.command("routine")
    assert talk.place is Place.CRISIS
    talk.tap("I'm safe for now")
    assert talk.state.place is Place.HOME
    talk.command("routine")
    assert talk.place is not Place.CRISIS


@pytest.mark.parametrize("aside", [None, "/stop", "/delete", "[Numbers for my country]"])
@pytest.mark.parametrize("place", [Place.DANGER, Place.CHECKED, Place.UNDER_AGE, Place.CRISIS])
def test_no_exercise_is_explained_to_somebody_who_may_not_do_it(
    talk: Talk, place: Place, aside: str | None
) -> None:
    WAYS[place](talk)
    if aside is not None and aside.startswith("/"):
        talk.command(aside[1:])
    elif aside is not None and aside[1:-1] in talk.labels:
        talk.tap(aside[1:-1])
    talk.say("how do i do the bird dog")
    assert "bird dog" not in talk.text.casefold()
    talk.say("show me the exercises for my neck")
    assert talk.place not in (Place.EXERCISES, Place.EXERCISE)
