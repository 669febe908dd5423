"""Which picture goes with an exercise: for now the position it starts in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.dialogue.screen import Picture
from content.loader import ContentError
from content.models import Exercise
from content.pictures.manifest import load_stills


@cache
def _stills() -> Mapping[str, Path]:
    """Find the stills once. A step is never blocked by a picture: without them text stands alone.

    The start has looked at them before (``app.load_knowledge``) and said what is missing.
    """
    try:
        return load_stills()
    except ContentError:
        return {}


def step_picture(exercise: Exercise) -> Picture | None:
    """Return the still of an exercise's start position, None when there is none."""
    start = exercise.positions[0]
    walks = exercise.kind == "aerobic" and start == "standing"
    path = _stills().get("walking" if walks else start)
    return None if path is None else Picture(key=path.stem, path=str(path), film=False)
