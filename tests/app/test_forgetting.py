"""What somebody wrote who never agreed is forgotten after a day."""

from datetime import UTC, datetime, timedelta

from bot.app import App
from tests.app.driving import Running, change, personal_rows

DAY = timedelta(hours=24)


def put_back(alive: Running, span: timedelta) -> None:
    moment = datetime.now(UTC) - span
    micros = int(moment.timestamp() * 1_000_000)
    change(alive.path, "UPDATE conversation SET updated_at = ?", (micros,))


async def keep_house(app: App) -> None:
    app._pruned_at = datetime.min.replace(tzinfo=UTC)
    await app._prune()


async def test_a_first_message_without_consent_is_forgotten_after_a_day(alive: Running) -> None:
    await alive.person.says("my lower back hurts and i had cancer")
    put_back(alive, DAY - timedelta(hours=1))
    await keep_house(alive.app)
    assert sum(personal_rows(alive.path, 1).values())
    put_back(alive, DAY + timedelta(hours=1))
    await keep_house(alive.app)
    assert not sum(personal_rows(alive.path, 1).values())


async def test_who_agreed_is_not_forgotten(alive: Running) -> None:
    await alive.person.to_plan()
    put_back(alive, 30 * DAY)
    await keep_house(alive.app)
    assert sum(personal_rows(alive.path, 1).values())
