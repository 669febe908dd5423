"""When does a person want to be asked? Reads times of day and days out of plain English.

The words of a message are first brought to one spelling ("half past sevn" is "half past 7"),
with the place of each word in the message kept. Patterns then mark what they read in that
text with a capital letter, strongest first, so that no word is read twice: ``X`` is no time at
all ("7 out of 10"), ``I`` an interval, ``C`` a clock time, ``D`` days, ``P`` a part of the day.
What is left over decides whether the message is about a reminder.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from intents.complaint import Timing


@dataclass(frozen=True, slots=True)
class FoundTiming:
    """A timing and its place: from the first to the last word that says when, as offsets."""

    timing: Timing
    start: int
    end: int


def find_timing(text: str) -> FoundTiming | None:
    """Find when a person wants to be asked, in a message that may be about anything.

    A time counts beside words that ask for a reminder ("remind me at 8") or when the message
    says nothing else ("weekdays at half past seven, please"). A lone number is no time here,
    nor is a score, a dose, an age, a duration or a time at which something hurts. Of a long
    message the first 1,000 characters are read.

    >>> find_timing("can you remind me at half past seven on weekdays?").timing.minute_of_day
    450
    >>> find_timing("7 out of 10, worse in the morning") is None
    True
    """
    return _read(text, reply=False)


def read_time_reply(text: str) -> Timing | None:
    """Read the reply to a question for a time: also "8", "eight thirty" or "around 7".

    "Same" is the plain ``Timing()``: no hour said, nothing changes. None means that no time
    was understood, as for "7 out of 10".

    >>> read_time_reply("around 7").minute_of_day
    420
    """
    if _SAME.fullmatch(_spell(text[:_LONGEST]).text):
        return Timing()
    found = _read(text, reply=True)
    return found.timing if found else None


# --- one spelling ---------------------------------------------------------------------------

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _listed(words: str) -> list[str]:
    return words.split()


_UNITS = _listed("one two three four five six seven eight nine")
_TEENS = _listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50}

_SPELLINGS = {word: str(n) for n, word in enumerate([*_UNITS, *_TEENS], start=1)}
_SPELLINGS |= {word: str(n) for word, n in _TENS.items()}
for _canonical, _variants in {
    "monday": "mon",
    "tuesday": "tue tues tusday tuseday",
    "wednesday": "wed weds wensday wendsday wednsday wensdays",
    "thursday": "thu thur thurs",
    "friday": "fri fryday",
    "saturday": "saterday",
    "every": "evry eveery",
    "except": "exept expect excpt",
    "everyday": "evryday",
    "tomorrow": "tommorow tomorow tmrw tmr tmrow tmw tomoz",
    "tonight": "tonite 2nite",
    "night": "nite",
    "nights": "nites",
    "evening": "eve",
    "noon": "midday noontime",
    "oclock": "clock oclok",
    "minutes": "minute min mins minuts",
    "hours": "hour hr hrs",
    "days": "",
    "weeks": "wks wk",
    "weekdays": "weekday workdays workday",
    "weekend": "weekends wkend wkends",
    "quarter": "qtr",
    "remind": "remaind remined reminding remindme",
    "reminder": "reminders",
    "around": "arround aroud round",
    "please": "pls plz",
    "am": "",
    "pm": "",
}.items():
    _SPELLINGS[_canonical] = _canonical
    for _variant in _variants.split():
        _SPELLINGS[_variant] = _canonical
for _day in _DAYS:
    _SPELLINGS[_day], _SPELLINGS[_day + "s"] = _day, _day + "s"

_OFTEN_MISTYPED = _listed(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays morning mornings afternoon afternoons evening evenings night nights
    tonight tomorrow today weekday weekdays weekend weekends remind reminder reminders every
    everyday daily weekly quarter midnight oclock minutes hours seven eight eleven twelve fifteen
    twenty thirty
    """
)
_REAL_WORDS = {"ever", "seen", "hour", "elven", "weekday", "weekend", "reminder", "remind"}


