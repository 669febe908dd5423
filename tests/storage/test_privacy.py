"""Does a person get everything about them, and does nothing stay when they ask for that?"""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from bot.storage import tables
from bot.storage.conversations import (
    ShownNotes,
    hold_conversation,
    mark_applied,
    mark_gone,
    save_conversation,
)
from bot.storage.daily_facts import note_told_fact
from bot.storage.database import Database
from bot.storage.media import find_file_id, save_file_id
from bot.storage.privacy import collect_person
from bot.storage.records import (
    CheckInAnswered,
    CheckInPaused,
    CheckInSet,
    Consented,
    EpisodeNoted,
    Erased,
    Rated,
    Record,
    SessionEnded,
    SessionStarted,
    StepSettled,
    record_all,
)
from scheduler.due import Outcome
from tests.storage.stored import NOW, begin, claim, finish, record, rows

SIGN = "a_sign_only_this_person_has"
LIFE: Sequence[Record] = (
    Consented(1),
    EpisodeNoted(1, ("lower_back",), "left", "leg", "acute", ("lifting",), (SIGN,)),
    SessionStarted(1, 1, "ease_lower_back", "ease", 5),
    StepSettled(1, 1, "knee_rolls", "done"),
    Rated(4, "before", session=1),
    SessionEnded(1, "finished"),
    CheckInSet("Europe/Berlin", 8 * 60, 127),
    CheckInPaused(date(2026, 11, 30)),
    CheckInAnswered(date(2026, 11, 23), 3),
)


def _personal_tables() -> list[type[SQLModel]]:
    """Every table that names a chat, whether somebody thought of it or not."""
    kinds = [mapper.class_ for mapper in tables.Person._sa_registry.mappers]
    return [kind for kind in kinds if "chat_id" in kind.__table__.columns]


async def _live(database: Database, chat_id: int) -> None:
    """Leave a row in every table."""
    await record(database, *LIFE, chat_id=chat_id)
    async with database.connection() as db:
        await save_conversation(db, chat_id, f'{{"sign": "{SIGN}"}}', 1, NOW)
        await note_told_fact(db, chat_id, SIGN, NOW)
    await ShownNotes(database).add(chat_id, 1, 71, "c8d2")


async def _collect(database: Database, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    async with database.connection() as db:
        return await collect_person(db, chat_id)


def test_every_table_that_names_a_chat_is_known_as_personal() -> None:
    assert set(_personal_tables()) == set(tables.PERSONAL)


async def test_an_export_holds_every_row_of_every_table(database: Database) -> None:
    await _live(database, 1)
    await _live(database, 2)
    exported = await _collect(database, 1)
    assert set(exported) == {table.__tablename__ for table in tables.PERSONAL}
    for table in tables.PERSONAL:
        stored = await rows(database, table, chat_id=1)
        assert stored, f"{table.__name__}: the test leaves no row"
        found = exported[str(table.__tablename__)]
        assert [set(row) for row in found] == [set(row) for row in stored]
        for row, exported_row in zip(stored, found, strict=True):
            for name, value in row.items():
                shown = value.isoformat() if isinstance(value, date) else value
                assert exported_row[name] == shown


async def test_an_export_can_be_read_by_a_person_and_by_a_machine(database: Database) -> None:
    await _live(database, 1)
    exported = json.loads(json.dumps(await _collect(database, 1)))
    [rating, _] = exported["pain_rating"]
    assert (rating["value"], rating["occasion"]) == (4, "before")
    assert datetime.fromisoformat(rating["at"]) == NOW
    assert rating["at"].endswith("+00:00")
    assert exported["check_in"][0]["paused_until"] == "2026-11-30"
    assert exported["episode"][0]["areas"] == "lower_back"


async def test_an_export_of_nobody_is_empty(database: Database) -> None:
    await _live(database, 2)
    assert not any((await _collect(database, 1)).values())


async def test_deleting_leaves_no_row_of_that_person_and_every_row_of_others(
    database: Database,
) -> None:
    await _live(database, 1)
    await _live(database, 2)
    before = await _collect(database, 2)
    async with database.connection() as db:
        await hold_conversation(db, 1, "{}", NOW)
        await mark_applied(db, 9, 500, NOW)
        await record_all(db, 1, [Rated(2, "now"), Erased()], NOW)
    for table in _personal_tables():
        assert await rows(database, table, chat_id=1) == []
    assert await _collect(database, 2) == before


async def test_who_was_deleted_can_begin_anew(database: Database) -> None:
    await _live(database, 1)
    await record(database, Erased())
    later = datetime(2027, 1, 1, tzinfo=UTC)
    await record(database, SessionStarted(1, 1, "build", "build", 10), now=later)
    [person] = await rows(database, tables.Person)
    assert person["first_seen_at"] == later
    [session] = await rows(database, tables.SessionRow)
    assert session["routine"] == "build"


async def test_a_prompt_under_way_while_a_person_is_deleted_leaves_nothing(
    database: Database,
) -> None:
    await record(database, CheckInSet("UTC", 8 * 60, 127))
    eight = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    [due] = await claim(database, eight)
    assert await begin(database, due, eight)
    await record(database, Erased(), now=eight)
    await finish(database, due, Outcome.SENT, eight)
    await ShownNotes(database).add(1, 3, 70, None)
    async with database.connection() as db:
        await mark_gone(db, 1, eight)
    for table in _personal_tables():
        assert await rows(database, table) == []


@pytest.mark.postgres
async def test_settling_and_deleting_at_once_in_two_workers_leaves_nothing(
    two_workers: tuple[Database, Database],
) -> None:
    first, second = two_workers
    eight = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    for chat_id in range(1, 21):
        await record(first, CheckInSet("UTC", 8 * 60, 127), chat_id=chat_id)
    settling = [
        finish(first, due, Outcome.SENT, eight) for due in await claim(first, eight, limit=20)
    ]
    deleting = [record(second, Erased(), chat_id=chat_id) for chat_id in range(1, 21)]
    await asyncio.gather(*settling, *deleting)
    for table in _personal_tables():
        assert await rows(first, table) == []


async def test_what_was_deleted_cannot_be_found_in_the_files(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/backease.db")
    await database.open()
    await _live(database, 1)
    assert _files_with_the_sign(tmp_path)
    await record(database, Erased())
    assert not _files_with_the_sign(tmp_path)
    await database.close()
    assert not _files_with_the_sign(tmp_path)


def _files_with_the_sign(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if SIGN.encode() in path.read_bytes()]


async def test_a_delete_that_fails_deletes_nothing(database: Database) -> None:
    await _live(database, 1)
    before = await _collect(database, 1)
    with pytest.raises(TypeError):
        await record(database, Erased(), None)  # type: ignore[arg-type]
    assert await _collect(database, 1) == before


async def test_a_picture_is_uploaded_once_for_each_bot(database: Database) -> None:
    async with database.connection() as db:
        assert await find_file_id(db, 9, "c8d2") is None
        await save_file_id(db, 9, "c8d2", "old")
        await save_file_id(db, 9, "c8d2", "new")
        await save_file_id(db, 8, "c8d2", "other")
        assert await find_file_id(db, 9, "c8d2") == "new"
        assert await find_file_id(db, 8, "c8d2") == "other"
