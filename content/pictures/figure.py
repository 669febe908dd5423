"""What does an author write to have an exercise drawn? The ``figure:`` block, typed and checked.

Angles are degrees from standing with the arms down; + is flexion, away from the middle, or to
the left. Offsets and sizes are centimetres. One number for a joint means both sides,
``{r: , l: }`` sets one.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from content.pictures.skeleton import BONES, LANDMARKS, REGIONS

Offset = tuple[float, float, float]
Pose = dict[str, float]
"""Joint angles by name; a joint of a side ends in ``_r`` or ``_l``."""

ONE: Mapping[str, tuple[float, float]] = {
    "trunk": (-180, 180),  # the whole body: 0 upright, 90 on the back, -90 face down
    "turn": (-180, 180),  # the whole body about the vertical, + to the left
    "roll": (-180, 180),  # the whole body about its own length; -+90 lies on a side
    "pelvis": (-30, 40),  # + tucks the tail under and flattens the low back; legs stay
    "lumbar": (-40, 60),
    "thorax": (-40, 60),
    "bend": (-50, 50),  # sideways, + to the right
    "twist": (-80, 80),  # chest against pelvis, + to the left
    "neck": (-60, 60),
    "head": (-50, 50),  # nod on top of the neck
    "head_twist": (-85, 85),  # + to the left
    "head_bend": (-50, 50),  # ear to shoulder, + to the right
    "chin_in": (-6, 6),  # cm the head glides backwards
    "belly": (-2, 6),  # cm the belly swells
    "breath": (-1, 4),  # cm the ribs swell
}
EACH: Mapping[str, tuple[float, float]] = {
    "hip": (-35, 140),
    "hip_out": (-40, 70),
    "hip_rot": (-60, 60),
    "knee": (-5, 160),
    "knee_out": (-90, 90),  # swings the knee of a planted foot outwards
    "ankle": (-70, 40),  # + toes towards the shin
    "toes": (-40, 90),
    "lean": (-90, 90),  # of a kneeling thigh: + bottom towards the heels
    "shoulder": (-65, 190),
    "arm_out": (-70, 185),
    "arm_rot": (-100, 100),
    "elbow": (-5, 155),
    "elbow_out": (-180, 180),  # swings the elbow of a planted hand outwards
    "wrist": (-90, 90),
    "palm": (-180, 180),  # turns the hand about the forearm, + palm forward
    "grip": (0, 100),  # 0 open hand, 100 fist
    "shrug": (-4, 8),  # cm the shoulder goes up
    "blade": (-5, 5),  # cm the shoulder goes back
}


def _read_pose(written: object) -> object:
    """Angles by full name; unknown names and angles no joint can reach are refused."""
    if not isinstance(written, Mapping):
        return written
    pose: Pose = {}
    for name, value in written.items():
        side = name[-2:] in ("_r", "_l") and name[:-2] in EACH
        limits = ONE.get(name) or EACH.get(name[:-2] if side else name)
        if limits is None:
            raise ValueError(f"'{name}' is no joint; one of {', '.join((*ONE, *EACH))}")
        if name in ONE or side:
            given = {name: value}
        elif isinstance(value, Mapping):
            if extra := value.keys() - {"r", "l"}:
                raise ValueError(f"'{name}' has sides r and l, not {', '.join(map(str, extra))}")
            given = {f"{name}_{s}": angle for s, angle in value.items()}
        else:
            given = {f"{name}_{s}": value for s in "rl"}
        for joint, angle in given.items():
            if isinstance(angle, bool) or not isinstance(angle, int | float):
                raise ValueError(f"'{joint}' should be a number")
            if not limits[0] <= angle <= limits[1]:
                raise ValueError(f"{joint} {angle} is outside {limits[0]} to {limits[1]}")
            pose[joint] = float(angle)
    return pose


PoseField = Annotated[Pose, BeforeValidator(_read_pose)]

_SIDE_LYING = {"trunk": 90, "turn": 180, "roll": 90, "neck": 2, "head_bend": 8}
_STARTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "standing": ("feet", {"shoulder": 4, "elbow": 10, "arm_out": 7}),
    "sitting": ("feet", {"hip": 88, "knee": 88, "shoulder": 14, "elbow": 24, "arm_out": 6}),
    "supine": ("trunk", {"trunk": 90, "arm_out": 14, "elbow": 12, "neck": 4, "ankle": -22}),
    "hook_lying": (
        "trunk",
        {"trunk": 90, "hip": 54, "knee": 110, "arm_out": 14, "elbow": 12, "neck": 4},
    ),
    "legs_up": (
        "trunk",
        {"trunk": 90, "hip": 90, "knee": 90, "arm_out": 16, "elbow": 12, "neck": 4, "ankle": -8},
    ),
    "prone": (
        "trunk",
        {"trunk": -90, "ankle": -62, "arm_out": 100, "arm_rot": -90, "elbow": 80, "neck": -4},
    ),
    "prone_on_elbows": (
        "trunk",
        {
            "trunk": -90,
            "lumbar": -26,
            "thorax": -24,
            "neck": -6,
            "ankle": -62,
            "shoulder": 60,
            "elbow": 90,
        },
    ),
    "hands_and_knees": (
        "knees",
        {
            "trunk": -80,
            "lean": 0,
            "ankle": -62,
            "shoulder": 80,
            "neck": -2,
            "head": -8,
            "wrist": -80,
        },
    ),
    "plank_knees": (
        "knees",
        {"trunk": -68, "knee": 40, "ankle": -50, "shoulder": 76, "elbow": 90, "neck": -4},
    ),
    "plank_toes": (
        "toes",
        {"trunk": -78, "ankle": 12, "toes": 70, "shoulder": 78, "elbow": 90, "neck": -4},
    ),
    "side_lying": (
        "trunk",
        {**_SIDE_LYING, "hip": 45, "knee": 85, "shoulder": {"r": 50, "l": 120}, "elbow": 60},
    ),
    "side_plank": (
        "legs",
        {
            **_SIDE_LYING,
            "trunk": 66,
            "head_bend": 0,
            "arm_out": {"l": 80, "r": 4},
            "elbow": {"l": 90, "r": 10},
        },
    ),
    "half_kneeling": (
        "knees",
        {
            "lean": {"r": 0},
            "hip": {"l": 88},
            "knee": {"l": 88},
            "ankle": {"r": -55},
            "shoulder": 6,
            "elbow": 12,
            "arm_out": 8,
        },
    ),
    "kneeling": (
        "knees",
        {"lean": 0, "ankle": -60, "shoulder": 6, "elbow": 10, "arm_out": 8},
    ),
    "swimming": ("free", {"trunk": -86, "shoulder": 150, "elbow": 10, "ankle": -55, "neck": -12}),
    "cycling": (
        "free",
        {"trunk": -16, "hip": 60, "knee": 60, "shoulder": 62, "elbow": 18, "neck": -8},
    ),
}
STARTS: Mapping[str, Pose] = {name: _read_pose(pose) for name, (_, pose) in _STARTS.items()}  # type: ignore[misc]
"""The named poses an exercise can start from."""
RESTS: Mapping[str, str] = {name: rest for name, (rest, _) in _STARTS.items()}
"""What carries the body in each named pose: trunk, legs, feet, knees or toes; free floats."""

Limb = Literal["knee_r", "knee_l", "foot_r", "foot_l", "elbow_r", "elbow_l", "hand_r", "hand_l"]
SURFACES = ("floor", "here", "toes", "heel", "step", "wall", "pedal")
PROPS = (
    "mat",
    "wall",
    "chair",
    "stool",
    "table",
    "step",
    "doorway",
    "towel",
    "band",
    "stick",
    "pillow",
    "bike",
    "pool",
    "weights",
)


class Block(BaseModel, frozen=True, extra="forbid"):
    """Base of what an author writes: unknown fields are refused, nothing changes later."""


class Contact(Block):
    """A hand, foot, knee or elbow tied to a surface or to a landmark of the body.

    ``offset`` is in the world's axes for a surface, in the landmark's bone otherwise. With
    ``slide`` only the height is kept, as of a heel that glides along the floor.
    """

    to: str = "floor"
    offset: Offset = (0, 0, 0)
    slide: bool = False

    @model_validator(mode="after")
    def _known(self) -> "Contact":
        if self.to not in SURFACES:
            _check_place(self.to)
        return self


def _to_contact(written: object) -> object:
    return {"to": written} if isinstance(written, str) else written


Plants = dict[Limb, Annotated[Contact, BeforeValidator(_to_contact)]]


class Arrow(Block):
    """The path a landmark takes into this key (``follow``), or an arrow ``at`` a landmark.

    ``offset`` moves the arrow clear of the body; ``push`` is where a fixed arrow points,
    ``bow`` how far its middle swells sideways. World's axes, cm.
    """

    follow: str | None = None
    at: str | None = None
    push: Offset = (0, 0, 0)
    offset: Offset = (0, 0, 0)
    bow: float = 0

    @model_validator(mode="after")
    def _one(self) -> "Arrow":
        if (self.follow is None) == (self.at is None):
            raise ValueError("an arrow needs exactly one of follow, at")
        _check_place(self.follow or self.at or "")
        return self


def _to_arrow(written: object) -> object:
    return {"follow": written} if isinstance(written, str) else written


class Key(Block):
    """One moment the body passes through, and how it gets there.

    ``move`` is the share of the dose's move time it takes to get here (against the other keys'
    shares); ``hold`` seconds of rest here, ``held`` marks where the dose's own hold is kept.
    """

    pose: PoseField = {}
    shift: Offset = (0, 0, 0)
    free: tuple[Limb, ...] = ()
    plant: Plants = {}
    move: float = Field(default=1, gt=0, le=20)
    hold: float = Field(default=0, ge=0, le=5)
    held: bool = False
    arrows: tuple[Annotated[Arrow, BeforeValidator(_to_arrow)], ...] = ()
    feel: bool = True
    breath: Literal["", "in", "out"] = ""
    quiet: bool = False  # may move too little to be seen
    level: bool | None = None  # else as the figure says


class View(Block):
    """Where the camera stands: ``yaw`` 0 from the right side, 90 from the front.

    ``zoom`` shows only what surrounds a landmark, ``reach`` cm to each side of it.
    """

    yaw: float = Field(default=16, ge=-180, le=180)
    pitch: float = Field(default=9, ge=2, le=85)
    zoom: str | None = None
    reach: float = Field(default=42, ge=15, le=120)


class Prop(Block):
    """A thing in the picture. ``at`` is its place in cm from where it stands by itself.

    ``through`` are the landmarks, or points in cm from the floor below the hips, that a towel,
    band or stick goes through. ``under`` is the landmark a pillow lies under.
    """

    kind: str
    at: Offset = (0, 0, 0)
    height: float | None = Field(default=None, ge=1, le=220)
    through: tuple[str | Offset, ...] = ()
    under: str | None = None

    @model_validator(mode="after")
    def _known(self) -> "Prop":
        if self.kind not in PROPS:
            raise ValueError(f"'{self.kind}' is no prop; one of {', '.join(PROPS)}")
        for name in (*self.through, *([self.under] if self.under else [])):
            if isinstance(name, str):
                _check_place(name)
        if self.kind in ("towel", "band", "stick") and len(self.through) < 2:
            raise ValueError(f"a {self.kind} goes through two places or more")
        return self


def _to_prop(written: object) -> object:
    return {"kind": written} if isinstance(written, str) else written


class Figure(Block):
    """How one exercise looks: where the body starts and the keys it passes through, as a loop.

    ``anchor`` is the landmark that stays in its place (a key's ``shift`` moves it); ``floor``
    keeps the hips above one spot and the lowest point of the body on the floor. ``level`` lets
    the tilt of the trunk follow from the planted hands or elbows. ``mirror`` adds the keys
    again with the sides changed; ``cycle`` moves on without stopping, as in walking, and takes
    ``cycle`` seconds for one round.
    """

    start: str
    base: PoseField = {}
    view: View = View()
    anchor: str = "pelvis"
    plant: Plants = {}
    props: tuple[Annotated[Prop, BeforeValidator(_to_prop)], ...] = ()
    feel: tuple[str, ...] = ()
    level: bool = False
    mirror: bool = False
    cycle: float = Field(default=0, ge=0, le=12)
    keys: tuple[Key, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names(self) -> "Figure":
        if self.start not in STARTS:
            raise ValueError(f"start '{self.start}' is none of {', '.join(STARTS)}")
        for region in self.feel:
            if region not in REGIONS:
                raise ValueError(f"feel '{region}' is none of {', '.join(REGIONS)}")
        for name in (self.anchor, self.view.zoom):
            if name is not None and name != "floor":
                _check_place(name)
        if sum(key.held for key in self.keys) > 1:
            raise ValueError("only one key can be held")
        return self

    def pose(self, key: Key) -> Pose:
        """Every angle of a key: the named pose, under the figure's base, under the key's own."""
        angles = {joint: 0.0 for joint in JOINTS if not joint.startswith("lean")}
        for layer in (STARTS[self.start], self.base, key.pose):
            for s in "rl":  # a hip angle that is told later takes the place of a lean
                if f"hip_{s}" in layer:
                    angles.pop(f"lean_{s}", None)
            angles.update(layer)
        return angles


JOINTS = (*ONE, *(f"{name}_{s}" for name in EACH for s in "rl"))


def _check_place(name: str) -> None:
    if name not in LANDMARKS and name not in BONES:
        raise ValueError(f"'{name}' is no place on the body; one of {', '.join(LANDMARKS)}")
