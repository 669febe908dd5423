"""Insert-or-update, the same way on SQLite and PostgreSQL."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel


async def upsert(
    db: AsyncConnection,
    table: type[SQLModel],
    row: Mapping[str, Any],
    *,
    keep: bool = False,
    unchanged: tuple[str, ...] = (),
) -> bool:
    """Insert ``row``, or update the row with its primary key; false when nothing was written.

    With ``keep`` a row that is already there stays as it is; columns in ``unchanged`` keep
    their first value.
    """
    statement = _statement(db.dialect.name, table, tuple(row), keep, unchanged)
    return cast("CursorResult[Any]", await db.execute(statement, row)).rowcount == 1


@cache
def _statement(
    dialect: str,
    table: type[SQLModel],
    names: tuple[str, ...],
    keep: bool,
    unchanged: tuple[str, ...],
) -> Executable:
    """Build each statement once: building one costs more than running it."""
    target = table.__table__  # type: ignore[attr-defined]
    build: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = build(target)
    keys = [column.name for column in target.primary_key]
    if keep:
        return cast("Executable", statement.on_conflict_do_nothing(index_elements=keys))
    values = {
        name: statement.excluded[name]
        for name in names
        if name not in keys and name not in unchanged
    }
    return cast("Executable", statement.on_conflict_do_update(index_elements=keys, set_=values))
