"""Which exercises have a figure, and at what tempo is each drawn?

A figure stands on the page of its exercise. Only what draws reads it, and only here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from content.files import CONTENT, checked, read_yaml
from content.models import Dose
from content.pictures.figure import Figure
from content.pictures.motion import Timing

EXERCISES = CONTENT / "exercises"
_FIGURE, _DOSE = TypeAdapter(Figure), TypeAdapter(Dose)
_MOVE_SECONDS = 4.0  # of a timed exercise that says nothing of its tempo


def load_figures(folder: Path = EXERCISES) -> Mapping[str, Figure]:
    """Every figure by the id of its exercise, in the order of the alphabet.

    Raises ``ContentError`` at the first one that cannot be drawn, with its file and field.
    """
    return {id_: _figure(id_, page) for id_, page in _pages(folder).items() if "figure" in page}


def load_figure(id_: str, folder: Path = EXERCISES) -> tuple[Figure, Dose]:
    """The figure of one exercise and its dose. Only its own file is read, which is quick."""
    page = _page(id_, folder)
    return _figure(id_, page), checked(_DOSE, page.get("dose"), _name(id_), "dose")


def drawn_ids(folder: Path = EXERCISES) -> list[str]:
    """The exercises that have a figure, be it right or wrong, in the order of the alphabet."""
    return [id_ for id_, page in _pages(folder).items() if "figure" in page]


def timing_of(dose: Dose, hold_seconds: int | None = None) -> Timing:
    """One repetition of a dose, with another hold if one is given."""
    hold = dose.hold_seconds if hold_seconds is None else hold_seconds
    return Timing(dose.move_seconds or _MOVE_SECONDS, hold)


def _figure(id_: str, page: Mapping[str, Any]) -> Figure:
    return checked(_FIGURE, page.get("figure"), _name(id_), "figure")


def _pages(folder: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: _page(path.stem, folder) for path in sorted(folder.glob("*.yaml"))}


def _page(id_: str, folder: Path) -> dict[str, Any]:
    return read_yaml(folder / f"{id_}.yaml", _name(id_))


def _name(id_: str) -> str:
    return f"content/exercises/{id_}.yaml"
