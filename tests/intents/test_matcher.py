"""The phrase matcher, taught a handful of phrases."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.matcher import Matcher, Meanings, stem
from intents.training import train

EXAMPLES = [
    ("my lower back hurts", "pain_report"),
    ("there is a sharp pain in my spine", "pain_report"),
    ("everything aches this morning", "pain_report"),
    ("remind me at eight", "reminder_set"),
    ("send me a message every morning", "reminder_set"),
    ("set a reminder for the evening", "reminder_set"),
    ("stop the reminders", "reminder_stop"),
    ("do not write to me again", "reminder_stop"),
    ("no more messages please", "reminder_stop"),
    ("what is a herniated disc", "question"),
    ("why do muscles cramp", "question"),
    ("how long does this take to heal", "question"),
]
MATCHER = train(EXAMPLES)


def test_every_example_is_matched_with_its_own_label() -> None:
    for phrase, label in EXAMPLES:
        best, *_ = MATCHER.match(phrase)
        assert (best.label, best.phrase) == (label, phrase)


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("remnid me at eihgt", "reminder_set"),
        ("my lowwer bakc hurst", "pain_report"),
        ("stpo the remindres", "reminder_stop"),
        ("what is a herniatd disk", "question"),
    ],
)
def test_a_phrase_is_matched_despite_typing_slips(said: str, label: str) -> None:
    assert MATCHER.match(said)[0].label == label


def test_the_answer_names_the_nearest_phrase_the_repairs_and_what_spoke_for_it() -> None:
    best = MATCHER.match("pls remnid me at eight")[0]
    assert best.phrase == "remind me at eight"
    assert ("remnid", "remind") in best.repaired
    assert any("remind" in feature for feature, _ in best.features)
    assert all(strength > 0 for _, strength in best.features)


def test_a_word_of_the_same_meaning_is_enough() -> None:
    examples = [("purchase a ticket", "shop"), ("sing a song", "music")]
    said = "where to buy"
    assert train(examples).match(said)[0].label == "shop"
    assert train(examples, meanings=()).match(said) == []


def test_good_english_is_never_taken_for_a_slip() -> None:
    matcher = train([("i cough at night", "cough"), ("my leg is numb", "leg")])
    assert all(not match.repaired for match in matcher.match("i lifted a couch"))


def test_confidence_falls_with_words_that_are_not_known() -> None:
    sure = MATCHER.match("remind me at eight")[0]
    unsure = MATCHER.match("remind zebra quantum umbrella at fjord")[0]
    assert 0 < unsure.confidence < sure.confidence <= 1


def test_training_twice_gives_the_same_weights() -> None:
    assert train(EXAMPLES).to_dict() == MATCHER.to_dict()


def test_a_matcher_survives_json() -> None:
    again = Matcher.from_dict(json.loads(json.dumps(MATCHER.to_dict())))
    assert again.to_dict() == MATCHER.to_dict()
    for said in ("remnid me pls", "back aches", "why", ""):
        assert again.match(said) == MATCHER.match(said)


def test_what_was_matched_before_changes_no_answer() -> None:
    fresh = Matcher.from_dict(MATCHER.to_dict())
    MATCHER.match("my bakc")
    assert MATCHER.match("bakc pain at nigth") == fresh.match("bakc pain at nigth")


def test_something_else_than_a_matcher_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        Matcher.from_dict({})
    broken = MATCHER.to_dict() | {"votes": ""}
    with pytest.raises(ValueError, match="fit"):
        Matcher.from_dict(broken)


def test_nothing_to_learn_from_is_refused_and_one_label_is_enough() -> None:
    with pytest.raises(ValueError, match="examples"):
        train([])
    assert train([("hello", "greeting")]).match("hello")[0].label == "greeting"


def test_examples_without_words_do_no_harm() -> None:
    assert train([("", "a"), ("?!", "b"), ("hello there", "c")]).match("hello")[0].label == "c"


@pytest.mark.parametrize("said", ["", "   ", "?!", "👍👍", "q" * 50_000, "нет", "1 2 3 4", "\x00"])
def test_odd_input_gets_an_answer_or_none(said: str) -> None:
    assert len(MATCHER.match(said)) <= 3


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_raises_and_confidences_are_shares(said: str) -> None:
    matches = MATCHER.match(said, limit=10)
    confidences = [match.confidence for match in matches]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1 + 1e-9


def test_many_examples_are_learnt_too() -> None:
    many = [
        (f"{verb} the {thing} number {number}", verb)
        for verb in ("open", "paint", "sell")
        for thing in ("door", "house", "boat")
        for number in range(290)
    ]
    matcher = train(many)
    assert [matcher.match(f"{verb} my boat")[0].label for verb in ("open", "paint", "sell")] == [
        "open", "paint", "sell",
    ]  # fmt: skip


def test_a_stem_joins_forms_and_meanings_join_words() -> None:
    assert stem("stopped") == stem("stops") == stem("stop")
    assert Meanings(["buy purchase"]).of("buying") == ["=buy|purchase"]
