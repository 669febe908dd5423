"""Danger signs: the questions, what raises them, what is said, and the way back."""

from collections.abc import Collection, Iterable

from bot.care.triage import AgeBand, Patient, Triage, allows, says_nhs_advice, triage
from bot.dialogue.ending import end_session
from bot.dialogue.events import Said
from bot.dialogue.onward import (
    FIRST_USE,
    advise,
    lasting_tags,
    onward,
    open_screening,
    rating_now,
)
from bot.dialogue.screen import Screen
from bot.dialogue.state import (
    AsideKind,
    Ending,
    Episode,
    Place,
    RatingFor,
    ScreenFor,
    Screening,
    Standing,
    State,
    Wanted,
)
from bot.dialogue.world import (
    World,
    advice_line,
    button,
    emergency_number,
    esc,
    rows,
)
from content.models import Goal, RedFlag, Urgency
from intents.complaint import Answer, Duration

AGE_QUESTION = "age"
AGES = frozenset(AgeBand)
SELF_HARM = "self_harm"
UNDER_18 = "age_under_18"
PREGNANT = "pregnancy"


# ---------------------------------------------------------------- raising signs


def judge(state: State, signs: tuple[str, ...], world: World) -> Triage:
    """Weigh new signs together with those of the episode and what is known of the person."""
    episode = state.episode
    known = () if episode is None else episode.flags
    said = dict.fromkeys(sign for sign in (*known, *signs) if sign in world.content.red_flags)
    return triage(tuple(said), world.content.red_flags, patient_of(state, world))


def patient_of(state: State, world: World) -> Patient:
    """Put together what is known beside the signs."""
    episode, rating = state.episode, rating_now(state, world)
    lasting = episode is not None and episode.duration is Duration.CHRONIC
    return Patient(
        age_band=state.age or AgeBand.ADULT,
        areas=episode.areas if episode else (),
        new_pain=not lasting,
        severe=rating is not None and rating >= world.content.thresholds.acute_severe_rating,
        fell=episode is not None and "fall" in episode.triggers,
        pregnant=state.pregnant and "pregnancy" not in state.cleared,
        seen=frozenset(state.cleared),
    )


def raise_signs(state: State, signs: tuple[str, ...], world: World) -> State:
    """Let danger signs have their say: some stop everything, milder ones advise.

    The state comes back at another place only when something must stop.
    """
    signs = tuple(sign for sign in signs if not _is_settled(sign, state, world))
    if signs and not state.consented and state.consent_asked_at is None:
        state = state.but(consent_asked_at=world.now)
    if SELF_HARM in signs:
        others = tuple(sign for sign in signs if sign != SELF_HARM)
        state = raise_signs(state, others, world) if others else state
        return end_session(state, Ending.DANGER, world).go(Place.CRISIS)
    if UNDER_18 in signs:
        state = state.but(age=AgeBand.UNDER_18, wanted=Wanted())
        others = tuple(sign for sign in signs if sign != UNDER_18)
        state = raise_signs(state, others, world) if others else state
        if state.place in (Place.DANGER, Place.CRISIS):
            return state
        return end_session(state, Ending.STOPPED, world).go(Place.UNDER_AGE)
    state = _remember(state, signs, world) if signs else state
    verdict = judge(state, signs, world)
    if allows(verdict) is None:
        before = state.standing
        urgency = max(verdict.urgency, before.urgency) if before else verdict.urgency
        flags = tuple(dict.fromkeys((*verdict.because, *(before.flags if before else ()))))
        standing = Standing(urgency=urgency, flags=flags, since=world.now)
        if state.screening is not None:  # asked anew later, but what was said yes to is kept
            state = _remember(state, state.screening.signs, world)
        state = end_session(state, Ending.DANGER, world)
        return state.go(Place.DANGER, standing=standing, screening=None, plan=None, wanted=Wanted())
    follow = [sign for sign in verdict.because if sign not in signs]
    return advise(state, (*signs, *follow), world)


def is_serious(signs: Iterable[str], world: World) -> bool:
    """Say whether one of the signs asks for more than gentle exercise."""
    flags = world.content.red_flags
    return any(flags[sign].urgency > Urgency.SELF_CARE for sign in signs if sign in flags)


