"""What would simpler means make of the same messages? The peers of the understanding benchmark.

Each peer is given all it could have: the phrases of our lexicon, our guideline for the urgency,
or our labelled sentences to learn from.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from rapidfuzz import process

from benchmarks._scores import Row
from bot.contract import contract
from intents import Complaint, Intent, Side
from intents.lexicon import UNSPECIFIED, choices, read_yaml
from intents.words import raw_words

Answers = Callable[[str], Row]

_LEXICON = Path(__file__).parents[1] / "intents/lexicon/en"
_GOOD_MATCH: Final = 86.0  # of 100: the cut-off commonly used with this scorer
_PAUSES: Final = re.compile(r"[.!?;\n]")


def fuzzy_peer() -> Answers:
    """rapidfuzz as most people use it: ``process.extractOne`` with its own scorer, sentence by
    sentence, over the phrases of the lexicon."""
    names = _lexicon()
    phrases = {group: list(said) for group, said in names.items()}

    def found(text: str) -> Iterator[tuple[str, str]]:
        for sentence in filter(None, map(_plain, _PAUSES.split(text))):
            for group in phrases:
                best = process.extractOne(sentence, phrases[group], score_cutoff=_GOOD_MATCH)
                if best is not None:
                    yield group, names[group][best[0]]

    return lambda text: _answer(text, found(text))


def keyword_peer() -> Answers:
    """Phrases of the lexicon that stand in the message, word for word."""
    phrases = _lexicon()
    longest = max(phrase.count(" ") for said in phrases.values() for phrase in said) + 1

    def found(text: str) -> Iterator[tuple[str, str]]:
        words = raw_words(text)
        for first in range(len(words)):
            for last in range(first + 1, min(len(words), first + longest) + 1):
                said = " ".join(words[first:last])
                for group, known in phrases.items():
                    if said in known:
                        yield group, known[said]

    return lambda text: _answer(text, found(text))


def _answer(text: str, found: Iterator[tuple[str, str]]) -> Row:
    ids: dict[str, list[str]] = {}
    for group, id_ in found:
        ids.setdefault(group, []).append(id_)
    areas = [area for area in dict.fromkeys(ids.get("area", ())) if area != UNSPECIFIED]
    back = UNSPECIFIED in ids.get("area", ())
    sides = set(ids.get("side", ()))
    side = Side.BOTH if len(sides) > 1 else Side(sides.pop()) if sides else None
    return contract(
        Complaint(
            intent=Intent.ASK_INFO if "?" in text else Intent.DESCRIBE_PAIN,
            understood=True,
            about_back=bool(areas) or back,
            areas=tuple(areas),
            back_unspecified=back and not areas,
            side=side,
            triggers=tuple(dict.fromkeys(ids.get("trigger", ()))),
            red_flags=tuple(dict.fromkeys(ids.get("sign", ()))),
        )
    )


def _plain(text: str) -> str:
    return " ".join(raw_words(text))


def _lexicon() -> dict[str, dict[str, str]]:
    """The phrases of the lexicon that name one thing by themselves: group -> phrase -> id."""
    groups: dict[str, dict[str, str]] = {}

    def add(group: str, id_: str, phrases: Sequence[str]) -> None:
        for phrase in phrases:
            groups.setdefault(group, {}).update(dict.fromkeys(choices(phrase), id_))

    for area, said in read_yaml(_LEXICON / "areas.yaml").items():
        add("area", area, [*said.get("said", ()), *said.get("named", ())])
    for place, said in read_yaml(_LEXICON / "other_places.yaml").items():
        add("elsewhere", place, said.get("said", ()))
    for trigger, said in read_yaml(_LEXICON / "triggers.yaml").items():
        add("trigger", trigger, [*said.get("event", ()), *said.get("activity", ())])
    for side in ("left", "right"):
        add("side", side, [side])
    for family in sorted((_LEXICON / "red_flags").glob("*.yaml")):
        for sign, said in read_yaml(family)["signs"].items():
            add("sign", sign, [*said.get("said", ()), *said.get("named", ())])
    return groups


def learning_peer(rows: Sequence[Row]) -> Answers:
    """scikit-learn: TF-IDF of words and letters, a linear support vector machine for each field.

    Learns from labelled rows; a row may lack fields. Raises ImportError without scikit-learn.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    views = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    seen = views.fit_transform([row["text"] for row in rows])

    def learn(field: str, label: Callable[[Row], object]) -> Any:
        known = [at for at, row in enumerate(rows) if field in row]
        labels = [str(label(rows[at])) for at in known]
        return LinearSVC().fit(seen[known], labels) if len(set(labels)) > 1 else None

    single = {
        field: learn(field, lambda row, field=field: row[field])  # type: ignore[misc]
        for field in ("intent", "urgency", "side", "radiates", "duration", "intensity",
                      "back_unspecified")
    }  # fmt: skip
    several = {
        field: {
            name: learn(field, lambda row, field=field, name=name: name in row[field])  # type: ignore[misc]
            for name in sorted({name for row in rows for name in row.get(field, ())})
        }
        for field in ("areas", "triggers", "red_flags", "denied_flags")
    }

    def answer(text: str) -> Row:
        features = views.transform([text])
        values: Row = {
            field: model.predict(features)[0] if model is not None else "None"
            for field, model in single.items()
        }
        for field, value in values.items():
            values[field] = {"None": None, "True": True, "False": False}.get(value, value)
        if values["intensity"] is not None and values["intensity"].isdigit():
            values["intensity"] = int(values["intensity"])
        for field, models in several.items():
            values[field] = [
                name for name, model in models.items()
                if model is not None and model.predict(features)[0] == "True"
            ]  # fmt: skip
        return values

    return answer
