"""What is still missing before a plan, asked one at a time and never twice."""

from collections.abc import Iterable
from datetime import timedelta

from bot.care.triage import AgeBand
from bot.dialogue.state import (
    AsideKind,
    Episode,
    Place,
    RatingFor,
    ScreenFor,
    Screening,
    State,
)
from bot.dialogue.world import World
from content.models import Urgency
from intents.complaint import Duration, Radiation

RATING_LASTS = timedelta(minutes=30)
EXCURSIONS = frozenset(
    {
        Place.TIME, Place.HALF, Place.ZONE, Place.ZONE_PICK, Place.CHECK_IN, Place.CHECK_IN_MENU,
        Place.STOP, Place.DELETE, Place.SETTINGS, Place.SUPPORT,
        Place.EXERCISES, Place.EXERCISE, Place.AVOID, Place.PROGRESS,
    }
)  # fmt: skip
"""Places beside the main line: they lead back to where they were opened from."""
FIRST_USE = "first_use"
SCIATICA = "sciatica_extra"


def onward(state: State, world: World) -> State:
    """Lead to the first thing still missing: consent, where, what, safety, rating, plan."""
    if state.age is AgeBand.UNDER_18 and state.standing is None:
        return state.go(Place.UNDER_AGE)
    if not state.consented:
        asked = state.consent_asked_at or world.now
        return state.go(Place.CONSENT, consent_asked_at=asked)
    if state.standing is not None:
        return state.go(Place.DANGER)
    if state.session is not None:
        return back_to_session(state)
    if must_answer_first(state):
        return open_screening(state)
    episode = state.episode
    if episode is None or not _knows_where(episode):
        return state.go(Place.WHERE)
    if not episode.confirmed:
        return state.go(Place.UNDERSTOOD)
    if episode.radiates is None and _may_reach_leg(episode, world):
        return state.go(Place.LEG)
    if episode.duration is None and not episode.first_days:
        return state.go(Place.SINCE)
    questions = due_questions(state, world)
    if questions or state.screening is not None:
        return open_screening(state, ScreenFor.INTAKE, questions)
    if state.tags is None:
        return state.go(Place.BODY, tags=lasting_tags(episode.flags, world))
    if rating_now(state, world) is None:
        return state.go(Place.RATE, rating_for=RatingFor.BEFORE)
    return state.go(Place.ROUTINES if state.wanted.listed else Place.PLAN, plan=None)


def open_screening(
    state: State, purpose: ScreenFor = ScreenFor.INTAKE, questions: tuple[str, ...] = ()
) -> State:
    """Ask safety questions. Those already under way keep their answers; new ones come after."""
    held = state.screening or Screening(purpose=purpose, questions=())
    screening = held.but(questions=tuple(dict.fromkeys((*held.questions, *questions))))
    return state.go(Place.WHICH if screening.which else Place.SCREEN, screening=screening)


def must_answer_first(state: State) -> bool:
    """Say whether a danger question is open that waits for nothing else: daily, or new numbness."""
    return state.screening is not None and state.screening.purpose is not ScreenFor.INTAKE


def must_rest(state: State) -> bool:
    """Say whether no exercise is to be shown or named beside what stands on the screen.

    A danger sign or the crisis text stands, the person is under 18, a danger question is open
    that waits for nothing else, or the pain is too strong for any exercise.
    """
    young = state.age is AgeBand.UNDER_18
    open_question = must_answer_first(state)
    strong = state.place is Place.NO_SESSION
    return state.standing is not None or young or in_crisis(state) or open_question or strong


def in_crisis(state: State) -> bool:
    """Say whether the crisis text stands, on the screen or behind a question about the bot."""
    return Place.CRISIS in (state.place, state.came_from)


def way_back(state: State) -> Place | None:
    """Return where an excursion that begins now leads back to: never to another excursion."""
    aside = state.place in EXCURSIONS or state.in_settings
    return state.came_from if aside else state.place


def back_to_session(state: State) -> State:
    """Lead back into the session: to its step, or to the rating when it is over."""
    if state.session is not None and state.session.ending is not None:
        return state.go(Place.RATE, rating_for=RatingFor.AFTER)
    return state.go(Place.PLAYER)


def rating_now(state: State, world: World) -> int | None:
    """Return the pain rating if it was given within the last half hour."""
    at = state.today_rated_at
    return state.today_rating if at and world.now - at <= RATING_LASTS else None


