"""What can people do? Write, tap, attach, edit, block: each becomes an update for the bot."""

import secrets
from collections.abc import Iterator

from telegram.constants import MessageLimit

from bot.local.core import Core
from bot.local.entities import clean, find_entities, length_of
from bot.local.errors import bad_request
from bot.local.files import ATTACHMENTS, describe, sample
from bot.local.methods import Json, whole_characters
from bot.local.store import StoredFile, Tap


class People(Core):
    """The person's side. A refusal is a LocalTelegramError with code 400."""

    def person_writes(
        self, chat_id: int, text: str, *, first_name: str = "You", username: str | None = None
    ) -> Json:
        """A person writes to the bot in private; the first message creates the chat.

        As in Telegram's apps, text over 4096 characters goes out as several messages, and
        someone who had blocked the bot unblocks it first. Returns the last message. Raises
        400 for empty text.
        """
        text = clean(whole_characters(text)).strip()
        if not text:
            raise bad_request("message text is empty")
        with self._change():
            chat = self._chat_of_person(chat_id, first_name, username)
            for piece in _pieces(text, MessageLimit.MAX_TEXT_LENGTH):
                message = self._person_posts(chat, _plain(piece))
        return message

    def person_sends(self, chat_id: int, kind: str) -> Json:
        """A person attaches an example of ``kind``, one of ``ATTACHMENTS``."""
        if kind not in ATTACHMENTS:
            raise bad_request(f'there is no attachment of kind "{kind}"')
        content = sample(kind)
        with self._change():
            if isinstance(content, StoredFile):
                self._store.add_file(content)
                content = describe(content)
            return self._person_posts(self._chat_of_person(chat_id), content)

    def person_edits(self, chat_id: int, message_id: int, text: str) -> Json:
        """A person changes the text of a message they wrote."""
        text = clean(whole_characters(text)).strip()
        message = self._store.message(chat_id, message_id)
        if message is None or message["from"]["is_bot"] or "text" not in message:
            raise bad_request("message to edit not found")
        if not 0 < length_of(text) <= MessageLimit.MAX_TEXT_LENGTH:
            raise bad_request("message text is empty or too long")
        with self._change():
            message.pop("entities", None)
            edited = self._save_edit(message | _plain(text))
            self._add_update("edited_message", edited)
            return edited

    def person_taps(
        self, chat_id: int, message_id: int, data: str, *, inaccessible: bool = False
    ) -> str:
        """A person taps a button with this callback data; returns the callback query's id.

        The message need not have that button any more: a tap can cross an edit. With
        ``inaccessible`` the bot is told only where the message was, as for very old ones.
        """
        message = self._store.message(chat_id, message_id)
        found = self._store.chat(chat_id)
        if message is None or found is None:
            raise bad_request("message to tap not found")
        if inaccessible:
            message = {"message_id": message_id, "chat": message["chat"], "date": 0}
        number = str(secrets.randbits(63))
        with self._change():
            self._store.add_tap(number, Tap(chat_id, message_id, self._clock(), answered=False))
            self._add_update(
                "callback_query",
                {
                    "id": number,
                    "from": _user_of(found[0]),
                    "message": message,
                    "chat_instance": str(chat_id),
                    "data": whole_characters(data),
                },
            )
        return number

    def person_blocks(self, chat_id: int) -> None:
        """A person blocks the bot: calls that reach them are refused with 403."""
        with self._change():
            self._set_blocked(self._chat_of_person(chat_id), blocked=True)

    def person_unblocks(self, chat_id: int) -> None:
        """A person takes the block away."""
        with self._change():
            self._chat_of_person(chat_id)

    def group_message(
        self, chat_id: int, text: str, *, user_id: int = 2, title: str = "Group"
    ) -> Json:
        """Someone writes in a group the bot is in; ``chat_id`` is negative, as for groups."""
        if chat_id >= 0:
            raise bad_request("a group has a negative id")
        chat = {"id": chat_id, "type": "group", "title": title}
        with self._change():
            self._store.save_chat(chat, blocked=False)
            user = _user_of({"id": user_id, "first_name": "Member"})
            return self._person_posts(chat, _plain(clean(whole_characters(text))), user)

    def clear(self, chat_id: int) -> None:
        """Delete every message of a chat, and the documents that were only there."""
        with self._change():
            self._store.clear_chat(chat_id)
            self._tell(chat_id, "cleared", {})

    def forget(self) -> None:
        """Forget everything: chats, messages, waiting updates, files, settings."""
        with self._change():
            self._store.forget()
            self._tell(None, "cleared", {})
        self._acknowledged.clear()

    def restart_update_ids(self, at: int) -> None:
        """Number the next updates from ``at``, as Telegram does after a quiet week."""
        with self._change():
            self._store.put("next_update_id", at)

    def redeliver(self, update_id: int) -> None:
        """Queue an update again that the bot has acknowledged in this process."""
        for update in reversed(self._acknowledged):
            if update["update_id"] == update_id:
                body = {key: value for key, value in update.items() if key != "update_id"}
                with self._change():
                    self._store.add_update(update_id, self._clock(), body)
                return
        raise bad_request("update not found")

    def _chat_of_person(
        self, chat_id: int, first_name: str = "You", username: str | None = None
    ) -> Json:
        """The private chat, made if this is the first sign of the person, and not blocked."""
        found = self._store.chat(chat_id)
        if found is None:
            chat: Json = {"id": chat_id, "type": "private", "first_name": first_name}
            if username:
                chat["username"] = username
            self._store.save_chat(chat, blocked=False)
            return chat
        chat, blocked = found
        if blocked:
            self._set_blocked(chat, blocked=False)
        return chat

    def _set_blocked(self, chat: Json, *, blocked: bool) -> None:
        self._store.save_chat(chat, blocked=blocked)
        member: Json = {"status": "member", "user": self._me}
        kicked: Json = {"status": "kicked", "user": self._me, "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        self._add_update(
            "my_chat_member",
            {
                "chat": chat,
                "from": _user_of(chat),
                "date": self._now(),
                "old_chat_member": old,
                "new_chat_member": new,
            },
        )

    def _person_posts(self, chat: Json, content: Json, user: Json | None = None) -> Json:
        message = {"date": self._now(), "chat": chat, "from": user or _user_of(chat), **content}
        message = self._add_message(chat, message)
        self._add_update("message", message)
        return message


def _user_of(chat: Json) -> Json:
    user = {"id": chat["id"], "is_bot": False, "language_code": "en"}
    return user | {key: chat[key] for key in ("first_name", "username") if key in chat}


def _plain(text: str) -> Json:
    entities = find_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def _pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most ``most`` UTF-16 units."""
    while text:
        piece = text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
        yield piece
        text = text[len(piece) :].lstrip()
