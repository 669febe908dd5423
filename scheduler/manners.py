"""How not to be a nuisance: when prompts get fewer, wait, or stop."""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from scheduler.recurrence import Occurrence, Rule, next_occurrence

PATIENCE = 3
"""How many prompts may go unanswered before each step down."""

_QUIET_FROM_HOUR, _QUIET_UNTIL_HOUR = 22, 6


class Pace(StrEnum):
    """How often a person is prompted, whatever they chose."""

    AS_CHOSEN = "as_chosen"
    WEEKLY = "weekly"
    ASKING = "asking"  # weekly, and this prompt asks, once, whether to stop
    SILENT = "silent"  # that, too, went unanswered: no prompt until the person writes


def pace_of(unanswered: int) -> Pace:
    """The pace after so many prompts in a row without an answer.

    Three: weekly. Three more: ask once whether to stop. That unanswered: silent. Anything the
    person writes or taps is an answer and sets the count to 0, which brings back what they chose.

    >>> [pace_of(unanswered).value for unanswered in (0, 2, 3, 5, 6, 7)]
    ['as_chosen', 'as_chosen', 'weekly', 'weekly', 'asking', 'silent']
    """
    if unanswered < PATIENCE:
        return Pace.AS_CHOSEN
    if unanswered < 2 * PATIENCE:
        return Pace.WEEKLY
    return Pace.ASKING if unanswered == 2 * PATIENCE else Pace.SILENT


def next_check_in(
    rule: Rule,
    unanswered: int,
    *,
    after: datetime,
    last_date: date | None = None,
    paused_until: date | None = None,
) -> Occurrence | None:
    """The next prompt, manners considered: None while silent, never twice for a date.

    ``last_date`` is the date of the last prompt. ``paused_until`` is the first date on which
    prompts may come again. Weekly counts from ``last_date``, on a weekday the person chose.
    """
    pace = pace_of(unanswered)
    if pace is Pace.SILENT:
        return None
    if pace is not Pace.AS_CHOSEN:
        rule = replace(rule, every_days=max(rule.every_days, 7))
    return next_occurrence(rule, after, last_date, not_before=paused_until)


def is_quiet(local: datetime) -> bool:
    """Whether a local time is in the quiet hours, 22:00 to 06:00: no prompt nobody chose."""
    return local.hour >= _QUIET_FROM_HOUR or local.hour < _QUIET_UNTIL_HOUR


def is_wanted(
    due_date: date, *, last_sent: date | None, last_session: date | None, last_rating: date | None
) -> bool:
    """Whether to prompt for a date: not twice, and not when something was done or rated that day.

    All dates are the person's own, in their zone.
    """
    return all(done is None or done < due_date for done in (last_sent, last_session, last_rating))
