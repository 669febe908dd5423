"""How is a message told to the page?"""

from urllib.parse import quote

from bot.local.entities import to_html
from bot.local.methods import Json

# What the page knows how to show, in the order in which a message is asked for it: an
# animation also carries a document, as in the Bot API.
_KINDS = ("text", "animation", "photo", "sticker", "voice", "location", "document")


def page_message(message: Json) -> Json:
    """The message in the page's words; ``html`` is safe to put on a page."""
    kind = next((kind for kind in _KINDS if kind in message), "other")
    field = "text" if "text" in message else "caption"
    entities = message.get("entities" if field == "text" else "caption_entities", [])
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {
        "id": message["message_id"],
        "out": not message["from"]["is_bot"],
        "date": message["date"],
        "edited": "edit_date" in message,
        "kind": kind,
        "html": to_html(message.get(field, ""), entities),
        "file": _file(message),
        "buttons": [[_button(button) for button in row] for row in keyboard],
    }


def _file(message: Json) -> Json | None:
    for content in message.values():
        file = content[-1] if isinstance(content, list) and content else content
        if isinstance(file, dict) and "file_id" in file:
            return {
                "url": f"/files/{quote(file['file_id'])}",
                "name": file.get("file_name", ""),
                "mime": file.get("mime_type", ""),
                "size": file.get("file_size", 0),
                "width": file.get("width", 0),
                "height": file.get("height", 0),
            }
    return None


def _button(button: Json) -> Json:
    action = "url" if "url" in button else "data"
    return {"text": button["text"], action: button.get("url", button.get("callback_data", ""))}
