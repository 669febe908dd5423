"""The support check: our own questions, what they come to, and what they change."""

from datetime import timedelta

import pytest

from bot.care.progression import Outcome
from bot.dialogue.asides import summary_words
from bot.dialogue.session import case_of
from bot.dialogue.state import CheckInView, Episode, Place, PlanView, State, SupportView
from bot.dialogue.support import wants_support
from bot.dialogue.world import World
from content.models import Goal
from intents.complaint import Duration, Radiation
from tests.talk import Talk

MORE = "More than exercises may be worth it"
FEWER = "Nothing you said here asks for more help now"


@pytest.fixture
def settled(talk: Talk) -> Talk:
    """Somebody at home, three weeks into lower back pain, who has earned a longer session."""
    day = talk.now.date()
    outcomes = tuple(
        Outcome(
            day=day - timedelta(days=ago),
            finished=1.0,
            before=2,
            after=1,
            minutes=10,
            goal=Goal.EASE,
        )
        for ago in (9, 7, 5, 3, 1)
    )
    talk.state = State(
        place=Place.HOME,
        consent_version=1,
        age="adult",
        tags=(),
        screened_at=talk.now,
        sessions_started=5,
        episode=Episode(
            number=1,
            started_at=talk.now - timedelta(days=20),
            confirmed=True,
            areas=("lower_back",),
            radiates=Radiation.NONE,
            duration=Duration.ACUTE,
            first_rating=5,
            outcomes=outcomes,
            sessions_finished=5,
        ),
    )
    return talk


def world(talk: Talk) -> World:
    return World(talk.content, talk.now)


def check(talk: Talk, *yes: str) -> None:
    """Take the whole check, with these questions answered by yes."""
    talk.command("support")
    for question in talk.content.support:
        talk.tap("Yes" if question in yes else "No")


def planned(talk: Talk) -> PlanView:
    """The plan at a rating of 2."""
    if talk.place is not Place.PLAN:
        talk.say("start a routine")
    if talk.place is Place.RATE:
        talk.tap("2")
    assert talk.state.plan is not None
    return talk.state.plan


# ---------------------------------------------------------------- the questions


def test_it_asks_every_question_and_says_first_whose_list_it_is(settled: Talk) -> None:
    settled.command("support")
    assert "No study has tested it" in settled.text
    for number, question in enumerate(settled.content.support.values(), 1):
        assert f"Question {number} of 5" in settled.text
        assert question.ask in settled.text
        settled.tap("No")
    assert FEWER in settled.text


def test_two_yes_answers_suggest_more_and_one_does_not(settled: Talk) -> None:
    check(settled, "fear")
    assert FEWER in settled.text
    assert not wants_support(settled.state, world(settled))
    check(settled, "fear", "hope")
    assert MORE in settled.text
    assert "physiotherapist or doctor" in settled.text
    assert "/summary" in settled.text
    assert wants_support(settled.state, world(settled))


@pytest.mark.parametrize("yes", [(), ("mood", "limits")])
def test_either_result_names_the_tested_tool_and_claims_none_of_it(
    settled: Talk, yes: tuple[str, ...]
) -> None:
    check(settled, *yes)
    assert "our own and not tested" in settled.text
    assert '<a href="https://startback.hfac.keele.ac.uk/">STarT Back</a>' in settled.text
    assert settled.content.sources["keele_site"].url.startswith(
        "https://startback.hfac.keele.ac.uk/"
    )
    assert "Keele University" in settled.text
    for claim in ("risk", "low", "medium", "high"):
        assert claim not in settled.text.casefold().split()


def test_every_yes_brings_a_button_with_a_kind_answer(settled: Talk) -> None:
    check(settled, "fear", "hope")
    titles = [settled.content.education[topic].title for topic in ("fear", "how_long")]
    assert settled.labels == [*titles, "OK"]
    settled.tap(titles[0])
    assert settled.content.education["fear"].answer in settled.text
    assert settled.place is Place.SUPPORT
    settled.tap("OK")
    assert settled.state.place is Place.HOME


@pytest.mark.parametrize("words", ["i need more help than this", "support", "more support"])
def test_words_open_it(settled: Talk, words: str) -> None:
    settled.say(words)
    assert settled.place is Place.SUPPORT


