"""What would a person see wrong in a picture? Found without looking, by measuring the body.

Here is what is wrong with the body itself; ``surroundings`` looks at the things beside it,
``seen`` at what covers what, ``smooth`` at every frame of the film.
"""

import itertools
import math
from collections.abc import Iterator

from content.models import Dose
from content.pictures.figure import EACH, SURFACES, Figure
from content.pictures.kinematics import joint_angles
from content.pictures.library import timing_of
from content.pictures.motion import Phase, Timing
from content.pictures.scene import EXTENT, TIMING, Picture
from content.pictures.seen import Sight
from content.pictures.skeleton import (
    FOREARM,
    KNEE,
    LANDMARKS,
    SHANK,
    SIDES,
    THIGH,
    UPPER_ARM,
    Body,
)
from content.pictures.smooth import uneven
from content.pictures.solids import BALLS, body_sticks, overlap
from content.pictures.surroundings import Surroundings
from content.pictures.vectors import length, sub

UNDER_FLOOR = 0.02
MISSED = 0.012
SUNK_IN = 0.045
SEEN = 0.02
"""A key should move something by this share of the picture's width."""
_EXTENT = tuple(dict.fromkeys(EXTENT))
_LENGTHS = (
    ("thigh", "shank", THIGH),
    ("shank", "foot", SHANK),
    ("upper", "fore", UPPER_ARM),
    ("fore", "hand", FOREARM),
)
_APART = [
    ("fore_r", "fore_l"),
    ("shank_r", "shank_l"),
    ("thigh_r", "thigh_l"),
    *((f"fore_{s}", other) for s in "rl" for other in ("trunk", "head", "thigh_r", "thigh_l")),
    *((f"fore_{s}", other) for s in "rl" for other in ("shank_r", "shank_l")),
    *((f"shank_{s}", "trunk") for s in "rl"),
    *((f"upper_{s}", "head") for s in "rl"),
    ("shank_r", "thigh_l"),
    ("shank_l", "thigh_r"),
]


def faults_of(figure: Figure, dose: Dose, *, fast: bool = False) -> list[str]:
    """What is wrong with the figure of an exercise that has this dose."""
    found = faults(figure, timing_of(dose), fast=fast)
    held = any(key.held for key in figure.keys)
    if held != bool(dose.hold_seconds):
        found.append("a hold needs a held key" if not held else "held, but the dose has no hold")
    return found


def faults(figure: Figure, timing: Timing = TIMING, *, fast: bool = False) -> list[str]:
    """What is wrong with a figure, worst moment of each key; nothing when all is well.

    ``fast`` looks at fewer moments of every move, and not at every frame of the film.
    """
    return faults_in(Picture(figure, timing), fast=fast)


def faults_in(picture: Picture, *, fast: bool = False) -> list[str]:
    """The faults of a picture that is already framed, and not flipped.

    A flipped one is the same picture in a mirror, and another hold only lasts longer, so they
    have no faults of their own.
    """
    motion, count = picture.motion, len(picture.motion.keys)
    things, sight = Surroundings(picture), Sight(picture)
    found: dict[tuple[int, str], tuple[float, str]] = {}

    def note(n: int, kind: str, size: float, words: str) -> None:
        if size > found.get((n, kind), (0.0, ""))[0]:
            found[(n, kind)] = (size, words)

    steps = 4 if fast else 10
    for n in range(count):
        before = (n - 1) % count
        way = [motion.body(Phase(before, n, k / steps)) for k in range(steps + 1)]
        for k, body in enumerate(way):
            phase = Phase(before, n, k / steps)
            for kind, size, words in (
                *_seen_wrong(picture, body, phase),
                *things.wrong(body, phase),
            ):
                note(n, kind, size, f"key {n + 1} at {k / steps:.1f}: {words}")
        for kind, words in sight.wrong(n, way):
            note(n, kind, 1.0, f"key {n + 1}: {words}")
        if count > 1:
            for kind, words in _moves_wrong(picture, n, way):
                note(n, kind, 1.0, f"key {n + 1}: {words}")
    for n, words in sight.glow_hidden():
        note(n, words, 1.0, f"key {n + 1}: {words}")
    if not fast:
        for n, kind, size, words in uneven(picture):
            note(n, kind, size, f"key {n + 1}: {words}")
    return [words for _, words in found.values()]


def _seen_wrong(picture: Picture, body: Body, phase: Phase) -> Iterator[tuple[str, float, str]]:
    yield from _under_floor(body, deep=picture.room.deep)
    yield from _off_target(picture, body, phase)
    yield from _lengths(body)
    yield from _bent_too_far(body)
    yield from _sunk(body, _held_parts(picture, phase))
    if not picture.figure.view.zoom:
        yield from _cut_off(picture, body)


def _under_floor(body: Body, *, deep: bool) -> Iterator[tuple[str, float, str]]:
    if deep:
        return
    for name, balls in BALLS.items():
        low = min(at[1] - r for at, r in map(body.ball, balls))
        if low < -UNDER_FLOOR:
            yield f"floor {name}", -low, f"{name} is {-low * 100:.0f} cm under the floor"


