"""The rating, the plan and the session player: from "how much?" to "and now?"."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.care.doses import gentlest
from bot.care.plan import (
    Case,
    Plan,
    Reason,
    active_tags,
    choose_exercise,
    choose_plan,
    fitting_plans,
    longest_minutes,
    offered_areas,
)
from bot.care.review import change_that_counts
from bot.care.step import HurtKind, HurtVerdict, easier_of, is_too_much, judge_hurt
from bot.care.tags import Tags, why_left_out
from bot.care.triage import AgeBand, allows
from bot.dialogue.cards import cover, step_picture
from bot.dialogue.ending import end_session
from bot.dialogue.events import Said
from bot.dialogue.intake import describes
from bot.dialogue.onward import (
    back_to_session,
    has_new_leg_pain,
    onward,
    open_screening,
    rating_now,
)
from bot.dialogue.safety import judge, raise_signs, start_check
from bot.dialogue.screen import Button, Picture, Screen
from bot.dialogue.state import (
    Aside,
    AsideKind,
    Ending,
    Place,
    PlanView,
    RatingFor,
    ScreenFor,
    Screening,
    Session,
    State,
    StepOutcome,
    Wanted,
)
from bot.dialogue.support import offer_check, wants_support
from bot.dialogue.world import PLAYING, World, button, esc, rows, today
from bot.storage.records import Rated, SessionStarted, StepSettled
from content.models import Dose, Exercise, Goal, RoutineStep
from intents.complaint import (
    Answer,
    Change,
    Command,
    Complaint,
    Intensity,
    Intent,
    Radiation,
)

LENGTHS = (5, 10, 15, 29)
PREGNANCY_TAGS = ("pregnancy", "pregnancy_after_16w", "pregnancy_prone", "pregnancy_balance")
"""All of them from the start: the week is not asked, so the careful swaps apply."""
FIRST_DAYS = timedelta(days=3)


# ---------------------------------------------------------------- rating


def draw_rate(state: State, world: World) -> Screen:
    """Ask for a pain rating; the anchors never change."""
    say = world.say
    asks = {
        RatingFor.BEFORE: say.rate_before,
        RatingFor.AFTER: say.rate_after,
        RatingFor.CHECK_IN: say.rate_check_in,
        RatingFor.NOW: say.rate_now,
    }
    text = f"{asks[state.rating_for]}\n{say.rate_anchors}"
    return Screen(text, rows([button(state, str(n), "is", str(n)) for n in range(11)], 6))


def tap_rate(state: State, verb: str, arg: str, world: World) -> State:
    """Take the number."""
    return take_rating(state, int(arg), world) if arg.isdecimal() and int(arg) <= 10 else state


def said_rate(state: State, said: Said, world: World) -> State | None:
    """Take a number in figures or words; a range counts as its higher end."""
    complaint = said.complaint
    if complaint.number is not None:
        return take_rating(state, complaint.number, world)
    vague = complaint.intensity is not None or complaint.answer is not None
    if vague or not complaint.understood:
        return state.say(AsideKind.NUMBER_PLEASE)
    return None


def take_rating(state: State, value: int, world: World) -> State:
    """Record a rating once and go where it leads."""
    session = state.session
    noted = Rated(value, state.rating_for.value, session.number if session else None)
    episode = state.episode
    if episode is not None and episode.first_rating is None:
        state = state.but(episode=episode.but(first_rating=value))
    state = state.but(today_rating=value, today_rated_at=world.now).record(noted)
    match state.rating_for:
        case RatingFor.AFTER:
            return finish(state, value, world)
        case RatingFor.CHECK_IN:
            return start_check(state, world)
        case RatingFor.NOW:
            if session is None and longest_minutes(value, world.content.thresholds) == 0:
                return state.go(Place.NO_SESSION, no_session=Reason.PAIN_NOW.value)
            return state.go(Place.HOME).say(AsideKind.RATED, "", value)
    return onward(state, world)


# ---------------------------------------------------------------- plan


def case_of(state: State, world: World, rating: int) -> Case:
    """Put together what the plan rules need to know about today."""
    episode = state.episode
    assert episode is not None  # noqa: S101 - a plan is made for an episode
    last = episode.outcomes[-1].day if episode.outcomes else None
    mapped = world.content.trigger_tags
    said = {mapped[each] for each in (*episode.triggers, *episode.flags) if each in mapped}
    pregnancy = PREGNANCY_TAGS if state.pregnant else ()
    tags = frozenset((*said, *(state.tags or ()), *pregnancy))
    leg = episode.radiates is Radiation.LEG
    age = world.now - episode.started_at
    verdict = judge(state, (), world)
    return Case(
        rating=rating,
        areas=episode.areas,
        radiates_leg=leg,
        radiates_arm=episode.radiates is Radiation.ARM,
        acute_first_days=episode.first_days and age < FIRST_DAYS,
        leg_pain_first_two_weeks=has_new_leg_pain(episode, world),
        sessions_finished=episode.sessions_finished,
        days_since_last_session=_days_since(last, state, world) if last else None,
        tags=tags,
        signs=frozenset(verdict.because),
        urgency=verdict.urgency,
        area=state.wanted.area,
        goal=state.wanted.goal,
        minutes=state.wanted.minutes,
        no_floor="cannot_get_to_floor" in tags,
        age_band=state.age or AgeBand.ADULT,
        wants_support=wants_support(state, world),
        history=episode.outcomes,
        hurt_alone=episode.hurt_alone,
    )


def _days_since(day: date, state: State, world: World) -> int:
    return max(0, (today(state, world) - day).days)


def with_plan(state: State, world: World) -> State:
    """Choose the routine for now, or say why there is none today.

    When one exercise was asked for, its session begins at once.
    """
    rating = rating_now(state, world)
    if rating is None or state.episode is None:
        return onward(state, world)
    case, content = case_of(state, world, rating), world.content
    alone = content.exercises.get(state.wanted.exercise or "")
    if alone is None:
        chosen = choose_plan(case, content)
    else:
        chosen = choose_exercise(case, alone, content)
        state = state.but(wanted=state.wanted.gentle)
    if isinstance(chosen, Plan):
        state = state.but(plan=_view(chosen, rating))
        return state if alone is None else start_session(state, world)
    if chosen.reason is Reason.STANDING_SIGN:
        return raise_signs(state, (), world)
    if alone is not None and chosen.reason is Reason.NOT_TODAY:
        because = chosen.because.value if chosen.because else ""
        said = Aside(kind=AsideKind.NOT_TODAY, id=alone.id, numbers=(rating,), why=because)
        page = state.go(Place.EXERCISE, plan=None, list_exercise=alone.id, list_more=False)
        return page.but(asides=(*page.asides, said))
    return state.go(Place.NO_SESSION, plan=None, no_session=chosen.reason.value)


def _view(plan: Plan, rating: int) -> PlanView:
    return PlanView(
        routine=plan.routine_id,
        area=plan.area,
        goal=plan.goal,
        minutes=plan.minutes,
        steps=plan.steps,
        reasons=tuple(reason.value for reason in plan.reasons),
        left_out=tuple((out.exercise, out.tag, out.substitute) for out in plan.left_out),
        rating=rating,
        dose_step=plan.dose_step,
    )


def plan_name(plan: PlanView, world: World) -> str:
    """Say a plan's name: "Ease, sciatica, 5 minutes"."""
    say = world.say
    return say.plan_name.format(
        goal=say.goals[plan.goal.value],
        area=world.content.areas[plan.area].name,
        minutes=plan.minutes,
    )


