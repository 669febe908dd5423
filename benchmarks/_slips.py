"""Slips of the fingers: the same text with letters hit wrong, the same ones for the same seed."""

from random import Random

_NEIGHBOURS = {
    letter: "".join(
        other
        for at, row in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
        for where, other in enumerate(row)
        if other != letter and abs(at - line) <= 1 and abs(where + at / 2 - place - line / 2) <= 1
    )
    for line, letters in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for place, letter in enumerate(letters)
}


def with_slips(text: str, count: int, seed: object) -> str:
    """The text with ``count`` letters hit wrong: a neighbour on the keyboard, one left out,
    one doubled, or two swapped. A text without letters stays as it is."""
    random = Random(f"{seed}/{text}")
    for _ in range(count):
        places = [at for at, letter in enumerate(text) if letter.lower() in _NEIGHBOURS]
        if not places:
            return text
        text = _slip(text, random.choice(places), random)
    return text


def _slip(text: str, at: int, random: Random) -> str:
    letter, before, after = text[at], text[:at], text[at + 1 :]
    kind = random.choice(("neighbour", "left out", "doubled", "swapped"))
    if kind == "neighbour":
        return before + random.choice(_NEIGHBOURS[letter.lower()]) + after
    if kind == "left out":
        return before + after
    if kind == "doubled" or not after:
        return before + letter + letter + after
    return before + after[0] + letter + after[1:]
