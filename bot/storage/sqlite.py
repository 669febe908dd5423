"""SQLite behind an event loop: one connection, in a thread of its own.

A trip to the thread costs more CPU than most of our statements, so ``run`` makes one for a
whole transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, CursorResult, Executable, StaticPool, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

_TRACES = "traces of what was deleted"


def leave_no_trace(db: AsyncConnection) -> None:
    """Have what this transaction deletes overwritten on disk as soon as it is committed."""
    db.info[_TRACES] = True


class SqliteThread:
    """A SQLite database; transactions come one after the other.

    One writer is both faster and steadier here than several that wait for each other. Nothing
    waits for the disk in the event loop, and who stops waiting for a transaction harms no other.
    """

    def __init__(self, url: URL) -> None:
        self.engine = create_engine(
            url.set(drivername="sqlite"),
            hide_parameters=True,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},  # used by one thread at a time
        )
        event.listen(self.engine, "connect", _prepare)
        self._thread: ThreadPoolExecutor | None = None
        self._db: Connection | None = None
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Run a transaction in the thread: committed when ``work`` returns, else undone."""
        async with self._turn:
            return await self._trip(self._transact, work)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction whose statements are run in the thread, one by one."""
        async with self._turn:
            db = await self._trip(self._connected)
            try:
                yield cast("AsyncConnection", _Stepwise(db, self._trip))
                await self._trip(_commit, db)
            except BaseException:
                await self._trip(db.rollback)
                raise

    async def close(self) -> None:
        """Finish what is under way and close the connection."""
        async with self._turn:
            if self._thread is not None:
                await self._trip(self._disconnect)
                self._thread.shutdown(wait=False)
                self._thread = None

    def _trip(self, work: Callable[..., T], *args: Any) -> Awaitable[T]:
        """Have the thread do something; it is done even if nobody waits any more."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        loop = asyncio.get_running_loop()
        return asyncio.shield(loop.run_in_executor(self._thread, work, *args))

    def _connected(self) -> Connection:
        if self._db is None:
            self._db = self.engine.connect()
        return self._db

    def _disconnect(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
        self.engine.dispose()

    def _transact(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        db = self._connected()
        try:
            result = _finish(work(cast("AsyncConnection", _Direct(db))))
            _commit(db)
        except BaseException:
            db.rollback()
            raise
        return result


class _Direct:
    """As much of an AsyncConnection as storage uses, inside the thread: nothing is waited for."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.dialect = db.dialect
        self.info = db.info

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return self._db.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[Any]:
        return self._db.exec_driver_sql(statement, parameters)

    async def run_sync(self, work: Callable[..., T], *args: Any) -> T:
        return work(self._db, *args)


class _Stepwise:
    """The same from outside the thread: each statement is a trip."""

    def __init__(self, db: Connection, trip: Callable[..., Awaitable[Any]]) -> None:
        self._db = db
        self._trip = trip
        self.dialect = db.dialect
        self.info = db.info

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        result: CursorResult[Any] = await self._trip(self._db.execute, statement, parameters)
        return result

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[Any]:
        result: CursorResult[Any] = await self._trip(
            self._db.exec_driver_sql, statement, parameters
        )
        return result

    async def run_sync(self, work: Callable[..., T], *args: Any) -> T:
        result: T = await self._trip(work, self._db, *args)
        return result


def _finish(work: Awaitable[T]) -> T:
    """Run a coroutine that has nothing to wait for."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        cast("Any", work).close()
    raise RuntimeError("a transaction waits for nothing but its statements")


def _commit(db: Connection) -> None:
    db.commit()
    if db.info.pop(_TRACES, False):
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.rollback()


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what a person deletes is overwritten
    cursor.close()