def test_words_do_what_the_buttons_do(settled: Talk) -> None:
    settled.command("support")
    for words in ("yes", "no, not at all", "yes most days", "nope"):
        settled.say(words)
    settled.say("i dont know")
    assert "Pick what is closer" in settled.text
    assert "Question 5 of 5" in settled.text
    settled.say("it goes below my knee")
    assert "Question 5 of 5" in settled.text
    settled.say("no, only in my back")
    assert settled.state.support.yes == ("fear", "hope")
    assert MORE in settled.text
    settled.say("ok")
    assert settled.state.place is Place.HOME


@pytest.mark.parametrize("words", ["not now", "maybe later", "never mind", "stop", "skip"])
def test_leaving_in_words_keeps_no_half_result(settled: Talk, words: str) -> None:
    settled.command("support")
    settled.tap("Yes")
    settled.tap("Yes")
    settled.say(words)
    assert settled.place is Place.HOME
    assert settled.state.support == SupportView()


def test_back_takes_the_last_answer_again_and_then_leaves(settled: Talk) -> None:
    settled.command("support")
    settled.tap("Yes")
    settled.tap("Back")
    assert "Question 1 of 5" in settled.text
    assert settled.state.support.yes == ()
    settled.tap("No")
    settled.say("back")
    assert "Question 1 of 5" in settled.text
    settled.say("back")
    assert settled.place is Place.HOME


def test_a_check_left_halfway_leaves_the_last_result_as_it_was(settled: Talk) -> None:
    check(settled, "fear", "hope")
    settled.command("support")
    settled.tap("No")
    settled.tap("Not now")
    assert wants_support(settled.state, world(settled))
    assert "2 of 5" in summary_words(settled.state, world(settled))


def test_a_button_of_an_earlier_question_answers_nothing(settled: Talk) -> None:
    settled.command("support")
    old = settled.screen.buttons[0][1].data
    settled.tap("No")
    settled.press(old)
    assert settled.state.support.yes == ()
    assert "Question 2 of 5" in settled.text


# ---------------------------------------------------------------- where it may open


def test_before_consent_it_leads_to_the_consent_question(talk: Talk) -> None:
    talk.command("support")
    assert talk.place is Place.CONSENT


@pytest.mark.parametrize("words", ["i cant pee", "i want to die"])
def test_it_does_not_open_while_a_danger_sign_or_a_crisis_stands(settled: Talk, words: str) -> None:
    settled.say(words)
    place = settled.place
    assert place in (Place.DANGER, Place.CRISIS)
    settled.command("support")
    assert settled.place is place


def test_a_danger_sign_in_the_middle_comes_first(settled: Talk) -> None:
    settled.command("support")
    settled.tap("Yes")
    settled.say("yes and i cant pee since this morning")
    assert settled.place is Place.DANGER
    assert "Please get help now" in settled.text
    settled.press(f"v1:support:{settled.state.version}:yes:mood")
    assert settled.place is Place.DANGER
    assert settled.state.support.done_at is None


def test_despair_in_the_middle_gets_people(settled: Talk) -> None:
    settled.command("support")
    settled.tap("No")
    settled.say("yes i want to kill myself")
    assert settled.place is Place.CRISIS


def test_in_a_session_it_leads_back_to_the_exercise(talk: Talk) -> None:
    talk.to_player()
    talk.tap("Done")
    step = talk.text
    talk.command("support")
    assert talk.place is Place.SUPPORT
    talk.tap("Not now")
    assert talk.state.place is Place.PLAYER
    assert talk.text == step


# ---------------------------------------------------------------- pain below the knee


def test_pain_below_the_knee_brings_the_leg_questions_before_the_next_routine(
    settled: Talk,
) -> None:
    check(settled, "leg")
    assert "before your next routine" in settled.text
    assert [type(record).__name__ for record in settled.noted] == ["EpisodeNoted"]
    settled.tap("OK")
    settled.command("routine")
    assert settled.place is Place.SCREEN
    assert settled.state.screening is not None
    assert set(settled.content.screens["sciatica_extra"]) <= set(settled.state.screening.questions)
    settled.through_screen()
    assert planned(settled).area == "sciatica"


def test_leg_questions_of_an_earlier_episode_are_asked_anew(settled: Talk) -> None:
    asked = {"sciatica_extra": settled.now - timedelta(days=90)}
    episode = settled.state.episode
    assert episode is not None
    episode = episode.but(duration=Duration.CHRONIC)
    settled.state = settled.state.but(extras_at=asked, episode=episode)
    check(settled, "leg")
    settled.tap("OK")
    settled.command("routine")
    assert settled.place is Place.SCREEN


