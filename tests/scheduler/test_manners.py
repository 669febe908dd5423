"""Is the bot kind to people who do not answer, rest, or sleep?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.manners import Pace, is_quiet, is_wanted, next_check_in, pace_of
from scheduler.recurrence import Rule

RULE = Rule("Europe/Berlin", 8 * 60)
WEDNESDAY = date(2026, 7, 1)
AFTER = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_silence_steps_down_to_weekly_then_asks_once_then_stops() -> None:
    paces = [pace_of(unanswered) for unanswered in range(9)]
    assert paces == [Pace.AS_CHOSEN] * 3 + [Pace.WEEKLY] * 3 + [Pace.ASKING] + [Pace.SILENT] * 2


def test_nobody_hears_more_than_seven_prompts_they_never_answer() -> None:
    after, last_date = AFTER, WEDNESDAY
    dates = []
    for unanswered in range(20):
        occurrence = next_check_in(RULE, unanswered, after=after, last_date=last_date)
        if occurrence is None:
            break
        after, last_date = occurrence.due_at, occurrence.due_date
        dates.append(last_date)
    waits = [(b - a).days for a, b in zip([WEDNESDAY, *dates], dates, strict=False)]
    assert waits == [1, 1, 1, 7, 7, 7, 7]


def test_an_answer_brings_back_what_was_chosen() -> None:
    found = next_check_in(RULE, 0, after=AFTER, last_date=WEDNESDAY)
    assert found is not None
    assert found.due_date == date(2026, 7, 2)


def test_weekly_keeps_to_the_days_the_person_chose() -> None:
    mondays_and_tuesdays = Rule("Europe/Berlin", 480, weekdays=0b11)
    found = next_check_in(mondays_and_tuesdays, 3, after=AFTER, last_date=WEDNESDAY)
    assert found is not None
    assert found.due_date == date(2026, 7, 13)


def test_a_fortnightly_rule_is_not_made_more_frequent_by_silence() -> None:
    fortnightly = Rule("Europe/Berlin", 480, every_days=14)
    found = next_check_in(fortnightly, 4, after=AFTER, last_date=WEDNESDAY)
    assert found is not None
    assert found.due_date == date(2026, 7, 15)


def test_a_pause_holds_until_its_date() -> None:
    found = next_check_in(RULE, 0, after=AFTER, last_date=WEDNESDAY, paused_until=date(2026, 8, 1))
    assert found is not None
    assert found.due_date == date(2026, 8, 1)


@given(
    st.integers(0, 6),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_one_prompt_a_day_at_most(unanswered: int, after: datetime) -> None:
    sent_on = after.date()
    found = next_check_in(RULE, unanswered, after=after, last_date=sent_on)
    assert found is not None
    assert found.due_date > sent_on


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(21, 59, False), (22, 0, True), (0, 0, True), (5, 59, True), (6, 0, False), (12, 0, False)],
)
def test_nights_are_quiet(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(datetime(2026, 7, 1, hour, minute, tzinfo=UTC)) is quiet


@pytest.mark.parametrize("done", ["last_sent", "last_session", "last_rating"])
def test_who_was_prompted_or_active_that_day_is_not_prompted(done: str) -> None:
    nothing: dict[str, date | None] = dict.fromkeys(["last_sent", "last_session", "last_rating"])
    assert is_wanted(WEDNESDAY, **nothing)
    assert is_wanted(WEDNESDAY, **{**nothing, done: WEDNESDAY - timedelta(days=1)})
    assert not is_wanted(WEDNESDAY, **{**nothing, done: WEDNESDAY})
