"""What can be shown to a person, as typed and checked data."""

from enum import IntEnum, StrEnum
from typing import Literal

from pydantic import BaseModel, Field, model_validator


class Urgency(IntEnum):
    """How soon somebody else must look at it. Higher is sooner."""

    SELF_CARE = 0
    SEE_DOCTOR = 1
    URGENT = 2
    EMERGENCY = 3


class Goal(StrEnum):
    """What a routine is for: calm a sore back, get stronger, stay well."""

    EASE = "ease"
    BUILD = "build"
    KEEP = "keep"


class Phase(StrEnum):
    """The part of a routine a step belongs to."""

    WARM_UP = "warm_up"
    AEROBIC = "aerobic"
    STRETCH = "stretch"
    STRENGTH = "strength"
    COOL_DOWN = "cool_down"


class Stage(StrEnum):
    """How far along a person is: sore and gentle, getting stronger, staying well."""

    SORE = "sore"
    BUILDING = "building"
    KEEPING = "keeping"


class Advised(StrEnum):
    """How firmly a movement or habit is advised against."""

    AVOID = "avoid"
    WHILE_SORE = "while_sore"
    CARE = "care"  # fine for many, skip it if it hurts
    FOR_SOME = "for_some"  # not for the people it matters for


class Page(BaseModel, frozen=True, extra="forbid"):
    """Base of everything read from a file: unknown fields are refused, nothing changes later."""


class Dose(Page):
    """How much of an exercise one visit asks for.

    Times are seconds for one repetition. A timed exercise has ``duration_seconds`` and no
    repetitions; every other exercise has repetitions and no duration.
    """

    sets: int = Field(default=1, ge=1, le=3)
    repetitions: int = Field(default=0, ge=0, le=30)
    hold_seconds: int = Field(default=0, ge=0, le=60)
    move_seconds: int = Field(default=0, ge=0, le=60)
    per_side: bool = False
    duration_seconds: int = Field(default=0, ge=0, le=1800)

    @model_validator(mode="after")
    def _counted_or_timed(self) -> "Dose":
        if bool(self.repetitions) == bool(self.duration_seconds):
            raise ValueError("a dose has either repetitions or duration_seconds")
        return self

    @property
    def timed(self) -> bool:
        """True when the exercise is done for a time and not counted."""
        return self.duration_seconds > 0


class DoseRange(Page):
    """The least and the most a progression may ask for, as (lowest, highest)."""

    repetitions: tuple[int, int] | None = None
    hold_seconds: tuple[int, int] | None = None
    duration_seconds: tuple[int, int] | None = None
    max_sets: int = Field(default=1, ge=1, le=3)


class Exercise(Page):
    """One exercise: its facts and, from the locale, its words.

    Ids in ``easier``, ``harder`` and ``sources`` exist; the loader has checked them.
    ``times_per_day`` is (fewest, most) visits a day, ``days_per_week`` on how many days: both as
    usual once a person is used to it. How it is drawn is read by ``content.pictures.library``.
    """

    id: str
    areas: tuple[str, ...]
    kind: str
    positions: tuple[str, ...]
    equipment: tuple[str, ...] = ()
    level: int = Field(ge=1, le=3)
    spine_direction: str
    acute_ok: bool
    dose: Dose
    dose_range: DoseRange
    times_per_day: tuple[int, int]
    days_per_week: int = Field(ge=1, le=7)
    leave_out_if: tuple[str, ...] = ()
    easier: tuple[str, ...] = ()
    harder: tuple[str, ...] = ()
    sources: tuple[str, ...]
    unconfirmed: bool = False
    # words
    name: str = Field(max_length=40)
    other_names: tuple[str, ...] = ()
    purpose: str = Field(max_length=160)
    steps: tuple[str, ...] = Field(min_length=2, max_length=6)
    breathing: str = ""
    feel: str
    mistakes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class RoutineStep(Page):
    """One exercise of a routine with the dose it has there. ``seconds`` is its whole time."""

    exercise: str
    phase: Phase
    dose: Dose
    seconds: int = Field(gt=0)


