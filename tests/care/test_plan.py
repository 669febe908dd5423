"""Is the routine right for the person today, and is every reason said?"""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.doses import seconds_of, total_seconds
from bot.care.fitting import LeftOut
from bot.care.plan import (
    Case,
    NoSession,
    Plan,
    Reason,
    active_tags,
    choose_plan,
    longest_minutes,
)
from bot.care.progression import Outcome
from bot.care.tags import Tags, why_left_out, with_implied
from bot.care.triage import AgeBand
from content.loader import load_content
from content.models import Goal, Phase, Urgency

CONTENT = load_content()
DAY_ONE = date(2025, 3, 3)


def choose(case: Case) -> Plan | NoSession:
    return choose_plan(case, CONTENT)


def plan_for(**known: Any) -> Plan:
    """The plan of somebody with a few sessions behind them and lower-back pain at 2."""
    usual: dict[str, Any] = {"rating": 2, "areas": ("lower_back",), "sessions_finished": 4}
    chosen = choose(Case(**(usual | known)))
    assert isinstance(chosen, Plan)
    return chosen


def history(count: int = 4, every: int = 2, **changes: Any) -> tuple[Outcome, ...]:
    """Good sessions, one every few days."""
    known: dict[str, Any] = {
        "finished": 1.0,
        "before": 2,
        "after": 1,
        "minutes": 10,
        "goal": Goal.EASE,
    }
    days = (DAY_ONE + timedelta(days=every * index) for index in range(count))
    return tuple(Outcome(day=day, **(known | changes)) for day in days)


# ------------------------------------------------------------- whether at all


@pytest.mark.parametrize("rating", [9, 10])
def test_pain_at_9_or_10_gets_no_session(rating: int) -> None:
    assert choose(Case(rating=rating)) == NoSession(Reason.PAIN_NOW)


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
def test_a_standing_urgent_or_emergency_sign_gets_no_session(urgency: Urgency) -> None:
    assert choose(Case(rating=2, urgency=urgency)) == NoSession(Reason.STANDING_SIGN)


def test_somebody_under_18_gets_no_session() -> None:
    assert choose(Case(rating=2, age_band=AgeBand.UNDER_18)) == NoSession(Reason.STANDING_SIGN)


def test_a_sign_that_says_wait_gets_no_session() -> None:
    case = Case(rating=2, urgency=Urgency.SEE_DOCTOR, signs=frozenset({"cancer_history"}))
    assert choose(case) == NoSession(Reason.STANDING_SIGN)


# --------------------------------------------------------------------- length


@pytest.mark.parametrize(
    ("rating", "longest"), [(0, 29), (3, 29), (4, 10), (6, 10), (7, 5), (8, 5), (9, 0), (10, 0)]
)
def test_the_length_gate(rating: int, longest: int) -> None:
    assert longest_minutes(rating, CONTENT.thresholds) == longest


def test_a_wish_beyond_the_gate_is_shortened_and_the_reason_said() -> None:
    plan = plan_for(rating=5, minutes=29)
    assert plan.minutes == 10
    assert Reason.LENGTH_GATE in plan.reasons
    assert Reason.LENGTH_GATE not in plan_for(rating=3, minutes=29).reasons


def test_the_usual_length_is_10_and_a_wish_is_kept() -> None:
    assert plan_for().minutes == 10
    assert plan_for(minutes=5).minutes == 5
    assert plan_for(minutes=29).minutes == 29


def test_the_first_session_is_ease_and_short_whatever_the_score() -> None:
    plan = plan_for(sessions_finished=0, rating=1, goal=Goal.KEEP)
    assert (plan.goal, plan.minutes) == (Goal.EASE, 5)
    assert Reason.FIRST_SESSION in plan.reasons
    assert plan_for(sessions_finished=0, minutes=29).minutes == 10


# ----------------------------------------------------------------------- goal