def draw_plan(state: State, world: World) -> Screen:
    """Show the routine for now and why it was chosen."""
    say, plan = world.say, state.plan
    assert plan is not None  # noqa: S101 - the machine fills it before drawing
    why = why_words(plan, world)
    text = say.plan.format(name=plan_name(plan, world), count=len(plan.steps), why=why)
    second = [button(state, say.see_steps, "steps"), button(state, say.other_routines, "others")]
    shorter = [n for n in LENGTHS if n < plan.minutes]
    longer = longer_lengths(state, plan, world)
    lengths = []
    if shorter:
        minutes = str(shorter[-1])
        lengths.append(button(state, say.length.format(minutes=minutes), "minutes", minutes))
    if longer:
        minutes = str(longer[0])
        lengths.append(button(state, say.length.format(minutes=minutes), "minutes", minutes))
    if plan.goal is not Goal.EASE:
        lengths.append(button(state, say.gentler, "gentler"))
    return Screen(
        text,
        tuple(filter(None, ((button(state, say.start, "start"),), tuple(second), tuple(lengths)))),
        cover([step.exercise for step in plan.steps], dark=state.dark),
    )


def why_words(plan: PlanView, world: World) -> str:
    """Say why a plan is as it is."""
    say = world.say
    reasons = [say.reasons[reason] for reason in plan.reasons if reason in say.reasons]
    return "; ".join(reason.format(rating=plan.rating) for reason in reasons) or say.why_usual


def longer_lengths(state: State, plan: PlanView, world: World) -> list[int]:
    """Return the lengths above the plan's that the rules allow today, in minutes."""
    case = case_of(state, world, plan.rating)
    allowed = []
    for minutes in LENGTHS:
        if minutes > plan.minutes:
            chosen = choose_plan(replace(case, minutes=minutes), world.content)
            if isinstance(chosen, Plan) and chosen.minutes == minutes:
                allowed.append(minutes)
    return allowed


