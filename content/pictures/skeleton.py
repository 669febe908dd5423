"""What is the body made of? Bones, the balls that wrap them, and the named places on them.

A limb bone runs along its own -y, a bone of the trunk along its +y; x is the bone's front and z
its right. A *ball* is (bone, place in the bone's axes, radius); hulls over neighbouring balls
are the body. Metres.
"""

import itertools
import math
from dataclasses import dataclass
from typing import NamedTuple

from content.pictures.vectors import Mat, Vec, lerp, place

THIGH, SHANK, UPPER_ARM, FOREARM = 0.415, 0.400, 0.280, 0.240
PELVIS_HEIGHT, LUMBAR_HEIGHT, THORAX_HEIGHT, NECK_HEIGHT = 0.085, 0.160, 0.270, 0.080
HIP_WIDTH, SHOULDER_WIDTH, SHOULDER_HEIGHT = 0.088, 0.165, 0.208
SOLE = 0.072
"""Height of the ankle when the foot is flat on the floor."""
PALM = 0.032
"""Height of the wrist when the hand is flat on the floor."""
KNEE = 0.056
"""Height of the knee joint when a person kneels."""
ELBOW = 0.040
"""Height of the elbow joint when a person leans on it."""
TOES_AT: Vec = (0.105, -0.046, 0.0)
"""Where the toes begin, in the axes of the foot."""

SIDES = (("r", 1.0), ("l", -1.0))
Ball = tuple[str, Vec, float]
Hull = tuple[Ball, ...]
Part = tuple[Hull, ...]


class Landmark(NamedTuple):
    """A named place on the skin and which way the skin faces there (bone's axes)."""

    bone: str
    at: Vec
    out: Vec | None = None


@dataclass(slots=True)
class Body:
    """Where every bone is at one moment: its origin and its frame in the world."""

    bones: dict[str, tuple[Vec, Mat]]

    def ball(self, ball: Ball) -> tuple[Vec, float]:
        """The middle of a ball in the world, and its radius."""
        origin, frame = self.bones[ball[0]]
        return place(origin, frame, ball[1]), ball[2]

    def at(self, name: str) -> Vec:
        """A landmark, or the origin of a bone, in the world."""
        spot = LANDMARKS.get(name)
        if spot is None:
            return self.bones[name][0]
        return place(*self.bones[spot.bone], spot.at)

    def moved(self, by: Vec) -> "Body":
        """The same pose somewhere else."""
        x, y, z = by
        return Body(
            {n: ((o[0] + x, o[1] + y, o[2] + z), frame) for n, (o, frame) in self.bones.items()}
        )


def _tube(*balls: Ball) -> Part:
    """Neighbouring balls joined; within a bone the width swells and narrows along a curve."""
    fine: list[Ball] = []
    last = len(balls) - 1
    for i in range(last):
        (bone, p, r), (next_bone, q, s) = balls[i], balls[i + 1]
        fine.append(balls[i])
        if bone == next_bone:
            slope_in = (s - balls[max(0, i - 1)][2]) / 2
            slope_out = (balls[min(last, i + 2)][2] - r) / 2
            for t in (1 / 3, 2 / 3):
                swell = slope_in * t * (1 - t) ** 2 - slope_out * t * t * (1 - t)
                fine.append((bone, lerp(p, q, t), r + (s - r) * t * t * (3 - 2 * t) + swell))
    fine.append(balls[-1])
    return tuple(itertools.pairwise(fine))


def _rows(*rows: tuple[str, float, float, float, float]) -> Part:
    """A trunk of rows (bone, height, half width, forward, radius)."""
    pairs = [((b, (f, h, w), r), (b, (f, h, -w), r)) for b, h, w, f, r in rows]
    return tuple(one + two for one, two in itertools.pairwise(pairs))


def ring(bone: str, at: Vec, deep: float, wide: float) -> Hull:
    """The edge of a piece of cloth: ``deep`` and ``wide`` are its radii to the front and side."""
    x, y, z = at
    turns = [math.tau * k / 12 for k in range(12)]
    return tuple((bone, (x + deep * math.cos(a), y, z + wide * math.sin(a)), 0.003) for a in turns)