def _knows_where(episode: Episode) -> bool:
    return bool(episode.areas) or episode.unspecified or episode.radiates is Radiation.LEG


def _may_reach_leg(episode: Episode, world: World) -> bool:
    areas = world.content.areas
    return episode.unspecified or any(areas[a].leg for a in episode.areas if a in areas)


def lasting_tags(signs: Iterable[str], world: World) -> tuple[str, ...]:
    """Return the leave-out tags a person can tick that follow from signs, such as fragile bones."""
    content = world.content
    mapped = (content.trigger_tags.get(sign) for sign in signs)
    return tuple(dict.fromkeys(tag for tag in mapped if tag and content.tags[tag].label))


def forget_old_screen(state: State, world: World) -> State:
    """Ask the whole screen again after days away: neither a rating nor a screen meanwhile."""
    last = max(filter(None, (state.screened_at, state.today_rated_at)), default=None)
    away = timedelta(days=world.content.thresholds.screen_again_days)
    return state.but(screened_at=None) if last and world.now - last >= away else state


def due_questions(state: State, world: World) -> tuple[str, ...]:
    """Return the safety questions to ask before a plan.

    The whole screen at first use and after 14 days away; the area's own once an episode;
    sciatica's two before every session in the first two weeks (``facts/safety.yaml``,
    ``area_rules``).
    """
    content, episode = world.content, state.episode
    assert episode is not None  # noqa: S101 - asked after the place is known
    questions: list[str] = []
    again = state.screened_at is None
    if again:
        questions += content.screens[FIRST_USE]
    wanted = [screen for a in _asked_areas(state, world) for screen in content.areas[a].screens]
    wanted = [screen for screen in wanted if screen != SCIATICA]
    if episode.radiates is Radiation.LEG and has_sciatica_check_due(state, world):
        wanted.append(SCIATICA)
    for screen in dict.fromkeys(wanted):
        asked = state.extras_at.get(screen)
        fresh = asked is not None and asked >= episode.started_at
        if screen == SCIATICA or not fresh or again:
            questions += content.screens[screen]
    if not again and state.age is None:
        questions.insert(0, "age")
    if state.age is not None:
        questions = [question for question in questions if question != "age"]
    return tuple(dict.fromkeys(questions))


def _asked_areas(state: State, world: World) -> tuple[str, ...]:
    """Return the areas whose questions come first: those that hurt, and what is asked for."""
    episode, wanted = state.episode, state.wanted
    alone = world.content.exercises.get(wanted.exercise or "")
    more = (wanted.area, alone.areas[0] if alone else None)
    areas = (*(episode.areas if episode else ()), *more)
    known = world.content.areas
    return tuple(dict.fromkeys(area for area in areas if area is not None and area in known))


def has_sciatica_check_due(state: State, world: World) -> bool:
    """Say whether the two leg questions come before this session."""
    asked = state.extras_at.get(SCIATICA)
    if state.episode is None or asked is None:
        return True
    return has_new_leg_pain(state.episode, world) and world.now - asked > RATING_LASTS


def has_new_leg_pain(episode: Episode, world: World) -> bool:
    """Say whether pain down a leg is in its first two weeks, as far as it is known."""
    if episode.radiates is not Radiation.LEG:
        return False
    since = episode.leg_since or episode.started_at
    young = world.now - since <= timedelta(days=world.content.thresholds.sciatica_screen_days)
    early = episode.leg_since is not None or episode.duration in (None, Duration.ACUTE)
    return young and early


def note_leg_pain(state: State, before: Episode | None, world: World) -> State:
    """Note when pain down a leg joined an episode that had none: its two weeks begin then."""
    episode = state.episode
    if episode is None or before is None or before.number != episode.number:
        return state
    joins = episode.radiates is Radiation.LEG and before.radiates is not Radiation.LEG
    if not (joins and before.confirmed):
        return state
    return state.but(episode=episode.but(leg_since=world.now))


def advise(state: State, flags: tuple[str, ...], world: World) -> State:
    """Add the see-a-doctor advice of signs not said lately, once a day."""
    hours = timedelta(hours=world.content.thresholds.flag_again_hours)
    told = dict(state.told)
    for flag in flags:
        sign = world.content.red_flags.get(flag)
        if sign is None or sign.urgency is not Urgency.SEE_DOCTOR:
            continue
        last = told.get(flag)
        if last is None or world.now - last >= hours:
            state = state.say(AsideKind.SEE_DOCTOR, flag)
            told[flag] = world.now
    return state.but(told=told)
