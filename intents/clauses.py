"""Where does a sentence, a clause, a part of a clause end? And what is known of every word?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intents.grammar import Grammar
from intents.words import Token

SENTENCE_END = 2  # what stands before a word: see Token.stop


@dataclass(slots=True)
class Scope:
    """For every word of a message: its sentence and clause, and what small words say of it.

    A *sentence* ends at a full stop; a *clause* also at a contrast ("but"); a *segment* also
    at a comma or "and". ``denied`` words are said not to be, those that are also ``hitherto``
    not to have been until now; ``past`` words to be over; ``feared`` words are in a question
    or a worry; ``supposed`` ones in an "if" or asked in general; ``relative`` words are of
    somebody the message may be for, ``stranger`` words of somebody it is not for; ``anymore``
    words stand before an "anymore": denied, they were so until then.
    """

    sentence: list[int]
    clause: list[int]
    segment: list[int]
    sentence_starts: list[int]
    denied: list[bool] = field(init=False)
    hitherto: list[bool] = field(init=False)
    past: list[bool] = field(init=False)
    feared: list[bool] = field(init=False)
    supposed: list[bool] = field(init=False)
    relative: list[bool] = field(init=False)
    stranger: list[bool] = field(init=False)
    anymore: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.sentence)
        self.denied, self.hitherto, self.past = [False] * size, [False] * size, [False] * size
        self.feared, self.supposed = [False] * size, [False] * size
        self.relative, self.stranger = [False] * size, [False] * size
        self.anymore = [False] * size

    def sentence_span(self, at: int) -> tuple[int, int]:
        """First word of the sentence of a word, and the first word after it."""
        starts, after = self.sentence_starts, self.sentence[at] + 1
        return starts[after - 1], starts[after] if after < len(starts) else len(self.sentence)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """First word of every sentence, and the first word after it."""
        ends = [*self.sentence_starts[1:], len(self.sentence)]
        return zip(self.sentence_starts, ends, strict=True)

    def segments(self, start: int, end: int) -> list[tuple[int, int]]:
        """The segments between two words: the first word of each and the first after it."""
        borders = [
            at for at in range(start, end)
            if at == start or self.segment[at] != self.segment[at - 1]
        ]  # fmt: skip
        return list(zip(borders, [*borders[1:], end], strict=True))

    def is_denied(self, first: int, last: int) -> bool:
        """True when the words from first to last are said not to be. A phrase is denied as a
        whole: "not short of breath"."""
        return self.denied[first] or all(self.denied[first : last + 1])


def divide(tokens: Sequence[Token], grammar: Grammar) -> Scope:
    """Number the sentences, clauses and segments of a message."""
    size, contrast, links = len(tokens), grammar.contrast, grammar.links
    sentence, clause, segment = [0] * size, [0] * size, [0] * size
    starts = [0] if size else []
    now_sentence = now_clause = now_segment = 0
    for at, token in enumerate(tokens):
        if at:
            if token.stop == SENTENCE_END:
                now_sentence += 1
                starts.append(at)
            if token.stop == SENTENCE_END or token.key in contrast:
                now_clause += 1
            if token.stop or token.key in contrast or token.key in links:
                now_segment += 1
        sentence[at], clause[at], segment[at] = now_sentence, now_clause, now_segment
    return Scope(sentence, clause, segment, starts)


def mark(marks: list[bool], same: Sequence[int], at: int, back: int, ahead: int) -> None:
    """Mark the words around one, as far as they share its clause (or whatever ``same`` says)."""
    here = same[at]
    for spot in range(max(0, at - back), min(len(marks), at + ahead + 1)):
        if same[spot] == here:
            marks[spot] = True


def mark_until(
    tokens: Sequence[Token], scope: Scope, marks: list[bool], at: int, grammar: Grammar, *,
    listed: bool = True,
) -> None:  # fmt: skip
    """Mark a clause from here on, until the writer speaks of themselves or a new statement
    begins; without ``listed`` also not over a comma."""
    for spot in range(at, len(tokens)):
        if scope.clause[spot] != scope.clause[at] or tokens[spot].key in grammar.self:
            return
        if spot > at and tokens[spot].stop and (not listed or tells(tokens, scope, spot, grammar)):
            return
        marks[spot] = True


def tells(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> bool:
    """Does the segment from here on tell something, as "both legs are numb" and "numb between
    my legs" do, and not only name one thing more?"""
    spot = at
    while spot < len(tokens) and scope.segment[spot] == scope.segment[at]:
        if tokens[spot].word in grammar.tells:
            return True
        spot += 1
    return False
