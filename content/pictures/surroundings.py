"""Does the body sink into what stands around it, or float above what should carry it?"""

import copy
import math
from collections.abc import Iterator

from content.pictures.canvas import Canvas
from content.pictures.drawing import Color
from content.pictures.figure import Prop
from content.pictures.motion import Phase
from content.pictures.scene import Picture
from content.pictures.skeleton import SIDES, Body
from content.pictures.solids import BALLS, Box, body_sticks, inside, overlap
from content.pictures.vectors import Vec

PRESSED = 0.03
"""Flesh may give way by so much where it rests on a thing."""
FLOATS = (0.02, 0.07)
"""A body this far above its seat seems to rest on air; one farther up has left it."""
HOVERS = 0.04
"""Something of a body that stands or lies should be nearer to the floor than this."""
_WIDE = 0.30  # a box as wide as this is a seat or a table's top
_FAR = 9.0
_CARRIES = ("chair", "stool", "table")
_OFF_FLOOR = (*_CARRIES, "step", "bike", "pool")
_HELD = ("stick", "band", "towel", "weights", "bike")
_BESIDE = ("bike_wheel",)  # flat, and between the legs
_CLEAR = ("trunk", "head", *(f"{n}_{s}" for n in ("thigh", "shank", "upper") for s, _ in SIDES))


class _Boxes(Canvas):
    """Draws nothing, but remembers the boxes that would be drawn."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(picture.camera, picture.theme)
        self.boxes: list[Box] = []

    def box(self, low: Vec, high: Vec, color: Color, radius: float = 0.008) -> None:
        self.boxes.append((low, high))


class Surroundings:
    """The solid things of one picture: what they are called and the boxes they are made of."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.boxes = [(p.kind, box) for p in picture.room.props for box in self._boxes(p)]
        kinds = {prop.kind for prop in picture.room.props}
        self.held, self.on_floor = not kinds.isdisjoint(_HELD), kinds.isdisjoint(_OFF_FLOOR)

    def _boxes(self, prop: Prop) -> list[Box]:
        room = self.picture.room
        if prop.kind == "wall":
            face = room.wall(prop)
            ends = (face - _FAR, face) if prop.at[0] <= 0 else (face, face + _FAR)
            return [((ends[0], 0.0, -_FAR), (ends[1], _FAR, _FAR))]
        if prop.kind in ("mat", "pillow"):  # soft
            return []
        alone, canvas = copy.copy(room), _Boxes(self.picture)
        alone.props = (prop,)
        alone.behind(canvas)
        return canvas.boxes

    def wrong(self, body: Body, phase: Phase) -> Iterator[tuple[str, float, str]]:
        """What sinks in or floats at one moment: its kind, how much, and in words."""
        yield from self._sunk(body)
        if self.held:
            yield from self._through(body, phase)
        if phase.share >= 1:
            yield from self._floats(body)

    def _sunk(self, body: Body) -> Iterator[tuple[str, float, str]]:
        if not self.boxes:
            return
        for name, balls in BALLS.items():
            spots = [body.ball(ball) for ball in balls]
            room = _around(spots)
            for thing, box in self.boxes:
                if not _meet(room, box):
                    continue
                deep = max(inside(at, r, box) for at, r in spots)
                if deep > PRESSED:
                    words = f"{name} is {deep * 100:.0f} cm inside the {thing}"
                    yield f"into {thing}", deep, words

    def _through(self, body: Body, phase: Phase) -> Iterator[tuple[str, float, str]]:
        canvas = Canvas(self.picture.camera, self.picture.theme)
        for item in self.picture.room.items(canvas, body, phase):
            if item.name in _BESIDE:
                continue
            soft = item.name.startswith(("towel", "band"))
            for name in _CLEAR[:2] if soft else _CLEAR:
                sticks = body_sticks(body, name)
                deep = max(overlap(a, b) for a in sticks for b in item.sticks)
                if deep > PRESSED:
                    thing = item.name.split("_")[0].rstrip("0123456789")
                    words = f"{name} is {deep * 100:.0f} cm inside the {thing}"
                    yield f"into {thing}", deep, words

    def _floats(self, body: Body) -> Iterator[tuple[str, float, str]]:
        if self.on_floor and (gap := _lowest(body)) > HOVERS:
            yield "floats floor", gap, f"the body floats {gap * 100:.0f} cm above the floor"
        for thing, (low, high) in self.boxes:
            if thing == "wall":
                gap = self._off_wall(body, low, high)
            elif thing in _CARRIES and min(high[0] - low[0], high[2] - low[2]) > _WIDE:
                gap = _above(body, low, high)
            else:
                continue
            if FLOATS[0] < gap < FLOATS[1]:
                way = "off" if thing == "wall" else "above"
                words = f"the body floats {gap * 100:.0f} cm {way} the {thing}"
                yield f"floats {thing}", gap, words

    @staticmethod
    def _off_wall(body: Body, low: Vec, high: Vec) -> float:
        """How far the part of the body next to a wall is from it."""
        return min(
            max(at[0] - r - high[0], low[0] - at[0] - r)
            for balls in BALLS.values()
            for at, r in map(body.ball, balls)
        )


def _lowest(body: Body) -> float:
    return min(at[1] - r for balls in BALLS.values() for at, r in map(body.ball, balls))


def _around(spots: list[tuple[Vec, float]]) -> Box:
    """The box around balls."""
    (x, y, z), (u, v, w) = (
        [most(at[k] + side * r for at, r in spots) for k in range(3)]
        for most, side in ((min, -1), (max, 1))
    )
    return (x, y, z), (u, v, w)


def _meet(one: Box, two: Box) -> bool:
    (low, high), (bottom, top) = one, two
    return all(low[k] < top[k] and bottom[k] < high[k] for k in range(3))


def _above(body: Body, low: Vec, high: Vec) -> float:
    """How far the lowest part of the body over a seat is above it."""
    return min(
        (
            at[1] - r - high[1]
            for balls in BALLS.values()
            for at, r in map(body.ball, balls)
            if low[0] < at[0] < high[0] and low[2] < at[2] < high[2] and at[1] > low[1]
        ),
        default=math.inf,
    )
