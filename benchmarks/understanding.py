"""How well, how fast? Measures the reader on labelled messages (JSON lines) and prints figures.

    python -m benchmarks.understanding --messages messages.jsonl

Without messages only the speed is measured, on sentences of our own. ``--only-groups`` takes
"even" or "odd" groups, so that half the messages can be kept unseen while the lexicon grows.
"""

import argparse
import gc
import json
import platform
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.contract import contract
from intents import load_reader

_DANGER = ("urgent", "emergency")
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

Row = dict[str, Any]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=Path, help="labelled messages, one JSON object a line")
    parser.add_argument("--only-groups", choices=("even", "odd"), help="measure on half of them")
    parser.add_argument("--show", action="store_true", help="print the ids that went wrong")
    arguments = parser.parse_args()
    started = time.perf_counter()
    reader = load_reader()
    loaded = time.perf_counter() - started
    texts: Sequence[str] = _SENTENCES
    if arguments.messages:
        rows = [json.loads(line) for line in arguments.messages.read_text("utf-8").splitlines()]
        if arguments.only_groups:
            rest = 0 if arguments.only_groups == "even" else 1
            rows = [row for row in rows if row["group"] % 2 == rest]
        texts = [row["text"] for row in rows]
        answers = [contract(reader.understand(text)) for text in texts]
        _print_accuracy(rows, answers, show=arguments.show)
    print(f"load {loaded:.2f} s, peak memory {_megabytes():.0f} MB")
    _print_speed(reader.understand, texts)
    print(
        f"Python {platform.python_version()}, rapidfuzz {version('rapidfuzz')}, "
        f"{platform.machine()}"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _print_accuracy(rows: Sequence[Row], answers: Sequence[Row], *, show: bool) -> None:
    pairs = list(zip(rows, answers, strict=True))
    back = [(row, got) for row, got in pairs if row["urgency"] != "not_back"]
    other = [(row, got) for row, got in pairs if row["urgency"] == "not_back"]
    print(f"messages {len(rows)}, about the back {len(back)}")

    def share(name: str, good: Callable[[Row, Row], bool], of: Iterable[tuple[Row, Row]]) -> None:
        judged = [(row, good(row, got)) for row, got in of]
        right = sum(ok for _, ok in judged)
        print(f"{name}: {right}/{len(judged)} = {right / max(1, len(judged)):.3f}")
        if show:
            print("   wrong:", " ".join(row["id"] for row, ok in judged if not ok))

    share("intent (back)", lambda row, got: row["intent"] == got["intent"], back)
    _print_f1("areas", back, "areas")
    for field in ("back_unspecified", "side", "radiates", "duration", "intensity"):
        share(field, lambda row, got, field=field: row[field] == got[field], back)  # type: ignore[misc]
    _print_f1("triggers", back, "triggers")
    _print_f1("red flags", back, "red_flags")
    _print_f1("denied flags", pairs, "denied_flags")
    dangers = [(row, got) for row, got in back if row["urgency"] in _DANGER]
    calm = [(row, got) for row, got in pairs if row["urgency"] not in _DANGER]
    share("danger sensitivity", lambda _, got: got["urgency"] in _DANGER, dangers)
    share("danger specificity", lambda _, got: got["urgency"] not in _DANGER, calm)
    emergencies = [(row, got) for row, got in back if row["urgency"] == "emergency"]
    share("emergencies found", lambda _, got: got["urgency"] == "emergency", emergencies)
    share("urgency (all)", lambda row, got: row["urgency"] == got["urgency"], pairs)
    share("urgency (back)", lambda row, got: row["urgency"] == got["urgency"], back)
    share("not the back, seen as such", lambda _, got: got["urgency"] == "not_back", other)
    share("back, seen as such", lambda _, got: got["urgency"] != "not_back", back)


def _print_f1(name: str, pairs: Iterable[tuple[Row, Row]], field: str) -> None:
    both = found = expected = 0
    for row, got in pairs:
        want, have = set(row[field]), set(got[field])
        both += len(want & have)
        found += len(have)
        expected += len(want)
    precision, recall = both / max(1, found), both / max(1, expected)
    f1 = 2 * both / max(1, found + expected)
    print(f"{name}: micro-F1 {f1:.3f} (precision {precision:.3f}, recall {recall:.3f})")


def _print_speed(understand: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        understand(text)  # so that every repair is remembered or not alike
    gc.collect()
    times = []
    for _ in range(max(1, 2000 // len(texts))):
        for text in texts:
            before = time.thread_time_ns()
            understand(text)
            times.append((time.thread_time_ns() - before) / 1e6)
    times.sort()
    print(
        f"per message: p50 {times[len(times) // 2]:.2f} ms, "
        f"p99 {times[int(len(times) * 0.99)]:.2f} ms (thread CPU, {len(times)} messages, "
        f"median length {sorted(map(len, texts))[len(texts) // 2]} characters)"
    )
    long = " ".join(texts)
    long = (long * (100_000 // len(long) + 1))[:100_000]
    before = time.thread_time_ns()
    understand(long)
    print(f"100 KB message: {(time.thread_time_ns() - before) / 1e6:.0f} ms")


if __name__ == "__main__":
    main()
