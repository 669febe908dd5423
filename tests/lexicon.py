"""The phrases of the lexicon, as the tests look at them."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parents[1] / "intents/lexicon/en"
# Words that steer how others are read, and concepts, name nothing by themselves.
_NAMING = ("areas", "other_places", "triggers", "commands", "answers", "social", "topics")


def phrases_of_lexicon() -> set[tuple[str, ...]]:
    """Every phrase of three or more words that names a place, a sign, a wish or a topic."""
    said = [text for name in _NAMING for text in _texts(_read(_FOLDER / f"{name}.yaml"))]
    for family in (_FOLDER / "red_flags").glob("*.yaml"):
        for sign in _read(family)["signs"].values():
            said += [*sign.get("said", ()), *sign.get("named", ())]
    phrases = set()
    for text in said:
        for choice in product(*(part.split("|") for part in re.split(r"[()]", text))):
            words = tuple("".join(choice).split())
            if len(words) >= 3:
                phrases.add(words)
    return phrases


def _read(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return data


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
