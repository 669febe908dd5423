"""What does a routine look like at a glance? Its exercises as numbered tiles in one picture."""

import io
import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.pictures.drawing import DARK, LIGHT, Theme

TILE = (240, 180)
"""Width and height of a tile in pixels."""
MOST_TILES = 12
_GAP = 8
_BADGE = 15
_FINER = 3


def draw_cover(tiles: Sequence[Path], *, dark: bool = False) -> bytes:
    """Put tiles side by side in their order, as a JPEG.

    At most twelve are shown; the last of them says how many more there are. Raises ``OSError``
    when a tile cannot be read and ``ValueError`` without tiles.
    """
    if not tiles:
        raise ValueError("a cover needs a tile")
    theme = DARK if dark else LIGHT
    shown, left_out = tiles[:MOST_TILES], len(tiles) - MOST_TILES
    columns = _columns(len(shown))
    rows = math.ceil(len(shown) / columns)
    width, height = TILE[0] + _GAP, TILE[1] + _GAP
    page = Image.new("RGB", (columns * width + _GAP, rows * height + _GAP), theme.edge)
    for n, path in enumerate(shown):
        row, column = divmod(n, columns)
        short = (
            columns * (row + 1) - len(shown) if row == rows - 1 else 0
        )  # the last row is centred
        at = _GAP + column * width + short * width // 2, _GAP + row * height
        with Image.open(path) as tile:
            page.paste(tile.convert("RGB").resize(TILE), at)
        text = f"+{left_out + 1}" if left_out > 0 and n == MOST_TILES - 1 else str(n + 1)
        badge = _badge(text, theme)
        page.paste(badge, (at[0] + 6, at[1] + 6), badge)
    file = io.BytesIO()
    page.save(file, "JPEG", quality=88, optimize=True)
    return file.getvalue()


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
    pen.text((size / 2, size / 2), text, (255, 255, 255, 255), font, anchor="mm")
    return sign.resize((2 * _BADGE, 2 * _BADGE), Image.Resampling.LANCZOS)
