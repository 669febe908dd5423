"""Is a finding affirmed, denied, past, or only feared? How far small words such as "no" reach."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from intents.grammar import Grammar
from intents.mentions import Mention
from intents.words import Token

_FAR: Final = 7  # a denial reaches no further than this, list items apart
_NEAR: Final = 10  # words before a mention in which "could it be" still colours it


@dataclass(slots=True)
class Scope:
    """For every word of a message: its sentence and clause, and what small words say of it.

    A *sentence* ends at a full stop; a *clause* also at a contrast ("but"); a *segment* also
    at a comma or "and". ``denied`` words are said not to be; ``past`` words to be over;
    ``feared`` words are in a question or a worry; ``supposed`` ones in an "if" or
    asked in general; ``stranger`` words are of somebody the message is not for.
    """

    sentence: list[int]
    clause: list[int]
    segment: list[int]
    sentence_starts: list[int]
    denied: list[bool] = field(init=False)
    past: list[bool] = field(init=False)
    feared: list[bool] = field(init=False)
    supposed: list[bool] = field(init=False)
    relative: list[bool] = field(init=False)
    stranger: list[bool] = field(init=False)
    anymore: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.sentence)
        self.denied, self.past, self.feared = [False] * size, [False] * size, [False] * size
        self.supposed, self.relative, self.anymore = (
            [False] * size,
            [False] * size,
            [False] * size,
        )
        self.stranger = [False] * size

    def sentence_span(self, at: int) -> tuple[int, int]:
        """First word of the sentence of a word, and the first word after it."""
        place = bisect_right(self.sentence_starts, at) - 1
        start = self.sentence_starts[place]
        after = place + 1
        end = (
            self.sentence_starts[after] if after < len(self.sentence_starts) else len(self.sentence)
        )
        return start, end

    def is_denied(self, first: int, last: int) -> bool:
        """True when the words from first to last are said not to be. A phrase is denied as a
        whole: "not short of breath"."""
        return self.denied[first] or all(self.denied[first : last + 1])


def read_scope(
    tokens: Sequence[Token],
    mentions: Iterable[Mention],
    grammar: Grammar,
    own_denial: Sequence[bool],
) -> Scope:
    """Work out the reach of denials, past and fear over a message.

    ``mentions`` are the scope phrases found; ``own_denial`` marks words that belong to a sign
    ("cant feel", "no feeling"), whose denying word is part of what is said and denies
    nothing else.
    """
    size = len(tokens)
    scope = _divide(tokens, grammar)
    by_kind: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_kind.setdefault(mention.id, []).append(mention)
    blocked = [False] * size
    for mention in by_kind.get("no_denial", ()):
        for at in range(mention.first, mention.last + 1):
            blocked[at] = True
    starts: dict[int, int] = {}  # last word of a denying phrase -> 0 noun, 1 verb
    for mention in by_kind.get("deny", ()):
        if not any(blocked[mention.first : mention.last + 1]) and not own_denial[mention.first]:
            starts[mention.last] = 0
    verbs = grammar.deny_verb
    for at, token in enumerate(tokens):
        if token.key in verbs and not blocked[at] and not own_denial[at]:
            starts.setdefault(at, 1)
    _spread_denials(tokens, scope, starts, grammar)
    _deny_before(tokens, scope, by_kind.get("deny_after", ()), blocked, own_denial, grammar)
    _spread_forward(scope, scope.feared, by_kind.get("doubt", ()), scope.clause, _NEAR)
    _spread_forward(scope, scope.supposed, by_kind.get("condition", ()), scope.clause, 2 * _NEAR)
    for mention in by_kind.get("in_general", ()):
        _mark_until_self(tokens, scope, scope.supposed, mention.last + 1, grammar.self)
    for mention in by_kind.get("past", ()):
        if not (own_denial[mention.first] or _compared(tokens, mention.first, grammar)):
            _mark(scope.past, scope.clause, mention.first, 0, 6)
    for mention in by_kind.get("past_after", ()):
        if not _compared(tokens, mention.first, grammar):
            _mark(scope.past, scope.clause, mention.first, 12, 0)
    for mention in by_kind.get("ended", ()):
        after = mention.last + 1
        if (
            after >= size
            or tokens[after].stop
            or tokens[after].key in grammar.links | grammar.contrast
        ):
            _mark(scope.past, scope.clause, mention.first, 12, 0)
    for mention in by_kind.get("anymore", ()):
        _mark(scope.anymore, scope.clause, mention.first, _NEAR, 0)
    relatives = grammar.relative
    for at, token in enumerate(tokens):
        if token.key in relatives:
            _mark_relative(tokens, scope, at, grammar)
        elif token.word in grammar.strangers and not _is_writer(tokens, at, grammar):
            _mark_until_self(tokens, scope, scope.stranger, at, grammar.self_speaks)
    return scope


def _compared(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "Since last year", "shorter than last year": what is said is of now."""
    return at > 0 and tokens[at - 1].key in grammar.up_to_now


