"""The daily check-in: when, in which zone, said back, and what a prompt leads to."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.care.review import change_that_counts
from bot.dialogue.daily_fact import fact_words, switch_facts
from bot.dialogue.events import Said
from bot.dialogue.onward import back_to_session, in_crisis, onward, way_back
from bot.dialogue.safety import start_check
from bot.dialogue.screen import Button, Screen
from bot.dialogue.state import (
    AsideKind,
    CheckInView,
    Place,
    RatingFor,
    State,
)
from bot.dialogue.world import World, button, clock, esc, join_words, local_time, rows, today
from bot.storage.records import (
    CheckInAnswered,
    CheckInOff,
    CheckInOnce,
    CheckInPaused,
    CheckInSet,
    CheckInSnoozed,
    Record,
)
from content.models import DailyFact
from intents.complaint import Answer, Timing
from intents.times import read_time_reply
from scheduler.recurrence import Rule, local_instant, next_occurrence
from scheduler.zones import find_zones, is_zone, zones_at

USUAL_MINUTE = 8 * 60
OFFERED_MINUTES = (7 * 60, 8 * 60, 12 * 60, 18 * 60, 20 * 60)
PAUSE_DAYS = 7
SNOOZE_MINUTES = 60
EVERY_DAY = 127


# ---------------------------------------------------------------- setting a time


def take_timing(state: State, timing: Timing, world: World) -> State:
    """Take a time that was said; ask for what is still open: hour, half of the day, zone."""
    if timing.in_minutes is not None:
        state = ask_once(state, timing.in_minutes, world)
        return back_from_time(state, world) if state.place in ASKS_TIME else state
    weekdays = sum(1 << day for day in timing.weekdays) or EVERY_DAY
    minute = timing.minute_of_day
    wanted = CheckInView(
        minute_of_day=minute,
        weekdays=weekdays,
        every_days=timing.every_days,
        once=timing.once,
        in_days=timing.in_days,
    )
    state = state.but(time_asked=wanted)
    if minute is None:
        return state.go(Place.TIME)
    if timing.half_open:
        return state.go(Place.HALF)
    return _with_zone(state, world)


ASKS_TIME = frozenset(
    {
        Place.SUMMARY,
        Place.TIME,
        Place.HALF,
        Place.ZONE,
        Place.ZONE_PICK,
        Place.CHECK_IN,
        Place.CHECK_IN_MENU,
    }
)
UNFINISHED = frozenset(
    {
        Place.WHERE,
        Place.UNDERSTOOD,
        Place.CHANGE,
        Place.LEG,
        Place.SINCE,
        Place.SCREEN,
        Place.WHICH,
        Place.BODY,
        Place.RATE,
        Place.PLAN,
        Place.STEPS,
        Place.ROUTINES,
    }
)
"""Places in the middle of something: a time that is set there leads back to it."""


def back_from_time(state: State, world: World) -> State:
    """Lead back to the settings or the question that was open, else home."""
    came, settings = state.came_from, state.in_settings
    state = state.but(time_asked=None, zone_choices=(), in_settings=False)
    if settings:
        return state.go(Place.SETTINGS)
    state = state.but(came_from=None)
    return onward(state, world) if came in UNFINISHED else state.go(Place.HOME)


def _with_zone(state: State, world: World) -> State:
    return state.go(Place.ZONE if state.zone is None else Place.CHECK_IN)


def draw_time(state: State, world: World) -> Screen:
    """Ask for a time of day."""
    times = [button(state, clock(minute), "at", str(minute)) for minute in OFFERED_MINUTES]
    return Screen(
        world.say.time_ask,
        (*rows(times, 5), (button(state, world.say.never_mind, "no"),)),
    )


def tap_time(state: State, verb: str, arg: str, world: World) -> State:
    """Take the time that was tapped."""
    if verb != "at" or not arg.isdecimal():
        return back_from_time(state, world)
    wanted = state.time_asked or CheckInView()
    return _with_zone(state.but(time_asked=wanted.but(minute_of_day=int(arg) % 1440)), world)


def said_time(state: State, said: Said, world: World) -> State | None:
    """Take a time in words: just asked for, so "8" is enough."""
    if said.declines:
        return back_from_time(state, world)
    timing = said.complaint.timing or read_time_reply(said.text)
    if timing is None:
        return None if _is_about_more(said) else state.say(AsideKind.NO_TIME)
    return take_timing(state, timing, world)


def _is_about_more(said: Said) -> bool:
    """Say whether a message is a question, a command or small talk and not the answer."""
    complaint = said.complaint
    return (
        complaint.topic is not None
        or complaint.command is not None
        or complaint.social is not None
        or complaint.about_back
    )


def draw_half(state: State, world: World) -> Screen:
    """Ask morning or evening."""
    say, wanted = world.say, state.time_asked or CheckInView()
    minute = (wanted.minute_of_day or 0) % 720
    return Screen(
        say.half_ask.format(time=clock(minute if minute >= 60 else minute + 720)),
        (
            (
                button(state, say.half_am.format(time=clock(minute)), "am"),
                button(state, say.half_pm.format(time=clock(minute + 720)), "pm"),
            ),
        ),
    )


def tap_half(state: State, verb: str, arg: str, world: World) -> State:
    """Take the half of the day."""
    wanted = state.time_asked or CheckInView()
    minute = (wanted.minute_of_day or 0) % 720 + (720 if verb == "pm" else 0)
    return _with_zone(state.but(time_asked=wanted.but(minute_of_day=minute)), world)


def said_half(state: State, said: Said, world: World) -> State | None:
    """Take "morning", "pm", "in the evening"."""
    words = set(said.text.casefold().replace(".", "").split())
    if words & {"morning", "mornings"} or ("am" in words and "i" not in words):
        return tap_half(state, "am", "", world)
    if words & {"evening", "evenings", "night", "afternoon", "pm"}:
        return tap_half(state, "pm", "", world)
    return None


# ---------------------------------------------------------------- zone


def draw_zone(state: State, world: World) -> Screen:
    """Ask where the person is; no zone is ever guessed from a language."""
    return Screen(world.say.zone_ask, ((button(state, world.say.never_mind, "no"),),))


def tap_zone(state: State, verb: str, arg: str, world: World) -> State:
    """Leave it."""
    return back_from_time(state, world)


def said_zone(state: State, said: Said, world: World) -> State | None:
    """Take a city, a country, or the time on the person's clock."""
    text = said.text.strip()
    if said.declines:
        return tap_zone(state, "no", "", world)
    if _is_about_more(said) or len(text) > 60:
        return None
    timing = read_time_reply(text)
    if timing is not None and timing.minute_of_day is not None and any(m.isdigit() for m in text):
        minutes = [timing.minute_of_day]
        if timing.half_open:
            minutes.append((timing.minute_of_day + 720) % 1440)
        found = [zone for minute in minutes for zone in zones_at(minute, world.now)]
    else:
        found = find_zones(text)
    keys = tuple(dict.fromkeys(zone.key for zone in found))[:6]
    if not keys:
        return state.say(AsideKind.NO_ZONE)
    return state.go(Place.ZONE_PICK, zone_choices=keys)


