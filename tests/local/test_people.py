"""The person's side: each thing people do becomes an update that the library can read."""

import asyncio
from typing import Any

import pytest
from telegram import Bot, Message, Update

from bot.local.errors import LocalTelegramError
from bot.local.files import ATTACHMENTS
from bot.local.methods import Json
from bot.local.telegram import LocalTelegram

BOT = Bot("7000000001:local")


async def updates(telegram: LocalTelegram) -> list[Update]:
    """What waits for the bot after the first message, as the library reads it."""
    waiting = await telegram.call("getUpdates", {})
    return [Update.de_json(each, BOT) for each in waiting[1:]]


async def update(telegram: LocalTelegram) -> Update:
    (only,) = await updates(telegram)
    return only


def message_of(found: Update) -> Message:
    assert isinstance(found.message, Message)
    return found.message


async def test_a_command_is_marked_as_one(telegram: LocalTelegram) -> None:
    telegram.person_writes(1, "/start now")
    message = message_of(await update(telegram))
    assert [entity.type for entity in message.entities] == ["bot_command"]
    assert message.parse_entity(message.entities[0]) == "/start"


async def test_the_first_message_makes_the_chat(telegram: LocalTelegram) -> None:
    telegram.person_writes(7, "hello", first_name="Ann", username="ann_s")
    message = message_of(await update(telegram))
    assert (message.chat.id, message.chat.type, message.chat.username) == (7, "private", "ann_s")
    assert message.from_user
    assert (message.from_user.id, message.from_user.first_name) == (7, "Ann")


async def test_a_long_text_goes_out_in_pieces_as_from_an_app(telegram: LocalTelegram) -> None:
    telegram.person_writes(1, "😀" * 2049 + " end")
    texts = [message_of(each).text for each in await updates(telegram)]
    assert texts == ["😀" * 2048, "😀 end"]


@pytest.mark.parametrize("text", ["", "  \n", "\x00\r"])
def test_nothing_cannot_be_sent(telegram: LocalTelegram, text: str) -> None:
    with pytest.raises(LocalTelegramError, match="message text is empty"):
        telegram.person_writes(1, text)


@pytest.mark.parametrize("kind", ATTACHMENTS)
async def test_every_attachment_can_be_read_by_the_library(
    telegram: LocalTelegram, kind: str
) -> None:
    telegram.person_sends(1, kind)
    message = message_of(await update(telegram))
    assert getattr(message, kind)
    assert message.text is None


def test_an_unknown_attachment_is_refused(telegram: LocalTelegram) -> None:
    with pytest.raises(LocalTelegramError, match='no attachment of kind "cat"'):
        telegram.person_sends(1, "cat")


async def test_a_person_can_edit_what_they_wrote(telegram: LocalTelegram, clock: Any) -> None:
    clock.now += 5
    telegram.person_edits(1, 1, "/help please")
    edited = (await update(telegram)).edited_message
    assert edited
    assert edited.text == "/help please"
    assert edited.edit_date
    assert [entity.type for entity in edited.entities] == ["bot_command"]


async def test_a_person_cannot_edit_what_is_not_theirs(telegram: LocalTelegram) -> None:
    sent = await telegram.call("sendMessage", {"chat_id": 1, "text": "Hello"})
    for number, text in ((sent["message_id"], "x"), (99, "x"), (1, " "), (1, "x" * 4097)):
        with pytest.raises(LocalTelegramError):
            telegram.person_edits(1, number, text)


async def test_a_tap_carries_the_message_and_its_data(telegram: LocalTelegram) -> None:
    sent = await telegram.call("sendMessage", {"chat_id": 1, "text": "Hello"})
    number = telegram.person_taps(1, sent["message_id"], "v1:anything")
    query = (await update(telegram)).callback_query
    assert query
    assert (query.id, query.data, query.from_user.id) == (number, "v1:anything", 1)
    assert isinstance(query.message, Message)
    assert query.message.text == "Hello"


async def test_a_tap_on_a_very_old_message_shows_only_where_it_was(
    telegram: LocalTelegram,
) -> None:
    telegram.person_taps(1, 1, "v1:old", inaccessible=True)
    query = (await update(telegram)).callback_query
    assert query
    assert query.message
    assert not query.message.is_accessible


