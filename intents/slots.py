"""How strong is the pain, on which side, better or worse? The details of a complaint."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from intents.complaint import Change, Intensity, Side
from intents.grammar import Grammar
from intents.lexicon import Lexicon
from intents.mentions import Mention
from intents.scope import Scope
from intents.words import Token

Slots = Mapping[str, Sequence[Mention]]  # the slot mentions of a message by their slot


def find_side(
    tokens: Sequence[Token],
    slots: Slots,
    places: Sequence[Mention],
    grammar: Grammar,
) -> tuple[Side, Mention] | None:
    """The side of the pain: a side word near a part of the body."""
    not_side = {at for m in slots.get("not_side", ()) for at in range(m.first, m.last + 1)}
    seen: dict[Side, Mention] = {}
    for slot, side in (("side_left", Side.LEFT), ("side_right", Side.RIGHT)):
        for mention in slots.get(slot, ()):
            if mention.first not in not_side and (
                _beside_body(tokens, mention, places, grammar)
                or (places and _stands_alone(tokens, mention))
            ):
                seen.setdefault(side, mention)
    for mention in slots.get("side_both", ()):
        after = [p for p in places if 0 < p.first - mention.last <= 3]
        if len(mention.phrase) > 4 or after or (places and _stands_alone(tokens, mention)):
            return Side.BOTH, mention
    if len(seen) == 2:
        return Side.BOTH, seen[Side.LEFT]
    return next(iter(seen.items()), None)


def _stands_alone(tokens: Sequence[Token], mention: Mention) -> bool:
    """ "Hip pain, right." """
    after = mention.last + 1
    return tokens[mention.first].stop > 0 and (after >= len(tokens) or tokens[after].stop > 0)


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


_OUT_OF = re.compile(
    r"(?<![\d/.])(?:(10|\d)(?:\.\d)?\s*(?:-|–|to|or|/)\s*)?(10|\d)(?:\.\d)?\s*(?:/\s*10|(?:out\s*(?:of|ta|a)|on|of)\s+(?:a\s+)?(?:10|ten))(?![\d/])"
)


def find_number(
    tokens: Sequence[Token], text: str, slots: Slots, lexicon: Lexicon,
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
    rated = [
        (max(int(group) for group in out_of.groups() if group), out_of.start())
        for out_of in _OUT_OF.finditer(text[:_LONGEST_RATED].casefold())
    ]
    if rated:
        value, start = max(rated, key=lambda one: one[0])
        at = _word_at(tokens, start)
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
    inside = _rating_inside(tokens, numbers, lexicon) or _rating_told(
        tokens, numbers, slots, lexicon
    )
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
    if tokens[at].stop and after is not None and after.stop:
        return None  # "my son, 9, says": an age
    return _round_up(value), at, at, False


def _painless(
    tokens: Sequence[Token], slots: Slots, grammar: Grammar
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


def _rating_told(
    tokens: Sequence[Token], numbers: Sequence[tuple[int, float]],
    slots: Slots, lexicon: Lexicon,
) -> tuple[int, int, int, bool] | None:  # fmt: skip
    """ "The pain is maybe a 7", "dropped from a 5 to a 2"."""
    firsts = {
        name: {m.first for m in slots.get(name, ())}
        for name in ("after_a_rating", "about_a_rating", "rating_moved_from", "rating_moved_to")
    }

    def before(at: int) -> int:
        return at - 2 if tokens[at - 1].word in ("a", "an") else at - 1

    def ends(after: int) -> bool:
        return after >= len(tokens) or tokens[after].stop > 0 or after in firsts["after_a_rating"]

    for (at, said), (then, now) in pairwise(numbers):
        moved = (
            at > 0
            and 1 < then - at <= 4
            and before(at) in firsts["rating_moved_from"]
            and before(then) in firsts["rating_moved_to"]
        )
        if moved and max(said, now) <= _TOP and ends(then + 1):
            return _round_up(now), then, then, False
    rated = {m.last for m in slots.get("a_rating", ())}
    for at, value in numbers:
        if not 0 <= value <= _TOP or not at:
            continue
        told = tokens[at - 1].word in ("a", "an") and at - 2 in firsts["about_a_rating"]
        near = tokens[max(0, at - 8) : at + 5]
        of_pain = any(token.key in lexicon.grammar.rating_topic for token in near)
        if ends(at + 1) and (told or (of_pain and rated.intersection(range(at - 3, at)))):
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
    tokens: Sequence[Token],
    slots: Slots,
    scope: Scope,
    pained: Sequence[int],
) -> tuple[Intensity, Mention] | None:
    """How strong the pain is in words. The strongest word that is not denied wins;
    a denied strong word ("not unbearable") means mild."""
    sentences = {scope.sentence[at] for at in pained}
    denied: Mention | None = None
    mild = slots.get("mild", ())
    in_mild = {at for m in mild if m.last > m.first for at in range(m.first, m.last + 1)}
    no_strength = {at for m in slots.get("no_strength", ()) for at in range(m.first, m.last + 1)}
    for slot, strength in (
        ("severe", Intensity.SEVERE),
        ("moderate", Intensity.MODERATE),
        ("mild", Intensity.MILD),
        ("a_little", Intensity.MILD),
    ):
        for mention in slots.get(slot, ()):
            start, end = scope.sentence_span(mention.first)
            here = scope.sentence[mention.first]
            if sentences and here not in sentences and end - start > _FRAGMENT:
                continue
            if mention.first in no_strength or _of_a_finding(slots, mention, pained):
                continue
            if tokens[mention.first].word == "so" and tokens[mention.first].stop:
                continue  # "..., so that hurts": no degree
            if slot == "a_little":
                if not _beside_pain(tokens, mention, pained):
                    continue
            elif slot != "mild" and mention.first in in_mild:
                continue
            if scope.denied[mention.first] and strength is not Intensity.MILD:
                denied = denied or mention
                continue
            return strength, mention
    return (Intensity.MILD, denied) if denied else None


def _of_a_finding(slots: Slots, mention: Mention, pained: Sequence[int]) -> bool:
    """ "Severe stenosis", "mild scoliosis": the finding is, not the pain."""
    return any(
        0 < named.first - mention.last <= 4
        and not any(mention.last < at < named.first for at in pained)
        for named in slots.get("finding_named", ())
    )


def _beside_pain(tokens: Sequence[Token], mention: Mention, pained: Sequence[int]) -> bool:
    """ "A bit sore", "hurts a little": right before pain, or after it and at the end of it."""
    after = mention.last + 1
    ends = after >= len(tokens) or tokens[after].stop > 0
    return any(0 < at - mention.last <= 2 for at in pained) or (
        any(0 < mention.first - at <= 3 for at in pained) and (ends or len(mention.phrase) > _WORD)
    )


_FRAGMENT: Final = 3  # words of a sentence that is nothing but "agony" or "cant walk"
_WORD: Final = 6  # letters; longer phrases of a little are more than one word


def find_change(slots: Slots, scope: Scope) -> tuple[Change, Mention] | None:
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
