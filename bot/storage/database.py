"""Opening the database: SQLite in WAL by default, PostgreSQL for several workers."""

import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TypeVar

from sqlalchemy import URL, Connection, Engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.storage.errors import DatabaseError
from bot.storage.sqlite import SqliteThread
from bot.storage.tables import NEWEST

T = TypeVar("T")


STORAGE_FAILURES = (SQLAlchemyError, OSError)
"""What a handler may see when the database is down, full or unreadable."""


def may_pass(error: Exception) -> bool:
    """Whether an error is storage's own and trying again can help.

    What is wrong with one row stays wrong: repeating it would only hold up everyone else.
    """
    if isinstance(error, StatementError):
        return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError)
    return isinstance(error, STORAGE_FAILURES)


_MIGRATION_LOCK = 0x4261636B  # "Back": workers that start together migrate one after the other


class Database:
    """The database of the whole process.

    ``run`` and ``connection`` are a transaction each, committed at the end. What every update
    does goes through ``run``: on SQLite it costs half as much.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except (ArgumentError, ValueError) as error:  # a port that is no number
            raise DatabaseError(
                "DATABASE_URL is not a database address; "
                "use sqlite:///data/backease.db or postgresql+asyncpg://…"
            ) from error
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if self.url.drivername not in {"sqlite", "postgresql+asyncpg"}:
            raise DatabaseError("DATABASE_URL must begin with sqlite:// or postgresql+asyncpg://")
        self._store = SqliteThread(self.url) if self.sqlite else _Postgres(self.url)
        self._lock: IO[str] | None = None

    async def open(self) -> None:
        """Lock a SQLite file to this process and bring the tables up to date.

        Raises DatabaseError when another process has the file, when it cannot be read, or
        when it was made by a newer version.
        """
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise

    async def _open(self) -> None:
        path = self._file()
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._lock_file(path)
                path.touch(mode=0o600)  # what it will hold is nobody else's to read
            async with self.connection() as db:
                await db.run_sync(_migrate)
        except (DBAPIError, OSError) as error:
            raise DatabaseError(
                f"the database {self._name()} cannot be opened ({_reason(error)}); "
                "check that it exists, is readable and that DATABASE_URL is right"
            ) from error

    async def close(self) -> None:
        """Give the connections and the lock back."""
        await self._store.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def engine(self) -> Engine:
        """The engine underneath, to listen to what it runs."""
        return self._store.engine

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Run ``work`` as one transaction: committed when it returns, undone when it raises.

        It may wait for its statements and for nothing else: on SQLite it runs in another thread.
        """
        return await self._store.run(work)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction; it is committed when the block ends, undone when it raises."""
        async with self._store.connection() as db:
            yield db

    def _file(self) -> Path | None:
        name = self.url.database
        return Path(name) if self.sqlite and name and name != ":memory:" else None

    def _name(self) -> str:
        return self.url.database or "in memory" if self.sqlite else str(self.url.host)

    def _lock_file(self, path: Path) -> None:
        lock = path.with_name(path.name + ".lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise DatabaseError(
                f"another BackEase process is using {path}; stop it first, "
                "or use PostgreSQL for several workers"
            ) from error
        self._lock = lock


class _Postgres:
    """A PostgreSQL database with a pool of connections."""

    def __init__(self, url: URL) -> None:
        patience = {"timeout": 10, "command_timeout": 60}  # seconds; a lost server is an error
        self._engine = create_async_engine(
            url, hide_parameters=True, pool_size=10, connect_args=patience
        )
        self.engine = self._engine.sync_engine

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self._engine.begin() as db:
            return await work(db)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as db:
            yield db

    async def close(self) -> None:
        await self._engine.dispose()


def _reason(error: BaseException) -> str:
    original = getattr(error, "orig", None) or error
    return str(original).splitlines()[0] if str(original) else type(original).__name__


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # all tables or none, whatever happens
    else:
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    has_version = inspect(connection).has_table("alembic_version")
    if has_version and connection.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST:
        return
    from bot.storage.upgrade import upgrade  # Alembic, 7 MB, is seldom needed

    upgrade(connection)
