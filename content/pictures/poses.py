"""What does each starting position look like? The numbers behind the drawn stills.

A limb is (where the wrist or ankle is), (the way elbow or knee points), (the way fingers or toes
point). See ``content.pictures.body`` for directions and units.
"""

from collections.abc import Mapping
from typing import NamedTuple

from content.pictures.body import Limb, Pose


class Chair(NamedTuple):
    """A chair: the middle of its seat, and where its back is."""

    middle: float
    back_left: bool


class Scene(NamedTuple):
    """A pose and what is around it: x of both ends of a mat, of a wall's face, of a pillow."""

    pose: Pose
    mat: tuple[float, float] | None = None
    chair: Chair | None = None
    wall: float | None = None
    pillow: float | None = None
    water: float | None = None  # height of its surface


CHAIR_SEAT = 45.0  # height of the seat in cm

_UP, _DOWN = (0, 1, 0), (0, -1, 0)
_RIGHT, _LEFT = (1, 0, 0), (-1, 0, 0)

_ARM_BESIDE = Limb((-1, 4, -23), (0, 0.2, -1), _RIGHT)
_FAR_ARM_BESIDE = Limb((-1, 4, 23), (0, 0.2, 1), _RIGHT)
_HAND_ON_BELLY = Limb((-18, 22, -9), (0, -0.3, -1), (1, 0.1, 0.5))
_FAR_HAND_ON_BELLY = Limb((-20, 22, 9), (0, -0.3, 1), (1, 0.1, -0.5))

