"""Is the content right, readable, within Telegram's limits, and linked? All its checks in one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.care.doses import seconds_of
from bot.check.links import broken_links
from bot.check.pages import stale_page
from bot.check.routines import counts, fit_all, routine_faults, routines_page
from bot.check.screens import screen_faults
from bot.check.sources import sources_page
from content import facts, wording
from content.loader import Content

DOCS = Path(__file__).parents[2] / "docs"


@dataclass(slots=True)
class Report:
    """What the checks found, one line each, and their figures."""

    faults: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def check_content(
    content: Content,
    now: datetime,
    *,
    sheets: Path | None = None,
    write: bool = False,
    digest: Path = facts.DIGEST,
    docs: Path = DOCS,
) -> Report:
    """Check everything about the content that can be checked without a person.

    ``sheets`` is the folder of the clinical facts: when nothing differs from them, the digest is
    written. With ``write`` the pages in ``docs`` are made anew. ``now`` is aware; screens are
    drawn for it. Raises ``facts.FactsError`` and ``wording.NoGrader``.
    """
    report = Report()
    report.faults += facts_faults(content, sheets, digest)
    compared = facts.items_of_content(content, seconds_of)
    counted = ", ".join(f"{kind} {len(items)}" for kind, items in compared.items())
    report.figures += [f"compared with the facts: {counted}", *facts.on_purpose()]
    _check_wording(content, report)
    drawn, faults = screen_faults(content, now)
    report.figures.append(f"{drawn} screens drawn: they fit and their HTML is valid")
    report.faults += faults
    report.faults += broken_links(content)
    fits = fit_all(content)
    report.faults += routine_faults(fits, content)
    report.figures.append(f"{len(fits)} routines fitted to a leave-out tag: {counts(fits)}")
    pages = {"routines.md": routines_page(fits, content), "sources.md": sources_page(content)}
    report.faults += _check_pages(pages, docs, write=write)
    return report


def facts_faults(content: Content, sheets: Path | None, digest: Path) -> list[str]:
    """How the content differs from the facts in ``sheets``; the digest is written when it doesn't.

    Without ``sheets``: what has changed since the digest was written.
    """
    ours = facts.items_of_content(content, seconds_of)
    if sheets is not None:
        differing = facts.differences(facts.items_of_facts(sheets), ours)
        if not differing:
            digest.write_text(facts.digest_of(ours), encoding="utf-8")
        return differing
    again = "run backease check content --facts PATH"
    if not digest.exists():
        return [f"content/{digest.name}: missing: {again}"]
    changed = facts.changed_since(digest.read_text(encoding="utf-8"), ours)
    return [f"{name}: not as compared with the facts: {again}" for name in changed]


def _check_wording(content: Content, report: Report) -> None:
    kinds, faults = wording.grade(wording.read_texts(content))
    report.faults += faults
    report.figures += [
        f"reading grade, {each.count} x {each.kind}: mean {each.mean:.1f}, "
        f"highest {each.highest:.1f} ({each.hardest})"
        for each in kinds
    ]
    report.figures.append(f"reading grade, all: mean {wording.mean_grade(kinds):.2f}")
    report.faults += wording.forbidden(wording.every_text(content))


def _check_pages(pages: dict[str, str], docs: Path, *, write: bool) -> Iterator[str]:
    for name, text in pages.items():
        if write:
            (docs / name).write_text(text, encoding="utf-8")
        elif stale := stale_page(docs / name, text):
            yield stale
