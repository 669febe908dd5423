"""Which danger signs does a message affirm, and which does it deny?"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from intents.clauses import SENTENCE_END
from intents.grammar import Grammar
from intents.lexicon import Sign, Together
from intents.mentions import Mention, Mentions
from intents.scope import Scope
from intents.words import Token

_FRAIL, _OLDEST = 70, 120
_GROWING, _GROWN_UP = 8, 18  # who writes of themselves is not younger than eight
_COMPARED: Final = 5  # words before an age in which "like" makes it a comparison
_LONG_AGO: Final = 4
_ANSWER: Final = 3  # a message of so few words is an answer and tells no age
_THERMOMETER_REACH: Final = 4
_AGE: Final = "age"
_BEARS_OUT: Final = ("pain", "leg", "arm", "spine_part")


class Verdict(StrEnum):
    """What is made of a sign that was met in the words."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    PAST = "past"  # it was, and is over
    SUPPOSED = "supposed"  # only in an "if", a worry or a question
    ANOTHER = "another person"
    EXCUSED = "excused"  # other words of the sentence make it harmless
    UNSURE = "guessed words alone"  # every word of it was repaired, and no pain is named


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a sign: the words, what they met, and what is made of it."""

    sign: str
    first: int
    last: int
    entry: str
    verdict: Verdict

    @property
    def denied(self) -> bool:
        """Is the sign said not to be?"""
        return self.verdict is Verdict.DENIED

    @property
    def affirmed(self) -> bool:
        """Does the sign count?"""
        return self.verdict is Verdict.AFFIRMED


class Others(NamedTuple):
    """Whose is what is said of a relative? ``own_words``: the writer's own trouble is told,
    so it is not theirs. ``complains``: a pain or a part of the body is named; without one, an
    illness of a relative is family history."""

    own_words: bool
    complains: bool
    of_self: frozenset[int]  # sentences with "i" or "my"


class SignFinder:
    """Finds danger signs from the mentions of a message and the reach of its small words."""

    def __init__(self, signs: Mapping[str, Sign], grammar: Grammar) -> None:
        self._signs = signs
        self._grammar = grammar
        self._temperature = [sign.id for sign in signs.values() if sign.temperature]
        self._beside: dict[str, set[frozenset[str]]] = {}
        # a rule is tried only when its first concept is in the message
        self._by_first: dict[str, list[tuple[str, Together, frozenset[str], bool]]] = {}
        for sign in signs.values():
            for is_fine, rules in ((False, sign.together), (True, sign.fine)):
                for rule in rules:
                    for name in () if is_fine else rule.concepts:
                        others = frozenset(rule.concepts) - {name}
                        self._beside.setdefault(name, set()).add(others)
                    self._by_first.setdefault(rule.concepts[0], []).append(
                        (sign.id, rule, frozenset(rule.concepts), is_fine)
                    )
        self._absent: dict[str, list[tuple[str, str]]] = {}
        for sign in signs.values():
            for name, concept in sign.absent.items():
                self._absent.setdefault(concept, []).append((sign.id, name))
        self._single = {
            rule.entry for sign in signs.values() for rule in sign.together
            if len(rule.concepts) == 1
        }  # fmt: skip

    def can_meet(self, concept: str, beside: Collection[str]) -> bool:
        """Could a concept be part of a sign, with these others in its sentence? The "dont have"
        of one sign is no part of it when nothing else of that sign is said."""
        return any(others.issubset(beside) for others in self._beside.get(concept, ()))

    def find(
        self,
        tokens: Sequence[Token],
        mentions: Mentions,
        scope: Scope,
        own_words: bool,
    ) -> list[Found]:
        """Every sign met, whatever is made of it, kind by kind in the order of the message.

        ``own_words`` is true when the writer speaks of their own trouble, so that what is
        said of a relative is not theirs.
        """
        # a repaired word decides a sign only beside a pain or a part of the back, spelled right
        parts = mentions.every("area", "named_area") + mentions.named("concept", *_BEARS_OUT)
        borne_out = any(not mention.guessed for mention in parts)
        of_self = frozenset(
            scope.sentence[at] for at, token in enumerate(tokens)
            if token.word in self._grammar.own_words
        )  # fmt: skip
        others = Others(own_words, complains=borne_out, of_self=of_self)
        concepts = mentions.of("concept")
        said = frozenset(concepts)
        excuses = {
            sign: {scope.sentence[mention.first] for mention in many}
            for sign, many in mentions.of("unless").items()
        }
        said_fine: dict[str, set[int]] = {}  # words of "temperature is normal", by sign
        found: list[Found] = []
        for mention in mentions.all:
            if mention.kind in ("sign", "named_sign"):
                verdict = self._judge(scope, mention.id, [mention], others, borne_out=borne_out)
                found.append(_found(mention.id, [mention], mention.phrase, verdict))
        for concept, firsts in concepts.items():
            for sign, rule, needed, is_fine in self._by_first.get(concept, ()):
                if not needed <= said:
                    continue
                for first in firsts:
                    met = self._meet(tokens, scope, concepts, rule, first)
                    if met is None:
                        continue
                    verdict = self._judge(scope, sign, met, others, borne_out=borne_out)
                    if not is_fine:
                        found.append(_found(sign, met, rule.entry, verdict))
                    elif verdict is Verdict.AFFIRMED:
                        found.append(_found(sign, met, rule.entry, Verdict.DENIED))
                        said_fine.setdefault(sign, set()).update(
                            range(met[0].first, met[-1].last + 1)
                        )
            for sign, name in self._absent.get(concept, ()):
                for mention in firsts:
                    if scope.is_denied(mention.first, mention.last):
                        verdict = self._judge(scope, sign, [mention], others, borne_out=True)
                        found.append(Found(sign, mention.first, mention.last, name, verdict))
        for value, at in _fevers(tokens, self._grammar):
            whose = _verdict_of_number(scope, at, others)
            found.extend(
                Found(sign, at, at, f"{value:g} degrees", whose) for sign in self._temperature
            )
        for at in _normal_temperatures(tokens, self._grammar):
            reach = range(max(0, at - _THERMOMETER_REACH), at + _THERMOMETER_REACH + 1)
            for sign in self._temperature:
                found.append(Found(sign, at, at, "normal temperature", Verdict.DENIED))
                said_fine.setdefault(sign, set()).update(reach)
        self._add_ages(found, tokens, concepts, scope, own_words=own_words)
        return [
            replace(one, verdict=Verdict.EXCUSED)
            if one.affirmed
            and (
                self._excused(one, scope, concepts, excuses)
                or (one.entry in self._single and one.first in said_fine.get(one.sign, ()))
            )
            else one
            for one in found
        ]

    def _add_ages(
        self, found: list[Found], tokens: Sequence[Token],
        concepts: Mapping[str, Sequence[Mention]], scope: Scope, *, own_words: bool,
    ) -> None:  # fmt: skip
        """Add the ages that are signs, and what an age makes of the rest: a small fall at
        seventy is more than a fall, and a grown-up daughter is no child."""
        ages = _ages(tokens, scope, self._grammar, own_words=own_words)
        if not ages:
            return
        for sign in self._signs.values():
            if sign.below_age is not None and any(age >= sign.below_age for age, *_ in ages):
                found[:] = [one for one in found if one.sign != sign.id]
            for age, first, last in ages:
                young = sign.below_age is not None and age < sign.below_age
                if young or (sign.from_age is not None and age >= sign.from_age):
                    found.append(Found(sign.id, first, last, f"{_AGE} {age}", Verdict.AFFIRMED))
            if sign.in_old_age and any(age >= _FRAIL for age, *_ in ages):
                found.extend(
                    Found(
                        sign.id, mention.first, mention.last, f"{name} in old age", Verdict.AFFIRMED
                    )
                    for name, concept in sign.in_old_age.items()
                    for mention in concepts.get(concept, ())
                    if not scope.denied[mention.first] and not scope.past[mention.first]
                )

    def _meet(
        self, tokens: Sequence[Token], scope: Scope, concepts: Mapping[str, Sequence[Mention]],
        rule: Together, first: Mention,
    ) -> tuple[Mention, ...] | None:  # fmt: skip
        """Mentions of the concepts in order, near each other, not over a comma or a contrast;
        for a loose rule, not over the end of a sentence."""
        met = [first]
        for name in rule.concepts[1:]:
            last = met[-1].last
            candidates = concepts.get(name, ())
            place = bisect_right(candidates, last, key=_first)
            if place == len(candidates) or candidates[place].first - last - 1 > rule.gap:
                return None
            following = candidates[place]
            if rule.loose:
                together = scope.sentence[last] == scope.sentence[following.first]
            else:
                together = _one_breath(tokens, scope, last, following.first)
            if not together:
                return None
            met.append(following)
        return tuple(met)

    def _judge(
        self, scope: Scope, sign_id: str, met: Sequence[Mention], others: Others, *,
        borne_out: bool,
    ) -> Verdict:  # fmt: skip
        sign = self._signs[sign_id]
        first = min(mention.first for mention in met)
        if not borne_out and all(mention.guessed for mention in met):
            return Verdict.UNSURE
        named = met[0].kind == "named_sign"
        if named and scope.feared[first] and not scope.denied[first]:
            return Verdict.SUPPOSED
        supposed = any(scope.supposed[mention.first] for mention in met)
        if supposed and not (sign.even_feared and scope.sentence[first] in others.of_self):
            return Verdict.SUPPOSED
        if any(scope.is_denied(mention.first, mention.last) for mention in met) and not (
            any(scope.hitherto[mention.first] for mention in met) and not (sign.ever or sign.recent)
        ):
            return Verdict.PAST if scope.anymore[first] else Verdict.DENIED
        if not sign.ever and any(scope.past[mention.first] for mention in met):
            return Verdict.PAST
        if any(scope.stranger[mention.first] for mention in met):
            return Verdict.ANOTHER
        of_relative = any(scope.relative[mention.first] for mention in met)
        if of_relative and (others.own_words or (sign.ever and not others.complains)):
            return Verdict.ANOTHER
        return Verdict.AFFIRMED

    def _excused(
        self, one: Found, scope: Scope, concepts: Mapping[str, Sequence[Mention]],
        excuses: Mapping[str, set[int]],
    ) -> bool:  # fmt: skip
        if one.entry.startswith(_AGE):
            return False
        if scope.sentence[one.first] in excuses.get(one.sign, ()):
            return True
        start, end = scope.sentence_span(one.first)
        for name in self._signs[one.sign].unless:
            candidates = concepts.get(name, ())
            for place in range(bisect_left(candidates, start, key=_first), len(candidates)):
                if candidates[place].first >= end:
                    break
                at = candidates[place].first
                if not one.first <= at <= one.last and not scope.denied[at]:
                    return True
        return False


def _verdict_of_number(scope: Scope, at: int, others: Others) -> Verdict:
    if scope.denied[at]:
        return Verdict.DENIED
    if scope.past[at]:
        return Verdict.PAST
    if scope.supposed[at]:
        return Verdict.SUPPOSED
    if scope.stranger[at] or (scope.relative[at] and others.own_words):
        return Verdict.ANOTHER
    return Verdict.AFFIRMED


def _found(sign: str, met: Sequence[Mention], entry: str, verdict: Verdict) -> Found:
    first = min(mention.first for mention in met)
    last = max(mention.last for mention in met)
    return Found(sign, first, last, entry, verdict)


def _first(mention: Mention) -> int:
    return mention.first


def _one_breath(tokens: Sequence[Token], scope: Scope, last: int, first: int) -> bool:
    return scope.clause[last] == scope.clause[first] and not any(
        tokens[at].stop for at in range(last + 1, first + 1)
    )


def _ages(
    tokens: Sequence[Token], scope: Scope, grammar: Grammar, *, own_words: bool
) -> list[tuple[int, int, int]]:
    """Ages said in a message: the age, its first and last word. Of somebody else's ("my 6
    year old jumped on me") none, when the writer's own trouble is told."""
    ages: list[tuple[int, int, int]] = []
    for at, token in enumerate(tokens):
        age = token.value
        if age is None or age != int(age) or not 0 < age < _OLDEST:
            continue
        last, spelled = at, token.word.isalpha()
        ones = tokens[at + 1].value if at + 1 < len(tokens) else None
        if spelled and age >= 20 and ones is not None and 0 < ones < 10:
            age, last = age + ones, at + 1
        elif spelled and at and age < 10 and (tokens[at - 1].value or 0) >= 20:
            continue
        if scope.past[at] or scope.supposed[at] or not _is_age(tokens, at, last, grammar):
            continue
        since = at
        while since and at - since < _LONG_AGO and tokens[since].stop < SENTENCE_END:
            since -= 1
        before = tokens[since:at]
        if any(one.word in grammar.long_ago_age for one in before) and (
            age < _GROWN_UP or not any(one.word in grammar.age_before for one in before)
        ):
            continue  # "since i was 12"
        theirs = scope.stranger[at] or (own_words and scope.relative[at])
        if theirs or (own_words and _word(tokens, at - 1) in grammar.owners):
            continue
        ages.append((int(age), at, last))
    return ages


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _is_age(tokens: Sequence[Token], at: int, last: int, grammar: Grammar) -> bool:
    """Is a number the age of somebody: "75 years old", "my dad (81)", "im only ten", "72f"?"""
    before = _word(tokens, at - 1)
    after, after2 = _word(tokens, last + 1), _word(tokens, last + 2)
    for spot in range(at, max(-1, at - _COMPARED), -1):
        if tokens[spot].stop and spot < at:
            break
        if _word(tokens, spot - 1) in grammar.compares:
            return False  # "i feel like an 80 year old"
    if after in grammar.age_units or before in grammar.age_before:
        return True
    if after + after2 in grammar.age_units:  # "10 y/o"
        return True
    if after in grammar.years:
        if after2 in grammar.old_words or (after2 == "of" and _word(tokens, last + 3) == "age"):
            return True
        closed = not after2 or tokens[last + 2].stop > 0 or after2 in grammar.links
        return closed and (before in grammar.having_age or before in grammar.sexes)
    if before == "of" and tokens[at - 2].key in grammar.aged_persons:
        return True  # "a widow of 76"
    return after not in grammar.not_ages and _is_bare_age(tokens, at, last, grammar)


