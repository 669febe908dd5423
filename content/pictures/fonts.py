"""Which font can write these words in a picture?

Pillow's own font comes first: it is there on every machine, so an English chart looks the same
everywhere. It lacks accents and other scripts. Then comes a font of this machine that has every
letter, DejaVu Sans and Noto Sans before others; and when there is none, the words are written
with the letters Pillow's font has ("août" becomes "aout"). Scripts whose letters change shape
beside each other need Pillow built with libraqm to look right.
"""

import os
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

FIRST_CHOICES = ("DejaVuSans", "NotoSans-Regular", "NotoSans")
_PROBE_SIZE = 40
_NO_CHARACTER = "\U0010ffff"  # is in no font, so it looks like every letter a font lacks
_NOT_UPRIGHT = ("bold", "italic", "oblique", "black", "light", "thin", "condensed", "mono")
_FAULTS = (OSError, ValueError)  # not a font, or one of a kind that cannot be drawn at any size
_PLAIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхцы", "abvgdezijklmnoprstufhcy", strict=True)),
        **{"ё": "e", "ж": "zh", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "э": "e"},
        **{"ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g"},
        **{"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"},
        **{"ı": "i", "–": "-", "—": "-", "−": "-", "’": "'", "…": "...", "·": "-", "→": "->"},
    }
)


class Writing:
    """A font for some words. ``text`` says how a word is written with it."""

    def __init__(self, words: Iterable[str]) -> None:
        letters = frozenset("".join(words)) - frozenset(" \n\t")
        self._path = _find_path(letters)
        self._plain = self._path is None and bool(_missing(None, letters))

    def font(self, size: int) -> Font:
        """The font, ``size`` pixels high."""
        return _open(self._path, size)

    def text(self, word: str) -> str:
        """The word, with letters the font has."""
        return transliterate(word) if self._plain else word


def transliterate(text: str) -> str:
    """Write a text with letters of Pillow's own font; what cannot be said so is left out.

    >>> transliterate("août, März, źle, Łódź, май")
    'aout, Marz, zle, Lodz, maj'
    """
    letters: list[str] = []
    for letter in text:
        plain = letter.lower().translate(_PLAIN)
        plain = plain.capitalize() if letter.isupper() else plain
        letters += unicodedata.normalize("NFKD", plain)
    missing = _missing(None, frozenset(letters) - {" "})
    return "".join(letter for letter in letters if letter not in missing)


@lru_cache(maxsize=64)
def _find_path(letters: frozenset[str]) -> Path | None:
    """The font file to write these letters with; None for Pillow's own font."""
    if not _missing(None, letters):
        return None
    return next((path for path in _fonts() if not _missing(path, letters)), None)


def _missing(path: Path | None, letters: frozenset[str]) -> frozenset[str]:
    """The letters that a font lacks: all of them when it cannot be opened."""
    try:
        font = _open(path, _PROBE_SIZE)
        lacking = _look(font, _NO_CHARACTER)
        return frozenset(each for each in letters if _look(font, each) == lacking)
    except _FAULTS:
        return letters


def _look(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter, mode="L")
    picture = Image.new("L", mask.size)
    picture.im.paste(mask, (0, 0, *mask.size))
    return mask.size, picture.tobytes()


@lru_cache(maxsize=32)
def _open(path: Path | None, size: int) -> Font:
    return ImageFont.load_default(size) if path is None else ImageFont.truetype(path, size)


@cache
def _fonts() -> tuple[Path, ...]:
    """Every font file of this machine, the first choices first, then upright regular ones."""
    found = {path for folder in _folders() for path in _files(folder)}

    def rank(path: Path) -> tuple[int, bool, str]:
        name = path.stem
        known = FIRST_CHOICES.index(name) if name in FIRST_CHOICES else len(FIRST_CHOICES)
        return known, any(style in name.lower() for style in _NOT_UPRIGHT), str(path)

    return tuple(sorted(found, key=rank))


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [Path(folder) / "fonts" for folder in shared.split(":")]
    return [*folders, home / ".local/share/fonts", home / ".fonts"]


def _files(folder: Path) -> list[Path]:
    try:
        return [each for each in folder.rglob("*") if each.suffix in (".ttf", ".otf", ".ttc")]
    except OSError:
        return []
