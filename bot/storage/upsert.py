"""Insert-or-update, the same way on SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel


def upsert(
    db: AsyncConnection,
    table: type[SQLModel],
    row: Mapping[str, Any],
    *,
    keep: bool = False,
    unchanged: Sequence[str] = (),
) -> Executable:
    """Build a statement that inserts ``row``, or updates the row with its primary key.

    With ``keep`` a row that is already there stays as it is; columns in ``unchanged`` keep
    their first value.
    """
    build: Any = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    target = table.__table__  # type: ignore[attr-defined]
    statement = build(target).values(**row)
    keys = [column.name for column in target.primary_key]
    if keep:
        return statement.on_conflict_do_nothing(index_elements=keys)  # type: ignore[no-any-return]
    values = {name: row[name] for name in row if name not in keys and name not in unchanged}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)  # type: ignore[no-any-return]
