"""How does a figure move? From its keys to the body at any moment of the loop."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from content.pictures.figure import RESTS, SURFACES, Contact, Figure, Key, Offset, Pose
from content.pictures.kinematics import bones_of, lean_on_elbow, reach, set_end
from content.pictures.skeleton import (
    ELBOW,
    FOREARM,
    HAIR,
    HIPS,
    KNEE,
    LANDMARKS,
    PALM,
    SHIRT,
    SIDES,
    SKULL,
    SLEEVES,
    SOLE,
    THIGHS,
    UPPER_ARM,
    WHOLE,
    Ball,
    Body,
)
from content.pictures.solids import body_sticks, overlap
from content.pictures.vectors import (
    ORIGIN,
    Mat,
    Vec,
    add,
    apply,
    cross,
    framed,
    length,
    lerp,
    mixed,
    mul,
    square_to,
    sub,
    unit,
)

_CLASPED = ("shin", "knee_top", "calf", "behind_thigh", "behind_knee")
CRANK, CRANK_AT = 0.15, (0.30, -0.62, 0.0)
STEP_HEIGHT = 0.17
HAND_ASIDE = 0.09
HEEL = 0.082
_SWINGS = (0.0, 15.0, -15.0, 30.0, -30.0, 45.0, -45.0, 60.0, -60.0, 80.0, -80.0, 100.0, -100.0)
_IN_THE_WAY = ("trunk", "head", "thigh_r", "thigh_l", "shank_r", "shank_l")
_RESTING: Mapping[str, tuple[Ball, ...]] = {
    "trunk": tuple(
        ball
        for part in (
            HIPS,
            SHIRT,
            SKULL,
            HAIR,
            *(THIGHS[s][:1] for s, _ in SIDES),
            SLEEVES["r"][:1],
            SLEEVES["l"][:1],
        )
        for hull in part
        for ball in hull
    ),
    "knees": tuple((f"shank_{s}", (0.0, 0.0, 0.0), KNEE) for s, _ in SIDES),
    "legs": tuple(
        ball
        for part in (HIPS, *(WHOLE[f"{n}_{s}"] for n in ("shank", "foot") for s, _ in SIDES))
        for hull in part
        for ball in hull
    ),
    "all": tuple(ball for part in WHOLE.values() for hull in part for ball in hull),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a repetition takes: seconds of moving, seconds the dose asks to hold."""

    move_seconds: float
    hold_seconds: float = 0

    def __post_init__(self) -> None:
        if self.move_seconds <= 0:
            raise ValueError("a repetition moves for some time")


FRAMES_A_SECOND = 25
"""Of every film."""


class Phase(NamedTuple):
    """A moment of the loop: between which keys, and how far (eased, 0 to 1)."""

    came_from: int
    to: int
    share: float


class Held(NamedTuple):
    """Where a planted limb is kept."""

    at: Vec
    frame: Mat


def eased(share: float) -> float:
    """Minimum jerk: how a person's hand starts and stops."""
    return share**3 * (10 - 15 * share + 6 * share * share)


