"""What a person can do: write, tap, use a command, send something else."""

from dataclasses import dataclass

from intents.complaint import Answer, Command, Complaint


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and what was understood. ``text`` is used in this turn and never kept."""

    text: str
    complaint: Complaint

    @property
    def declines(self) -> bool:
        """Is a question declined: "no", "cancel", "back"?"""
        said = self.complaint
        return said.answer is Answer.NO or said.command in (Command.STOP, Command.BACK)


@dataclass(frozen=True, slots=True)
class Tapped:
    """A press on a button, taken apart. ``ref`` decides whether it is stale."""

    screen: str
    ref: str
    verb: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command; ``arg`` is what followed it (a link's payload after /start)."""

    command: Command
    arg: str = ""


@dataclass(frozen=True, slots=True)
class SentSomething:
    """A photo, voice message, sticker or the like, which the bot cannot read."""

    kind: str


Event = Said | Tapped | Commanded | SentSomething


def parse_tap(data: str) -> Tapped | None:
    """Take callback data apart; None when it is not ours.

    >>> parse_tap("v1:rate:17:is:4")
    Tapped(screen='rate', ref='17', verb='is', arg='4')
    >>> parse_tap("anything") is None
    True
    """
    version, _, rest = data.partition(":")
    parts = rest.split(":", 3)
    if version != "v1" or len(parts) < 3:
        return None
    return Tapped(*parts)
