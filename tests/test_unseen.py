"""Does the bot understand sentences whose writer had not seen its words? No ground is lost.

The figures are those measured when the sentences were last read: a change that finds fewer fails,
and names the sentences. One that finds more raises the floor. How half of them are held back
while the lexicon grows stands in ``benchmarks/understanding.py``.
"""

from collections.abc import Sequence
from functools import cache

import pytest

from benchmarks.understanding import UNSEEN, Judged, judge_folder, unseen_figures
from intents import load_reader

_MOST_MISSED_EMERGENCIES = 12
_LEAST_RIGHT = {
    "danger sensitivity": 0.88,
    "danger specificity": 0.95,
    "fields right": 0.90,
    "sentences right": 0.89,
}


@cache
def judged() -> tuple[Judged, ...]:
    return tuple(judge_folder(UNSEEN, load_reader().understand))


def listed(sentences: Sequence[Judged]) -> str:
    return "\n".join(f"{one.file}: {one.say!r} is {one.wrong}" for one in sentences)


def test_hardly_an_emergency_is_taken_for_less() -> None:
    missed = [one for one in judged() if one.missed and one.expect["level"] == "emergency"]
    assert len(missed) <= _MOST_MISSED_EMERGENCIES, listed(missed)


@pytest.mark.parametrize(("figure", "least"), _LEAST_RIGHT.items())
def test_unseen_sentences_are_understood_as_well_as_before(figure: str, least: float) -> None:
    right, total = unseen_figures(judged())[figure]
    failing = {
        "danger sensitivity": [one for one in judged() if one.missed],
        "danger specificity": [one for one in judged() if one.false_alarm],
    }.get(figure, [one for one in judged() if one.wrong])
    assert right / total >= least, f"{right} of {total}:\n{listed(failing)}"


def test_every_field_of_the_sentences_is_judged() -> None:
    read = {field for one in judged() for field in one.expect}
    assert read >= {"level", "any_flag", "no_flags", "denied", "areas", "command", "answer"}
    assert {one.file for one in judged()} == {path.stem for path in UNSEEN.glob("*.yaml")}


def test_half_of_the_sentences_are_held_back() -> None:
    held = sum(one.held for one in judged())
    assert 0.4 < held / len(judged()) < 0.6
