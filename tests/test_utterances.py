"""Does the bot understand what people write? Every line of tests/utterances is a test."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from intents import Complaint, Reader, load_reader

FOLDER = Path(__file__).parent / "utterances"


@cache
def reader() -> Reader:
    return load_reader()


def cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*/*.yaml")):
        for line in yaml.safe_load(file.read_text(encoding="utf-8")):
            name = f"{file.stem}: {line['say']}"
            yield pytest.param(line["say"], line["expect"], id=name)


def seen(complaint: Complaint, field: str) -> object:
    """The value of a field as it is written in YAML."""
    value = getattr(complaint, field)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("say", "expect"), list(cases()))
def test_utterance_is_understood(say: str, expect: dict[str, Any]) -> None:
    complaint = reader().understand(say)
    for field, wanted in expect.items():
        match field:
            case "has_flags":
                assert set(wanted) <= set(complaint.red_flags)
            case "lacks_flags":
                assert not set(wanted) & set(complaint.red_flags)
            case "has_denied":
                assert set(wanted) <= set(complaint.denied_flags)
            case "has_areas":
                assert set(wanted) <= set(complaint.areas)
            case _:
                assert seen(complaint, field) == wanted, (field, complaint)
