"""How far does a "no" reach? Which words of a message are said not to be."""

from collections.abc import Mapping, Sequence
from typing import Final

from intents.clauses import SENTENCE_END, Scope
from intents.grammar import Grammar
from intents.mentions import Mention
from intents.words import Token

_FAR: Final = 7  # a denial reaches no further than this, list items apart
_BEFORE: Final = 5  # words before a "no" that stands behind what it denies
_OPENING: Final = 3  # words before "dont have that" in a sentence of its own
_SHORT_QUESTION: Final = 12  # words of a question that the next word can answer as a whole


def deny(
    tokens: Sequence[Token],
    scope: Scope,
    steering: Mapping[str, Sequence[Mention]],
    own_denial: Sequence[bool],
    grammar: Grammar,
) -> None:
    """Mark the words that are denied: after a "no", before a "none", in an answered question."""
    blocked = [False] * len(tokens)
    for mention in steering.get("no_denial", ()):
        for at in range(mention.first, mention.last + 1):
            blocked[at] = True
    starts: dict[int, bool] = {}  # last word of a denying phrase -> does it deny a verb?
    for mention in steering.get("deny", ()):
        if not any(blocked[mention.first : mention.last + 1]) and not own_denial[mention.first]:
            starts[mention.last] = False
    for at, token in enumerate(tokens):
        if token.key in grammar.deny_verb and not blocked[at] and not own_denial[at]:
            starts.setdefault(at, True)
    _spread(tokens, scope, starts, grammar)
    for mention in steering.get("deny_after", ()):
        if not blocked[mention.first] and not own_denial[mention.first]:
            _deny_before(tokens, scope, mention, grammar)
    for mention in steering.get("deny_back", ()):
        if not blocked[mention.first] and not own_denial[mention.first]:
            start = mention.first
            while start and scope.segment[start - 1] == scope.segment[mention.first]:
                start -= 1
            _deny_all(tokens, scope, range(start, mention.first), grammar)
    for mention in steering.get("not_that", ()):
        _deny_told(tokens, scope, mention)
    for mention in steering.get("hitherto", ()):
        _until_now(tokens, scope, mention)
    _answer_questions(tokens, scope, grammar)


def _spread(
    tokens: Sequence[Token], scope: Scope, starts: Mapping[int, bool], grammar: Grammar
) -> None:
    """Carry each denial forward: over its own segment, then over the items of a list."""
    active, verb, plain, steps, until = False, False, False, 0, len(tokens)
    for at, token in enumerate(tokens):
        if at and scope.clause[at] != scope.clause[at - 1]:
            active = False
        if active and at and scope.segment[at] != scope.segment[at - 1]:
            active = _goes_on(tokens, scope, at, starts, grammar)
            steps = 0
        if active and at not in starts:
            steps += 1
            if (
                steps > _FAR
                or at >= until
                or (steps > 1 and _tells_instead(tokens, at, grammar))
                or token.key in grammar.stoppers
                or (plain and _begins_anew(tokens, at, steps, grammar))
            ):
                active = False
            elif verb and steps == 1 and token.key in grammar.having:
                verb, plain = False, True  # "i dont have" denies as "no" does
            elif verb and token.key not in grammar.transparent and not _nounish(token, grammar):
                # "i dont walk much with numb legs": what is denied is the walking
                # but "does not spread into my leg" denies the leg as well
                scope.denied[at] = True
                active, verb = token.key in grammar.travels, False
                continue
            scope.denied[at] = active
        if at in starts:
            active, verb, steps = True, starts[at], 0
            plain = token.key in grammar.plain_no
            until = _next_statement(tokens, at, grammar)


def _begins_anew(tokens: Sequence[Token], at: int, steps: int, grammar: Grammar) -> bool:
    """ "no fever my legs are weak", "no i cant feel it", "no numbness just tingling": a "no"
    denies a thing; who acts next, or what there is only, is said again."""
    token, before = tokens[at], tokens[at - 1]
    if token.word in grammar.only and steps > 1:
        return True
    if token.word not in grammar.begins_statement:
        return False
    return (
        steps == 1
        or token.word in grammar.i_begins
        or _nounish(before, grammar)
        or before.key in grammar.bare
    )


