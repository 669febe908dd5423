"""Where is every part of the body in a given position?

Lengths are centimetres. x goes right, y up from the floor and z away from the viewer. The person
is about 166 cm tall and looks to the right when standing.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

LOWER_SPINE, UPPER_SPINE, NECK = 22.0, 26.0, 19.5
UPPER_ARM, FOREARM, HAND = 28.0, 25.0, 9.0
THIGH, SHIN, FOOT = 42.0, 41.0, 14.0
HIP_WIDTH, SHOULDER_WIDTH = 18.0, 32.0
HEEL = 4.2  # how far the heel and the ball of the foot are below the ankle
_ALMOST_STRAIGHT = 0.9998


@dataclass(frozen=True, slots=True)
class Vec:
    """A point or a direction in space."""

    x: float
    y: float
    z: float = 0.0

    def __add__(self, other: "Vec") -> "Vec":
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: "Vec") -> "Vec":
        return self + other * -1

    def __mul__(self, factor: float) -> "Vec":
        return Vec(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other: "Vec") -> float:
        """How far both go the same way, times their lengths."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other: "Vec") -> "Vec":
        """The direction square to both."""
        return Vec(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    @property
    def length(self) -> float:
        """Its length in centimetres."""
        return math.sqrt(self.dot(self))

    @property
    def unit(self) -> "Vec":
        """The same direction with length one."""
        return self * (1 / self.length)


class Ball(NamedTuple):
    """A round piece of the body; a limb is what two of them span."""

    at: Vec
    radius: float


class Limb(NamedTuple):
    """What an arm or a leg does: where the wrist or ankle is, which way elbow or knee and
    fingers or toes point."""

    end: tuple[float, float, float]
    bend: tuple[float, float, float]
    tip: tuple[float, float, float]


class Pose(NamedTuple):
    """One position of the whole body.

    ``hips`` is the point between the hips. ``spine`` (lower, upper) and ``head`` (neck, crown)
    are directions in degrees: 0 to the right, 90 up, 180 to the left. ``across`` leads from the
    near side of the body to the far side.
    """

    hips: tuple[float, float]
    spine: tuple[float, float]
    head: tuple[float, float]
    near_arm: Limb
    far_arm: Limb
    near_leg: Limb
    far_leg: Limb
    across: tuple[float, float, float] = (0, 0, 1)


class Arm(NamedTuple):
    """The joints of one arm."""

    shoulder: Vec
    elbow: Vec
    wrist: Vec
    fingers: Vec

    def balls(self) -> tuple[Ball, ...]:
        """Its round pieces, from the shoulder to the fingers."""
        radii = (5.4, 4.0, 3.1, 2.3)
        return tuple(Ball(at, radius) for at, radius in zip(self, radii, strict=True))


class Leg(NamedTuple):
    """The joints of one leg."""

    hip: Vec
    knee: Vec
    ankle: Vec
    heel: Vec
    toes: Vec

    def balls(self) -> tuple[Ball, ...]:
        """Its round pieces, from the hip to the toes."""
        radii = (8.6, 6.0, 4.0, 3.3, 2.6)
        return tuple(Ball(at, radius) for at, radius in zip(self, radii, strict=True))


class Head(NamedTuple):
    """The middle of the head, and its own directions."""

    middle: Vec
    crown: Vec
    face: Vec
    across: Vec

    def at(self, face: float, crown: float, across: float = 0.0) -> Vec:
        """The point that lies so far towards the face, the crown and the far side."""
        return self.middle + self.face * face + self.crown * crown + self.across * across


class Body(NamedTuple):
    """Every joint of one position."""

    hips: Vec
    waist: Vec
    chest: Vec
    head: Head
    near_arm: Arm
    far_arm: Arm
    near_leg: Leg
    far_leg: Leg

    def pelvis(self) -> tuple[Ball, ...]:
        """The round pieces of the pelvis, near and far."""
        return Ball(self.near_leg.hip, 9.2), Ball(self.far_leg.hip, 9.2)

    def hem(self) -> tuple[Ball, ...]:
        """The ring around the hips where the shirt ends."""
        middle = self.hips + (self.waist - self.hips) * 0.4
        turns = [math.radians(degrees) for degrees in range(0, 360, 30)]
        ring = [self.head.across * 15 * math.cos(t) + self.front * 8 * math.sin(t) for t in turns]
        return tuple(Ball(middle + around, 0.8) for around in ring)

    def trunk(self) -> tuple[Ball, ...]:
        """The round pieces of pelvis, waist and chest, each near and far."""
        ribs = self.chest - (self.chest - self.waist).unit * 2.5
        return (
            *self.pelvis(),
            *(Ball(self.waist + self.head.across * side, 8.6) for side in (-6, 6)),
            *(Ball(ribs + self.head.across * side, 8.6) for side in (-10, 10)),
        )

    @property
    def front(self) -> Vec:
        """The way the belly points."""
        return (self.waist - self.hips).unit.cross(self.head.across)

    def balls(self) -> Iterator[Ball]:
        """Every round piece of the body."""
        yield from self.trunk()
        yield Ball(self.head.middle, 10.0)
        for limb in (self.near_arm, self.far_arm, self.near_leg, self.far_leg):
            yield from limb.balls()


def place(pose: Pose) -> Body:
    """Find every joint of a pose. Bones keep their lengths.

    A wrist or ankle that is asked to be out of reach goes as far towards it as it can.
    """
    across = Vec(*pose.across).unit
    hips = Vec(*pose.hips)
    waist = hips + _towards(pose.spine[0]) * LOWER_SPINE
    chest = waist + _towards(pose.spine[1]) * UPPER_SPINE
    crown = _towards(pose.head[1])
    head = Head(chest + _towards(pose.head[0]) * NECK, crown, crown.cross(across), across)
    half_hips, half_shoulders = across * (HIP_WIDTH / 2), across * (SHOULDER_WIDTH / 2)
    return Body(
        hips,
        waist,
        chest,
        head,
        _arm(chest - half_shoulders, pose.near_arm),
        _arm(chest + half_shoulders, pose.far_arm),
        _leg(hips - half_hips, pose.near_leg, across),
        _leg(hips + half_hips, pose.far_leg, across),
    )


def _towards(degrees: float) -> Vec:
    return Vec(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))


def _arm(shoulder: Vec, limb: Limb) -> Arm:
    elbow, wrist = _bend(shoulder, limb, UPPER_ARM, FOREARM)
    return Arm(shoulder, elbow, wrist, wrist + Vec(*limb.tip).unit * HAND)


def _leg(hip: Vec, limb: Limb, across: Vec) -> Leg:
    knee, ankle = _bend(hip, limb, THIGH, SHIN)
    toes = Vec(*limb.tip).unit
    sole = toes.cross(across) * HEEL
    return Leg(hip, knee, ankle, ankle + sole - toes * 3, ankle + sole + toes * FOOT)


def _bend(root: Vec, limb: Limb, upper: float, lower: float) -> tuple[Vec, Vec]:
    """The middle joint and the end of a limb of two bones."""
    way = Vec(*limb.end) - root
    reach = min(way.length, (upper + lower) * _ALMOST_STRAIGHT)
    along = way.unit
    bend = Vec(*limb.bend)
    outwards = (bend - along * bend.dot(along)).unit
    before = (upper**2 - lower**2 + reach**2) / (2 * reach)
    middle = root + along * before + outwards * math.sqrt(upper**2 - before**2)
    return middle, root + along * reach