def tap_plan(state: State, verb: str, arg: str, world: World) -> State:
    """Start, look at the steps first, or ask for another length."""
    if verb == "steps":
        return state.go(Place.STEPS)
    if verb == "others":
        return open_routines(state, world)
    if verb == "minutes" and arg.isdecimal():
        return _replan(state, world, minutes=int(arg))
    if verb == "gentler":
        return _replan(state, world, goal=Goal.EASE)
    return start_session(state, world) if verb == "start" else state


def said_plan(state: State, said: Said, world: World) -> State | None:
    """Take "start", "yes", "shorter", "longer", "easier" in words."""
    complaint, plan = said.complaint, state.plan
    if complaint.number is not None and complaint.intent is Intent.RATING:
        return take_rating(state.but(rating_for=RatingFor.BEFORE), complaint.number, world)
    if complaint.answer is Answer.YES or complaint.command in (Command.START, Command.RESUME):
        return start_session(state, world)
    if complaint.answer is Answer.NO:
        return state.go(Place.HOME)
    if plan is None:
        return None
    figures = [int(word) for word in said.text.split() if word in map(str, LENGTHS)]
    if figures and "min" in said.text.casefold():
        return _replan(state, world, minutes=figures[0])
    match complaint.command:
        case Command.SHORTER:
            shorter = [n for n in LENGTHS if n < plan.minutes]
            return _replan(state, world, minutes=shorter[-1] if shorter else LENGTHS[0])
        case Command.LONGER:
            longer = longer_lengths(state, plan, world)
            if not longer:
                return state.say(AsideKind.NO_LIMIT, "", plan.rating)
            return _replan(state, world, minutes=longer[0])
        case Command.EASIER:
            return _replan(state, world, goal=Goal.EASE)
        case Command.HARDER:
            return state.say(AsideKind.HARDER_LATER)
        case Command.REPEAT | Command.EXERCISES if complaint.position is None:
            return state.go(Place.STEPS)
    return None


WISH_LASTS = timedelta(hours=1)


def wish(state: State, world: World, **wanted: Any) -> State:
    """Return the state with something asked for, together with what was asked for before."""
    return state.but(wanted=state.wanted.but(at=world.now, **wanted))


def forget_old_wish(state: State, world: World) -> State:
    """Forget what was asked for an hour ago or earlier, but that it should be gentle."""
    at = state.wanted.at
    old = at is not None and world.now - at >= WISH_LASTS
    return state.but(wanted=state.wanted.gentle) if old else state


def _replan(state: State, world: World, **wanted: Any) -> State:
    """Choose a plan anew with something more asked for."""
    return wish(state, world, **wanted).go(Place.PLAN, plan=None)


def open_routines(state: State, world: World) -> State:
    """Lead to the list of all routines that fit now, through every question before a plan."""
    state = state.but(wanted=state.wanted.gentle, plan=None, routines_area=None)
    return onward(wish(state, world, listed=True), world)


def draw_routines(state: State, world: World) -> Screen:
    """List every routine that fits now, the chosen one first; others by area."""
    say, plan = world.say, state.plan
    assert plan is not None  # noqa: S101 - the machine fills it before drawing
    case, content = case_of(state, world, plan.rating), world.content
    areas = offered_areas(case, content.routines)
    area = state.routines_area if state.routines_area in areas else plan.area
    fitting = [
        button(
            state,
            say.routine_short.format(goal=say.goals[each.goal.value], minutes=each.minutes),
            "take",
            each.routine_id,
        )
        for each in fitting_plans(case, area, content)
        if each.routine_id != plan.routine
    ]
    others = [
        button(state, content.areas[each].name.capitalize(), "area", each)
        for each in areas
        if each != area
    ]
    name = plan_name(plan, world)
    head = say.routines.format(name=name, rating=plan.rating, why=why_words(plan, world))
    if fitting:
        head += "\n\n" + say.routines_of.format(area=content.areas[area].name)
    pick = (button(state, say.routine_pick.format(name=name), "pick"),)
    return Screen(head, (pick, *rows(fitting, 2), *rows(others, 3)))


def tap_routines(state: State, verb: str, arg: str, world: World) -> State:
    """Take a routine, or look at those of another area."""
    if verb == "area" and arg in world.content.areas:
        return state.but(routines_area=arg)
    routine = world.content.routines.get(arg)
    if verb == "take" and routine is not None:
        return _replan(state, world, area=routine.area, goal=routine.goal, minutes=routine.minutes)
    return state.go(Place.PLAN) if verb == "pick" else state


