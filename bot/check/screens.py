"""Does everything the content can show fit a Telegram message, and is its HTML valid?"""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from bot.care.fitting import LeftOut, fit_routine
from bot.care.progression import Outcome
from bot.care.tags import with_implied
from bot.care.triage import AgeBand, triage
from bot.dialogue.check_in import draw_prompt, draw_stop_offer
from bot.dialogue.events import parse_tap
from bot.dialogue.machine import render
from bot.dialogue.screen import Picture, Screen
from bot.dialogue.state import (
    CONSENT_VERSION,
    Aside,
    AsideKind,
    CheckInView,
    Episode,
    Place,
    PlanView,
    ScreenFor,
    Screening,
    Session,
    Standing,
    State,
    SupportView,
)
from bot.dialogue.world import Charted, World
from bot.local.entities import length_of, parse_html
from bot.local.errors import LocalTelegramError
from content.loader import Content
from content.models import Goal, Routine, RoutineStep, Urgency
from content.pictures.days import Start, chart_days
from intents.complaint import Duration, Radiation, Side

CAPTION, TEXT = 1024, 4096  # UTF-16 units, counted once the markup is read
CALLBACK_DATA = 64  # bytes
LABEL = 60  # what a phone still shows of a button
MOST_BUTTONS, WIDEST_ROW = 100, 8
BOT_NAME = "a_bot_with_a_name_of_32_letters_"
LONG_ZONE = "America/North_Dakota/New_Salem"
MANY = 999_999_999  # a conversation, or a session, after very many turns

_PLACEHOLDER = re.compile(r"\{\w*\}")


# ---------------------------------------------------------------- what Telegram takes


def faults_of(screen: Screen) -> list[str]:
    """What Telegram or a thumb would refuse about a screen, in a few words each."""
    faults = _text_faults("the text", screen.text, CAPTION if screen.picture else TEXT)
    for lead in screen.lead:
        faults += _text_faults("what stands before it", lead, TEXT)
    listed = [button for row in screen.buttons for button in row]
    if len(listed) > MOST_BUTTONS:
        faults.append(f"{len(listed)} buttons, Telegram shows {MOST_BUTTONS}")
    if not all(1 <= len(row) <= WIDEST_ROW for row in screen.buttons):
        faults.append(f"a row of buttons is empty or longer than {WIDEST_ROW}")
    for button in listed:
        size = len(button.data.encode())
        if not 1 <= size <= CALLBACK_DATA:
            faults.append(f"button data of {size} bytes, at most {CALLBACK_DATA}: {button.data}")
        if parse_tap(button.data) is None:
            faults.append(f"button data that is not understood: {button.data}")
        if not button.label.strip() or length_of(button.label) > LABEL:
            faults.append(f"a button label is empty or over {LABEL}: {button.label!r}")
    return faults


def _text_faults(what: str, html: str, most: int) -> list[str]:
    try:
        text, _ = parse_html(html)
    except LocalTelegramError as error:
        return [f"{what}: {error.description}"]
    faults = []
    if not text.strip():
        faults.append(f"{what} is empty")
    if (length := length_of(text)) > most:
        faults.append(f"{what} is {length} long, at most {most}")
    if placeholder := _PLACEHOLDER.search(text):
        faults.append(f"{what} has {placeholder[0]} left in it")
    return faults


def screen_faults(content: Content, now: datetime) -> tuple[int, list[str]]:
    """How many screens were drawn, and a line for everything about them that does not fit."""
    count, faults = 0, []
    for name, screen in every_screen(content, now):
        count += 1
        faults += [f"screen {name}: {fault}" for fault in faults_of(screen)]
    return count, faults


# ---------------------------------------------------------------- every screen


