"""The phrases of the lexicon, as the tests look at them."""

from collections.abc import Iterator
from pathlib import Path

from intents.lexicon import choices, read_yaml

_FOLDER = Path(__file__).parents[1] / "intents/lexicon/en"
# Words that steer how others are read, and concepts, name nothing by themselves.
_NAMING = ("areas", "other_places", "triggers", "commands", "answers", "social", "topics")


def phrases_of_lexicon() -> set[tuple[str, ...]]:
    """Every phrase of three or more words that names a place, a sign, a wish or a topic."""
    said = [text for name in _NAMING for text in _texts(read_yaml(_FOLDER / f"{name}.yaml"))]
    for family in (_FOLDER / "red_flags").glob("*.yaml"):
        for sign in read_yaml(family)["signs"].values():
            said += [*sign.get("said", ()), *sign.get("named", ())]
    phrases = {tuple(choice.split()) for text in said for choice in choices(text)}
    return {words for words in phrases if len(words) >= 3}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
