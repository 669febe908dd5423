"""The daily prompts: claimed from storage, sent through the gateway, settled."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.check_in import draw_prompt, draw_stop_offer
from bot.dialogue.daily_fact import todays_fact
from bot.dialogue.state import State
from bot.dialogue.world import World
from bot.storage.check_ins import (
    Choice,
    LastDone,
    claim_due,
    find_choice,
    find_last_done,
    give_back,
    mark_sending,
    settle,
)
from bot.storage.conversations import Saved, find_conversation, mark_gone
from bot.storage.daily_facts import find_told_facts
from bot.storage.database import STORAGE_FAILURES, Database
from bot.transport.outbox import Gateway
from bot.transport.outcomes import Gone, InDoubt, Later, Shown
from content.loader import Content
from scheduler.due import Due, Outcome, RetryLater, Settlement
from scheduler.manners import Pace, is_wanted

STORAGE_PAUSE_SECONDS = 5.0


class PromptDesk:
    """What the scheduler's sender needs: a ``scheduler.due.Desk`` on our storage and gateway."""

    def __init__(
        self,
        database: Database,
        content: Content,
        gateway: Gateway,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._content = content
        self._gateway = gateway.for_prompts()
        self._now = now
        self._told: dict[Due, str] = {}  # facts that reached somebody, until that is settled

    def now(self) -> datetime:
        """The present time, in UTC."""
        return self._now()

    async def claim(self, limit: int) -> Sequence[Due]:
        """Lease what is due, oldest first."""
        now, lease = self._now(), secrets.token_hex(8)
        return await self._database.run(lambda db: claim_due(db, now, lease=lease, limit=limit))

    async def mark_sending(self, due: Due) -> bool:
        """Note that sending begins."""
        now = self._now()
        return await self._database.run(lambda db: mark_sending(db, due, now))

    async def send(self, due: Due) -> Settlement:
        """Send the prompt, unless the person has rated or exercised today already."""
        try:
            saved, done, choice, told = await self._database.run(partial(_find, due=due))
        except STORAGE_FAILURES:
            return RetryLater(STORAGE_PAUSE_SECONDS)
        if saved is None:
            return Outcome.NOT_NEEDED
        zone = ZoneInfo(due.zone)
        if not choice.asked_for and not is_wanted(
            due.due_date,
            last_sent=None,
            last_session=done.finished_at.astimezone(zone).date() if done.finished_at else None,
            last_rating=done.rated_at.astimezone(zone).date() if done.rated_at else None,
        ):
            return Outcome.NOT_NEEDED
        world = World(self._content, self._now())
        state = State.load(saved.data)
        fact = None
        if choice.pace is Pace.ASKING:
            screen = draw_stop_offer(state, due.due_date, world)
        else:
            fact = todays_fact(state, told, world)
            screen = draw_prompt(state, due.due_date, world, fact)
        match await self._gateway.send_text(due.chat_id, screen.text, screen.buttons):
            case Shown():
                if fact is not None:
                    self._told[due] = fact.id
                return Outcome.SENT
            case Gone():
                return Outcome.BLOCKED
            case Later(seconds):
                return RetryLater(seconds)
            case InDoubt():
                raise TimeoutError
        return Outcome.FAILED

    async def settle(self, due: Due, settlement: Settlement) -> None:
        """Record what became of it. The fact of a prompt that arrived is told; any other is not."""
        now = self._now()
        fact = self._told.get(due) if settlement in (Outcome.SENT, Outcome.DOUBTFUL) else None

        async def record(db: AsyncConnection) -> None:
            await settle(db, due, settlement, now, fact=fact)
            if settlement is Outcome.BLOCKED:
                await mark_gone(db, due.chat_id, now)

        await self._database.run(record)
        self._told.pop(due, None)

    async def give_back(self, dues: Sequence[Due]) -> None:
        """End the leases of what was not begun."""
        await self._database.run(lambda db: give_back(db, dues))


async def _find(
    db: AsyncConnection, due: Due
) -> tuple[Saved | None, LastDone, Choice, dict[str, datetime]]:
    return (
        await find_conversation(db, due.chat_id),
        await find_last_done(db, due.person_id),
        await find_choice(db, due),
        await find_told_facts(db, due.chat_id),
    )