@pytest.mark.parametrize("case", [{"rating": 7}, {"rating": 8}, {"acute_first_days": True}])
def test_strong_pain_or_the_first_days_get_ease_5_fit_for_it(case: dict[str, Any]) -> None:
    plan = plan_for(**case, goal=Goal.BUILD, minutes=29)
    assert (plan.goal, plan.minutes) == (Goal.EASE, 5)
    assert all(CONTENT.exercises[step.exercise].acute_ok for step in plan.steps)


def test_a_middling_day_builds_only_when_the_last_two_sessions_settled() -> None:
    settled = history(goal=Goal.BUILD, every=1)
    unsettled = history(goal=Goal.BUILD, every=1, settled=False, after=2)
    assert plan_for(rating=5, goal=Goal.BUILD, history=settled).goal == Goal.BUILD
    assert plan_for(rating=5, goal=Goal.BUILD, history=unsettled).goal == Goal.EASE
    assert plan_for(rating=5, goal=Goal.KEEP, history=settled).goal == Goal.BUILD


def test_a_calm_day_keeps_the_goal_reached_or_asked_for() -> None:
    assert plan_for(history=history(goal=Goal.BUILD)).goal == Goal.BUILD
    assert plan_for(goal=Goal.KEEP).goal == Goal.KEEP
    assert plan_for().goal == Goal.EASE


def test_a_see_a_doctor_sign_keeps_it_at_ease_and_says_so() -> None:
    plan = plan_for(urgency=Urgency.SEE_DOCTOR, goal=Goal.BUILD)
    assert plan.goal == Goal.EASE
    assert Reason.SEE_DOCTOR_EASE in plan.reasons


def test_at_65_or_unsteady_it_starts_at_ease_with_a_chair() -> None:
    for known in ({"age_band": AgeBand.OVER_65}, {"tags": frozenset({"balance_poor"})}):
        plan = plan_for(**known)
        assert plan.goal == Goal.EASE
        assert Reason.CAUTIOUS_AGE in plan.reasons
    assert Reason.CAUTIOUS_AGE not in plan_for().reasons


def test_an_area_without_a_keep_routine_keeps_with_its_build() -> None:
    plan = plan_for(areas=("neck",), goal=Goal.KEEP)
    assert (plan.area, plan.goal) == ("neck", Goal.BUILD)


# ----------------------------------------------------------------------- area


def test_leg_pain_gets_the_sciatica_routine_without_the_towel_stretch_at_first() -> None:
    plan = plan_for(radiates_leg=True, leg_pain_first_two_weeks=True, goal=Goal.BUILD, minutes=29)
    assert (plan.area, plan.goal) == ("sciatica", Goal.EASE)
    assert Reason.LEG_PAIN in plan.reasons
    assert "hamstring_towel" not in [step.exercise for step in plan.steps]


@pytest.mark.parametrize("areas", [(), ("neck", "lower_back")])
def test_no_or_several_areas_get_the_whole_back(areas: tuple[str, ...]) -> None:
    plan = plan_for(areas=areas)
    assert plan.area == "general"
    assert Reason.AREA_UNCLEAR in plan.reasons


def test_the_whole_back_asked_for_is_not_called_unclear() -> None:
    assert Reason.AREA_UNCLEAR not in plan_for(areas=("general",)).reasons
    assert Reason.AREA_UNCLEAR not in plan_for().reasons


def test_without_a_floor_it_is_the_desk_routine_or_one_that_needs_none() -> None:
    assert plan_for(no_floor=True).area == "desk"
    assert plan_for(no_floor=True, areas=("neck",)).area == "neck"
    assert Reason.NO_FLOOR in plan_for(no_floor=True).reasons


def test_the_opening_example_of_the_product() -> None:
    plan = plan_for(rating=6, radiates_leg=True, sessions_finished=0)
    assert plan.routine_id == "sciatica_ease_5"
    assert plan.reasons == (Reason.PAIN_NOW, Reason.FIRST_SESSION, Reason.LEG_PAIN)


# ---------------------------------------------------------------- progression


