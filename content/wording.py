"""Is every text easy to read, and does none promise what nobody can promise?

Reading grade is Flesch-Kincaid's: the years of school a text asks for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from statistics import mean

from content.loader import Content

HIGHEST_GRADE = 8.0
HIGHEST_MEAN = 6.0
FEWEST_WORDS = 8  # a message shorter than this has no grade worth the name
NUMBERS_TO_CALL = frozenset({"emergency_general"})  # stands inside other messages


class NoGrader(Exception):
    """textstat is missing; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something a person reads. ``id`` names its place; ``words`` has no markup any more."""

    kind: str
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Grades:
    """How hard the texts of one kind are to read."""

    kind: str
    count: int
    mean: float
    highest: float
    hardest: str


# ---------------------------------------------------------------- the texts

# What stands for a placeholder when a message is graded; others become a short name.
_FILLED = {
    "emergency": "112",
    "own": "112",
    "general": "999",
    "advice": "your doctor",
    "number": "3",
    "count": "4",
    "minutes": "10",
    "seconds": "20",
    "hours": "2",
    "sets": "2",
    "rating": "4",
    "before": "5",
    "after": "3",
    "first": "5",
    "last": "3",
    "points": "two points",
    "time": "8:00",
    "now": "9:00",
    "when": "every day at 8:00",
    "day": "Monday",
    "days": "Monday and Friday",
}
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_TAG = re.compile(r"<[^>]*>")
_BULLET = re.compile(r"^[^\w\"'(]+")
_COMMAND = re.compile(r"/\w+")


def plain(text: str) -> str:
    """A message as it reads: no markup, placeholders filled.

    >>> plain("<b>Noted:</b> {rating} of 10.")
    'Noted: 4 of 10.'
    """
    filled = _PLACEHOLDER.sub(lambda found: _FILLED.get(found[1], "knee rolls"), text)
    return _TAG.sub("", filled)


def sentences(parts: Iterable[str]) -> str:
    """Lines and list items as sentences of their own.

    >>> sentences(["Arching the back", "Lift one leg.", ""])
    'Arching the back. Lift one leg.'
    """
    lines = (_BULLET.sub("", line).strip() for part in parts for line in part.splitlines())
    return " ".join(line if line[-1] in ".?!:" else f"{line}." for line in lines if line)


def read_texts(content: Content) -> Iterator[Text]:
    """Every text that is long enough to be read, as sentences."""
    for exercise in content.exercises.values():
        parts = (
            exercise.purpose,
            *exercise.steps,
            exercise.breathing,
            exercise.feel,
            *exercise.mistakes,
            *exercise.cautions,
        )
        yield Text("exercise", exercise.id, sentences(parts))
    for sign in content.red_flags.values():
        for field in ("ask", "action", "check"):
            if words := plain(getattr(sign, field)):
                yield Text(f"danger sign, {field}", sign.id, sentences([words]))
    for question in content.questions.values():
        yield Text("safety question", question.id, question.ask)
    for answer in content.education.values():
        yield Text("answer", answer.id, sentences((answer.title, answer.answer, answer.why)))
    for each in content.avoid.values():
        yield Text("avoid", each.id, sentences((each.short, each.why, each.again, each.note)))
    for fact in content.daily_facts.values():
        yield Text("daily fact", fact.id, fact.text)
    for asked in content.support.values():
        yield Text("support question", asked.id, asked.ask)
    for tag in content.tags.values():
        yield Text("leave-out tag", tag.id, f"I leave knee rolls out for you: {tag.means}.")
    for id_, message in _messages(content):
        words = sentences([_COMMAND.sub("", plain(message))])
        if len(words.split()) >= FEWEST_WORDS and id_ not in NUMBERS_TO_CALL:
            yield Text("message", id_, words)


def every_text(content: Content) -> Iterator[Text]:
    """Every text a person can be shown, down to names and labels, in its own words."""
    pages: Mapping[str, Iterable[object]] = {
        "exercise": content.exercises.values(),
        "danger sign": content.red_flags.values(),
        "safety question": content.questions.values(),
        "answer": content.education.values(),
        "avoid": content.avoid.values(),
        "daily fact": content.daily_facts.values(),
        "support question": content.support.values(),
        "leave-out tag": content.tags.values(),
        "area": content.areas.values(),
    }
    words = (
        *("name", "label", "ask", "action", "check", "purpose", "steps", "breathing", "feel"),
        *("mistakes", "cautions", "title", "answer", "why", "short", "again", "note", "text"),
        "means",
    )
    for kind, page in ((kind, page) for kind, listed in pages.items() for page in listed):
        for field in words:
            said = getattr(page, field, ())
            for each in (said,) if isinstance(said, str) else said:
                yield Text(kind, f"{getattr(page, 'id', '')} {field}", plain(each))
    for id_, message in _messages(content):
        yield Text("message", id_, plain(message))


def _messages(content: Content) -> Iterator[tuple[str, str]]:
    for name, said in content.messages:
        if isinstance(said, str):
            yield name, said
        else:
            pairs = said.items() if isinstance(said, dict) else enumerate(said, 1)
            yield from ((f"{name} {key}", each) for key, each in pairs)


# ---------------------------------------------------------------- reading grade


def grade(texts: Iterable[Text]) -> tuple[list[Grades], list[str]]:
    """The grades of each kind, and a line for every text and mean that is too hard.

    Raises ``NoGrader`` when textstat is not installed.
    """
    try:
        from textstat import flesch_kincaid_grade  # type: ignore[import-untyped]
    except ImportError:
        raise NoGrader(
            "reading grades need textstat: make check installs it, or pip install -e '.[dev]'"
        ) from None
    graded: dict[str, dict[str, float]] = {}
    for text in texts:
        graded.setdefault(text.kind, {})[text.id] = round(flesch_kincaid_grade(text.words), 1)
    kinds = []
    faults = []
    for kind, of_id in graded.items():
        hardest = max(of_id, key=lambda id_: of_id[id_])
        kinds.append(Grades(kind, len(of_id), mean(of_id.values()), of_id[hardest], hardest))
        faults += [
            f"{kind} {id_}: reading grade {grade}, at most {HIGHEST_GRADE:g}"
            for id_, grade in of_id.items()
            if grade > HIGHEST_GRADE
        ]
    if kinds and (over_all := mean_grade(kinds)) > HIGHEST_MEAN:
        faults.append(f"all texts: mean reading grade {over_all:.2f}, at most {HIGHEST_MEAN:g}")
    return kinds, faults


def mean_grade(kinds: Iterable[Grades]) -> float:
    """The mean over all texts."""
    return mean(chain.from_iterable([each.mean] * each.count for each in kinds))


# ---------------------------------------------------------------- words we do not use

_FORBIDDEN = (
    (r"\b(un)?treat(s|ed|ing|ment|ments|able)?\b", "promises treatment"),
    (r"\bcur(e|es|ed|ing|able)\b", "promises a cure"),
    (r"\b(reliev\w*|relief)\b", "promises relief"),
    (r"\bdiagnos\w*", "is a doctor's word"),
    (r"\bguarant\w+", "promises too much"),
    (r"\bheal(s|ed|ing)?\b", "promises healing"),
    (r"\bfix(es|ed|ing)?\b(?! safety rules)", "promises a fix"),
    (r"\bget(s|ting)? rid of\b", "promises too much"),
    (r"\b(pain|ache)[- ]free\b|\bfree (of|from) pain\b", "promises no pain"),
    (r"\bno more pain\b|\bend(s)? (your|the|all) pain\b", "promises no pain"),
    (r"\b(will|always|is sure to) (help|work)s?\b", "promises an effect"),
    (r"\b(remed(y|ies)|miracle|proven|foolproof|100 ?%)", "promises too much"),
    (r"\b(risk|side[- ]effect)[- ]free\b|\bno risks?\b", "promises safety"),
    (r"\b(you are|you're) (fine|safe|healthy|all right)\b", "clears a person"),
    (r"\bnothing (serious|to worry about|is wrong)\b|\bdon't worry\b", "clears a person"),
    (r"\bno danger signs?\b", "clears a person"),
)
FORBIDDEN = tuple((re.compile(pattern, re.IGNORECASE), why) for pattern, why in _FORBIDDEN)

_MEDICINE = (
    r"\b(paracetamol|acetaminophen|ibuprofen|naproxen|diclofenac|aspirin|codeine|tramadol|"
    r"morphine|opioids?|gabapentin|pregabalin|amitriptyline|diazepam|steroids?|nsaids?|"
    r"anti-?inflammator(y|ies)|painkillers?|medicines?|medication|tablets?|pills?|capsules?)\b"
)
_COUNT = r"(\d+([.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an?)"
_OFTEN = rf"(once|twice|{_COUNT} times) (a|each|per|every) day|every {_COUNT} hours|{_COUNT} a day"
MEDICINE_DOSE = re.compile(
    rf"\b\d+([.,]\d+)? ?(mg|mcg|µg|milligrams?|ml|millilitres?)\b"
    rf"|\b{_COUNT} (tablets?|pills?|capsules?)\b"
    rf"|{_MEDICINE}[^.?!]{{0,60}}\b({_OFTEN}|{_COUNT} ?(g|grams?)\b)"
    rf"|\b({_OFTEN}|{_COUNT} ?(g|grams?))\b[^.?!]{{0,60}}{_MEDICINE}",
    re.IGNORECASE,
)


def forbidden(texts: Iterable[Text]) -> list[str]:
    """A line for every promise and every dose of a medicine in the texts."""
    faults = []
    for text in texts:
        for pattern, why in FORBIDDEN:
            for found in pattern.finditer(text.words):
                faults.append(f"{text.kind} {text.id}: {found[0]!r} {why}")
        for found in MEDICINE_DOSE.finditer(text.words):
            faults.append(f"{text.kind} {text.id}: {found[0]!r} is a dose of a medicine")
    return faults
