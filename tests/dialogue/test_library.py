"""Exercises outside a session: never one that the person is to leave out."""

import re

import pytest

from bot.care.doses import gentlest
from bot.dialogue.events import Commanded
from bot.dialogue.library import find_by_name, why_not
from bot.dialogue.machine import next_state
from bot.dialogue.state import Place, Wanted
from bot.dialogue.world import World
from intents.complaint import Command
from tests.talk import Talk


def stands(talk: Talk, place: Place) -> None:
    assert talk.place is place, talk.place


def tick_osteoporosis(talk: Talk) -> None:
    talk.command("settings")
    talk.tap("What to leave out")
    talk.tap("Osteoporosis")
    talk.tap("Done")
    talk.tap("Back")


def listed(talk: Talk) -> set[str]:
    """Every exercise of the list, page after page."""
    talk.command("exercises")
    talk.tap("Lower back")
    stands(talk, Place.EXERCISES)
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


# ---------------------------------------------------------------- finding things


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("bird dog", "bird_dog"),
        ("brid dog", "bird_dog"),
        ("cat strech", "cat_cow"),
        ("chin tucks", "chin_tuck"),
        ("glut bridge", "glute_bridge"),
        ("clam shell", "clamshell"),
        ("step up", "step_ups"),
    ],
)
def test_a_name_with_slips_opens_the_page(talk: Talk, written: str, found: str) -> None:
    talk.to_plan()
    talk.command("exercises")
    talk.say(written)
    stands(talk, Place.EXERCISE)
    assert talk.state.list_exercise == found


def test_a_name_that_many_have_offers_them(talk: Talk) -> None:
    talk.to_plan()
    talk.command("exercises")
    talk.say("hamstring")
    stands(talk, Place.EXERCISES)
    names = {talk.content.exercises[each].name for each in ("hamstring_towel", "hamstring_seated")}
    assert names <= set(talk.labels)


@pytest.mark.parametrize("words", ["xyzzy", "qwertz uiop", "grblmpf"])
def test_a_name_nobody_knows_is_said_so(talk: Talk, words: str) -> None:
    talk.to_plan()
    talk.command("exercises")
    talk.say(words)
    stands(talk, Place.EXERCISES)
    assert "no exercise by that name" in talk.text


@pytest.mark.parametrize("way", ["lying", "kneeling", "sitting", "standing", "water"])
def test_every_way_to_browse_shows_only_its_positions(talk: Talk, way: str) -> None:
    talk.to_plan()
    talk.command("exercises")
    talk.tap(talk.content.messages.positions[way])
    shown = all_pages(talk)
    by_name = {each.name: each for each in talk.content.exercises.values()}
    assert shown
    for name in shown:
        assert way in {talk.content.positions[at] for at in by_name[name].positions}


def all_pages(talk: Talk) -> set[str]:
    """Every exercise of an open list."""
    names = {each.name for each in talk.content.exercises.values()}
    shown = names & set(talk.labels)
    while "More ›" in talk.labels:
        talk.tap("More ›")
        shown |= names & set(talk.labels)
    return shown


def test_every_exercise_is_found_by_browsing_and_by_its_own_name(talk: Talk) -> None:
    exercises = talk.content.exercises
    by_way = {way for each in exercises.values() for way in each.positions}
    assert by_way <= set(talk.content.positions)
    for each in exercises.values():
        assert find_by_name(each.name, exercises).same == each.id


def test_a_page_leads_to_easier_and_harder_ones(talk: Talk) -> None:
    talk.to_plan()
    talk.command("start", "ex_bird_dog")
    bird_dog = talk.content.exercises["bird_dog"]
    easier = talk.content.exercises[bird_dog.easier[0]]
    talk.tap(f"Easier: {easier.name}")
    assert talk.state.list_exercise == easier.id
    talk.say("harder")
    assert talk.state.list_exercise == easier.harder[0]


def test_the_other_side_of_a_page_names_its_source_and_who_leaves_it_out(talk: Talk) -> None:
    talk.to_plan()
    talk.command("start", "ex_bird_dog")
    talk.tap("Good to know")
    exercise = talk.content.exercises["bird_dog"]
    assert talk.content.tags[exercise.leave_out_if[0]].means in talk.text
    assert "Source:" in talk.text
    talk.tap("How it goes")
    assert exercise.steps[0] in talk.text


