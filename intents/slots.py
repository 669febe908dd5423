"""How strong, how long, which side, brought on by what? The details of a complaint."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from intents.complaint import Change, Duration, Intensity, Side
from intents.grammar import Grammar
from intents.lexicon import Lexicon
from intents.mentions import Mention
from intents.scope import Scope
from intents.words import Token

_YEAR: Final = 365
_MARGIN: Final = 0.01
_ACUTE_DAYS, _SUBACUTE_DAYS = 6 * 7, 12 * 7
_FIRST_DAYS: Final = 3
_REACH: Final = 5


def by_slot(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """The slot mentions of a message by their slot."""
    slots: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.kind == "slot":
            slots.setdefault(mention.id, []).append(mention)
    return slots


def find_side(
    tokens: Sequence[Token],
    slots: dict[str, list[Mention]],
    places: Sequence[Mention],
    grammar: Grammar,
) -> tuple[Side, Mention] | None:
    """The side of the pain: a side word near a part of the body."""
    not_side = {at for m in slots.get("not_side", ()) for at in range(m.first, m.last + 1)}
    seen: dict[Side, Mention] = {}
    for slot, side in (("side_left", Side.LEFT), ("side_right", Side.RIGHT)):
        for mention in slots.get(slot, ()):
            if mention.first not in not_side and _beside_body(tokens, mention, places, grammar):
                seen.setdefault(side, mention)
    for mention in slots.get("side_both", ()):
        after = [p for p in places if 0 < p.first - mention.last <= 3]
        if len(mention.phrase) > 4 or after:
            return Side.BOTH, mention
    if len(seen) == 2:
        return Side.BOTH, seen[Side.LEFT]
    return next(iter(seen.items()), None)


def _beside_body(
    tokens: Sequence[Token], mention: Mention, places: Sequence[Mention], grammar: Grammar
) -> bool:
    around = tokens[mention.last : mention.last + 2]
    if any(token.word in grammar.side_words for token in around):
        return True
    if any(-2 <= place.first - mention.last <= 4 for place in places):
        return True
    before = tokens[mention.first - 1].word if mention.first else ""
    return before in grammar.side_before or len(tokens) <= 4


def find_duration(
    tokens: Sequence[Token], slots: dict[str, list[Mention]], lexicon: Lexicon
) -> tuple[Duration, bool, int, int, str] | None:
    """How old the problem is: duration, within the first days, first and last word, entry.

    Of several times the longest that is said to last ("for", "since", "been") wins, then
    the longest that is said to be ago.
    """
    best: tuple[bool, float, int, int] | None = None
    for days, first, last, lasting in _counted(tokens, lexicon):
        if best is None or (lasting, days) > best[:2]:
            best = lasting, days, first, last
    if best is not None and (best[0] or not slots.get("chronic")):
        _, days, first, last = best
        return _age_of(days), days <= _FIRST_DAYS, first, last, f"{days:g} days"
    how_often = {m.last for m in slots.get("how_often", ())}
    for slot, duration in _DURATIONS:
        if slot.endswith("_alone") and len(tokens) > _ALONE:
            continue
        for mention in slots.get(slot, ()):
            if mention.last in how_often:
                continue
            if duration is Duration.CHRONIC and _is_age(tokens, mention, lexicon.grammar):
                continue
            if slot == "acute_today" and not _onset(tokens, mention, lexicon.grammar):
                continue
            fresh = duration is Duration.ACUTE and any(
                one.first == mention.first for one in slots.get("first_days", ())
            )
            return duration, fresh, mention.first, mention.last, mention.phrase
    return None


_DURATIONS: Final = (
    ("chronic", Duration.CHRONIC),
    ("subacute", Duration.SUBACUTE),
    ("acute", Duration.ACUTE),
    ("acute_today", Duration.ACUTE),
    ("chronic_alone", Duration.CHRONIC),
    ("acute_alone", Duration.ACUTE),
)
_ALONE: Final = 3  # words of an answer that is nothing but a time


def _is_age(tokens: Sequence[Token], mention: Mention, grammar: Grammar) -> bool:
    after = tokens[mention.last + 1].word if mention.last + 1 < len(tokens) else ""
    return after in grammar.age_after


def _onset(tokens: Sequence[Token], mention: Mention, grammar: Grammar) -> bool:
    """ "Today" dates the trouble only beside a word of its beginning ("i hurt my back today")."""
    if len(tokens) <= 4:
        return True
    near = (
        *tokens[max(0, mention.first - 8) : mention.first],
        *tokens[mention.last + 1 : mention.last + 5],
    )
    return any(token.key in grammar.onset and token.word not in grammar.onset_not for token in near)


def _age_of(days: float) -> Duration:
    if days < _ACUTE_DAYS:
        return Duration.ACUTE
    return Duration.SUBACUTE if days <= _SUBACUTE_DAYS else Duration.CHRONIC


def _counted(tokens: Sequence[Token], lexicon: Lexicon) -> Iterable[tuple[float, int, int, bool]]:
    """Counted times ("3 weeks", "a couple of months"): days, first and last word, lasting."""
    grammar, size = lexicon.grammar, len(tokens)
    for at, token in enumerate(tokens):
        if not at:
            continue
        if _is_year(token) and tokens[at - 1].word in grammar.year_before:
            yield _LONG_AGO, at, at, tokens[at - 1].word in grammar.lasting
            continue
        unit = lexicon.days.get(token.key)
        if unit is None:
            continue
        first = at - 1
        if tokens[first].word in grammar.approximate and first:
            first -= 1
        many = tokens[first].value
        if many is None:
            many = lexicon.counts.get(tokens[first].key)
            if many is None or (many == 1 and unit <= 1):
                continue
        after = tokens[at + 1].word if at + 1 < size else ""
        before = [one.word for one in tokens[max(0, first - 3) : first]]
        if after in grammar.not_time_after or grammar.not_pain_time.intersection(before):
            continue
        since = any(word in grammar.ago_before for word in before)
        ago = after in grammar.ago or since
        if unit < 1 and not ago and after not in grammar.lasting_after:
            continue
        lasting = not ago and (
            tokens[first].word in grammar.lasting
            or after in grammar.lasting_after
            or not grammar.lasting.isdisjoint(before)
        )
        if ago or lasting or size <= 5 or unit >= _YEAR:
            days = many * unit
            if not grammar.less.isdisjoint(before):  # "less than six weeks"
                days *= 1 - _MARGIN
            elif not grammar.more.isdisjoint(before):
                days *= 1 + _MARGIN
            yield days, first, at, lasting


_LONG_AGO: Final = 730.0  # days; a year was named


def _is_year(token: Token) -> bool:
    return len(token.word) == 4 and token.word.isdecimal() and 1950 <= int(token.word) <= 2100


_OUT_OF = re.compile(
    r"(?<![\d/.])(?:(10|\d)(?:\.\d)?\s*(?:-|–|to|or|/)\s*)?(10|\d)(?:\.\d)?\s*(?:/\s*10|out\s+of\s+(?:10|ten))(?![\d/])"
)


def find_number(
    tokens: Sequence[Token], text: str, slots: dict[str, list[Mention]], lexicon: Lexicon,
    *, placed: bool,
) -> tuple[int, int, int, bool] | None:  # fmt: skip
    """A pain rating from 0 to 10: the number, its first and last word, and whether the
    message is nothing else. Of a range the higher number counts; a half is rounded up.
    In a few words about a part of the back (``placed``), a bare number is one.
    """
    grammar = lexicon.grammar
    numbers = [
        (at, token.value) for at, token in enumerate(tokens)
        if token.value is not None and not _is_negative(text, token)
    ]  # fmt: skip
    if not numbers:
        return _painless(tokens, slots, grammar)
    alone = len(tokens) == 1 or (
        len(numbers) <= 3
        and len(tokens) <= 10
        and all(token.value is not None or token.word in grammar.rating for token in tokens)
        and tokens[numbers[0][0]].word not in grammar.not_rating_alone
    )
    out_of = _OUT_OF.search(text[:_LONGEST_RATED].casefold())
    if out_of is not None:
        at = _word_at(tokens, out_of.start())
        value = max(int(group) for group in out_of.groups() if group)
        return value, at, min(at + 1, len(tokens) - 1), alone
    for (at, said), (top_at, top) in pairwise(numbers):
        if top == _TOP and top_at == at + 3 and said <= _TOP and tokens[at + 1].word == "out":
            return _round_up(said), at, top_at, alone
    if alone and all(0 <= value <= _TOP for _, value in numbers):
        first, last = numbers[0][0], numbers[-1][0]
        moved = any(token.word in grammar.rating_moved for token in tokens)
        said = numbers[-1][1] if moved else max(value for _, value in numbers)
        half = any(token.word in grammar.half for token in tokens[first:])
        return _round_up(said + (0.5 if half and said == int(said) else 0)), first, last, True
    inside = _rating_inside(tokens, numbers, lexicon)
    if inside is None and placed and len(numbers) == 1:
        return _rating_beside(tokens, *numbers[0], lexicon)
    return inside


def _is_negative(text: str, token: Token) -> bool:
    """A number with a minus before it that is no range ("6 -7") is no rating."""
    before = text[max(0, token.start - 2) : token.start]
    return (
        before[-1:] in _MINUS
        and (len(before) == 1 or before[0].isspace())
        and not any(sign.isdigit() for sign in text[max(0, token.start - 4) : token.start])
    )


_MINUS: Final = ("-", "−")
_FEW: Final = 10


def _rating_beside(
    tokens: Sequence[Token], at: int, value: float, lexicon: Lexicon
) -> tuple[int, int, int, bool] | None:
    """ "Left hip 4": the only number of a few words about a place, and no time or count."""
    before = tokens[at - 1].word if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    counts = after is not None and not after.stop and (
        after.key in lexicon.days or after.word not in lexicon.grammar.rating
    )  # fmt: skip
    if len(tokens) > _FEW or not 0 <= value <= _TOP or counts:
        return None
    if before in lexicon.grammar.not_rating_before:
        return None
    return _round_up(value), at, at, False


def _painless(
    tokens: Sequence[Token], slots: dict[str, list[Mention]], grammar: Grammar
) -> tuple[int, int, int, bool] | None:
    """ "No pain today" is a rating of nought."""
    said = slots.get("painless")
    if not said or len(tokens) > 6 or any(token.word not in grammar.rating for token in tokens):
        return None
    return 0, said[0].first, said[0].last, True


_TOP: Final = 10
_LONGEST_RATED: Final = 5000


def _rating_inside(
    tokens: Sequence[Token], numbers: Sequence[tuple[int, float]], lexicon: Lexicon
) -> tuple[int, int, int, bool] | None:
    """A rating said in the course of a longer message: "pain level 6", "the pain is a 7"."""
    grammar = lexicon.grammar
    for at, value in numbers:
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if not 0 <= value <= _TOP or (following is not None and following.key in lexicon.days):
            continue
        before = {token.word for token in tokens[max(0, at - 3) : at]}
        near = tokens[max(0, at - 6) : at + 5]
        of_pain = any(token.key in grammar.rating_topic for token in near)
        if before & grammar.rating_near and (of_pain or len(tokens) <= 8):
            higher = following.value if following is not None else None
            if higher is not None and higher <= _TOP:
                value = max(value, higher)
            return _round_up(value), at, at, False
        counted = following is not None and following.word in grammar.not_rating_after
        if before & grammar.rating_topic and before & grammar.rating_verbs and not counted:
            return _round_up(value), at, at, False
    return None


def _round_up(value: float) -> int:
    return min(_TOP, int(value + 0.5))


def _word_at(tokens: Sequence[Token], offset: int) -> int:
    for at, token in enumerate(tokens):
        if token.end > offset:
            return at
    return len(tokens) - 1


def find_intensity(
    slots: dict[str, list[Mention]],
    scope: Scope,
    pained: Sequence[int],
) -> tuple[Intensity, Mention] | None:
    """How strong the pain is in words. The strongest word that is not denied wins;
    a denied strong word ("not unbearable") means mild."""
    sentences = {scope.sentence[at] for at in pained}
    denied: Mention | None = None
    mild = slots.get("mild", ())
    in_mild = {at for m in mild if m.last > m.first for at in range(m.first, m.last + 1)}
    for slot, strength in (
        ("severe", Intensity.SEVERE),
        ("moderate", Intensity.MODERATE),
        ("mild", Intensity.MILD),
        ("a_little", Intensity.MILD),
    ):
        for mention in slots.get(slot, ()):
            if sentences and scope.sentence[mention.first] not in sentences:
                continue
            if slot == "a_little":
                if not any(-3 <= at - mention.last <= 4 for at in pained):
                    continue
            elif mention.first in in_mild:
                continue
            if scope.denied[mention.first] and strength is not Intensity.MILD:
                denied = denied or mention
                continue
            return strength, mention
    return (Intensity.MILD, denied) if denied else None


_FALL: Final = "fall"


def find_triggers(
    tokens: Sequence[Token], mentions: Sequence[Mention], scope: Scope, lexicon: Lexicon
) -> list[tuple[str, Mention]]:
    """What brought the pain on or makes it worse, in the order of the lexicon."""
    found: dict[str, Mention] = {}
    questions = {
        scope.sentence[mention.first] for mention in mentions if mention.kind == "question"
        and mention.id == "ask" and mention.first in _first_words(scope)
    }  # fmt: skip
    falls = [m.last for m in mentions if m.kind == "event" and m.id == _FALL]
    for mention in mentions:
        if mention.kind not in ("event", "activity") or mention.id in found:
            continue
        if mention.kind == "activity" and any(0 < mention.first - at <= 4 for at in falls):
            continue  # "slid down the stairs" is no walking
        if scope.sentence[mention.first] in questions or scope.denied[mention.first]:
            continue
        if mention.kind == "activity" and not _cued(tokens, scope, mention, lexicon.grammar):
            continue
        found[mention.id] = mention
    return [(trigger, found[trigger]) for trigger in lexicon.ids.triggers if trigger in found]


def _first_words(scope: Scope) -> set[int]:
    return {start + step for start in scope.sentence_starts for step in range(2)}


def _cued(tokens: Sequence[Token], scope: Scope, mention: Mention, grammar: Grammar) -> bool:
    start, end = scope.sentence_span(mention.first)
    before = tokens[max(start, mention.first - _REACH) : mention.first]
    after = tokens[mention.last + 1 : min(end, mention.last + 4)]
    return any(token.key in grammar.cues for token in before) or any(
        token.key in grammar.cues_after for token in after
    )


def find_change(slots: dict[str, list[Mention]], scope: Scope) -> tuple[Change, Mention] | None:
    """How the pain changed: worse before same before better, when several are said."""
    in_same = {
        at for m in slots.get("same", ()) if m.last > m.first for at in range(m.first, m.last + 1)
    }
    for slot, change in (
        ("worse", Change.WORSE),
        ("same", Change.SAME),
        ("better", Change.BETTER),
    ):
        for mention in slots.get(slot, ()):
            if slot != "same" and mention.first in in_same:
                continue
            if scope.denied[mention.first] and mention.first == mention.last:
                if slot == "better":
                    return Change.SAME, mention
                continue
            if scope.supposed[mention.first]:
                continue
            return change, mention
    helped = slots.get("relief_found")
    return (Change.BETTER, helped[0]) if helped else None
