"""What is in one picture of an exercise? Camera, props, body, glow, arrows and the clock."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageOps

from content.pictures.canvas import Camera, Canvas
from content.pictures.drawing import LIGHT, Fill, Outline, Point, Theme, around, blend, render
from content.pictures.figure import Arrow, Figure
from content.pictures.motion import Motion, Phase, Timeline, Timing
from content.pictures.painter import body_items, paint
from content.pictures.props import Room
from content.pictures.skeleton import (
    BUN,
    FEET,
    FOREARMS,
    HAIR,
    LANDMARKS,
    SHIRT,
    SIDES,
    SKULL,
    WHOLE,
    Ball,
    Body,
)
from content.pictures.vectors import Vec, add, cross, mul, unit

TIMING = Timing(move_seconds=4, hold_seconds=4)
EXTENT: tuple[Ball, ...] = tuple(
    ball
    for part in (
        SHIRT,
        SKULL,
        HAIR,
        *(WHOLE[f"{name}_{s}"] for name in ("thigh", "shank", "upper") for s, _ in SIDES),
        *(FEET[s] for s, _ in SIDES),
        *(FOREARMS[s] for s, _ in SIDES),
    )
    for hull in part
    for ball in hull
)
_SAMPLES = (0.0, 0.25, 0.5, 0.75, 1.0)


Moment = tuple[int, int, int, int]
"""The keys between which a body is, and how far; how strong the arrows are. Rounded."""


class Picture:
    """An exercise with its camera fitted, at any moment of one repetition.

    ``width`` is in pixels; the height follows from the exercise and is even, unless ``shape``
    gives it as a share of the width. ``flip`` mirrors the picture: the same exercise with the
    other side. Pictures of one figure in one size and theme can share what is ``drawn``.
    """

    def __init__(
        self,
        figure: Figure,
        timing: Timing = TIMING,
        *,
        width: int = 640,
        theme: Theme = LIGHT,
        flip: bool = False,
        shape: float | None = None,
        drawn: dict[Moment, Image.Image] | None = None,
    ) -> None:
        self.figure, self.theme, self.flip = figure, theme, flip
        self._shape, self._drawn = shape, drawn
        self.motion = Motion(figure)
        self.timeline = Timeline(self.motion, timing)
        bodies = [self.motion.body(phase) for phase in self.samples()]
        balls = [body.ball(ball) for body in bodies for ball in EXTENT]
        low: Vec = tuple(min(p[k] - r for p, r in balls) for k in range(3))  # type: ignore[assignment]
        high: Vec = tuple(max(p[k] + r for p, r in balls) for k in range(3))  # type: ignore[assignment]
        self.room = Room(self.motion, (low, high))
        view = figure.view
        self.camera = camera = Camera(view.yaw, view.pitch)
        spots = [(*camera.see(p), r) for p, r in balls]
        spots += [(*camera.see(p), 0.0) for p in self.room.points()]
        self._paths: dict[tuple[int, Arrow], list[Point]] = {}
        spots += [(*p, 0.03) for n, a in self._arrows() for p in self._path(n, a)]
        self._paths.clear()
        left, right = min(x - r for x, _, r in spots) - 0.07, max(x + r for x, _, r in spots) + 0.07
        top, bottom = min(y - r for _, y, r in spots) - 0.08, max(y + r for _, y, r in spots) + 0.08
        if view.zoom:
            x, y = camera.see(bodies[0].at(view.zoom))
            reach = view.reach / 100
            left, right, top, bottom = x - reach, x + reach, y - reach * 0.66, y + reach * 0.66
        self.sign_left = False
        self._frame(width, left, right, top, bottom)
        if self._needs_sign() and not view.zoom and not self._find_corner():
            self._frame(width, left, right, top - 0.13 * (right - left), bottom)
            self._find_corner()
        elif view.zoom:
            self._find_corner()

    def _frame(self, width: int, left: float, right: float, top: float, bottom: float) -> None:
        """Fit the camera to a window, in metres as the camera sees them."""
        view = self.figure.view
        if self._shape is None:
            shape = min(1.05, max(0.54, (bottom - top) / (right - left)))
            height = 16 * round(width * shape / 16)
        else:
            height = round(width * self._shape)
        self.size = (width, height)
        most = width / 0.6 if view.zoom else 0.56 * width
        scale = min(width / (right - left), height / (bottom - top), most)
        self.camera = Camera(
            view.yaw,
            view.pitch,
            scale,
            width / 2 - scale * (left + right) / 2,
            height / 2 - scale * (top + bottom) / 2,
        )

    def _needs_sign(self) -> bool:
        breathing = any(key.breath for key in self.motion.keys)
        return breathing or any(key.held for key in self.motion.keys)

    def _find_corner(self) -> bool:
        """Take the upper corner that the body leaves free while the sign is shown."""
        held = self.timeline.held
        phases = [Phase(held, held, 1.0)] if held is not None else list(self.samples())
        circles = []
        for phase in phases:
            body = self.motion.body(phase)
            for ball in (*EXTENT, *BUN[0]):
                at, r = body.ball(ball)
                circles.append((*self.camera.see(at), r * self.camera.scale))
        for self.sign_left in (False, True):
            x, y, size = self._corner()
            if all(math.hypot(u - x, v - y) > 1.25 * size + r for u, v, r in circles):
                return True
        self.sign_left = False
        return False

    # -- moments ----------------------------------------------------------------------------

    def samples(self) -> Iterator[Phase]:
        """Moments spread over every move."""
        count = len(self.motion.keys)
        for n in range(count):
            for share in _SAMPLES:
                yield Phase((n - 1) % count, n, share)

    def _arrows(self) -> Iterator[tuple[int, Arrow]]:
        for n, key in enumerate(self.motion.keys):
            for arrow in key.arrows:
                yield n, arrow

    def arrow_power(self, t: float) -> float:
        """How clearly the arrows of the present move are seen: they come and go with it."""
        phase = self.timeline.phase(t)
        if phase.share >= 1 or phase.came_from == phase.to:
            return 0.0
        move = self.timeline.moves[phase.to]
        start = self.timeline.reached[phase.came_from] + self.timeline.holds[phase.came_from]
        since = (t % self.timeline.length) - start
        return max(0.0, min(1.0, since / 0.25, (move - since) / 0.3))

    def second_of_hold(self, t: float) -> int | None:
        """How many whole seconds of the hold are still to come, while it is held."""
        held = self.timeline.held
        if held is None:
            return None
        since = t % self.timeline.length - self.timeline.reached[held]
        hold = self.timeline.holds[held]
        if not 0 <= since + 1e-9 < hold:
            return None
        return math.ceil(hold - math.floor(since + 1e-9) - 1e-9)

    # -- drawing ----------------------------------------------------------------------------

    def image(self, t: float, *, clock: bool = True) -> Image.Image:
        """The picture at second ``t`` of the loop."""
        phase, arrows = self.timeline.phase(t), self.arrow_power(t)
        return self.shown(phase, arrows=arrows, signs=self.signs(t) if clock else ())

    def shown(
        self, phase: Phase, *, arrows: float = 0.0, signs: Sequence[Fill] = ()
    ) -> Image.Image:
        """The picture at a phase of the motion, with signs over it that are never mirrored."""
        key = phase.came_from, phase.to, round(phase.share * 400), round(arrows * 12)
        image = self._drawn.get(key) if self._drawn is not None else None
        if image is None:
            image = render(self.moment(phase, arrows=arrows), self.size)
            if self._drawn is not None:
                self._drawn[key] = image
        if self.flip:
            image = ImageOps.mirror(image)
        return render(signs, self.size, onto=image) if signs else image

    def signs(self, t: float) -> list[Fill]:
        """The clock or the breath sign at second ``t``, if there is one."""
        left = self.second_of_hold(t)
        if left is not None and self.timeline.held is not None:
            return self._clock(left, left / self.timeline.holds[self.timeline.held])
        if any(key.breath for key in self.motion.keys):
            return self.breath_sign(self.timeline.phase(t))
        return []

    def moment(self, phase: Phase, *, arrows: float = 0.0) -> list[Fill]:
        """What is drawn at a phase of the motion, back to front; ``arrows`` is their strength.

        Signs are not in it, and it is not mirrored.
        """
        canvas = Canvas(self.camera, self.theme)
        self._ground(canvas)
        body = self.motion.body(phase)
        self.room.behind(canvas)
        self._shadow(canvas, body)
        came, to = self.motion.keys[phase.came_from], self.motion.keys[phase.to]
        power = came.feel * (1 - phase.share) + to.feel * phase.share
        items = body_items(canvas, body, self.figure.feel, power, self._resting(phase))
        items += self.room.items(canvas, body, phase)
        paint(canvas, body, items)
        self.room.front(canvas)
        if arrows > 0.02:
            for arrow in to.arrows:
                self._arrow(canvas, self._path(phase.to, arrow), arrows)
        return canvas.fills

    def _resting(self, phase: Phase) -> set[str]:
        """The forearms whose hands lie on the trunk."""
        return {
            f"fore_{limb[-1]}"
            for key in (phase.came_from, phase.to)
            for limb, contact in self.motion.planted(key).items()
            if limb.startswith("hand") and contact.to in LANDMARKS
            if LANDMARKS[contact.to].bone in ("pelvis", "lumbar", "belly", "thorax", "ribs")
        }

    def _ground(self, canvas: Canvas) -> None:
        width, height = self.size
        theme = self.theme
        canvas.fills.append(Fill([[(0, 0), (width, 0), (width, height), (0, height)]], theme.back))
        horizon = self.camera.see((0.0, 0.0, -1.0))[1]
        if abs(self.camera.yaw) > 30:
            horizon = (
                self.camera.see((0, 0, 0))[1]
                - math.sin(math.radians(self.camera.pitch)) * self.camera.scale
            )
        floor = [(0.0, horizon), (width, horizon), (width, height), (0, height)]
        canvas.fills.append(Fill([floor], theme.floor))
        edge = [(0.0, horizon), (width, horizon), (width, horizon + 1.2), (0, horizon + 1.2)]
        canvas.fills.append(Fill([edge], theme.edge))

    def _shadow(self, canvas: Canvas, body: Body) -> None:
        camera, theme = self.camera, self.theme
        squash = math.sin(math.radians(camera.pitch))
        wide: list[Outline] = []
        close: list[Outline] = []
        for part in WHOLE.values():
            for hull in part:
                far, near = [], []
                for ball in hull:
                    (x, y, z), r = body.ball(ball)
                    if y > 0.9:
                        continue
                    u, v = camera.see((x + 0.05 * y, 0.0, z - 0.05 * y))
                    far.append((u, v, r * (1.12 - 0.3 * y) * camera.scale))
                    if y - r < 0.05:
                        near.append((u, v, r * 0.86 * camera.scale))
                if far:
                    wide.append(around(far[:4], squash))
                if near:
                    close.append(around(near[:4], squash))
        if wide:
            canvas.fills.append(
                Fill(wide, theme.shadow, 0.42 * theme.shade, max(1.0, 0.022 * camera.scale))
            )
        if close:
            canvas.fills.append(
                Fill(close, theme.shadow, 0.75 * theme.shade, max(0.8, 0.008 * camera.scale))
            )

    def _path(self, n: int, arrow: Arrow) -> list[Point]:
        """An arrow's way in the picture: where the landmark really goes, or a fixed one."""
        if (n, arrow) in self._paths:
            return self._paths[(n, arrow)]
        offset = mul(arrow.offset, 0.01)
        before = (n - 1) % len(self.motion.keys)
        if arrow.follow:
            follow = arrow.follow
            steps = [Phase(before, n, 0.06 + 0.88 * k / 14) for k in range(15)]
            points = [add(self.motion.body(step).at(follow), offset) for step in steps]
        else:
            start = add(self.motion.key_body(n).at(arrow.at or ""), offset)
            push = mul(arrow.push, 0.01)
            aside = mul(unit(cross(push, self.camera.eye)), arrow.bow / 100)
            points = [
                add(add(start, mul(push, k / 12)), mul(aside, math.sin(math.pi * k / 12)))
                for k in range(13)
            ]
        path = [self.camera.see(p) for p in points]
        self._paths[(n, arrow)] = path
        return path

    def _arrow(self, canvas: Canvas, path: list[Point], power: float) -> None:
        width = 0.0125 * self.camera.scale * (0.72 if self.figure.view.zoom else 1.0)
        (tip_x, tip_y), tail = path[-1], path[-2]
        for tail in reversed(path[:-1]):
            if math.hypot(tip_x - tail[0], tip_y - tail[1]) > 2 * width:
                break
        far = math.hypot(tip_x - tail[0], tip_y - tail[1]) or 1.0
        dx, dy = (tip_x - tail[0]) / far * width, (tip_y - tail[1]) / far * width
        head = [
            (tip_x + 4.2 * dx, tip_y + 4.2 * dy),
            (tip_x - 0.4 * dx - 2.8 * dy, tip_y - 0.4 * dy + 2.8 * dx),
            (tip_x - 0.4 * dx + 2.8 * dy, tip_y - 0.4 * dy - 2.8 * dx),
        ]
        last = len(path) - 1
        for grow, tone in ((0.55 * width, self.theme.back), (0.0, self.theme.arrow)):
            outlines = [around([(x, y, 0.42 * width + grow) for x, y in head])]
            for k in range(last):
                ends = (
                    (*path[k], width * (0.35 + 0.6 * k / last) + grow),
                    (*path[k + 1], width * (0.35 + 0.6 * (k + 1) / last) + grow),
                )
                outlines.append(around(list(ends)))
            canvas.fills.append(Fill(outlines, tone, power))

    # -- clock and breath -------------------------------------------------------------------

    def _corner(self) -> tuple[float, float, float]:
        """Middle and radius of the round sign in the upper corner."""
        radius = 0.058 * self.size[0]
        left = self.sign_left
        return (1.55 * radius if left else self.size[0] - 1.55 * radius), 1.55 * radius, radius

    def _sign(self) -> tuple[float, float, float]:
        x, y, radius = self._corner()
        return (self.size[0] - x if self.flip else x), y, radius

    def _clock(self, seconds: int, share: float) -> list[Fill]:
        """A ring that empties and the seconds still to hold."""
        x, y, r = self._sign()
        theme = self.theme
        fills = [
            Fill([around([(x, y, r * 1.16)])], theme.back, 0.9),
            Fill(_arc(x, y, r, 1.0, 0.085 * r), blend(theme.back, theme.ink, 0.16)),
            Fill(_arc(x, y, r, share, 0.125 * r), theme.arrow),
        ]
        text = str(seconds)
        height, gap = 0.86 * r, 0.60 * r
        start = x - gap * (len(text) - 1) / 2
        strokes = [
            line
            for n, digit in enumerate(text)
            for line in _digit(digit, start + n * gap, y, height)
        ]
        fills.append(Fill(strokes, theme.ink))
        return fills

    def breath_sign(self, phase: Phase) -> list[Fill]:
        """A soft disc that swells with the in-breath and shrinks with the out-breath."""
        full = {"in": 1.0, "out": 0.0, "": 0.0}
        came, to = self.motion.keys[phase.came_from].breath, self.motion.keys[phase.to].breath
        size = full[came] + (full[to] - full[came]) * phase.share
        x, y, r = self._sign()
        theme = self.theme
        inner = r * (0.42 + 0.62 * size)
        return [
            Fill(_arc(x, y, r * 1.10, 1.0, 0.04 * r), blend(theme.back, theme.breath, 0.45)),
            Fill([around([(x, y, inner)])], theme.breath, 0.35, 0.10 * r),
            Fill([around([(x, y, inner * 0.86)])], theme.breath, 0.75, max(1.2, 0.06 * r)),
        ]


