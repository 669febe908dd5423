"""Markdown that is made from the content and committed."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def stale_page(path: Path, text: str) -> str | None:
    """One line when a committed page is not what the content makes of it; None when it is."""
    try:
        current = path.read_text(encoding="utf-8")
    except OSError:
        current = None
    if current == text:
        return None
    return f"docs/{path.name}: out of date: run backease check content --write"
