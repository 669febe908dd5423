"""Does everything the package can show fit a Telegram message?"""

import pytest

from bot.app import Knowledge
from bot.care.plan import Reason
from bot.check.screens import every_screen, screen_faults
from bot.dialogue.safety import crisis_text, danger_text
from bot.dialogue.screen import Screen
from bot.dialogue.state import Place
from bot.dialogue.world import World
from content.models import Urgency
from tests.dialogue.test_properties import check_screen
from tests.talk import MORNING


@pytest.fixture(scope="module")
def world(knowledge: Knowledge) -> World:
    return World(knowledge.content, MORNING)


def test_every_screen_fits_and_is_valid(world: World) -> None:
    drawn, faults = screen_faults(world.content, MORNING)
    assert faults == []
    assert drawn > 10_000


def test_every_place_step_page_and_sign_is_among_the_screens(world: World) -> None:
    names = [name for name, _ in every_screen(world.content, MORNING)]
    assert {place.name.lower() for place in Place} <= set(names)
    shown = "\n".join(names)
    for step in {step.exercise for each in world.content.routines.values() for step in each.steps}:
        assert f"step {step} of " in shown, step
    for kind, ids in (
        ("exercise", world.content.exercises),
        ("aside answer", world.content.education),
        ("avoid", world.content.avoid),
        ("prompt with", world.content.daily_facts),
        ("steps of", world.content.routines),
        ("safety question", world.content.questions),
    ):
        assert {f"{kind} {id_}" for id_ in ids} <= set(names)
    for sign in world.content.red_flags:
        assert f"danger {sign} in gb" in names
        assert f"recheck {sign}" in names


def test_every_step_and_exercise_is_shown_with_a_picture(world: World) -> None:
    for name, screen in every_screen(world.content, MORNING):
        if name.startswith("step ") and screen.text.startswith("<b>"):
            asks = screen.buttons[0][0].data.split(":")[1] != Place.PLAYER.value
            assert asks or screen.picture is not None, name


def test_every_reason_of_a_plan_has_words(world: World) -> None:
    without_session = {Reason.STANDING_SIGN, Reason.NOT_TODAY}
    assert set(world.say.reasons) >= {each.value for each in set(Reason) - without_session}


def test_what_is_said_before_anything_is_loaded_fits(world: World) -> None:
    signs = tuple(world.content.red_flags)
    check_screen(Screen(danger_text(signs, Urgency.EMERGENCY, world, "112", "116 117")))
    check_screen(Screen(crisis_text(world, "112")))
