"""Does the bot understand sentences whose writers had not seen its words? No ground is lost.

The floors are a little under what was measured when the sentences were last read: a change that
falls below one fails, and names the sentences of the half that may be looked at. How the halves are
parted stands in ``benchmarks/_unseen.py``, how the sentences came about in their README.
"""

from collections import Counter
from collections.abc import Sequence
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
    "emergencies found": 0.92,
    "danger sensitivity": 0.93,
    "danger specificity": 0.95,
    "fields right": 0.90,
    "sentences right": 0.83,
    "signs said": 0.92,
    "near misses quiet": 0.85,
    "denials seen": 0.58,
    "talk: commands": 0.52,
    "talk: small talk": 0.78,
    "talk: answers": 0.71,
    "talk: changes": 0.46,
    "talk: ratings": 0.65,
    "talk: reminders": 0.77,
    "talk: questions": 0.57,
    "talk: near misses quiet": 0.88,
}
MESSAGE_FLOORS = {
    "danger sensitivity": 0.92,
    "danger specificity": 0.93,
    "emergencies found": 0.95,
    "intent": 0.80,
    "areas F1": 0.96,
    "back, seen as such": 0.96,
    "side": 0.94,
    "radiates": 0.92,
    "duration": 0.83,
    "intensity": 0.89,
    "triggers F1": 0.68,
    "red flags F1": 0.90,
    "denied flags F1": 0.83,
}
ENOUGH = 25
MOST_CHANGED = 10  # words in which a near miss may differ from its twin; plain.yaml changes more


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
    failing = [one for one in judged() if one.wrong and not one.held]
    score = by_name()[figure]
    shown = "\n".join(f"{one.file}: {one.say!r} {one.wrong}" for one in failing)
    assert score.value >= least, f"{score.count}\n{shown}"


@pytest.mark.parametrize(("figure", "least"), MESSAGE_FLOORS.items())
def test_messages_are_understood_as_well_as_before(figure: str, least: float) -> None:
    assert of_messages()[figure].value >= least, of_messages()[figure].wrong


def test_a_good_part_of_the_sentences_is_held_back() -> None:
    held = sum(one.held for one in judged())
    assert held / len(judged()) > 0.25


def test_every_sign_has_enough_pairs() -> None:
    pairs = Counter(sign for _, sign, _ in unseen_pairs())
    assert {sign for sign in load_reader().ids().red_flags if pairs[sign] < ENOUGH} == set()


def test_a_near_miss_is_its_twin_with_one_change() -> None:
    for family, sign, pair in unseen_pairs():
        before, after = pair["say"].split(), pair["near_miss"].split()
        while before and after and before[0] == after[0]:
            before, after = before[1:], after[1:]
        while before and after and before[-1] == after[-1]:
            before, after = before[:-1], after[:-1]
        changed = max(len(before), len(after))
        assert changed > 0, (sign, pair["say"])
        assert changed <= MOST_CHANGED or family == "plain", (sign, pair["say"])


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
