"""Can a person see what a picture should show: the glow, the face, the body beside the sign?"""

import math
from collections.abc import Iterable, Iterator, Sequence

from content.pictures.canvas import Canvas
from content.pictures.drawing import Fill, Outline, Point
from content.pictures.motion import Phase
from content.pictures.scene import EXTENT, Picture
from content.pictures.skeleton import BUN, EYES, MOUTHS, NOSE, REGIONS, Ball, Body
from content.pictures.vectors import apply, dot, unit

GLOW_SEEN = 0.10
"""A glow should be seen on this share of its region."""
TURNED_AWAY = -0.75
COVERED = 0.25
"""The sign may lie over the body for this share of its radius."""
_NEAR = 0.012
_FACE: tuple[Ball, ...] = tuple(
    part[0][0] for part in (EYES["r"], EYES["l"], MOUTHS["r"], MOUTHS["l"], NOSE)
)
_WHOLE_BODY: tuple[Ball, ...] = tuple(dict.fromkeys((*EXTENT, *BUN[0])))
_RING = [(math.cos(k * math.pi / 3), math.sin(k * math.pi / 3)) for k in range(6)]
_SPOTS = [(0.0, 0.0), *((share * x, share * y) for share in (0.4, 0.8) for x, y in _RING)]

_Shape = tuple[float, float, float, float, Outline]
"""The edges of an outline (left, top, right, bottom) and the outline."""
_Cover = tuple[bool, list[list[_Shape]]]
"""Does it glow, and the shapes that it lies inside of, all of them."""


class Sight:
    """What can be seen of one picture at its keys; each is drawn once, when it is asked for."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self._drawn: dict[int, list[Fill]] = {}

    def _fills(self, n: int) -> list[Fill]:
        if n not in self._drawn:
            self._drawn[n] = self.picture.moment(Phase(n, n, 1.0), arrows=1.0)
        return self._drawn[n]

    def glow_hidden(self) -> Iterator[tuple[int, str]]:
        """Regions whose glow cannot be seen where it should be seen most: the key, and in words.

        That is the held key; without one, any key where it glows will do.
        """
        keys, regions = self.picture.motion.keys, self.picture.figure.feel
        lit = [n for n, key in enumerate(keys) if key.feel]
        unseen = {region: (0, f"{region} never glows") for region in regions}
        for n in [n for n in lit if keys[n].held] or lit:
            found = self._glow_hidden(n, unseen)
            unseen = {region: (n, words) for region, words in found.items()}
            if not unseen:
                return
        yield from unseen.values()

    def _glow_hidden(self, n: int, regions: Iterable[str]) -> dict[str, str]:
        picture, body = self.picture, self.picture.motion.key_body(n)
        cover, feel = _covers(picture, self._body(n)), picture.figure.feel
        shares = {region: _share_seen(picture, cover, body, region) for region in regions}
        found = {}
        for region, share in shares.items():
            twin = region[:-1] + {"r": "l", "l": "r"}.get(region[-1], "")
            paired = region[-2:] in ("_r", "_l") and twin in feel
            if share < GLOW_SEEN and not (paired and shares.get(twin, 1.0) >= GLOW_SEEN):
                found[region] = f"the glow of {region} is hidden, {share:.0%} of it is seen"
            elif not paired and _facing(picture, body, region) < TURNED_AWAY:
                found[region] = f"the glow of {region} is on the far side of the body"
        return found

    def _body(self, n: int) -> list[Fill]:
        """What is drawn before the arrows."""
        fills = self._fills(n)
        arrows = [k for k, fill in enumerate(fills) if fill.color == self.picture.theme.arrow]
        return fills[: arrows[0] - 1] if arrows else fills

    def wrong(self, n: int, way: Sequence[Body]) -> Iterator[tuple[str, str]]:
        """What lies over the body on the way to key ``n``: its kind, and in words."""
        keys = self.picture.motion.keys
        breathes = any(key.breath for key in keys)
        if arrows := self._arrows(n):
            if self._over_face(arrows, way[1:-1]):  # at its ends an arrow is faint
                yield "face", "an arrow lies over the face"
            if self._cut_off(arrows):
                yield "arrow", "an arrow leaves the picture"
            if breathes and self._at_sign(arrows):
                yield "arrow sign", "an arrow lies over the sign in the corner"
        shown = way if breathes else way[-1:] if keys[n].held else ()
        deep = _under_sign(self.picture, shown)
        if deep > 0:
            yield "sign", f"the sign in the corner lies {deep:.0f} pixels over the body"

    def _arrows(self, n: int) -> list[_Shape]:
        if not self.picture.motion.keys[n].arrows:
            return []
        fills = [fill for fill in self._fills(n) if fill.color == self.picture.theme.arrow]
        return _shapes(line for fill in fills for line in fill.outlines)

    def _cut_off(self, arrows: Sequence[_Shape]) -> bool:
        width, height = self.picture.size
        return any(x < 0 or y < 0 or u > width or v > height for x, y, u, v, _ in arrows)

    def _at_sign(self, arrows: Sequence[_Shape]) -> bool:
        middle, size = _sign(self.picture)
        return any(math.dist(p, middle) < size for *_, line in arrows for p in line)

    def _over_face(self, arrows: Sequence[_Shape], way: Sequence[Body]) -> bool:
        camera = self.picture.camera
        size = _NEAR * camera.scale
        for body in way:
            for ball in _FACE:
                x, _, z = ball[1]
                if dot(unit(apply(body.bones["head"][1], (x, 0.0, 1.3 * z))), camera.eye) < 0:
                    continue
                u, v = camera.see(body.ball(ball)[0])
                if any(_covered((u + size * dx, v + size * dy), arrows) for dx, dy in _RING):
                    return True
        return False


def _share_seen(picture: Picture, cover: list[_Cover], body: Body, region: str) -> float:
    """On which share of a region's spots a glow is what is seen."""
    (row,) = Canvas(picture.camera, picture.theme).circles(body, (REGIONS[region],))
    width, height = picture.size
    spots = [(x + r * dx, y + r * dy) for x, y, r in row for dx, dy in _SPOTS]
    return sum(
        0 <= x < width and 0 <= y < height and _on_top(cover, (x, y)) for x, y in spots
    ) / len(spots)


