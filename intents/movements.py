"""Which movement or habit of the avoid list does a question or a wish name?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from intents.grammar import Grammar
from intents.intent import Questions
from intents.lexicon import Lexicon
from intents.mentions import Mentions
from intents.names import Name, NameIndex
from intents.scope import Scope
from intents.words import Token, raw_words

_BRIEF: Final = 6  # words of a message in which "sit ups ok" asks
_AFTER: Final = 3  # words from "after" to what was done


class Movement(NamedTuple):
    """A movement a message asks about: words ``first`` to ``last``; ``size`` is how many words of
    its name tell something."""

    id: str
    phrase: str
    first: int
    last: int
    size: int


class MovementFinder:
    """Finds the names of movements where they are asked about or wished for."""

    def __init__(self, lexicon: Lexicon, avoid: Mapping[str, Sequence[str]]) -> None:
        """``avoid`` are names of movements by id; those of the lexicon come on top."""
        self._lexicon = lexicon
        said = lexicon.movements
        names = [
            self._name(id_, phrase)
            for id_ in dict.fromkeys([*said, *avoid])
            for phrase in (*avoid.get(id_, ()), *(said[id_].said if id_ in said else ()))
        ]
        others = [self._name("", phrase) for one in said.values() for phrase in one.unless]
        self._index = NameIndex([*others, *names])

    def _name(self, id_: str, phrase: str) -> Name:
        light, look_up = self._lexicon.grammar.light, self._lexicon.dictionary.look_up
        spoken = [look_up(word)[:2] for word in raw_words(phrase)]
        telling = [(word, key) for word, key in spoken if key not in light]
        alone = len(telling) == 1
        return Name(id_, phrase, tuple(word if alone else key for word, key in telling))

    def size(self, phrase: str) -> int:
        """How many words of a name tell something."""
        return len(self._name("", phrase).words)

    def find(
        self,
        tokens: Sequence[Token],
        mentions: Mentions,
        scope: Scope,
        questions: Questions,
        topic: str | None,
    ) -> Movement | None:
        """The movement a message asks about or wishes for, the one with the longest name.

        None when it is only told of ("i did sit ups", "it hurts when i touch my toes"), and when
        the answer to ``topic`` says the same.
        """
        asking = _Asking(tokens, mentions, scope, questions, self._lexicon.grammar)
        best: Movement | None = None
        for sentence in sorted(asking.sentences):
            for movement in self._named(tokens, scope, sentence):
                said = self._lexicon.movements.get(movement.id)
                answered = said is not None and topic in said.answered_by
                longer = best is None or movement.size > best.size
                if longer and not answered and asking.about(movement):
                    best = movement
        return best

    def _named(self, tokens: Sequence[Token], scope: Scope, sentence: int) -> Iterator[Movement]:
        start = scope.sentence_starts[sentence]
        _, end = scope.sentence_span(start)
        light = self._lexicon.grammar.light
        places = [at for at in range(start, min(end, len(tokens))) if tokens[at].key not in light]
        words = [tokens[at].word for at in places]
        keys = [tokens[at].key for at in places]
        for at, name in self._index.find(words, keys):
            if name.id:
                size = len(name.words)
                yield Movement(name.id, name.phrase, places[at], places[at + size - 1], size)


class _Asking:
    """A message, asked of each movement in it whether it asks about that."""

    def __init__(
        self,
        tokens: Sequence[Token],
        mentions: Mentions,
        scope: Scope,
        questions: Questions,
        grammar: Grammar,
    ) -> None:
        self._tokens, self._scope = tokens, scope
        of_questions = mentions.of("question")
        sentence = scope.sentence
        self._asks = {m.first for m in (*questions.asks, *of_questions.get("request", ()))}
        self._wishes = {
            m.first for m in of_questions.get("wish", ())
            if not m.first or tokens[m.first - 1].key not in grammar.deny_verb
        }  # fmt: skip
        opened = {sentence[at] for at in self._asks | self._wishes}
        marked = {sentence[at] for at, token in enumerate(tokens) if token.asked}
        if len(tokens) <= _BRIEF:
            marked |= {sentence[m.first] for m in of_questions.get("verdict", ())}
        self.sentences = opened | marked
        self._marked = marked - opened
        self._pains = [m.first for m in mentions.named("concept", "pain")]
        self._after = [m.last for m in of_questions.get("after", ())]

    def about(self, movement: Movement) -> bool:
        """Is the movement what is asked about, or wished for?"""
        first, scope = movement.first, self._scope
        sentence = scope.sentence[first]
        if any(0 < first - at <= _AFTER for at in self._after):
            return False
        if sentence in self._marked:
            return all(scope.sentence[at] != sentence for at in self._pains)
        openings = [
            at for at in self._asks | self._wishes
            if at <= movement.last and scope.sentence[at] == sentence
        ]  # fmt: skip
        if not openings:
            return False
        opening = max(openings)
        if opening not in self._asks and scope.denied[first]:
            return False
        if any(self._tokens[at].stop for at in range(opening + 1, first + 1)):
            return False
        return not any(opening <= at < first for at in self._pains)
