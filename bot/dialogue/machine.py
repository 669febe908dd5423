"""The dialogue in two pure functions: what comes next, and what that looks like."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz

from bot.care.triage import AgeBand
from bot.dialogue import check_in, intake, library, privacy, progress, safety, session, support
from bot.dialogue.asides import draw_asides
from bot.dialogue.daily_fact import switch_facts
from bot.dialogue.events import Commanded, Event, Said, SentSomething, Tapped, parse_tap
from bot.dialogue.onward import (
    back_to_session,
    forget_old_screen,
    in_crisis,
    must_answer_first,
    must_rest,
    note_leg_pain,
    onward,
    open_screening,
    way_back,
)
from bot.dialogue.screen import Screen
from bot.dialogue.state import AsideKind, Episode, Place, RatingFor, State
from bot.dialogue.world import Charted, World, button, ref_of
from content.loader import Content
from intents.complaint import Change, Command, Complaint, Intent, Radiation, Social

Draw = Callable[[State, World], Screen]
Tap = Callable[[State, str, str, World], State]
Say = Callable[[State, Said, World], State | None]


@dataclass(frozen=True, slots=True)
class Scene:
    """One place: how it looks, what its buttons do, which words it understands itself."""

    draw: Draw
    tap: Tap
    said: Say


def _stay(state: State, verb: str, arg: str, world: World) -> State:
    return state


def _nothing(state: State, said: Said, world: World) -> State | None:
    return None


# ---------------------------------------------------------------- home


def draw_home(state: State, world: World) -> Screen:
    """Draw the resting place: what can be done from here."""
    say = world.say
    return Screen(
        say.home,
        (
            (button(state, say.home_routine, "routine"), button(state, say.home_rate, "rate")),
            (
                button(state, say.home_other, "other"),
                button(state, say.home_exercises, "exercises"),
            ),
            (
                button(state, say.home_check_in, "checkin"),
                button(state, say.home_progress, "progress"),
            ),
        ),
    )


HOME_COMMANDS = {
    "routine": Command.RESUME,
    "rate": Command.PAIN,
    "exercises": Command.EXERCISES,
    "checkin": Command.CHECK_IN,
    "progress": Command.PROGRESS,
}


def tap_home(state: State, verb: str, arg: str, world: World) -> State:
    """Go where the button says; a new place that hurts begins a new episode."""
    if verb in HOME_COMMANDS:
        return obey(state, HOME_COMMANDS[verb], "", world)
    if verb == "home":
        return state.go(Place.HOME)
    return state.go(Place.WHERE) if verb == "other" else state


SCENES: dict[Place, Scene] = {
    Place.WELCOME: Scene(intake.draw_welcome, _stay, _nothing),
    Place.CONSENT: Scene(intake.draw_consent, intake.tap_consent, intake.said_consent),
    Place.DECLINED: Scene(intake.draw_declined, intake.tap_consent, intake.said_consent),
    Place.WHERE: Scene(intake.draw_where, intake.tap_where, intake.said_where),
    Place.UNDERSTOOD: Scene(intake.draw_understood, intake.tap_understood, intake.said_understood),
    Place.CHANGE: Scene(intake.draw_change, intake.tap_change, intake.said_understood),
    Place.LEG: Scene(intake.draw_leg, intake.tap_leg, intake.said_leg),
    Place.SINCE: Scene(intake.draw_since, intake.tap_since, intake.said_since),
    Place.SCREEN: Scene(safety.draw_screen, safety.tap_screen, safety.said_screen),
    Place.WHICH: Scene(safety.draw_which, safety.tap_which, safety.said_which),
    Place.BODY: Scene(privacy.draw_body, privacy.tap_body, privacy.said_body),
    Place.RATE: Scene(session.draw_rate, session.tap_rate, session.said_rate),
    Place.PLAN: Scene(session.draw_plan, session.tap_plan, session.said_plan),
    Place.STEPS: Scene(session.draw_steps, session.tap_steps, session.said_plan),
    Place.PLAYER: Scene(session.draw_player, session.tap_player, session.said_player),
    Place.HURT_WHERE: Scene(
        session.draw_hurt_where, session.tap_hurt_where, session.said_hurt_where
    ),
    Place.HURT_KIND: Scene(session.draw_hurt_kind, session.tap_hurt_kind, session.said_hurt_kind),
    Place.HURT_RATE: Scene(session.draw_hurt_rate, session.tap_hurt_rate, session.said_hurt_rate),
    Place.PAUSED: Scene(session.draw_paused, session.tap_paused, session.said_paused),
    Place.SUMMARY: Scene(session.draw_summary, check_in.tap_summary, check_in.said_summary),
    Place.NO_SESSION: Scene(
        session.draw_no_session, session.tap_no_session, session.said_no_session
    ),
    Place.HOME: Scene(draw_home, tap_home, _nothing),
    Place.DANGER: Scene(safety.draw_danger, safety.tap_danger, safety.said_danger),
    Place.RECHECK: Scene(safety.draw_recheck, safety.tap_recheck, safety.said_recheck),
    Place.CHECKED: Scene(safety.draw_checked, safety.tap_checked, safety.said_checked),
    Place.UNDER_AGE: Scene(safety.draw_under_age, safety.tap_under_age, _nothing),
    Place.CRISIS: Scene(safety.draw_crisis, safety.tap_crisis, safety.said_crisis),
    Place.TIME: Scene(check_in.draw_time, check_in.tap_time, check_in.said_time),
    Place.HALF: Scene(check_in.draw_half, check_in.tap_half, check_in.said_half),
    Place.ZONE: Scene(check_in.draw_zone, check_in.tap_zone, check_in.said_zone),
    Place.ZONE_PICK: Scene(
        check_in.draw_zone_pick, check_in.tap_zone_pick, check_in.said_zone_pick
    ),
    Place.CHECK_IN: Scene(check_in.draw_check_in, check_in.tap_check_in, check_in.said_check_in),
    Place.CHECK_IN_MENU: Scene(check_in.draw_menu, check_in.tap_menu, _nothing),
    Place.SETTINGS: Scene(privacy.draw_settings, privacy.tap_settings, _nothing),
    Place.COUNTRY: Scene(privacy.draw_country, privacy.tap_country, privacy.said_country),
    Place.DELETE: Scene(privacy.draw_delete, privacy.tap_delete, privacy.said_delete),
    Place.STOP: Scene(privacy.draw_stop, privacy.tap_stop, privacy.said_stop),
    Place.EXERCISES: Scene(library.draw_exercises, library.tap_exercises, library.said_exercises),
    Place.EXERCISE: Scene(library.draw_exercise, library.tap_exercise, library.said_exercise),
    Place.ROUTINES: Scene(session.draw_routines, session.tap_routines, session.said_plan),
    Place.AVOID: Scene(library.draw_avoid, library.tap_avoid, library.said_avoid),
    Place.SUPPORT: Scene(support.draw_support, support.tap_support, support.said_support),
    Place.PROGRESS: Scene(progress.draw_progress, progress.tap_progress, progress.said_progress),
}

BEFORE_CONSENT = frozenset(
    {
        Command.HELP,
        Command.PRIVACY,
        Command.EXPORT,
        Command.DELETE,
        Command.STOP,
        Command.BEEN_CHECKED,
        Command.REMINDERS_OFF,
    }
)
ABOUT_THE_BOT = BEFORE_CONSENT - {Command.BEEN_CHECKED}
LONGEST_LABEL = 60
LABEL_LIKENESS = 90
WORD_FOR_WORD = frozenset(
    {Place.WHICH, Place.DANGER, Place.RECHECK, Place.CHECKED, Place.CRISIS, Place.DELETE}
)
"""Places where a wrong guess could clear a danger sign or lose everything."""
NEGATIONS = frozenset({"no", "not", "never", "none", "nor", "nothing", "without", "cannot"})
QUIET = frozenset({Place.DANGER, Place.RECHECK, Place.CHECKED, Place.CRISIS, Place.UNDER_AGE})
"""Places where nothing may start an exercise."""
ABOUT_MOVING = frozenset(
    {
        "fear", "does_exercise_work", "walking", "swimming", "pilates_yoga", "weights", "sit_ups",
        "core", "how_often", "warm_up", "stretch_or_strength", "bend_or_arch", "driving", "work",
        "lifting", "stop_when", "soreness_or_harm", "acute_first_days", "prevent", "bed_rest",
    }
)  # fmt: skip
"""Topics whose answers encourage to move: not told while a danger sign stands."""
EXERCISING = frozenset({Place.PLAN, Place.STEPS, Place.ROUTINES, Place.SUMMARY})
LOOKING = library.LISTS | {
    *(Place.HOME, Place.ROUTINES, Place.PLAN, Place.STEPS, Place.PROGRESS),
}
"""Places where nothing is under way: an exercise or movement that is named opens its page."""
RESTING = frozenset({Place.HOME, Place.RATE, Place.NO_SESSION})
PERSONAL = frozenset({Place.DELETE, Place.STOP})
FIRST = frozenset({Place.WELCOME, Place.CONSENT, Place.DECLINED})
ASKS_TIME = check_in.ASKS_TIME - {Place.SUMMARY}
IN_SETTINGS = frozenset({Place.COUNTRY, Place.BODY, Place.ZONE, Place.ZONE_PICK})
TELLS = frozenset({Intent.DESCRIBE_PAIN, Intent.PAIN_UPDATE})
"""What a message with these intents names is told, not asked about."""


def next_state(state: State, event: Event, content: Content, now: datetime) -> State:
    """Return where the dialogue stands after an event. Pure: same input, same answer.

    ``now`` is aware. What is to be remembered is in ``records`` of the result.
    """
    world = World(content, now)
    state = forget_old_screen(state.but(asides=(), records=()), world)
    known, before = _known(state), state.episode
    state = library.leave_unknown(session.forget_old_wish(state, world), world)
    state = session.close_old_session(intake.drop_stale_consent(state, world), world)
    match event:
        case Said():
            state = _hear(state, event, world)
        case Tapped():
            state = _press(state, event, world)
        case Commanded():
            state = obey(state, event.command, event.arg, world)
        case SentSomething():
            state = _or_consent(state.say(AsideKind.MEDIA), world)
    if _known(state) != known:
        state = session.spare_steps(state.but(plan=None), world)
    state = _guard(note_leg_pain(state, before, world), world)
    if state.place is Place.HOME:
        state = state.but(wanted=state.wanted.but(exercise=None, listed=False))
    if Place.SUPPORT not in (state.place, state.came_from):
        state = support.forget_answers(state)
    if state.place in privacy.PLANNED and state.plan is None:
        wanted = state.place if state.place is Place.ROUTINES else Place.PLAN
        state = session.with_plan(state.go(wanted), world)
    return state


def _known(state: State) -> tuple[object, ...]:
    """Return what is known of a person that a plan must answer to: a change makes a new one."""
    episode = state.episode
    said = (episode.flags, episode.triggers, episode.radiates) if episode else ()
    return (state.tags, state.age, state.pregnant, state.support.done_at, *said)


def _guard(state: State, world: World) -> State:
    """Hold the lines that no way through the dialogue may cross.

    While a danger sign stands, for somebody under 18 and before consent, only the places
    that cannot lead to an exercise are open. No plan is shown while a safety question is
    unanswered. A session under way is not left for the home screen.
    """
    if state.in_settings and state.place not in IN_SETTINGS:
        state = state.but(in_settings=False)
    if state.place in QUIET or state.place in PERSONAL:
        return state
    if in_crisis(state):
        return state.go(Place.CRISIS)
    if state.standing is None and not state.consented:
        linked = state.place is Place.EXERCISE and not may_not_exercise(state)
        return state if linked or state.place in FIRST else onward(state, world)
    if state.consented and state.place in ASKS_TIME:
        return state
    if state.place is Place.COUNTRY:  # its numbers are wanted most while a sign stands
        return state
    if state.standing is not None:
        return state.go(Place.DANGER)
    if state.age is AgeBand.UNDER_18:
        return state.go(Place.UNDER_AGE)
    if state.place is Place.HOME and state.session is not None:
        return back_to_session(state)
    unanswered = EXERCISING | RESTING if must_answer_first(state) else EXERCISING
    if state.screening is not None and state.place in unanswered:
        return open_screening(state)
    return state


def is_stale(state: State, tap: Tapped) -> bool:
    """Say whether a button belongs to a screen the person has left.

    The danger and crisis screens may have been sent before anything was loaded, so their
    buttons hold as long as the sign stands.
    """
    if tap.screen == "daily":
        return False
    if state.place in (Place.DANGER, Place.CRISIS) and tap.screen == state.place.value:
        return False
    return tap.screen != state.place.value or tap.ref != ref_of(state)


CAPTION, TEXT = 1024, 4096
BRIEF = 240
"""The longest aside under a picture: more would push the step's own words out of sight."""
RULE = "\n\n· · ·\n\n"


