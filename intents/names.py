"""Which names does a run of words hold? The longest of those that begin at the same word."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Name(NamedTuple):
    """One name of something: its id, the name as written, and the words it is compared by."""

    id: str
    phrase: str
    words: tuple[str, ...]


class NameIndex:
    """Names by their words. A name of one word must be said as it is written ("running" is no
    "run"); the words of longer ones are compared in dictionary form."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Of two names that are the same the first is kept; a name without words is none."""
        self._names: dict[tuple[str, ...], Name] = {}
        for name in names:
            self._names.setdefault(name.words, name)
        self._names.pop((), None)
        self._longest = max(map(len, self._names), default=0)
        self._openings = frozenset(words[0] for words in self._names)

    def find(self, words: Sequence[str], keys: Sequence[str]) -> Iterator[tuple[int, Name]]:
        """The names in a run of words, each with the place of its first word; none overlaps
        another. ``keys`` are the dictionary forms of ``words``."""
        at = 0
        while at < len(words):
            name = self._at(at, words, keys)
            if name is not None:
                yield at, name
            at += len(name.words) if name is not None else 1

    def _at(self, at: int, words: Sequence[str], keys: Sequence[str]) -> Name | None:
        if keys[at] not in self._openings and words[at] not in self._openings:
            return None
        for after in range(min(at + self._longest, len(words)), at + 1, -1):
            name = self._names.get(tuple(keys[at:after]))
            if name is not None:
                return name
        return self._names.get((words[at],))