def draw_steps(state: State, world: World) -> Screen:
    """List the exercises of the plan with their doses."""
    say, plan = world.say, state.plan
    assert plan is not None  # noqa: S101 - reached from the plan only
    lines = [
        f"{number}. <b>{esc(world.content.exercises[step.exercise].name)}</b>: "
        f"{dose_words(step.dose, world)}"
        for number, step in enumerate(plan.steps, 1)
    ]
    left = [
        say.left_out.format(
            name=esc(world.content.exercises[out].name),
            why=esc(world.content.tags[tag].means)
            if tag in world.content.tags
            else say.hurt_before,
        )
        for out, tag, _ in plan.left_out
    ]
    text = f"<b>{plan_name(plan, world)}</b>\n\n" + "\n".join(lines)
    if left:
        text += "\n\n" + "\n".join(left)
    return Screen(text, ((button(state, say.start, "start"), button(state, say.back, "back")),))


def tap_steps(state: State, verb: str, arg: str, world: World) -> State:
    """Start, or back to the plan."""
    return start_session(state, world) if verb == "start" else state.go(Place.PLAN)


def draw_no_session(state: State, world: World) -> Screen:
    """Pain at 9 or 10, or nothing that suits: no exercises, what to do instead."""
    say = world.say
    strong = state.no_session == Reason.PAIN_NOW
    text = say.no_session.format(rating=state.today_rating) if strong else say.nothing_suits
    again = button(state, say.rate_again, "again")
    return Screen(text, ((again,), (button(state, say.no_session_ok, "home"),)))


def tap_no_session(state: State, verb: str, arg: str, world: World) -> State:
    """Rate again later, or leave it for today."""
    if verb == "home":
        return state.go(Place.HOME)
    return state.go(Place.RATE, rating_for=RatingFor.BEFORE)


def said_no_session(state: State, said: Said, world: World) -> State | None:
    """Take a new number; everything else is for the rest of the dialogue."""
    number = said.complaint.number
    if number is None:
        return None
    return take_rating(state.but(rating_for=RatingFor.BEFORE), number, world)


# ---------------------------------------------------------------- the player


def start_session(state: State, world: World) -> State:
    """Begin the chosen plan at its first step."""
    asked = state.standing is not None or state.screening is not None
    if asked or state.plan is None or rating_now(state, world) is None:
        return onward(state, world)
    number = state.sessions_started + 1
    plan = state.plan
    session = Session(number=number, plan=plan, started_at=world.now)
    episode = state.episode.number if state.episode else 0
    started = SessionStarted(number, episode, plan.routine, plan.goal.value, plan.minutes)
    return state.go(Place.PLAYER, session=session, sessions_started=number, plan=None).record(
        started
    )


def close_old_session(state: State, world: World) -> State:
    """Close a session that was left too long ago, as it stands: over, or left in the middle."""
    session = state.session
    limit = timedelta(hours=world.content.thresholds.session_hours)
    if session is None or world.now - session.started_at <= limit:
        return state
    state = end_session(state, session.ending or Ending.LEFT, world)
    return state.go(Place.HOME).say(AsideKind.SESSION_CLOSED)


def dose_words(dose: Dose, world: World) -> str:
    """Say a dose in words: "3 times each side, hold 5 seconds"."""
    say = world.say
    if dose.timed:
        minutes, seconds = divmod(dose.duration_seconds, 60)
        if minutes and not seconds:
            return say.dose_minutes.format(minutes=minutes)
        if minutes:
            return say.dose_both.format(minutes=minutes, seconds=seconds)
        return say.dose_seconds.format(seconds=seconds)
    times = say.dose_once if dose.repetitions == 1 else say.dose_times
    words = times.format(count=dose.repetitions)
    if dose.per_side:
        words += say.dose_each_side
    if dose.hold_seconds == 1:
        words += say.dose_hold_one
    elif dose.hold_seconds:
        words += say.dose_hold.format(seconds=dose.hold_seconds)
    if dose.sets > 1:
        words += say.dose_sets.format(sets=dose.sets)
    return words


def exercise_words(exercise: Exercise, world: World) -> str:
    """Say how an exercise goes: steps, breathing, where it should be felt, what to mind."""
    say = world.say
    parts = ["\n".join(f"• {esc(step)}" for step in exercise.steps)]
    if exercise.breathing:
        parts.append(f"<i>{esc(exercise.breathing)}</i>")
    parts.append(say.feel.format(what=esc(exercise.feel)))
    if exercise.cautions:
        parts.append(say.careful.format(what=esc(" ".join(exercise.cautions))))
    return "\n\n".join(parts)


def present_step(session: Session) -> RoutineStep:
    """Return the step the person is at."""
    return session.plan.steps[session.index]


def step_film(state: State, world: World) -> Picture | None:
    """Return the film of the present step, on the side the person looks at."""
    session = state.session
    if session is None or session.index >= len(session.plan.steps):
        return None
    step = present_step(session)
    exercise = world.content.exercises[step.exercise]
    return step_picture(exercise, step.dose, left=session.left, dark=state.dark)


