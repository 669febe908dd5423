"""Has somebody looked at what is drawn, and known it without its name?

The linter passes a wrong exercise, so every figure is looked at: someone who sees only its sheet
picks its name among five similar ones. The choice is written down with a hash of the figure; a
changed figure needs a new look.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from content.files import checked, read_yaml
from content.pictures.catalogue import MEDIA
from content.pictures.figure import Figure

APPROVED = MEDIA / "approved.yaml"
CHOICES = 5
LEAST_RIGHT = 0.9
"""So many of all exercises must have been picked right without text."""


class Look(BaseModel):
    """One look at a figure: its hash, the names to choose from, and the one that was picked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figure: str
    among: tuple[str, ...]
    picked: str


_LOOKS = TypeAdapter(dict[str, Look])


def hash_of(figure: Figure) -> str:
    """The hash of what a figure says, whatever its tempo."""
    text = json.dumps(figure.model_dump(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_looks(path: Path = APPROVED) -> Mapping[str, Look]:
    """Every look that was written down, by exercise; none when there is no file yet."""
    if not path.is_file():
        return {}
    name = f"content/{MEDIA.name}/{path.name}"
    return checked(_LOOKS, read_yaml(path, name), name)


def looks_missing(figures: Mapping[str, Figure], looks: Mapping[str, Look]) -> list[str]:
    """Say in a line each which figure nobody looked at as it is, and when too few were known."""
    faults = [f"{id_}: looked at, but it has no figure" for id_ in looks if id_ not in figures]
    right = 0
    for id_, figure in figures.items():
        look = looks.get(id_)
        if look is None:
            faults.append(f"{id_}: nobody has looked at its figure")
        elif look.figure != hash_of(figure):
            faults.append(f"{id_}: its figure has changed since it was looked at")
        elif id_ not in look.among or len(set(look.among)) != CHOICES:
            faults.append(f"{id_}: was not picked among {CHOICES} names with its own")
        else:
            right += look.picked == id_
    if figures and right < LEAST_RIGHT * len(figures):
        faults.append(f"{right} of {len(figures)} figures were known without text: too few")
    return faults
