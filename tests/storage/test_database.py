"""Does the database open, refuse, keep and undo as it should?"""

import asyncio
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from bot.storage import tables
from bot.storage.conversations import hold_conversation
from bot.storage.database import STORAGE_FAILURES, Database
from bot.storage.errors import DatabaseError
from bot.storage.upgrade import migrations
from tests.storage.stored import NOW, record, rows


def _file(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


async def _refusal(database: Database) -> str:
    with pytest.raises(DatabaseError) as refused:
        await database.open()
    message = str(refused.value)
    assert "\n" not in message
    return message


# Tables


async def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, SQLModel.metadata))

    async with database.connection() as db:
        assert await db.run_sync(differences) == []
        names = await db.run_sync(lambda connection: set(inspect(connection).get_table_names()))
    assert names == {*SQLModel.metadata.tables, "alembic_version"}


def test_the_code_knows_its_newest_migration() -> None:
    """By it a start sees that nothing has to be migrated, without loading Alembic."""
    assert ScriptDirectory.from_config(migrations()).get_current_head() == tables.NEWEST


async def test_the_migrations_can_be_taken_back(database: Database) -> None:
    def down_and_up(connection: Connection) -> set[str]:
        config = migrations()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = set(inspect(connection).get_table_names())
        command.upgrade(config, "head")
        return left

    async with database.connection() as db:
        assert await db.run_sync(down_and_up) == {"alembic_version"}


async def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        database = _file(tmp_path / "backease.db")
        await database.open()
        await record(database)
        assert [row["chat_id"] for row in await rows(database, tables.Person)] == [1]
        await database.close()


async def _stop_in_the_middle_then_open(url: str) -> None:
    database = Database(url)

    @event.listens_for(database.engine, "before_cursor_execute")
    def fail(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "CREATE TABLE session_step" in statement:
            raise OSError("killed")

    await _refusal(database)
    database = Database(url)
    await database.open()
    await record(database)
    await database.close()


async def test_a_first_start_that_was_killed_leaves_no_half_database(tmp_path: Path) -> None:
    await _stop_in_the_middle_then_open(f"sqlite:///{tmp_path}/backease.db")


@pytest.mark.postgres
async def test_a_first_start_that_was_killed_leaves_no_half_postgresql(
    fresh_postgres_url: str,
) -> None:
    await _stop_in_the_middle_then_open(fresh_postgres_url)


@pytest.mark.postgres
async def test_workers_that_start_together_make_the_tables_once(fresh_postgres_url: str) -> None:
    workers = [Database(fresh_postgres_url) for _ in range(4)]
    await asyncio.gather(*(worker.open() for worker in workers))
    await record(workers[0])
    assert len(await rows(workers[3], tables.Person)) == 1
    for worker in workers:
        await worker.close()


# What is refused, in one line


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "backease.db"
    database = _file(path)
    await database.open()
    await database.close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    message = await _refusal(_file(path))
    assert "newer BackEase" in message
    assert "9999" in message
    assert "update BackEase" in message


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is no database " * 100)
    message = await _refusal(_file(path))
    assert str(path) in message
    assert "not a database" in message
    assert path.read_text().startswith("this is no database")


@pytest.mark.parametrize("kept", [0.5, 0.9])
async def test_a_file_cut_short_is_refused(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "backease.db"
    database = _file(path)
    await database.open()
    await database.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept) + 100])
    assert "malformed" in await _refusal(_file(path))


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert "unable to open" in await _refusal(_file(tmp_path))


async def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert str(tmp_path) in await _refusal(_file(tmp_path / "data" / "backease.db"))


async def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    message = await _refusal(Database("postgresql+asyncpg://me:s3cret@127.0.0.1:1/backease"))
    assert "127.0.0.1" in message
    assert "s3cret" not in message


@pytest.mark.postgres
async def test_a_postgresql_database_that_does_not_exist_is_named(fresh_postgres_url: str) -> None:
    assert "does not exist" in await _refusal(Database(f"{fresh_postgres_url}_not"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "backease.db",
        "sqlite+aiosqlite:///backease.db",
        "postgresql://127.0.0.1/x",
        "mysql://x/y",
    ],
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError, match="DATABASE_URL"):
        Database(url)


# One process for a file


async def test_a_file_belongs_to_one_process_until_it_is_closed(tmp_path: Path) -> None:
    first, second = _file(tmp_path / "backease.db"), _file(tmp_path / "backease.db")
    await first.open()
    message = await _refusal(second)
    assert "another BackEase process" in message
    assert "PostgreSQL" in message
    await record(first)
    await first.close()
    await second.open()
    await second.close()


async def test_a_start_that_failed_does_not_hold_the_file(tmp_path: Path) -> None:
    path = tmp_path / "backease.db"
    path.write_text("this is no database " * 100)
    await _refusal(_file(path))
    path.unlink()
    database = _file(path)
    await database.open()
    await database.close()


