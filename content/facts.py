"""Does the content still say what the clinical fact sheets say?

The fact sheets are YAML files beside the project, reviewed there and not shipped. Both sides are
brought into one form, items by kind and id, and compared field by field. ``facts.digest`` keeps
a fingerprint of every compared item, so a changed dose or danger sign is found without the sheets.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from content.loader import SECONDS_BETWEEN_STEPS, Content
from content.models import Dose, Exercise

DIGEST = Path(__file__).with_name("facts.digest")
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster
SHEETS = ("exercises", "programmes", "safety", "education", "avoid", "measures")

Json = Any
Item = Mapping[str, Json]
Items = Mapping[str, Mapping[str, Item]]  # kind: id: field: value
SecondsOf = Callable[[Dose], int]


class FactsError(Exception):
    """The fact sheets cannot be read, or are not in the form this module knows."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A value that differs from the facts on purpose, and why."""

    ours: Json
    because: str


# What the content has beside the facts, by kind and id, and why.
OURS: Mapping[tuple[str, str], str] = {
    ("danger sign", "numb_limb"): "named in messages; takes the urgency of leg_weak_mild",
    ("danger sign", "spreading_numbness"): (
        "named in messages; leg_weak_mild that worsens, or myelopathy"
    ),
    ("danger sign", "weak_arm"): "named in messages; nearest fact is myelopathy",
    ("danger sign", "osteoporosis_named"): "exercise rule who_asks_first: osteoporosis asks first",
    ("danger sign", "upper_back_new"): "area rule of the upper and middle back",
    ("screen", "new_upper_back"): "area rule of the upper and middle back: in words only",
    ("screen", "tailbone_extra"): "area rule of the tailbone: asked about once, in words only",
}

# Fields that differ from the facts on purpose, by kind, id and field.
ALLOWED: Mapping[tuple[str, str, str], Allowed] = {
    ("exercise", "march_on_spot", "equipment"): Allowed(
        ["chair for balance"], "the facts say none (chair for balance): the chair is what to name"
    ),
}

# The facts' words for what the content says otherwise: the article they grew from is called
# "source article" where a person can read it.
_SOURCE_WORDS = (
    ("Seed web page (mixed", "Source article (a mixed"),
    ("Seed web page", "Source article"),
    ("the seed page", "the source article"),
    ("by seed only", "by the source article only"),
    ("close to the seed", "close to the source article"),
    ("developer note, treat the dose as convention", "the dose is a convention"),
)
_URGENCIES = {
    "emergency_now": "emergency",
    "same_day": "urgent",
    "doctor_soon": "see_doctor",
    "self_care_caution": "self_care",
}
_ADVISED = {"avoid": "avoid", "avoid while sore": "while_sore", "care": "care"}
_AVOID_FOR_SOME = re.compile(r"avoid \(.+\)")

# Whether a danger sign counts alone, by how the facts say it.
_ALONE = {
    "alone": True,
    "alone when no position eases it; only-on-turning does not fire; "
    "with another flag always": True,
    "alone: doctor_soon here, one step below the NHS page (urgent); a deliberate product choice "
    "for the owner to confirm": True,
    "age alone stops the programme": True,
    "after danger questions are answered no": False,
    "over 70 and new kind of pain": False,
    "pregnancy alone: ok with swaps after midwife agrees; with warning signs: emergency_now": False,
    "with new or worsening spine pain": False,
    "with new spine pain": False,
    "with spine pain": False,
}


# ---------------------------------------------------------------- the two sides in one form


