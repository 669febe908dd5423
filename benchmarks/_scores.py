"""How good are the answers to labelled messages? Shares and F1 scores with their intervals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Any

Row = dict[str, Any]
Pair = tuple[Row, Row]  # the labels of a message and the answer to it

DANGER = ("urgent", "emergency")
_RESAMPLED = 400  # times, for the interval of an F1 score
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Score:
    """One figure: its value from 0 to 1 and its 95 % interval; of a share also how many of how
    many, and the ids of the messages that went wrong."""

    name: str
    value: float
    low: float
    high: float
    count: str
    wrong: tuple[str, ...] = ()


def scores(rows: Sequence[Row], answers: Sequence[Row]) -> list[Score]:
    """Every figure of the promises and of the fields of the contract."""
    return list(_scores(list(zip(rows, answers, strict=True))))


def _scores(pairs: Sequence[Pair]) -> Iterator[Score]:
    back = [pair for pair in pairs if pair[0]["urgency"] != "not_back"]
    other = [pair for pair in pairs if pair[0]["urgency"] == "not_back"]
    dangers = [pair for pair in back if pair[0]["urgency"] in DANGER]
    calm = [pair for pair in pairs if pair[0]["urgency"] not in DANGER]
    emergencies = [pair for pair in back if pair[0]["urgency"] == "emergency"]
    yield _share("danger sensitivity", dangers, lambda _, got: got["urgency"] in DANGER)
    yield _share("danger specificity", calm, lambda _, got: got["urgency"] not in DANGER)
    yield _share("emergencies found", emergencies, lambda _, got: got["urgency"] == "emergency")
    yield _share("intent", back, lambda row, got: row["intent"] == got["intent"])
    yield _f1("areas F1", back, "areas")
    yield _share("not the back, taken for it", other, lambda _, got: got["urgency"] != "not_back")
    yield _share("back, seen as such", back, lambda _, got: got["urgency"] != "not_back")
    for field in ("back_unspecified", "side", "radiates", "duration", "intensity"):
        yield _same(field, back)
    yield _f1("triggers F1", back, "triggers")
    yield _f1("red flags F1", back, "red_flags")
    yield _f1("denied flags F1", pairs, "denied_flags")
    yield _same("urgency", pairs)


def _same(field: str, pairs: Sequence[Pair]) -> Score:
    return _share(field, pairs, lambda row, got: bool(row[field] == got[field]))


def _share(name: str, pairs: Sequence[Pair], good: Callable[[Row, Row], bool]) -> Score:
    verdicts = [(row["id"], good(row, got)) for row, got in pairs]
    right, total = sum(ok for _, ok in verdicts), len(verdicts)
    low, high = wilson(right, total)
    wrong = tuple(str(id_) for id_, ok in verdicts if not ok)
    return Score(name, right / max(1, total), low, high, f"{right}/{total}", wrong)


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson."""
    if not total:
        return 0.0, 1.0
    share, z2 = right / total, _Z * _Z
    middle = share + z2 / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return (middle - spread) / (1 + z2 / total), (middle + spread) / (1 + z2 / total)


def _f1(name: str, pairs: Sequence[Pair], field: str) -> Score:
    """Micro-F1 of a set of names; the interval from drawing whole groups of messages again."""
    groups: dict[object, list[tuple[int, int, int]]] = {}
    wrong = []
    for row, got in pairs:
        want, have = set(row[field]), set(got[field])
        groups.setdefault(row["group"], []).append((len(want & have), len(have), len(want)))
        if want != have:
            wrong.append(str(row["id"]))
    sums = [tuple(map(sum, zip(*group, strict=True))) for group in groups.values()]
    random = Random(7)
    drawn = sorted(
        _micro([random.choice(sums) for _ in sums]) for _ in range(_RESAMPLED if sums else 0)
    )
    low, high = (drawn[_RESAMPLED // 40], drawn[-_RESAMPLED // 40]) if drawn else (0.0, 1.0)
    both, have_, want_ = (sum(one[at] for one in sums) for at in range(3))
    count = f"P {both / max(1, have_):.3f} R {both / max(1, want_):.3f}"
    return Score(name, _micro(sums), low, high, count, tuple(wrong))


def _micro(sums: Sequence[tuple[int, ...]]) -> float:
    both, have, want = (sum(one[at] for one in sums) for at in range(3))
    return 2 * both / (have + want) if have + want else 1.0
