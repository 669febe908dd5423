"""A conversation without Telegram: say and tap, and look at what is shown."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.dialogue.events import Commanded, Said, SentSomething, Tapped, parse_tap
from bot.dialogue.machine import is_stale, next_state, render
from bot.dialogue.screen import Button, Screen
from bot.dialogue.state import Place, State
from bot.storage.records import Record
from content.loader import Content
from intents import Reader
from intents.complaint import Command

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def find_button(screen: Screen, label: str) -> Button | None:
    """Find a button by its whole label, else by words of it; a number must match whole."""
    listed = [button for row in screen.buttons for button in row]
    whole = [button for button in listed if button.label == label]
    part = [button for button in listed if not label.isdecimal() and label in button.label]
    return next(iter((*whole, *part)), None)


@dataclass
class Talk:
    """One person and the dialogue, with a clock that moves only when told."""

    content: Content
    reader: Reader
    now: datetime = MORNING
    state: State = field(default_factory=State)
    records: list[Record] = field(default_factory=list)
    noted: list[Record] = field(default_factory=list)  # of the last turn

    def say(self, text: str) -> Screen:
        """Write a text."""
        return self._take(Said(text, self.reader.understand(text)))

    def tap(self, label: str) -> Screen:
        """Press the button whose label begins so."""
        return self._take(self.button(label))

    def command(self, name: str, arg: str = "") -> Screen:
        """Use a slash command."""
        return self._take(Commanded(Command(name), arg))

    def send(self, kind: str) -> Screen:
        """Send something that is not text."""
        return self._take(SentSomething(kind))

    def press(self, data: str) -> Screen:
        """Press a button by its data, as from an old message."""
        tap = parse_tap(data)
        assert tap is not None, data
        return self._take(tap)

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    @property
    def place(self) -> Place:
        """Where the dialogue stands."""
        return self.state.place

    @property
    def screen(self) -> Screen:
        """What is shown now."""
        return render(self.state, self.content, self.now)

    @property
    def text(self) -> str:
        """Every word shown now."""
        return "\n".join((*self.screen.lead, self.screen.text))

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons shown now."""
        return [button.label for row in self.screen.buttons for button in row]

    def button(self, label: str) -> Tapped:
        """Find a button by how its label begins; a number must match whole."""
        found = find_button(self.screen, label)
        assert found is not None, f"no button {label!r} among {self.labels} at {self.place}"
        tap = parse_tap(found.data)
        assert tap is not None
        return tap

    def _take(self, event: Said | Tapped | Commanded | SentSomething) -> Screen:
        self.noted = []
        if isinstance(event, Tapped) and is_stale(self.state, event):
            return self.screen
        after = next_state(self.state, event, self.content, self.now)
        self.noted = list(after.records)
        self.records += after.records
        stored = after.but(version=self.state.version + 1).model_dump_json()
        self.state = State.model_validate_json(stored)  # as it would come from the database
        return self.screen

    # ---------------------------------------------------------------- common ways

    def through_screen(self) -> None:
        """Answer the safety questions: an adult, no danger sign."""
        while self.place in (Place.SCREEN, Place.BODY):
            if self.place is Place.BODY:
                self.tap("None of these")
            elif "18 to 64" in self.labels:
                self.tap("18 to 64")
            else:
                self.tap("No")

    def answer_on(self, rating: int = 4) -> None:
        """Answer whatever is asked before a plan, calmly: no danger sign, this rating."""
        for _ in range(7):
            match self.place:
                case Place.CONSENT:
                    self.tap("Yes, let's go")
                case Place.UNDERSTOOD:
                    self.tap("That's right")
                case Place.LEG:
                    self.tap("No, it stays")
                case Place.SINCE:
                    self.tap("Less than 6 weeks")
                case Place.SCREEN | Place.BODY:
                    self.through_screen()
                case Place.RATE:
                    self.tap(str(rating))

    def to_plan(
        self, text: str = "my lower back hurts, not in my legs, since monday", rating: int = 4
    ) -> None:
        """Lead a new person to a plan."""
        self.say(text)
        self.answer_on(rating)
        assert self.place is Place.PLAN, self.place

    def to_player(self, text: str = "my lower back hurts, not in my legs, since monday") -> None:
        """Lead a new person into a session."""
        self.to_plan(text)
        self.tap("Start")
        assert self.place is Place.PLAYER