def _is_settled(sign: str, state: State, world: World) -> bool:
    """Say whether a clinician has looked at a sign that one look settles."""
    return sign in state.cleared and (sign in NEED_A_WORD or _is_weak(sign, world))


def _remember(state: State, signs: tuple[str, ...], world: World) -> State:
    """Keep the signs with the episode; before consent they are forgotten with it."""
    episode = state.episode or Episode(number=1, started_at=world.now)
    kept = tuple(dict.fromkeys((*episode.flags, *signs)))
    state = state.but(episode=episode.but(flags=kept), pregnant=state.pregnant or PREGNANT in signs)
    if state.tags is not None:
        state = state.but(tags=tuple(dict.fromkeys((*state.tags, *lasting_tags(signs, world)))))
    return state


# ---------------------------------------------------------------- the questions


def draw_screen(state: State, world: World) -> Screen:
    """Draw the present safety question; one message is edited from question to question."""
    say, screening = world.say, state.screening
    assert screening is not None  # noqa: S101 - the place is only reached with questions
    question = world.content.questions[screening.present]
    count = len(screening.questions)
    many = screening.purpose is ScreenFor.INTAKE and count > 1
    head = say.screen_head.format(number=screening.index + 1, count=count) if many else ""
    opening = say.screen_intro if many and screening.index == 0 else ""
    text = "\n\n".join(filter(None, (opening, head, f"<b>{esc(question.ask)}</b>")))
    if question.id == AGE_QUESTION:
        ages = (
            (AgeBand.UNDER_18, say.age_under_18),
            (AgeBand.ADULT, say.age_adult),
            (AgeBand.OVER_65, say.age_over_65),
            (AgeBand.OVER_70, say.age_over_70),
        )
        return Screen(text, rows([button(state, label, "age", a.value) for a, label in ages], 2))
    return Screen(
        text,
        (
            (
                button(state, say.no, "no", question.id),
                button(state, say.yes, "yes", question.id),
                button(state, say.unsure, "unsure", question.id),
            ),
        ),
    )


def tap_screen(state: State, verb: str, arg: str, world: World) -> State:
    """Take an answer to the present question."""
    if state.screening is None:
        return onward(state, world)
    if verb == "age" and arg in AGES:
        return _take_age(state, AgeBand(arg), world)
    if verb in ("yes", "unsure"):
        question = world.content.questions[state.screening.present]
        if len(question.flags) == 1:
            return _next_question(_pick(state, question.flags[0], world), world)
        return open_screening(state.but(screening=state.screening.but(which=True)))
    return _next_question(state, world) if verb == "no" else state


def said_screen(state: State, said: Said, world: World) -> State | None:
    """Take yes, no and not sure in words, and an age in figures."""
    screening = state.screening
    if screening is None:
        return None
    if screening.present == AGE_QUESTION:
        complaint = said.complaint
        elsewhere = complaint.about_back or complaint.duration or complaint.timing
        age = None if elsewhere else read_age(said.text)
        return None if age is None else _take_age(state, age, world)
    match said.complaint.answer:
        case Answer.YES:
            return tap_screen(state, "yes", "", world)
        case Answer.UNSURE:
            return tap_screen(state, "unsure", "", world)
        case Answer.NO:
            return tap_screen(state, "no", "", world)
    return None


def read_age(text: str) -> AgeBand | None:
    """Read an age in years.

    >>> read_age("im 45 years")
    <AgeBand.ADULT: 'adult'>
    >>> read_age("old enough") is None
    True
    """
    figures = "".join(mark if mark.isdecimal() else " " for mark in text).split()
    if len(figures) != 1 or not 1 <= int(figures[0]) <= 120:
        return None
    age = int(figures[0])
    if age < 18:
        return AgeBand.UNDER_18
    if age < 65:
        return AgeBand.ADULT
    return AgeBand.OVER_65 if age <= 70 else AgeBand.OVER_70


def _take_age(state: State, age: AgeBand, world: World) -> State:
    state = state.but(age=age)
    if age is AgeBand.UNDER_18:
        state = state.but(wanted=Wanted())
        return end_session(state, Ending.STOPPED, world).go(Place.UNDER_AGE)
    return _next_question(state, world)


