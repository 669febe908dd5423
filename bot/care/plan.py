"""Which routine is right for this person today, and why?

The table is ``choose`` of the programme facts; the length gate, the leave-out tags and the
progression rules stand beside it. The words of every reason are the dialogue's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.care import progression
from bot.care.doses import gentlest, seconds_of
from bot.care.fitting import LeftOut, Shelf, fit_routine, lessen_doses, raise_doses
from bot.care.progression import Move, Outcome, Progress
from bot.care.tags import (
    ACUTE_SCIATICA,
    ACUTE_SEVERE_PAIN,
    BALANCE_POOR,
    CANNOT_GET_TO_FLOOR,
    NECK_ARM_SYMPTOMS,
    Tags,
    why_left_out,
)
from bot.care.triage import AgeBand, hardest_goal
from content.models import Exercise, Goal, Phase, Routine, RoutineStep, Thresholds, Urgency

# The areas that the table of the facts names.
LEG_PAIN = "sciatica"
WHOLE_BACK = "general"
NO_FLOOR = "desk"
WALKING = "aerobic"

CORE = "core"
ONE_EXERCISE = "ex_"  # a session of one exercise is called after it: ex_bird_dog

SHORTEST = 5
GENTLE_START_LONGEST = 10  # first session ever, a step down, a new start: ease 5 or 10
USUAL_LENGTH = 10
FEWEST_STEPS = 3
RISES = (Move.UP_DOSE, Move.UP_LENGTH, Move.UP_LEVEL)


class Reason(StrEnum):
    """Why a plan is as it is, or why there is none."""

    PAIN_NOW = "pain_now"
    FIRST_SESSION = "first_session"
    FIRST_DAYS = "first_days"
    LEG_PAIN = "leg_pain"
    AREA_UNCLEAR = "area_unclear"
    NO_FLOOR = "no_floor"
    SEE_DOCTOR_EASE = "see_doctor_ease"
    AWAY = "away"  # two weeks or more: starts at ease again
    MISSED_DAYS = "missed_days"
    LENGTH_GATE = "length_gate"
    CAUTIOUS_AGE = "cautious_age"  # 65 or over, or unsteady: hold a chair or rail
    PROGRESSED = "progressed"
    STEPPED_DOWN = "stepped_down"
    TAG_SWAPS = "tag_swaps"
    TOO_FEW_STEPS = "too_few_steps"
    NOT_TODAY = "not_today"  # no session: this one exercise is not for a day like this
    SUPPORT = "support"  # more was earned, but the support check holds it back
    HURT_BEFORE = "hurt_before"
    TOO_HARD_YET = "too_hard_yet"
    STANDING_SIGN = "standing_sign"  # no session: a clinician looks first


@dataclass(frozen=True, slots=True)
class Case:
    """A person today. Only ``rating``, 0 to 10, must be known.

    ``areas`` are those whose routines serve the places that hurt. ``area``, ``goal`` and
    ``minutes`` are what the person asks for (None: decide). ``tags`` are their leave-out tags,
    ``signs`` the danger signs that stand. ``history`` are the sessions of this episode, oldest
    first. ``days_since_last_session`` is None before the first one.
    ``wants_support`` says that the support check found more than exercises worth it: then nothing
    gets longer or harder by itself. That is a decision of this product; no source gives it.
    """

    rating: int
    areas: tuple[str, ...] = ()
    radiates_leg: bool = False
    radiates_arm: bool = False
    acute_first_days: bool = False
    leg_pain_first_two_weeks: bool = False
    sessions_finished: int = 0
    days_since_last_session: int | None = None
    tags: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    urgency: Urgency = Urgency.SELF_CARE
    area: str | None = None
    goal: Goal | None = None
    minutes: int | None = None
    no_floor: bool = False
    age_band: AgeBand = AgeBand.ADULT
    wants_support: bool = False
    history: tuple[Outcome, ...] = ()
    hurt_alone: tuple[str, ...] = ()  # exercises that hurt by themselves: spared in the next plan

    @property
    def leg_pain(self) -> bool:
        """True when pain goes down a leg."""
        return self.radiates_leg or LEG_PAIN in self.areas

    @property
    def first_session(self) -> bool:
        """True until one session was finished."""
        return not (self.sessions_finished or self.history)


@dataclass(frozen=True, slots=True)
class Plan:
    """The routine for now, fitted to the person. Its steps end within ``minutes``.

    ``dose_step`` goes into the session's ``Outcome``, so that the next plan knows it.
    """

    routine_id: str
    area: str
    goal: Goal
    minutes: int
    steps: tuple[RoutineStep, ...]
    reasons: tuple[Reason, ...]
    left_out: tuple[LeftOut, ...] = ()
    dose_step: int = 0


@dataclass(frozen=True, slots=True)
class NoSession:
    """No session now: pain at 9-10, a standing danger sign, or nothing left that is safe.

    ``because`` says why one exercise by itself is not for today.
    """

    reason: Reason
    because: Reason | None = None


def choose_plan(case: Case, shelf: Shelf) -> Plan | NoSession:
    """Choose the routine for a person today, with the reasons in the order to say them.

    No step of the plan carries a leave-out tag of the case, and its steps end within ``minutes``.
    """
    routines, thresholds = shelf.routines, shelf.thresholds
    hardest = hardest_goal(case.urgency, case.signs)
    if hardest is None or case.age_band == AgeBand.UNDER_18:
        return NoSession(Reason.STANDING_SIGN)
    if longest_minutes(case.rating, thresholds) == 0:
        return NoSession(Reason.PAIN_NOW)
    move = _move(case, thresholds)
    goal = _goal(case, move, hardest, thresholds)
    minutes = _minutes(case, move, thresholds)
    area = _area(case, routines)
    for routine, reason in _candidates(area, case.no_floor, goal, minutes, routines):
        plan = _fitted(routine, case, move, shelf)
        if len(plan.steps) >= FEWEST_STEPS:
            extra = (*_reasons(case, area, move, plan, thresholds), *((reason,) if reason else ()))
            return replace(plan, reasons=extra)
    return NoSession(Reason.TOO_FEW_STEPS)


def fitting_plans(case: Case, area: str, shelf: Shelf) -> tuple[Plan, ...]:
    """Every routine of an area that fits this person today, fitted: gentle and short ones first.

    Goals go up to the one that would be chosen, and one further once two sessions settled.
    """
    chosen = choose_plan(replace(case, area=None, goal=None, minutes=None), shelf)
    if isinstance(chosen, NoSession):
        return ()
    further = progression.last_two_settled(case.history)
    plans = []
    for goal in progression.GOALS[: _hardness(chosen.goal) + 1 + further]:
        for minutes in progression.LENGTHS:
            plan = choose_plan(replace(case, area=area, goal=goal, minutes=minutes), shelf)
            if isinstance(plan, Plan) and plan.routine_id == f"{area}_{goal}_{minutes}":
                plans.append(plan)
    return tuple(plans)


def offered_areas(case: Case, routines: Mapping[str, Routine]) -> tuple[str, ...]:
    """The areas whose routines may be looked through: the person's own first.

    Leg pain keeps to its own routines and to walking, as its safety questions go with them.
    """
    own = _area(replace(case, area=None), routines)
    more = (WALKING,) if case.leg_pain else (WHOLE_BACK, NO_FLOOR, CORE, WALKING)
    served = {routine.area for routine in routines.values()}
    places = (each for each in case.areas if each in served and not case.leg_pain)
    return tuple(dict.fromkeys((own, *places, *more)))


def choose_exercise(case: Case, exercise: Exercise, shelf: Shelf) -> Plan | NoSession:
    """One exercise by itself, because the person asked for it; or why it is not for today.

    Whoever is to be gentle (``_why_gentle``) gets only what is fit for sore days. Others get an
    exercise up to one level above the goal they have reached, above their own level at the
    lowest dose. It takes no longer than the length gate allows. One exercise is no routine: it
    counts neither as the first session nor for progression.
    """
    thresholds = shelf.thresholds
    hardest = hardest_goal(case.urgency, case.signs)
    if hardest is None or case.age_band == AgeBand.UNDER_18:
        return NoSession(Reason.STANDING_SIGN)
    longest = longest_minutes(case.rating, thresholds)
    if longest == 0:
        return NoSession(Reason.PAIN_NOW)
    tags = Tags.of(active_tags(case, thresholds))
    level = 1 + (_hardness(case.history[-1].goal) if case.history else 0)
    gentle = _why_gentle(case, hardest, thresholds)
    move = _move(case, thresholds)
    because = next(
        (
            reason
            for holds, reason in (
                (exercise.id in (*case.hurt_alone, *move.drop), Reason.HURT_BEFORE),
                (gentle is not None and not exercise.acute_ok, gentle),
                (exercise.level > level + 1, Reason.TOO_HARD_YET),
                (bool(why_left_out(exercise, tags, shelf.substitutions)), Reason.TAG_SWAPS),
            )
            if holds
        ),
        None,
    )
    lowest = gentlest(exercise)
    dose = lowest if gentle or exercise.level > level else exercise.dose
    if seconds_of(dose) > longest * 60:
        dose = lowest
    seconds = seconds_of(dose)
    if because is None and seconds > longest * 60:
        because = Reason.LENGTH_GATE
    if because is not None:
        return NoSession(Reason.NOT_TODAY, because)
    phase = Phase.AEROBIC if exercise.kind == "aerobic" else Phase.STRETCH
    step = RoutineStep(exercise=exercise.id, phase=phase, dose=dose, seconds=seconds)
    return Plan(
        routine_id=f"{ONE_EXERCISE}{exercise.id}",
        area=exercise.areas[0],
        goal=Goal.EASE if exercise.acute_ok else Goal.BUILD,
        minutes=max(1, round(seconds / 60)),
        steps=(step,),
        reasons=(),
    )


def _why_gentle(case: Case, hardest: Goal, thresholds: Thresholds) -> Reason | None:
    """Why a person does only what is fit for sore days, the most telling reason; None: need not.

    The same holds for a routine, which is then one of ease.
    """
    away = _move(case, thresholds).move in (Move.RESTART, Move.DOWN_LEVEL)
    reasons = (
        (case.rating > thresholds.low_start_up_to, Reason.PAIN_NOW),
        (case.acute_first_days, Reason.FIRST_DAYS),
        (case.leg_pain and case.leg_pain_first_two_weeks, Reason.LEG_PAIN),
        (hardest is Goal.EASE or case.goal is Goal.EASE, Reason.SEE_DOCTOR_EASE),
        (_is_cautious(case), Reason.CAUTIOUS_AGE),
        (case.first_session, Reason.FIRST_SESSION),
        (away, Reason.AWAY),
    )
    return next((reason for holds, reason in reasons if holds), None)


def longest_minutes(rating: int, thresholds: Thresholds) -> int:
    """The length gate: the longest session a rating allows, in minutes; 0 means none."""
    allowed = (minutes for highest, minutes in thresholds.length_gate if rating <= highest)
    return next(allowed, 0)


def active_tags(case: Case, thresholds: Thresholds) -> frozenset[str]:
    """The leave-out tags of a person today: their own, and those that follow from the case."""
    strong = case.rating >= thresholds.acute_severe_rating
    follows = (
        (strong or case.acute_first_days, ACUTE_SEVERE_PAIN),
        (case.leg_pain and (strong or case.leg_pain_first_two_weeks), ACUTE_SCIATICA),
        (case.no_floor, CANNOT_GET_TO_FLOOR),
        (case.radiates_arm, NECK_ARM_SYMPTOMS),
    )
    return case.tags | {tag for holds, tag in follows if holds}


def _move(case: Case, thresholds: Thresholds) -> Progress:
    """What the history asks for; nothing gets more on a day above 3, or by itself with support."""
    move = progression.progress(case.history, case.days_since_last_session)
    too_sore = case.rating > thresholds.low_start_up_to
    if move.move in RISES and (too_sore or case.wants_support):
        return progression.HOLDING
    return move


def _held_for_support(case: Case, thresholds: Thresholds) -> bool:
    """True when only the support check keeps a plan that was not asked for from getting more."""
    earned = _move(replace(case, wants_support=False), thresholds).move in RISES
    asked = case.minutes is not None or case.goal is not None
    return case.wants_support and earned and not asked


def _is_acute(case: Case, thresholds: Thresholds) -> bool:
    """Pain at 7-8, or the first days of a sudden episode: ease 5, no build or keep."""
    return case.acute_first_days or case.rating >= thresholds.acute_severe_rating


def _is_cautious(case: Case) -> bool:
    """65 or over, or unsteady: ease with chair support."""
    return case.age_band in (AgeBand.OVER_65, AgeBand.OVER_70) or BALANCE_POOR in case.tags


def _goal(case: Case, move: Progress, hardest: Goal, thresholds: Thresholds) -> Goal:
    """The goal asked for or reached, and never a harder one than today allows."""
    wanted = case.goal
    if wanted is None:
        wanted = case.history[-1].goal if case.history else Goal.EASE
        if move.move == Move.UP_LEVEL and not _is_cautious(case):
            wanted = progression.next_goal(wanted)
    return min(wanted, hardest, _hardest_today(case, move, thresholds), key=_hardness)


def _hardest_today(case: Case, move: Progress, thresholds: Thresholds) -> Goal:
    """Ease at first, when sore, new or after a break; at 4-6 build once two sessions settled."""
    only_ease = (
        case.first_session,
        _is_acute(case, thresholds),
        case.leg_pain and case.leg_pain_first_two_weeks,
        move.move in (Move.RESTART, Move.DOWN_LEVEL),
    )
    if any(only_ease):
        return Goal.EASE
    if case.rating <= thresholds.low_start_up_to:
        return Goal.KEEP
    return Goal.BUILD if progression.last_two_settled(case.history) else Goal.EASE


def _hardness(goal: Goal) -> int:
    return progression.GOALS.index(goal)


def _minutes(case: Case, move: Progress, thresholds: Thresholds) -> int:
    """The length asked for or reached, and never longer than today allows."""
    allowed = min(_wanted_minutes(case, move), _longest_today(case, move, thresholds))
    return max(length for length in progression.LENGTHS if length <= max(SHORTEST, allowed))


def _wanted_minutes(case: Case, move: Progress) -> int:
    """The length asked for; or 5 at first, then the one reached, one longer or one shorter."""
    if case.minutes is not None:
        return case.minutes
    if case.first_session or move.move == Move.RESTART:
        return SHORTEST
    reached = progression.usual_minutes(case.history) if case.history else USUAL_LENGTH
    if move.move == Move.UP_LEVEL:
        return min(reached, USUAL_LENGTH)
    return progression.next_length(reached, _LENGTH_STEPS.get(move.move, 0))


_LENGTH_STEPS = {Move.UP_LENGTH: 1, Move.DOWN_LENGTH: -1}


def _longest_today(case: Case, move: Progress, thresholds: Thresholds) -> int:
    limits = [longest_minutes(case.rating, thresholds)]
    if _is_acute(case, thresholds):
        limits.append(SHORTEST)
    if case.first_session or move.move in (Move.RESTART, Move.DOWN_LEVEL):
        limits.append(GENTLE_START_LONGEST)
    return min(limits)


def _candidates(
    area: str, no_floor: bool, goal: Goal, minutes: int, routines: Mapping[str, Routine]
) -> Iterator[tuple[Routine, Reason | None]]:
    """The routine to choose, then those to fall back on when too few steps are left."""
    first = _routine(area, goal, minutes, routines)
    if no_floor and (first is None or first.floor):
        first = _routine(NO_FLOOR, goal, minutes, routines)
    if first is not None:
        yield first, None
    for fallback, easier in (
        (WHOLE_BACK, goal),
        (WALKING, goal),
        (WHOLE_BACK, Goal.EASE),
        (WALKING, Goal.EASE),
        (NO_FLOOR, Goal.EASE),
    ):
        routine = _routine(fallback, easier, minutes, routines)
        if routine is not None:
            yield routine, Reason.TOO_FEW_STEPS


def _area(case: Case, routines: Mapping[str, Routine]) -> str:
    """Whose routines serve this person: leg pain first, the whole back when it is unclear."""
    if case.area is not None and not (case.leg_pain and case.area != WALKING):
        return case.area
    if case.leg_pain:
        return LEG_PAIN
    served = {routine.area for routine in routines.values()}.intersection(case.areas)
    return served.pop() if len(served) == 1 else WHOLE_BACK


def _routine(
    area: str, goal: Goal, minutes: int, routines: Mapping[str, Routine]
) -> Routine | None:
    """The routine of an area; where it has none to keep, the one to build."""
    own = routines.get(f"{area}_{goal}_{minutes}")
    if own is None and goal == Goal.KEEP:
        return routines.get(f"{area}_{Goal.BUILD}_{minutes}")
    return own


def _fitted(routine: Routine, case: Case, move: Progress, shelf: Shelf) -> Plan:
    """The routine without what this person is spared, at the doses they are at."""
    tags = active_tags(case, shelf.thresholds)
    drop = (*move.drop, *case.hurt_alone)
    steps, left_out = fit_routine(routine, tags, shelf, drop=drop)
    dose_step = _dose_step(case, move, routine.goal)
    if move.move == Move.DOWN_DOSE:
        steps = lessen_doses(steps, shelf.exercises)
    elif dose_step and case.rating <= shelf.thresholds.low_start_up_to:
        steps = raise_doses(steps, shelf.exercises, routine.minutes)
    return Plan(
        routine_id=routine.id,
        area=routine.area,
        goal=routine.goal,
        minutes=routine.minutes,
        steps=steps,
        reasons=(),
        left_out=left_out,
        dose_step=dose_step,
    )


def _dose_step(case: Case, move: Progress, goal: Goal) -> int:
    """A new level starts at the routine's own doses, and so does a step down."""
    same_level = bool(case.history) and case.history[-1].goal == goal
    back = (Move.DOWN_DOSE, Move.DOWN_LEVEL, Move.RESTART)
    if not same_level or (move.move in back and not move.missed):
        return 0
    if move.move == Move.UP_DOSE:
        return progression.MOST_DOSE_STEPS
    return case.history[-1].dose_step


