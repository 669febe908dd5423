"""Do replies always go first, and prompts only when there is room?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.budget import Budget


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_without_a_limit_nothing_waits() -> None:
    budget = Budget(0)
    for _ in range(1000):
        budget.take_reply()
        assert budget.try_prompt() == 0


def test_prompts_wait_for_what_replies_have_taken() -> None:
    clock = Clock()
    budget = Budget(10, clock=clock)
    for _ in range(7):
        budget.take_reply()
    assert budget.try_prompt() == pytest.approx(0.6)
    clock.now = 0.61
    assert budget.try_prompt() == 0


def test_a_flood_of_replies_holds_prompts_back_for_little_more_than_two_seconds() -> None:
    clock = Clock()
    budget = Budget(10, clock=clock)
    for _ in range(10_000):
        budget.take_reply()
    assert 2 <= budget.try_prompt() <= 2.2


@given(st.floats(0.5, 100), st.lists(st.tuples(st.floats(0, 0.5), st.booleans()), max_size=200))
def test_prompts_never_exceed_the_rate_by_more_than_the_burst(
    per_second: float, steps: list[tuple[float, bool]]
) -> None:
    clock = Clock()
    budget = Budget(per_second, clock=clock)
    prompts = 0
    for pause, is_reply in steps:
        clock.now += pause
        if is_reply:
            budget.take_reply()
        elif budget.try_prompt() == 0:
            prompts += 1
        assert prompts <= clock.now * per_second + max(1, per_second / 5) + 1e-6
