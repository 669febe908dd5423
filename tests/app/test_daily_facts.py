"""Does a prompt bring one fact, another one each day, and none where it would be out of place?"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text

from bot.app import Knowledge
from bot.care.triage import AgeBand
from bot.dialogue.state import Episode, Place, ScreenFor, Screening, Standing, State
from bot.handlers.prompts import PromptDesk
from bot.local.errors import LocalTelegramError
from bot.storage.conversations import hold_conversation, save_conversation
from bot.storage.daily_facts import find_told_facts
from bot.storage.database import Database
from bot.storage.records import CheckInSet, record_all
from bot.transport.outcomes import Gone, InDoubt, Later, Missing, Outcome, Shown
from content.models import DailyFact, Stage, Urgency
from scheduler.manners import PATIENCE
from scheduler.sender import send_one
from tests.app.driving import Running, Watched, change, rows, running, until

pytestmark = pytest.mark.usefixtures("impatient")

PROMPT = "How is your back today?"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NECK_PAIN = State(
    consent_version=1,
    age=AgeBand.ADULT,
    episode=Episode(number=1, started_at=MONDAY - DAY, areas=("neck",), confirmed=True),
)


def _fact(id_: str, area: str = "any", *stages: Stage) -> DailyFact:
    wanted = stages or tuple(Stage)
    return DailyFact(
        id=id_, areas=(area,), stages=wanted, sources=("walkback",), text=f"About {id_} & x"
    )


FACTS = {
    each.id: each
    for each in (
        _fact("sleep"),
        _fact("lifting", "lower_back"),
        _fact("screens", "neck"),
        _fact("strength", "any", Stage.BUILDING),
    )
}


@pytest.fixture(scope="module")
def four_facts(knowledge: Knowledge) -> Knowledge:
    """The bot's knowledge with four daily facts: two of them for a sore neck."""
    return replace(knowledge, content=replace(knowledge.content, daily_facts=FACTS))


class Phone:
    """A gateway that keeps what it was given and answers as told."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.answers: Iterator[Outcome] = iter(())

    def for_prompts(self) -> "Phone":
        return self

    async def send_text(self, chat_id: int, html: str, buttons: Any = ()) -> Outcome:
        self.texts.append(html)
        return next(self.answers, Shown(len(self.texts)))


class Days:
    """The real desk and the real sender's step, on a clock that is turned by hand."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        self.database = database
        self.now = MONDAY
        self.phone = Phone()
        gateway = cast("Any", self.phone)
        self.desk = PromptDesk(database, knowledge.content, gateway, now=lambda: self.now)

    async def begin(self, state: State) -> None:
        """Set a check-in at eight each day for somebody in this state."""
        async with self.database.connection() as db:
            await hold_conversation(db, 1, "{}", self.now)
            await record_all(db, 1, [CheckInSet("UTC", 8 * 60, 127)], self.now - DAY)
        await self.change(state)

    async def change(self, state: State) -> None:
        """Store another state."""
        async with self.database.connection() as db:
            await save_conversation(db, 1, state.model_dump_json(), 1, self.now)

    async def ask(self, *answers: Outcome) -> str:
        """Send what is due now; the answer is what went out."""
        self.phone.answers = iter(answers)
        [due] = await self.desk.claim(9)
        await send_one(due, self.desk)
        return self.phone.texts[-1]

    async def told(self) -> list[str]:
        """The facts that count as told."""
        async with self.database.connection() as db:
            return list(await find_told_facts(db, 1))


@pytest.fixture
async def days(four_facts: Knowledge) -> AsyncIterator[Days]:
    database = Database("sqlite://")
    await database.open()
    yield Days(database, four_facts)
    await database.close()


async def test_a_prompt_carries_a_fact_with_its_source_below_the_question(days: Days) -> None:
    await days.begin(NECK_PAIN)
    prompt = await days.ask()
    question, _, fact = prompt.partition("\n\n")
    assert PROMPT in question
    assert fact.startswith("💡 About screens &amp; x\n<i>Source: ")
    source = days.desk._content.sources["walkback"].name
    assert source.split(" (")[0] in fact
    assert await days.told() == ["screens"]


async def test_each_day_brings_another_fact_until_all_that_fit_were_told(days: Days) -> None:
    await days.begin(NECK_PAIN)
    seen = []
    for _ in range(4):
        prompt = await days.ask()
        seen.append(next(id_ for id_ in FACTS if f"About {id_}" in prompt))
        await days.change(NECK_PAIN)
        async with days.database.connection() as db:
            await record_all(db, 1, [CheckInSet("UTC", 8 * 60, 127)], days.now)
        days.now += DAY
    assert seen == ["screens", "sleep", "screens", "sleep"]


