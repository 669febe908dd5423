"""From "my lower bak hurts" to a confirmed episode: consent, where, what else, since when."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bot.dialogue.events import Said
from bot.dialogue.onward import onward
from bot.dialogue.safety import NEED_A_WORD, raise_signs
from bot.dialogue.screen import Screen
from bot.dialogue.state import (
    CONSENT_VERSION,
    AsideKind,
    Episode,
    Place,
    State,
    Wanted,
)
from bot.dialogue.world import World, button, join_words, rows
from bot.storage.records import Consented
from intents.complaint import Answer, Command, Complaint, Duration, Radiation, Side

WHOLE_BACK = "general"
ADDING = frozenset({"also", "too", "plus"})

# ---------------------------------------------------------------- taking in what was said


def describes(complaint: Complaint) -> bool:
    """Say whether a message tells where or how the back hurts."""
    return complaint.about_back and bool(
        complaint.areas or complaint.back_unspecified or complaint.radiates not in (Radiation.NONE,)
    )


def take_complaint(state: State, complaint: Complaint, world: World) -> State:
    """Put what was understood into the episode: a new one for a new place, else the same.

    Only ids are kept. The episode waits unconfirmed until the person says it is right.
    """
    old = state.episode
    fresh = old is None or (
        old.confirmed and bool(complaint.areas) and not set(complaint.areas) & set(old.areas)
    )
    if old is None or fresh:
        state = next_episode(state, world)
        old = _episode(state, world)
    legs = radiation(complaint)
    corrected = complaint.triggers or old.triggers
    episode = old.but(
        confirmed=False,
        areas=complaint.areas or old.areas,
        unspecified=complaint.back_unspecified or (old.unspecified and not complaint.areas),
        side=complaint.side or old.side,
        radiates=legs or old.radiates,
        duration=complaint.duration or old.duration,
        first_days=complaint.first_days or (old.first_days and complaint.duration is None),
        triggers=_with_triggers(old, complaint) if old.confirmed else corrected,
        denied=tuple(dict.fromkeys((*old.denied, *complaint.denied_flags))),
        number_said=complaint.number if complaint.number is not None else old.number_said,
    )
    spread = legs is not None and legs is not Radiation.NONE and legs is not old.radiates
    wanted = state.wanted.but(goal=None, area=None if spread else state.wanted.area)
    return state.but(episode=episode, session=None, plan=None, wanted=wanted)


def add_triggers(state: State, complaint: Complaint) -> State:
    """Add what brings the pain on to what is known, unless it is about another place."""
    episode = state.episode
    if episode is None or set(complaint.triggers) <= set(episode.triggers):
        return state
    if complaint.areas and not set(complaint.areas) & set(episode.areas):
        return state
    episode = episode.but(triggers=_with_triggers(episode, complaint))
    state = state.but(episode=episode)
    return state.record(episode.noted) if episode.confirmed else state


def _with_triggers(episode: Episode, complaint: Complaint) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*episode.triggers, *complaint.triggers)))


def next_episode(state: State, world: World) -> State:
    """Begin a new spell. Danger signs go along: they belong to the person, not to the place.

    What a clinician cleared counts for the old spell only, but for a pregnancy.
    """
    old = state.episode
    episode = Episode(
        number=old.number + 1 if old else 1,
        started_at=world.now,
        flags=old.flags if old else (),
    )
    wanted = Wanted() if old else state.wanted
    return state.but(
        episode=episode,
        wanted=wanted,
        cleared=tuple(sign for sign in state.cleared if sign in NEED_A_WORD),
    )


def radiation(complaint: Complaint) -> Radiation | None:
    """Return where the pain travels to, NONE when that was denied, None when not said."""
    if complaint.radiates is not Radiation.NONE:
        return complaint.radiates
    return Radiation.NONE if complaint.radiates_denied else None


def _episode(state: State, world: World) -> Episode:
    return state.episode or Episode(number=1, started_at=world.now)


# ---------------------------------------------------------------- welcome and consent


def draw_welcome(state: State, world: World) -> Screen:
    """Draw the first screen: what this is, and an invitation to write."""
    return Screen(world.say.welcome)


def draw_consent(state: State, world: World) -> Screen:
    """Draw the consent question, over what waits under it."""
    say = world.say
    opening = say.consent_hello if state.episode is None else say.consent_heard
    text = say.consent if state.asides else f"{opening}\n\n{say.consent}"
    return Screen(
        text,
        (
            (button(state, say.consent_yes, "yes"),),
            (button(state, say.consent_no, "no"), button(state, say.consent_more, "more")),
        ),
    )


def tap_consent(state: State, verb: str, arg: str, world: World) -> State:
    """Agree, decline, or read more first."""
    if verb == "more":
        return state.say(AsideKind.PRIVACY)
    if verb == "yes":
        agreed = state.but(consent_version=CONSENT_VERSION, consent_asked_at=None)
        return onward(agreed.record(Consented(CONSENT_VERSION)), world)
    return _forget(state).go(Place.DECLINED) if verb == "no" else state


def _forget(state: State) -> State:
    """Forget what was understood before consent."""
    return state.but(
        episode=None,
        consent_asked_at=None,
        standing=None,
        age=None,
        pregnant=False,
        cleared=(),
        checked_at=None,
        wanted=Wanted(),
        told={},
    )


def said_consent(state: State, said: Said, world: World) -> State | None:
    """Take yes and no in words; a description joins what waits; all else waits for consent."""
    answer = said.complaint.answer
    if describes(said.complaint):
        state = take_complaint(state, said.complaint, world)
    if answer is Answer.YES:
        return tap_consent(state, "yes", "", world)
    if describes(said.complaint):
        return onward(state, world)
    return tap_consent(state, "no", "", world) if answer is Answer.NO else None


def drop_stale_consent(state: State, world: World) -> State:
    """Forget a complaint that waited too long under the consent question."""
    asked = state.consent_asked_at
    limit = timedelta(hours=world.content.thresholds.consent_hours)
    if asked is None or state.consented or world.now - asked <= limit:
        return state
    return _forget(state).go(Place.WELCOME)


def draw_declined(state: State, world: World) -> Screen:
    """Draw the answer to a no: nothing is kept, the door stays open."""
    say = world.say
    return Screen(say.declined, ((button(state, say.consent_yes, "yes"),),))


# ---------------------------------------------------------------- where


def draw_where(state: State, world: World) -> Screen:
    """Ask where it hurts, with every area as a button."""
    areas = [
        button(state, area.name[:1].upper() + area.name[1:], "area", area.id)
        for area in world.content.areas.values()
        if area.asked
    ]
    known = state.episode is not None and state.episode.confirmed
    back = ((button(state, world.say.back, "back"),),) if known else ()
    return Screen(world.say.where, (*rows(areas, 2), *back))


def tap_where(state: State, verb: str, arg: str, world: World) -> State:
    """Take the area that was tapped; a tap needs no confirming. Back leaves all as it was."""
    if verb == "back":
        return state.go(Place.HOME)
    area = world.content.areas.get(arg)
    if area is None:
        return state
    if state.episode is not None and state.episode.confirmed and arg not in state.episode.areas:
        state = next_episode(state, world)
    episode = _episode(state, world)
    episode = episode.but(
        areas=(arg,),
        unspecified=False,
        radiates=Radiation.LEG if area.implies_leg else episode.radiates,
        confirmed=True,
    )
    return onward(state.but(episode=episode, plan=None).record(episode.noted), world)


def said_where(state: State, said: Said, world: World) -> State | None:
    """Take "back" as the place it names; to go back there is nothing."""
    if said.complaint.command is Command.BACK and not said.complaint.areas:
        return tap_where(state, "area", WHOLE_BACK, world)
    return None


# ---------------------------------------------------------------- what I understood


def describe(episode: Episode, world: World) -> str:
    """Say an episode back in one sentence, in bold where it was heard."""
    say = world.say
    names = [f"<b>{world.content.areas[area].name}</b>" for area in episode.areas]
    parts = [join_words(names, say.and_) if names else f"<b>{say.back_somewhere}</b>"]
    radiates = episode.radiates
    implied = any(world.content.areas[area].implies_leg for area in episode.areas)
    if radiates is Radiation.LEG and not (implied and episode.side is None):
        legs = {
            Side.LEFT: say.leg_left,
            Side.RIGHT: say.leg_right,
            Side.BOTH: say.leg_both,
            None: say.leg_some,
        }
        parts.append(legs[episode.side])
    elif radiates not in (None, Radiation.NONE, Radiation.LEG):
        parts.append(
            {
                Radiation.ARM: say.radiates_arm,
                Radiation.CHEST: say.radiates_chest,
                Radiation.ABDOMEN: say.radiates_abdomen,
            }[radiates]
        )
    elif episode.side:
        parts.append(
            {Side.LEFT: say.side_left, Side.RIGHT: say.side_right, Side.BOTH: say.side_both}[
                episode.side
            ]
        )
    causes = [say.triggers[trigger] for trigger in episode.triggers if trigger in say.triggers]
    if causes:
        parts.append(say.has_to_do_with.format(what=join_words(causes, say.and_)))
    if episode.first_days:
        parts.append(say.since_days)
    elif episode.duration:
        parts.append(
            {
                Duration.ACUTE: say.since_acute,
                Duration.SUBACUTE: say.since_subacute,
                Duration.CHRONIC: say.since_chronic,
            }[episode.duration]
        )
    if episode.number_said is not None:
        parts.append(say.strength_said.format(number=episode.number_said))
    return ", ".join(parts)


def draw_understood(state: State, world: World) -> Screen:
    """Say back what was understood and ask whether it is right."""
    say = world.say
    assert state.episode is not None  # noqa: S101 - onward leads here only with an episode
    text = say.understood.format(what=describe(state.episode, world))
    return Screen(
        text,
        ((button(state, say.right, "right"), button(state, say.change, "change")),),
    )


def confirm(state: State, world: World) -> State:
    """Take the episode as right and go on."""
    if state.episode is None:
        return onward(state, world)
    episode = state.episode.but(confirmed=True)
    return onward(state.but(episode=episode).record(episode.noted), world)


def tap_understood(state: State, verb: str, arg: str, world: World) -> State:
    """That's right, or change something."""
    return confirm(state, world) if verb == "right" else state.go(Place.CHANGE)


