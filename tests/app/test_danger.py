"""Danger first: an emergency is answered at any point, whatever else is broken."""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import NoReturn

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

import bot.handlers.turns
from tests.app.driving import (
    EMERGENCY,
    EMERGENCY_HEAD,
    SELF_HARM,
    SORRY,
    Person,
    Running,
    change,
    rows,
    until,
)

CRISIS_HEAD = "You don't have to carry this alone"
Way = Callable[[Person], Awaitable[object]]
Fault = Callable[[Running], AbstractContextManager[None]]


def place(bot: Running) -> str:
    """Where the dialogue stands, as stored."""
    (data, version, shown), *_ = rows(
        bot.path, "SELECT data, version, shown_version FROM conversation WHERE chat_id = 1"
    )
    assert version == shown, "what is stored has been shown"
    found: str = json.loads(data)["place"]
    return found


# ---------------------------------------------------------------- at any point


async def as_first_words(person: Person) -> None:
    pass


async def under_the_consent_question(person: Person) -> None:
    await person.says("my lower back hurts")


async def among_the_safety_questions(person: Person) -> None:
    await person.to_screen()


async def at_which_of_these(person: Person) -> None:
    await person.to_screen()
    await person.taps("Yes")


async def at_the_plan(person: Person) -> None:
    await person.to_plan()


async def in_the_middle_of_an_exercise(person: Person) -> None:
    await person.to_player()
    await person.taps("Done")


async def while_paused(person: Person) -> None:
    await person.to_player()
    await person.taps("Pause")


async def when_asked_what_hurts(person: Person) -> None:
    await person.to_player()
    await person.taps("It hurts")


async def after_the_session(person: Person) -> None:
    await person.to_summary()


async def when_asked_for_a_city(person: Person) -> None:
    await person.to_summary()
    await person.taps("Yes, at 08:00")


async def when_asked_before_deleting(person: Person) -> None:
    await person.to_plan()
    await person.says("/delete")


async def in_the_settings(person: Person) -> None:
    await person.to_plan()
    await person.says("/settings")


async def in_the_support_check(person: Person) -> None:
    await person.to_plan()
    await person.says("/support")
    await person.taps("Yes")


WAYS = (
    as_first_words,
    under_the_consent_question,
    among_the_safety_questions,
    at_which_of_these,
    at_the_plan,
    in_the_middle_of_an_exercise,
    while_paused,
    when_asked_what_hurts,
    after_the_session,
    when_asked_for_a_city,
    when_asked_before_deleting,
    in_the_settings,
    in_the_support_check,
)


def _name(way: Way | Fault) -> str:
    return str(way.__name__).replace("_", " ")


@pytest.mark.parametrize("way", WAYS, ids=_name)
async def test_an_emergency_is_answered_at_any_point_once(alive: Running, way: Way) -> None:
    await way(alive.person)
    shown = await alive.person.says(EMERGENCY)
    assert EMERGENCY_HEAD in shown.text
    assert "112 in Europe, 999 in the UK, 911 in North America" in shown.text
    assert list(shown.buttons) == ["I've been checked", "That's not what I meant"]
    assert await alive.person.count(EMERGENCY_HEAD) == 1
    assert [each.id for each in await alive.person.seen() if each.buttons] == [shown.id]
    assert place(alive) == "danger"
    endings = rows(alive.path, "SELECT ending FROM session WHERE ending IS NOT 'finished'")
    assert set(endings) <= {("danger",)}
    assert alive.telegram.refused == []


@pytest.mark.parametrize("way", WAYS[::3], ids=_name)
async def test_words_about_self_harm_get_the_crisis_text_at_any_point(
    alive: Running, way: Way
) -> None:
    await way(alive.person)
    shown = await alive.person.says(SELF_HARM)
    assert CRISIS_HEAD in shown.text
    assert await alive.person.count(CRISIS_HEAD) == 1
    assert place(alive) == "crisis"


async def test_while_the_sign_stands_no_old_button_starts_an_exercise(alive: Running) -> None:
    plan = await alive.person.to_plan()
    await alive.person.says(EMERGENCY)
    shown = await alive.person.taps("Start", plan)
    assert EMERGENCY_HEAD in shown.text
    assert rows(alive.path, "SELECT count(*) FROM session") == [(0,)]
    shown = await alive.person.says("/routine")
    assert not shown.picture


async def test_the_warnings_own_buttons_work(alive: Running) -> None:
    await alive.person.to_plan()
    await alive.person.says(EMERGENCY)
    shown = await alive.person.taps("I've been checked")
    assert "What did they say?" in shown.text
    shown = await alive.person.taps("I may move and exercise")
    assert EMERGENCY_HEAD not in shown.text


async def test_the_countrys_own_number_is_in_the_warning(alive: Running) -> None:
    await alive.person.to_plan()
    await alive.person.says("/settings")
    await alive.person.taps("Country")
    await alive.person.taps("Australia")
    shown = await alive.person.says(EMERGENCY)
    assert "000" in shown.text


