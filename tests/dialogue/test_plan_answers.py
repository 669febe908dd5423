"""Does a plan answer to what is known now, before and during a session?"""

from datetime import timedelta

import pytest

from bot.care.progression import Outcome
from bot.dialogue.state import Episode, Place, State
from content.models import Goal
from intents.complaint import Duration, Radiation
from tests.talk import Talk


@pytest.fixture
def builder(talk: Talk) -> Talk:
    """Somebody with a year of lower back pain, at a routine to build."""
    day = talk.now.date()
    outcomes = tuple(
        Outcome(
            day=day - timedelta(days=ago),
            finished=1.0,
            before=2,
            after=2,
            minutes=15,
            goal=Goal.BUILD,
        )
        for ago in (2, 1)
    )
    talk.state = State(
        place=Place.RATE,
        consent_version=1,
        age="adult",
        tags=(),
        screened_at=talk.now,
        episode=Episode(
            number=1,
            started_at=talk.now - timedelta(days=20),
            confirmed=True,
            areas=("lower_back",),
            radiates=Radiation.NONE,
            duration=Duration.CHRONIC,
            outcomes=outcomes,
            sessions_finished=2,
        ),
    )
    talk.tap("2")
    assert talk.state.plan is not None
    assert talk.state.plan.goal is Goal.BUILD
    return talk


def test_a_sign_for_a_doctor_turns_a_plan_to_build_into_ease(builder: Talk) -> None:
    builder.say("i have osteoporosis")
    assert builder.place is Place.PLAN
    assert builder.state.plan is not None
    assert builder.state.plan.goal is Goal.EASE


def test_a_sign_for_a_doctor_turns_a_session_to_build_into_ease(builder: Talk) -> None:
    builder.tap("Start")
    builder.say("i have osteoporosis")
    builder.tap("Done")
    assert builder.state.session is not None
    plan = builder.state.session.plan
    assert plan.goal is Goal.EASE
    assert all(builder.content.exercises[step.exercise].acute_ok for step in plan.steps)