def test_a_raised_dose_adds_repetitions_within_the_clock() -> None:
    usual = plan_for(history=history(2, every=1), minutes=15)
    raised = plan_for(history=history(3, every=1, minutes=15), minutes=15)
    assert Reason.PROGRESSED in raised.reasons
    assert raised.dose_step == 1
    count = {step.exercise: step.dose.repetitions for step in usual.steps}
    strength = [step for step in raised.steps if step.phase == Phase.STRENGTH]
    assert any(step.dose.repetitions == count[step.exercise] + 1 for step in strength)
    assert total_seconds(raised.steps) <= 15 * 60


def test_a_week_at_a_length_makes_the_next_one_longer() -> None:
    plan = plan_for(history=history(5))
    assert plan.minutes == 15
    assert Reason.PROGRESSED in plan.reasons


def test_two_weeks_at_a_level_go_on_to_build_at_10_minutes() -> None:
    plan = plan_for(history=history(8, dose_step=1, minutes=15))
    assert (plan.goal, plan.minutes, plan.dose_step) == (Goal.BUILD, 10, 0)
    assert Reason.PROGRESSED in plan.reasons


def test_nothing_gets_more_on_a_day_above_3() -> None:
    plan = plan_for(rating=4, history=history(5))
    assert plan.minutes == 10
    assert Reason.PROGRESSED not in plan.reasons


@pytest.mark.parametrize(
    "earned",
    [
        {"history": history(5)},
        {"history": history(3, every=1, minutes=15)},
        {"history": history(8, dose_step=1, minutes=15)},
    ],
    ids=["longer", "more", "harder"],
)
def test_nothing_gets_more_by_itself_for_somebody_who_wants_support(earned: dict[str, Any]) -> None:
    last = earned["history"][-1]
    assert Reason.PROGRESSED in plan_for(**earned).reasons
    held = plan_for(**earned, wants_support=True)
    assert (held.goal, held.minutes, held.dose_step) == (last.goal, last.minutes, last.dose_step)
    assert Reason.PROGRESSED not in held.reasons
    assert Reason.SUPPORT in held.reasons


def test_somebody_who_wants_support_can_ask_for_longer_and_is_told_no_needless_reason() -> None:
    asked = plan_for(history=history(5), wants_support=True, minutes=29)
    assert asked.minutes == 29
    assert Reason.SUPPORT not in asked.reasons
    assert Reason.SUPPORT not in plan_for(history=history(2), wants_support=True).reasons
    assert Reason.SUPPORT not in plan_for(rating=5, history=history(5), wants_support=True).reasons


def test_support_holds_no_step_down_back() -> None:
    hurt = (*history(1, every=1), *history(1, after=6, hurt=("cat_cow",)))
    assert plan_for(history=hurt, wants_support=True) == plan_for(history=hurt)


def test_after_a_session_that_was_too_much_the_doses_are_cut_and_the_cause_dropped() -> None:
    usual = plan_for(minutes=10)
    hurt = (*history(1, every=1), *history(1, after=6, hurt=("cat_cow",)))
    less = plan_for(history=hurt, minutes=10)
    assert Reason.STEPPED_DOWN in less.reasons
    assert LeftOut("cat_cow", "") in less.left_out
    assert "cat_cow" not in [step.exercise for step in less.steps]
    assert total_seconds(less.steps) < total_seconds(usual.steps)


def test_two_weeks_away_start_at_ease_again() -> None:
    plan = plan_for(history=history(goal=Goal.BUILD), days_since_last_session=14)
    assert (plan.goal, plan.minutes) == (Goal.EASE, 5)
    assert Reason.AWAY in plan.reasons


def test_a_week_missed_is_one_length_shorter() -> None:
    plan = plan_for(history=history(), days_since_last_session=7)
    assert plan.minutes == 5
    assert Reason.MISSED_DAYS in plan.reasons


