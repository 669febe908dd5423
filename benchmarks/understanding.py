"""How well, how fast? Measures the reader on labelled messages and prints figures.

    python -m benchmarks.understanding                    our own unseen messages and sentences
    python -m benchmarks.understanding --messages FILE    labelled messages, JSON lines
    python -m benchmarks.understanding --unseen           the unseen sentences, with failures

Every figure has its 95 % interval. The peers answer the same messages in the same run: rapidfuzz
called the usual way, a keyword matcher, and scikit-learn (extra ``bench``) trained on our own
sentences. Clean messages, and such with one and two slips of the fingers. Then the speed, the
memory, and how both grow with the lexicon. ``--quick`` leaves out peers, slips and growth.
``--only-groups`` takes "even" or "odd" groups, so that half of the messages can be kept unseen.
"""

import argparse
import gc
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

from benchmarks._machine import describe, peak_megabytes
from benchmarks._peers import Answers, fuzzy_peer, keyword_peer, learning_peer
from benchmarks._scores import Row, Score, scores
from benchmarks._slips import with_slips
from benchmarks._unseen import judge_unseen, unseen_messages, unseen_pairs, unseen_scores
from bot.contract import contract
from intents import Complaint, Reader, load_reader

_LEXICON = Path(__file__).parents[1] / "intents/lexicon/en"
_SENTENCES = (
    "my lower bak is killing me since i lifted a couch sunday, shoots down my left leg",
    "no numbness, no fever, bladder fine, just stiff in the mornings",
    "can i use ice?",
    "i cant feel when i wipe and cant pee",
    "Hi, I am 41 and for about two years I have had a dull ache between my shoulder blades. It "
    "gets worse when I sit at a desk all day and better when I walk. Should I see a doctor?",
    "remind me weekdays at half past seven",
    "six or seven",
    "what was that exercise again",
    "its worse",
    "my knee hurts when i go down the stairs, nothing wrong with my back",
)
_SIZES = (1_000, 10_000, 100_000)  # phrases added to the lexicon
_TIMED = 2_000  # messages, at least, for one latency figure


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=Path, help="labelled messages, one JSON object a line")
    parser.add_argument("--only-groups", choices=("even", "odd"), help="measure on half of them")
    parser.add_argument("--show", action="store_true", help="print the ids that went wrong")
    parser.add_argument("--quick", action="store_true", help="no peers, no slips, no growth")
    parser.add_argument("--unseen", action="store_true", help="the unseen sentences alone")
    parser.add_argument("--grown", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.grown is not None:
        _print_grown(arguments.grown)
        return
    started = time.perf_counter()
    reader = load_reader()
    loaded = time.perf_counter() - started
    resting = peak_megabytes()
    if arguments.unseen:
        _print_unseen(reader, failures=True)
        return
    if arguments.messages:
        rows = [json.loads(line) for line in arguments.messages.read_text("utf-8").splitlines()]
        if arguments.only_groups:
            rest = 0 if arguments.only_groups == "even" else 1
            rows = [row for row in rows if row["group"] % 2 == rest]
    else:
        rows = unseen_messages(held=True)
        print("Labelled messages of our own, the half whose failures are not looked at.")
    own = {"BackEase": lambda text: contract(reader.understand(text))}
    if arguments.quick:
        _print_table(rows, own, slips=0, show=arguments.show)
    else:
        lessons = _lessons(reader, others=rows)
        peers = own | _peers(lessons)
        for slips in (0, 1, 2):
            _print_table(rows, peers, slips=slips, show=arguments.show and not slips)
    if not arguments.messages and not arguments.quick:
        _print_unseen(reader, failures=False)
    print(f"\nload {loaded:.2f} s, peak memory after loading {resting:.0f} MB")
    _print_speed("sentences of a chat", reader.understand, _SENTENCES)
    _print_speed("the messages above", reader.understand, [row["text"] for row in rows])
    if not arguments.quick:
        _print_growth()
    print(describe("rapidfuzz"))


# -- accuracy ----------------------------------------------------------------------------------


def _print_table(
    rows: Sequence[Row], peers: Mapping[str, Answers], *, slips: int, show: bool
) -> None:
    said = [{**row, "text": with_slips(row["text"], slips, "messages")} for row in rows]
    columns = {
        name: {one.name: one for one in scores(rows, [peer(row["text"]) for row in said])}
        for name, peer in peers.items()
    }
    first = next(iter(columns.values()))
    words = {0: "as written", 1: "one slip a message", 2: "two slips a message"}[slips]
    print(f"\n{len(rows)} messages, {words}; in brackets the 95 % interval")
    print(f"{'':26}" + "".join(f"{name:>31}" for name in columns))
    for name in first:
        cells = "".join(f"{_cell(column[name]):>31}" for column in columns.values())
        print(f"{name:26}{cells}")
        if show and first[name].wrong:
            print("   wrong:", " ".join(first[name].wrong))


def _cell(score: Score) -> str:
    interval = f"[{score.low:.2f}, {score.high:.2f}]"
    count = score.count if "/" in score.count else ""
    return f"{score.value:.3f} {interval} {count:>7}"


def _peers(lessons: Sequence[Row]) -> dict[str, Answers]:
    peers = {"extractOne": fuzzy_peer(), "keywords": keyword_peer()}
    try:
        peers["scikit-learn SVM"] = learning_peer(lessons)
    except ImportError:
        print("scikit-learn is not installed: pip install 'backease[bench]' adds its column")
    return peers


def _lessons(reader: Reader, *, others: Sequence[Row]) -> list[Row]:
    """What a learner may learn from: our labelled messages and sentences, none of ``others``."""
    tested = {row["text"] for row in others}
    lessons = [row for row in unseen_messages() if row["text"] not in tested]
    quiet = contract(Complaint(about_back=True))
    for _, sign, pair in unseen_pairs():
        said = contract(Complaint(about_back=True, red_flags=(sign,)))
        for text, labels in ((pair["say"], said), (pair["near_miss"], quiet)):
            known = ("red_flags", "urgency")
            lessons.append({"text": text, **{field: labels[field] for field in known}})
    return lessons


def _print_unseen(reader: Reader, *, failures: bool) -> None:
    judged = judge_unseen(reader)
    halves = {
        half: {score.name: score for score in unseen_scores([x for x in judged if x.held is held])}
        for half, held in (("looked at", False), ("held back", True))
    }
    print("\nSentences whose writers had not seen the lexicon, in two halves by a hash")
    print(f"{'':26}" + "".join(f"{half:>31}" for half in halves))
    for name in halves["held back"]:
        print(f"{name:26}" + "".join(f"{_cell(half[name]):>31}" for half in halves.values()))
    if failures:
        for one in judged:
            if one.wrong and not one.held:
                wanted = {field: one.expect[field] for field in one.wrong}
                print(f"{one.part}, {one.file}: {one.say!r} should be {wanted}, is {one.wrong}")


# -- speed and size ------------------------------------------------------------------------------


def _latencies(understand: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of this thread for each message, sorted."""
    for text in texts:
        understand(text)  # so that every repair is remembered or not alike
    gc.collect()
    times = []
    for _ in range(max(1, _TIMED // len(texts))):
        for text in texts:
            before = time.thread_time_ns()
            understand(text)
            times.append((time.thread_time_ns() - before) / 1e6)
    return sorted(times)


def _print_speed(name: str, understand: Callable[[str], object], texts: Sequence[str]) -> None:
    times = _latencies(understand, texts)
    lengths = sorted(map(len, texts))
    print(
        f"{name}: p50 {_at(times, 0.5):.2f} ms, p99 {_at(times, 0.99):.2f} ms of CPU "
        f"({len(times)} messages, median {lengths[len(lengths) // 2]}, longest {lengths[-1]} "
        "characters)"
    )
    long = " ".join(texts)
    long = (long * (100_000 // len(long) + 1))[:100_000]
    before = time.thread_time_ns()
    understand(long)
    print(f"   100 KB of them as one message: {(time.thread_time_ns() - before) / 1e6:.0f} ms")


def _at(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _print_growth() -> None:
    """Load, memory and speed with made-up phrases added, each size in a process of its own."""
    print("\nwith made-up phrases added to the lexicon")
    for size in (0, *_SIZES):
        subprocess.run(
            [sys.executable, "-m", "benchmarks.understanding", "--grown", str(size)], check=True
        )


def _print_grown(size: int) -> None:
    words = sorted({word for text in _SENTENCES for word in text.split() if word.isalpha()})
    words += sorted({word for line in (_LEXICON / "common.yaml").read_text("utf-8").splitlines()
                     for word in line.split() if word.isalpha()})  # fmt: skip
    random = Random(7)
    made = [
        " ".join(random.choice(words) for _ in range(random.randint(2, 5))) for _ in range(size)
    ]
    with tempfile.TemporaryDirectory() as folder:
        grown = Path(folder) / "en"
        shutil.copytree(_LEXICON, grown)
        with (grown / "concepts.yaml").open("a", encoding="utf-8") as file:
            file.write("made_up:\n" + "".join(f"  - '{phrase}'\n" for phrase in made or ["xyzzy"]))
        before = peak_megabytes()
        started = time.perf_counter()
        reader = load_reader(folder=grown)
        loaded = time.perf_counter() - started
    peak = peak_megabytes()
    times = _latencies(reader.understand, _SENTENCES)
    print(
        f"{size:>8} phrases: load {loaded:5.2f} s, {peak:4.0f} MB (before loading {before:.0f}), "
        f"p50 {_at(times, 0.5):.2f} ms, p99 {_at(times, 0.99):.2f} ms"
    )


if __name__ == "__main__":
    main()
