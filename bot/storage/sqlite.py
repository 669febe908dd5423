"""SQLite behind an event loop, with one trip to its thread for each statement.

aiosqlite makes four: for a cursor, to execute, to fetch and to close. A trip costs about a tenth
of a millisecond of CPU, which is more than most of our statements.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors make one trip, and which knows when nothing is to be undone."""

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]
        """Make a cursor; it costs nothing."""
        return OneTripCursor(self)

    async def run(self, work: Callable[..., None], *args: Any) -> None:
        """Run something in the connection's thread."""
        await self._execute(work, *args)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        """Commit, if there is something to commit."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Undo, if there is something to undo."""
        if self.in_transaction:
            await super().rollback()


class OneTripCursor:
    """As much of a cursor as SQLAlchemy uses. The rows come along with the statement."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "OneTripCursor":
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> "OneTripCursor":
        """Run one statement and fetch its rows."""
        await self._connection.run(self._execute, statement, parameters)
        return self

    async def executemany(self, statement: str, rows: Iterable[Iterable[Any]]) -> "OneTripCursor":
        """Run one statement for each row of parameters."""
        await self._connection.run(self._execute_many, statement, rows)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Hand over the rows."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open between two trips."""

    def _execute(self, statement: str, parameters: Any) -> None:
        self._keep(self._connection._conn.execute(statement, parameters))

    def _execute_many(self, statement: str, rows: Any) -> None:
        self._keep(self._connection._conn.executemany(statement, rows))

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


async def connect(*args: Any, **options: Any) -> OneTripConnection:
    """Open a connection with the arguments of ``sqlite3.connect``."""
    connection = OneTripConnection(lambda: sqlite3.connect(*args, **options), 1)
    connection._thread.daemon = True  # a process that was not closed in order can still end
    return await connection  # type: ignore[return-value]
