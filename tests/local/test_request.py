"""The real python-telegram-bot runs on the local Telegram without knowing it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAnimation,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.local.errors import LocalTelegramError
from bot.local.request import LocalRequest
from bot.local.telegram import LocalTelegram

TOKEN = "7000000001:local"
FILM = b"\0\0\0\x08ftypmp42"
App = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
async def bot(telegram: LocalTelegram) -> AsyncIterator[Bot]:
    request = LocalRequest(telegram)
    async with Bot(TOKEN, request=request, get_updates_request=request) as started:
        yield started


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])
    await update.message.reply_html(f"<b>{update.message.text}</b>", reply_markup=keyboard)


async def again(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.answer("Done")
    await update.callback_query.edit_message_text("Once more")


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 (nothing says when a bot is done)
            await asyncio.sleep(0.005)


async def test_a_real_application_talks_with_a_person(telegram: LocalTelegram) -> None:
    app: App = (
        Application.builder()
        .token(TOKEN)
        .request(LocalRequest(telegram))
        .get_updates_request(LocalRequest(telegram))
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(again))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling()
        await until(lambda: len(telegram.messages(1)) == 2)
        answer = telegram.messages(1)[1]
        assert answer["text"] == "my back hurts"
        assert answer["entities"] == [{"type": "bold", "offset": 0, "length": 13}]
        telegram.person_taps(1, answer["message_id"], "again")
        await until(lambda: telegram.messages(1)[1]["text"] == "Once more")
        await app.updater.stop()
        await app.stop()


async def test_files_go_up_and_come_down(bot: Bot, telegram: LocalTelegram) -> None:
    message = await bot.send_animation(1, FILM, caption="1 of 4", filename="knees.mp4")
    assert message.animation
    assert message.caption == "1 of 4"
    media = InputMediaAnimation(FILM + b"next", caption="2 of 4", filename="curl.mp4")
    edited = await bot.edit_message_media(media, chat_id=1, message_id=message.message_id)
    assert not isinstance(edited, bool)
    assert edited.animation
    assert edited.animation.file_name == "curl.mp4"
    back = await bot.edit_message_media(
        InputMediaAnimation(message.animation.file_id), chat_id=1, message_id=message.message_id
    )
    assert not isinstance(back, bool)
    assert back.animation == message.animation
    file = await bot.get_file(edited.animation.file_id)
    assert bytes(await file.download_as_bytearray()) == FILM + b"next"
    document = await bot.send_document(1, b"{}", filename="export.json")
    assert document.document
    assert document.document.mime_type == "application/json"
    with pytest.raises(InvalidToken):
        await bot.request.retrieve(f"{bot.base_file_url}/documents/none.json")


async def test_refusals_arrive_as_the_librarys_own_errors(
    bot: Bot, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(2, "x")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(1, "x" * 4097)
    message = await bot.send_message(1, "same")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("same")
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("1")
    telegram.fail_next("sendMessage", LocalTelegramError(429, "Too Many Requests", 7))
    with pytest.raises(RetryAfter) as limited:
        await bot.send_message(1, "x")
    assert limited.value.retry_after == timedelta(seconds=7)
    telegram.person_blocks(1)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1, "x")


async def test_a_broken_connection_and_a_slow_answer_are_network_errors(
    bot: Bot, telegram: LocalTelegram
) -> None:
    telegram.fail_next("sendMessage", ConnectionError())
    with pytest.raises(NetworkError):
        await bot.send_message(1, "x")
    telegram.latency = 1
    with pytest.raises(TimedOut):
        await bot.send_message(1, "x", read_timeout=0.01)
    assert len(telegram.messages(1)) == 1


async def test_another_token_opens_nothing(telegram: LocalTelegram) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1:other", request=LocalRequest(telegram)).get_me()


async def test_the_whole_profile_can_be_set_and_read(bot: Bot) -> None:
    await bot.set_my_commands([("help", "What I can do")])
    assert [each.command for each in await bot.get_my_commands()] == ["help"]
    await bot.set_my_description("Guided movement")
    assert (await bot.get_my_description()).description == "Guided movement"
    assert (await bot.get_chat(1)).first_name == "You"
    assert not (await bot.get_webhook_info()).url
