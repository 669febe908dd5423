"""What must hold on every way through the dialogue, drawn at random."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import Knowledge
from bot.care.triage import AgeBand
from bot.check.screens import faults_of
from bot.dialogue.events import Commanded, Event, Said, SentSomething, Tapped, parse_tap
from bot.dialogue.machine import is_stale, next_state, render
from bot.dialogue.screen import Button, Screen
from bot.dialogue.state import AsideKind, Place, State
from content.loader import Content
from intents.complaint import Command
from tests.dialogue.places import WAYS
from tests.talk import Talk

EXERCISING = {
    Place.PLAN,
    Place.STEPS,
    Place.PLAYER,
    Place.PAUSED,
    Place.HURT_WHERE,
    Place.HURT_KIND,
    Place.HURT_RATE,
    Place.SUMMARY,
}
SECRETS = ("zorgbluff", "quixotrumpet", "<i>wimpledorf</i>", "77423991", "Ünglaublich")
TEXTS = (
    "yes", "no", "not sure", "stop", "skip", "done", "easier", "pause", "go on", "help", "back",
    "my lower back hurts since monday", "now my neck hurts", "sciatica down my left leg", "7",
    "its a 3", "it's worse", "much better", "it hurts", "remind me at 8", "in 2 hours", "berlin",
    "8 pm", "can i use ice?", "my knee hurts", "thanks", "i cant pee", "im pregnant", "i am 16",
    "i want to die", "i have a fever", "it hurts when i cough", "my leg is numb", "settings",
    "i've been checked", "no i can pee fine", "i have osteoporosis", "how do i do cat cow",
    "моя спина", "😀", "lets start", "longer", "shorter", "delete everything", "yes delete it all",
)  # fmt: skip


def check_screen(screen: Screen) -> None:
    """Hold a screen against what Telegram takes and a thumb can use."""
    assert faults_of(screen) == []


def check_safe(state: State) -> None:
    """Hold a state against the lines no way may cross."""
    if state.standing is not None:
        assert state.session is None
        assert state.place not in EXERCISING
    if state.screening is not None:
        assert state.session is None
        assert state.place not in EXERCISING
    if not state.consented:
        assert state.session is None
        assert state.plan is None
    if state.standing is not None or state.age is AgeBand.UNDER_18 or state.place is Place.CRISIS:
        assert AsideKind.EXERCISE not in {aside.kind for aside in state.asides}
        assert state.place not in (Place.EXERCISES, Place.EXERCISE)


class Walk:
    """Somebody who does anything at all, and is watched at every step."""

    def __init__(self, knowledge: Knowledge, seed: int, place: Place) -> None:
        self.talk = Talk(knowledge.content, knowledge.reader)
        WAYS[place](self.talk)
        self.random = random.Random(seed)
        self.old: list[Button] = []

    def step(self) -> None:
        """Do one thing and check what comes of it."""
        talk = self.talk
        if self.random.random() < 0.03:
            talk.wait(hours=self.random.choice((0.3, 1, 7, 25, 24 * 15)))
            check_screen(talk.screen)
        event = self.event()
        before, content, now = talk.state, talk.content, talk.now
        after = next_state(before, event, content, now)
        assert after == next_state(before, event, content, now)
        if isinstance(event, Tapped) and is_stale(before, event):
            assert after.but(asides=(), records=()) == _settled(before, content, now)
        check_safe(after)
        screen = render(after, content, now)
        check_screen(screen)
        assert screen == render(after, content, now)
        stored = after.but(version=before.version + 1).model_dump_json()
        kept = State.model_validate_json(stored)
        assert kept == after.but(version=before.version + 1, records=())
        spoken = stored + repr(after.records)
        assert not [secret for secret in SECRETS if secret in spoken]
        talk.state = kept
        self.old = [*self.old[-200:], *(b for row in screen.buttons for b in row)]

    def event(self) -> Event:
        """Choose what the person does: mostly a button that is there."""
        chance, choose = self.random.random(), self.random.choice
        listed = [button for row in self.talk.screen.buttons for button in row]
        if chance < 0.6 and listed:
            harmless = [b for b in listed if b.label in ("No", "18 to 64", "✅ Done", "Start")]
            usual = harmless if harmless and self.random.random() < 0.6 else listed
            return _tap(choose(usual).data)
        if chance < 0.68 and self.old:
            return _tap(choose(self.old).data)
        if chance < 0.72:
            day = self.talk.now.date() + timedelta(days=choose((0, 0, -1)))
            verb = choose(("is:4", "is:9", "later", "menu", "off", "keep", "checked", "is:99"))
            return _tap(f"v1:daily:{day}:{verb}")
        if chance < 0.74:
            place, verb = choose(list(Place)), choose(("age", "is", "yes", "start", "", "both"))
            return _tap(
                f"v1:{place}:{self.talk.state.version}:{verb}:{choose(('', 'x', '٣', '-1'))}"
            )
        if chance < 0.90:
            text = choose(TEXTS) if chance < 0.86 else choose(SECRETS)
            text = f"{text} {choose(SECRETS)}" if chance > 0.84 else text
            return Said(text, self.talk.reader.understand(text))
        if chance < 0.98:
            return Commanded(choose(list(Command)), choose(("", "ex_cat_cow", "junk")))
        return SentSomething("photo")


def _tap(data: str) -> Tapped:
    tap = parse_tap(data)
    assert tap is not None
    return tap


def _settled(state: State, content: Content, now: object) -> State:
    """What the clock alone makes of a state: nothing was pressed."""
    idle = next_state(state, Tapped("nothing", "", ""), content, now)  # type: ignore[arg-type]
    return idle.but(asides=(), records=())


@pytest.mark.parametrize("place", sorted(WAYS))
def test_a_random_walk_from_every_place_keeps_every_promise(
    place: Place, knowledge: Knowledge
) -> None:
    for seed in range(4):
        walk = Walk(knowledge, seed, place)
        for _ in range(60):
            walk.step()


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.text(max_size=300), st.sampled_from(sorted(WAYS)))
def test_any_text_anywhere_is_answered_and_not_kept(
    knowledge: Knowledge, text: str, place: Place
) -> None:
    talk = Talk(knowledge.content, knowledge.reader)
    WAYS[place](talk)
    talk.say(f"{text} zorgbluff")
    check_screen(talk.screen)
    check_safe(talk.state)
    assert "zorgbluff" not in talk.state.model_dump_json() + repr(talk.records)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.sampled_from(sorted(WAYS)),
    st.sampled_from(["", "is", "yes", "no", "age", "flag", "open", "page", "at", "tag", "left"]),
    st.text(max_size=12),
)
def test_no_forged_button_breaks_the_dialogue(
    knowledge: Knowledge, place: Place, verb: str, arg: str
) -> None:
    talk = Talk(knowledge.content, knowledge.reader)
    WAYS[place](talk)
    tap = talk.button(talk.labels[0]) if talk.labels else Tapped(place.value, "0", "")
    state = next_state(talk.state, Tapped(tap.screen, tap.ref, verb, arg), talk.content, talk.now)
    check_screen(render(state, talk.content, talk.now))
    check_safe(state)


@pytest.mark.parametrize("place", [Place.DANGER, Place.RECHECK, Place.CHECKED])
def test_while_a_danger_sign_stands_nothing_starts_an_exercise(
    place: Place, knowledge: Knowledge
) -> None:
    for seed in range(25):
        walk = Walk(knowledge, seed, place)
        for _ in range(40):
            walk.step()
            if walk.talk.state.standing is None:
                break
