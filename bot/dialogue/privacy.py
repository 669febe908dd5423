"""Stopping, deleting, settings: what a person decides about the bot itself."""

from bot.dialogue.check_in import open_menu, place_of, switch_off
from bot.dialogue.events import Said
from bot.dialogue.onward import back_to_session, onward
from bot.dialogue.screen import Screen
from bot.dialogue.state import AsideKind, Place, State
from bot.dialogue.world import World, button, esc, rows
from bot.storage.records import Erased
from intents.complaint import Answer, Command

PLANNED = frozenset({Place.PLAN, Place.STEPS, Place.ROUTINES})


def draw_stop(state: State, world: World) -> Screen:
    """Ask what is to stop."""
    say = world.say
    return Screen(
        say.stop_ask,
        (
            (button(state, say.stop_reminders, "reminders"),),
            (button(state, say.stop_delete, "delete"),),
            (button(state, say.never_mind, "no"),),
        ),
    )


def tap_stop(state: State, verb: str, arg: str, world: World) -> State:
    """Stop the reminders, go on to deleting, or leave it."""
    if verb == "reminders":
        return switch_off(leave(state, world))
    if verb == "delete":
        return state.go(Place.DELETE)
    return leave(state, world)


def said_stop(state: State, said: Said, world: World) -> State | None:
    """No and "cancel" leave everything as it was."""
    return leave(state, world) if said.declines else None


def draw_delete(state: State, world: World) -> Screen:
    """Ask once before everything goes."""
    say = world.say
    return Screen(
        say.delete_ask,
        ((button(state, say.delete_yes, "yes"), button(state, say.delete_no, "no")),),
    )


def tap_delete(state: State, verb: str, arg: str, world: World) -> State:
    """Delete everything, or keep it."""
    if verb == "yes":
        return State(version=state.version).record(Erased())
    return leave(state, world).say(AsideKind.KEPT)


def said_delete(state: State, said: Said, world: World) -> State | None:
    """Take the answer in words: only a plain yes deletes."""
    if said.complaint.answer is Answer.YES:
        return tap_delete(state, "yes", "", world)
    if said.declines or said.complaint.answer is Answer.UNSURE:
        return tap_delete(state, "no", "", world)
    return None


def leave(state: State, world: World) -> State:
    """Lead back from an excursion to where the person was."""
    if state.standing is not None:
        return state.go(Place.DANGER)
    if state.session is not None:
        return back_to_session(state)
    if state.came_from in PLANNED and state.plan is None:  # something came up: ask, then plan
        return onward(state.but(came_from=None), world)
    asks = state.came_from in (Place.SCREEN, Place.WHICH)
    if state.came_from is not None and not (asks and state.screening is None):
        return state.go(state.came_from, came_from=None)
    return state.go(Place.HOME) if state.consented else onward(state, world)


# ---------------------------------------------------------------- settings


def draw_settings(state: State, world: World) -> Screen:
    """Show what is set and what can be changed."""
    say, content = world.say, world.content
    country = content.countries.get(state.country or "")
    tags = [content.tags[tag].label for tag in state.tags or () if content.tags[tag].label]
    text = say.settings.format(
        country=esc(country.name) if country else say.not_set,
        zone=esc(place_of(state.zone)) if state.zone else say.not_set,
        tags=esc("; ".join(tags)) if tags else say.nothing_left_out,
        fact=say.switched_on if state.daily_fact else say.switched_off,
        pictures=say.pictures_dark if state.dark else say.pictures_light,
    )
    return Screen(
        text,
        (
            (button(state, say.set_country, "country"), button(state, say.set_zone, "zone")),
            (button(state, say.set_body, "body"), button(state, say.set_check_in, "checkin")),
            (
                button(state, say.facts_stop if state.daily_fact else say.facts_again, "facts"),
                button(state, say.set_light if state.dark else say.set_dark, "dark"),
            ),
            (button(state, say.back, "back"),),
        ),
    )


def tap_settings(state: State, verb: str, arg: str, world: World) -> State:
    """Open one setting."""
    match verb:
        case "country":
            return state.go(Place.COUNTRY, in_settings=True)
        case "zone":
            return state.go(Place.ZONE, time_asked=None, in_settings=True)
        case "body":
            return state.go(Place.BODY, in_settings=True, tags=state.tags or ())
        case "checkin":
            return open_menu(state, world)
        case "facts":
            return state.but(daily_fact=not state.daily_fact)
        case "dark":
            return state.but(dark=not state.dark)
    return leave(state, world)


def draw_country(state: State, world: World) -> Screen:
    """Offer the countries whose numbers are known."""
    listed = [
        button(state, country.name, "is", country.id)
        for country in sorted(world.content.countries.values(), key=lambda c: c.name)
    ]
    return Screen(
        world.say.country_ask,
        (
            *rows(listed, 3),
            (
                button(state, world.say.country_other, "other"),
                button(state, world.say.back, "back"),
            ),
        ),
    )


def tap_country(state: State, verb: str, arg: str, world: World) -> State:
    """Take a country, or none: then the general numbers are shown."""
    country = state.country
    if verb == "other" or arg in world.content.countries:
        country = arg or None
    if state.standing is not None:
        return state.go(Place.DANGER, country=country)
    return state.go(Place.SETTINGS, country=country, in_settings=False)


def said_country(state: State, said: Said, world: World) -> State | None:
    """Take a country's name."""
    words = said.text.strip().casefold()
    for country in world.content.countries.values():
        if words in (country.name.casefold(), country.id.casefold()):
            return tap_country(state, "is", country.id, world)
    return None


# ---------------------------------------------------------------- what to leave out


def draw_body(state: State, world: World) -> Screen:
    """Ask what makes some moves unsuitable; any number may be ticked."""
    say, chosen = world.say, state.tags or ()
    listed = [
        (button(state, ("✓ " if tag.id in chosen else "") + tag.label, "tag", tag.id),)
        for tag in world.content.tags.values()
        if tag.label
    ]
    label = say.body_done if any(world.content.tags[t].label for t in chosen) else say.body_none
    return Screen(say.body_ask, (*listed, (button(state, label, "done"),)))


def tap_body(state: State, verb: str, arg: str, world: World) -> State:
    """Tick or untick one, or go on."""
    tags = state.tags or ()
    if verb == "tag" and arg in world.content.tags:
        kept = tuple(tag for tag in tags if tag != arg)
        return state.but(tags=kept if arg in tags else (*tags, arg), plan=None)
    if verb != "done":
        return state
    if state.in_settings:
        return state.go(Place.SETTINGS, in_settings=False)
    return onward(state.but(tags=tags), world)


DONE_WORDS = (Command.DONE, Command.RESUME)


def said_body(state: State, said: Said, world: World) -> State | None:
    """No, none and done go on."""
    if said.complaint.answer is Answer.NO or said.complaint.command in DONE_WORDS:
        return tap_body(state, "done", "", world)
    unclear = said.complaint.other_place is not None or not said.complaint.understood
    if unclear or said.complaint.command in (Command.SKIP, Command.EASIER):
        return state.say(AsideKind.TAP_LIST)
    return None
