"""Which phrases of the lexicon does a message contain? One pass over its words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from intents.words import Token

_MOST_SKIPPED: Final = 2


class Entry(NamedTuple):
    """A phrase of the lexicon: what kind of thing it names, which one, and as it is written."""

    kind: str
    id: str
    phrase: str


class Mention(NamedTuple):
    """A phrase met in a message: words ``first`` to ``last``, both included."""

    first: int
    last: int
    kind: str
    id: str
    phrase: str
    guessed: bool  # every word of weight in it was repaired


class Mentions:
    """The mentions of a message, in the order of their first words and by what they name."""

    __slots__ = ("_by_kind", "all")

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.all = mentions
        by_kind: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
        for mention in mentions:
            by_kind[mention.kind][mention.id].append(mention)
        self._by_kind = by_kind

    def of(self, kind: str) -> Mapping[str, Sequence[Mention]]:
        """The mentions of a kind by id: ids and mentions in the order of the message."""
        return self._by_kind.get(kind, {})

    def named(self, kind: str, *ids: str) -> list[Mention]:
        """The mentions of a kind with one of these ids, id by id."""
        of_kind = self.of(kind)
        return [mention for id_ in ids for mention in of_kind.get(id_, ())]

    def every(self, *kinds: str) -> list[Mention]:
        """The mentions of these kinds, kind by kind and id by id."""
        return [mention for kind in kinds for many in self.of(kind).values() for mention in many]


class _Node:
    """A word of phrases: the words that may follow it, and the phrases that end with it."""

    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = _NOTHING  # most words end their phrase
        self.entries: tuple[Entry, ...] = ()


_NOTHING: Final[dict[str, _Node]] = {}  # shared, never written to


class Trie:
    """Phrases by their words. Small words such as "my" may stand between the words of a phrase.

    The cost of a search grows with the message, not with the number of phrases.
    """

    def __init__(self, fillers: frozenset[str], as_written: frozenset[str]) -> None:
        """``as_written`` are the kinds of entries between whose words nothing may stand."""
        self._root = _Node()
        self._as_written = as_written
        self._fillers = fillers

    def add(self, keys: Sequence[str], entry: Entry) -> None:
        """Store a phrase."""
        if not keys:
            return
        node = self._root
        for key in keys:
            following = node.next.get(key)
            if following is None:
                if node.next is _NOTHING:
                    node.next = {}
                following = node.next[key] = _Node()
            node = following
        if all((one.kind, one.id) != (entry.kind, entry.id) for one in node.entries):
            node.entries += (entry,)

    def find(self, tokens: Sequence[Token]) -> list[Mention]:
        """Every phrase in the message, in the order of their first words. No phrase reaches
        over a comma or the end of a sentence."""
        found: list[Mention] = []
        root, fillers, size = self._root.next, self._fillers, len(tokens)
        keys = [token.key for token in tokens]
        for first, token in enumerate(tokens):
            node = root.get(keys[first])
            if node is None:
                continue
            # a small word is tried both as part of the phrase and as one that may be left out
            ways = [(node, first, 0, not token.repaired, False)]
            while ways:
                node, at, skipped, sure, loose = ways.pop()
                if not skipped:
                    for kind, id_, phrase in node.entries:
                        if not loose or kind not in self._as_written:
                            found.append(Mention(first, at, kind, id_, phrase, not sure))
                at += 1
                if not node.next or at >= size or tokens[at].stop:
                    continue
                key = keys[at]
                ahead = node.next.get(key)
                small = key in fillers
                if ahead is not None:
                    ways.append((ahead, at, 0, sure or not (tokens[at].repaired or small), loose))
                if small and skipped < _MOST_SKIPPED:
                    ways.append((node, at, skipped + 1, sure, True))
        return found
