"""Which fact is worth telling this person with today's check-in?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile

from bot.care.progression import COMFORTABLE_RATING, Outcome
from bot.care.review import RECOVERED_DAYS
from content.models import DailyFact, Goal, Stage

EVERYONE = "any"  # the area of a fact that is not about one area
FIRST_DAYS = 14
CALM_RATING = 1
_NEVER = datetime.min.replace(tzinfo=UTC)


def stage_of(
    started_at: datetime, rating: int | None, history: Sequence[Outcome], now: datetime
) -> Stage:
    """How far along a person is in the episode that began at ``started_at``.

    ``rating`` is the last one, 0 to 10; ``history`` the sessions of the episode, oldest first.
    Sore in the first 14 days, at 4 or more, and until a session above ease was done. Keeping
    once the sessions are for that, or after a week at 0 or 1. Else building.
    """
    if (now - started_at).days < FIRST_DAYS or (rating or 0) > COMFORTABLE_RATING:
        return Stage.SORE
    reached = history[-1].goal if history else Goal.EASE
    if reached is Goal.KEEP or _is_recovered(rating, history, now):
        return Stage.KEEPING
    return Stage.BUILDING if reached is Goal.BUILD else Stage.SORE


def _is_recovered(rating: int | None, history: Sequence[Outcome], now: datetime) -> bool:
    """At 0 or 1 now, and in every session for a week or longer."""
    calm = takewhile(lambda each: max(each.before, each.worst) <= CALM_RATING, reversed(history))
    days = [each.day for each in calm]
    if not days or (rating or 0) > CALM_RATING:
        return False
    return (now.date() - days[-1]).days >= RECOVERED_DAYS


def choose_fact(
    facts: Iterable[DailyFact], areas: Collection[str], stage: Stage, told: Mapping[str, datetime]
) -> DailyFact | None:
    """Choose the fact to tell now; None when none fits the areas and the stage.

    ``told`` says when a fact was last told, by id. A fact that was never told comes first: in
    the order given, those about the person's areas before those for everyone. Once all that
    fit have been told, the one told longest ago comes again. Same input, same answer.
    """
    own = frozenset(areas)
    wanted = own | {EVERYONE}
    fitting = [fact for fact in facts if stage in fact.stages and not wanted.isdisjoint(fact.areas)]
    return min(
        fitting,
        key=lambda fact: (told.get(fact.id, _NEVER), own.isdisjoint(fact.areas)),
        default=None,
    )
