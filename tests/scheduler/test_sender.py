"""Does everyone who is due get their one prompt, whatever goes wrong?"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler import sender as sender_module
from scheduler.budget import Budget
from scheduler.due import Due, Outcome, RetryLater, Settlement
from scheduler.sender import Sender, send_one

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = date(2026, 7, 1)


def due(person: int = 1, **changes: object) -> Due:
    base = Due(person, person, DAY, NOON, "UTC", f"lease {person}")
    return replace(base, **changes)  # type: ignore[arg-type]


async def sent(_: Due) -> Settlement:
    return Outcome.SENT


class TableDesk:
    """A desk over a dictionary: leased rows are out of the way, settled ones are gone."""

    def __init__(
        self, dues: Sequence[Due], send: Callable[[Due], Awaitable[Settlement]] = sent
    ) -> None:
        self.ready = list(dues)
        self.leased: dict[int, Due] = {}
        self.begun: set[int] = set()  # sending has begun, without a known end
        self.settled: dict[int, list[Settlement]] = {}
        self.sends: list[int] = []
        self.given_back: list[int] = []
        self.stolen: set[int] = set()
        self.at_once = self.most_at_once = 0
        self.claims = 0
        self.time = NOON
        self.broken: dict[str, int] = {}  # how often each call fails before it works again
        self._send = send

    def _may_break(self, call: str) -> None:
        if self.broken.get(call, 0) > 0:
            self.broken[call] -= 1
            raise RuntimeError("the pain of person 7 is 9 of 10")

    def now(self) -> datetime:
        return self.time

    async def claim(self, limit: int) -> Sequence[Due]:
        self.claims += 1
        self._may_break("claim")
        claimed, self.ready = self.ready[:limit], self.ready[limit:]
        claimed = [replace(each, lease=f"claim {self.claims}") for each in claimed]
        self.leased |= {each.person_id: each for each in claimed}
        return claimed

    async def mark_sending(self, due: Due) -> bool:
        self._may_break("mark_sending")
        if due.person_id in self.stolen or not self._is_held(due):
            return False
        self.begun.add(due.person_id)
        return True

    async def send(self, due: Due) -> Settlement:
        self.sends.append(due.person_id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._send(due)
        finally:
            self.at_once -= 1

    async def settle(self, due: Due, settlement: Settlement) -> None:
        self._may_break("settle")
        if not self._is_held(due):
            return
        self.settled.setdefault(due.person_id, []).append(settlement)
        del self.leased[due.person_id]
        if isinstance(settlement, RetryLater):
            if not settlement.maybe_sent:
                self.begun.discard(due.person_id)
            self.ready.append(self._unleased(due))

    async def give_back(self, dues: Sequence[Due]) -> None:
        self.given_back += [each.person_id for each in dues]
        self.ready += [self.leased.pop(each.person_id) for each in dues if self._is_held(each)]

    def end_leases(self) -> None:
        """Let the leases run out: a row whose sending had begun is in doubt."""
        self.ready += [self._unleased(each) for each in self.leased.values()]
        self.leased.clear()

    def _is_held(self, due: Due) -> bool:
        return self.leased.get(due.person_id) == due

    def _unleased(self, due: Due) -> Due:
        begun = due.person_id in self.begun
        return replace(due, attempts=due.attempts + 1, doubtful=begun)


async def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the desk has no event to wait for
            await asyncio.sleep(0.001)


@asynccontextmanager
async def running(
    desk: TableDesk, *, per_second: float = 0, in_flight: int = 8
) -> AsyncIterator[Sender]:
    sender = Sender(desk, per_second=Budget(per_second), in_flight=in_flight)
    task = asyncio.create_task(sender.run())
    sender.wake()
    try:
        yield sender
    finally:
        await sender.stop(grace_seconds=1)
        await task


async def test_a_sent_prompt_is_settled_as_sent() -> None:
    desk = TableDesk([due()])
    async with running(desk):
        await until(lambda: 1 in desk.settled)
    assert desk.settled == {1: [Outcome.SENT]}


async def test_everyone_of_a_crowd_gets_one_prompt() -> None:
    desk = TableDesk([due(n) for n in range(1000)])
    async with running(desk):
        await until(lambda: len(desk.settled) == 1000)
    assert sorted(desk.sends) == list(range(1000))
    assert desk.most_at_once <= 8


async def test_as_many_are_in_flight_as_allowed_and_a_slow_one_holds_up_nobody() -> None:
    slow = asyncio.Event()

    async def send(each: Due) -> Settlement:
        await (slow.wait() if each.person_id == 0 else asyncio.sleep(0.001))
        return Outcome.SENT

    desk = TableDesk([due(n) for n in range(300)], send)
    async with running(desk, in_flight=3):
        await until(lambda: len(desk.settled) == 299)
        slow.set()
        await until(lambda: len(desk.settled) == 300)
    assert desk.most_at_once == 3


async def test_a_prompt_three_hours_late_is_skipped_and_not_sent() -> None:
    desk = TableDesk([due()])
    desk.time = NOON + timedelta(hours=3, seconds=1)
    async with running(desk):
        await until(lambda: 1 in desk.settled)
    assert desk.settled == {1: [Outcome.SKIPPED_LATE]}
    assert desk.sends == []


@pytest.mark.parametrize(
    ("due_hour", "now_hour", "zone", "late"),
    [
        (20, 21, "UTC", False),
        (20, 22, "UTC", True),
        (23, 23, "UTC", False),  # the person chose 23:00
        (4, 5, "UTC", False),
        (18, 20, "Asia/Karachi", False),  # 23:00 there, and now 01:00: chosen hours
        (16, 17, "Asia/Karachi", True),  # 21:00 there, and now 22:00
        (16, 17, "Mars/Olympus", False),
    ],
)
def test_a_late_prompt_does_not_reach_into_hours_nobody_chose(
    due_hour: int, now_hour: int, zone: str, late: bool
) -> None:
    chosen = due(zone=zone, due_at=NOON.replace(hour=due_hour))
    assert chosen.is_too_late(NOON.replace(hour=now_hour, minute=30)) is late


async def test_a_lease_that_went_to_another_worker_is_dropped() -> None:
    desk = TableDesk([due(1), due(2)])
    desk.stolen = {1}
    async with running(desk):
        await until(lambda: 2 in desk.settled)
    assert desk.sends == [2]
    assert 1 not in desk.settled


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.NOT_NEEDED, Outcome.FAILED])
async def test_what_the_desk_says_became_of_it_is_settled(outcome: Outcome) -> None:
    async def send(_: Due) -> Settlement:
        return outcome

    desk = TableDesk([due()], send)
    assert await send_one((await desk.claim(1))[0], desk) is outcome
    assert desk.settled == {1: [outcome]}


async def test_a_prompt_in_doubt_is_sent_again_once_and_recorded_as_doubtful() -> None:
    failures = [TimeoutError()]

    async def send(_: Due) -> Settlement:
        if failures:
            raise failures.pop()
        return Outcome.SENT

    desk = TableDesk([due()], send)
    async with running(desk) as sender:
        await until(lambda: 1 in desk.settled)
        sender.wake()
        await until(lambda: len(desk.settled[1]) == 2)
    assert desk.settled[1] == [RetryLater(60, maybe_sent=True), Outcome.DOUBTFUL]
    assert desk.sends == [1, 1]


async def test_a_prompt_in_doubt_stays_in_doubt_when_telegram_asks_for_a_pause() -> None:
    async def send(_: Due) -> Settlement:
        return RetryLater(7)

    desk = TableDesk([due(doubtful=True)], send)
    assert await send_one((await desk.claim(1))[0], desk) == RetryLater(7, maybe_sent=True)


async def test_a_prompt_in_doubt_twice_is_let_go() -> None:
    async def send(_: Due) -> Settlement:
        raise ConnectionResetError

    desk = TableDesk([due(doubtful=True)], send)
    assert await send_one((await desk.claim(1))[0], desk) is Outcome.DOUBTFUL


async def test_a_prompt_that_kills_worker_after_worker_is_not_sent_for_ever() -> None:
    desk = TableDesk([due(doubtful=True, attempts=9)])
    assert await send_one((await desk.claim(1))[0], desk) is Outcome.DOUBTFUL
    assert desk.sends == []


async def test_a_request_without_any_answer_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "SEND_SECONDS", 0.01)

    async def send(_: Due) -> Settlement:
        await asyncio.sleep(60)
        return Outcome.SENT

    desk = TableDesk([due()], send)
    assert await send_one((await desk.claim(1))[0], desk) == RetryLater(60, maybe_sent=True)


async def test_a_failing_prompt_harms_no_other_and_nothing_personal_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def send(each: Due) -> Settlement:
        if each.person_id == 2:
            raise ValueError("the pain of person 2 is 9 of 10")
        return Outcome.SENT

    desk = TableDesk([due(n) for n in range(1, 5)], send)
    with caplog.at_level(logging.DEBUG):
        async with running(desk):
            await until(lambda: len(desk.settled) == 4)
    assert desk.settled[2] == [Outcome.FAILED]
    assert "ValueError" in caplog.text
    assert "pain of" not in caplog.text


async def test_when_telegram_asks_for_a_pause_claiming_stops_and_the_rest_is_given_back() -> None:
    allowed = asyncio.Event()

    async def send(_: Due) -> Settlement:
        return Outcome.SENT if allowed.is_set() else RetryLater(0.2)

    desk = TableDesk([due(n) for n in range(50)], send)
    async with running(desk, in_flight=2) as sender:
        await until(lambda: desk.given_back != [] and not desk.leased)
        assert len(desk.sends) <= 4
        assert len(desk.given_back) >= 46
        claims = desk.claims
        sender.wake()
        await asyncio.sleep(0.05)
        assert desk.claims == claims
        allowed.set()
        await asyncio.sleep(0.2)
        sender.wake()
        await until(lambda: all(each[-1] is Outcome.SENT for each in desk.settled.values()))
        await until(lambda: len(desk.settled) == 50)


async def test_storage_that_is_down_is_tried_again_until_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = TableDesk([due()])
    desk.broken["claim"] = 1
    async with running(desk):
        await until(lambda: 1 in desk.settled)
    assert desk.settled == {1: [Outcome.SENT]}
    assert "RuntimeError" in caplog.text
    assert "pain" not in caplog.text


async def test_a_settlement_that_fails_is_tried_again_before_anything_is_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender_module, "_SETTLE_AGAIN_SECONDS", (0.001, 0.001, 0.001))
    desk = TableDesk([due()])
    desk.broken["settle"] = 3
    async with running(desk):
        await until(lambda: 1 in desk.settled)
    assert desk.settled == {1: [Outcome.SENT]}
    assert desk.sends == [1]


async def test_stopping_finishes_what_is_in_flight_and_gives_back_the_rest() -> None:
    go_on = asyncio.Event()

    async def send(_: Due) -> Settlement:
        await go_on.wait()
        return Outcome.SENT

    desk = TableDesk([due(n) for n in range(20)], send)
    sender = Sender(desk, per_second=Budget(0), in_flight=3)
    task = asyncio.create_task(sender.run())
    sender.wake()
    await until(lambda: desk.at_once == 3)
    stopping = asyncio.create_task(sender.stop(grace_seconds=5))
    await until(lambda: len(desk.given_back) == 17)
    go_on.set()
    await stopping
    await task
    assert sorted(desk.settled) == [0, 1, 2]
    assert len(desk.ready) == 17
    assert not desk.leased


async def test_stopping_does_not_wait_longer_than_its_grace() -> None:
    async def send(_: Due) -> Settlement:
        await asyncio.sleep(60)
        return Outcome.SENT

    desk = TableDesk([due()], send)
    sender = Sender(desk, per_second=Budget(0))
    task = asyncio.create_task(sender.run())
    sender.wake()
    await until(lambda: desk.at_once == 1)
    async with asyncio.timeout(2):
        await sender.stop(grace_seconds=0.05)
        await task
    assert desk.settled == {}
    assert 1 in desk.leased


async def test_prompts_keep_to_the_messages_a_second() -> None:
    desk = TableDesk([due(n) for n in range(30)])
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with running(desk, per_second=100):
        await until(lambda: len(desk.settled) == 30)
    # 20 at once are the allowed burst; the other ten take a tenth of a second.
    assert loop.time() - began >= 0.09


async def test_stopping_does_not_wait_for_the_budget() -> None:
    desk = TableDesk([due(n) for n in range(5)])
    async with asyncio.timeout(2):
        async with running(desk, per_second=0.01):
            await until(lambda: len(desk.settled) == 1)
    assert sorted(desk.given_back) == [1, 2, 3, 4]


async def test_the_last_tick_shows_that_the_sender_lives() -> None:
    desk = TableDesk([])
    async with running(desk) as sender:
        await until(lambda: sender.last_tick_at is not None)
        first = sender.last_tick_at
        assert first is not None
        await asyncio.sleep(0.002)
        sender.wake()
        await until(lambda: sender.last_tick_at != first)


@pytest.mark.parametrize("seed", range(5))
async def test_in_any_muddle_nobody_is_forgotten(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "_SETTLE_AGAIN_SECONDS", (0.0,))
    chance = random.Random(seed)
    arrived: dict[int, int] = {}

    async def send(each: Due) -> Settlement:
        await asyncio.sleep(chance.choice([0, 0, 0.001]))
        luck = chance.random()
        if luck < 0.1:
            return RetryLater(0.005)
        arrived[each.person_id] = arrived.get(each.person_id, 0) + 1
        if luck < 0.2:
            raise TimeoutError
        return Outcome.SENT

    desk = TableDesk([due(n) for n in range(200)], send)

    def ended() -> bool:
        last = [each[-1] for each in desk.settled.values()]
        return len(last) == 200 and not any(isinstance(each, RetryLater) for each in last)

    async with running(desk) as sender:
        for _ in range(2000):
            if ended():
                break
            desk.broken["settle"] = chance.choice([0, 0, 0, 2])
            desk.broken["mark_sending"] = chance.choice([0, 0, 1])
            await asyncio.sleep(0.002)
            if desk.at_once == 0:
                desk.end_leases()
            sender.wake()
    assert ended()
    assert set(arrived) == set(range(200))
    assert max(arrived.values()) <= 8