def draw_zone_pick(state: State, world: World) -> Screen:
    """Offer the zones that fit, each with its time now."""
    say = world.say
    choices = [
        (button(state, zone_label(key, world), "is", str(index)),)
        for index, key in enumerate(state.zone_choices)
    ]
    text = say.zone_right if len(choices) == 1 else say.zone_which
    if len(choices) == 1:
        key = state.zone_choices[0]
        text = text.format(place=esc(place_of(key)), time=local_time(world.now, key))
        yes = (button(state, say.yes, "is", "0"), button(state, say.zone_other, "other"))
        return Screen(text, (yes,))
    return Screen(text, (*choices, (button(state, say.zone_other, "other"),)))


def place_of(zone: str) -> str:
    """Say a zone by its city.

    >>> place_of("America/Argentina/Buenos_Aires")
    'Buenos Aires'
    """
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_label(zone: str, world: World) -> str:
    """Say a zone with its time now."""
    return f"{place_of(zone)} · {local_time(world.now, zone)}"


def tap_zone_pick(state: State, verb: str, arg: str, world: World) -> State:
    """Take one of the offered zones."""
    if verb != "is" or not arg.isdecimal() or int(arg) >= len(state.zone_choices):
        return state.go(Place.ZONE)
    zone = state.zone_choices[int(arg)]
    if not is_zone(zone):
        return state.go(Place.ZONE)
    state = state.but(zone=zone, zone_choices=())
    if state.time_asked is None:
        if state.check_in.on:
            moved = state.check_in.but(zone=zone)
            state = state.but(check_in=moved).record(_as_record(moved, zone, world))
        return back_from_time(state, world)
    return state.go(Place.CHECK_IN)


def said_zone_pick(state: State, said: Said, world: World) -> State | None:
    """Yes takes a single choice; another city starts anew."""
    if said.complaint.answer is Answer.YES and len(state.zone_choices) == 1:
        return tap_zone_pick(state, "is", "0", world)
    if said.complaint.answer is Answer.NO:
        return state.go(Place.ZONE)
    return said_zone(state, said, world)


# ---------------------------------------------------------------- confirm, change, stop


