"""Which of many intents does a sentence mean, by the example phrases of each?

Weights come from `intents.training`; reading a sentence needs RapidFuzz and nothing else.
"""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, sqrt
from operator import mul
from typing import Any, Final, NamedTuple, Self

from intents.repair import NearWords
from intents.words import LONGEST_WORD, inflections, raw_words

_FORMAT: Final = 1
_LONGEST: Final = 200  # words of a sentence that are read
_REMEMBERED: Final = 2_000  # words, and features, whose votes are kept as numbers
_WORDS_REMEMBERED: Final = 20_000
_LETTERS_READ: Final = 20_000
_SHORTEST_REPAIRED: Final = 3
_ONE_SLIP: Final = 4  # letters up to which one slip is forgiven, from then on two
_NEAREST: Final = 30
_GUESSES: Final = 8
_STRONGEST: Final = 5
_SHARPNESS: Final = 1.6  # by it, of answers called 80 % sure four in five or more are right
_LETTERS: Final = 3  # letters of a run inside a word, its edges counted
_LETTERS_SHARE: Final = 0.8  # weight of runs of letters, against 1 of whole words
_MEANING: Final = 2.0  # weights of kinds of features, against 1 of a word
_PAIR_OF_MEANINGS: Final = 1.2
_PAIR_OF_STEMS: Final = 0.8
_START: Final = "<"
_END: Final = ">"
_BESIDE: Final = 0.4  # slips a guess gains by standing where it stood in a phrase
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT_KEYS: Final = {
    (key, other)
    for row, keys in enumerate(_KEYS)
    for at, key in enumerate(keys)
    for other_row in (row - 1, row, row + 1)
    for other in (_KEYS[other_row][max(0, at - 1) : at + 2] if 0 <= other_row < 3 else "")
    if other != key
}
_ENDINGS: Final = tuple(  # ending, what is put in its place, letters that must stay
    (ending, put, stay)
    for put, stay, endings in (
        ("", 4, "ations ation ments ment ness able ers er est ely ly ion al"),
        ("", 3, "ings ing edly ed es s"),
        ("y", 3, "ies ied"),
        ("", 4, "e"),
    )
    for ending in endings.split()
)


class Match(NamedTuple):
    """A label a sentence may mean.

    ``confidence`` is 0 to 1 and falls with every word that is not known. ``phrase`` is the
    example of the label that is nearest, None when none shares a word. ``features`` are what
    spoke most for the label, strongest first: words, ``stem~``, ``=one|like`` for a meaning,
    pairs of these, and ``#run`` for letters. ``repaired`` are words taken for others.
    """

    label: str
    confidence: float
    phrase: str | None
    features: tuple[tuple[str, float], ...]
    repaired: tuple[tuple[str, str], ...]