def _arc(x: float, y: float, r: float, share: float, half: float) -> list[Outline]:
    """A ring from the top clockwise, ``share`` of it, as rounded strokes."""
    steps = max(1, round(48 * share))
    points = [
        (
            x + r * math.sin(math.tau * share * k / steps),
            y - r * math.cos(math.tau * share * k / steps),
        )
        for k in range(steps + 1)
    ]
    return [around([(*a, half), (*b, half)]) for a, b in pairwise(points)]


_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "1": (((-0.18, -0.30), (0.06, -0.50), (0.06, 0.50)),),
    "2": (
        (
            (-0.26, -0.26),
            (-0.20, -0.43),
            (-0.02, -0.50),
            (0.18, -0.44),
            (0.27, -0.27),
            (0.22, -0.08),
            (0.04, 0.14),
            (-0.28, 0.50),
            (0.29, 0.50),
        ),
    ),
    "3": (
        (
            (-0.25, -0.36),
            (-0.08, -0.50),
            (0.12, -0.48),
            (0.25, -0.35),
            (0.24, -0.16),
            (0.12, -0.05),
            (-0.06, -0.03),
            (0.14, 0.00),
            (0.28, 0.15),
            (0.27, 0.34),
            (0.12, 0.48),
            (-0.10, 0.50),
            (-0.28, 0.36),
        ),
    ),
    "4": (((0.12, 0.50), (0.12, -0.50), (-0.30, 0.20), (0.30, 0.20)),),
    "5": (
        (
            (0.24, -0.50),
            (-0.20, -0.50),
            (-0.24, -0.06),
            (-0.06, -0.14),
            (0.14, -0.12),
            (0.28, 0.04),
            (0.28, 0.26),
            (0.14, 0.46),
            (-0.08, 0.50),
            (-0.28, 0.38),
        ),
    ),
    "6": (
        (
            (0.20, -0.48),
            (-0.04, -0.36),
            (-0.22, -0.12),
            (-0.28, 0.16),
            (-0.20, 0.40),
            (0.00, 0.50),
            (0.20, 0.42),
            (0.28, 0.20),
            (0.20, 0.00),
            (0.00, -0.08),
            (-0.20, 0.02),
            (-0.28, 0.18),
        ),
    ),
    "7": (((-0.28, -0.50), (0.28, -0.50), (-0.06, 0.50)),),
    "8": (
        (
            (0.00, -0.04),
            (-0.19, -0.12),
            (-0.24, -0.29),
            (-0.16, -0.45),
            (0.00, -0.50),
            (0.16, -0.45),
            (0.24, -0.29),
            (0.19, -0.12),
            (0.00, -0.04),
            (0.21, 0.06),
            (0.28, 0.25),
            (0.19, 0.43),
            (0.00, 0.50),
            (-0.19, 0.43),
            (-0.28, 0.25),
            (-0.21, 0.06),
            (0.00, -0.04),
        ),
    ),
    "9": (
        (
            (-0.20, 0.48),
            (0.04, 0.36),
            (0.22, 0.12),
            (0.28, -0.16),
            (0.20, -0.40),
            (0.00, -0.50),
            (-0.20, -0.42),
            (-0.28, -0.20),
            (-0.20, 0.00),
            (0.00, 0.08),
            (0.20, -0.02),
            (0.28, -0.18),
        ),
    ),
    "0": (
        (
            (0.00, -0.50),
            (-0.19, -0.42),
            (-0.28, -0.20),
            (-0.28, 0.20),
            (-0.19, 0.42),
            (0.00, 0.50),
            (0.19, 0.42),
            (0.28, 0.20),
            (0.28, -0.20),
            (0.19, -0.42),
            (0.00, -0.50),
        ),
    ),
}


