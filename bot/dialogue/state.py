"""Where a person is in the dialogue: everything a screen needs, and no word they wrote.

A state is stored as JSON between two messages. It holds ids, numbers, dates and enums.
``records`` is what this turn asks to be remembered; it is written and not kept.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError

from bot.care.plan import ONE_EXERCISE
from bot.care.progression import Outcome
from bot.care.triage import AgeBand
from bot.storage.records import EpisodeNoted, Record
from content.models import Goal, RoutineStep, Urgency
from intents.complaint import Duration, Radiation, Side

CONSENT_VERSION = 1


class Place(StrEnum):
    """The screen a person stands at. The values are part of callback data: keep them short."""

    WELCOME = "hello"
    CONSENT = "consent"
    DECLINED = "declined"
    WHERE = "where"
    UNDERSTOOD = "understood"
    CHANGE = "change"
    LEG = "leg"
    SINCE = "since"
    SCREEN = "screen"
    WHICH = "which"
    BODY = "body"
    RATE = "rate"
    PLAN = "plan"
    STEPS = "steps"
    PLAYER = "player"
    HURT_WHERE = "hurtwhere"
    HURT_KIND = "hurtkind"
    HURT_RATE = "hurtrate"
    PAUSED = "paused"
    SUMMARY = "summary"
    HOME = "home"
    NO_SESSION = "nosession"
    DANGER = "danger"
    RECHECK = "recheck"
    CHECKED = "checked"
    UNDER_AGE = "underage"
    CRISIS = "crisis"
    TIME = "time"
    HALF = "half"
    ZONE = "zone"
    ZONE_PICK = "zonepick"
    CHECK_IN = "checkin"
    CHECK_IN_MENU = "checkinmenu"
    SETTINGS = "settings"
    COUNTRY = "country"
    DELETE = "delete"
    STOP = "stop"
    EXERCISES = "exercises"
    EXERCISE = "exercise"
    ROUTINES = "routines"
    AVOID = "avoid"
    SUPPORT = "support"
    PROGRESS = "progress"


class RatingFor(StrEnum):
    """What a pain rating was asked for."""

    BEFORE = "before"
    AFTER = "after"
    CHECK_IN = "check_in"
    NOW = "now"


class ScreenFor(StrEnum):
    """What a set of safety questions was asked for."""

    INTAKE = "intake"
    CHECK_IN = "check_in"
    HURT = "hurt"  # a session ended because something went numb or weak


class StepOutcome(StrEnum):
    """What became of a step."""

    DONE = "done"
    SKIPPED = "skipped"
    SWAPPED = "swapped"
    HURT = "hurt"


class Ending(StrEnum):
    """How a session ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    HURT = "hurt"
    DANGER = "danger"
    LEFT = "left"


class AsideKind(StrEnum):
    """Something said beside the main line, after which the present screen comes again."""

    ANSWER = "answer"  # an education answer; ``id`` names it
    EXERCISE = "exercise"  # an exercise page
    HELP = "help"
    PRIVACY = "privacy"
    SOCIAL = "social"
    NOT_UNDERSTOOD = "not_understood"
    NOT_BACK = "not_back"
    OTHER_LANGUAGE = "other_language"
    MEDIA = "media"
    NO_TOPIC = "no_topic"
    PROGRESS = "progress"
    RATED = "rated"
    SEE_DOCTOR = "see_doctor"
    SWAPPED = "swapped"
    NO_EASIER = "no_easier"
    CHANGED = "changed"  # over a session; ``numbers`` are the ratings before and after
    LEFT_THIS_OUT = "left_this_out"
    CARRY_ON = "carry_on"
    STOP_ADVICE = "stop_advice"
    SPREAD_ADVICE = "spread_advice"
    CHECK_IN_SET = "check_in_set"
    CHECK_IN_OFF = "check_in_off"
    CHECK_IN_PAUSED = "check_in_paused"
    SNOOZED = "snoozed"
    KEEP_ASKING = "keep_asking"
    FACTS_OFF = "facts_off"
    FACTS_ON = "facts_on"
    DAILY_FIRST = "daily_first"
    DENIED = "denied"
    UPPER_BACK = "upper_back"
    STANDING = "standing"
    SESSION_CLOSED = "session_closed"
    EXPORTED = "exported"
    NO_LIMIT = "no_limit"
    NO_ZONE = "no_zone"
    NO_TIME = "no_time"
    NUMBER_PLEASE = "number_please"
    TAP_LIST = "tap_list"
    DIZZY_STOP = "dizzy_stop"
    HARDER_LATER = "harder_later"
    SUMMARY = "summary"
    AVOID = "avoid"  # a movement of the avoid list; ``id`` names it, empty: the short list
    NOT_TODAY = "not_today"  # this exercise does not fit today's pain
    IN_SESSION = "in_session"
    NO_SUCH_EXERCISE = "exercises_not_found"
    CONSENT_FIRST = "consent_first"
    SUPPORT_EITHER = "support_either"
    SUPPORT_LEG = "support_leg"
    KEPT = "kept"