def render(
    state: State,
    content: Content,
    now: datetime,
    bot_name: str = "",
    charted: Charted | None = None,
) -> Screen:
    """Draw where the dialogue stands, with what is to be said beside it above.

    What fits goes into the same message; the rest are messages of their own in ``lead``.
    ``bot_name`` is the bot's username, for links to pass on; ``charted`` what /progress shows.
    """
    world = World(content, now, bot_name, charted)
    screen = SCENES[state.place].draw(state, world)
    asides = draw_asides(state, world)
    together = RULE.join((*asides, screen.text))
    aside = len(together) - len(screen.text)
    fits = len(together) <= CAPTION and aside <= BRIEF if screen.picture else len(together) <= TEXT
    if fits:
        return replace(screen, text=together)
    return replace(screen, lead=asides)


# ---------------------------------------------------------------- words


UNGUESSED = WORD_FOR_WORD | QUIET | {
    Place.SCREEN, Place.STOP, Place.TIME, Place.HALF, Place.ZONE,
    Place.ZONE_PICK, Place.COUNTRY, Place.CHECK_IN, Place.CONSENT, Place.SUPPORT,
}  # fmt: skip
"""Screens where words that are only like an answer or a command lead nowhere."""


def _hear(state: State, said: Said, world: World) -> State:
    if said.complaint.loose and state.place in UNGUESSED:
        unsaid = replace(said.complaint, answer=None, command=None, social=None)
        said = replace(said, complaint=unsaid)
    complaint = said.complaint
    if complaint.red_flags:
        place = state.place
        if intake.wants_intake(said) and not (state.episode and state.episode.confirmed):
            state = intake.take_complaint(state, complaint, world)
        state = safety.raise_signs(state, complaint.red_flags, world)
        stopped = state.place in (Place.DANGER, Place.CRISIS, Place.UNDER_AGE)
        if stopped and (state.place is not place or safety.is_serious(complaint.red_flags, world)):
            return state
    if complaint.triggers and complaint.intent in TELLS:
        state = intake.add_triggers(state, complaint)
    labelled = _labelled(state, said.text, world)
    if labelled is not None:
        return _press(state, labelled, world)
    own = SCENES[state.place].said(state, said, world)
    if own is not None:
        return own
    describes = intake.wants_intake(said)
    if describes and state.episode is not None and state.episode.confirmed and not state.session:
        if complaint.command is Command.EXERCISES:
            return library.open_list(state, world, complaint.areas[:1], complaint.position)
        known = set(complaint.areas) <= set(state.episode.areas)
        if complaint.change is not None and known and not _spreads(state.episode, complaint):
            return _hear_change(state, complaint, world)
    if complaint.command is not None and not describes:
        arg = complaint.position or "".join(complaint.areas[:1])
        return obey(state, _in_words(complaint.command, said.text), arg, world)
    if not state.consented:
        return _hear_first(state, said, world)
    if complaint.avoid is not None:
        return _open_avoid(state, complaint.avoid)
    marked = said.text.rstrip().endswith("?") and not describes
    asks = complaint.intent is not Intent.REMINDER and (marked or complaint.intent not in TELLS)
    if asks and complaint.topic is not None and _may_be_told(state, complaint.topic):
        return state.say(AsideKind.ANSWER, complaint.topic)
    if complaint.timing is not None:
        timed = state.but(came_from=way_back(state))
        return check_in.take_timing(timed, complaint.timing, world)
    if state.place in QUIET:
        return state.say(AsideKind.STANDING) if state.standing else state
    tells = describes and complaint.intent in TELLS  # "pain from knee to chest" asks for nothing
    refuses = said.text.casefold().startswith(("no ", "not "))
    if complaint.exercise is not None and not tells and not refuses:
        if may_not_exercise(state):
            return state.say(AsideKind.STANDING) if state.standing else state
        if state.place in LOOKING:
            return library.open_exercise(state, complaint.exercise)
        return state.say(AsideKind.EXERCISE, complaint.exercise)
    if describes and state.session is None:
        return onward(intake.take_complaint(state, complaint, world), world)
    if complaint.number is not None and complaint.intent is Intent.RATING and not state.session:
        return _hear_rating(state, complaint.number, world)
    if complaint.change is not None:
        return _hear_change(state, complaint, world)
    bare = complaint.topic if complaint.social is None else None  # a word by itself: "arthritis"
    if bare is not None and _may_be_told(state, bare):
        return state.say(AsideKind.ANSWER, bare)
    return _small_talk(state, complaint)


