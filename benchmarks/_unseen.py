"""How much is understood of sentences whose writers had not seen the lexicon?

They stand in tests/utterances/unseen (its README says how they came about). A hash of the
sentence parts them: of one half failures are looked at while the lexicon grows, of the other only
figures, and those are the honest ones. Files that have been read from end to end hold nothing back.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from benchmarks._scores import DANGER, Row, Score, wilson
from intents import Complaint, Reader

_ROOT = Path(__file__).parents[1]
UNSEEN = _ROOT / "tests/utterances/unseen/en"
OPENED = frozenset(
    {"cauda_equina", "nerves", "illness", "injury_and_vessels", "circumstances", "a", "b", "c"}
)  # files of signs and messages all of whose failures have been looked at
_LEVELS = ("none", "self_care", "see_doctor", "urgent", "emergency")
_CALM_FILES = ("near_misses", "not_back", "areas")  # nothing in them is above see_doctor
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SOCIAL = ("greeting", "thanks", "goodbye", "swearing", "are_you_a_bot")
_UPDATE, _ANSWER = "pain_update_", "answer_"


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: what it should mean, and what came out.

    ``wrong`` holds, by the field that is wrong, what was found in it. ``level`` is the highest
    urgency of the danger signs found.
    """

    part: str  # sentences, said, near miss, talk, talk near miss
    file: str
    say: str
    expect: Row
    wrong: Row
    level: str

    @property
    def held(self) -> bool:
        """Is the sentence among those whose failures are not looked at?"""
        return self.file not in OPENED and is_held(self.say)

    @property
    def is_danger(self) -> bool:
        return self.expect.get("level") in DANGER

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
        return self.is_calm and self.level in DANGER


def is_held(say: str) -> bool:
    """Is a sentence in the half whose failures are not looked at?"""
    return sha256(say.encode()).digest()[0] % 2 == 1


def unseen_messages(*, held: bool | None = None) -> list[Row]:
    """The labelled messages of ours: all of them, those held back, or the others."""
    return [
        row
        for file in sorted((UNSEEN / "messages").glob("*.jsonl"))
        for row in map(json.loads, file.read_text("utf-8").splitlines())
        if held is None or (file.stem not in OPENED and is_held(row["text"])) is held
    ]


def judge_unseen(reader: Reader) -> list[Judged]:
    """Read every sentence and compare, field by field, with what it should mean."""
    flags = yaml.safe_load((_ROOT / "content/red_flags.yaml").read_text("utf-8"))
    urgency = {name: flag["urgency"] for name, flag in flags.items()}
    judged = []
    for part, file, say, expect in _rows():
        got = reader.understand(say)
        level = max((urgency[flag] for flag in got.red_flags), key=_height, default="none")
        found = {field: _found(field, got, level) for field in expect}
        wrong = {
            field: found[field]
            for field, wanted in expect.items()
            if not _fits(field, wanted, found[field])
        }
        judged.append(Judged(part, file, say, expect, wrong, level))
    return judged


def _rows() -> Iterator[tuple[str, str, str, Row]]:
    """Part, file, sentence and what it should mean, of every sentence there is."""
    for file in sorted((UNSEEN / "sentences").glob("*.yaml")):
        for row in load_yaml(file):
            yield "sentences", file.stem, row["say"], row["expect"]
    for family, sign, pair in unseen_pairs():
        yield "said", family, pair["say"], {"any_flag": [sign]}
        denied = {"denied": [sign]} if pair["kind"] == "denied" else {}
        yield "near miss", family, pair["near_miss"], {"lacks": [sign], **denied}
    talk = UNSEEN / "talk"
    for id_, said in load_yaml(talk / "commands.yaml").items():
        for say in said["say"]:
            yield "talk", id_, say, _meaning(id_)
        for miss in said.get("near_misses", ()):
            yield "talk near miss", id_, miss["say"], {"talk_lacks": id_}
    for row in load_yaml(talk / "ratings.yaml"):
        part = "talk near miss" if row["number"] is None else "talk"
        yield part, "rating", row["say"], {"rating": row["number"]}
    for row in load_yaml(talk / "reminders.yaml"):
        part = "talk near miss" if row.get("none") else "talk"
        wanted = {key: value for key, value in row.items() if key not in ("say", "none")} or None
        yield part, "reminder", row["say"], {"timing": wanted}
    for topic, questions in load_yaml(talk / "questions.yaml").items():
        for say in questions:
            part, id_ = ("talk near miss", None) if topic == "none" else ("talk", topic)
            yield part, "question", say, {"topic": id_}


