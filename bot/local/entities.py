"""What does formatted text look like to Telegram, and what does it look like on a page?

Offsets and lengths of entities count UTF-16 units, as everywhere in the Bot API.
"""

import html
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn
from urllib.parse import urlsplit

from bot.local.errors import bad_request
from bot.local.methods import Json

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
_ON_PAGE = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
}
# One tag, or the start of one: quoted attributes may hold a ">".
_TAG = re.compile(r"""<(/?)([^\s>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)(>?)""")
_ATTRIBUTE = re.compile(r"""([^\s=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?""")
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?')\]])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z0-9_]{3,32})(?!\w)"
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e]")


def length_of(text: str) -> int:
    """How long Telegram says the text is: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The text with line ends and control characters as Telegram keeps them."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", ""))


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of Telegram's HTML; broken HTML is refused as Telegram does.

    As there, an ``&`` that starts no known character is just an ``&``.

    >>> parse_html("<b>Breathe</b> &amp; rest")
    ('Breathe & rest', [{'type': 'bold', 'offset': 0, 'length': 7}])
    """
    text: list[str] = []
    offset = position = 0
    waiting: list[tuple[str, int, int, str]] = []  # tag, offset, piece, what it links to
    entities: list[Json] = []

    def refuse(reason: str, at: int | None = None) -> NoReturn:
        where = "" if at is None else f" at byte offset {len(source[:at].encode())}"
        raise bad_request(f"can't parse entities: {reason.format(where=where)}")

    while position < len(source):
        start = source.find("<", position)
        piece = _CHARACTER.sub(_character, source[position : start if start >= 0 else None])
        text.append(piece)
        offset += length_of(piece)
        if start < 0:
            break
        tag = next(_TAG.finditer(source, start))
        position, name, complete = tag.end(), tag[2].lower(), bool(tag[4])
        if not tag[1]:
            if not complete and not tag[3]:
                refuse("Unclosed start tag{where}", start)
            if name not in _TYPES:
                refuse(f'Unsupported start tag "{_braces(name)}"{{where}}', start)
            if not complete:
                refuse("Unclosed start tag{where}", start)
            attributes = {
                key.lower(): _CHARACTER.sub(_character, value.strip("\"'"))
                for key, value in _ATTRIBUTE.findall(tag[3])
            }
            if name == "span" and attributes.get("class") != "tg-spoiler":
                refuse('Tag "span" must have class "tg-spoiler"{where}', start)
            waiting.append((name, offset, len(text), attributes.get("href", "")))
        elif not waiting:
            refuse("Unexpected end tag{where}", start)
        elif not complete:
            refuse("Unclosed end tag{where}", start)
        else:
            opened, began, piece_number, link = waiting.pop()
            if name not in ("", opened):
                expected = f'expected "</{opened}>", found "</{_braces(name)}>"'
                refuse(f"Unmatched end tag{{where}}, {expected}", start)
            if offset > began:
                entity = {"type": _TYPES[opened], "offset": began, "length": offset - began}
                if opened != "a":
                    entities.append(entity)
                elif address := web_address(link or "".join(text[piece_number:])):
                    entities.append(entity | {"url": address})
    if waiting:
        refuse(f'Can\'t find end tag corresponding to start tag "{waiting[-1][0]}"')
    return "".join(text), sorted(entities, key=lambda each: (each["offset"], -each["length"]))


def _braces(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2]) if found[2] else int(found[3], 16)
    legal = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if legal else found[0]


def _cut(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def web_address(link: str) -> str | None:
    """The link if it is an address on the web, with its scheme; anything else is none."""
    link = link.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", link):
        link = f"http://{link}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    host = parts.hostname or ""
    good = parts.scheme in ("http", "https") and "." in host
    return link if good and not re.search(r"\s", link) else None


def find_entities(text: str, known: Sequence[Json] = ()) -> list[Json]:
    """``known`` and the web addresses, commands and mentions that stand outside of them."""
    entities = list(known)
    taken = [
        (each["offset"], each["offset"] + each["length"])
        for each in known
        if each["type"] in ("code", "pre", "text_link")
    ]
    for found in _FOUND.finditer(text):
        offset = length_of(text[: found.start()])
        length = length_of(found[0])
        if not any(start < offset + length and offset < end for start, end in taken):
            entities.append({"type": found.lastgroup, "offset": offset, "length": length})
    return sorted(entities, key=lambda each: (each["offset"], -each["length"]))


def trim(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """The text without blanks around it, and the entities moved along."""
    trimmed = text.strip()
    lead = length_of(text[: len(text) - len(text.lstrip())])
    end = length_of(trimmed)
    kept: list[Json] = []
    for entity in entities:
        start = min(max(entity["offset"] - lead, 0), end)
        stop = min(max(entity["offset"] + entity["length"] - lead, 0), end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return trimmed, kept


def to_html(text: str, entities: Sequence[Json]) -> str:
    """HTML that is safe on a page: everything escaped, only b i u s code pre a span as tags.

    >>> to_html("<3 you", [{"type": "bold", "offset": 3, "length": 3}])
    '&lt;3 <b>you</b>'
    """
    units = text.encode("utf-16-le", "surrogatepass")
    end = len(units) // 2
    spans = [
        (each["offset"], min(each["offset"] + each["length"], end), opening)
        for each in entities
        if (opening := _opening(each, text))
    ]
    spans.sort(key=lambda span: (span[0], -span[1]))
    cuts = sorted({0, end, *(at for span in spans for at in span[:2] if 0 <= at <= end)})
    page: list[str] = []
    opened: list[tuple[int, int, str]] = []
    for here, there in pairwise([*cuts, end]):
        over = next((i for i, span in enumerate(opened) if span[1] <= here), len(opened))
        again = [span for span in opened[over:] if span[1] > here]
        page += [_closing(span[2]) for span in reversed(opened[over:])]
        new = again + [span for span in spans if span[0] == here and span[1] > here]
        page += [span[2] for span in new]
        opened = opened[:over] + new
        page.append(html.escape(units[2 * here : 2 * there].decode("utf-16-le", "replace")))
    return "".join(page)


def _opening(entity: Json, text: str) -> str:
    kind = entity["type"]
    if kind in ("text_link", "url"):
        link = entity.get("url") or _cut(text, entity["offset"], entity["length"])
        address = web_address(link)
        return f'<a href="{html.escape(address)}">' if address else ""
    if kind == "spoiler":
        return '<span class="tg-spoiler">'
    return f"<{_ON_PAGE[kind]}>" if kind in _ON_PAGE else ""


def _closing(opening: str) -> str:
    return f"</{opening[1:].split(' ')[0].rstrip('>')}>"
