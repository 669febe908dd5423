"""The same transport over the local service, in this process and over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from telegram import Update
from telegram.ext import Application, CallbackContext, TypeHandler
from telegram.request import BaseRequest

from bot.dialogue.screen import Button, Document, Picture
from bot.local.errors import LocalTelegramError
from bot.local.request import LocalRequest
from bot.local.server import serve
from bot.local.telegram import LocalTelegram
from bot.transport.handling import AnyApplication
from bot.transport.outbox import Gateway
from bot.transport.outcomes import Gone, InDoubt, Later, Missing, Shown
from bot.transport.processor import ChatOrderProcessor
from bot.transport.receiver import PollingReceiver
from bot.transport.request import AiohttpRequest, api_base

TOKEN = "7000000001:local"
START = ((Button("Start", "v1:plan:1:start"),),)


class StorageDown(Exception):
    """What storage raises when it cannot be reached."""


@dataclass
class Bot:
    """A running bot that notes each update and answers with the gateway when asked."""

    telegram: LocalTelegram
    application: AnyApplication
    receiver: PollingReceiver
    gateway: Gateway
    file_ids: dict[str, str] = field(default_factory=dict)
    handled: list[Update] = field(default_factory=list)
    failures_left: int = 0

    async def handled_all(self, number: int) -> list[Update]:
        async with asyncio.timeout(10):
            while len(self.handled) < number:  # noqa: ASYNC110 - the bot knows nothing of us
                await asyncio.sleep(0.005)
        return self.handled


@asynccontextmanager
async def running(
    telegram: LocalTelegram, base_url: str, make_request: Callable[[], BaseRequest]
) -> AsyncIterator[Bot]:
    async def never_shed(_update: Update) -> bool:
        return False

    application: AnyApplication = (
        Application.builder()
        .token(TOKEN)
        .base_url(base_url)
        .request(make_request())
        .get_updates_request(make_request())
        .updater(None)
        .job_queue(None)
        .concurrent_updates(ChatOrderProcessor(never_shed))
        .build()
    )
    file_ids: dict[str, str] = {}

    async def find_file_id(key: str) -> str | None:
        return file_ids.get(key)

    async def save_file_id(key: str, file_id: str) -> None:
        file_ids[key] = file_id

    bot = Bot(
        telegram,
        application,
        PollingReceiver(
            application,
            lambda error: isinstance(error, StorageDown),
            first_pause_seconds=0.01,
            longest_pause_seconds=0.02,
        ),
        Gateway(application.bot, find_file_id=find_file_id, save_file_id=save_file_id),
        file_ids,
    )

    async def on_update(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        if bot.failures_left:
            bot.failures_left -= 1
            raise StorageDown
        bot.handled.append(update)

    application.add_handler(TypeHandler(Update, on_update))
    async with application:
        bot.receiver.start()
        try:
            yield bot
        finally:
            await bot.receiver.stop()


@pytest.fixture(params=["in this process", "over HTTP"])
async def bot(request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    telegram = LocalTelegram(None, token=TOKEN)
    if request.param == "in this process":
        async with running(
            telegram, "http://localhost/bot", lambda: LocalRequest(telegram)
        ) as local:
            yield local
    else:
        server = await serve(telegram, page=False, bot_api=True)
        base_url, _ = api_base(f"http://127.0.0.1:{server.port}")
        async with running(telegram, base_url, AiohttpRequest) as remote:
            yield remote
        await server.close()
    telegram.close()


def shown_to(bot: Bot, chat_id: int = 1) -> list[dict[str, Any]]:
    return [m for m in bot.telegram.messages(chat_id) if m["from"]["is_bot"]]


async def test_a_person_writes_gets_an_answer_taps_and_the_message_changes(bot: Bot) -> None:
    bot.telegram.person_writes(1, "my lower back hurts")
    await bot.handled_all(1)
    sent = await bot.gateway.send_text(1, "I understood: <b>lower back</b>.", START)
    assert isinstance(sent, Shown)
    query_id = bot.telegram.person_taps(1, sent.message_id, "v1:plan:1:start")
    tapped = (await bot.handled_all(2))[1].callback_query
    assert tapped is not None
    assert tapped.id == query_id
    await bot.gateway.typing(1)
    await bot.gateway.answer_tap(tapped.id, "Let’s go")
    await bot.gateway.answer_tap("no such query")
    assert await bot.gateway.edit_text(1, sent.message_id, "1 of 4") == sent
    assert await bot.gateway.edit_text(1, sent.message_id, "1 of 4") == sent
    assert await bot.gateway.remove_buttons(1, sent.message_id) == sent
    assert [m["text"] for m in shown_to(bot)] == ["1 of 4"]


async def test_a_picture_is_sent_changed_and_sent_again_by_its_id(bot: Bot, tmp_path: Path) -> None:
    pictures = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (64, 64), "white" if name == "one" else "black").save(path)
        pictures.append(Picture(name, str(path), film=False))
    bot.telegram.person_writes(1, "hello")
    await bot.handled_all(1)
    sent = await bot.gateway.send_picture(1, pictures[0], "Step <i>one</i>", START)
    assert isinstance(sent, Shown)
    edit = bot.gateway.edit_picture
    assert await edit(1, sent.message_id, pictures[1], "Step two", shown_key="one") == sent
    assert await edit(1, sent.message_id, pictures[1], "Paused", shown_key="two") == sent
    assert await edit(1, sent.message_id, pictures[0], "Step one", shown_key="two") == sent
    assert set(bot.file_ids) == {"one", "two"}
    assert isinstance(await bot.gateway.send_picture(1, pictures[1], "Again"), Shown)
    assert [m["caption"] for m in shown_to(bot)] == ["Step one", "Again"]


async def test_a_text_cannot_be_shown_where_a_picture_is(bot: Bot, tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    Image.new("RGB", (64, 64)).save(path)
    bot.telegram.person_writes(1, "hello")
    await bot.handled_all(1)
    sent = await bot.gateway.send_picture(1, Picture("one", str(path), film=False), "Step one")
    assert isinstance(sent, Shown)
    assert await bot.gateway.edit_text(1, sent.message_id, "text") == Missing()
    assert await bot.gateway.edit_text(1, 999, "text") == Missing()


async def test_a_picture_too_damaged_for_telegram_leaves_the_text(bot: Bot, tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"")
    bot.telegram.person_writes(1, "hello")
    await bot.handled_all(1)
    outcome = await bot.gateway.send_picture(1, Picture("x", str(path), film=False), "Step one")
    assert isinstance(outcome, Shown)
    assert shown_to(bot)[-1]["text"] == "Step one"


async def test_a_document_arrives_as_it_is(bot: Bot) -> None:
    bot.telegram.person_writes(1, "hello")
    await bot.handled_all(1)
    outcome = await bot.gateway.send_document(1, Document("all about ä.json", b"{}", "Here"))
    assert isinstance(outcome, Shown)
    document = shown_to(bot)[-1]["document"]
    assert (document["file_name"], document["file_size"]) == ("all about ä.json", 2)


async def test_who_blocked_the_bot_is_gone_and_their_update_says_so(bot: Bot) -> None:
    bot.telegram.person_writes(1, "hello")
    bot.telegram.person_blocks(1)
    assert (await bot.handled_all(2))[1].my_chat_member is not None
    assert await bot.gateway.send_text(1, "How is your back?") == Gone()
    assert await bot.gateway.send_text(12345, "Who are you?") == Gone()


async def test_telegram_asking_one_chat_to_wait_leaves_others_alone(bot: Bot) -> None:
    bot.telegram.person_writes(1, "hello")
    bot.telegram.person_writes(2, "hello")
    await bot.handled_all(2)
    bot.telegram.fail_next(
        "sendMessage", LocalTelegramError(429, "Too Many Requests: retry after 9", retry_after=9)
    )
    assert await bot.gateway.send_text(1, "hello") == Later(9)
    assert isinstance(await bot.gateway.send_text(1, "hello"), Later)
    assert isinstance(await bot.gateway.send_text(2, "hello"), Shown)


async def test_a_server_error_leaves_a_send_in_doubt(bot: Bot) -> None:
    bot.telegram.person_writes(1, "hello")
    await bot.handled_all(1)
    bot.telegram.fail_next("sendMessage", LocalTelegramError(500, "Internal Server Error"))
    assert await bot.gateway.send_text(1, "hello") == InDoubt()


async def test_updates_survive_a_failing_storage_a_failing_network_and_new_ids(bot: Bot) -> None:
    bot.failures_left = 3
    bot.telegram.person_writes(1, "one")
    bot.telegram.person_writes(2, "two")
    bot.telegram.fail_next("getUpdates", LocalTelegramError(502, "Bad Gateway"), times=2)
    await bot.handled_all(2)
    await bot.receiver.stop()
    bot.telegram.restart_update_ids(5)
    bot.telegram.person_writes(1, "three")
    bot.receiver.start()
    await bot.handled_all(3)
    bot.telegram.person_writes(1, "four")
    handled = await bot.handled_all(4)
    texts = [update.message.text for update in handled if update.message]
    assert sorted(texts[:2]) == ["one", "two"]  # type: ignore[type-var]
    assert texts[2:] == ["three", "four"]
    assert handled[2].update_id == 5


async def test_stopping_leaves_nothing_to_be_delivered_twice(bot: Bot) -> None:
    bot.telegram.person_writes(1, "one")
    await bot.handled_all(1)
    await bot.receiver.stop()
    bot.receiver.start()
    bot.telegram.person_writes(1, "two")
    handled = await bot.handled_all(2)
    assert [update.message.text for update in handled if update.message] == ["one", "two"]
