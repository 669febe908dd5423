"""Fits the matcher that tells what a short message says to the bot: commands, answers, small talk.

    python -m benchmarks.fit_talk [--write]

Draws sentences from the patterns of intents/lexicon/en/talk_examples.yaml, always the same ones,
adds the whole phrases of the lexicon, and prints how many of our own unseen messages are then
matched. With ``--write`` it puts the matcher into intents/lexicon/en/talk.json. Needs numpy
(extra ``train``).
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks._unseen import UNSEEN, is_held, load_yaml
from intents.lexicon import load_lexicon
from intents.matcher import Matcher
from intents.talk import NO_TALK
from intents.training import train

_FOLDER = Path(__file__).parents[1] / "intents/lexicon/en"
_DRAWN, _LISTED, _TOPICS = 12, 120, 6  # sentences of a pattern, phrases of a label, of a topic
_RAREST = 2
_SHOWN = 8  # phrases of a label that are kept, to show the nearest
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)

Tree = list[list["str | tuple[Tree, bool]"]]


def main() -> None:
    """Draw, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    examples = list(_examples())
    matcher = train(examples, rarest=_RAREST)
    print(f"{len(examples)} examples, {len(matcher.labels)} labels")
    _measure(matcher)
    if arguments.write:
        text = json.dumps(matcher.to_dict(shown=_SHOWN, repairs=False), ensure_ascii=False)
        (_FOLDER / "talk.json").write_text(text + "\n", encoding="utf-8")
        print(f"written, {len(text) / 1e6:.1f} MB")


def _examples() -> Iterator[tuple[str, str]]:
    lexicon, random = load_lexicon(), Random(7)
    patterns = load_yaml(_FOLDER / "talk_examples.yaml")
    for label, forms in patterns.items():
        for form in forms:
            tree, _ = _parse(form, 0)
            drawn = {" ".join(_draw(tree, random).split()) for _ in range(_DRAWN)}
            yield from ((text, label) for text in sorted(drawn) if text)
    for label, phrases in lexicon.talk.items():
        if label in patterns:  # what has no pattern is taken by its phrases alone
            yield from ((text, label) for text in phrases[:_LISTED])
    for topic in lexicon.topics.values():
        yield from ((text, NO_TALK) for text in topic[:_TOPICS])


def _parse(form: str, at: int) -> tuple[Tree, int]:
    """A pattern as choices of texts and of patterns that may be left out."""
    choices: Tree = [[]]
    while at < len(form) and form[at] != ")":
        if form[at] == "(":
            inner, at = _parse(form, at + 1)
            optional = form[at + 1 : at + 2] == "?"
            choices[-1].append((inner, optional))
            at += 2 if optional else 1
        elif form[at] == "|":
            choices.append([])
            at += 1
        elif form[at] == "?":
            choices[-1][-1] = ([[choices[-1][-1]]], True)
            at += 1
        else:
            choices[-1].append(form[at])
            at += 1
    return choices, at


def _draw(tree: Tree, random: Random) -> str:
    drawn = ""
    for part in random.choice(tree):
        if isinstance(part, str):
            drawn += part
        elif not part[1] or random.random() < 0.4:
            drawn += _draw(part[0], random)
    return drawn


def _measure(matcher: Matcher) -> None:
    said = load_yaml(UNSEEN / "talk/commands.yaml")
    wanted = [
        (text, id_) for id_, one in said.items() if id_ in matcher.labels for text in one["say"]
    ]
    misses = [
        miss["say"]
        for one in said.values()
        for miss in one.get("near_misses", ())
        if miss["means"] == NO_TALK
    ]
    for threshold in _THRESHOLDS:
        shares = []
        for held in (False, True):
            found = [
                (_label(matcher, text, threshold), id_)
                for text, id_ in wanted
                if is_held(text) is held
            ]
            right = sum(label == id_ for label, id_ in found)
            wrong = sum(label not in (id_, None) for label, id_ in found)
            shares.append(f"right {right / len(found):.3f} wrong {wrong / len(found):.3f}")
        loud = sum(_label(matcher, text, threshold) is not None for text in misses)
        print(
            f"at {threshold}: looked at {shares[0]}, held back {shares[1]}, "
            f"near misses taken {loud}/{len(misses)}"
        )


def _label(matcher: Matcher, text: str, threshold: float) -> str | None:
    best = matcher.match(text, limit=1)
    if not best or best[0].confidence < threshold or best[0].label == NO_TALK:
        return None
    return best[0].label


if __name__ == "__main__":
    main()
