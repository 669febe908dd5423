"""Does everyone's check-in come when they chose, once, and with manners?"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage import tables
from bot.storage.check_ins import (
    KEEP_LOG,
    LEASE,
    Choice,
    LastDone,
    claim_due,
    end_leases,
    find_choice,
    find_last_done,
    give_back,
    note_answered,
    prune_log,
)
from bot.storage.conversations import mark_back, mark_gone
from bot.storage.database import Database
from bot.storage.records import (
    CheckInAnswered,
    CheckInOff,
    CheckInOnce,
    CheckInPaused,
    CheckInSet,
    CheckInSnoozed,
    Rated,
    SessionEnded,
    SessionStarted,
)
from bot.storage.tables import CheckInStatus
from scheduler.due import Due, Outcome, RetryLater, Settlement
from scheduler.manners import Pace
from tests.storage.stored import NOW, begin, check_in, claim, finish, record, rows

MONDAY = date(2026, 11, 23)
DAILY = CheckInSet("Europe/Berlin", 9 * 60, 127)
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine in Berlin, that Monday."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def _prompt(
    database: Database, now: datetime, outcome: Outcome = Outcome.SENT, *, lease: str = "a"
) -> Due:
    """Claim the one check-in that is due, send and settle it."""
    [due] = await claim(database, now, lease=lease)
    assert await begin(database, due, now)
    await finish(database, due, outcome, now)
    return due


async def _answer(database: Database, now: datetime, chat_id: int = 1) -> None:
    async with database.connection() as db:
        await note_answered(db, chat_id, now)


async def _next(database: Database) -> tuple[date, datetime]:
    row = await check_in(database)
    assert row["wake_at"] == row["due_at"]
    return row["due_date"], row["due_at"]


# What a person chooses


async def test_a_time_still_ahead_today_starts_today(database: Database) -> None:
    await record(database, DAILY)
    assert await _next(database) == (MONDAY, NINE)


async def test_a_time_that_has_passed_starts_tomorrow(database: Database) -> None:
    await record(database, DAILY, now=NINE)
    assert await _next(database) == (MONDAY + DAY, NINE + DAY)


async def test_only_the_chosen_weekdays_count(database: Database) -> None:
    await record(database, CheckInSet("Europe/Berlin", 9 * 60, 0b0010100))
    assert await _next(database) == (MONDAY + 2 * DAY, NINE + 2 * DAY)
    await _prompt(database, NINE + 2 * DAY)
    assert await _next(database) == (MONDAY + 4 * DAY, NINE + 4 * DAY)


async def test_every_other_day_counts_from_the_last_prompt(database: Database) -> None:
    await record(database, CheckInSet("Europe/Berlin", 9 * 60, 127, every_days=2))
    await _prompt(database, NINE)
    assert await _next(database) == (MONDAY + 2 * DAY, NINE + 2 * DAY)


async def test_a_new_time_replaces_the_old_one(database: Database) -> None:
    await record(database, DAILY)
    await record(database, CheckInSet("Asia/Tokyo", 20 * 60, 127))
    assert await _next(database) == (MONDAY, datetime(2026, 11, 23, 11, 0, tzinfo=UTC))


async def test_a_later_time_set_after_todays_prompt_starts_tomorrow(database: Database) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE)
    await record(database, CheckInSet("Europe/Berlin", 20 * 60, 127), now=NINE + HOUR)
    assert (await _next(database))[0] == MONDAY + DAY


async def test_switched_off_nothing_comes(database: Database) -> None:
    await record(database, DAILY)
    await record(database, CheckInOff())
    assert await claim(database, NINE + 7 * DAY) == []
    await record(database, DAILY, now=NINE + 7 * DAY)
    assert (await _next(database))[0] == MONDAY + 8 * DAY


async def test_switching_off_reaches_a_prompt_that_is_already_claimed(database: Database) -> None:
    await record(database, DAILY)
    [due] = await claim(database, NINE)
    await record(database, CheckInOff(), now=NINE)
    assert not await begin(database, due, NINE)
    await finish(database, due, Outcome.SENT, NINE)
    assert (await check_in(database))["status"] == CheckInStatus.OFF
    assert await rows(database, tables.CheckInLog) == []


async def test_a_pause_lasts_until_its_date(database: Database) -> None:
    await record(database, DAILY)
    await record(database, CheckInPaused(MONDAY + 7 * DAY))
    assert await claim(database, NINE + 7 * DAY - MINUTE) == []
    assert await _next(database) == (MONDAY + 7 * DAY, NINE + 7 * DAY)
    await _prompt(database, NINE + 7 * DAY)
    assert (await _next(database))[0] == MONDAY + 8 * DAY


async def test_once_in_the_middle_of_a_pause_does_not_end_it(database: Database) -> None:
    await record(database, DAILY)
    await record(database, CheckInPaused(MONDAY + 7 * DAY), CheckInOnce(60))
    await _prompt(database, NOW + HOUR)
    assert await _next(database) == (MONDAY + 7 * DAY, NINE + 7 * DAY)


async def test_setting_a_time_ends_the_pause(database: Database) -> None:
    await record(database, DAILY)
    await record(database, CheckInPaused(MONDAY + 7 * DAY), DAILY)
    assert await _next(database) == (MONDAY, NINE)


async def test_without_a_check_in_there_is_nothing_to_pause_or_to_snooze(
    database: Database,
) -> None:
    await record(database, CheckInPaused(MONDAY), CheckInSnoozed(MONDAY, 60), CheckInOff())
    assert await rows(database, tables.CheckIn) == []


async def test_a_snoozed_prompt_comes_again_the_same_day_and_then_the_next(
    database: Database,
) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE)
    await record(database, CheckInSnoozed(MONDAY, 60), now=NINE + MINUTE)
    assert await rows(database, tables.CheckInLog) == []
    assert await claim(database, NINE + HOUR) == []
    due = await _prompt(database, NINE + HOUR + MINUTE)
    assert (due.due_date, due.due_at) == (MONDAY, NINE + HOUR + MINUTE)
    assert await _next(database) == (MONDAY + DAY, NINE + DAY)


async def test_writing_does_not_cancel_a_snooze(database: Database) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE)
    await record(database, CheckInSnoozed(MONDAY, 60), now=NINE)
    await _answer(database, NINE + MINUTE)
    assert await _next(database) == (MONDAY, NINE + HOUR)


async def test_a_snooze_past_midnight_does_not_cost_the_next_day(database: Database) -> None:
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past eleven at night in Berlin
    await record(database, CheckInSet("Europe/Berlin", 23 * 60 + 30, 127))
    await _prompt(database, late)
    await record(database, CheckInSnoozed(MONDAY, 60), now=late + MINUTE)
    await _prompt(database, late + HOUR + MINUTE)
    assert await _next(database) == (MONDAY + DAY, late + DAY)


async def test_a_snooze_does_not_undo_an_answer(database: Database) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE)
    await record(database, CheckInAnswered(MONDAY, 3), CheckInSnoozed(MONDAY, 60), now=NINE)
    [log] = await rows(database, tables.CheckInLog)
    assert log["rating"] == 3


async def test_a_snooze_wins_over_a_worker_that_is_still_settling(database: Database) -> None:
    await record(database, DAILY)
    [due] = await claim(database, NINE)
    await begin(database, due, NINE)
    await record(database, CheckInSnoozed(MONDAY, 60), now=NINE)
    await finish(database, due, Outcome.SENT, NINE)
    assert await _next(database) == (MONDAY, NINE + HOUR)


async def test_once_is_once(database: Database) -> None:
    await record(database, CheckInOnce(120))
    assert await claim(database, NOW + 2 * HOUR - MINUTE) == []
    await _prompt(database, NOW + 2 * HOUR)
    assert (await check_in(database))["status"] == CheckInStatus.OFF
    assert await claim(database, NOW + 30 * DAY) == []


async def test_once_can_be_snoozed_and_asked_for_again(database: Database) -> None:
    await record(database, CheckInOnce(120))
    due = await _prompt(database, NOW + 2 * HOUR)
    await record(database, CheckInSnoozed(due.due_date, 60), now=NOW + 2 * HOUR)
    await _prompt(database, NOW + 3 * HOUR)
    await record(database, CheckInOnce(60), now=NOW + 3 * HOUR)
    await _prompt(database, NOW + 4 * HOUR)
    assert (await check_in(database))["status"] == CheckInStatus.OFF


async def test_a_check_in_switched_off_is_not_woken_by_an_old_snooze(database: Database) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE)
    await record(database, CheckInOff(), CheckInSnoozed(MONDAY, 60), now=NINE)
    assert await claim(database, NINE + DAY) == []


async def test_once_leaves_a_daily_check_in_as_it_was(database: Database) -> None:
    await record(database, DAILY, now=NINE)
    await record(database, CheckInOnce(120), now=NINE)
    due = await _prompt(database, NINE + 2 * HOUR)
    assert due.due_date == MONDAY
    row = await check_in(database)
    assert (row["status"], row["minute_of_day"]) == (CheckInStatus.ON, 9 * 60)
    assert await _next(database) == (MONDAY + DAY, NINE + DAY)


async def test_once_is_counted_in_the_persons_own_day(database: Database) -> None:
    await record(database, CheckInSet("Pacific/Auckland", 9 * 60, 127))
    await record(database, CheckInOff(), CheckInOnce(12 * 60))
    row = await check_in(database)
    assert (row["due_date"], row["minute_of_day"]) == (MONDAY + DAY, 8 * 60 + 30)
    assert row["due_at"] == NOW + 12 * HOUR


# Claiming


async def test_nobody_is_claimed_before_their_time(database: Database) -> None:
    await record(database, DAILY)
    assert await claim(database, NINE - timedelta(microseconds=1)) == []
    [due] = await claim(database, NINE, lease="mine")
    assert due == Due(1, 1, MONDAY, NINE, "Europe/Berlin", "mine", attempts=1, doubtful=False)


async def test_the_oldest_go_first_and_no_more_than_asked_for(database: Database) -> None:
    for chat_id, minute in ((1, 543), (2, 541), (3, 542), (4, 540)):
        await record(database, CheckInSet("Europe/Berlin", minute, 127), chat_id=chat_id)
    first = await claim(database, NINE + HOUR, limit=3)
    assert [due.chat_id for due in first] == [4, 2, 3]
    assert [due.chat_id for due in await claim(database, NINE + HOUR, limit=3)] == [1]


async def test_a_claimed_check_in_is_nobody_elses_until_its_lease_ends(database: Database) -> None:
    await record(database, DAILY)
    [first] = await claim(database, NINE, lease="one")
    assert await claim(database, NINE + LEASE - MINUTE, lease="two") == []
    [second] = await claim(database, NINE + LEASE, lease="two")
    assert (second.attempts, second.doubtful) == (2, False)
    assert not await begin(database, first, NINE + LEASE)
    await finish(database, first, Outcome.SENT, NINE + LEASE)
    assert await rows(database, tables.CheckInLog) == []
    assert await begin(database, second, NINE + LEASE)


async def test_what_was_being_sent_when_a_worker_died_is_in_doubt(database: Database) -> None:
    await record(database, DAILY)
    [due] = await claim(database, NINE)
    await begin(database, due, NINE + MINUTE)
    assert await claim(database, NINE + LEASE) == []  # sending has renewed the lease
    [again] = await claim(database, NINE + MINUTE + LEASE)
    assert (again.attempts, again.doubtful) == (2, True)


async def test_what_was_not_begun_is_given_back_and_due_at_once(database: Database) -> None:
    for chat_id in range(1, 6):
        await record(database, DAILY, chat_id=chat_id)
    dues = await claim(database, NINE, lease="one")
    assert await begin(database, dues[0], NINE)
    async with database.connection() as db:
        await give_back(db, dues[1:])
        await give_back(db, [])
    again = await claim(database, NINE, lease="two")
    assert {due.chat_id for due in again} == {due.chat_id for due in dues[1:]}
    assert {due.attempts for due in again} == {1}


async def test_a_lease_that_was_lost_is_not_given_back(database: Database) -> None:
    await record(database, DAILY)
    lost = await claim(database, NINE, lease="one")
    await claim(database, NINE + LEASE, lease="two")
    async with database.connection() as db:
        await give_back(db, lost)
    assert await claim(database, NINE + LEASE + MINUTE, lease="three") == []


async def test_the_only_process_frees_at_its_start_what_a_killed_one_held(
    database: Database,
) -> None:
    for chat_id in (1, 2):
        await record(database, DAILY, chat_id=chat_id)
    first, _ = await claim(database, NINE)
    await begin(database, first, NINE)
    async with database.connection() as db:
        await end_leases(db)
    again = {due.chat_id: due.doubtful for due in await claim(database, NINE + MINUTE, lease="b")}
    assert again == {first.chat_id: True, 3 - first.chat_id: False}


@pytest.mark.postgres
async def test_a_second_worker_takes_what_the_first_has_not_locked(
    two_workers: tuple[Database, Database],
) -> None:
    first, second = two_workers
    for chat_id in range(10):
        await record(first, DAILY, chat_id=chat_id)
    async with first.connection() as db:
        one = await claim_due(db, NINE, lease="one", limit=4)
        two = await asyncio.wait_for(claim(second, NINE, lease="two"), 5)
    assert len(one) == 4
    assert sorted(due.chat_id for due in [*one, *two]) == list(range(10))


@pytest.mark.postgres
async def test_many_workers_at_once_claim_each_check_in_once(
    two_workers: tuple[Database, Database],
) -> None:
    for chat_id in range(200):
        await record(two_workers[0], DAILY, chat_id=chat_id)

    async def work(worker: Database, name: str) -> Sequence[int]:
        done: list[int] = []
        while dues := await claim(worker, NINE, lease=name, limit=7):
            for due in dues:
                assert await begin(worker, due, NINE)
                await finish(worker, due, Outcome.SENT, NINE)
                done.append(due.chat_id)
        return done

    works = [work(worker, str(at)) for at, worker in enumerate(two_workers * 3)]
    done = [chat for each in await asyncio.gather(*works) for chat in each]
    assert sorted(done) == list(range(200))


# Settling


@pytest.mark.parametrize(
    ("outcome", "status", "unanswered", "last_sent"),
    [
        (Outcome.SENT, CheckInStatus.ON, 1, MONDAY),
        (Outcome.DOUBTFUL, CheckInStatus.ON, 1, MONDAY),
        (Outcome.NOT_NEEDED, CheckInStatus.ON, 0, None),
        (Outcome.SKIPPED_LATE, CheckInStatus.ON, 0, None),
        (Outcome.FAILED, CheckInStatus.ON, 0, None),
        (Outcome.BLOCKED, CheckInStatus.GONE, 0, None),
    ],
)
async def test_each_outcome_is_on_record_and_sets_the_next_date(
    database: Database,
    outcome: Outcome,
    status: CheckInStatus,
    unanswered: int,
    last_sent: date | None,
) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE, outcome)
    row = await check_in(database)
    assert (row["status"], row["unanswered"], row["last_sent_date"]) == (
        status,
        unanswered,
        last_sent,
    )
    assert (row["lease"], row["attempts"], row["sending_at"]) == (None, 0, None)
    assert await _next(database) == (MONDAY + DAY, NINE + DAY)
    assert await rows(database, tables.CheckInLog) == [
        {
            "chat_id": 1,
            "due_date": MONDAY,
            "outcome": outcome.value,
            "settled_at": NINE,
            "answered_at": None,
            "rating": None,
        }
    ]


@pytest.mark.parametrize("maybe_sent", [False, True])
async def test_a_retry_comes_when_it_should_and_knows_its_doubt(
    database: Database, maybe_sent: bool
) -> None:
    await record(database, DAILY)
    [due] = await claim(database, NINE)
    await begin(database, due, NINE)
    await finish(database, due, RetryLater(90, maybe_sent=maybe_sent), NINE)
    assert await rows(database, tables.CheckInLog) == []
    assert await claim(database, NINE + 89 * MINUTE / 60) == []
    [again] = await claim(database, NINE + 90 * MINUTE / 60, lease="b")
    assert (again.due_date, again.due_at) == (MONDAY, NINE)
    assert (again.attempts, again.doubtful) == (2, maybe_sent)


async def test_settling_again_changes_nothing(database: Database) -> None:
    await record(database, DAILY)
    due = await _prompt(database, NINE)
    before = await check_in(database)
    await finish(database, due, Outcome.FAILED, NINE + MINUTE)
    assert await check_in(database) == before
    [log] = await rows(database, tables.CheckInLog)
    assert log["outcome"] == "sent"


async def test_an_answer_quicker_than_the_settling_is_kept_and_counts(database: Database) -> None:
    await record(database, DAILY)
    [due] = await claim(database, NINE)
    await begin(database, due, NINE)
    await record(database, CheckInAnswered(MONDAY, 3), now=NINE + MINUTE)
    await finish(database, due, Outcome.SENT, NINE + 2 * MINUTE)
    [log] = await rows(database, tables.CheckInLog)
    assert (log["rating"], log["answered_at"]) == (3, NINE + MINUTE)
    row = await check_in(database)
    assert (row["unanswered"], row["last_sent_date"]) == (0, MONDAY)


async def test_after_days_without_power_one_prompt_is_skipped_and_the_next_is_ahead(
    database: Database,
) -> None:
    await record(database, DAILY)
    thursday = NINE + 3 * DAY - HOUR
    [due] = await claim(database, thursday)
    assert due.is_too_late(thursday)
    await finish(database, due, Outcome.SKIPPED_LATE, thursday)
    assert await claim(database, thursday) == []
    assert await _next(database) == (MONDAY + 3 * DAY, NINE + 3 * DAY)
    assert len(await rows(database, tables.CheckInLog)) == 1


async def test_who_blocked_the_bot_is_asked_again_when_they_are_back(database: Database) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE, Outcome.BLOCKED)
    async with database.connection() as db:
        await mark_gone(db, 1, NINE)
    assert await claim(database, NINE + 30 * DAY) == []
    async with database.connection() as db:
        await mark_back(db, 1)
    [due] = await claim(database, NINE + 30 * DAY)
    assert due.is_too_late(NINE + 30 * DAY)
    await finish(database, due, Outcome.SKIPPED_LATE, NINE + 30 * DAY)
    assert await _next(database) == (MONDAY + 31 * DAY, NINE + 31 * DAY)


async def test_once_that_met_a_block_does_not_come_back_daily(database: Database) -> None:
    await record(database, CheckInOnce(120))
    await _prompt(database, NOW + 2 * HOUR, Outcome.BLOCKED)
    async with database.connection() as db:
        await mark_gone(db, 1, NOW + 2 * HOUR)
        await mark_back(db, 1)
    assert await claim(database, NOW + 30 * DAY) == []


# Manners


async def _pace(database: Database, due: Due) -> Pace:
    async with database.connection() as db:
        return (await find_choice(db, due)).pace


async def test_unanswered_prompts_get_fewer_then_ask_then_stop(database: Database) -> None:
    await record(database, DAILY)
    prompted: list[tuple[int, Pace]] = []
    now = NINE
    for _ in range(200):
        for due in await claim(database, now):
            prompted.append(((due.due_date - MONDAY).days, await _pace(database, due)))
            await finish(database, due, Outcome.SENT, now)
        now += DAY
    daily, weekly = Pace.AS_CHOSEN, Pace.WEEKLY
    assert prompted == [
        *((day, daily) for day in (0, 1, 2)),
        *((day, weekly) for day in (9, 16, 23)),
        (30, Pace.ASKING),
    ]
    assert (await check_in(database))["status"] == CheckInStatus.SILENT


@pytest.mark.parametrize("prompts", range(1, 8))
async def test_whoever_writes_is_asked_as_they_chose_again(
    database: Database, prompts: int
) -> None:
    await record(database, DAILY)
    for _ in range(prompts):
        _, now = await _next(database)
        await _prompt(database, now)
    await _answer(database, now + MINUTE)
    row = await check_in(database)
    assert (row["status"], row["unanswered"]) == (CheckInStatus.ON, 0)
    assert (await _next(database))[1] == now + DAY


async def test_an_answer_while_a_weekly_prompt_is_under_way_brings_the_daily_back(
    database: Database,
) -> None:
    await record(database, DAILY)
    for _ in range(3):
        _, now = await _next(database)
        await _prompt(database, now)
    _, now = await _next(database)
    [due] = await claim(database, now)
    await _answer(database, now)
    await begin(database, due, now)
    await finish(database, due, Outcome.SENT, now)
    assert (await _next(database))[1] == now + DAY


async def test_writing_does_not_end_a_pause(database: Database) -> None:
    await record(database, DAILY)
    for _ in range(4):
        _, now = await _next(database)
        await _prompt(database, now)
    until = now.date() + 14 * DAY
    await record(database, CheckInPaused(until), now=now)
    await _answer(database, now)
    assert (await _next(database))[0] == until


async def test_writing_changes_nothing_for_who_has_no_check_in(database: Database) -> None:
    await _answer(database, NOW)
    assert await rows(database, tables.CheckIn) == []


async def test_a_prompt_the_person_asked_for_is_known(database: Database) -> None:
    async def choice(now: datetime) -> Choice:
        [due] = await claim(database, now)
        async with database.connection() as db:
            found = await find_choice(db, due)
        await finish(database, due, Outcome.SENT, now)
        return found

    await record(database, DAILY)
    assert await choice(NINE) == Choice(Pace.AS_CHOSEN, asked_for=False)
    await record(database, CheckInSnoozed(MONDAY, 60), now=NINE)
    assert await choice(NINE + HOUR) == Choice(Pace.AS_CHOSEN, asked_for=True)
    await record(database, CheckInOff(), CheckInOnce(60), now=NINE + HOUR)
    assert await choice(NINE + 2 * HOUR) == Choice(Pace.AS_CHOSEN, asked_for=True)


async def test_the_last_rating_and_the_last_finished_session_are_known(database: Database) -> None:
    async def last() -> LastDone:
        async with database.connection() as db:
            return await find_last_done(db, 1)

    assert await last() == LastDone(None, None)
    await record(database, Rated(3, "now"), chat_id=2)
    await record(database, SessionStarted(1, 1, "ease", "ease", 5), SessionEnded(1, "left"))
    assert await last() == LastDone(None, None)
    await record(database, Rated(3, "now"))
    await record(database, Rated(2, "now"), now=NOW + HOUR)
    await record(database, SessionStarted(2, 1, "ease", "ease", 5))
    await record(database, SessionEnded(2, "finished"), now=NOW + MINUTE)
    assert await last() == LastDone(NOW + HOUR, NOW + MINUTE)


async def test_what_became_of_check_ins_is_forgotten_after_a_year(database: Database) -> None:
    await record(database, DAILY)
    await _prompt(database, NINE)
    for now, left in ((NINE + KEEP_LOG, 1), (NINE + KEEP_LOG + MINUTE, 0)):
        async with database.connection() as db:
            await prune_log(db, now)
        assert len(await rows(database, tables.CheckInLog)) == left
    assert timedelta(days=366) < KEEP_LOG


# Through the year, in every kind of zone

_ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Pacific/Apia",
    "UTC",
)


@given(
    zone=st.sampled_from(_ZONES),
    minute=st.integers(0, 1439) | st.sampled_from([0, 30, 90, 120, 135, 150, 179, 180]),
    weekdays=st.integers(1, 127),
    start=st.sampled_from(["2026-03-05", "2026-03-26", "2026-04-02", "2026-10-22", "2026-10-30"]),
    answers=st.lists(st.booleans(), min_size=4, max_size=7),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_each_prompt_is_at_the_chosen_time_on_a_new_day_whatever_the_clocks_do(
    database: Database, zone: str, minute: int, weekdays: int, start: str, answers: list[bool]
) -> None:
    now = datetime.fromisoformat(start).replace(tzinfo=UTC)
    await record(database, CheckInOff(), CheckInSet(zone, minute, weekdays), now=now)
    async with database.connection() as db:
        # An example begins where nothing was sent yet.
        await db.execute(tables.CheckIn.__table__.update().values(last_sent_date=None))  # type: ignore[attr-defined]
    await record(database, CheckInSet(zone, minute, weekdays), now=now)
    last = None
    for answered in answers:
        due_date, due_at = await _next(database)
        assert due_at > now
        assert last is None or due_date > last
        assert weekdays >> due_date.weekday() & 1
        _is_the_chosen_time(due_date, due_at, minute, ZoneInfo(zone))
        now, last = due_at, due_date
        await _prompt(database, now)
        if answered:
            await _answer(database, now)


def _is_the_chosen_time(day: date, instant: datetime, minute: int, zone: ZoneInfo) -> None:
    """The wall clock shows the chosen time, or it was jumped over and shows what came of it."""
    wall = datetime.combine(day, time(*divmod(minute, 60)))
    shown = instant.astimezone(zone)
    if shown.replace(tzinfo=None) != wall:
        jump = shown.replace(tzinfo=None) - wall
        assert timedelta(0) < jump <= timedelta(hours=1)
        before = (instant - timedelta(hours=2)).astimezone(zone)
        assert shown.utcoffset() != before.utcoffset()
    else:
        assert shown.fold == 0


_EVENTS = st.sampled_from(
    [
        *("wait", "sent", "late", "failed", "blocked", "retry", "die"),
        *("write", "off", "on", "pause", "once", "snooze", "rate"),
    ]
)
_OUTCOMES: dict[str, Settlement] = {
    "sent": Outcome.SENT,
    "late": Outcome.SKIPPED_LATE,
    "failed": Outcome.FAILED,
    "blocked": Outcome.BLOCKED,
    "retry": RetryLater(60),
}


@given(st.lists(_EVENTS, max_size=40))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_happens_no_day_is_prompted_twice_unasked(
    database: Database, events: list[str]
) -> None:
    await record(database, CheckInOff(), now=NOW)
    async with database.connection() as db:
        await db.execute(tables.CheckIn.__table__.delete())  # type: ignore[attr-defined]
        await db.execute(tables.CheckInLog.__table__.delete())  # type: ignore[attr-defined]
    await record(database, DAILY)
    now, sent, asked_for = NOW, set[date](), False
    for event in events:
        now += timedelta(hours=7)
        day = now.astimezone(ZoneInfo("Europe/Berlin")).date()
        match event:
            case "write":
                async with database.connection() as db:
                    await mark_back(db, 1)
                await _answer(database, now)
            case "off":
                await record(database, CheckInOff(), now=now)
            case "on":
                await record(database, DAILY, now=now)
            case "pause":
                await record(database, CheckInPaused(day + 2 * DAY), now=now)
            case "once":
                await record(database, CheckInOnce(60), now=now)
                asked_for = True
            case "snooze":
                await record(database, CheckInSnoozed(day, 60), now=now)
                asked_for = True
            case "rate":
                await record(database, CheckInAnswered(day, 3), now=now)
            case "wait":
                continue
            case _:
                for due in await claim(database, now, lease=f"{event}{now}"):
                    if event == "die":
                        await begin(database, due, now)
                        continue
                    if event == "sent":
                        assert asked_for or due.doubtful or due.due_date not in sent
                        sent.add(due.due_date)
                        asked_for = False
                    await finish(database, due, _OUTCOMES[event], now)
                    if event == "blocked":
                        async with database.connection() as db:
                            await mark_gone(db, 1, now)
                    row = await check_in(database)
                    assert row["wake_at"] > now or row["status"] != CheckInStatus.ON
    row = await check_in(database)
    assert row["unanswered"] <= 7
    assert (row["lease"] is None) or row["status"] == CheckInStatus.ON