HIPS: Part = _rows(
    ("pelvis", -0.035, 0.058, -0.014, 0.082),
    ("pelvis", 0.025, 0.064, -0.018, 0.092),
    ("pelvis", 0.085, 0.060, -0.004, 0.084),
    ("lumbar", 0.040, 0.056, 0.002, 0.078),
)
SHIRT: Part = _rows(
    ("pelvis", 0.050, 0.066, -0.008, 0.091),
    ("lumbar", 0.000, 0.060, 0.000, 0.084),
    ("lumbar", 0.080, 0.056, 0.004, 0.079),
    ("thorax", 0.000, 0.060, 0.004, 0.084),
    ("thorax", 0.090, 0.070, 0.008, 0.093),
    ("thorax", 0.165, 0.082, 0.008, 0.090),
    ("thorax", 0.222, 0.082, 0.000, 0.066),
    ("thorax", 0.258, 0.036, -0.006, 0.050),
)
HEM: Hull = ring("pelvis", (-0.012, -0.006, 0.0), 0.098, 0.172)
SEAT: Part = ((*HIPS[0][:2], *HEM),)
"""What is seen of the hips below the shirt."""
COLLAR: Hull = ring("thorax", (-0.006, 0.266, 0.0), 0.054, 0.062)
YOKES: Part = tuple(
    (("thorax", (0.0, 0.222, 0.075 * d), 0.062), (f"upper_{s}", (0.0, 0.006, 0.0), 0.056))
    for s, d in SIDES
)
TEE: Part = ((*HEM, *SHIRT[1][:2]), *SHIRT[1:-1], (*SHIRT[-1][:2], *COLLAR), *YOKES)
"""The shirt as it is drawn: cut straight at its hem and round at the neck."""


def hem(s: str, share: float) -> Part:
    """The half of the shirt above a thigh, from the hem up; less of it with a lower ``share``."""
    side = 1 if s == "r" else -1
    wide = min(1.0, 3 * share)
    edges = (
        ring("pelvis", (-0.012, height, 0.0), 0.108 * wide, 0.19 * wide)
        for height in (0.10 - 0.12 * share, 0.10)
    )
    return (tuple(ball for edge in edges for ball in edge if ball[1][2] * side > -0.001),)


BELLY: Part = (
    (
        ("belly", (0.0, -0.025, 0.02), 0.062),
        ("belly", (0.0, -0.025, -0.02), 0.062),
        ("belly", (0.0, 0.075, 0.02), 0.060),
        ("belly", (0.0, 0.075, -0.02), 0.060),
    ),
)
RIBS: Part = (
    (
        ("ribs", (0.0, -0.05, 0.045), 0.080),
        ("ribs", (0.0, -0.05, -0.045), 0.080),
        ("ribs", (0.0, 0.05, 0.050), 0.082),
        ("ribs", (0.0, 0.05, -0.050), 0.082),
    ),
)
NECK: Part = (
    (*ring("thorax", (-0.012, 0.268, 0.0), 0.045, 0.047), ("neck", (-0.004, 0.030, 0.0), 0.043)),
    (("neck", (-0.004, 0.030, 0.0), 0.043), ("head", (-0.006, 0.020, 0.0), 0.046)),
)
SKULL: Part = (
    (("head", (0.020, 0.132, 0), 0.084), ("head", (0.026, 0.088, 0), 0.080)),
    (("head", (0.026, 0.088, 0), 0.080), ("head", (0.046, 0.034, 0), 0.048)),
    (
        ("head", (0.046, 0.034, 0), 0.048),
        ("head", (0.066, 0.020, 0), 0.030),
        ("head", (0.068, 0.080, 0), 0.040),
    ),
    (("head", (-0.004, 0.056, 0), 0.044), ("head", (0.046, 0.034, 0), 0.042)),
)
NOSE: Part = ((("head", (0.100, 0.088, 0), 0.012), ("head", (0.114, 0.068, 0), 0.0115)),)
HAIR: Part = (
    (
        ("head", (-0.014, 0.136, 0), 0.102),
        ("head", (-0.038, 0.088, 0), 0.082),
        ("head", (0.014, 0.150, 0), 0.092),
    ),
    (("head", (-0.052, 0.048, 0), 0.046), ("head", (-0.038, 0.088, 0), 0.080)),
)
BUN: Part = ((("head", (-0.082, 0.248, 0), 0.046), ("head", (-0.060, 0.215, 0), 0.042)),)
FRINGE: Part = (
    (
        ("head", (0.058, 0.192, 0.0), 0.034),
        ("head", (-0.010, 0.184, 0.03), 0.058),
        ("head", (-0.010, 0.184, -0.03), 0.058),
        ("head", (0.024, 0.186, 0.048), 0.034),
        ("head", (0.024, 0.186, -0.048), 0.034),
    ),
)