async def test_only_its_owner_can_read_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "backease.db"
    database = _file(path)
    await database.open()
    await record(database)
    files = [path, path.with_name("backease.db-wal")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    await database.close()


# Transactions


async def _fail_half_way(database: Database) -> None:
    async with database.connection() as db:
        await hold_conversation(db, 1, "{}", NOW)
        await asyncio.sleep(0.02)
        raise ZeroDivisionError


async def test_what_fails_half_way_is_undone(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail_half_way(database)
    assert await rows(database, tables.Person) == []


async def test_two_transactions_at_once_do_not_mix(database: Database) -> None:
    async def succeeds() -> None:
        await asyncio.sleep(0.01)
        async with database.connection() as db:
            await hold_conversation(db, 2, "{}", NOW)

    await asyncio.gather(_fail_half_way(database), succeeds(), return_exceptions=True)
    assert [row["chat_id"] for row in await rows(database, tables.Person)] == [2]


async def _rows_at_once(database: Database, table: type[SQLModel]) -> list[Any]:
    async def read(db: AsyncConnection) -> list[Any]:
        return list((await db.execute(select(table))).all())

    return await database.run(read)


async def test_a_transaction_run_as_a_whole_is_kept(database: Database) -> None:
    async def meet(db: AsyncConnection) -> int:
        return (await hold_conversation(db, 1, "{}", NOW)).version

    assert await database.run(meet) == 0
    assert len(await rows(database, tables.Person)) == 1


async def test_a_transaction_run_as_a_whole_is_undone_when_it_fails(database: Database) -> None:
    async def meet(db: AsyncConnection) -> None:
        await hold_conversation(db, 1, "{}", NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.run(meet)
    assert await rows(database, tables.Person) == []


async def test_both_kinds_of_transaction_at_once_do_not_mix(database: Database) -> None:
    async def meet(db: AsyncConnection) -> None:
        await hold_conversation(db, 2, "{}", NOW)

    await asyncio.gather(
        _fail_half_way(database), database.run(meet), record(database), return_exceptions=True
    )
    assert [row["chat_id"] for row in await rows(database, tables.Person)] == [1, 2]


async def test_a_transaction_run_as_a_whole_waits_for_nothing_else(tmp_path: Path) -> None:
    async def dawdle(db: AsyncConnection) -> None:
        await hold_conversation(db, 1, "{}", NOW)
        await asyncio.sleep(0)

    database = _file(tmp_path / "backease.db")
    await database.open()
    with pytest.raises(RuntimeError, match="waits for nothing"):
        await database.run(dawdle)
    assert await rows(database, tables.Person) == []
    await database.close()


async def test_the_event_loop_goes_on_while_the_database_is_held(tmp_path: Path) -> None:
    path = tmp_path / "backease.db"
    database = _file(path)
    await database.open()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(record(database))
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    await writing
    await database.close()


async def test_a_hundred_turns_at_once_are_all_kept(database: Database) -> None:
    await asyncio.gather(*(record(database, chat_id=chat_id) for chat_id in range(100)))
    assert len(await rows(database, tables.Conversation)) == 100


@pytest.mark.parametrize("way", [rows, _rows_at_once])
async def test_a_read_given_up_half_way_harms_nobody(
    database: Database, way: Callable[..., Awaitable[list[Any]]]
) -> None:
    await record(database)
    for milliseconds in (0, 0.2, 0.5, 1, 2):
        task = asyncio.ensure_future(way(database, tables.Person))
        await asyncio.sleep(milliseconds / 1000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await record(database, chat_id=2)
    assert len(await rows(database, tables.Person)) == 2


async def test_a_failing_statement_does_not_show_what_was_stored(tmp_path: Path) -> None:
    database = _file(tmp_path / "backease.db")
    await database.open()
    await record(database)
    row = {"chat_id": 1, "data": "a secret", "version": 1, "shown_version": 1, "updated_at": NOW}
    with pytest.raises(IntegrityError) as raised:
        async with database.connection() as db:
            await db.execute(insert(tables.Conversation), row)
    assert "a secret" not in str(raised.value)
    await database.close()


async def test_a_full_disk_is_a_storage_failure_and_undoes_the_turn(tmp_path: Path) -> None:
    database = _file(tmp_path / "backease.db")
    await database.open()
    async with database.connection() as db:
        pages = (await db.execute(text("PRAGMA page_count"))).scalar()
        await db.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(STORAGE_FAILURES):
        async with database.connection() as db:
            await hold_conversation(db, 1, "x" * 100_000, NOW)
    assert await rows(database, tables.Person) == []
    async with database.connection() as db:
        await db.execute(text("PRAGMA max_page_count = 100000"))
    await record(database)
    await database.close()


@pytest.mark.postgres
async def test_a_restarted_postgresql_costs_one_failure_and_no_more(
    fresh_postgres_url: str,
) -> None:
    database = Database(fresh_postgres_url)
    await database.open()
    await asyncio.gather(*(record(database, chat_id=chat_id) for chat_id in range(5)))
    other = Database(fresh_postgres_url)
    async with other.connection() as db:
        await db.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await other.close()
    with pytest.raises(STORAGE_FAILURES):
        await record(database)
    await asyncio.gather(*(record(database, chat_id=chat_id) for chat_id in range(5)))
    await database.close()
