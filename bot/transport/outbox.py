"""How do replies leave? Each sending call answers with an outcome instead of an exception."""

import asyncio
import copy
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAnimation,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.dialogue.screen import Button, Document, Picture
from bot.transport.limits import ChatBuckets, Holds, retry_seconds
from bot.transport.outcomes import Gone, InDoubt, Later, Missing, Outcome, Shown
from bot.transport.request import NotConnected

Buttons: TypeAlias = tuple[tuple[Button, ...], ...]

_RETRY_AFTER_SECONDS = 0.5
_NOT_CONNECTED_SECONDS = 5.0
_FILE_IDS_REMEMBERED = 1_000
_TOAST_CHARACTERS = 200
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_CANNOT_BE_EDITED = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
    "there is no caption in the message",
    "there is no media in the message",
)
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid")

_log = logging.getLogger(__name__)


class Gateway:
    """Sends, edits and answers for the bot, within Telegram's limits.

    Text and captions are Telegram HTML; link previews are off. A chat that Telegram asked us to
    leave alone gets ``Later`` at once; the chat's own bucket makes a call wait instead. Only
    what should not happen is raised: ``BadRequest`` when Telegram refuses the content, and a
    refused token. ``spend`` is called for each message a reply takes, so that prompts can use
    what is left; a reply never waits for it.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        find_file_id: Callable[[str], Awaitable[str | None]],
        save_file_id: Callable[[str, str], Awaitable[None]],
        spend: Callable[[], None] = lambda: None,
        buckets: ChatBuckets | None = None,
    ) -> None:
        self._bot = bot
        self._spend = spend
        self._find_file_id = find_file_id
        self._save_file_id = save_file_id
        self._file_ids: OrderedDict[str, str] = OrderedDict()
        self._buckets = buckets or ChatBuckets()
        self._holds = Holds()

    def for_prompts(self) -> "Gateway":
        """The same gateway for messages nobody asked for, whose sender keeps the budget itself."""
        prompts = copy.copy(self)
        prompts._spend = lambda: None
        return prompts

    async def send_text(self, chat_id: int, html: str, buttons: Buttons = ()) -> Outcome:
        """Send a new message."""
        send = partial(
            self._bot.send_message,
            chat_id,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(buttons),
        )
        return _shown(await self._call(chat_id, send))

    async def send_picture(
        self, chat_id: int, picture: Picture, caption_html: str, buttons: Buttons = ()
    ) -> Outcome:
        """Send a picture or film with a caption.

        When it cannot go, what stands in for it goes, and without that the text alone.
        """

        def send(media: str | bytes) -> Awaitable[Message]:
            post = self._bot.send_animation if picture.film else self._bot.send_photo
            return post(
                chat_id,
                media,
                filename=Path(picture.path).name,
                caption=caption_html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(buttons),
            )

        sent = await self._with_picture(chat_id, picture, send)
        if sent is None and picture.instead is not None:
            return await self.send_picture(chat_id, picture.instead, caption_html, buttons)
        return (
            await self.send_text(chat_id, caption_html, buttons) if sent is None else _shown(sent)
        )

    async def edit_text(
        self, chat_id: int, message_id: int, html: str, buttons: Buttons = ()
    ) -> Outcome:
        """Change a text message in place; unchanged counts as shown."""
        edit = partial(
            self._bot.edit_message_text,
            html,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(buttons),
        )
        return await self._edit(chat_id, message_id, edit)

    async def edit_picture(
        self,
        chat_id: int,
        message_id: int,
        picture: Picture,
        caption_html: str,
        buttons: Buttons = (),
        *,
        shown_key: str | None = None,
    ) -> Outcome:
        """Change a message in place, a picture or a text; with the same ``shown_key`` its caption.

        ``Missing`` also when the new picture cannot go in: ``send_picture`` then finds a way.
        """

        def edit(media: str | bytes) -> Awaitable[Message | bool]:
            kind = InputMediaAnimation if picture.film else InputMediaPhoto
            return self._bot.edit_message_media(
                kind(
                    media,
                    caption=caption_html,
                    parse_mode=ParseMode.HTML,
                    filename=Path(picture.path).name,
                ),
                chat_id,
                message_id,
                reply_markup=_keyboard(buttons),
            )

        if shown_key != picture.key:
            edited = await self._with_picture(chat_id, picture, edit, repeatable=True)
            return Missing() if edited is None else _shown(edited, message_id)
        edit_caption = partial(
            self._bot.edit_message_caption,
            chat_id,
            message_id,
            caption=caption_html,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(buttons),
        )
        try:
            return await self._edit(chat_id, message_id, edit_caption)
        except BadRequest:
            return Missing()

    async def remove_buttons(self, chat_id: int, message_id: int) -> Outcome:
        """Take the buttons off an old message."""
        edit = partial(self._bot.edit_message_reply_markup, chat_id, message_id)
        return await self._edit(chat_id, message_id, edit)

    async def send_document(self, chat_id: int, document: Document) -> Outcome:
        """Hand over a file."""
        send = partial(
            self._bot.send_document,
            chat_id,
            document.data,
            filename=document.name,
            caption=document.caption or None,
            parse_mode=ParseMode.HTML,
        )
        return _shown(await self._call(chat_id, send))

    async def answer_tap(self, query_id: str, text: str = "") -> None:
        """Stop the button's spinner, with a short line if there is one; too late is no harm."""
        if self._holds.seconds_left(time.monotonic()):
            return
        toast = text[:_TOAST_CHARACTERS] or None
        for _ in range(2):
            try:
                await self._bot.answer_callback_query(query_id, toast)
            except (BadRequest, Forbidden, RetryAfter):
                return
            except TelegramError:
                continue
            return

    async def typing(self, chat_id: int) -> None:
        """Show that an answer is on its way; nothing happens when it cannot be shown."""
        if self._holds.seconds_left(time.monotonic(), chat_id):
            return
        try:
            await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
        except RetryAfter as error:
            self._holds.refused(chat_id, retry_seconds(error), time.monotonic())
        except TelegramError as error:
            _log.debug("No typing shown: %s", type(error).__name__)

    async def _edit(
        self, chat_id: int, message_id: int, edit: Callable[[], Awaitable[Message | bool]]
    ) -> Outcome:
        return _shown(await self._call(chat_id, edit, repeatable=True), message_id)

    async def _with_picture(
        self,
        chat_id: int,
        picture: Picture,
        call: Callable[[str | bytes], Awaitable[Message | bool]],
        *,
        repeatable: bool = False,
    ) -> Message | bool | Outcome | None:
        """Make a call with the file id Telegram gave, else the file; None when neither goes."""
        sources: tuple[Callable[[Picture], Awaitable[str | bytes | None]], ...]
        sources = (self._known_file_id, _read) if picture.data is None else (_drawn,)
        for source in sources:
            media = await source(picture)
            if media is None:
                continue
            try:
                result = await self._call(chat_id, partial(call, media), repeatable=repeatable)
            except BadRequest:
                _log.warning("Telegram refused the picture %s", picture.key)
                self._file_ids.pop(picture.key, None)
                continue
            lasting = picture.data is None  # what was drawn for one person is not sent again
            if lasting and isinstance(media, bytes) and isinstance(result, Message):
                await self._remember(picture, result)
            return result
        return None

    async def _call(
        self,
        chat_id: int,
        call: Callable[[], Awaitable[Message | bool]],
        *,
        repeatable: bool = False,
    ) -> Message | bool | Outcome:
        """Make one call in its chat's turn; a broken connection is tried again where harmless.

        True is an edit that has nothing to change.
        """
        if held := self._held(chat_id):
            return Later(held)
        if pause := self._buckets.take(chat_id, time.monotonic()):
            await asyncio.sleep(pause)
            if held := self._held(chat_id):
                return Later(held)
        self._spend()
        perhaps_sent = False
        for last in (False, True):
            try:
                return await call()
            except RetryAfter as error:
                seconds = retry_seconds(error)
                self._holds.refused(chat_id, seconds, time.monotonic())
                _log.warning("Telegram asks to wait %.0f s with chat %s", seconds, chat_id)
                return Later(seconds)
            except Forbidden:
                return Gone()
            except BadRequest as error:
                reason = error.message.lower()
                if "message is not modified" in reason:
                    return True
                if any(phrase in reason for phrase in _CANNOT_BE_EDITED):
                    return Missing()
                if any(phrase in reason for phrase in _NOBODY_THERE):
                    return Gone()
                raise
            except (InvalidToken, ChatMigrated):
                raise
            except NotConnected:
                if not last:
                    await asyncio.sleep(_RETRY_AFTER_SECONDS)
            except TelegramError:
                perhaps_sent = True
                if not repeatable:
                    break
        return InDoubt() if perhaps_sent else Later(_NOT_CONNECTED_SECONDS)

    def _held(self, chat_id: int) -> float:
        return self._holds.seconds_left(time.monotonic(), chat_id)

    async def _known_file_id(self, picture: Picture) -> str | None:
        if picture.key in self._file_ids:
            self._file_ids.move_to_end(picture.key)
            return self._file_ids[picture.key]
        try:
            file_id = await self._find_file_id(picture.key)
        except Exception as error:  # a picture is uploaded again rather than hold up the person
            _log.warning("No file id found for a picture: %s", type(error).__name__)
            return None
        if file_id is not None:
            self._keep(picture.key, file_id)
        return file_id

    async def _remember(self, picture: Picture, message: Message) -> None:
        file = message.animation or (message.photo[-1] if message.photo else message.document)
        if file is None:
            return
        self._keep(picture.key, file.file_id)
        try:
            await self._save_file_id(picture.key, file.file_id)
        except Exception as error:  # it was sent: a failing save must not send it twice
            _log.warning("The file id of a picture was not saved: %s", type(error).__name__)

    def _keep(self, key: str, file_id: str) -> None:
        self._file_ids[key] = file_id
        if len(self._file_ids) > _FILE_IDS_REMEMBERED:
            self._file_ids.popitem(last=False)


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in buttons]
    )


def _shown(result: Message | bool | Outcome, edited_id: int = 0) -> Outcome:
    if isinstance(result, Outcome):
        return result
    return Shown(result.message_id if isinstance(result, Message) else edited_id)


async def _drawn(picture: Picture) -> bytes | None:
    return picture.data


async def _read(picture: Picture) -> bytes | None:
    try:
        return await asyncio.to_thread(picture.make or Path(picture.path).read_bytes)
    except Exception:  # the words stand without it, whatever is wrong with it
        _log.exception("The picture %s cannot be had", picture.key)
        return None
