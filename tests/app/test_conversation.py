"""A person from the first words to a daily check-in, on the real application and a real file."""

import json
import random
from pathlib import Path

import pytest
from telegram import Update

from bot.app import Knowledge
from bot.local.errors import LocalTelegramError
from tests.app.driving import (
    EMERGENCY,
    EMERGENCY_HEAD,
    SORRY,
    Person,
    Running,
    Watched,
    personal_rows,
    rows,
    running,
)

EVERYTHING = {
    "check_in",
    "check_in_log",
    "consent",
    "conversation",
    "episode",
    "pain_rating",
    "person",
    "session",
    "session_step",
    "told_fact",
}


# ---------------------------------------------------------------- from the first words on


async def test_a_person_comes_from_first_words_to_a_finished_routine(alive: Running) -> None:
    person = alive.person
    plan = await person.to_plan(rating="4")
    assert plan.picture, "a plan shows its exercises at a glance"
    assert len(await person.seen()) == 1, "questions and plan are one message, edited"
    step = await person.taps("Start")
    seen_steps = []
    while "✅ Done" in step.buttons:
        assert step.picture, "a step shows the position it starts in"
        seen_steps.append(step)
        step = await person.taps("Done")
    assert {each.id for each in seen_steps} == {plan.id}, "a text becomes a picture in place"
    assert len({each.text for each in seen_steps}) == len(seen_steps) > 3
    summary = await person.taps("2")
    assert "two points better, a change that counts" in summary.text
    assert [each.id for each in await person.seen()] == [plan.id, summary.id]
    assert [bool(each.buttons) for each in await person.seen()] == [False, True]
    ratings = rows(alive.path, "SELECT value, occasion FROM pain_rating ORDER BY id")
    assert ratings == [(4, "before"), (2, "after")]
    assert rows(alive.path, "SELECT number, ending FROM session") == [(1, "finished")]
    outcomes = rows(alive.path, "SELECT outcome FROM session_step ORDER BY step")
    assert outcomes == [("done",)] * len(seen_steps)


async def test_a_check_in_is_set_after_the_routine_in_the_persons_own_time(alive: Running) -> None:
    await alive.person.to_summary()
    shown = await alive.person.sets_check_in()
    assert "every day at 08:00 (Berlin" in shown.text
    stored = rows(alive.path, "SELECT status, zone, minute_of_day FROM check_in")
    assert stored == [("on", "Europe/Berlin", 480)]


async def test_a_typed_answer_makes_the_screen_appear_anew_below(person: Person) -> None:
    question = await person.to_screen()
    below = await person.says("no")
    assert below.id > question.id
    assert below.text.startswith("Question 3")
    assert [bool(each.buttons) for each in await person.seen()] == [False, True]


async def test_a_question_in_the_middle_of_a_step_is_answered_and_the_step_comes_again(
    person: Person,
) -> None:
    step = await person.to_player()
    await person.says("can i use ice?")
    below = await person.last()
    assert below.buttons == step.buttons
    assert below.picture
    assert any("ice" in each.text.lower() for each in (await person.seen())[-2:])


# ---------------------------------------------------------------- buttons


async def test_an_old_button_says_so_and_shows_the_present_screen_below(alive: Running) -> None:
    person = alive.person
    first = await person.says("my lower back hurts, not in my legs, since monday")
    await person.taps("Yes, let's go")
    present = await person.says("actually it is my neck")
    below = await person.taps("Yes, let's go", first)
    assert alive.telegram.toasts == ["That button is from before. Here is where we are."]
    assert below.id > present.id
    assert below.text == present.text
    assert [bool(each.buttons) for each in await person.seen()] == [False, False, True]


async def test_tapping_twice_is_harmless(alive: Running) -> None:
    person = alive.person
    step = await person.to_player()
    for _ in range(2):
        await person.press(step, "Done")
    await person.idle()
    assert (await person.last()).text.startswith("2 of ")
    assert rows(alive.path, "SELECT count(*) FROM session_step") == [(1,)]
    rating = await person.taps("Stop")
    for _ in range(3):
        await person.press(rating, "3")
    await person.idle()
    after = rows(alive.path, "SELECT count(*) FROM pain_rating WHERE occasion = 'after'")
    assert after == [(1,)]
    assert alive.telegram.toasts == []


async def test_a_button_of_a_message_telegram_hands_over_no_more_works_below(
    alive: Running,
) -> None:
    person = alive.person
    step = await person.to_player()
    await alive.telegram.act(
        "person_taps",
        chat_id=1,
        message_id=step.id,
        data=step.buttons["✅ Done"],
        inaccessible=True,
    )
    await person.idle()
    below = await person.last()
    assert below.id > step.id
    assert below.text.startswith("2 of ")
    assert [bool(each.buttons) for each in await person.seen()] == [False, True]


@pytest.mark.parametrize(
    "data", ["", "x", "v1:", "v2:home:1:go", "v1:home:1:routine", "v1:a:b:c:d"]
)
async def test_button_data_nobody_made_does_no_harm(alive: Running, data: str) -> None:
    shown = await alive.person.says("hello")
    await alive.telegram.act("person_taps", chat_id=1, message_id=shown.id, data=data)
    await alive.person.idle()
    assert await alive.person.count(SORRY) == 0
    assert alive.telegram.refused == []


