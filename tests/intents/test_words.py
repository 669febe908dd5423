"""Are words found where they stand, and brought to one form?"""

import pytest

from intents.lexicon import Lexicon, load_lexicon
from intents.repair import Speller
from intents.words import join, tokenise


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def test_offsets_point_at_the_words_as_they_were_written(lexicon: Lexicon) -> None:
    text = "I can’t   feel my LEG, ok?"
    tokens = tokenise(text, lexicon.dictionary)
    said = [text[token.start : token.end] for token in tokens]
    assert said == ["I", "can’t", "feel", "my", "LEG", "ok"]


def test_stops_tell_commas_from_sentence_ends(lexicon: Lexicon) -> None:
    tokens = tokenise("it hurts, a lot. really?", lexicon.dictionary)
    assert [token.stop for token in tokens] == [0, 0, 1, 0, 2]
    assert tokens[-1].asked


def test_inflected_forms_share_one_dictionary_form(lexicon: Lexicon) -> None:
    key = lexicon.dictionary.key
    assert key("hurts") == key("hurting") == key("hurt")
    assert key("fell") == key("falling") == key("fall")


def test_forms_that_only_look_alike_stay_apart(lexicon: Lexicon) -> None:
    key = lexicon.dictionary.key
    assert key("backed") != key("back")
    assert key("sores") != key("sore")


def test_text_speak_is_written_out(lexicon: Lexicon) -> None:
    assert lexicon.dictionary.phrase("my bak hurtsss") == lexicon.dictionary.phrase("my back hurts")


def test_two_words_that_mean_one_become_one(lexicon: Lexicon) -> None:
    tokens = join(tokenise("I have not been able to pee", lexicon.dictionary), lexicon.joined)
    assert [token.word for token in tokens] == ["ive", "cant", "pee"]


@pytest.fixture(scope="module")
def speller(lexicon: Lexicon) -> Speller:
    return Speller(lexicon.spoken, lexicon.good)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sciatcia", "sciatica"), ("shouldr", "shoulder"), ("exersize", "exercise")],
)
def test_a_misspelled_word_is_repaired(typed: str, meant: str, speller: Speller) -> None:
    assert speller.repair(typed) == meant


@pytest.mark.parametrize("word", ["couch", "wheel", "bark", "weed", "code", "tone", "cap"])
def test_good_english_is_never_repaired(word: str, speller: Speller) -> None:
    assert speller.repair(word) is None


def test_nonsense_is_left_alone(speller: Speller) -> None:
    assert speller.repair("xqzvbnk") is None


def test_words_run_together_are_parted(speller: Speller) -> None:
    assert speller.split("lowerback") == ("lower", "back")
    assert speller.split("xqzvbnk") == ()
