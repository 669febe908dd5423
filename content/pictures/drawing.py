"""How does a drawing become pixels? Outlines filled with flat colour, by Pillow, smoothed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Circle = tuple[float, float, float]
"""x, y and radius in pixels."""
Outline = list[Point]
Color = tuple[int, int, int]
_Box = tuple[int, int, int, int]

_STEPS = 40
_RING = [(math.cos(math.tau * i / _STEPS), math.sin(math.tau * i / _STEPS)) for i in range(_STEPS)]
_FINER = 3
"""Drawn so many times larger and then shrunk: that smooths the edges."""


@dataclass(slots=True)
class Fill:
    """Closed outlines filled with one colour, overlaps included.

    ``soft`` is pixels of blur. Only what lies inside every shape of ``within`` is painted.
    """

    outlines: list[Outline]
    color: Color
    alpha: float = 1.0
    soft: float = 0.0
    within: tuple[list[Outline], ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a picture."""

    back: Color
    floor: Color
    edge: Color
    mat: Color
    prop: Color
    wall: Color
    metal: Color
    water: Color
    cloth: Color
    skin: Color
    hair: Color
    top: Color
    legs: Color
    line: Color
    cheek: Color
    glow: Color
    arrow: Color
    breath: Color
    ink: Color
    shadow: Color
    shade: float


def color(code: str) -> Color:
    """A colour written as rrggbb."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


LIGHT = Theme(
    back=color("F4F1EA"),
    floor=color("E7E2D7"),
    edge=color("DDD6C8"),
    mat=color("9CC9BE"),
    prop=color("CDB48D"),
    wall=color("DAD9D2"),
    metal=color("8E9AA3"),
    water=color("8CC7DC"),
    cloth=color("E2846B"),
    skin=color("DDA17C"),
    hair=color("4A332D"),
    top=color("4C8FB8"),
    legs=color("3B4A69"),
    line=color("26303F"),
    cheek=color("D9775F"),
    glow=color("FF5A36"),
    arrow=color("EE8B12"),
    breath=color("5FB3A1"),
    ink=color("3B4A69"),
    shadow=color("3A3A34"),
    shade=0.34,
)
DARK = Theme(
    back=color("1B232B"),
    floor=color("25303A"),
    edge=color("2D3944"),
    mat=color("3D776E"),
    prop=color("93805F"),
    wall=color("35424D"),
    metal=color("7D8A94"),
    water=color("33718A"),
    cloth=color("D0765F"),
    skin=color("DFA882"),
    hair=color("74503F"),
    top=color("5FA3CF"),
    legs=color("7F91BA"),
    line=color("0E141B"),
    cheek=color("D9775F"),
    glow=color("FF6A45"),
    arrow=color("FFB02E"),
    breath=color("66C4B0"),
    ink=color("DCE4EA"),
    shadow=color("04070A"),
    shade=0.55,
)
THEMES = {"light": LIGHT, "dark": DARK}


def blend(one: Color, other: Color, share: float) -> Color:
    """A colour ``share`` of the way to another."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def around(circles: list[Circle], squash: float = 1.0) -> Outline:
    """The outline round one circle or more; ``squash`` flattens them, as seen lying down."""
    if squash != 1.0:
        return [(x, y * squash) for x, y in around([(x, y / squash, r) for x, y, r in circles])]
    if len(circles) == 1:
        x, y, r = circles[0]
        return [(x + r * c, y + r * s) for c, s in _RING]
    if len(circles) == 2:
        return _round_two(*circles)
    return _hull(circles)


def _round_two(one: Circle, two: Circle) -> Outline:
    """Two arcs and the tangents common to both circles."""
    x, y, r = one
    u, v, s = two
    far = math.hypot(u - x, v - y)
    if far <= abs(r - s) + 1e-9:
        return around([one if r >= s else two])
    middle, spread = math.atan2(v - y, u - x), math.acos((r - s) / far)
    outline: Outline = []
    for cx, cy, size, start, end in (
        (u, v, s, middle - spread, middle + spread),
        (x, y, r, middle + spread, middle - spread + math.tau),
    ):
        count = max(3, round((end - start) / math.tau * _STEPS))
        for i in range(count + 1):
            angle = start + (end - start) * i / count
            outline.append((cx + size * math.cos(angle), cy + size * math.sin(angle)))
    return outline


def _hull(circles: list[Circle]) -> Outline:
    """The outermost point in each of many directions."""
    outline: Outline = []
    for c, s in _RING:
        most = -math.inf
        for x, y, r in circles:
            reach = x * c + y * s + r
            if reach > most:
                most, point = reach, (x + r * c, y + r * s)
        outline.append(point)
    return outline


def render(
    fills: Sequence[Fill], size: tuple[int, int], onto: Image.Image | None = None
) -> Image.Image:
    """Draw fills in their order, over a picture if there is one; the size is in pixels."""
    large = size[0] * _FINER, size[1] * _FINER
    if onto is None:
        image = Image.new("RGB", large)
    else:
        image = onto.resize(large, Image.Resampling.NEAREST)
    pen = ImageDraw.Draw(image)
    for fill in fills:
        if fill.soft:
            _paste_soft(image, fill, size)
        elif fill.alpha >= 0.995 and not fill.within:
            for outline in fill.outlines:
                if len(outline) > 2:
                    pen.polygon([(x * _FINER, y * _FINER) for x, y in outline], fill=fill.color)
        else:
            _paste_clear(image, fill)
    return image.reduce(_FINER)


def _box(fill: Fill, size: tuple[int, int], room: float, scale: float) -> _Box | None:
    xs = [x for outline in fill.outlines for x, _ in outline]
    ys = [y for outline in fill.outlines for _, y in outline]
    if not xs:
        return None
    left, top = max(0, int((min(xs) - room) * scale)), max(0, int((min(ys) - room) * scale))
    right = min(size[0], int((max(xs) + room) * scale) + 2)
    bottom = min(size[1], int((max(ys) + room) * scale) + 2)
    return (left, top, right, bottom) if right > left and bottom > top else None


def _mask(fill: Fill, box: _Box, scale: float) -> Image.Image:
    mask = _stencil(fill.outlines, box, scale, round(255 * fill.alpha))
    if fill.soft:
        mask = mask.filter(ImageFilter.GaussianBlur(fill.soft))
    for shape in fill.within:
        mask = ImageChops.multiply(mask, _stencil(shape, box, scale, 255))
    return mask


def _stencil(outlines: list[Outline], box: _Box, scale: float, tone: int) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
    pen = ImageDraw.Draw(mask)
    for outline in outlines:
        if len(outline) > 2:
            pen.polygon([(x * scale - box[0], y * scale - box[1]) for x, y in outline], fill=tone)
    return mask


def _paste_clear(image: Image.Image, fill: Fill) -> None:
    box = _box(fill, image.size, 1, _FINER)
    if box:
        image.paste(fill.color, (box[0], box[1]), _mask(fill, box, _FINER))


def _paste_soft(image: Image.Image, fill: Fill, size: tuple[int, int]) -> None:
    """Blur is smooth, so it is made small and then enlarged."""
    box = _box(fill, size, 2.5 * fill.soft, 1.0)
    if box:
        mask = _mask(fill, box, 1.0)
        large = mask.resize((mask.width * _FINER, mask.height * _FINER), Image.Resampling.BILINEAR)
        image.paste(fill.color, (box[0] * _FINER, box[1] * _FINER), large)
