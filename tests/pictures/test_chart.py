"""Does the chart show what was rated, and nothing that was not?"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from content.pictures import fonts
from content.pictures.chart import WIDTH, draw_chart
from content.pictures.days import ChartDay, ChartWords, Start, chart_days
from content.pictures.drawing import DARK, LIGHT, Color, Theme
from content.pictures.fonts import Writing, transliterate

LAST = date(2026, 11, 22)
WORDS = ChartWords(
    title="Pain, last 28 days",
    mean="7-day mean",
    each_day="each day",
    session="exercise done",
    began="began",
    began_at="began at {rating}",
    change="a change that counts",
    date="{day} {month}",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def ratings(*values: int | None) -> dict[date, float]:
    """Ratings of the last days in a row, the last one of ``LAST``."""
    days = [LAST - timedelta(days=back) for back in range(len(values) - 1, -1, -1)]
    return {day: float(v) for day, v in zip(days, values, strict=True) if v is not None}


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def draw(
    found: dict[date, float], count: int = 28, theme: Theme = LIGHT, start: Start | None = None
) -> Image.Image:
    return picture(draw_chart(chart_days(found, (), LAST, count), WORDS, theme, start))


def pixels(image: Image.Image, color: Color) -> set[tuple[int, int]]:
    """Where the plot has this colour; the legend and the dates are left out."""
    return {
        (x, y) for x in range(60, 690) for y in range(60, 330) if image.getpixel((x, y)) == color
    }


# ---------------------------------------------------------------- what is shown


def test_a_day_without_a_rating_is_a_gap_and_no_zero() -> None:
    days = chart_days(ratings(4, None, 0), (), LAST, 3)
    assert [day.rating for day in days] == [4, None, 0]
    empty, zeros = draw(ratings(5, None, 5), 3), draw(ratings(5, 0, 5), 3)
    middle = (64 + 626) // 2
    floor = {(x, y) for x, y in pixels(zeros, zeros.getpixel((middle, 320))) if y > 312}  # type: ignore[arg-type]
    assert floor
    assert empty.getpixel((middle, 318)) == LIGHT.back
    assert zeros.getpixel((middle, 318)) != LIGHT.back


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        ((6, 6, 6), None),
        ((6, None, 6, None, 6, None, None), None),
        ((6, 5, 4, 3), 4.5),
        ((9, 6, None, 5, None, 4, None, 3), 4.5),
        ((7, 6, 5, 4, 3, 2, 1), 4.0),
        ((10, 7, 6, 5, 4, 3, 2, 1), 4.0),
    ],
)
def test_a_mean_needs_four_ratings_in_seven_days(
    values: tuple[int | None, ...], mean: float | None
) -> None:
    assert chart_days(ratings(*values), (), LAST, 7)[-1].mean == mean


def test_days_before_those_shown_count_for_the_first_means() -> None:
    assert chart_days(ratings(*[3] * 20), (), LAST, 7)[0].mean == 3


def test_without_a_mean_no_mean_is_drawn() -> None:
    assert not pixels(draw(ratings(6, 5, 4)), LIGHT.top)
    assert pixels(draw(ratings(6, 5, 4, 3)), LIGHT.top)


def test_days_with_a_session_have_a_tick() -> None:
    days = chart_days(ratings(6, 5, 4), (LAST, date(2026, 1, 1)), LAST, 7)
    assert [day.session for day in days] == [False] * 6 + [True]
    shown = picture(draw_chart(days, WORDS, LIGHT))
    assert shown.getpixel((round(626 - 562 / 14), 340)) == LIGHT.breath


def test_the_bracket_stands_only_for_a_change_that_counts() -> None:
    found = ratings(6, 5, 4, 3, 3, 3, 3)
    start = Start(LAST - timedelta(days=6), 6, reached=True)

    def at_bracket(image: Image.Image) -> bool:
        return LIGHT.ink in [image.getpixel((697, y)) for y in range(170, 240)]

    assert at_bracket(draw(found, start=start))
    assert not at_bracket(draw(found, start=replace(start, reached=False)))
    assert not at_bracket(draw(found))


def test_the_start_is_marked_where_it_lies() -> None:
    found = ratings(6, 5, 4, 3)
    here = draw(found, start=Start(LAST - timedelta(days=3)))
    before = draw(found, start=Start(LAST - timedelta(days=60)))
    assert here.tobytes() != draw(found).tobytes()
    assert before.tobytes() == draw(found).tobytes()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("count", [7, 28, 90])
@pytest.mark.parametrize("given", ["full", "one", "none"])
def test_a_chart_is_720_wide_and_under_60_kilobytes(theme: Theme, count: int, given: str) -> None:
    values = {"full": [n * 7 % 11 for n in range(96)], "one": [0], "none": []}[given]
    found = ratings(*values)
    start = Start(LAST - timedelta(days=5), 10, reached=True)
    png = draw_chart(chart_days(found, tuple(found), LAST, count), WORDS, theme, start)
    assert len(png) < 60_000
    assert picture(png).width == WIDTH


def test_light_and_dark_are_two_pictures_of_the_same_size() -> None:
    light, dark = (draw(ratings(6, 5, 4, 3), theme=theme) for theme in (LIGHT, DARK))
    assert light.size == dark.size
    assert light.getpixel((2, 2)) == LIGHT.back
    assert dark.getpixel((2, 2)) == DARK.back


def test_the_same_days_make_the_same_bytes() -> None:
    days = [ChartDay(LAST - timedelta(days=1), 3.0), ChartDay(LAST, 4.0)]
    assert draw_chart(days, WORDS, LIGHT) == draw_chart(days, WORDS, LIGHT)


def test_words_too_long_for_one_line_stay_on_the_picture() -> None:
    long = replace(
        WORDS,
        title="Dolor de los últimos veintiocho días " * 2,
        mean="media de siete días seguidos",
        change="un cambio que cuenta de verdad",
    )
    start = Start(LAST - timedelta(days=6), 6, reached=True)
    days = chart_days(ratings(6, 5, 4, 3, 3, 3, 3), (LAST,), LAST, 28)
    shown = picture(draw_chart(days, long, LIGHT, start))
    edge = {shown.getpixel((x, y)) for x in range(WIDTH - 5, WIDTH) for y in range(shown.height)}
    assert edge == {LIGHT.back}


# ---------------------------------------------------------------- letters


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without a font file."""
    monkeypatch.setattr(fonts, "_fonts", tuple)
    fonts._find_path.cache_clear()
    yield
    fonts._find_path.cache_clear()