def stem(word: str) -> str:
    """A word without its ending, so that forms of one word meet; no real word is promised.

    >>> stem("charges"), stem("charging"), stem("stopped"), stem("bus")
    ('charg', 'charg', 'stop', 'bus')
    """
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, put, stay in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= stay:
            if ending == "s" and word.endswith("ss"):
                continue
            word = word[: -len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word


class Meanings:
    """Groups of words that mean nearly the same."""

    def __init__(self, groups: Iterable[str]) -> None:
        """Each group is its words with spaces between them."""
        self.groups = tuple(groups)
        self.words: set[str] = set()
        self._names: dict[str, list[str]] = {}
        for group in self.groups:
            words = group.split()
            name = "=" + "|".join(words[:2])
            self.words.update(words)
            for form in dict.fromkeys([*words, *map(stem, words)]):
                names = self._names.setdefault(form, [])
                if name not in names:
                    names.append(name)

    def of(self, word: str) -> Sequence[str]:
        """The names of the groups a word is in."""
        return self._names.get(word) or self._names.get(stem(word)) or ()


class _NearOneSlip:
    """Many words, to find those one slip away: one slip leaves the first or the last letter."""

    def __init__(self, words: Iterable[str]) -> None:
        by_edge: dict[tuple[int, str], list[str]] = {}
        for word in words:
            for edge in (0, -1):
                by_edge.setdefault((edge, word[edge]), []).append(word)
        self._by_edge = {edge: NearWords(many, shortest=2) for edge, many in by_edge.items()}

    def find(self, word: str) -> list[tuple[str, int]]:
        """The words one slip away, with that distance."""
        found: dict[str, int] = {}
        for edge in (0, -1):
            near = self._by_edge.get((edge, word[edge]))
            if near is not None:
                found.update(near.find(word, 1, limit=_NEAREST))
        return list(found.items())


class WordRepair:
    """Repairs words nobody knows: letter by letter, nearer keys first, then by the words beside.

    Unlike `intents.repair.Speller`, which may touch danger signs and so takes no risks, this
    one guesses whenever a word is near: a wrong guess costs one of many features.
    """

    def __init__(self, phrases: Sequence[Sequence[str]], known: Iterable[str]) -> None:
        """``phrases`` are read as they are; ``known`` are further good words."""
        self._counts = Counter(word for words in phrases for word in set(words))
        self._pairs = {pair for words in phrases for pair in pairwise(words)}
        self._good = set(self._counts).union(known)
        self._learnt = NearWords(self._counts, shortest=2)
        self._others = _NearOneSlip(self._good.difference(self._counts))
        self._taken: dict[str, list[tuple[float, str]]] = {}

    def read(self, words: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
        """The words with the unknown ones repaired, and what was taken for what."""
        meant, repaired = list(words), []
        for at, word in enumerate(words):
            if word in self._good:
                continue
            guesses = self._guesses(word)
            if len(guesses) > 1:
                before = meant[at - 1] if at else ""
                after = words[at + 1] if at + 1 < len(words) else ""
                guesses = sorted(
                    (cost - _BESIDE * self._is_beside(guess, before, after), guess)
                    for cost, guess in guesses
                )
            if guesses:
                meant[at] = guesses[0][1]
                repaired.append((word, meant[at]))
        return meant, repaired

    def _is_beside(self, word: str, before: str, after: str) -> int:
        """Beside how many of its neighbours does the word stand in some phrase?"""
        return ((before, word) in self._pairs) + ((word, after) in self._pairs)

    def _guesses(self, word: str) -> list[tuple[float, str]]:
        guesses = self._taken.get(word)
        if guesses is None:
            guesses = []
            if _SHORTEST_REPAIRED <= len(word) <= LONGEST_WORD and word.isalpha():
                slips = 1 if len(word) <= _ONE_SLIP else 2
                found = self._learnt.find(word, slips, limit=_NEAREST) + self._others.find(word)
                guesses = sorted((self._cost(word, *one), one[0]) for one in found)[:_GUESSES]
            if len(self._taken) >= _WORDS_REMEMBERED:
                self._taken.clear()
            self._taken[word] = guesses
        return guesses

    def _cost(self, word: str, guess: str, distance: int) -> float:
        cost = distance - 0.05 * log(1 + self._counts.get(guess, 0))
        if guess not in self._counts:
            cost += 0.4
        if guess[0] != word[0]:
            cost += 0.3
        if len(guess) == len(word):
            wrong = [pair for pair in zip(word, guess, strict=True) if pair[0] != pair[1]]
            if len(wrong) == 1 and wrong[0] not in _NEXT_KEYS:
                cost += 0.5
        return cost


class Word(NamedTuple):
    """What one word tells: itself, its stem and its meanings; and its runs of letters."""

    stem: str
    meaning: str  # the first of its meanings, its stem when it has none
    whole: tuple[str, ...]
    letters: tuple[str, ...]


class Reading:
    """Turns sentences into features, the same way in training and ever after."""

    def __init__(
        self, phrases: Sequence[str], meanings: Iterable[str], good: Iterable[str] | None
    ) -> None:
        """``good`` are words that are never repaired; with None nothing is."""
        self.meanings = Meanings(meanings)
        self.good = tuple(good or ())
        self.phrases = [_words_of(phrase) for phrase in phrases]
        self._repair: WordRepair | None = None
        if good is not None:
            forms = {form for word in self.good for form in (word, *inflections(word))}
            self._repair = WordRepair(self.phrases, forms | self.meanings.words)
        self._words: dict[str, Word] = {}

    def words(self, text: str) -> tuple[list[str], list[tuple[str, str]]]:
        """The words of a sentence, repaired, and the repairs."""
        said = _words_of(text)
        return self._repair.read(said) if self._repair is not None else (said, [])

    def word(self, word: str) -> Word:
        """What a word tells."""
        told = self._words.get(word)
        if told is None:
            edged = _START + word + _END
            runs = (edged[at : at + _LETTERS] for at in range(max(1, len(edged) - _LETTERS + 1)))
            short, meanings = stem(word), self.meanings.of(word)
            told = Word(
                stem=short,
                meaning=min(meanings, default=short),
                whole=(word, short + "~", *meanings),
                letters=tuple("#" + run for run in runs),
            )
            if len(self._words) >= _WORDS_REMEMBERED:
                self._words.clear()
            self._words[word] = told
        return told

    def pairs(self, words: Sequence[str]) -> list[str]:
        """What neighbours tell: by their stems, and by their meanings."""
        told = [_EDGE_START, *map(self.word, words), _EDGE_END]
        by_stem = [f"{left.stem} {right.stem}" for left, right in pairwise(told)]
        return by_stem + [f"{left.meaning} {right.meaning} =" for left, right in pairwise(told)]


def _words_of(text: str) -> list[str]:
    """The words that are read; of one longer than any word its start, for they are remembered."""
    return [word[:LONGEST_WORD] for word in raw_words(text[:_LETTERS_READ])[:_LONGEST]]


_EDGE_START = Word(_START, _START, (), ())
_EDGE_END = Word(_END, _END, (), ())


def feature_weight(feature: str, among: int, seen: int) -> float:
    """How much a feature weighs: rare ones more, meanings most, pairs of stems least."""
    kind = 1.0
    if " " in feature:
        kind = _PAIR_OF_MEANINGS if feature.endswith(" =") else _PAIR_OF_STEMS
    elif feature.startswith("="):
        kind = _MEANING
    return kind * (log((1 + among) / (1 + seen)) + 1)


_Stored = tuple[int, float]  # place of an example, and what sharing a stem with it adds
_Row = tuple[float, ...]  # one number per label
_Vector = tuple[tuple[int, float], ...]  # places of features and their weights


class _Part(NamedTuple):
    """The known features of one word, and the squares of the lengths of both views."""

    whole: _Vector
    letters: _Vector
    whole_square: float
    letters_square: float


class _Sentence(NamedTuple):
    """A sentence in known features, both views at their lengths; ``words`` by count."""

    words: tuple[tuple[str, float], ...]
    pairs: _Vector
    whole_share: float
    letters_share: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found: per feature its weight, and per label how much it speaks for it.

    ``votes`` holds, feature by feature, one signed byte per label, to be multiplied by the
    feature's ``scale``.
    """

    features: Mapping[str, float]
    scales: Sequence[float]
    votes: bytes


class Matcher:
    """Matches sentences with labels. The same sentence always gives the same answer."""

    def __init__(
        self,
        reading: Reading,
        labels: Sequence[str],
        examples: Sequence[tuple[str, int]],
        weights: Weights,
    ) -> None:
        """``examples`` are phrases with the place of their label in ``labels``; `train` and
        `from_dict` make matchers, nobody else needs to."""
        if len(weights.votes) != len(weights.features) * len(labels):
            raise ValueError("the weights do not fit the labels and features")
        self.labels = tuple(labels)
        self.examples = tuple(examples)
        self._reading = reading
        self._weights = weights
        self._places = {feature: place for place, feature in enumerate(weights.features)}
        self._feature_names = tuple(weights.features)
        self._feature_weights = tuple(weights.features.values())
        self._votes = memoryview(weights.votes).cast("b")
        self._zeros: _Row = (0.0,) * len(labels)
        self._parts: dict[str, _Part] = {}
        self._sums: dict[str, tuple[_Row, _Row]] = {}
        self._rows: dict[int, _Row] = {}
        self._unknown = log(1 + len(examples)) + 1
        self._by_label: list[dict[str, list[_Stored]]] = [{} for _ in labels]
        for at, (words, (_, label)) in enumerate(zip(reading.phrases, examples, strict=False)):
            self._store(at, words, self._by_label[label])

    def match(self, text: str, limit: int = 3) -> list[Match]:
        """The likeliest labels, best first; none when no word of the sentence tells anything.

        Never raises, whatever the text.
        """
        words, repaired = self._reading.words(text)
        sentence = self._sentence(words)
        if sentence is None:
            return []
        scores = self._scores(sentence)
        top = max(scores)
        odds = [exp((score - top) * _SHARPNESS) for score in scores]
        sureness = self._cover(words, {taken for _, taken in repaired}) / sum(odds)
        best = sorted(range(len(scores)), key=lambda label: (-scores[label], label))[:limit]
        spoke = self._whole_features(sentence) or self._letter_features(sentence)
        return [
            Match(
                label=self.labels[label],
                confidence=sureness * odds[label],
                phrase=self._nearest(label, sentence),
                features=self._strongest(label, spoke),
                repaired=tuple(repaired),
            )
            for label in best
        ]

    def vector(self, words: Sequence[str]) -> dict[int, float]:
        """Words as weights of features, by the place of the feature; training learns on these."""
        sentence = self._sentence(words)
        if sentence is None:
            return {}
        return self._whole_features(sentence) | self._letter_features(sentence)

    def to_dict(self, *, shown: int | None = None, repairs: bool = True) -> dict[str, Any]:
        """The matcher as plain values, to be written as JSON.

        Of each label ``shown`` examples are kept to show the nearest phrase, all when it is
        None. Without ``repairs`` the matcher takes words as they come: for a caller who has
        repaired them already.
        """
        counts = Counter[int]()
        examples = []
        for text, label in self.examples:
            counts[label] += 1
            if shown is None or counts[label] <= shown:
                examples.append([text, label])
        return {
            "format": _FORMAT,
            "labels": list(self.labels),
            "examples": examples,
            "names": [" ".join(words) for words in self._reading.phrases[len(self.examples) :]],
            "meanings": list(self._reading.meanings.groups),
            "good": " ".join(self._reading.good) if repairs else None,
            "features": {name: round(value, 4) for name, value in self._weights.features.items()},
            "scales": list(self._weights.scales),
            "votes": b64encode(self._weights.votes).decode("ascii"),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The matcher that `to_dict` wrote. Raises ValueError when it is none."""
        if data.get("format") != _FORMAT:
            raise ValueError(f"a matcher of format {_FORMAT} is needed, not {data.get('format')!r}")
        examples = [(str(text), int(label)) for text, label in data["examples"]]
        reading = Reading(
            [*(text for text, _ in examples), *data["names"]],
            data["meanings"],
            data["good"].split() if data["good"] is not None else None,
        )
        weights = Weights(data["features"], data["scales"], b64decode(data["votes"]))
        return cls(reading, data["labels"], examples, weights)

    # -- reading -------------------------------------------------------------------------

    def _sentence(self, words: Sequence[str]) -> _Sentence | None:
        """None when nothing in the words is known."""
        counted = tuple((word, 1.0 + log(count)) for word, count in Counter(words).items())
        pairs = self._found(self._reading.pairs(words))
        whole = sum(value * value for _, value in pairs)
        letters = 0.0
        for word, many in counted:
            part = self._part(word)
            whole += many * many * part.whole_square
            letters += many * many * part.letters_square
        if not whole and not letters:
            return None
        return _Sentence(
            words=counted,
            pairs=pairs,
            whole_share=1 / sqrt(whole) if whole else 0.0,
            letters_share=_LETTERS_SHARE / sqrt(letters) if letters else 0.0,
        )

    def _part(self, word: str) -> _Part:
        part = self._parts.get(word)
        if part is None:
            told = self._reading.word(word)
            whole, letters = self._found(told.whole), self._found(told.letters)
            part = _Part(whole, letters, _square(whole), _square(letters))
            if len(self._parts) >= _WORDS_REMEMBERED:
                self._parts.clear()
            self._parts[word] = part
        return part

    def _found(self, features: Sequence[str]) -> _Vector:
        places, weights = self._places, self._feature_weights
        found = [places[feature] for feature in features if feature in places]
        if len(set(found)) == len(found):
            return tuple((place, weights[place]) for place in found)
        return tuple((place, many * weights[place]) for place, many in Counter(found).items())

    def _whole_features(self, sentence: _Sentence) -> dict[int, float]:
        share = sentence.whole_share
        vector = {place: share * value for place, value in sentence.pairs}
        for word, many in sentence.words:
            for place, value in self._part(word).whole:
                vector[place] = vector.get(place, 0.0) + share * many * value
        return vector

    def _letter_features(self, sentence: _Sentence) -> dict[int, float]:
        vector: dict[int, float] = {}
        for word, many in sentence.words:
            for place, value in self._part(word).letters:
                vector[place] = vector.get(place, 0.0) + sentence.letters_share * many * value
        return vector

    # -- scores --------------------------------------------------------------------------

    def _scores(self, sentence: _Sentence) -> list[float]:
        """For every label, the sum of what all features say for it."""
        whole, letters = [self._zeros], [self._zeros]
        for word, many in sentence.words:
            sums = self._sums_of(word)
            if many != 1.0:
                sums = (_times(many, sums[0]), _times(many, sums[1]))
            whole.append(sums[0])
            letters.append(sums[1])
        for place, value in sentence.pairs:
            row = self._row(place)
            many = value / self._feature_weights[place]
            whole.append(row if many == 1.0 else _times(many, row))
        share, letters_share = sentence.whole_share, sentence.letters_share
        return [
            share * said + letters_share * spelled
            for said, spelled in zip(
                map(sum, zip(*whole, strict=True)),
                map(sum, zip(*letters, strict=True)),
                strict=True,
            )
        ]

    def _sums_of(self, word: str) -> tuple[_Row, _Row]:
        sums = self._sums.get(word)
        if sums is None:
            part = self._part(word)
            sums = self._sum(part.whole), self._sum(part.letters)
            if len(self._sums) >= _REMEMBERED:
                self._sums.clear()
            self._sums[word] = sums
        return sums

    def _sum(self, vector: _Vector) -> _Row:
        if not vector:
            return self._zeros
        size, votes, scales = len(self.labels), self._votes, self._weights.scales
        factors = [value * scales[place] for place, value in vector]
        columns = zip(
            *(votes[place * size : (place + 1) * size] for place, _ in vector), strict=True
        )
        return tuple([sum(map(mul, factors, column)) for column in columns])

    def _row(self, place: int) -> _Row:
        """What one feature says, at its weight."""
        row = self._rows.get(place)
        if row is None:
            size = len(self.labels)
            factor = self._feature_weights[place] * self._weights.scales[place]
            row = tuple([factor * vote for vote in self._votes[place * size : (place + 1) * size]])
            if len(self._rows) >= _REMEMBERED:
                self._rows.clear()
            self._rows[place] = row
        return row

    def _cover(self, words: Sequence[str], guessed: set[str]) -> float:
        """The share of the sentence that is known; a word that was guessed counts half, and
        so does one of which only the stem or a meaning is known."""
        known = total = 0.0
        for word in dict.fromkeys(words):
            place = self._places.get(word)
            weight = self._unknown if place is None else self._feature_weights[place]
            total += weight
            if place is not None and word not in guessed:
                known += weight
            elif place is not None or self._part(word).whole:
                known += weight / 2
        return known / total

    # -- explanations --------------------------------------------------------------------

    def _strongest(self, label: int, spoke: Mapping[int, float]) -> tuple[tuple[str, float], ...]:
        size, votes, scales = len(self.labels), self._votes, self._weights.scales
        strong = [
            (vote * scales[place] * value, place)
            for place, value in spoke.items()
            if (vote := votes[place * size + label]) > 0
        ]
        strong.sort(reverse=True)
        return tuple(
            (self._feature_names[place], round(value, 3)) for value, place in strong[:_STRONGEST]
        )

    def _store(self, at: int, words: Sequence[str], stored: dict[str, list[_Stored]]) -> None:
        stems = dict.fromkeys(self._reading.word(word).stem for word in words)
        length = sqrt(sum(self._stem_weight(short) ** 2 for short in stems)) or 1.0
        for short in stems:
            stored.setdefault(short, []).append((at, self._stem_weight(short) ** 2 / length))

    def _stem_weight(self, short: str) -> float:
        return self._weights.features.get(short + "~", 0.0)

    def _nearest(self, label: int, sentence: _Sentence) -> str | None:
        """The example of the label that shares most, rare stems counting more."""
        shared: dict[int, float] = {}
        stored = self._by_label[label]
        for short in dict.fromkeys(self._reading.word(word).stem for word, _ in sentence.words):
            for at, value in stored.get(short, ()):
                shared[at] = shared.get(at, 0.0) + value
        if not shared:
            return None
        most = max(shared.values())
        return self.examples[min(at for at, value in shared.items() if value == most)][0]


def _square(vector: _Vector) -> float:
    return sum(value * value for _, value in vector)


def _times(many: float, row: _Row) -> _Row:
    return tuple([many * value for value in row])
