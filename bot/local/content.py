"""What may a message hold? Its text, its caption and its buttons, read and checked."""

from collections.abc import Sequence
from typing import Any

from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit

from bot.local.entities import clean, find_entities, length_of, parse_html, trim, web_address
from bot.local.errors import bad_request
from bot.local.methods import Json, whole_characters

# What a button can do besides sending callback data; only the first is shown on the page.
_OTHER_ACTIONS = (
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def read_inline_keyboard(markup: Json | None) -> Json | None:
    """The inline keyboard as the message will carry it, none if it has no buttons.

    Other kinds of markup belong to the chat, not to a message, and give none.
    """
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Arrays')
    kept = [[_button(button) for button in row] for row in rows if row]
    if (
        sum(map(len, kept)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
        or max(map(len, kept), default=0) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    ):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> Json:
    refusal = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(refusal + "InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(refusal + 'Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    kept = {"text": whole_characters(button["text"])}
    data = button.get("callback_data")
    if isinstance(data, str) and data:
        kept["callback_data"] = whole_characters(data)
        if len(kept["callback_data"].encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        return kept
    action = next((name for name in _OTHER_ACTIONS if button.get(name) is not None), None)
    if action is None:
        raise bad_request(refusal + "Text buttons are unallowed in the inline keyboard")
    if action == "url" and not (isinstance(button["url"], str) and web_address(button["url"])):
        raise bad_request("BUTTON_URL_INVALID")
    return kept | {action: button[action]}


def read_text(
    given: Json, field: str, entities_field: str, most: int, *, edit: bool = False
) -> Json:
    """The text in ``field`` and its entities, at most ``most`` UTF-16 units after parsing.

    A caption may be empty and then gives nothing; a text may not. ``edit`` chooses the words
    of the refusal, which differ between sending and editing.
    """
    text = clean(given.get(field, ""))
    mode = given.get("parse_mode", "")
    if mode.lower() == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        entities = _checked_entities(given.get(entities_field, []))
    text, entities = trim(text, entities)
    if length_of(text) > most:
        if field == "text":
            raise bad_request("MESSAGE_TOO_LONG" if edit else "message is too long")
        raise bad_request("MEDIA_CAPTION_TOO_LONG" if edit else "message caption is too long")
    if not text and field == "text":
        raise bad_request("message text is empty")
    entities = find_entities(text, entities)
    return ({field: text} if text else {}) | ({entities_field: entities} if entities else {})


def read_caption(given: Json, *, edit: bool = False) -> Json:
    """The caption and where it stands, nothing when it is empty."""
    most = MessageLimit.CAPTION_LENGTH
    caption = read_text(given, "caption", "caption_entities", most, edit=edit)
    above = {"show_caption_above_media": True} if given.get("show_caption_above_media") else {}
    return caption | above


def _checked_entities(entities: Sequence[Any]) -> list[Json]:
    for entity in entities:
        if not (
            isinstance(entity, dict)
            and isinstance(entity.get("type"), str)
            and isinstance(entity.get("url", ""), str)
            and all(
                isinstance(entity.get(key), int) and entity[key] >= 0
                for key in ("offset", "length")
            )
        ):
            raise bad_request("can't parse MessageEntity: MessageEntity must be an Object")
    return list(entities)
