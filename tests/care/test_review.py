"""Does a review say the right thing at the right time?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.review import (
    Advice,
    Course,
    Direction,
    change_that_counts,
    next_review_day,
    review,
)
from content.loader import load_content

LIMITS = load_content().thresholds


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (6, 4, True),
        (6, 5, False),
        (3, 2, False),  # a third, but a start of 1-3 takes percent with care
        (1, 0, False),
        (3, 1, True),
        (0, 2, True),
        (5, 5, False),
    ],
)
def test_two_points_count_and_a_percent_of_a_low_start_does_not(
    before: int, after: int, counts: bool
) -> None:
    assert change_that_counts(before, after, LIMITS).counts is counts


def test_a_change_says_its_points_percent_and_direction() -> None:
    change = change_that_counts(6, 4, LIMITS)
    assert (change.points, change.percent, change.direction) == (2, 33, Direction.BETTER)
    assert change_that_counts(4, 6, LIMITS).direction == Direction.WORSE
    assert change_that_counts(4, 4, LIMITS).direction == Direction.SAME


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_change_there_and_back_has_the_same_size(before: int, after: int) -> None:
    there, back = (
        change_that_counts(before, after, LIMITS),
        change_that_counts(after, before, LIMITS),
    )
    assert there.points == back.points


def test_reviews_come_at_2_4_and_6_weeks() -> None:
    assert next_review_day(13) is None
    assert next_review_day(14) == 14
    assert next_review_day(20, reviewed_at=14) is None
    assert next_review_day(28, reviewed_at=14) == 28
    assert next_review_day(60) == 42
    assert next_review_day(60, reviewed_at=42) is None


@pytest.mark.parametrize(
    ("course", "advice"),
    [
        (Course(days=14, start=6, now=6), Advice.CHECK_AND_EASE),
        (Course(days=42, start=6, now=5), Advice.CLINICIAN),
        (Course(days=84, start=6, now=3), Advice.PERSISTENT),
        (Course(days=5, start=6, now=4, flare_ups_in_six_months=3), Advice.PHYSIO_FLARE_UPS),
        (Course(days=28, start=6, now=6, leg_pain=True), Advice.DOCTOR_LEG_PAIN),
        (Course(days=3, start=7, now=7, strong_days=3), Advice.DOCTOR_OR_PHARMACIST),
        (Course(days=5, start=6, now=5, support_yes=2), Advice.MORE_SUPPORT),
        (Course(days=28, start=6, now=4, off_work_days=28), Advice.DOCTOR_OFF_WORK),
        (Course(days=20, start=6, now=0, calm_days=7), Advice.RECOVERED),
    ],
)
def test_each_review_trigger_has_its_advice(course: Course, advice: Advice) -> None:
    assert review(course, LIMITS)[0] == advice


def test_how_many_yes_answers_suggest_support_is_a_threshold() -> None:
    course = Course(days=5, start=6, now=5, support_yes=2)
    stricter = LIMITS.model_copy(update={"support_yes": 3})
    assert Advice.MORE_SUPPORT not in review(course, stricter)


def test_a_clear_improvement_just_keeps_going() -> None:
    assert review(Course(days=42, start=6, now=4), LIMITS) == (Advice.KEEP_GOING,)


def test_who_got_much_worse_after_six_weeks_is_sent_to_a_clinician() -> None:
    assert Advice.CLINICIAN in review(Course(days=42, start=4, now=7), LIMITS)


def test_who_recovered_is_not_sent_to_a_clinician() -> None:
    advice = review(Course(days=90, start=1, now=0, calm_days=30), LIMITS)
    assert advice == (Advice.RECOVERED,)
