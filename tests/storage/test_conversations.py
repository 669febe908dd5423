"""Is each person found where they were, is each update applied once, is what is owed known?"""

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage import tables
from bot.storage.conversations import (
    KEEP_APPLIED,
    Saved,
    ShownNotes,
    claim_owed,
    find_conversation,
    hold_conversation,
    mark_applied,
    mark_back,
    mark_gone,
    prune_applied,
    save_conversation,
)
from bot.storage.database import STORAGE_FAILURES, Database
from bot.storage.records import CheckInSet
from bot.storage.tables import CheckInStatus
from tests.storage.stored import NOW, check_in, record, rows

SECOND = timedelta(seconds=1)


async def _found(database: Database, chat_id: int = 1) -> Saved | None:
    async with database.connection() as db:
        return await find_conversation(db, chat_id)


async def _turn(database: Database, chat_id: int = 1, data: str = "{}", now: datetime = NOW) -> int:
    async with database.connection() as db:
        before = await hold_conversation(db, chat_id, "{}", now)
        await save_conversation(db, chat_id, data, before.version + 1, now)
        return before.version + 1


async def _show(
    database: Database, version: int, message_id: int, *, chat_id: int = 1, key: str | None = None
) -> None:
    await ShownNotes(database).add(chat_id, version, message_id, key)


async def _owed(
    database: Database, now: datetime, *, after: timedelta = 10 * SECOND, limit: int = 50
) -> list[int]:
    async with database.connection() as db:
        return [chat for chat, _ in await claim_owed(db, now, after=after, limit=limit)]


# Where a person is


async def test_nobody_is_known_before_they_write(database: Database) -> None:
    assert await _found(database) is None
    assert await rows(database, tables.Person) == []


async def test_who_writes_first_begins_with_the_empty_state(database: Database) -> None:
    async with database.connection() as db:
        held = await hold_conversation(db, 1, '{"place": "start"}', NOW)
    assert held == Saved('{"place": "start"}', 0, 0, None, None, gone=False, unanswered=False)
    assert await _found(database) == held
    assert await rows(database, tables.Person) == [
        {"chat_id": 1, "first_seen_at": NOW, "gone_at": None}
    ]


async def test_who_comes_back_is_where_they_were(database: Database) -> None:
    await _turn(database, data='{"place": "plan"}')
    await _show(database, 1, 70, key="c8d2")
    async with database.connection() as db:
        held = await hold_conversation(db, 1, "{}", NOW + timedelta(days=400))
    assert held == Saved('{"place": "plan"}', 1, 1, 70, "c8d2")
    [person] = await rows(database, tables.Person)
    assert person["first_seen_at"] == NOW


async def test_people_do_not_see_each_other(database: Database) -> None:
    for chat_id in (1, 2, 2**52):
        await _turn(database, chat_id, f'{{"of": {chat_id}}}')
    await _show(database, 1, 70, chat_id=2)
    assert await _found(database, 2**52) == Saved(f'{{"of": {2**52}}}', 1, 0, None, None)
    assert await _found(database, 2) == Saved('{"of": 2}', 1, 1, 70, None)


async def test_a_second_turn_of_a_person_waits_for_the_first(database: Database) -> None:
    await asyncio.gather(*(_turn(database) for _ in range(20)))
    found = await _found(database)
    assert found is not None
    assert found.version == 20


@pytest.mark.postgres
async def test_a_second_worker_waits_for_the_turn_of_the_first(
    two_workers: tuple[Database, Database],
) -> None:
    first, second = two_workers
    await record(first)
    async with first.connection() as db:
        await hold_conversation(db, 1, "{}", NOW)
        other_turn = asyncio.create_task(_turn(second))
        other_person = asyncio.create_task(_turn(second, chat_id=2))
        await other_person
        await asyncio.sleep(0.05)
        assert not other_turn.done()
        await save_conversation(db, 1, "{}", 7, NOW)
    assert await other_turn == 8


@pytest.mark.postgres
async def test_workers_who_meet_a_new_person_at_once_put_them_down_once(
    two_workers: tuple[Database, Database],
) -> None:
    versions = await asyncio.gather(*(_turn(worker) for worker in two_workers * 4))
    assert sorted(versions) == [1, 2, 3, 4, 5, 6, 7, 8]


# What reached the person


async def test_what_was_shown_never_goes_backwards(database: Database) -> None:
    for _ in range(3):
        await _turn(database)
    await _show(database, 3, 72, key="new")
    await _show(database, 2, 71, key="old")
    assert await _found(database) == Saved("{}", 3, 3, 72, "new")


