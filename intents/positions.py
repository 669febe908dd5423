"""In which position does a person wish to exercise: "what can i do lying down"?"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from intents.grammar import Grammar
from intents.intent import Questions
from intents.lexicon import Lexicon
from intents.mentions import Mentions
from intents.names import Name, NameIndex
from intents.scope import Scope
from intents.words import Token, raw_words

_DOING: Final = ("doing", "doable")
_REACH: Final = 6  # words from "exercises" to "lying down"
# what is hard, hurts or helps is told of, and what is done all day is no wish
_HURTS: Final = ("makes_it_hurt", "hard_to_do", "relief_found", "much_of_it")


class Position(NamedTuple):
    """A position wished for: words ``first`` to ``last``."""

    id: str
    phrase: str
    first: int
    last: int


class PositionFinder:
    """Finds the position in a wish for exercises."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._grammar = lexicon.grammar
        self._index = NameIndex(
            Name(id_, phrase, tuple(raw_words(phrase)))
            for id_, one in lexicon.positions.items()
            for phrase in (*one.said, *one.before)
        )
        self._only_before = {phrase for one in lexicon.positions.values() for phrase in one.before}

    def find(
        self, tokens: Sequence[Token], mentions: Mentions, scope: Scope, questions: Questions
    ) -> Position | None:
        """The one position a message wishes exercises for; None when there are two, and for one
        that is told of or hurts ("exercises for pain when sitting")."""
        sentences = {scope.sentence[m.first] for m in mentions.named("question", *_DOING)}
        if not sentences:
            return None
        wishes = _Wishes(tokens, mentions, scope, questions, self._grammar)
        found = [
            one
            for sentence in sorted(sentences)
            for one in self._named(tokens, scope.sentence_span(scope.sentence_starts[sentence]))
            if wishes.has(one, only_before=one.phrase in self._only_before)
        ]
        return found[0] if len({one.id for one in found}) == 1 else None

    def _named(self, tokens: Sequence[Token], span: tuple[int, int]) -> Iterator[Position]:
        start, end = span
        words = [token.word for token in tokens[start:end]]
        for at, name in self._index.find(words, words):
            yield Position(name.id, name.phrase, start + at, start + at + len(name.words) - 1)


class _Wishes:
    """A message, asked of each position in it whether exercises are wished for it."""

    def __init__(
        self,
        tokens: Sequence[Token],
        mentions: Mentions,
        scope: Scope,
        questions: Questions,
        grammar: Grammar,
    ) -> None:
        self._tokens, self._scope, self._owners = tokens, scope, grammar.owners
        self._doing = [
            m for m in mentions.named("question", *_DOING)
            if not m.first or tokens[m.first - 1].word not in grammar.these
        ]  # fmt: skip
        wanted = mentions.named("question", "request", "wish", "offer", "doable")
        self._wanted = {scope.sentence[m.first] for m in (*questions.asks, *wanted)}
        self._wanted |= {scope.sentence[at] for at, token in enumerate(tokens) if token.asked}
        offers = {m.first for m in mentions.named("question", "offer")}
        written = [
            m for m in mentions.named("question", "trial", "tells")
            if m.phrase.split()[0] == tokens[m.first].word  # "gave me" is told, "give me" is not
        ]  # fmt: skip
        self._told = {
            scope.sentence[m.first] for m in (*written, *mentions.named("question", "weigh"))
            if m.first not in offers
            and (m.first == 0 or tokens[m.first].stop or tokens[m.first - 1].key in grammar.openers)
        }  # fmt: skip
        self._hurts = [*mentions.named("concept", "pain"), *mentions.named("slot", *_HURTS)]
        self._events = {at for m in mentions.every("event") for at in range(m.first, m.last + 1)}

    def has(self, position: Position, *, only_before: bool) -> bool:
        """Are exercises wished for this position?"""
        first, last, scope = position.first, position.last, self._scope
        sentence = scope.sentence[first]
        if sentence in self._told or scope.denied[first] or first in self._events:
            return False
        doing = [m for m in self._doing if scope.sentence[m.first] == sentence]
        after = any(m.first == last + 1 and not self._tokens[m.first].stop for m in doing)
        if not after and only_before:
            return False
        opening = first
        if not after:
            near = [m for m in doing if m.first < first and first - m.last <= _REACH]
            if not near:
                return False
            opening = max(m.first for m in near)
        start, end = scope.sentence_span(first)
        rest = range(last + 1, min(end, len(self._tokens)))
        end = next((at for at in rest if self._tokens[at].stop), end)
        if any(opening <= m.first < (first if after else end) for m in self._hurts):
            return False
        begins = opening - start <= 1 and self._tokens[start].word not in self._owners
        return begins or sentence in self._wanted