# ---------------------------------------------------------------- pictures


async def test_a_picture_is_uploaded_once_for_everyone_and_known_after_a_restart(
    telegram: Watched, own_folder: Path, knowledge: Knowledge
) -> None:
    path = own_folder / "backease.db"
    async with running(telegram, path, knowledge) as bot:
        await bot.person.to_summary()
        uploaded = rows(path, "SELECT key FROM media_file")
        assert telegram.uploads == len(uploaded) > 0
        await bot.another(2).to_summary()
        assert telegram.uploads == len(uploaded)
    async with running(telegram, path, knowledge) as bot:
        await bot.another(3).to_summary()
        assert telegram.uploads == len(uploaded)


# ---------------------------------------------------------------- a person's own data


async def test_export_hands_over_everything_in_one_file(alive: Running) -> None:
    person = alive.person
    await person.to_summary(rating="2")
    await person.sets_check_in()
    shown = await person.says("/export")
    assert "Here is everything I keep about you" in shown.text
    files = [each.document for each in await person.seen() if each.document]
    assert [file["file_name"] for file in files] == ["backease-my-data.json"]
    told = json.loads(alive.telegram.download(files[0]["file_id"]).data)
    assert set(told) == EVERYTHING
    assert [row["value"] for row in told["pain_rating"]] == [4, 2]
    assert told["session"][0]["ending"] == "finished"
    assert told["episode"][0]["areas"] == "lower_back"
    assert told["check_in"][0]["zone"] == "Europe/Berlin"
    assert all(row["chat_id"] == 1 for table in told.values() for row in table)


async def test_an_old_button_after_an_export_sends_no_second_file(alive: Running) -> None:
    person = alive.person
    first = await person.says("hello")
    await person.says("/export")
    await person.taps(next(iter(first.buttons)), first)
    assert alive.telegram.calls["sendDocument"] == 1


async def test_delete_removes_every_row_and_says_so(alive: Running) -> None:
    person, other = alive.person, alive.another(2)
    await other.to_summary()
    await person.to_summary()
    await person.sets_check_in()
    kept = personal_rows(alive.path, 2)
    assert set(personal_rows(alive.path, 1)) == EVERYTHING
    await person.says("/delete")
    shown = await person.taps("Yes, delete it all")
    assert "Everything about you is deleted" in shown.text
    assert not any(personal_rows(alive.path, 1).values())
    assert personal_rows(alive.path, 2) == kept
    assert not any(each.buttons for each in await person.seen())


async def test_a_delete_that_telegram_delivers_again_leaves_no_row_behind(alive: Running) -> None:
    person = alive.person
    await person.to_plan()
    await person.says("/delete")
    await person.taps("Yes, delete it all")
    last_id = rows(alive.path, "SELECT update_id FROM applied_update ORDER BY at DESC LIMIT 1")
    await alive.telegram.act("redeliver", update_id=last_id[0][0])
    await person.idle()
    assert not any(personal_rows(alive.path, 1).values())
    assert "Everything about you is deleted" in (await person.last()).text


async def test_after_deleting_a_person_starts_fresh(person: Person) -> None:
    await person.to_plan()
    await person.says("/delete")
    await person.taps("Yes, delete it all")
    shown = await person.says("hello")
    assert "Before we start" in shown.text


# ---------------------------------------------------------------- what else people send


@pytest.mark.parametrize(
    "kind",
    ["photo", "sticker", "voice", "video", "video_note", "animation", "document", "location"],
)
async def test_what_cannot_be_read_is_answered_and_the_screen_stays(
    alive: Running, kind: str
) -> None:
    question = await alive.person.to_screen()
    await alive.telegram.act("person_sends", chat_id=1, kind=kind)
    await alive.person.idle()
    shown = await alive.person.last()
    assert "Please write it in a few words" in shown.text
    assert shown.buttons.keys() == question.buttons.keys()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4096,
        "🙂" * 2048,
        "my back " * 512,
        "<b>my</b> lower back & <a href='x'>neck</a> *_`[](",
        "\u202e\u200b\u0301lower back",
        "/unknown_command",
        "/",
    ],
    ids=["letters", "emoji", "words", "markup", "marks", "unknown command", "slash"],
)
async def test_every_text_is_answered(alive: Running, text: str) -> None:
    shown = await alive.person.says(text)
    assert shown.text
    assert await alive.person.count(SORRY) == 0
    assert alive.telegram.refused == []


async def test_more_than_one_message_can_hold_is_answered_too(alive: Running) -> None:
    shown = await alive.person.says("my lower back hurts " * 400)
    assert shown.buttons
    assert alive.telegram.refused == []


# ---------------------------------------------------------------- groups, channels, edits