async def test_the_same_version_can_move_to_a_new_message(database: Database) -> None:
    await _turn(database)
    await _show(database, 1, 71, key="film")
    await _show(database, 1, 75)
    assert await _found(database) == Saved("{}", 1, 1, 75, None)


async def test_showing_something_to_a_deleted_person_brings_nothing_back(
    database: Database,
) -> None:
    await _show(database, 4, 71)
    assert await rows(database, tables.Conversation) == []


async def test_what_many_people_were_shown_at_once_is_noted_for_each(database: Database) -> None:
    shown = ShownNotes(database)
    for chat_id in range(40):
        await _turn(database, chat_id)
    order = [*range(39, -1, -1)]
    await asyncio.gather(*(shown.add(chat_id, 1, 100 + chat_id, None) for chat_id in order))
    for chat_id in range(40):
        assert await _found(database, chat_id) == Saved("{}", 1, 1, 100 + chat_id, None)


async def test_who_waits_for_a_note_that_cannot_be_stored_hears_of_it(database: Database) -> None:
    shown = ShownNotes(database)
    for chat_id in (1, 2):
        await _turn(database, chat_id)
    broken = shown.add(1, object(), 70, None)  # type: ignore[arg-type]
    results = await asyncio.gather(broken, shown.add(2, 1, 71, None), return_exceptions=True)
    assert isinstance(results[0], STORAGE_FAILURES)
    await shown.add(2, 1, 71, None)
    assert await _found(database, 2) == Saved("{}", 1, 1, 71, None)


async def test_who_stops_waiting_for_a_note_does_not_stop_the_others(database: Database) -> None:
    shown = ShownNotes(database)
    for chat_id in (1, 2):
        await _turn(database, chat_id)
    impatient = asyncio.create_task(shown.add(1, 1, 70, None))
    patient = asyncio.create_task(shown.add(2, 1, 71, None))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    assert await _found(database, 2) == Saved("{}", 1, 1, 71, None)


@pytest.mark.postgres
async def test_two_workers_note_the_same_people_without_waiting_for_ever(
    two_workers: tuple[Database, Database],
) -> None:
    for chat_id in range(200):
        await _turn(two_workers[0], chat_id)
    up, down = [*range(200)], [*range(199, -1, -1)]
    first, second = (ShownNotes(worker) for worker in two_workers)
    for message_id in range(70, 75):
        async with asyncio.timeout(10):
            await asyncio.gather(
                *(first.add(chat_id, 1, message_id, None) for chat_id in up),
                *(second.add(chat_id, 1, message_id, None) for chat_id in down),
            )


async def test_an_answer_that_never_arrived_is_owed_after_a_while(database: Database) -> None:
    await _turn(database)
    assert await _owed(database, NOW + 9 * SECOND) == []
    assert await _owed(database, NOW + 10 * SECOND) == [1]


async def test_what_arrived_is_not_owed(database: Database) -> None:
    await _turn(database)
    await _show(database, 1, 71)
    assert await _owed(database, NOW + timedelta(days=1)) == []


async def test_an_older_answer_that_arrived_late_leaves_the_newer_owed(database: Database) -> None:
    await _turn(database)
    await _turn(database)
    await _show(database, 1, 71)
    async with database.connection() as db:
        [(chat_id, saved)] = await claim_owed(db, NOW + 10 * SECOND, after=10 * SECOND, limit=9)
    assert (chat_id, saved) == (1, Saved("{}", 2, 1, 71, None))


async def test_owed_answers_come_oldest_first_and_take_turns(database: Database) -> None:
    for chat_id in (3, 1, 2):
        await _turn(database, chat_id, now=NOW + chat_id * SECOND)
    assert await _owed(database, NOW + 20 * SECOND, limit=2) == [1, 2]
    assert await _owed(database, NOW + 21 * SECOND, limit=2) == [3]
    assert await _owed(database, NOW + 29 * SECOND) == []
    assert sorted(await _owed(database, NOW + 30 * SECOND)) == [1, 2]


async def test_nothing_is_owed_to_who_blocked_the_bot_until_they_are_back(
    database: Database,
) -> None:
    await _turn(database)
    async with database.connection() as db:
        await mark_gone(db, 1, NOW)
    assert await _owed(database, NOW + 20 * SECOND) == []
    async with database.connection() as db:
        await mark_back(db, 1)
    assert await _owed(database, NOW + 20 * SECOND) == [1]


@pytest.mark.postgres
async def test_an_owed_answer_is_drawn_by_one_worker(
    two_workers: tuple[Database, Database],
) -> None:
    for chat_id in range(10):
        await _turn(two_workers[0], chat_id)
    later = NOW + 20 * SECOND
    taken = await asyncio.gather(*(_owed(worker, later, limit=4) for worker in two_workers * 3))
    assert sorted(chat for chats in taken for chat in chats) == list(range(10))