def when_words(view: CheckInView, world: World) -> str:
    """Say a check-in time in words: "every day at 08:00", "on Mon, Wed at 07:30"."""
    say = world.say
    time = clock(view.minute_of_day or 0)
    if view.once:
        return say.when_once.format(time=time)
    if view.every_days == 2:
        return say.when_other_day.format(time=time)
    if view.weekdays == EVERY_DAY and view.every_days == 7:
        return say.when_weekly.format(time=time)
    if view.weekdays == EVERY_DAY and view.every_days > 2:
        return say.when_some_days.format(number=view.every_days, time=time)
    if view.weekdays == EVERY_DAY:
        return say.when_daily.format(time=time)
    if view.weekdays == 0b0011111:
        return say.when_weekdays.format(time=time)
    days = [name for bit, name in enumerate(say.days) if view.weekdays >> bit & 1]
    return say.when_days.format(days=join_words(days, say.and_), time=time)


def draw_check_in(state: State, world: World) -> Screen:
    """Say the time back with the zone, and ask whether it is right."""
    say, zone = world.say, state.zone or "UTC"
    text = say.check_in_right.format(
        when=when_words(state.time_asked or CheckInView(minute_of_day=USUAL_MINUTE), world),
        place=esc(place_of(zone)),
        now=local_time(world.now, zone),
    )
    return Screen(
        text,
        (
            (button(state, say.yes, "yes"),),
            (button(state, say.other_time, "time"), button(state, say.other_zone, "zone")),
        ),
    )


def tap_check_in(state: State, verb: str, arg: str, world: World) -> State:
    """Set it, or change the time or the zone first."""
    if verb == "time":
        return state.go(Place.TIME)
    if verb == "zone":
        return state.go(Place.ZONE, zone=None)
    wanted, zone = state.time_asked, state.zone
    if wanted is None or wanted.minute_of_day is None or zone is None:
        return back_from_time(state, world)
    if wanted.once:
        minutes = minutes_until(wanted, zone, world)
        return ask_once(back_from_time(state, world), minutes, world)
    view = wanted.but(on=True, zone=zone)
    state = state.but(check_in=view, time_asked=None).record(_as_record(view, zone, world))
    return back_from_time(state, world).say(AsideKind.CHECK_IN_SET)


def minutes_until(wanted: CheckInView, zone: str, world: World) -> int:
    """Count the minutes to a time that was asked for once: on its day, or the next that fits."""
    local = world.now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=wanted.in_days or 0)
    while True:
        at = local_instant(day, wanted.minute_of_day or 0, zone)
        if at > world.now and wanted.weekdays >> day.weekday() & 1:
            return max(1, round((at - world.now).total_seconds() / 60))
        day += timedelta(days=1)


def ask_once(state: State, minutes: int, world: World) -> State:
    """Ask once in so many minutes, unless the check-in that is set comes before that."""
    view = state.check_in
    if view.on and view.zone is not None:
        rule = Rule(view.zone, view.minute_of_day or 0, view.weekdays, view.every_days)
        if next_occurrence(rule, world.now).due_at <= world.now + timedelta(minutes=minutes):
            return state.say(AsideKind.DAILY_FIRST)
    return state.record(CheckInOnce(minutes)).say(AsideKind.SNOOZED, "", minutes)


def _as_record(view: CheckInView, zone: str, world: World) -> CheckInSet:
    first = None
    if view.in_days is not None:
        first = world.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=view.in_days)
    return CheckInSet(zone, view.minute_of_day or 0, view.weekdays, view.every_days, first)


def said_check_in(state: State, said: Said, world: World) -> State | None:
    """Take yes, no, or another time in words."""
    if said.complaint.answer is Answer.YES:
        return tap_check_in(state, "yes", "", world)
    if said.complaint.answer is Answer.NO:
        return state.go(Place.TIME)
    timing = said.complaint.timing or read_time_reply(said.text)
    return take_timing(state, timing, world) if timing else None


def open_menu(state: State, world: World) -> State:
    """Open what can be done about the check-in; without one, ask for a time."""
    if not state.check_in.on:
        return state.go(Place.TIME, time_asked=CheckInView())
    return state.go(Place.CHECK_IN_MENU)


def draw_menu(state: State, world: World) -> Screen:
    """Show the check-in and what can be changed."""
    say, view = world.say, state.check_in
    zone = view.zone or "UTC"
    text = say.check_in_menu.format(
        when=when_words(view, world), place=esc(place_of(zone)), now=local_time(world.now, zone)
    )
    return Screen(
        text,
        (
            (button(state, say.other_time, "time"), button(state, say.other_zone, "zone")),
            (button(state, say.check_in_pause, "pause"), button(state, say.turn_off, "off")),
            (
                button(state, say.facts_stop if state.daily_fact else say.facts_again, "facts"),
                button(state, say.home_button, "home"),
            ),
        ),
    )