def _next_statement(tokens: Sequence[Token], at: int, grammar: Grammar) -> int:
    """Where the next statement begins, said without a comma: "without a doubt my legs are numb",
    "no numbness both legs are fine". The first word of its subject; else past the end."""
    end = len(tokens)
    if tokens[at].key not in grammar.denies_things:
        return end
    verb = at + 2
    while verb < min(end, at + 2 + _FAR) and tokens[verb].word not in grammar.finite:
        if tokens[verb].stop:
            return end
        verb += 1
    if verb >= min(end, at + 2 + _FAR) or tokens[verb].stop:
        return end
    first, parts = verb, 0
    while first - 1 > at and (
        tokens[first - 1].key in grammar.body or tokens[first - 1].word in grammar.of_subject
    ):
        first -= 1
        parts += tokens[first].key in grammar.body
    if not parts or first - 1 <= at or tokens[first - 1].key in grammar.places_of:
        return end
    return first


def _tells_instead(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "Its not the pain its that my legs are numb"; but "i dont think its cancer"."""
    return tokens[at].word in grammar.its and tokens[at - 1].key not in grammar.thinks


def _nounish(token: Token, grammar: Grammar) -> bool:
    return any(map(token.word.endswith, grammar.noun_endings))


def _goes_on(
    tokens: Sequence[Token], scope: Scope, at: int, starts: Mapping[int, bool], grammar: Grammar
) -> bool:
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
    return (
        end < len(tokens)
        and tokens[end].key in grammar.alternatives
        and tokens[end].stop != SENTENCE_END
    )


def _deny_before(tokens: Sequence[Token], scope: Scope, mention: Mention, grammar: Grammar) -> None:
    """ "Fever: no", "numbness none", "the test was negative": what stands before is denied,
    when nothing follows that the word could deny instead."""
    at, last = mention.first, mention.last
    if at == 0 or (last + 1 < len(tokens) and not tokens[last + 1].stop):
        return
    before = at - 1
    new_sentence = tokens[at].stop == SENTENCE_END
    if tokens[at].key in grammar.plain_no and new_sentence and not tokens[before].asked:
        return
    start = before
    while start and not tokens[start].stop and start > at - _BEFORE:
        start -= 1
    _deny_all(tokens, scope, range(start, at), grammar)


def _deny_all(tokens: Sequence[Token], scope: Scope, span: range, grammar: Grammar) -> None:
    """Deny these words; but "feeling: none" and "can you pee? no" are no good news."""
    words = [tokens[at] for at in span]
    wanted = any(one.key in grammar.wanted for one in words)
    if (wanted or (words and words[0].word in grammar.ables)) and not any(
        one.key in grammar.losses for one in words
    ):
        return
    for at in span:
        scope.denied[at] = True


def _deny_told(tokens: Sequence[Token], scope: Scope, mention: Mention) -> None:
    """ "I read about numbness but i have none of that": what was told before is denied, in the
    same sentence or, where this begins a new one, in the last."""
    after = mention.last + 1
    if (
        after < len(tokens)
        and not tokens[after].stop
        and scope.clause[after] == scope.clause[after - 1]
    ):
        return  # "i dont have that money"
    start, _ = scope.sentence_span(mention.first)
    if mention.first - start <= _OPENING and start:
        start, _ = scope.sentence_span(start - 1)
    for at in range(start, mention.first):
        scope.denied[at] = True


def _until_now(tokens: Sequence[Token], scope: Scope, mention: Mention) -> None:
    """ "Never had numbness like this": what is denied is the time before, not today."""
    after = mention.last + 1
    ends = after >= len(tokens) or scope.segment[after] != scope.segment[mention.last]
    if tokens[mention.last].word == "before" and not ends:
        return
    spot = mention.last
    while spot >= 0 and scope.segment[spot] == scope.segment[mention.last]:
        scope.hitherto[spot] = True
        spot -= 1


def _answer_questions(tokens: Sequence[Token], scope: Scope, grammar: Grammar) -> None:
    """ "Any fever? None." denies the fever, "numb anywhere? yes" says that it is so."""
    asked_from = None
    for start, end in scope.sentences():
        if asked_from is not None:
            answer = tokens[start]
            ends = start + 1 == end or tokens[start + 1].stop > 0
            said_no = answer.word in grammar.says_no and (
                ends or tokens[start + 1].word in grammar.after_no
            )
            asked = range(asked_from, start)
            if said_no:
                _deny_all(tokens, scope, asked, grammar)
            elif answer.word in grammar.says_yes:
                for at in asked:
                    scope.feared[at] = scope.supposed[at] = False
        short = end - start <= _SHORT_QUESTION and tokens[start].word not in grammar.open_questions
        asked_from = start if tokens[end - 1].asked and short else None
