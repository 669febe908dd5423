"""How far do small words reach? What is denied, over, feared or of somebody else is no sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents import Reader, load_reader

NUMB = "bilateral_leg"
SIGNS = {
    "both my legs are numb": NUMB,
    "i have numbness in both legs": NUMB,
    "i cant pee since last night": "ces_bladder",
    "i lost control of my bladder": "ces_bladder",
}
# Nothing said here takes anything back that is said behind it.
BEFORE = (
    "my mum is worried, ", "my wife says go to hospital, ", "my husband is away, ",
    "my dad had cancer, ", "people say its nothing, ", "a man drove into my car yesterday, ",
    "i was lifting my son, ", "fell off my horse and ",
    "i used to be fit, ", "last year i was fine, ", "in 2019 i had a back operation. ",
    "until yesterday i was ok, now ", "ever since i was a kid my back is bad and now ",
    "the pain has gone but ", "i never had this before, ",
    "no fever, ", "no fever ", "no pain now but ", "not sure what this is, ", "no idea why, ",
    "without painkillers i cant move, ", "never mind the pain, ", "not only pain, ",
    "is this normal, ", "could it be sciatica, ", "how do i know if its serious, ",
    "google says its sciatica, ", "i was told to come back if worse, ", "hope you can help, ",
    "can anyone help? ", "i dont know what to do, ",
)  # fmt: skip
BEHIND = (
    "", ", is this normal?", ", should i worry?", ", could it be cancer?", ", no fever",
    ". never had this before", ", my dad had the same", ". last year it was fine",
    " and i dont know why", " and nothing helps", " since my operation in 2020",
    ", hope its nothing", ". what if it gets worse",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@given(said=st.sampled_from(sorted(SIGNS)), before=st.sampled_from(BEFORE))
def test_what_stands_before_a_sign_does_not_swallow_it(
    said: str, before: str, reader: Reader
) -> None:
    assert SIGNS[said] in reader.understand(before + said).red_flags


@given(said=st.sampled_from(sorted(SIGNS)), behind=st.sampled_from(BEHIND))
def test_what_stands_behind_a_sign_does_not_swallow_it(
    said: str, behind: str, reader: Reader
) -> None:
    assert SIGNS[said] in reader.understand(f"my back hurts and {said}{behind}").red_flags


@pytest.mark.parametrize(
    "say",
    [
        "no numbness in both legs",
        "no pins, no tingling or numbness in both legs",
        "nothing like numb legs",
        "not had numb legs at all",
        "i dont think both legs are numb",
        "numbness in both legs: no",
        "numb legs? nope never",
        "any numbness in your legs? none",
        "numbness in both legs ruled out by the physio",
        "wouldnt say my legs are numb",
    ],
)
def test_a_denied_sign_is_seen_as_denied(say: str, reader: Reader) -> None:
    complaint = reader.understand(say)
    assert NUMB not in complaint.red_flags
    assert NUMB in complaint.denied_flags


@pytest.mark.parametrize(
    "say",
    [
        "no fever my legs are numb",
        "its not the pain its that both legs are numb, really",
        "cant say i have no numbness in both legs",
        "i never had numbness like this in both legs",
        "had no numbness until yesterday, now both legs numb",
        "no better, both legs still numb",
        "not numb before but both legs are numb now",
        "pain in my back, which makes both legs numb",
    ],
)
def test_a_no_that_denies_something_else_leaves_the_sign(say: str, reader: Reader) -> None:
    assert NUMB in reader.understand(say).red_flags


@pytest.mark.parametrize(
    ("say", "is_now"),
    [
        ("in 2013 both my legs went numb. fine since, just back ache", False),
        ("in my twenties i had numb legs", False),
        ("when i was 20 both legs went numb for a week", False),
        ("as a kid both my legs went numb once", False),
        ("before the operation both my legs were numb", False),
        ("the numbness in both legs has gone, back still sore", False),
        ("i no longer have numbness in both legs", False),
        ("since 2013 i have numb legs", True),
        ("in 2013 both my legs went numb and it never came back", True),
        ("had surgery in 2013, both legs numb now", True),
        ("both legs went numb last night", True),
    ],
)
def test_what_is_over_is_no_sign(say: str, is_now: bool, reader: Reader) -> None:
    assert (NUMB in reader.understand(say).red_flags) is is_now


@pytest.mark.parametrize(
    ("say", "is_theirs"),
    [
        ("my back hurts. my cousin has numb legs", False),
        ("my neighbours legs went numb and my back aches", False),
        ("a man at work lost feeling in both legs. i just have back ache", False),
        ("my back is sore and the dog has numb legs", False),
        ("my back hurts from lifting my dad, his legs are numb", False),
        ("my mother has back pain and both legs are numb. i feel so worried", True),
        ("asking for my wife. back pain 3 days. both legs are numb", True),
        ("mum, 70, back pain, both legs numb", True),
        ("my son jumped on my back and now both legs are numb", True),
        ("i am a 45 year old man, both legs numb", True),
    ],
)
def test_a_sign_counts_when_the_patient_has_it(say: str, is_theirs: bool, reader: Reader) -> None:
    assert (NUMB in reader.understand(say).red_flags) is is_theirs


@pytest.mark.parametrize(
    "say",
    [
        "can a bad back make your legs go numb?",
        "does a slipped disc cause numbness in both legs",
        "is numbness in both legs a sign of cauda equina",
        "what if my legs go numb",
        "what do i do if both legs go numb",
        "will my legs go numb from this?",
        "i am scared of both legs going numb",
        "the leaflet mentions numbness in both legs",
        "the nurse told me to watch for numbness in both legs",
        "i read about people with numb legs but i have none of that",
    ],
)
def test_what_is_only_asked_or_feared_is_no_sign(say: str, reader: Reader) -> None:
    assert NUMB not in reader.understand(say).red_flags


@pytest.mark.parametrize(
    "say",
    [
        "why are both my legs numb",
        "is it normal that both legs are numb",
        "can i swim with numb legs",
        "will the numbness in both legs go away",
        "can physio help with numb legs?",
        "do i have cauda equina? both legs numb",
        "im worried about my numb legs",
        "if i stand for long both legs go numb",
    ],
)
def test_a_question_or_a_worry_about_what_is_there_tells_it(say: str, reader: Reader) -> None:
    assert NUMB in reader.understand(say).red_flags


@pytest.mark.parametrize(
    ("say", "has_it"),
    [
        ("could it be cancer", False),
        ("my aunt died of cancer. my back hurts", False),
        ("cancer runs in my family", False),
        ("my scan came back clear for cancer", False),
        ("is it safe to exercise, i have cancer", True),
        ("could it be my cancer again", True),
        ("i had breast cancer in 2015", True),
    ],
)
def test_an_illness_that_is_named_is_not_always_had(say: str, has_it: bool, reader: Reader) -> None:
    assert ("cancer_history" in reader.understand(say).red_flags) is has_it
