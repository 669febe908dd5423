"""How long does the sweep take when nobody is due, and how fast is everybody asked?

    python -m benchmarks.check_ins
    python -m benchmarks.check_ins --rows 1000000

Each database gets so many check-ins. Idle ticks look for work when there is none; then 10,000
people are due in one instant and go through the real sender and the real claim, mark and settle,
row by row, with a sending that does nothing. In the same run APScheduler gets one job for each
of 10,000 people, as a bot without such a table would do it. The PostgreSQL server must let
``--postgres USER@HOST:PORT`` in without a password; the scratch database is dropped again. Takes
about a minute, and two with a million rows.
"""

import argparse
import asyncio
import logging
import secrets
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import asyncpg  # type: ignore[import-untyped]
from apscheduler.events import EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import text

from benchmarks._machine import describe, peak_megabytes
from bot.handlers.prompts import PromptDesk
from bot.storage.database import Database
from scheduler.budget import Budget
from scheduler.due import Due, Outcome, Settlement
from scheduler.sender import Sender

DUE_AT_ONCE = 10_000
TICKS = 200
MOST_SECONDS = 12.0
"""A slow disk ends a measurement early; the rate is right all the same."""

_COLUMNS = (
    "chat_id, status, zone, minute_of_day, weekdays, every_days, once, unanswered, due_date, "
    "due_at, wake_at, attempts"
)
_VALUES = "n, 'on', 'Europe/Berlin', 480, 127, 1, false, 0, :day, :at, :at, 0"
_SQLITE_SEED = (
    "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < :rows) "  # noqa: S608
    f"SELECT {_VALUES} FROM g"
)
_STILL_DUE = "SELECT count(*) FROM check_in WHERE wake_at < :at"
_POSTGRES_SEED = f"SELECT {_VALUES} FROM generate_series(1, :rows) g(n)"  # noqa: S608


class SilentDesk(PromptDesk):
    """The real desk, but nothing leaves. Every prompt counts as one with a daily fact."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, cast("Any", None), cast("Any", _Gateway()))
        self.sent = Counter[int]()
        self.settled = self._awaited = 0
        self._done = asyncio.Event()

    async def send(self, due: Due) -> Settlement:
        """Count who would have been asked."""
        self.sent[due.chat_id] += 1
        self._told[due] = "a_daily_fact"
        return Outcome.SENT

    async def settle(self, due: Due, settlement: Settlement) -> None:
        """Settle as always, and count it."""
        await super().settle(due, settlement)
        self.settled += 1
        if self.settled == self._awaited:
            self._done.set()

    async def all_settled(self, count: int) -> None:
        """Wait until so many are settled."""
        self._awaited = count
        await self._done.wait()


class _Gateway:
    def for_prompts(self) -> "_Gateway":
        return self


# Our table


async def measure(name: str, url: str, rows: int) -> None:
    database = Database(url)
    await database.open()
    try:
        began = time.perf_counter()
        await seed(database, rows)
        seeded = time.perf_counter() - began
        desk = SilentDesk(database)
        ticks = [await tick(desk) for _ in range(TICKS)]
        due = await make_due(database, min(rows, DUE_AT_ONCE))
        cpu = time.process_time()
        seconds = await drain(desk, due)
        cpu = time.process_time() - cpu
        async with database.connection() as db:
            logged = (await db.execute(text("SELECT count(*) FROM check_in_log"))).scalar() or 0
            waiting = (await db.execute(text(_STILL_DUE), {"at": in_an_hour()})).scalar() or 0
    finally:
        await database.close()
    doubled = sum(times - 1 for times in desk.sent.values())
    lost = due - int(logged) - int(waiting)
    print(
        f"{name:>12} {rows:9} {seeded:8.1f} {statistics.median(ticks):8.2f} "
        f"{sorted(ticks)[int(TICKS * 0.99)]:8.2f} {desk.settled / seconds:10.0f} "
        f"{cpu / max(1, desk.settled) * 1e6:8.0f} {doubled:8} {lost:5}"
    )


async def seed(database: Database, rows: int) -> None:
    """Give so many people a check-in tomorrow."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    values = {
        "rows": rows,
        "day": tomorrow.date() if not database.sqlite else tomorrow.date().isoformat(),
        "at": int(tomorrow.timestamp() * 1_000_000),
    }
    source = _SQLITE_SEED if database.sqlite else _POSTGRES_SEED
    async with database.connection() as db:
        await db.execute(text(f"INSERT INTO check_in ({_COLUMNS}) {source}"), values)
    async with database.connection() as db:
        await db.execute(text("ANALYZE"))


