"""How long, how strong, which side, brought on by what?"""

import pytest

from intents import Duration, Intensity, Reader, Side, load_reader

ACUTE, SUBACUTE, CHRONIC = Duration.ACUTE, Duration.SUBACUTE, Duration.CHRONIC
MILD, MODERATE, SEVERE = Intensity.MILD, Intensity.MODERATE, Intensity.SEVERE


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.mark.parametrize(
    ("said", "duration"),
    [
        ("my back has ached for a fortnight", ACUTE),
        ("neck sore since saturday", ACUTE),
        ("an hour ago my back locked", ACUTE),
        ("back pain from 5 days", ACUTE),
        ("sneezed this morning and my back went", ACUTE),
        ("hip pain for 6-8 weeks", SUBACUTE),
        ("a month and a half of neck pain", SUBACUTE),
        ("two or three months of hip pain", CHRONIC),
        ("back pain, nearly a decade of it", CHRONIC),
        ("my back has been bad since i was twelve", CHRONIC),
        ("twenty odd years of back trouble", CHRONIC),
        ("sore hip since the summer before last", CHRONIC),
        ("sore back on and off for ages", CHRONIC),
        ("neck pain since 2011", CHRONIC),
        ("back fused in 2009 and it still hurts", CHRONIC),
        ("back pain for years, worse since monday", CHRONIC),
        ("a fall four years ago, all healed. lifted a crate on sunday and my back went", ACUTE),
    ],
)
def test_how_old_the_problem_is(said: str, duration: Duration, reader: Reader) -> None:
    assert reader.understand(said).duration is duration


@pytest.mark.parametrize(
    "said",
    [
        "my back hurts and i have taken naproxen for two weeks",
        "i have been a driver for eleven years. my back hurts",
        "diabetic 10 years. my back hurts",
        "i have 51 years and my hip hurts",
        "29 weeks pregnant with a sore back",
        "my back hurts twice a day",
        "my hip hurts, the surgeon is on leave for three weeks",
        "neck pain since march",
        "i feel every month of my age, sore back",
    ],
)
def test_times_of_something_else(said: str, reader: Reader) -> None:
    assert reader.understand(said).duration is None


@pytest.mark.parametrize(
    ("said", "intensity"),
    [
        ("my back is killing me", SEVERE),
        ("cant get out of bed with my back", SEVERE),
        ("agony. my neck", SEVERE),
        ("my back is paining too much", SEVERE),
        ("sometimes a mild ache, sometimes agony in my hip", SEVERE),
        ("back pain but manageable", MODERATE),
        ("my hip is pretty sore", MODERATE),
        ("my neck is a tad stiff", MILD),
        ("my neck doesnt hurt much", MILD),
        ("back pain, nothing dramatic", MILD),
        ("the hip is not unbearable", MILD),
        ("mri shows severe stenosis, my back aches", None),
        ("my back hurts, worst in the evening", None),
        ("my back aches, so that is why i ask", None),
    ],
)
def test_how_strong_it_is(said: str, intensity: Intensity | None, reader: Reader) -> None:
    assert reader.understand(said).intensity is intensity


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("my back pain is maybe a 7", 7),
        ("back pain went from a 6 to a 3", 3),
        ("usually 4/10 but 8/10 at night, my hip", 8),
        ("my son, 9, has a sore neck", None),
        ("2 discs are bulging in my back", None),
    ],
)
def test_a_rating_among_other_numbers(said: str, number: int | None, reader: Reader) -> None:
    assert reader.understand(said).number == number


@pytest.mark.parametrize(
    ("said", "triggers"),
    [
        ("my back hurts when i sit", ("sitting",)),
        ("cant sit, stand or walk with my back", ("sitting", "standing", "walking")),
        ("walking is murder on my hip", ("walking",)),
        ("i sneezed and my back locked", ("cough_sneeze",)),
        ("pulled something in my back lifting a crate", ("lifting",)),
        ("my back is killing me. stupid tennis", ("sport",)),
        ("my neck aches on long drives", ("driving",)),
        ("stiff back every morning", ("morning",)),
        ("back sore since i gave birth", ("pregnancy",)),
        ("tripped on the stairs, my hip hurts", ("fall",)),
        ("sore neck from a bike accident", ("accident",)),
        ("slept funny and my neck is stiff", ("sleep",)),
    ],
)
def test_what_brings_it_on(said: str, triggers: tuple[str, ...], reader: Reader) -> None:
    assert reader.understand(said).triggers == triggers


@pytest.mark.parametrize(
    "said",
    [
        "my back hurts, a walk helps",
        "back pain that goes when i lie down",
        "my hip is better when i swim",
        "my hip hurts but i still drive and work",
        "my back hurts and i lost weight",
        "i have a slipped disc in my back",
        "my back hurts, it does not matter if i sit",
        "my back hurts, no accident",
    ],
)
def test_what_is_only_mentioned_or_eases_brings_nothing_on(said: str, reader: Reader) -> None:
    assert reader.understand(said).triggers == ()


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ("pain in my left hip", Side.LEFT),
        ("pain in the neck down to my right hand", Side.RIGHT),
        ("numb in the two legs, and a sore back", Side.BOTH),
        ("sore back, right as rain after a shower", None),
        ("my hip hurts, i play left wing", None),
    ],
)
def test_which_side(said: str, side: Side | None, reader: Reader) -> None:
    assert reader.understand(said).side is side