STANDING = Standing(urgency=Urgency.URGENT, flags=("infection",), since=MONDAY)
NUMB = Screening(purpose=ScreenFor.HURT, questions=("legs",))


@pytest.mark.parametrize(
    "state",
    [
        NECK_PAIN.but(daily_fact=False),
        NECK_PAIN.but(standing=STANDING),
        NECK_PAIN.but(age=AgeBand.UNDER_18),
        NECK_PAIN.go(Place.CRISIS),
        NECK_PAIN.go(Place.SETTINGS, came_from=Place.CRISIS),
        NECK_PAIN.but(screening=NUMB),
    ],
    ids=["off", "danger", "young", "crisis", "behind", "numb"],
)
async def test_no_fact_comes_where_it_is_unwanted_or_out_of_place(days: Days, state: State) -> None:
    await days.begin(state)
    assert "💡" not in await days.ask()
    assert await days.told() == []


async def test_the_question_whether_to_stop_brings_no_fact(days: Days) -> None:
    await days.begin(NECK_PAIN)
    async with days.database.connection() as db:
        await db.execute(text("UPDATE check_in SET unanswered = :many"), {"many": 2 * PATIENCE})
    prompt = await days.ask()
    assert "Shall I stop?" in prompt
    assert "💡" not in prompt
    assert await days.told() == []


@pytest.mark.parametrize("failure", [Gone(), Missing(), Later(1)], ids=["gone", "refused", "later"])
async def test_a_prompt_that_did_not_arrive_has_told_nothing(days: Days, failure: Outcome) -> None:
    await days.begin(NECK_PAIN)
    assert "About screens" in await days.ask(failure)
    assert await days.told() == []


async def test_a_prompt_put_off_brings_its_fact_when_it_arrives(days: Days) -> None:
    await days.begin(NECK_PAIN)
    await days.ask(Later(1))
    days.now += timedelta(seconds=5)
    assert "About screens" in await days.ask()
    assert await days.told() == ["screens"]


async def test_a_prompt_in_doubt_comes_again_with_the_same_fact(days: Days) -> None:
    await days.begin(NECK_PAIN)
    await days.ask(InDoubt())
    assert await days.told() == []
    days.now += timedelta(minutes=2)
    assert "About screens" in await days.ask()
    assert await days.told() == ["screens"]
    assert not days.desk._told


async def test_a_fact_is_told_once_its_prompt_is_settled_even_at_the_second_try(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    await days.begin(NECK_PAIN)
    [due] = await days.desk.claim(9)
    assert await days.desk.mark_sending(due)
    settlement = await days.desk.send(due)
    assert await days.told() == []

    async def broken(_work: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(days.database, "run", broken)
        with pytest.raises(OSError, match="full"):
            await days.desk.settle(due, settlement)
    assert await days.told() == []
    await days.desk.settle(due, settlement)
    assert await days.told() == ["screens"]


# The whole bot


async def ask_now(bot_: Running) -> str:
    """Have the check-in come now, as one that was asked for; the answer is the last message."""
    at = int(datetime.now(UTC).timestamp() * 1_000_000)
    set_due = "UPDATE check_in SET status = 'on', unanswered = 0, due_at = ?, wake_at = ?"
    change(bot_.path, set_due, (at, at))

    async def settled() -> bool:
        return rows(bot_.path, "SELECT count(*) FROM check_in WHERE due_at = ?", at) == [(0,)]

    await until(settled, what="the prompt to be settled")
    return (await bot_.person.last()).text


async def test_facts_come_with_the_daily_prompts_of_the_whole_bot_and_can_be_switched_off(
    telegram: Watched, own_folder: Path, four_facts: Knowledge
) -> None:
    async with running(telegram, own_folder / "backease.db", four_facts) as bot_:
        person = bot_.person
        await person.to_summary()
        await person.sets_check_in()
        first = await ask_now(bot_)
        assert PROMPT in first
        assert "💡 About lifting & x\nSource: " in first
        refusal = LocalTelegramError(400, "Bad Request: can't parse entities: something")
        telegram.fail_next("sendMessage", refusal)
        assert await ask_now(bot_) == first
        assert len(telegram.refused) == 1
        assert "💡 About sleep & x" in await ask_now(bot_)
        await person.taps("Change")
        off = await person.taps("No daily fact")
        assert "No more facts with the check-in" in off.text
        third = await ask_now(bot_)
        assert PROMPT in third
        assert "💡" not in third
        facts = rows(bot_.path, "SELECT fact FROM told_fact ORDER BY at")
        assert facts == [("lifting",), ("sleep",)]
        await person.says("/delete")
        await person.taps("Yes, delete it all")
        assert rows(bot_.path, "SELECT count(*) FROM told_fact") == [(0,)]
