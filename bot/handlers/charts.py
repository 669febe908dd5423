"""The chart of /progress: its ratings are loaded and it is drawn, before the screen is shown."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.dialogue.progress import SPANS, chart_of, chart_words, is_shown
from bot.dialogue.screen import Picture
from bot.dialogue.state import Place, State
from bot.dialogue.world import Charted, World, zone_of
from bot.storage.course import find_rated_days
from bot.storage.database import Database
from content.loader import Content
from content.pictures.days import MEAN_DAYS, ChartWords

_log = logging.getLogger(__name__)

_DAYS = max(SPANS) + MEAN_DAYS - 1


class Charts:
    """Draws charts in a thread, one at a time: the event loop waits for none of them.

    A thread is enough: the loop is held up for a few milliseconds (``benchmarks/chart.py``).
    """

    def __init__(self, database: Database, content: Content, now: Callable[[], datetime]) -> None:
        self._database = database
        self._content = content
        self._now = now
        self._drawing = asyncio.Lock()

    async def chart(self, chat_id: int, state: State) -> Charted | None:
        """Return what /progress shows; None elsewhere, and when the ratings cannot be loaded.

        Without a picture when there are too few ratings or it cannot be drawn.
        """
        if state.place is not Place.PROGRESS:
            return None
        world = World(self._content, self._now())
        here = zone_of(state, world.now)
        try:
            async with self._database.connection() as db:
                found = await find_rated_days(db, chat_id, str(here.tzinfo), here.date(), _DAYS)
            charted = chart_of(state, found, world)
        except Exception as error:  # the words say it too
            _log.warning("no ratings for a chart: %s", type(error).__name__)
            return None
        if not is_shown(charted):
            return charted
        try:
            words = chart_words(state, world)
            async with self._drawing:
                data = await asyncio.to_thread(_draw, charted, words, dark=state.dark)
        except Exception as error:
            _log.warning("a chart cannot be drawn: %s", type(error).__name__)
            return charted
        key = hashlib.sha256(data).hexdigest()[:16]
        return replace(charted, picture=Picture(key, "progress.png", film=False, data=data))


def _draw(charted: Charted, words: ChartWords, *, dark: bool) -> bytes:
    """Draw the chart. Pillow is loaded for the first one: the rest of the bot draws nothing."""
    from content.pictures.chart import draw_chart
    from content.pictures.drawing import DARK, LIGHT

    return draw_chart(charted.days, words, DARK if dark else LIGHT, charted.start)
