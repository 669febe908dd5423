"""What changes next: more, longer, harder, the same, or a step back?

The progression rules of the programme facts, in a first sound form. Only one thing changes in a
week, except that a step back never waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise, takewhile

from content.models import Goal

LENGTHS = (5, 10, 15, 29)
GOALS = (Goal.EASE, Goal.BUILD, Goal.KEEP)
MOST_DOSE_STEPS = 1

SESSION_DONE = 0.8  # adherence, session_done: at least 80 % of the steps
COMFORTABLE_RATING = 3
RISE_THAT_IS_TOO_MUCH = 2  # down_dose: rose by more than this
HIGH_AFTER_LOW_START = 6  # down_dose: started at 0-3 and reached this
FLARE_RISE = 2
DOSE_SESSIONS = 3
LENGTH_SESSIONS = 4
LEVEL_SESSIONS = 8
LEVEL_DAYS = 14
CLIMB_AGAIN_DAYS = 3
DAYS_BETWEEN_CHANGES = 7
MISSED_DAYS = 3
MISSED_WEEK = 7
MISSED_TWO_WEEKS = 14


class Move(StrEnum):
    """What changes next. The names are those of the progression rules."""

    UP_DOSE = "up_dose"
    UP_LENGTH = "up_length"
    UP_LEVEL = "up_level"
    HOLD = "hold"
    DOWN_DOSE = "down_dose"
    DOWN_LENGTH = "down_length"
    DOWN_LEVEL = "down_level"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one session went. ``finished`` is the share of steps done or swapped, 0 to 1.

    ``during`` is the highest rating said within the session (None: nothing was said, then the
    rating after it counts). ``settled`` says whether the pain was back at its start within 24 h
    (None: not asked, then the rating after it decides). ``dose_step`` is 0 for the routine's own
    doses, 1 for the raised ones. ``hurt`` names the exercises that hurt.
    """

    day: date
    finished: float
    before: int
    after: int
    minutes: int
    goal: Goal
    during: int | None = None
    settled: bool | None = None
    dose_step: int = 0
    hurt: tuple[str, ...] = ()

    @property
    def worst(self) -> int:
        """The highest rating within the session."""
        return max(self.after, self.after if self.during is None else self.during)

    @property
    def calmed(self) -> bool:
        """True when the pain settled within 24 h, as far as is known."""
        return self.after <= self.before if self.settled is None else self.settled

    @property
    def too_much(self) -> bool:
        """Pain rose by more than 2, or from 0-3 to 6 or more, or was still up next morning."""
        rose = self.worst - self.before > RISE_THAT_IS_TOO_MUCH
        lit = self.before <= COMFORTABLE_RATING and self.worst >= HIGH_AFTER_LOW_START
        return rose or lit or self.settled is False

    @property
    def good(self) -> bool:
        """Done, settled, and the pain stayed at 3 or less or never above where it started."""
        quiet = self.worst <= max(COMFORTABLE_RATING, self.before)
        return self.finished >= SESSION_DONE and quiet and self.calmed


@dataclass(frozen=True, slots=True)
class Progress:
    """What changes next. ``missed`` is true when only missed days are the reason; ``drop`` names
    the exercises that hurt and stay out for now.
    """

    move: Move
    missed: bool = False
    drop: tuple[str, ...] = ()


HOLDING = Progress(Move.HOLD)


def progress(history: Sequence[Outcome], days_away: int | None = None) -> Progress:
    """Decide what changes after the sessions so far, oldest first.

    ``days_away`` are the days since the last of them (None: the same day). Steps back go
    before missed days, and both before anything gets more.
    """
    away = days_away or 0
    if away >= MISSED_TWO_WEEKS:
        return Progress(Move.RESTART, missed=True)
    if history and (_two_too_much(history) or _flare_up(history)):
        return Progress(Move.DOWN_LEVEL, drop=history[-1].hurt)
    if away >= MISSED_WEEK:
        return Progress(Move.DOWN_LENGTH, missed=True)
    if history and history[-1].too_much:
        return Progress(Move.DOWN_DOSE, drop=history[-1].hurt)
    if away >= MISSED_DAYS:
        return Progress(Move.DOWN_DOSE, missed=True)
    if not history or not history[-1].good or _changed_lately(history, away):
        return HOLDING
    return Progress(_next_rise(history, away))


