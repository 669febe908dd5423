"""How well, how fast? Measures the reader on labelled messages (JSON lines) and prints figures.

    python -m benchmarks.understanding --messages messages.jsonl
    python -m benchmarks.understanding --unseen

Without messages only the speed is measured, on sentences of our own. ``--only-groups`` takes
"even" or "odd" groups, so that half the messages can be kept unseen while the lexicon grows.
``--unseen`` measures on the sentences of tests/utterances/unseen, whose writer had not seen
the lexicon. A hash parts them: failures are shown of the TUNE half only, and the HELD half
gives the honest figure.
"""

import argparse
import gc
import json
import platform
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from bot.contract import contract
from intents import Complaint, load_reader

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

_ROOT = Path(__file__).parents[1]
UNSEEN = _ROOT / "tests/utterances/unseen/en"
_LEVELS = ("none", "self_care", "see_doctor", "urgent", "emergency")
_CALM_FILES = ("near_misses", "not_back", "areas")  # nothing in them is above see_doctor


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=Path, help="labelled messages, one JSON object a line")
    parser.add_argument("--only-groups", choices=("even", "odd"), help="measure on half of them")
    parser.add_argument("--show", action="store_true", help="print the ids that went wrong")
    parser.add_argument(
        "--unseen", type=Path, nargs="?", const=UNSEEN, help="sentences with what they mean"
    )
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
    elif arguments.unseen:
        judged = judge_folder(arguments.unseen, reader.understand)
        texts = [one.say for one in judged]
        _print_unseen(judged)
    print(f"load {loaded:.2f} s, peak memory {_megabytes():.0f} MB")
    _print_speed(reader.understand, texts)
    print(
        f"Python {platform.python_version()}, rapidfuzz {version('rapidfuzz')}, "
        f"{platform.machine()}"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence of the unseen ones: what it should mean, and what came out.

    ``wrong`` holds, by the field that is wrong, what was found in it. ``level`` is the highest
    urgency of the danger signs found.
    """

    file: str
    say: str
    expect: Row
    wrong: Row
    level: str

    @property
    def held(self) -> bool:
        """Is the sentence in the half whose failures are not looked at?"""
        return sha256(self.say.encode()).digest()[0] % 2 == 1

    @property
    def is_danger(self) -> bool:
        return self.expect.get("level") in _DANGER

    @property
    def is_calm(self) -> bool:
        """Should nothing above see_doctor come of it?"""
        return self.file in _CALM_FILES and not self.is_danger

    @property
    def missed(self) -> bool:
        """Is a danger taken for less than it is?"""
        return self.is_danger and _height(self.level) < _height(self.expect["level"])

    @property
    def false_alarm(self) -> bool:
        return self.is_calm and self.level in _DANGER


def judge_folder(folder: Path, understand: Callable[[str], Complaint]) -> list[Judged]:
    """Read every sentence of a folder and compare, field by field, with what it should mean."""
    flags = yaml.safe_load((_ROOT / "content/red_flags.yaml").read_text("utf-8"))
    urgency = {name: flag["urgency"] for name, flag in flags.items()}
    judged = []
    for file in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(file.read_text("utf-8")):
            got = understand(row["say"])
            level = max((urgency[flag] for flag in got.red_flags), key=_height, default="none")
            found = {field: _found(field, got, level) for field in row["expect"]}
            wrong = {
                field: found[field]
                for field, wanted in row["expect"].items()
                if not _fits(field, wanted, found[field])
            }
            judged.append(Judged(file.stem, row["say"], row["expect"], wrong, level))
    return judged


def _height(level: str) -> int:
    return _LEVELS.index(level)


def _found(field: str, got: Complaint, level: str) -> Any:
    match field:
        case "flags" | "any_flag" | "no_flags":
            return list(got.red_flags)
        case "denied":
            return list(got.denied_flags)
        case "level":
            return "none" if level == "self_care" else level
    value = getattr(got, field)
    return list(value) if isinstance(value, tuple) else value


def _fits(field: str, wanted: Any, found: Any) -> bool:
    match field:
        case "flags" | "denied":
            return set(wanted) <= set(found)
        case "any_flag":
            return not set(wanted).isdisjoint(found)
        case "no_flags":
            return not wanted or not found
        case "areas":
            return set(wanted) == set(found)
    return bool((wanted or "none") == (found or "none"))


def _print_unseen(judged: Sequence[Judged]) -> None:
    for half, held in (("TUNE", False), ("HELD", True)):
        ours = [one for one in judged if one.held is held]
        right, total = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for one in ours:
            for name in (*one.expect, "all fields"):
                for key in ((one.file, name), ("every file", name)):
                    total[key] += 1
                    right[key] += not one.wrong if name == "all fields" else name not in one.wrong
        print(f"{half}: {len(ours)} sentences")
        for key in sorted(total):
            print(f"  {key[0]:<14} {key[1]:<12} {right[key]}/{total[key]}")
        for name, figure in unseen_figures(ours).items():
            print(f"  {name}: {figure[0]}/{figure[1]} = {figure[0] / max(1, figure[1]):.3f}")
    for one in judged:
        if one.wrong and not one.held:
            wanted = {field: one.expect[field] for field in one.wrong}
            print(f"{one.file}: {one.say!r} should be {wanted}, is {one.wrong}")


def unseen_figures(judged: Sequence[Judged]) -> Mapping[str, tuple[int, int]]:
    """The figures that matter most: how many are right, of how many."""
    dangers = [one for one in judged if one.is_danger]
    emergencies = [one for one in dangers if one.expect["level"] == "emergency"]
    calm = [one for one in judged if one.is_calm]
    fields = [name not in one.wrong for one in judged for name in one.expect]
    return {
        "emergencies found": (sum(not one.missed for one in emergencies), len(emergencies)),
        "danger sensitivity": (sum(not one.missed for one in dangers), len(dangers)),
        "danger specificity": (sum(not one.false_alarm for one in calm), len(calm)),
        "fields right": (sum(fields), len(fields)),
        "sentences right": (sum(not one.wrong for one in judged), len(judged)),
    }


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