def _pick(state: State, flag: str, world: World) -> State:
    """Put one sign down as present; an emergency does not wait for the other questions."""
    screening = state.screening
    assert screening is not None  # noqa: S101 - called while a question is open
    if flag == PREGNANT:
        state = state.but(pregnant=True)
    screening = screening.but(picked=tuple(dict.fromkeys((*screening.picked, flag))))
    state = state.but(screening=screening)
    if judge(state, screening.signs, world).urgency is Urgency.EMERGENCY:
        return raise_signs(state, screening.signs, world)
    return state


def _next_question(state: State, world: World) -> State:
    screening = state.screening
    if screening is None or state.place in (Place.DANGER, Place.CRISIS):
        return state
    screening = screening.but(yes=screening.signs, picked=(), which=False)
    if screening.index + 1 < len(screening.questions):
        return open_screening(state.but(screening=screening.but(index=screening.index + 1)))
    return _close_screen(state, screening, world)


def _close_screen(state: State, screening: Screening, world: World) -> State:
    """Note what was asked and when, then let the yes answers decide together."""
    content = world.content
    asked = set(screening.questions)
    extras = dict(state.extras_at)
    for name, questions in content.screens.items():
        if name != FIRST_USE and asked.issuperset(questions):
            extras[name] = world.now
    whole = asked.issuperset(set(content.screens[FIRST_USE]) - {AGE_QUESTION})
    state = state.but(
        screening=None,
        extras_at=extras,
        screened_at=world.now if whole else state.screened_at,
    )
    signs = screening.yes
    state = raise_signs(state, signs, world)
    if state.place in (Place.DANGER, Place.CRISIS):
        return state
    if state.episode is not None and signs:
        state = state.record(state.episode.noted)
    if screening.purpose is ScreenFor.HURT:
        return state.go(Place.HOME)
    return onward(_say_nhs_advice(state, world), world)


def _say_nhs_advice(state: State, world: World) -> State:
    """Say once what the NHS advises for pain from between the shoulders (facts, area_rules)."""
    areas = state.episode.areas if state.episode else ()
    if says_nhs_advice((), areas) and "upper_back" not in state.told:
        told = {**state.told, "upper_back": world.now}
        return state.but(told=told).say(AsideKind.UPPER_BACK)
    return state


# ---------------------------------------------------------------- which of these?


def _choices(state: State, world: World) -> list[RedFlag]:
    screening = state.screening
    assert screening is not None  # noqa: S101 - the place is only reached with questions
    question = world.content.questions[screening.present]
    return [world.content.red_flags[flag] for flag in question.flags]


def draw_which(state: State, world: World) -> Screen:
    """Ask which of a question's signs it is."""
    say, screening = world.say, state.screening
    assert screening is not None  # noqa: S101 - the place is only reached with questions
    listed = []
    for flag in _choices(state, world):
        mark = "✓ " if flag.id in screening.picked else ""
        listed.append((button(state, mark + flag.label, "flag", flag.id),))
    checks = [flag.check for flag in _choices(state, world) if flag.check]
    text = "\n\n".join([say.which, *(esc(check) for check in checks)])
    last = (
        (button(state, say.which_done, "done"),)
        if screening.picked
        else (
            button(state, say.which_unsure, "unsure", screening.present),
            button(state, say.which_none, "none"),
        )
    )
    return Screen(text, (*listed, last))


def tap_which(state: State, verb: str, arg: str, world: World) -> State:
    """Tick one sign after another, or untick it; "not sure" counts as every sign there."""
    if state.screening is None:
        return onward(state, world)
    if verb == "flag" and arg in state.screening.picked:
        left = tuple(flag for flag in state.screening.picked if flag != arg)
        return state.but(screening=state.screening.but(picked=left))
    if verb == "flag" and arg in world.content.red_flags:
        return _pick(state, arg, world)
    if verb == "unsure":
        for flag in _choices(state, world):
            state = _pick(state, flag.id, world)
            if state.place is Place.DANGER:
                return state
        return _next_question(state, world)
    return _next_question(state, world) if verb in ("done", "none") else state


def said_which(state: State, said: Said, world: World) -> State | None:
    """Take "not sure", "none", "that's all" in words; signs in words were raised already."""
    match said.complaint.answer:
        case Answer.UNSURE:
            return tap_which(state, "unsure", "", world)
        case Answer.NO:
            return tap_which(state, "none", "", world)
    return None


