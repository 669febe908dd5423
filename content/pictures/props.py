"""What stands around the body: mat, wall, chair and the rest, and where it stands by itself."""

import itertools
from collections.abc import Iterator
from functools import partial

from content.pictures.canvas import Canvas
from content.pictures.drawing import Fill, around, blend
from content.pictures.figure import Prop
from content.pictures.motion import Motion, Phase
from content.pictures.painter import Item
from content.pictures.skeleton import HIPS, SHIRT, THIGHS, Body
from content.pictures.vectors import Vec, add, mul


class Room:
    """The props of one figure, placed by the body at the first key."""

    def __init__(self, motion: Motion, span: tuple[Vec, Vec]) -> None:
        self.motion, self.props = motion, motion.figure.props
        self.low, self.high = span
        self.first = motion.key_body(0)
        hips = self.first.at("pelvis")
        self.spot: Vec = (hips[0], 0.0, hips[2])
        back = (self.first.ball(b) for part in (HIPS, SHIRT) for hull in part for b in hull)
        self.back = min(p[0] - r for p, r in back)
        under = [self.first.ball(ball) for s in "rl" for hull in THIGHS[s][:4] for ball in hull] + [
            self.first.ball(ball) for ball in HIPS[0]
        ]
        self.seat = min(p[1] - r for p, r in under)

    @property
    def deep(self) -> bool:
        """True when there is no floor to stand on: water."""
        return any(prop.kind == "pool" for prop in self.props)

    def _at(self, prop: Prop) -> Vec:
        return add(self.spot, mul(prop.at, 0.01))

    def points(self) -> Iterator[Vec]:
        """What the picture has to show of the props."""
        for prop in self.props:
            x, y, z = self._at(prop)
            match prop.kind:
                case "mat":
                    for edge in (self.low[0] - 0.10, self.high[0] + 0.10):
                        yield from ((edge, 0.0, z + 0.30), (edge, 0.0, z - 0.30))
                case "wall":
                    wall = self.wall(prop)
                    yield from ((wall - 0.06, 0.0, 0.2), (wall - 0.06, self.high[1] + 0.04, 0.0))
                case "chair":
                    yield from ((x - 0.26, 0.9, z), (x - 0.2, 0, z + 0.25), (x + 0.28, 0, z + 0.25))
                case "stool" | "table" | "step":
                    yield from ((x - 0.25, 0, z + 0.2), (x + 0.25, 0, z + 0.2))
                case "doorway":
                    yield from ((x, 2.0, z + 0.6), (x, 0, z + 0.6), (x, 0, z - 0.6))
                case "bike":
                    yield from ((x - 0.55, 0, 0), (x + 0.75, 0, 0))
                case "pool":
                    yield from ((self.low[0] - 0.2, y + 0.9, 0), (self.high[0] + 0.2, 1.15, 0))
                case "towel" | "band" | "stick":
                    yield from (
                        self._through(self.first, p) for p in prop.through if not isinstance(p, str)
                    )

    def wall(self, prop: Prop) -> float:
        """Where a wall's face is: behind the back, or moved ``at`` cm from there."""
        return self.back - 0.002 + prop.at[0] / 100

    def behind(self, canvas: Canvas) -> None:
        """Draw what the body stands before or lies on."""
        for prop in self.props:
            x, _, z = self._at(prop)
            match prop.kind:
                case "mat":
                    self._mat(canvas, z)
                case "wall":
                    self._wall(canvas, prop)
                case "chair":
                    self._chair(canvas, x, z, (prop.height or 100 * self.seat) / 100)
                case "stool" | "table":
                    wide = 0.20 if prop.kind == "stool" else 0.34
                    self._table(canvas, x, z, (prop.height or 100 * self.seat) / 100, wide)
                case "step":
                    high = self.motion.step_height
                    canvas.box((x - 0.22, 0, z - 0.3), (x + 0.22, high, z + 0.3), canvas.theme.prop)
                case "doorway":
                    self._doorway(canvas, x, z)
                case "pillow":
                    self._pillow(canvas, prop)
                case "pool":
                    self._pool(canvas, front=False)

    def items(self, canvas: Canvas, body: Body, phase: Phase) -> Iterator[Item]:
        """Things that can be in front of one limb and behind another."""
        theme = canvas.theme
        for n, prop in enumerate(self.props):
            if prop.kind in ("towel", "band", "stick"):
                radius = {"towel": 0.016, "band": 0.010, "stick": 0.012}[prop.kind]
                tone = theme.prop if prop.kind == "stick" else theme.cloth
                points = [self._through(body, p) for p in prop.through]
                for k, (a, b) in enumerate(itertools.pairwise(points)):
                    yield Item(
                        f"{prop.kind}{n}{k}",
                        [(a, radius, b, radius)],
                        partial(self._tube, canvas, [a, b], radius, tone),
                    )
            elif prop.kind == "weights":
                for s, _d in (("r", 1), ("l", -1)):
                    origin, (x, y, _) = body.bones[f"fingers_{s}"]
                    grip = add(origin, add(mul(y, -0.03), mul(x, 0.0)))
                    ends = [add(grip, mul(x, 0.075)), add(grip, mul(x, -0.075))]
                    yield Item(
                        f"weight_{s}",
                        [(ends[0], 0.04, ends[1], 0.04)],
                        partial(self._dumbbell, canvas, ends),
                    )
            elif prop.kind == "bike":
                yield from self._bike(canvas, phase)

    def front(self, canvas: Canvas) -> None:
        """Draw what covers the body: water."""
        for prop in self.props:
            if prop.kind == "pool":
                self._pool(canvas, front=True)

    def _through(self, body: Body, place: str | Vec) -> Vec:
        if isinstance(place, str):
            return body.at(place)
        return add(self.spot, mul(place, 0.01))

    @staticmethod
    def _tube(
        canvas: Canvas, points: list[Vec], radius: float, tone: tuple[int, int, int], _: bool
    ) -> None:
        canvas.tube(points, radius, tone)

    @staticmethod
    def _wheel(canvas: Canvas, hub: Vec, _: bool) -> None:
        theme = canvas.theme
        for radius, tone in (
            (0.17, theme.metal),
            (0.135, blend(theme.metal, theme.back, 0.55)),
            (0.035, theme.metal),
        ):
            canvas.tube([hub, hub], radius, tone)

    @staticmethod
    def _dumbbell(canvas: Canvas, ends: list[Vec], _: bool) -> None:
        one, two = ends
        canvas.tube(ends, 0.012, canvas.theme.metal)
        for end, other in ((one, two), (two, one)):
            inner = add(end, mul(add(other, mul(end, -1)), 0.22))
            canvas.tube([end, inner], 0.044, canvas.theme.metal)

    def _mat(self, canvas: Canvas, z: float) -> None:
        low, high = self.low[0] - 0.09, self.high[0] + 0.09
        theme = canvas.theme
        deep = max(0.34, self.high[2] - z + 0.06)
        wide = max(0.34, z - self.low[2] + 0.06)
        canvas.box((low, -0.022, z - wide), (high, -0.004, z + deep), theme.mat, 0.012)

    def _wall(self, canvas: Canvas, prop: Prop) -> None:
        face, theme = self.wall(prop), canvas.theme
        behind = prop.at[0] <= 0
        far, top = face + (-3.0 if behind else 3.0), self.high[1] + 1.0
        edge = self.low[2] - 0.75
        near = self.high[2] + 0.10
        tone = theme.wall
        canvas.plate(
            [(face, 0, edge), (face, top, edge), (face, 0, near), (face, top, near)],
            blend(tone, theme.line, 0.05),
            0.001,
        )
        canvas.plate(
            [(face, 0, near), (face, top, near), (far, 0, near), (far, top, near)], tone, 0.001
        )
        skirt = blend(tone, theme.line, 0.16)
        canvas.plate(
            [(face, 0, edge), (face, 0.05, edge), (face, 0, near), (face, 0.05, near)], skirt, 0.001
        )
        canvas.plate(
            [(face, 0, near), (face, 0.05, near), (far, 0, near), (far, 0.05, near)],
            blend(skirt, tone, 0.4),
            0.001,
        )

    @staticmethod
    def _legs(
        canvas: Canvas, xs: tuple[float, float], zs: tuple[float, float], top: float, near: bool
    ) -> None:
        theme, size = canvas.theme, 0.017
        for z in zs:
            if (z == max(zs)) == near:
                for x in xs:
                    canvas.box((x - size, 0, z - size), (x + size, top, z + size), theme.prop)

    def _shade(self, canvas: Canvas, xs: tuple[float, float], zs: tuple[float, float]) -> None:
        scale = canvas.camera.scale
        spots = [(*canvas.camera.see((x, 0, z)), 0.03 * scale) for x in xs for z in zs]
        canvas.fills.append(
            Fill([around(spots)], canvas.theme.shadow, 0.45 * canvas.theme.shade, 0.03 * scale)
        )

    def _table(self, canvas: Canvas, x: float, z: float, top: float, wide: float) -> None:
        xs, zs = (x - wide + 0.03, x + wide - 0.03), (z - 0.20, z + 0.20)
        self._shade(canvas, xs, zs)
        self._legs(canvas, xs, zs, top - 0.02, near=False)
        self._legs(canvas, xs, zs, top - 0.02, near=True)
        canvas.box((x - wide, top - 0.035, z - 0.23), (x + wide, top, z + 0.23), canvas.theme.prop)

    def _chair(self, canvas: Canvas, x: float, z: float, seat: float) -> None:
        theme = canvas.theme
        xs, zs = (x - 0.19, x + 0.22), (z - 0.20, z + 0.20)
        self._shade(canvas, xs, zs)
        self._legs(canvas, xs, zs, seat - 0.02, near=False)
        for post in (z - 0.18, z + 0.18):
            canvas.box(
                (x - 0.205, seat - 0.03, post - 0.016),
                (x - 0.175, seat + 0.44, post + 0.016),
                theme.prop,
            )
        canvas.box(
            (x - 0.21, seat + 0.22, z - 0.20), (x - 0.172, seat + 0.46, z + 0.20), theme.prop
        )
        canvas.box(
            (x - 0.21, seat - 0.038, z - 0.22), (x + 0.25, seat - 0.002, z + 0.22), theme.prop
        )
        self._legs(canvas, xs, zs, seat - 0.04, near=True)

    def _doorway(self, canvas: Canvas, x: float, z: float) -> None:
        theme = canvas.theme
        ahead = 0.05 if canvas.camera.eye[0] >= 0 else -0.05
        for side in (-1, 1):
            wall = [(x + ahead, y, z + side * w) for y in (0, 2.4) for w in (0.48, 3.0)]
            canvas.plate(wall, theme.wall, 0.001)
            skirt = [(x + ahead, y, z + side * w) for y in (0, 0.06) for w in (0.48, 3.0)]
            canvas.plate(skirt, blend(theme.wall, theme.line, 0.14), 0.001)
            one, two = sorted((z + side * 0.44, z + side * 0.52))
            canvas.box((x - 0.07, 0, one), (x + 0.07, 2.4, two), theme.prop, 0.004)

    def _pillow(self, canvas: Canvas, prop: Prop) -> None:
        at = add(self.first.at(prop.under or "head"), mul(prop.at, 0.01))
        high = (prop.height or 7) / 100
        tone = blend(canvas.theme.wall, (255, 255, 255), 0.4)
        canvas.box(
            (at[0] - 0.17, 0.012, at[2] - 0.22), (at[0] + 0.17, high, at[2] + 0.22), tone, 0.03
        )

    def _pool(self, canvas: Canvas, *, front: bool) -> None:
        """Water whose edges lie level in the picture, from wherever it is seen."""
        theme, x = canvas.theme, self.spot[0]
        edge = canvas.camera.see((x, self.home_y + 0.05, 0.1 if front else -1.2))[1]
        deep = 5 * canvas.camera.scale
        water = [(-deep, edge), (deep, edge), (deep, edge + deep), (-deep, edge + deep)]
        tone = theme.water if front else blend(theme.water, theme.back, 0.45)
        canvas.fills.append(Fill([water], tone, 0.55 if front else 1.0))

    @property
    def home_y(self) -> float:
        """Height of the hips at the first key."""
        return self.first.at("pelvis")[1]

    def _bike(self, canvas: Canvas, phase: Phase) -> Iterator[Item]:
        theme, motion = canvas.theme, self.motion
        hub, seat = motion.hub, add(motion.home, (-0.02, -0.115, 0.0))
        feet = (seat[0] - 0.22, 0.03, 0.0), (hub[0] + 0.48, 0.03, 0.0)
        palms = [self.first.at(f"palm_{s}") for s in "rl"]
        bar = ((palms[0][0] + palms[1][0]) / 2, (palms[0][1] + palms[1][1]) / 2 - 0.02, 0.0)
        frame: list[tuple[str, list[Vec], float]] = [
            ("foot", [feet[0], feet[1]], 0.030),
            ("post", [(hub[0] - 0.30, 0.05, 0), seat], 0.022),
            ("beam", [(hub[0] - 0.28, 0.22, 0.0), hub, (hub[0] + 0.34, 0.30, 0.0)], 0.026),
            ("stem", [(hub[0] + 0.36, 0.05, 0.0), bar], 0.022),
            ("saddle", [add(seat, (-0.09, 0.01, 0)), add(seat, (0.13, 0.0, 0))], 0.030),
            ("grips", [add(bar, (0.0, 0, 0.20)), add(bar, (0.0, 0, -0.20))], 0.016),
        ]
        for name, points, radius in frame:
            sticks = [(a, radius, b, radius) for a, b in itertools.pairwise(points)]
            tone = theme.line if name in ("saddle", "grips") else theme.metal
            yield Item(f"bike_{name}", sticks, partial(self._tube, canvas, points, radius, tone))
        wheel = add(hub, (0.26, -0.02, 0.0))
        yield Item(
            "bike_wheel",
            [(wheel, 0.16, wheel, 0.16)],
            partial(self._wheel, canvas, wheel),
        )
        for s, side in (("r", 1), ("l", -1)):
            ankle = motion.pedal(s, phase)
            pedal = (ankle[0] + 0.07, ankle[1] - 0.085, side * 0.085)
            near = (hub[0], hub[1], side * 0.035)
            end = (pedal[0], pedal[1], side * 0.035)
            yield Item(
                f"bike_crank_{s}",
                [(near, 0.014, end, 0.014)],
                partial(self._tube, canvas, [near, end, pedal], 0.014, theme.metal),
            )