def draw_player(state: State, world: World) -> Screen:
    """Draw one step: picture, name, cues, dose."""
    say, session = world.say, state.session
    assert session is not None  # noqa: S101 - the place is only reached with a session
    step = present_step(session)
    exercise = world.content.exercises[step.exercise]
    other = say.film_right if session.left else say.film_left
    sides = ((button(state, other, "side"),),) if step.dose.per_side else ()
    head = say.step_head.format(
        number=session.index + 1, count=len(session.plan.steps), name=esc(exercise.name)
    )
    text = "\n\n".join(
        (
            head,
            f"<b>{dose_words(step.dose, world)}</b>",
            exercise_words(exercise, world),
        )
    )
    return Screen(
        text,
        (
            (button(state, say.done, "done"), button(state, say.it_hurts, "hurts")),
            (button(state, say.easier, "easier"), button(state, say.skip, "skip")),
            (button(state, say.pause, "pause"), button(state, say.stop, "stop")),
            *sides,
        ),
        picture=step_film(state, world),
    )


def tap_player(state: State, verb: str, arg: str, world: World) -> State:
    """Done, It hurts, Easier, Skip, Pause, Stop."""
    match verb:
        case "done":
            return settle_step(state, StepOutcome.DONE, world)
        case "skip":
            return settle_step(state, StepOutcome.SKIPPED, world)
        case "hurts":
            return state.go(Place.HURT_WHERE)
        case "easier":
            return make_easier(state, world)
        case "pause":
            return state.go(Place.PAUSED)
        case "stop":
            return stop_session(state, world)
        case "side" if state.session is not None:
            return state.but(session=state.session.but(left=not state.session.left))
    return state


PLAYER_WORDS = {
    Command.DONE: "done",
    Command.SKIP: "skip",
    Command.IT_HURTS: "hurts",
    Command.EASIER: "easier",
    Command.SHORTER: "easier",
    Command.PAUSE: "pause",
    Command.STOP: "stop",
}


def said_player(state: State, said: Said, world: World) -> State | None:
    """Words do what the buttons do; a new complaint in mid-session means it hurts."""
    complaint = said.complaint
    if is_newly_numb(complaint):
        return tap_hurt_where(state, "numb", "", world)
    if complaint.other_place == DIZZY:
        return to_rating(_hurt_outcome(state).say(AsideKind.DIZZY_STOP), Ending.HURT)
    if complaint.command is Command.HARDER:
        return state.say(AsideKind.HARDER_LATER)
    if complaint.command in PLAYER_WORDS:
        return tap_player(state, PLAYER_WORDS[complaint.command], "", world)
    if complaint.command in (Command.REPEAT, Command.RESUME, Command.START):
        return state.go(Place.PLAYER)
    if complaint.answer is Answer.YES:
        return settle_step(state, StepOutcome.DONE, world)
    if complaint.number is not None and complaint.intent is Intent.RATING and state.session:
        start, limits = state.session.plan.rating, world.content.thresholds
        if is_too_much(start, complaint.number, limits):
            return state.go(Place.HURT_WHERE)
        return state.say(AsideKind.RATED, "", complaint.number)
    elsewhere = complaint.other_place is not None and complaint.intent is Intent.DESCRIBE_PAIN
    if describes(complaint) or elsewhere or complaint.change is Change.WORSE:
        return state.go(Place.HURT_WHERE)
    return None


DIZZY = "dizziness"
NUMB_LIMB = "numb_limb"
NEW_NUMBNESS = frozenset({NUMB_LIMB, "leg_weak_mild"})


def is_newly_numb(complaint: Complaint) -> bool:
    """Say whether a message names numbness or weakness, which ends a session."""
    return not NEW_NUMBNESS.isdisjoint(complaint.red_flags)


def settle_step(state: State, outcome: StepOutcome, world: World) -> State:
    """Put the present step down and go to the next, or to the rating at the end.

    Pain that was too much a while ago is asked for first: still too much, it ends the session.
    """
    session = state.session
    if session is None:
        return onward(state, world)
    settled = StepSettled(
        session.number, session.index, present_step(session).exercise, outcome.value
    )
    session = session.but(outcomes=(*session.outcomes, outcome), index=session.index + 1)
    session = session.but(hurt_where=None, hurt_kind=None, left=False)
    state = state.but(session=session).record(settled)
    if session.index >= len(session.plan.steps):
        return to_rating(state, Ending.FINISHED)
    since = session.too_much_since
    rest = timedelta(minutes=world.content.thresholds.resting_minutes)
    if since is not None and world.now - since >= rest:
        return state.go(Place.HURT_RATE, session=session.but(hurt_kind=HurtKind.PULL))
    return state.go(Place.PLAYER)