def every_screen(content: Content, now: datetime) -> Iterator[tuple[str, Screen]]:
    """Every screen the content can make, in its longest variants, with a name for each.

    Countries change the numbers to call, leave-out tags the steps; states are as full as can be.
    """
    full = _full_state(content, now)

    def drawn(name: str, state: State) -> tuple[str, Screen]:
        return name, render(state, content, now, BOT_NAME)

    for place in Place:
        yield drawn(place.name.lower(), full.go(place))
    yield from (drawn(name, state) for name, state in _intake(content, full))
    yield from (drawn(name, state) for name, state in _asides(content, full))
    yield from (drawn(name, state) for name, state in _danger(content, full))
    yield from (drawn(name, state) for name, state in _library(content, full))
    yield from (drawn(name, state) for name, state in _sessions(content, full))
    yield from _prompts(content, full, now)
    yield from _courses(content, full, now)


def _full_state(content: Content, now: datetime) -> State:
    """Somebody of whom everything is known, at length."""
    areas = tuple(area.id for area in content.areas.values() if area.asked)
    routine = max(content.routines.values(), key=lambda each: (each.minutes, len(each.steps)))
    plan = _plan(routine, routine.steps, (), content)
    questions = tuple(content.questions)
    outcomes = tuple(
        Outcome(now.date() - timedelta(days=day), 1.0, 10, 10, 29, Goal.EASE)
        for day in range(9, 0, -1)
    )
    times = CheckInView(on=True, zone=LONG_ZONE, minute_of_day=1439, weekdays=0b0111111)
    return State(
        consent_version=CONSENT_VERSION,
        version=MANY,
        age=AgeBand.ADULT,
        tags=tuple(content.tags),
        zone=LONG_ZONE,
        episode=Episode(
            number=99,
            started_at=now,
            confirmed=True,
            areas=areas,
            side=Side.BOTH,
            radiates=Radiation.LEG,
            duration=Duration.SUBACUTE,
            triggers=tuple(content.messages.triggers),
            flags=tuple(content.red_flags),
            number_said=10,
            first_rating=10,
            outcomes=outcomes,
            sessions_finished=9,
        ),
        screening=Screening(
            purpose=ScreenFor.INTAKE, questions=questions, index=len(questions) - 1
        ),
        standing=Standing(
            urgency=Urgency.EMERGENCY, flags=_at_once(Urgency.EMERGENCY, content), since=now
        ),
        today_rating=10,
        today_rated_at=now,
        plan=plan,
        session=Session(number=MANY, plan=plan, started_at=now, index=len(routine.steps) - 1),
        last_change=(0, 10),
        check_in=times,
        time_asked=times,
        zone_choices=(LONG_ZONE,) * 6,
        list_exercise=next(iter(content.exercises)),
        support=SupportView(offering=True),
    )


def _plan(
    routine: Routine,
    steps: tuple[RoutineStep, ...],
    left_out: tuple[LeftOut, ...],
    content: Content,
) -> PlanView:
    return PlanView(
        routine=routine.id,
        area=routine.area,
        goal=routine.goal,
        minutes=routine.minutes,
        steps=steps,
        reasons=tuple(content.messages.reasons),
        left_out=tuple((each.exercise, each.tag, each.substitute) for each in left_out),
        rating=10,
    )


def _intake(content: Content, full: State) -> Iterator[tuple[str, State]]:
    """Every safety question, bare and with all of its signs ticked, and every support answer."""
    for question in content.questions.values():
        for picked in ((), question.flags):
            screening = Screening(
                purpose=ScreenFor.INTAKE, questions=(question.id,), picked=picked, which=True
            )
            at = full.but(screening=screening)
            yield f"safety question {question.id}", at.go(Place.SCREEN)
            yield f"which of {question.id}", at.go(Place.WHICH)
    asked = tuple(content.support)
    for index in range(len(asked) + 1):
        for yes in ((), asked):
            view = SupportView(index=index, yes=yes, result=len(yes))
            yield f"support question {index + 1}", full.go(Place.SUPPORT, support=view)