# Which updates were applied


async def _apply(database: Database, *update_ids: int, bot_id: int = 9) -> list[bool]:
    async with database.connection() as db:
        return [await mark_applied(db, bot_id, update_id, NOW) for update_id in update_ids]


async def test_an_update_is_applied_once(database: Database) -> None:
    assert await _apply(database, 500, 500) == [True, False]
    assert await _apply(database, 500) == [False]


async def test_ids_that_start_again_lower_are_applied(database: Database) -> None:
    assert await _apply(database, 900_000_000, 5, 6, 4) == [True, True, True, True]


async def test_a_new_bot_starts_anew(database: Database) -> None:
    assert await _apply(database, 5, bot_id=1) == [True]
    assert await _apply(database, 5, bot_id=7_000_000_001) == [True]


async def test_an_update_whose_turn_failed_can_come_again(database: Database) -> None:
    async def fail() -> None:
        async with database.connection() as db:
            await mark_applied(db, 9, 5, NOW)
            raise ZeroDivisionError

    await asyncio.gather(fail(), return_exceptions=True)
    assert await _apply(database, 5) == [True]


@pytest.mark.postgres
async def test_two_workers_who_get_the_same_update_apply_it_once(
    two_workers: tuple[Database, Database],
) -> None:
    applied = await asyncio.gather(*(_apply(worker, 5) for worker in two_workers * 4))
    assert [each for [each] in applied].count(True) == 1


async def test_updates_are_forgotten_when_telegram_cannot_send_them_again(
    database: Database,
) -> None:
    await _apply(database, 5)
    for now, left in ((NOW + KEEP_APPLIED, 1), (NOW + KEEP_APPLIED + SECOND, 0)):
        async with database.connection() as db:
            await prune_applied(db, now)
        assert len(await rows(database, tables.AppliedUpdate)) == left
    assert timedelta(hours=24) < KEEP_APPLIED


@given(st.lists(st.integers(1, 2**31) | st.integers(1, 5), max_size=30))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_in_any_order_each_id_is_applied_the_first_time(
    database: Database, update_ids: list[int]
) -> None:
    async with database.connection() as db:
        await prune_applied(db, NOW + timedelta(days=9))
    first = [update_id not in update_ids[:at] for at, update_id in enumerate(update_ids)]
    assert await _apply(database, *update_ids) == first


# Gone and back


async def test_who_blocks_the_bot_is_gone_from_the_first_sign_of_it(database: Database) -> None:
    await _turn(database)
    for now in (NOW, NOW + timedelta(days=1)):
        async with database.connection() as db:
            await mark_gone(db, 1, now)
    found = await _found(database)
    assert found is not None
    assert found.gone
    [person] = await rows(database, tables.Person)
    assert person["gone_at"] == NOW


async def test_who_is_back_is_not_gone(database: Database) -> None:
    await _turn(database)
    async with database.connection() as db:
        await mark_gone(db, 1, NOW)
        await mark_back(db, 1)
    found = await _found(database)
    assert found is not None
    assert not found.gone


async def test_a_check_in_rests_while_its_person_is_gone(database: Database) -> None:
    await record(database, CheckInSet("Europe/Berlin", 8 * 60, 127))
    due_at = (await check_in(database))["due_at"]
    async with database.connection() as db:
        await mark_gone(db, 1, NOW)
    assert (await check_in(database))["status"] == CheckInStatus.GONE
    async with database.connection() as db:
        await mark_back(db, 1)
    row = await check_in(database)
    assert (row["status"], row["wake_at"]) == (CheckInStatus.ON, due_at)


@pytest.mark.parametrize("status", [CheckInStatus.OFF, CheckInStatus.SILENT])
async def test_coming_back_switches_on_only_what_was_on(
    database: Database, status: CheckInStatus
) -> None:
    await record(database, CheckInSet("Europe/Berlin", 8 * 60, 127))
    async with database.connection() as db:
        await db.execute(tables.CheckIn.__table__.update().values(status=status))  # type: ignore[attr-defined]
        await mark_gone(db, 1, NOW)
        await mark_back(db, 1)
    assert (await check_in(database))["status"] == status


async def test_being_back_without_having_been_gone_changes_nothing(database: Database) -> None:
    await record(database, CheckInSet("Europe/Berlin", 8 * 60, 127))
    before = await check_in(database)
    async with database.connection() as db:
        await mark_back(db, 1)
        await mark_gone(db, 2, NOW)
    assert await check_in(database) == before
