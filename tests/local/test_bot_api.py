"""The bot's side: what Telegram grants, and what it refuses in which words."""

import asyncio
import io
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PIL import Image

from bot.local.errors import LocalTelegramError
from bot.local.methods import Json
from bot.local.telegram import LocalTelegram

Refusal = Callable[..., Awaitable[tuple[int, str]]]
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


def button(text: str = "Go", **action: object) -> Json:
    return {"text": text, **(action or {"callback_data": "v1:go"})}


def keyboard(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}


def picture(width: int = 40, height: int = 30) -> bytes:
    drawn = io.BytesIO()
    Image.new("L", (width, height)).save(drawn, "PNG")
    return drawn.getvalue()


def film(width: int = 640, height: int = 480, seconds: int = 3) -> bytes:
    """The parts of an MP4 file that say how large and long it is."""
    header = b"mvhd" + bytes(12) + struct.pack(">II", 1000, seconds * 1000)
    track = b"tkhd" + bytes(76) + struct.pack(">II", width << 16, height << 16)
    return b"\0\0\0\x08ftypmp42" + header + track


async def send_text(telegram: LocalTelegram, text: str = "Hello", **more: object) -> int:
    sent = await telegram.call("sendMessage", {"chat_id": 1, "text": text, **more})
    return int(sent["message_id"])


async def send_film(telegram: LocalTelegram, data: bytes = b"", **more: object) -> Json:
    upload = ("knees.mp4", data or film(), "video/mp4")
    result: Json = await telegram.call(
        "sendAnimation", {"chat_id": 1, **more}, {"animation": upload}
    )
    return result


# Refusals that need nothing but the call: method, parameters, code and words.
REFUSALS: list[tuple[str, Json, int, str]] = [
    ("sendMesage", {}, 404, "Not Found: method not found"),
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 1}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": " \n "}, 400, "Bad Request: message text is empty"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "<b></b>", "parse_mode": "HTML"},
        400,
        "Bad Request: message text is empty",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "colour": "red"},
        400,
        'Bad Request: unknown parameter "colour" in sendMessage',
    ),
    (
        "editMessageText",
        {"chat_id": 1, "message_id": "two", "text": "x"},
        400,
        'Bad Request: can\'t parse parameter "message_id": Integer expected',
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": "{"},
        400,
        'Bad Request: can\'t parse parameter "reply_markup": Object expected',
    ),
    ("sendMessage", {"chat_id": 2, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@sam", "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendChatAction", {"chat_id": 2, "action": "typing"}, 400, "Bad Request: chat not found"),
    ("getChat", {"chat_id": 2}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": 1, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "😀" * 2049}, 400, "Bad Request: message is too long"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "<b>x", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "*x*", "parse_mode": "Markup"},
        400,
        "Bad Request: unsupported parse_mode",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "entities": [{"type": "bold"}]},
        400,
        "Bad Request: can't parse MessageEntity: MessageEntity must be an Object",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 99}},
        400,
        "Bad Request: message to be replied not found",
    ),
    ("sendPhoto", {"chat_id": 1}, 400, "Bad Request: there is no photo in the request"),
    (
        "sendPhoto",
        {"chat_id": 1, "photo": "attach://lost"},
        400,
        "Bad Request: there is no photo in the request",
    ),
    (
        "sendPhoto",
        {"chat_id": 1, "photo": "https://example.org/a.png"},
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "editMessageText",
        {"chat_id": 1, "text": "x"},
        400,
        "Bad Request: message identifier is not specified",
    ),
    (
        "editMessageText",
        {"chat_id": 1, "message_id": 99, "text": "x"},
        400,
        "Bad Request: message to edit not found",
    ),
    (
        "editMessageText",
        {"chat_id": 1, "message_id": 1, "text": "x"},
        400,
        "Bad Request: message can't be edited",
    ),
    (
        "deleteMessage",
        {"chat_id": 1, "message_id": 99},
        400,
        "Bad Request: message to delete not found",
    ),
    (
        "deleteMessages",
        {"chat_id": 1, "message_ids": []},
        400,
        "Bad Request: message identifiers are not specified",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, f"Bad Request: {TOO_OLD}"),
    (
        "sendChatAction",
        {"chat_id": 1, "action": "dancing"},
        400,
        "Bad Request: wrong parameter action in request",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "Help!", "description": "x"}]},
        400,
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "help", "description": ""}]},
        400,
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "help"}]},
        400,
        "Bad Request: can't parse BotCommand: BotCommand must be an Object",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "x"}] * 101},
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyDescription",
        {"description": "x" * 513},
        400,
        "Bad Request: bot description is too long",
    ),
    (
        "setMyShortDescription",
        {"short_description": "x" * 121},
        400,
        "Bad Request: bot short description is too long",
    ),
    (
        "getFile",
        {"file_id": "x"},
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    ),
    (
        "setWebhook",
        {"url": "http://a.b"},
        400,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://a.b", "secret_token": "a b"},
        400,
        "Bad Request: secret token contains unallowed characters",
    ),
]