def _lock(side: float) -> Part:
    """Hair over the temple and behind the ear."""
    return (
        (
            ("head", (-0.014, 0.158, 0.054 * side), 0.050),
            ("head", (0.030, 0.178, 0.044 * side), 0.032),
            ("head", (-0.020, 0.180, 0.0), 0.054),
        ),
        (
            ("head", (-0.016, 0.154, 0.056 * side), 0.048),
            ("head", (-0.042, 0.094, 0.060 * side), 0.042),
            ("head", (-0.056, 0.134, 0.030 * side), 0.050),
        ),
        (
            ("head", (-0.042, 0.094, 0.060 * side), 0.042),
            ("head", (-0.056, 0.054, 0.046 * side), 0.036),
        ),
    )


def _ear(side: float) -> Part:
    return (
        (
            ("head", (-0.006, 0.096, 0.080 * side), 0.017),
            ("head", (-0.002, 0.074, 0.078 * side), 0.012),
        ),
    )


def _eye(side: float) -> Part:
    return (
        (
            ("head", (0.094, 0.102, 0.034 * side), 0.0088),
            ("head", (0.095, 0.094, 0.034 * side), 0.0088),
        ),
    )


def _brow(side: float) -> Part:
    return (
        (
            ("head", (0.095, 0.131, 0.022 * side), 0.0046),
            ("head", (0.090, 0.128, 0.044 * side), 0.0036),
        ),
    )


def _mouth(side: float, middle: float = 0.094, corner: float = 0.088) -> Part:
    """Half of a small smile; how far in front its middle and its corner are."""
    return (
        (
            ("head", (0.097, 0.038, 0.002 * side), 0.0040),
            ("head", (middle, 0.038, 0.012 * side), 0.0040),
            ("head", (corner, 0.043, 0.022 * side), 0.0036),
        ),
    )


def _cheek(side: float) -> Part:
    return ((("head", (0.074, 0.060, 0.044 * side), 0.017),),)


LOCKS = {s: _lock(d) for s, d in SIDES}
EARS = {s: _ear(d) for s, d in SIDES}
EYES = {s: _eye(d) for s, d in SIDES}
BROWS = {s: _brow(d) for s, d in SIDES}
MOUTHS = {s: _mouth(d) for s, d in SIDES}
SMILES = {s: _mouth(d, 0.097, 0.098) for s, d in SIDES}
"""The mouth seen from the chin, where a round one would look sad."""
CHEEKS = {s: _cheek(d) for s, d in SIDES}


def _thigh(s: str) -> Part:
    thigh = f"thigh_{s}"
    return _tube(
        (thigh, (-0.006, 0.000, 0), 0.090),
        (thigh, (0.004, -0.140, 0), 0.082),
        (thigh, (0.006, -0.300, 0), 0.064),
        (thigh, (0.002, -THIGH, 0), 0.056),
    )


def _shank(s: str) -> Part:
    """The trouser leg below the knee; it ends above the ankle."""
    shank = f"shank_{s}"
    return _tube(
        (shank, (0.002, 0.000, 0), 0.056),
        (shank, (-0.010, -0.110, 0), 0.055),
        (shank, (-0.006, -0.240, 0), 0.046),
        (shank, (-0.002, -0.320, 0), 0.043),
    )


def _foot(s: str) -> Part:
    shank, foot, toes = f"shank_{s}", f"foot_{s}", f"toes_{s}"
    return (
        ((shank, (0, -0.290, 0), 0.032), (foot, (0, 0, 0), 0.032)),
        (
            (foot, (-0.004, 0.006, 0), 0.033),
            (foot, (-0.042, -0.036, 0), 0.035),
            (foot, (0.060, -0.030, 0), 0.035),
        ),
        ((foot, (-0.044, -0.040, 0), 0.032), (foot, (0.080, -0.045, 0), 0.027)),
        (
            (foot, (0.045, -0.028, 0), 0.033),
            (foot, (0.105, -0.046, 0.014), 0.026),
            (foot, (0.105, -0.046, -0.014), 0.026),
        ),
        (
            (toes, (0.0, 0.0, 0.014), 0.026),
            (toes, (0.0, 0.0, -0.014), 0.026),
            (toes, (0.052, -0.006, 0.010), 0.020),
            (toes, (0.056, -0.006, -0.004), 0.019),
        ),
    )