def _typos_of(word: str) -> set[str]:
    """A letter left out, doubled or swapped with the next; people rarely miss the first one."""
    left_out = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    doubled = {word[:i] + word[i] + word[i:] for i in range(1, len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    return left_out | doubled | swapped


for _word in _OFTEN_MISTYPED:
    _SPELLINGS.setdefault(_word, _word)
for _word in _OFTEN_MISTYPED:
    for _typo in _typos_of(_word) - _REAL_WORDS:
        _SPELLINGS.setdefault(_typo, _SPELLINGS[_word])

_TOKEN = re.compile(
    r"""
    (?P<meridiem> (?<![^\W\d_])[ap]\s?\.\s?m\b\.? )
  | (?P<clock> (?<!\d[.:/])\d{1,2}[:.h]\d{2}(?![\d])(?![.:/]\d) )
  | (?P<number> \d+(?:[.,]\d+)? )
  | (?P<code> [^\W\d_]+\d\w* )
  | (?P<word> [^\W\d_]+(?:['’`][^\W\d_]+)* )
  | (?P<mark> \n | [^\w\s] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = {"@": "at", "&": "and", "-": "-", "–": "-", "—": "|", "/": "/", "%": "%", "=": "is"}


class _Word(NamedTuple):
    text: str  # in its one spelling
    start: int  # its place in the message
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A message in one spelling, words parted by one space, with the place of every word."""

    text: str
    words: tuple[_Word, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the message says what stands from ``start`` to ``end`` here."""
        first = self.text.count(" ", 0, start)
        last = self.text.count(" ", 0, end)
        return self.words[first].start, self.words[last].end


def _spell(message: str) -> _Spelled:
    words: list[_Word] = []
    for match in _TOKEN.finditer(message):
        said, kind = match.group().casefold(), match.lastgroup or ""
        start, end = match.span()
        text = said
        if kind == "meridiem":
            text = said[0] + "m"
        elif kind == "clock":
            text = said.replace("h", ":")
        elif kind == "mark":
            text = _MARKS.get(said, "|")
        elif kind == "word":
            text = said.translate(_NO_APOSTROPHES)
            text = _SPELLINGS.get(text, text)
            if words and (joined := _with_word_before(words[-1], text, said)):
                text, start = joined, words.pop().start
        words.append(_Word(text, start, end, kind))
    words = _with_days(words)
    return _Spelled(" ".join(word.text for word in words), tuple(words))


_NO_APOSTROPHES = str.maketrans("", "", "'’`")


def _with_word_before(before: _Word, text: str, said: str) -> str | None:
    """The one word that two words make, if they do: "twenty five", the letters of "p m"."""
    if before.kind != "word":
        return None
    if said == "m" and before.text in {"a", "p"}:
        return before.text + "m"
    if said in _UNITS and before.text in {"20", "30", "40", "50"}:
        return str(int(before.text) + int(text))
    return None


def _with_days(words: list[_Word]) -> list[_Word]:
    """Read "sat" and "sun" as days, but only beside a day; a comma between days is an "and"."""

    def beside(index: int, step: int) -> str:
        index += step
        while 0 < index < len(words) - 1 and words[index].text in _LINKS_DAYS:
            index += step
        return words[index].text if 0 <= index < len(words) else ""

    spelled = list(words)
    for i, word in enumerate(words):
        if word.text in _SHORT_DAYS:
            before, after = beside(i, -1), beside(i, 1)
            if before in _BEFORE_A_DAY or _is_day(before) or _is_day(after):
                spelled[i] = word._replace(text=_SHORT_DAYS[word.text])
        elif word.text == "|" and _is_day(beside(i, -1)) and _is_day(beside(i, 1)):
            spelled[i] = word._replace(text="and")
        elif word.text in {"a", "p"} and i and word.start == words[i - 1].end:
            spelled[i] = word._replace(text=word.text + "m")
    return spelled


_SHORT_DAYS = {"sat": "saturday", "sun": "sunday"}
_BEFORE_A_DAY = {"on", "every", "each", "next", "me"}
_LINKS_DAYS = {"and", "-", "to", "or", "|", "/"}


def _is_day(word: str) -> bool:
    return word.removesuffix("s") in _DAYS or word in _SHORT_DAYS


# --- patterns over the one spelling ---------------------------------------------------------


def _words(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words; a space in it is one space."""
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")


_ASKS = (
    r"remind(?: me| us)?|remember me|(?:a |my )?reminder|alarms?|notify(?: me)?|notifications?"
    r"|(?:ping|nudge|poke|buzz|alert|prompt|prod|beep|ring) me"
    r"|(?:a )?(?:nudge|prod|ping|shout|heads up)"
    r"|check(?: - |[- ])ins?|checkins?|check (?:up )?on me"
    r"|(?:ask|message|msg|text|write|send|call|contact|dm|tell|bug|chase|pester|catch)(?: to)? me"
    r"|ask (?:after|about|how|for)|(?:come|get) back to me|hit me up|put me down|do it"
    r"|(?:check|chk|chek) (?:in |up )?(?:on|with) me|schedule|reschedule|snooze"
)
_CUE = _words(_ASKS)
_SOFT_CUE = _words(r"change|move|make|set|switch|shift|put|push|wake")
_FILLERS = frozenset(
    _listed(
        """
    i id ill would like want wanna prefer works best better good great fine ok okay k yes yeah yep
    sure please thanks thank you u ty thx me us can could will shall should we it that the a an my
    at around about approx approximately maybe perhaps probably say sometime so then and or but on
    in for to by from of time times exactly sharp instead set change make move put switch shift
    push start starting begin let lets with how what hi hello hey dear bot only just again also
    either each wake up earlier later be are once only enough rather have having
    possible suit suits free available dont forget mid middle when get home off my suppose guess
    ideally preferably preferred convenient idea thats wont not than now week
        """
    )
)
_REPLY_FILLERS = _FILLERS | set(_listed("its is now here think guess usually hmm um uh oh"))

_POLITE = _words(
    r"good (?:morning|afternoon|evening|night|day)"
    r"|(?:can|could|shall|lets|how about)(?: we| you)? (?:do|go with)|(?:will|would) (?:do|suit)"
    r"|(?:is|are|was|be|its) (?:best|better|fine|good|ok|okay|great|enough|possible|perfect|ideal)"
)
_PAIN = r"(?:pain|level|score|scale|rate|rated|rating|intensity|hurts?|ache|nrs|severity)"
_THINGS = (
    r"(?:%|percent|mg|ml|mcg|g|grams?|kg|kilos?|lbs?|pounds?|stones?|cm|mm|m|km|met(?:er|re)s?"
    r"|miles?|tablets?|tabs?|pills?|capsules?|doses?|years?|yrs?|yo|yr|months?|weeks?|days?"
    r"|hours?|minutes?|seconds?|secs?|times?|x|reps?|repetitions?|sets?|exercises?|sessions?"
    r"|steps?|stretches|moves?|people|degrees?|st|nd|rd|th|kids?|children|levels?|points?|discs?"
    r"|disks?|or so|of|pain|out|/|h)"
)
_NO_TIME = _words(
    r"[\d.,:]+ (?:out of|/|of) \d+(?: / \d+)*"
    rf"|{_PAIN} (?:(?:is|was|are|at|of|level|now|around|about|a|an|its|still|today) )*"
    r"[\d.,]+(?: (?:-|to|or) \d+)?"
    rf"|at (?:a|an|level) \d+|\d+ (?:-|to|or) \d+ {_THINGS}"
    r"|(?:last|yesterday|every other|this past) (?:morning|afternoon|evening|night)s?"
    rf"|(?:last|past|previous) (?:week|weekend|{'|'.join(_DAYS)})"
    r"|(?:every|each) (?:\d+ )?(?:hours|minutes|months?|years?)|hourly|monthly"
    r"|(?:twice|\d(?: x| times?)) (?:a|per) day|\d+ of (?:the|my|them|these|us)"
)

_HOUR = r"(?P<h>[01]?\d|2[0-4])"
_MINUTE = r"(?P<m>[0-5]\d)"
_HALF_OF_DAY = r"(?: (?P<ap>am|pm))?"
_OCLOCK = r"(?: (?:o )?oclock)?"
_ABOUT = r"(?:(?:about|around|exactly|approx|approximately|like|say|roughly|maybe) )*"
_AT = rf"(?:(?:at|by|after|before|from|until|till|for|to|around|about) )?{_ABOUT}"
_LOOSE = r"(?: (?:ish|sharp|exactly))*"

# Clock times that are nothing else. All use the groups h and m (hour and minute), past and to
# (minutes after and before the hour), half, and ap (am or pm).
_CLOCKS = tuple(
    _words(_AT + pattern)
    for pattern in (
        rf"{_HOUR}(?:[:.]{_MINUTE})? am (?:or|/) pm",
        rf"(?:between )?{_HOUR}(?:[:.]{_MINUTE})? (?:-|to|and|or|until|till)"
        r" (?P<until>1?\d)(?:[:.]\d\d)? (?P<ap>am|pm)",
        rf"(?P<half>half)(?: past| after)? {_HOUR}{_OCLOCK}{_LOOSE}{_HALF_OF_DAY}"
        rf"(?! {_THINGS}(?!\S))",
        rf"(?:a )?(?P<past>quarter) (?:past|after) {_HOUR}{_OCLOCK}{_LOOSE}{_HALF_OF_DAY}",
        rf"(?:a )?(?P<to>quarter) (?:to|before|till|of) {_HOUR}{_OCLOCK}{_LOOSE}{_HALF_OF_DAY}",
        rf"(?P<past>5|10|15|20|25)(?: minutes)? past {_HOUR}{_OCLOCK}{_LOOSE}{_HALF_OF_DAY}",
        rf"(?P<to>5|10|15|20|25) minutes (?:to|before|till) {_HOUR}{_LOOSE}{_HALF_OF_DAY}",
        rf"{_HOUR}(?: {_MINUTE})?{_LOOSE}{_OCLOCK} (?P<ap>am|pm)",
        rf"(?P<h>\d|1[0-2]){_MINUTE} (?P<ap>am|pm)",
        rf"{_HOUR}[:.]{_MINUTE}(?: hours)?{_LOOSE}{_HALF_OF_DAY}(?! {_THINGS}(?!\S))",
        rf"{_HOUR} (?:o|oh) (?P<m>[1-9]){_LOOSE}{_HALF_OF_DAY}",
        rf"{_HOUR} (?:o )?oclock{_LOOSE}",
        rf"(?P<h>0\d){_MINUTE}(?: hours)?|(?P<h2>1\d|2[0-3])(?P<m2>[0-5]\d) hours",
        r"(?P<h>1[3-9]|2[0-3]) h",
        r"(?:12 )?(?P<name>midnight|noon)",
    )
)
# Numbers that are times only beside words that say so.
_NUMBER = (
    rf"(?:(?P<to>5|10|15|20|25) (?:to|before|till) {_HOUR}|(?P<h2>[01]?\d|2[0-4]) (?P<m2>[0-5]\d)"
    r"|(?P<h3>\d|1\d|2[0-4])(?P<m3>[0-5]\d)|(?P<h4>[01]?\d|2[0-4]))"
    rf"(?: h)?{_LOOSE}"
)
_NOT_COUNTED = rf"(?! {_THINGS}(?!\S))"
_AT_NUMBER = _words(rf"at {_ABOUT}{_NUMBER}(?! - \d){_NOT_COUNTED}")
_BARE_NUMBER = _words(
    r"(?:(?P<lead>by|after|before|from|until|till|for|to|around|about|is|it|at|between) )?"
    rf"{_ABOUT}{_NUMBER}(?: (?:-|to|or|and) \d+)?{_NOT_COUNTED}"
)

_AMOUNT = r"\d+(?:\.\d+)?|half an?|an?|a couple of"
_INTERVAL = _words(
    r"(?:(?P<lead>in|after|snooze(?: it| me)?(?: for)?) )?(?:(?:about|around|maybe|another) )*"
    rf"(?P<amount>{_AMOUNT})(?P<half> and a half)? (?P<unit>hours|h|minutes|m)"
    r"(?P<half_more> and a half)?(?: (?:and )?(?P<more>\d+) (?:minutes|m))?"
    r"(?P<ahead> from now| later)?"
)
_IN_DAYS = _words(r"in (?P<n>\d+|a|a couple of) (?P<unit>day|week)s?(?: time)?")

_EVERY = _words(
    r"(?:starting |from )?(?:"
    r"(?P<daily>(?:every(?: single)?|each|once a|once per) day|everyday|daily|7 days a week)"
    r"|(?P<second>every (?:other|second|2 nd|alternate) day|(?:on )?alternate days)"
    r"|every (?P<days>\d+) days"
    r"|(?P<fortnight>every (?:other|second|2 nd) week|fortnightly|every fortnight|biweekly)"
    r"|every (?P<weeks>\d+) weeks?"
    r"|(?P<weekly>weekly|(?:every|each|once a|once per) week)"
    r"|(?P<times>twice|2|3)(?: x| times?)? (?:a|per) week)"
)
_DAY = rf"(?:{'|'.join(_DAYS)})s?"
_ON_DAYS = _words(
    r"(?:(?:and )?(?P<not>not|except|but|apart from|excluding|without|no|minus|skip|never|besides"
    r"|(?:dont|do not|no|never|stop) R+) (?:(?:for|on|at|the|any) )*)?"
    r"(?P<how>(?:(?:on|every|each|the|next|this|coming|from|starting|only|all|at) )*)(?:"
    rf"(?P<first>{_DAY}) (?:to|-|through|thru|until|till) (?P<last>{_DAY})"
    rf"|(?P<list>{_DAY}(?: (?:(?:and|or|plus|on|every|each|/) )*{_DAY})*)"
    r"|(?P<work>weekdays|week days|(?:working|work|business|school) days)|(?P<rest>weekend))"
)
_WHEN = _words(
    r"(?P<starts>(?:starting|start|from|as of|as from|beginning|begin)(?: from)? )?"
    r"(?P<day>(?:the )?day after tomorrow|tomorrow|today)(?P<on> onwards?)?"
    r"|(?P<once>(?:just |only )?once|one time)"
)
_DEFAULT_MINUTE = {"morning": 480, "noon": 720, "afternoon": 900, "evening": 1140, "night": 1260}
_PART_OF = {
    "breakfast": "morning",
    "lunch": "noon",
    "lunchtime": "noon",
    "dinner": "evening",
    "dinnertime": "evening",
    "supper": "evening",
    "work": "evening",
    "tonight": "night",
    "bed": "night",
    "bedtime": "night",
    "sleep": "night",
}
_PART = _words(
    r"(?P<how>(?:(?:in|at|on|during|by|around|every|each|the|this|early|late|my) )*)"
    r"(?P<part>morning|afternoon|evening|night|tonight|lunchtime|lunch|dinnertime|bedtime)"
    r"(?P<many>s)?|(?P<meal>(?:before|after|at|with) (?:my |i go to |going to |i )?)"
    r"(?P<said>breakfast|lunch|dinner|supper|bed|sleep|(?<=after )work)"
)

_KEEP = (
    r"(?:the|at|keep|same|before|as|usual|time|please|it|leave|like|always|hour|ok|yes|again|\|)"
)
_SAME = re.compile(
    rf"(?:{_KEEP} )*(?:same|as before|as usual|the usual|no change|keep it|leave it)(?: {_KEEP})*"
)
_MAYBE = re.compile(
    r"\d|day|daily|night|noon|morning|evening|week|tomorrow|hour|half|lunch|dinner|bed|breakfast|quarter"
    r"|supper|fortnight|after work|minute|sleep"
)
_CLAUSE_END = re.compile(r"\||(?<!\S)(?=(?:because|cause|cos|cuz|since|when|while|if)(?!\S))")
_REJECTED = re.compile(
    r"(?:not|instead of|rather than|than|(?:dont|do not|no|never|stop) R+)(?: at| in)?(?: the)? $"
)


_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_PATTERNS = (_POLITE, *_CLOCKS, _AT_NUMBER, _INTERVAL, _IN_DAYS, _EVERY, _ON_DAYS, _WHEN, _PART)
_KNOWN = {"a", "p", "m", *_FILLERS, *_SPELLINGS, *_SHORT_DAYS}.union(
    *(re.findall("[a-z]+", pattern.pattern) for pattern in (*_PATTERNS, _REJECTED))
)
_ASKS_AS_SAID = re.compile(rf"\b(?:{_ASKS})\b")
_REMIND = {said for said, word in _SPELLINGS.items() if word in {"remind", "reminder"}}
_SAYS_WHEN = {
    said for said, word in _SPELLINGS.items()
    if word in {"am", "pm", "every", "everyday", "daily", "oclock", "weekdays", "weekend", "noon"}
    or word.removesuffix("s") in _DAYS
} | {"midnight", "morning", "afternoon", "evening"}  # fmt: skip
# Words that say a message is about something else than when to be asked.
_TELLING = frozenset(
    _listed(
        """
    pain pains painful hurt hurts hurting ache aches aching sore stiff stiffness numb back neck leg
    legs hip knee worse better bad flare flares flared spasm spasms woke sleep slept started fell
    doctor gp physio hospital appointment scan tablets work gym class was were had did went been
    """
    )
)
_FEW = 14  # different words of a message that may ask without saying so
_ASIDE = 5
_LONGEST = 1000

# --- reading --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sign:
    """What some words say about when. ``sure``: they speak of a time to be asked on their own."""

    start: int
    end: int
    sure: bool = True
    minute: int | None = None
    half_open: bool = False
    part: str | None = None
    weekdays: frozenset[int] = frozenset()
    not_days: frozenset[int] = frozenset()
    every_days: int | None = None
    in_minutes: int | None = None
    in_days: int | None = None
    once: bool = False

    @property
    def is_clock(self) -> bool:
        return self.minute is not None


def _read(message: str, *, reply: bool) -> FoundTiming | None:
    message = message[:_LONGEST]
    folded = message.casefold()
    said = {word.translate(_NO_APOSTROPHES) for word in _WORD.findall(folded)}
    asked = said & _REMIND or _ASKS_AS_SAID.search(folded)
    if not (reply or asked or said <= _KNOWN or (len(said) <= _FEW and said & _SAYS_WHEN)):
        return None  # the message says something else: most messages end here, unread
    spelled = _spell(message)
    if not _MAYBE.search(spelled.text):
        return None
    asks = _CUE.search(spelled.text) is not None
    signs, marked = _find_signs(spelled.text, asks=asks, reply=reply)
    fillers = _REPLY_FILLERS if reply else _FILLERS
    chosen: list[_Sign] = []
    aside = 0  # words of clauses that say something else: "not on sundays, thats church"
    for start, end in sorted(
        _clauses(marked), key=lambda clause: "R" not in marked[slice(*clause)]
    ):
        inside = [sign for sign in signs if start <= sign.start < end]
        left = _left_over(marked[start:end], fillers)
        if "R" in marked[start:end] or not left:
            chosen += inside
        elif reply:
            chosen += [sign for sign in inside if sign.sure]
        elif asks:
            if not _TELLING.intersection(left):
                chosen += [sign for sign in inside if sign.sure]
        elif inside or _TELLING.intersection(left) or any("X" in word for word in left):
            return None
        else:
            aside += len(left)
    if aside > _ASIDE:
        return None
    if not any(sign.sure or asks or reply for sign in chosen):
        return None
    return _put_together(chosen, spelled)


def _clauses(marked: str) -> list[tuple[int, int]]:
    ends = [match.start() for match in _CLAUSE_END.finditer(marked)]
    return list(zip([0, *ends], [*ends, len(marked)], strict=True))


def _left_over(clause: str, fillers: frozenset[str]) -> list[str]:
    """The words of a clause that say something else. ``X`` marks a number that is no time."""
    return [
        word
        for word in clause.split()
        if word not in fillers and word not in {"|", "-"} and (not word.isupper() or "X" in word)
    ]


def _find_signs(text: str, *, asks: bool, reply: bool) -> tuple[list[_Sign], str]:
    """Every sign of a time, and the text with what was read marked by capital letters."""
    signs: list[_Sign] = []

    def mark(pattern: re.Pattern[str], letter: str) -> None:
        nonlocal text
        text = pattern.sub(lambda match: letter * len(match.group()), text)

    def take(pattern: re.Pattern[str], letter: str, read: _Reader) -> None:
        nonlocal text
        for match in list(pattern.finditer(text)):
            sign = read(match)
            if sign is None:
                continue
            start, end = match.span()
            if rejected := _REJECTED.search(text[:start]):
                start = rejected.start()
                text = text[:start] + "N" * (end - start) + text[end:]
            else:
                signs.append(sign)
                text = text[:start] + letter * (end - start) + text[end:]

    mark(_POLITE, "G")
    mark(_NO_TIME, "X")
    take(_INTERVAL, "I", lambda match: _read_interval(match, reply=reply))
    mark(_CUE, "R")
    for pattern in _CLOCKS:
        take(pattern, "C", _read_clock)
    take(_IN_DAYS, "D", _read_in_days)
    take(_EVERY, "D", _read_every)
    take(_ON_DAYS, "D", _read_days)
    take(_WHEN, "D", _read_when)
    take(_PART, "P", _read_part)
    take(_AT_NUMBER, "C", _read_clock)
    if not any(sign.is_clock for sign in signs):
        read_number = _read_clock if reply else partial(_read_bare_number, asks=asks)
        take(_BARE_NUMBER, "C", read_number)
    return signs, text


_Reader = Callable[[re.Match[str]], _Sign | None]


def _read_clock(match: re.Match[str]) -> _Sign | None:
    said = match.groupdict()
    start, end = match.span()
    if said.get("name"):
        return _Sign(start, end, minute=0 if said["name"] == "midnight" else 720)
    hour_said = next(said[key] for key in ("h", "h2", "h3", "h4") if said.get(key))
    hour = int(hour_said)
    minute = int(next((said[key] for key in ("m", "m2", "m3") if said.get(key)), 0))
    if hour == 24 and minute:
        return None
    open_hour = 1 <= hour <= 12 and not hour_said.startswith("0")
    half = said.get("ap")
    if half and 1 <= hour <= 12:
        until = said.get("until")
        if until and int(until) % 12 < hour % 12:  # "11 to 1 pm" begins in the morning
            half = "am" if half == "pm" else "pm"
        hour = hour % 12 + (12 if half == "pm" else 0)
        open_hour = False
    if said.get("half"):
        minute = 30
    elif past := said.get("past"):
        minute = 15 if past == "quarter" else int(past)
    total = hour * 60 + minute
    if to := said.get("to"):
        total -= 15 if to == "quarter" else int(to)
    total %= 720 if open_hour else 1440
    return _Sign(start, end, minute=total, half_open=open_hour)


def _read_bare_number(match: re.Match[str], *, asks: bool) -> _Sign | None:
    """A number is a time beside a day, a part of the day, or words that ask for a reminder."""
    sign = _read_clock(match)
    before = match.string[: match.start()].split()[-1:]
    after = match.string[match.end() :].split()[:1]
    if sign is None or "P" in "".join(before + after) or "D" in "".join(before):
        return sign
    if asks:
        follows_cue = not before or "R" in before[0] or before[0] in {"|", "me"}
        if match["lead"] or follows_cue or "D" in "".join(after):
            return replace(sign, sure=False)
        return None
    return sign if match["lead"] in {"to", "for", "it"} and _SOFT_CUE.search(match.string) else None


def _read_interval(match: re.Match[str], *, reply: bool) -> _Sign | None:
    if not (reply or match["lead"] or match["ahead"]):
        return None
    said, unit = match["amount"], match["unit"]
    named = {"half a": 0.5, "half an": 0.5, "a": 1.0, "an": 1.0, "a couple of": 2.0}
    amount = named[said] if said in named else float(said)
    amount += 0.5 if match["half"] or match["half_more"] else 0
    minutes = round(amount * (60 if unit.startswith("h") else 1)) + int(match["more"] or 0)
    if not 1 <= minutes <= _WEEK_OF_MINUTES:
        return None
    sure = match["lead"] not in {None, "after"} or match["ahead"] is not None
    return _Sign(*match.span(), sure=sure, in_minutes=minutes, once=True)


_WEEK_OF_MINUTES = 7 * 24 * 60


def _read_in_days(match: re.Match[str]) -> _Sign | None:
    count = {"a": 1, "a couple of": 2}.get(match["n"]) or int(match["n"])
    days = count * (7 if match["unit"] == "week" else 1)
    return _Sign(*match.span(), in_days=days, once=True) if 1 <= days <= 92 else None


def _read_every(match: re.Match[str]) -> _Sign | None:
    start, end = match.span()
    if times := match["times"]:
        spread = frozenset({0, 2, 4} if times == "3" else {0, 3})
        return _Sign(start, end, sure=False, weekdays=spread)
    if match["daily"]:
        every = 1
    elif match["second"]:
        every = 2
    elif match["fortnight"]:
        every = 14
    elif match["weekly"]:
        every = 7
    else:
        every = int(match["days"] or 0) + 7 * int(match["weeks"] or 0)
    return _Sign(start, end, every_days=every) if 1 <= every <= 31 else None


def _read_days(match: re.Match[str]) -> _Sign | None:
    start, end = match.span()
    how = match["how"].split()
    many = True
    if match["first"]:
        first, last = (_DAYS.index(match[key].removesuffix("s")) for key in ("first", "last"))
        days = {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    elif match["list"]:
        said = [word for word in match["list"].split() if _is_day(word)]
        days = {_DAYS.index(word.removesuffix("s")) for word in said}
        repeats = any(word.endswith("s") for word in said) or {"every", "each"} & {*how}
        many = bool(repeats) or len(days) > 1
    else:
        days = {0, 1, 2, 3, 4} if match["work"] else {5, 6}
    if match["not"] and (match["not"] != "but" or start > 0):
        return _Sign(start, end, not_days=frozenset(days))
    return _Sign(start, end, sure=many, weekdays=frozenset(days), once=not many)


def _read_when(match: re.Match[str]) -> _Sign | None:
    start, end = match.span()
    if match["once"]:
        return _Sign(start, end, sure=False, once=True)
    day = match["day"].split()
    in_days = 2 if "after" in day else 1 if "tomorrow" in day else 0
    from_then = bool(match["starts"] or match["on"])
    return _Sign(start, end, sure=in_days > 0, in_days=in_days, once=not from_then)


def _read_part(match: re.Match[str]) -> _Sign | None:
    start, end = match.span()
    said = match["part"] or match["said"]
    how = (match["how"] or "").split()
    today = said == "tonight" or "this" in how
    every = bool(match["many"]) or "every" in how or "each" in how
    sure = every or bool(match["meal"]) or bool({"in", "at", "on", "during"} & {*how})
    return _Sign(
        start,
        end,
        sure=sure or (today and said != "morning"),
        part=_PART_OF.get(said, said),
        every_days=1 if every else None,
        in_days=0 if today else None,
        once=today,
    )


def _put_together(signs: list[_Sign], spelled: _Spelled) -> FoundTiming | None:
    start, end = spelled.place(min(s.start for s in signs), max(s.end for s in signs))
    if interval := next((sign for sign in signs if sign.in_minutes), None):
        start, end = spelled.place(interval.start, interval.end)
        return FoundTiming(Timing(in_minutes=interval.in_minutes, once=True), start, end)
    clocks = sorted((sign for sign in signs if sign.is_clock), key=lambda sign: not sign.sure)
    clock = clocks[0] if clocks else None
    parts = [sign for sign in signs if sign.part]
    if clock:
        parts.sort(key=lambda sign: abs(sign.start - clock.start))
    minute, half_open = _minute_of_day(clock, parts[0].part if parts else None)
    weekdays = frozenset[int]().union(*(sign.weekdays for sign in signs))
    left_out = frozenset[int]().union(*(sign.not_days for sign in signs))
    if left_out:
        weekdays = (weekdays or frozenset(range(7))) - left_out
    every_days = max((sign.every_days for sign in signs if sign.every_days), default=1)
    repeats = any(sign.every_days or (sign.weekdays and not sign.once) for sign in signs)
    in_days = next((sign.in_days for sign in signs if sign.in_days is not None), None)
    timing = Timing(
        minute_of_day=minute,
        half_open=half_open,
        weekdays=tuple(sorted(weekdays)),
        every_days=every_days,
        once=any(sign.once for sign in signs) and not repeats and not left_out,
        in_days=in_days,
    )
    return FoundTiming(timing, start, end)


def _minute_of_day(clock: _Sign | None, part: str | None) -> tuple[int | None, bool]:
    """The minute, and whether morning or evening stays open; a part of the day closes it."""
    if clock is None or clock.minute is None:
        return (_DEFAULT_MINUTE[part], False) if part else (None, False)
    if not clock.half_open or part is None:
        return clock.minute, clock.half_open
    hour = clock.minute // 60  # 0 for twelve
    later = {
        "morning": False,
        "noon": not 9 <= hour <= 11,
        "afternoon": True,
        "evening": hour != 0,
        "night": 5 <= hour <= 11,
    }[part]
    return clock.minute + (720 if later else 0), False
