"""Do people reach the avoid list, the exercises of a position and the rest of the library in their
own words?"""

import pytest

from bot.app import load_knowledge
from intents import Command, Intent, Reader, load_reader

AVOID = {
    "full_sit_up": ["Full sit-ups", "sit ups", "military sit up"],
    "standing_toe_touch": ["Touching your toes while standing", "touch your toes"],
    "bed_rest": ["Resting in bed for days", "stay in bed", "rest in bed"],
    "long_sitting": ["Sitting for hours", "sit all day", "sitting for hours"],
    "heavy_lifting_early": ["Heavy lifting", "deadlifts", "moving furniture"],
    "ice_on_skin": ["Ice straight on skin", "ice on bare skin"],
    "superman": ["Superman"],
    "breath_holding": ["Holding your breath while you strain", "hold your breath"],
}
EXERCISES = {"partial_crunch": ["Partial crunch", "half sit up"], "superman_arms": ["superman"]}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(avoid=AVOID)


@pytest.mark.parametrize(
    ("said", "movement"),
    [
        ("would a few sit-ups be ok?", "full_sit_up"),
        ("Are situps a bad idea for me", "full_sit_up"),
        ("may i try to touch my toes", "standing_toe_touch"),
        ("is touching the floor alright", "standing_toe_touch"),
        ("are russian twists safe", "loaded_twist"),
        ("are rusian twissts safe", "loaded_twist"),
        ("should i keep cracking my neck", "neck_full_circles"),
        ("neck rolls ok", "neck_full_circles"),
        ("could i go for a jog later", "high_impact_flare"),
        ("id love to go running again", "high_impact_flare"),
        ("burpees?", "high_impact_flare"),
        ("my back is stiff. can i play rugby", "high_impact_flare"),
        ("would hanging upside down be good for me", "inversion_hanging"),
        ("how about a headstand", "plough_shoulder_stand"),
        ("can i use a foam roller on my lower back", "foam_roll_low_back"),
        ("do i hold my breath as i push", "breath_holding"),
        ("im pregnant, may i sleep on my back", "supine_late_pregnancy"),
    ],
)
def test_a_movement_asked_about_or_wished_for_is_named(
    said: str, movement: str, reader: Reader
) -> None:
    complaint = reader.understand(said)
    assert complaint.avoid == movement
    assert complaint.intent in (Intent.ASK_INFO, Intent.ASK_EXERCISE)
    (shown,) = (one for one in complaint.evidence if one.finding == f"avoid:{movement}")
    assert shown.words in said


@pytest.mark.parametrize(
    "said",
    [
        "we moved furniture and now my back aches",
        "lower back pain since i did sit ups",
        "it hurts when i touch my toes",
        "i stayed in bed the whole weekend",
        "i sat all day at the office",
        "i held my breath and pushed",
        "my back went doing burpees",
        "why does it hurt when i run",
        "is it normal to ache after jogging",
        "is swimming kinder than running",
        "i dont want to do sit ups",
        "can i sit up in bed",
        "may i run something by you",
        "does back pain run in the family",
        "could we jump ahead",
        "my knee hurts, can i run",
        "can i skip this one",
        "what a superb day",
    ],
)
def test_what_is_told_is_not_asked_about(said: str, reader: Reader) -> None:
    assert reader.understand(said).avoid is None


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("is it good to rest in bed", "bed_rest"),
        ("is sitting for hours bad", "sitting"),
        ("can i lift weights", "weights"),
        ("are deadlifts safe", "weights"),
        ("can i put ice on bare skin", "ice_or_heat"),
    ],
)
def test_a_topic_that_answers_the_same_is_given_alone(
    said: str, topic: str, reader: Reader
) -> None:
    complaint = reader.understand(said)
    assert (complaint.topic, complaint.avoid) == (topic, None)


def test_a_movement_and_a_topic_may_both_be_named(reader: Reader) -> None:
    complaint = reader.understand("are sit ups good")
    assert (complaint.topic, complaint.avoid) == ("sit_ups", "full_sit_up")


def test_an_exercise_is_meant_unless_the_name_of_the_movement_is_longer() -> None:
    reader = load_reader(exercises=EXERCISES, avoid=AVOID)
    both_named = reader.understand("is superman safe")
    assert (both_named.exercise, both_named.avoid) == ("superman_arms", None)
    shorter_exercise = reader.understand("is the superman hold safe")
    assert shorter_exercise.avoid == "superman"
    longer_exercise = reader.understand("are half sit ups safe")
    assert longer_exercise.avoid is None


def test_names_come_from_whoever_loads_the_reader() -> None:
    named = load_reader(avoid={"log_roll": ["zorbing", "log rolling race"]})
    assert named.understand("can i go zorbing").avoid == "log_roll"
    assert named.understand("can i join a log rolling race").avoid == "log_roll"
    assert load_reader().understand("can i go zorbing").avoid is None