@pytest.mark.parametrize(("method", "params", "code", "words"), REFUSALS)
async def test_a_wrong_call_is_refused_in_telegrams_words(
    refusal: Refusal, method: str, params: Json, code: int, words: str
) -> None:
    assert await refusal(method, params) == (code, words)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[button(callback_data="x" * 65)]], "BUTTON_DATA_INVALID"),
        ([[button(callback_data="é" * 33)]], "BUTTON_DATA_INVALID"),
        (
            [[{"text": "Go"}]],
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            [[{"callback_data": "x"}]],
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        ([[button(" ")]], "inline keyboard button text must be non-empty"),
        (
            [["Go"]],
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        ([[button(url="javascript:alert(1)")]], "BUTTON_URL_INVALID"),
        ([[button()] * 9], "reply markup is too long"),
        ([[button()] * 8] * 13, "reply markup is too long"),
        (["Go"], 'field "inline_keyboard" must be of type Array of Arrays'),
    ],
)
async def test_a_button_telegram_would_not_show_is_refused(
    refusal: Refusal, rows: list[Any], words: str
) -> None:
    params = {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": rows}}
    assert await refusal("sendMessage", params) == (400, f"Bad Request: {words}")


async def test_the_largest_keyboard_and_the_longest_text_go_through(
    telegram: LocalTelegram,
) -> None:
    rows = [[button(callback_data="x" * 64)] * 8] * 12 + [[button()] * 4]
    sent = await telegram.call(
        "sendMessage", {"chat_id": 1, "text": "😀" * 2048, "reply_markup": keyboard(*rows)}
    )
    assert sent["reply_markup"] == keyboard(*rows)


async def test_the_length_of_a_text_counts_after_its_tags_are_read(
    telegram: LocalTelegram,
) -> None:
    await send_text(telegram, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert telegram.messages(1)[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_what_is_sent_is_from_the_bot_and_in_the_chat(telegram: LocalTelegram) -> None:
    sent = await telegram.call(
        "sendMessage",
        {
            "chat_id": "1",
            "text": "Hi",
            "protect_content": "true",
            "reply_parameters": {"message_id": 1},
        },
    )
    assert sent["from"] == telegram.bot
    assert sent["chat"] == {"id": 1, "type": "private", "first_name": "You"}
    assert sent["has_protected_content"]
    assert sent["reply_to_message"]["text"] == "my back hurts"


async def test_a_person_who_blocked_the_bot_cannot_be_reached_until_they_write(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    telegram.person_blocks(1)
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert await refusal("sendMessage", {"chat_id": 1, "text": "x"}) == blocked
    assert await refusal("sendChatAction", {"chat_id": 1, "action": "typing"}) == blocked
    telegram.person_writes(1, "hello again")
    await send_text(telegram)
    updates = await telegram.call("getUpdates", {})
    statuses = [
        each["my_chat_member"]["new_chat_member"]["status"]
        for each in updates
        if "my_chat_member" in each
    ]
    assert statuses == ["kicked", "member"]


async def test_an_edit_replaces_text_and_takes_away_a_keyboard_not_given_again(
    telegram: LocalTelegram, clock: Any
) -> None:
    number = await send_text(telegram, reply_markup=keyboard([button()]))
    clock.now += 60
    edited = await telegram.call(
        "editMessageText",
        {"chat_id": 1, "message_id": number, "text": "<i>Bye</i>", "parse_mode": "HTML"},
    )
    assert edited["text"] == "Bye"
    assert edited["entities"] == [{"type": "italic", "offset": 0, "length": 3}]
    assert "reply_markup" not in edited
    assert edited["edit_date"] == edited["date"] + 60
    assert telegram.messages(1)[-1] == edited


async def test_an_edit_that_changes_nothing_is_refused(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    number = await send_text(telegram, reply_markup=keyboard([button()]))
    same = {"chat_id": 1, "message_id": number, "reply_markup": keyboard([button()])}
    refused = (400, f"Bad Request: {NOT_MODIFIED}")
    assert await refusal("editMessageText", same | {"text": "Hello"}) == refused
    assert await refusal("editMessageReplyMarkup", same) == refused
    changed = await telegram.call("editMessageReplyMarkup", {"chat_id": 1, "message_id": number})
    assert "reply_markup" not in changed


async def test_an_edit_with_too_much_text_is_refused(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    number = await send_text(telegram)
    params = {"chat_id": 1, "message_id": number, "text": "x" * 4097}
    assert await refusal("editMessageText", params) == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_text_and_media_are_edited_each_in_its_own_way(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    text = {"chat_id": 1, "message_id": await send_text(telegram)}
    media = {"chat_id": 1, "message_id": (await send_film(telegram))["message_id"]}
    assert await refusal("editMessageText", media | {"text": "x"}) == (
        400,
        "Bad Request: there is no text in the message to edit",
    )
    assert await refusal("editMessageCaption", text | {"caption": "x"}) == (
        400,
        "Bad Request: there is no caption in the message to edit",
    )
    edited = await telegram.call("editMessageCaption", media | {"caption": "1 of 4"})
    assert edited["caption"] == "1 of 4"
    assert await refusal("editMessageCaption", media | {"caption": "x" * 1025}) == (
        400,
        "Bad Request: MEDIA_CAPTION_TOO_LONG",
    )


async def test_a_message_changes_its_film_and_caption_in_one_edit(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    first = await send_film(telegram, caption="1 of 2")
    place = {"chat_id": 1, "message_id": first["message_id"]}
    media = {
        "type": "animation",
        "media": "attach://next",
        "caption": "<b>2</b>",
        "parse_mode": "HTML",
    }
    upload = {"next": ("curl.mp4", film(320, 240), "video/mp4")}
    second = await telegram.call("editMessageMedia", place | {"media": media}, upload)
    assert second["animation"]["width"] == 320
    assert second["caption"] == "2"
    again = await telegram.call(
        "editMessageMedia",
        place | {"media": {"type": "animation", "media": first["animation"]["file_id"]}},
    )
    assert again["animation"] == first["animation"]
    assert "caption" not in again
    same = {"type": "animation", "media": first["animation"]["file_id"]}
    assert await refusal("editMessageMedia", place | {"media": same}) == (
        400,
        f"Bad Request: {NOT_MODIFIED}",
    )
    assert (await refusal("editMessageMedia", place | {"media": {"type": "poem"}}))[0] == 400
    assert (await refusal("editMessageMedia", place | {"media": {"type": "photo", "media": 7}}))[
        0
    ] == 400


async def test_a_text_message_can_become_a_film(telegram: LocalTelegram) -> None:
    number = await send_text(telegram)
    upload = {"film": ("a.mp4", film(), "video/mp4")}
    params = {
        "chat_id": 1,
        "message_id": number,
        "media": {"type": "animation", "media": "attach://film"},
    }
    assert "text" not in await telegram.call("editMessageMedia", params, upload)


async def test_a_film_tells_its_size_and_length(telegram: LocalTelegram) -> None:
    sent = await send_film(telegram, film(480, 360, seconds=7), caption="Knee rolls")
    shown = sent["animation"]
    assert (shown["width"], shown["height"], shown["duration"]) == (480, 360, 7)
    assert shown["mime_type"] == "video/mp4"
    assert sent["document"]["file_id"] == shown["file_id"]


async def test_a_picture_is_measured_and_can_be_sent_again_by_its_id(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    first = await telegram.call("sendPhoto", {"chat_id": 1}, {"photo": ("a.png", picture(), "x/y")})
    [size] = first["photo"]
    assert (size["width"], size["height"]) == (40, 30)
    again = await telegram.call("sendPhoto", {"chat_id": 1, "photo": size["file_id"]})
    assert again["photo"] == first["photo"]
    wrong = await refusal("sendDocument", {"chat_id": 1, "document": size["file_id"]})
    assert wrong == (400, "Bad Request: can't use file of type Photo as Document")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", 400, "Bad Request: file must be non-empty"),
        (b"not a picture", 400, "Bad Request: IMAGE_PROCESS_FAILED"),
        (picture(9000, 1001), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (picture(210, 10), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (bytes(10_000_001), 413, "Request Entity Too Large"),
    ],
    ids=["empty", "no picture", "too large", "too long", "too heavy"],
)
async def test_a_photo_telegram_would_not_take_is_refused(
    refusal: Refusal, data: bytes, code: int, words: str
) -> None:
    assert await refusal("sendPhoto", {"chat_id": 1}, photo=("a.png", data, "image/png")) == (
        code,
        words,
    )


async def test_a_caption_may_be_missing_but_not_too_long(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    assert "caption" not in await send_film(telegram)
    upload = ("a.mp4", film(), "video/mp4")
    refused = await refusal(
        "sendAnimation", {"chat_id": 1, "caption": "x" * 1025}, animation=upload
    )
    assert refused == (400, "Bad Request: message caption is too long")


async def test_what_is_no_film_is_shown_as_a_document(telegram: LocalTelegram) -> None:
    assert "animation" not in await send_film(telegram, b"plain text")


async def test_a_file_can_be_downloaded_as_it_was_sent(telegram: LocalTelegram) -> None:
    upload = ("my data.json", b'{"a": 1}', "application/json")
    sent = await telegram.call("sendDocument", {"chat_id": 1}, {"document": upload})
    assert sent["document"]["file_name"] == "my data.json"
    found = await telegram.call("getFile", {"file_id": sent["document"]["file_id"]})
    assert telegram.download(found["file_path"]).data == b'{"a": 1}'
    with pytest.raises(LocalTelegramError):
        telegram.download("documents/none.json")


async def test_a_message_older_than_two_days_cannot_be_deleted(
    telegram: LocalTelegram, refusal: Refusal, clock: Any
) -> None:
    old, new = await send_text(telegram), await send_text(telegram)
    clock.now += 47 * 3600
    assert await telegram.call("deleteMessage", {"chat_id": 1, "message_id": new})
    clock.now += 2 * 3600
    refused = await refusal("deleteMessage", {"chat_id": 1, "message_id": old})
    assert refused == (400, "Bad Request: message can't be deleted for everyone")


async def test_several_messages_go_at_once_and_missing_ones_do_not_matter(
    telegram: LocalTelegram,
) -> None:
    numbers = [await send_text(telegram), await send_text(telegram), 99]
    assert await telegram.call("deleteMessages", {"chat_id": 1, "message_ids": numbers})
    assert [each["message_id"] for each in telegram.messages(1)] == [1]


async def test_a_tap_is_answered_in_time_or_not_at_all(
    telegram: LocalTelegram, refusal: Refusal, clock: Any
) -> None:
    number = await send_text(telegram, reply_markup=keyboard([button()]))
    tap = telegram.person_taps(1, number, "v1:go")
    assert await refusal("answerCallbackQuery", {"callback_query_id": tap, "text": "x" * 201}) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert await telegram.call("answerCallbackQuery", {"callback_query_id": tap, "text": "Good"})
    assert await telegram.call("answerCallbackQuery", {"callback_query_id": tap})
    late = telegram.person_taps(1, number, "v1:go")
    clock.now += 16
    assert await refusal("answerCallbackQuery", {"callback_query_id": late}) == (
        400,
        f"Bad Request: {TOO_OLD}",
    )


async def test_commands_and_descriptions_are_kept_by_language_and_scope(
    telegram: LocalTelegram,
) -> None:
    help_ = {"command": "help", "description": "What I can do"}
    stop = {"command": "stop", "description": "Stop"}
    await telegram.call("setMyCommands", {"commands": [help_]})
    assert telegram.commands() == [help_]
    scope = {"type": "all_private_chats"}
    await telegram.call("setMyCommands", {"commands": [stop], "scope": scope})
    assert telegram.commands() == [stop]
    await telegram.call("deleteMyCommands", {"scope": scope})
    assert await telegram.call("getMyCommands", {}) == [help_] == telegram.commands()
    await telegram.call("setMyDescription", {"description": "Moves"})
    await telegram.call("setMyDescription", {"description": "Bouge", "language_code": "fr"})
    assert await telegram.call("getMyDescription", {"language_code": "fr"}) == {
        "description": "Bouge"
    }
    assert await telegram.call("getMyDescription", {"language_code": "de"}) == {
        "description": "Moves"
    }
    assert await telegram.call("getMyName", {}) == {"name": "BackEase"}
    assert await telegram.call("getMyShortDescription", {}) == {"short_description": ""}


async def test_trivial_calls_are_answered(telegram: LocalTelegram) -> None:
    assert await telegram.call("logOut", {})
    assert await telegram.call("close", {})
    assert (await telegram.call("getme", {}))["is_bot"]


# Updates


async def ids(telegram: LocalTelegram, **params: object) -> list[int]:
    return [each["update_id"] for each in await telegram.call("getUpdates", params)]


async def test_updates_wait_until_they_are_acknowledged(telegram: LocalTelegram) -> None:
    telegram.person_writes(1, "two")
    telegram.person_writes(1, "three")
    first, second, third = await ids(telegram)
    assert [second, third] == [first + 1, first + 2]
    assert await ids(telegram, limit=2) == [first, second]
    assert await ids(telegram, offset=second) == [second, third]
    assert await ids(telegram) == [second, third]
    assert await ids(telegram, offset=-1) == [third]
    assert await ids(telegram, offset=third + 1) == []


async def test_a_long_poll_ends_with_the_first_update(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram)
    poll = asyncio.create_task(ids(telegram, offset=waiting + 1, timeout=30))
    await asyncio.sleep(0.01)
    assert not poll.done()
    telegram.person_writes(1, "two")
    async with asyncio.timeout(1):
        assert await poll == [waiting + 1]


async def test_a_long_poll_without_updates_ends_empty_in_time(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram)
    async with asyncio.timeout(3):
        assert await ids(telegram, offset=waiting + 1, timeout=1) == []


async def test_closing_ends_a_long_poll(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram)
    poll = asyncio.create_task(ids(telegram, offset=waiting + 1, timeout=30))
    await asyncio.sleep(0.01)
    telegram.close()
    async with asyncio.timeout(1):
        assert await poll == []


async def test_of_two_polls_the_older_one_ends_with_a_conflict(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram)
    older = asyncio.create_task(ids(telegram, offset=waiting + 1, timeout=30))
    await asyncio.sleep(0.01)
    await ids(telegram, offset=waiting + 1)
    with pytest.raises(LocalTelegramError, match="Conflict: terminated by other") as raised:
        await older
    assert raised.value.code == 409


async def test_only_wanted_kinds_of_update_are_kept_from_then_on(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram, allowed_updates=["callback_query"])
    telegram.person_writes(1, "not wanted")
    telegram.person_taps(1, 1, "wanted")
    assert await ids(telegram) == [waiting, waiting + 1]
    await ids(telegram, allowed_updates=[])
    telegram.person_writes(1, "wanted")
    assert await ids(telegram) == [waiting, waiting + 1, waiting + 2]


async def test_updates_nobody_fetched_for_a_day_are_gone(
    telegram: LocalTelegram, clock: Any
) -> None:
    clock.now += 24 * 3600 + 1
    assert await ids(telegram) == []


async def test_with_a_webhook_there_is_no_polling(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    await telegram.call("setWebhook", {"url": "https://a.b/hook", "secret_token": "s"})
    code, words = await refusal("getUpdates", {})
    assert (code, words[:40]) == (409, "Conflict: can't use getUpdates method wh")
    info = await telegram.call("getWebhookInfo", {})
    assert (info["url"], info["pending_update_count"]) == ("https://a.b/hook", 1)
    await telegram.call("deleteWebhook", {"drop_pending_updates": True})
    assert await ids(telegram) == []


async def test_ids_that_start_anew_lower_lose_nothing(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram)
    await ids(telegram, offset=waiting + 1)
    telegram.restart_update_ids(500)
    telegram.person_writes(1, "after a quiet week")
    assert await ids(telegram, offset=waiting + 1) == [500]
    assert await ids(telegram, offset=501) == []


async def test_an_acknowledged_update_can_come_again(telegram: LocalTelegram) -> None:
    (waiting,) = await ids(telegram)
    await ids(telegram, offset=waiting + 1)
    telegram.redeliver(waiting)
    assert await ids(telegram) == [waiting]
    with pytest.raises(LocalTelegramError, match="update not found"):
        telegram.redeliver(waiting + 1)


# What tests ask for


async def test_a_planned_failure_happens_once_and_changes_nothing(
    telegram: LocalTelegram, refusal: Refusal
) -> None:
    telegram.fail_next(
        "sendMessage", LocalTelegramError(429, "Too Many Requests: retry after 3", 3)
    )
    assert await refusal("sendMessage", {"chat_id": 1, "text": "x"}) == (
        429,
        "Too Many Requests: retry after 3",
    )
    assert len(telegram.messages(1)) == 1
    await send_text(telegram)


async def test_an_answer_can_be_lost_after_the_message_has_arrived(
    telegram: LocalTelegram,
) -> None:
    telegram.fail_next("sendMessage", ConnectionError(), times=2, after=True)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await send_text(telegram)
    assert len(telegram.messages(1)) == 3


async def test_a_call_takes_as_long_as_the_test_wants(telegram: LocalTelegram) -> None:
    telegram.latency = 0.05
    start = asyncio.get_running_loop().time()
    await send_text(telegram)
    assert asyncio.get_running_loop().time() - start >= 0.049


async def test_a_refused_call_leaves_no_trace(telegram: LocalTelegram, refusal: Refusal) -> None:
    events = telegram.events(1)
    await refusal("sendMessage", {"chat_id": 1, "text": "<b>", "parse_mode": "HTML"})
    number = await send_text(telegram)
    assert (await anext(events)).data["message_id"] == number == 2