def items_of_content(content: Content, seconds_of: SecondsOf) -> Items:
    """Everything of the content that the facts speak about. ``seconds_of`` times a dose."""
    return {
        "area": {id_: {} for id_ in content.areas},
        "avoid": {
            each.id: {
                "advised": each.advised.value,
                "matters_for": list(each.matters_for),
                "instead": list(each.instead),
                "sources": list(each.sources),
                "unconfirmed": each.unconfirmed,
            }
            for each in content.avoid.values()
        },
        "danger sign": {
            each.id: {
                "urgency": each.urgency.name.lower(),
                "alone": each.alone,
                "areas": list(each.areas),
                "sources": list(each.sources),
                "unconfirmed": each.unconfirmed,
            }
            for each in content.red_flags.values()
        },
        "exercise": {
            each.id: _exercise(each, seconds_of(each.dose)) for each in content.exercises.values()
        },
        "number": {
            "important_change_percent": {"is": content.thresholds.important_change_percent},
            "important_change_points": {"is": content.thresholds.important_change_points},
            "seconds_between_steps": {"is": SECONDS_BETWEEN_STEPS},
            "support_questions": {"is": len(content.support)},
            "support_yes": {"is": content.thresholds.support_yes},
        },
        "question": {
            each.id: {
                "exercises": list(each.exercises),
                "check_flags": list(each.check_flags),
                "sources": list(each.sources),
                "unconfirmed": each.unconfirmed,
            }
            for each in content.education.values()
        },
        "routine": {
            each.id: {
                "area": each.area,
                "goal": each.goal.value,
                "level": each.level,
                "minutes": each.minutes,
                "total_seconds": each.total_seconds,
                "floor": each.floor,
                "steps": [
                    {
                        "exercise": step.exercise,
                        "phase": step.phase.value,
                        "seconds": step.seconds,
                        **_dose(step.dose),
                    }
                    for step in each.steps
                ],
            }
            for each in content.routines.values()
        },
        "screen": {
            screen: {
                f"question {number}": list(content.questions[question].flags)
                for number, question in enumerate(questions, 1)
            }
            for screen, questions in content.screens.items()
        },
        "source": {
            each.id: {"name": each.name, "seen": each.seen, "url": each.url}
            for each in content.sources.values()
        },
        "substitution": {tag: dict(swaps) for tag, swaps in content.substitutions.items()},
        "tag": {id_: {} for id_ in content.tags},
    }


def _dose(dose: Dose) -> dict[str, Json]:
    return {
        "sets": dose.sets,
        "repetitions": dose.repetitions,
        "hold_seconds": dose.hold_seconds,
        "move_seconds": dose.move_seconds,
        "per_side": dose.per_side,
        "duration_seconds": dose.duration_seconds,
    }


def _exercise(each: Exercise, seconds: int) -> Item:
    limits = each.dose_range
    return {
        "areas": list(each.areas),
        "kind": each.kind,
        "positions": list(each.positions),
        "equipment": list(each.equipment),
        "level": each.level,
        "spine_direction": each.spine_direction,
        "acute_ok": each.acute_ok,
        **_dose(each.dose),
        "repetitions_range": _pair(limits.repetitions),
        "hold_seconds_range": _pair(limits.hold_seconds),
        "duration_seconds_range": _pair(limits.duration_seconds),
        "max_sets": limits.max_sets,
        "seconds": seconds,
        "times_per_day": list(each.times_per_day),
        "days_per_week": each.days_per_week,
        "leave_out_if": list(each.leave_out_if),
        "easier": list(each.easier),
        "harder": list(each.harder),
        "sources": list(each.sources),
        "unconfirmed": each.unconfirmed,
    }


def _pair(limits: Sequence[int] | None) -> list[int] | None:
    return None if limits is None else list(limits)


def items_of_facts(folder: Path) -> Items:
    """The fact sheets of a folder in the same form. Raises ``FactsError``."""
    sheets = {name: _sheet(folder / f"{name}.yaml") for name in SHEETS}
    try:
        return _items_of_sheets(sheets)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise FactsError(f"{folder}: unknown form of the fact sheets: {error!r}") from None


