"""Does the body move as a person does, at the true tempo of its film? Frame by frame."""

import math
from collections.abc import Iterator
from itertools import pairwise

from content.pictures.motion import FRAMES_A_SECOND, Phase
from content.pictures.scene import Picture
from content.pictures.skeleton import FEET, SIDES, Ball, Body
from content.pictures.vectors import Vec

JOLT = 0.016
"""A change of speed from frame to frame that can be seen, in metres a frame."""
QUICK_JOLT = 0.020
"""The same in a motion that never stops, where quick turns belong."""
SLID = 0.02
"""How far a foot that stands may slide, in metres."""
STEPPED = 0.08
"""The same in a motion that never stops: it comes down and leaves while it moves."""
WALKED = 0.15
"""A foot that goes this far back under the body walks, and the floor goes with it."""
UNEVEN = 0.12
"""How far the foot of a walker may be from an even pace: the floor shows no mark."""
_ON_FLOOR = 0.003
_LOOKED_AT = (
    *(f"{n}_{s}" for n in ("knee", "ankle", "toe", "elbow", "wrist", "fingers") for s, _ in SIDES),
    "crown",
    "nose",
    "chest",
    "pelvis",
)
_SOLES: dict[str, tuple[Ball, ...]] = {
    s: tuple({ball for hull in FEET[s][1:] for ball in hull}) for s, _ in SIDES
}


def uneven(picture: Picture) -> Iterator[tuple[int, str, float, str]]:
    """Jolts and sliding feet of a whole loop: key, kind, how much, and in words."""
    timeline, motion = picture.timeline, picture.motion
    if len(motion.keys) < 2:
        return
    phases = [
        timeline.phase(n / FRAMES_A_SECOND)
        for n in range(max(1, round(timeline.length * FRAMES_A_SECOND)))
    ]
    bodies: list[Body] = []
    for n, phase in enumerate(phases):
        bodies.append(bodies[-1] if n and phase == phases[n - 1] else motion.body(phase))
    yield from _jolts(phases, bodies, QUICK_JOLT if picture.figure.cycle else JOLT)
    if picture.figure.start == "standing":
        for s, _ in SIDES:
            yield from _slides(picture, s, phases, bodies)


def _jolts(
    phases: list[Phase], bodies: list[Body], most: float
) -> Iterator[tuple[int, str, float, str]]:
    """Where a speed changes too suddenly: a third difference, which steady effort keeps small."""
    spots: list[list[Vec]] = []
    for n, body in enumerate(bodies):
        same = n and body is bodies[n - 1]
        spots.append(spots[-1] if same else [body.at(name) for name in _LOOKED_AT])
    for n, phase in enumerate(phases):
        if bodies[n] is bodies[n - 3]:  # at rest
            continue
        rows = zip(_LOOKED_AT, *(spots[n - k] for k in (3, 2, 1, 0)), strict=True)
        for name, a, b, c, d in rows:
            jolt = math.hypot(
                *(w - 3 * z + 3 * y - x for x, y, z, w in zip(a, b, c, d, strict=True))
            )
            if jolt > 2 * most:
                at = phases[n - 1]
                words = f"{name} jolts by {jolt * 50:.1f} cm in a frame at {at.share:.2f}"
                yield phase.to, "jolt", jolt / 2, words


def _slides(
    picture: Picture, s: str, phases: list[Phase], bodies: list[Body]
) -> Iterator[tuple[int, str, float, str]]:
    """How far a foot slides while it stands on the floor; in a walk, past an even step."""
    walking = picture.figure.anchor == "floor"
    steps = [_glide(one, two, s) for one, two in pairwise((*bodies, bodies[0]))]
    run: list[Vec] = []
    for n, step in enumerate((*steps, None)):
        if step is not None:
            run.append(step)
            continue
        back = -sum(x for x, _, _ in run)
        even = back / len(run) if walking and back > WALKED else 0.0
        far = _slid(run, even)
        if far > (UNEVEN if even else STEPPED if picture.figure.cycle else SLID):
            words = f"foot_{s} slides {far * 100:.0f} cm on the floor"
            yield phases[n - 1].to, f"slide {s}", far, words
        run = []


def _glide(one: Body, two: Body, s: str) -> Vec | None:
    """How a foot moves along the floor between two frames; None when it does not stand."""
    still = [
        (two.ball(ball)[0], at)
        for ball in _SOLES[s]
        for at, r in (one.ball(ball),)
        if at[1] - r < _ON_FLOOR and two.ball(ball)[0][1] - r < _ON_FLOOR
    ]
    if not still:
        return None
    now, before = min(still, key=lambda pair: math.dist(*pair))
    return now[0] - before[0], 0.0, now[2] - before[2]


def _slid(run: list[Vec], even: float) -> float:
    """How far apart two places of one stand of a foot are; ``even`` is the pace of a walk."""
    way = [(0.0, 0.0)]
    for x, _, z in run:
        way.append((way[-1][0] + x + even, way[-1][1] + z))
    return max(math.dist(a, b) for a in way for b in way)
