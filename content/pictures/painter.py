"""In what order are the parts of a body drawn, so that what is nearer covers what is behind?"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.pictures.canvas import Canvas
from content.pictures.drawing import Color
from content.pictures.skeleton import (
    BELLY,
    BROWS,
    BUN,
    CHEEKS,
    EARS,
    EYES,
    FEET,
    FOREARMS,
    FRINGE,
    HAIR,
    HIPS,
    LOCKS,
    MOUTHS,
    NECK,
    NOSE,
    REGIONS,
    RIBS,
    SHANKS,
    SHIRT,
    SIDES,
    SKULL,
    SLEEVES,
    SMILES,
    THIGH,
    THIGHS,
    UPPER_ARM,
    UPPER_ARMS,
    Ball,
    Body,
    Part,
)
from content.pictures.solids import Stick, body_sticks
from content.pictures.vectors import apply, dot, unit

_Seen = tuple[float, float, float, float, float, float, float, float]


@dataclass(slots=True)
class Item:
    """Something to draw whole. ``mate`` is the other half of the same limb.

    ``after`` is what it is drawn after when neither covers the other.
    """

    name: str
    sticks: Sequence[Stick]
    draw: Callable[[bool], None]
    mate: str = ""
    after: str = ""


_HIP: dict[str, tuple[Ball, Ball]] = {
    s: (("pelvis", (-0.016, -0.090, 0.030 * d), 0.056), (f"thigh_{s}", (0.002, -0.15, 0), 0.074))
    for s, d in SIDES
}
_KNEE_DOWN = {
    s: ((f"shank_{s}", (0, 0, 0), 0.054), (f"shank_{s}", (-0.004, -0.07, 0), 0.046))
    for s, _ in SIDES
}
_KNEE_UP = {
    s: ((f"shank_{s}", (0, 0, 0), 0.054), (f"thigh_{s}", (0.004, 0.07 - THIGH, 0), 0.048))
    for s, _ in SIDES
}
_ELBOW_DOWN = {
    s: ((f"fore_{s}", (0, 0, 0), 0.036), (f"fore_{s}", (0, -0.05, 0), 0.030)) for s, _ in SIDES
}
_ELBOW_UP = {
    s: ((f"fore_{s}", (0, 0, 0), 0.036), (f"upper_{s}", (0, 0.05 - UPPER_ARM, 0), 0.030))
    for s, _ in SIDES
}


def body_items(canvas: Canvas, body: Body, feel: Sequence[str], power: float) -> list[Item]:
    """The body in parts, each drawn with the glow that belongs on it."""
    theme, camera = canvas.theme, canvas.camera
    middle = camera.depth(body.bones["lumbar"][0])
    glows: dict[str, list[str]] = {}
    for region in feel:
        bone = REGIONS[region][-1][0]
        limb = bone if bone.split("_")[0] in ("thigh", "shank", "upper", "fore") else "trunk"
        glows.setdefault("head" if bone == "head" and region != "neck" else limb, []).append(region)

    def light(name: str) -> None:
        for region in glows.get(name, ()):
            canvas.glow(body, (REGIONS[region],), power)

    def far(name: str) -> float:
        origin = body.bones[name][0]
        return max(0.0, min(1.0, (middle - camera.depth(origin) - 0.02) / 0.12))

    necks = [NECK]  # goes under head and shirt, so it is drawn with the first of them

    def neck() -> None:
        if necks:
            canvas.solid(body, necks.pop(), theme.skin)

    def trunk(_: bool) -> None:
        canvas.solid(body, HIPS, theme.legs)
        neck()
        canvas.solid(body, (*SHIRT, *RIBS, *BELLY), theme.top)
        light("trunk")

    def head(_: bool) -> None:
        _head(canvas, body, neck)

    from_above = dot(body.bones["head"][1][1], camera.eye) > -0.25
    items = [
        Item("trunk", body_sticks(body, "trunk"), trunk),
        Item("head", body_sticks(body, "head"), head, after="trunk" if from_above else ""),
    ]

    def half(s: str, name: str, mate: str, draw: Callable[[bool], None]) -> None:
        items.append(Item(f"{name}_{s}", body_sticks(body, f"{name}_{s}"), draw, f"{mate}_{s}"))

    for s, _ in SIDES:
        leg, arm = far(f"thigh_{s}"), far(f"upper_{s}")

        def thigh(whole: bool, s: str = s, pale: float = leg) -> None:
            part = _under_the_shirt(body, s)
            if whole:
                canvas.solid(body, FEET[s], theme.skin, far=pale)
                canvas.solid(body, (*part, *SHANKS[s]), theme.legs, far=pale)
            else:
                canvas.solid(body, part, theme.legs, far=pale)
                _patch(canvas, body, *_KNEE_DOWN[s], theme.legs, pale)
            if part is not THIGHS[s]:
                _patch(canvas, body, *_HIP[s], theme.legs, pale)
            light(f"thigh_{s}")
            if whole:
                light(f"shank_{s}")

        def shank(whole: bool, s: str = s, pale: float = leg) -> None:
            if whole:
                thigh(True, s, pale)
                return
            canvas.solid(body, FEET[s], theme.skin, far=pale)
            canvas.solid(body, SHANKS[s], theme.legs, far=pale)
            _patch(canvas, body, *_KNEE_UP[s], theme.legs, pale)
            light(f"shank_{s}")

        def upper(whole: bool, s: str = s, pale: float = arm) -> None:
            skin = (*UPPER_ARMS[s], *FOREARMS[s]) if whole else UPPER_ARMS[s]
            canvas.solid(body, skin, theme.skin, far=pale)
            if not whole:
                _patch(canvas, body, *_ELBOW_DOWN[s], theme.skin, pale)
            canvas.solid(body, SLEEVES[s], theme.top, far=pale)
            light(f"upper_{s}")

        def fore(whole: bool, s: str = s, pale: float = arm) -> None:
            if whole:
                upper(True, s, pale)
                return
            canvas.solid(body, FOREARMS[s], theme.skin, far=pale)
            _patch(canvas, body, *_ELBOW_UP[s], theme.skin, pale)

        half(s, "thigh", "shank", thigh)
        half(s, "shank", "thigh", shank)
        half(s, "upper", "fore", upper)
        half(s, "fore", "upper", fore)
    return items


def _under_the_shirt(body: Body, s: str) -> Part:
    """The thigh without the top that the shirt hides while the hip is straight."""
    straight = dot(body.bones[f"thigh_{s}"][1][1], body.bones["pelvis"][1][1])
    if straight < 0.45:
        return THIGHS[s]
    top = -0.115 * min(1.0, (straight - 0.45) / 0.45)
    return tuple(
        tuple(
            (bone, (x, min(y, top), z) if bone == f"thigh_{s}" else (x, y, z), r)
            for bone, (x, y, z), r in hull
        )
        for hull in THIGHS[s]
    )


def _patch(canvas: Canvas, body: Body, joint: Ball, inside: Ball, color: Color, far: float) -> None:
    """Hide the edge across a joint when the two halves of a limb were drawn apart."""
    canvas.light(body, ((joint, inside),), color, far=far)


def _head(canvas: Canvas, body: Body, neck: Callable[[], None]) -> None:
    """Hair, face and ears as far as they can be seen from here; the neck goes under the face."""
    theme, eye = canvas.theme, canvas.camera.eye
    frame = body.bones["head"][1]
    from_chin = dot(frame[1], eye) < -0.45
    if not from_chin:
        neck()
    if dot(frame[0], eye) < -0.35:
        canvas.solid(body, SKULL, theme.skin)
        canvas.solid(body, HAIR, theme.hair)
        canvas.solid(body, BUN, theme.hair)
        return
    canvas.solid(body, BUN, theme.hair)
    canvas.solid(body, HAIR, theme.hair)
    if from_chin:
        _fringe(canvas, body)
        neck()
    canvas.solid(body, (*SKULL, *NOSE), theme.skin)
    for s, d in SIDES:
        if dot(unit(apply(frame, (0.7, 0.0, 0.6 * d))), eye) > 0.35:
            canvas.flat(body, CHEEKS[s], theme.cheek, 0.28)
    if not from_chin:
        _fringe(canvas, body)
    for s, d in SIDES:
        beside = dot(frame[2], eye) * d
        if beside > 0.40:
            canvas.solid(body, LOCKS[s][1:], theme.hair, line=False)
        if beside > 0.20:
            canvas.solid(body, EARS[s], theme.skin)
        if dot(unit(apply(frame, (0.80, 0.10, 0.42 * d))), eye) > 0.12:
            canvas.flat(body, EYES[s], (43, 35, 34))
            canvas.flat(body, BROWS[s], theme.hair)
        if dot(unit(apply(frame, (0.95, 0.0, 0.30 * d))), eye) > 0.10:
            canvas.flat(body, SMILES[s] if from_chin else MOUTHS[s], (150, 74, 62))


def _fringe(canvas: Canvas, body: Body) -> None:
    """Hair over the forehead, and over the temple that is turned to the camera."""
    canvas.solid(body, FRINGE, canvas.theme.hair, line=False)
    for s, d in SIDES:
        if dot(body.bones["head"][1][2], canvas.camera.eye) * d > 0.40:
            canvas.solid(body, LOCKS[s][:1], canvas.theme.hair, line=False)


def paint(canvas: Canvas, items: list[Item]) -> None:
    """Draw items from the farthest to the nearest; halves of a limb together where they can be."""
    ordered = _ordered(canvas, items)
    by_name = {item.name: item for item in items}
    done: set[str] = set()
    for n, item in enumerate(ordered):
        if item.name in done:
            continue
        together = n + 1 < len(ordered) and ordered[n + 1].name == item.mate
        item.draw(together and item.mate in by_name)
        done.add(item.name)
        if together:
            done.add(item.mate)


def _ordered(canvas: Canvas, items: list[Item]) -> list[Item]:
    seen = {item.name: [_see(canvas, stick) for stick in item.sticks] for item in items}
    behind: dict[str, set[str]] = {item.name: set() for item in items}
    names = [item.name for item in items]
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            nearer = sum(_covers(a, b) for a in seen[one] for b in seen[two])
            if nearer > 1e-9:
                behind[one].add(two)
            elif nearer < -1e-9:
                behind[two].add(one)
    for item in items:
        if item.after in behind and item.name not in behind[item.after]:
            behind[item.name].add(item.after)
    depth = {
        name: sum(s[3] + s[7] for s in sticks) / (2 * len(sticks)) for name, sticks in seen.items()
    }
    left, ordered, mate = {item.name: item for item in items}, [], ""
    while left:
        free = [name for name in left if not behind[name] & left.keys()]
        if not free:  # a ring: the farthest goes first
            free = [min(left, key=lambda name: (len(behind[name] & left.keys()), depth[name]))]
        chosen = mate if mate in free else min(free, key=lambda name: depth[name])
        mate = left[chosen].mate
        ordered.append(left.pop(chosen))
    return ordered


def _see(canvas: Canvas, stick: Stick) -> _Seen:
    camera = canvas.camera
    p, r, q, s = stick
    scale = camera.scale
    x, y = camera.see(p)
    u, v = camera.see(q)
    return x / scale, y / scale, r, camera.depth(p), u / scale, v / scale, s, camera.depth(q)


def _covers(a: _Seen, b: _Seen) -> float:
    """How much stick ``a`` covers ``b`` (+) or is covered (-), where their pictures meet."""
    ax, ay, ar, ad, au, av, as_, ae = a
    bx, by, br, bd, bu, bv, bs, be = b
    dx, dy, ex, ey = au - ax, av - ay, bu - bx, bv - by
    wx, wy = ax - bx, ay - by
    dd, ee, de = dx * dx + dy * dy, ex * ex + ey * ey, dx * ex + dy * ey
    dw, ew = dx * wx + dy * wy, ex * wx + ey * wy
    square = dd * ee - de * de
    s = (de * ew - ee * dw) / square if square > 1e-9 else 0.5
    s = min(1.0, max(0.0, s))
    t = (de * s + ew) / ee if ee > 1e-9 else 0.0
    t = min(1.0, max(0.0, t))
    s = (de * t - dw) / dd if dd > 1e-9 else 0.0
    s = min(1.0, max(0.0, s))
    px, py = ax + dx * s - bx - ex * t, ay + dy * s - by - ey * t
    room = ar + (as_ - ar) * s + br + (bs - br) * t - math.hypot(px, py)
    if room <= 0:
        return 0.0
    return room * ((ad + (ae - ad) * s) - (bd + (be - bd) * t))