# ---------------------------------------------------------------- danger and the way back


def danger_text(
    flags: tuple[str, ...], urgency: Urgency, world: World, emergency: str, advice: str
) -> str:
    """Say what to do now for these signs. Needs nothing stored."""
    say, signs = world.say, [f for f in map(world.content.red_flags.get, flags) if f is not None]
    heads = {Urgency.EMERGENCY: say.danger_emergency, Urgency.URGENT: say.danger_urgent}
    head = heads.get(urgency, say.danger_doctor).format(
        emergency=esc(emergency), advice=esc(advice)
    )
    heard = [f"• {esc(sign.name)}" for sign in signs]
    alone = [sign for sign in signs if sign.urgency >= urgency or len(signs) == 1]
    actions = list(dict.fromkeys(sign.action for sign in alone))[:3]
    lines = [] if alone or not signs else [say.danger_together]
    lines += [
        esc(action.format(emergency=say.emergency_short, advice=say.advice_short))
        for action in actions
    ]
    reason = say.danger_because + "\n" + "\n".join(heard) if heard else ""
    return "\n\n".join(filter(None, (head, *lines, reason, say.danger_no_exercise)))


def draw_danger(state: State, world: World) -> Screen:
    """Draw the standing danger sign and the ways on."""
    say, standing = world.say, state.standing
    assert standing is not None  # noqa: S101 - the place is only reached with a sign
    text = danger_text(
        standing.flags,
        standing.urgency,
        world,
        emergency_number(state, world),
        advice_line(state, world),
    )
    return Screen(
        text,
        (
            (button(state, say.been_checked, "checked"),),
            (button(state, say.not_meant, "recheck"),),
            *(() if state.country else ((button(state, say.own_numbers, "country"),),)),
        ),
    )


def tap_danger(state: State, verb: str, arg: str, world: World) -> State:
    """I've been checked, that is not what I meant, or the numbers of my country."""
    if state.standing is None:
        return onward(state, world)
    places = {"recheck": Place.RECHECK, "country": Place.COUNTRY}
    return state.go(places.get(verb, Place.CHECKED))


def said_danger(state: State, said: Said, world: World) -> State | None:
    """Take "no, I can feel everything" as a wish to be asked again."""
    standing = state.standing
    if standing is None:
        return None
    if said.complaint.answer is Answer.NO or set(said.complaint.denied_flags) & set(standing.flags):
        return state.go(Place.RECHECK)
    return None


def draw_recheck(state: State, world: World) -> Screen:
    """Ask the sign itself once more in plain words."""
    say, standing = world.say, state.standing
    assert standing is not None  # noqa: S101 - the place is only reached with a sign
    asks = [world.content.red_flags[f].ask for f in standing.flags if f in world.content.red_flags]
    text = "\n\n".join((say.recheck, *(f"<b>{esc(ask)}</b>" for ask in asks)))
    return Screen(
        text,
        (
            (
                button(state, say.recheck_no, "no"),
                button(state, say.yes, "yes"),
                button(state, say.unsure, "yes"),
            ),
        ),
    )


def tap_recheck(state: State, verb: str, arg: str, world: World) -> State:
    """A plain no withdraws the sign and leads on at ease; all else keeps it standing."""
    if verb != "no" or state.standing is None:
        return state.go(Place.DANGER)
    withdrawn = set(state.standing.flags)
    episode = state.episode
    if episode is not None:
        episode = episode.but(
            flags=tuple(flag for flag in episode.flags if flag not in withdrawn),
            denied=tuple(dict.fromkeys((*episode.denied, *state.standing.flags))),
        )
    state = state.but(
        standing=None,
        episode=episode,
        wanted=Wanted(goal=Goal.EASE),
        pregnant=state.pregnant and PREGNANT not in withdrawn,
    )
    state = _settle_known(state, withdrawn, world)
    return onward(state.say(AsideKind.DENIED), world)


def _settle_known(state: State, settled: Collection[str], world: World) -> State:
    """Clear signs that would follow again at once from the age, the area or a fall."""
    again = [sign for sign in judge(state, (), world).because if sign in settled]
    return state.but(cleared=tuple(dict.fromkeys((*state.cleared, *again))))