def test_a_few_days_missed_are_two_thirds_of_the_dose() -> None:
    usual = plan_for(history=history(2))
    less = plan_for(history=history(2), days_since_last_session=4)
    assert less.routine_id == usual.routine_id
    assert Reason.MISSED_DAYS in less.reasons
    assert total_seconds(less.steps) < total_seconds(usual.steps)


# ------------------------------------------------------------- leave-out tags


def test_a_substitute_takes_over_the_place_and_no_more_than_the_seconds() -> None:
    plan = plan_for(tags=frozenset({"rotation_hurts"}), minutes=10, areas=("mid_back",))
    assert LeftOut("seated_rotation", "rotation_hurts", "seated_cat_cow") in plan.left_out
    assert Reason.TAG_SWAPS in plan.reasons
    routine = CONTENT.routines[plan.routine_id]
    was = {step.exercise: step.seconds for step in routine.steps}
    now = {step.exercise: step.seconds for step in plan.steps}
    assert now["seated_cat_cow"] <= was["seated_rotation"]


def test_a_substitute_that_is_there_already_gives_its_seconds_to_the_walk_or_breathing() -> None:
    plan = plan_for(tags=frozenset({"rotation_hurts"}), minutes=5)
    assert LeftOut("knee_rolls", "rotation_hurts") in plan.left_out
    routine = CONTENT.routines[plan.routine_id]
    was = {step.exercise: step.seconds for step in routine.steps}
    now = {step.exercise: step.seconds for step in plan.steps}
    assert now["march_on_spot"] > was["march_on_spot"]


def test_any_pregnancy_tag_brings_the_pregnancy_swaps() -> None:
    for tag in ("pregnancy", "pregnancy_after_16w", "pregnancy_prone", "pregnancy_balance"):
        plan = plan_for(tags=frozenset({tag}), minutes=10)
        swaps = {out.exercise: out.substitute for out in plan.left_out}
        assert swaps["knee_rolls"] == "seated_rotation"
        assert swaps["pelvic_tilt"] == "seated_cat_cow"


def test_who_cannot_get_to_the_floor_is_given_the_chair_versions() -> None:
    plan = plan_for(tags=frozenset({"cannot_get_to_floor"}), minutes=10)
    positions = [CONTENT.exercises[step.exercise].positions for step in plan.steps]
    upright = {"standing", "standing_wall", "sitting", "lying"}
    assert all(upright.intersection(where) for where in positions)


def test_when_fewer_than_three_steps_are_left_another_routine_is_chosen_and_said() -> None:
    plan = plan_for(areas=("neck",), tags=frozenset({"neck_red_flags"}), minutes=5)
    assert plan.routine_id == "general_ease_5"
    assert Reason.TOO_FEW_STEPS in plan.reasons


def test_tags_that_bring_others_along() -> None:
    assert "flexion_hurts" in with_implied({"flexion_hurts_strong"})
    assert "extension_hurts" in with_implied({"spondylolisthesis_or_stenosis"})
    assert {"osteoporosis", "osteoporosis_end_range"} <= with_implied(
        {"vertebral_fracture_history"}
    )
    assert with_implied({"wrist_trouble"}) == {"wrist_trouble"}


def test_tags_that_follow_from_the_day() -> None:
    def tags(**known: Any) -> frozenset[str]:
        return active_tags(Case(**({"rating": 2} | known)), CONTENT.thresholds)

    assert tags() == frozenset()
    assert tags(rating=7) == {"acute_severe_pain"}
    assert tags(acute_first_days=True) == {"acute_severe_pain"}
    assert tags(radiates_leg=True) == frozenset()
    assert tags(radiates_leg=True, leg_pain_first_two_weeks=True) == {"acute_sciatica"}
    assert tags(radiates_leg=True, rating=8) == {"acute_severe_pain", "acute_sciatica"}
    assert tags(radiates_arm=True) == {"neck_arm_symptoms"}


# ------------------------------------------------------------------ always true