# ---------------------------------------------------------------- with a broken storage


@contextmanager
def no_table(bot: Running) -> Iterator[None]:
    """Take the conversations away under the running bot, then put them back."""
    change(bot.path, "ALTER TABLE conversation RENAME TO hidden")
    try:
        yield
    finally:
        change(bot.path, "ALTER TABLE hidden RENAME TO conversation")


@contextmanager
def no_connection(bot: Running) -> Iterator[None]:
    """Let every transaction of the running bot fail before it begins."""

    def refuse(*_: object) -> NoReturn:
        raise OperationalError("connect", {}, OSError("the server is away"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.database, "connection", refuse)
        patch.setattr(bot.database, "run", refuse)
        yield


async def retried(caplog: pytest.LogCaptureFixture, times: int = 2) -> None:
    """Wait until the same updates have failed so often."""
    await until(lambda: caplog.text.count("Storage failed for") >= times, what="another try")


@pytest.mark.parametrize(
    ("text", "head", "stands_at"),
    [(EMERGENCY, EMERGENCY_HEAD, "danger"), (SELF_HARM, CRISIS_HEAD, "crisis")],
    ids=["emergency", "self-harm"],
)
@pytest.mark.parametrize(
    ("way", "fault"),
    [(as_first_words, no_connection), (in_the_middle_of_an_exercise, no_table)],
    ids=_name,
)
async def test_danger_is_answered_once_without_storage_and_remembered_when_it_is_back(
    alive: Running,
    way: Way,
    fault: Fault,
    text: str,
    head: str,
    stands_at: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    person = alive.person
    await way(person)
    with fault(alive):
        await person.write(text)
        await until(lambda: person.count(head), what="the warning")
        await retried(caplog)
        assert await alive.telegram.pending() == 1, "the update is kept"
    await person.idle()
    assert await person.count(head) == 1
    assert await person.count(SORRY) == 0
    assert place(alive) == stands_at
    shown = await person.last()
    assert [each.id for each in await person.seen() if each.buttons] == [shown.id]


@pytest.mark.parametrize("answer", ["Yes", "Not sure"])
async def test_a_tapped_yes_to_the_bladder_question_warns_without_storage(
    alive: Running, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    person = alive.person
    question = await person.to_screen()
    with no_table(alive):
        await person.press(question, answer)
        await until(lambda: person.count(EMERGENCY_HEAD), what="the warning")
        await retried(caplog)
    await person.idle()
    assert await person.count(EMERGENCY_HEAD) == 1
    assert place(alive) == "which"
    shown = (await person.seen())[0]
    assert "Which of these is it?" in shown.text


async def test_not_sure_which_of_the_signs_it_is_warns_without_storage(alive: Running) -> None:
    person = alive.person
    await person.to_screen()
    signs = await person.taps("Yes")
    with no_table(alive):
        await person.press(signs, "I'm not sure")
        await until(lambda: person.count(EMERGENCY_HEAD), what="the warning")
    await person.idle()
    assert place(alive) == "danger"


async def test_other_messages_get_one_sorry_and_are_answered_when_storage_is_back(
    alive: Running, caplog: pytest.LogCaptureFixture
) -> None:
    person = alive.person
    await person.to_screen()
    with no_table(alive):
        await person.write("no")
        await until(lambda: person.count(SORRY), what="the apology")
        await retried(caplog)
        assert await person.count(SORRY) == 1
    await person.idle()
    assert await person.count(SORRY) == 1
    assert (await person.last()).text.startswith("Question 3")


async def test_an_emergency_is_answered_while_something_else_holds_the_database(
    alive: Running,
) -> None:
    person = alive.person
    await person.to_player()
    with closing(sqlite3.connect(alive.path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        await person.write(EMERGENCY)
        await until(lambda: person.count(EMERGENCY_HEAD), what="the warning")
        db.execute("ROLLBACK")
    await person.idle()
    assert await person.count(EMERGENCY_HEAD) == 1
    assert place(alive) == "danger"


async def test_an_emergency_is_answered_to_someone_whose_row_cannot_be_read(
    alive: Running,
) -> None:
    await alive.person.to_plan()
    change(alive.path, 'UPDATE conversation SET data = \'{"place": "nowhere"}\'')
    await alive.person.says(EMERGENCY)
    assert await alive.person.count(EMERGENCY_HEAD) == 1


async def test_an_update_that_can_never_be_stored_holds_up_nobody_else(
    alive: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise IntegrityError("insert", {}, ValueError("not null"))

    with monkeypatch.context() as patch:
        patch.setattr(bot.handlers.turns, "record_all", refuse)
        await alive.person.says("my lower back hurts")
    assert await alive.person.count(SORRY) == 1
    shown = await alive.another(2).says("my neck hurts")
    assert "Before we start" in shown.text
