"""Does a cover show the exercises of a routine, in their order and however many there are?"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content.pictures import covers
from content.pictures.catalogue import TILE
from content.pictures.covers import MOST_TILES, draw_cover
from content.pictures.drawing import DARK, LIGHT, Theme

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


def _dark(corner: Image.Image) -> int:
    """How many pixels of ink a corner has."""
    return sum(corner.convert("L").histogram()[:90])


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


def test_every_tile_has_its_own_number_in_its_corner(tiles: list[Path]) -> None:
    tile = tiles[0]
    page = _drawn(draw_cover([tile] * 9))
    width, height = page.width / 3, page.height / 3
    starts = [(round(x * width), round(y * height)) for y in range(3) for x in range(3)]
    corners = [page.crop((x, y, x + 50, y + 50)) for x, y in starts]
    for corner in corners:
        assert any(_near(corner.getpixel((x, 18)), LIGHT.arrow) for x in range(50))
    assert len({_dark(corner) for corner in corners}) > 5, "the numbers differ"


def test_numbers_are_written_in_their_order(
    tiles: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    badge = covers._badge

    def noting(text: str, theme: Theme) -> Image.Image:
        written.append(text)
        return badge(text, theme)

    monkeypatch.setattr(covers, "_badge", noting)
    draw_cover(tiles[:5])
    assert written == ["1", "2", "3", "4", "5"]


def test_more_than_fit_are_counted_in_the_last_place(
    tiles: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    rest = covers._rest

    def noting(text: str, theme: Theme) -> Image.Image:
        said.append(text)
        return rest(text, theme)

    monkeypatch.setattr(covers, "_rest", noting)
    full, more = _drawn(draw_cover(tiles)), _drawn(draw_cover([*tiles, *tiles[:3]]))
    assert said == ["+4"], "eleven are shown of fifteen"
    assert more.size == full.size
    assert _near(more.getpixel((more.width - 20, more.height - 20)), LIGHT.back)


def test_the_dark_cover_is_dark_between_its_tiles(tiles: list[Path]) -> None:
    assert _near(_drawn(draw_cover(tiles[:2], dark=True)).getpixel((1, 1)), DARK.edge)


def test_no_tiles_and_lost_tiles_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a tile"):
        draw_cover([])
    with pytest.raises(OSError, match=r"lost\.png"):
        draw_cover([tmp_path / "lost.png"])
