"""What does a routine look like at a glance? Its exercises as numbered tiles in one picture."""

import io
import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.pictures.catalogue import TILE
from content.pictures.drawing import DARK, LIGHT, Theme, color

MOST_TILES = 12
_GAP = 8
_BADGE = 15
_CORNER = 6, 6
_BADGE_INK = color("26303F")
_FINER = 3


def draw_cover(tiles: Sequence[Path], *, dark: bool = False) -> bytes:
    """Put tiles side by side in their order, as a JPEG.

    At most twelve places are filled: of more tiles eleven are shown, and the last place says how
    many come after them. Raises ``OSError`` when a tile cannot be read and ``ValueError``
    without tiles.
    """
    if not tiles:
        raise ValueError("a cover needs a tile")
    theme = DARK if dark else LIGHT
    shown = tiles if len(tiles) <= MOST_TILES else tiles[: MOST_TILES - 1]
    cells = [_cell(path, str(n), theme) for n, path in enumerate(shown, 1)]
    if len(shown) < len(tiles):
        cells.append(_rest(f"+{len(tiles) - len(shown)}", theme))
    columns = _columns(len(cells))
    rows = math.ceil(len(cells) / columns)
    width, height = TILE[0] + _GAP, TILE[1] + _GAP
    page = Image.new("RGB", (columns * width + _GAP, rows * height + _GAP), theme.edge)
    for n, cell in enumerate(cells):
        row, column = divmod(n, columns)
        short = columns * (row + 1) - len(cells) if row == rows - 1 else 0  # a last row is centred
        page.paste(cell, (_GAP + column * width + short * width // 2, _GAP + row * height))
    file = io.BytesIO()
    page.save(file, "JPEG", quality=88, optimize=True)
    return file.getvalue()


def _cell(path: Path, number: str, theme: Theme) -> Image.Image:
    """A tile with its number in the corner."""
    with Image.open(path) as tile:
        cell = tile.convert("RGB").resize(TILE)
    badge = _badge(number, theme)
    cell.paste(badge, _CORNER, badge)
    return cell


def _rest(text: str, theme: Theme) -> Image.Image:
    """A place that says how many exercises more there are."""
    cell = Image.new("RGB", TILE, theme.back)
    font = ImageFont.load_default(TILE[1] // 3)
    middle = TILE[0] / 2, TILE[1] / 2
    ImageDraw.Draw(cell).text(middle, text, theme.ink, font, anchor="mm")
    return cell


def _columns(count: int) -> int:
    """The columns of a grid that is about as wide as a phone shows well."""
    return count if count < 4 else 2 if count == 4 else 3 if count <= 9 else 4


def _badge(text: str, theme: Theme) -> Image.Image:
    """A round sign with a number in it."""
    size = 2 * _BADGE * _FINER
    sign = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sign)
    pen.ellipse((0, 0, size - 1, size - 1), fill=(*theme.arrow, 255))
    font = ImageFont.load_default(round(size * 0.62))
    pen.text((size / 2, size / 2), text, (*_BADGE_INK, 255), font, anchor="mm")
    return sign.resize((2 * _BADGE, 2 * _BADGE), Image.Resampling.LANCZOS)
