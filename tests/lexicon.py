"""The phrases of the lexicon, as the tests look at them."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parents[1] / "intents/lexicon/en"
_STEERING = {"common.yaml", "words.yaml", "grammar.yaml", "values.yaml", "cues.yaml"}


def phrases_of_lexicon() -> set[tuple[str, ...]]:
    """Every phrase of three or more words that names something, as words."""
    phrases = set()
    for file in _FOLDER.rglob("*.yaml"):
        if file.name not in _STEERING:
            data = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
            for text in _texts(data):
                for choice in product(*(part.split("|") for part in re.split(r"[()]", text))):
                    words = tuple("".join(choice).split())
                    if len(words) >= 3:
                        phrases.add(words)
    return phrases


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            if not (isinstance(item, list)):  # rules are lists of concepts
                yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
