"""Updates of one chat keep their order, chats do not wait for each other, a flood is shed."""

import asyncio
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Chat, Message, Update

from bot.transport.processor import FLOOD, ChatOrderProcessor


def update(update_id: int, chat_id: int | None = 1) -> Update:
    if chat_id is None:
        return Update(update_id)
    chat = Chat(chat_id, Chat.PRIVATE)
    return Update(update_id, message=Message(update_id, datetime.now(UTC), chat, text="hello"))


async def never_shed(_update: Update) -> bool:
    raise AssertionError("nothing floods here")


class Work:
    """Handlers that take a while and note when they begin and end."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.ended: list[int] = []
        self.most_at_once = 0

    async def handle(self, update_id: int, seconds: float = 0.001) -> None:
        self.began.append(update_id)
        self.most_at_once = max(self.most_at_once, len(self.began) - len(self.ended))
        await asyncio.sleep(seconds)
        self.ended.append(update_id)


async def test_updates_of_a_chat_are_handled_one_by_one_as_they_arrived() -> None:
    processor, work = ChatOrderProcessor(never_shed), Work()
    await asyncio.gather(
        *(
            processor.process_update(update(id_), work.handle(id_, seconds=0.01 / id_))
            for id_ in range(1, 10)
        )
    )
    assert work.began == work.ended == list(range(1, 10))
    assert work.most_at_once == 1


async def test_a_slow_chat_does_not_hold_up_another() -> None:
    processor, work = ChatOrderProcessor(never_shed, at_once=2), Work()
    slow = [
        asyncio.create_task(processor.process_update(update(id_), work.handle(id_, 0.05)))
        for id_ in range(1, 6)
    ]
    await asyncio.sleep(0)
    await processor.process_update(update(100, chat_id=2), work.handle(100))
    assert work.ended == [100]
    await asyncio.gather(*slow)


async def test_no_more_than_the_bound_run_at_once() -> None:
    processor, work = ChatOrderProcessor(never_shed, at_once=3), Work()
    await asyncio.gather(
        *(processor.process_update(update(id_, chat_id=id_), work.handle(id_)) for id_ in range(20))
    )
    assert work.most_at_once == 3
    assert len(work.ended) == 20


async def test_updates_without_a_chat_are_handled_too() -> None:
    processor, work = ChatOrderProcessor(never_shed), Work()
    await processor.process_update(update(1, chat_id=None), work.handle(1))
    await processor.process_update("something else", work.handle(2))
    assert work.ended == [1, 2]


async def test_an_error_reaches_the_caller_and_the_next_update_runs() -> None:
    processor, work = ChatOrderProcessor(never_shed), Work()

    async def broken() -> None:
        await asyncio.sleep(0)
        raise LookupError

    first, second = await asyncio.gather(
        processor.process_update(update(1), broken()),
        processor.process_update(update(2), work.handle(2)),
        return_exceptions=True,
    )
    assert isinstance(first, LookupError)
    assert second is None
    assert work.ended == [2]


async def test_handlers_can_ask_how_many_wait() -> None:
    processor = ChatOrderProcessor(never_shed)
    seen: list[int] = []

    async def ask() -> None:
        await asyncio.sleep(0)
        seen.append(processor.waiting(1))

    assert processor.waiting(1) == 0
    await asyncio.gather(*(processor.process_update(update(id_), ask()) for id_ in range(3)))
    assert seen == [2, 1, 0]


async def test_in_a_flood_only_the_first_and_the_last_are_handled() -> None:
    shed: list[int] = []

    async def note(flooding: Update) -> bool:
        shed.append(flooding.update_id)
        return True

    processor, work = ChatOrderProcessor(note), Work()
    last = FLOOD + 2
    await asyncio.gather(
        *(
            processor.process_update(update(id_), work.handle(id_, seconds=0))
            for id_ in range(1, last + 1)
        )
    )
    assert work.ended == [1, last]
    assert shed == list(range(2, last))
    await processor.process_update(update(last + 1), work.handle(last + 1))
    assert work.ended[-1] == last + 1


async def test_as_many_as_allowed_may_wait_and_nothing_is_shed() -> None:
    processor, work = ChatOrderProcessor(never_shed), Work()
    await asyncio.gather(
        *(
            processor.process_update(update(id_), work.handle(id_, seconds=0))
            for id_ in range(1, FLOOD + 2)
        )
    )
    assert len(work.ended) == FLOOD + 1


async def test_an_update_of_a_flood_that_must_be_handled_is_handled_in_its_place() -> None:
    async def all_but_the_seventh(flooding: Update) -> bool:
        return flooding.update_id != 7

    processor, work = ChatOrderProcessor(all_but_the_seventh), Work()
    await asyncio.gather(
        *(processor.process_update(update(id_), work.handle(id_)) for id_ in range(1, 40))
    )
    assert work.ended == [1, 7, 39]


async def test_one_chats_flood_leaves_the_others_alone() -> None:
    async def shed(flooding: Update) -> bool:
        assert flooding.effective_chat is not None
        return flooding.effective_chat.id == 1

    processor, work = ChatOrderProcessor(shed, at_once=4), Work()
    await asyncio.gather(
        *(processor.process_update(update(id_, chat_id=1), work.handle(id_)) for id_ in range(50)),
        *(
            processor.process_update(update(id_, chat_id=2), work.handle(id_))
            for id_ in range(60, 65)
        ),
    )
    assert [id_ for id_ in work.ended if id_ >= 60] == list(range(60, 65))


async def test_a_waiting_update_can_be_cancelled_without_holding_up_its_chat() -> None:
    processor, work = ChatOrderProcessor(never_shed), Work()
    tasks = [
        asyncio.create_task(processor.process_update(update(id_), work.handle(id_, 0.01)))
        for id_ in (1, 2, 3)
    ]
    await asyncio.sleep(0)
    tasks[1].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done[1], asyncio.CancelledError)
    assert work.ended == [1, 3]
    assert processor.waiting(1) == 0


async def test_chats_that_are_quiet_again_take_no_memory() -> None:
    processor, work = ChatOrderProcessor(never_shed), Work()
    for id_ in range(500):
        await processor.process_update(update(id_, chat_id=id_), work.handle(id_, 0))
    assert not processor._lines


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 4), max_size=60), st.integers(1, 5))
def test_whatever_arrives_each_chat_sees_its_own_order(chats: list[int], at_once: int) -> None:
    async def run() -> None:
        order: dict[int, list[int]] = {}

        async def shed(flooding: Update) -> bool:
            assert flooding.effective_chat is not None
            order.setdefault(flooding.effective_chat.id, []).append(flooding.update_id)
            return True

        async def handle(chat_id: int, update_id: int) -> None:
            await asyncio.sleep(0)
            order.setdefault(chat_id, []).append(update_id)

        processor = ChatOrderProcessor(shed, at_once=at_once)
        await asyncio.gather(
            *(
                processor.process_update(update(id_, chat_id=chat), handle(chat, id_))
                for id_, chat in enumerate(chats)
            )
        )
        for chat, ids in order.items():
            assert ids == [id_ for id_, other in enumerate(chats) if other == chat]

    asyncio.run(run())
