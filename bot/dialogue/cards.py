"""Which picture goes with an exercise, and which with a routine?

A step has its film at its hold and side, or a still; a routine has a cover of small stills.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256

from bot.dialogue.screen import Picture
from content.files import ContentError
from content.models import Dose, Exercise
from content.pictures.catalogue import COVER_VERSION, Film, film_path, load_films


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


def cover(exercises: Sequence[str], *, dark: bool = False) -> Picture | None:
    """Return the cover of a routine: its exercises in their order, numbered.

    None when one of them is not drawn. A cover is put together only when it is to be sent.
    """
    films = [_films().get(id_) for id_ in exercises]
    tiles = [each[0].tile_dark if dark else each[0].tile_light for each in films if each]
    if not tiles or len(tiles) < len(films):
        return None
    key = sha256(" ".join((str(COVER_VERSION), *tiles)).encode()).hexdigest()[:16]
    return Picture(key, "routine.jpg", film=False, make=partial(_put_together, tiles, dark))


def _put_together(tiles: Sequence[str], dark: bool) -> bytes:
    from content.pictures.covers import draw_cover  # Pillow, which a start does without

    return draw_cover([film_path(tile) for tile in tiles], dark=dark)


def _picture(file: str, *, film: bool) -> Picture:
    path = film_path(file)
    return Picture(key=path.stem, path=str(path), film=film)
