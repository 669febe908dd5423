"""Does every conversation in ``tests/conversations`` go as it is written down?

A file is a list of turns. Each has one action: ``say``, ``tap`` (a label or words of it),
``command`` (with ``arg``), ``send``, ``wait``, ``press`` (a label of an earlier turn named by
``shown``, or callback data), ``answer`` (the safety questions: all no, an adult), ``finish``
(every step done). And any of: ``place``, ``sees``, ``not_sees``, ``buttons``, ``no_buttons``,
``records`` (class names of what the turn asks to be remembered), ``name`` (for ``press``).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import Knowledge
from bot.dialogue.screen import Screen
from bot.dialogue.state import Place
from tests.talk import Talk, find_button

FOLDER = Path(__file__).parent.parent / "conversations" / "en"
FILES = sorted(FOLDER.glob("*.yaml"))
Turn = dict[str, Any]
Shown = dict[str, Screen]

MODIFIERS = {"arg", "shown"}
EXPECTATIONS = {"place", "sees", "not_sees", "buttons", "no_buttons", "records", "name"}


def _press(talk: Talk, turn: Turn, shown: Shown) -> None:
    data = str(turn["press"])
    if "shown" in turn:
        found = find_button(shown[turn["shown"]], data)
        assert found is not None, f"no button {turn['press']!r} was shown at {turn['shown']!r}"
        data = found.data
    talk.press(data)


def _finish(talk: Talk) -> None:
    while talk.place is Place.PLAYER:
        talk.tap("✅ Done")


ACTIONS: dict[str, Callable[[Talk, Turn, Shown], object]] = {
    "say": lambda talk, turn, shown: talk.say(str(turn["say"])),
    "tap": lambda talk, turn, shown: talk.tap(str(turn["tap"])),
    "command": lambda talk, turn, shown: talk.command(turn["command"], turn.get("arg", "")),
    "send": lambda talk, turn, shown: talk.send(turn["send"]),
    "wait": lambda talk, turn, shown: talk.wait(**turn["wait"]),
    "press": _press,
    "answer": lambda talk, turn, shown: talk.through_screen(),
    "finish": lambda talk, turn, shown: _finish(talk),
}


def check(talk: Talk, turn: Turn) -> None:
    """Hold what is shown against what the turn expects."""
    text, labels = talk.text, talk.labels
    if "place" in turn:
        assert talk.place.value == turn["place"], f"shown:\n{text}\n{labels}"
    for words in turn.get("sees", ()):
        assert words in text, f"{words!r} is not in:\n{text}"
    for words in turn.get("not_sees", ()):
        assert words not in text, f"{words!r} is in:\n{text}"
    for label in turn.get("buttons", ()):
        assert str(label) in labels, f"{label!r} is not among {labels}"
    for label in turn.get("no_buttons", ()):
        assert str(label) not in labels, f"{label!r} is among {labels}"
    if "records" in turn:
        assert [type(each).__name__ for each in talk.noted] == turn["records"]


def test_there_are_conversations_to_check() -> None:
    assert len(FILES) >= 35


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_conversation_goes_as_written(file: Path, knowledge: Knowledge) -> None:
    talk, shown = Talk(knowledge.content, knowledge.reader), Shown()
    for number, turn in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), 1):
        action = [key for key in turn if key in ACTIONS]
        unknown = turn.keys() - ACTIONS.keys() - MODIFIERS - EXPECTATIONS
        assert len(action) == 1, f"turn {number} of {file.name} has the actions {action}"
        assert not unknown, f"turn {number} of {file.name} has {unknown}"
        try:
            ACTIONS[action[0]](talk, turn, shown)
            check(talk, turn)
        except AssertionError as error:
            raise AssertionError(f"turn {number} of {file.name}, {turn}: {error}") from error
        shown[turn.get("name", "")] = talk.screen