def said_recheck(state: State, said: Said, world: World) -> State | None:
    """Take the answer in words."""
    if said.complaint.answer is Answer.NO:
        return tap_recheck(state, "no", "", world)
    return None if said.complaint.answer is None else state.go(Place.DANGER)


def draw_checked(state: State, world: World) -> Screen:
    """Ask what the clinician said."""
    say = world.say
    return Screen(
        say.checked_ask,
        (
            (button(state, say.checked_fine, "fine"),),
            (button(state, say.checked_wait, "wait"),),
            (button(state, say.checked_not_yet, "notyet"),),
        ),
    )


def tap_checked(state: State, verb: str, arg: str, world: World) -> State:
    """Cleared to move: note the date, lead on at ease. Otherwise the sign stands."""
    if verb != "fine" or state.standing is None:
        return state.go(Place.DANGER)
    looked_at = state.standing.flags
    weak = [f for f in looked_at if f in NEED_A_WORD or _is_weak(f, world)]
    episode = state.episode
    if episode is not None:
        episode = episode.but(flags=tuple(f for f in episode.flags if f not in looked_at))
    state = state.but(
        standing=None,
        checked_at=world.now,
        cleared=tuple(dict.fromkeys((*state.cleared, *weak))),
        episode=episode,
        wanted=Wanted(goal=Goal.EASE),
        plan=None,
    )
    return onward(_settle_known(state, looked_at, world), world)


def said_checked(state: State, said: Said, world: World) -> State | None:
    """Take "not yet" in words."""
    match said.complaint.answer:
        case Answer.YES:
            return state  # yes to what? Only the words of the button clear a sign
        case Answer.NO | Answer.UNSURE:
            return tap_checked(state, "notyet", "", world)
    return None


NEED_A_WORD = (PREGNANT,)
"""Urgent by the facts, but a clinician's word settles it for good."""


def _is_weak(flag: str, world: World) -> bool:
    sign = world.content.red_flags.get(flag)
    return sign is not None and sign.urgency <= Urgency.SEE_DOCTOR


def draw_under_age(state: State, world: World) -> Screen:
    """Say why the programme is not for people under 18, and who helps instead."""
    say = world.say
    flag = world.content.red_flags.get("age_under_18")
    action = (
        flag.action.format(
            emergency=emergency_number(state, world), advice=advice_line(state, world)
        )
        if flag
        else ""
    )
    text = "\n\n".join(filter(None, (say.under_age, esc(action))))
    return Screen(text, ((button(state, say.under_age_mistake, "mistake"),),))


def tap_under_age(state: State, verb: str, arg: str, world: World) -> State:
    """A wrong tap on the age can be mended."""
    return onward(state.but(age=None), world)


def draw_crisis(state: State, world: World) -> Screen:
    """Draw the crisis text: people to talk to, no scores, no exercises."""
    text = crisis_text(world, emergency_number(state, world))
    return Screen(text, ((button(state, world.say.crisis_on, "on"),),))


def crisis_text(world: World, emergency: str) -> str:
    """Say where help is for someone in despair. Needs nothing stored."""
    action = world.content.red_flags[SELF_HARM].action
    return f"{world.say.crisis}\n\n{esc(action.format(emergency=emergency, advice=''))}"


def said_crisis(state: State, said: Said, world: World) -> State | None:
    """Take a plain "I am safe" in words; all else stays, but for what is asked about the bot."""
    words = "".join(mark for mark in said.text.casefold() if mark.isalpha() or mark == " ")
    if " ".join(words.split()) in SAFE_WORDS:
        return tap_crisis(state, "on", "", world)
    return None if said.complaint.command is not None else state


SAFE_WORDS = frozenset(
    {
        *("i am safe", "i am safe now", "i am safe for now"),
        *("im safe", "im safe now", "im safe for now", "safe now"),
    }
)


def tap_crisis(state: State, verb: str, arg: str, world: World) -> State:
    """Lead back, without asking for a score."""
    state = state.but(came_from=None)
    if state.standing is not None:
        return state.go(Place.DANGER)
    return state.go(Place.HOME) if state.consented else onward(state, world)


def start_check(state: State, world: World) -> State:
    """Ask the one question of every check-in; the rating was given."""
    questions = world.content.screens["every_checkin"]
    state = state.but(rating_for=RatingFor.CHECK_IN)
    return open_screening(state, ScreenFor.CHECK_IN, questions)
