"""Over HTTP: the bot in one process, Telegram in another, and what a kill leaves behind."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.app.driving import BotProcess, Person, change, until

pytestmark = pytest.mark.slow

PROMPT = "How is your back today?"
FIRST_WORDS = "my lower back hurts, not in my legs, since monday"


def zone_at_noon() -> str:
    """A zone where it is about noon now, so that no quiet hour is near."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{'-' if hours >= 0 else '+'}{abs(hours)}"  # these names count backwards


def microseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def add_due_check_ins(path: Path, chats: range, *, due_at: datetime) -> None:
    """Set a check-in of people who have written before."""
    zone, at = zone_at_noon(), microseconds(due_at)
    change(
        path,
        "REPLACE INTO check_in (chat_id, status, zone, minute_of_day, weekdays, every_days,"
        " once, unanswered, due_date, due_at, wake_at, attempts)"
        " VALUES (?, 'on', ?, 720, 127, 1, 0, 0, ?, ?, ?, 0)",
        *((chat, zone, str(due_at.date()), at, at) for chat in chats),
    )


async def test_a_whole_routine_over_http_and_a_graceful_end(bot_process: BotProcess) -> None:
    await bot_process.start()
    person = Person(bot_process.side)
    step = await person.to_player()
    assert step.picture
    while "✅ Done" in step.buttons:
        step = await person.taps("Done")
    summary = await person.taps("2")
    assert "two points better" in summary.text
    began = time.monotonic()
    code, _, errors = await bot_process.stop()
    assert (code, errors) == (0, "")
    assert time.monotonic() - began < 8
    assert bot_process.rows("SELECT ending FROM session") == [("finished",)]


async def test_updates_count_once_whatever_their_ids_do(bot_process: BotProcess) -> None:
    side, person = bot_process.side, Person(bot_process.side)
    await bot_process.start()
    plan = await person.to_plan()
    await person.press(plan, "Start")
    await person.idle()
    step = await person.last()
    (before,) = bot_process.rows("SELECT max(update_id) FROM applied_update")[0]

    await side.act("restart_update_ids", at=before - 1000)
    await person.taps("Done")
    assert (await person.last()).text.startswith("2 of "), "ids that restarted lower"

    done = bot_process.rows("SELECT update_id FROM applied_update ORDER BY at DESC LIMIT 1")[0][0]
    await side.act("redeliver", update_id=done)
    await person.idle()
    await side.act("restart_update_ids", at=before + 500)
    await side.act("redeliver", update_id=before)
    await person.idle()
    assert (await person.last()).text.startswith("2 of "), "the same update again"
    assert bot_process.rows("SELECT count(*) FROM session_step") == [(1,)]
    assert bot_process.rows("SELECT count(*) FROM session") == [(1,)]
    assert step.id == (await person.last()).id

    await person.taps("Done")
    await side.act("restart_update_ids", at=before + 400)
    await person.taps("Done")
    assert (await person.last()).text.startswith("4 of "), "a lower id after a higher one"
    assert bot_process.rows("SELECT count(*) FROM session_step") == [(3,)]
    assert (await bot_process.stop())[0] == 0


async def test_a_kill_in_the_middle_of_a_session_loses_no_step(bot_process: BotProcess) -> None:
    person = Person(bot_process.side)
    await bot_process.start()
    step = await person.to_player()
    await person.taps("Done")
    await bot_process.side.act("latency", seconds=0.3)
    await person.press(await person.last(), "Done")

    def saved() -> bool:
        return bot_process.rows("SELECT count(*) FROM session_step") == [(2,)]

    await until(saved, what="the step to be saved, while its screen is not sent yet")
    await bot_process.kill()
    assert bot_process.rows("PRAGMA integrity_check") == [("ok",)]
    await bot_process.side.act("latency", seconds=0)
    await person.write("done")  # the person goes on while the bot is down
    await bot_process.start()
    await person.idle()
    shown = await person.last()
    assert shown.text.startswith("4 of ")
    assert shown.picture
    assert bot_process.rows("SELECT count(*) FROM session_step") == [(3,)]
    assert [each.id for each in await person.seen() if each.buttons] == [shown.id]
    assert step.id != shown.id
    while "✅ Done" in shown.buttons:
        shown = await person.taps("Done")
    assert "two points better" in (await person.taps("2")).text