def test_a_link_opens_the_page_for_somebody_new_and_asks_before_it_starts(talk: Talk) -> None:
    talk.command("start", "ex_chin_tuck")
    stands(talk, Place.EXERCISE)
    assert talk.content.exercises["chin_tuck"].steps[0] in talk.text
    assert "safety questions" in talk.text
    talk.tap("▶️ Do it now")
    stands(talk, Place.CONSENT)
    talk.tap("Yes, let's go")
    talk.say("my neck is stiff since yesterday")
    talk.answer_on()
    stands(talk, Place.PLAYER)
    assert "1 of 1" in talk.text
    assert talk.content.exercises["chin_tuck"].name in talk.text


def test_a_link_to_nothing_is_the_usual_start(talk: Talk) -> None:
    talk.command("start", "ex_no_such_thing")
    stands(talk, Place.CONSENT)


def test_a_link_shows_no_exercise_while_a_danger_sign_stands(talk: Talk) -> None:
    talk.say("i cant pee since this morning and my back hurts")
    talk.command("start", "ex_bird_dog")
    stands(talk, Place.DANGER)
    assert talk.content.exercises["bird_dog"].steps[0] not in talk.text


# ---------------------------------------------------------------- one exercise by itself


def do_one(talk: Talk, exercise: str) -> None:
    talk.command("start", f"ex_{exercise}")
    talk.tap("▶️ Do it now")


def test_one_exercise_is_a_session_of_its_own(talk: Talk) -> None:
    talk.to_plan(rating=2)
    do_one(talk, "pelvic_tilt")
    stands(talk, Place.PLAYER)
    assert talk.state.session is not None
    assert talk.state.session.plan.one_exercise
    talk.tap("✅ Done")
    talk.tap("1")
    stands(talk, Place.SUMMARY)
    assert talk.state.episode is not None
    assert talk.state.episode.sessions_finished == 0
    assert not talk.state.episode.outcomes
    assert talk.state.wanted.exercise is None


def test_one_exercise_starts_at_its_lowest_dose(talk: Talk) -> None:
    talk.to_plan(rating=2)
    do_one(talk, "pelvic_tilt")
    exercise = talk.content.exercises["pelvic_tilt"]
    assert talk.state.session is not None
    assert talk.state.session.plan.steps[0].dose == gentlest(exercise)


def test_a_sore_day_takes_only_what_is_fit_for_it(talk: Talk) -> None:
    talk.to_plan(rating=6)
    do_one(talk, "plank_knees")
    stands(talk, Place.EXERCISE)
    assert "for another day: your pain is at 6" in talk.text
    assert talk.state.session is None
    do_one(talk, "pelvic_tilt")
    stands(talk, Place.PLAYER)


def test_what_is_left_out_for_a_person_cannot_be_started(talk: Talk) -> None:
    talk.to_plan(rating=2)
    tick_osteoporosis(talk)
    talk.command("start", "ex_knee_to_chest")
    assert "▶️ Do it now" not in talk.labels
    state = talk.state.but(wanted=Wanted(exercise="knee_to_chest"), place=Place.PLAN, plan=None)
    after = next_state(state, Commanded(Command.HELP), talk.content, talk.now)
    assert after.session is None
    assert after.place is Place.EXERCISE


def test_strong_pain_starts_no_exercise_either(talk: Talk) -> None:
    talk.say("my lower back hurts, not in my legs, since monday")
    talk.answer_on(rating=9)
    do_one(talk, "pelvic_tilt")
    stands(talk, Place.NO_SESSION)


# ---------------------------------------------------------------- routines that fit now


