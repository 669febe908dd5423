"""Does everything the package can show fit a Telegram message?"""

from datetime import date

import pytest

from bot.app import Knowledge
from bot.care.plan import Reason
from bot.dialogue.asides import draw_aside, see_doctor_words
from bot.dialogue.check_in import draw_prompt, draw_stop_offer
from bot.dialogue.machine import render
from bot.dialogue.safety import crisis_text, danger_text
from bot.dialogue.screen import Screen
from bot.dialogue.state import (
    Aside,
    AsideKind,
    Episode,
    Place,
    PlanView,
    ScreenFor,
    Screening,
    Session,
    Standing,
    State,
)
from bot.dialogue.world import World
from content.models import Urgency
from tests.dialogue.test_properties import check_screen
from tests.talk import MORNING


@pytest.fixture(scope="module")
def world(knowledge: Knowledge) -> World:
    return World(knowledge.content, MORNING)


def test_every_step_of_every_routine_fits_under_its_picture(world: World) -> None:
    shown = 0
    for routine in world.content.routines.values():
        plan = PlanView(
            routine=routine.id,
            area=routine.area,
            goal=routine.goal,
            minutes=routine.minutes,
            steps=routine.steps,
            reasons=("pain_now", "first_session", "first_days", "leg_pain", "tag_swaps"),
            rating=4,
        )
        episode = Episode(number=1, started_at=MORNING, areas=(routine.area,))
        state = State(consent_version=1, episode=episode, plan=plan)
        check_screen(render(state.go(Place.PLAN), world.content, MORNING))
        check_screen(render(state.go(Place.STEPS), world.content, MORNING))
        for index, step in enumerate(routine.steps):
            session = Session(number=99, plan=plan, started_at=MORNING, index=index)
            at = state.go(Place.PLAYER, session=session)
            aside = Aside(kind=AsideKind.SWAPPED, id=step.exercise)
            for asides in ((), (aside,), (Aside(kind=AsideKind.HELP),)):
                screen = render(at.but(asides=asides), world.content, MORNING)
                check_screen(screen)
                assert screen.picture is not None, step.exercise
            for place in (Place.HURT_WHERE, Place.HURT_KIND, Place.HURT_RATE, Place.PAUSED):
                check_screen(render(at.go(place), world.content, MORNING))
            shown += 1
    assert shown > 100


def test_every_exercise_page_fits(world: World) -> None:
    for exercise in world.content.exercises:
        state = State(consent_version=1, place=Place.EXERCISE, list_exercise=exercise)
        check_screen(render(state, world.content, MORNING))
        aside = Aside(kind=AsideKind.EXERCISE, id=exercise)
        check_screen(Screen(draw_aside(aside, state, world)))


def test_every_list_of_exercises_fits(world: World) -> None:
    for area in (None, *world.content.areas):
        for page in range(8):
            state = State(consent_version=1, place=Place.EXERCISES, list_area=area, list_page=page)
            check_screen(render(state, world.content, MORNING))


def test_every_answer_fits_with_the_question_it_leads_back_to(world: World) -> None:
    for topic in world.content.education:
        state = State(asides=(Aside(kind=AsideKind.ANSWER, id=topic),))
        check_screen(render(state.go(Place.CONSENT), world.content, MORNING))
        check_screen(Screen(draw_aside(state.asides[0], state, world)))


def test_every_aside_has_words(world: World) -> None:
    episode = Episode(number=1, started_at=MORNING, areas=("neck",))
    state = State(consent_version=1, episode=episode, zone="Europe/Paris")
    ids = {
        AsideKind.ANSWER: "bed_rest",
        AsideKind.EXERCISE: "cat_cow",
        AsideKind.SWAPPED: "cat_cow",
        AsideKind.SOCIAL: "thanks",
        AsideKind.SEE_DOCTOR: "not_improving",
        AsideKind.NOT_BACK: "knee",
    }
    for kind in AsideKind:
        aside = Aside(kind=kind, id=ids.get(kind, ""), numbers=(5, 5))
        check_screen(Screen(draw_aside(aside, state, world)))


def test_every_reason_of_a_plan_has_words(world: World) -> None:
    without_session = {Reason.STANDING_SIGN}
    assert set(world.say.reasons) >= {each.value for each in set(Reason) - without_session}


@pytest.mark.parametrize("country", [None, "gb", "de", "nz", "us"])
def test_every_danger_sign_has_a_screen_that_fits(world: World, country: str | None) -> None:
    for flag in world.content.red_flags.values():
        standing = Standing(urgency=flag.urgency, flags=(flag.id,), since=MORNING)
        state = State(place=Place.DANGER, standing=standing, country=country)
        for place in (Place.DANGER, Place.RECHECK):
            check_screen(render(state.go(place), world.content, MORNING))
        assert "{" not in render(state, world.content, MORNING).text
        words = see_doctor_words(flag.id, state, world)
        check_screen(Screen(words))
        assert "{" not in words
    text = danger_text(tuple(world.content.red_flags), Urgency.EMERGENCY, world, "112", "116 117")
    check_screen(Screen(text))
    check_screen(Screen(crisis_text(world, "112")))


def test_every_safety_question_fits(world: World) -> None:
    for question in world.content.questions.values():
        for flags in ((), question.flags):
            screening = Screening(
                purpose=ScreenFor.INTAKE, questions=(question.id,), picked=tuple(flags)
            )
            state = State(consent_version=1, screening=screening)
            for place in (Place.SCREEN, Place.WHICH):
                check_screen(render(state.go(place), world.content, MORNING))


def test_the_daily_prompts_fit(world: World) -> None:
    due = date(2026, 11, 24)
    standing = Standing(urgency=Urgency.URGENT, flags=("infection",), since=MORNING)
    for state in (State(), State(standing=standing)):
        check_screen(draw_prompt(state, due, world))
    check_screen(draw_stop_offer(State(), due, world))