async def test_a_kill_in_the_middle_of_a_batch_loses_and_doubles_nothing(
    bot_process: BotProcess,
) -> None:
    people = [Person(bot_process.side, chat) for chat in range(1, 7)]
    for person in people:
        for text in (FIRST_WORDS, "yes", "yes", "45", "no"):
            await person.write(text)
    await bot_process.side.act("latency", seconds=0.05)
    for reached in (3, 15):
        await bot_process.start()

        def applied(reached: int = reached) -> bool:
            count: int = bot_process.rows("SELECT count(*) FROM applied_update")[0][0]
            return count >= reached

        await until(applied, what=f"{reached} updates")
        await bot_process.kill()
    await bot_process.side.act("latency", seconds=0)
    await bot_process.start()
    for person in people:
        await person.idle()
    assert bot_process.rows("SELECT count(*) FROM applied_update") == [(30,)]
    versions = bot_process.rows("SELECT version FROM conversation")
    assert versions == [(5,)] * len(people), "each of the five messages counts once"
    for person in people:
        assert (await person.last()).text.startswith("Question 3"), "each saw the last answer"


async def test_a_kill_in_the_middle_of_a_sweep_loses_no_check_in(bot_process: BotProcess) -> None:
    chats = range(1, 21)
    people = [Person(bot_process.side, chat) for chat in chats]
    await bot_process.start()
    for person in people:
        await person.write(FIRST_WORDS)
        await person.write("yes")
    await people[0].idle()
    await bot_process.stop()
    add_due_check_ins(bot_process.path, chats, due_at=datetime.now(UTC) - timedelta(minutes=5))

    async def prompts() -> list[int]:
        return [await person.count(PROMPT) for person in people]

    async def some_are_out() -> bool:
        return sum(await prompts()) >= 3

    await bot_process.side.act("latency", seconds=0.4)
    await bot_process.start()
    await until(some_are_out, what="the first prompts")
    await bot_process.kill()
    in_flight = bot_process.rows("SELECT count(*) FROM check_in WHERE sending_at IS NOT NULL")
    await bot_process.side.act("latency", seconds=0)
    await bot_process.start()

    def all_settled() -> bool:
        return bot_process.rows("SELECT count(*) FROM check_in_log") == [(len(chats),)]

    await until(all_settled, what="every check-in to be settled")
    seen = await prompts()
    assert min(seen) >= 1, "nobody is left out"
    assert sum(seen) - len(chats) <= in_flight[0][0] <= 8, "only what was in flight comes twice"
    for person in people:  # every prompt is answered, a doubled one twice
        for message in await person.seen():
            if PROMPT in message.text:
                await person.press(message, "3")
    await people[0].idle()
    ratings = bot_process.rows("SELECT chat_id, count(*) FROM pain_rating GROUP BY chat_id")
    assert ratings == [(chat, 1) for chat in chats], "an answer counts once"


async def test_a_check_in_due_while_the_bot_was_down_comes_once_unless_it_is_too_late(
    bot_process: BotProcess,
) -> None:
    lately, long_ago = Person(bot_process.side, 1), Person(bot_process.side, 2)
    await bot_process.start()
    for person in (lately, long_ago):
        await person.write("hello")
    await lately.idle()
    await bot_process.stop()
    now = datetime.now(UTC)
    add_due_check_ins(bot_process.path, range(1, 2), due_at=now - timedelta(hours=2))
    add_due_check_ins(bot_process.path, range(2, 3), due_at=now - timedelta(hours=3, minutes=2))
    await bot_process.start()

    def settled() -> dict[int, str]:
        found = dict(bot_process.rows("SELECT chat_id, outcome FROM check_in_log"))
        return found if len(found) == 2 else {}

    outcomes = await until(settled, what="both to be settled")
    assert outcomes == {1: "sent", 2: "skipped_late"}
    await lately.says("hello")
    assert (await lately.count(PROMPT), await long_ago.count(PROMPT)) == (1, 0)
    following = bot_process.rows("SELECT wake_at FROM check_in")
    assert all(wake_at > microseconds(now) for (wake_at,) in following)


async def test_a_token_that_is_revoked_while_running_stops_the_bot_with_one_line(
    bot_process: BotProcess,
) -> None:
    await bot_process.start()
    await bot_process.side.act(
        "fail_next", method="getUpdates", code=401, description="Unauthorized", times=9
    )
    await Person(bot_process.side).write("hello")
    assert bot_process.started is not None
    async with asyncio.timeout(40):
        code = await bot_process.started.wait()
    _, errors = await bot_process.started.communicate()
    lines = errors.decode().splitlines()
    assert code == 2
    assert "Traceback" not in errors.decode()
    assert lines[-1].startswith("backease: Telegram refuses TELEGRAM_TOKEN")
