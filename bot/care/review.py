"""Is it getting better, and is it time for somebody else to look?

From the measures facts: the important change of a rating, and the review triggers.
"""

from dataclasses import dataclass
from enum import StrEnum

from content.models import Thresholds

REVIEW_DAYS = (14, 28, 42)
PERSISTENT_DAYS = 84
LEG_PAIN_DAYS = 28
STRONG_DAYS = 3
FLARE_UPS = 3
OFF_WORK_DAYS = 28
RECOVERED_DAYS = 7
_ROUNDING = 1e-9  # a mean that is just as far away, but for the last binary digit, counts
CARE_WITH_PERCENT_UP_TO = 3  # at a start of 1-3 one point is already a third


class Direction(StrEnum):
    """Which way a rating went."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Change:
    """How far a rating moved. ``points`` and ``percent`` are sizes without sign.

    ``counts`` is true for a change that is more than the usual ups and downs.
    """

    points: int
    percent: int
    counts: bool
    direction: Direction


def change_that_counts(before: int, after: int, thresholds: Thresholds) -> Change:
    """Compare two ratings, 0 to 10: 2 points count, and so do 30 % of a start above 3."""
    points = abs(before - after)
    percent = round(100 * points / before) if before else 0
    counts = counts_as_change(before, after, thresholds)
    return Change(points, percent, counts, _direction(before, after))


def counts_as_change(before: float, after: float, thresholds: Thresholds) -> bool:
    """Say whether two ratings, or means of some, are further apart than usual ups and downs."""
    points = abs(before - after) + _ROUNDING
    by_percent = 100 * points >= thresholds.important_change_percent * before
    return points >= thresholds.important_change_points or (
        before > CARE_WITH_PERCENT_UP_TO and by_percent
    )


def _direction(before: int, after: int) -> Direction:
    if before == after:
        return Direction.SAME
    return Direction.BETTER if after < before else Direction.WORSE


class Advice(StrEnum):
    """What a review suggests. The first of several is the one to say first."""

    DOCTOR_OR_PHARMACIST = "doctor_or_pharmacist"  # 7 or more for 3 days
    DOCTOR_OFF_WORK = "doctor_off_work"  # off work for 4 weeks
    DOCTOR_LEG_PAIN = "doctor_leg_pain"  # leg pain not easing after 4 weeks
    CLINICIAN = "clinician"  # 6 weeks without a change that counts
    MORE_SUPPORT = "more_support"  # support check of 2 or more
    PHYSIO_FLARE_UPS = "physio_flare_ups"  # 3 flare-ups in 6 months
    PERSISTENT = "persistent"  # 12 weeks or more: a plan for lasting pain
    CHECK_AND_EASE = "check_and_ease"  # 2 weeks without easing: form, dose, ease
    RECOVERED = "recovered"
    KEEP_GOING = "keep_going"


@dataclass(frozen=True, slots=True)
class Course:
    """How an episode has gone so far.

    ``days`` since it began; ``start`` and ``now`` are ratings, 0 to 10. ``strong_days`` are days
    in a row at 7 or more, ``calm_days`` days in a row at 0 or 1, ``support_yes`` the yes answers
    of the support check.
    """

    days: int
    start: int
    now: int
    leg_pain: bool = False
    strong_days: int = 0
    calm_days: int = 0
    flare_ups_in_six_months: int = 0
    support_yes: int = 0
    off_work_days: int = 0


def next_review_day(days: int, reviewed_at: int | None = None) -> int | None:
    """The day of the review that is due now, counted from the start of the episode.

    Reviews come at 2, 4 and 6 weeks; ``reviewed_at`` is the day of the last one. None when
    none is due. Of several missed ones only the latest is asked.
    """
    due = [day for day in REVIEW_DAYS if day <= days and (reviewed_at is None or day > reviewed_at)]
    return max(due, default=None)


def review(course: Course, thresholds: Thresholds) -> tuple[Advice, ...]:
    """What the course of an episode calls for, most pressing first; never empty."""
    change = change_that_counts(course.start, course.now, thresholds)
    better = change.counts and change.direction == Direction.BETTER
    easing = change.direction == Direction.BETTER
    recovered = course.calm_days >= RECOVERED_DAYS
    rules = (
        (course.strong_days >= STRONG_DAYS, Advice.DOCTOR_OR_PHARMACIST),
        (course.off_work_days >= OFF_WORK_DAYS, Advice.DOCTOR_OFF_WORK),
        (
            course.leg_pain and course.days >= LEG_PAIN_DAYS and not easing,
            Advice.DOCTOR_LEG_PAIN,
        ),
        (
            course.days >= REVIEW_DAYS[-1] and not better and not recovered,
            Advice.CLINICIAN,
        ),
        (course.support_yes >= thresholds.support_yes, Advice.MORE_SUPPORT),
        (course.flare_ups_in_six_months >= FLARE_UPS, Advice.PHYSIO_FLARE_UPS),
        (course.days >= PERSISTENT_DAYS and not recovered, Advice.PERSISTENT),
        (
            course.days >= REVIEW_DAYS[0] and not easing and not recovered,
            Advice.CHECK_AND_EASE,
        ),
        (recovered, Advice.RECOVERED),
    )
    return tuple(advice for holds, advice in rules if holds) or (Advice.KEEP_GOING,)
