"""Is a hurting move judged as the merged pain rule says?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.step import HurtKind, HurtVerdict, easier_of, is_too_much, judge_hurt
from bot.care.tags import Tags, why_left_out
from content.loader import load_content

CONTENT = load_content()
LIMITS = CONTENT.thresholds
ratings = st.integers(0, 10)


def judged(start: int, now: int, kind: HurtKind = HurtKind.PULL) -> HurtVerdict:
    return judge_hurt(start, now, kind, LIMITS)


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_after_a_low_start_a_mild_pull_goes_on_and_4_is_too_much(start: int) -> None:
    assert judged(start, 3) == HurtVerdict.CARRY_ON
    assert judged(start, 4) == HurtVerdict.EASIER


@pytest.mark.parametrize("start", [4, 5, 6])
def test_after_a_higher_start_the_rise_decides(start: int) -> None:
    assert judged(start, start + 1) == HurtVerdict.CARRY_ON
    assert judged(start, start + 2) == HurtVerdict.EASIER
    assert judged(start, start + 3) == HurtVerdict.END


@pytest.mark.parametrize("kind", [HurtKind.SHARP, HurtKind.RISING])
def test_a_sharp_or_rising_pain_stops_the_move_even_when_it_is_small(kind: HurtKind) -> None:
    assert judged(2, 2, kind) == HurtVerdict.EASIER


def test_a_pain_that_spreads_ends_the_session() -> None:
    assert judged(3, 1, HurtKind.SPREADING) == HurtVerdict.END


@pytest.mark.parametrize("kind", [HurtKind.NUMB_OR_WEAK, HurtKind.CHEST_OR_FAINT])
def test_a_danger_sign_goes_to_the_danger_questions(kind: HurtKind) -> None:
    assert judged(3, 0, kind) == HurtVerdict.DANGER


def test_still_too_much_after_15_minutes_ends_the_session() -> None:
    early = judge_hurt(2, 4, HurtKind.PULL, LIMITS, too_much_minutes=14)
    late = judge_hurt(2, 4, HurtKind.PULL, LIMITS, too_much_minutes=15)
    settled = judge_hurt(2, 3, HurtKind.PULL, LIMITS, too_much_minutes=40)
    assert (early, late) == (HurtVerdict.EASIER, HurtVerdict.END)
    assert settled == HurtVerdict.CARRY_ON


@pytest.mark.parametrize("now", [9, 10])
def test_a_pain_of_9_or_10_ends_the_session_from_any_start(now: int) -> None:
    assert judged(0, now) == judged(8, now) == HurtVerdict.END


@given(ratings, ratings, st.sampled_from(HurtKind))
def test_a_stronger_pain_is_never_judged_milder(start: int, now: int, kind: HurtKind) -> None:
    order = list(HurtVerdict)
    stronger = min(now + 1, 10)
    assert order.index(judged(start, stronger, kind)) >= order.index(judged(start, now, kind))


@given(ratings, ratings)
def test_carrying_on_is_never_advised_while_it_is_too_much(start: int, now: int) -> None:
    if is_too_much(start, now, LIMITS):
        assert judged(start, now) != HurtVerdict.CARRY_ON


def easier(exercise: str, *tags: str, gentle: bool = False) -> str | None:
    return easier_of(
        exercise,
        CONTENT.exercises,
        tags,
        CONTENT.substitutions,
        gentle=gentle,
    )


def test_the_regression_of_an_exercise_is_offered_first() -> None:
    assert easier("bird_dog") == "bird_dog_leg"
    assert easier("plank_forearm") == "plank_knees"


def test_a_regression_that_the_person_is_spared_is_not_offered() -> None:
    assert easier("bird_dog", "wrist_trouble") == "glute_bridge"


def test_on_a_sore_day_only_what_is_fit_for_it_is_offered() -> None:
    assert easier("plank_knees", gentle=True) == "abdominal_brace"


def test_an_exercise_already_in_the_session_is_not_offered_again() -> None:
    offered = easier_of(
        "plank_knees", CONTENT.exercises, (), CONTENT.substitutions, taken=["abdominal_brace"]
    )
    assert offered == "bird_dog_leg"


def test_an_exercise_with_nothing_easier_has_none() -> None:
    assert easier("diaphragmatic_breathing") is None


@given(
    st.sampled_from(sorted(CONTENT.exercises)),
    st.frozensets(st.sampled_from(sorted(CONTENT.tags))),
)
def test_the_easier_exercise_never_carries_a_tag_of_the_person(
    exercise: str, tags: frozenset[str]
) -> None:
    offered = easier(exercise, *tags)
    if offered is not None:
        spared = why_left_out(CONTENT.exercises[offered], Tags.of(tags), CONTENT.substitutions)
        assert offered != exercise
        assert not spared
