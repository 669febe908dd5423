"""How often is the right label found from a few examples, and how do others do on the same rows?

    python -m benchmarks.intent_matching --train train.tsv --test test.tsv --shots 5,10,all

The files have lines of a text, a tab and its label. Without them our own utterances are used,
one part of them left out to be asked. scikit-learn is needed for two of the rows only.
"""

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from math import log, sqrt
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Final, NamedTuple

import yaml
from rapidfuzz import fuzz, process, utils

from benchmarks._machine import describe, peak_megabytes
from intents.training import train
from intents.words import raw_words

Row = tuple[str, str]
Answer = Callable[[str], str | None]
Learn = Callable[[Sequence[Row]], Answer]

_ROOT: Final = Path(__file__).parents[1]
_FIRST_SEED: Final = 11
_FEWEST: Final = 8  # examples a label of our own utterances must have
_KINDS: Final = {"commands": "command", "questions": "topic"}  # files that list them by id
_TIMED: Final = 300  # messages that are timed, after as many to warm up
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


# -- the peers -------------------------------------------------------------------------------


def ours(rows: Sequence[Row]) -> Answer:
    """Our matcher as it comes."""
    return _asked(train(rows).match)


def ours_without_meanings(rows: Sequence[Row]) -> Answer:
    """Our matcher without the table of English synonyms."""
    return _asked(train(rows, meanings=()).match)


def _asked(match: Callable[[str], Any]) -> Answer:
    def answer(text: str) -> str | None:
        matches = match(text)  # with its explanations
        return matches[0].label if matches else None

    return answer


def rapidfuzz_default(rows: Sequence[Row]) -> Answer:
    """`process.extractOne` as the manual shows it."""
    return _nearest(rows, fuzz.WRatio)


def rapidfuzz_ratio(rows: Sequence[Row]) -> Answer:
    """The nearest phrase, letter by letter."""
    return _nearest(rows, fuzz.ratio)


def _nearest(rows: Sequence[Row], scorer: Callable[..., float]) -> Answer:
    phrases = [utils.default_process(text) for text, _ in rows]
    labels = [label for _, label in rows]

    def answer(text: str) -> str | None:
        found = process.extractOne(utils.default_process(text), phrases, scorer=scorer)
        return labels[found[2]] if found else None

    return answer


