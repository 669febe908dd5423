"""What a message can mean: the typed result of understanding one utterance."""

from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    """What the person wants with this message. One a message; the slots say the rest."""

    DESCRIBE_PAIN = "describe_pain"
    ASK_EXERCISE = "ask_exercise"
    ASK_INFO = "ask_info"
    PAIN_UPDATE = "pain_update"
    RATING = "rating"  # a bare number from 0 to 10, in digits or words
    ANSWER = "answer"  # yes, no or not sure, and nothing else
    COMMAND = "command"  # wants the bot to do something: see ``Complaint.command``
    REMINDER = "reminder"  # wants to be asked at a time: see ``Complaint.timing``
    SOCIAL = "social"  # greeting, thanks, goodbye, swearing, "are you a bot": see ``social``
    OTHER = "other"


class Side(StrEnum):
    """The side of the back, leg or arm pain."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Radiation(StrEnum):
    """Where pain, numbness or tingling travels to. Leg wins over arm, arm over chest."""

    NONE = "none"
    LEG = "leg"
    ARM = "arm"
    CHEST = "chest"
    ABDOMEN = "abdomen"


class Duration(StrEnum):
    """How old the present problem is: under 6 weeks, 6 to 12 weeks, over 12 weeks."""

    ACUTE = "acute"
    SUBACUTE = "subacute"
    CHRONIC = "chronic"


class Intensity(StrEnum):
    """How strong the pain is in words, when no number was given."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Answer(StrEnum):
    """A reply to a yes-or-no question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Command(StrEnum):
    """Things a person can ask the bot to do, by button, slash command or in their own words."""

    START = "start"
    HELP = "help"
    DONE = "done"
    IT_HURTS = "it_hurts"
    EASIER = "easier"
    HARDER = "harder"
    SHORTER = "shorter"
    LONGER = "longer"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    REPEAT = "repeat"  # "what was that exercise again"
    BACK = "back"
    STOP = "stop"
    EXERCISES = "exercises"
    ROUTINE = "routine"
    CHECK_IN = "checkin"
    REMINDERS_OFF = "reminders_off"
    PAIN = "pain"
    PROGRESS = "progress"
    SUPPORT = "support"
    SETTINGS = "settings"
    SUMMARY = "summary"
    PRIVACY = "privacy"
    EXPORT = "export"
    DELETE = "delete"
    AVOID = "avoid"  # "what should I avoid?"
    FACTS_OFF = "facts_off"  # "no more facts"
    BEEN_CHECKED = "been_checked"  # a clinician has looked at it


class Social(StrEnum):
    """Small talk, answered in one friendly line."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    SWEARING = "swearing"
    ARE_YOU_A_BOT = "are_you_a_bot"


class Change(StrEnum):
    """How pain changed, in a pain update."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Timing:
    """When a person wants to be asked. Local wall-clock time; the zone is not known here.

    ``minute_of_day`` is 0 to 1439, or None when no hour was said. ``half_open`` is true when
    it is not clear whether the morning or the evening is meant (the minute is then the
    morning one). ``weekdays`` holds 0 (Monday) to 6 (Sunday), empty when none were said.
    ``every_days`` is 1 for daily, 2 for every other day, 7 for weekly. ``in_minutes`` is
    set for "in 2 hours": once, and no daily time. ``in_days`` is the first day meant, counted
    from today: 0 for "tonight", 1 for "tomorrow"; None when none was said.
    """

    minute_of_day: int | None = None
    half_open: bool = False
    weekdays: tuple[int, ...] = ()
    every_days: int = 1
    in_minutes: int | None = None
    once: bool = False
    in_days: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that made one finding: a slice of the message and the lexicon entry they met.

    ``start`` and ``end`` are character offsets into the message as it was written;
    ``score`` is 0 to 100, 100 for an exact match.
    """

    finding: str
    words: str
    start: int
    end: int
    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Complaint:
    """Everything understood from one message. Empty fields mean "not said", never "no".

    ``areas``, ``triggers``, ``red_flags``, ``denied_flags`` are lexicon ids, each once, in the
    order of the lexicon. ``about_back`` is false when the message is clearly about something
    else (a knee, a headache, chit-chat) or when nothing in it speaks of the back.
    ``understood`` is false when nothing at all was recognised: say so, offer buttons.
    """

    intent: Intent = Intent.OTHER
    understood: bool = False
    about_back: bool = False
    other_place: str | None = None  # what it is about instead, a lexicon id: knee, headache ...
    areas: tuple[str, ...] = ()
    back_unspecified: bool = False
    side: Side | None = None
    radiates: Radiation = Radiation.NONE
    radiates_denied: bool = False  # "no leg pain"
    duration: Duration | None = None
    first_days: bool = False  # the pain began within about the last three days
    intensity: Intensity | None = None
    number: int | None = None  # 0 to 10; of a range the higher
    triggers: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    denied_flags: tuple[str, ...] = ()
    answer: Answer | None = None
    command: Command | None = None
    loose: bool = False  # answer, command or small talk by likeness: do nothing grave upon it
    social: Social | None = None
    change: Change | None = None
    topic: str | None = None  # an education id, for a question
    exercise: str | None = None  # an exercise id, when one is named
    avoid: str | None = None  # the id of a movement of the avoid list, when one is named
    position: str | None = None  # "what can i do lying down": lying, sitting or standing
    timing: Timing | None = None
    other_language: bool = False  # written in a language or script we do not read
    evidence: tuple[Evidence, ...] = ()