class Motion:
    """The body of a figure for every moment of its loop.

    Joint angles are mixed between keys; then planted knees, feet, elbows and hands are put
    back where they belong, so limbs keep their length and contacts stay.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.keys: list[Key] = list(figure.keys)
        if figure.mirror:
            self.keys += [_other_side(key) for key in figure.keys]
        self._ground: dict[tuple[str, Contact], Held] = {}
        self._corrections: dict[tuple[int, str], Vec] = {}
        self.poses = [figure.pose(key) for key in self.keys]
        if figure.mirror:
            half = len(figure.keys)
            for n in range(half):
                self.poses[half + n] = _swapped(figure.pose(figure.keys[n]))
        self.lift = ORIGIN
        for n in range(len(self.keys)):
            self._kneel(n)
        self.rest, self.home = self._settle()
        for n in range(len(self.keys)):
            self._find_ground(n)
            if self._level(n):
                self.poses[n] = self._levelled(self.poses[n], n, n, 1.0)
        self._clear_elbows()

    # -- where the body rests -----------------------------------------------------------------

    def _settle(self) -> tuple[Vec, Vec]:
        """How the body is put on the floor at the first key, and where its anchor then is."""
        body = bones_of(self.poses[0])
        rest = RESTS[self.figure.start]
        low = 0.0
        if rest == "free":
            low = -0.95
        elif rest in ("feet", "toes"):
            low = _lowest(body, _RESTING["all"])
        else:
            low = _lowest(body, _RESTING[rest])
        if rest == "knees":
            planted = [s for s in "rl" if self.contact(0, f"knee_{s}")]
            if planted:
                low = min(body.at(f"knee_{s}")[1] for s in planted) - KNEE
        lift = (0.0, -low, 0.0)
        body = body.moved(lift)
        anchor = "pelvis" if self.figure.anchor == "floor" else self.figure.anchor
        return lift, body.at(anchor)

    def _kneel(self, n: int) -> None:
        """Hip and knee of a kneeling leg follow from how far its thigh leans."""
        pose = self.poses[n]
        for s in "rl":
            if f"knee_{s}" in self.planted(n):
                if f"lean_{s}" in pose:
                    pose[f"hip_{s}"] = pose[f"lean_{s}"] - pose["trunk"]
                pose[f"knee_{s}"] = 90 + pose["trunk"] + pose[f"hip_{s}"]

    def planted(self, n: int) -> dict[str, Contact]:
        """What limbs are tied to at key ``n``."""
        key = self.keys[n]
        planted: dict[str, Contact] = {}
        for plants in (self.figure.plant, key.plant):
            for limb, contact in plants.items():
                planted[limb] = contact
        for free in key.free:
            planted.pop(free, None)
        return planted

    def contact(self, n: int, limb: str) -> Contact | None:
        """What a limb is tied to at key ``n``."""
        return self.planted(n).get(limb)

    def _level(self, n: int) -> bool:
        own = self.keys[n].level
        return self.figure.level if own is None else own

    def _levelled(self, pose: Pose, i: int, j: int, share: float) -> Pose:
        """The trunk tilted so that the planted hands or elbows reach the floor."""
        supports = [
            (limb, held)
            for limb in ("elbow_r", "elbow_l", "hand_r", "hand_l")
            if (contact := self.contact(j, limb))
            and contact == self.contact(i, limb)
            and (held := self._ground.get((limb, contact)))
        ]
        if not supports:
            return pose
        pose = dict(pose)
        kneeling = [
            s for s in "rl" if self.contact(i, f"knee_{s}") and self.contact(j, f"knee_{s}")
        ]
        leaning = {
            s: pose["trunk"] + pose[f"hip_{s}"]
            for s in kneeling
            if f"lean_{s}" in self.poses[i] and f"lean_{s}" in self.poses[j]
        }

        def miss(trunk: float) -> float:
            pose["trunk"] = trunk
            for s, lean in leaning.items():
                pose[f"hip_{s}"] = lean - trunk
            for s in kneeling:
                pose[f"knee_{s}"] = 90 + trunk + pose[f"hip_{s}"]
            body = self._anchored(pose, i, j, share)
            total = 0.0
            for limb, held in supports:
                kind, s = limb.split("_")
                shoulder = body.bones[f"upper_{s}"][0]
                if kind == "elbow":
                    total += shoulder[1] - held.at[1] - 0.985 * UPPER_ARM
                else:
                    bend = math.cos(math.radians(pose[f"elbow_{s}"]))
                    arm = math.sqrt(UPPER_ARM**2 + FOREARM**2 + 2 * UPPER_ARM * FOREARM * bend)
                    total += length(sub(shoulder, held.at)) - arm
            return total / len(supports)

        best = trunk = pose["trunk"]
        error, least = miss(trunk), math.inf
        step = 1.5
        for _ in range(8):
            if abs(error) < least:
                best, least = trunk, abs(error)
            if least < 2e-4:
                break
            slope = (miss(trunk + step) - error) / step
            if abs(slope) < 1e-5:
                break
            trunk -= max(-12.0, min(12.0, error / slope))
            error = miss(trunk)
        miss(best)
        return pose

    def _clear_elbows(self) -> None:
        """Swing the elbow of a hand that holds the body until its forearm is not inside it.

        Keys with the same contact get the same swing, so the arm does not turn between them;
        where the author swings the elbow, it stays.
        """
        grips: dict[tuple[str, Contact], list[int]] = {}
        for n in range(len(self.keys)):
            for limb in self._order(n, n):
                contact = self.contact(n, limb)
                if limb.startswith("hand") and contact and contact.to in LANDMARKS:
                    grips.setdefault((limb, contact), []).append(n)
        for (limb, contact), keys in grips.items():
            name = f"elbow_out_{limb[-1]}"
            if any(self.poses[n][name] for n in keys):
                continue
            costs = []
            for swing in _SWINGS:
                deep = []
                for n in keys:
                    self.poses[n][name] = swing
                    deep.append(self._sunk(n, limb, contact))
                costs.append(sum(max(0.0, d - 0.02) for d in deep) + abs(swing) * 2e-4 * len(keys))
                if swing == 0 and max(deep) < 0.03:
                    break
            for n in keys:
                self.poses[n][name] = _SWINGS[costs.index(min(costs))]

    def _sunk(self, n: int, limb: str, contact: Contact) -> float:
        """How deep the forearm of a hand is inside the body at key ``n``, in metres."""
        body = self.key_body(n)
        arm = body_sticks(body, f"fore_{limb[-1]}")[0]
        held = LANDMARKS[contact.to].bone
        return max(
            overlap(arm, stick)
            for part in _IN_THE_WAY
            if part != held
            for stick in body_sticks(body, part)
        )

    # -- the loop ---------------------------------------------------------------------------

    def between(self, i: int, j: int, share: float) -> Pose:
        """Joint angles on the way from key ``i`` to key ``j``, before any contact."""
        one, two = self.poses[i], self.poses[j]
        if self.figure.cycle:
            count = len(self.keys)
            before, after = self.poses[(i - 1) % count], self.poses[(j + 1) % count]
            pose = {
                name: _spline(before[name], one[name], two[name], after[name], share)
                for name in one
                if not name.startswith("lean")
            }
        else:
            pose = {
                name: angle + (two[name] - angle) * share
                for name, angle in one.items()
                if not name.startswith("lean")
            }
        if self._level(i) and self._level(j) and 0 < share < 1:
            for s in "rl":
                if self.contact(i, f"knee_{s}") and self.contact(j, f"knee_{s}"):
                    pose[f"knee_{s}"] = 90 + pose["trunk"] + pose[f"hip_{s}"]
            return self._levelled(pose, i, j, share)
        return pose

    def _anchored(self, pose: Pose, i: int, j: int, share: float) -> Body:
        body = bones_of(pose)
        one, two = self.keys[i].shift, self.keys[j].shift
        shift = mul(lerp(one, two, share), 0.01)
        if self.figure.anchor == "floor":
            low = _lowest(body, _RESTING["all"])
            return body.moved((shift[0] + self.home[0], shift[1] - low, shift[2] + self.home[2]))
        return body.moved(sub(add(self.home, shift), body.at(self.figure.anchor)))

    def raw(self, i: int, j: int, share: float) -> Body:
        """The body by its angles alone, the anchor in its place."""
        return self._anchored(self.between(i, j, share), i, j, share)

    def body(self, phase: Phase) -> Body:
        """The body at a moment, every contact kept."""
        i, j, share = phase
        pose = self.between(i, j, share)
        body = self._anchored(pose, i, j, share)
        for limb in self._order(i, j):
            self._plant(body, pose, limb, phase)
        return body

    def key_body(self, n: int) -> Body:
        """The body at key ``n``."""
        return self.body(Phase(n, n, 1.0))

    def _order(self, i: int, j: int) -> list[str]:
        """Limbs that carry others come first: a hand may hold a knee, a foot rest on a foot."""
        both = {**self.planted(i), **self.planted(j)}

        def rank(limb: str) -> int:
            kind = ("knee", "foot", "elbow", "hand").index(limb.split("_")[0])
            to = both[limb].to
            mark = LANDMARKS.get(to)
            bone = mark.bone if mark else to
            on_same_kind = bone.split("_")[0] in (
                ("thigh", "shank", "foot", "toes")
                if kind == 1
                else ("fore", "hand", "upper", "fingers")
            )
            return kind * 2 + (to not in SURFACES and on_same_kind)

        order = sorted((limb for limb in both if not limb.startswith("knee")), key=rank)
        crossed = [limb for limb in order if rank(limb) == 7]
        return order + crossed if len(crossed) == 2 else order  # each hand waits for the other

    def _plant(self, body: Body, pose: Pose, limb: str, phase: Phase) -> None:
        i, j, share = phase
        one, two = self.contact(i, limb), self.contact(j, limb)
        kind, s = limb.split("_")
        if kind == "elbow":
            self._plant_elbow(body, limb, one, two, share)
            return
        swing = pose[f"{'knee' if kind == 'foot' else 'elbow'}_out_{s}"]
        if one and two and one == two:
            target = self.target(body, limb, one, phase)
        else:
            target = body.bones[limb][0]
            for n, contact, weight in ((i, one, 1 - share), (j, two, share)):
                if contact and weight:
                    target = add(target, mul(self._correction(n, limb), weight))
            if kind == "hand":  # a hand goes round the body on its way
                aside = math.sin(math.pi * share) * HAND_ASIDE * (1 if s == "r" else -1)
                target = add(target, mul(body.bones["thorax"][1][2], aside))
        reach(body, limb, target, swing)
        at, frame = body.bones[limb]
        start = self._lying(body, limb, one) or frame
        end = self._lying(body, limb, two) or frame
        set_end(body, limb, at, mixed(start, end, share) if start != end else start)

    def _plant_elbow(
        self, body: Body, limb: str, one: Contact | None, two: Contact | None, share: float
    ) -> None:
        s = limb[-1]
        held = self._ground[(limb, one or two)]  # type: ignore[index]
        before = {f"{p}_{s}": body.bones[f"{p}_{s}"] for p in ("upper", "fore", "hand", "fingers")}
        target = held.at
        if (one or two).slide or one != two:  # type: ignore[union-attr]
            target = body.bones[f"fore_{s}"][0]
        lean_on_elbow(body, s, target, held.frame[0], held.at[1])
        at, _ = body.bones[f"hand_{s}"]
        set_end(body, f"hand_{s}", at, _palm_down(held.frame[0], s))
        weight = (0.0 if one is None else 1 - share) + (0.0 if two is None else share)
        if weight < 1:
            leaning = {name: body.bones[name] for name in before}
            self._mix_arm(body, s, before, leaning, weight)

    @staticmethod
    def _mix_arm(
        body: Body,
        s: str,
        free: Mapping[str, tuple[Vec, Mat]],
        leaning: Mapping[str, tuple[Vec, Mat]],
        weight: float,
    ) -> None:
        names = [f"{part}_{s}" for part in ("upper", "fore", "hand", "fingers")]
        frames = [mixed(free[n][1], leaning[n][1], weight) for n in names]
        at = free[names[0]][0]
        spots = ((0.0, -UPPER_ARM, 0.0), (0.0, -FOREARM, 0.0), (0.0, -0.082, 0.0))
        for n, (name, frame) in enumerate(zip(names, frames, strict=True)):
            body.bones[name] = (at, frame)
            if n < 3:
                _x, y, _z = frame
                at = add(at, mul(y, spots[n][1]))

    def _correction(self, n: int, limb: str) -> Vec:
        """How far a contact pulls a limb away from the bare angles of key ``n``."""
        if (n, limb) not in self._corrections:
            pose = self.between(n, n, 1.0)
            body = self._anchored(pose, n, n, 1.0)
            bare = body.bones[limb][0]
            phase = Phase(n, n, 1.0)
            for other in self._order(n, n):
                self._plant(body, pose, other, phase)
                if other == limb:
                    break
            self._corrections[(n, limb)] = sub(body.bones[limb][0], bare)
        return self._corrections[(n, limb)]

    def first_body(self, limb: str, contact: Contact, n: int) -> Body:
        """The body at the key where a limb took this contact, without letting go since."""
        while n > 0 and self.contact(n - 1, limb) == contact:
            n -= 1
        return self.key_body(n)

    # -- contacts ---------------------------------------------------------------------------

    def _find_ground(self, n: int) -> None:
        """Where the contacts of key ``n`` with the surroundings are: below where its pose is."""
        body = self._anchored(self.poses[n], n, n, 1.0)
        for limb, contact in self.planted(n).items():
            spot = (limb, contact)
            if contact.to not in SURFACES or spot in self._ground or limb.startswith("knee"):
                continue
            self._ground[spot] = self._put_down(body, limb, contact)

    def _put_down(self, body: Body, limb: str, contact: Contact) -> Held:
        kind, s = limb.split("_")
        offset = mul(contact.offset, 0.01)
        if kind == "elbow":
            at, frame = body.bones[f"fore_{s}"]
            ahead = unit((-frame[1][0], 0.0, -frame[1][2]))
            if length((frame[1][0], 0.0, frame[1][2])) < 0.2:
                x = body.bones["thorax"][1][1]
                ahead = unit((x[0], 0.0, x[2]))
            return Held(
                add((at[0], ELBOW, at[2]), offset), (ahead, (0, 1, 0), cross(ahead, (0, 1, 0)))
            )
        at, frame = body.bones[limb]
        if contact.to in ("here", "pedal"):
            return Held(add(at, offset), frame)
        if contact.to == "heel":
            return Held(add((at[0], HEEL, at[2]), offset), frame)
        if contact.to == "toes":
            ball = body.at(f"toes_{s}")
            return Held(add((at[0], at[1] - ball[1] + 0.026, at[2]), offset), frame)
        if contact.to == "wall":
            return Held(add(at, offset), _palm_against(frame, s))
        ground = self.step_height if contact.to == "step" else 0.0
        if kind == "foot":
            ahead = unit((frame[0][0], 0.0, frame[0][2]))
            return Held(
                add((at[0], SOLE + ground, at[2]), offset),
                (ahead, (0.0, 1.0, 0.0), cross(ahead, (0.0, 1.0, 0.0))),
            )
        ahead = unit((-frame[1][0], 0.0, -frame[1][2]))
        return Held(add((at[0], PALM + ground, at[2]), offset), _palm_down(ahead, s))

    def target(self, body: Body, limb: str, contact: Contact, phase: Phase) -> Vec:
        """Where a contact wants the wrist or ankle."""
        kind, s = limb.split("_")
        if contact.to == "pedal":
            return self.pedal(s, phase)
        if contact.to in SURFACES:
            held = self._ground[(limb, contact)]
            if contact.slide:
                at = body.bones[limb][0]
                return (at[0], held.at[1], at[2])
            return held.at
        mark = LANDMARKS.get(contact.to)
        origin, frame = body.bones[mark.bone if mark else contact.to]
        spot = add(mark.at if mark else ORIGIN, mul(contact.offset, 0.01))
        x, y, z = frame
        at = add(origin, add(mul(x, spot[0]), add(mul(y, spot[1]), mul(z, spot[2]))))
        if kind == "hand" and mark and mark.out:  # the palm comes to lie on the landmark
            out, fingers = self._fingers(body, s, contact.to)
            return sub(add(at, mul(out, 0.022)), mul(fingers, 0.065))
        return at

    def _fingers(self, body: Body, s: str, place: str) -> tuple[Vec, Vec]:
        """How a hand lies on a landmark: which way the skin faces, which way the fingers point.

        They point on along the way from the shoulder; round a shin or a thigh they clasp it.
        """
        mark = LANDMARKS[place]
        frame = body.bones[mark.bone][1]
        out = apply(frame, mark.out or ORIGIN)
        at = add(body.bones[mark.bone][0], apply(frame, mark.at))
        fingers = square_to(unit(sub(at, body.bones[f"upper_{s}"][0])), out)
        if place.rstrip("_rl") in _CLASPED:
            inward = mul(frame[2], -1.0 if s == "r" else 1.0)
            fingers = add(mul(fingers, 0.35), square_to(inward, out))
        if length(fingers) < 0.25:
            fingers = square_to(body.bones["thorax"][1][1], out)
        return out, unit(fingers)

    def _lying(self, body: Body, limb: str, contact: Contact | None) -> Mat | None:
        """How a hand or foot turns to lie flat on what it touches."""
        if contact is None:
            return None
        kind, s = limb.split("_")
        if contact.to == "pedal":
            frame = body.bones[limb][1]
            ahead = unit((1.0, -0.18, 0.0))
            return (ahead, cross(frame[2], ahead), frame[2]) if kind == "foot" else None
        if contact.to == "heel":
            return None  # the foot keeps its bend
        if contact.to in SURFACES:
            return self._ground[(limb, contact)].frame
        mark = LANDMARKS.get(contact.to)
        if kind != "hand" or mark is None or mark.out is None:
            return None
        out, fingers = self._fingers(body, s, contact.to)
        return framed(mul(fingers, -1), mul(out, 1.0 if s == "r" else -1.0))

    def pedal(self, s: str, phase: Phase) -> Vec:
        """Where the ankle is above a bicycle's pedal; one round of the loop is one turn."""
        count = len(self.keys)
        turn = (
            (phase.came_from + phase.share) / count
            if phase.to != phase.came_from
            else phase.to / count
        )
        angle = -2 * math.pi * turn + (0.0 if s == "r" else math.pi)
        hub = self.hub
        side = 0.085 if s == "r" else -0.085
        return (
            hub[0] + CRANK * math.sin(-angle) - 0.07,
            hub[1] + CRANK * math.cos(angle) + 0.085,
            side,
        )

    @cached_property
    def step_height(self) -> float:
        """How high the step of the picture is, in metres."""
        heights = [prop.height for prop in self.figure.props if prop.kind == "step" and prop.height]
        return heights[0] / 100 if heights else STEP_HEIGHT

    @cached_property
    def hub(self) -> Vec:
        """The middle of a bicycle's cranks."""
        return add(self.home, CRANK_AT)


