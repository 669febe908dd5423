"""What a person sees next, free of Telegram: text, buttons, a picture."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the callback data it sends: ``v1:<screen>:<ref>:<verb>[:<arg>]``, 64 bytes."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or film to show with the text. ``key`` names its content for ever (a hash).

    ``path`` is the file; ``film`` is true for a silent MP4 shown as an animation. ``data`` is a
    picture drawn for one person: ``path`` is then only its name, and it is sent once. ``make``
    puts a picture together when it was not sent before, ``path`` being its name again; it takes
    a while and may raise ``OSError``. ``instead`` stands in where a film cannot be had.
    """

    key: str
    path: str
    film: bool
    data: bytes | None = None
    make: Callable[[], bytes] | None = field(default=None, compare=False)
    instead: "Picture | None" = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over, such as an export."""

    name: str
    data: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing to show: Telegram HTML of at most 4096 characters (1024 with a picture).

    ``lead`` are plain messages sent before it (an answer, a danger sign).
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: Picture | None = None
    lead: tuple[str, ...] = ()
