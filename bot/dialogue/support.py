"""The support check: a few questions of our own on who needs more than exercises.

Home-made and not validated (``facts/measures.yaml``, ``own_support_check``). It names Keele
University's STarT Back as the tested tool and uses neither its words nor its cut-offs.
"""

from datetime import timedelta

from bot.dialogue.events import Said
from bot.dialogue.onward import SCIATICA
from bot.dialogue.privacy import leave
from bot.dialogue.safety import raise_signs
from bot.dialogue.screen import Screen
from bot.dialogue.state import AsideKind, Place, State, Wanted
from bot.dialogue.world import World, button, esc
from content.models import SupportQuestion
from intents.complaint import Answer, Command, Radiation

LEG = "leg"
BOTH_LEGS = "bilateral_leg"
LEG_PLACES = frozenset({"leg", "knee", "ankle_foot"})
NOT_NOW = frozenset({"later", "thanks", "today", "now"})  # "no thanks", "not today"
DENIALS = frozenset({"no", "not", "dont", "neither", "none", "never", "fine", "ok", "okay"})
LEAVE_COMMANDS = (Command.STOP, Command.SKIP)
CLOSE_COMMANDS = (Command.STOP, Command.BACK, Command.DONE, Command.RESUME)
FIRST_WORDS = {
    **dict.fromkeys(("yes", "yeah", "yep", "yup"), Answer.YES),
    **dict.fromkeys(("no", "nope", "nah"), Answer.NO),
}


def open_check(state: State, came_from: Place | None) -> State:
    """Open the first question; the last result counts until there is a new one."""
    view = state.support.but(index=0, yes=(), offering=False)
    return state.go(Place.SUPPORT, came_from=came_from, support=view)


def wants_support(state: State, world: World) -> bool:
    """Say whether the last finished check, not older than it counts for, asks for more support."""
    view, limits = state.support, world.content.thresholds
    if view.done_at is None or view.result < limits.support_yes:
        return False
    return world.now - view.done_at < timedelta(days=limits.support_days)


def offer_check(state: State, world: World) -> State:
    """Mark whether the summary to come offers the check: once in an episode that has lasted."""
    episode, view = state.episode, state.support
    old = timedelta(days=world.content.thresholds.support_offer_days)
    due = (
        episode is not None
        and world.now - episode.started_at >= old
        and view.offered != episode.number
        and (view.done_at is None or view.done_at < episode.started_at)
    )
    offered = episode.number if due and episode else view.offered
    return state.but(support=view.but(offering=due, offered=offered))


def support_line(state: State, world: World) -> str:
    """Say the last result for a clinician; empty when there is none."""
    view = state.support
    if view.done_at is None:
        return ""
    return world.say.support_line.format(
        day=f"{view.done_at:%d %b %Y}", yes=view.result, count=len(world.content.support)
    )


def _asked(state: State, world: World) -> SupportQuestion | None:
    """Return the open question; None when all are answered."""
    questions = list(world.content.support.values())
    return questions[state.support.index] if state.support.index < len(questions) else None


def draw_support(state: State, world: World) -> Screen:
    """Draw the open question, or what the answers come to."""
    say, view, asked = world.say, state.support, _asked(state, world)
    if asked is None:
        return _draw_result(state, world)
    head = say.support_head.format(number=view.index + 1, count=len(world.content.support))
    opening = "" if view.index else say.support_intro
    text = "\n\n".join(filter(None, (opening, head, f"<b>{esc(asked.ask)}</b>")))
    last = [button(state, say.not_now, "leave")]
    if view.index:
        last.insert(0, button(state, say.back, "back"))
    answers = (button(state, say.no, "no", asked.id), button(state, say.yes, "yes", asked.id))
    return Screen(text, (answers, tuple(last)))


