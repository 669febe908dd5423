"""Is every fact told to those it fits, and none twice while another is new?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.facts import EVERYONE, choose_fact, stage_of
from bot.care.progression import Outcome
from content.loader import Content
from content.models import DailyFact, Goal, Stage

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AREAS = ("lower_back", "neck", "sciatica")


def fact(id_: str, *areas: str, stages: Sequence[Stage] = (Stage.SORE,)) -> DailyFact:
    return DailyFact(
        id=id_, areas=areas or (EVERYONE,), stages=tuple(stages), sources=("nhs",), text=id_
    )


def tell(facts: Sequence[DailyFact], days: int, areas: Sequence[str] = ("neck",)) -> list[str]:
    """Tell a fact a day and list what was told."""
    told: dict[str, datetime] = {}
    order = []
    for day in range(days):
        chosen = choose_fact(facts, areas, Stage.SORE, told)
        assert chosen is not None
        told[chosen.id] = NOW + day * DAY
        order.append(chosen.id)
    return order


# Which fact


def test_facts_come_in_order_those_of_the_area_first_and_then_all_over_again() -> None:
    facts = [fact("a"), fact("b", "neck"), fact("c"), fact("d", "neck", "lower_back")]
    assert tell(facts, 6) == ["b", "d", "a", "c", "b", "d"]


def test_a_fact_of_another_area_or_stage_is_not_told() -> None:
    facts = [fact("other", "lower_back"), fact("late", stages=(Stage.BUILDING, Stage.KEEPING))]
    assert choose_fact(facts, ("neck",), Stage.SORE, {}) is None
    assert choose_fact(facts, ("lower_back",), Stage.SORE, {}) == facts[0]
    assert choose_fact(facts, ("neck",), Stage.KEEPING, {}) == facts[1]


def test_who_has_named_no_place_is_told_what_is_for_everyone() -> None:
    facts = [fact("neck", "neck"), fact("all")]
    assert choose_fact(facts, (), Stage.SORE, {}) == facts[1]


def test_a_fact_told_at_another_stage_waits_until_all_others_were_told() -> None:
    facts = [fact("both", stages=tuple(Stage)), fact("new", stages=(Stage.BUILDING,))]
    told = {"both": NOW - 100 * DAY}
    assert choose_fact(facts, (), Stage.BUILDING, told) == facts[1]
    assert choose_fact(facts, (), Stage.BUILDING, told | {"new": NOW}) == facts[0]


def test_what_was_told_and_is_no_longer_there_is_no_trouble() -> None:
    assert choose_fact([fact("a")], (), Stage.SORE, {"gone": NOW}) == fact("a")


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from((*AREAS, EVERYONE)), min_size=1),
            st.sets(st.sampled_from(Stage), min_size=1),
        ),
        max_size=12,
    ),
    st.sets(st.sampled_from(AREAS)),
    st.sampled_from(Stage),
)
def test_every_fact_that_fits_is_told_once_before_any_comes_again(
    kinds: list[tuple[set[str], set[Stage]]], areas: set[str], stage: Stage
) -> None:
    facts = [fact(str(n), *kind[0], stages=tuple(kind[1])) for n, kind in enumerate(kinds)]
    fitting = {
        each.id
        for each in facts
        if stage in each.stages and {*areas, EVERYONE}.intersection(each.areas)
    }
    told: dict[str, datetime] = {}
    rounds: list[list[str]] = [[], []]
    for day in range(2 * len(fitting)):
        chosen = choose_fact(facts, areas, stage, told)
        assert chosen is not None
        assert chosen == choose_fact(facts, areas, stage, dict(reversed(told.items())))
        told[chosen.id] = NOW + day * DAY
        rounds[day // len(fitting)].append(chosen.id)
    assert set(rounds[0]) == fitting
    assert rounds[0] == rounds[1]
    if not fitting:
        assert choose_fact(facts, areas, stage, {}) is None


# How far along


def session(days_ago: int, goal: Goal, **changes: Any) -> Outcome:
    known: dict[str, Any] = {"finished": 1.0, "before": 2, "after": 2, "minutes": 10}
    return Outcome(day=(NOW - days_ago * DAY).date(), goal=goal, **(known | changes))


def stage(days: float, rating: int | None, *history: Outcome) -> Stage:
    return stage_of(NOW - days * DAY, rating, history, NOW)


@pytest.mark.parametrize(
    ("days", "rating", "goal", "expected"),
    [
        (13.9, 1, Goal.BUILD, Stage.SORE),
        (14, 3, Goal.BUILD, Stage.BUILDING),
        (40, 4, Goal.BUILD, Stage.SORE),
        (40, 4, Goal.KEEP, Stage.SORE),
        (40, 3, Goal.EASE, Stage.SORE),
        (40, 3, Goal.KEEP, Stage.KEEPING),
        (40, None, Goal.BUILD, Stage.BUILDING),
    ],
)
def test_the_first_days_a_high_rating_and_ease_are_sore(
    days: float, rating: int | None, goal: Goal, expected: Stage
) -> None:
    assert stage(days, rating, session(1, goal)) is expected


def test_without_a_session_the_stage_is_sore() -> None:
    assert stage(40, 0) is Stage.SORE


def test_the_last_session_decides() -> None:
    up, down = session(9, Goal.BUILD), session(1, Goal.EASE)
    assert stage(40, 2, down, up) is Stage.BUILDING
    assert stage(40, 2, up, down) is Stage.SORE


def test_a_week_at_0_or_1_is_keeping_whatever_the_goal() -> None:
    calm = {"before": 1, "after": 0}
    week = [session(days, Goal.EASE, **calm) for days in (7, 4, 1)]
    assert stage(40, 1, *week) is Stage.KEEPING
    assert stage(40, 2, *week) is Stage.SORE
    assert stage(40, 1, *week[1:]) is Stage.SORE
    broken = [week[0], session(4, Goal.EASE, before=1, after=1, during=3), week[2]]
    assert stage(40, 1, *broken) is Stage.SORE


# The facts themselves


def test_every_fact_concerns_somebody(content: Content) -> None:
    asked = {area.id for area in content.areas.values() if area.asked}
    for each in content.daily_facts.values():
        assert asked.union({EVERYONE}).intersection(each.areas), f"nobody is told {each.id}"


@pytest.mark.parametrize("stage", Stage)
def test_everyone_is_told_something_at_every_stage(content: Content, stage: Stage) -> None:
    for areas in ((), *((area,) for area in content.areas)):
        assert choose_fact(content.daily_facts.values(), areas, stage, {}), areas