def said_understood(state: State, said: Said, world: World) -> State | None:
    """Yes and no in words; anything about the pain corrects the picture."""
    complaint = said.complaint
    denies = is_not_right(said.text)
    if denies and complaint.side is Side.RIGHT:
        complaint = replace(complaint, side=None)
    corrects = (
        describes(complaint)
        or complaint.duration is not None
        or complaint.side is not None
        or complaint.radiates_denied
        or complaint.triggers
    )
    if corrects and ADDING & set(said.text.casefold().replace(",", " ").split()):
        both = dict.fromkeys((*_episode(state, world).areas, *complaint.areas))
        complaint = replace(complaint, areas=tuple(both))
    if corrects:
        return onward(take_complaint(state, complaint, world), world)
    if complaint.answer is Answer.YES:
        return confirm(state, world)
    if denies or complaint.answer is Answer.NO:
        return state.go(Place.CHANGE)
    return None


def is_not_right(text: str) -> bool:
    """Say whether a text calls what was understood wrong, and speaks of no right side.

    >>> is_not_right("That isn't right"), is_not_right("not right at all"), is_not_right("right")
    (True, True, False)
    """
    words = "".join(mark for mark in text.casefold() if mark.isalpha() or mark == " ").split()
    denied = any(
        (before in ("not", "isnt", "aint", "never") and word in ("right", "correct", "true"))
        for before, word in pairwise(words)
    )
    wrong = "wrong" in words and not words[0].startswith("what")
    return wrong or (denied and "side" not in words)


