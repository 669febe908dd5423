"""What was saved but could not be sent is owed, and reaches the person later."""

import pytest
from telegram.error import NetworkError

from bot.local.errors import LocalTelegramError
from tests.app.driving import SORRY, Running, change, rows, until

pytestmark = pytest.mark.usefixtures("impatient")

TOO_MANY = LocalTelegramError(429, "Too Many Requests: retry after 1", retry_after=1)
BAD_WORDS = LocalTelegramError(400, "Bad Request: can't parse entities: something")
SERVER = LocalTelegramError(502, "Bad Gateway")
NETWORK = NetworkError("the connection broke")


def nothing_owed(bot: Running) -> bool:
    query = "SELECT count(*) FROM conversation WHERE version <> shown_version"
    return rows(bot.path, query) == [(0,)]


@pytest.mark.parametrize(
    "refusal", [TOO_MANY, BAD_WORDS, SERVER, NETWORK], ids=["429", "400", "502", "network"]
)
async def test_a_refused_reply_is_drawn_later(alive: Running, refusal: Exception) -> None:
    alive.telegram.fail_next("sendMessage", refusal)
    await alive.person.write("my lower back hurts, not in my legs, since monday")
    await until(lambda: alive.person.count("Before we start"), what="the answer")
    await until(lambda: nothing_owed(alive), what="nothing to be owed")
    shown = await alive.person.taps("Yes, let's go")
    assert shown.text.startswith("I understood: lower back")


@pytest.mark.parametrize("refusal", [TOO_MANY, SERVER, NETWORK], ids=["429", "502", "network"])
async def test_a_refused_step_is_drawn_later_with_its_picture(
    alive: Running, refusal: Exception
) -> None:
    person = alive.person
    first = await person.to_player()
    for method in ("editMessageMedia", "editMessageCaption", "sendAnimation"):
        alive.telegram.fail_next(method, refusal)
    await person.press(first, "Done")

    async def second_step() -> bool:
        shown = await person.last()
        return shown.text.startswith("2 of ") and shown.picture is not None

    await until(second_step, what="the second step")
    await until(lambda: nothing_owed(alive), what="nothing to be owed")
    assert [bool(each.buttons) for each in await person.seen()][-1]
    assert rows(alive.path, "SELECT count(*) FROM session_step") == [(1,)]


async def test_a_step_whose_picture_telegram_refuses_comes_as_text(alive: Running) -> None:
    person = alive.person
    first = await person.to_player()
    for method in ("editMessageMedia", "editMessageCaption", "sendAnimation", "sendPhoto"):
        alive.telegram.fail_next(method, BAD_WORDS)
    shown = await person.taps("Done")
    assert shown.text.startswith("2 of ")
    assert shown.id > first.id
    assert [each.id for each in await person.seen() if each.buttons] == [shown.id]
    assert (await person.taps("Done")).picture


async def test_when_an_answer_arrived_in_doubt_it_comes_twice_and_counts_once(
    alive: Running,
) -> None:
    person = alive.person
    alive.telegram.fail_next("sendMessage", NETWORK, after=True)
    await person.write("my lower back hurts, not in my legs, since monday")

    async def both_are_there() -> bool:
        return await person.count("Before we start") == 2 and nothing_owed(alive)

    await until(both_are_there, what="the answer to come again")
    first, second = await person.seen()
    await person.press(first, "Yes, let's go")
    await person.press(second, "Yes, let's go")
    await person.idle()
    assert (await person.last()).text.startswith("I understood: lower back")
    assert sum(bool(each.buttons) for each in await person.seen()) == 1
    assert rows(alive.path, "SELECT count(*) FROM consent") == [(1,)]


async def test_what_telegram_refuses_for_its_content_is_given_up_in_the_end(
    alive: Running,
) -> None:
    person = alive.person
    await person.says("hello")
    alive.telegram.fail_next("sendMessage", BAD_WORDS, times=3)
    await person.write("my lower back hurts")
    await until(lambda: len(alive.telegram.refused) == 3, what="three refusals")
    await until(lambda: nothing_owed(alive), what="nothing to be owed")
    calls = alive.telegram.calls["sendMessage"]
    await alive.another(2).says("hello")
    assert alive.telegram.calls["sendMessage"] == calls + 1


async def test_one_row_that_cannot_be_read_holds_up_nobody_else(alive: Running) -> None:
    await alive.another(2).says("hello")
    change(
        alive.path,
        "UPDATE conversation SET data = '{}broken', shown_version = version - 1, updated_at = 0",
    )
    alive.telegram.fail_next("sendMessage", TOO_MANY)
    await alive.person.write("my lower back hurts")
    await until(lambda: alive.person.count("Before we start"), what="the answer")


async def test_a_person_who_blocked_the_bot_is_owed_nothing(alive: Running) -> None:
    await alive.person.says("hello")
    blocked = LocalTelegramError(403, "Forbidden: bot was blocked by the user")
    alive.telegram.fail_next("sendMessage", blocked)
    await alive.person.says("my lower back hurts")
    calls = alive.telegram.calls["sendMessage"]
    await alive.another(2).says("hello")
    assert alive.telegram.calls["sendMessage"] == calls + 1


async def test_an_export_that_could_not_be_sent_comes_later_with_its_file(alive: Running) -> None:
    person = alive.person
    await person.to_plan()
    alive.telegram.fail_next("sendDocument", TOO_MANY)
    await person.write("/export")
    await until(lambda: person.count("Here is everything I keep"), what="the export")
    files = [each.document for each in await person.seen() if each.document]
    assert len(files) == 1
    assert await person.count(SORRY) == 0


@pytest.mark.parametrize("refusal", [TOO_MANY, SERVER, NETWORK], ids=["429", "502", "network"])
async def test_an_answer_too_long_for_the_picture_is_not_lost_when_its_sending_fails(
    alive: Running, refusal: Exception
) -> None:
    person = alive.person
    await person.to_player()
    alive.telegram.fail_next("sendMessage", refusal)
    await person.write("should i rest in bed?")
    await until(lambda: person.count("Should I rest in bed?"), what="the answer")
    await until(lambda: nothing_owed(alive), what="nothing to be owed")
    assert (await person.last()).text.startswith("1 of ")
