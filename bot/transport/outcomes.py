"""What came of sending something? The normal answers, as values."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Shown:
    """The person sees it, as this message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The person has blocked the bot or left Telegram: stop prompting until they write."""


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not sent. It may be tried again after this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Missing:
    """The message to change is not there or cannot be changed so: send a new one."""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The connection broke on the way: it may have arrived or not."""


Outcome: TypeAlias = Shown | Gone | Later | Missing | InDoubt
