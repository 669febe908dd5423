"""Do the words of /progress say what its chart shows, from the same numbers?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import Knowledge
from bot.care.review import counts_as_change
from bot.dialogue.machine import render
from bot.dialogue.progress import chart_of, is_shown
from bot.dialogue.screen import Picture, Screen
from bot.dialogue.state import Aside, AsideKind, Episode, Place, State
from bot.dialogue.world import Charted, World
from bot.storage.course import RatedDays

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
PICTURE = Picture("k", "progress.png", film=False, data=b"png")


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def state_of(*, first: int | None = 6, began: int = 20, span: int = 28) -> State:
    at = NOW - timedelta(days=began)
    episode = Episode(number=1, started_at=at, confirmed=True, first_rating=first)
    return State(consent_version=1, place=Place.PROGRESS, progress_days=span, episode=episode)


def charted(knowledge: Knowledge, state: State, ratings: dict[int, float]) -> Charted:
    found = RatedDays({days_ago(ago): value for ago, value in ratings.items()}, frozenset())
    made = chart_of(state, found, World(knowledge.content, NOW))
    return replace(made, picture=PICTURE)


def shown(knowledge: Knowledge, state: State, ratings: dict[int, float]) -> Screen:
    made = charted(knowledge, state, ratings)
    return render(state, knowledge.content, NOW, "", made)


def test_a_change_that_counts_is_said_in_one_sentence(knowledge: Knowledge) -> None:
    screen = shown(knowledge, state_of(), {20: 6, 3: 4, 2: 4, 1: 4, 0: 4})
    assert screen.text == (
        "In the last 28 days your pain went from about 6 to about 4: a change that counts."
    )
    assert screen.picture == PICTURE


def test_one_good_day_is_not_yet_a_change_that_counts(knowledge: Knowledge) -> None:
    screen = shown(knowledge, state_of(), {20: 6, 8: 6, 0: 2})
    assert screen.text == "In the last 28 days your pain went from about 6 to about 2."


def test_less_than_half_a_point_is_told_as_no_change(knowledge: Knowledge) -> None:
    screen = shown(knowledge, state_of(first=None), {20: 5, 3: 5, 2: 5, 1: 5, 0: 4})
    assert screen.text == "In the last 28 days your pain stayed at about 4.8."


def test_a_start_before_these_days_is_named(knowledge: Knowledge) -> None:
    screen = shown(knowledge, state_of(began=60), dict.fromkeys(range(10), 4.0))
    assert screen.text == (
        "In the last 28 days your pain stayed at about 4. "
        "It began at 6: that is a change that counts."
    )


def test_worse_is_said_plainly_with_whom_to_ask(knowledge: Knowledge) -> None:
    screen = shown(knowledge, state_of(first=4), dict.fromkeys(range(4), 7.0))
    assert "from about 4 to about 7: a change that counts. That is more than" in screen.text
    assert "doctor or physiotherapist" in screen.text


def test_too_few_ratings_get_the_words_and_what_is_missing(knowledge: Knowledge) -> None:
    state = state_of(span=7)
    ratings = {20: 6.0, 10: 5.0, 3: 5.0, 0: 4.0}
    screen = shown(knowledge, state, ratings)
    assert screen.picture is None
    assert "nothing to show yet" in screen.text
    assert "3 of the last 7 days" in screen.text
    assert is_shown(charted(knowledge, state.but(progress_days=28), ratings))


def test_without_ratings_the_words_stand_alone(knowledge: Knowledge) -> None:
    screen = render(state_of(), knowledge.content, NOW)
    assert screen.picture is None
    assert "nothing to show yet" in screen.text


def test_without_an_episode_nothing_is_called_its_start(knowledge: Knowledge) -> None:
    state = state_of().but(episode=None)
    made = charted(knowledge, state, dict.fromkeys(range(4), 5.0))
    assert made.start is None
    assert "stayed at about 5" in render(state, knowledge.content, NOW, "", made).text


def test_days_are_the_persons_own(knowledge: Knowledge) -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    state = state_of().but(zone="Europe/Berlin")
    made = chart_of(state, RatedDays({}, frozenset()), World(knowledge.content, late))
    assert made.days[-1].day == TODAY


def test_a_long_answer_comes_before_the_chart_and_not_below_it(knowledge: Knowledge) -> None:
    state = state_of()
    made = charted(knowledge, state, dict.fromkeys(range(4), 6.0))
    asking = state.but(asides=(Aside(kind=AsideKind.HELP),))
    screen = render(asking, knowledge.content, NOW, "", made)
    assert screen.lead
    assert len(screen.text) < 1024


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (6, 4.2, True),
        (6, 4.3, False),
        (3, 2, False),
        (2, 0, True),
        (10, 8, True),
        (10, 8.1, False),
        (0, 1.9, False),
        (4, 5.2, True),
    ],
)
def test_means_are_compared_to_the_last_digit(
    knowledge: Knowledge, before: float, after: float, counts: bool
) -> None:
    assert counts_as_change(before, after, knowledge.content.thresholds) is counts