def _is_bare_age(tokens: Sequence[Token], at: int, last: int, grammar: Grammar) -> bool:
    """Is a number without "years" an age: "he is only ten", "74, used to lift", "81m"?"""
    age, following = tokens[at].value or 0, tokens[last + 1] if last + 1 < len(tokens) else None
    ends = following is None or following.stop > 0
    counted = following is not None and following.value is not None and not following.stop
    if counted and last == at:
        return False  # "8/10"
    if following is not None and following.word in grammar.sexes and age >= _GROWING:
        return following.start == tokens[last].end or len(following.word) > 1
    if at and tokens[at - 1].word in grammar.sexes and len(tokens) > 2 and age >= _GROWING:
        return ends
    start = at
    while start and tokens[start - 1].word in grammar.nearly and not tokens[start].stop:
        start -= 1
    before, before2 = _word(tokens, start - 1), _word(tokens, start - 2)
    kin = start > 0 and tokens[start - 1].key in grammar.relative
    if before in grammar.is_person or kin:
        return age >= _GROWING or ends
    if before in grammar.is_words and (before2 in grammar.persons or before2 in grammar.relative):
        return before2 != "i" or age >= _GROWING
    # "granny here, 77, ...": alone between commas, and of an age that matters
    alone = (at == 0 or tokens[at].stop > 0) and ends and len(tokens) > _ANSWER
    near = [*tokens[max(0, at - 3) : at], *tokens[last + 1 : last + 2]]
    return (
        alone
        and (_GROWING + 2 <= age < _GROWN_UP or _FRAIL <= age < 100)
        and not any(
            one.value is not None or one.key in grammar.not_degrees or one.key in grammar.measured
            for one in near
        )
    )


