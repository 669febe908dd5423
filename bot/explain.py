"""How did the reader come to its answer? `backease understand --explain`, for a person to read.

What is printed repeats the message: it is for the terminal of whoever asked, and for no log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.care.triage import triage
from bot.contract import reasons, urgency
from content.models import RedFlag
from intents import Trace

_FIELDS: Final = (
    "intent", "areas", "back_unspecified", "other_place", "side", "radiates", "duration",
    "intensity", "number", "triggers", "red_flags", "denied_flags", "answer", "command", "social",
    "change", "topic", "exercise", "avoid", "position", "timing",
)  # fmt: skip
_REACHES: Final = (
    ("denied", "said not to be"),
    ("past", "said to be over"),
    ("feared", "in a worry or a question"),
    ("supposed", 'in an "if" or asked in general'),
    ("relative", "of a relative"),
    ("stranger", "of somebody else"),
)
_LONGEST: Final = 300  # words of a message that are shown one by one


def explain(trace: Trace, flags: Mapping[str, RedFlag]) -> str:
    """A readable trace of one message: words, phrases met, reach of small words, danger signs,
    what was understood and why it is as urgent as it is. Ends with a line break."""
    parts = (
        ("Words (typed -> taken, dictionary form in brackets)", _words(trace)),
        ("Phrases of the lexicon that were met", _mentions(trace)),
        ("How far small words reach", _reaches(trace)),
        ("Danger signs met, and what was made of them", _signs(trace)),
        ("Cues the intent was decided by", sorted(trace.cues)),
        ("Understood", _understood(trace)),
        ("What shows it", _evidence(trace)),
        ("Urgency", _urgency(trace, flags)),
    )
    lines: list[str] = []
    for title, body in parts:
        lines += [title, *(f"  {line}" for line in body or ["nothing"]), ""]
    return "\n".join(lines)


def _words(trace: Trace) -> list[str]:
    shown = []
    for place, token in enumerate(trace.tokens[:_LONGEST]):
        typed = trace.words(place, place)
        taken = f"{typed} -> {token.word}" if typed.casefold() != token.word else typed
        form = f" [{token.key}]" if token.key != token.word else ""
        guess = " (repaired)" if token.repaired else ""
        mark = "| " if token.stop == 2 else ", " if token.stop else ""
        shown.append(f"{mark}{taken}{form}{guess}")
    if len(trace.tokens) > _LONGEST:
        shown.append(f"... and {len(trace.tokens) - _LONGEST} more")
    return shown


def _mentions(trace: Trace) -> list[str]:
    return _columns(
        (f"{one.kind}:{one.id}", f'"{trace.words(one.first, one.last)}"', f"met {one.phrase!r}",
         "by guessed words alone" if one.guessed else "")
        for one in trace.mentions
        if one.last < _LONGEST
    )  # fmt: skip


def _reaches(trace: Trace) -> list[str]:
    if trace.scope is None:
        return []
    rows = []
    for mark, says in _REACHES:
        for first, last in _runs(getattr(trace.scope, mark)):
            rows.append((says, f'"{trace.words(first, last)}"'))
    return _columns(rows)


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last place of every unbroken run of true marks."""
    first = None
    for place, mark in enumerate([*marks, False]):
        if mark and first is None:
            first = place
        elif not mark and first is not None:
            yield first, place - 1
            first = None


def _signs(trace: Trace) -> list[str]:
    return _columns(
        (one.sign, one.verdict, f'"{trace.words(one.first, one.last)}"', f"met {one.entry}")
        for one in trace.found
    )


def _understood(trace: Trace) -> list[str]:
    rows = []
    for field in _FIELDS:
        value = getattr(trace.complaint, field)
        if value not in (None, (), False):
            said = ", ".join(value) if isinstance(value, tuple) else str(value)
            rows.append((field, said))
    return _columns(rows)


def _evidence(trace: Trace) -> list[str]:
    return _columns(
        (one.finding, f'"{one.words}"', f"met {one.entry}", f"score {one.score:g}")
        for one in trace.complaint.evidence
    )


def _urgency(trace: Trace, flags: Mapping[str, RedFlag]) -> list[str]:
    level = urgency(trace.complaint)
    lines = [f"by the guideline of `backease understand`: {level.name}"]
    lines += [f"  {why.level.name}: {why.because}" for why in reasons(trace.complaint)]
    verdict = triage(trace.complaint.red_flags, flags)
    because = ", ".join(verdict.because) or "no sign that counts by itself"
    level_of_bot = verdict.urgency.name.lower()
    return [
        *lines,
        f"by the facts the bot runs on, nothing else known: {level_of_bot}",
        f"  because: {because}",
    ]


def _columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows of texts, set in columns."""
    table = [[str(cell) for cell in row] for row in rows]
    if not table:
        return []
    widths = [min(44, max(len(row[at]) for row in table)) for at in range(len(table[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
