"""How is a matcher made from examples? Needs NumPy (the `train` extra); matching does not."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from intents.lexicon import LANGUAGE_FOLDER, read_yaml
from intents.matcher import Matcher, Reading, Weights, feature_weight
from intents.words import raw_words

_SYNONYMS: Final = "synonyms/en.yaml"
_SHRINK: Final = 0.15  # how dear large weights are
_NAMESAKES: Final = 0.7  # how much labels learn from others whose names share a word
_ALIKE: Final = 12.0  # how much labels learn from others whose phrases are alike
_STEPS: Final = 12
_KEPT_STEPS: Final = 8  # that tell the curvature
_FEW: Final = 2_500  # examples that are compared with each other, all at once
_BLOCK: Final = 1 << 22  # numbers gathered at a time

_Array = npt.NDArray[np.float32]


def train(
    examples: Sequence[tuple[str, str]],
    *,
    meanings: Iterable[str] | None = None,
    good: Iterable[str] | None = None,
    rarest: int = 1,
) -> Matcher:
    """Learn from pairs of a phrase and its label. The same examples give the same matcher.

    ``meanings`` are groups of words that mean the same, ``good`` are words never taken for
    misspelled ones; by default the English ones that come with the package. Every label's
    name is one more phrase of it. What fewer than ``rarest`` phrases have in common is left out:
    a smaller matcher for many examples. Raises ValueError when there are no examples.
    """
    if not examples:
        raise ValueError("there are no examples to learn from")
    labels = sorted({label for _, label in examples})
    place = {label: at for at, label in enumerate(labels)}
    stored = [(text, place[label]) for text, label in examples]
    names = [" ".join(raw_words(label.replace("_", " "))) for label in labels]
    reading = Reading(
        [*(text for text, _ in stored), *names],
        meanings_of_english() if meanings is None else meanings,
        words_of_english() if good is None else good,
    )
    features = _features(reading, rarest)
    blank = Weights(features, [0.0] * len(features), bytes(len(features) * len(labels)))
    blank_matcher = Matcher(reading, labels, stored, blank)
    rows = [blank_matcher.vector(words) for words in reading.phrases]
    sparse = _Sparse(rows, len(features))
    is_label = np.zeros((len(rows), len(labels)), np.float32)
    is_label[np.arange(len(rows)), [label for _, label in stored] + list(place.values())] = 1
    learnt = _learn(sparse, is_label, _kinship(sparse, is_label, names))
    return Matcher(reading, labels, stored, _packed(features, learnt))


@lru_cache(maxsize=1)
def meanings_of_english() -> tuple[str, ...]:
    """Groups of English words that mean nearly the same."""
    return tuple(read_yaml(files("intents") / _SYNONYMS)["meanings"])


@lru_cache(maxsize=1)
def words_of_english() -> tuple[str, ...]:
    """Common English words."""
    file = files("intents") / LANGUAGE_FOLDER / "common.yaml"
    return tuple(read_yaml(file)["words"].split())


def _features(reading: Reading, rarest: int) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for words in reading.phrases:
        told: set[str] = set()
        for word in map(reading.word, words):
            told.update(word.whole)
            told.update(word.letters)
        told.update(reading.pairs(words))
        seen.update(told)
    count = len(reading.phrases)
    kept = sorted(name for name, times in seen.items() if times >= rarest)
    return {name: round(feature_weight(name, count, seen[name]), 4) for name in kept}


def _packed(features: dict[str, float], learnt: _Array) -> Weights:
    """Weights as signed bytes. What speaks for all labels alike decides nothing: it is left out."""
    learnt = learnt - learnt.mean(axis=1, keepdims=True)
    scales = np.maximum(np.abs(learnt).max(axis=1), 1e-9) / 127
    votes = np.rint(learnt / scales[:, None]).astype(np.int8)
    return Weights(features, [float(f"{scale:.4g}") for scale in scales], votes.tobytes())


class _Sparse:
    """Examples by features, most of them zero."""

    def __init__(self, rows: Sequence[dict[int, float]], width: int) -> None:
        self.shape = len(rows), width
        sizes = [len(row) for row in rows]
        self._columns = np.fromiter((place for row in rows for place in row), np.int64)
        self._values = np.fromiter((value for row in rows for value in row.values()), np.float32)
        self._rows = np.repeat(np.arange(len(rows)), sizes)
        self._by_column = np.argsort(self._columns, kind="stable")

    def times(self, right: _Array) -> _Array:
        """Examples times a table by feature."""
        return _gather(self._rows, self._columns, self._values, right, self.shape[0])

    def turned_times(self, right: _Array) -> _Array:
        """Features times a table by example."""
        order = self._by_column
        return _gather(
            self._columns[order], self._rows[order], self._values[order], right, self.shape[1]
        )

    def alike(self) -> _Array:
        """Every example times every other."""
        count = np.bincount(self._columns, minlength=self.shape[1])
        shared = count[self._columns] > 1
        dense = np.zeros((self.shape[0], int((count > 1).sum())), np.float32)
        narrow = np.cumsum(count > 1) - 1
        dense[self._rows[shared], narrow[self._columns[shared]]] = self._values[shared]
        alone = np.bincount(
            self._rows[~shared], self._values[~shared] ** 2, minlength=self.shape[0]
        )
        return np.asarray(dense @ dense.T + np.diag(alone), np.float32)


def _gather(
    into: npt.NDArray[np.int64],
    source: npt.NDArray[np.int64],
    values: _Array,
    right: _Array,
    height: int,
) -> _Array:
    """Sums of rows of ``right``; ``into`` says where each goes, in rising order."""
    result = np.zeros((height, right.shape[1]), np.float32)
    block = max(1, _BLOCK // right.shape[1])
    for first in range(0, len(into), block):
        part = slice(first, first + block)
        goal, starts = np.unique(into[part], return_index=True)
        result[goal] += np.add.reduceat(right[source[part]] * values[part, None], starts)
    return result


def _kinship(sparse: _Sparse, is_label: _Array, names: Sequence[str]) -> _Array:
    """How much labels learn from each other, as a factor that is put behind the weights."""
    bearers = Counter(word for name in names for word in set(name.split()))
    borne = sorted(word for word, many in bearers.items() if many > 1)
    shared = {word: at for at, word in enumerate(borne)}
    named = np.zeros((len(names), len(shared)), np.float64)
    for at, name in enumerate(names):
        for word in shared.keys() & name.split():
            named[at, shared[word]] = bearers[word] ** -0.25
    centres = sparse.turned_times(is_label).astype(np.float64)
    centres /= np.maximum(np.linalg.norm(centres, axis=0), 1e-9)
    kin = np.eye(len(names)) + _NAMESAKES * named @ named.T + _ALIKE * centres.T @ centres
    return np.asarray(np.linalg.cholesky(kin), np.float32)


def _learn(sparse: _Sparse, is_label: _Array, kin: _Array) -> _Array:
    """Weights by feature and label: softmax regression, few large weights, labels that share."""
    height = sparse.shape[0]
    if height <= _FEW:  # the examples span all weights: work in their span, which is small
        span = np.linalg.cholesky(sparse.alike() + 1e-3 * np.eye(height, dtype=np.float32))
        span = span.astype(np.float32)
        inner = _minimum(_Loss(span.__matmul__, span.T.__matmul__, is_label, kin), height)
        solved = np.linalg.solve(span.T, inner).astype(np.float32)
        return sparse.turned_times(solved) @ kin.T
    loss = _Loss(sparse.times, sparse.turned_times, is_label, kin)
    return _minimum(loss, sparse.shape[1]) @ kin.T


class _Loss:
    """How wrong weights are, and which way is down."""

    def __init__(
        self,
        times: Callable[[_Array], _Array],
        turned_times: Callable[[_Array], _Array],
        is_label: _Array,
        kin: _Array,
    ) -> None:
        self._times, self._turned_times = times, turned_times
        self._is_label, self._kin = is_label, kin
        self.labels = is_label.shape[1]

    def __call__(self, weights: _Array) -> tuple[float, _Array]:
        scores = self._times(weights) @ self._kin.T
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        loss = float((np.log(total[:, 0]) - (scores * self._is_label).sum(axis=1)).sum())
        slope = self._turned_times((odds / total - self._is_label) @ self._kin)
        loss += _SHRINK / 2 * float((weights * weights).sum())
        return loss, slope + _SHRINK * weights


def _minimum(loss: _Loss, height: int) -> _Array:
    """A fixed number of quasi-Newton steps (L-BFGS) from zero."""
    weights = np.zeros((height, loss.labels), np.float32)
    value, slope = loss(weights)
    kept: list[tuple[_Array, _Array, float]] = []
    for _ in range(_STEPS):
        way = _way(slope, kept)
        steep = float((slope * way).sum())
        if steep <= 1e-9:
            break
        step = 1.0
        for _ in range(12):
            tried = weights - step * way
            tried_value, tried_slope = loss(tried)
            if tried_value <= value - 1e-4 * step * steep:
                break
            step /= 2
        else:
            break
        moved, bent = tried - weights, tried_slope - slope
        curve = float((moved * bent).sum())
        if curve > 1e-10:
            kept = [*kept[1 - _KEPT_STEPS :], (moved, bent, curve)]
        weights, value, slope = tried, tried_value, tried_slope
    return weights


def _way(slope: _Array, kept: Sequence[tuple[_Array, _Array, float]]) -> _Array:
    if not kept:
        return np.asarray(slope / max(1.0, float(np.abs(slope).max())), np.float32)
    way, shares = slope.copy(), []
    for moved, bent, curve in reversed(kept):
        share = float((moved * way).sum()) / curve
        shares.append(share)
        way -= share * bent
    _, bent, curve = kept[-1]
    way *= curve / float((bent * bent).sum())
    for (moved, bent, curve), share in zip(kept, reversed(shares), strict=True):
        way += (share - float((bent * way).sum()) / curve) * moved
    return way