def _off_target(picture: Picture, body: Body, phase: Phase) -> Iterator[tuple[str, float, str]]:
    motion = picture.motion
    for limb in motion.planted(phase.to):
        contact = motion.contact(phase.to, limb)
        if contact is None:
            continue
        if contact != motion.contact(phase.came_from, limb) and phase.share < 1:
            continue
        kind, _s = limb.split("_")
        if kind == "knee":
            miss = abs(body.at(limb)[1] - KNEE)
        elif kind == "elbow":
            miss = abs(body.at(limb)[1] - motion.target(body, limb, contact, phase)[1])
        else:
            goal = motion.target(body, limb, contact, phase)
            off = sub(goal, body.bones[limb][0])
            miss = abs(off[1]) if contact.slide else length(off)
        slid = 0.0
        if kind in ("knee", "elbow") and not contact.slide:
            start = motion.first_body(limb, contact, phase.to).at(limb)
            now = body.at(limb)
            slid = math.hypot(now[0] - start[0], now[2] - start[2])
        if max(miss, slid) > MISSED:
            words = "misses" if miss >= slid else "slides on"
            where = contact.to if contact.to in SURFACES or contact.to in LANDMARKS else "its place"
            yield (
                f"contact {limb}",
                max(miss, slid),
                f"{limb} {words} {where} by {max(miss, slid) * 100:.1f} cm",
            )


def _lengths(body: Body) -> Iterator[tuple[str, float, str]]:
    for s, _ in SIDES:
        for one, two, long in _LENGTHS:
            a, b = body.bones[f"{one}_{s}"][0], body.bones[f"{two}_{s}"][0]
            off = abs(length(sub(a, b)) - long)
            if off > 0.002:
                yield (
                    f"length {one}_{s}",
                    off,
                    f"{one}_{s} changes its length by {off * 100:.1f} cm",
                )


def _bent_too_far(body: Body) -> Iterator[tuple[str, float, str]]:
    for joint, angle in joint_angles(body).items():
        low, high = EACH[joint[:-2]]
        beyond = max(low - 6 - angle, angle - high - 6)
        if beyond > 0:
            yield f"bend {joint}", beyond, f"{joint} bends to {angle:.0f} degrees"


def _held_parts(picture: Picture, phase: Phase) -> set[tuple[str, str]]:
    """The pairs that touch on purpose: a forearm and the limb its hand takes hold of."""
    touching = set()
    for n in (phase.came_from, phase.to):
        for limb, contact in picture.motion.planted(n).items():
            mark = LANDMARKS.get(contact.to)
            if mark and limb.startswith("hand"):
                touching.add((f"fore_{limb[-1]}", mark.bone))
    return touching


def _sunk(body: Body, touching: set[tuple[str, str]]) -> Iterator[tuple[str, float, str]]:
    sticks = {name: body_sticks(body, name) for name in {n for pair in _APART for n in pair}}
    for one, two in _APART:
        if (one, two) in touching:
            continue
        deep = max(overlap(a, b) for a in sticks[one] for b in sticks[two])
        if deep > SUNK_IN:
            yield f"through {one} {two}", deep, f"{one} is {deep * 100:.0f} cm inside {two}"


def _cut_off(picture: Picture, body: Body) -> Iterator[tuple[str, float, str]]:
    camera, (width, height) = picture.camera, picture.size
    out = 0.0
    for ball in _EXTENT:
        at, r = body.ball(ball)
        x, y = camera.see(at)
        r *= camera.scale
        out = max(out, r - x, r - y, x + r - width, y + r - height)
    if out > 0.5:
        yield "frame", out, f"{out:.0f} pixels out of the picture"


def _moves_wrong(picture: Picture, n: int, way: list[Body]) -> Iterator[tuple[str, str]]:
    camera, motion = picture.camera, picture.motion
    count = len(motion.keys)
    names = (*way[0].bones, *LANDMARKS)
    spots = [[body.at(name) for name in names] for body in way]
    steps = [
        max(math.dist(a, b) for a, b in zip(one, two, strict=True))
        for one, two in itertools.pairwise(spots)
    ]
    usual = sorted(steps)[len(steps) // 4]
    if max(steps) > 0.04 + 4 * usual:
        yield "jump", f"something jumps by {max(steps) * 100:.0f} cm on the way"
    after = motion.body(Phase(n, (n + 1) % count, 0.0))
    gap = max(math.dist(way[-1].at(name), after.at(name)) for name in names)
    if gap > 0.004:
        yield "seam", f"something jumps by {gap * 100:.1f} cm as the next move begins"
    if not motion.keys[n].quiet:
        far = max(
            math.dist(camera.see(a), camera.see(b))
            for a, b in zip(spots[0], spots[-1], strict=True)
        )
        if far < SEEN * picture.size[0] and not picture.figure.cycle:
            yield "still", f"nothing moves more than {far:.0f} pixels; nobody will see it"
