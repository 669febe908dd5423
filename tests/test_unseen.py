"""Does the bot understand sentences whose writers had not seen its words? No ground is lost.

The floors are a little under what was measured when the sentences were last read: a change that
falls below one fails, and names the sentences of the half that may be looked at. How the halves are
parted stands in ``benchmarks/_unseen.py``, how the sentences came about in their README.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from benchmarks._scores import Score, scores
from benchmarks._unseen import (
    Judged,
    judge_unseen,
    unseen_messages,
    unseen_pairs,
    unseen_scores,
)
from bot.contract import contract
from intents import load_reader
from intents.words import raw_words
from tests.lexicon import phrases_of_lexicon

FLOORS = {
    "emergencies found": 0.80,
}
MESSAGE_FLOORS = {
    "danger sensitivity": 0.60,
}
ENOUGH = 25
MOST_CHANGED = 6  # words in which a near miss may differ from its twin


@cache
def judged() -> tuple[Judged, ...]:
    return tuple(judge_unseen(load_reader()))


@cache
def by_name() -> dict[str, Score]:
    return {score.name: score for score in unseen_scores(judged())}


@cache
def of_messages() -> dict[str, Score]:
    reader, rows = load_reader(), unseen_messages()
    answers = [contract(reader.understand(row["text"])) for row in rows]
    return {score.name: score for score in scores(rows, answers)}


@pytest.mark.parametrize(("figure", "least"), FLOORS.items())
def test_sentences_are_understood_as_well_as_before(figure: str, least: float) -> None:
    failing = [f"{one.file}: {one.say!r} {one.wrong}" for one in judged() if one.wrong]
    shown = [line for line, one in zip(failing, _wrong(), strict=True) if not one.held]
    score = by_name()[figure]
    assert score.value >= least, f"{score.count}\n" + "\n".join(shown)


def _wrong() -> Iterator[Judged]:
    return (one for one in judged() if one.wrong)


@pytest.mark.parametrize(("figure", "least"), MESSAGE_FLOORS.items())
def test_messages_are_understood_as_well_as_before(figure: str, least: float) -> None:
    assert of_messages()[figure].value >= least, of_messages()[figure].wrong


def test_half_of_the_sentences_are_held_back() -> None:
    held = sum(one.held for one in judged())
    assert 0.4 < held / len(judged()) < 0.6


@pytest.mark.parametrize("sign", load_reader().ids().red_flags)
def test_every_sign_has_enough_pairs(sign: str) -> None:
    assert len(unseen_pairs()[sign]) >= ENOUGH


def test_a_near_miss_is_its_twin_with_one_change() -> None:
    for sign, pairs in unseen_pairs().items():
        for pair in pairs:
            before, after = pair["say"].split(), pair["near_miss"].split()
            same = 0
            while same < min(len(before), len(after)) and before[same] == after[same]:
                same += 1
            before, after = before[same:], after[same:]
            while before and after and before[-1] == after[-1]:
                before, after = before[:-1], after[:-1]
            assert max(len(before), len(after)) <= MOST_CHANGED, (sign, pair["say"])
            assert before or after, (sign, pair["say"])


def test_the_sentences_are_not_those_of_the_lexicon() -> None:
    """Not more than a fifth of them hold a whole phrase of the lexicon of three or more words."""
    phrases = phrases_of_lexicon()
    longest = max(map(len, phrases))
    holding = [one.say for one in judged() if holds(raw_words(one.say), phrases, longest)]
    assert len(holding) <= len(judged()) / 5, f"{len(holding)} of {len(judged())}"


def holds(words: Sequence[str], phrases: set[tuple[str, ...]], longest: int) -> bool:
    return any(
        tuple(words[first:last]) in phrases
        for first in range(len(words))
        for last in range(first + 3, min(len(words), first + longest) + 1)
    )
