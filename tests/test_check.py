"""Does the check of the content find a slip of every kind, and is the committed content clean?"""

import sys
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import bot.check
from bot.care.doses import seconds_of
from bot.check import Report, check_content, facts_faults
from bot.check.links import broken_links
from bot.check.pages import stale_page, table
from bot.check.routines import Fit, fit_all, routine_faults, routines_page
from bot.check.screens import CAPTION, TEXT, faults_of, screen_faults
from bot.check.sources import sources_page
from bot.cli import app
from bot.dialogue.screen import Button, Picture, Screen
from content import facts
from content.loader import Content, load_content
from content.models import Exercise, Page
from content.wording import NoGrader, Text, forbidden, grade, plain, sentences
from tests.test_content import write_small

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def content() -> Content:
    """What the package ships."""
    return load_content()


def with_page(content: Content, shelf: str, page: Page, **changes: object) -> Content:
    """A copy of the content in which one page is different."""
    id_ = page.id  # type: ignore[attr-defined]
    return with_shelf(
        content, shelf, {**getattr(content, shelf), id_: page.model_copy(update=changes)}
    )


def with_shelf(content: Content, shelf: str, pages: Mapping[str, object]) -> Content:
    """A copy of the content with other pages on one shelf."""
    changes: dict[str, Any] = {shelf: pages}
    return replace(content, **changes)


# -- the content and its committed pages ---------------------------------------------------------


def test_the_content_passes_every_check(content: Content) -> None:
    report = check_content(content, NOW)
    assert report.faults == []
    assert any("screens drawn" in figure for figure in report.figures)


def test_the_command_prints_what_was_found_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Report(faults=["exercise bird_dog: too long"], figures=["74 texts"])
    monkeypatch.setattr(bot.check, "check_content", lambda *_, **__: found)
    result = CliRunner().invoke(app, ["check", "content"])
    assert result.exit_code == 1
    assert result.stderr == "exercise bird_dog: too long\n"
    assert result.stdout == ""


def test_the_command_prints_figures_when_nothing_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot.check, "check_content", lambda *_, **__: Report(figures=["74 texts"]))
    result = CliRunner().invoke(app, ["check", "content"])
    assert result.exit_code == 0
    assert result.stdout.startswith("74 texts\n")
    assert result.stdout.rstrip().endswith("all in order.")


def test_fact_sheets_that_are_not_there_are_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "content", "--facts", str(tmp_path)])
    assert result.exit_code == 2
    assert "exercises.yaml: cannot be read" in result.stderr
    assert "Traceback" not in result.output


# -- compared with the facts ---------------------------------------------------------------------

