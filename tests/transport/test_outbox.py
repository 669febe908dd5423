"""Replies leave within Telegram's limits, and every normal refusal is an outcome."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.dialogue.screen import Button, Document, Picture
from bot.transport import outbox
from bot.transport.limits import ChatBuckets, Holds
from bot.transport.outbox import Gateway
from bot.transport.outcomes import Gone, InDoubt, Later, Missing, Shown
from bot.transport.request import NotConnected

TOKEN = "7000000001:AAsecretsecretsecretsecretsecretsec"
ME = {"id": 7000000001, "is_bot": True, "first_name": "BackEase", "username": "backease_bot"}
DONE = ((Button("Done", "v1:player:3:done"), Button("It hurts", "v1:player:3:hurts")),)

Trouble = tuple[int, dict[str, Any]] | Exception


class Telegram(BaseRequest):
    """Says yes to everything, unless the next answers are troubles laid out before."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.uploads: list[str] = []
        self.troubles: deque[Trouble] = deque()

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if name == "getMe":
            return 200, json.dumps({"ok": True, "result": ME}).encode()
        params: dict[str, Any] = dict(request_data.parameters) if request_data else {}
        files = request_data.multipart_data if request_data else {}
        self.calls.append((name, params))
        await asyncio.sleep(0)
        if self.troubles:
            trouble = self.troubles.popleft()
            if isinstance(trouble, Exception):
                raise trouble
            return trouble[0], json.dumps(trouble[1]).encode()
        self.uploads.extend(filename for filename, _, _ in files.values())
        result: Any = True
        if name.startswith(("send", "edit")) and name != "sendChatAction":
            message_id = params.get("message_id", 100 + len(self.calls))
            chat = {"id": params["chat_id"], "type": "private"}
            result = {"message_id": message_id, "date": 1_760_000_000, "chat": chat}
            sizes = {"file_unique_id": "u", "width": 1, "height": 1}
            kind = params["media"]["type"] if name == "editMessageMedia" else name
            if kind in {"sendPhoto", "photo"}:
                result["photo"] = [sizes | {"file_id": "small"}, sizes | {"file_id": "photo-id"}]
            elif kind in {"sendAnimation", "animation"}:
                result["animation"] = sizes | {"file_id": "film-id", "duration": 3}
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Files:
    """File ids as storage remembers them."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.error: Exception | None = None

    async def find(self, key: str) -> str | None:
        if self.error:
            raise self.error
        return self.ids.get(key)

    async def save(self, key: str, file_id: str) -> None:
        if self.error:
            raise self.error
        self.ids[key] = file_id


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def spent() -> list[int]:
    return []


@pytest.fixture
async def gateway(
    telegram: Telegram, files: Files, spent: list[int], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Gateway]:
    monkeypatch.setattr(outbox, "_RETRY_AFTER_SECONDS", 0.0)
    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as bot:
        yield Gateway(
            bot,
            find_file_id=files.find,
            save_file_id=files.save,
            spend=lambda: spent.append(1),
            buckets=ChatBuckets(refill_seconds=0),
        )


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    path = tmp_path / "knee_rolls.mp4"
    path.write_bytes(b"a film")
    return Picture("k1", str(path), film=True)


@pytest.fixture
def chart(tmp_path: Path) -> Picture:
    path = tmp_path / "chart.png"
    path.write_bytes(b"a chart")
    return Picture("c1", str(path), film=False)


def refuses(status: int, description: str, **parameters: int) -> Trouble:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return status, body | ({"parameters": parameters} if parameters else {})


def wait(seconds: int) -> Trouble:
    return refuses(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


BLOCKED = refuses(403, "Forbidden: bot was blocked by the user")
UNCHANGED = refuses(400, "Bad Request: message is not modified: specified new message content …")
BAD_PICTURE = refuses(400, "Bad Request: wrong file identifier/HTTP URL specified")


async def test_a_text_leaves_as_html_with_buttons_and_without_a_preview(
    gateway: Gateway, telegram: Telegram
) -> None:
    assert await gateway.send_text(1, "<b>Well done.</b>", DONE) == Shown(101)
    method, params = telegram.calls[0]
    assert method == "sendMessage"
    assert params["parse_mode"] == "HTML"
    assert params["link_preview_options"] == {"is_disabled": True}
    assert params["reply_markup"]["inline_keyboard"] == [
        [
            {"text": "Done", "callback_data": "v1:player:3:done"},
            {"text": "It hurts", "callback_data": "v1:player:3:hurts"},
        ]
    ]


async def test_a_picture_is_uploaded_once_and_sent_by_its_id_after_that(
    gateway: Gateway, telegram: Telegram, files: Files, picture: Picture, chart: Picture
) -> None:
    for chat_id in (1, 2):
        assert isinstance(await gateway.send_picture(chat_id, picture, "1 of 4", DONE), Shown)
        assert isinstance(await gateway.send_picture(chat_id, chart, "Your weeks"), Shown)
    assert telegram.methods == ["sendAnimation", "sendPhoto"] * 2
    assert telegram.uploads == ["knee_rolls.mp4", "chart.png"]
    assert telegram.calls[2][1]["animation"] == "film-id"
    assert telegram.calls[3][1]["photo"] == "photo-id"
    assert files.ids == {"k1": "film-id", "c1": "photo-id"}


async def test_an_id_remembered_before_a_restart_saves_the_upload(
    gateway: Gateway, telegram: Telegram, files: Files, picture: Picture
) -> None:
    files.ids["k1"] = "from-last-week"
    await gateway.send_picture(1, picture, "1 of 4")
    assert telegram.calls[0][1]["animation"] == "from-last-week"
    assert telegram.uploads == []


async def test_an_id_telegram_no_longer_knows_is_replaced_by_an_upload(
    gateway: Gateway, telegram: Telegram, files: Files, picture: Picture
) -> None:
    files.ids["k1"] = "forgotten"
    telegram.troubles.append(BAD_PICTURE)
    assert isinstance(await gateway.send_picture(1, picture, "1 of 4"), Shown)
    assert telegram.uploads == ["knee_rolls.mp4"]
    assert files.ids["k1"] == "film-id"


async def test_a_refused_or_missing_picture_never_blocks_the_text(
    gateway: Gateway, telegram: Telegram, picture: Picture
) -> None:
    telegram.troubles.append(BAD_PICTURE)
    assert isinstance(await gateway.send_picture(1, picture, "1 of 4", DONE), Shown)
    Path(picture.path).unlink()  # noqa: ASYNC240 - a test may block
    assert isinstance(await gateway.send_picture(1, picture, "1 of 4", DONE), Shown)
    assert telegram.methods == ["sendAnimation", "sendMessage", "sendMessage"]
    assert telegram.calls[1][1]["text"] == "1 of 4"
    assert "reply_markup" in telegram.calls[1][1]


async def test_a_film_that_cannot_be_had_is_stood_in_for_by_its_still(
    gateway: Gateway, telegram: Telegram, picture: Picture, chart: Picture
) -> None:
    telegram.troubles.append(BAD_PICTURE)
    film = replace(picture, instead=chart)
    assert isinstance(await gateway.send_picture(1, film, "1 of 4", DONE), Shown)
    assert telegram.methods == ["sendAnimation", "sendPhoto"]
    assert telegram.calls[1][1]["caption"] == "1 of 4"


async def test_a_cover_is_put_together_once_and_sent_by_its_id_after_that(
    gateway: Gateway, telegram: Telegram, files: Files
) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"a cover"

    cover = Picture("r1", "routine.jpg", film=False, make=make)
    for chat_id in (1, 2):
        assert isinstance(await gateway.send_picture(chat_id, cover, "Your routine", DONE), Shown)
    assert made == [1]
    assert list(files.ids) == ["r1"]
    assert [method for method, _ in telegram.calls] == ["sendPhoto", "sendPhoto"]
    assert telegram.calls[1][1]["photo"] == files.ids["r1"]


@pytest.mark.parametrize("trouble", [OSError("gone"), SyntaxError("broken")])
async def test_a_cover_that_cannot_be_made_leaves_the_words(
    gateway: Gateway, telegram: Telegram, trouble: Exception
) -> None:
    def make() -> bytes:
        raise trouble

    cover = Picture("r1", "routine.jpg", film=False, make=make)
    assert isinstance(await gateway.send_picture(1, cover, "Your routine", DONE), Shown)
    assert [method for method, _ in telegram.calls] == ["sendMessage"]


async def test_a_database_that_fails_does_not_send_a_picture_twice(
    gateway: Gateway, telegram: Telegram, files: Files, picture: Picture
) -> None:
    files.error = ConnectionError()
    assert isinstance(await gateway.send_picture(1, picture, "1 of 4"), Shown)
    assert telegram.methods == ["sendAnimation"]


async def test_a_step_changes_picture_and_words_in_one_message(
    gateway: Gateway, telegram: Telegram, files: Files, picture: Picture
) -> None:
    assert await gateway.edit_picture(1, 7, picture, "2 of 4", DONE) == Shown(7)
    assert await gateway.edit_picture(1, 7, picture, "2 of 4", DONE, shown_key="other") == Shown(7)
    assert telegram.methods == ["editMessageMedia", "editMessageMedia"]
    assert telegram.uploads == ["knee_rolls.mp4"]
    assert telegram.calls[1][1]["media"]["media"] == "film-id"
    assert telegram.calls[1][1]["media"]["parse_mode"] == "HTML"
    assert files.ids == {"k1": "film-id"}


async def test_with_the_same_picture_only_the_caption_is_changed(
    gateway: Gateway, telegram: Telegram, picture: Picture
) -> None:
    shown = await gateway.edit_picture(1, 7, picture, "Paused", DONE, shown_key="k1")
    assert shown == Shown(7)
    assert telegram.methods == ["editMessageCaption"]
    assert telegram.uploads == []


async def test_a_picture_that_cannot_go_into_the_message_asks_for_a_new_one(
    gateway: Gateway, telegram: Telegram, picture: Picture
) -> None:
    telegram.troubles.append(BAD_PICTURE)
    assert await gateway.edit_picture(1, 7, picture, "2 of 4") == Missing()
    telegram.troubles.append(refuses(400, "Bad Request: message caption is too long"))
    assert await gateway.edit_picture(1, 7, picture, "2 of 4", shown_key="k1") == Missing()


async def test_an_edit_that_changes_nothing_counts_as_shown(
    gateway: Gateway, telegram: Telegram, picture: Picture
) -> None:
    telegram.troubles.extend([UNCHANGED] * 4)
    assert await gateway.edit_text(1, 7, "same") == Shown(7)
    assert await gateway.edit_picture(1, 7, picture, "same") == Shown(7)
    assert await gateway.edit_picture(1, 7, picture, "same", shown_key="k1") == Shown(7)
    assert await gateway.remove_buttons(1, 7) == Shown(7)
    assert not telegram.troubles


@pytest.mark.parametrize(
    "reason",
    [
        "message to edit not found",
        "message can't be edited",
        "MESSAGE_ID_INVALID",
        "there is no text in the message to edit",
        "there is no caption in the message to edit",
    ],
)
async def test_a_message_that_cannot_be_changed_is_missing(
    gateway: Gateway, telegram: Telegram, reason: str
) -> None:
    telegram.troubles.append(refuses(400, f"Bad Request: {reason}"))
    assert await gateway.edit_text(1, 7, "again") == Missing()


async def test_who_blocked_the_bot_or_left_is_gone(
    gateway: Gateway, telegram: Telegram, picture: Picture
) -> None:
    telegram.troubles.extend([BLOCKED] * 4)
    assert await gateway.send_text(1, "hello") == Gone()
    assert await gateway.send_picture(1, picture, "hello") == Gone()
    assert await gateway.edit_text(1, 7, "hello") == Gone()
    assert await gateway.send_document(1, Document("export.json", b"{}")) == Gone()
    telegram.troubles.append(refuses(400, "Bad Request: chat not found"))
    assert await gateway.send_text(1, "hello") == Gone()


async def test_a_document_is_handed_over_under_its_name(
    gateway: Gateway, telegram: Telegram
) -> None:
    document = Document("backease-export.json", b"{}", caption="All I remember")
    assert isinstance(await gateway.send_document(1, document), Shown)
    assert telegram.uploads == ["backease-export.json"]
    assert telegram.calls[0][1]["caption"] == "All I remember"


async def test_a_chat_that_must_wait_holds_up_no_other(
    gateway: Gateway, telegram: Telegram
) -> None:
    telegram.troubles.append(wait(30))
    assert await gateway.send_text(1, "hello") == Later(30)
    held = await gateway.send_text(1, "hello")
    assert isinstance(held, Later)
    assert 29 < held.seconds <= 30
    assert isinstance(await gateway.send_text(2, "hello"), Shown)
    assert telegram.methods == ["sendMessage", "sendMessage"]


async def test_when_two_chats_must_wait_everything_is_held(
    gateway: Gateway, telegram: Telegram
) -> None:
    telegram.troubles.extend([wait(30), wait(20)])
    await gateway.send_text(1, "hello")
    await gateway.send_text(2, "hello")
    held = await gateway.send_text(3, "hello")
    assert isinstance(held, Later)
    assert 19 < held.seconds <= 20
    await gateway.answer_tap("q")
    await gateway.typing(3)
    assert len(telegram.calls) == 2


def test_a_hold_ends_in_time_and_a_later_refusal_stands_alone() -> None:
    holds = Holds()
    holds.refused(1, 3, now=100)
    holds.refused(1, 3, now=101)  # was under way already
    assert holds.seconds_left(101, 1) == 3
    assert holds.seconds_left(101, 2) == 0
    assert holds.seconds_left(104.5, 1) == 0
    holds.refused(2, 3, now=120)
    assert holds.seconds_left(120, 1) == 0


def test_the_same_chat_refused_again_within_ten_seconds_holds_everything() -> None:
    holds = Holds()
    holds.refused(1, 3, now=100)
    holds.refused(1, 5, now=106)
    assert holds.seconds_left(106, 2) == 5
    assert holds.seconds_left(106) == 5
    assert holds.seconds_left(111, 2) == 0


async def test_a_send_that_may_have_arrived_is_in_doubt_and_not_repeated(
    gateway: Gateway, telegram: Telegram, picture: Picture
) -> None:
    for trouble in (TimedOut(), NetworkError("cut"), refuses(502, "Bad Gateway")):
        telegram.troubles.append(trouble)
        assert await gateway.send_text(1, "hello") == InDoubt()
    telegram.troubles.append(TimedOut())
    assert await gateway.send_picture(1, picture, "hello") == InDoubt()
    assert len(telegram.calls) == 4


async def test_a_send_that_surely_did_not_leave_is_tried_once_more(
    gateway: Gateway, telegram: Telegram
) -> None:
    telegram.troubles.append(NotConnected("no route"))
    assert isinstance(await gateway.send_text(1, "hello"), Shown)
    telegram.troubles.extend([NotConnected("no route")] * 2)
    assert isinstance(await gateway.send_text(1, "hello"), Later)
    assert len(telegram.calls) == 4


async def test_an_edit_is_tried_once_more_when_the_connection_breaks(
    gateway: Gateway, telegram: Telegram
) -> None:
    telegram.troubles.append(TimedOut())
    assert await gateway.edit_text(1, 7, "again") == Shown(7)
    telegram.troubles.extend([TimedOut(), NotConnected("no route")])
    assert await gateway.edit_text(1, 7, "again") == InDoubt()
    assert len(telegram.calls) == 4


async def test_a_tap_is_answered_and_an_old_one_stops_nothing(
    gateway: Gateway, telegram: Telegram
) -> None:
    await gateway.answer_tap("q1", "x" * 300)
    assert telegram.calls[0][1] == {"callback_query_id": "q1", "text": "x" * 200}
    telegram.troubles.append(refuses(400, "Bad Request: query is too old and response timeout …"))
    await gateway.answer_tap("q2")
    telegram.troubles.extend([TimedOut(), TimedOut()])
    await gateway.answer_tap("q3")
    assert len(telegram.calls) == 4
    assert telegram.calls[-1][1] == {"callback_query_id": "q3"}


async def test_typing_is_shown_or_not_but_never_fails(gateway: Gateway, telegram: Telegram) -> None:
    await gateway.typing(1)
    assert telegram.calls[0][1]["action"] == "typing"
    telegram.troubles.extend([BLOCKED, TimedOut(), wait(9)])
    for _ in range(4):
        await gateway.typing(1)
    assert len(telegram.calls) == 4  # the last one came while the chat was held


async def test_words_telegram_refuses_are_an_error_for_the_error_handler(
    gateway: Gateway, telegram: Telegram
) -> None:
    telegram.troubles.extend([refuses(400, "Bad Request: can't parse entities: …")] * 2)
    with pytest.raises(BadRequest):
        await gateway.send_text(1, "<b>oops")
    with pytest.raises(BadRequest):
        await gateway.edit_text(1, 7, "<b>oops")
    telegram.troubles.append(refuses(401, "Unauthorized"))
    with pytest.raises(InvalidToken):
        await gateway.send_text(1, "hello")


async def test_replies_count_against_the_budget_and_prompts_do_not(
    gateway: Gateway, telegram: Telegram, spent: list[int]
) -> None:
    await gateway.send_text(1, "hello")
    await gateway.edit_text(1, 7, "hello")
    assert len(spent) == 2
    await gateway.answer_tap("q")
    await gateway.typing(1)
    await gateway.for_prompts().send_text(1, "How is your back today?")
    assert len(spent) == 2
    telegram.troubles.append(wait(30))
    await gateway.for_prompts().send_text(2, "How is your back today?")
    assert isinstance(await gateway.send_text(2, "hello"), Later)


async def test_a_chat_may_get_a_burst_and_then_waits_for_its_turn(
    telegram: Telegram, files: Files
) -> None:
    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as bot:
        gateway = Gateway(
            bot,
            find_file_id=files.find,
            save_file_id=files.save,
            buckets=ChatBuckets(burst=5, refill_seconds=60),
        )
        async with asyncio.timeout(30):  # a call that waited for its turn would take a minute
            burst = await asyncio.gather(*(gateway.send_text(1, "hello") for _ in range(5)))
            await gateway.answer_tap("q")
            other = await gateway.send_text(2, "hello")
        assert all(isinstance(outcome, Shown) for outcome in (*burst, other))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(gateway.send_text(1, "hello"), 0.2)


def bucket_waits(buckets: ChatBuckets, times: list[float], chat_id: int = 1) -> list[float]:
    return [buckets.take(chat_id, now) for now in times]


def test_a_bucket_holds_five_and_refills_one_a_second() -> None:
    buckets = ChatBuckets()
    assert bucket_waits(buckets, [0.0] * 7) == [0, 0, 0, 0, 0, 1, 2]
    assert bucket_waits(buckets, [3.0, 3.0]) == [0, 1]
    assert bucket_waits(buckets, [100.0] * 6) == [0, 0, 0, 0, 0, 1]
    assert bucket_waits(buckets, [100.0] * 5, chat_id=2) == [0] * 5


def test_many_chats_take_bounded_memory() -> None:
    buckets, holds = ChatBuckets(), Holds()
    for chat_id in range(25_000):
        buckets.take(chat_id, 0)
        holds.refused(chat_id, 1, 0)
    assert len(buckets._full_again_at) == len(holds._until) == 10_000


# ---------------------------------------------------------------- drawn for one person


async def test_a_picture_drawn_for_one_person_is_sent_from_memory_and_not_remembered(
    gateway: Gateway, telegram: Telegram, files: Files
) -> None:
    drawn = Picture("d1", "progress.png", film=False, data=b"\x89PNG")
    assert isinstance(await gateway.send_picture(1, drawn, "6 to 4", DONE), Shown)
    assert isinstance(await gateway.send_picture(1, drawn, "6 to 4", DONE), Shown)
    assert telegram.uploads == ["progress.png"] * 2
    assert files.ids == {}


async def test_a_picture_drawn_anew_replaces_the_one_before(
    gateway: Gateway, telegram: Telegram, files: Files
) -> None:
    drawn = Picture("d1", "progress.png", film=False, data=b"\x89PNG")
    assert await gateway.edit_picture(1, 7, drawn, "7 days", shown_key="d0") == Shown(7)
    assert await gateway.edit_picture(1, 7, drawn, "7 days", shown_key="d1") == Shown(7)
    assert telegram.methods == ["editMessageMedia", "editMessageCaption"]
    assert files.ids == {}


async def test_a_refused_drawing_leaves_its_words(gateway: Gateway, telegram: Telegram) -> None:
    drawn = Picture("d1", "progress.png", film=False, data=b"\x89PNG")
    telegram.troubles.append(refuses(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    assert isinstance(await gateway.send_picture(1, drawn, "6 to 4"), Shown)
    assert telegram.methods == ["sendPhoto", "sendMessage"]
