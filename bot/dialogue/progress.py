"""How has it gone? The words of /progress, and what its chart shows.

The dialogue only says which days are looked at. Ratings are loaded and the picture is drawn
before the screen (``bot.handlers.charts``); without them the words stand alone.
"""

from bot.care.review import counts_as_change
from bot.dialogue.asides import progress_words
from bot.dialogue.events import Said
from bot.dialogue.onward import way_back
from bot.dialogue.privacy import leave
from bot.dialogue.screen import Screen
from bot.dialogue.state import Place, State
from bot.dialogue.world import Charted, World, button, zone_of
from bot.storage.course import RatedDays
from content.pictures.days import ChartWords, Start, chart_days, figures

SPANS = (7, 28, 90)
USUAL_SPAN = 28
FEWEST_DAYS = 3
"""Days with a rating that a chart needs."""
SAME_WITHIN = 0.5  # points: less is told as no change


def open_progress(state: State, arg: str) -> State:
    """Show how it has gone; ``arg`` may say in how many days."""
    span = int(arg) if arg in map(str, SPANS) else USUAL_SPAN
    return state.go(Place.PROGRESS, came_from=way_back(state), progress_days=span)


def chart_of(state: State, found: RatedDays, world: World) -> Charted:
    """What is to be shown of the ratings that were found: still without a picture."""
    last = zone_of(state, world.now).date()
    days = chart_days(found.ratings, found.sessions, last, state.progress_days)
    episode, start = state.episode, None
    if episode is not None:
        began = zone_of(state, episode.started_at).date()
        mean, first = days[-1].mean, episode.first_rating
        reached = False
        if mean is not None and first is not None:
            reached = counts_as_change(first, mean, world.content.thresholds)
        start = Start(began, first, reached)
    return Charted(days, start)


def is_shown(charted: Charted) -> bool:
    """Are there enough days with a rating for a picture?"""
    return sum(day.rating is not None for day in charted.days) >= FEWEST_DAYS


def chart_words(state: State, world: World) -> ChartWords:
    """The words on the chart."""
    say = world.say
    return ChartWords(
        title=say.chart_title.format(days=state.progress_days),
        mean=say.chart_mean,
        each_day=say.chart_day,
        session=say.chart_session,
        began=say.chart_began,
        began_at=say.chart_began_at,
        change=say.chart_change,
        date=say.chart_date,
        months=say.months,
    )


def draw_progress(state: State, world: World) -> Screen:
    """Draw how it has gone: the chart with what it says in words, else the words alone."""
    say, charted = world.say, world.charted
    spans = [
        button(state, f"✓ {label}" if days == state.progress_days else label, "days", str(days))
        for days in SPANS
        for label in (say.chart_days.format(days=days),)
    ]
    buttons = (tuple(spans), (button(state, say.back, "back"),))
    if charted is None:
        return Screen(progress_words(state, world), buttons)
    if not is_shown(charted):
        few = say.chart_few.format(days=state.progress_days, fewest=FEWEST_DAYS)
        return Screen(f"{progress_words(state, world)}\n\n{few}", buttons)
    return Screen(charted_words(charted, state, world), buttons, charted.picture)


def charted_words(charted: Charted, state: State, world: World) -> str:
    """Say what the chart shows, from the same numbers.

    From the first rating where the trouble began within these days, else from the first mean or
    rating shown; to the mean of the last seven days, else to the last rating. Only a mean is
    called a change that counts: one good day is not yet one.
    """
    say, days, start = world.say, charted.days, charted.start
    rated = [day.rating for day in days if day.rating is not None]
    before = next((day.mean for day in days if day.mean is not None), rated[0])
    now = days[-1].mean if days[-1].mean is not None else rated[-1]
    began_here = start is not None and start.rating is not None and start.day >= days[0].day
    if start is not None and start.rating is not None and began_here:
        before = float(start.rating)
    if start is None or start.rating is None or not start.reached:
        text = say.chart_stayed if abs(now - before) < SAME_WITHIN else say.chart_went
        return text.format(days=len(days), before=figures(before), now=figures(now))
    if began_here:
        text = say.chart_counts
    else:
        text = say.chart_stayed if abs(now - before) < SAME_WITHIN else say.chart_went
        text = f"{text} {say.chart_since}"
    told = text.format(days=len(days), before=figures(before), now=figures(now), first=start.rating)
    return f"{told} {say.progress_worse}" if now > start.rating else told


def tap_progress(state: State, verb: str, arg: str, world: World) -> State:
    """Look at other days, or go back."""
    if verb == "days" and arg in map(str, SPANS):
        return state.but(progress_days=int(arg))
    return leave(state, world)


def said_progress(state: State, said: Said, world: World) -> State | None:
    """No and "back" lead back; the days can be written as their button has them."""
    return leave(state, world) if said.declines else None
