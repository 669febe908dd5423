"""What does `backease understand` print? Our findings in the names and rules of its guideline.

The guideline labels messages for measuring how well they are understood. Where it differs from
the facts the bot is run by (osteoporosis, old accidents, cancer), this command follows the
guideline and the bot follows the facts: its rules are in ``bot.care.triage``.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TextIO

from intents import Complaint, Duration, Evidence, Intensity, Intent, Radiation, Reader

_INTENTS: Final = frozenset(
    {Intent.DESCRIBE_PAIN, Intent.ASK_EXERCISE, Intent.ASK_INFO, Intent.PAIN_UPDATE}
)

# What each of our signs is called there. Signs without a name only decide the urgency.
_NAMES: Final = {
    "ces_bladder": "bladder_bowel",
    "ces_bowel": "bladder_bowel",
    "ces_saddle": "saddle_numbness",
    "ces_sexual": "saddle_numbness",
    "leg_weak_severe": "leg_weakness",
    "leg_weak_mild": "leg_weakness",
    "numb_limb": "numbness",
    "spreading_numbness": "progressive_neuro",
    "weak_arm": "progressive_neuro",
    "infection": "fever_infection",
    "meningitis": "fever_infection",
    "infection_risk": "iv_drug_immunosuppressed",
    "minor_trauma_fragile": "osteoporosis_fracture",
    "osteoporosis_named": "osteoporosis_fracture",
    "chest_cardiac": "chest_pain",
    "lung_clot": "chest_pain",
    "aortic": "abdominal_aneurysm",
    "cancer_history": "cancer_history",
    "weight_loss": "weight_loss",
    "major_trauma": "major_trauma",
    "night_pain": "night_pain",
    "kidney": "kidney",
    "myelopathy": "myelopathy",
    "pregnancy": "pregnancy",
    "age_under_18": "age_under_18",
    "age_over_70_new": "age_over_70",
}
_ORDER: Final = [
    "cauda_equina",
    "saddle_numbness",
    "bladder_bowel",
    "leg_weakness",
    "numbness",
    "fever_infection",
    "cancer_history",
    "weight_loss",
    "major_trauma",
    "osteoporosis_fracture",
    "night_pain",
    "chest_pain",
    "abdominal_aneurysm",
    "pregnancy",
    "myelopathy",
    "kidney",
    "iv_drug_immunosuppressed",
    "progressive_neuro",
    "age_under_18",
    "age_over_70",
]

_SADDLE_OR_BLADDER: Final = frozenset({"ces_bladder", "ces_bowel", "ces_saddle", "ces_sexual"})
_NERVES: Final = frozenset(
    {"bilateral_leg", "leg_weak_severe", "leg_weak_mild", "numb_limb", "spreading_numbness",
     "weak_arm"}
)  # fmt: skip
_EMERGENCY: Final = frozenset({"aortic", "meningitis", "neck_artery", "cold_leg", "self_harm"})
_URGENT: Final = frozenset(
    {"infection", "infection_risk", "cancer_history", "weight_loss", "leg_weak_severe",
     "leg_weak_mild", "spreading_numbness", "weak_arm", "myelopathy", "major_trauma", "kidney",
     "post_procedure", "lung_clot", "minor_trauma_fragile", "painkiller_harm"}
)  # fmt: skip
_SEE_DOCTOR: Final = frozenset(
    {"numb_limb", "bilateral_leg", "known_condition", "inflammatory", "thoracic_constant",
     "night_pain", "age_under_18", "age_over_70_new", "pregnancy", "osteoporosis_named",
     "abdominal", "shingles", "deformity_lump"}
)  # fmt: skip
_MEDICAL_TOPICS: Final = frozenset({"painkillers", "surgery", "imaging", "pharmacist"})
_OPERATED: Final = "recent"  # in the names of the rules for recent operations
_TEARING: Final = ("tear", "rip", "torn", "puls", "aort", "aneurysm", "aaa")
_FAILING: Final = ("weak", "fails", "jelly", "give way", "wont", "cant move", "buckl", "packed in")
_NUMB: Final = ("numb", "feel", "asleep", "tingl", "dead")
_BLEEDING: Final = ("blood", "bleed", "black poo", "tarry")


def understand_lines(stdin: Iterable[str | bytes], stdout: TextIO, reader: Reader) -> int:
    """Answer each JSON line ``{"id", "text"}`` with a JSON line, and return the exit code.

    A line that cannot be read is answered with ``{"line": n, "error": …}``, n from 1; the
    rest is answered all the same and the code is 1 instead of 0. Errors never repeat
    what the line said.
    """
    failed = False
    for count, line in enumerate(stdin, start=1):
        try:
            answer = answer_of(line, reader)
        except _Unreadable as error:
            failed = True
            answer = {"line": count, "error": str(error)}
        stdout.write(json.dumps(answer) + "\n")
    stdout.flush()
    return 1 if failed else 0


class _Unreadable(Exception):
    """A line that is not a message; its text says why, in words of our own."""


def answer_of(line: str | bytes, reader: Reader) -> dict[str, object]:
    """The contract's answer to one line."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        message = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise _Unreadable("not a line of JSON in UTF-8") from None
    if not isinstance(message, dict):
        raise _Unreadable('not an object with "id" and "text"')
    if not isinstance(message.get("text"), str):
        raise _Unreadable('"text" is missing or is not a string')
    return {"id": message.get("id"), **contract(reader.understand(message["text"]))}


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def contract(complaint: Complaint) -> dict[str, object]:
    """A complaint in the names and values of the guideline, with its urgency."""
    about_back = _about_back(complaint)
    intent = complaint.intent if complaint.intent in _INTENTS else "other"
    strength = complaint.number if complaint.number is not None else complaint.intensity
    return {
        "intent": str(intent),
        "areas": list(complaint.areas),
        "back_unspecified": complaint.back_unspecified,
        "side": complaint.side,
        "radiates": str(complaint.radiates if about_back else Radiation.NONE),
        "duration": complaint.duration,
        "intensity": strength,
        "triggers": list(complaint.triggers),
        "red_flags": _names(complaint.red_flags, complaint, affirmed=True),
        "denied_flags": _names(complaint.denied_flags, complaint, affirmed=False),
        "urgency": urgency(complaint).name,
        "evidence": list(_evidence(complaint.evidence)),
    }