def _lowest(body: Body, balls: tuple[Ball, ...]) -> float:
    return min(at[1] - r for at, r in map(body.ball, balls))


def _palm_down(ahead: Vec, s: str) -> Mat:
    """The frame of a hand flat on the floor with its fingers towards ``ahead``."""
    return framed(mul(ahead, -1), (0.0, 1.0 if s == "r" else -1.0, 0.0))


def _palm_against(frame: Mat, s: str) -> Mat:
    """The frame of a hand flat on a wall in front, fingers up."""
    side = 1.0 if s == "r" else -1.0
    return framed((0.0, -1.0, 0.0), (-side, 0.0, 0.0))


def _spline(before: float, one: float, two: float, after: float, t: float) -> float:
    """A smooth curve through keys that are passed without stopping."""
    slope_in, slope_out = (two - before) / 2, (after - one) / 2
    return (
        one * (1 + 2 * t) * (1 - t) ** 2
        + two * t * t * (3 - 2 * t)
        + slope_in * t * (1 - t) ** 2
        - slope_out * t * t * (1 - t)
    )


def _swapped(pose: Pose) -> Pose:
    """The same pose of the other side."""
    turned = ("turn", "roll", "bend", "twist", "head_twist", "head_bend")
    return {_other(name): -angle if name in turned else angle for name, angle in pose.items()}