def to_rating(state: State, ending: Ending) -> State:
    """The steps are over: ask for the rating after, and go nowhere else before it."""
    assert state.session is not None  # noqa: S101 - only in a session
    session = state.session.but(ending=ending)
    return state.go(Place.RATE, rating_for=RatingFor.AFTER, session=session)


def make_easier(state: State, world: World) -> State:
    """Swap the present step for its regression or substitute, if there is one that is allowed."""
    session, content = state.session, world.content
    assert session is not None  # noqa: S101 - only in the player
    step = present_step(session)
    tags = active_tags(case_of(state, world, session.plan.rating), content.thresholds)
    chosen = easier_of(
        step.exercise,
        content.exercises,
        tags,
        content.substitutions,
        gentle=session.plan.goal is Goal.EASE,
        taken={each.exercise for each in session.plan.steps},
    )
    if chosen is None:
        return state.go(Place.PLAYER).say(AsideKind.NO_EASIER)
    steps = list(session.plan.steps)
    dose = gentlest(content.exercises[chosen])
    steps[session.index] = step.model_copy(update={"exercise": chosen, "dose": dose})
    swapped = StepSettled(session.number, session.index, step.exercise, StepOutcome.SWAPPED.value)
    session = session.but(plan=session.plan.but(steps=tuple(steps)))
    return state.go(Place.PLAYER, session=session).say(AsideKind.SWAPPED, chosen).record(swapped)


def spare_steps(state: State, world: World) -> State:
    """Fit the steps to come to what is known now: leave-out tags, and signs that allow only ease.

    A harder session goes on at ease, with what is fit for it and at the lowest doses.
    """
    session, content = state.session, world.content
    if session is None or session.ending is not None:
        return state
    tags = active_tags(case_of(state, world, session.plan.rating), content.thresholds)
    goal = session.plan.goal
    eased = goal is not Goal.EASE and allows(judge(state, (), world)) is Goal.EASE
    goal = Goal.EASE if eased else goal
    steps = list(session.plan.steps[: session.index])
    for step in session.plan.steps[session.index :]:
        exercise = content.exercises[step.exercise]
        fit = exercise.acute_ok or not eased
        if fit and not why_left_out(exercise, Tags.of(tags), content.substitutions):
            steps.append(step.model_copy(update={"dose": gentlest(exercise)}) if eased else step)
            continue
        other = easier_of(
            step.exercise,
            content.exercises,
            tags,
            content.substitutions,
            gentle=goal is Goal.EASE,
            taken={each.exercise for each in (*session.plan.steps, *steps)},
        )
        if other is not None:
            dose = gentlest(content.exercises[other])
            steps.append(step.model_copy(update={"exercise": other, "dose": dose}))
    session = session.but(plan=session.plan.but(steps=tuple(steps), goal=goal))
    if session.index < len(steps):
        return state.but(session=session)
    state = state.but(session=session.but(ending=Ending.STOPPED))
    return back_to_session(state) if state.place.value in PLAYING else state


def stop_session(state: State, world: World) -> State:
    """End before the last step; what was done is kept, and the pain is asked."""
    session = state.session
    if session is None:
        return state.go(Place.HOME)
    if StepOutcome.DONE not in session.outcomes:
        return end_session(state, Ending.STOPPED, world).go(Place.HOME)
    return to_rating(state, Ending.STOPPED)


def draw_paused(state: State, world: World) -> Screen:
    """Wait, as long as it takes."""
    say = world.say
    return Screen(
        f"<b>{say.paused}</b>",
        ((button(state, say.go_on, "on"), button(state, say.stop_here, "stop")),),
        picture=step_film(state, world),
    )


def tap_paused(state: State, verb: str, arg: str, world: World) -> State:
    """Carry on, or stop here."""
    return stop_session(state, world) if verb == "stop" else state.go(Place.PLAYER)


def said_paused(state: State, said: Said, world: World) -> State | None:
    """Take "ready", "go on", "stop" in words."""
    if said.complaint.command is Command.STOP or said.complaint.answer is Answer.NO:
        return stop_session(state, world)
    if said.complaint.answer is Answer.YES or said.complaint.command in (
        Command.RESUME,
        Command.START,
        Command.DONE,
        Command.REPEAT,
    ):
        return state.go(Place.PLAYER)
    return None


# ---------------------------------------------------------------- it hurts


def _hurt_screen(state: State, world: World, text: str, *buttons: tuple[str, str]) -> Screen:
    listed = rows([button(state, label, verb) for label, verb in buttons], 2)
    return Screen(
        f"<b>{text}</b>",
        (*listed, (button(state, world.say.back_to_exercise, "back"),)),
        picture=step_film(state, world),
    )


def draw_hurt_where(state: State, world: World) -> Screen:
    """Ask where it hurts."""
    say = world.say
    return _hurt_screen(
        state,
        world,
        say.hurt_where,
        (say.hurt_same, "same"),
        (say.hurt_joint, "joint"),
        (say.hurt_spreads, "spreads"),
        (say.hurt_numb, "numb"),
        (say.hurt_chest, "chest"),
    )


