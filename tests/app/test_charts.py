"""Does /progress send the chart of somebody's own ratings, and never wait or fail for it?"""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.handlers import charts
from bot.local.errors import LocalTelegramError
from content.pictures import chart
from content.pictures.chart import draw_chart
from content.pictures.drawing import DARK, LIGHT
from tests.app.driving import Running, change, rows, until

INSERT = "INSERT INTO pain_rating (chat_id, at, value, occasion) VALUES (1, ?, ?, 'check_in')"


async def with_ratings(alive: Running, *values: int) -> None:
    """Somebody at a plan with a pain of 6 today and ratings of the days before."""
    await alive.person.to_plan(rating="6")
    now = datetime.now(UTC)
    moments = [now - timedelta(days=back) for back in range(len(values), 0, -1)]
    given = [(int(at.timestamp() * 1e6), value) for at, value in zip(moments, values, strict=True)]
    if given:
        change(alive.path, INSERT, *given)


async def test_the_chart_comes_with_what_it_says(alive: Running) -> None:
    await with_ratings(alive, 3, 3, 3, 3)
    shown = await alive.person.says("/progress")
    assert shown.picture
    assert shown.text == (
        "In the last 28 days your pain went from about 6 to about 3.6: a change that counts."
    )
    week = await alive.person.taps("7 days")
    assert week.id == shown.id
    assert week.picture != shown.picture
    assert week.text.startswith("In the last 7 days")
    back = await alive.person.taps("Back")
    assert "Here is your routine" in back.text
    assert alive.telegram.refused == []
    plan = await alive.person.last()
    kept = rows(alive.path, "SELECT file_id FROM media_file")
    assert kept == [(plan.picture,)], "a chart is for one person, a cover for everybody"


async def test_too_few_ratings_get_words(alive: Running) -> None:
    await with_ratings(alive, 3)
    shown = await alive.person.says("/progress")
    assert shown.picture is None
    assert "nothing to show yet" in shown.text
    assert "3 of the last 28 days" in shown.text


async def test_dark_is_for_whom_dark_was_set(
    alive: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = []

    def draw(days: Any, words: Any, theme: Any, start: Any) -> bytes:
        themes.append(theme)
        return draw_chart(days, words, theme, start)

    monkeypatch.setattr(chart, "draw_chart", draw)
    await with_ratings(alive, 3, 3, 3, 3)
    light = await alive.person.says("/progress")
    await alive.person.says("/settings")
    await alive.person.taps("Dark pictures")
    dark = await alive.person.says("/progress")
    assert light.picture != dark.picture
    assert themes == [LIGHT, DARK]


@pytest.fixture
def failing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the two parts of a chart that fails."""

    def fails(*_: object) -> bytes:
        raise OSError(28, "no space")

    module, part = request.param
    monkeypatch.setattr(module, part, fails)
    return str(part)


@pytest.mark.parametrize(
    "failing", [(chart, "draw_chart"), (charts, "find_rated_days")], indirect=True
)
async def test_when_it_fails_the_words_stand_alone(alive: Running, failing: str) -> None:
    await with_ratings(alive, 3, 3, 3, 3)
    shown = await alive.person.says("/progress")
    assert shown.picture is None
    said = "a change that counts" if failing == "draw_chart" else "nothing to show yet"
    assert said in shown.text
    assert "✓ 28 days" in shown.buttons


async def test_a_refused_picture_leaves_the_words(alive: Running) -> None:
    await with_ratings(alive, 3, 3, 3, 3)
    alive.telegram.fail_next("sendPhoto", LocalTelegramError(400, "Bad Request: IMAGE_INVALID"))
    shown = await alive.person.says("/progress")
    assert shown.picture is None
    assert "a change that counts" in shown.text


async def test_nobody_waits_while_a_chart_is_drawn(
    alive: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given: Any) -> bytes:
        begun.set()
        assert go_on.wait(30)
        return draw_chart(*given)

    monkeypatch.setattr(chart, "draw_chart", slow)
    await with_ratings(alive, 3, 3, 3, 3)
    try:
        await alive.person.write("/progress")
        await until(begun.is_set, what="the drawing to begin")
        other = alive.another(2)
        await other.write("hello")

        async def answered() -> bool:
            return bool(await other.seen())

        await until(answered, what="an answer beside the drawing")
        assert not go_on.is_set()
    finally:
        go_on.set()
    await alive.person.idle()
    assert (await alive.person.last()).picture