def test_every_listed_routine_can_be_taken_as_it_is_listed(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.command("routine")
    stands(talk, Place.ROUTINES)
    listed = {b.label: b.data for row in talk.screen.buttons for b in row if ":take:" in b.data}
    assert listed
    for label, data in listed.items():
        talk.command("routine")
        talk.tap(label)
        stands(talk, Place.PLAN)
        assert talk.state.plan is not None
        assert talk.state.plan.routine == data.rsplit(":", 1)[1]


@pytest.mark.parametrize(("rating", "longest"), [(2, 10), (5, 10), (8, 5)])
def test_the_list_keeps_to_the_length_gate(talk: Talk, rating: int, longest: int) -> None:
    talk.to_plan(rating=rating)
    talk.command("routine")
    for label in [talk.labels[0], *(each for each in talk.labels if "· " in each)]:
        assert int(re.search(r"(\d+) min", label)[1]) <= longest  # type: ignore[index]


def test_another_area_can_be_looked_through(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.command("routine")
    talk.tap("At the desk")
    ours = [b.data for row in talk.screen.buttons for b in row if ":take:" in b.data]
    assert ours
    assert all(":take:desk_" in data for data in ours)


def test_a_position_is_looked_for_in_the_library_and_not_in_the_plan(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.say("which exercises can i do standing up")
    stands(talk, Place.EXERCISES)
    assert talk.state.list_position == "standing"


def test_leg_pain_keeps_to_its_own_routines(talk: Talk) -> None:
    talk.say("pain in my lower back that shoots down my left leg since a week")
    talk.answer_on(rating=3)
    talk.command("routine")
    assert "At the desk" not in talk.labels
    assert talk.state.plan is not None
    assert talk.state.plan.area == "sciatica"


# ---------------------------------------------------------------- what to go easy on


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("my lower back hurts, not in my legs, since monday", {"any_low_back_pain", "lower_back"}),
        ("my neck is stiff since a week", {"neck_pain"}),
        ("my lower back hurts and it shoots down my left leg since a week", {"sciatica"}),
    ],
)
def test_what_to_avoid_puts_first_what_matters_for_the_person(
    talk: Talk, words: str, groups: set[str]
) -> None:
    talk.say(words)
    talk.answer_on()
    talk.say("what should i avoid?")
    stands(talk, Place.AVOID)
    by_name = {each.name: each for each in talk.content.avoid.values()}
    first = [by_name[label] for label in talk.labels if label in by_name]
    assert groups & set(first[0].matters_for)


def test_a_movement_that_is_asked_about_gets_its_answer_and_what_to_do_instead(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.say("should i touch my toes?")
    stands(talk, Place.AVOID)
    item = talk.content.avoid["standing_toe_touch"]
    assert item.short in talk.text
    instead = talk.content.exercises[item.instead[-1]]
    talk.tap(f"Instead: {instead.name}")
    stands(talk, Place.EXERCISE)
    assert talk.state.list_exercise == instead.id


def test_in_a_session_the_answer_stands_beside_the_step(talk: Talk) -> None:
    talk.to_player()
    talk.say("are sit ups ok?")
    stands(talk, Place.PLAYER)
    assert any("sit-up" in text for text in (talk.text, *talk.screen.lead))


def test_no_exercise_is_offered_instead_while_a_danger_sign_stands(talk: Talk) -> None:
    talk.say("i cant pee since this morning and my back hurts")
    talk.say("should i touch my toes?")
    stands(talk, Place.DANGER)
    hamstring = talk.content.exercises["hamstring_towel"].name
    assert hamstring not in " ".join((talk.text, *talk.screen.lead))


# ---------------------------------------------------------------- a wish is for now


def want_core(talk: Talk) -> None:
    talk.command("routine")
    talk.tap("Core strength")
    talk.tap("Ease · 5 min")
    assert talk.state.wanted.area == "core"


def test_a_new_place_forgets_the_routine_that_was_asked_for(talk: Talk) -> None:
    talk.to_plan(rating=2)
    want_core(talk)
    talk.say("my neck hurts since yesterday")
    talk.answer_on(rating=2)
    assert talk.state.plan is not None
    assert talk.state.plan.area == "neck"


@pytest.mark.parametrize(
    "words", ["now it goes down my left leg too", "the pain goes down into my calf now"]
)
def test_leg_pain_that_comes_later_brings_its_own_questions_and_routines(
    talk: Talk, words: str
) -> None:
    talk.to_plan(rating=2)
    want_core(talk)
    talk.say(words)
    stands(talk, Place.UNDERSTOOD)
    talk.tap("That's right")
    assert "heels" in talk.text
    talk.answer_on(rating=2)
    assert talk.state.plan is not None
    assert talk.state.plan.area == "sciatica"


def test_a_wish_of_yesterday_is_not_todays(talk: Talk) -> None:
    talk.to_plan(rating=2)
    want_core(talk)
    talk.wait(hours=25)
    talk.say("start a routine")
    talk.answer_on(rating=2)
    assert talk.state.plan is not None
    assert talk.state.plan.area == "lower_back"


def asks_for_one(talk: Talk) -> None:
    """Stand at the rating that comes before one exercise."""
    talk.to_plan(rating=2)
    talk.wait(minutes=40)
    do_one(talk, "pelvic_tilt")
    stands(talk, Place.RATE)


def test_one_exercise_asked_for_does_not_start_another_day(talk: Talk) -> None:
    asks_for_one(talk)
    talk.wait(days=1)
    talk.press("v1:daily:2026-11-24:is:2")
    talk.answer_on(rating=2)
    assert talk.state.session is None


def test_nor_for_another_place_that_hurts(talk: Talk) -> None:
    asks_for_one(talk)
    talk.say("my neck hurts for 2 years")
    talk.answer_on(rating=2)
    assert talk.state.session is None


def test_nor_after_a_danger_sign(talk: Talk) -> None:
    asks_for_one(talk)
    talk.say("i cant pee since this morning")
    talk.tap("I've been checked")
    talk.tap("I may move and exercise")
    talk.answer_on(rating=2)
    assert talk.state.session is None


def test_in_a_session_the_way_to_another_exercise_is_said(talk: Talk) -> None:
    talk.to_player()
    talk.command("start", "ex_bird_dog")
    stands(talk, Place.PLAYER)
    assert "in the middle of a session" in talk.text
    assert talk.state.wanted.exercise is None


def test_a_link_shows_no_exercise_to_a_child(talk: Talk) -> None:
    talk.say("i am 15 and my back hurts")
    talk.command("start", "ex_bird_dog")
    stands(talk, Place.UNDER_AGE)
    assert talk.content.exercises["bird_dog"].steps[0] not in talk.text


@pytest.mark.parametrize("first", ["stop", "delete"])
def test_no_way_round_the_crisis_text_leads_to_an_exercise(talk: Talk, first: str) -> None:
    talk.to_plan(rating=2)
    talk.say("i want to die")
    talk.command(first)
    for command, arg in (("start", "ex_bird_dog"), ("exercises", ""), ("exercises", "bird_dog")):
        talk.command(command, arg)
        stands(talk, Place.CRISIS)


@pytest.mark.parametrize("exercise", ["plank_forearm", "side_plank_full", "walk_intervals"])
def test_a_first_session_takes_only_gentle_exercises_alone(talk: Talk, exercise: str) -> None:
    talk.to_plan(rating=2)
    do_one(talk, exercise)
    assert talk.state.session is None
    assert "first session" in talk.text


def test_what_hurt_alone_is_spared_in_the_next_plan(talk: Talk) -> None:
    talk.to_plan(rating=2)
    assert talk.state.plan is not None
    exercise = next(s.exercise for s in talk.state.plan.steps if s.exercise == "pelvic_tilt")
    do_one(talk, exercise)
    talk.tap("It hurts")
    talk.tap("In my usual place")
    talk.tap("Sharp")
    talk.tap("8")
    if talk.place is Place.PLAYER:
        talk.tap("Stop")
    if talk.place is Place.RATE:
        talk.tap("2")
    talk.say("start a routine")
    talk.answer_on(rating=2)
    assert talk.state.plan is not None
    assert exercise not in {step.exercise for step in talk.state.plan.steps}
    do_one(talk, exercise)
    assert talk.state.session is None
    assert "it hurt last time" in talk.text


@pytest.mark.parametrize(
    "words",
    ["show me some exercises", "i want to exercise", "good morning", "good", "thank you", "plan"],
)
def test_what_is_no_name_opens_no_page(talk: Talk, words: str) -> None:
    talk.to_plan()
    talk.command("exercises")
    talk.say(words)
    assert talk.place is not Place.EXERCISE


@pytest.mark.parametrize("words", ["no plank", "not the bird dog", "skip that exercise"])
def test_a_name_that_is_not_wanted_opens_no_page(talk: Talk, words: str) -> None:
    talk.to_plan()
    talk.command("exercises")
    talk.say(words)
    assert talk.place is not Place.EXERCISE


def test_reading_a_page_and_saying_ok_starts_nothing(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.command("start", "ex_pelvic_tilt")
    for words in ("ok", "good"):
        talk.say(words)
        assert talk.state.session is None
    talk.command("start", "ex_pelvic_tilt")
    talk.say("yes")
    stands(talk, Place.PLAYER)


def test_the_list_after_an_old_rating_asks_anew_and_then_lists(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.wait(hours=2)
    talk.command("routine")
    stands(talk, Place.RATE)
    talk.tap("3")
    stands(talk, Place.ROUTINES)


def test_a_page_of_an_exercise_that_is_gone_leads_to_the_menu(talk: Talk) -> None:
    talk.to_plan()
    talk.command("start", "ex_bird_dog")
    talk.state = talk.state.but(list_exercise="no_longer_there")
    assert talk.screen.buttons
    talk.say("hello")
    stands(talk, Place.EXERCISES)


def test_an_answer_names_no_move_while_a_danger_question_is_open(talk: Talk) -> None:
    talk.to_player()
    talk.tap("It hurts")
    talk.tap("New numbness or weakness")
    talk.say("how do i do a plank")
    assert talk.content.exercises["plank_forearm"].steps[0] not in talk.text
