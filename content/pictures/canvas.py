"""Where does a point in space land in the picture, and how is a solid thing drawn there?"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from content.pictures.drawing import Circle, Color, Fill, Outline, Point, Theme, around, blend
from content.pictures.skeleton import Ball, Body, Part
from content.pictures.vectors import Vec, dot

WHITE: Color = (255, 255, 255)
_LIT: tuple[float, Point] = (-0.010, (-0.0035, -0.0085))
"""How much smaller the lit tone of a part is, and how far it is moved towards the light."""


@dataclass(slots=True)
class Camera:
    """An orthographic camera: ``yaw`` 0 looks from the figure's right, 90 from its front.

    ``scale`` is pixels per metre; ``x`` and ``y`` are the pixel of the world's origin.
    """

    yaw: float
    pitch: float
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    right: Vec = field(init=False)
    up: Vec = field(init=False)
    eye: Vec = field(init=False)

    def __post_init__(self) -> None:
        a, p = math.radians(self.yaw), math.radians(self.pitch)
        self.right = (math.cos(a), 0.0, -math.sin(a))
        self.up = (-math.sin(p) * math.sin(a), math.cos(p), -math.sin(p) * math.cos(a))
        self.eye = (math.sin(a) * math.cos(p), math.sin(p), math.cos(a) * math.cos(p))

    def see(self, p: Vec) -> Point:
        """The pixel of a point."""
        return self.x + self.scale * dot(p, self.right), self.y - self.scale * dot(p, self.up)

    def depth(self, p: Vec) -> float:
        """How near a point is to the camera, in metres; more is nearer."""
        return dot(p, self.eye)


class Canvas:
    """Collects the fills of one picture."""

    def __init__(self, camera: Camera, theme: Theme) -> None:
        self.camera, self.theme = camera, theme
        self.fills: list[Fill] = []
        self.solids: list[Outline] = []
        """The edges of all that is drawn as a solid so far."""

    def circles(
        self, body: Body, part: Part, grow: float = 0.0, nudge: Point = (0.0, 0.0)
    ) -> list[list[Circle]]:
        """The balls of a part as circles in the picture. ``grow`` and ``nudge`` in metres."""
        camera = self.camera
        scale, (rx, ry, rz), (ux, uy, uz) = camera.scale, camera.right, camera.up
        left, top = camera.x + nudge[0] * scale, camera.y + nudge[1] * scale
        drawn = []
        for hull in part:
            row = []
            for ball in hull:
                (x, y, z), r = body.ball(ball)
                row.append(
                    (
                        left + scale * (x * rx + y * ry + z * rz),
                        top - scale * (x * ux + y * uy + z * uz),
                        max(0.0015, r + grow) * scale,
                    )
                )
            drawn.append(row)
        return drawn

    def flat(self, body: Body, part: Part, color: Color, alpha: float = 1.0) -> None:
        """A part in one flat colour."""
        self.fills.append(Fill([around(row) for row in self.circles(body, part)], color, alpha))

    def outlines(
        self, body: Body, part: Part, grow: float = 0.0, nudge: Point = (0.0, 0.0)
    ) -> list[Outline]:
        """The edge of a part in the picture. ``grow`` and ``nudge`` in metres."""
        return [around(row) for row in self.circles(body, part, grow, nudge)]

    def again(self, fills: Iterable[Fill], body: Body, part: Part) -> None:
        """Draw fills once more, where they lie inside a part."""
        within = self.outlines(body, part)
        self.fills += [replace(fill, within=(*fill.within, within)) for fill in fills]

    def light(
        self, body: Body, part: Part, color: Color, *, far: float = 0.0, alpha: float = 1.0
    ) -> None:
        """Only the lit tone of ``solid``, a little smaller."""
        tone = self._paled(color, far)
        self.fills.append(Fill(self.outlines(body, part, *_LIT), tone, alpha))

    def join(self, body: Body, joint: Ball, part: Part, color: Color, *, far: float = 0.0) -> None:
        """Paint over the edges near a joint, as far as they lie on a part of the same cloth."""
        tone, within = self._paled(color, far), self.outlines(body, part, *_LIT)
        self.fills.append(Fill(self.outlines(body, ((joint,),)), tone, within=(within,)))

    def shade(self, body: Body, part: Part) -> None:
        """The soft shadow that a part throws on all solids that are drawn already."""
        soft = 0.012 * self.camera.scale
        cast = self.outlines(body, part, 0.004, (0.006, 0.014))
        self.fills.append(Fill(cast, self.theme.line, 0.30, soft, (list(self.solids),)))

    def _paled(self, color: Color, far: float) -> Color:
        theme = self.theme
        return blend(blend(color, theme.back, 0.20 * far), theme.line, 0.15 * far)

    def solid(
        self, body: Body, part: Part, color: Color, *, line: bool = True, far: float = 0.0
    ) -> None:
        """A part with a dark edge, its colour, and light from above; ``far`` 0 to 1 pales it."""
        theme, base = self.theme, self._paled(color, far)
        if line:
            edges = self.outlines(body, part, 0.0058)
            self.fills.append(Fill(edges, blend(base, theme.line, 0.64)))
            self.solids += edges
        self.fills.append(Fill(self.outlines(body, part), blend(base, theme.line, 0.15)))
        self.fills.append(Fill(self.outlines(body, part, *_LIT), base))

    def glow(self, body: Body, part: Part, power: float, on: Part) -> None:
        """A warm light inside the body, seen through the part it lies ``on``."""
        if power <= 0.01:
            return
        scale = self.camera.scale
        within = self.outlines(body, on)
        for size, alpha, soft in ((1.0, 0.62, 0.022), (0.52, 0.55, 0.010)):
            rows = [[(x, y, r * size) for x, y, r in row] for row in self.circles(body, part)]
            self.fills.append(
                Fill(
                    [around(row) for row in rows],
                    self.theme.glow,
                    alpha * power,
                    soft * scale,
                    (within,),
                )
            )

    def plate(self, points: list[Vec], color: Color, radius: float = 0.006) -> None:
        """A flat face with rounded corners."""
        size = radius * self.camera.scale
        corners = [(*self.camera.see(p), size) for p in points]
        self.fills.append(Fill([around(corners)], color))

    def box(self, low: Vec, high: Vec, color: Color, radius: float = 0.008) -> None:
        """A box along the axes, its top lightest."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        dark = self.theme.line
        side = x1 if self.camera.eye[0] >= 0 else x0
        front = z1 if self.camera.eye[2] >= 0 else z0
        xs, ys, zs = (x0, x1), (y0, y1), (z0, z1)
        every = [(x, y, z) for x in xs for y in ys for z in zs]
        self.plate(every, blend(color, dark, 0.42), radius + 0.0035)
        self.plate([(side, y, z) for y in ys for z in zs], blend(color, dark, 0.22), radius)
        self.plate([(x, y, front) for x in xs for y in ys], blend(color, dark, 0.11), radius)
        self.plate([(x, y1, z) for x in xs for z in zs], blend(color, WHITE, 0.10), radius)

    def tube(self, points: list[Vec], radius: float, color: Color, *, line: bool = True) -> None:
        """A rounded bar through points."""
        scale = self.camera.scale
        dots = [self.camera.see(p) for p in points]
        for grow, shift, tone in (
            (0.004, 0.0, blend(color, self.theme.line, 0.55)),
            (0.0, 0.0, blend(color, self.theme.line, 0.12)),
            (-radius * 0.35, -radius * 0.25, color),
        ):
            if grow > 0 and not line:
                continue
            r = (radius + grow) * scale
            rows = [
                [(x, y + shift * scale, r), (u, v + shift * scale, r)]
                for (x, y), (u, v) in itertools.pairwise(dots)
            ]
            self.fills.append(Fill([around(row) for row in rows], tone))
