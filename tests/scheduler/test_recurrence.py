"""Does everyone get one check-in a day, at their hour, whatever the clocks do?"""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.recurrence import EVERY_WEEKDAY, Occurrence, Rule, next_occurrence

ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Lagos",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Nuuk",
    "America/Scoresbysund",
    "America/Havana",
    "America/St_Johns",
    "America/Asuncion",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Easter",
]
minutes = st.integers(0, 1439)
moments = st.datetimes(datetime(2014, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def occurrences(rule: Rule, after: datetime, count: int) -> list[Occurrence]:
    found: list[Occurrence] = []
    last_date: date | None = None
    for _ in range(count):
        occurrence = next_occurrence(rule, after, last_date)
        found.append(occurrence)
        after, last_date = occurrence.due_at, occurrence.due_date
    return found


@given(st.sampled_from(ZONES), minutes, moments)
def test_there_is_one_check_in_for_every_calendar_day_and_none_is_skipped(
    zone: str, minute: int, start: datetime
) -> None:
    found = occurrences(Rule(zone, minute), start, 40)
    assert found[0].due_at > start
    for before, now in itertools.pairwise(found):
        assert now.due_date - before.due_date == timedelta(days=1)
        assert timedelta(hours=22) <= now.due_at - before.due_at <= timedelta(hours=26)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minute", [0, 10, 30, 90, 105, 135, 150, 1410])
def test_a_whole_year_of_nights_with_clock_changes_loses_no_day(zone: str, minute: int) -> None:
    found = occurrences(Rule(zone, minute), datetime(2025, 12, 31, tzinfo=UTC), 366)
    days = [occurrence.due_date for occurrence in found]
    assert days == [days[0] + timedelta(days=n) for n in range(366)]
    gaps = [b.due_at - a.due_at for a, b in itertools.pairwise(found)]
    assert min(gaps) >= timedelta(hours=22)
    assert max(gaps) <= timedelta(hours=26)


@given(st.sampled_from(ZONES), minutes, moments, st.integers(1, EVERY_WEEKDAY), st.integers(1, 14))
def test_the_next_check_in_is_always_later_and_on_an_allowed_day(
    zone: str, minute: int, start: datetime, weekdays: int, every_days: int
) -> None:
    found = occurrences(Rule(zone, minute, weekdays, every_days), start, 6)
    assert all(weekdays >> each.due_date.weekday() & 1 for each in found)
    for before, now in itertools.pairwise(found):
        assert now.due_at > before.due_at
        assert now.due_date >= before.due_date + timedelta(days=every_days)


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), minutes, moments)
def test_a_date_already_prompted_is_not_prompted_again_after_a_flight(
    home: str, away: str, minute: int, start: datetime
) -> None:
    sent = next_occurrence(Rule(home, minute), start)
    landed = sent.due_at + timedelta(hours=3)
    abroad = next_occurrence(Rule(away, minute), landed, sent.due_date)
    assert abroad.due_date > sent.due_date
    assert landed < abroad.due_at <= landed + timedelta(hours=49)


@pytest.mark.parametrize(
    ("zone", "minute", "day", "shown"),
    [
        ("America/New_York", 150, date(2026, 3, 8), "2026-03-08 03:30 -0400"),
        ("America/New_York", 90, date(2026, 11, 1), "2026-11-01 01:30 -0400"),
        ("Europe/London", 90, date(2026, 3, 29), "2026-03-29 02:30 +0100"),
        ("Europe/London", 480, date(2026, 3, 29), "2026-03-29 08:00 +0100"),
        ("Europe/Helsinki", 210, date(2026, 10, 25), "2026-10-25 03:30 +0300"),
        ("Australia/Lord_Howe", 135, date(2026, 10, 4), "2026-10-04 02:45 +1100"),
        ("Australia/Lord_Howe", 105, date(2026, 4, 5), "2026-04-05 01:45 +1100"),
        ("Africa/Cairo", 0, date(2026, 4, 24), "2026-04-24 01:00 +0300"),
        ("America/Santiago", 10, date(2026, 9, 6), "2026-09-06 01:10 -0300"),
        ("America/Nuuk", 1410, date(2024, 3, 30), "2024-03-31 00:30 -0100"),
    ],
)
def test_a_night_when_the_clocks_change_has_its_one_check_in(
    zone: str, minute: int, day: date, shown: str
) -> None:
    day_before = next_occurrence(
        Rule(zone, minute), datetime(day.year, 1, 1, tzinfo=UTC), day - timedelta(days=2)
    )
    found = next_occurrence(Rule(zone, minute), day_before.due_at, day_before.due_date)
    assert found.due_date == day
    assert found.due_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %z") == shown


def test_samoa_that_left_out_a_day_gets_one_prompt_for_the_two_dates() -> None:
    found = occurrences(Rule("Pacific/Apia", 480), datetime(2011, 12, 29, tzinfo=UTC), 4)
    assert [each.due_date.day for each in found] == [29, 30, 1, 2]
    assert len({each.due_at for each in found}) == 4


def test_a_time_still_ahead_today_starts_today_and_one_that_has_passed_starts_tomorrow() -> None:
    noon = datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert next_occurrence(Rule("Europe/Berlin", 13 * 60), noon).due_date == date(2026, 7, 1)
    assert next_occurrence(Rule("Europe/Berlin", 12 * 60), noon).due_date == date(2026, 7, 2)


def test_a_new_hour_today_does_not_prompt_today_again() -> None:
    morning = datetime(2026, 7, 1, 7, tzinfo=UTC)
    evening = next_occurrence(Rule("Europe/Berlin", 20 * 60), morning, date(2026, 7, 1))
    assert evening.due_date == date(2026, 7, 2)


def test_every_other_day_and_weekly_count_from_the_last_prompt() -> None:
    wednesday, after = date(2026, 7, 1), datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert next_occurrence(Rule("UTC", 480, every_days=2), after, wednesday).due_date.day == 3
    assert next_occurrence(Rule("UTC", 480, every_days=7), after, wednesday).due_date.day == 8


def test_weekly_on_friday_finds_a_friday_from_any_day() -> None:
    friday = Rule("UTC", 480, weekdays=0b001_0000, every_days=7)
    after = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert next_occurrence(friday, after).due_date == date(2026, 7, 3)
    assert next_occurrence(friday, after, date(2026, 7, 1)).due_date == date(2026, 7, 10)


def test_a_pause_ends_on_its_date() -> None:
    after = datetime(2026, 7, 1, 12, tzinfo=UTC)
    back = next_occurrence(Rule("UTC", 480), after, not_before=date(2026, 7, 20))
    assert back.due_date == date(2026, 7, 20)


@pytest.mark.parametrize(
    ("minute", "weekdays", "every_days"), [(-1, 127, 1), (1440, 127, 1), (0, 0, 1), (0, 128, 1)]
)
def test_an_impossible_rule_is_refused(minute: int, weekdays: int, every_days: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        Rule("UTC", minute, weekdays, every_days)


def test_a_naive_moment_and_an_unknown_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        next_occurrence(Rule("UTC", 0), datetime(2026, 7, 1))  # noqa: DTZ001
    with pytest.raises(ZoneInfoNotFoundError):
        next_occurrence(Rule("Mars/Olympus", 0), datetime(2026, 7, 1, tzinfo=UTC))
