"""Which questions come before moves that somebody asked for, or pain that came later?"""

from bot.care.plan import active_tags
from bot.care.triage import AgeBand
from bot.dialogue.daily_fact import todays_fact
from bot.dialogue.library import why_not
from bot.dialogue.session import case_of
from bot.dialogue.state import Place, State
from bot.dialogue.world import World
from tests.talk import Talk


def stands(talk: Talk, place: Place) -> None:
    assert talk.place is place, talk.place


def test_leg_pain_in_the_third_week_of_back_pain_has_its_own_two_weeks(talk: Talk) -> None:
    talk.to_plan(rating=3)
    talk.wait(days=20)
    talk.say("start a routine")
    talk.answer_on(rating=3)
    talk.say("since today it shoots down my left leg")
    talk.answer_on(rating=3)
    world = World(talk.content, talk.now)
    assert "acute_sciatica" in active_tags(
        case_of(talk.state, world, rating=3), talk.content.thresholds
    )
    talk.wait(days=1)
    talk.say("start a routine")
    asked = set()
    while talk.place is Place.SCREEN:
        asked.add(talk.state.screening.present if talk.state.screening else "")
        talk.tap("No")
    assert "leg_walk" in asked


def test_a_neck_move_asked_for_brings_the_questions_of_the_neck(talk: Talk) -> None:
    talk.to_plan(rating=2)
    talk.command("start", "ex_chin_tuck")
    talk.tap("▶️ Do it now")
    stands(talk, Place.SCREEN)
    assert talk.content.questions["neck_stroke"].ask in talk.text
    talk.through_screen()
    stands(talk, Place.PLAYER)


def test_a_yes_to_fifty_sends_to_a_doctor_first(talk: Talk) -> None:
    talk.say("pain between my shoulder blades since 2 days")
    while talk.place is not Place.DANGER:
        if talk.place is Place.SCREEN and talk.state.screening is not None:
            fifty = talk.state.screening.present == "over_fifty"
            young = "18 to 64" in talk.labels
            talk.tap("18 to 64" if young else "Yes" if fifty else "No")
        else:
            before = talk.place
            for label in ("Yes, let's go", "That's right", "Less than 6 weeks", "No, it stays"):
                if any(label in each for each in talk.labels):
                    talk.tap(label)
                    break
            assert talk.place is not before, talk.text
    assert "doctor" in talk.text


def test_no_fact_is_told_while_a_sign_asks_for_a_doctor(talk: Talk) -> None:
    talk.to_plan(rating=2)
    world = World(talk.content, talk.now)
    assert todays_fact(talk.state, {}, world) is not None
    talk.say("my left leg is a bit weaker than the other")
    assert todays_fact(talk.state, {}, World(talk.content, talk.now)) is None


def test_a_pregnancy_counts_before_anything_else_is_known(talk: Talk) -> None:
    state = State(consent_version=1, pregnant=True, age=AgeBand.ADULT)
    world = World(talk.content, talk.now)
    assert why_not(state, talk.content.exercises["press_up"], world)
