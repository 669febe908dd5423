"""In what order are the parts of a body drawn, so that what is nearer covers what is behind?"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from content.pictures.canvas import Canvas
from content.pictures.drawing import Color, Fill, blend
from content.pictures.skeleton import (
    ANKLE_CUFFS,
    BELLY,
    BROWS,
    BUN,
    CHEEKS,
    COLLAR,
    CUFFS,
    EARS,
    EYES,
    FEET,
    FINGER_LINES,
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
    SEAT,
    SHANKS,
    SHORT_SLEEVES,
    SIDES,
    SKULL,
    SLEEVES,
    SMILES,
    TEE,
    THIGH,
    THIGHS,
    TROUSER_LEGS,
    UPPER_ARM,
    UPPER_ARMS,
    Ball,
    Body,
    Hull,
    Part,
    hem,
    ring,
)
from content.pictures.solids import Stick, body_sticks
from content.pictures.vectors import apply, clip, dot, smooth, unit

_Seen = tuple[float, float, float, float, float, float, float, float]


@dataclass(slots=True)
class Item:
    """Something to draw whole. ``mate`` is the other half of the same limb.

    ``over`` is what it is always drawn after, ``after`` what it is drawn after unless it is
    covered by more than is said there, as ``_covers`` measures.
    ``casts`` is the part of it that throws a soft shadow on what is behind.
    """

    name: str
    sticks: Sequence[Stick]
    draw: Callable[[bool], None]
    mate: str = ""
    over: tuple[str, ...] = ()
    after: Mapping[str, float] = field(default_factory=dict)
    casts: Part = ()


_HIP: dict[str, Ball] = {s: (f"thigh_{s}", (0.0, 0.0, 0.0), 0.125) for s, _ in SIDES}
_SHOULDER: dict[str, Ball] = {s: (f"upper_{s}", (0.0, 0.020, 0.0), 0.084) for s, _ in SIDES}
"""How far round a joint the edges between two pieces of the same cloth are not drawn."""
_JOINED = {"thigh": {"hips": 0.004}, "upper": {"trunk": 0.004}}
"""What a limb is in front of unless it is clearly behind: by so much, as ``_covers`` measures."""
_BESIDE = 0.06
"""Thighs whose depths differ by less, in metres, lie side by side."""
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


def body_items(
    canvas: Canvas,
    body: Body,
    feel: Sequence[str],
    power: float,
    resting: Collection[str] = (),
) -> list[Item]:
    """The body in parts, each drawn with the glow that belongs on it.

    ``resting`` are the forearms whose hands lie on the trunk.
    """
    return list(_Painter(canvas, body, feel, power, resting).items())


class _Painter:
    """Draws the parts of one body."""

    def __init__(
        self,
        canvas: Canvas,
        body: Body,
        feel: Sequence[str],
        power: float,
        resting: Collection[str],
    ) -> None:
        self.resting = resting
        self.canvas, self.body, self.power = canvas, body, power
        self.has_neck = False
        self.shirt: list[Fill] = []
        self.trunk_glow: list[Fill] = []
        self.glows: dict[str, list[str]] = {}
        for region in feel:
            bone = REGIONS[region][-1][0]
            limb = bone if bone.split("_")[0] in ("thigh", "shank", "upper", "fore") else "trunk"
            self.glows.setdefault(limb, []).append(region)

    def items(self) -> Iterator[Item]:
        """Every part, with what it is drawn after when neither covers the other."""
        body = self.body
        trunk = body_sticks(body, "trunk")
        below = self._faces("pelvis", -1) > 0.05
        yield Item(
            "hips",
            trunk[:2],
            self._hips if not below else self._seat,
            over=("trunk",) if below else (),
        )
        yield Item("trunk", trunk, self._trunk, over=() if below else ("hips",), casts=TEE)
        yield from self._hems(trunk[:2])
        above = dot(body.bones["head"][1][1], self.canvas.camera.eye) > -0.25
        casts = (*SKULL, *HAIR)
        head = body_sticks(body, "head")
        yield Item("head", head, self._head, after={"trunk": 0.004} if above else {}, casts=casts)
        for s, _ in SIDES:
            for name, mate, draw, casts in (
                ("thigh", "shank", self._thigh, THIGHS[s][4:]),
                ("shank", "thigh", self._shank, (*SHANKS[s], *FEET[s])),
                ("upper", "fore", self._upper, UPPER_ARMS[s][3:]),
                ("fore", "upper", self._fore, FOREARMS[s]),
            ):
                yield Item(
                    f"{name}_{s}",
                    body_sticks(body, f"{name}_{s}"),
                    partial(draw, s),
                    f"{mate}_{s}",
                    after={"trunk": 0.004}
                    if f"{name}_{s}" in self.resting
                    else _JOINED.get(name, {}),
                    casts=casts,
                )

    def _hems(self, sticks: Sequence[Stick]) -> Iterator[Item]:
        """The shirt over the thighs it hangs on, the far one first."""
        tucked = {s: share for s, _ in SIDES if (share := self._tucked(s)) > 0.01}
        done = ["hips", "trunk"]
        for s in sorted(tucked, key=lambda s: self._depth(f"thigh_{s}")):
            done.append(f"thigh_{s}")
            other = "l" if s == "r" else "r"
            level = abs(self._depth("thigh_r") - self._depth("thigh_l")) < _BESIDE
            if level and other in tucked:
                done.append(f"thigh_{other}")
            yield Item(f"hem_{s}", sticks, partial(self._hem, s, tucked[s]), over=tuple(done))
            done.append(f"hem_{s}")

    def _depth(self, bone: str) -> float:
        return self.canvas.camera.depth(self.body.bones[bone][0])

    def _faces(self, bone: str, way: int) -> float:
        """How much a bone's upper (1) or lower (-1) end is turned to the camera, -1 to 1."""
        return way * dot(self.body.bones[bone][1][1], self.canvas.camera.eye)

    def _tucked(self, s: str) -> float:
        """How much of the shirt's hem hangs over a thigh: 1 standing, 0 with the hip bent.

        It is 0, too, for a thigh that points at the camera.
        """
        straight = dot(self.body.bones[f"thigh_{s}"][1][1], self.body.bones["pelvis"][1][1])
        share = smooth((straight + 0.30) / 0.25) * (1 - smooth((self._ahead(s) - 0.32) / 0.2))
        return clip((share - 0.25) / 0.75)

    def _ahead(self, s: str) -> float:
        """How much a thigh points at the camera, -1 to 1."""
        return -dot(self.body.bones[f"thigh_{s}"][1][1], self.canvas.camera.eye)

    def _pale(self, bone: str) -> float:
        """How much farther away than its twin and than the trunk a limb is, 0 to 1."""
        kind, s = bone.split("_")
        root, end = ("pelvis", "shank") if kind == "thigh" else ("thorax", "fore")
        near, far = (self._depth(f"{kind}_{each}") for each in "rl")
        gap = (near - far) / 2 if s == "l" else (far - near) / 2
        before = self._depth(f"{end}_{s}") - self._depth(root)
        return clip((gap - 0.02) / 0.10) * (1 - smooth((before + 0.06) / 0.10))

    def _light(self, name: str, on: Part) -> None:
        if regions := self.glows.get(name):
            part = tuple(REGIONS[region] for region in regions)
            self.canvas.glow(self.body, part, self.power, on)

    # -- trunk and head ---------------------------------------------------------------------

    def _hips(self, _: bool) -> None:
        self.canvas.solid(self.body, HIPS, self.canvas.theme.legs)

    def _seat(self, _: bool) -> None:
        """The hips seen from below: the shirt hides only what is above its hem."""
        self.canvas.solid(self.body, SEAT, self.canvas.theme.legs)

    def _hem(self, s: str, share: float, _: bool) -> None:
        """The shirt over the top of a thigh, and the thigh's glow through it."""
        canvas = self.canvas
        start = len(canvas.fills)
        self._light(f"thigh_{s}", TEE)
        light, canvas.fills[start:] = canvas.fills[start:], []
        canvas.again([*self.shirt, *light], self.body, hem(s, share))

    def _trunk(self, _: bool) -> None:
        canvas, body, theme = self.canvas, self.body, self.canvas.theme
        start = len(canvas.fills)
        covers = self._faces("thorax", 1) <= -0.15
        if covers:
            self._neck()
        canvas.solid(body, (*TEE, *RIBS, *BELLY), theme.top)
        if not covers and not self.has_neck:
            canvas.flat(body, (COLLAR,), blend(theme.top, theme.line, 0.45))
            self._neck()
        cloth = len(canvas.fills)
        self._light("trunk", (*TEE, *HIPS, *NECK))
        self.shirt, self.trunk_glow = canvas.fills[start:], canvas.fills[cloth:]

    def _neck(self) -> None:
        """The neck goes under the shirt or under the face: the first of them draws it."""
        if not self.has_neck:
            self.canvas.solid(self.body, NECK, self.canvas.theme.skin)
        self.has_neck = True

    def _head(self, _: bool) -> None:
        self._neck()
        _head(self.canvas, self.body)

    # -- limbs ------------------------------------------------------------------------------

    def _thigh(self, s: str, whole: bool) -> None:
        canvas, body, color = self.canvas, self.body, self.canvas.theme.legs
        pale = self._pale(f"thigh_{s}")
        ahead = smooth((self._ahead(s) - 0.35) / 0.3)
        if whole and not ahead:
            self._foot_and_leg(s, (*THIGHS[s], *TROUSER_LEGS[s]), pale)
        elif whole:  # the knee in front of its thigh keeps its edge
            canvas.solid(body, THIGHS[s], color, far=pale)
            self._foot_and_leg(s, TROUSER_LEGS[s], pale)
            _patch(canvas, body, *_KNEE_UP[s], color, pale, 1 - ahead)
        else:
            canvas.solid(body, THIGHS[s], color, far=pale)
            _patch(canvas, body, *_KNEE_DOWN[s], color, pale)
        canvas.join(body, _HIP[s], SEAT, color, far=pale)
        self._light(f"thigh_{s}", (*THIGHS[s], *HIPS))
        if whole:
            self._light(f"shank_{s}", SHANKS[s])

    def _shank(self, s: str, whole: bool) -> None:
        if whole:
            self._thigh(s, True)
            return
        pale = self._pale(f"thigh_{s}")
        self._foot_and_leg(s, TROUSER_LEGS[s], pale)
        _patch(self.canvas, self.body, *_KNEE_UP[s], self.canvas.theme.legs, pale)
        self._light(f"shank_{s}", SHANKS[s])

    def _foot_and_leg(self, s: str, leg: Part, pale: float) -> None:
        """A trouser leg and the foot that comes out of it."""
        skin, cloth = self.canvas.theme.skin, self.canvas.theme.legs
        self._sleeved(FEET[s], skin, leg, cloth, ANKLE_CUFFS[s], f"shank_{s}", pale)

    def _upper(self, s: str, whole: bool) -> None:
        canvas, body, theme = self.canvas, self.body, self.canvas.theme
        pale = self._pale(f"upper_{s}")
        skin = (*UPPER_ARMS[s], *FOREARMS[s]) if whole else UPPER_ARMS[s]
        self._sleeved(skin, theme.skin, SHORT_SLEEVES[s], theme.top, CUFFS[s], f"upper_{s}", pale)
        if not whole:
            _patch(canvas, body, *_ELBOW_DOWN[s], theme.skin, pale)
        if whole:
            self._fingers(s)
        canvas.join(body, _SHOULDER[s], TEE, theme.top, far=pale)
        canvas.again(self.trunk_glow, body, ((_SHOULDER[s],),))
        self._light(f"upper_{s}", (*SLEEVES[s], *UPPER_ARMS[s]))

    def _fore(self, s: str, whole: bool) -> None:
        if whole:
            self._upper(s, True)
            return
        pale = self._pale(f"upper_{s}")
        self.canvas.solid(self.body, FOREARMS[s], self.canvas.theme.skin, far=pale)
        _patch(self.canvas, self.body, *_ELBOW_UP[s], self.canvas.theme.skin, pale)
        self._fingers(s)

    def _fingers(self, s: str) -> None:
        """The lines between the fingers, as clear as the hand's face or back is seen."""
        seen = abs(dot(self.body.bones[f"fingers_{s}"][1][2], self.canvas.camera.eye))
        if (alpha := 0.75 * smooth((seen - 0.35) / 0.4)) > 0.02:
            line = blend(self.canvas.theme.skin, self.canvas.theme.line, 0.5)
            self.canvas.flat(self.body, FINGER_LINES[s], line, alpha)

    def _sleeved(
        self, limb: Part, skin: Color, cloth: Part, color: Color, edge: Hull, bone: str, pale: float
    ) -> None:
        """A limb that comes out of cloth; seen from its open end it is drawn last."""
        canvas, body, theme = self.canvas, self.body, self.canvas.theme
        opened = self._faces(bone, -1) > 0.12
        if not opened:
            canvas.solid(body, limb, skin, far=pale)
        canvas.solid(body, cloth, color, far=pale)
        if opened:
            canvas.flat(body, (edge,), blend(color, theme.line, 0.45))
            canvas.solid(body, _beyond(limb, bone, edge[0][1][1]), skin, far=pale)