def test_a_message_that_is_gone_cannot_be_tapped(telegram: LocalTelegram) -> None:
    with pytest.raises(LocalTelegramError, match="message to tap not found"):
        telegram.person_taps(1, 99, "x")


async def test_blocking_and_unblocking_is_told_to_the_bot(telegram: LocalTelegram) -> None:
    telegram.person_blocks(1)
    telegram.person_unblocks(1)
    changes = [each.my_chat_member for each in await updates(telegram)]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]


async def test_a_group_message_can_mention_the_bot(telegram: LocalTelegram) -> None:
    telegram.group_message(-5, "@backease_local_bot my back", user_id=3)
    message = message_of(await update(telegram))
    assert (message.chat.type, message.chat.id) == ("group", -5)
    assert message.from_user
    assert message.from_user.id == 3
    assert message.parse_entity(message.entities[0]) == "@backease_local_bot"
    await telegram.call("sendMessage", {"chat_id": -5, "text": "Write to me in private"})
    with pytest.raises(LocalTelegramError, match="negative id"):
        telegram.group_message(5, "x")


async def test_who_watches_a_chat_sees_all_that_happens_there_and_no_more(
    telegram: LocalTelegram,
) -> None:
    events = telegram.events(1)
    telegram.person_writes(2, "elsewhere")
    sent = await telegram.call("sendMessage", {"chat_id": 1, "text": "Hello"})
    place: Json = {"chat_id": 1, "message_id": sent["message_id"]}
    await telegram.call("sendChatAction", {"chat_id": 1, "action": "typing"})
    await telegram.call("editMessageText", place | {"text": "Hello again"})
    tap = telegram.person_taps(1, sent["message_id"], "x")
    answer = {"callback_query_id": tap, "text": "Saved", "show_alert": True}
    await telegram.call("answerCallbackQuery", answer)
    await telegram.call("deleteMessage", place)
    command = {"command": "help", "description": "Help"}
    await telegram.call("setMyCommands", {"commands": [command]})
    telegram.clear(1)
    events.close()
    seen = [event async for event in events]
    assert [event.kind for event in seen] == [
        "message",
        "typing",
        "edit",
        "toast",
        "delete",
        "commands",
        "cleared",
    ]
    assert seen[2].data["text"] == "Hello again"
    assert seen[3].data == {"text": "Saved", "alert": True, "message_id": sent["message_id"]}
    assert seen[4].data == {"id": sent["message_id"]}
    assert seen[5].data == {"commands": [command]}


async def test_a_watcher_that_went_away_is_forgotten(telegram: LocalTelegram) -> None:
    events = telegram.events(1)
    waiting = asyncio.create_task(anext(events))
    await asyncio.sleep(0)
    telegram.close()
    with pytest.raises(StopAsyncIteration):
        await waiting
    with pytest.raises(StopAsyncIteration):
        await anext(telegram.events(1))


async def test_clearing_deletes_messages_and_documents_but_not_films(
    telegram: LocalTelegram,
) -> None:
    upload = ("export.json", b"{}", "application/json")
    document = await telegram.call("sendDocument", {"chat_id": 1}, {"document": upload})
    photo = telegram.person_sends(1, "photo")
    telegram.clear(1)
    assert telegram.messages(1) == []
    await telegram.call("sendPhoto", {"chat_id": 1, "photo": photo["photo"][0]["file_id"]})
    with pytest.raises(LocalTelegramError, match="wrong file_id"):
        await telegram.call("getFile", {"file_id": document["document"]["file_id"]})


async def test_message_ids_are_never_used_twice(telegram: LocalTelegram) -> None:
    before = telegram.person_writes(1, "two")["message_id"]
    telegram.clear(1)
    assert telegram.person_writes(1, "three")["message_id"] == before + 1


async def test_forgetting_leaves_nothing(telegram: LocalTelegram) -> None:
    telegram.forget()
    assert telegram.messages(1) == []
    assert await telegram.call("getUpdates", {}) == []
    with pytest.raises(LocalTelegramError, match="chat not found"):
        await telegram.call("sendMessage", {"chat_id": 1, "text": "x"})
