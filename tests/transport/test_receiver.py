"""No update is lost: each is acknowledged only when it was handled for good."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update
from telegram.error import InvalidToken, NetworkError, TimedOut
from telegram.ext import Application, CallbackContext, TypeHandler
from telegram.request import BaseRequest, RequestData

from bot.transport import receiver as receiver_module
from bot.transport.handling import ALLOWED_UPDATES, AnyApplication, Handling
from bot.transport.processor import ChatOrderProcessor
from bot.transport.receiver import PollingReceiver

TOKEN = "7000000001:AAsecretsecretsecretsecretsecretsec"
ME = {"id": 7000000001, "is_bot": True, "first_name": "BackEase", "username": "backease_bot"}

AnyContext = CallbackContext[Any, Any, Any, Any]
Handle = Callable[[Update], Awaitable[None]]


class StorageDown(Exception):
    """What storage raises when it cannot be reached."""


class Telegram(BaseRequest):
    """Keeps updates until they are acknowledged, as the real service does."""

    def __init__(self) -> None:
        self.pending: list[dict[str, Any]] = []
        self.polls: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.troubles: deque[tuple[int, dict[str, Any]] | Exception] = deque()
        self.most_polls_at_once = 0
        self._polls_now = 0
        self._arrived = asyncio.Event()

    def arrives(self, *update_ids: int, chat_id: int = 1, **entry: Any) -> None:
        for update_id in update_ids:
            chat = {"id": chat_id, "type": "private", "first_name": "A"}
            message = {"message_id": update_id, "date": 1_760_000_000, "text": "x", "chat": chat}
            self.pending.append({"update_id": update_id, "message": message} | entry)
        self._arrived.set()

    @property
    def pending_ids(self) -> list[int]:
        return [entry["update_id"] for entry in self.pending]

    @property
    def offsets(self) -> list[int | None]:
        return [poll.get("offset") for poll in self.polls]

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        self.calls.append(name)
        if name != "getUpdates":
            return 200, json.dumps({"ok": True, "result": ME if name == "getMe" else True}).encode()
        params = dict(request_data.parameters) if request_data else {}
        self.polls.append(params)
        self._polls_now += 1
        self.most_polls_at_once = max(self.most_polls_at_once, self._polls_now)
        try:
            return await self._get_updates(params)
        finally:
            self._polls_now -= 1

    async def _get_updates(self, params: dict[str, Any]) -> tuple[int, bytes]:
        await asyncio.sleep(0)
        if self.troubles:
            trouble = self.troubles.popleft()
            if isinstance(trouble, Exception):
                raise trouble
            status, body = trouble
            return status, json.dumps(body).encode()
        offset = params.get("offset")
        if offset is not None:
            self.pending = [entry for entry in self.pending if entry["update_id"] >= offset]
        if not self.pending and params["timeout"]:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), params["timeout"])
        batch = self.pending[: params["limit"]]
        return 200, json.dumps({"ok": True, "result": batch}).encode()


def refuses(status: int, description: str, **parameters: int) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return status, body | ({"parameters": parameters} if parameters else {})


async def _never_shed(_update: Update) -> bool:
    return False


def application_on(
    telegram: Telegram, handle: Handle, shed: Callable[[Update], Awaitable[bool]] = _never_shed
) -> AnyApplication:
    """An application whose one handler is ``handle``."""
    application: AnyApplication = (
        Application.builder()
        .token(TOKEN)
        .request(telegram)
        .get_updates_request(telegram)
        .updater(None)
        .job_queue(None)
        .concurrent_updates(ChatOrderProcessor(shed))
        .build()
    )

    async def on_update(update: Update, _context: AnyContext) -> None:
        await handle(update)

    application.add_handler(TypeHandler(Update, on_update))
    return application


def is_storage_failure(error: Exception) -> bool:
    return isinstance(error, StorageDown)


@asynccontextmanager
async def bot_on(telegram: Telegram, handle: Handle) -> AsyncIterator[PollingReceiver]:
    """A started bot whose one handler is ``handle``."""
    application = application_on(telegram, handle)
    receiver = PollingReceiver(
        application,
        is_storage_failure,
        long_poll_seconds=5,
        first_pause_seconds=0.01,
        longest_pause_seconds=0.05,
    )
    async with application:
        receiver.start()
        try:
            yield receiver
        finally:
            await receiver.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - it watches a fake from outside
            await asyncio.sleep(0.002)


class Diary:
    """A handler that notes what it handled; ``broken`` ids fail as often as they say."""

    def __init__(self, broken: dict[int, int] | None = None) -> None:
        self.handled: list[int] = []
        self.tries: list[int] = []
        self._broken = broken or {}

    async def handle(self, update: Update) -> None:
        id_ = update.update_id
        self.tries.append(id_)
        await asyncio.sleep(0)
        if self._broken.get(id_, 0):
            self._broken[id_] -= 1
            raise StorageDown
        self.handled.append(id_)


async def test_what_is_handled_is_acknowledged_once_and_then_no_offset_is_sent() -> None:
    telegram, diary = Telegram(), Diary()
    telegram.arrives(41, 42)
    async with bot_on(telegram, diary.handle):
        await until(lambda: telegram.offsets == [None, 43])
        telegram.arrives(43)
        await until(lambda: telegram.offsets == [None, 43, 44])
        assert diary.handled == [41, 42, 43]
        assert telegram.pending == []
    assert telegram.most_polls_at_once == 1


async def test_only_the_kinds_of_update_the_bot_uses_are_asked_for() -> None:
    telegram = Telegram()
    async with bot_on(telegram, Diary().handle):
        await until(lambda: telegram.polls)
    assert telegram.polls[0] == {
        "timeout": 5,
        "limit": 100,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
    assert list(ALLOWED_UPDATES) == telegram.polls[0]["allowed_updates"]


async def test_telegram_keeps_an_update_as_long_as_it_is_being_handled() -> None:
    telegram, go_on = Telegram(), asyncio.Event()

    async def slowly(_update: Update) -> None:
        await go_on.wait()

    telegram.arrives(7)
    async with bot_on(telegram, slowly):
        await until(lambda: len(telegram.polls) >= 3)
        assert telegram.pending_ids == [7]
        assert max(offset or 0 for offset in telegram.offsets) <= 7
        go_on.set()
        await until(lambda: not telegram.pending)


async def test_what_a_killed_process_had_in_hand_comes_again() -> None:
    telegram = Telegram()

    async def never_ends(update: Update) -> None:
        if update.update_id != 1:
            await asyncio.Event().wait()

    telegram.arrives(1, 2, 3, chat_id=1)
    async with bot_on(telegram, never_ends) as first:
        await until(lambda: telegram.pending_ids == [2, 3])
        await first.stop(grace_seconds=0)
    assert telegram.pending_ids == [2, 3]
    diary = Diary()
    async with bot_on(telegram, diary.handle):
        await until(lambda: not telegram.pending)
    assert diary.handled == [2, 3]


async def test_a_slow_chat_does_not_keep_other_chats_from_being_fetched() -> None:
    telegram, go_on, diary = Telegram(), asyncio.Event(), Diary()

    async def slow_in_chat_1(update: Update) -> None:
        assert update.effective_chat is not None
        if update.effective_chat.id == 1:
            await go_on.wait()
        await diary.handle(update)

    telegram.arrives(1)
    async with bot_on(telegram, slow_in_chat_1):
        await until(lambda: telegram.polls)
        telegram.arrives(2, 3, chat_id=2)
        await until(lambda: diary.handled == [2, 3])
        assert telegram.pending_ids == [1, 2, 3]
        go_on.set()
        await until(lambda: not telegram.pending)
        assert diary.tries == [2, 3, 1]


async def test_when_storage_fails_the_update_is_kept_and_tried_again() -> None:
    telegram, diary = Telegram(), Diary(broken={12: 3})
    telegram.arrives(11, chat_id=1)
    telegram.arrives(12, chat_id=2)
    telegram.arrives(13, chat_id=3)
    async with bot_on(telegram, diary.handle):
        await until(lambda: not telegram.pending)
    assert sorted(diary.handled) == [11, 12, 13]
    assert diary.tries.count(12) == 4
    assert diary.tries.count(11) == diary.tries.count(13) == 1
    assert telegram.offsets[-1] == 14


async def test_updates_behind_a_failed_one_are_handled_but_not_acknowledged() -> None:
    telegram, diary = Telegram(), Diary(broken={12: 1_000})
    telegram.arrives(12, chat_id=2)
    telegram.arrives(13, chat_id=3)
    async with bot_on(telegram, diary.handle):
        await until(lambda: diary.tries.count(12) >= 3)
        assert diary.handled == [13]
        assert max(offset or 0 for offset in telegram.offsets) == 12
    assert telegram.pending_ids == [12, 13]


async def test_the_pause_after_a_storage_failure_grows_and_is_bounded(
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram, diary = Telegram(), Diary(broken={12: 6})
    telegram.arrives(12)
    with caplog.at_level(logging.ERROR):
        async with bot_on(telegram, diary.handle):
            await until(lambda: not telegram.pending)
    pauses = [record.args[1] for record in caplog.records if isinstance(record.args, tuple)]
    numbers = [pause for pause in pauses if isinstance(pause, float)]
    assert len(numbers) == 6
    assert numbers[0] < 0.02 < 0.03 < numbers[-1] < 0.07


async def test_an_error_of_ours_does_not_bring_the_update_back() -> None:
    telegram, tries = Telegram(), Diary()

    async def broken(update: Update) -> None:
        await tries.handle(update)
        raise LookupError

    telegram.arrives(5)
    async with bot_on(telegram, broken):
        await until(lambda: not telegram.pending)
    assert tries.handled == [5]


async def test_lower_ids_after_a_quiet_week_are_handled_too() -> None:
    telegram, diary = Telegram(), Diary()
    telegram.arrives(900_000)
    async with bot_on(telegram, diary.handle):
        await until(lambda: not telegram.pending and len(telegram.polls) == 2)
        telegram.arrives(17)
        await until(lambda: 17 in diary.handled and not telegram.pending)
        telegram.arrives(18)
        await until(lambda: 18 in diary.handled and not telegram.pending)
    assert diary.handled == [900_000, 17, 18]


async def test_an_acknowledgement_that_failed_for_a_day_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    telegram, diary = Telegram(), Diary()
    telegram.arrives(900_000)
    monkeypatch.setattr(receiver_module, "_KEPT_BY_TELEGRAM_SECONDS", -1)
    async with bot_on(telegram, diary.handle):
        await until(lambda: len(telegram.polls) == 2)  # acknowledged, now a long poll
        telegram.pending.clear()
        telegram.troubles.append(NetworkError("down"))
        telegram.arrives(900_001)  # handled; the poll that would acknowledge it fails
        await until(lambda: 900_001 in diary.handled and not telegram.troubles)
        telegram.pending.clear()
        telegram.arrives(3)
        await until(lambda: 3 in diary.handled)
    assert telegram.offsets[:4] == [None, 900_001, 900_002, None]


async def test_an_acknowledgement_that_failed_is_made_again() -> None:
    telegram, diary = Telegram(), Diary()
    telegram.arrives(1)
    async with bot_on(telegram, diary.handle):
        telegram.troubles.append(TimedOut())
        await until(lambda: not telegram.pending)
    assert diary.tries == [1]


async def test_nothing_that_goes_wrong_ends_the_polling() -> None:
    telegram, diary = Telegram(), Diary()
    telegram.troubles.extend(
        [
            NetworkError("no route"),
            TimedOut(),
            refuses(502, "Bad Gateway"),
            refuses(409, "Conflict: terminated by other getUpdates request"),
            refuses(429, "Too Many Requests: retry after 0"),
            (200, {"ok": True, "result": True}),
            (200, {"ok": True, "result": [{"no": "id"}]}),
            (200, {"ok": True}),
            RuntimeError("boom"),
        ]
    )
    telegram.arrives(1)
    async with bot_on(telegram, diary.handle) as receiver:
        await until(lambda: not telegram.pending)
        assert diary.handled == [1]
        assert receiver.last_poll_at is not None
        assert (datetime.now(UTC) - receiver.last_poll_at).total_seconds() < 10


async def test_an_update_that_cannot_be_read_costs_only_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram, diary = Telegram(), Diary()
    telegram.arrives(1, message={"text": "my back hurts"})
    telegram.arrives(2)
    async with bot_on(telegram, diary.handle):
        await until(lambda: not telegram.pending)
    assert diary.handled == [2]
    assert "Update 1 cannot be read" in caplog.text
    assert "my back hurts" not in caplog.text


async def test_a_second_process_with_the_same_token_is_named_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram = Telegram()
    conflict = refuses(409, "Conflict: terminated by other getUpdates request; make sure that …")
    telegram.troubles.extend([conflict] * 4)
    async with bot_on(telegram, Diary().handle):
        await until(lambda: not telegram.troubles)
    assert caplog.text.count("Another process polls with this token") == 1


async def test_a_webhook_left_over_gives_way_to_polling_and_keeps_its_updates() -> None:
    telegram, diary = Telegram(), Diary()
    telegram.troubles.append(
        refuses(409, "Conflict: can't use getUpdates method while webhook is active")
    )
    telegram.arrives(1)
    async with bot_on(telegram, diary.handle):
        await until(lambda: not telegram.pending)
    assert "deleteWebhook" in telegram.calls
    assert diary.handled == [1]


async def test_a_wait_that_telegram_asks_for_is_kept() -> None:
    telegram = Telegram()
    telegram.troubles.append(refuses(429, "Too Many Requests: retry after 1", retry_after=1))
    async with bot_on(telegram, Diary().handle):
        await until(lambda: telegram.polls)
        await asyncio.sleep(0.3)
        assert len(telegram.polls) == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_ends_the_polling_with_one_clear_line(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    telegram = Telegram()
    telegram.troubles.append(refuses(status, "Unauthorized"))
    async with bot_on(telegram, Diary().handle) as receiver:
        with pytest.raises(InvalidToken, match="check TELEGRAM_TOKEN") as caught:
            await receiver.wait()
    assert "\n" not in str(caught.value)
    assert TOKEN not in caplog.text + str(caught.value)


async def test_stopping_ends_the_long_poll_at_once() -> None:
    telegram = Telegram()
    async with bot_on(telegram, Diary().handle) as receiver:
        await until(lambda: telegram.polls)
        async with asyncio.timeout(2):
            await receiver.stop()
            await receiver.wait()
    assert len(telegram.polls) == 1


async def test_stopping_finishes_what_is_in_hand_and_acknowledges_it() -> None:
    telegram, begun = Telegram(), asyncio.Event()

    async def slowly(_update: Update) -> None:
        begun.set()
        await asyncio.sleep(0.05)

    telegram.arrives(1, 2)
    async with bot_on(telegram, slowly) as receiver:
        await begun.wait()
        await receiver.stop()
    assert telegram.pending == []
    assert telegram.polls[-1] | {"allowed_updates": None} == {
        "offset": 3,
        "timeout": 0,
        "limit": 1,
        "allowed_updates": None,
    }


async def test_stopping_while_the_network_is_down_does_not_hang() -> None:
    telegram, diary = Telegram(), Diary()
    telegram.arrives(1)
    async with bot_on(telegram, diary.handle) as receiver:
        telegram.troubles.extend([NetworkError("down")] * 1_000)
        await until(lambda: len(telegram.polls) > 2)
        async with asyncio.timeout(2):
            await receiver.stop()


async def test_a_stopped_receiver_can_start_again() -> None:
    telegram, diary = Telegram(), Diary()
    async with bot_on(telegram, diary.handle) as receiver:
        await receiver.stop()
        telegram.arrives(1)
        receiver.start()
        await until(lambda: not telegram.pending)
    assert diary.handled == [1]


async def test_order_within_a_chat_holds_over_many_updates() -> None:
    telegram = Telegram()
    order: dict[int, list[int]] = {}

    async def handle(update: Update) -> None:
        assert update.effective_chat is not None
        await asyncio.sleep(0.001 * (update.update_id % 3))
        order.setdefault(update.effective_chat.id, []).append(update.update_id)

    for id_ in range(1, 301):
        telegram.arrives(id_, chat_id=id_ % 23)
    async with bot_on(telegram, handle):
        await until(lambda: not telegram.pending)
    assert sum(map(len, order.values())) == 300
    for ids in order.values():
        assert ids == sorted(ids)


async def test_a_storage_failure_while_shedding_a_flood_counts_too() -> None:
    async def storage_is_down(_update: Update) -> bool:
        raise StorageDown

    telegram = Telegram()
    telegram.arrives(*range(1, 31))
    application = application_on(telegram, Diary().handle, storage_is_down)
    handling = Handling(application, is_storage_failure)
    async with application:
        updates = [Update.de_json(entry, application.bot) for entry in telegram.pending]
        stored = await asyncio.gather(*map(handling.handle, updates))
    assert stored == [True] + [False] * 28 + [True]
