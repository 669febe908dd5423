"""How old is the present problem? Times said of it, not of a tablet, a job or a marriage."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from intents.complaint import Duration
from intents.lexicon import Lexicon
from intents.mentions import Mention, Mentions
from intents.scope import Scope
from intents.words import Token

_ACUTE_DAYS, _SUBACUTE_DAYS = 6 * 7, 12 * 7
_FIRST_DAYS: Final = 3
_WEEK: Final = 7
_MARGIN: Final = 0.01
_ALONE: Final = 3  # words of an answer that is nothing but a time
_SHORT: Final = 6  # words of a message or sentence in which a time needs nothing to hold on to
_FAR: Final = 18  # words between a time and what it is said of
_NO_LEAD: Final = 99
_LONG_AGO: Final = 730.0  # days; a year was named
_PREGNANT_WEEKS: Final = 14  # from here on "33 weeks" alone is of a pregnancy
_LASTING, _AGO = 2, 1
_UNKNOWN_DAYS: Final = 43.0  # "since March": longer than an acute time said beside it

# what the entries of slots.yaml weigh, in days
_PHRASES: Final = (
    ("chronic", _LASTING, 400.0),
    ("since_a_date", _LASTING, _UNKNOWN_DAYS),
    ("subacute", _LASTING, 60.0),
    ("acute", _AGO, 10.0),
)
_ANSWERS: Final = (("chronic_alone", 400.0), ("acute_alone", 10.0))
_PAUSE: Final = 4  # words that a comma between a time and a thing weighs


class Age(NamedTuple):
    """How old the problem is, whether in its first days, and the words that say so."""

    duration: Duration
    first_days: bool
    first: int
    last: int
    entry: str


class _Time(NamedTuple):
    rank: int
    days: float
    first: int
    last: int
    entry: str
    fresh: bool = False
    firm: bool = False  # said to last until now ("for the past month")


def find_duration(
    tokens: Sequence[Token], mentions: Mentions, scope: Scope, lexicon: Lexicon
) -> Age | None:
    """How old the problem is: of the times that last ("for", "since") the longest, else the
    longest that is ago. A time counts when what it stands nearest to is the trouble."""
    times = _Times(tokens, mentions, scope, lexicon)
    best = max(times.counting(), key=lambda time: (time.rank, time.days), default=None)
    if best is not None and best.days != _UNKNOWN_DAYS:
        days_said = best.entry.removesuffix(" ago").endswith((" day", " days"))
        fresh = best.fresh or (days_said and best.days <= _FIRST_DAYS)
        return Age(_age_of(best.days), fresh, best.first, best.last, best.entry)
    if len(tokens) <= _ALONE:
        for slot, days in _ANSWERS:
            for mention in filter(times.is_as_written, mentions.named("slot", slot)):
                return Age(_age_of(days), False, mention.first, mention.last, mention.phrase)
    return None


def _age_of(days: float) -> Duration:
    if days < _ACUTE_DAYS:
        return Duration.ACUTE
    return Duration.SUBACUTE if days <= _SUBACUTE_DAYS else Duration.CHRONIC


class _Times:
    """The times of a message, and what each is said of."""

    def __init__(
        self, tokens: Sequence[Token], mentions: Mentions, scope: Scope, lexicon: Lexicon
    ) -> None:
        self._tokens, self._scope, self._lexicon = tokens, scope, lexicon
        self._slots = slots = mentions.of("slot")
        self._words = {
            name: frozenset(at for m in slots.get(name, ()) for at in range(m.first, m.last + 1))
            for name in _WORDS
        }
        self._starts = {name: {m.first for m in slots.get(name, ())} for name in _WORDS}
        self._ties = [
            *mentions.every("area", "named_area", "event"),
            *mentions.named("concept", "pain", "complaint", "numb", "weak"),
            *mentions.named("slot", "of_the_problem", "leg_pain_named"),
        ]
        self._part_starts = {m.first for m in mentions.every("named_area")}
        self._others = slots.get("of_another_thing", ())
        self._deeds = mentions.every("activity")

    def counting(self) -> Iterator[_Time]:
        """The times that are said of the problem."""
        for time in (*self._counted(), *self._years(), *self._bare(), *self._phrases()):
            if self._of_the_problem(time) and not (time.rank == _AGO and self._is_over(time)):
                yield time

    # -- what is said --------------------------------------------------------------------

    def _counted(self) -> Iterator[_Time]:
        """ "3 weeks", "a couple of months", "twenty odd years"."""
        tokens, lexicon = self._tokens, self._lexicon
        for at, token in enumerate(tokens):
            unit = lexicon.days.get(token.key)
            if unit is None or not at:
                continue
            first = at - 1
            while first and first in self._words["about_many"] and not tokens[first].stop:
                first -= 1
            many = self._many(first)
            if many is None:
                continue
            if many < 1 and first >= 2 and tokens[first - 1].word in lexicon.grammar.links:
                first, many = first - 2, many + (tokens[first - 2].value or 0)  # "2 and half"
            first, many = self._range(first, many)
            last, days = at, many * unit
            if at + 1 in self._starts["and_a_half"]:
                last, days = at + 3, days + unit / 2
            rank, firm = self._relation(first, last, many, unit)
            if not rank:
                continue
            before = range(max(0, first - 3), first)
            if any(spot in self._words["fewer"] for spot in before):
                days *= 1 - _MARGIN
            elif any(spot in self._words["more_than"] for spot in before):
                days *= 1 + _MARGIN
            yield _Time(rank, days, first, min(last, len(tokens) - 1), f"{days:g} days", firm=firm)

    def _many(self, at: int) -> float | None:
        token = self._tokens[at]
        if token.value is not None:
            return token.value
        return self._lexicon.counts.get(token.key)

    def _range(self, first: int, many: float) -> tuple[int, float]:
        """ "3 or 4 weeks", "6-8 weeks": the higher; "a few": the few."""
        tokens = self._tokens
        for steps in (1, 2):
            spot = first - steps
            if spot < 0 or tokens[first].value is None:
                break
            between = all(at in self._words["or_to"] for at in range(spot + 1, first))
            if tokens[spot].value is not None and between:
                return spot, max(many, tokens[spot].value or 0)
        if first and tokens[first - 1].word in ("a", "an") and not tokens[first].stop:
            return first - 1, many
        return first, many

    def _relation(self, first: int, last: int, many: float, unit: float) -> tuple[int, bool]:
        """Does the time last, or is it ago? And is it said to reach until now? 0 for neither."""
        tokens, words = self._tokens, self._words
        after = last + 1
        joined = after < len(tokens) and not tokens[after].stop
        if first - 1 in words["how_many_times"]:
            return 0, False  # "twice a day"
        if joined and after in self._starts["per"]:
            return 0, False  # "2 hours per night"
        near = [
            spot for spot in range(max(0, first - 4), first)
            if not any(tokens[at].stop for at in range(spot + 1, first + 1))
        ]  # fmt: skip
        if joined and after in self._starts["ago_after"] and after not in self._part_starts:
            return _AGO, False
        if len(near) >= 1 and near[-1] in words["ago_before"]:
            return _AGO, False
        firm = any(spot in words["until_now"] for spot in near) or (
            after in self._starts["until_now_after"] and after < len(tokens)
        )
        if not firm and (
            any(spot in words["not_time_before"] for spot in near[-2:])
            or (joined and after in self._starts["not_time_after"])
        ):
            return 0, False  # "41 years old", "in 2 weeks"
        if self._is_pregnancy(first, many, unit, firm=firm):
            return 0, False
        if firm:
            return _LASTING, True
        if any(spot in words["lasting_before"] for spot in near) or (
            joined and after in self._starts["lasting_after"]
        ):
            return _LASTING, False
        start, end = self._scope.sentence_span(first)
        if first == start and unit >= 1:
            return _LASTING, False  # "Four days on the sofa now."
        alone = (first == start or tokens[first].stop or len(near) <= 1) and (
            after >= end or tokens[after].stop
        )
        return (_LASTING if alone or end - start <= _SHORT else 0), False

    def _is_pregnancy(self, first: int, many: float, unit: float, *, firm: bool) -> bool:
        if unit != _WEEK or firm or not 4 <= many <= 42:
            return False
        if self._slots.get("expecting"):
            return True
        lasting = any(
            spot in self._words["lasting_before"] for spot in range(max(0, first - 2), first)
        )
        return many >= _PREGNANT_WEEKS and not lasting

    def _years(self) -> Iterator[_Time]:
        """ "In 2019", "since 1998", "diagnosed 2018"."""
        for at, token in enumerate(self._tokens):
            if not (len(token.word) == 4 and token.word.isdecimal() and at):
                continue
            if not 1950 <= int(token.word) <= 2100:
                continue
            since = at - 1 in self._words["since"]
            if since or at - 1 in self._words["year_before"]:
                yield _Time(_LASTING if since else _AGO, _LONG_AGO, at, at, token.word)

    def _bare(self) -> Iterator[_Time]:
        """ "For weeks", "months of pain", "years now": no count is said."""
        for at, token in enumerate(self._tokens):
            unit = self._lexicon.days.get(token.key)
            if unit is None or token.word == token.key or not at:
                continue
            if self._many(at - 1) is not None or at - 1 in self._words["about_many"]:
                continue
            joined = at + 1 < len(self._tokens) and not self._tokens[at + 1].stop
            after = joined and (
                at + 1 in self._starts["until_now_after"] or at + 1 in self._starts["lasting_after"]
            )
            before = at - 1 in self._words["lasting_before"] and not token.stop
            ago = joined and at + 1 in self._starts["ago_after"]
            if before or after or ago:
                days = unit * (4 if unit > _WEEK else 3)
                yield _Time(_AGO if ago else _LASTING, days, at, at, token.word)

    def _phrases(self) -> Iterator[_Time]:
        fresh = {m.first for m in self._slots.get("first_days", ())}
        aged = self._lexicon.grammar.age_after
        for slot, rank, days in _PHRASES:
            for m in self._slots.get(slot, ()):
                following = self._tokens[m.last + 1].word if m.last + 1 < len(self._tokens) else ""
                if slot == "chronic" and following in aged:
                    continue
                if not self.is_as_written(m):
                    continue  # "a month" is no "months", "wake up" no "woke up"
                near = range(max(0, m.first - 2), m.first)
                if slot == "acute" and any(at in self._words["yet_to_come"] for at in near):
                    continue
                yield _Time(rank, days, m.first, m.last, m.phrase, fresh=m.first in fresh)
        for m in self._slots.get("acute_today", ()):
            if self._begins_near(m):
                yield _Time(_AGO, 9.0, m.first, m.last, m.phrase, fresh=m.first in fresh)

    def is_as_written(self, mention: Mention) -> bool:
        """Are the inflected words of a phrase said just as it has them?"""
        key = self._lexicon.dictionary.key
        said = {token.word for token in self._tokens[mention.first : mention.last + 1]}
        return all(word in said or key(word) == word for word in mention.phrase.split())

    def _begins_near(self, mention: Mention) -> bool:
        """ "Today" dates the trouble beside a word of its beginning ("i hurt my back today")."""
        tokens, grammar = self._tokens, self._lexicon.grammar
        if len(tokens) <= 4:
            return True
        near = (
            *tokens[max(0, mention.first - 8) : mention.first],
            *tokens[mention.last + 1 : mention.last + 5],
        )
        return any(
            token.key in grammar.onset and token.word not in grammar.onset_not for token in near
        )

    # -- what it is said of --------------------------------------------------------------

    def _of_the_problem(self, time: _Time) -> bool:
        """Is what stands nearest to the time the trouble?"""
        start, end = self._scope.sentence_span(time.first)
        ours = self._nearest(self._ties, time, start, end)
        others = self._nearest(self._others, time, start, end)
        deeds = self._nearest(self._deeds, time, start, end)
        if time.rank == _AGO:  # "leg day yesterday": what was done then is the cause
            ours = min(ours, deeds)
        else:
            others = min(others, deeds)
        if others < ours and others <= 4 and not (time.firm and ours < _FAR):
            return False
        if ours <= _FAR:
            return True
        return end - start <= _SHORT or len(self._tokens) <= 2 * _SHORT

    def _nearest(self, mentions: Sequence[Mention], time: _Time, start: int, end: int) -> int:
        def pauses(first: int, last: int) -> int:
            return sum(_PAUSE for at in range(first + 1, last + 1) if self._tokens[at].stop)

        return min(
            (
                time.first - m.last + pauses(m.last, time.first)
                if m.last < time.first
                else m.first - time.last + pauses(time.last, m.first)
                for m in mentions
                if start <= m.first < end and (m.last < time.first or m.first > time.last)
            ),
            default=_NO_LEAD,
        )

    def _is_over(self, time: _Time) -> bool:
        """ "Operated two years ago and all good": what is told of now is younger."""
        if time.days < _ACUTE_DAYS:
            return False
        start, end = self._scope.sentence_span(time.first)
        return any(start <= m.first < end + 4 for m in self._slots.get("got_over_it", ()))


_WORDS: Final = (
    "about_many", "and_a_half", "or_to", "fewer", "more_than", "ago_after", "ago_before",
    "until_now", "until_now_after", "lasting_before", "lasting_after", "not_time_before",
    "not_time_after", "how_many_times", "per", "since", "year_before", "yet_to_come",
)  # fmt: skip