SCENES: Mapping[str, Scene] = {
    "supine_knees_bent": Scene(
        Pose(
            hips=(0, 9.5),
            spine=(178, 180),
            head=(174, 182),
            near_arm=_HAND_ON_BELLY,
            far_arm=_FAR_HAND_ON_BELLY,
            near_leg=Limb((42, 7.5, -9), _UP, _RIGHT),
            far_leg=Limb((46, 7.5, 9), _UP, _RIGHT),
        ),
        mat=(-88, 72),
    ),
    "supine_one_knee_bent": Scene(
        Pose(
            hips=(0, 9.5),
            spine=(178, 180),
            head=(174, 182),
            near_arm=_HAND_ON_BELLY,
            far_arm=_FAR_HAND_ON_BELLY,
            near_leg=Limb((83, 7.5, -9), _UP, (0.25, 1, 0)),
            far_leg=Limb((40, 7.5, 9), _UP, _RIGHT),
        ),
        mat=(-88, 100),
    ),
    "supine_legs_up": Scene(
        Pose(
            hips=(0, 9.5),
            spine=(178, 180),
            head=(174, 182),
            near_arm=_ARM_BESIDE,
            far_arm=_FAR_ARM_BESIDE,
            near_leg=Limb((43, 51, -9), _UP, (0.3, 1, 0)),
            far_leg=Limb((43, 51, 9), _UP, (0.3, 1, 0)),
        ),
        mat=(-88, 64),
    ),
    "supine_calves_on_chair": Scene(
        Pose(
            hips=(0, 9.5),
            spine=(178, 180),
            head=(174, 182),
            near_arm=_HAND_ON_BELLY,
            far_arm=_FAR_HAND_ON_BELLY,
            near_leg=Limb((44, CHAIR_SEAT + 5, -9), _UP, (0.2, 1, 0)),
            far_leg=Limb((44, CHAIR_SEAT + 5, 9), _UP, (0.2, 1, 0)),
        ),
        mat=(-92, 34),
        chair=Chair(40, back_left=False),
    ),
    "prone": Scene(
        Pose(
            hips=(0, 9.5),
            spine=(0, 0),
            head=(8, 0),
            near_arm=Limb((66, 4, -7), (0.2, 0.3, -1), (0.3, 0, 1)),
            far_arm=Limb((66, 4, 7), (0.2, 0.3, 1), (0.3, 0, -1)),
            near_leg=Limb((-83, 5.3, -10), _DOWN, (-1, -0.1, 0)),
            far_leg=Limb((-83, 5.3, 10), _DOWN, (-1, -0.1, 0)),
        ),
        mat=(-108, 84),
    ),
    "prone_on_elbows_knees": Scene(
        Pose(
            hips=(0, 27.9),
            spine=(7, 7),
            head=(5, -3),
            near_arm=Limb((72, 4, -14), (-1, -1, 0), _RIGHT),
            far_arm=Limb((72, 4, 14), (-1, -1, 0), _RIGHT),
            near_leg=Limb((-74, 20, -9), _DOWN, (-0.6, 0.5, 0)),
            far_leg=Limb((-74, 20, 9), _DOWN, (-0.6, 0.5, 0)),
        ),
        mat=(-84, 98),
    ),
    "prone_on_elbows_toes": Scene(
        Pose(
            hips=(0, 28),
            spine=(6, 6),
            head=(5, -3),
            near_arm=Limb((72.5, 4, -14), (-1, -1, 0), _RIGHT),
            far_arm=Limb((72.5, 4, 14), (-1, -1, 0), _RIGHT),
            near_leg=Limb((-83, 17.2, -9), _DOWN, (0.3, -1, 0)),
            far_leg=Limb((-83, 17.2, 9), _DOWN, (0.3, -1, 0)),
        ),
        mat=(-102, 98),
    ),
    "side_lying": Scene(
        Pose(
            hips=(0, 18.4),
            spine=(2, 6),
            head=(-4, 12),
            near_arm=Limb((30, 4, -22), (-0.5, 0.2, -1), (1, 0, -0.3)),
            far_arm=Limb((98, 5, 0), (0, 0, -1), _RIGHT),
            near_leg=Limb((-62, 13, -16), (0, -0.3, -1), (0, 0, -1)),
            far_leg=Limb((-62, 4.5, -16), (0, 0, -1), (0, 0, -1)),
            across=(0, -1, 0),
        ),
        mat=(-82, 112),
    ),
    "hands_and_knees": Scene(
        Pose(
            hips=(0, 48),
            spine=(8, 10),
            head=(5, -12),
            near_arm=Limb((47, 3.5, -14), (-1, 0, 0), _RIGHT),
            far_arm=Limb((47, 3.5, 14), (-1, 0, 0), _RIGHT),
            near_leg=Limb((-40, 5, -9), (1, -1, 0), _LEFT),
            far_leg=Limb((-40, 5, 9), (1, -1, 0), _LEFT),
        ),
        mat=(-70, 76),
    ),
    "half_kneeling": Scene(
        Pose(
            hips=(0, 48),
            spine=(90, 90),
            head=(88, 90),
            near_arm=Limb((26, 61, 4), (-1, 0, -0.5), (1, -0.4, 0.1)),
            far_arm=Limb((28, 61, 12), (-1, 0, 0.5), (1, -0.4, 0)),
            near_leg=Limb((-42, 5, -9), (1, -1, 0), _LEFT),
            far_leg=Limb((42, 7.5, 9), (1, 1, 0), _RIGHT),
        ),
        mat=(-72, 76),
    ),
    "standing": Scene(
        Pose(
            hips=(0, 90.4),
            spine=(90, 90),
            head=(90, 90),
            near_arm=Limb((-20, 86.2, 0), (-1, 0, 0), (0.1, -1, 0)),
            far_arm=Limb((20, 86.2, 0), (1, 0, 0), (-0.1, -1, 0)),
            near_leg=Limb((-9, 7.5, 0), (0, 0, -1), (-0.1, 0, -1)),
            far_leg=Limb((9, 7.5, 0), (0, 0, -1), (0.66, 0, -1)),
            across=(1, 0, 0),
        ),
    ),
    "standing_wall": Scene(
        Pose(
            hips=(0, 86),
            spine=(90, 90),
            head=(84, 88),
            near_arm=Limb((4, 82, -19), (-1, 0, 0), _DOWN),
            far_arm=Limb((4, 82, 19), (-1, 0, 0), _DOWN),
            near_leg=Limb((24, 7.5, -9), _RIGHT, _RIGHT),
            far_leg=Limb((24, 7.5, 9), _RIGHT, _RIGHT),
        ),
        wall=-9.5,
    ),
    "sitting": Scene(
        Pose(
            hips=(0, CHAIR_SEAT + 9),
            spine=(91, 90),
            head=(88, 90),
            near_arm=Limb((24, 64, -11), (-1, 0, -0.4), (1, -0.2, 0.1)),
            far_arm=Limb((26, 64, 10), (-1, 0, 0.4), (1, -0.2, 0)),
            near_leg=Limb((42, 7.5, -10), (1, 1, 0), _RIGHT),
            far_leg=Limb((42, 7.5, 10), (1, 1, 0), _RIGHT),
        ),
        chair=Chair(6, back_left=True),
    ),
    "lying": Scene(
        Pose(
            hips=(0, 9.5),
            spine=(178, 180),
            head=(165, 176),
            near_arm=_HAND_ON_BELLY,
            far_arm=_FAR_HAND_ON_BELLY,
            near_leg=Limb((83, 7.5, -9), _UP, (0.3, 1, -0.2)),
            far_leg=Limb((83, 7.5, 10), _UP, (0.3, 1, 0.2)),
        ),
        mat=(-92, 100),
        pillow=-66,
    ),
    "water": Scene(
        Pose(
            hips=(0, 23),
            spine=(5, 9),
            head=(45, 78),
            near_arm=Limb((98, 29, -12), _DOWN, _RIGHT),
            far_arm=Limb((98, 31, 14), _DOWN, _RIGHT),
            near_leg=Limb((-76, 8, -9), _DOWN, (-1, -0.1, 0)),
            far_leg=Limb((-80, 20, 9), _DOWN, (-1, 0.1, 0)),
        ),
        water=28,
    ),
    "walking": Scene(
        Pose(
            hips=(0, 87),
            spine=(90, 88),
            head=(86, 90),
            near_arm=Limb((-19, 88, -18), (-1, 0, 0), (-0.2, -1, 0)),
            far_arm=Limb((24, 96, 14), (-0.6, -1, 0), (1, -0.3, 0)),
            near_leg=Limb((30, 7.7, -8), (1, 0.2, 0), (1, 0.3, 0)),
            far_leg=Limb((-30, 14.4, 8), (1, 0, 0), (0.8, -0.6, 0)),
        ),
    ),
}