async def tick(desk: SilentDesk) -> float:
    """Look for work where there is none; the answer is in milliseconds."""
    began = time.perf_counter()
    assert not await desk.claim(64)
    return (time.perf_counter() - began) * 1000


def in_an_hour() -> int:
    return int((datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1_000_000)


async def make_due(database: Database, count: int) -> int:
    """Make the check-ins of the first people due now."""
    now = datetime.now(UTC)
    statement = "UPDATE check_in SET due_at = :at, wake_at = :at WHERE chat_id <= :count"
    async with database.connection() as db:
        await db.execute(text(statement), {"at": int(now.timestamp() * 1_000_000), "count": count})
    return count


async def drain(desk: SilentDesk, due: int) -> float:
    """Let the sender ask everybody; the answer is in seconds."""
    sender = Sender(desk, per_second=Budget(0))
    running = asyncio.create_task(sender.run())
    began = time.perf_counter()
    sender.wake()
    with suppress(TimeoutError):
        await asyncio.wait_for(desk.all_settled(due), MOST_SECONDS)
    seconds = time.perf_counter() - began
    await sender.stop()
    await running
    return seconds


# The peer: a job for each person


async def measure_jobs(people: int) -> None:
    """Give APScheduler a job for each person, all due in one instant."""
    ran = missed = 0

    async def prompt() -> None:
        nonlocal ran
        ran += 1

    def note_missed(_event: Any) -> None:
        nonlocal missed
        missed += 1

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a line for each that is dropped
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_listener(note_missed, EVENT_JOB_MISSED)
    scheduler.start(paused=True)
    began = time.perf_counter()
    at = datetime.now(UTC) + timedelta(seconds=3 + people / 3000)
    for _ in range(people):
        scheduler.add_job(prompt, "cron", hour=at.hour, minute=at.minute, second=at.second)
    added = time.perf_counter() - began
    scheduler.resume()
    blocked = 0.0
    due_at = at.replace(microsecond=0)
    while (datetime.now(UTC) - due_at).total_seconds() < 1 or ran + missed < people:
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        blocked = max(blocked, time.perf_counter() - before - 0.01)
    late = (datetime.now(UTC) - due_at).total_seconds()
    scheduler.shutdown(wait=False)
    print(
        f"APScheduler, a job each: {people} people due at once, {ran} asked, {missed} dropped; "
        f"the event loop stood still for {blocked:.1f} s (adding them took {added:.1f} s, "
        f"over after {late:.1f} s)"
    )


# Databases to measure on


@asynccontextmanager
async def scratch_postgres(account: str) -> AsyncIterator[str | None]:
    """Make a database of our own and drop it again; None when no server lets us in."""
    name = f"backease_bench_{secrets.token_hex(6)}"
    try:
        server = await asyncpg.connect(f"postgresql://{account}/postgres", timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        print(f"PostgreSQL at {account} is left out: {error}")
        yield None
        return
    try:
        await server.execute(f"CREATE DATABASE {name}")
        print(f"PostgreSQL {(await server.fetchval('SHOW server_version')).split()[0]}")
        yield f"postgresql+asyncpg://{account}/{name}"
    finally:
        await server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await server.close()


async def measure_all(rows: int, account: str) -> None:
    began = time.monotonic()
    print(describe("apscheduler", "sqlalchemy", "asyncpg"))
    async with scratch_postgres(account) as postgres:
        print(
            f"\n{'database':>12} {'rows':>9} {'seed s':>8} {'tick ms':>8} {'p99 ms':>8} "
            f"{'settled/s':>10} {'CPU us':>8} {'doubled':>8} {'lost':>5}"
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "check_ins.db"
            await measure("SQLite", f"sqlite:///{path}", rows)
        if postgres:
            await measure("PostgreSQL", postgres, rows)
    print()
    await measure_jobs(DUE_AT_ONCE)
    print(f"\n{peak_megabytes():.0f} MB at most, {time.monotonic() - began:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many people")
    parser.add_argument("--postgres", default="postgres@127.0.0.1:5432", metavar="USER@HOST:PORT")
    given = parser.parse_args()
    asyncio.run(measure_all(given.rows, given.postgres))


if __name__ == "__main__":
    main()