def _reasons(
    case: Case, area: str, move: Progress, plan: Plan, thresholds: Thresholds
) -> tuple[Reason, ...]:
    """Everything that shaped the plan, in the order to say it."""
    down = move.move in (Move.DOWN_DOSE, Move.DOWN_LENGTH, Move.DOWN_LEVEL)
    gated = _wanted_minutes(case, move) > longest_minutes(case.rating, thresholds)
    rules = (
        (case.rating > thresholds.low_start_up_to, Reason.PAIN_NOW),
        (case.first_session, Reason.FIRST_SESSION),
        (case.acute_first_days, Reason.FIRST_DAYS),
        (case.leg_pain, Reason.LEG_PAIN),
        (_is_unclear(case, area), Reason.AREA_UNCLEAR),
        (case.no_floor, Reason.NO_FLOOR),
        (case.urgency == Urgency.SEE_DOCTOR, Reason.SEE_DOCTOR_EASE),
        (move.move == Move.RESTART, Reason.AWAY),
        (down and move.missed, Reason.MISSED_DAYS),
        (down and not move.missed, Reason.STEPPED_DOWN),
        (_went_up(case, move, plan), Reason.PROGRESSED),
        (_held_for_support(case, thresholds), Reason.SUPPORT),
        (gated, Reason.LENGTH_GATE),
        (_is_cautious(case), Reason.CAUTIOUS_AGE),
        (any(spared.tag for spared in plan.left_out), Reason.TAG_SWAPS),
    )
    return tuple(reason for holds, reason in rules if holds)


def _is_unclear(case: Case, area: str) -> bool:
    """True when the whole back was chosen for want of one exact place."""
    return area == WHOLE_BACK and case.area is None and case.areas != (WHOLE_BACK,)


def _went_up(case: Case, move: Progress, plan: Plan) -> bool:
    """True when the plan really is more than the last one, and by the rules' own choice."""
    if not case.history:
        return False
    last = case.history[-1]
    return (
        (move.move == Move.UP_LEVEL and _hardness(plan.goal) > _hardness(last.goal))
        or (move.move == Move.UP_LENGTH and plan.minutes > last.minutes)
        or (move.move == Move.UP_DOSE and plan.dose_step > last.dose_step)
    )
