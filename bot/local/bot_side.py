"""What would Telegram answer to the bot? Every method of methods.json, and its refusals."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    CallbackQueryLimit,
    ChatAction,
    FileSizeLimit,
    MessageLimit,
    PollingLimit,
)

from bot.local.content import read_caption, read_inline_keyboard, read_text
from bot.local.core import Core
from bot.local.entities import clean, length_of
from bot.local.errors import LocalTelegramError, bad_request
from bot.local.files import Upload, describe, is_film, path_of, read_upload
from bot.local.methods import Json, proper_name, read_call, whole_characters
from bot.local.store import StoredFile

_DAY = 86_400
_DELETABLE_SECONDS = 2 * _DAY
_ANSWER_SECONDS = 15  # how long a tap waits for its answer; Telegram does not publish it
_MAX_POLL_SECONDS = 50
_FUTURE = 10  # an offset further ahead than this is from before the ids started anew
_COMMAND = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_MEDIA = ("photo", "animation", "document")
_TEXT_FIELDS = {"text", "entities", "link_preview_options"}
_CAPTION_FIELDS = {"caption", "caption_entities", "show_caption_above_media"}
_MEDIA_FIELDS = {*_MEDIA, "has_spoiler"}
# Name and description of the bot: method ending, parameter and most characters.
_PROFILE = (
    ("Name", "name", 64),
    ("Description", "description", int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)),
    (
        "ShortDescription",
        "short_description",
        int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    ),
)

Files = Mapping[str, Upload]


@dataclass(slots=True)
class _Failure:
    error: Exception
    times: int
    after: bool


class BotSide(Core):
    """The Bot API. ``latency`` is the time in seconds a call takes before it has an effect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latency = 0.0
        self._failures: dict[str, _Failure] = {}
        self._poll = 0
        self._answers: dict[str, Callable[[Json, Files], Any]] = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            **{f"send{kind.capitalize()}": partial(self._send_media, kind) for kind in _MEDIA},
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageMedia": self._edit_media,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "deleteMessages": self._delete_messages,
            "answerCallbackQuery": self._answer_callback_query,
            "sendChatAction": self._send_chat_action,
            "setMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "deleteMyCommands": self._delete_commands,
            **{f"setMy{n}": partial(self._set_profile, key, most) for n, key, most in _PROFILE},
            **{f"getMy{n}": partial(self._get_profile, key) for n, key, _ in _PROFILE},
            "getFile": self._get_file,
            "getChat": self._get_chat,
            "logOut": lambda _given, _files: True,
            "close": lambda _given, _files: True,
        }

    async def call(self, method: str, params: Mapping[str, Any], files: Files | None = None) -> Any:
        """Answer one Bot API call with its result, or raise LocalTelegramError.

        ``params`` are JSON values or, as in a form, text; ``files`` maps part names to
        uploads. What the call changed is on disk when this returns.
        """
        files = files or {}
        name, given = read_call(method, params, files)
        if self.latency:
            await asyncio.sleep(self.latency)
        failure = self._next_failure(name)
        if failure and not failure.after:
            raise failure.error
        try:
            if name == "getUpdates":
                result = await self._get_updates(given)
            else:
                with self._change():
                    result = self._answers[name](given, files)
        except sqlite3.Error as error:
            raise LocalTelegramError(500, f"Internal Server Error: {error}") from error
        if failure:
            raise failure.error
        return result

    async def respond(
        self, method: str, params: Mapping[str, Any], files: Files | None = None
    ) -> tuple[int, bytes]:
        """Answer one call as the Bot API does over HTTP: status and JSON body."""
        try:
            result = await self.call(method, params, files)
        except LocalTelegramError as error:
            body: Json = {
                "ok": False,
                "error_code": error.code,
                "description": error.description,
            }
            if error.retry_after is not None:
                body["parameters"] = {"retry_after": error.retry_after}
            return error.code, json.dumps(body).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def download(self, file_path: str) -> StoredFile:
        """The file that getFile named, or that has this id; 404 if there is none."""
        file = self._store.file(PurePath(file_path).stem)
        if file is None:
            raise LocalTelegramError(404, "Not Found: file not found")
        return file

    def fail_next(
        self, method: str, error: Exception, *, times: int = 1, after: bool = False
    ) -> None:
        """Let the next ``times`` calls of a method fail with ``error``.

        With ``after`` the call takes effect first, as when only the answer was lost.
        """
        self._failures[proper_name(method)] = _Failure(error, times, after)

    def commands(self) -> list[Json]:
        """The commands a person in a private chat is offered."""
        private: list[Json] = self._store.get(
            _commands_key({"scope": {"type": "all_private_chats"}}), []
        )
        return private or self._get_commands({}, {})

    def _next_failure(self, method: str) -> _Failure | None:
        failure = self._failures.get(method)
        if failure:
            failure.times -= 1
            if failure.times <= 0:
                del self._failures[method]
        return failure

    # Updates and webhook

    async def _get_updates(self, given: Json) -> list[Json]:
        if self._store.get("webhook", {}).get("url"):
            raise LocalTelegramError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._poll += 1
        poll = self._poll
        with self._change():
            self._store.drop_updates(before=self._clock() - _DAY)
            self._confirm(given.get("offset", 0))
            if "allowed_updates" in given:
                self._store.put("allowed_updates", given["allowed_updates"])
        limit = min(max(given.get("limit", PollingLimit.MAX_LIMIT), 1), PollingLimit.MAX_LIMIT)
        loop = asyncio.get_running_loop()
        end = loop.time() + min(max(given.get("timeout", 0), 0), _MAX_POLL_SECONDS)
        while not self._closed:
            if poll != self._poll:
                raise LocalTelegramError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            self._arrived.clear()
            updates = self._store.updates(limit)
            if updates or loop.time() >= end:
                return updates
            try:
                async with asyncio.timeout_at(end):
                    await self._arrived.wait()
            except TimeoutError:
                continue
        return []

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = self._store.last_updates_start(-offset)
        if offset <= self._next_update_id() + _FUTURE:
            self._acknowledged.extend(self._store.take_updates(below=offset))

    def _set_webhook(self, given: Json, _files: Files) -> bool:
        if given["url"] and not given["url"].startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if "secret_token" in given and not _SECRET.fullmatch(given["secret_token"]):
            raise bad_request("secret token contains unallowed characters")
        if "allowed_updates" in given:
            self._store.put("allowed_updates", given["allowed_updates"])
        self._store.put("webhook", {"url": given["url"]})
        return self._drop_pending(given)

    def _delete_webhook(self, given: Json, _files: Files) -> bool:
        self._store.put("webhook", {})
        return self._drop_pending(given)

    def _drop_pending(self, given: Json) -> bool:
        if given.get("drop_pending_updates"):
            self._store.drop_updates(before=float("inf"))
        return True

    def _get_webhook_info(self, _given: Json, _files: Files) -> Json:
        return {
            "url": self._store.get("webhook", {}).get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self._store.count_updates(),
        }

    # Sending

    def _send_message(self, given: Json, _files: Files) -> Json:
        chat = self._chat_to_reach(given)
        content = read_text(given, "text", "entities", MessageLimit.MAX_TEXT_LENGTH)
        return self._post(chat, content, given)

    def _send_media(self, kind: str, given: Json, files: Files) -> Json:
        chat = self._chat_to_reach(given)
        content = self._media(kind, given.get(kind), kind, given, files)
        return self._post(chat, content | read_caption(given), given)

    def _chat_to_reach(self, given: Json) -> Json:
        found = self._store.chat(given["chat_id"]) if isinstance(given["chat_id"], int) else None
        if found is None:
            raise bad_request("chat not found")
        chat, blocked = found
        if blocked:
            raise LocalTelegramError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _media(self, kind: str, value: str | None, part: str, hints: Json, files: Files) -> Json:
        """The media fields of a message, from an upload or a file Telegram already has."""
        if value and value.startswith("attach://"):
            part, value = value.removeprefix("attach://"), None
        if value:
            file = self._store.file(value)
            if file is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            if file.kind != kind and not (kind == "animation" and file.kind == "document"):
                raise bad_request(
                    f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}"
                )
        elif part in files:
            if kind == "animation" and files[part][1] and not is_film(files[part][1]):
                kind = "document"
            file = read_upload(kind, files[part], hints)
            self._store.add_file(file)
        else:
            raise bad_request(f"there is no {kind} in the request")
        return describe(file) | ({"has_spoiler": True} if hints.get("has_spoiler") else {})

    def _post(self, chat: Json, content: Json, given: Json) -> Json:
        message = {"date": self._now(), "chat": chat, "from": self._me, **content}
        if reply := given.get("reply_parameters"):
            number = reply.get("message_id")
            answered = self._store.message(chat["id"], number) if isinstance(number, int) else None
            if answered:
                answered.pop("reply_to_message", None)
                message["reply_to_message"] = answered
            elif not reply.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
        if keyboard := read_inline_keyboard(given.get("reply_markup")):
            message["reply_markup"] = keyboard
        if given.get("protect_content"):
            message["has_protected_content"] = True
        return self._add_message(chat, message)

    # Editing

    def _edit_text(self, given: Json, _files: Files) -> Json:
        message = self._message_to_edit(given)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        most = MessageLimit.MAX_TEXT_LENGTH
        content = read_text(given, "text", "entities", most, edit=True)
        return self._edit(message, _TEXT_FIELDS, content, given)

    def _edit_caption(self, given: Json, _files: Files) -> Json:
        message = self._message_to_edit(given)
        if not message.keys() & _MEDIA_FIELDS:
            raise bad_request("there is no caption in the message to edit")
        return self._edit(message, _CAPTION_FIELDS, read_caption(given, edit=True), given)

    def _edit_media(self, given: Json, files: Files) -> Json:
        message = self._message_to_edit(given)
        media = {
            key: whole_characters(value) if isinstance(value, str) else value
            for key, value in given["media"].items()
        }
        kind = media.get("type")
        if kind not in _MEDIA:
            raise bad_request("can't parse InputMedia: type must be photo, animation or document")
        if not isinstance(media.get("media", ""), str):
            raise bad_request('can\'t parse InputMedia: field "media" must be of type String')
        content = self._media(kind, media.get("media"), "media", media, files)
        replaced = _TEXT_FIELDS | _CAPTION_FIELDS | _MEDIA_FIELDS
        return self._edit(message, replaced, content | read_caption(media, edit=True), given)

    def _edit_markup(self, given: Json, _files: Files) -> Json:
        return self._edit(self._message_to_edit(given), set(), {}, given)

    def _message_to_edit(self, given: Json) -> Json:
        chat = self._chat_to_reach(given)
        message = self._store.message(chat["id"], given["message_id"])
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self._me["id"]:
            raise bad_request("message can't be edited")
        return message

    def _edit(self, message: Json, replaced: set[str], content: Json, given: Json) -> Json:
        """The message with new content; a keyboard that is not given again goes away."""
        gone = replaced | {"reply_markup"}
        edited = {key: value for key, value in message.items() if key not in gone} | content
        if keyboard := read_inline_keyboard(given.get("reply_markup")):
            edited["reply_markup"] = keyboard
        if edited == message:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        return self._save_edit(edited)

    def _delete_message(self, given: Json, _files: Files) -> bool:
        chat = self._chat_to_reach(given)
        message = self._store.message(chat["id"], given["message_id"])
        if message is None:
            raise bad_request("message to delete not found")
        if self._clock() - message["date"] > _DELETABLE_SECONDS:
            raise bad_request("message can't be deleted for everyone")
        self._store.delete_message(message["message_id"])
        self._tell(chat["id"], "delete", {"id": message["message_id"]})
        return True

    def _delete_messages(self, given: Json, files: Files) -> bool:
        numbers = given["message_ids"]
        if not all(isinstance(number, int) for number in numbers) or not 1 <= len(numbers) <= 100:
            raise bad_request("message identifiers are not specified")
        chat = self._chat_to_reach(given)
        for number in numbers:
            if self._store.message(chat["id"], number):
                self._delete_message(given | {"message_id": number}, files)
        return True

    # Taps, typing, profile, files

    def _answer_callback_query(self, given: Json, _files: Files) -> bool:
        text = clean(given.get("text", ""))
        if length_of(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
            raise bad_request("MESSAGE_TOO_LONG")
        tap = self._store.tap(given["callback_query_id"])
        if tap is None or self._clock() - tap.at > _ANSWER_SECONDS:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if not tap.answered:
            self._store.mark_answered(given["callback_query_id"])
            alert = bool(given.get("show_alert"))
            toast = {"text": text, "alert": alert, "message_id": tap.message_id}
            self._tell(tap.chat_id, "toast", toast)
        return True

    def _send_chat_action(self, given: Json, _files: Files) -> bool:
        chat = self._chat_to_reach(given)
        if given["action"] not in {str(action.value) for action in ChatAction}:
            raise bad_request("wrong parameter action in request")
        self._tell(chat["id"], "typing", {})
        return True

    def _set_commands(self, given: Json, _files: Files) -> bool:
        commands = given["commands"]
        if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not isinstance(command, dict) or not isinstance(command.get("description"), str):
                raise bad_request("can't parse BotCommand: BotCommand must be an Object")
            if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= length_of(command["description"]) <= BotCommandLimit.MAX_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        return self._keep_commands(
            given,
            [
                {"command": each["command"].removeprefix("/"), "description": each["description"]}
                for each in commands
            ],
        )

    def _keep_commands(self, given: Json, commands: list[Json]) -> bool:
        self._store.put(_commands_key(given), commands)
        self._tell(None, "commands", {"commands": self.commands()})
        return True

    def _get_commands(self, given: Json, _files: Files) -> list[Json]:
        commands: list[Json] = self._store.get(_commands_key(given), [])
        return commands

    def _delete_commands(self, given: Json, _files: Files) -> bool:
        return self._keep_commands(given, [])

    def _set_profile(self, key: str, most: int, given: Json, _files: Files) -> bool:
        if length_of(given.get(key, "")) > most:
            raise bad_request(f"bot {key.replace('_', ' ')} is too long")
        self._store.put(f"{key}:{given.get('language_code', '')}", given.get(key, ""))
        return True

    def _get_profile(self, key: str, given: Json, _files: Files) -> Json:
        default = self._me["first_name"] if key == "name" else ""
        kept = self._store.get(f"{key}:{given.get('language_code', '')}", "")
        return {key: kept or self._store.get(f"{key}:", "") or default}

    def _get_me(self, _given: Json, _files: Files) -> Json:
        return self._me | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _get_file(self, given: Json, _files: Files) -> Json:
        file = self._store.file(given["file_id"])
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.data) > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise bad_request("file is too big")
        return {
            "file_id": file.id,
            "file_unique_id": file.id[-16:],
            "file_size": len(file.data),
            "file_path": path_of(file),
        }

    def _get_chat(self, given: Json, _files: Files) -> Json:
        found = self._store.chat(given["chat_id"]) if isinstance(given["chat_id"], int) else None
        if found is None:
            raise bad_request("chat not found")
        gifts = dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        )
        more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
        return found[0] | more


def _commands_key(given: Json) -> str:
    scope = given.get("scope") or {"type": "default"}
    return f"commands:{json.dumps(scope, sort_keys=True)}:{given.get('language_code', '')}"