@pytest.mark.parametrize(
    ("said", "position"),
    [
        ("which stretches work lying down", "lying"),
        ("show me a few stretches for in bed", "lying"),
        ("what can i try lieing on my back", "lying"),
        ("got any moves for when im sat down?", "sitting"),
        ("a workout at my desk please", "sitting"),
        ("office stretches", "sitting"),
        ("armchair exercises for a stiff neck", "sitting"),
        ("what could we do standing up", "standing"),
        ("streches i can do standin up", "standing"),
        ("is there anything i can do on my feet", "standing"),
        ("standing desk stretches", "standing"),
    ],
)
def test_exercises_are_wished_for_a_position(said: str, position: str, reader: Reader) -> None:
    complaint = reader.understand(said)
    assert complaint.position == position
    assert (complaint.intent, complaint.command) == (Intent.ASK_EXERCISE, Command.EXERCISES)
    assert complaint.topic is None
    assert complaint.triggers == ()
    assert f"position:{position}" in [one.finding for one in complaint.evidence]


def test_a_wish_for_a_position_keeps_where_it_hurts(reader: Reader) -> None:
    complaint = reader.understand("my tailbone aches, what can i do standing up")
    assert (complaint.position, complaint.areas) == ("standing", ("tailbone",))


@pytest.mark.parametrize(
    "said",
    [
        "it hurts lying down",
        "my back aches when sitting, what exercises are good",
        "stretches for pain when standing",
        "what exercises are good if sitting hurts",
        "moves for people who sit all day",
        "i did my stretches sitting down",
        "my stretches in bed went well",
        "is it better to stretch standing or sitting",
        "no exercises lying down please",
        "can i do this stretch sitting",
        "how long may i sit",
        "is lying in bed bad",
        "which chair is best",
        "show me exercises",
    ],
)
def test_a_position_that_is_told_of_is_not_wished_for(said: str, reader: Reader) -> None:
    assert reader.understand(said).position is None


@pytest.mark.parametrize(
    "said",
    [
        "please quit sending me these facts",
        "could you switch the daily tips off",
        "i dont need any more facts",
        "enough of your tips thanks",
        "hello, no more facts",
        "cancel the daily fact",
    ],
)
def test_the_daily_fact_is_stopped_in_so_many_words(said: str, reader: Reader) -> None:
    complaint = reader.understand(said)
    assert complaint.command is Command.FACTS_OFF
    assert not complaint.loose


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("stop", Command.STOP),
        ("no more", Command.STOP),
        ("stop the exercises", Command.STOP),
        ("shut your reminders off", Command.REMINDERS_OFF),
    ],
)
def test_other_ends_are_not_taken_for_it(said: str, command: Command, reader: Reader) -> None:
    assert reader.understand(said).command is command


@pytest.mark.parametrize(
    "said",
    ["more facts please", "a fact about backs", "those facts again", "any tips for gardening"],
)
def test_facts_are_never_stopped_by_likeness(said: str, reader: Reader) -> None:
    assert reader.understand(said).command is not Command.FACTS_OFF


@pytest.mark.parametrize(
    "said",
    [
        "which moves are bad for me",
        "what shall i keep away from",
        "is there anything i must never do",
        "exercises i should leave out",
        "what sports are risky for my back",
        "what things might make my back worse",
        "what do i have to be careful with",
        "a list of moves to avoid",
    ],
)
def test_what_to_avoid_is_asked_for(said: str, reader: Reader) -> None:
    assert reader.understand(said).command is Command.AVOID


@pytest.mark.parametrize(
    "said",
    [
        "i could do with some more help",
        "where can i get extra support",
        "all this is becoming too much for me",
        "im struggling to cope",
        "stretching isnt enough for me",
    ],
)
def test_more_support_is_asked_for(said: str, reader: Reader) -> None:
    complaint = reader.understand(said)
    assert complaint.command is Command.SUPPORT
    assert complaint.red_flags == ()


@pytest.mark.parametrize(
    "said",
    [
        "its all getting too much, i want to die",
        "i need more help, i am thinking of killing myself",
        "i cant cope any more and want to end my life",
    ],
)
def test_words_of_a_crisis_are_heard_beside_it(said: str, reader: Reader) -> None:
    complaint = reader.understand(said)
    assert "self_harm" in complaint.red_flags
    assert complaint.command is None


def test_too_much_in_an_exercise_is_still_too_hard(reader: Reader) -> None:
    assert reader.understand("this is too much for me").command is Command.EASIER


def test_every_name_of_the_avoid_list_is_understood_in_a_question() -> None:
    knowledge = load_knowledge()
    movements = knowledge.reader.lexicon.movements
    missed = []
    for each in knowledge.content.avoid.values():
        for name in each.other_names:
            said = knowledge.reader.understand(f"what about {name.lower()}")
            answered = said.topic in movements[each.id].answered_by
            if said.avoid != each.id and not answered and said.exercise is None:
                missed.append((each.id, name, said.avoid, said.topic))
    assert missed == []
