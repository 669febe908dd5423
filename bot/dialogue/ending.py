"""How does a session end, and what is remembered of it for the next plan?"""

from bot.care.progression import Outcome
from bot.dialogue.state import Ending, Session, State, StepOutcome
from bot.dialogue.world import World, today
from bot.storage.records import SessionEnded

KEPT_OUTCOMES = 12


def end_session(state: State, ending: Ending, world: World, *, after: int | None = None) -> State:
    """Close the session under way, if there is one; ``after`` is the rating at its end.

    Without that rating a session is remembered for the next plan when something hurt in it.
    One exercise by itself counts for no plan, but what hurt in it is spared next time.
    """
    session, episode = state.session, state.episode
    if session is None:
        return state
    if episode is not None and session.plan.one_exercise:
        hurt = (*episode.hurt_alone, *session.hurt_exercises)
        episode = episode.but(hurt_alone=tuple(dict.fromkeys(hurt)))
    elif episode is not None:
        outcomes = episode.outcomes
        if after is not None or session.hurt_exercises:
            episode = episode.but(hurt_alone=())
            outcomes = (*outcomes, _outcome(state, session, after, world))[-KEPT_OUTCOMES:]
        finished = episode.sessions_finished + (ending is Ending.FINISHED)
        episode = episode.but(outcomes=outcomes, sessions_finished=finished)
    ended = SessionEnded(session.number, ending.value)
    return state.but(session=None, episode=episode, last_ending=ending).record(ended)


def _outcome(state: State, session: Session, after: int | None, world: World) -> Outcome:
    """Put down how a session went. Unrated pain counts as the last known, and as not settled."""
    plan = session.plan
    known = plan.rating if session.worst is None else session.worst
    done = sum(each is StepOutcome.DONE for each in session.outcomes)
    return Outcome(
        day=today(state, world),
        finished=done / len(plan.steps),
        before=plan.rating,
        after=known if after is None else after,
        minutes=plan.minutes,
        goal=plan.goal,
        during=session.worst,
        settled=False if after is None else None,
        dose_step=plan.dose_step,
        hurt=session.hurt_exercises,
    )
