"""Telegram in: unpacks updates into events. It decides nothing."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.dialogue.events import Commanded, Event, Said, SentSomething, parse_tap
from bot.handlers.turns import Press, Turns
from bot.storage.database import STORAGE_FAILURES
from bot.transport.outbox import Gateway
from content.messages import Messages
from intents import Reader
from intents.complaint import Command

_log = logging.getLogger(__name__)

COMMANDS: Mapping[str, Command] = {
    command.value: command
    for command in (
        Command.START,
        Command.HELP,
        Command.EXERCISES,
        Command.ROUTINE,
        Command.CHECK_IN,
        Command.PAIN,
        Command.PROGRESS,
        Command.SUPPORT,
        Command.SETTINGS,
        Command.SUMMARY,
        Command.PRIVACY,
        Command.EXPORT,
        Command.DELETE,
        Command.STOP,
    )
}
MENU = tuple(name for name in COMMANDS if name != "start")
TEXT_LIMIT = 4096
PUNCTUATION = "@.,:;!?"


class Updates:
    """Takes updates of private chats as events; groups get one line, channels silence."""

    def __init__(self, reader: Reader, turns: Turns, gateway: Gateway, say: Messages) -> None:
        self._reader = reader
        self._turns = turns
        self._gateway = gateway
        self._say = say

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Hang the handlers into the application."""
        private = filters.ChatType.PRIVATE
        edited = filters.UpdateType.EDITED_MESSAGE
        application.add_handler(MessageHandler(private & edited, self.on_edited))
        application.add_handler(MessageHandler(private, self.on_message))
        application.add_handler(MessageHandler(filters.ChatType.GROUPS & ~edited, self.on_group))
        application.add_handler(CallbackQueryHandler(self.on_tap))
        application.add_handler(ChatMemberHandler(self.on_member, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_error_handler(self.on_error)

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a private message of any kind."""
        message = update.effective_message
        if message is None:
            return
        await self._turns.take(message.chat_id, update.update_id, self.event_of(message))

    def event_of(self, message: Message) -> Event:
        """Turn a message into an event: a command, a text, or something that cannot be read."""
        text = message.text or message.caption
        if text is None:
            return SentSomething(message.effective_attachment.__class__.__name__)
        command = _command_of(text)
        if command is not None:
            return command
        return Said(text[:TEXT_LIMIT], self._reader.understand(text[:TEXT_LIMIT]))

    async def on_edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Look at an edited message for an emergency, and for nothing else."""
        message = update.effective_message
        if message is None:
            return
        event = self.event_of(message)
        if self._turns.warning(event) is not None:
            await self._turns.take(message.chat_id, update.update_id, event)

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a press on a button."""
        query = update.callback_query
        if query is None:
            return
        tap = parse_tap(query.data or "")
        chat = _chat_of(query)
        if tap is None or chat is None or chat.type != ChatType.PRIVATE:
            await self._gateway.answer_tap(query.id, "")
            return
        await self._turns.take(chat.id, update.update_id, tap, _press_of(query))

    async def on_group(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a command or a mention in a group with "write to me in private"."""
        message = update.effective_message
        if message is None:
            return
        name = context.bot.username.casefold()
        words = (message.text or message.caption or "").casefold().split()
        command, _, asked = words[0].partition("@") if words else ("", "", "")
        ours = command.removeprefix("/") in COMMANDS if not asked else asked == name
        mentioned = any(word.strip(PUNCTUATION) == name for word in words if word[0] == "@")
        if mentioned or (command.startswith("/") and ours):
            await self._gateway.send_text(message.chat_id, self._say.group)

    async def on_member(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Note when a person blocks the bot or lets it write again."""
        change = update.my_chat_member
        if change is None or change.chat.type != ChatType.PRIVATE:
            return
        if change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
            await self._turns.note_gone(change.chat.id)
        else:
            await self._turns.note_back(change.chat.id)

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say one plain sentence when something went wrong; log the kind, never the words."""
        error = context.error
        where = _innermost(error) if error else ""
        _log.error("an update failed: %s at %s", type(error).__name__, where)
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None or chat.type != ChatType.PRIVATE or isinstance(error, STORAGE_FAILURES):
            return
        with suppress(TelegramError):
            await self._gateway.send_text(chat.id, self._say.sorry)

    async def shed(self, update: Update) -> bool:
        """Deal with one of a flood of messages; False when it needs a real turn."""
        message = update.message
        if message is None or message.chat.type != ChatType.PRIVATE:
            return message is not None
        event = self.event_of(message)
        if isinstance(event, Said):
            return not event.complaint.red_flags
        return not isinstance(event, Commanded)


def _innermost(error: BaseException) -> str:
    """Name the line of code an error came from, without any of its values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"


def _command_of(text: str) -> Commanded | None:
    if not text.startswith("/"):
        return None
    first, _, rest = text[1:].partition(" ")
    name = first.partition("@")[0].casefold()
    command = COMMANDS.get(name)
    return None if command is None else Commanded(command, rest.strip()[:64])


def _chat_of(query: CallbackQuery) -> Chat | None:
    return query.message.chat if query.message else None


def _press_of(query: CallbackQuery) -> Press:
    message = query.message
    if not isinstance(message, Message) or not message.is_accessible:
        return Press(query.id, None, has_picture=False)
    has_picture = bool(message.photo or message.animation or message.video or message.document)
    return Press(query.id, message.message_id, has_picture)