def _asides(content: Content, full: State) -> Iterator[tuple[str, State]]:
    """Everything that is said beside the main line, over a short and over the longest screen."""
    ids: dict[AsideKind, Collection[str]] = {
        AsideKind.ANSWER: content.education,
        AsideKind.EXERCISE: content.exercises,
        AsideKind.SWAPPED: content.exercises,
        AsideKind.NOT_TODAY: content.exercises,
        AsideKind.AVOID: ("", *content.avoid),
        AsideKind.SOCIAL: content.messages.social,
        AsideKind.NOT_BACK: ("", *content.messages.other_places),
        AsideKind.SEE_DOCTOR: content.red_flags,
    }
    unhurt = full.but(tags=(), standing=None, session=None, screening=None, episode=None)
    for kind in AsideKind:
        for id_ in ids.get(kind, ("",)):
            for state in (full, unhurt):
                told = state.but(asides=(Aside(kind=kind, id=id_, numbers=(10, 10)),))
                for place in (Place.HOME, Place.CONSENT):
                    yield f"aside {kind.value} {id_}".strip(), told.go(place)


def _danger(content: Content, full: State) -> Iterator[tuple[str, State]]:
    """Every danger sign, alone and all together, with the numbers of every country."""
    signs: list[tuple[str, tuple[str, ...], Urgency]] = [
        (flag.id, (flag.id,), flag.urgency) for flag in content.red_flags.values()
    ]
    signs += [
        (f"all {urgency.name.lower()} signs", _at_once(urgency, content), urgency)
        for urgency in (Urgency.SEE_DOCTOR, Urgency.URGENT, Urgency.EMERGENCY)
    ]
    for country in (None, *content.countries):
        where = full.but(country=country)
        for name, flags, urgency in signs:
            at = where.but(
                standing=Standing(urgency=urgency, flags=flags, since=full.today_rated_at)
            )
            said = f"{name} in {country or 'an unknown country'}"
            yield f"danger {said}", at.go(Place.DANGER)
            if len(flags) == 1:
                advice = (Aside(kind=AsideKind.SEE_DOCTOR, id=name),)
                yield f"advice {said}", where.go(Place.HOME, asides=advice)
        for place in (Place.CRISIS, Place.UNDER_AGE):
            yield f"{place.value} in {country}", where.go(place)
    for name, flags, urgency in signs:
        at = full.but(standing=Standing(urgency=urgency, flags=flags, since=full.today_rated_at))
        yield f"recheck {name}", at.go(Place.RECHECK)


def _at_once(urgency: Urgency, content: Content) -> tuple[str, ...]:
    """The most signs that can decide together that something is this urgent."""
    up_to = [flag.id for flag in content.red_flags.values() if flag.urgency <= urgency]
    return triage(up_to, content.red_flags).because


