"""How was a message read? Every step on the way to a complaint, for a person to look at."""

from dataclasses import dataclass

from intents.complaint import Complaint
from intents.mentions import Mention
from intents.scope import Scope
from intents.signs import Found
from intents.words import Token


@dataclass(frozen=True, slots=True)
class Trace:
    """What every step of reading one message found.

    ``mentions`` are the lexicon phrases met; ``scope`` the reach of small words, per token;
    ``found`` every danger sign met and what was made of it, also those that count for nothing;
    ``cues`` what the intent was decided by, when it is one about pain.
    """

    text: str
    complaint: Complaint
    tokens: tuple[Token, ...] = ()
    mentions: tuple[Mention, ...] = ()
    scope: Scope | None = None
    found: tuple[Found, ...] = ()
    cues: frozenset[str] = frozenset()

    def words(self, first: int, last: int) -> str:
        """The words of the message from one token to another, both included, as written."""
        return self.text[self.tokens[first].start : self.tokens[last].end]