# What the sheets would say for the smallest content that loads.
SHEETS: dict[str, Any] = {
    "exercises": {
        "areas": {"lower_back": "low back"},
        "leave_out_tags": {"twisting_hurts": "twisting brings on sharp pain"},
        "sources": {"leaflet": {"name": "A leaflet", "seen": "full"}},
        "exercises": [
            {
                "id": "march",
                "areas": ["lower_back"],
                "kind": "aerobic",
                "position": ["standing"],
                "equipment": [],
                "level": 1,
                "spine_direction": "neutral",
                "acute_ok": True,
                "dose": {"duration_s": 60, "times_per_day": "1-2", "days_per_week": "7"},
                "dose_range": {"duration_s": [20, 150]},
                "seconds": 75,
                "leave_out_if": [],
                "progression_to": [],
                "regression_to": [],
                "sources": ["leaflet"],
            },
            {
                "id": "rolls",
                "areas": ["lower_back"],
                "kind": "mobility",
                "position": ["supine_knees_bent"],
                "equipment": [],
                "level": 1,
                "spine_direction": "rotation",
                "acute_ok": True,
                "dose": {
                    "sets": 1,
                    "reps": 4,
                    "hold_s": 5,
                    "move_s": 4,
                    "per_side": True,
                    "times_per_day": "1-2",
                    "days_per_week": "7",
                },
                "dose_range": {"reps": [3, 8], "hold_s": [3, 10], "max_sets": 1},
                "seconds": 87,
                "leave_out_if": ["twisting_hurts"],
                "progression_to": [],
                "regression_to": ["tilt"],
                "sources": ["leaflet"],
            },
            {
                "id": "tilt",
                "areas": ["lower_back"],
                "kind": "mobility",
                "position": ["supine_knees_bent"],
                "equipment": [],
                "level": 1,
                "spine_direction": "flexion_small",
                "acute_ok": True,
                "dose": {
                    "sets": 1,
                    "reps": 10,
                    "hold_s": 10,
                    "move_s": 2,
                    "per_side": False,
                    "times_per_day": "1-2",
                    "days_per_week": "7",
                },
                "dose_range": {"reps": [5, 12], "hold_s": [3, 10], "max_sets": 1},
                "seconds": 130,
                "leave_out_if": [],
                "progression_to": ["rolls"],
                "regression_to": [],
                "sources": ["leaflet"],
                "unconfirmed": True,
            },
        ],
    },
    "programmes": {
        "transition_s": 8,
        "substitutions": {"note": "in words", "twisting_hurts": {"rolls": "tilt"}},
        "programmes": [
            {
                "id": "lower_back_ease_5",
                "area": "lower_back",
                "goal": "ease",
                "level": 1,
                "minutes": 5,
                "total_s": 284,
                "floor": True,
                "steps": [
                    {"ex": "march", "phase": "warm_up", "duration_s": 70, "seconds": 85},
                    {
                        "ex": "rolls",
                        "phase": "stretch",
                        "sets": 1,
                        "reps": 4,
                        "hold_s": 5,
                        "per_side": True,
                        "seconds": 77,
                    },
                    {
                        "ex": "tilt",
                        "phase": "strength",
                        "sets": 1,
                        "reps": 8,
                        "hold_s": 10,
                        "per_side": False,
                        "seconds": 106,
                    },
                ],
            }
        ],
    },
    "safety": {
        "screens": {
            "first_use": [{"flags": ["numb_saddle"]}, {"flags": ["trauma"]}],
            "every_checkin": [{"flags": ["numb_saddle", "trauma"]}],
        },
        "red_flags": [
            {
                "id": "numb_saddle",
                "urgency": "emergency_now",
                "fires": "alone",
                "areas": ["any"],
                "sources": ["leaflet"],
            },
            {
                "id": "trauma",
                "urgency": "doctor_soon",
                "fires": "with new spine pain",
                "areas": ["lower_back"],
                "sources": ["leaflet"],
            },
        ],
        "sources": {"leaflet": {"name": "Leaflet", "seen": "full"}},
    },
    "education": {
        "items": [
            {
                "id": "rest",
                "exercises": ["tilt"],
                "check_flags": ["numb_saddle", "trauma"],
                "sources": ["leaflet"],
            }
        ]
    },
    "avoid": {
        "avoid": [
            {
                "id": "sit_ups",
                "status": "avoid while sore",
                "matters_most_for": ["acute pain"],
                "safer_instead": ["tilt"],
                "sources": ["leaflet"],
            }
        ]
    },
    "measures": {
        "nrs": {"important_change": {"points": 2, "percent": 30}},
        "own_support_check": {"note": "suggest it if 2 or more are yes", "items": ["worried"]},
    },
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Content:
    """The smallest content that loads; nothing in it is ours or differs on purpose."""
    monkeypatch.setattr(facts, "OURS", {})
    monkeypatch.setattr(facts, "ALLOWED", {})
    return load_content(write_small(tmp_path / "content"))


def write_sheets(folder: Path, sheets: Mapping[str, Any]) -> Path:
    folder.mkdir()
    for name, sheet in sheets.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(sheet))
    return folder


