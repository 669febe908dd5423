"""Where does it hurt, and is it the back at all?"""

import pytest

from intents import Radiation, Reader, load_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.mark.parametrize(
    ("said", "areas"),
    [
        ("my lower back's gone stiff", ("lower_back",)),
        ("dull pain in both loins", ("lower_back",)),
        ("dorsal spine pain", ("mid_back",)),
        ("d 10 vertebra is paining", ("mid_back",)),
        ("my neck and my tailbone are sore", ("neck", "tailbone")),
        ("i sat down hard on my bum and now the tailbone is sore", ("tailbone",)),
        ("pain deep in the hip", ("buttock_hip",)),
    ],
)
def test_parts_of_the_back(said: str, areas: tuple[str, ...], reader: Reader) -> None:
    assert reader.understand(said).areas == areas


@pytest.mark.parametrize(
    "said",
    [
        "back is wrecked after the allotment",
        "back has been playing up again",
        "i did me back in on friday",
        "back and both hips ache",
        "my back hates this office chair",
    ],
)
def test_back_is_the_back(said: str, reader: Reader) -> None:
    complaint = reader.understand(said)
    assert complaint.about_back
    assert complaint.back_unspecified


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("thumping headache for two days, no stiff neck", "headache"),
        ("my knee clicks and hurts on hills, the back has no problem", "knee"),
        ("itchy rash over my shoulder blades", "skin"),
        ("cracked the back of my hand on a door, it is swollen", "arm_hand"),
        ("a swollen gland on the side of my neck, not sore when i turn my head", "lump_gland"),
        ("shoulder pain since june, neck x-ray was normal", "shoulder"),
    ],
)
def test_another_place(said: str, place: str, reader: Reader) -> None:
    complaint = reader.understand(said)
    assert not complaint.about_back
    assert complaint.other_place == place


@pytest.mark.parametrize(
    "said",
    [
        "i bend over backwards for them",
        "my boss has no spine",
        "smear test found something on the neck of the womb",
        "i broke the neck of my guitar",
    ],
)
def test_words_of_the_back_that_mean_something_else(said: str, reader: Reader) -> None:
    assert not reader.understand(said).about_back


def test_a_pain_of_the_belly_that_reaches_the_back_is_of_the_belly(reader: Reader) -> None:
    complaint = reader.understand("my stomach hurts. some of it goes round to the back")
    assert not complaint.about_back


def test_a_rash_and_a_sore_back_is_about_the_back(reader: Reader) -> None:
    assert reader.understand("i have a rash and my back is really sore").about_back


@pytest.mark.parametrize(
    ("said", "radiates"),
    [
        ("back pain down to my calf", Radiation.LEG),
        ("neck pain and my fingers tingle", Radiation.ARM),
        ("neck pain, both arms are strong", Radiation.NONE),
        ("pain at rib level in my back", Radiation.NONE),
        ("my spine is on fire and i cant lift my foot", Radiation.NONE),
    ],
)
def test_where_it_travels(said: str, radiates: Radiation, reader: Reader) -> None:
    assert reader.understand(said).radiates is radiates
