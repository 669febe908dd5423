"""Which picture goes with an exercise: its film at the hold and side of a step, or its still."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bot.dialogue.screen import Picture
from content.files import ContentError
from content.models import Dose, Exercise
from content.pictures.catalogue import Film, film_path, load_films


@cache
def _films() -> Mapping[str, tuple[Film, ...]]:
    """Find the films once. A step is never blocked by a picture: without them text stands alone.

    The start has looked at them before (``app.load_knowledge``) and said what is missing.
    """
    try:
        return load_films()
    except ContentError:
        return {}


def step_picture(
    exercise: Exercise, dose: Dose, *, left: bool = False, dark: bool = False
) -> Picture | None:
    """Return the film of a step: its hold, and the side it works on (right unless ``left``).

    Without a film of exactly that hold the still is shown, which counts no seconds; None when
    the exercise is not drawn.
    """
    side = ("left" if left else "right") if dose.per_side else "both"
    films = [film for film in _films().get(exercise.id, ()) if film.side == side]
    if not films:
        return None
    still = _picture(films[0].still_dark if dark else films[0].still_light, film=False)
    exact = (film for film in films if film.hold == dose.hold_seconds)
    found = next(exact, None)
    return replace(_picture(found.file, film=True), instead=still) if found else still


def _picture(file: str, *, film: bool) -> Picture:
    path = film_path(file)
    return Picture(key=path.stem, path=str(path), film=film)
