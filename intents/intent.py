"""What does the person want with this message: to tell, to ask, to answer, to be reminded?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intents.complaint import Change, Intent
from intents.grammar import Grammar
from intents.mentions import Mention
from intents.scope import Scope
from intents.talk import Talk
from intents.words import Token

_STORY: Final = 60  # words from which on a message tells a story
_SHORT, _BRIEF = 24, 6
_SHORT_CHANGE, _SHORT_WORSE = 12, 10


# where asking words make a question: at the start of a clause, in a sentence with a question mark
_ASKING: Final[Mapping[str, Callable[[bool, bool], bool]]] = {
    "ask": lambda opens, asked: opens or asked,
    "ask_inverted": lambda opens, asked: opens and asked,
    "ask_anywhere": lambda opens, asked: True,
}


class Questions:
    """The questions of a message, and whether they are about exercises."""

    def __init__(
        self, tokens: Sequence[Token], mentions: Sequence[Mention], scope: Scope, grammar: Grammar
    ) -> None:
        self._tokens = tokens
        self._scope = scope
        self._openers = grammar.openers
        self._said: dict[str, list[Mention]] = {}
        for mention in mentions:
            if mention.kind == "question":
                self._said.setdefault(mention.id, []).append(mention)
        vague = self._said.get("vague", ())
        self.asks = [
            mention
            for kind, is_asked in _ASKING.items()
            for mention in self._said.get(kind, ())
            if is_asked(self._opens(mention.first), self._asked(mention.first))
            and not self._buried(mention.first)
            and not any(cry.first <= mention.first <= mention.last <= cry.last for cry in vague)
        ]

    def about_exercise(self) -> bool:
        """Does a question, or a short message as a whole, ask for exercises?"""
        named = {self._scope.sentence[mention.first] for mention in self._said.get("exercise", ())}
        if not named:
            return False
        asked = {self._scope.sentence[mention.first] for mention in self.asks}
        asked |= self._sentences("vague")
        if len(self._tokens) <= _SHORT:
            asked |= self._sentences("exercise_ask")
        return bool(named & asked) or len(self._tokens) < _BRIEF

    def _sentences(self, kind: str) -> set[int]:
        return {self._scope.sentence[mention.first] for mention in self._said.get(kind, ())}

    def _opens(self, at: int) -> bool:
        """Does a clause begin here?"""
        if at == 0 or self._tokens[at].stop > 0:
            return True
        return self._tokens[at - 1].key in self._openers

    def _asked(self, at: int) -> bool:
        """Does the sentence end with a question mark?"""
        _, end = self._scope.sentence_span(at)
        return self._tokens[min(end, len(self._tokens)) - 1].asked

    def _buried(self, at: int) -> bool:
        """In a long story only a question at its beginning or end says what is wanted."""
        sentence = self._scope.sentence[at]
        return len(self._tokens) > _STORY and 0 < sentence < len(self._scope.sentence_starts) - 2


@dataclass(frozen=True, slots=True)
class Gist:
    """What the parts of a message have been found to say, for deciding what it is for."""

    questions: Questions
    talk: Talk
    about_back: bool
    elsewhere: bool  # about another part of the body
    complains: bool  # of the back, or of nothing in particular
    hurts: bool  # says a word of pain
    signs: bool  # danger signs, affirmed or denied
    rated: bool  # a rating and nothing else
    timed: bool
    topic: bool
    exercise: bool  # names an exercise
    change: Change | None


def decide_intent(
    gist: Gist, tokens: Sequence[Token], slots: Mapping[str, Sequence[Mention]]
) -> Intent:
    """The one intent of a message. What the bot is told to do comes before what is told it."""
    asks, talk = bool(gist.questions.asks), gist.talk
    if talk.command is not None and not gist.timed:
        return Intent.COMMAND
    if gist.timed and not (gist.about_back and gist.complains):
        return Intent.REMINDER
    if gist.rated:
        return Intent.RATING
    if talk.answer is not None:
        return Intent.ANSWER
    if gist.change is not None and not asks and _tells_change(gist.change, tokens, slots):
        return Intent.PAIN_UPDATE
    if talk.social is not None:
        return Intent.SOCIAL
    if gist.change is not None and not asks and _tells_relief(slots):
        return Intent.PAIN_UPDATE
    if gist.questions.about_exercise() and (gist.about_back or not gist.elsewhere):
        return Intent.ASK_EXERCISE
    if asks and (gist.about_back or gist.topic or gist.complains):
        return Intent.ASK_INFO
    if gist.about_back or gist.signs or gist.complains or (gist.elsewhere and gist.hurts):
        return Intent.DESCRIBE_PAIN
    if gist.topic:
        return Intent.ASK_INFO
    if gist.exercise:
        return Intent.ASK_EXERCISE
    return Intent.OTHER


def _tells_relief(slots: Mapping[str, Sequence[Mention]]) -> bool:
    """Does the message say what was done about the pain?"""
    return bool(slots.get("relief_found") or slots.get("relief_tried"))


def _tells_change(
    change: Change, tokens: Sequence[Token], slots: Mapping[str, Sequence[Mention]]
) -> bool:
    """Does the message tell how the pain changed, and little else?"""
    size = len(tokens)
    if any(token.asked for token in tokens):
        return False
    if size <= _BRIEF:
        return True
    if change is Change.WORSE:
        return size <= _SHORT_WORSE and bool(slots.get("update_words"))
    return size <= _SHORT_CHANGE or _tells_relief(slots)
