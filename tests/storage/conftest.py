"""An empty database of each kind: a SQLite file, SQLite in memory, PostgreSQL."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlmodel import SQLModel

from bot.storage.database import Database

_SERVER = "127.0.0.1:5432"
_ACCOUNTS = ("postgres", "root", "test")


class Postgres:
    """A PostgreSQL server that lets us in without a password."""

    def __init__(self, user: str, base: str) -> None:
        self._user = user
        self._base = base

    def run(self, statement: str) -> None:
        """Run a statement beside every transaction, such as CREATE DATABASE."""
        asyncio.run(self._run(statement))

    async def _run(self, statement: str) -> None:
        db = await asyncpg.connect(f"postgresql://{self._user}@{_SERVER}/{self._base}")
        try:
            await db.execute(statement)
        finally:
            await db.close()

    def url(self, name: str) -> str:
        """The address of one of its databases, as DATABASE_URL has it."""
        return f"postgresql+asyncpg://{self._user}@{_SERVER}/{name}"


def _find_server() -> Postgres | None:
    for user in _ACCOUNTS:
        for base in dict.fromkeys((user, "postgres")):
            server = Postgres(user, base)
            try:
                server.run("SELECT 1")
            except (OSError, asyncpg.PostgresError):
                continue
            return server
    return None


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """The server on this machine; the test is skipped when there is none, but never in CI."""
    server = _find_server()
    if server is None:
        reason = f"no PostgreSQL on {_SERVER} lets {' or '.join(_ACCOUNTS)} in"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI must test it")
        pytest.skip(reason)
    return server


@pytest.fixture
def fresh_postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    yield from _scratch(postgres)


@pytest.fixture(scope="session")
def _shared_postgres_url(postgres: Postgres) -> Iterator[str]:
    yield from _scratch(postgres)


def _scratch(server: Postgres) -> Iterator[str]:
    name = f"backease_test_{secrets.token_hex(6)}"
    server.run(f"CREATE DATABASE {name}")
    try:
        yield server.url(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite file", "sqlite memory", _POSTGRESQL])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind; what PostgreSQL holds is removed by ``database``."""
    if request.param == "sqlite file":
        return f"sqlite:///{tmp_path}/backease.db"
    if request.param == "sqlite memory":
        return "sqlite://"
    url: str = request.getfixturevalue("_shared_postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open and empty database of each kind."""
    database = Database(database_url)
    await database.open()
    try:
        if not database.sqlite:
            await _empty(database)
        yield database
    finally:
        await database.close()


async def _empty(database: Database) -> None:
    async with database.connection() as db:
        for table in SQLModel.metadata.sorted_tables:
            await db.execute(table.delete())


@pytest.fixture
async def two_workers(_shared_postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two workers on one empty PostgreSQL database."""
    first, second = Database(_shared_postgres_url), Database(_shared_postgres_url)
    await first.open()
    await second.open()
    try:
        await _empty(first)
        yield first, second
    finally:
        await first.close()
        await second.close()