def _beyond(limb: Part, bone: str, height: float) -> Part:
    """A limb without what is farther up in the cloth than a height on a bone: it is cut there."""

    def cut(ball: Ball) -> Hull:
        name, (x, y, z), r = ball
        return ring(bone, (x, height, z), r, r) if name == bone and y > height else (ball,)

    return tuple(tuple(ball for each in hull for ball in cut(each)) for hull in limb)


def _patch(
    canvas: Canvas,
    body: Body,
    joint: Ball,
    inside: Ball,
    color: Color,
    far: float,
    alpha: float = 1.0,
) -> None:
    """Hide the edge across a joint when the two halves of a limb were drawn apart."""
    canvas.light(body, ((joint, inside),), color, far=far, alpha=alpha)


def _head(canvas: Canvas, body: Body) -> None:
    """Hair, face and ears as far as they can be seen from here."""
    theme, eye = canvas.theme, canvas.camera.eye
    frame = body.bones["head"][1]
    from_chin = dot(frame[1], eye) < -0.45
    if dot(frame[0], eye) < -0.35:
        canvas.solid(body, SKULL, theme.skin)
        canvas.solid(body, HAIR, theme.hair)
        canvas.solid(body, BUN, theme.hair)
        return
    canvas.solid(body, BUN, theme.hair)
    canvas.solid(body, HAIR, theme.hair)
    if from_chin:
        _fringe(canvas, body)
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


