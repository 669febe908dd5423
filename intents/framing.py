"""Is what is said over, feared, or only asked about? Times and questions around the words."""

from collections.abc import Mapping, Sequence, Set
from typing import Final

from intents.clauses import SENTENCE_END, Scope, mark, mark_until, tells
from intents.grammar import Grammar
from intents.mentions import Mention
from intents.words import Token

_NEAR: Final = 10  # words before a mention in which "could it be" still colours it
_EARLIEST, _LATEST = 1920, 2100  # a number between them, after "in", is a year

ById = Mapping[str, Sequence[Mention]]  # the mentions of one kind


def put_in_past(
    tokens: Sequence[Token],
    scope: Scope,
    steering: ById,
    own_denial: Sequence[bool],
    grammar: Grammar,
) -> None:
    """Mark the words that are said to be over: by a time ("in 2013", "as a kid") that their
    part of the sentence tells, by "used to", by "is gone"."""
    for mention in steering.get("past", ()):
        if not own_denial[mention.first]:
            _put_after(tokens, scope, mention.last, grammar)
    points = _years(tokens, grammar)
    points.update(
        mention.last for mention in steering.get("past_time", ())
        if not _compared(tokens, mention.first, grammar)
        and not _tells_age(tokens, mention.first, grammar)
    )  # fmt: skip
    if points:
        _put_around(tokens, scope, points, grammar)
    for mention in steering.get("ended", ()):
        if _ends(tokens, scope, mention, grammar):
            mark(scope.past, scope.clause, mention.first, 12, 0)
    for mention in steering.get("anymore", ()):
        mark(scope.anymore, scope.clause, mention.first, _NEAR, 0)


