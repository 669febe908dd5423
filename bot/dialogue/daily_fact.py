"""The fact told with the daily check-in: to whom, in which words, and switched off."""

from collections.abc import Mapping
from datetime import datetime

from bot.care.facts import choose_fact, stage_of
from bot.care.plan import LEG_PAIN, WHOLE_BACK
from bot.care.triage import AgeBand
from bot.dialogue.onward import in_crisis
from bot.dialogue.safety import judge
from bot.dialogue.state import AsideKind, Episode, ScreenFor, State
from bot.dialogue.world import World, esc, source_line
from content.models import DailyFact, Stage, Urgency
from intents.complaint import Radiation


def todays_fact(state: State, told: Mapping[str, datetime], world: World) -> DailyFact | None:
    """Choose the fact for the next prompt; None when it is switched off or out of place.

    ``told`` says when this person was last told a fact, by its id. Nothing is told while a
    danger sign or the crisis text stands, while new numbness waits for its questions, while a
    sign asks for a doctor (many facts speak of moving more), and to nobody under 18.
    """
    numb = state.screening is not None and state.screening.purpose is ScreenFor.HURT
    young = state.age is AgeBand.UNDER_18
    if not state.daily_fact or state.standing is not None or numb or young or in_crisis(state):
        return None
    if judge(state, (), world).urgency > Urgency.SELF_CARE:
        return None
    episode, facts = state.episode, world.content.daily_facts.values()
    if episode is None:
        return choose_fact(facts, (), Stage.SORE, told)
    stage = stage_of(episode.started_at, state.today_rating, episode.outcomes, world.now)
    return choose_fact(facts, _areas(episode), stage, told)


def _areas(episode: Episode) -> tuple[str, ...]:
    """Return the areas a fact may be about: those said, and the leg it goes to."""
    areas = episode.areas
    if not areas and episode.unspecified:
        areas = (WHOLE_BACK,)
    return (*areas, LEG_PAIN) if episode.radiates is Radiation.LEG else areas


def fact_words(fact: DailyFact, world: World) -> str:
    """Say a fact and where it is from."""
    source = source_line(fact.sources, world, unconfirmed=fact.unconfirmed)
    return f"💡 {esc(fact.text)}\n{source}"


def switch_facts(state: State, *, on: bool) -> State:
    """Tell no more facts, or tell them again."""
    return state.but(daily_fact=on).say(AsideKind.FACTS_ON if on else AsideKind.FACTS_OFF)
