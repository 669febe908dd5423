"""What does the pain of the last days look like? One picture of ratings, their mean, sessions.

The axis is always 0 to 10, so that a chart never dramatises; a day without an answer is a gap and
never a zero; no colour says good or bad.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from content.pictures.days import ChartDay, ChartWords, Start, figures
from content.pictures.drawing import Color, Fill, Point, Theme, around, blend, render
from content.pictures.fonts import Writing

WIDTH = 720  # pixels
HIGHEST = 10

_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 626.0, 82.0, 320.0
_BRACKET = 697.0
_MARGIN = 32.0
_TICKS = _BOTTOM + 20
_DATES = _BOTTOM + 46
_LEGEND = _BOTTOM + 78
_LEGEND_ROW = 26
_TITLE, _FIGURE, _SMALL = 26, 26, 16  # heights of the writing in pixels
_DASH = 6.0


def draw_chart(
    days: Sequence[ChartDay], words: ChartWords, theme: Theme, start: Start | None = None
) -> bytes:
    """Draw days in a row, at least two, as a PNG 720 pixels wide and under 60 KB.

    The trouble's start is marked where it lies within the days. Its first rating is a broken
    line, and a bracket joins that to the last mean when ``start.reached``.
    """
    return _Drawing(days, words, theme, start).png()


@dataclass(frozen=True, slots=True)
class _Key:
    """One entry of the legend: its words, how wide its sign is, the sign at a point."""

    words: str
    wide: float
    sign: tuple[Fill, ...]


class _Drawing:
    def __init__(
        self, days: Sequence[ChartDay], words: ChartWords, theme: Theme, start: Start | None
    ) -> None:
        self.days, self.words, self.theme, self.start = days, words, theme, start
        self.muted = blend(theme.ink, theme.back, 0.28)
        self.thin = blend(theme.ink, theme.back, 0.62)
        self.dot_color = blend(theme.ink, theme.back, 0.16)
        self.room = (_RIGHT - _LEFT) / len(days)
        self.dot = 5.2 if self.room > 12 else 3.2
        month = words.months
        self.dates = [words.date.format(day=d.day.day, month=month[d.day.month - 1]) for d in days]
        self.began = words.began
        if start is not None and start.rating is not None:
            self.began = words.began_at.format(rating=start.rating)
        named = (words.title, words.mean, words.each_day, words.session, words.change)
        self.writing = Writing((*named, self.began, *self.dates, "0123456789."))

    def x(self, index: float) -> float:
        return _LEFT + (index + 0.5) * self.room

    def png(self) -> bytes:
        rows = self._legend_rows()
        height = round(_LEGEND + (len(rows) - 1) * _LEGEND_ROW + 24)
        fills = [*self._ground(height), *self._began(), *self._lines(), *self._dots()]
        fills += self._bracket()
        for at, key in _placed(rows):
            fills += [_moved(fill, at) for fill in key.sign]
        picture = render(fills, (WIDTH, height))
        self._write(picture, rows)
        file = io.BytesIO()
        picture.save(file, "PNG")
        return file.getvalue()

    # ------------------------------------------------------------ below: paper and axis

    def _ground(self, height: int) -> list[Fill]:
        theme = self.theme
        fills = [Fill([_box(0, 0, WIDTH, height)], theme.back)]
        shade = blend(theme.back, theme.top, 0.12)
        for run in self._runs("mean"):
            edge = [(x, y) for x, y in run]
            outline = [(edge[0][0], _BOTTOM), *edge, (edge[-1][0], _BOTTOM)]
            fills.append(Fill([outline], shade))
        grid = [
            _box(_LEFT, _y(value) - 0.7, _RIGHT, _y(value) + 0.7)
            for value in range(0, HIGHEST + 1, 2)
        ]
        fills.append(Fill(grid, blend(theme.back, theme.ink, 0.16)))
        ticks = [
            around([(self.x(i), _TICKS - 5, self._tick), (self.x(i), _TICKS + 5, self._tick)])
            for i, each in enumerate(self.days)
            if each.session
        ]
        return [*fills, Fill(ticks, theme.breath)]

    @property
    def _tick(self) -> float:
        return 4.0 if self.room > 12 else 2.4

    # ------------------------------------------------------------ the ratings

    def _runs(self, name: str) -> list[list[Point]]:
        """The points of a value, day by day; a day without it ends a run."""
        runs: list[list[Point]] = [[]]
        for index, day in enumerate(self.days):
            value = getattr(day, name)
            if value is not None:
                runs[-1].append((self.x(index), _y(value)))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _lines(self) -> list[Fill]:
        fills = [Fill(_path(run, 1.0), self.thin) for run in self._runs("rating")]
        return fills + [Fill(_path(run, 3.6), self.theme.top) for run in self._runs("mean")]

    def _dots(self) -> list[Fill]:
        points = [point for run in self._runs("rating") for point in run]
        rings = [around([(x, y, self.dot + 1.5)]) for x, y in points]
        dots = [around([(x, y, self.dot)]) for x, y in points]
        fills = [Fill(rings, self.theme.back), Fill(dots, self.dot_color)]
        if last := self._last_mean():
            (x, y), _ = last
            fills.append(Fill([around([(x, y, 8.5)])], self.theme.back))
            fills.append(Fill([around([(x, y, 6.8)])], self.theme.top))
        return fills

    def _last_mean(self) -> tuple[Point, float] | None:
        known = [(i, day.mean) for i, day in enumerate(self.days) if day.mean is not None]
        if not known:
            return None
        index, mean = known[-1]
        return (self.x(index), _y(mean)), mean

    # ------------------------------------------------------------ where it began

    def _began_x(self) -> float | None:
        """Where it began; None when that is not within these days."""
        if self.start is None:
            return None
        index = (self.start.day - self.days[0].day).days
        return self.x(index) if 0 <= index < len(self.days) else None

    def _began(self) -> list[Fill]:
        if self.start is None:
            return []
        fills, x = [], self._began_x()
        if x is not None:
            fills.append(Fill([_box(x - 0.8, _TOP - 14, x + 0.8, _BOTTOM)], self.muted))
            fills.append(Fill([_pennant(x, _TOP - 14)], self.muted))
        if self.start.rating is not None:
            end = _BRACKET if self._has_bracket() else _RIGHT
            dashes = _dashes(_LEFT if x is None else x, end, _y(self.start.rating))
            fills.append(Fill(dashes, self.muted))
        return fills

    def _has_bracket(self) -> bool:
        start = self.start
        known = start is not None and start.reached and start.rating is not None
        return known and self._last_mean() is not None

    def _bracket(self) -> list[Fill]:
        last, start = self._last_mean(), self.start
        if not self._has_bracket() or last is None or start is None or start.rating is None:
            return []
        return [Fill(_path(_hook(_BRACKET, _y(start.rating), last[0][1]), 1.5), self.theme.ink)]

    # ------------------------------------------------------------ words

    def _legend_rows(self) -> list[list[_Key]]:
        """The signs that are on the chart, with their words, in rows that fit."""
        theme, words, rows = self.theme, self.words, [list[_Key]()]
        keys = []
        if self._last_mean():
            keys.append(_Key(words.mean, 28, (Fill(_path([(3, 0), (25, 0)], 3.6), theme.top),)))
        keys.append(_Key(words.each_day, 12, (Fill([around([(6, 0, 5.2)])], self.dot_color),)))
        if any(day.session for day in self.days):
            tick = around([(5, -5, 4), (5, 5, 4)])
            keys.append(_Key(words.session, 10, (Fill([tick], theme.breath),)))
        if self._began_x() is not None:
            flag = [_box(1, -9, 2.6, 9), _pennant(1.8, -9)]
            keys.append(_Key(self.began, 14, (Fill(flag, self.muted),)))
        elif self.start is not None and self.start.rating is not None:
            keys.append(_Key(self.began, 26, (Fill(_dashes(0, 26, 0), self.muted),)))
        if self._has_bracket():
            hook = _path(_hook(9, -7, 7), 1.5)
            keys.append(_Key(words.change, 11, (Fill(hook, theme.ink),)))
        end = _MARGIN
        for key in keys:
            wide = self._wide(key)
            if rows[-1] and end + wide > WIDTH - _MARGIN + 24:
                rows.append([])
                end = _MARGIN
            rows[-1].append(_Key(key.words, wide, key.sign))
            end += wide
        return rows

    def _wide(self, key: _Key) -> float:
        """How much room an entry takes; its words begin after its sign."""
        return key.wide + 8 + self._length(key.words, _SMALL) + 24

    def _length(self, words: str, size: int) -> float:
        return float(self.writing.font(size).getlength(self.writing.text(words)))

    def _write(self, picture: Image.Image, rows: list[list[_Key]]) -> None:
        pen, theme = ImageDraw.Draw(picture), self.theme

        def put(x: float, y: float, words: str, size: int, color: Color, anchor: str) -> None:
            text, font = self.writing.text(words), self.writing.font(size)
            pen.text((x, y), text, font=font, fill=color, anchor=anchor)

        size = _TITLE
        while size > _SMALL and self._length(self.words.title, size) > WIDTH - 2 * _MARGIN:
            size -= 1
        put(_MARGIN, 46, self.words.title, size, theme.ink, "ls")
        for value in range(0, HIGHEST + 1, 2):
            put(_LEFT - 12, _y(value), str(value), _SMALL, self.muted, "rm")
        if last := self._last_mean():
            (x, y), mean = last
            put(x + 15, y, figures(mean), _FIGURE, theme.top, "lm")
        wide = max(self._length(each, _SMALL) for each in self.dates)
        step = max(1, math.ceil((wide + 12) / self.room))
        for index in range(len(self.days) - 1, -1, -step):
            if self.x(index) > wide / 2 + 8:
                put(self.x(index), _DATES, self.dates[index], _SMALL, self.muted, "mm")
        for (x, y), key in _placed(rows):
            start = x + key.wide - self._length(key.words, _SMALL) - 24
            put(start, y, key.words, _SMALL, self.muted, "lm")


def _y(value: float) -> float:
    return _BOTTOM - value / HIGHEST * (_BOTTOM - _TOP)


def _box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _path(points: Sequence[Point], radius: float) -> list[list[Point]]:
    """A line through points, with round ends and bends."""
    return [around([(*one, radius), (*two, radius)]) for one, two in pairwise(points)]


def _dashes(left: float, right: float, y: float) -> list[list[Point]]:
    count = max(1, int((right - left) / (2 * _DASH)) + 1)
    starts = [left + 2 * _DASH * i for i in range(count)]
    return [_box(x, y - 0.8, min(x + _DASH, right), y + 0.8) for x in starts if x < right]


def _pennant(x: float, top: float) -> list[Point]:
    return [(x, top), (x + 12, top + 4.5), (x, top + 9)]


def _hook(right: float, top: float, bottom: float) -> list[Point]:
    return [(right - 7, top), (right, top), (right, bottom), (right - 7, bottom)]


def _placed(rows: list[list[_Key]]) -> list[tuple[Point, _Key]]:
    placed = []
    for number, row in enumerate(rows):
        x = _MARGIN
        for key in row:
            placed.append(((x, _LEGEND + number * _LEGEND_ROW), key))
            x += key.wide
    return placed


def _moved(fill: Fill, by: Point) -> Fill:
    return Fill([[(x + by[0], y + by[1]) for x, y in each] for each in fill.outlines], fill.color)