@pytest.mark.parametrize("text", ["/help", "/help@backease_local_bot", "hi @backease_local_bot!"])
async def test_a_group_gets_one_line_and_nothing_is_stored(alive: Running, text: str) -> None:
    await alive.telegram.act("group_message", chat_id=-5, text=text)
    group = alive.another(-5)
    await group.idle()
    assert [each.text for each in await group.seen()] == [
        "I only talk in private, so your health stays yours. Write to me in private."
    ]
    assert not any(personal_rows(alive.path, -5).values())
    assert not any(personal_rows(alive.path, 2).values())


@pytest.mark.parametrize(
    "text", ["my back hurts", "/help@another_bot", "/weather", "mail me@backease_local_bot.com"]
)
async def test_talk_in_a_group_that_is_not_for_the_bot_is_left_alone(
    alive: Running, text: str
) -> None:
    await alive.telegram.act("group_message", chat_id=-5, text=text)
    await alive.another(-5).idle()
    assert await alive.another(-5).seen() == []


async def test_a_channel_post_is_ignored(alive: Running) -> None:
    post = {
        "message_id": 1,
        "date": 1_780_000_000,
        "chat": {"id": -100, "type": "channel", "title": "News"},
        "text": "/help",
    }
    update = Update.de_json({"update_id": 1, "channel_post": post}, alive.app.application.bot)
    await alive.app.application.process_update(update)
    assert alive.telegram.calls["sendMessage"] == 0
    assert not any(personal_rows(alive.path, -100).values())


async def test_an_edited_message_is_read_for_an_emergency_alone(alive: Running) -> None:
    person = alive.person
    written = await person.write("my lower back hurts, not in my legs, since monday")
    await person.idle()
    answered = len(await person.seen())
    await alive.telegram.act(
        "person_edits", chat_id=1, message_id=written["message_id"], text="my neck hurts"
    )
    await person.idle()
    assert len(await person.seen()) == answered
    await alive.telegram.act(
        "person_edits", chat_id=1, message_id=written["message_id"], text=EMERGENCY
    )
    await person.idle()
    assert EMERGENCY_HEAD in (await person.last()).text
    assert len(await person.seen()) == answered + 1


# ---------------------------------------------------------------- blocked and back


async def test_who_blocks_the_bot_is_gone_until_they_write_again(alive: Running) -> None:
    person = alive.person
    await person.to_summary()
    await person.sets_check_in()
    await alive.telegram.act("person_blocks", chat_id=1)
    await person.idle()
    assert rows(alive.path, "SELECT gone_at IS NOT NULL FROM person") == [(1,)]
    assert rows(alive.path, "SELECT status FROM check_in") == [("gone",)]
    await alive.telegram.act("person_unblocks", chat_id=1)
    await person.idle()
    assert rows(alive.path, "SELECT gone_at FROM person") == [(None,)]
    assert rows(alive.path, "SELECT status FROM check_in") == [("on",)]


async def test_a_refused_reply_marks_a_person_as_gone_and_writing_brings_them_back(
    alive: Running,
) -> None:
    person = alive.person
    await person.says("hello")
    blocked = LocalTelegramError(403, "Forbidden: bot was blocked by the user")
    alive.telegram.fail_next("sendMessage", blocked)
    await person.says("my lower back hurts")
    assert rows(alive.path, "SELECT gone_at IS NOT NULL FROM person") == [(1,)]
    shown = await person.says("my neck hurts too")
    assert "Before we start" in shown.text
    assert rows(alive.path, "SELECT gone_at FROM person") == [(None,)]


# ---------------------------------------------------------------- many words, many messages

WORDS = (
    "my lower back hurts since monday",
    "it goes down my left leg",
    "neck <pain> & more",
    "worse",
    "better",
    "stop",
    "skip",
    "easier",
    "yes",
    "no",
    "not sure",
    "4",
    "can i use ice?",
    "every weekday at half past seven",
    "Berlin",
    "14:05",
    "/help",
    "/routine",
    "/pain",
    "/progress",
    "/checkin",
    "/export",
    "/settings",
    "/summary",
    "/privacy",
    "/exercises",
    "/start ex_cat_cow",
    "how do i do the bird dog",
    "i have been checked",
    "my knee hurts",
    "i had cancer and a fever",
    "hola",
    "in two hours",
    "what should i avoid",
    "thanks",
)


@pytest.mark.parametrize("seed", range(4))
async def test_in_a_long_conversation_telegram_refuses_nothing(alive: Running, seed: int) -> None:
    chance = random.Random(seed)
    person = alive.person
    shown = await person.to_plan() if seed % 2 else await person.says("hello")
    for _ in range(80):
        labels = [label for label in shown.buttons if label not in ("Under 18", "No, thanks")]
        if labels and chance.random() < 0.65:
            shown = await person.taps(chance.choice(labels))
        else:
            shown = await person.says(chance.choice(WORDS))
        assert SORRY not in shown.text
    assert alive.telegram.refused == []


async def test_a_flood_is_answered_once_and_an_emergency_in_it_at_once(alive: Running) -> None:
    person = alive.person
    await person.says("hello")
    answered = len(await person.seen())
    for number in range(40):
        await person.write(EMERGENCY if number == 25 else f"my back hurts {number}")
    await person.idle()
    assert await person.count(EMERGENCY_HEAD) >= 1
    assert len(await person.seen()) - answered <= 4
