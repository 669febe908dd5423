"""What does a still of a starting position look like? Draws it from its pose.

Everything is one primitive: the outline around some circles, filled with one colour. A limb is
two balls of the body, a mat or a chair is boxes with rounded corners.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from PIL import Image, ImageColor, ImageDraw, ImageFilter

from content.pictures.body import Arm, Ball, Body, Head, Leg, Vec, place
from content.pictures.poses import CHAIR_SEAT, Chair, Scene

SIZE = (640, 400)  # pixels

_COLOURS = 160
_FINE = 3  # drawn so many times larger, then made smaller, for smooth edges
_DEPTH = (0.28, 0.26)  # how far 1 cm of depth moves a point to the right and up
_LINE = 0.55  # width of a dark outline in cm
_LARGEST = 3.0  # pixels of one cm in the finished picture
_SIDES = 40  # corners of a circle

_Flat = tuple[float, float]


class _Cloth(NamedTuple):
    """The colours of one side of the body; the far side is paler."""

    skin: str
    shirt: str
    trousers: str


_NEAR = _Cloth("#d69a73", "#3e7cb1", "#33415c")
_FAR = _Cloth("#c09a80", "#6d93b3", "#566378")
_HAIR = "#3a2c2a"
_CARD, _FLOOR, _SHADOW = "#f3f5f4", "#e6eae8", "#47605c"
_MAT, _WOOD, _PLASTER, _LINEN = "#b2d4cc", "#cebea6", "#f6f8f9", "#fbfaf6"
_SURFACE, _WATER, _FOAM = "#c3e2ea", "#7dbcd1", "#ffffff"
_LANE_FLOATS = ("#f7f7f4", "#e58a72")
_LANE = 75.0  # depth of the lane rope
_WALL_ENDS = (-45.0, 90.0)  # depth of the near and the far end of a wall


class _Box(NamedTuple):
    """A block in space, from its lowest nearest left corner to the opposite one."""

    low: Vec
    high: Vec
    colour: str
    corner: float = 0.6


class _Circle(NamedTuple):
    x: float
    y: float
    radius: float


class _Canvas:
    """A card on which balls and boxes in space are drawn flat."""

    def __init__(self, scale: float, origin: _Flat) -> None:
        self._scale = scale * _FINE
        self._origin = (origin[0] * _FINE, origin[1] * _FINE)
        size = (SIZE[0] * _FINE, SIZE[1] * _FINE)
        self.image = Image.new("RGB", size, _CARD)
        self._draw = ImageDraw.Draw(self.image)

    def flat(self, at: Vec) -> _Flat:
        """The pixel on which a point lies."""
        x = at.x + at.z * _DEPTH[0]
        y = at.y + at.z * _DEPTH[1]
        return self._origin[0] + x * self._scale, self._origin[1] - y * self._scale

    def fill(self, balls: Iterable[Ball], colour: str, grow: float = 0.0) -> None:
        """Fill what the balls span, ``grow`` cm wider all around."""
        circles = [
            _Circle(*self.flat(ball.at), (ball.radius + grow) * self._scale) for ball in balls
        ]
        self._draw.polygon(_outline(circles), fill=colour)

    def limb(self, parts: Sequence[tuple[Sequence[Ball], str]]) -> None:
        """Fill parts that belong together, with one dark line around them all."""
        for balls, colour in parts:
            self.fill(balls, _darker(colour, 0.62), _LINE)
        for balls, colour in parts:
            self.fill(balls, colour)

    def box(self, box: _Box) -> None:
        """Draw the right side, the front and the top of a box, in three shades."""
        inset = Vec(box.corner, box.corner, box.corner)
        low, high = box.low + inset, box.high - inset
        right = [(high.x, y, z) for y in (low.y, high.y) for z in (low.z, high.z)]
        front = [(x, y, low.z) for x in (low.x, high.x) for y in (low.y, high.y)]
        top = [(x, high.y, z) for x in (low.x, high.x) for z in (low.z, high.z)]
        for corners, shade in ((right, 0.8), (front, 0.88), (top, 1.0)):
            balls = [Ball(Vec(*corner), box.corner) for corner in corners]
            self.fill(balls, _darker(box.colour, shade))

    def ground(self) -> None:
        """Fill the floor, from far behind the person to the lower edge."""
        horizon = self.flat(Vec(0, 0, 80))[1]
        self._draw.rectangle((0, horizon, *self.image.size), fill=_FLOOR)

    def shadow(self, balls: Iterable[Ball]) -> None:
        """A soft shadow on the floor, darker under what is close above it."""
        mask = Image.new("L", self.image.size, 0)
        draw = ImageDraw.Draw(mask)
        for ball in balls:
            above = max(0.0, ball.at.y - ball.radius)
            ring = [
                self.flat(
                    Vec(
                        ball.at.x + math.cos(turn) * ball.radius * 1.2,
                        0,
                        ball.at.z + math.sin(turn) * ball.radius * 1.2,
                    )
                )
                for turn in (2 * math.pi * side / _SIDES for side in range(_SIDES))
            ]
            draw.polygon(ring, fill=int(90 / (1 + above / 12)))
        mask = mask.filter(ImageFilter.GaussianBlur(2.2 * self._scale))
        self.image.paste(Image.new("RGB", self.image.size, _SHADOW), mask=mask)

    def water(self, surface: float, *, behind: bool) -> None:
        """Fill everything below a height with water: all of it, or what is before the person."""
        level = self.flat(Vec(0, surface, 110 if behind else -4))[1]
        length, lift = 30 * self._scale, (0.7 if behind else 1.3) * self._scale
        wave = [
            (x, level + lift * math.sin(2 * math.pi * x / length))
            for x in range(0, self.image.width + 4, 4)
        ]
        mask = Image.new("L", self.image.size, 0)
        corners = [*wave, self.image.size, (0, self.image.height)]
        ImageDraw.Draw(mask).polygon(corners, fill=255 if behind else 130)
        colour = _SURFACE if behind else _WATER
        self.image.paste(Image.new("RGB", self.image.size, colour), mask=mask)
        self._draw.line(wave, fill=_FOAM, width=round(0.8 * self._scale))

    def finished(self) -> Image.Image:
        """The picture in its final size, with a palette."""
        small = self.image.resize(SIZE, Image.Resampling.LANCZOS)
        return small.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def draw_still(scene: Scene) -> Image.Image:
    """Draw a scene as a 640 by 400 picture with a palette; the same scene gives the same pixels."""
    body = place(scene.pose)
    canvas = _framed(body, scene)
    if scene.water is not None:
        _draw_swimmer(canvas, body, scene.water)
        return canvas.finished()
    canvas.ground()
    if scene.wall is not None:
        low, high = Vec(scene.wall - 500, 0, _WALL_ENDS[0]), Vec(scene.wall, 400, _WALL_ENDS[1])
        canvas.box(_Box(low, high, _PLASTER))
    for box in _props(scene):
        canvas.box(box)
    canvas.shadow(body.balls())
    _draw_body(canvas, body)
    return canvas.finished()


def _framed(body: Body, scene: Scene) -> _Canvas:
    """A canvas on which the body and its props are as large as fits, in the middle."""
    corners = [Ball(corner, 0) for box in _props(scene) for corner in (box.low, box.high)]
    balls = [*body.balls(), *corners]
    across = [ball.at.x + ball.at.z * _DEPTH[0] for ball in balls]
    upward = [ball.at.y + ball.at.z * _DEPTH[1] for ball in balls]
    left, right, low, high = min(across) - 6, max(across) + 6, min(upward) - 4, max(upward) + 10
    scale = min(_LARGEST, (SIZE[0] - 40) / (right - left), (SIZE[1] - 36) / (high - low))
    spare = SIZE[1] - (high - low) * scale
    x = SIZE[0] / 2 - (left + right) / 2 * scale
    y = SIZE[1] - spare * 0.42 + low * scale
    return _Canvas(scale, (x, y))


def _props(scene: Scene) -> Iterator[_Box]:
    """The boxes around a person, in the order in which they are drawn."""
    if scene.mat is not None:
        left, right = scene.mat
        yield _Box(Vec(left, -2, -34), Vec(right, 0, 34), _MAT)
    if scene.pillow is not None:
        low, high = Vec(scene.pillow - 17, 0, -22), Vec(scene.pillow + 15, 7, 22)
        yield _Box(low, high, _LINEN, corner=3.2)
    if scene.chair is not None:
        yield from _chair(scene.chair)


def _chair(chair: Chair) -> Iterator[_Box]:
    def post(x: float, z: float, low: float, high: float) -> _Box:
        return _Box(Vec(x - 2, low, z - 2), Vec(x + 2, high, z + 2), _WOOD)

    middle = chair.middle
    for z in (18, -18):
        for x in (middle - 18, middle + 18):
            yield post(x, z, 0, CHAIR_SEAT - 4)
    seat = _Box(Vec(middle - 21, CHAIR_SEAT - 4, -21), Vec(middle + 21, CHAIR_SEAT, 21), _WOOD)
    x = middle + (-19 if chair.back_left else 19)
    posts = [post(x, z, CHAIR_SEAT, 66) for z in (18, -18)]
    rest = _Box(Vec(x - 2, 66, -20), Vec(x + 2, 90, 20), _WOOD)
    yield from (*posts, rest, seat) if chair.back_left else (seat, *posts, rest)


def _draw_swimmer(canvas: _Canvas, body: Body, surface: float) -> None:
    canvas.water(surface, behind=True)
    for place_on_rope in range(60):
        ball = Ball(Vec(place_on_rope * 6.0 - 200, surface, _LANE), 2.4)
        canvas.fill([ball], _LANE_FLOATS[place_on_rope // 4 % 2])
    _draw_body(canvas, body, bare_legs=True)
    canvas.water(surface, behind=False)


def _draw_body(canvas: _Canvas, body: Body, *, bare_legs: bool = False) -> None:
    """From the far side to the near side, as one covers the other."""
    across = body.head.across
    both_near = across.x > abs(across.z)  # seen from the front
    far = _NEAR if both_near else _FAR
    pelvis = (*body.pelvis(), *body.hem())
    far_trousers, near_trousers = (
        _trousers(leg, short=bare_legs) for leg in (body.far_leg, body.near_leg)
    )
    _draw_arm(canvas, body.far_arm, far)
    _draw_bare_leg(canvas, body.far_leg, far.skin)
    canvas.limb([(balls, far.trousers) for balls in far_trousers])
    _draw_bare_leg(canvas, body.near_leg, _NEAR.skin)
    joined = (pelvis, *near_trousers, *(far_trousers if both_near else ()))
    canvas.limb([(balls, _NEAR.trousers) for balls in joined])
    canvas.limb([((Ball(body.chest, 5.0), Ball(body.head.at(-1.5, -6), 4.6)), _NEAR.skin)])
    hem, waist, chest = body.hem(), body.trunk()[2:4], body.trunk()[4:]
    collar = Ball(_between(body.chest, body.head.middle, 0.2), 5.6)
    canvas.limb([((*hem, *waist), _NEAR.shirt), ((*waist, *chest, collar), _NEAR.shirt)])
    _draw_head(canvas, body.head)
    _draw_arm(canvas, body.near_arm, _NEAR)


def _draw_arm(canvas: _Canvas, arm: Arm, cloth: _Cloth) -> None:
    shoulder, elbow, wrist, fingers = arm.balls()
    sleeve_end = Ball(_between(shoulder.at, elbow.at, 0.68), 5.0)
    canvas.limb(
        [
            ((wrist, fingers), cloth.skin),
            ((elbow, wrist), cloth.skin),
            ((shoulder, elbow), cloth.skin),
        ]
    )
    canvas.limb([((shoulder, sleeve_end), cloth.shirt)])


def _draw_bare_leg(canvas: _Canvas, leg: Leg, skin: str) -> None:
    hip, knee, ankle, heel, toes = leg.balls()
    canvas.limb([((ankle, heel, toes), skin), ((knee, ankle), skin)])
    canvas.limb([((hip, knee), skin)])


def _trousers(leg: Leg, *, short: bool) -> tuple[tuple[Ball, Ball], ...]:
    hip, knee, ankle = leg.balls()[:3]
    if short:
        return ((hip, Ball(_between(hip.at, knee.at, 0.5), 7.6)),)
    return (hip, knee), (knee, Ball(_between(knee.at, ankle.at, 0.86), 4.7))


def _draw_head(canvas: _Canvas, head: Head) -> None:
    hair = (Ball(head.at(-1.2, 1.4), 9.8), Ball(head.at(-4.2, -4), 5.6))
    face = (Ball(head.at(2.6, -0.6), 7.6), Ball(head.at(4.4, -6.4), 4.4))
    nose = (Ball(head.at(8.2, -0.6), 1.3), Ball(head.at(10.4, -2.2), 1.5))
    fringe = [
        Ball(head.at(forward, up, side), radius)
        for forward, up, radius in ((-3, 6.5, 3.6), (5.6, 6.4, 2.3))
        for side in (-3.5, 3.5)
    ]
    canvas.limb([(hair, _HAIR), (nose, _NEAR.skin), (face, _NEAR.skin)])
    canvas.fill(nose, _darker(_NEAR.skin, 0.95))
    canvas.fill(fringe, _HAIR)
    for side in (-1, 1):
        ear = Ball(head.at(-0.8, -2.0, side * 8.5), 2.3)
        eye = Ball(head.at(7.4, 0.6, side * 3.8), 1.1)
        mouth = [
            Ball(head.at(forward, up, side * out), 0.5)
            for forward, up, out in ((8.3, -5.9, 0.0), (7.9, -5.6, 1.7), (6.9, -4.4, 3.4))
        ]
        if ear.at.z < head.middle.z + 2:
            canvas.fill([ear], _darker(_NEAR.skin, 0.86))
        if eye.at.z < head.middle.z - 2:
            canvas.fill([eye], _HAIR)
            for ends in pairwise(mouth):
                canvas.fill(ends, _darker(_NEAR.skin, 0.6))


def _between(start: Vec, end: Vec, part: float) -> Vec:
    return start + (end - start) * part


def _outline(circles: Sequence[_Circle]) -> list[_Flat]:
    """The tightest line around circles, as corners (Andrew's monotone chain)."""
    points = sorted(
        (
            circle.x + circle.radius * math.cos(2 * math.pi * side / _SIDES),
            circle.y + circle.radius * math.sin(2 * math.pi * side / _SIDES),
        )
        for circle in circles
        for side in range(_SIDES)
    )
    return _half_outline(points) + _half_outline(points[::-1])


def _half_outline(points: Sequence[_Flat]) -> list[_Flat]:
    line: list[_Flat] = []
    for point in points:
        while len(line) > 1 and _turn(line[-2], line[-1], point) <= 0:
            line.pop()
        line.append(point)
    return line[:-1]


def _turn(a: _Flat, b: _Flat, c: _Flat) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _darker(colour: str, factor: float) -> str:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return f"#{int(red * factor):02x}{int(green * factor):02x}{int(blue * factor):02x}"