def differing(content: Content, folder: Path, sheets: Mapping[str, Any]) -> list[str]:
    written = facts.items_of_facts(write_sheets(folder, sheets))
    return facts.differences(written, facts.items_of_content(content, seconds_of))


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The sheets with one value changed."""
    sheets = deepcopy(SHEETS)
    place = sheets
    for part in path[:-1]:
        place = place[part]  # type: ignore[index]
    place[path[-1]] = to  # type: ignore[index]
    return sheets


def test_content_that_says_what_the_facts_say_does_not_differ(
    small: Content, tmp_path: Path
) -> None:
    assert differing(small, tmp_path / "facts", SHEETS) == []


TILT = ("exercises", "exercises", 2)
ROLLS = ("exercises", "exercises", 1)
MARCH = ("exercises", "exercises", 0)
ROUTINE = ("programmes", "programmes", 0)
SIGN = ("safety", "red_flags", 1)
DIFFERENCES = {
    (*TILT, "areas"): (["core"], 'exercise tilt: areas: facts say ["core"], content says'),
    (*TILT, "kind"): ("stretch", 'exercise tilt: kind: facts say "stretch", content says "mob'),
    (*TILT, "position"): (["prone"], "exercise tilt: positions: facts say"),
    (*TILT, "equipment"): (["mat"], 'exercise tilt: equipment: facts say ["mat"], content says []'),
    (*TILT, "level"): (2, "exercise tilt: level: facts say 2, content says 1"),
    (*TILT, "spine_direction"): ("both", "exercise tilt: spine_direction: facts say"),
    (*TILT, "acute_ok"): (False, "exercise tilt: acute_ok: facts say false, content says true"),
    (*TILT, "dose", "sets"): (2, "exercise tilt: sets: facts say 2, content says 1"),
    (*TILT, "dose", "reps"): (9, "exercise tilt: repetitions: facts say 9, content says 10"),
    (*TILT, "dose", "hold_s"): (9, "exercise tilt: hold_seconds: facts say 9, content says 10"),
    (*ROLLS, "dose", "move_s"): (3, "exercise rolls: move_seconds: facts say 3, content says 4"),
    (*ROLLS, "dose", "per_side"): (False, "exercise rolls: per_side: facts say false, content"),
    (*MARCH, "dose", "duration_s"): (65, "exercise march: move_seconds: facts say 0, content"),
    (*TILT, "dose", "times_per_day"): ("3", "exercise tilt: times_per_day: facts say [3, 3]"),
    (*TILT, "dose", "days_per_week"): ("5", "exercise tilt: days_per_week: facts say 5, content"),
    (*TILT, "dose_range", "reps"): ([5, 20], "exercise tilt: repetitions_range: facts say [5, 20]"),
    (*TILT, "dose_range", "hold_s"): ([1, 2], "exercise tilt: hold_seconds_range: facts say"),
    (*MARCH, "dose_range", "duration_s"): ([1, 2], "exercise march: duration_seconds_range: "),
    (*TILT, "dose_range", "max_sets"): (3, "exercise tilt: max_sets: facts say 3, content says 1"),
    (*TILT, "seconds"): (131, "exercise tilt: seconds: facts say 131, content says 130"),
    (*ROLLS, "leave_out_if"): ([], 'exercise rolls: leave_out_if: facts say [], content says ["t'),
    (*TILT, "progression_to"): ([], 'exercise tilt: harder: facts say [], content says ["rolls"]'),
    (*ROLLS, "regression_to"): ([], 'exercise rolls: easier: facts say [], content says ["tilt"]'),
    (*TILT, "sources"): ([], "exercise tilt: sources: facts say [], content says"),
    (*TILT, "unconfirmed"): (False, "exercise tilt: unconfirmed: facts say false, content says t"),
    (*ROUTINE, "area"): ("core", 'routine lower_back_ease_5: area: facts say "core", content says'),
    (*ROUTINE, "goal"): ("keep", "routine lower_back_ease_5: goal: facts say"),
    (*ROUTINE, "level"): (2, "routine lower_back_ease_5: level: facts say 2, content says 1"),
    (*ROUTINE, "minutes"): (10, "routine lower_back_ease_5: minutes: facts say 10, content says 5"),
    (*ROUTINE, "total_s"): (285, "routine lower_back_ease_5: total_seconds: facts say 285"),
    (*ROUTINE, "floor"): (False, "routine lower_back_ease_5: floor: facts say false, content"),
    (*ROUTINE, "steps", 1, "phase"): ("warm_up", "routine lower_back_ease_5: step 2, phase: facts"),
    (*ROUTINE, "steps", 1, "reps"): (3, "routine lower_back_ease_5: step 2, repetitions: facts s"),
    (*ROUTINE, "steps", 1, "seconds"): (9, "routine lower_back_ease_5: step 2, seconds: facts say"),
    (*ROUTINE, "steps", 1, "ex"): ("tilt", "routine lower_back_ease_5: step 2, exercise: facts s"),
    ("programmes", "substitutions", "twisting_hurts", "rolls"): (
        "march",
        'substitution twisting_hurts: rolls: facts say "march", content says "tilt"',
    ),
    (*SIGN, "urgency"): ("same_day", 'danger sign trauma: urgency: facts say "urgent", content sa'),
    (*SIGN, "fires"): ("alone", "danger sign trauma: alone: facts say true, content says false"),
    (*SIGN, "areas"): (["any"], 'danger sign trauma: areas: facts say ["any"], content says'),
    (*SIGN, "sources"): ([], "danger sign trauma: sources: facts say [], content says"),
    (*SIGN, "unconfirmed"): (True, "danger sign trauma: unconfirmed: facts say true, content says"),
    ("safety", "screens", "first_use", 1, "flags"): (
        ["numb_saddle"],
        'screen first_use: question 2: facts say ["numb_saddle"], content says ["trauma"]',
    ),
    ("education", "items", 0, "exercises"): ([], "question rest: exercises: facts say [], content"),
    ("education", "items", 0, "check_flags"): ([], "question rest: check_flags: facts say []"),
    ("education", "items", 0, "unconfirmed"): (True, "question rest: unconfirmed: facts say true"),
    ("avoid", "avoid", 0, "status"): (
        "avoid (osteoporosis)",
        'avoid sit_ups: advised: facts say "for_some", content says "while_sore"',
    ),
    ("avoid", "avoid", 0, "matters_most_for"): (
        ["eye pressure (glaucoma)"],
        'avoid sit_ups: matters_for: facts say ["eye_pressure_glaucoma"], content says',
    ),
    ("avoid", "avoid", 0, "safer_instead"): ([], "avoid sit_ups: instead: facts say [], content"),
    ("exercises", "leave_out_tags"): ({}, "tag twisting_hurts: the content has it, the facts do n"),
    ("exercises", "areas", "neck"): ("neck", "area neck: the facts have it, the content does not"),
    ("exercises", "sources", "leaflet", "seen"): (
        "an excerpt",
        'source leaflet: seen: facts say "an excerpt", content says "full"',
    ),
    ("exercises", "sources", "leaflet", "url"): (
        "https://example.org",
        'source leaflet: url: facts say "https://example.org", content says ""',
    ),
    ("programmes", "transition_s"): (9, "number seconds_between_steps: is: facts say 9, content s"),
    ("measures", "nrs", "important_change", "points"): (
        3,
        "number important_change_points: is: facts say 3, content says 2",
    ),
    ("measures", "own_support_check", "note"): (
        "suggest it if 3 or more are yes",
        "number support_yes: is: facts say 3, content says 2",
    ),
}


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [(path, to, said) for path, (to, said) in DIFFERENCES.items()],
    ids=[".".join(map(str, path)) for path in DIFFERENCES],
)
def test_a_difference_from_the_facts_is_named(
    small: Content, tmp_path: Path, path: tuple[str | int, ...], to: object, said: str
) -> None:
    lines = differing(small, tmp_path / "facts", changed(*path, to=to))
    assert [line for line in lines if line.startswith(said)], lines
    assert all("\n" not in line for line in lines)


def test_an_item_of_the_facts_that_is_missing_is_named(small: Content, tmp_path: Path) -> None:
    two = [*SHEETS["education"]["items"], {"id": "ice", "sources": ["leaflet"]}]
    lines = differing(small, tmp_path / "facts", changed("education", "items", to=two))
    assert lines == ["question ice: the facts have it, the content does not"]


def test_what_is_ours_has_to_be_called_ours(
    small: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = changed("safety", "red_flags", to=SHEETS["safety"]["red_flags"][:1])
    lines = differing(small, tmp_path / "one", fewer)
    assert lines == ["danger sign trauma: the content has it, the facts do not"]
    monkeypatch.setattr(facts, "OURS", {("danger sign", "trauma"): "named in messages"})
    assert differing(small, tmp_path / "two", fewer) == []
    assert "danger sign trauma: ours: named in messages" in facts.on_purpose()
    (line,) = differing(small, tmp_path / "three", SHEETS)
    assert line.startswith("danger sign trauma: called ours")


def test_a_difference_on_purpose_passes_only_as_long_as_it_is_one(
    small: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {("exercise", "tilt", "level"): facts.Allowed(1, "gentler here")}
    monkeypatch.setattr(facts, "ALLOWED", known)
    other = changed(*TILT, "level", to=2)
    assert differing(small, tmp_path / "one", other) == []
    (line,) = differing(small, tmp_path / "two", SHEETS)
    assert line == "exercise tilt: level: no longer differs (gentler here)"
    moved = with_page(small, "exercises", small.exercises["tilt"], level=3)
    (line,) = differing(moved, tmp_path / "three", other)
    assert line == "exercise tilt: level: facts say 2, content says 3"


def test_a_source_is_named_in_our_words_and_as_fully_as_any_sheet_names_it(
    small: Content, tmp_path: Path
) -> None:
    seed = {"name": "Seed web page", "seen": "full"}
    fuller = {"name": "Seed web page (mixed copy)", "seen": "cited by seed only"}
    sheets = changed("exercises", "sources", "seed", to=seed)
    sheets["safety"]["sources"]["seed"] = fuller
    items = facts.items_of_facts(write_sheets(tmp_path / "facts", sheets))
    assert items["source"]["seed"] == {
        "name": "Source article (a mixed copy)",
        "seen": "cited by the source article only",
        "url": "",
    }


@pytest.mark.parametrize(
    ("sheet", "text", "said"),
    [
        ("safety", "red_flags: [", "safety.yaml: is not YAML"),
        ("safety", "- one", "safety.yaml: should hold fields"),
        ("safety", "red_flags: {}", "unknown form of the fact sheets"),
    ],
)
def test_sheets_that_cannot_be_read_are_named(
    tmp_path: Path, sheet: str, text: str, said: str
) -> None:
    folder = write_sheets(tmp_path / "facts", SHEETS)
    (folder / f"{sheet}.yaml").write_text(text)
    with pytest.raises(facts.FactsError, match=said):
        facts.items_of_facts(folder)


def test_a_change_after_the_comparison_is_found_without_the_facts(
    small: Content, tmp_path: Path
) -> None:
    digest, sheets = tmp_path / "facts.digest", write_sheets(tmp_path / "facts", SHEETS)
    assert "missing" in facts_faults(small, None, digest)[0]
    assert facts_faults(small, sheets, digest) == []
    assert "exercise 3\n" in digest.read_text()
    assert facts_faults(small, None, digest) == []

    tilt = small.exercises["tilt"]
    more = with_page(small, "exercises", tilt, dose=tilt.dose.model_copy(update={"sets": 2}))
    (line,) = facts_faults(more, None, digest)
    assert line.startswith("exercise/tilt: ")
    assert "--facts" in line
    fewer = replace(small, red_flags={"trauma": small.red_flags["trauma"]})
    assert facts_faults(fewer, None, digest)[0].startswith("danger sign/numb_saddle: ")


def test_a_content_that_differs_from_the_facts_gets_no_digest(
    small: Content, tmp_path: Path
) -> None:
    digest = tmp_path / "facts.digest"
    sheets = write_sheets(tmp_path / "facts", changed(*TILT, "level", to=2))
    assert facts_faults(small, sheets, digest) != []
    assert not digest.exists()


# -- words ---------------------------------------------------------------------------------------


def test_a_text_that_is_hard_to_read_is_named() -> None:
    hard = Text("answer", "disc", "Intervertebral degeneration necessitates rehabilitation.")
    easy = Text("answer", "bed_rest", "Short rests are fine. Then move a little.")
    kinds, faults = grade([hard, easy])
    assert faults[0].startswith("answer disc: reading grade ")
    assert "bed_rest" not in "".join(faults)
    assert (kinds[0].count, kinds[0].hardest) == (2, "disc")


def test_texts_that_are_too_hard_together_are_said() -> None:
    text = "Your doctor can examine you properly, and together you decide about exercises."
    _, faults = grade(Text("answer", str(number), text) for number in range(3))
    assert faults[-1].startswith("all texts: mean reading grade ")


def test_without_textstat_the_check_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textstat", None)
    with pytest.raises(NoGrader, match="textstat"):
        grade([])


@pytest.mark.parametrize(
    "words",
    [
        "This treats your back.",
        "A treatment for the neck.",
        "It cures sciatica.",
        "It relieves the pain.",
        "Quick relief.",
        "We diagnose it.",
        "Guaranteed to work.",
        "It heals the disc.",
        "Healing takes a week.",
        "It fixes your posture.",
        "Get rid of stiffness.",
        "Pain-free in a week.",
        "Be pain free.",
        "This will help.",
        "No more pain.",
        "A miracle move.",
        "You're fine.",
        "There is nothing to worry about.",
    ],
)
def test_a_promise_is_named(words: str) -> None:
    assert forbidden([Text("message", "plan", words)])[0].startswith("message plan: ")


@pytest.mark.parametrize(
    "words",
    [
        "Your health stays yours.",
        "A healthy back likes to move.",
        "Ask the physiotherapist.",
        "It can help with stiffness.",
        "I follow fixed safety rules.",
        "Be accurate with the time.",
        "It is curious.",
    ],
)
def test_plain_words_are_no_promise(words: str) -> None:
    assert forbidden([Text("message", "plan", words)]) == []


@pytest.mark.parametrize(
    "words",
    [
        "Take 400 mg of ibuprofen.",
        "Take 2 tablets.",
        "Take two pills and rest.",
        "Paracetamol 1 g helps some.",
        "Take paracetamol four times a day.",
        "Every 6 hours, take your painkiller.",
        "5 ml twice daily.",
    ],
)
def test_a_dose_of_a_medicine_is_named(words: str) -> None:
    assert any("dose of a medicine" in line for line in forbidden([Text("answer", "x", words)]))


@pytest.mark.parametrize(
    "words",
    [
        "Ask a pharmacist about paracetamol.",
        "Walk twice a day.",
        "Do it 3 times a day. Painkillers are another matter.",
        "Hold for 10 seconds.",
    ],
)
def test_words_without_a_dose_pass(words: str) -> None:
    assert forbidden([Text("answer", "x", words)]) == []


def test_markup_and_placeholders_are_not_graded() -> None:
    assert plain("<b>Call {emergency}.</b>") == "Call 112."
    assert sentences(["• Lift one leg", "Hold.\n\nLower it"]) == "Lift one leg. Hold. Lower it."


# -- Telegram ------------------------------------------------------------------------------------

PICTURE = Picture("key", "/nowhere.png", film=False)
GOOD = Button("Start", "v1:plan:1:start")


@pytest.mark.parametrize(
    ("screen", "said"),
    [
        (Screen("<b>Hello"), "the text: Bad Request: can't parse entities"),
        (Screen("<h1>Hello</h1>"), "Unsupported start tag"),
        (Screen("<b> </b>"), "the text is empty"),
        (Screen("a" * (TEXT + 1)), f"the text is {TEXT + 1} long, at most {TEXT}"),
        (Screen("a" * (CAPTION + 1), picture=PICTURE), f"{CAPTION + 1} long, at most {CAPTION}"),
        (Screen("😀" * (TEXT // 2 + 1)), f"the text is {TEXT + 2} long"),
        (Screen("Hello", lead=("<i>broken",)), "what stands before it: Bad Request"),
        (Screen("Hello {name}"), "the text has {name} left in it"),
        (Screen("Hello", ((GOOD,) * 9,)), "longer than 8"),
        (Screen("Hello", ((),)), "a row of buttons is empty"),
        (Screen("Hello", ((GOOD,),) * 101), "101 buttons"),
        (Screen("Hello", ((Button("Go", f"v1:plan:1:{'x' * 60}"),),)), "button data of 70 bytes"),
        (Screen("Hello", ((Button("Go", "plan"),),)), "not understood: plan"),
        (Screen("Hello", ((Button(" ", GOOD.data),),)), "a button label is empty"),
        (Screen("Hello", ((Button("x" * 61, GOOD.data),),)), "a button label is empty or over"),
    ],
)
def test_what_telegram_refuses_is_named(screen: Screen, said: str) -> None:
    assert [fault for fault in faults_of(screen) if said in fault], faults_of(screen)


def test_a_screen_is_measured_without_its_markup() -> None:
    longest = f"<b>{'a' * CAPTION}</b>"
    assert faults_of(Screen(longest, ((GOOD,),), PICTURE)) == []
    assert faults_of(Screen(f"&lt;{'a' * (TEXT - 1)}")) == []


def test_an_answer_that_is_too_long_for_a_message_is_named(content: Content) -> None:
    rest = content.education["bed_rest"]
    long = with_page(content, "education", rest, why="Move a little. " * 300)
    _, faults = screen_faults(long, NOW)
    assert faults
    assert {fault.split(":")[0] for fault in faults} == {"screen aside answer bed_rest"}


def test_an_exercise_that_is_too_long_for_a_caption_is_named(content: Content) -> None:
    tilt = content.exercises["pelvic_tilt"]
    long = with_page(content, "exercises", tilt, feel="Your belly works. " * 60)
    _, faults = screen_faults(long, NOW)
    assert any(fault.startswith("screen exercise pelvic_tilt: ") for fault in faults)
    assert any(fault.startswith("screen step pelvic_tilt of ") for fault in faults)


# -- links ---------------------------------------------------------------------------------------


def without(content: Content, shelf: str, *ids: str) -> Content:
    """A copy of the content in which some pages are gone."""
    pages = {id_: page for id_, page in getattr(content, shelf).items() if id_ not in ids}
    return with_shelf(content, shelf, pages)


def test_everything_in_the_content_is_linked(content: Content) -> None:
    assert broken_links(content) == []


def test_a_source_that_nothing_rests_on_is_named(content: Content) -> None:
    seed = content.sources["seed"]
    more = {**content.sources, "poster": seed.model_copy(update={"id": "poster"})}
    assert broken_links(replace(content, sources=more)) == [
        "content/sources.yaml: poster: nothing rests on it"
    ]


def test_an_exercise_that_no_list_and_no_routine_has_is_named(content: Content) -> None:
    alone = content.exercises["cycling_easy"]
    hidden = with_page(content, "exercises", alone, areas=())
    assert broken_links(hidden) == ["exercise cycling_easy: no routine has it and no area lists it"]


def test_a_substitute_that_is_left_out_itself_is_named(content: Content) -> None:
    tag, swaps = next(iter(content.substitutions.items()))
    instead = content.exercises[next(iter(swaps.values()))]
    carries = with_page(content, "exercises", instead, leave_out_if=(*instead.leave_out_if, tag))
    assert any(f"{tag}: {instead.id} for " in line for line in broken_links(carries))


def test_an_exercise_left_out_in_pregnancy_without_a_substitute_is_named(
    content: Content,
) -> None:
    swaps = dict(content.substitutions["pregnancy"])
    del swaps["press_up"]
    fewer = replace(content, substitutions={**content.substitutions, "pregnancy": swaps})
    assert broken_links(fewer) == ["substitutions.yaml: pregnancy: nothing stands in for press_up"]


@pytest.mark.parametrize(
    ("shelf", "id_", "where"),
    [
        ("red_flags", "myelopathy", "bot/care/triage.py"),
        ("red_flags", "age_over_70_new", "bot/care/triage.py"),
        ("red_flags", "upper_back_new", "bot/care/triage.py"),
        ("tags", "pregnancy_prone", "bot/care/tags.py"),
        ("tags", "acute_sciatica", "bot/care/tags.py"),
        ("education", "walking", "bot/dialogue/machine.py"),
        ("positions", "half_kneeling", "bot/care/tags.py"),
    ],
)
def test_an_id_in_the_rules_that_the_content_lacks_is_named(
    content: Content, shelf: str, id_: str, where: str
) -> None:
    lines = broken_links(without(content, shelf, id_))
    assert f"{where}: names {id_!r}, which the content does not have" in lines


# -- routines ------------------------------------------------------------------------------------


def test_a_fitted_routine_that_overruns_is_named(content: Content) -> None:
    routine = content.routines["lower_back_ease_5"]
    fit = Fit(routine, "pregnancy", routine.steps * 2, 0, 0, routine.id)
    lines = list(routine_faults([fit], content))
    assert any("more than 5 minutes" in line for line in lines)
    assert any("still holds knee_to_chest" in line for line in lines)


def test_a_person_for_whom_nothing_is_left_is_named(content: Content) -> None:
    def unsteady(exercise: Exercise) -> Exercise:
        return exercise.model_copy(update={"leave_out_if": ("dizziness",)})

    nothing = replace(
        content,
        exercises={id_: unsteady(each) for id_, each in content.exercises.items()},
        routines={"general_ease_5": content.routines["general_ease_5"]},
        substitutions={},
    )
    lines = list(routine_faults(fit_all(nothing), nothing))
    assert (
        "routine general_ease_5 with dizziness: 0 steps are left, and no other routine fits"
    ) in lines


def test_the_page_of_routines_says_what_a_pregnant_person_does(content: Content) -> None:
    page = routines_page(fit_all(content), content)
    (row,) = [line for line in page.splitlines() if line.startswith("| lower_back_ease_5 |")]
    assert "Single knee to chest" not in row
    assert "**Seated twist**" in row
    assert "| `knee_trouble` |" in page


# -- pages ---------------------------------------------------------------------------------------


def test_the_page_of_sources_begins_with_what_it_is_not(content: Content) -> None:
    page = sources_page(content)
    assert page.index("No clinician has reviewed") < page.index("## Sources")
    for source in content.sources.values():
        assert source.name.rstrip(".") in page
        assert source.url in page
    unconfirmed = page[page.index("## Unconfirmed") : page.index("## Numbers to call")]
    assert "\n- Dead bug\n" in unconfirmed
    assert "\n- Pelvic tilt\n" not in unconfirmed
    assert "| Japan | 119 * |" in page
    assert "| United Kingdom | 999 | NHS 111 | Samaritans 116 123 |" in page


def test_a_page_that_is_out_of_date_says_how_to_make_it(tmp_path: Path) -> None:
    page = tmp_path / "sources.md"
    assert "backease check content --write" in str(stale_page(page, "new"))
    page.write_text("old")
    assert "docs/sources.md: out of date" in str(stale_page(page, "new"))
    page.write_text("new")
    assert stale_page(page, "new") is None


def test_writing_makes_the_pages_current(content: Content, tmp_path: Path) -> None:
    stale = [f for f in check_content(content, NOW, docs=tmp_path).faults if "docs/" in f]
    assert len(stale) == 2
    written = check_content(content, NOW, docs=tmp_path, write=True).faults
    assert not [fault for fault in written if "docs/" in fault]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["routines.md", "sources.md"]
    assert (tmp_path / "sources.md").read_text() == sources_page(content)


def test_a_cell_of_a_table_may_hold_a_bar() -> None:
    assert list(table(("a",), [("x|y",)])) == ["| a |", "| --- |", "| x\\|y |"]
