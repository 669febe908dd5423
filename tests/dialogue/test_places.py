"""What must hold wherever somebody is in the dialogue."""

import pytest

from bot.app import Knowledge
from bot.dialogue.state import Place
from tests.dialogue.places import WAYS
from tests.talk import Talk

PLACES = sorted(WAYS)
STOPPED = (Place.DANGER, Place.RECHECK, Place.CHECKED)
"""An emergency stands here: questions are answered, nothing else leads away."""


ASIDE = (
    *(Place.STOP, Place.DELETE, Place.SETTINGS, Place.COUNTRY, Place.EXERCISES, Place.EXERCISE),
    *(
        Place.SUPPORT,
        Place.AVOID,
        Place.PROGRESS,
        Place.TIME,
        Place.HALF,
        Place.ZONE,
        Place.ZONE_PICK,
        Place.CHECK_IN,
        Place.CHECK_IN_MENU,
    ),
)
"""Places opened from another one, in these ways always from home: they lead back there."""


@pytest.fixture(params=PLACES, ids=lambda place: place.value)
def there(request: pytest.FixtureRequest, knowledge: Knowledge) -> Talk:
    """Somebody who stands at one of the places."""
    talk = Talk(knowledge.content, knowledge.reader)
    WAYS[request.param](talk)
    assert talk.place is request.param
    return talk


def test_every_place_is_reached_by_words_and_taps() -> None:
    assert set(WAYS) == set(Place)


@pytest.mark.parametrize(
    "words", ["i cant pee since this morning", "crushing chest pain and my arm hurts"]
)
def test_emergency_words_get_the_emergency_answer(there: Talk, words: str) -> None:
    there.say(words)
    assert there.place is Place.DANGER
    assert "Please get help now" in there.text
    assert there.state.session is None
    assert there.state.standing is not None


def test_words_of_despair_get_the_crisis_text_and_no_score(there: Talk) -> None:
    there.say("i dont want to live any more, i want to kill myself")
    assert there.place is Place.CRISIS
    assert "988" in there.text
    assert "0 is no pain" not in there.text
    assert there.state.session is None


def test_a_question_is_answered_and_leads_back(there: Talk) -> None:
    place, before = there.place, there.screen.text
    there.say("can i use ice on it?")
    if place is Place.CRISIS:
        assert there.screen.text == before  # people to talk to, and nothing else
        return
    assert "Ice or heat" in there.text
    assert there.place is (Place.CONSENT if place is Place.WELCOME else place)
    if place is not Place.WELCOME:
        assert there.text.endswith(before.split("\n\n")[-1])
    assert not there.noted


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location"])
def test_what_cannot_be_read_is_said_so_and_moves_nothing(there: Talk, kind: str) -> None:
    place = there.place
    there.send(kind)
    assert "can't look at pictures" in there.text
    assert there.place is (Place.CONSENT if place is Place.WELCOME else place)


@pytest.mark.parametrize("command", ["help", "privacy", "export"])
def test_what_everybody_may_know_is_told_without_moving(there: Talk, command: str) -> None:
    place = there.place
    there.command(command)
    assert there.place is place
    assert there.state.asides
    assert not there.noted


@pytest.mark.parametrize("command", ["delete", "stop"])
def test_changing_ones_mind_about_stopping_leads_back(there: Talk, command: str) -> None:
    place, session = there.place, there.state.session
    there.command(command)
    if session is not None and command == "stop":
        assert there.state.session is None
        assert there.place is Place.HOME
        return
    assert there.place.value == command
    there.tap("No, keep it" if command == "delete" else "Never mind")
    expected = place
    if place in STOPPED:
        expected = Place.DANGER
    elif session is not None:
        expected = Place.PLAYER
    elif place in ASIDE:
        expected = Place.HOME
    assert there.place is expected


def test_an_old_button_changes_nothing(there: Talk) -> None:
    before, place = there.state, there.place
    there.press("v1:plan:0:start")
    there.press("v1:player:0.0:done")
    there.press("v1:screen:0:no:bladder")
    assert there.state == before
    assert there.place is place


def test_deleting_everything_leaves_nothing(there: Talk) -> None:
    there.command("delete")
    there.tap("Yes, delete it all")
    assert there.place is Place.WELCOME
    left = there.state.model_dump(exclude_defaults=True, exclude={"version"})
    assert left == {}
    assert [type(record).__name__ for record in there.noted] == ["Erased"]


STRANGE = (
    *("", " ", "\n", "😀", "?!", "x" * 4096, "back " * 819),
    *("\u202e\u0000", "لا أستطيع", "१२", "<b>&"),
)


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_no_text_breaks_the_dialogue(there: Talk, text: str) -> None:
    there.say(text)
    assert there.screen.text
    assert "<b>&" not in there.text


def test_there_is_always_a_button_on(there: Talk) -> None:
    assert there.labels or there.place is Place.WELCOME


def test_a_month_later_nothing_is_broken(there: Talk) -> None:
    there.wait(days=30)
    for label in there.labels:
        late = Talk(there.content, there.reader, now=there.now, state=there.state)
        late.tap(label)
        assert late.screen.text