def _upper_arm(s: str) -> Part:
    upper = f"upper_{s}"
    return _tube(
        (upper, (0, 0, 0), 0.050),
        (upper, (0.004, -0.120, 0), 0.044),
        (upper, (0, -UPPER_ARM, 0), 0.037),
    )


def _sleeve(s: str) -> Part:
    upper = f"upper_{s}"
    return _tube(
        (upper, (0, 0.004, 0), 0.058),
        (upper, (0.004, -0.090, 0), 0.053),
        (upper, (0.003, -0.150, 0), 0.051),
    )


def _short_sleeve(s: str) -> Part:
    """The sleeve as it is drawn, with an open end."""
    upper = f"upper_{s}"
    ball: Ball = (upper, (0.004, -0.080, 0), 0.054)
    return (((upper, (0, 0.004, 0), 0.058), ball), (ball, *CUFFS[s]))


def _trouser_leg(s: str) -> Part:
    """The trouser leg below the knee as it is drawn, with an open end."""
    *above, last = _shank(s)
    return (*above, (last[0], *ANKLE_CUFFS[s]))


def _forearm(s: str) -> Part:
    fore, hand, fingers = f"fore_{s}", f"hand_{s}", f"fingers_{s}"
    return (
        *_tube(
            (fore, (0, 0, 0), 0.037), (fore, (0, -0.075, 0), 0.040), (fore, (0, -0.24, 0), 0.027)
        ),
        ((fore, (0, -0.235, 0), 0.027), (hand, (0, -0.02, 0), 0.027)),
        (
            (hand, (0, -0.02, 0), 0.026),
            (hand, (0.018, -0.080, 0), 0.021),
            (hand, (-0.016, -0.082, 0), 0.020),
        ),
        (
            (fingers, (0.018, 0, 0), 0.020),
            (fingers, (-0.016, -0.002, 0), 0.019),
            (fingers, (0.012, -0.078, 0), 0.0145),
            (fingers, (-0.010, -0.070, 0), 0.0145),
        ),
        (
            (hand, (0.006, -0.020, 0), 0.022),
            (hand, (0.036, -0.062, -0.010 if s == "r" else 0.010), 0.0150),
        ),
        (
            (hand, (0.036, -0.062, -0.010 if s == "r" else 0.010), 0.0150),
            (hand, (0.044, -0.098, -0.012 if s == "r" else 0.012), 0.0125),
        ),
    )


def _finger_lines(s: str) -> Part:
    """The gaps between four fingers, as fine lines."""
    bone = f"fingers_{s}"
    ends = ((0.0095, 0.0085), (0.0005, 0.001), (-0.0085, -0.006))
    return tuple(
        ((bone, (root, -0.004, 0.0), 0.0009), (bone, (tip, -0.066, 0.0), 0.0014))
        for root, tip in ends
    )


THIGHS = {s: _thigh(s) for s, _ in SIDES}
SHANKS = {s: _shank(s) for s, _ in SIDES}
FEET = {s: _foot(s) for s, _ in SIDES}
UPPER_ARMS = {s: _upper_arm(s) for s, _ in SIDES}
SLEEVES = {s: _sleeve(s) for s, _ in SIDES}
CUFFS = {s: ring(f"upper_{s}", (0.003, -0.158, 0), 0.055, 0.055) for s, _ in SIDES}
SHORT_SLEEVES = {s: _short_sleeve(s) for s, _ in SIDES}
ANKLE_CUFFS = {s: ring(f"shank_{s}", (-0.002, -0.340, 0), 0.045, 0.045) for s, _ in SIDES}
TROUSER_LEGS = {s: _trouser_leg(s) for s, _ in SIDES}
FOREARMS = {s: _forearm(s) for s, _ in SIDES}
FINGER_LINES = {s: _finger_lines(s) for s, _ in SIDES}

WHOLE: dict[str, Part] = {
    "hips": HIPS,
    "trunk": SHIRT,
    "head": (*SKULL, *HAIR),
    **{f"thigh_{s}": THIGHS[s] for s, _ in SIDES},
    **{f"shank_{s}": SHANKS[s] for s, _ in SIDES},
    **{f"foot_{s}": FEET[s] for s, _ in SIDES},
    **{f"upper_{s}": UPPER_ARMS[s] for s, _ in SIDES},
    **{f"fore_{s}": FOREARMS[s] for s, _ in SIDES},
}
"""The body in the parts a fault is told of."""


