"""Which stored phrase does a sentence mean, loosely? Shared words, rare ones weighing more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log
from typing import Final, NamedTuple

_CANDIDATES: Final = 12
_LONGEST: Final = 40  # words of a sentence that are compared
_ORDER_BONUS: Final = 0.1


class Near(NamedTuple):
    """A stored phrase near to what was said. ``score`` is 0 to 100; ``held`` is the share of the
    phrase's weight that the sentence has too, 0 to 1."""

    id: str
    phrase: str
    score: float
    held: float


class PhraseIndex:
    """Phrases by their words. A search compares only phrases that share a telling word."""

    def __init__(
        self, phrases: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]], *, light: frozenset[str]
    ) -> None:
        """``phrases`` are, by id, pairs of the phrase as written and its words in dictionary
        form; ``light`` words weigh next to nothing."""
        stored = [(id_, text, keys) for id_, many in phrases.items() for text, keys in many if keys]
        self._stored = stored
        documents = Counter(key for _, _, keys in stored for key in set(keys))
        count = len(stored)
        self._weight = {
            key: (0.15 if key in light else 1.0) * log(1 + count / seen)
            for key, seen in documents.items()
        }
        self._unknown = log(1 + count)
        self._light = light
        self._light_unknown = 0.15 * self._unknown
        self._index: dict[str, list[int]] = {}
        for place, (_, _, keys) in enumerate(stored):
            for key in dict.fromkeys(keys):
                self._index.setdefault(key, []).append(place)
        self._total = [sum(self._weight[key] for key in set(keys)) for _, _, keys in stored]

    def weight(self, key: str) -> float:
        """How telling a word is."""
        known = self._weight.get(key)
        if known is not None:
            return known
        return self._light_unknown if key in self._light else self._unknown * 0.7

    def nearest(self, keys: Sequence[str]) -> Near | None:
        """The stored phrase nearest to the words of a sentence; None when nothing telling is
        shared. The same words always give the same phrase."""
        said = list(dict.fromkeys(keys[:_LONGEST]))
        total = sum(map(self.weight, said))
        shared: dict[int, float] = {}
        for key in said:
            weight = self._weight.get(key, 0.0)
            if key in self._light:
                continue
            for place in self._index.get(key, ()):
                shared[place] = shared.get(place, 0.0) + weight
        if not shared:
            return None
        best: Near | None = None
        top = sorted(shared, key=lambda place: (-shared[place] / (self._total[place] + 1), place))
        said_set = set(said)
        said_pairs = set(pairwise(keys[:_LONGEST]))
        for place in top[:_CANDIDATES]:
            id_, text, stored = self._stored[place]
            both = sum(self._weight[key] for key in set(stored) & said_set)
            pairs = list(pairwise(stored))
            order = sum(pair in said_pairs for pair in pairs) / len(pairs) if pairs else 0.5
            held, cover = both / self._total[place], both / total
            score = 100 * ((1 - _ORDER_BONUS) * (0.7 * held + 0.3 * cover) + _ORDER_BONUS * order)
            near = Near(id_, text, min(100.0, score), held)
            if best is None or (near.score, -len(near.phrase)) > (best.score, -len(best.phrase)):
                best = near
        return best