def _spreads(episode: Episode, complaint: Complaint) -> bool:
    """Say whether pain is told to go where it did not go before: "now it goes down my leg"."""
    goes = complaint.radiates is not Radiation.NONE
    return goes and complaint.radiates is not episode.radiates


def _in_words(command: Command, text: str) -> Command:
    """Say which command words mean: to start is to get a routine, and only many are a list."""
    one = command is Command.ROUTINE and "routines" not in text.casefold()
    return Command.RESUME if one or command is Command.START else command


def _may_be_told(state: State, topic: str) -> bool:
    """Say whether an answer may stand above the screen: none to move beside a danger sign."""
    return state.place not in QUIET or topic not in ABOUT_MOVING


def may_not_exercise(state: State) -> bool:
    """Say whether no exercise may be shown: a sign stands, too young, or the place forbids it."""
    return must_rest(state) or state.place in QUIET


def _open_avoid(state: State, item: str | None = None) -> State:
    """Show what to go easy on: as a page where nothing is under way, else beside the screen.

    What to do instead is no advice for somebody who is to do nothing before a clinician looked.
    """
    if may_not_exercise(state):
        return state.say(AsideKind.AVOID) if item is None else state.say(AsideKind.STANDING)
    if state.place in LOOKING:
        return library.open_avoid(state, item)
    return state.say(AsideKind.AVOID, item or "")