def _covers(picture: Picture, fills: Iterable[Fill]) -> list[_Cover]:
    """What glows, and what hides a glow, front to back."""
    found: list[_Cover] = []
    for fill in fills:
        glows = fill.color == picture.theme.glow
        if not (glows or found):
            continue
        if glows or (fill.alpha > 0.8 and not fill.soft):
            shapes = [_shapes(outlines) for outlines in (fill.outlines, *fill.within)]
            found.append((glows, shapes))
    return found[::-1]


def _on_top(cover: list[_Cover], spot: Point) -> bool:
    """True when a glow is the first thing seen at a spot."""
    for glows, shapes in cover:
        if all(_covered(spot, each) for each in shapes):
            return glows
    return False


def _facing(picture: Picture, body: Body, region: str) -> float:
    """How far the skin of a region is turned to the camera: 1 to it, -1 away from it."""
    eye = picture.camera.eye
    turned = [
        dot(unit(apply(body.bones[bone][1], (x, 0.0, z))), eye)
        for bone, (x, _, z), _ in REGIONS[region]
        if math.hypot(x, z) > 0.02
    ]
    return sum(turned) / len(turned) if turned else 1.0


def _under_sign(picture: Picture, bodies: Sequence[Body]) -> float:
    """How many pixels the clock or the sign of the breath lies over a body; 0 if a little."""
    camera, (middle, size) = picture.camera, _sign(picture)
    deep = 0.0
    for body in bodies:
        for ball in _WHOLE_BODY:
            at, r = body.ball(ball)
            deep = max(deep, size + r * camera.scale - math.dist(camera.see(at), middle))
    return deep if deep > COVERED * size else 0.0


def _sign(picture: Picture) -> tuple[Point, float]:
    """The middle and the radius of the sign in the corner."""
    ring = [p for line in picture.breath_sign(Phase(0, 0, 1.0))[0].outlines for p in line]
    xs, ys = zip(*ring, strict=True)
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), (max(xs) - min(xs)) / 2


def _shapes(outlines: Iterable[Outline]) -> list[_Shape]:
    shapes = []
    for line in outlines:
        xs, ys = zip(*line, strict=True)
        shapes.append((min(xs), min(ys), max(xs), max(ys), line))
    return shapes


def _covered(spot: Point, shapes: Sequence[_Shape]) -> bool:
    x, y = spot
    return any(
        left <= x <= right and top <= y <= bottom and _within(spot, line)
        for left, top, right, bottom, line in shapes
    )


def _within(spot: Point, line: Outline) -> bool:
    """True when a point is inside a closed outline."""
    x, y = spot
    within = False
    u, v = line[-1]
    for a, b in line:
        if (b > y) != (v > y) and x < (u - a) * (y - b) / (v - b) + a:
            within = not within
        u, v = a, b
    return within