def draw_change(state: State, world: World) -> Screen:
    """Ask what to change; writing it again works as well."""
    say = world.say
    return Screen(
        say.change_what,
        (
            (button(state, say.change_where, "where"), button(state, say.change_leg, "leg")),
            (button(state, say.change_since, "since"), button(state, say.change_anew, "anew")),
            (button(state, say.right_after_all, "right"),),
        ),
    )


def tap_change(state: State, verb: str, arg: str, world: World) -> State:
    """Open the one question that is to be answered anew."""
    episode = _episode(state, world)
    if verb == "where":
        return state.go(Place.WHERE, episode=episode.but(areas=(), unspecified=False))
    if verb == "leg":
        return state.go(Place.LEG, episode=episode.but(radiates=None, side=None))
    if verb == "since":
        return state.go(Place.SINCE, episode=episode.but(duration=None, first_days=False))
    if verb == "anew":
        blank = Episode(number=episode.number, started_at=episode.started_at, flags=episode.flags)
        return state.go(Place.WHERE, episode=blank)
    return confirm(state, world) if verb == "right" else state


# ---------------------------------------------------------------- leg and since when


def draw_leg(state: State, world: World) -> Screen:
    """Ask whether the pain goes down a leg."""
    say = world.say
    return Screen(
        say.leg_ask,
        (
            (button(state, say.leg_no, "none"),),
            (
                button(state, say.left, Side.LEFT.value),
                button(state, say.right_side, Side.RIGHT.value),
                button(state, say.both, Side.BOTH.value),
            ),
        ),
    )