class Part(BaseModel, frozen=True, extra="ignore"):
    """Base of the parts of a state: nothing changes in place; fields of an older version pass."""

    def but(self, **changes: Any) -> Self:
        """Return the same with some fields changed."""
        return self.model_copy(update=changes)


class Aside(Part):
    """What to say beside the main line. ``numbers`` are shown in it, never words."""

    kind: AsideKind
    id: str = ""
    numbers: tuple[int, ...] = ()
    why: str = ""  # the id of a reason


class Standing(Part):
    """A danger sign that stands: no exercise until a clinician has looked."""

    urgency: Urgency
    flags: tuple[str, ...]
    since: datetime


class Episode(Part):
    """One spell of trouble. None and empty mean "not said yet"."""

    number: int
    started_at: datetime
    confirmed: bool = False
    areas: tuple[str, ...] = ()
    unspecified: bool = False
    side: Side | None = None
    radiates: Radiation | None = None
    duration: Duration | None = None
    first_days: bool = False
    leg_since: datetime | None = None  # when pain down a leg joined later; None: as old as the rest
    triggers: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    number_said: int | None = None
    first_rating: int | None = None
    outcomes: tuple[Outcome, ...] = ()
    sessions_finished: int = 0
    hurt_alone: tuple[str, ...] = ()  # exercises that hurt by themselves since the last routine

    @property
    def noted(self) -> EpisodeNoted:
        """What is remembered of it."""
        return EpisodeNoted(
            number=self.number,
            areas=self.areas,
            side=self.side,
            radiates=self.radiates,
            duration=self.duration,
            triggers=self.triggers,
            flags=self.flags,
        )


class Screening(Part):
    """Safety questions under way. ``yes`` are the signs of earlier questions.

    ``which`` is true once yes was said to the present question; ``picked`` are its signs so far.
    """

    purpose: ScreenFor
    questions: tuple[str, ...]
    index: int = 0
    yes: tuple[str, ...] = ()
    which: bool = False
    picked: tuple[str, ...] = ()

    @property
    def present(self) -> str:
        """The question that is open."""
        return self.questions[self.index]

    @property
    def signs(self) -> tuple[str, ...]:
        """Every sign that was said to be there so far, each once."""
        return tuple(dict.fromkeys((*self.yes, *self.picked)))


class PlanView(Part):
    """The routine chosen for now, with why. ``left_out`` pairs an exercise with a tag."""

    routine: str
    area: str
    goal: Goal
    minutes: int
    steps: tuple[RoutineStep, ...]
    reasons: tuple[str, ...]
    left_out: tuple[tuple[str, str, str | None], ...] = ()
    rating: int
    dose_step: int = 0

    @property
    def one_exercise(self) -> bool:
        """True for a session of one exercise by itself, which is no routine."""
        return self.routine.startswith(ONE_EXERCISE)


class Session(Part):
    """A session under way. ``hurt`` collects what was said under "It hurts"."""

    number: int
    plan: PlanView
    started_at: datetime
    index: int = 0
    left: bool = False  # the film shows the left side
    outcomes: tuple[StepOutcome, ...] = ()
    hurt_exercises: tuple[str, ...] = ()
    worst: int | None = None
    hurt_where: str | None = None
    hurt_kind: str | None = None
    too_much_since: datetime | None = None
    ending: Ending | None = None  # set when only the rating after is still missing


class CheckInView(Part):
    """The check-in as the person set it. ``minute_of_day`` is local wall-clock time."""

    on: bool = False
    zone: str | None = None
    minute_of_day: int | None = None
    weekdays: int = 127
    every_days: int = 1
    once: bool = False
    in_days: int | None = None  # the first day counted from today, when one was named