class Routine(Page):
    """Ordered exercises for an area, a goal and a length.

    ``total_seconds`` is the sum of the steps plus 8 s between them; it ends within 20 s
    below ``minutes``.
    """

    id: str
    area: str
    goal: Goal
    level: int = Field(ge=1, le=3)
    minutes: Literal[5, 10, 15, 29]
    total_seconds: int
    floor: bool
    steps: tuple[RoutineStep, ...] = Field(min_length=3)


class RedFlag(Page):
    """A danger sign, what it asks of the person, and what to do.

    ``alone`` is false when it counts only together with something else (the condition is
    decided in ``bot.care.triage``). ``label`` is the short wording on a button, ``ask`` the
    plain question, ``action`` what to do now, ``check`` how to find out when unsure.
    """

    id: str
    urgency: Urgency
    alone: bool
    areas: tuple[str, ...]
    sources: tuple[str, ...]
    unconfirmed: bool = False
    # words
    name: str
    label: str = Field(max_length=60)
    ask: str
    action: str
    check: str = ""


class Question(Page):
    """One safety question; a yes opens "which of these?" over its ``flags``."""

    id: str
    screen: str
    flags: tuple[str, ...]
    ask: str


class Area(Page):
    """A region of the back.

    ``routines`` names the area whose routines serve it; ``screens`` the extra safety screens
    asked before its first session. ``asked`` areas are offered as buttons; with ``leg`` the
    pain may run down a leg, so that is asked too; ``implies_leg`` means it does.
    """

    id: str
    routines: str
    screens: tuple[str, ...] = ()
    asked: bool = False
    leg: bool = False
    implies_leg: bool = False
    name: str


class Tag(Page):
    """A reason to leave an exercise out, and how it is asked (``label``; empty: never asked)."""

    id: str
    label: str = ""
    means: str


class Education(Page):
    """A question people ask and its answer: short first, then why."""

    id: str
    title: str
    answer: str
    why: str
    exercises: tuple[str, ...] = ()
    check_flags: tuple[str, ...] = ()
    sources: tuple[str, ...]
    unconfirmed: bool = False


class Avoid(Page):
    """A movement or habit to leave out or take care with, and what to do instead.

    ``matters_for`` are ids of ``Messages.groups``; those that are also leave-out tags or areas
    tell whom it matters for most. ``short`` is the verdict, ``again`` when it is fine again.
    """

    id: str
    advised: Advised
    matters_for: tuple[str, ...]
    instead: tuple[str, ...]
    sources: tuple[str, ...]
    unconfirmed: bool = False
    # words
    name: str = Field(max_length=60)
    other_names: tuple[str, ...] = ()
    short: str
    why: str
    again: str = ""
    note: str = ""


class DailyFact(Page):
    """One thing worth knowing, told with a check-in to those it concerns.

    ``areas`` are the areas it is about, ``any`` for everyone; ``stages`` when it is useful.
    """

    id: str
    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    sources: tuple[str, ...] = Field(min_length=1)
    unconfirmed: bool = False
    text: str = Field(max_length=300)


class SupportQuestion(Page):
    """One item of the support check; a yes is answered with the education of ``topic``, if any."""

    id: str
    topic: str = ""
    ask: str


class Source(Page):
    """Where a fact comes from, and how much of it was seen."""

    id: str
    name: str
    seen: str
    url: str = ""


class Country(Page):
    """Numbers to call in one country."""

    id: str
    name: str
    emergency: str
    advice: str = ""
    crisis: str = ""


class Thresholds(Page):
    """The numbers of the care rules, with their sources in ``content/thresholds.yaml``."""

    important_change_points: int
    important_change_percent: int
    length_gate: tuple[tuple[int, int], ...]  # (highest rating, longest minutes); 0 = none
    acute_severe_rating: int
    too_much_start_low: int  # start 0-3: this rating is too much
    low_start_up_to: int
    carry_on_rise: int
    easier_rise: int
    resting_minutes: int  # still too much after this long ends the session
    screen_again_days: int
    sciatica_screen_days: int
    session_hours: int
    consent_hours: int
    flag_again_hours: int
    cautious_age: int
    support_yes: int  # so many yes answers in the support check suggest more support
    support_days: int  # its result counts for less than this
    support_offer_days: int  # an episode this old gets it offered once
    sources: tuple[str, ...]
