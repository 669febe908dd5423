"""Fits the weights of the cues that tell what a message about pain is for.

    python -m benchmarks.fit_cues [MESSAGES.jsonl[*2] ...] [--write]

Reads our own labelled messages and questions, as far as they may be looked at, and labelled
messages of the files (the contract's JSON lines). Prints how well the fitted weights do on
groups that were left out, and with ``--write`` puts them into intents/lexicon/en/cues.yaml. A
file named with ``*2`` counts twice. Needs NumPy (extra ``train``).
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks._scores import Row
from benchmarks._unseen import UNSEEN, is_held, load_yaml, unseen_messages
from intents import Reader, load_reader
from intents.intent import PAIN_INTENTS

_TARGET = Path(__file__).parents[1] / "intents/lexicon/en/cues.yaml"
_FOLDS, _STEPS, _RATE, _RIDGE = 5, 1200, 1.0, 0.003
_HEADER = """\
# What a message about pain is for: the weight of each cue for the four intents
# describe_pain, ask_exercise, ask_info, pain_update. Fitted by benchmarks/fit_cues.py:
# edit the words in questions.yaml and fit again, rather than editing numbers.

"""


class Example(NamedTuple):
    """A labelled message: its cues, the place of its intent, its file, group and weight."""

    cues: frozenset[str]
    intent: int
    source: str
    group: int
    weight: float


# Topics that are asked about to know whether or how to exercise, sit or lie.
_EXERCISE_TOPICS = frozenset(
    {"walking", "swimming", "pilates_yoga", "weights", "sit_ups", "sleep_position", "how_often",
     "warm_up", "stretch_or_strength", "bend_or_arch"}
)  # fmt: skip
# Topics some ask about for the exercise and some for the knowledge: nothing to learn from.
_EITHER = frozenset(
    {"does_exercise_work", "soreness_or_harm", "stop_when", "core", "sitting", "posture", "age",
     "pregnancy", "fear", "lifting", "hip_flexors", "acute_first_days", "neck_stiff"}
)  # fmt: skip
_OF_A_QUESTION = 0.4  # a question counts less than a message


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("messages", nargs="*")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    reader = load_reader()
    examples = _examples(reader, unseen_messages(held=False), "our messages", 1.0)
    for name in arguments.messages:
        path, _, times = name.partition("*")
        rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
        examples += _examples(reader, rows, Path(path).stem, float(times or 1))
    examples += _questions(reader)
    for source in sorted({one.source for one in examples}):
        ours = [one for one in examples if one.source == source]
        right = 0
        for fold in range(_FOLDS):
            held = [one for one in ours if one.group % _FOLDS == fold]
            rest = [one for one in examples if one.source != source or one.group % _FOLDS != fold]
            right += _right(_fit(rest), held)
        others = _right(_fit([one for one in examples if one.source != source]), ours)
        print(
            f"{source}: {right}/{len(ours)} = {right / len(ours):.3f} by its other groups and the "
            f"other files, {others / len(ours):.3f} by the other files alone"
        )
    weights = _fit(examples)
    print(f"fitted on all: {_right(weights, examples)}/{len(examples)}")
    if arguments.write:
        _TARGET.write_text(
            _HEADER
            + "".join(
                f"'{cue}': [{', '.join(f'{value:.2f}' for value in values)}]\n"
                for cue, values in sorted(weights.items())
            ),
            encoding="utf-8",
        )


def _examples(reader: Reader, rows: Sequence[Row], source: str, weight: float) -> list[Example]:
    intents = [str(intent) for intent in PAIN_INTENTS]
    return [
        Example(cues, intents.index(row["intent"]), source, row["group"], weight)
        for row in rows
        if row["urgency"] != "not_back" and row["intent"] in intents
        if (cues := reader.trace(row["text"]).cues)
    ]


def _questions(reader: Reader) -> list[Example]:
    """Short questions of ours, the half whose failures may be looked at."""
    asked = load_yaml(UNSEEN / "talk/questions.yaml")
    intents = [str(intent) for intent in PAIN_INTENTS]
    return [
        Example(
            cues,
            intents.index("ask_exercise" if topic in _EXERCISE_TOPICS else "ask_info"),
            "our questions",
            group,
            _OF_A_QUESTION,
        )
        for topic, questions in asked.items()
        for group, question in enumerate(questions)
        if topic != "none" and topic not in _EITHER and not is_held(question)
        if (cues := reader.trace(question).cues)
    ]


def _fit(examples: Sequence[Example]) -> dict[str, Sequence[float]]:
    """Weights of a softmax over the intents, held small (ridge)."""
    names = sorted({cue for one in examples for cue in one.cues})
    place = {cue: at for at, cue in enumerate(names)}
    given = np.zeros((len(examples), len(names)))
    for at, one in enumerate(examples):
        given[at, [place[cue] for cue in one.cues]] = 1
    wanted = np.eye(len(PAIN_INTENTS))[[one.intent for one in examples]]
    share = np.array([one.weight for one in examples])[:, None]
    share = share / share.sum()
    weights = np.zeros((len(names), len(PAIN_INTENTS)))
    for _ in range(_STEPS):
        scores = given @ weights
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        weights -= _RATE * (given.T @ ((odds - wanted) * share) + _RIDGE * weights)
    return {cue: list(map(float, weights[at])) for cue, at in place.items()}


def _right(weights: dict[str, Sequence[float]], examples: Sequence[Example]) -> int:
    none = [0.0] * len(PAIN_INTENTS)
    return sum(
        int(np.argmax(sum(np.array(weights.get(cue, none)) for cue in one.cues))) == one.intent
        for one in examples
    )


if __name__ == "__main__":
    main()