def _about_back(complaint: Complaint) -> bool:
    """About the back, or a danger sign alone with no other place it could belong to."""
    if complaint.about_back:
        return True
    alone = frozenset(complaint.red_flags) & (_SADDLE_OR_BLADDER | _NERVES | {"osteoporosis_named"})
    return bool(alone) and complaint.other_place in (None, "leg", "ankle_foot", "arm_hand")


def _names(flags: Iterable[str], complaint: Complaint, *, affirmed: bool) -> list[str]:
    flags = set(flags)
    names = {_NAMES[flag] for flag in flags if flag in _NAMES}
    if affirmed and _only_operated_on(complaint):
        names.discard(_NAMES["infection_risk"])
    if affirmed and "aortic" in flags and not _says(complaint, "aortic", _TEARING):
        names.discard(_NAMES["aortic"])
    if "bilateral_leg" in flags:
        if _says(complaint, "bilateral_leg", _FAILING):
            names.add("leg_weakness")
        if _says(complaint, "bilateral_leg", _NUMB):
            names.add("numbness")
    trouble = complaint.about_back or flags & _NERVES or complaint.radiates is Radiation.LEG
    if affirmed and flags & _SADDLE_OR_BLADDER and trouble:
        names.add("cauda_equina")
    return [name for name in _ORDER if name in names]


def _only_operated_on(complaint: Complaint) -> bool:
    """Is a recent operation or injection the only risk of infection? The guideline has no name
    for it."""
    entries = _entries(complaint, "infection_risk")
    return bool(entries) and all(_OPERATED in entry for entry in entries)


def _entries(complaint: Complaint, flag: str) -> list[str]:
    return [one.entry for one in complaint.evidence if one.finding == f"red_flag:{flag}"]


class Level(NamedTuple):
    """A step of the guideline's urgency: higher ``step`` is sooner."""

    step: int
    name: str


