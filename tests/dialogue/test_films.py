"""Which film does a person see with a step, and can they see the other side?"""

from io import BytesIO

from PIL import Image

from bot.app import Knowledge
from bot.dialogue.cards import cover, step_picture
from content.pictures.catalogue import TILE, film_path, load_films
from tests.talk import Talk


def test_every_step_of_every_routine_has_its_film(knowledge: Knowledge) -> None:
    content = knowledge.content
    for routine in content.routines.values():
        for step in routine.steps:
            exercise = content.exercises[step.exercise]
            for left in {False, step.dose.per_side}:
                picture = step_picture(exercise, step.dose, left=left)
                assert picture is not None, (routine.id, exercise.id)
                assert picture.film, (routine.id, exercise.id, step.dose.hold_seconds)


def test_a_hold_without_a_film_shows_the_still(knowledge: Knowledge) -> None:
    exercise = knowledge.content.exercises["wall_sit"]
    odd = exercise.dose.model_copy(update={"hold_seconds": 59})
    light, dark = step_picture(exercise, odd), step_picture(exercise, odd, dark=True)
    assert light is not None
    assert dark is not None
    assert not light.film
    assert light.key != dark.key


def test_both_sides_of_a_step_can_be_looked_at(talk: Talk) -> None:
    talk.to_player()
    while not any("left side" in label for label in talk.labels):
        talk.tap("✅ Done")
    right = talk.screen.picture
    talk.tap("left side")
    left = talk.screen.picture
    assert right is not None
    assert left is not None
    assert left.key != right.key
    index = talk.state.session.index if talk.state.session else None
    talk.tap("right side")
    assert talk.screen.picture == right
    assert talk.state.session is not None
    assert talk.state.session.index == index


def test_a_step_without_sides_offers_no_other_side(talk: Talk) -> None:
    talk.to_player()
    assert talk.state.session is not None
    step = talk.state.session.plan.steps[0]
    assert step.dose.per_side == any("side" in label for label in talk.labels)


def test_every_film_of_the_manifest_is_there() -> None:
    for films in load_films().values():
        for film in films:
            for file in film.files:
                assert film_path(file).is_file(), file


def test_a_plan_shows_its_exercises_at_a_glance(talk: Talk) -> None:
    talk.to_plan()
    shown, plan = talk.screen.picture, talk.state.plan
    assert plan is not None
    assert shown is not None
    assert shown.make is not None
    page = Image.open(BytesIO(shown.make()))
    assert page.width * page.height > len(plan.steps) * TILE[0] * TILE[1]
    assert shown == cover([step.exercise for step in plan.steps])
    talk.tap("10 minutes")
    assert talk.screen.picture not in (None, shown)


def test_a_cover_shows_the_order_and_the_theme(knowledge: Knowledge) -> None:
    one, two = sorted(knowledge.content.exercises)[:2]
    covers = [cover([one, two]), cover([two, one]), cover([one, two], dark=True)]
    keys = {each.key for each in covers if each is not None}
    assert len(keys) == 3


def test_every_routine_has_a_cover(knowledge: Knowledge) -> None:
    for routine in knowledge.content.routines.values():
        shown = cover([step.exercise for step in routine.steps])
        assert shown is not None, routine.id
        assert shown.make is not None
        assert len(shown.make()) < 300_000


def test_a_plan_with_an_exercise_that_is_not_drawn_has_no_cover() -> None:
    assert cover(["bird_dog", "no_such_exercise"]) is None
    assert cover([]) is None
