"""What is said beside the main line: answers, advice, small talk. Then the way back."""

from bot.care.review import change_that_counts
from bot.dialogue.check_in import place_of, when_words
from bot.dialogue.intake import describe
from bot.dialogue.library import avoid_words, how_it_goes, left_out_words, why_not
from bot.dialogue.onward import must_rest
from bot.dialogue.session import change_words
from bot.dialogue.state import Aside, AsideKind, State
from bot.dialogue.support import support_line
from bot.dialogue.world import (
    World,
    advice_line,
    emergency_number,
    esc,
    join_words,
    local_time,
    source_line,
)
from content.models import Education, Urgency


def draw_asides(state: State, world: World) -> tuple[str, ...]:
    """Draw everything that is to be said before the screen, one message each."""
    texts = [draw_aside(aside, state, world) for aside in state.asides]
    return tuple(dict.fromkeys(text for text in texts if text))


def draw_aside(aside: Aside, state: State, world: World) -> str:
    """Draw one aside as Telegram HTML."""
    say = world.say
    match aside.kind:
        case AsideKind.ANSWER:
            item = world.content.education.get(aside.id)
            return answer_words(item, state, world) if item else say.no_topic
        case AsideKind.EXERCISE:
            exercise = world.content.exercises.get(aside.id)
            if exercise is None:
                return ""
            out = why_not(state, exercise, world)
            if out:
                return left_out_words(exercise, out[0], world)
            return how_it_goes(exercise, world)
        case AsideKind.NOT_TODAY:
            exercise = world.content.exercises.get(aside.id)
            if exercise is None:
                return ""
            lasting = why_not(state, exercise, world)  # its page says so itself
            why = say.reasons.get(aside.why, "").format(rating=aside.numbers[0])
            return "" if lasting else say.not_today.format(name=esc(exercise.name), why=why)
        case AsideKind.AVOID if aside.id:
            advised = world.content.avoid.get(aside.id)
            return avoid_words(advised, state, world) if advised else ""
        case AsideKind.SOCIAL:
            return say.social[aside.id]
        case AsideKind.NOT_BACK:
            place = say.other_places.get(aside.id)
            return say.not_back.format(place=place) if place else say.not_back_some
        case AsideKind.RATED:
            return say.rated.format(rating=aside.numbers[0])
        case AsideKind.CHANGED:
            return change_words(aside.numbers[0], aside.numbers[1], world)
        case AsideKind.SEE_DOCTOR:
            return see_doctor_words(aside.id, state, world)
        case AsideKind.SWAPPED:
            return say.swapped.format(name=esc(world.content.exercises[aside.id].name))
        case AsideKind.DAILY_FIRST:
            return say.daily_first.format(when=when_words(state.check_in, world))
        case AsideKind.CHECK_IN_SET:
            return check_in_words(state, world)
        case AsideKind.SNOOZED:
            return say.snoozed.format(time=span_words(aside.numbers[0], world))
        case AsideKind.NO_LIMIT:
            return say.no_longer.format(rating=aside.numbers[0])
        case AsideKind.PROGRESS:
            return progress_words(state, world)
        case AsideKind.SUMMARY:
            return summary_words(state, world)
        case AsideKind.STANDING:
            return say.standing
        case AsideKind.UPPER_BACK:
            return say.upper_back.format(advice=esc(advice_line(state, world)))
        case AsideKind.STOP_ADVICE:
            return say.stop_advice.format(advice=esc(advice_line(state, world)))
        case AsideKind.DIZZY_STOP:
            return say.dizzy_stop.format(advice=esc(advice_line(state, world)))
        case AsideKind.SPREAD_ADVICE:
            return say.spread_advice.format(advice=esc(advice_line(state, world)))
    return str(getattr(say, aside.kind.value))


def answer_words(item: Education, state: State, world: World) -> str:
    """Say an education answer: short first, then why, what to try, what to tell, the source.

    Moves to try are those that suit the person, and none while a danger sign stands. The signs
    that go with a question are named, so that whoever has one says so.
    """
    say, content = world.say, world.content
    lines = [f"<b>{esc(item.title)}</b>\n{esc(item.answer)}", esc(item.why)]
    moves = [content.exercises[each] for each in item.exercises]
    names = [move.name for move in moves if not why_not(state, move, world)]
    if names and not must_rest(state):
        lines.append(say.answer_moves.format(names=esc(", ".join(names))))
    signs = [content.red_flags[flag].label for flag in item.check_flags]
    if signs:
        lines.append(say.answer_signs.format(signs=esc("; ".join(signs))))
    lines.append(source_line(item.sources[:3], world, unconfirmed=item.unconfirmed))
    return "\n\n".join(lines)


def see_doctor_words(flag: str, state: State, world: World) -> str:
    """Say the advice of one see-a-doctor sign, calmly."""
    sign = world.content.red_flags[flag]
    action = sign.action.format(
        emergency=emergency_number(state, world), advice=advice_line(state, world)
    )
    return world.say.see_doctor.format(name=esc(sign.name), action=esc(action))


def span_words(minutes: int, world: World) -> str:
    """Say a span of time: "1 hour", "45 minutes"."""
    say = world.say
    hours = round(minutes / 60)
    if minutes % 60 and minutes < 120:
        return say.some_minutes.format(minutes=minutes)
    return say.one_hour if hours == 1 else say.some_hours.format(hours=hours)


def check_in_words(state: State, world: World) -> str:
    """Say a check-in that was set, with its zone."""
    view = state.check_in
    zone = view.zone or "UTC"
    return world.say.check_in_set.format(
        when=when_words(view, world), place=esc(place_of(zone)), now=local_time(world.now, zone)
    )


def progress_words(state: State, world: World) -> str:
    """Say how it has gone: sessions, first and last rating, whether the change counts."""
    say, episode = world.say, state.episode
    if episode is None or not episode.outcomes:
        return say.progress_none
    lines = [say.progress_sessions.format(count=len(episode.outcomes))]
    first, last = episode.first_rating, state.today_rating
    if first is not None and last is not None:
        change = change_that_counts(first, last, world.content.thresholds)
        lines.append(say.progress_rating.format(first=first, last=last))
        if change.counts and last < first:
            lines.append(say.progress_counts)
        elif change.counts:
            lines.append(say.progress_worse)
    for outcome in episode.outcomes[-5:]:
        lines.append(
            say.progress_line.format(
                day=f"{outcome.day:%d %b}",
                minutes=outcome.minutes,
                before=outcome.before,
                after=outcome.after,
            )
        )
    return "\n".join(lines)


def summary_words(state: State, world: World) -> str:
    """Say the episode in a form to show a clinician."""
    say, episode = world.say, state.episode
    if episode is None:
        return say.progress_none
    known = [world.content.red_flags[f] for f in episode.flags if f in world.content.red_flags]
    signs = [sign.name for sign in known if sign.urgency > Urgency.SELF_CARE]
    checked = support_line(state, world)
    return "\n".join(
        (
            f"<b>{say.summary_title}</b>",
            say.summary_where.format(what=describe(episode, world)),
            say.summary_signs.format(signs=join_words(map(esc, signs), say.and_) or say.none_said),
            *((checked,) if checked else ()),
            progress_words(state, world),
        )
    )