def paint(canvas: Canvas, body: Body, items: list[Item]) -> None:
    """Draw items from the farthest to the nearest; halves of a limb together where they can be."""
    ordered = _ordered(canvas, items)
    by_name = {item.name: item for item in items}
    done: set[str] = set()
    for n, item in enumerate(ordered):
        if item.name in done:
            continue
        together = n + 1 < len(ordered) and ordered[n + 1].name == item.mate
        casts = (*item.casts, *by_name[item.mate].casts) if together else item.casts
        if casts and canvas.solids:
            canvas.shade(body, casts)
        item.draw(together)
        done.add(item.name)
        if together:
            done.add(item.mate)


def _ordered(canvas: Canvas, items: list[Item]) -> list[Item]:
    seen = {item.name: [_see(canvas, stick) for stick in item.sticks] for item in items}
    behind: dict[str, set[str]] = {item.name: set() for item in items}
    names = [item.name for item in items]
    after = {item.name: item.after for item in items}
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            nearer = sum(_covers(a, b) for a in seen[one] for b in seen[two])
            nearer += after[one].get(two, 0.0) - after[two].get(one, 0.0)
            if nearer > 1e-9:
                behind[one].add(two)
            elif nearer < -1e-9:
                behind[two].add(one)
    for item in items:
        for name in item.over:
            behind[item.name].add(name)
            behind[name].discard(item.name)
    depth = {
        name: sum(s[3] + s[7] for s in sticks) / (2 * len(sticks)) for name, sticks in seen.items()
    }
    left, ordered, mate = {item.name: item for item in items}, [], ""
    while left:
        free = [name for name in left if not behind[name] & left.keys()]
        if not free:  # a ring: the farthest goes first
            loose = [name for name, item in left.items() if not left.keys() & set(item.over)]
            free = [min(loose, key=lambda name: (len(behind[name] & left.keys()), depth[name]))]
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
    s = clip(s)
    t = (de * s + ew) / ee if ee > 1e-9 else 0.0
    t = clip(t)
    s = (de * t - dw) / dd if dd > 1e-9 else 0.0
    s = clip(s)
    px, py = ax + dx * s - bx - ex * t, ay + dy * s - by - ey * t
    room = ar + (as_ - ar) * s + br + (bs - br) * t - math.hypot(px, py)
    if room <= 0:
        return 0.0
    return room * ((ad + (ae - ad) * s) - (bd + (be - bd) * t))
