"""Does a point in time come back from the database exactly as it went in?"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.types import UtcDateTime
from tests.storage.stored import rows

_OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
_DAY_FROM_THE_ENDS = timedelta(days=1)


@given(
    st.datetimes(
        datetime.min + _DAY_FROM_THE_ENDS,  # noqa: DTZ901 - hypothesis adds the zone
        datetime.max - _DAY_FROM_THE_ENDS,  # noqa: DTZ901
        timezones=_OFFSETS,
    )
)
def test_any_instant_comes_back_to_the_microsecond_and_in_utc(instant: datetime) -> None:
    kind, dialect = UtcDateTime(), sqlite.dialect()
    stored = kind.process_bind_param(instant, dialect)
    found = kind.process_result_value(stored, dialect)
    assert found == instant
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
async def test_an_instant_survives_the_database(database: Database, instant: datetime) -> None:
    async with database.connection() as db:
        row = {"chat_id": 2**52 - 1, "first_seen_at": instant, "gone_at": None}
        await db.execute(insert(tables.Person), row)
    [person] = await rows(database, tables.Person)
    assert person == row
    assert person["first_seen_at"].tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    row = {"chat_id": 1, "first_seen_at": datetime(2026, 1, 1, 8)}  # noqa: DTZ001 - the point
    with pytest.raises(StatementError, match="must know its zone"):
        async with database.connection() as db:
            await db.execute(insert(tables.Person), row)
    assert await rows(database, tables.Person) == []