def tap_menu(state: State, verb: str, arg: str, world: World) -> State:
    """Change, pause or switch off."""
    match verb:
        case "time":
            return state.go(Place.TIME, time_asked=state.check_in.but(on=False))
        case "zone":
            return state.go(Place.ZONE, time_asked=None)
        case "pause":
            until = today(state, world) + timedelta(days=PAUSE_DAYS)
            state = state.record(CheckInPaused(until)).say(AsideKind.CHECK_IN_PAUSED)
        case "off":
            return switch_off(back_from_time(state, world))
        case "facts":
            return switch_facts(state, on=not state.daily_fact)
    return back_from_time(state, world)


def switch_off(state: State) -> State:
    """No more prompts; the main line stays where it was."""
    off = state.check_in.but(on=False)
    return state.but(check_in=off).record(CheckInOff()).say(AsideKind.CHECK_IN_OFF)


# ---------------------------------------------------------------- after a session


def tap_summary(state: State, verb: str, arg: str, world: World) -> State:
    """Set the usual time, another one, or none."""
    if verb == "yes":
        wanted = CheckInView(minute_of_day=USUAL_MINUTE)
        return _with_zone(state.but(time_asked=wanted), world)
    if verb == "time":
        return state.go(Place.TIME, time_asked=CheckInView())
    return state.go(Place.HOME)


def said_summary(state: State, said: Said, world: World) -> State | None:
    """Take yes, no, or a time in words."""
    if state.check_in.on:
        return None
    if said.complaint.timing is not None:
        return take_timing(state, said.complaint.timing, world)
    if said.complaint.answer is Answer.YES:
        return tap_summary(state, "yes", "", world)
    if said.complaint.answer is Answer.NO:
        return tap_summary(state, "no", "", world)
    timing = read_time_reply(said.text)  # 08:00 was offered: "8" is a time here, not a rating
    return take_timing(state, timing, world) if timing else None


# ---------------------------------------------------------------- the prompt


def draw_prompt(state: State, due: date, world: World, fact: DailyFact | None = None) -> Screen:
    """Draw the daily prompt, with a fact below.

    Its buttons carry the day, so a doubled one counts once.
    """
    say = world.say
    if state.standing is not None:
        return Screen(
            say.prompt_standing,
            ((Button(say.been_checked, f"v1:daily:{due}:checked"),),),
        )
    text = f"{say.prompt}\n{say.rate_anchors}"
    if fact is not None:
        text += f"\n\n{fact_words(fact, world)}"
    numbers = [Button(str(n), f"v1:daily:{due}:is:{n}") for n in range(11)]
    last = (
        Button(say.prompt_later, f"v1:daily:{due}:later"),
        Button(say.prompt_menu, f"v1:daily:{due}:menu"),
    )
    return Screen(text, (*rows(numbers, 6), last))


def draw_stop_offer(state: State, due: date, world: World) -> Screen:
    """Ask once whether to stop, after many prompts without an answer."""
    say = world.say
    keep = Button(say.prompt_keep, f"v1:daily:{due}:keep")
    return Screen(say.ask_stop_prompts, ((keep, Button(say.prompt_off, f"v1:daily:{due}:off")),))


def tap_prompt(state: State, ref: str, verb: str, arg: str, world: World) -> State:
    """Take the answer to a prompt: a rating, later, or what to change about it."""
    try:
        due = date.fromisoformat(ref)
    except ValueError:
        return state
    if not state.consented:
        return onward(state, world)
    if verb == "later":
        again: Record = CheckInSnoozed(due, SNOOZE_MINUTES)
        if not state.check_in.on:
            again = CheckInOnce(SNOOZE_MINUTES)
        return state.record(again).say(AsideKind.SNOOZED, "", SNOOZE_MINUTES)
    if in_crisis(state) and verb != "off":
        return state
    if verb == "menu":
        return open_menu(state.but(came_from=way_back(state)), world)
    if verb == "off":
        return switch_off(state)
    if verb == "keep":
        return state.say(AsideKind.KEEP_ASKING)
    if verb == "checked" and state.standing is not None:
        return state.go(Place.CHECKED)
    if verb != "is" or not arg.isdecimal() or int(arg) > 10:
        return state
    if state.answered_on == due:
        return state
    value = int(arg)
    before = state.today_rating
    state = state.record(CheckInAnswered(due, value)).but(
        answered_on=due,
        today_rating=value,
        today_rated_at=world.now,
        rating_for=RatingFor.CHECK_IN,
        wanted=state.wanted.gentle,
    )
    if state.session is not None:
        return back_to_session(state)
    if state.standing is not None:
        return state.go(Place.DANGER)
    if in_crisis(state):
        return state
    if before is not None and change_that_counts(before, value, world.content.thresholds).counts:
        state = state.but(last_change=(before, value))
    known = state.episode is not None and state.screened_at is not None
    return start_check(state, world) if known else onward(state, world)