def unseen_pairs() -> Iterator[tuple[str, str, dict[str, str]]]:
    """File, danger sign, and a sentence that says it with its near miss."""
    for file in sorted((UNSEEN / "signs").glob("*.yaml")):
        for sign, pairs in load_yaml(file).items():
            for pair in pairs:
                yield file.stem, sign, pair


def load_yaml(file: Path) -> Any:
    """A YAML file of ours."""
    return yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _meaning(id_: str) -> Row:
    if id_ in _SOCIAL:
        return {"social": id_}
    if id_.startswith(_ANSWER):
        return {"answer": id_.removeprefix(_ANSWER)}
    if id_.startswith(_UPDATE):
        return {"change": id_.removeprefix(_UPDATE)}
    return {"command": id_}


def _height(level: str) -> int:
    return _LEVELS.index(level)


def _found(field: str, got: Complaint, level: str) -> Any:
    match field:
        case "flags" | "any_flag" | "no_flags" | "lacks":
            return list(got.red_flags)
        case "denied":
            return list(got.denied_flags)
        case "level":
            return "none" if level == "self_care" else level
        case "talk_lacks":
            return got.command or got.social or got.answer
        case "rating":
            return got.number
        case "timing":
            return _timing(got)
    value = getattr(got, field)
    return list(value) if isinstance(value, tuple) else value


def _timing(got: Complaint) -> Row | None:
    timing = got.timing
    if timing is None:
        return None
    return {
        "minute_of_day": timing.minute_of_day,
        "half_open": timing.half_open,
        "days": [_WEEK[day] for day in timing.weekdays] or None,
        "every": timing.every_days,
        "once": timing.once or timing.in_minutes is not None,
        "in_minutes": timing.in_minutes,
    }


def _fits(field: str, wanted: Any, found: Any) -> bool:
    match field:
        case "flags" | "denied":
            return set(wanted) <= set(found)
        case "any_flag":
            return not set(wanted).isdisjoint(found)
        case "lacks":
            return set(wanted).isdisjoint(found)
        case "talk_lacks":
            return bool(wanted != found)
        case "no_flags":
            return not wanted or not found
        case "areas":
            return set(wanted) == set(found)
        case "triggers":
            return set(wanted) <= set(found)
        case "timing" if wanted is not None and found is not None:
            weekly = bool(found["days"]) and found["every"] == 7
            return {**wanted, "every": wanted["every"] or (7 if weekly else 1)} == dict(found)
    return bool((wanted or "none") == (found or "none")) and (wanted != 0 or found == 0)


def unseen_scores(judged: Sequence[Judged]) -> list[Score]:
    """The figures that matter most, with their intervals."""
    dangers = [one for one in judged if one.is_danger]
    emergencies = [one for one in dangers if one.expect["level"] == "emergency"]
    calm = [one for one in judged if one.is_calm]
    sentences = [one for one in judged if one.part == "sentences"]
    fields = [name not in one.wrong for one in sentences for name in one.expect]
    misses = [one for one in judged if one.part == "near miss"]
    return [
        _share("emergencies found", [not one.missed for one in emergencies]),
        _share("danger sensitivity", [not one.missed for one in dangers]),
        _share("danger specificity", [not one.false_alarm for one in calm]),
        _share("fields right", fields),
        _share("sentences right", [not one.wrong for one in sentences]),
        _share("signs said", _right(judged, "said")),
        _share("near misses quiet", ["lacks" not in one.wrong for one in misses]),
        _share(
            "denials seen", ["denied" not in one.wrong for one in misses if "denied" in one.expect]
        ),
        *(
            _share(
                f"talk: {name}",
                [not one.wrong for one in judged if one.part == "talk" and fits(one)],
            )
            for name, fits in _TALK.items()
        ),
        _share("talk: near misses quiet", _right(judged, "talk near miss")),
    ]


_TALK: dict[str, Callable[[Judged], bool]] = {
    "commands": lambda one: "command" in one.expect,
    "small talk": lambda one: "social" in one.expect,
    "answers": lambda one: "answer" in one.expect,
    "changes": lambda one: "change" in one.expect,
    "ratings": lambda one: "rating" in one.expect,
    "reminders": lambda one: "timing" in one.expect,
    "questions": lambda one: "topic" in one.expect,
}


def _right(judged: Sequence[Judged], part: str) -> list[bool]:
    return [not one.wrong for one in judged if one.part == part]


def _share(name: str, verdicts: Sequence[bool]) -> Score:
    right, total = sum(verdicts), len(verdicts)
    return Score(name, right / max(1, total), *wilson(right, total), f"{right}/{total}")