def keywords(rows: Sequence[Row]) -> Answer:
    """Ten telling words per label; the label with most of them in the message wins."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label in rows:
        told[label].update(set(raw_words(text)))
    spread = Counter(word for counts in told.values() for word in counts)
    chosen: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for label, counts in sorted(told.items()):
        weights = {word: many * log(len(told) / spread[word]) for word, many in counts.items()}
        for word in sorted(weights, key=lambda word: (-weights[word], word))[:10]:
            chosen[word].append((label, log(1 + len(told) / spread[word])))

    def answer(text: str) -> str | None:
        scores: Counter[str] = Counter()
        for word in set(raw_words(text)):
            for label, weight in chosen.get(word, ()):
                scores[label] += weight  # type: ignore[assignment]
        return min(scores, key=lambda label: (-scores[label], label)) if scores else None

    return answer


def sklearn_svm(rows: Sequence[Row]) -> Answer:
    """scikit-learn: tf-idf of words and letters, linear support vectors."""
    return _sklearn(rows, import_module("sklearn.svm").LinearSVC(C=1.0, random_state=0))


def sklearn_regression(rows: Sequence[Row]) -> Answer:
    """scikit-learn: the same features, logistic regression."""
    linear = import_module("sklearn.linear_model")
    return _sklearn(rows, linear.LogisticRegression(C=20.0, max_iter=300))


def _sklearn(rows: Sequence[Row], classifier: Any) -> Answer:
    views = import_module("sklearn.feature_extraction.text").TfidfVectorizer
    pipeline = import_module("sklearn.pipeline")
    one_word = r"(?u)\b\w+\b"
    words = views(ngram_range=(1, 2), sublinear_tf=True, token_pattern=one_word)
    letters = views(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = pipeline.make_pipeline(pipeline.make_union(words, letters), classifier)
    model.fit([text for text, _ in rows], [label for _, label in rows])
    return lambda text: str(model.predict([text])[0])


class Peer(NamedTuple):
    """One way of matching. ``most`` is how many examples it is taught at most: with more it
    takes long, and over a gigabyte."""

    name: str
    learn: Learn
    most: int | None = None


_PEERS: Final = (
    Peer("ours", ours),
    Peer("ours without synonyms", ours_without_meanings),
    Peer("rapidfuzz extractOne", rapidfuzz_default),
    Peer("rapidfuzz ratio", rapidfuzz_ratio),
    Peer("keywords", keywords),
)
_SKLEARN_PEERS: Final = (
    Peer("sklearn tf-idf + SVM", sklearn_svm),
    Peer("sklearn tf-idf + LR", sklearn_regression, most=1500),
)


# -- rows ------------------------------------------------------------------------------------


def read_rows(path: Path) -> list[Row]:
    """The texts of a file with their labels."""
    lines = path.read_text("utf-8").splitlines()
    return [(text, label) for text, label in (line.split("\t") for line in lines if line.strip())]


def own_rows() -> tuple[list[Row], list[Row]]:
    """Our own utterances with the intent they should have: to learn from, and left out."""
    labelled: dict[str, str] = {}
    for file in sorted((_ROOT / "tests/utterances").rglob("*.yaml")):
        for say, label in _labelled(file.stem, yaml.safe_load(file.read_text("utf-8"))):
            labelled.setdefault(say, label)
    many = Counter(labelled.values())
    rows = [(say, label) for say, label in labelled.items() if many[label] >= _FEWEST]
    out = {say: sha256(say.encode()).digest()[0] % 3 == 0 for say, _ in rows}
    return [row for row in rows if not out[row[0]]], [row for row in rows if out[row[0]]]


def _labelled(name: str, content: Any) -> Iterator[Row]:
    """A file is a list of sentences with what to expect, or lists of sentences by their id."""
    if isinstance(content, dict):
        for id_, told in content.items():
            for row in told.get("say", ()) if isinstance(told, dict) else told:
                yield (
                    (row["say"] if isinstance(row, dict) else str(row)),
                    f"{_KINDS.get(name, name)} {id_}",
                )
        return
    for row in content:
        label = _own_label(row.get("expect"))
        if label:
            yield row["say"], label


def _own_label(expect: Any) -> str | None:
    """What a sentence should be understood as, in one word: its command, topic, area, intent."""
    if not isinstance(expect, dict):
        return None
    for kind in ("command", "topic"):
        if expect.get(kind):
            return f"{kind} {expect[kind]}"
    areas: list[str] = expect.get("areas") or []
    if len(areas) == 1:
        return f"area {areas[0]}"
    intent = expect.get("intent")
    return f"intent {intent}" if intent else None


def draw(rows: Sequence[Row], shots: int | None, seed: int) -> list[Row]:
    """So many examples of each label, drawn; all of them for None."""
    if shots is None:
        return list(rows)
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in rows:
        by_label[label].append(text)
    chance = random.Random(seed)
    return [
        (text, label)
        for label, texts in sorted(by_label.items())
        for text in chance.sample(sorted(texts), min(shots, len(texts)))
    ]


def slipped(text: str, slips: int, chance: random.Random) -> str:
    """A text typed in a hurry: so many letters wrong, missing, one too many, or swapped."""
    letters = list(text)
    for _ in range(slips):
        places = [at for at, letter in enumerate(letters) if _beside(letter)]
        if not places:
            break
        at = chance.choice(places)
        match chance.choice(("wrong", "missing", "added", "swapped")):
            case "wrong":
                letters[at] = chance.choice(_beside(letters[at]))
            case "missing":
                del letters[at]
            case "added":
                letters.insert(at, chance.choice(_beside(letters[at]) + letters[at].lower()))
            case _:
                other = at + 1 if at + 1 < len(letters) and _beside(letters[at + 1]) else at - 1
                if other >= 0:
                    letters[at], letters[other] = letters[other], letters[at]
    return "".join(letters)


def _beside(letter: str) -> str:
    """The keys around a key; none for what is no letter."""
    for row, keys in enumerate(_KEYS):
        at = keys.find(letter.lower())
        if at >= 0:
            rows = _KEYS[max(0, row - 1) : row + 2]
            near = "".join(keys[max(0, at - 1) : at + 2] for keys in rows)
            return near.replace(letter.lower(), "")
    return ""


# -- measuring -------------------------------------------------------------------------------


class Figures(NamedTuple):
    """What one peer did with one draw: by number of slips, right or wrong for each message."""

    right: dict[int, list[bool]]
    train_seconds: float
    p50: float
    p99: float
    megabytes: float


def measure(
    learn: Learn, rows: Sequence[Row], asked: dict[int, list[Row]], timed: Sequence[str]
) -> Figures:
    """Teach and ask one peer; milliseconds are CPU time of the thread."""
    before = time.perf_counter()
    answer = learn(rows)
    taught = time.perf_counter() - before
    times = []
    for at, text in enumerate(timed):
        begun = time.thread_time_ns()
        answer(text)
        if at >= len(timed) // 2:
            times.append((time.thread_time_ns() - begun) / 1e6)
    times.sort()
    right = {slips: [answer(text) == label for text, label in q] for slips, q in asked.items()}
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return Figures(right, taught, p50, p99, peak_megabytes())


def _measure_apart(*job: Any) -> Figures:
    """In a process of its own, so that time and memory are of this peer alone."""
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_child, args=(there, *job))
    child.start()
    there.close()
    try:
        figures: Figures = here.recv()
    except EOFError:
        raise SystemExit("a peer ended without an answer") from None
    child.join()
    return figures


def _child(answer_to: Connection, *job: Any) -> None:
    answer_to.send(measure(*job))


def interval(means: Sequence[float], messages: int) -> tuple[float, float]:
    """Mean of the seeds, and half of its 95 % interval: chance of the rows and of the draws."""
    mean = fmean(means)
    rows = mean * (1 - mean) / max(1, messages)
    draws = stdev(means) ** 2 / len(means) if len(means) > 1 else 0.0
    return mean, 1.96 * sqrt(rows + draws)


def _questions(test: Sequence[Row], slips: Iterable[int]) -> dict[int, list[Row]]:
    """The messages for every number of slips: the same for all peers."""
    questions = {}
    for many in slips:
        chance = random.Random(f"{_FIRST_SEED} {many}")
        questions[many] = [(slipped(text, many, chance), label) for text, label in test]
    return questions


def _table(
    train_rows: Sequence[Row], test: Sequence[Row], shots: int | None, arguments: argparse.Namespace
) -> Iterator[str]:
    slips: list[int] = arguments.slips
    seeds = range(_FIRST_SEED, _FIRST_SEED + (1 if shots is None else arguments.seeds))
    chance = random.Random(_FIRST_SEED)
    some = chance.sample(list(test), min(2 * _TIMED, len(test)))
    timed = [slipped(text, at % 2, chance) for at, (text, _) in enumerate(some)]
    asked = _questions(test, slips)
    titles = "".join(f"{f'{many} slips':>14}" for many in slips)
    yield f"{'':<22}{titles}{'p50 ms':>9}{'p99 ms':>9}{'train s':>9}{'peak MB':>9}"
    for peer in arguments.peers:
        if peer.most is not None and len(draw(train_rows, shots, _FIRST_SEED)) > peer.most:
            yield f"{peer.name:<22}  left out: slow and over 1 GB with so many examples"
            continue
        runs = [
            _measure_apart(peer.learn, draw(train_rows, shots, seed), asked, timed)
            for seed in seeds
        ]
        cells = ""
        for many in slips:
            mean, half = interval([fmean(run.right[many]) for run in runs], len(test))
            cells += f"{100 * mean:>8.1f} ±{100 * half:<4.1f}"
        cost = [
            f"{fmean(run.p50 for run in runs):>9.2f}{fmean(run.p99 for run in runs):>9.2f}",
            f"{min(run.train_seconds for run in runs):>9.2f}",
            f"{max(run.megabytes for run in runs):>9.0f}",
        ]
        yield f"{peer.name:<22}{cells}{''.join(cost)}"


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, help="text<TAB>label, a line each")
    parser.add_argument("--test", type=Path, help="likewise; never learnt from")
    parser.add_argument("--shots", default="5,10,all", help="examples per label")
    parser.add_argument("--seeds", type=int, default=3, help="draws of the examples")
    parser.add_argument("--slips", default="0,1,2", help="typing slips per message")
    parser.add_argument("--only", help="names of peers, with commas")
    arguments = parser.parse_args()
    if bool(arguments.train) != bool(arguments.test):
        parser.error("--train and --test go together")
    own = not arguments.train
    train_rows, test = (
        own_rows() if own else (read_rows(arguments.train), read_rows(arguments.test))
    )
    arguments.slips = [int(many) for many in arguments.slips.split(",")]
    shots = ["all"] if own and "--shots" not in sys.argv else arguments.shots.split(",")
    has_sklearn = find_spec("sklearn") is not None
    peers = _PEERS + (_SKLEARN_PEERS if has_sklearn else ())
    names = arguments.only.split(",") if arguments.only else [peer.name for peer in peers]
    arguments.peers = [peer for peer in peers if peer.name in names]
    print(
        f"{'our own utterances' if own else arguments.train.parent.name}: "
        f"{len({label for _, label in train_rows})} labels, {len(train_rows)} examples, "
        f"{len(test)} messages to match"
    )
    for number in shots:
        many = None if number == "all" else int(number)
        draws = 1 if many is None else arguments.seeds
        print(f"\n{number} examples per label, {draws} draw{'s' if draws > 1 else ''}")
        for line in _table(train_rows, test, many, arguments):
            print(line, flush=True)
    if not has_sklearn:
        print("\nscikit-learn is not installed, its rows are missing: pip install -e '.[bench]'")
    print("\n± 95 %, over messages and draws; CPU time of one thread, half of the messages slipped")
    print(describe("rapidfuzz", "numpy", *(["scikit-learn"] if has_sklearn else [])))


if __name__ == "__main__":
    main()
