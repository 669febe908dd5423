"""When a move hurts: carry on, make it easier, or end the session?

The merged pain rule, from the exercise rules of the safety facts: any_hurt, fifteen_minutes,
traffic_light, relative_to_start and stop_now. Where sources differ the stricter one wins.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from bot.care.tags import Substitutions, Tags, substitutes, why_left_out
from content.models import Exercise, Thresholds


class HurtKind(StrEnum):
    """What the hurt is like, as asked by buttons."""

    PULL = "pull"  # a mild pull or ache
    SHARP = "sharp"
    RISING = "rising"
    SPREADING = "spreading"  # down a leg or arm
    NUMB_OR_WEAK = "numb_or_weak"  # new numbness or weakness
    CHEST_OR_FAINT = "chest_or_faint"  # chest pain, out of breath, faint


class HurtVerdict(StrEnum):
    """What happens next. ``DANGER`` ends everything and asks the danger questions."""

    CARRY_ON = "carry_on"
    EASIER = "easier"
    END = "end"
    DANGER = "danger"


def judge_hurt(
    start: int,
    now: int,
    kind: HurtKind,
    thresholds: Thresholds,
    *,
    too_much_minutes: int | None = None,
) -> HurtVerdict:
    """Judge a hurt against the rating before the session (``start``), both 0 to 10.

    ``too_much_minutes`` are the minutes since pain was first too much in this session, None
    when it was not so far. After an ``END`` the person is advised to contact a clinician.
    """
    if kind in (HurtKind.NUMB_OR_WEAK, HurtKind.CHEST_OR_FAINT):
        return HurtVerdict.DANGER
    if kind == HurtKind.SPREADING or _far_too_much(start, now, thresholds):
        return HurtVerdict.END
    if is_too_much(start, now, thresholds):
        waited = too_much_minutes is not None and too_much_minutes >= thresholds.resting_minutes
        return HurtVerdict.END if waited else HurtVerdict.EASIER
    if kind in (HurtKind.SHARP, HurtKind.RISING):
        return HurtVerdict.EASIER
    return HurtVerdict.CARRY_ON


def is_too_much(start: int, now: int, thresholds: Thresholds) -> bool:
    """4 or more after a start of 0-3; after a higher start, a rise of more than 1.

    At the end of a session this is also when a clinician is advised.
    """
    if start <= thresholds.low_start_up_to:
        return now >= thresholds.too_much_start_low
    return now - start > thresholds.carry_on_rise


def _far_too_much(start: int, now: int, thresholds: Thresholds) -> bool:
    """A rise of more than 2 after a start of 4 or more, or a pain that allows no session at all."""
    no_session = next((m for highest, m in thresholds.length_gate if now <= highest), 0) == 0
    high_start = start > thresholds.low_start_up_to
    return no_session or (high_start and now - start > thresholds.easier_rise)


def easier_of(
    exercise: str,
    exercises: Mapping[str, Exercise],
    tags: Collection[str],
    substitutions: Substitutions,
    *,
    gentle: bool = False,
    taken: Collection[str] = (),
) -> str | None:
    """The exercise to offer instead of one that hurts, or None when there is none.

    Its own regressions come first, then what the lists of substitutions put in its place; never
    one that the person's ``tags`` leave out. ``gentle`` asks for one that is fit for sore days,
    as every step of an ease session is; ``taken`` are exercises not to offer again.
    """
    own = Tags.of(tags)
    offered = substitutes(exercise, sorted(own.every), substitutions)
    for name in (*exercises[exercise].easier, *offered):
        other = exercises[name]
        fit = name not in taken and (other.acute_ok or not gentle)
        if fit and not why_left_out(other, own, substitutions):
            return name
    return None