def _other(name: str) -> str:
    return name[:-1] + {"r": "l", "l": "r"}[name[-1]] if name[-2:] in ("_r", "_l") else name


def _other_side(key: Key) -> Key:
    def flat(offset: Offset) -> Offset:
        return (offset[0], offset[1], -offset[2])

    return key.model_copy(
        update={
            "pose": _swapped(key.pose),
            "shift": flat(key.shift),
            "free": tuple(_other(limb) for limb in key.free),
            "plant": {
                _other(limb): c.model_copy(update={"to": _other(c.to), "offset": flat(c.offset)})
                for limb, c in key.plant.items()
            },
            "arrows": tuple(
                a.model_copy(
                    update={
                        "follow": a.follow and _other(a.follow),
                        "at": a.at and _other(a.at),
                        "push": flat(a.push),
                        "offset": flat(a.offset),
                    }
                )
                for a in key.arrows
            ),
        }
    )


class Timeline:
    """When each key is reached and left, in seconds, at the tempo of a dose.

    The loop begins where the first key is reached and ends on the way back to it.
    """

    def __init__(self, motion: Motion, timing: Timing) -> None:
        figure, keys = motion.figure, motion.keys
        self._even = bool(figure.cycle)
        count = len(keys)
        total = sum(key.move for key in keys)
        moving = figure.cycle or timing.move_seconds
        self.moves = [moving * key.move / total if count > 1 else 0.0 for key in keys]
        self.holds = [
            0.0 if figure.cycle else timing.hold_seconds if key.held else key.hold for key in keys
        ]
        if count == 1 and not any(self.holds):
            self.holds = [moving]
        self.reached = [0.0]
        for n in range(1, count):
            self.reached.append(self.reached[-1] + self.holds[n - 1] + self.moves[n])
        self.length = self.reached[-1] + self.holds[-1] + self.moves[0]
        self.held = next((n for n, key in enumerate(keys) if key.held), None)

    def phase(self, t: float) -> Phase:
        """The moment of the loop at second ``t``."""
        t %= self.length
        count = len(self.reached)
        n = max(k for k in range(count) if t >= self.reached[k] - 1e-9)
        since = t - self.reached[n] - self.holds[n]
        if since <= 1e-9 or count == 1:
            return Phase((n - 1) % count, n, 1.0)
        after = (n + 1) % count
        share = min(1.0, since / self.moves[after])
        return Phase(n, after, share if self._even else eased(share))