_NOT_BACK, _SELF_CARE, _DOCTOR, _TODAY, _NOW = (
    Level(step, name)
    for step, name in enumerate(("not_back", "self_care", "see_doctor", "urgent", "emergency"))
)


class Reason(NamedTuple):
    """A rule of the guideline that a complaint meets, and the urgency it asks for."""

    level: Level
    because: str


def urgency(complaint: Complaint) -> Level:
    """How soon a careful self-care bot should send the writer on, by the guideline."""
    return max((reason.level for reason in reasons(complaint)), default=_SELF_CARE)


def reasons(complaint: Complaint) -> list[Reason]:
    """Every rule of the guideline that the complaint meets; the highest level decides."""
    if not _about_back(complaint):
        return [Reason(_NOT_BACK, "no part of the back is complained of")]
    flags = frozenset(complaint.red_flags)
    severe = complaint.intensity is Intensity.SEVERE or (complaint.number or 0) >= 8
    rules = (
        (_NOW, _emergencies(complaint, flags)),
        (_TODAY, _urgent(complaint, flags, severe=severe)),
        (_DOCTOR, _for_a_doctor(complaint, flags, severe=severe)),
    )
    return [Reason(level, because) for level, met in rules for because in met]


def _emergencies(complaint: Complaint, flags: frozenset[str]) -> Iterator[str]:
    yield from sorted(flags & (_EMERGENCY | _SADDLE_OR_BLADDER | {"chest_cardiac"}))
    if _says(complaint, "bilateral_leg", _FAILING):
        yield "both legs failing"
    clots = _entries(complaint, "lung_clot")
    if any("swollen" not in entry and "clot" not in entry for entry in clots):
        yield "lung_clot, with breath or blood"
    if "major_trauma" in flags and flags & _NERVES:
        yield "major_trauma with a nerve sign"
    if {"infection", "kidney"} <= flags:
        yield "infection with a kidney sign"


def _urgent(complaint: Complaint, flags: frozenset[str], *, severe: bool) -> Iterator[str]:
    yield from sorted(flags & _URGENT)
    if _says(complaint, "abdominal", _BLEEDING):
        yield "abdominal, with bleeding"
    if _says(complaint, "bilateral_leg", _NUMB):
        yield "both legs numb"
    broken = any(
        "bone" in entry.split(" + ") for entry in _entries(complaint, "osteoporosis_named")
    )
    if "osteoporosis_named" in flags and (
        severe
        or complaint.duration is Duration.ACUTE
        or {"fall", "accident"} & set(complaint.triggers)
        or (broken and complaint.duration is not Duration.CHRONIC)
    ):
        yield "osteoporosis_named, new, severe or after a fall"
    if (
        severe
        and complaint.radiates is Radiation.LEG
        and {"walking", "standing"} <= set(complaint.triggers)
    ):
        yield "severe leg pain that stops walking and standing"
    if "pregnancy" in flags and severe:
        yield "pregnancy with severe pain"


def _for_a_doctor(complaint: Complaint, flags: frozenset[str], *, severe: bool) -> Iterator[str]:
    yield from sorted(flags & _SEE_DOCTOR)
    chronic = complaint.duration is Duration.CHRONIC
    if chronic and (severe or "not_improving" in flags):
        yield "long-standing and severe or not improving"
    if complaint.duration is Duration.SUBACUTE and severe:
        yield "severe for more than six weeks"
    if complaint.intent is Intent.ASK_INFO and complaint.topic in _MEDICAL_TOPICS:
        yield f"a question on {complaint.topic}"


def _says(complaint: Complaint, flag: str, words: Iterable[str]) -> bool:
    """Was the sign met in a lexicon entry that has one of these words?"""
    return any(word in entry for entry in _entries(complaint, flag) for word in words)


def _evidence(evidence: Iterable[Evidence]) -> Iterator[dict[str, object]]:
    for one in evidence:
        yield {
            "finding": one.finding,
            "words": one.words,
            "start": one.start,
            "end": one.end,
            "entry": one.entry,
            "score": one.score,
        }