def tap_hurt_where(state: State, verb: str, arg: str, world: World) -> State:
    """A danger sign ends everything; spreading pain ends the session; else ask what kind."""
    session = state.session
    if session is None or verb == "back":
        return onward(state, world)
    match verb:
        case "chest":
            return raise_signs(state, ("chest_cardiac",), world)
        case "numb":
            questions = world.content.screens["every_checkin"]
            state = end_session(_hurt_outcome(state), Ending.HURT, world)
            screening = Screening(
                purpose=ScreenFor.HURT, questions=questions, yes=(NUMB_LIMB,), which=True
            )
            return open_screening(state.but(screening=screening))
        case "spreads":
            state = _hurt_outcome(state).say(AsideKind.SPREAD_ADVICE)
            return to_rating(state, Ending.HURT)
        case "same" | "joint":
            return state.go(Place.HURT_KIND, session=session.but(hurt_where=verb))
    return state


SAME_WORDS = frozenset({"same", "usual"})


def said_hurt_where(state: State, said: Said, world: World) -> State | None:
    """Take the place in words; danger signs were raised before."""
    complaint = said.complaint
    known = state.episode.areas if state.episode else ()
    if is_newly_numb(complaint):
        return tap_hurt_where(state, "numb", "", world)
    if complaint.other_place == "chest":
        return tap_hurt_where(state, "chest", "", world)
    limb = complaint.other_place in ("leg", "arm_hand")
    if complaint.other_place is not None and not limb:
        return tap_hurt_where(state, "joint", "", world)
    if SAME_WORDS & set(said.text.casefold().split()):
        return tap_hurt_where(state, "same", "", world)
    if limb or complaint.radiates in (Radiation.LEG, Radiation.ARM):
        return tap_hurt_where(state, "spreads", "", world)
    if complaint.areas or complaint.back_unspecified:
        usual = complaint.back_unspecified or bool(set(complaint.areas) & set(known))
        return tap_hurt_where(state, "same" if usual else "joint", "", world)
    if complaint.command is Command.IT_HURTS:
        return state
    return None


def _hurt_outcome(state: State) -> State:
    session = state.session
    assert session is not None  # noqa: S101 - only in a session
    exercise = present_step(session).exercise
    hurt = StepSettled(session.number, session.index, exercise, StepOutcome.HURT.value)
    hurt_exercises = tuple(dict.fromkeys((*session.hurt_exercises, exercise)))
    return state.but(session=session.but(hurt_exercises=hurt_exercises)).record(hurt)


def draw_hurt_kind(state: State, world: World) -> Screen:
    """Ask what kind of pain it is."""
    say = world.say
    return _hurt_screen(
        state,
        world,
        say.hurt_kind,
        (say.hurt_pull, HurtKind.PULL.value),
        (say.hurt_sharp, HurtKind.SHARP.value),
        (say.hurt_rising, HurtKind.RISING.value),
    )


def tap_hurt_kind(state: State, verb: str, arg: str, world: World) -> State:
    """Keep the kind and ask how much."""
    if state.session is None or verb == "back":
        return onward(state, world)
    if verb not in ASKED_KINDS:
        return state
    return state.go(Place.HURT_RATE, session=state.session.but(hurt_kind=verb))


ASKED_KINDS = frozenset({HurtKind.PULL, HurtKind.SHARP, HurtKind.RISING})
PULL_WORDS = frozenset({"pull", "pulls", "pulling", "dull", "ache", "aches", "bit", "little"})
RISING_WORDS = frozenset({"strong", "stronger", "severe", "bad", "growing"})
SHARP_WORDS = frozenset({"sharp", "stabbing", "shooting", "burning", "electric"})


def said_hurt_kind(state: State, said: Said, world: World) -> State | None:
    """Take the kind in words. A number skips the question: unknown counts as sharp."""
    complaint = said.complaint
    if is_newly_numb(complaint):
        return tap_hurt_where(state, "numb", "", world)
    if complaint.number is not None:
        return take_hurt(state, complaint.number, world)
    words = set(said.text.casefold().replace(",", " ").split())
    if SHARP_WORDS & words:
        return tap_hurt_kind(state, HurtKind.SHARP, "", world)
    if complaint.change is Change.WORSE or RISING_WORDS & words:
        return tap_hurt_kind(state, HurtKind.RISING, "", world)
    if complaint.intensity is Intensity.MILD or PULL_WORDS & words:
        return tap_hurt_kind(state, HurtKind.PULL, "", world)
    return state if complaint.command is Command.IT_HURTS else None