def _regions() -> dict[str, Hull]:
    regions: dict[str, Hull] = {
        "low_back": (("lumbar", (-0.036, -0.03, 0), 0.050), ("lumbar", (-0.036, 0.10, 0), 0.048)),
        "mid_back": (("lumbar", (-0.034, 0.13, 0), 0.048), ("thorax", (-0.038, 0.10, 0), 0.052)),
        "upper_back": (("thorax", (-0.042, 0.08, 0), 0.052), ("thorax", (-0.038, 0.20, 0), 0.046)),
        "neck": (
            ("thorax", (-0.026, 0.25, 0), 0.032),
            ("neck", (-0.020, 0.03, 0), 0.030),
            ("head", (-0.034, 0.02, 0), 0.030),
        ),
        "throat": (("neck", (0.02, 0.02, 0), 0.024), ("head", (0.02, 0.0, 0), 0.026)),
        "belly": (("lumbar", (0.030, -0.01, 0), 0.050), ("lumbar", (0.030, 0.13, 0), 0.046)),
        "chest": (("thorax", (0.036, 0.11, 0.05), 0.046), ("thorax", (0.036, 0.11, -0.05), 0.046)),
        "waist": (("lumbar", (0.01, 0.06, 0.035), 0.080), ("lumbar", (0.01, 0.06, -0.035), 0.080)),
        "pelvic_floor": (("pelvis", (0.0, -0.07, 0), 0.046), ("pelvis", (-0.03, -0.06, 0), 0.046)),
        "tailbone": (("pelvis", (-0.07, -0.03, 0), 0.036), ("pelvis", (-0.07, 0.02, 0), 0.036)),
    }
    for s, d in SIDES:
        thigh, shank, upper = f"thigh_{s}", f"shank_{s}", f"upper_{s}"
        regions |= {
            f"side_{s}": (
                ("lumbar", (0.01, 0.02, 0.065 * d), 0.056),
                ("thorax", (0.01, 0.05, 0.080 * d), 0.060),
            ),
            f"blade_{s}": (
                ("thorax", (-0.052, 0.10, 0.07 * d), 0.042),
                ("thorax", (-0.050, 0.18, 0.06 * d), 0.042),
            ),
            f"neck_{s}": (
                ("thorax", (-0.01, 0.235, 0.075 * d), 0.036),
                ("neck", (-0.006, 0.03, 0.024 * d), 0.026),
            ),
            f"glute_{s}": (
                ("pelvis", (-0.048, 0.01, 0.05 * d), 0.058),
                (thigh, (-0.04, -0.03, 0), 0.052),
            ),
            f"hip_front_{s}": (
                ("pelvis", (0.045, 0.04, 0.05 * d), 0.044),
                (thigh, (0.050, -0.06, 0), 0.046),
            ),
            f"hip_side_{s}": (
                ("pelvis", (-0.02, 0.04, 0.09 * d), 0.050),
                (thigh, (-0.02, -0.03, 0.05 * d), 0.050),
            ),
            f"inner_thigh_{s}": (
                (thigh, (0.0, -0.10, -0.04 * d), 0.042),
                (thigh, (0.0, -0.28, -0.03 * d), 0.036),
            ),
            f"hamstring_{s}": (
                (thigh, (-0.034, -0.12, 0), 0.046),
                (thigh, (-0.024, -0.33, 0), 0.036),
            ),
            f"thigh_front_{s}": (
                (thigh, (0.034, -0.10, 0), 0.050),
                (thigh, (0.026, -0.32, 0), 0.040),
            ),
            f"calf_{s}": ((shank, (-0.024, -0.07, 0), 0.040), (shank, (-0.016, -0.2, 0), 0.034)),
            f"shoulder_{s}": ((upper, (0.0, 0.0, 0.0), 0.056), (upper, (0.0, -0.06, 0.0), 0.048)),
        }
    return regions


REGIONS = _regions()
"""Where an exercise can be felt: one hull of balls by name."""


