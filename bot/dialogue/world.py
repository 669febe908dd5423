"""What the dialogue is given beside the state: the content and the time, and words from both."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.dialogue.screen import Button, Picture
from bot.dialogue.state import State
from content.loader import Content
from content.messages import Messages
from content.pictures.days import ChartDay, Start


@dataclass(frozen=True, slots=True)
class Charted:
    """The days /progress shows; ``picture`` is the chart of them, once it is drawn."""

    days: tuple[ChartDay, ...]
    start: Start | None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class World:
    """The content and the present moment (aware, UTC).

    ``bot_name`` is the bot's username, for links that open it; empty when it is not known.
    ``charted`` is what /progress shows; None elsewhere, and when it could not be loaded.
    """

    content: Content
    now: datetime
    bot_name: str = ""
    charted: Charted | None = None

    @property
    def say(self) -> Messages:
        """Every sentence a person reads."""
        return self.content.messages


def ref_of(state: State) -> str:
    """Return what makes a button current: session and step, or the conversation's version."""
    if state.session is not None and state.place.value in PLAYING:
        return f"{state.session.number}.{state.session.index}"
    return str(state.version)


PLAYING = frozenset({"player", "hurtwhere", "hurtkind", "hurtrate", "paused"})


def button(state: State, label: str, verb: str, arg: str = "") -> Button:
    """Make a button of the present screen."""
    tail = f":{arg}" if arg else ""
    return Button(label, f"v1:{state.place.value}:{ref_of(state)}:{verb}{tail}")


def rows(buttons: Iterable[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out in rows of at most ``width``.

    >>> [len(row) for row in rows([Button("a", "x")] * 5, 2)]
    [2, 2, 1]
    """
    flat = tuple(buttons)
    return tuple(flat[start : start + width] for start in range(0, len(flat), width))


def esc(text: str) -> str:
    """Make a text safe inside Telegram HTML."""
    return html.escape(text, quote=False)


def join_words(words: Iterable[str], last: str) -> str:
    """Join words for a sentence.

    >>> join_words(["neck", "upper back", "hip"], "and")
    'neck, upper back and hip'
    """
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def local_time(now: datetime, zone: str) -> str:
    """Return the wall-clock time in a zone as HH:MM."""
    return f"{now.astimezone(ZoneInfo(zone)):%H:%M}"


def today(state: State, world: World) -> date:
    """Return the person's own calendar day; that of UTC while their zone is not known."""
    return zone_of(state, world.now).date()


def zone_of(state: State, moment: datetime) -> datetime:
    """Return a moment on the person's own clock; that of UTC while their zone is not known."""
    return moment.astimezone(ZoneInfo(state.zone or state.check_in.zone or "UTC"))


def clock(minute_of_day: int) -> str:
    """Return a time of day as HH:MM.

    >>> clock(455)
    '07:35'
    """
    return f"{minute_of_day // 60:02d}:{minute_of_day % 60:02d}"


def emergency_number(state: State, world: World) -> str:
    """Return how to say the emergency number: the country's own, else the general ones."""
    country = world.content.countries.get(state.country or "")
    return country.emergency if country else world.say.emergency_general


def advice_line(state: State, world: World) -> str:
    """Return how to say where to get advice today."""
    country = world.content.countries.get(state.country or "")
    return country.advice if country and country.advice else world.say.advice_general


def source_line(sources: Iterable[str], world: World, *, unconfirmed: bool = False) -> str:
    """Say where something is from, in italics, and that part of it could not be checked."""
    say = world.say
    words = say.source.format(source=source_names(sources, world))
    return f"<i>{esc(words)}{esc(f'. {say.unconfirmed}') if unconfirmed else ''}</i>"


def source_names(sources: Iterable[str], world: World) -> str:
    """Name sources briefly: what stands before the first bracket.

    The whole entry is in ``content/sources.yaml``.
    """
    return "; ".join(world.content.sources[each].name.split(" (")[0] for each in sources)