def _put_after(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> None:
    """ "I used to run, now my legs are numb": over is what comes before the "now"."""
    for spot in range(at, min(len(tokens), at + 7)):
        if spot > at and (tokens[spot].stop or _i_again(tokens, spot, grammar)):
            return
        if scope.clause[spot] != scope.clause[at] or tokens[spot].word in grammar.nowadays:
            return
        scope.past[spot] = True


def _compared(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "Since last year", "shorter than last year": what is said is of now."""
    return any(tokens[spot].key in grammar.up_to_now for spot in range(max(0, at - 2), at))


def _tells_age(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "My son aged nine" is nine today; "i wet myself once aged six" was then."""
    if tokens[at].word not in grammar.age_before:
        return False
    before = tokens[at - 1].key if at else ""
    return not before or before in grammar.relative or before in grammar.strangers


def _years(tokens: Sequence[Token], grammar: Grammar) -> set[int]:
    """Years that tell when something was: "in 2013", "in May 2013", ", 2013,"."""
    years: set[int] = set()
    for at, token in enumerate(tokens):
        if token.value is None:
            continue
        before = [one.key for one in tokens[max(0, at - 3) : at]]
        if before[:1] == ["when"] and before[2:] == ["was"]:
            years.add(at)  # "when i was 20"
        if not _EARLIEST < token.value < _LATEST:
            continue
        if not (token.word.isdigit() and len(token.word) == 4):
            continue
        after = at + 1
        alone = token.stop and (after >= len(tokens) or tokens[after].stop)
        if grammar.up_to_now.intersection(before) or grammar.born.intersection(before):
            continue
        if grammar.after_then.intersection(before):
            told = _tells_before_stop(tokens, at, grammar)
        else:
            told = bool(alone or grammar.in_a_year.intersection(before))
        if told:
            years.add(at)
    return years


def _tells_before_stop(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "After my 2014 operation i spiked a fever"; not "numb since my 2014 operation"."""
    for spot in range(at + 1, min(len(tokens), at + _NEAR)):
        if tokens[spot].stop:
            return False
        if tokens[spot].word in grammar.of_then or tokens[spot].word.endswith("ed"):
            return True
    return False


def _put_around(tokens: Sequence[Token], scope: Scope, points: Set[int], grammar: Grammar) -> None:
    """Mark the segments a past time speaks of: its own, and those beside it that tell of then."""
    spans = list(scope.sentences())
    for place, (start, end) in enumerate(spans):
        if not any(at in points for at in range(start, end)):
            continue
        segments = scope.segments(start, end)
        following = spans[place + 1] if place + 1 < len(spans) else (end, end)
        for here, (first, last) in enumerate(segments):
            mine = any(at in points for at in range(first, last))
            after = segments[here + 1] if here + 1 < len(segments) else following
            lasts = _goes_on_today(tokens, first, last, grammar) or (
                tokens[after[0] : after[1]]
                and tokens[after[0]].word in grammar.picks_up
                and _goes_on_today(tokens, *after, grammar)
            )
            if not mine or lasts or _is_onset(tokens, first, last, grammar):
                continue
            if not _of_today(tokens, first, last, grammar):
                scope.past[first:last] = [True] * (last - first)
            remark = last - first <= 5 and tokens[first].word in grammar.remarks
            bare = remark or not _tells_of_then(tokens, first, last, grammar)
            _put_beside(tokens, scope, segments[here + 1 :], bare, grammar)
            _put_beside(tokens, scope, segments[:here][::-1], bare and last - first <= 5, grammar)


def _put_beside(
    tokens: Sequence[Token], scope: Scope, segments: Sequence[tuple[int, int]], bare: bool,
    grammar: Grammar,
) -> None:  # fmt: skip
    """Mark the next segments while they tell of then. A time that stands alone ("in 2013, i
    cant say when, ...") speaks of the first segment beside it that has a verb."""
    alone = bare
    for first, last in segments:
        if _of_today(tokens, first, last, grammar):
            return
        if not alone and any(tokens[at].stop for at in (first, last) if at < len(tokens)):
            return
        has_subject = any(tokens[at].word in grammar.begins_statement for at in range(first, last))
        goes_with = tokens[first].key in grammar.links and not any(
            tokens[at].word in grammar.tells for at in range(first, last)
        )
        if _tells_of_then(tokens, first, last, grammar) or bare or goes_with:
            scope.past[first:last] = [True] * (last - first)
            bare = bare and not has_subject


def _of_today(tokens: Sequence[Token], first: int, last: int, grammar: Grammar) -> bool:
    return any(tokens[at].word in grammar.of_today for at in range(first, last)) or (
        any(tokens[at].word in grammar.weak_today for at in range(first, last))
        and not _tells_of_then(tokens, first, last, grammar)
    )


def _tells_of_then(tokens: Sequence[Token], first: int, last: int, grammar: Grammar) -> bool:
    return any(
        tokens[at].word in grammar.of_then or tokens[at].word.endswith("ed")
        for at in range(first, last)
    )


def _goes_on_today(tokens: Sequence[Token], first: int, last: int, grammar: Grammar) -> bool:
    """ "In 2013 my foot went numb and it never came back": it is still so."""
    return any(
        tokens[at].word in grammar.going_on
        or (
            tokens[at].word in grammar.never
            and at + 1 < last
            and tokens[at + 1].key in grammar.came_right
        )
        for at in range(first, last)
    )


def _is_onset(tokens: Sequence[Token], first: int, last: int, grammar: Grammar) -> bool:
    return any(tokens[at].key in grammar.begins for at in range(first, last))


def _ends(tokens: Sequence[Token], scope: Scope, mention: Mention, grammar: Grammar) -> bool:
    """Does "gone" end a sign? Not in "gone numb", and not in "the feeling has gone"."""
    after = mention.last + 1
    if after < len(tokens):
        follows = tokens[after]
        goes_on = follows.key not in grammar.links | grammar.contrast | grammar.ended_before
        if not follows.stop and goes_on:
            return False
        # "gone completely numb"
        wholly = follows.word.endswith("ly") and after + 1 < len(tokens)
        if wholly and not tokens[after + 1].stop and follows.key in grammar.ended_before:
            following = tokens[after + 1].key
            if following not in grammar.links | grammar.contrast | grammar.ended_before:
                return False
    for spot in range(mention.first - 1, max(-1, mention.first - _NEAR), -1):
        if scope.clause[spot] != scope.clause[mention.first]:
            break
        if tokens[spot].key in grammar.wanted:
            return False
        # "i sit down and its gone": it comes back
        if spot >= mention.first - 5 and tokens[spot].key in grammar.relieving:
            return False
        if spot < mention.first - 1 and tokens[spot + 1].stop:
            break
    return True


def suppose(tokens: Sequence[Token], scope: Scope, steering: ById, grammar: Grammar) -> None:
    """Mark the words that are feared, supposed, or asked about in general."""
    for mention in steering.get("doubt", ()):
        _colour(tokens, scope, scope.feared, mention.last, _NEAR, grammar)
    for mention in steering.get("condition", ()):
        if not _is_there(tokens, mention.last + 1, grammar) and not _means(
            tokens, mention, grammar
        ):
            _colour(tokens, scope, scope.supposed, mention.last, 2 * _NEAR, grammar)
    for mention in steering.get("wish", ()):
        if mention.last + 2 < len(tokens):
            scope.supposed[mention.last + 1] |= not tokens[mention.last + 1].stop
            _suppose_to_comma(tokens, scope, mention.last + 2, grammar.i_begins)
    for mention in steering.get("only_named", ()):
        mark(scope.supposed, scope.segment, mention.first, 2, 0)
    for at, token in enumerate(tokens):
        if token.key in grammar.sources and any(
            one.key in grammar.source_says for one in tokens[at + 1 : at + 4]
        ):
            mark_until(tokens, scope, scope.supposed, at, grammar)
        elif token.key in grammar.fears:
            _fear(tokens, scope, at, grammar)
        elif token.word in grammar.whether and _is_asked_by_others(tokens, at, grammar):
            _suppose_to_comma(tokens, scope, at + 1, frozenset())
        elif token.word in grammar.owners:  # "could it be my cancer again": there is one
            scope.feared[at + 1 : at + 3] = [False] * len(scope.feared[at + 1 : at + 3])
    for mention in steering.get("in_general", ()):
        if not _is_there(tokens, mention.last + 1, grammar) and _asks(tokens, mention, grammar):
            listed = mention.phrase.split()[-1] in grammar.list_leads
            mark_until(tokens, scope, scope.supposed, mention.last + 1, grammar, listed=listed)
    for start, end in scope.sentences():
        asked = tokens[end - 1].asked
        if tokens[start].word in grammar.open_questions or asked:
            _ask_what_if(tokens, scope, start, end, grammar)
        for first, last in scope.segments(start, end):
            if first == start or tokens[first].stop or tokens[first].key in grammar.contrast:
                _ask(tokens, scope, first, last, end, grammar, asked=asked)


def _ask(
    tokens: Sequence[Token], scope: Scope, first: int, last: int, end: int, grammar: Grammar,
    *, asked: bool,
) -> None:  # fmt: skip
    """Mark a yes-or-no question about people in general: "can a bad back make you dribble?"

    A question of one's own trouble is none ("can i swim with a numb foot"), nor one about a
    thing that is there ("is this numbness normal", "will massage help a numb foot").
    """
    at = first
    while at < last - 1 and tokens[at].word in grammar.openers and at - first < 3:
        at += 1
    if tokens[at].word in grammar.asks_what and at + 3 < end:
        if tokens[at].word in grammar.asks_which:
            if first and tokens[first].stop != SENTENCE_END:
                return  # "pain, which makes my legs numb"
            _suppose_question(tokens, scope, at, last, end, grammar)
            return
        at += 1  # "what are numb legs a sign of"
    if at + 2 >= end or tokens[at].word not in grammar.asks:
        return
    if tokens[at].word in grammar.asks_future and tokens[at + 1].word in grammar.own_words:
        _ask_future(tokens, scope, at + 1, grammar)
        return
    following = tokens[at + 1]
    plainly = tokens[at].word in grammar.asks_plainly or (
        tokens[at].word in grammar.asks_being
        and any(one.key in grammar.asked_of for one in tokens[at + 2 : end])
    )
    if not (plainly or asked or following.key in grammar.general):
        return
    if following.word in grammar.not_general:
        return
    if (
        tokens[at].word in grammar.asks_being
        and following.key not in grammar.general
        and not any(one.key in grammar.asked_of for one in tokens[at + 1 : end])
    ):
        return
    if _is_there(tokens, at + 1, grammar):
        return
    _suppose_question(tokens, scope, at, last, end, grammar)


def _suppose_question(
    tokens: Sequence[Token], scope: Scope, at: int, last: int, end: int, grammar: Grammar
) -> None:
    """Mark a question from its second word to a comma, unless it asks what helps."""
    stop = last
    while stop < end and not tokens[stop].stop:
        stop += 1
    span = range(at + 1, stop)
    if any(tokens[spot].key in grammar.remedies for spot in span):
        return
    for spot in span:
        if tokens[spot].key in grammar.self:
            break
        scope.supposed[spot] = True


def _is_there(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """Does a worry or a question name a thing that is there: "this numbness", "the weakness"?"""
    if at >= len(tokens):
        return True
    if tokens[at].word in grammar.these or tokens[at].word in grammar.owners:
        return True
    return (
        tokens[at].word in grammar.definite
        and at + 1 < len(tokens)
        and _names_finding(tokens[at + 1], grammar)
    )


def _means(tokens: Sequence[Token], mention: Mention, grammar: Grammar) -> bool:
    """ "What does it mean if i cant feel it", "is it bad if i had a fever": it is so."""
    at = mention.first
    return (
        tokens[at].word == "if"
        and at > 0
        and tokens[at - 1].key in grammar.means_if
        and tokens[mention.last].key not in grammar.what_if
    )


def _asks(tokens: Sequence[Token], mention: Mention, grammar: Grammar) -> bool:
    """Is "does a" a question, and not the "do a" of "cant do a calf raise", nor "can a massage
    help"?"""
    begins = mention.phrase.split()[0]
    if begins not in grammar.asks:
        return True
    return tokens[mention.first].word == begins and not any(
        one.key in grammar.remedies for one in tokens[mention.last + 1 : mention.last + 6]
    )


def _colour(
    tokens: Sequence[Token], scope: Scope, marks: list[bool], at: int, far: int, grammar: Grammar
) -> None:
    """Mark what follows in the clause, until "..., i have" tells of the writer again."""
    for spot in range(at, min(len(tokens), at + far + 1)):
        anew = spot > at and tokens[spot].stop and tells(tokens, scope, spot, grammar)
        if (
            anew
            or (spot > at + 3 and _i_again(tokens, spot, grammar))
            or scope.clause[spot] != scope.clause[at]
        ):
            return
        marks[spot] = True


def _i_again(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "Hope you can help i cant pee": a statement that begins without a comma."""
    return tokens[at].word in grammar.i_begins and tokens[at - 1].key not in grammar.joins


def _is_asked_by_others(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "My wife asks whether ..."; not "i want to ask if my numb leg ..."."""
    return (
        at > 1
        and tokens[at - 1].key in grammar.asking
        and tokens[at - 2].word not in grammar.not_asking
    )


def _suppose_to_comma(
    tokens: Sequence[Token], scope: Scope, at: int, stop_at: frozenset[str]
) -> None:
    for spot in range(at, min(len(tokens), at + 2 * _NEAR)):
        fresh = tokens[spot].stop or tokens[spot].key in stop_at
        if fresh or scope.clause[spot] != scope.clause[at]:
            return
        scope.supposed[spot] = True


def _fear(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> None:
    """ "Scared of losing my bladder", "worried my legs might go": not there yet."""
    for spot in range(at + 1, min(len(tokens), at + 7)):
        if tokens[spot].stop or scope.clause[spot] != scope.clause[at]:
            return
        if tokens[spot].word in grammar.yet_to_come:
            _suppose_to_comma(tokens, scope, spot, grammar.i_am)
            return
        if tokens[spot].key not in grammar.fear_links | grammar.body:
            return


def _ask_what_if(
    tokens: Sequence[Token], scope: Scope, start: int, end: int, grammar: Grammar
) -> None:
    """ "What do i do if my legs go numb?" asks; "if i sit my legs go numb" tells."""
    for at in range(start + 1, end):
        if tokens[at].word == "if" and any(
            one.key in grammar.what_if for one in tokens[at + 1 : min(end, at + 5)]
        ):
            _colour(tokens, scope, scope.supposed, at, 2 * _NEAR, grammar)


def _ask_future(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> None:
    """ "Will my legs go numb?", "could i lose my bladder": what is to come is not there yet."""
    becomes = grammar.becomes
    if tokens[at].word in grammar.owners:
        becomes |= grammar.goes
    begun = False
    for spot in range(at + 1, len(tokens)):
        if tokens[spot].stop or scope.clause[spot] != scope.clause[at]:
            break
        begun = begun or tokens[spot].key in becomes
        if begun:
            scope.supposed[spot] = True


def _names_finding(token: Token, grammar: Grammar) -> bool:
    return token.key in grammar.bare or any(map(token.word.endswith, grammar.noun_endings))
