"""What does a chart of pain show? Its days, where it began and its words: all but the drawing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MEAN_DAYS = 7
MEAN_ANSWERS = 4


@dataclass(frozen=True, slots=True)
class ChartDay:
    """One day. ``rating`` is 0 to 10, None without an answer.

    ``mean`` is that of the seven days that end with this one; None with fewer than 4 answers.
    """

    day: date
    rating: float | None = None
    mean: float | None = None
    session: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """When the trouble began, and the first rating then, if there is one.

    ``reached`` is true when the last mean is a change that counts away from that rating.
    """

    day: date
    rating: int | None = None
    reached: bool = False


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The words on a chart. ``date`` joins {day} and {month}, ``months`` has twelve.

    ``began_at`` has {rating}: where it began, with the first rating.
    """

    title: str
    mean: str
    each_day: str
    session: str
    began: str
    began_at: str
    change: str
    date: str
    months: tuple[str, ...]


def chart_days(
    ratings: Mapping[date, float], sessions: Collection[date], last: date, count: int
) -> tuple[ChartDay, ...]:
    """Lay out ``count`` days up to ``last``. ``ratings`` of six days more make the first means."""

    def mean(day: date) -> float | None:
        week = (day - timedelta(days=back) for back in range(MEAN_DAYS))
        answers = [ratings[each] for each in week if each in ratings]
        return sum(answers) / len(answers) if len(answers) >= MEAN_ANSWERS else None

    days = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    return tuple(ChartDay(day, ratings.get(day), mean(day), day in sessions) for day in days)


def figures(value: float) -> str:
    """A rating or a mean in figures.

    >>> figures(4.0), figures(1.4286)
    ('4', '1.4')
    """
    return f"{value:.1f}".removesuffix(".0")