def _labelled(state: State, text: str, world: World) -> Tapped | None:
    """Find the button of the present screen whose label was written instead of pressed."""
    said = _bare(text)
    if len(said) > LONGEST_LABEL or said.isdecimal():
        return None
    likeness = 100 if state.place in WORD_FOR_WORD else LABEL_LIKENESS
    for row in SCENES[state.place].draw(state, world).buttons:
        for each in row:
            label = _bare(each.label)
            alike = fuzz.ratio(said, label) >= likeness
            if alike and _negations(said) == _negations(label):
                return parse_tap(each.data)
    return None


def _negations(text: str) -> set[str]:
    """Return the words of a bare text that turn its meaning round.

    >>> sorted(_negations("i havent been yet and im not unsafe"))
    ['havent', 'not', 'unsafe']
    """
    return {
        word
        for word in text.split()
        if word in NEGATIONS or word.endswith("nt") or word.startswith(("un", "non"))
    }


def _bare(text: str) -> str:
    """Reduce a text to its letters and figures in lower case."""
    return "".join(mark for mark in text.casefold() if mark.isalnum() or mark == " ").strip()


def _hear_first(state: State, said: Said, world: World) -> State:
    """Before consent: keep what was understood under the question, and answer questions."""
    complaint = said.complaint
    if complaint.avoid is not None and not may_not_exercise(state):
        return _or_consent(state.say(AsideKind.AVOID, complaint.avoid), world)
    if complaint.topic is not None and complaint.intent not in TELLS:
        state = _or_consent(state.say(AsideKind.ANSWER, complaint.topic), world)
        if not intake.describes(complaint):
            return state
    if intake.describes(complaint):
        return onward(intake.take_complaint(state, complaint, world), world)
    if state.place in QUIET:
        return state.say(AsideKind.STANDING) if state.standing else state
    if state.place is Place.WELCOME:
        if complaint.social is not None:
            return onward(state, world)
        return onward(_small_talk(state, complaint), world)
    return _small_talk(state, complaint).say(AsideKind.CONSENT_FIRST)


