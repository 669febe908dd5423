"""Is this a call the Bot API knows, and is every parameter there and of the right type?"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, cast

from bot.local.errors import LocalTelegramError, bad_request

Json = dict[str, Any]

_FACTS: dict[str, dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_name("methods.json").read_text(encoding="utf-8")
)["methods"]
_NAMES = {name.lower(): name for name in _FACTS}
_FIELDS = {name: fact["required"] | fact["optional"] for name, fact in _FACTS.items()}

# What Telegram says when one of these is missing; the others get a sentence of their own.
_MISSING = {
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "animation": "there is no animation in the request",
    "document": "there is no document in the request",
}
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)


def _integer(value: object) -> int | None:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return cast(int, value) if fits else None


def _boolean(value: object) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())


def _string(value: object) -> str | None:
    return whole_characters(value) if isinstance(value, str) else None


def _structure(kind: type) -> Callable[[object], object]:
    def read(value: object) -> object:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return None
        return value if isinstance(value, kind) else None

    return read


_READERS: dict[str, Callable[[object], object]] = {
    "Integer": _integer,
    "Boolean": _boolean,
    "String": _string,
    "File": _string,
    "Chat": lambda value: number if (number := _integer(value)) is not None else _string(value),
    "Object": _structure(dict),
    "Array": _structure(list),
}


def whole_characters(text: str) -> str:
    """The text with halves of characters, which JSON can smuggle in, joined or replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def proper_name(method: str) -> str:
    """The method's name as the Bot API writes it; an unknown method is refused with 404."""
    if method.lower() not in _NAMES:
        raise LocalTelegramError(404, "Not Found: method not found")
    return _NAMES[method.lower()]


def read_call(method: str, params: Mapping[str, Any], files: Collection[str]) -> tuple[str, Json]:
    """The method's proper name and its parameters with their proper types.

    Parameters may come as JSON values or, as in a form, as text. An upload named like a
    parameter stands for it. An unknown method is refused with 404, an unknown, missing or
    misshapen parameter with 400.
    """
    name = proper_name(method)
    fields = _FIELDS[name]
    given: Json = {}
    for field, value in params.items():
        if field not in fields:
            raise bad_request(f'unknown parameter "{field}" in {name}')
        given[field] = _READERS[fields[field]](value)
        if given[field] is None:
            raise bad_request(f'can\'t parse parameter "{field}": {fields[field]} expected')
    for field in _FACTS[name]["required"]:
        if given.get(field, "") == "" and field not in files:
            if name == "setWebhook" and field in given:
                continue  # an empty address removes the webhook
            raise bad_request(_MISSING.get(field, f'parameter "{field}" is required'))
    return name, given
