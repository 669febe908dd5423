"""Does a cover show the exercises of a routine, in their order and however many there are?"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content.pictures.covers import MOST_TILES, TILE, draw_cover
from content.pictures.drawing import DARK, LIGHT

_COLOURS = [(20 * n, 255 - 20 * n, 128) for n in range(MOST_TILES)]


@pytest.fixture
def tiles(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{n}.png" for n in range(MOST_TILES)]
    for path, colour in zip(paths, _COLOURS, strict=True):
        Image.new("RGB", TILE, colour).save(path)
    return paths


def _drawn(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def _near(one: object, two: object) -> bool:
    assert isinstance(one, tuple)
    assert isinstance(two, tuple)
    return all(abs(a - b) < 12 for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("count", range(1, MOST_TILES + 1))
def test_every_tile_is_there_in_its_order(tiles: list[Path], count: int) -> None:
    page = _drawn(draw_cover(tiles[:count]))
    columns = round(page.width / TILE[0])
    rows = -(-count // columns)
    assert rows == round(page.height / TILE[1])
    for n in range(count):
        row, column = divmod(n, columns)
        empty = columns * rows - count if row == rows - 1 else 0
        x = (column + 0.5 + empty / 2) * page.width / columns
        y = (row + 0.7) * page.height / rows
        assert _near(page.getpixel((round(x), round(y))), _COLOURS[n])


def test_a_number_stands_in_the_corner_of_each_tile(tiles: list[Path]) -> None:
    page = _drawn(draw_cover(tiles[:2]))
    corner = page.crop((8, 8, 8 + 44, 8 + 44))
    assert any(_near(corner.getpixel((x, 12)), LIGHT.arrow) for x in range(44))


def test_more_than_fit_are_counted_on_the_last_tile(tiles: list[Path]) -> None:
    full = draw_cover(tiles)
    more = draw_cover([*tiles, *tiles[:3]])
    assert _drawn(more).size == _drawn(full).size
    assert more != full


def test_the_dark_cover_is_dark_between_its_tiles(tiles: list[Path]) -> None:
    assert _near(_drawn(draw_cover(tiles[:2], dark=True)).getpixel((1, 1)), DARK.edge)


def test_no_tiles_and_lost_tiles_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a tile"):
        draw_cover([])
    with pytest.raises(OSError, match=r"lost\.png"):
        draw_cover([tmp_path / "lost.png"])
