"""Is all content readable, linked and sayable, and is every mistake in it named?"""

import re
import shutil
from pathlib import Path

import pytest

import content as content_package
from content.files import ContentError
from content.loader import Content, load_content
from content.models import Goal, Urgency

PACKAGE = Path(content_package.__file__).parent

# The smallest content that loads: three exercises, one routine, one of everything else.
SMALL = {
    "areas.yaml": "lower_back: {routines: lower_back, screens: [first_use]}\n",
    "avoid.yaml": (
        "sit_ups:\n"
        "  {advised: while_sore, matters_for: [acute_pain], instead: [tilt], sources: [leaflet]}\n"
    ),
    "countries.yaml": 'gb: {emergency: "999", advice: NHS 111}\n',
    "daily_facts.yaml": (
        "rest_is_fine: {areas: [any, lower_back], stages: [sore], sources: [leaflet]}\n"
    ),
    "education.yaml": (
        "rest: {exercises: [tilt], check_flags: [numb_saddle, trauma], sources: [leaflet]}\n"
    ),
    "exercises/march.yaml": (
        "areas: [lower_back]\n"
        "kind: aerobic\n"
        "positions: [standing]\n"
        "level: 1\n"
        "spine_direction: neutral\n"
        "acute_ok: true\n"
        "times_per_day: [1, 2]\n"
        "days_per_week: 7\n"
        "dose: {duration_seconds: 60, move_seconds: 5}\n"
        "dose_range: {duration_seconds: [20, 150]}\n"
        "sources: [leaflet]\n"
    ),
    "exercises/rolls.yaml": (
        "areas: [lower_back]\n"
        "kind: mobility\n"
        "positions: [supine_knees_bent]\n"
        "level: 1\n"
        "spine_direction: rotation\n"
        "acute_ok: true\n"
        "times_per_day: [1, 2]\n"
        "days_per_week: 7\n"
        "dose: {repetitions: 4, hold_seconds: 5, move_seconds: 4, per_side: true}\n"
        "dose_range: {repetitions: [3, 8], hold_seconds: [3, 10]}\n"
        "leave_out_if: [twisting_hurts]\n"
        "easier: [tilt]\n"
        "sources: [leaflet]\n"
    ),
    "exercises/tilt.yaml": (
        "areas: [lower_back]\n"
        "kind: mobility\n"
        "positions: [supine_knees_bent]\n"
        "level: 1\n"
        "spine_direction: flexion_small\n"
        "acute_ok: true\n"
        "times_per_day: [1, 2]\n"
        "days_per_week: 7\n"
        "dose: {repetitions: 10, hold_seconds: 10, move_seconds: 2}\n"
        "dose_range: {repetitions: [5, 12], hold_seconds: [3, 10]}\n"
        "harder: [rolls]\n"
        "sources: [leaflet]\n"
        "unconfirmed: true\n"
    ),
    "positions.yaml": "standing: standing\nsupine_knees_bent: lying\n",
    "red_flags.yaml": (
        "numb_saddle: {urgency: emergency, alone: true, areas: [any], sources: [leaflet]}\n"
        "trauma: {urgency: see_doctor, alone: false, areas: [lower_back], sources: [leaflet]}\n"
    ),
    "routines/lower_back_ease_5.yaml": (
        "area: lower_back\n"
        "goal: ease\n"
        "level: 1\n"
        "minutes: 5\n"
        "total_seconds: 284\n"
        "floor: true\n"
        "steps:\n"
        "  - {exercise: march, phase: warm_up, seconds: 85,\n"
        "     dose: {duration_seconds: 70, move_seconds: 5}}\n"
        "  - {exercise: rolls, phase: stretch, seconds: 77,\n"
        "     dose: {repetitions: 4, hold_seconds: 5, move_seconds: 4, per_side: true}}\n"
        "  - {exercise: tilt, phase: strength, seconds: 106,\n"
        "     dose: {repetitions: 8, hold_seconds: 10, move_seconds: 2}}\n"
    ),
    "screens.yaml": (
        "saddle: {screen: first_use, flags: [numb_saddle]}\n"
        "accident: {screen: first_use, flags: [trauma]}\n"
        "daily: {screen: every_checkin, flags: [numb_saddle, trauma]}\n"
    ),
    "sources.yaml": "leaflet: {name: A leaflet, seen: full}\n",
    "substitutions.yaml": "twisting_hurts: {rolls: tilt}\n",
    "support.yaml": "worry: {topic: rest}\n",
    "tags.yaml": "twisting_hurts: {}\n",
    "triggers.yaml": "twisting: twisting_hurts\n",
    "locales/en/areas.yaml": "lower_back: {name: Lower back}\n",
    "locales/en/avoid.yaml": (
        "sit_ups: {name: Sit-ups, short: Not while it is sore., why: They load the discs.}\n"
    ),
    "locales/en/countries.yaml": "gb: {name: United Kingdom}\n",
    "locales/en/daily_facts.yaml": "rest_is_fine: {text: Short rests are fine.}\n",
    "locales/en/education.yaml": (
        "rest: {title: Rest?, answer: Short rests are fine., why: Moving helps more.}\n"
    ),
    "locales/en/exercises/march.yaml": (
        "name: March\n"
        "purpose: Warms you up.\n"
        "steps: [Stand tall., Lift one knee and then the other.]\n"
        "feel: Warm legs.\n"
    ),
    "locales/en/exercises/rolls.yaml": (
        "name: Knee rolls\n"
        "purpose: Turns your back.\n"
        "steps: [Lie on your back., Roll your knees from side to side.]\n"
        "feel: A gentle twist.\n"
        "mistakes: [Hurrying]\n"
    ),
    "locales/en/exercises/tilt.yaml": (
        "name: Pelvic tilt\n"
        "purpose: Wakes up your belly.\n"
        "steps: [Lie on your back., Press your lower back down., Let go.]\n"
        "feel: Your belly works.\n"
    ),
    "locales/en/red_flags.yaml": (
        "numb_saddle: {name: Numbness, label: Numb, ask: Any numbness?, action: Call 999.}\n"
        "trauma: {name: Accident, label: Accident, ask: Any accident?, action: See a doctor.}\n"
    ),
    "locales/en/screens.yaml": (
        "saddle: {ask: Any numbness?}\naccident: {ask: An accident?}\ndaily: {ask: Anything new?}\n"
    ),
    "locales/en/support.yaml": "worry: {ask: Do you worry about your back?}\n",
    "locales/en/tags.yaml": (
        "twisting_hurts: {label: Twisting, means: Twisting brings on sharp pain.}\n"
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the smallest content that loads."""
    return write_small(tmp_path / "content")


def write_small(root: Path) -> Path:
    """Write the smallest content that loads; thresholds and messages are the real ones."""
    for file, text in SMALL.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for file in ("thresholds.yaml", "locales/en/messages.yaml"):
        shutil.copy(PACKAGE / file, root / file)
    thresholds = (root / "thresholds.yaml").read_text()
    sources = re.sub(r"^sources: .*$", "sources: [leaflet]", thresholds, flags=re.MULTILINE)
    (root / "thresholds.yaml").write_text(sources)
    return root


@pytest.fixture(scope="module")
def everything() -> Content:
    """What the package ships."""
    return load_content()


def change(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text()
    assert text.count(old) == 1, f"{old!r} should be in {file} once"
    (root / file).write_text(text.replace(old, new))


def complaint_about(root: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_content(root)
    return str(caught.value)


# -- what loading gives --------------------------------------------------------------------------


def test_facts_and_words_of_one_exercise_become_one_page(small: Path) -> None:
    rolls = load_content(small).exercises["rolls"]
    assert (rolls.id, rolls.name, rolls.easier) == ("rolls", "Knee rolls", ("tilt",))
    assert rolls.dose.per_side
    assert rolls.mistakes == ("Hurrying",)


def test_questions_keep_the_order_of_their_screen(small: Path) -> None:
    content = load_content(small)
    assert content.screens == {"first_use": ("saddle", "accident"), "every_checkin": ("daily",)}
    assert content.questions["saddle"].ask == "Any numbness?"


def test_an_urgency_is_written_in_words(small: Path) -> None:
    content = load_content(small)
    assert content.red_flags["numb_saddle"].urgency is Urgency.EMERGENCY
    assert content.red_flags["trauma"].urgency is Urgency.SEE_DOCTOR


def test_tags_lead_from_a_trigger_to_a_substitute(small: Path) -> None:
    content = load_content(small)
    tag = content.trigger_tags["twisting"]
    assert content.substitutions[tag] == {"rolls": "tilt"}


def test_a_second_language_is_a_second_folder(small: Path) -> None:
    shutil.copytree(small / "locales/en", small / "locales/de")
    change(small, "locales/de/areas.yaml", "Lower back", "Unterer Rücken")
    assert load_content(small, "de").areas["lower_back"].name == "Unterer Rücken"
    assert load_content(small, "en").areas["lower_back"].name == "Lower back"


def test_a_figure_is_for_those_who_draw(small: Path) -> None:
    with (small / "exercises/tilt.yaml").open("a") as page:
        page.write("figure: {start: nowhere}\n")
    assert not hasattr(load_content(small).exercises["tilt"], "figure")


def test_loaded_content_cannot_be_changed(small: Path) -> None:
    content = load_content(small)
    with pytest.raises(TypeError):
        content.exercises["x"] = content.exercises["tilt"]  # type: ignore[index]


# -- every mistake is named ----------------------------------------------------------------------

ROUTINE = "routines/lower_back_ease_5.yaml"
MISTAKES = {
    # name: (file, old, new, what the complaint says)
    "broken YAML": (
        "exercises/tilt.yaml",
        "kind: mobility",
        "kind: [mobility",
        "content/exercises/tilt.yaml: line 3: ",
    ),
    "a character YAML refuses": (
        "exercises/tilt.yaml",
        "kind: mobility",
        "kind: mob\0ility",
        "content/exercises/tilt.yaml: ",
    ),
    "a date that does not exist": (
        "sources.yaml",
        "seen: full",
        "seen: 2020-13-45",
        "content/sources.yaml: is not YAML: ",
    ),
    "a field written twice": (
        "exercises/tilt.yaml",
        "kind: mobility",
        "kind: mobility\nkind: stretch",
        "content/exercises/tilt.yaml: line 3: kind is written twice",
    ),
    "an id written twice": (
        "tags.yaml",
        "twisting_hurts: {}",
        "twisting_hurts: {}\ntwisting_hurts: {}",
        "content/tags.yaml: line 2: twisting_hurts is written twice",
    ),
    "a country that YAML reads as false": (
        "countries.yaml",
        "gb:",
        "no:",
        "content/countries.yaml: line 1: no is not read as text: put it in quotes",
    ),
    "a page without fields": (
        "areas.yaml",
        "{routines: lower_back, screens: [first_use]}",
        "lower_back",
        "content/areas.yaml: lower_back: should hold fields",
    ),
    "an unknown fact": (
        "exercises/tilt.yaml",
        "level: 1",
        "level: 1\nhardness: 3",
        "content/exercises/tilt.yaml: hardness: unknown field here",
    ),
    "an unknown word": (
        "locales/en/areas.yaml",
        "name: Lower back",
        "name: Lower back, nickname: Bak",
        "content/locales/en/areas.yaml: lower_back.nickname: unknown field here",
    ),
    "a word among the facts": (
        "exercises/tilt.yaml",
        "level: 1",
        "level: 1\nname: Tilt",
        "content/exercises/tilt.yaml: name: unknown field here",
    ),
    "a fact among the words": (
        "locales/en/exercises/tilt.yaml",
        "name: Pelvic tilt",
        "name: Pelvic tilt\nacute_ok: false",
        "content/locales/en/exercises/tilt.yaml: acute_ok: unknown field here",
    ),
    "an id inside a file that is named for it": (
        "exercises/tilt.yaml",
        "level: 1",
        "level: 1\nid: tilt",
        "content/exercises/tilt.yaml: id: unknown field here",
    ),
    "a missing fact": (
        "exercises/tilt.yaml",
        "acute_ok: true\n",
        "",
        "content/exercises/tilt.yaml: acute_ok: Field required",
    ),
    "a missing word": (
        "locales/en/exercises/tilt.yaml",
        "feel: Your belly works.\n",
        "",
        "content/locales/en/exercises/tilt.yaml: feel: Field required",
    ),
    "a missing word in a file of many": (
        "locales/en/tags.yaml",
        ", means: Twisting brings on sharp pain.",
        "",
        "content/locales/en/tags.yaml: twisting_hurts.means: Field required",
    ),
    "an impossible dose": (
        "exercises/tilt.yaml",
        "repetitions: 10,",
        "repetitions: 1000,",
        "content/exercises/tilt.yaml: dose.repetitions: ",
    ),
    "a dose both counted and timed": (
        "exercises/march.yaml",
        "duration_seconds: 60,",
        "duration_seconds: 60, repetitions: 3,",
        "content/exercises/march.yaml: dose: a dose has either repetitions or duration_seconds",
    ),
    "a dose outside its own range": (
        "exercises/tilt.yaml",
        "repetitions: 10,",
        "repetitions: 13,",
        "content/exercises/tilt.yaml: dose.repetitions: 13 is not within 5 to 12",
    ),
    "a number for a word": (
        "locales/en/exercises/tilt.yaml",
        "Let go.]",
        "3]",
        "content/locales/en/exercises/tilt.yaml: steps.3: ",
    ),
    "a phone number without quotes": (
        "countries.yaml",
        '"999"',
        "999",
        "content/countries.yaml: gb.emergency: ",
    ),
    "an urgency nobody knows": (
        "red_flags.yaml",
        "urgency: emergency",
        "urgency: soon",
        "content/red_flags.yaml: numb_saddle.urgency: should be one of self_care, see_doctor, ",
    ),
    "words for something that has no facts": (
        "locales/en/areas.yaml",
        "lower_back: {name: Lower back}",
        "lower_back: {name: Lower back}\nelbow: {name: Elbow}",
        "content/locales/en/areas.yaml: elbow: has no facts in content/areas.yaml: elbow",
    ),
    "facts for something that has no words": (
        "tags.yaml",
        "twisting_hurts: {}",
        "twisting_hurts: {}\nsitting_hurts: {}",
        "content/locales/en/tags.yaml: sitting_hurts: missing, there are facts in content/tags",
    ),
    "an exercise for an unknown area": (
        "exercises/tilt.yaml",
        "areas: [lower_back]",
        "areas: [lower_back, elbow]",
        "content/exercises/tilt.yaml: areas: unknown area 'elbow'",
    ),
    "an unknown easier exercise": (
        "exercises/rolls.yaml",
        "easier: [tilt]",
        "easier: [tilts]",
        "content/exercises/rolls.yaml: easier: unknown exercise 'tilts'",
    ),
    "an unknown harder exercise": (
        "exercises/tilt.yaml",
        "harder: [rolls]",
        "harder: [roll]",
        "content/exercises/tilt.yaml: harder: unknown exercise 'roll'",
    ),
    "an exercise in an unknown position": (
        "exercises/tilt.yaml",
        "supine_knees_bent",
        "supine",
        "content/exercises/tilt.yaml: positions: unknown position 'supine'",
    ),
    "a position found in an unknown way": (
        "positions.yaml",
        "lying",
        "resting",
        "content/positions.yaml: supine_knees_bent: unknown way of browsing 'resting'",
    ),
    "an unknown leave-out tag": (
        "exercises/rolls.yaml",
        "leave_out_if: [twisting_hurts]",
        "leave_out_if: [twist]",
        "content/exercises/rolls.yaml: leave_out_if: unknown leave-out tag 'twist'",
    ),
    "an unknown source": (
        "exercises/rolls.yaml",
        "sources: [leaflet]",
        "sources: [poster]",
        "content/exercises/rolls.yaml: sources: unknown source 'poster'",
    ),
    "a link named twice": (
        "exercises/rolls.yaml",
        "easier: [tilt]",
        "easier: [tilt, tilt]",
        "content/exercises/rolls.yaml: easier: exercise 'tilt' is named twice",
    ),
    "an unknown source of a danger sign": (
        "red_flags.yaml",
        "areas: [any], sources: [leaflet]",
        "areas: [any], sources: [poster]",
        "content/red_flags.yaml: numb_saddle.sources: unknown source 'poster'",
    ),
    "a danger sign in an unknown area": (
        "red_flags.yaml",
        "areas: [lower_back]",
        "areas: [elbow]",
        "content/red_flags.yaml: trauma.areas: unknown area 'elbow'",
    ),
    "a question about an unknown danger sign": (
        "screens.yaml",
        "saddle: {screen: first_use, flags: [numb_saddle]}",
        "saddle: {screen: first_use, flags: [numb]}",
        "content/screens.yaml: saddle.flags: unknown danger sign 'numb'",
    ),
    "an area that asks an unknown screen": (
        "areas.yaml",
        "screens: [first_use]",
        "screens: [second_use]",
        "content/areas.yaml: lower_back.screens: unknown screen 'second_use'",
    ),
    "an area without routines": (
        "areas.yaml",
        "routines: lower_back",
        "routines: upper_back",
        "content/areas.yaml: lower_back.routines: there is no routine for 'upper_back'",
    ),
    "an answer that links to an unknown exercise": (
        "education.yaml",
        "exercises: [tilt]",
        "exercises: [tilts]",
        "content/education.yaml: rest.exercises: unknown exercise 'tilts'",
    ),
    "an answer that checks an unknown danger sign": (
        "education.yaml",
        "numb_saddle, trauma",
        "numb_saddle, fall",
        "content/education.yaml: rest.check_flags: unknown danger sign 'fall'",
    ),
    "something to avoid that matters for an unknown group": (
        "avoid.yaml",
        "acute_pain",
        "acute",
        "content/avoid.yaml: sit_ups.matters_for: unknown group 'acute'",
    ),
    "an unknown exercise instead of what to avoid": (
        "avoid.yaml",
        "instead: [tilt]",
        "instead: [tilts]",
        "content/avoid.yaml: sit_ups.instead: unknown exercise 'tilts'",
    ),
    "an unknown source of what to avoid": (
        "avoid.yaml",
        "leaflet",
        "poster",
        "content/avoid.yaml: sit_ups.sources: unknown source 'poster'",
    ),
    "an advice nobody knows": (
        "avoid.yaml",
        "while_sore",
        "never",
        "content/avoid.yaml: sit_ups.advised: ",
    ),
    "a daily fact about an unknown area": (
        "daily_facts.yaml",
        "any, lower_back",
        "any, elbow",
        "content/daily_facts.yaml: rest_is_fine.areas: unknown area 'elbow'",
    ),
    "a daily fact for an unknown stage": (
        "daily_facts.yaml",
        "stages: [sore]",
        "stages: [tired]",
        "content/daily_facts.yaml: rest_is_fine.stages.1: ",
    ),
    "a daily fact from nowhere": (
        "daily_facts.yaml",
        "sources: [leaflet]",
        "sources: []",
        "content/daily_facts.yaml: rest_is_fine.sources: ",
    ),
    "a daily fact from an unknown source": (
        "daily_facts.yaml",
        "sources: [leaflet]",
        "sources: [poster]",
        "content/daily_facts.yaml: rest_is_fine.sources: unknown source 'poster'",
    ),
    "a daily fact that is too long": (
        "locales/en/daily_facts.yaml",
        "Short rests are fine.",
        f"Short rests are {'very ' * 60}fine.",
        "content/locales/en/daily_facts.yaml: rest_is_fine.text: ",
    ),
    "a support question that leads to an unknown answer": (
        "support.yaml",
        "topic: rest",
        "topic: sleep",
        "content/support.yaml: worry.topic: unknown answer 'sleep'",
    ),
    "a substitute nobody knows": (
        "substitutions.yaml",
        "rolls: tilt",
        "rolls: tilts",
        "content/substitutions.yaml: twisting_hurts.rolls: unknown exercise 'tilts'",
    ),
    "an exercise that stands in for itself": (
        "substitutions.yaml",
        "rolls: tilt",
        "rolls: rolls",
        "content/substitutions.yaml: twisting_hurts.rolls: exercise 'rolls' is named twice",
    ),
    "a substitution for an unknown tag": (
        "substitutions.yaml",
        "twisting_hurts:",
        "twist:",
        "content/substitutions.yaml: twist: unknown leave-out tag 'twist'",
    ),
    "a trigger that sets an unknown tag": (
        "triggers.yaml",
        "twisting_hurts",
        "twist",
        "content/triggers.yaml: twisting: unknown leave-out tag 'twist'",
    ),
    "a threshold from an unknown source": (
        "thresholds.yaml",
        "sources: [leaflet]",
        "sources: [poster]",
        "content/thresholds.yaml: sources: unknown source 'poster'",
    ),
    "an unknown threshold": (
        "thresholds.yaml",
        "sources: [leaflet]",
        "sources: [leaflet]\nluck: 7",
        "content/thresholds.yaml: luck: ",
    ),
    "a routine with an unknown exercise": (
        ROUTINE,
        "exercise: tilt",
        "exercise: tilts",
        f"content/{ROUTINE}: steps: unknown exercise 'tilts'",
    ),
    "a routine for another area than its name says": (
        ROUTINE,
        "goal: ease",
        "goal: build",
        f"content/{ROUTINE}: the file should be called lower_back_build_5.yaml",
    ),
    "a routine that starts with strength": (
        ROUTINE,
        "phase: warm_up",
        "phase: strength",
        f"content/{ROUTINE}: steps: phases go warm_up, aerobic, stretch, strength, cool_down",
    ),
    "a routine whose steps do not add up": (
        ROUTINE,
        "total_seconds: 284",
        "total_seconds: 283",
        f"content/{ROUTINE}: total_seconds: the steps add up to 284",
    ),
    "a routine longer than it says": (
        ROUTINE,
        "284\nfloor: true\nsteps:\n  - {exercise: march, phase: warm_up, seconds: 85",
        "301\nfloor: true\nsteps:\n  - {exercise: march, phase: warm_up, seconds: 102",
        f"content/{ROUTINE}: total_seconds: 301 s is not within 20 s below 5 minutes",
    ),
    "a routine with too many repetitions": (
        ROUTINE,
        "repetitions: 4,",
        "repetitions: 9,",
        f"content/{ROUTINE}: steps.rolls.dose.repetitions: 9 is not within 3 to 8",
    ),
    "a routine with too long a hold": (
        ROUTINE,
        "hold_seconds: 10,",
        "hold_seconds: 11,",
        f"content/{ROUTINE}: steps.tilt.dose.hold_seconds: 11 is not within 3 to 10",
    ),
    "a routine with too long a march": (
        ROUTINE,
        "duration_seconds: 70",
        "duration_seconds: 151",
        f"content/{ROUTINE}: steps.march.dose.duration_seconds: 151 is not within 20 to 150",
    ),
    "a routine with too many sets": (
        ROUTINE,
        "repetitions: 4,",
        "sets: 2, repetitions: 4,",
        f"content/{ROUTINE}: steps.rolls.dose.sets: 2 is more than 1",
    ),
    "a routine that forgets the other side": (
        ROUTINE,
        ", per_side: true",
        "",
        f"content/{ROUTINE}: steps.rolls.dose.per_side: differs from the exercise's own dose",
    ),
    "a routine of a length nobody is offered": (
        ROUTINE,
        "minutes: 5",
        "minutes: 7",
        f"content/{ROUTINE}: minutes: ",
    ),
}


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"), MISTAKES.values(), ids=MISTAKES.keys()
)
def test_a_mistake_names_file_and_field(
    small: Path, file: str, old: str, new: str, complaint: str
) -> None:
    change(small, file, old, new)
    said = complaint_about(small)
    assert said.startswith(complaint)
    assert "\n" not in said
    assert len(said) > len(f"content/{file}: ")


def test_a_file_that_is_not_text_is_named(small: Path) -> None:
    (small / "tags.yaml").write_bytes(b"twisting_hurts: {x: \xff\xfe}")
    assert complaint_about(small).startswith("content/tags.yaml: is not YAML: ")


def test_an_exercise_without_words_is_named(small: Path) -> None:
    (small / "locales/en/exercises/tilt.yaml").unlink()
    assert complaint_about(small) == (
        "content/locales/en/exercises/tilt.yaml: missing, "
        "there are facts in content/exercises/tilt.yaml"
    )


def test_words_without_an_exercise_are_named(small: Path) -> None:
    shutil.copy(small / "locales/en/exercises/tilt.yaml", small / "locales/en/exercises/tlit.yaml")
    assert complaint_about(small) == (
        "content/locales/en/exercises/tlit.yaml: has no facts in content/exercises/tlit.yaml"
    )


@pytest.mark.parametrize("file", [*SMALL, "thresholds.yaml", "locales/en/messages.yaml"])
def test_an_empty_file_is_named(small: Path, file: str) -> None:
    (small / file).write_text("")
    assert complaint_about(small).startswith(f"content/{file}: should hold fields")


@pytest.mark.parametrize("file", ["sources.yaml", "locales/en/messages.yaml"])
def test_a_missing_file_is_named(small: Path, file: str) -> None:
    (small / file).unlink()
    assert complaint_about(small) == f"content/{file}: cannot be read: No such file or directory"


def test_a_missing_folder_is_named(small: Path) -> None:
    shutil.rmtree(small / "routines")
    assert complaint_about(small) == "content/routines: the folder is missing"


def test_a_missing_language_is_named(small: Path) -> None:
    with pytest.raises(ContentError, match=r"^content/locales/xx: there is no such language$"):
        load_content(small, "xx")


def test_an_unknown_message_is_named(small: Path) -> None:
    with (small / "locales/en/messages.yaml").open("a") as messages:
        messages.write("\nno_such_message: Hello\n")
    said = complaint_about(small)
    assert said.startswith("content/locales/en/messages.yaml: no_such_message: ")


# -- what the package promises -------------------------------------------------------------------


def test_every_file_of_the_package_is_loaded(everything: Content) -> None:
    assert set(everything.exercises) == {p.stem for p in (PACKAGE / "exercises").iterdir()}
    assert set(everything.routines) == {p.stem for p in (PACKAGE / "routines").iterdir()}


def test_every_exercise_has_a_place_in_a_routine_a_substitution_or_a_link(
    everything: Content,
) -> None:
    placed = {step.exercise for routine in everything.routines.values() for step in routine.steps}
    for exercise in everything.exercises.values():
        placed |= {*exercise.easier, *exercise.harder}
    for swaps in everything.substitutions.values():
        placed |= {*swaps.keys(), *swaps.values()}
    for item in everything.education.values():
        placed |= set(item.exercises)
    assert set(everything.exercises) - placed == set()


def test_no_two_exercises_have_the_same_name(everything: Content) -> None:
    names = [exercise.name.casefold() for exercise in everything.exercises.values()]
    assert len(set(names)) == len(names)


def test_the_seconds_of_every_step_follow_from_its_dose(everything: Content) -> None:
    """10 s to get into position, every repetition, 5 s to change sides, 20 s between sets."""
    for routine in everything.routines.values():
        for step in routine.steps:
            dose = step.dose
            if dose.timed:
                expected = 10 + dose.duration_seconds + dose.move_seconds
            else:
                sides = 2 if dose.per_side else 1
                repetition = dose.hold_seconds + dose.move_seconds
                expected = 10 + sides * dose.sets * dose.repetitions * repetition
                expected += 5 * (sides - 1) + 20 * (dose.sets - 1)
            assert step.seconds == expected, f"{routine.id}: {step.exercise}"


def test_ease_routines_hold_only_what_suits_a_sore_day(everything: Content) -> None:
    for routine in everything.routines.values():
        if routine.goal is Goal.EASE:
            unfit = [
                s.exercise for s in routine.steps if not everything.exercises[s.exercise].acute_ok
            ]
            assert (routine.id, unfit) == (routine.id, [])


def test_every_source_has_a_name_a_person_can_read(everything: Content) -> None:
    for source in everything.sources.values():
        assert not re.search(r"\bseed\b", f"{source.name} {source.seen}", re.IGNORECASE), source.id
