"""Everything the library holds, sent through the local Telegram: is anything refused?"""

import re
from datetime import UTC, datetime

from telegram import Bot

from bot.app import LOCAL_TOKEN, Knowledge
from bot.check.screens import every_screen
from bot.dialogue.screen import Screen
from bot.local.request import LocalRequest
from bot.transport.limits import ChatBuckets
from bot.transport.outbox import Gateway
from bot.transport.outcomes import Outcome, Shown
from tests.app.driving import Person, Running, Watched

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_every_exercise_page_opens_by_its_link_and_turns_over(
    person: Person, alive: Running, knowledge: Knowledge
) -> None:
    await person.to_plan()
    for exercise in knowledge.content.exercises.values():
        page = await person.says(f"/start ex_{exercise.id}")
        assert exercise.name in page.text
        assert page.picture is not None, exercise.id
        about = await person.taps("Good to know", page)
        assert about.id == page.id
        assert "Source:" in about.text
    assert not alive.telegram.refused


QUESTIONS = {
    "sit_ups": "do i need stronger abs?",
    "disc": "what is a slipped disc?",
    "scoliosis": "what is scoliosis?",
    "hip_flexors": "what helps tight hip flexors?",
    "neck_stiff": "what helps a stiff neck?",
    "upper_back": "why does it hurt between my shoulder blades?",
    "tailbone": "why is my tailbone so sore?",
    "age": "am i too old for this?",
    "crack": "why does my back crack?",
    "both_sides": "why is it only on one side?",
    "menstrual": "is back pain normal during my period?",
}
"""Where the title is no question, or names what a person could have."""


async def test_every_question_gets_its_answer(
    person: Person, alive: Running, knowledge: Knowledge
) -> None:
    await person.to_summary()
    await person.says("/start")
    for item in knowledge.content.education.values():
        if item.id == "pregnancy":
            continue  # whoever asks about it is told about the midwife first
        await person.says(QUESTIONS.get(item.id, item.title))
        texts = " ".join(each.text for each in (await person.seen())[-2:])
        assert item.answer in texts, item.id
        assert item.why in texts, item.id
    assert not alive.telegram.refused


async def test_every_list_of_routines_is_taken(
    person: Person, alive: Running, knowledge: Knowledge
) -> None:
    await person.to_plan(rating="2")
    shown = await person.says("/routine")
    areas = [label for label, data in shown.buttons.items() if ":area:" in data]
    taken = 0
    for area in (None, *areas):
        shown = await person.says("/routine")
        shown = await person.taps(area, shown) if area else shown
        for label in [each for each, data in shown.buttons.items() if ":take:" in data]:
            listed = await person.says("/routine")
            listed = await person.taps(area, listed) if area else listed
            plan = await person.taps(label, listed)
            assert "Here is your routine" in plan.text
            steps = await person.taps("See the exercises", plan)
            assert "1. " in steps.text
            taken += 1
    assert taken >= len(areas)
    assert not alive.telegram.refused


async def test_nothing_the_content_can_make_is_refused(
    telegram: Watched, knowledge: Knowledge
) -> None:
    async def nothing(key: str) -> str | None:
        return known.get(key)

    async def keep(key: str, file_id: str) -> None:
        known[key] = file_id

    known: dict[str, str] = {}
    telegram.person_writes(1, "/start")
    async with Bot(LOCAL_TOKEN, request=LocalRequest(telegram)) as bot:
        buckets = ChatBuckets(refill_seconds=0)
        gateway = Gateway(
            bot, find_file_id=nothing, save_file_id=keep, spend=lambda: None, buckets=buckets
        )

        async def show(screen: Screen) -> Outcome:
            if screen.picture is None:
                return await gateway.send_text(1, screen.text, screen.buttons)
            return await gateway.send_picture(1, screen.picture, screen.text, screen.buttons)

        seen: set[str] = set()
        for name, screen in every_screen(knowledge.content, NOW):
            shape = re.sub(r"\d{6,}", "", repr(screen))
            if shape in seen:
                continue
            seen.add(shape)
            for text in screen.lead:
                if text not in seen:
                    seen.add(text)
                    assert isinstance(await gateway.send_text(1, text), Shown), name
            assert isinstance(await show(screen), Shown), name
    assert len(seen) > 2000
    assert not telegram.refused
