"""Can the daily fact be switched off and on, and is it about the person it is told to?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.app import Knowledge
from bot.care.progression import Outcome
from bot.dialogue.daily_fact import todays_fact
from bot.dialogue.state import Episode, Place, State
from bot.dialogue.world import World
from content.models import DailyFact, Goal, Stage
from intents.complaint import Radiation
from tests.dialogue.places import DANGER
from tests.dialogue.test_check_in_times import with_check_in
from tests.talk import MORNING, Talk

OFF_WORDS = "No more facts with the check-in. You can switch them on again in /settings."


# Switched off and on


def test_the_check_in_menu_switches_the_fact_off_and_on_again(talk: Talk) -> None:
    with_check_in(talk)
    talk.command("checkin")
    talk.tap("No daily fact")
    assert not talk.state.daily_fact
    assert OFF_WORDS in talk.text
    assert talk.place is Place.CHECK_IN_MENU
    talk.tap("Daily fact again")
    assert talk.state.daily_fact
    assert OFF_WORDS not in talk.text
    assert "No daily fact" in talk.labels
    assert talk.state.check_in.on


def test_the_settings_show_whether_it_is_on_and_switch_it(talk: Talk) -> None:
    with_check_in(talk)
    talk.command("settings")
    assert "Daily fact: on" in talk.text
    talk.tap("No daily fact")
    assert talk.place is Place.SETTINGS
    assert "Daily fact: off" in talk.text
    assert not talk.state.daily_fact
    talk.tap("Daily fact again")
    assert "Daily fact: on" in talk.text
    talk.tap("Back")
    assert talk.state.daily_fact


def test_the_label_of_the_button_can_be_written(talk: Talk) -> None:
    with_check_in(talk)
    talk.command("settings")
    talk.say("no daily fact")
    assert not talk.state.daily_fact


def test_it_is_switched_off_in_words_and_stays_off(talk: Talk) -> None:
    talk.to_player()
    talk.command("facts_off")
    assert not talk.state.daily_fact
    assert OFF_WORDS in talk.text
    assert talk.place is Place.PLAYER
    talk.command("facts_off")
    assert not talk.state.daily_fact


def test_it_can_be_switched_off_while_a_danger_sign_stands(talk: Talk) -> None:
    DANGER(talk)
    talk.command("facts_off")
    assert not talk.state.daily_fact
    assert OFF_WORDS in talk.text
    assert talk.place is Place.DANGER


def test_before_consent_nothing_is_switched(talk: Talk) -> None:
    talk.command("facts_off")
    assert talk.state.daily_fact
    assert talk.place is Place.CONSENT


# To whom


def _fact(id_: str, area: str, *stages: Stage) -> DailyFact:
    wanted = stages or tuple(Stage)
    return DailyFact(id=id_, areas=(area,), stages=wanted, sources=("walkback",), text=id_)


FACTS = (
    _fact("neck", "neck"),
    _fact("leg", "sciatica"),
    _fact("back", "general"),
    _fact("strong", "any", Stage.BUILDING),
    _fact("all", "any"),
)


@pytest.fixture(scope="module")
def world(knowledge: Knowledge) -> World:
    content = replace(knowledge.content, daily_facts={each.id: each for each in FACTS})
    return World(content, MORNING)


def _state(**known: object) -> State:
    begun = {"number": 1, "started_at": MORNING - timedelta(days=30)}
    return State(consent_version=1, episode=Episode.model_validate(begun | known), today_rating=2)


def _first(state: State, world: World) -> str | None:
    fact = todays_fact(state, {}, world)
    return fact.id if fact else None


def test_the_first_fact_is_about_the_place_that_hurts(world: World) -> None:
    assert _first(_state(areas=("neck",)), world) == "neck"
    assert _first(_state(areas=("lower_back",)), world) == "all"
    assert _first(_state(areas=("lower_back",), radiates=Radiation.LEG), world) == "leg"
    assert _first(_state(unspecified=True), world) == "back"
    assert _first(_state(areas=("neck",), unspecified=True), world) == "neck"


def test_who_only_set_a_check_in_is_told_what_is_for_everyone(world: World) -> None:
    assert _first(State(consent_version=1), world) == "all"


def test_who_is_getting_stronger_is_told_about_that(world: World) -> None:
    session = Outcome(
        day=date(2026, 11, 22), finished=1.0, before=2, after=2, minutes=10, goal=Goal.BUILD
    )
    state = _state(outcomes=(session,))
    assert _first(state, world) == "strong"
    assert _first(state.but(today_rating=4), world) == "all"