def _hear_rating(state: State, value: int, world: World) -> State:
    """Note a number nobody asked for, and stay at a question that is still open."""
    rated = session.take_rating(state.but(rating_for=RatingFor.NOW), value, world)
    resting = state.place in (Place.HOME, Place.SUMMARY)
    return rated if resting else rated.go(state.place, rating_for=state.rating_for)


def _hear_change(state: State, complaint: Complaint, world: World) -> State:
    """ "It's worse": ask how much, which leads on from there."""
    if state.session is not None and state.session.ending is None:
        worse = complaint.change is Change.WORSE
        return state.go(Place.HURT_WHERE) if worse else state.go(Place.PLAYER)
    if state.place is Place.RATE:
        return state.say(AsideKind.NUMBER_PLEASE)
    if state.episode is None:
        return onward(state, world)
    return state.go(Place.RATE, rating_for=RatingFor.BEFORE)


def _small_talk(state: State, complaint: Complaint) -> State:
    if complaint.social is not None:
        social: Social = complaint.social
        return state.say(AsideKind.SOCIAL, social.value)
    if complaint.other_language:
        return state.say(AsideKind.OTHER_LANGUAGE)
    if complaint.other_place is not None:
        return state.say(AsideKind.NOT_BACK, complaint.other_place)
    if complaint.intent is Intent.ASK_INFO:
        return state.say(AsideKind.NO_TOPIC)
    return state.say(AsideKind.NOT_UNDERSTOOD)