def _landmarks() -> dict[str, Landmark]:
    front, back, up = (1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
    marks = {
        "upper_back": Landmark("thorax", (-0.085, 0.16, 0), back),
        "low_back": Landmark("lumbar", (-0.078, 0.03, 0), back),
        "chest": Landmark("thorax", (0.100, 0.13, 0), front),
        "chest_top": Landmark("thorax", (0.0, 0.22, 0)),
        "belly": Landmark("belly", (0.062, 0.02, 0), front),
        "ribs": Landmark("thorax", (0.088, 0.02, 0), front),
        "tail": Landmark("pelvis", (-0.095, -0.04, 0), back),
        "crown": Landmark("head", (0.0, 0.235, 0), up),
        "head_back": Landmark("head", (-0.112, 0.10, 0), back),
        "forehead": Landmark("head", (0.106, 0.14, 0), front),
        "chin": Landmark("head", (0.092, 0.012, 0), front),
        "nose": Landmark("head", (0.122, 0.07, 0), front),
        "halo": Landmark("thorax", (0.34, 0.66, 0)),
        "pelvis": Landmark("pelvis", (0.0, 0.0, 0.0)),
    }
    for s, d in SIDES:
        right = (0.0, 0.0, d)
        marks |= {
            f"hip_{s}": Landmark("pelvis", (0.0, 0.05, 0.150 * d), right),
            f"hip_back_{s}": Landmark("pelvis", (-0.088, 0.06, 0.070 * d), back),
            f"hip_front_{s}": Landmark("pelvis", (0.080, 0.05, 0.070 * d), front),
            f"ribs_{s}": Landmark("thorax", (0.03, 0.02, 0.142 * d), right),
            f"chest_{s}": Landmark("thorax", (0.086, 0.16, 0.09 * d), front),
            f"shoulder_{s}": Landmark(f"upper_{s}", (0.0, 0.0, 0.0)),
            f"shoulder_top_{s}": Landmark("thorax", (0.0, 0.262, 0.135 * d), up),
            f"shoulder_front_{s}": Landmark("thorax", (0.062, 0.20, 0.150 * d), front),
            f"upper_arm_{s}": Landmark(f"upper_{s}", (0.0, -0.12, 0.052 * d), right),
            f"elbow_{s}": Landmark(f"fore_{s}", (0.0, 0.0, 0.0)),
            f"wrist_{s}": Landmark(f"hand_{s}", (0.0, 0.0, 0.0)),
            f"palm_{s}": Landmark(f"hand_{s}", (0.0, -0.075, -0.020 * d), (0.0, 0.0, -d)),
            f"fingers_{s}": Landmark(f"fingers_{s}", (0.0, -0.08, 0.0)),
            f"temple_{s}": Landmark("head", (0.030, 0.13, 0.086 * d), right),
            f"ear_{s}": Landmark("head", (-0.004, 0.086, 0.086 * d), right),
            f"knee_{s}": Landmark(f"shank_{s}", (0.0, 0.0, 0.0)),
            f"knee_top_{s}": Landmark(f"shank_{s}", (0.056, -0.01, 0.0), front),
            f"knee_inner_{s}": Landmark(f"shank_{s}", (0.0, 0.0, -0.056 * d), (0.0, 0.0, -d)),
            f"knee_outer_{s}": Landmark(f"shank_{s}", (0.0, 0.0, 0.056 * d), right),
            f"shin_{s}": Landmark(f"shank_{s}", (0.050, -0.09, 0.0), front),
            f"calf_{s}": Landmark(f"shank_{s}", (-0.064, -0.11, 0.0), back),
            f"ankle_{s}": Landmark(f"foot_{s}", (0.0, 0.0, 0.0)),
            f"heel_{s}": Landmark(f"foot_{s}", (-0.044, -0.072, 0.0), (0.0, -1.0, 0.0)),
            f"sole_{s}": Landmark(f"foot_{s}", (0.070, -0.074, 0.0), (0.0, -1.0, 0.0)),
            f"foot_top_{s}": Landmark(f"foot_{s}", (0.060, 0.002, 0.0), up),
            f"toe_{s}": Landmark(f"toes_{s}", (0.07, -0.006, 0.0)),
            f"thigh_top_{s}": Landmark(f"thigh_{s}", (0.074, -0.26, 0.0), front),
            f"thigh_side_{s}": Landmark(f"thigh_{s}", (0.0, -0.20, 0.080 * d), right),
            f"behind_thigh_{s}": Landmark(f"thigh_{s}", (-0.066, -0.28, 0.0), back),
            f"behind_knee_{s}": Landmark(f"thigh_{s}", (-0.060, -0.35, 0.0), back),
            f"seat_{s}": Landmark("pelvis", (0.02, -0.070, 0.185 * d), up),
        }
    return marks


LANDMARKS = _landmarks()
"""Places that arrows, hands and props refer to by name."""

BONES = (
    "pelvis",
    "lumbar",
    "belly",
    "thorax",
    "ribs",
    "neck",
    "head",
    *(
        f"{bone}_{s}"
        for bone in ("thigh", "shank", "foot", "toes", "upper", "fore", "hand", "fingers")
        for s, _ in SIDES
    ),
)
