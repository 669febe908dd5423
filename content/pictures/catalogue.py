"""Which films and stills are there for each exercise? What the bot sends; it draws none of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import TypeAdapter

from content.files import CONTENT, ContentError, checked, read_yaml

MEDIA = CONTENT / "media"
MANIFEST = "films.yaml"
FOLDER = "films"
TILE = (240, 180)
"""Width and height of a tile in pixels."""
COVER_VERSION = 1
"""To be raised whenever a cover of the same tiles looks different."""
_NAME = f"content/{MEDIA.name}/{MANIFEST}"

Side = Literal["both", "right", "left"]


@dataclass(frozen=True, slots=True)
class Film:
    """One film with its stills; file names are inside ``films`` of the media folder.

    ``side`` is the worked side, ``both`` when the exercise has none. ``hold`` is the hold it
    counts down, in seconds. A tile is a small still for the cover of a routine.
    """

    side: Side
    hold: int
    file: str
    still_light: str
    still_dark: str
    tile_light: str
    tile_dark: str

    @property
    def files(self) -> tuple[str, ...]:
        """The film and its stills."""
        return self.file, self.still_light, self.still_dark, self.tile_light, self.tile_dark


_FILMS = TypeAdapter(dict[str, tuple[Film, ...]])


@cache
def load_films(media: Path = MEDIA) -> Mapping[str, tuple[Film, ...]]:
    """The films of each exercise, by its id; an exercise that is not drawn yet is not in it.

    The manifest is read once. One that cannot be read, or names a file that is missing, is a
    ``ContentError``.
    """
    films = read_manifest(media)
    for id_, shown in films.items():
        for film in shown:
            for file in film.files:
                if not film_path(file, media).is_file():
                    raise ContentError(_NAME, f"{id_}: no file {file}")
    return MappingProxyType(films)


def read_manifest(media: Path = MEDIA) -> dict[str, tuple[Film, ...]]:
    """What the manifest says, whether the files are there or not; nothing when there is none."""
    path = media / MANIFEST
    if not path.is_file():
        return {}
    return checked(_FILMS, read_yaml(path, _NAME).get("films"), _NAME, "films")


def film_path(file: str, media: Path = MEDIA) -> Path:
    """Where a file that ``Film`` names lies."""
    return media / FOLDER / file
