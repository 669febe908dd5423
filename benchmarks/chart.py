"""How long does a pain chart take, and how long does it hold up everybody else?

    python -m benchmarks.chart

Charts of 7, 28 and 90 days are drawn as /progress does it; when matplotlib is installed, it draws
the same days in the same run. Then charts are drawn in a thread, as the bot does, while the event
loop counts how late it is called each millisecond. Takes about ten seconds.
"""

import asyncio
import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.util import find_spec

from benchmarks._machine import describe, peak_megabytes
from bot.dialogue.progress import SPANS, chart_words
from bot.dialogue.state import State
from bot.dialogue.world import World
from content.loader import load_content
from content.pictures.chart import draw_chart
from content.pictures.days import ChartDay, ChartWords, Start, chart_days
from content.pictures.drawing import THEMES

TIMES = 30
LAST = date(2026, 11, 22)


def some_days(count: int) -> tuple[ChartDay, ...]:
    """Days of somebody who answers four days of five and gets better slowly."""
    chance = random.Random(count)
    back = [each for each in range(count + 6) if chance.random() < 0.8]
    ratings = {
        LAST - timedelta(days=each): min(10.0, max(0.0, 3 + each / 15 + chance.uniform(-1.5, 1.5)))
        for each in back
    }
    sessions = {LAST - timedelta(days=each) for each in back if chance.random() < 0.6}
    return chart_days(ratings, sessions, LAST, count)


def words_of(days: int) -> ChartWords:
    now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    return chart_words(State(progress_days=days), World(load_content(), now))


def measure(name: str, draw: Callable[[], bytes]) -> None:
    began = time.perf_counter()
    size = len(draw())
    first = time.perf_counter() - began
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        draw()
        took.append(time.perf_counter() - began)
    print(
        f"{name:>22} {first * 1e3:9.0f} {statistics.median(took) * 1e3:9.0f} "
        f"{max(took) * 1e3:9.0f} {size / 1000:7.0f}"
    )


def by_matplotlib(days: tuple[ChartDay, ...]) -> bytes:
    """The same days, unstyled: dots, thin line, mean, ticks."""
    from matplotlib.figure import Figure  # type: ignore[import-not-found]

    figure = Figure(figsize=(7.2, 4.2), dpi=100)
    axes = figure.subplots()
    xs = [day.day for day in days]
    nan = float("nan")
    axes.plot(xs, [nan if d.rating is None else d.rating for d in days], "o-", lw=1)
    axes.plot(xs, [nan if d.mean is None else d.mean for d in days], lw=4)
    axes.plot([d.day for d in days if d.session], [-0.5 for d in days if d.session], "|")
    axes.set_ylim(-1, 10)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


async def delays(draw: Callable[[], bytes] | None) -> list[float]:
    """How late the event loop was called, in milliseconds, sorted."""
    late: list[float] = []
    done = asyncio.Event()

    async def count() -> None:
        while not done.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append((time.perf_counter() - began - 0.001) * 1e3)

    counting = asyncio.create_task(count())
    if draw is None:
        await asyncio.sleep(1)
    else:
        for _ in range(TIMES):
            await asyncio.to_thread(draw)
    done.set()
    await counting
    return sorted(late)


def main() -> None:
    peer = find_spec("matplotlib") is not None
    print(describe("Pillow", *(["matplotlib"] if peer else [])))
    print(f"{'chart':>22} {'first ms':>9} {'median ms':>9} {'most ms':>9} {'KB':>7}")
    start = Start(LAST - timedelta(days=20), 6, reached=True)
    for count in SPANS:
        days, words = some_days(count), words_of(count)
        for name, theme in THEMES.items():
            measure(f"{count} days, {name}", partial(draw_chart, days, words, theme, start))
        if peer:
            measure(f"{count} days, matplotlib", partial(by_matplotlib, days))
    if not peer:
        print(f"{'matplotlib':>22} is not installed here")
    print(f"most memory {peak_megabytes():.0f} MB")
    days, words = some_days(90), words_of(90)
    print(f"{'event loop late by':>22} {'median ms':>9} {'p99 ms':>9} {'most ms':>9}")
    for name, draw in (
        ("with nothing to do", None),
        ("while charts are drawn", partial(draw_chart, days, words, THEMES["light"], start)),
    ):
        late = asyncio.run(delays(draw))
        print(
            f"{name:>22} {statistics.median(late):9.2f} {late[int(len(late) * 0.99)]:9.2f} "
            f"{late[-1]:9.2f}"
        )


if __name__ == "__main__":
    main()