def next_length(minutes: int, steps: int = 1) -> int:
    """The length one step longer (or shorter, with -1); the ends stay where they are.

    >>> next_length(10), next_length(29), next_length(10, -1)
    (15, 29, 5)
    """
    place = max(range(len(LENGTHS)), key=lambda i: LENGTHS[i] if LENGTHS[i] <= minutes else -1)
    return LENGTHS[min(max(place + steps, 0), len(LENGTHS) - 1)]


def next_goal(goal: Goal) -> Goal:
    """Ease becomes build, build becomes keep, keep stays."""
    return GOALS[min(GOALS.index(goal) + 1, len(GOALS) - 1)]


def usual_minutes(history: Sequence[Outcome]) -> int:
    """The length reached: that of the last session at this level which pain did not shorten."""
    free = [outcome for outcome in _at_level(history) if outcome.before <= COMFORTABLE_RATING]
    return (free or history)[-1].minutes


def last_two_settled(history: Sequence[Outcome]) -> bool:
    """True when the last two sessions settled within 24 h: at a 4-6 this opens build."""
    return len(history) >= 2 and all(outcome.calmed for outcome in history[-2:])


def _two_too_much(history: Sequence[Outcome]) -> bool:
    """Two sessions in a row were too much, at the same level: after a step down, count anew."""
    latest = history[-2:]
    same_level = len({outcome.goal for outcome in latest}) == 1
    return len(latest) == 2 and same_level and all(outcome.too_much for outcome in latest)


def _flare_up(history: Sequence[Outcome]) -> bool:
    """The pain before sessions is up by 2 or more, on two days in a row of sessions."""
    if len(history) < 3:
        return False
    usual, first, second = history[-3:]
    lasting = second.day > first.day
    return lasting and min(first.before, second.before) - usual.before >= FLARE_RISE


def _changed_lately(history: Sequence[Outcome], away: int) -> bool:
    """Something went up within the last week: one change at a time."""
    today = history[-1].day.toordinal() + away
    rises = [
        now.day
        for before, now in pairwise(history)
        if GOALS.index(now.goal) > GOALS.index(before.goal)
        or now.minutes > before.minutes
        or now.dose_step > before.dose_step
    ]
    return bool(rises) and today - rises[-1].toordinal() < DAYS_BETWEEN_CHANGES


def _next_rise(history: Sequence[Outcome], away: int) -> Move:
    """What has been earned: a harder level, else a longer session, else a higher dose."""
    last = history[-1]
    today = last.day.toordinal() + away
    at_level = _at_level(history)
    at_length = list(takewhile(lambda outcome: outcome.minutes == last.minutes, at_level[::-1]))
    recent = history[-DOSE_SESSIONS:]
    if last.goal != Goal.KEEP and _level_earned(history, today):
        return Move.UP_LEVEL
    a_week_here = today - at_length[-1].day.toordinal() >= DAYS_BETWEEN_CHANGES
    enough_here = len(at_length) >= LENGTH_SESSIONS and all(one.good for one in at_length)
    if last.minutes < LENGTHS[-1] and a_week_here and enough_here:
        return Move.UP_LENGTH
    if last.dose_step < MOST_DOSE_STEPS and len(recent) == DOSE_SESSIONS:
        return Move.UP_DOSE if all(one.good for one in recent) else Move.HOLD
    return Move.HOLD


def _level_earned(history: Sequence[Outcome], today: int) -> bool:
    """Two weeks and 8 sessions at a level with 3 or less on average, at its highest dose.

    Who stepped down from a harder level climbs again after 3 days and 3 good sessions.
    """
    here = _at_level(history)
    days = today - here[0].day.toordinal()
    earlier = history[: len(history) - len(here)]
    if earlier and GOALS.index(earlier[-1].goal) > GOALS.index(here[-1].goal):
        good = all(outcome.good for outcome in here[-DOSE_SESSIONS:])
        return days >= CLIMB_AGAIN_DAYS and len(here) >= DOSE_SESSIONS and good
    average = sum(outcome.worst for outcome in here) / len(here)
    at_the_top = here[-1].dose_step >= MOST_DOSE_STEPS
    long_enough = days >= LEVEL_DAYS and len(here) >= LEVEL_SESSIONS
    return long_enough and at_the_top and average <= COMFORTABLE_RATING


def _at_level(history: Sequence[Outcome]) -> list[Outcome]:
    """The sessions since the level last changed, oldest first."""
    goal = history[-1].goal
    return list(takewhile(lambda outcome: outcome.goal == goal, reversed(history)))[::-1]