def test_english_needs_no_font_of_this_machine() -> None:
    assert fonts._find_path(frozenset("".join(WORDS.months) + WORDS.title)) is None


@pytest.mark.parametrize("word", ["août", "März", "źdźbło", "май", "Ünlü", "12 ≤ 3"])
def test_a_word_is_written_with_every_letter_it_has(word: str) -> None:
    if not fonts._fonts():
        pytest.skip("this machine has no font files")
    writing = Writing([word])
    assert writing.text(word) == word
    assert not fonts._missing(writing._path, frozenset(word) - {" "})


@pytest.mark.parametrize(
    ("word", "plain"),
    [("août", "aout"), ("März", "Marz"), ("źdźbło", "zdzblo"), ("май", "maj"), ("五月 7", " 7")],
)
@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_a_word_is_written_plainly(word: str, plain: str) -> None:
    assert transliterate(word) == plain
    assert Writing([word]).text(word) == plain


@pytest.mark.usefixtures("no_fonts")
def test_a_chart_is_drawn_whatever_letters_are_missing() -> None:
    words = replace(WORDS, title="痛み", mean="боль", months=("март",) * 12)
    days = chart_days(ratings(6, 5, 4, 3), (), LAST, 28)
    assert picture(draw_chart(days, words, LIGHT)).width == WIDTH


def test_a_file_that_is_no_font_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(fonts, "_fonts", lambda: (broken,))
    fonts._find_path.cache_clear()
    assert Writing(["ź"]).text("ź") == "z"
    fonts._find_path.cache_clear()