def _draw_result(state: State, world: World) -> Screen:
    say, content, view = world.say, world.content, state.support
    limits = content.thresholds
    more = len(view.yes) >= limits.support_yes
    found = say.support_more.format(weeks=limits.support_days // 7) if more else say.support_fewer
    topics = [content.support[each].topic for each in view.yes if each in content.support]
    answers = [
        (button(state, content.education[topic].title, "topic", topic),)
        for topic in topics
        if topic
    ]
    done = (button(state, say.home_button, "leave"),)
    return Screen(f"{found}\n\n{say.support_ours}", (*answers, done))


def tap_support(state: State, verb: str, arg: str, world: World) -> State:
    """Answer, go back a question, look at an answer, or leave."""
    asked, view = _asked(state, world), state.support
    if verb == "leave":
        return _leave(state, world)
    if verb == "topic" and arg in world.content.education:
        return state.say(AsideKind.ANSWER, arg)
    if asked is None:
        return state
    if verb == "back":
        before = list(world.content.support)[max(0, view.index - 1)]
        kept = tuple(each for each in view.yes if each != before)
        return state.but(support=view.but(index=max(0, view.index - 1), yes=kept))
    return _take(state, asked.id, verb == "yes", world) if verb in ("yes", "no") else state


def _take(state: State, question: str, yes: bool, world: World) -> State:
    state = _answer(state, question, yes, world)
    return _note_leg_pain(state) if yes and question == LEG else state


def _leave(state: State, world: World) -> State:
    return leave(forget_answers(state), world)


def forget_answers(state: State) -> State:
    """Forget what was answered: only how many were a yes is kept, and when."""
    return state.but(support=state.support.but(index=0, yes=())) if state.support.yes else state


def _answer(state: State, question: str, yes: bool, world: World) -> State:
    view = state.support
    said = (*view.yes, question) if yes else view.yes
    view = view.but(index=view.index + 1, yes=said)
    if view.index >= len(world.content.support):
        view = view.but(done_at=world.now, result=len(said))
    return state.but(support=view)


def _note_leg_pain(state: State) -> State:
    """Take leg pain that was not known into the episode: its questions come before a plan."""
    episode = state.episode
    if episode is None or episode.radiates is Radiation.LEG:
        return state
    episode = episode.but(radiates=Radiation.LEG)
    asked = {name: at for name, at in state.extras_at.items() if name != SCIATICA}
    state = state.but(episode=episode, extras_at=asked, wanted=Wanted()).say(AsideKind.SUPPORT_LEG)
    return state.record(episode.noted) if episode.confirmed else state


def said_support(state: State, said: Said, world: World) -> State | None:
    """Take yes, no, not sure, back and "not now" in words; pain down a leg answers its question."""
    complaint, asked = said.complaint, _asked(state, world)
    if asked is None:
        closes = complaint.answer is not None or complaint.command in CLOSE_COMMANDS
        return _leave(state, world) if closes else None
    words = _words(said.text)
    if complaint.command in LEAVE_COMMANDS or not NOT_NOW.isdisjoint(words):
        return _leave(state, world)
    if complaint.command is not None and complaint.command is not Command.BACK:
        return None
    if complaint.command is Command.BACK:
        return tap_support(state, "back" if state.support.index else "leave", "", world)
    answer = complaint.answer or (FIRST_WORDS.get(words[0]) if words else None)
    if answer is None and asked.id == LEG and complaint.radiates is Radiation.LEG:
        answer = Answer.YES
    denies = answer is Answer.NO or not DENIALS.isdisjoint(words)
    if asked.id == LEG and "both" in words and not denies:
        return raise_signs(_answer(state, LEG, True, world), (BOTH_LEGS,), world)
    about_leg = asked.id == LEG and complaint.other_place in LEG_PLACES
    if answer is Answer.UNSURE or (answer is None and about_leg):
        return state.say(AsideKind.SUPPORT_EITHER)
    return None if answer is None else _take(state, asked.id, answer is Answer.YES, world)


def _words(text: str) -> list[str]:
    return "".join(mark if mark.isalpha() else " " for mark in text.casefold()).split()