def draw_hurt_rate(state: State, world: World) -> Screen:
    """Ask how strong it is now."""
    return Screen(
        f"<b>{world.say.hurt_rate}</b>\n{world.say.rate_anchors}",
        rows([button(state, str(n), "is", str(n)) for n in range(11)], 6),
        picture=step_film(state, world),
    )


def tap_hurt_rate(state: State, verb: str, arg: str, world: World) -> State:
    """Take the number."""
    return take_hurt(state, int(arg), world) if arg.isdecimal() and int(arg) <= 10 else state


def said_hurt_rate(state: State, said: Said, world: World) -> State | None:
    """Take the number in words."""
    number = said.complaint.number
    return None if number is None else take_hurt(state, number, world)


def take_hurt(state: State, now: int, world: World) -> State:
    """Decide by the pain rule: carry on, easier, or end (``bot.care.step``)."""
    session = state.session
    if session is None:
        return onward(state, world)
    since = session.too_much_since
    verdict = judge_hurt(
        session.plan.rating,
        now,
        HurtKind(session.hurt_kind or HurtKind.SHARP),
        world.content.thresholds,
        too_much_minutes=None if since is None else int((world.now - since).total_seconds() // 60),
    )
    session = session.but(worst=max(now, session.worst or 0))
    state = state.but(session=session).record(Rated(now, "hurt", session.number))
    match verdict:
        case HurtVerdict.CARRY_ON:
            session = session.but(too_much_since=None)
            return state.go(Place.PLAYER, session=session).say(AsideKind.CARRY_ON)
        case HurtVerdict.EASIER:
            state = state.but(session=session.but(too_much_since=since or world.now))
            return _easier_or_next(_hurt_outcome(state), world)
    if session.hurt_where is not None:  # said of this move, and not asked before it began
        state = _hurt_outcome(state)
    return to_rating(state.say(AsideKind.STOP_ADVICE), Ending.HURT)


def _easier_or_next(state: State, world: World) -> State:
    """Swap for something easier; without one, leave this exercise and go to the next."""
    eased = make_easier(state, world)
    if eased.asides and eased.asides[-1].kind is AsideKind.NO_EASIER:
        return settle_step(state, StepOutcome.HURT, world).say(AsideKind.LEFT_THIS_OUT)
    return eased


# ---------------------------------------------------------------- the end


def finish(state: State, after: int, world: World) -> State:
    """Close the session with the rating after; count it, remember how it went.

    Pain that is still too much is a reason to contact a clinician, and at 9 or 10 to rest.
    """
    session, limits = state.session, world.content.thresholds
    if session is None:
        return state.go(Place.HOME)
    before = session.plan.rating
    state = end_session(state, session.ending or Ending.FINISHED, world, after=after).but(
        wanted=Wanted(),
        last_change=(before, after),
        came_from=None,
    )
    if longest_minutes(after, limits) > 0:
        return offer_check(state, world).go(Place.SUMMARY)
    return state.go(Place.NO_SESSION, no_session=Reason.PAIN_NOW.value).say(
        AsideKind.CHANGED, "", before, after
    )


def draw_summary(state: State, world: World) -> Screen:
    """Say what changed, and offer a check-in if there is none; once, the support check."""
    say = world.say
    before, after = state.last_change or (0, 0)
    opening = say.well_stopped
    if state.last_ending is Ending.FINISHED:
        opening = say.well_done if after <= before else say.finished_worse
    text = f"{opening} {change_words(before, after, world)}"
    more: tuple[tuple[Button, ...], ...] = ()
    if state.support.offering:
        text += f"\n\n{say.support_offer}"
        more = ((button(state, say.support_offer_yes, "support"),),)
    if state.check_in.on:
        home = (button(state, say.home_button, "home"),)
        return Screen(f"{text}\n\n{say.see_you}", (*more, home))
    return Screen(
        f"{text}\n\n{say.offer_check_in}",
        (
            *more,
            (button(state, say.offer_yes, "yes"), button(state, say.offer_time, "time")),
            (button(state, say.offer_no, "no"),),
        ),
    )


def change_words(before: int, after: int, world: World) -> str:
    """Say how the pain changed over a session, and what to do when it is too much."""
    say, limits = world.say, world.content.thresholds
    counts = change_that_counts(before, after, limits).counts
    if after == before:
        return say.change_same.format(after=after) if after else say.change_none
    if after < before:
        words = say.change_better_counts if counts else say.change_better
    elif is_too_much(before, after, limits):
        words = say.change_too_much
    else:
        words = say.change_worse_counts if counts else say.change_worse
    return words.format(after=after, before=before, points=_points(abs(before - after), world))


def _points(points: int, world: World) -> str:
    numbers = world.say.numbers
    word = numbers[points] if points < len(numbers) else str(points)
    return world.say.one_point if points == 1 else world.say.some_points.format(number=word)