def _is_writer(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "I am a 40 year old man" speaks of the writer, "i care for a man" does not."""
    for spot in range(at - 1, max(-1, at - 7), -1):
        key = tokens[spot].key
        if tokens[spot].stop == 2 or key in grammar.about_others:
            return False
        if key in grammar.is_person or key in grammar.self:
            return True
    return at <= 4 and any(token.value is not None for token in tokens[:at])


def _mark_until_self(
    tokens: Sequence[Token], scope: Scope, marks: list[bool], at: int, self_words: frozenset[str]
) -> None:
    """Mark a clause from here on, until the writer speaks of themselves."""
    for spot in range(at, len(tokens)):
        back_to_self = spot > at and tokens[spot].key in self_words
        if scope.clause[spot] != scope.clause[at] or back_to_self:
            break
        marks[spot] = True


def _mark_relative(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> None:
    """What is said of a relative, until the writer speaks of themselves again."""
    following = tokens[at + 1].key if at + 1 < len(tokens) else ""
    if following in grammar.says:
        return
    for spot in range(at, len(tokens)):
        back_to_self = spot > at and tokens[spot].key in grammar.self
        if scope.clause[spot] != scope.clause[at] or back_to_self:
            break
        scope.relative[spot] = True


def _divide(tokens: Sequence[Token], grammar: Grammar) -> Scope:
    size, contrast, links = len(tokens), grammar.contrast, grammar.links
    sentence, clause, segment = [0] * size, [0] * size, [0] * size
    starts = [0] if size else []
    now_sentence = now_clause = now_segment = 0
    for at, token in enumerate(tokens):
        if at:
            if token.stop == 2:
                now_sentence += 1
                starts.append(at)
            if token.stop == 2 or token.key in contrast:
                now_clause += 1
            if token.stop or token.key in contrast or token.key in links:
                now_segment += 1
        sentence[at], clause[at], segment[at] = now_sentence, now_clause, now_segment
    return Scope(sentence, clause, segment, starts)


def _spread_denials(
    tokens: Sequence[Token],
    scope: Scope,
    starts: Mapping[int, int],
    grammar: Grammar,
) -> None:
    """Carry each denial forward: over its own segment, then over the items of a list."""
    active, verb, steps = False, False, 0
    for at, token in enumerate(tokens):
        if at and scope.clause[at] != scope.clause[at - 1]:
            active = False
        if active and at and scope.segment[at] != scope.segment[at - 1]:
            active = _goes_on(tokens, scope, at, starts, grammar)
            steps = 0
        if active and at not in starts:
            steps += 1
            if steps > _FAR or token.key in grammar.stoppers:
                active = False
            elif verb and steps == 1 and token.key in grammar.having:
                verb = False  # "i dont have" denies as "no" does
            elif verb and token.key not in grammar.transparent and not _nounish(token, grammar):
                # "i dont walk much with numb legs": what is denied is the walking
                scope.denied[at] = True
                active = False
                continue
            scope.denied[at] = active
        if at in starts:
            active, verb, steps = True, bool(starts[at]), 0


def _nounish(token: Token, grammar: Grammar) -> bool:
    return any(map(token.word.endswith, grammar.noun_endings))


def _goes_on(
    tokens: Sequence[Token], scope: Scope, at: int,
    starts: Mapping[int, int], grammar: Grammar,
) -> bool:  # fmt: skip
    """Is the segment that begins here one more item of a list of denied things?"""
    size, here = len(tokens), scope.segment[at]
    end = at
    while end < size and scope.segment[end] == here:
        end += 1
    first = at + 1 if tokens[at].key in grammar.links and at + 1 < end else at
    if first >= size or first in starts:
        return False
    joined_by_or = tokens[at].key in grammar.alternatives
    head = tokens[first]
    if joined_by_or:
        return head.word not in grammar.begins_statement
    if tokens[at].key in grammar.with_words:
        return True
    if any(tokens[spot].word in grammar.fresh for spot in range(first, end)):
        return _ends_in_or(tokens, end, grammar) and head.word not in grammar.fresh
    return head.word not in grammar.bare or _ends_in_or(tokens, end, grammar)


def _ends_in_or(tokens: Sequence[Token], end: int, grammar: Grammar) -> bool:
    """Does the next segment begin with "or"? Then this one is an item of its list."""
    return end < len(tokens) and tokens[end].key in grammar.alternatives and tokens[end].stop != 2


def _deny_before(
    tokens: Sequence[Token],
    scope: Scope,
    mentions: Iterable[Mention],
    blocked: Sequence[bool],
    own_denial: Sequence[bool],
    grammar: Grammar,
) -> None:
    """ "Fever: no", "numbness none", "the test was negative": what stands before is denied."""
    size = len(tokens)
    for mention in mentions:
        at, last = mention.first, mention.last
        if blocked[at] or own_denial[at] or at == 0:
            continue
        ends = last + 1 >= size or tokens[last + 1].stop > 0
        if not ends:
            continue
        before = at - 1
        if tokens[at].key in grammar.plain_no and tokens[at].stop == 2 and not tokens[before].asked:
            continue
        reached = 0
        while before >= 0 and reached < 5:
            scope.denied[before] = True
            reached += 1
            if tokens[before].stop:
                break
            before -= 1


def _spread_forward(
    scope: Scope, marks: list[bool], mentions: Iterable[Mention], same: Sequence[int], far: int
) -> None:
    for mention in mentions:
        _mark(marks, same, mention.last, 0, far)


def _mark(marks: list[bool], same: Sequence[int], at: int, back: int, ahead: int) -> None:
    here = same[at]
    for spot in range(max(0, at - back), min(len(marks), at + ahead + 1)):
        if same[spot] == here:
            marks[spot] = True
