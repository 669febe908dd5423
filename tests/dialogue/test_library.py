"""Exercises outside a session: never one that the person is to leave out."""

from bot.dialogue.library import why_not
from bot.dialogue.state import Place
from bot.dialogue.world import World
from tests.talk import Talk


def tick_osteoporosis(talk: Talk) -> None:
    talk.command("settings")
    talk.tap("What to leave out")
    talk.tap("Osteoporosis")
    talk.tap("Done")
    talk.tap("Back")


def listed(talk: Talk) -> set[str]:
    """Every exercise of the list, page after page."""
    talk.command("exercises")
    assert talk.place is Place.EXERCISES
    names = set(talk.labels)
    while "More ›" in talk.labels:
        talk.tap("More ›")
        names |= set(talk.labels)
    return names


def test_the_list_leaves_out_what_does_not_suit(talk: Talk) -> None:
    talk.to_plan()
    before = listed(talk)
    tick_osteoporosis(talk)
    after = listed(talk)
    exercises = talk.content.exercises.values()
    spared = {each.name for each in exercises if why_not(talk.state, each, world(talk))}
    assert talk.content.exercises["knee_to_chest"].name in spared & before
    assert not spared & after


def test_a_page_of_an_exercise_to_leave_out_says_why_and_shows_no_steps(talk: Talk) -> None:
    talk.to_plan()
    tick_osteoporosis(talk)
    talk.command("exercises", "knee_to_chest")
    exercise = talk.content.exercises["knee_to_chest"]
    assert f"I leave <b>{exercise.name}</b> out for you" in talk.text
    assert exercise.steps[0] not in talk.text


def world(talk: Talk) -> World:
    return World(talk.content, talk.now)
