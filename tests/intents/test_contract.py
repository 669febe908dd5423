"""Does `backease understand` keep its contract, line by line?"""

import io
import json
from typing import Any

import pytest

from bot.contract import contract, understand_lines
from intents import Reader, load_reader

FIELDS = [
    "id", "intent", "areas", "back_unspecified", "side", "radiates", "duration", "intensity",
    "triggers", "red_flags", "denied_flags", "urgency", "evidence",
]  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def ask(reader: Reader, *lines: str | bytes) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    code = understand_lines(lines, out, reader)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_is_answered_with_the_fields_of_the_contract(reader: Reader) -> None:
    code, answers = ask(reader, '{"id": "a", "text": "my lower back hurts 7/10"}\n')
    assert code == 0
    assert list(answers[0]) == FIELDS
    assert answers[0]["id"] == "a"
    assert answers[0]["intensity"] == 7
    assert answers[0]["areas"] == ["lower_back"]
    assert set(answers[0]["evidence"][0]) == {
        "finding", "words", "start", "end", "entry", "score",
    }  # fmt: skip


def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_answered(reader: Reader) -> None:
    code, answers = ask(
        reader,
        '{"id": 1, "text": "neck pain"}',
        "secret words {",
        "",
        b"\xff\xfe",
        "[1, 2]",
        '{"id": 2}',
        '{"id": NaN, "text": "x"}',
        "[" * 100_000,
        '{"id": 3, "text": "knee pain"}',
    )
    assert code == 1
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, 5, 6, 7, 8, None]
    assert "secret" not in json.dumps(answers)
    assert answers[-1]["urgency"] == "not_back"


def test_a_lone_surrogate_can_be_printed(reader: Reader) -> None:
    code, answers = ask(reader, '{"id": "\\ud800", "text": "my back hurts \\ud800"}')
    assert code == 0
    assert answers[0]["back_unspecified"] is True


def test_a_very_long_message_is_answered(reader: Reader) -> None:
    line = json.dumps({"id": 1, "text": "so it goes. " * 9000 + "my back hurts and i cant pee"})
    code, answers = ask(reader, line)
    assert code == 0
    assert "bladder_bowel" in answers[0]["red_flags"]


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("my lower back aches after gardening", "self_care"),
        ("my back hurts and i cant pee", "emergency"),
        ("numb between my legs and sciatica", "emergency"),
        ("back pain with chest pain", "emergency"),
        ("both my legs are weak and my back hurts", "emergency"),
        ("tearing pain in my back", "emergency"),
        ("back pain and fever", "urgent"),
        ("i had breast cancer and now my spine aches", "urgent"),
        ("my back hurts and my left leg keeps giving way", "urgent"),
        ("fell off a ladder yesterday and my back hurts", "urgent"),
        ("my back hurts, i have a kidney infection", "urgent"),
        ("my back hurts and my toes tingle", "see_doctor"),
        ("im 16 and my back hurts", "see_doctor"),
        ("my neck hurts and i have a slipped disc", "see_doctor"),
        ("my knee hurts", "not_back"),
        ("itchy rash on my back", "not_back"),
        ("chest pain", "not_back"),
        ("my back is killing me", "self_care"),
        ("no numbness, no fever, but my back hurts", "self_care"),
    ],
)
def test_urgency_follows_the_guideline(text: str, urgency: str, reader: Reader) -> None:
    assert contract(reader.understand(text))["urgency"] == urgency


def test_bladder_trouble_with_back_pain_is_called_cauda_equina(reader: Reader) -> None:
    answer = contract(reader.understand("my back hurts and i cant pee"))
    assert answer["red_flags"] == ["cauda_equina", "bladder_bowel"]


def test_denied_signs_keep_their_names(reader: Reader) -> None:
    answer = contract(reader.understand("back pain, no fever, no bladder problems"))
    assert answer["denied_flags"] == ["bladder_bowel", "fever_infection"]
    assert answer["red_flags"] == []