def test_a_plan_that_waits_is_not_gone_back_to_past_the_leg_questions(settled: Talk) -> None:
    planned(settled)
    check(settled, "leg")
    assert settled.state.plan is None
    settled.command("delete")
    settled.tap("No, keep it")
    assert settled.place is Place.SCREEN
    assert settled.state.session is None


def test_a_no_never_takes_known_leg_pain_away(settled: Talk) -> None:
    episode = settled.state.episode
    assert episode is not None
    settled.state = settled.state.but(episode=episode.but(radiates=Radiation.LEG))
    check(settled)
    assert settled.state.episode is not None
    assert settled.state.episode.radiates is Radiation.LEG
    check(settled, "leg")
    assert "before your next routine" not in settled.text


def test_leg_pain_in_words_is_a_yes_and_both_legs_are_a_danger_sign(settled: Talk) -> None:
    settled.command("support")
    for _ in range(4):
        settled.tap("No")
    settled.say("down to my foot")
    assert settled.state.support.yes == ("leg",)
    settled.tap("OK")
    settled.command("support")
    for _ in range(4):
        settled.tap("No")
    settled.say("both legs")
    assert settled.place is Place.DANGER


# ---------------------------------------------------------------- what it changes


def test_the_plan_stays_as_it_is_and_says_why_for_four_weeks(settled: Talk) -> None:
    assert planned(settled).minutes == 15
    check(settled, "fear", "hope")
    settled.tap("OK")
    plan = planned(settled)
    assert plan.minutes == 10
    assert "you said it weighs on you, so we keep it steady" in settled.text
    settled.tap("15 minutes")
    assert settled.state.plan is not None
    assert settled.state.plan.minutes == 15
    assert "weighs on you" not in settled.text


def test_an_answer_of_four_weeks_ago_holds_nothing_back(settled: Talk) -> None:
    for days, holds in ((27, True), (28, False)):
        view = SupportView(done_at=settled.now - timedelta(days=days), result=2, index=5)
        state = settled.state.but(support=view)
        assert case_of(state, world(settled), 2).wants_support is holds


def test_a_new_check_with_fewer_lets_the_plan_go_on(settled: Talk) -> None:
    check(settled, "fear", "hope")
    check(settled, "fear")
    settled.tap("OK")
    assert planned(settled).minutes == 15


def test_the_summary_for_a_clinician_has_one_line_of_it(settled: Talk) -> None:
    assert "Support check" not in summary_words(settled.state, world(settled))
    check(settled, "fear", "mood", "leg")
    settled.command("summary")
    assert "Support check on 23 Nov 2026: 3 of 5 answered with yes" in settled.text
    assert "this bot's own list, not a tested tool" in settled.text


# ---------------------------------------------------------------- offered once


def finish_one(talk: Talk) -> None:
    planned(talk)
    talk.tap("Start")
    while talk.place is Place.PLAYER:
        talk.tap("Done")
    talk.tap("1")
    assert talk.place is Place.SUMMARY


OFFER = "Answer a few short questions"


def test_it_is_offered_once_in_an_episode_that_lasts(settled: Talk) -> None:
    finish_one(settled)
    assert settled.labels == [OFFER, "Yes, at 08:00", "Another time", "No"]
    settled.tap("No")
    settled.wait(days=1)
    finish_one(settled)
    assert OFFER not in settled.labels
    assert settled.state.support.offered == 1


def test_the_offer_opens_the_check_and_leads_back_without_offering_again(settled: Talk) -> None:
    settled.state = settled.state.but(check_in=CheckInView(on=True, zone="UTC", minute_of_day=480))
    finish_one(settled)
    assert settled.labels == [OFFER, "OK"]
    settled.tap(OFFER)
    assert settled.place is Place.SUPPORT
    settled.tap("Not now")
    assert settled.state.place is Place.SUMMARY
    assert OFFER not in settled.labels


def test_a_young_episode_and_one_that_was_checked_get_no_offer(settled: Talk) -> None:
    start = settled.state
    episode = start.episode
    assert episode is not None
    young = episode.but(started_at=settled.now - timedelta(days=13))
    settled.state = start.but(episode=young)
    finish_one(settled)
    assert OFFER not in settled.labels
    checked = SupportView(index=5, done_at=settled.now - timedelta(days=2))
    settled.state = start.but(support=checked)
    finish_one(settled)
    assert OFFER not in settled.labels


def test_a_new_episode_is_offered_it_again(settled: Talk) -> None:
    settled.state = settled.state.but(
        support=SupportView(offered=7, done_at=settled.now - timedelta(days=200))
    )
    finish_one(settled)
    assert OFFER in settled.labels