def _digit(digit: str, x: float, y: float, height: float) -> list[Outline]:
    """A digit as rounded strokes; the figures need no font."""
    half = 0.070 * height
    lines = []
    for stroke in _STROKES[digit]:
        round_ = digit not in "147"
        points = _curved(stroke) if round_ else list(stroke)
        dots = [(x + u * height * 0.92, y + v * height, half) for u, v in points]
        lines += [around([a, b]) for a, b in pairwise(dots)]
    return lines


def _curved(points: Sequence[Point]) -> list[Point]:
    """A curve through points that turns softly; sharp corners stay."""
    out: list[Point] = []
    last = len(points) - 1
    for n in range(last):
        a, b = points[n], points[n + 1]
        before = points[n - 1] if n and not _sharp(points[n - 1], a, b) else a
        after = points[n + 2] if n + 1 < last and not _sharp(a, b, points[n + 2]) else b
        for k in range(4):
            t = k / 4
            h, g = t * (1 - t) ** 2 / 2, t * t * (1 - t) / 2
            w = t * t * (3 - 2 * t)
            u, v = (
                a[i] + (b[i] - a[i]) * w + (b[i] - before[i]) * h - (after[i] - a[i]) * g
                for i in (0, 1)
            )
            out.append((u, v))
    return [*out, points[-1]]


def _sharp(a: Point, b: Point, c: Point) -> bool:
    one, two = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    return one[0] * two[0] + one[1] * two[1] < 0.2 * math.hypot(*one) * math.hypot(*two)