cases = st.builds(
    Case,
    rating=st.integers(0, 10),
    areas=st.lists(st.sampled_from(sorted(CONTENT.areas)), max_size=3).map(tuple),
    radiates_leg=st.booleans(),
    radiates_arm=st.booleans(),
    acute_first_days=st.booleans(),
    leg_pain_first_two_weeks=st.booleans(),
    sessions_finished=st.integers(0, 30),
    days_since_last_session=st.none() | st.integers(0, 40),
    tags=st.frozensets(st.sampled_from(sorted(CONTENT.tags)), max_size=8),
    urgency=st.sampled_from(Urgency),
    goal=st.none() | st.sampled_from(Goal),
    minutes=st.none() | st.integers(1, 60),
    no_floor=st.booleans(),
    age_band=st.sampled_from(AgeBand),
    history=st.builds(
        history,
        count=st.integers(0, 9),
        every=st.integers(1, 3),
        before=st.integers(0, 8),
        after=st.integers(0, 10),
        minutes=st.sampled_from([5, 10, 15, 29]),
        goal=st.sampled_from(Goal),
        dose_step=st.sampled_from([0, 1]),
    ),
)


@given(cases)
@settings(max_examples=300)
def test_no_plan_ever_holds_what_the_person_is_spared(case: Case) -> None:
    plan = choose(case)
    if isinstance(plan, Plan):
        tags = active_tags(case, CONTENT.thresholds)
        for step in plan.steps:
            exercise = CONTENT.exercises[step.exercise]
            assert not with_implied(tags).intersection(exercise.leave_out_if)
            assert not why_left_out(exercise, Tags.of(tags), CONTENT.substitutions)


@given(cases)
@settings(max_examples=300)
def test_every_plan_keeps_to_the_clock_and_the_dose_ranges(case: Case) -> None:
    plan = choose(case)
    if isinstance(plan, Plan):
        assert total_seconds(plan.steps) <= plan.minutes * 60
        assert plan.minutes <= longest_minutes(case.rating, CONTENT.thresholds)
        assert len(plan.steps) >= 3
        names = [step.exercise for step in plan.steps]
        assert len(set(names)) == len(names)
        for step in plan.steps:
            dose, limits = step.dose, CONTENT.exercises[step.exercise].dose_range
            assert step.seconds == seconds_of(dose)
            assert dose.sets <= limits.max_sets
            for value, allowed in (
                (dose.repetitions, limits.repetitions),
                (dose.hold_seconds, limits.hold_seconds),
                (dose.duration_seconds, limits.duration_seconds),
            ):
                assert allowed is None or allowed[0] <= value <= allowed[1]


@given(cases)
def test_an_ease_plan_holds_only_what_is_fit_for_sore_days(case: Case) -> None:
    plan = choose(case)
    if isinstance(plan, Plan) and plan.goal == Goal.EASE:
        assert all(CONTENT.exercises[step.exercise].acute_ok for step in plan.steps)


@given(cases)
def test_there_is_no_session_exactly_when_a_rule_says_so(case: Case) -> None:
    chosen = choose(case)
    stopped = case.urgency >= Urgency.URGENT or case.age_band == AgeBand.UNDER_18
    if stopped:
        assert chosen == NoSession(Reason.STANDING_SIGN)
    elif case.rating >= 9:
        assert chosen == NoSession(Reason.PAIN_NOW)
    elif isinstance(chosen, NoSession):
        assert chosen.reason == Reason.TOO_FEW_STEPS


@pytest.mark.parametrize("routine", sorted(CONTENT.routines))
def test_the_clock_of_the_care_rules_is_the_clock_of_the_routines(routine: str) -> None:
    steps = CONTENT.routines[routine].steps
    assert [seconds_of(step.dose) for step in steps] == [step.seconds for step in steps]
    assert total_seconds(steps) == CONTENT.routines[routine].total_seconds


@pytest.mark.parametrize("tag", sorted(CONTENT.tags))
def test_one_reason_alone_always_leaves_a_plan(tag: str) -> None:
    assert isinstance(choose(Case(rating=2, sessions_finished=4, tags=frozenset({tag}))), Plan)