# ---------------------------------------------------------------- taps


def _press(state: State, tap: Tapped, world: World) -> State:
    if tap.screen == "daily":
        return check_in.tap_prompt(state, tap.ref, tap.verb, tap.arg, world)
    if is_stale(state, tap):
        return state
    if state.place is Place.SUMMARY and tap.verb == "home":
        return state.go(Place.HOME)
    if state.place is Place.SUMMARY and tap.verb == "support":
        return obey(state, Command.SUPPORT, "", world)
    return SCENES[state.place].tap(state, tap.verb, tap.arg, world)


# ---------------------------------------------------------------- commands


def obey(state: State, command: Command, arg: str, world: World) -> State:
    """Do what a command says, whether it came as /command, button or words."""
    if in_crisis(state) and command not in ABOUT_THE_BOT:
        return state.go(Place.CRISIS, came_from=None)
    linked = arg.removeprefix("ex_") if command is Command.START else ""
    if not state.consented and command not in BEFORE_CONSENT:
        if linked in world.content.exercises and not may_not_exercise(state):
            return library.open_exercise(state, linked)
        return onward(state, world)
    match command:
        case Command.HELP:
            return state.say(AsideKind.HELP)
        case Command.PRIVACY:
            return state.say(AsideKind.PRIVACY)
        case Command.EXPORT:
            return state.say(AsideKind.EXPORTED)
        case Command.DELETE:
            return state.go(Place.DELETE, came_from=way_back(state))
        case Command.STOP:
            return session.stop_session(state, world) if state.session else _ask_stop(state)
        case Command.REMINDERS_OFF:
            return check_in.switch_off(state)
        case Command.FACTS_OFF:
            return switch_facts(state, on=False)
        case Command.BEEN_CHECKED:
            return state.go(Place.CHECKED) if state.standing else onward(state, world)
        case Command.PROGRESS if state.standing is not None or state.place in QUIET:
            return state.say(AsideKind.PROGRESS)
        case Command.PROGRESS:
            return progress.open_progress(state, arg)
        case Command.SUMMARY:
            return state.say(AsideKind.SUMMARY)
        case Command.AVOID:
            return _open_avoid(state)
    if state.standing is not None:
        return state.say(AsideKind.STANDING)
    if state.place in QUIET:
        return state
    match command:
        case Command.SUPPORT:
            return support.open_check(state, way_back(state))
        case Command.SETTINGS:
            return state.go(Place.SETTINGS, came_from=way_back(state))
        case Command.CHECK_IN:
            return check_in.open_menu(state.but(came_from=way_back(state)), world)
        case Command.EXERCISES:
            if arg in world.content.exercises:
                return library.open_exercise(state, arg)
            areas = (arg,) if arg in world.content.areas else ()
            return library.open_list(state, world, areas, arg)
    if state.session is not None:
        told = state.say(AsideKind.IN_SESSION) if linked in world.content.exercises else state
        return back_to_session(told)
    match command:
        case Command.PAIN:
            return state.go(Place.RATE, rating_for=RatingFor.NOW)
        case Command.START if linked in world.content.exercises:
            return library.open_exercise(state, linked)
        case Command.START if state.episode is not None and state.episode.confirmed:
            return state.go(Place.HOME)
        case Command.START:
            return onward(state, world)
        case Command.ROUTINE:
            return session.open_routines(state, world)
        case Command.RESUME | Command.SHORTER | Command.LONGER:
            return onward(state.but(wanted=state.wanted.gentle), world)
        case Command.EASIER | Command.HARDER | Command.IT_HURTS:
            return onward(state, world)
    return state.say(AsideKind.NOT_UNDERSTOOD)


def _ask_stop(state: State) -> State:
    return state.go(Place.STOP, came_from=way_back(state))


def _or_consent(state: State, world: World) -> State:
    """Lead a newcomer to the first question; everybody else stays."""
    return onward(state, world) if state.place is Place.WELCOME else state
