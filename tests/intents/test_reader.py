"""What holds for every message, whatever it says?"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contract import urgency
from intents import Command, Complaint, Intent, Radiation, Reader, Side, load_reader

COMPLAINTS = (
    "my lower back hurts",
    "stiff neck since yesterday",
    "i cant feel when i wipe and cant pee",
    "both my legs are numb and weak",
    "back pain and a fever",
    "pain shoots down my left leg",
    "my hip aches when i walk",
    "i had cancer and my back hurts",
    "i want to end it all",
)
DENIALS = (
    "no fever",
    "no numbness",
    "i have no chest pain",
    "my bladder is fine",
    "no weight loss",
    "i never had cancer",
    "no numbness, tingling or weakness",
)
DANGERS = (
    "i cant feel when i wipe",
    "i cant hold my pee",
    "both my legs are weak",
    "my back hurts and i have a fever",
    "i fell off a ladder yesterday and my spine hurts",
    "my back hurts and my chest feels tight",
)
TELLING = (
    "no", "not", "cant", "feel", "pee", "numb", "leg", "both", "my", "i", ",", ".", "?",
    "never", "had", "years", "ago", "fever", "or", "and", "but", "is", "it", "back", "pain",
    "7", "10", "/", "seventy", "six", "im", "old", "weeks", "for", "since", "could", "cancer",
    "the", "of", "to",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    names = {"cat_cow": ["Cat stretch", "cat-cow"], "knee_rolls": ["Knee rolls"]}
    return load_reader(exercises=names, topics={"ice_or_heat": ["Ice or heat?"]})


@given(text=st.text(max_size=300))
@settings(deadline=None, max_examples=300)
def test_any_text_is_answered(text: str, reader: Reader) -> None:
    complaint = reader.understand(text)
    for evidence in complaint.evidence:
        assert evidence.words == text[evidence.start : evidence.end]
        assert 0 <= evidence.score <= 100


@given(words=st.lists(st.sampled_from(TELLING), max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_jumble_of_telling_words_is_answered(words: list[str], reader: Reader) -> None:
    complaint = reader.understand(" ".join(words))
    assert not set(complaint.red_flags) & set(complaint.denied_flags)


@given(said=st.sampled_from(COMPLAINTS), denied=st.sampled_from(DENIALS))
def test_denying_a_sign_never_adds_one(said: str, denied: str, reader: Reader) -> None:
    alone = set(reader.understand(said).red_flags)
    assert set(reader.understand(f"{said}. {denied}").red_flags) <= alone


@given(said=st.sampled_from(COMPLAINTS), more=st.sampled_from(COMPLAINTS))
def test_one_more_sentence_never_hides_a_sign(said: str, more: str, reader: Reader) -> None:
    signs = set(reader.understand(said).red_flags) - {"one_leg_pain"}
    assert signs <= set(reader.understand(f"{said}. {more}").red_flags)


@given(said=st.sampled_from(COMPLAINTS), denied=st.sampled_from(DENIALS))
def test_denying_a_sign_never_makes_it_more_urgent(said: str, denied: str, reader: Reader) -> None:
    alone = urgency(reader.understand(said))
    assert urgency(reader.understand(f"{said}. {denied}")) <= alone


@given(said=st.sampled_from(COMPLAINTS + DENIALS), danger=st.sampled_from(DANGERS))
def test_one_more_danger_never_makes_it_less_urgent(said: str, danger: str, reader: Reader) -> None:
    least = max(urgency(reader.understand(said)), urgency(reader.understand(danger)))
    assert urgency(reader.understand(f"{said}. {danger}")) >= least


@given(sentences=st.permutations(COMPLAINTS[:5] + DENIALS[:3]))
@settings(deadline=None)
def test_the_order_of_sentences_changes_no_sign(sentences: list[str], reader: Reader) -> None:
    told = reader.understand(". ".join(sentences))
    usual = reader.understand(". ".join(COMPLAINTS[:5] + DENIALS[:3]))
    assert set(told.red_flags) == set(usual.red_flags)
    assert set(told.denied_flags) == set(usual.denied_flags)


@given(said=st.sampled_from(COMPLAINTS + DENIALS))
def test_capitals_and_courtesy_change_no_sign(said: str, reader: Reader) -> None:
    plain = reader.understand(said)
    for variant in (said.upper(), f"hello doctor, {said}", f"{said}, please help", f"{said} lol"):
        changed = reader.understand(variant)
        assert (changed.red_flags, changed.denied_flags) == (plain.red_flags, plain.denied_flags)


@pytest.mark.parametrize("said", COMPLAINTS)
def test_a_sign_is_found_at_the_end_of_a_very_long_message(said: str, reader: Reader) -> None:
    filler = "we went to the market and bought some apples. " * 2000
    wanted = set(reader.understand(said).red_flags) - {"one_leg_pain"}
    assert wanted <= set(reader.understand(filler + said).red_flags)


def test_work_grows_no_faster_than_the_message(reader: Reader) -> None:
    text = "no fever but my back hurts and my leg is numb, i cant pee. "
    reader.understand(text * 200)

    def spent(size: int) -> float:
        """The least of three tries: what else the machine does only ever adds."""
        tries = []
        for _ in range(3):
            before = time.thread_time()
            reader.understand(text * size)
            tries.append(time.thread_time() - before)
        return min(tries)

    assert spent(1600) < 8 * 3 * spent(200)


def test_a_repaired_word_alone_decides_no_sign(reader: Reader) -> None:
    assert reader.understand("canccer").red_flags == ()
    assert "cancer_history" in reader.understand("cancer").red_flags


def test_evidence_shows_the_words_of_a_finding(reader: Reader) -> None:
    complaint = reader.understand("Hello! My LOWER back hurts")
    shown = {one.finding: one.words for one in complaint.evidence}
    assert shown["area:lower_back"] == "LOWER back"


def test_a_guess_scores_less_than_a_word_spelled_right(reader: Reader) -> None:
    def score(text: str) -> float:
        evidence = reader.understand(text).evidence
        return next(one.score for one in evidence if one.finding == "area:tailbone")

    assert score("tailbome pain") < score("tailbone pain") == 100


def test_the_whole_of_a_first_message_is_understood(reader: Reader) -> None:
    complaint = reader.understand(
        "my lower bak is killing me since i lifted a couch sunday, shoots down my left leg"
    )
    assert complaint.intent is Intent.DESCRIBE_PAIN
    assert complaint.areas == ("lower_back",)
    assert complaint.side is Side.LEFT
    assert complaint.radiates is Radiation.LEG
    assert complaint.triggers == ("lifting",)
    assert complaint.red_flags == ("one_leg_pain",)


def test_an_exercise_is_known_by_its_name_despite_a_slip(reader: Reader) -> None:
    assert reader.understand("how do i do knee rols").exercise == "knee_rolls"
    assert reader.understand("my knee hurts").exercise is None


def test_a_command_is_no_complaint(reader: Reader) -> None:
    complaint = reader.understand("stop reminding me")
    assert complaint.command is Command.REMINDERS_OFF
    assert not complaint.about_back


def test_silence_is_not_understood(reader: Reader) -> None:
    assert reader.understand("") == Complaint()
    assert not reader.understand("...").understood


def test_the_ids_of_the_lexicon_are_told(reader: Reader) -> None:
    ids = reader.ids()
    assert set(ids.areas) == {
        "neck", "upper_back", "mid_back", "lower_back", "tailbone", "buttock_hip",
    }  # fmt: skip
    assert {"numb_limb", "spreading_numbness", "weak_arm", "osteoporosis_named"} <= set(
        ids.red_flags
    )
    assert "idiom" not in ids.other_places