def _library(content: Content, full: State) -> Iterator[tuple[str, State]]:
    """Every page and every list of exercises, every movement to go easy on."""
    anyone = full.but(tags=(), episode=None, standing=None, screening=None, session=None)
    newcomer = anyone.but(consent_version=0)
    for id_ in content.exercises:
        for state in (anyone, newcomer, full):
            for more in (False, True):
                at = state.go(Place.EXERCISE, list_exercise=id_, list_more=more)
                yield f"exercise {id_}", at
    pages = range((len(content.exercises) + 7) // 8 + 1)
    ways = [{"list_area": area} for area in content.areas]
    ways += [{"list_position": position} for position in content.messages.positions]
    for way in ways:
        for page in pages:
            listed = anyone.go(Place.EXERCISES, list_page=page, **way)
            yield f"exercises, {next(iter(way.values()))}, page {page + 1}", listed
    found = tuple(content.exercises)
    for page in pages:
        at = anyone.go(Place.EXERCISES, list_found=found, list_page=page)
        yield f"exercises found, page {page + 1}", at
        yield f"avoid list, page {page + 1}", anyone.go(Place.AVOID, list_page=page)
    for each in content.avoid:
        yield f"avoid {each}", anyone.go(Place.AVOID, list_avoid=each)


def _sessions(content: Content, full: State) -> Iterator[tuple[str, State]]:
    """Every routine, as it is and fitted to every leave-out tag; every step any of them has."""
    calm = full.but(standing=None, screening=None, session=None, tags=())
    shown: set[tuple[str, str]] = set()
    variants = {with_implied({tag}) for tag in content.tags} | {frozenset(content.tags)}
    ordered = sorted(map(tuple, map(sorted, variants)))
    for routine in content.routines.values():
        plan = _plan(routine, routine.steps, (), content)
        yield f"plan {routine.id}", calm.go(Place.PLAN, plan=plan)
        for tags in ((), *ordered):
            steps, left_out = fit_routine(routine, tags, content)
            if tags and not left_out:
                continue
            plan = _plan(routine, steps, left_out, content)
            why = f" without {tags[0]}" if tags else ""
            yield f"steps of {routine.id}{why}", calm.go(Place.STEPS, plan=plan)
            for index, step in enumerate(steps):
                if (step.exercise, repr(step.dose)) not in shown:
                    shown.add((step.exercise, repr(step.dose)))
                    yield from _player(plan, index, calm, content)
    assert full.episode is not None  # noqa: S101 - a full state
    plan = _plan(content.routines["general_ease_5"], (), (), content).but(rating=0)
    for area in content.areas:
        for goes in (Radiation.NONE, Radiation.LEG):
            episode = full.episode.but(areas=(area,), flags=(), triggers=(), radiates=goes)
            at = calm.go(Place.ROUTINES, episode=episode, plan=plan)
            for other in content.areas:
                yield f"routines of {other}, pain at {area}", at.but(routines_area=other)


def _player(
    plan: PlanView, index: int, calm: State, content: Content
) -> Iterator[tuple[str, State]]:
    name = f"step {plan.steps[index].exercise} of {plan.routine}"
    assert calm.today_rated_at is not None  # noqa: S101 - a full state
    session = Session(number=MANY, plan=plan, started_at=calm.today_rated_at, index=index)
    at = calm.but(session=session, plan=None)
    for place in (Place.PLAYER, Place.PAUSED, Place.HURT_WHERE, Place.HURT_KIND, Place.HURT_RATE):
        yield name, at.go(place)
    longest = max(content.exercises.values(), key=lambda each: len(each.name)).id
    for aside in (
        Aside(kind=AsideKind.SWAPPED, id=longest),
        Aside(kind=AsideKind.HELP),
        Aside(kind=AsideKind.CARRY_ON),
    ):
        yield name, at.go(Place.PLAYER, asides=(aside,))


def _courses(content: Content, full: State, now: datetime) -> Iterator[tuple[str, Screen]]:
    """What is said below a chart: better, the same or worse, with and without a start."""
    days = chart_days({now.date() - timedelta(days=d): 9.6 for d in range(90)}, (), now.date(), 90)
    picture = Picture("0", "progress.png", film=False)
    starts = [Start(days[at].day, first, first != 10) for at in (0, 9) for first in (0, 10)]
    for start in (None, *starts, Start(days[0].day - timedelta(days=1), 0, reached=True)):
        charted = Charted(days, start, picture)
        at = full.go(Place.PROGRESS, standing=None, progress_days=90)
        yield "progress with a chart", render(at, content, now, BOT_NAME, charted)


def _prompts(content: Content, full: State, now: datetime) -> Iterator[tuple[str, Screen]]:
    """The daily prompt, bare and with every fact, and the question whether to stop."""
    world, due = World(content, now, BOT_NAME), date(2026, 11, 24)
    well = full.but(standing=None)
    yield "prompt while a sign stands", draw_prompt(full, due, world)
    yield "prompt", draw_prompt(well, due, world)
    for fact in content.daily_facts.values():
        yield f"prompt with {fact.id}", draw_prompt(well, due, world, fact)
    yield "offer to stop", draw_stop_offer(well, due, world)
