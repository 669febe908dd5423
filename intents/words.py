"""Which words are in a message, and where? Tokens with offsets, text-speak and inflections."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

_REMEMBERED: Final = 20_000  # words looked up before
LONGEST_WORD: Final = 40  # longer runs of letters are no words: kept, never repaired

_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:['’‘`´][^\W\d_]+)*|[👍👌👎🤷🙏👋✅❌]")
_APOSTROPHES = re.compile(r"['’‘`´]")
_STRETCHED = re.compile(r"(.)\1{2,}")
_SENTENCE_END = re.compile(r"[.!?;…。؟\n]")
_PAUSE = re.compile(r"[,:()\[\]–—]|(?<=\s)-|-(?=\s)|\s/\s")


class Token(NamedTuple):
    """One word of a message.

    ``word`` is the word in lower case with text-speak written out; ``key`` its dictionary
    form, by which the lexicon is searched; ``start`` and ``end`` are offsets into the message.
    ``stop`` says what stands before it: 0 nothing, 1 a comma or the like, 2 a sentence end.
    ``asked`` is true when a question mark follows. ``value`` is the number it says, in digits
    or letters, below a million. ``repaired`` is true when the word was
    guessed from a misspelled one.
    """

    word: str
    key: str
    start: int
    end: int
    stop: int
    asked: bool
    value: float | None
    repaired: bool = False


def raw_words(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes dropped.

    >>> raw_words("I can't feel my L5/S1!")
    ['i', 'cant', 'feel', 'my', 'l', '5', 's', '1']
    """
    return [_plain(match.group()) for match in _WORD.finditer(text)]


def _plain(word: str) -> str:
    return _APOSTROPHES.sub("", word.casefold())


def inflections(word: str) -> list[str]:
    """The regular forms an English word can take.

    >>> inflections("ache"), inflections("sit")
    (['aches', 'ached', 'aching'], ['sits', 'sitted', 'sitting'])
    """
    if len(word) < 3 or not word.isalpha():
        return []
    last, before = word[-1], word[-2]
    if word.endswith("ee"):
        return [word + "s", word + "d", word + "ing"]
    if last == "e":
        return [word + "s", word + "d", word[:-1] + "ing"]
    if last == "y" and before not in "aeiou":
        return [word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    doubles = last not in "aeiouwxyh" and before in "aeiou" and word[-3] not in "aeiou"
    if doubles and len(word) <= 5:
        return [plural, word + last + "ed", word + last + "ing"]
    return [plural, word + "ed", word + "ing"]


class Dictionary:
    """Every word the lexicon knows, in every form, and its dictionary form.

    ``spelling`` maps text-speak and known misspellings to words, ``irregular`` forms to
    dictionary forms; ``apart`` are words that look like a form of another word and are not.
    """

    def __init__(
        self,
        words: Iterable[str],
        spelling: Mapping[str, str],
        irregular: Mapping[str, str],
        apart: Iterable[str],
        numbers: Mapping[str, float],
    ) -> None:
        self.numbers = dict(numbers)
        self.spelling = dict(spelling)
        self.keys: dict[str, str] = {word: word for word in apart}
        for form, word in irregular.items():
            self.keys.setdefault(form, word)
        for word in sorted({*words, *irregular.values(), *numbers}, key=lambda w: (len(w), w)):
            key = self.keys.setdefault(word, word)
            for form in inflections(word):
                self.keys.setdefault(form, key)
        self._looked_up: dict[str, tuple[str, str, float | None]] = {}

    def look_up(self, written: str) -> tuple[str, str, float | None]:
        """A word as it is written: in its normal spelling, its dictionary form, its number."""
        found = self._looked_up.get(written)
        if found is None:
            if len(self._looked_up) >= _REMEMBERED:
                self._looked_up.clear()
            word = self.normal(_plain(written))
            found = self._looked_up[written] = word, self.key(word), self.value(word)
        return found

    def forget(self) -> None:
        """Forget which words were looked up; they are worked out anew."""
        self._looked_up.clear()

    def normal(self, word: str) -> str:
        """A word with text-speak written out and stretched letters shortened."""
        word = self.spelling.get(word, word)
        if word not in self.keys and len(word) <= LONGEST_WORD:
            short = _STRETCHED.sub(r"\1\1", word)
            if short != word:
                for guess in (short, _STRETCHED.sub(r"\1", word)):
                    guess = self.spelling.get(guess, guess)
                    if guess in self.keys:
                        return guess
        return word

    def key(self, word: str) -> str:
        """The dictionary form of a normal word; the word itself when it is unknown."""
        return self.keys.get(word, word)

    def value(self, word: str) -> float | None:
        """The number a word says, in digits or letters, below a million; None for none."""
        if word[:1].isdigit():
            try:
                value = float(word)
            except ValueError:  # digits of other scripts that float refuses
                return None
            return value if value < 1_000_000 else None
        return self.numbers.get(word)

    def phrase(self, text: str) -> tuple[str, ...]:
        """The dictionary forms of the words of a phrase, as a message would be read."""
        plain = text.replace(" ", "").isalpha() and text.islower() and text.isascii()
        words = text.split() if plain else raw_words(text)
        return tuple([self.look_up(word)[1] for word in words])


def tokenise(text: str, dictionary: Dictionary) -> list[Token]:
    """The words of a message, in order, with what stands between them."""
    tokens: list[Token] = []
    end = 0
    look_up = dictionary.look_up
    for match in _WORD.finditer(text):
        start = match.start()
        stop, asked = 0, False
        if start > end + 1 or (start > end and text[end] not in " '’"):
            between = text[end:start]
            if _SENTENCE_END.search(between):
                stop = 2
                asked = "?" in between
            elif _PAUSE.search(between):
                stop = 1
        if asked and tokens:
            tokens[-1] = tokens[-1]._replace(asked=True)
        end = match.end()
        word, key, value = look_up(match.group())
        tokens.append(Token(word, key, start, end, stop, False, value))
    if tokens and "?" in text[end:]:
        tokens[-1] = tokens[-1]._replace(asked=True)
    return tokens


def join(tokens: Sequence[Token], pairs: Mapping[tuple[str, str], str]) -> list[Token]:
    """Write two words that mean one as one: "can not" as "cant"."""
    joined: list[Token] = []
    for token in tokens:
        if joined and not token.stop:
            one = pairs.get((joined[-1].word, token.word))
            if one is not None:
                last = joined.pop()
                token = last._replace(word=one, key=one, end=token.end, asked=token.asked)
                before = joined[-1] if joined and not token.stop else None
                if before is not None and (one := pairs.get((before.word, token.word), "")):
                    token = joined.pop()._replace(
                        word=one, key=one, end=token.end, asked=token.asked
                    )
        joined.append(token)
    return joined
