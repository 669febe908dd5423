"""Is a person's time zone found from the place they type or the time they see?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.zones import MOST_OFFERED, Zone, find_zones, is_zone, zones_at

ONE_ZONE = [
    ("Berlin", "Europe/Berlin"),
    ("munich", "Europe/Berlin"),
    ("München", "Europe/Berlin"),
    ("koeln", "Europe/Berlin"),
    ("mumbai", "Asia/Kolkata"),
    ("bombay", "Asia/Kolkata"),
    ("delhi", "Asia/Kolkata"),
    ("New Delhi, India", "Asia/Kolkata"),
    ("san francisco", "America/Los_Angeles"),
    ("SF", "America/Los_Angeles"),
    ("LA", "America/Los_Angeles"),
    ("nyc", "America/New_York"),
    ("i live in New York City", "America/New_York"),
    ("washington d.c.", "America/New_York"),
    ("beijing", "Asia/Shanghai"),
    ("St Petersburg", "Europe/Moscow"),
    ("saint petersburg, florida", "America/New_York"),
    ("portland oregon", "America/Los_Angeles"),
    ("Portland, Maine", "America/New_York"),
    ("london", "Europe/London"),
    ("london ontario", "America/Toronto"),
    ("birmingham", "Europe/London"),
    ("birmingham alabama", "America/Chicago"),
    ("paris", "Europe/Paris"),
    ("paris texas", "America/Chicago"),
    ("atlanta, georgia", "America/New_York"),
    ("tbilisi georgia", "Asia/Tbilisi"),
    ("cordoba spain", "Europe/Madrid"),
    ("im in the uk near leeds", "Europe/London"),
    ("the hague", "Europe/Amsterdam"),
    ("São Paulo", "America/Sao_Paulo"),
    ("Łódź", "Europe/Warsaw"),
    ("İstanbul", "Europe/Istanbul"),
    ("xi'an", "Asia/Shanghai"),
    ("cape town", "Africa/Johannesburg"),
    ("Germany", "Europe/Berlin"),
    ("uk", "Europe/London"),
    ("Nepal", "Asia/Kathmandu"),
    ("california", "America/Los_Angeles"),
    ("EST", "America/New_York"),
    ("pacific time", "America/Los_Angeles"),
    ("gmt", "UTC"),
    ("Europe/Berlin", "Europe/Berlin"),
    ("america/new york", "America/New_York"),
    ("Lord Howe", "Australia/Lord_Howe"),
    # typed in a hurry
    ("munihc", "Europe/Berlin"),
    ("mumbia", "Asia/Kolkata"),
    ("bejing", "Asia/Shanghai"),
    ("san fransisco", "America/Los_Angeles"),
    ("los angelas", "America/Los_Angeles"),
    ("sidney", "Australia/Sydney"),
    ("melborne", "Australia/Melbourne"),
    ("istambul", "Europe/Istanbul"),
    ("johanesburg", "Africa/Johannesburg"),
    ("edinbrugh", "Europe/London"),
    ("pitsburg", "America/New_York"),
    ("phillipines", "Asia/Manila"),
    ("calgry canada", "America/Edmonton"),
]


@pytest.mark.parametrize(("said", "key"), ONE_ZONE)
def test_a_typed_place_gives_its_zone(said: str, key: str) -> None:
    assert [zone.key for zone in find_zones(said)] == [key]


@pytest.mark.parametrize(
    ("said", "first", "also"),
    [
        ("usa", "America/New_York", "America/Los_Angeles"),
        ("Canada", "America/Toronto", "America/Vancouver"),
        ("australia", "Australia/Sydney", "Australia/Perth"),
        ("russia", "Europe/Moscow", "Asia/Vladivostok"),
        ("georgia", "Asia/Tbilisi", "America/New_York"),
        ("portland", "America/New_York", "America/Los_Angeles"),
        ("from india, living in london", "Europe/London", "Asia/Kolkata"),
        ("IST", "Asia/Kolkata", "Europe/Dublin"),
    ],
)
def test_a_place_that_can_mean_several_zones_gives_them_all(
    said: str, first: str, also: str
) -> None:
    keys = [zone.key for zone in find_zones(said)]
    assert keys[0] == first
    assert also in keys
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "said",
    ["", "no idea", "i dont know", "home", "my back hurts", "pain", "yes", "skip", "🙂", "asdfgh"],
)
def test_what_names_no_place_gives_no_zone(said: str) -> None:
    assert find_zones(said) == []


def test_the_place_is_shown_by_its_own_name() -> None:
    assert find_zones("muenchen") == [Zone("Europe/Berlin", "Munich")]
    assert find_zones("Holland") == [Zone("Europe/Amsterdam", "Holland")]


@given(st.text(max_size=300))
def test_any_text_gives_real_zones_or_none(said: str) -> None:
    assert all(is_zone(zone.key) for zone in find_zones(said))


def test_a_clock_shows_where_a_person_may_be() -> None:
    summer_noon = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
    assert "Europe/Berlin" in [zone.key for zone in zones_at(14 * 60 + 5, summer_noon)]
    assert zones_at(17 * 60 + 35, summer_noon)[0].key == "Asia/Kolkata"
    assert zones_at(14 * 60 + 45, summer_noon) == []


def test_a_clock_without_am_or_pm_can_be_either() -> None:
    summer_noon = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
    keys = [zone.key for zone in zones_at(2 * 60 + 5, summer_noon, half_open=True)]
    assert "Europe/Berlin" in keys
    assert "Pacific/Honolulu" in keys


@given(
    st.integers(0, 1439),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_offered_zones_show_the_persons_time_and_are_few(minute: int, now: datetime) -> None:
    offered = zones_at(minute, now)
    assert len(offered) <= MOST_OFFERED
    for zone in offered:
        local = now.astimezone(ZoneInfo(zone.key))
        apart = abs(local.hour * 60 + local.minute - minute)
        assert min(apart, 1440 - apart) <= 15


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("Europe/Berlin", True),
        ("UTC", True),
        ("Europe", False),
        ("Mars/Olympus", False),
        ("../etc/passwd", False),
        ("", False),
    ],
)
def test_only_real_zones_are_zones(key: str, known: bool) -> None:
    assert is_zone(key) is known