class Wanted(Part):
    """What the person asked for instead of what would be chosen; None: choose.

    ``exercise`` is one exercise by itself, ``listed`` the list of all routines that fit. ``at``
    is when they asked: a wish is for now (``session.forget_old_wish``).
    """

    area: str | None = None
    goal: Goal | None = None
    minutes: int | None = None
    exercise: str | None = None
    listed: bool = False
    at: datetime | None = None

    @property
    def gentle(self) -> "Wanted":
        """What is left of it for another day: only that it should be gentle."""
        return Wanted(goal=Goal.EASE) if self.goal is Goal.EASE else Wanted()


class SupportView(Part):
    """The support check: the questions answered with yes so far, the open one, how it ended.

    ``index`` is that of the open question. ``done_at`` is when it was last finished (None: never)
    and ``result`` how many were answered with yes then. ``offered`` is the number of the episode
    it was last offered in unasked; ``offering`` is true on the summary that offers it.
    """

    index: int = 0
    yes: tuple[str, ...] = ()
    done_at: datetime | None = None
    result: int = 0
    offered: int | None = None
    offering: bool = False


class State(Part):
    """Everything the dialogue knows about one person between two messages."""

    place: Place = Place.WELCOME
    came_from: Place | None = None  # where an excursion (settings, a list) leads back to
    in_settings: bool = False  # a question was opened from the settings
    version: int = 0

    consent_version: int = 0
    consent_asked_at: datetime | None = None
    age: AgeBand | None = None
    tags: tuple[str, ...] | None = None  # None: not asked yet
    pregnant: bool = False
    country: str | None = None
    zone: str | None = None
    screened_at: datetime | None = None
    extras_at: dict[str, datetime] = Field(default_factory=dict)
    told: dict[str, datetime] = Field(default_factory=dict)  # signs said lately
    standing: Standing | None = None
    checked_at: datetime | None = None
    cleared: tuple[str, ...] = ()  # weak signs a clinician has looked at

    episode: Episode | None = None
    screening: Screening | None = None
    today_rating: int | None = None
    today_rated_at: datetime | None = None
    answered_on: date | None = None  # the day of the last prompt that was answered
    rating_for: RatingFor = RatingFor.BEFORE
    wanted: Wanted = Wanted()
    plan: PlanView | None = None
    session: Session | None = None
    sessions_started: int = 0
    no_session: str | None = None
    last_change: tuple[int, int] | None = None  # rating before and after, for the summary
    last_ending: Ending | None = None
    check_in: CheckInView = CheckInView()
    time_asked: CheckInView | None = None  # a check-in being set
    zone_choices: tuple[str, ...] = ()
    list_area: str | None = None
    list_exercise: str | None = None
    list_page: int = 0
    list_position: str | None = None  # lying, sitting, standing ...: instead of an area
    list_found: tuple[str, ...] = ()  # what a search by name found
    list_more: bool = False  # the other side of an exercise's page
    list_avoid: str | None = None
    avoid_page: int = 0
    routines_area: str | None = None
    daily_fact: bool = True
    dark: bool = False  # pictures for a dark chat
    progress_days: int = 28  # how far back /progress looks
    support: SupportView = SupportView()

    asides: tuple[Aside, ...] = ()
    records: tuple[Record, ...] = Field(default=(), exclude=True)

    @classmethod
    def load(cls, data: str) -> "State":
        """Read a stored state. One that cannot be read begins anew: every question again."""
        try:
            return cls.model_validate_json(data)
        except ValidationError:
            return cls()

    def go(self, place: Place, **changes: Any) -> "State":
        """Return the state at another place."""
        return self.but(place=place, **changes)

    def say(self, kind: AsideKind, id: str = "", *numbers: int) -> "State":
        """Return the state with one more thing to say before the screen."""
        return self.but(asides=(*self.asides, Aside(kind=kind, id=id, numbers=numbers)))

    def record(self, *records: Record) -> "State":
        """Return the state with more to be remembered."""
        return self.but(records=(*self.records, *records))

    @property
    def consented(self) -> bool:
        """True when the present consent text was agreed to."""
        return self.consent_version >= CONSENT_VERSION
