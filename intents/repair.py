"""Which known word did a misspelled word mean? Letter by letter, and never over good English."""

from collections.abc import Collection, Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_REMEMBERED: Final = 20_000
_SHORTEST: Final = 3
_SOUNDS: Final = str.maketrans("ckqz", "ssss")


def _skeleton(word: str) -> str:
    """The consonants of a word in order as they sound, doubled ones once; y is a vowel."""
    consonants = [letter for letter in word.translate(_SOUNDS) if letter not in "aeiouy"]
    return "".join(
        letter for at, letter in enumerate(consonants) if not at or letter != consonants[at - 1]
    )


class NearWords:
    """Words by their length, to find those that are a few slips of the keys away from another."""

    def __init__(self, words: Iterable[str], *, shortest: int) -> None:
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(set(words)):
            if len(word) >= shortest and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self._pools: dict[tuple[int, int], list[str]] = {}

    def find(self, word: str, slips: int, limit: int) -> list[tuple[str, int]]:
        """The nearest words with their distances, nearest first."""
        found = process.extract(
            word, self._pool(len(word), slips), scorer=OSA.distance,
            score_cutoff=slips, limit=limit,
        )  # fmt: skip
        return [(near, distance) for near, distance, _ in found]

    def _pool(self, length: int, slips: int) -> list[str]:
        pool = self._pools.get((length, slips))
        if pool is None:
            lengths = range(length - slips, length + slips + 1)
            pool = [word for size in lengths for word in self._by_length.get(size, ())]
            self._pools[length, slips] = pool
        return pool


class Speller:
    """Repairs words that are neither in the lexicon nor common English.

    One slip (a wrong, missing, doubled or swapped letter) is forgiven up to six letters,
    two from eight letters on when the consonants agree. Of words of three letters only those
    are repaired that want one letter of a word of the body ("nek").
    """

    def __init__(
        self, vocabulary: Iterable[str], good: Collection[str], body: Collection[str] = ()
    ) -> None:
        """``body`` are words of the body: of two as near, they are meant."""
        self._good = good
        self._body = frozenset(body)
        self._near = NearWords(vocabulary, shortest=4)
        self._taken: dict[str, str | None] = {}

    def repair(self, word: str) -> str | None:
        """The word that was meant, or None when the word is good, or nothing is near enough."""
        if len(word) < _SHORTEST or word in self._good or not word.isalpha():
            return None
        if word not in self._taken:
            if len(self._taken) >= _REMEMBERED:
                self._taken.clear()
            self._taken[word] = self._nearest(word)
        return self._taken[word]

    def split(self, word: str) -> tuple[str, ...]:
        """Two or three known words written as one ("mylowerback"); empty when it is not so.

        Of several ways the one whose shortest word is longest.
        """
        ways = [
            (word[:at], word[at:]) for at in range(2, len(word) - 1)
            if word[:at] in self._good
        ]  # fmt: skip
        splits: list[tuple[str, ...]] = [way for way in ways if way[1] in self._good]
        if not splits:
            splits = [
                (left, rest[:at], rest[at:])
                for left, rest in ways
                for at in range(2, len(rest) - 1)
                if rest[:at] in self._good and rest[at:] in self._good
            ]
        splits = [parts for parts in splits if max(map(len, parts)) >= 4]
        return max(splits, key=lambda parts: (min(map(len, parts)), parts), default=())

    def _nearest(self, word: str) -> str | None:
        slips = 1 if len(word) < 8 else 2
        best: tuple[float, bool, bool, bool, str] | None = None
        for found, distance in self._near.find(word, slips, limit=12):
            other_start = found[0] != word[0]
            if distance > 1 and _skeleton(found) != _skeleton(word):
                continue
            if len(word) == _SHORTEST and (
                other_start or len(found) == _SHORTEST or found not in self._body
            ):
                continue
            if other_start and (distance > 1 or len(word) < 5):
                continue
            # letters are left out more often than added
            rank = (distance, other_start, found not in self._body, len(found) < len(word), found)
            if best is None or rank < best:
                best = rank
        return best[4] if best else None
