"""How thick is the body, roughly? Sticks that tell what touches, sinks in or covers what."""

import math
from collections.abc import Mapping

from content.pictures.skeleton import SIDES, WHOLE, Ball, Body
from content.pictures.vectors import Vec, add, clip, dot, length, mul, sub

Stick = tuple[Vec, float, Vec, float]
"""Two ends with their radii."""
Box = tuple[Vec, Vec]
"""Its lowest and its highest corner."""

BALLS: Mapping[str, tuple[Ball, ...]] = {
    name: tuple({ball: None for hull in part for ball in hull}) for name, part in WHOLE.items()
}
"""Every ball of each part of the body, once."""
_ROUGH: dict[str, tuple[tuple[Ball, Ball], ...]] = {
    "trunk": tuple(
        (("pelvis", (0, 0, 0.045 * d), 0.088), ("lumbar", (0, 0.04, 0.040 * d), 0.082))
        for _, d in SIDES
    )
    + tuple(
        (("lumbar", (0, 0.06, 0.040 * d), 0.082), ("thorax", (0, 0.16, 0.060 * d), 0.090))
        for _, d in SIDES
    ),
    "head": ((("head", (0.0, 0.13, 0), 0.098), ("head", (0.04, 0.05, 0), 0.060)),),
}
for _s, _ in SIDES:
    _ROUGH |= {
        f"thigh_{_s}": (
            ((f"thigh_{_s}", (0, -0.03, 0), 0.085), (f"shank_{_s}", (0, 0.03, 0), 0.06)),
        ),
        f"shank_{_s}": (
            ((f"shank_{_s}", (0, -0.03, 0), 0.056), (f"foot_{_s}", (0, 0, 0), 0.036)),
            ((f"foot_{_s}", (-0.03, -0.03, 0), 0.036), (f"toes_{_s}", (0.04, 0, 0), 0.026)),
        ),
        f"upper_{_s}": (((f"upper_{_s}", (0, 0, 0), 0.054), (f"fore_{_s}", (0, 0.03, 0), 0.038)),),
        f"fore_{_s}": (
            ((f"fore_{_s}", (0, -0.03, 0), 0.038), (f"hand_{_s}", (0, 0, 0), 0.027)),
            ((f"hand_{_s}", (0, -0.01, 0), 0.027), (f"fingers_{_s}", (0, -0.06, 0), 0.020)),
        ),
    }


def body_sticks(body: Body, name: str) -> list[Stick]:
    """The rough shape of one part of the body."""
    return [(*body.ball(a), *body.ball(b)) for a, b in _ROUGH[name]]


def overlap(a: Stick, b: Stick) -> float:
    """How deep two sticks are inside each other; below 0 they are apart."""
    (p, pr, q, qr), (u, ur, v, vr) = a, b
    along, across, gap = sub(q, p), sub(v, u), sub(p, u)
    aa, bb, ab = dot(along, along), dot(across, across), dot(along, across)
    ag, bg = dot(along, gap), dot(across, gap)
    square = aa * bb - ab * ab
    s = clip((ab * bg - bb * ag) / square) if square > 1e-9 else 0.5
    t = clip((ab * s + bg) / bb) if bb > 1e-9 else 0.0
    s = clip((ab * t - ag) / aa) if aa > 1e-9 else 0.0
    between: Vec = sub(add(p, mul(along, s)), add(u, mul(across, t)))
    return pr + (qr - pr) * s + ur + (vr - ur) * t - length(between)


def inside(at: Vec, r: float, box: Box) -> float:
    """How deep a ball is inside a box; below 0 they are apart."""
    off = [max(low - p, p - high) for p, low, high in zip(at, *box, strict=True)]
    most = max(off)
    if most <= 0 or most >= r:
        return r - most
    return r - math.hypot(*(max(0.0, each) for each in off))