def _fevers(tokens: Sequence[Token], grammar: Grammar) -> list[tuple[float, int]]:
    """Body temperatures of a fever, in either scale, and their places."""
    fevers: list[tuple[float, int]] = []
    for at, token in enumerate(tokens):
        value = token.value
        if value is None or token.word.isalpha() or not _is_feverish(value):
            continue
        around = {one.key for one in tokens[max(0, at - 4) : at + 3]}
        measured = "." in token.word or around & grammar.thermometer
        if measured and around.isdisjoint(grammar.not_degrees):
            fevers.append((value, at))
    return fevers


def _normal_temperatures(tokens: Sequence[Token], grammar: Grammar) -> list[int]:
    """Places of measured body temperatures that are no fever."""
    return [
        at for at, token in enumerate(tokens)
        if token.value is not None
        and token.word[:1].isdigit()
        and (35 <= token.value < 38 or 95 <= token.value < 100.4)
        and _word(tokens, at - 1) not in grammar.is_person
        and _word(tokens, at + 1) not in grammar.years
        and (
            grammar.thermometer.intersection(one.key for one in tokens[max(0, at - 3) : at])
            or _word(tokens, at + 1) in grammar.degrees
        )
        and grammar.not_degrees.isdisjoint(one.key for one in tokens[max(0, at - 4) : at + 4])
    ]  # fmt: skip


def _is_feverish(value: float) -> bool:
    return 38 <= value <= 42 or 100.4 <= value <= 108