def _sheet(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_bytes(), Loader=_SAFE_LOADER)  # noqa: S506
    except OSError as error:
        raise FactsError(f"{path}: cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise FactsError(f"{path}: is not YAML: {error}") from None
    if not isinstance(data, dict):
        raise FactsError(f"{path}: should hold fields")
    return data


def _items_of_sheets(sheets: Mapping[str, dict[str, Any]]) -> Items:
    exercises, programmes, safety = sheets["exercises"], sheets["programmes"], sheets["safety"]
    moves = {each["id"]: _move_seconds(each) for each in exercises["exercises"]}
    sides = {each["id"]: each["dose"].get("per_side", False) for each in exercises["exercises"]}
    change = sheets["measures"]["nrs"]["important_change"]
    support = sheets["measures"]["own_support_check"]
    return {
        "area": {id_: {} for id_ in exercises["areas"]},
        "avoid": {
            each["id"]: {
                "advised": _advised(each["status"]),
                "matters_for": [_slug(group) for group in each["matters_most_for"]],
                "instead": each["safer_instead"],
                **_grounds(each),
            }
            for each in sheets["avoid"]["avoid"]
        },
        "danger sign": {
            each["id"]: {
                "urgency": _URGENCIES.get(each["urgency"], each["urgency"]),
                "alone": _ALONE.get(each["fires"], each["fires"]),
                "areas": each["areas"],
                **_grounds(each),
            }
            for each in safety["red_flags"]
        },
        "exercise": {each["id"]: _exercise_fact(each) for each in exercises["exercises"]},
        "number": {
            "important_change_percent": {"is": change["percent"]},
            "important_change_points": {"is": change["points"]},
            "seconds_between_steps": {"is": programmes["transition_s"]},
            "support_questions": {"is": len(support["items"])},
            "support_yes": {"is": _first_number_of(support["note"])},
        },
        "question": {
            each["id"]: {
                "exercises": each.get("exercises", []),
                "check_flags": each.get("check_flags", []),
                **_grounds(each),
            }
            for each in sheets["education"]["items"]
        },
        "routine": {
            each["id"]: {
                "area": each["area"],
                "goal": each["goal"],
                "level": each["level"],
                "minutes": each["minutes"],
                "total_seconds": each["total_s"],
                "floor": each["floor"],
                "steps": [
                    {
                        "exercise": step["ex"],
                        "phase": step["phase"],
                        "seconds": step["seconds"],
                        **_dose_fact(step, moves[step["ex"]], sides[step["ex"]]),
                    }
                    for step in each["steps"]
                ],
            }
            for each in programmes["programmes"]
        },
        "screen": {
            screen: {
                f"question {number}": each["flags"] for number, each in enumerate(questions, 1)
            }
            for screen, questions in safety["screens"].items()
        },
        "source": _sources(sheets),
        "substitution": {
            tag: swaps for tag, swaps in programmes["substitutions"].items() if tag != "note"
        },
        "tag": {id_: {} for id_ in exercises["leave_out_tags"]},
    }


def _grounds(each: Mapping[str, Json]) -> dict[str, Json]:
    return {"sources": each["sources"], "unconfirmed": each.get("unconfirmed", False)}


def _move_seconds(exercise: Mapping[str, Json]) -> int:
    """The seconds of one movement; of a timed exercise, what its whole time has left for them."""
    dose = exercise["dose"]
    if "duration_s" in dose:
        return int(exercise["seconds"]) - 10 - int(dose["duration_s"])
    return int(dose["move_s"])


def _dose_fact(said: Mapping[str, Json], move_seconds: int, per_side: bool) -> dict[str, Json]:
    timed = "duration_s" in said
    return {
        "sets": said.get("sets", 1),
        "repetitions": 0 if timed else said["reps"],
        "hold_seconds": 0 if timed else said["hold_s"],
        "move_seconds": move_seconds,
        "per_side": said.get("per_side", per_side),
        "duration_seconds": said.get("duration_s", 0),
    }


def _exercise_fact(each: Mapping[str, Json]) -> Item:
    dose, limits = each["dose"], each["dose_range"]
    times = [int(number) for number in str(dose["times_per_day"]).split("-")]
    return {
        "areas": each["areas"],
        "kind": each["kind"],
        "positions": each["position"],
        "equipment": each["equipment"],
        "level": each["level"],
        "spine_direction": each["spine_direction"],
        "acute_ok": each["acute_ok"],
        **_dose_fact(dose, _move_seconds(each), False),
        "repetitions_range": limits.get("reps"),
        "hold_seconds_range": limits.get("hold_s"),
        "duration_seconds_range": limits.get("duration_s"),
        "max_sets": limits.get("max_sets", 1),
        "seconds": each["seconds"],
        "times_per_day": [times[0], times[-1]],
        "days_per_week": int(dose["days_per_week"]),
        "leave_out_if": each["leave_out_if"],
        "easier": each["regression_to"],
        "harder": each["progression_to"],
        **_grounds(each),
    }


def _advised(status: str) -> str:
    if _AVOID_FOR_SOME.fullmatch(status):
        return "for_some"
    return _ADVISED.get(status, status)


def _slug(words: str) -> str:
    """An id of a few words.

    >>> _slug("eye pressure (glaucoma)")
    'eye_pressure_glaucoma'
    """
    return "_".join(re.findall(r"\w+", words.casefold()))


def _first_number_of(text: str) -> int:
    found = re.search(r"\d+", text)
    if found is None:
        raise ValueError(f"no number in {text!r}")
    return int(found[0])


def _sources(sheets: Mapping[str, dict[str, Any]]) -> Mapping[str, Item]:
    """Every source by id. Several sheets may name one: the fullest wording of each field counts."""
    sources: dict[str, dict[str, Json]] = {}
    for sheet in sheets.values():
        for id_, said in sheet.get("sources", {}).items():
            known = sources.setdefault(id_, {"name": "", "seen": "", "url": ""})
            for field in known:
                known[field] = max(known[field], _in_our_words(said.get(field, "")), key=len)
    return sources


def _in_our_words(text: str) -> str:
    for theirs, ours in _SOURCE_WORDS:
        text = text.replace(theirs, ours)
    return text


# ---------------------------------------------------------------- comparing


def differences(facts: Items, ours: Items) -> list[str]:
    """Each difference in a line: kind and id, the field, what the facts say and the content."""
    lines = []
    for kind, id_ in sorted({*_names(facts), *_names(ours)}):
        fact, own = facts[kind].get(id_), ours[kind].get(id_)
        if own is None:
            lines.append(f"{kind} {id_}: the facts have it, the content does not")
        elif fact is None:
            if (kind, id_) not in OURS:
                lines.append(f"{kind} {id_}: the content has it, the facts do not")
        else:
            lines += _differing(kind, id_, fact, own)
    lines += [
        f"{kind} {id_}: called ours ({why}), but the content has none or the facts have it too"
        for (kind, id_), why in OURS.items()
        if id_ in facts[kind] or id_ not in ours[kind]
    ]
    return lines


def _names(items: Items) -> Iterator[tuple[str, str]]:
    return ((kind, id_) for kind, pages in items.items() for id_ in pages)


def _differing(kind: str, id_: str, fact: Item, own: Item) -> Iterator[str]:
    theirs, mine = _flat(fact), _flat(own)
    for field in dict.fromkeys((*theirs, *mine)):
        says, has = theirs.get(field), mine.get(field)
        allowed = ALLOWED.get((kind, id_, field))
        if allowed is not None and has == allowed.ours and says != has:
            continue
        if says != has:
            yield f"{kind} {id_}: {field}: facts say {_said(says)}, content says {_said(has)}"
        elif allowed is not None:
            yield f"{kind} {id_}: {field}: no longer differs ({allowed.because})"


def _flat(item: Item) -> dict[str, Json]:
    """The fields of an item, those of its steps by number."""
    flat: dict[str, Json] = {}
    for field, value in item.items():
        if field == "steps":
            for number, step in enumerate(value, 1):
                flat |= {f"step {number}, {name}": part for name, part in step.items()}
        else:
            flat[field] = value
    return flat


def _said(value: Json) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def on_purpose() -> list[str]:
    """What is ours beside the facts, and what differs from them on purpose: a line each."""
    return [
        *(f"{kind} {id_}: ours: {why}" for (kind, id_), why in OURS.items()),
        *(
            f"{kind} {id_}: {field}: differs on purpose: {allowed.because}"
            for (kind, id_, field), allowed in ALLOWED.items()
        ),
    ]


# ---------------------------------------------------------------- the digest


def digest_of(items: Items) -> str:
    """The digest: how many items of each kind, and a fingerprint of every one.

    What is ours is not in it: it follows no fact.
    """
    counted, lines = [], []
    for kind, pages in sorted(items.items()):
        compared = [id_ for id_ in sorted(pages) if (kind, id_) not in OURS]
        counted.append(f"{kind} {len(compared)}")
        lines += [f"{kind}/{id_} {_fingerprint(pages[id_])}" for id_ in compared]
    head = "# What was compared with the clinical facts, by `backease check content --facts PATH`."
    return "\n".join((head, *counted, "", *lines, ""))


def _fingerprint(item: Item) -> str:
    canonical = json.dumps(item, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def changed_since(digest: str, items: Items) -> list[str]:
    """The items, kind and id, that are not as they were when the digest was written."""
    then, now = _fingerprints(digest), _fingerprints(digest_of(items))
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def _fingerprints(digest: str) -> dict[str, str]:
    body = digest.partition("\n\n")[2]
    return dict(line.rsplit(" ", 1) for line in body.splitlines() if " " in line)