SIDES = frozenset(Side)


def tap_leg(state: State, verb: str, arg: str, world: World) -> State:
    """Take the leg answer. Pain down both legs is a danger sign and is handled as one."""
    episode = _episode(state, world)
    if verb == "none":
        return confirm(state.but(episode=episode.but(radiates=Radiation.NONE)), world)
    if verb not in SIDES:
        return state
    side = Side(verb)
    state = state.but(episode=episode.but(radiates=Radiation.LEG, side=side))
    if side is Side.BOTH:
        raised = raise_signs(state, ("bilateral_leg",), world)
        if raised.place in (Place.DANGER, Place.CRISIS):
            return raised
    return confirm(state, world)


def said_leg(state: State, said: Said, world: World) -> State | None:
    """Take "no", "the left one", "down my right leg"."""
    complaint = said.complaint
    if complaint.answer is Answer.NO or complaint.radiates_denied:
        return tap_leg(state, "none", "", world)
    if "both" in said.text.casefold().split():
        return tap_leg(state, Side.BOTH.value, "", world)
    known = _episode(state, world).areas
    if complaint.about_back and complaint.radiates is Radiation.NONE and complaint.side is None:
        return tap_leg(state, "none", "", world) if set(complaint.areas) <= set(known) else None
    if complaint.side is not None:
        return tap_leg(state, complaint.side.value, "", world)
    if complaint.answer is Answer.YES or complaint.radiates is Radiation.LEG:
        episode = _episode(state, world).but(radiates=Radiation.LEG)
        return confirm(state.but(episode=episode), world)
    return None


def draw_since(state: State, world: World) -> Screen:
    """Ask how old the trouble is."""
    say = world.say
    return Screen(
        say.since_ask,
        (
            (button(state, say.since_days_button, "days"),),
            (button(state, say.since_acute_button, Duration.ACUTE.value),),
            (button(state, say.since_subacute_button, Duration.SUBACUTE.value),),
            (button(state, say.since_chronic_button, Duration.CHRONIC.value),),
        ),
    )


DURATIONS = frozenset(Duration)


def tap_since(state: State, verb: str, arg: str, world: World) -> State:
    """Take the age of the trouble."""
    days = verb == "days"
    if not days and verb not in DURATIONS:
        return state
    duration = Duration.ACUTE if days else Duration(verb)
    episode = _episode(state, world).but(duration=duration, first_days=days)
    return confirm(state.but(episode=episode), world)


def said_since(state: State, said: Said, world: World) -> State | None:
    """Take "since monday", "about two years"."""
    complaint = said.complaint
    if complaint.first_days:
        return tap_since(state, "days", "", world)
    if complaint.duration is not None:
        return tap_since(state, complaint.duration.value, "", world)
    return None


def wants_intake(said: Said) -> bool:
    """Say whether a message outside the intake opens a new one."""
    opening = (None, Command.START, Command.ROUTINE, Command.EXERCISES, Command.BACK)
    return describes(said.complaint) and said.complaint.command in opening
