"""Looking around outside a session: exercises, one page each, and what to go easy on."""

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process, utils

from bot.care.plan import LEG_PAIN, active_tags
from bot.care.tags import Tags, why_left_out
from bot.care.triage import AgeBand
from bot.dialogue.cards import step_picture
from bot.dialogue.events import Said
from bot.dialogue.onward import onward
from bot.dialogue.privacy import leave
from bot.dialogue.screen import Button, Screen
from bot.dialogue.session import case_of, dose_words, exercise_words
from bot.dialogue.state import AsideKind, Place, State
from bot.dialogue.world import World, button, esc, rows, source_names
from content.models import Avoid, Exercise
from intents.complaint import Answer, Command, Duration, Intent, Radiation

PAGE = 8
LISTS = frozenset({Place.EXERCISES, Place.EXERCISE, Place.AVOID})
LONGEST_NAME = 60  # characters of a message that can be the name of an exercise
NAME_LIKENESS, SURE_LIKENESS, SURE_LEAD = 72.0, 88.0, 6.0
MOST_FOUND = 6
BARE_WORDS = 3  # a place or a name in so few words is a wish to see it, not a complaint


def _came_from(state: State) -> Place | None:
    return state.came_from if state.place in LISTS else state.place


def open_menu(state: State) -> State:
    """Open the ways to look for exercises."""
    return _listing(state.but(came_from=_came_from(state)))


def open_list(
    state: State, world: World, areas: tuple[str, ...] = (), position: str | None = None
) -> State:
    """Open the exercises of a position or an area; without either the ways to look for them."""
    opened = open_menu(state)
    if position in world.content.messages.positions:
        return opened.but(list_position=position)
    return opened.but(list_area=areas[0]) if len(areas) == 1 else opened


def open_exercise(state: State, exercise: str) -> State:
    """Open one exercise's page."""
    came = _came_from(state)
    return state.go(Place.EXERCISE, came_from=came, list_exercise=exercise, list_more=False)


def _listing(state: State, **shown: object) -> State:
    fresh = {"list_area": None, "list_position": None, "list_found": (), "list_page": 0}
    return state.go(Place.EXERCISES, **{**fresh, **shown})


# ---------------------------------------------------------------- may this person do it?


def why_not(state: State, exercise: Exercise, world: World) -> tuple[str, ...]:
    """Return the leave-out tags that speak against an exercise for this person, whatever today."""
    return why_left_out(exercise, own_tags(state, world), world.content.substitutions)


def own_tags(state: State, world: World) -> Tags:
    """Return the leave-out tags of this person that do not depend on today's pain."""
    tags = frozenset(state.tags or ())
    if state.episode is not None:
        tags = active_tags(case_of(state, world, rating=0), world.content.thresholds)
    return Tags.of(tags)


def left_out_words(exercise: Exercise, tag: str, world: World) -> str:
    """Say that an exercise is left out for this person, and why."""
    why = world.content.tags[tag].means
    return world.say.not_for_you.format(name=esc(exercise.name), why=esc(why))


# ---------------------------------------------------------------- lists


def _listed(state: State, world: World) -> list[Exercise]:
    """Return what the open list shows, in the order of the content."""
    content = world.content
    if state.list_found:
        return [content.exercises[each] for each in state.list_found if each in content.exercises]
    return [
        each
        for each in content.exercises.values()
        if (
            state.list_area in each.areas
            or state.list_position in {content.positions[at] for at in each.positions}
        )
        and not why_not(state, each, world)
    ]


def draw_exercises(state: State, world: World) -> Screen:
    """Draw the ways to look for exercises, or a list a page at a time."""
    say = world.say
    if state.list_found:
        text = say.exercises_found
    elif state.list_area is not None:
        text = _list_head(world.content.areas[state.list_area].name, state, world)
    elif state.list_position is not None:
        text = _list_head(say.positions[state.list_position], state, world)
    else:
        return _draw_menu(state, world)
    last = (button(state, say.other_area, "areas"), button(state, say.back, "back"))
    listed = [(each.name, each.id) for each in _listed(state, world)]
    return Screen(text, (*_paged(state, listed, world), last))


def _list_head(what: str, state: State, world: World) -> str:
    return world.say.exercises.format(area=esc(what), count=len(_listed(state, world)))


def _draw_menu(state: State, world: World) -> Screen:
    say = world.say
    own = state.episode.areas if state.episode else ()
    ways = [button(state, label, "position", id_) for id_, label in say.positions.items()]
    areas = [
        button(state, area.name[:1].upper() + area.name[1:], "area", area.id)
        for area in sorted(world.content.areas.values(), key=lambda area: area.id not in own)
    ]
    back = (button(state, say.back, "back"),)
    return Screen(say.exercises_where, (*rows(areas, 2), *rows(ways, 2), back))


def _paged(
    state: State, listed: list[tuple[str, str]], world: World
) -> tuple[tuple[Button, ...], ...]:
    """Lay out one page of a list of (label, id), with the buttons to turn it."""
    start = state.list_page * PAGE
    shown = [(button(state, name, "open", id_),) for name, id_ in listed[start : start + PAGE]]
    turn = []
    if start:
        turn.append(button(state, world.say.page_before, "page", str(state.list_page - 1)))
    if start + PAGE < len(listed):
        turn.append(button(state, world.say.page_next, "page", str(state.list_page + 1)))
    return tuple(filter(None, (*shown, tuple(turn))))


def _turned(state: State, arg: str, count: int) -> State:
    return state.but(list_page=min(int(arg), max(0, (count - 1) // PAGE)))


def tap_exercises(state: State, verb: str, arg: str, world: World) -> State:
    """Open a page, turn a page, choose another way to look."""
    if verb == "open" and arg in world.content.exercises:
        return open_exercise(state, arg)
    if verb == "page" and arg.isdecimal():
        return _turned(state, arg, len(_listed(state, world)))
    if verb == "areas":
        return _listing(state)
    if verb == "area" and arg in world.content.areas:
        return _listing(state, list_area=arg)
    if verb == "position" and arg in world.say.positions:
        return _listing(state, list_position=arg)
    return leave(state, world)


def said_exercises(state: State, said: Said, world: World) -> State | None:
    """Take a place, a position or the name of an exercise, however it is spelled."""
    complaint, words = said.complaint, len(said.text.split())
    if said.declines:
        return leave(state, world)
    if complaint.intent in (Intent.DESCRIBE_PAIN, Intent.PAIN_UPDATE) and words > BARE_WORDS:
        return None
    short = len(said.text) <= LONGEST_NAME
    found = find_by_name(said.text, world.content.exercises) if short else ()
    named = found if len(found) == 1 else (complaint.exercise,)
    if named[0] is not None and complaint.avoid is None:
        return open_exercise(state, named[0])
    if complaint.position is not None:
        return open_list(state, world, position=complaint.position)
    says_else = (complaint.avoid, complaint.timing, complaint.social, complaint.number)
    browses = complaint.command in (None, Command.EXERCISES) and complaint.answer is None
    if not short or not browses or any(each is not None for each in says_else):
        return None
    if len(complaint.areas) == 1 and words <= BARE_WORDS and complaint.intensity is None:
        return open_list(state, world, complaint.areas)
    asks = complaint.topic is not None and words > BARE_WORDS
    if found and not asks:
        return _listing(state, list_found=found)
    return None if complaint.understood else open_menu(state).say(AsideKind.NO_SUCH_EXERCISE)


def find_by_name(text: str, exercises: Mapping[str, Exercise]) -> tuple[str, ...]:
    """Find exercises by a name with typos: one when it is clear, else the likeliest first.

    Empty when nothing is called anything like it.
    """
    names = [(name, each.id) for each in exercises.values() for name in _names(each)]
    scored = process.extract(
        text,
        [name for name, _ in names],
        scorer=_likeness,
        processor=utils.default_process,
        score_cutoff=NAME_LIKENESS,
        limit=3 * MOST_FOUND,
    )
    best: dict[str, float] = {}
    for _, score, place in scored:
        best.setdefault(names[place][1], score)
    ranked = sorted(best.items(), key=lambda item: -item[1])
    lead = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 100.0
    if ranked and ranked[0][1] >= SURE_LIKENESS and lead >= SURE_LEAD:
        return (ranked[0][0],)
    return tuple(id_ for id_, _ in ranked[:MOST_FOUND])


def _likeness(said: str, name: str, *, score_cutoff: float | None = None) -> float:
    """Compare whole names, in any order of words; a word that is missing costs a little."""
    whole = max(fuzz.ratio(said, name), fuzz.token_sort_ratio(said, name))
    part = 0.93 * fuzz.token_set_ratio(said, name) if len(said) >= 4 else 0.0
    return max(whole, part)


def _names(exercise: Exercise) -> tuple[str, ...]:
    return (exercise.name, *exercise.other_names)


# ---------------------------------------------------------------- one exercise


def draw_exercise(state: State, world: World) -> Screen:
    """Show one exercise: how it goes, and on the other side what is good to know."""
    say = world.say
    exercise = world.content.exercises[state.list_exercise or ""]
    back = button(state, say.back, "back")
    last = (button(state, say.all_exercises, "list"), back) if state.consented else (back,)
    out = why_not(state, exercise, world)
    if out:
        return Screen(left_out_words(exercise, out[0], world), (last,))
    other = button(state, say.how_it_goes if state.list_more else say.good_to_know, "more")
    links = [
        button(state, prefix.format(name=world.content.exercises[each].name), "open", each)
        for prefix, ids in ((say.easier_is, exercise.easier[:2]), (say.harder_is, exercise.harder))
        for each in ids[:2]
        if not why_not(state, world.content.exercises[each], world)
    ]
    text = _about(exercise, world) if state.list_more else how_it_goes(exercise, world)
    if not state.consented:
        text += f"\n\n<i>{say.linked}</i>"
    return Screen(
        text,
        ((button(state, say.do_it_now, "do"), other), *rows(links, 1), last),
        picture=step_picture(exercise),
    )


def how_it_goes(exercise: Exercise, world: World) -> str:
    """Say how an exercise goes: what it is for, how much, step by step, what to take care of."""
    return "\n\n".join(
        (
            f"<b>{esc(exercise.name)}</b>\n{esc(exercise.purpose)}",
            f"<b>{dose_words(exercise.dose, world)}</b>",
            exercise_words(exercise, world),
        )
    )


def _about(exercise: Exercise, world: World) -> str:
    """Say what is good to know: mistakes, who leaves it out, its sources, how to pass it on."""
    say = world.say
    lines = [f"<b>{esc(exercise.name)}</b>"]
    if exercise.other_names:
        lines.append(say.other_names.format(names=esc(", ".join(exercise.other_names))))
    lines.append(often_words(exercise, world))
    if exercise.mistakes:
        lines.append(say.watch_out.format(what=esc("; ".join(exercise.mistakes))))
    reasons = [world.content.tags[tag].means for tag in exercise.leave_out_if]
    if reasons:
        lines.append(say.leave_out.format(why=esc("; ".join(reasons))))
    sources = say.source.format(source=source_names(exercise.sources, world))
    unsure = f" {say.unconfirmed}" if exercise.unconfirmed else ""
    lines.append(f"<i>{esc(sources)}.{esc(unsure)}</i>")
    if world.bot_name:
        address = f"https://t.me/{world.bot_name}?start=ex_{exercise.id}"
        lines.append(f'<a href="{address}">{say.share}</a>')
    return "\n\n".join(lines)


def often_words(exercise: Exercise, world: World) -> str:
    """Say how often an exercise is usually done at most: "Up to twice a day, every day"."""
    say, most = world.say, exercise.times_per_day[1]
    times = say.once_a_day if most == 1 else say.some_times_a_day.format(count=most)
    week = exercise.days_per_week
    days = say.every_day if week == 7 else say.some_days_a_week.format(count=week)
    return say.how_often.format(times=times, days=days)


def tap_exercise(state: State, verb: str, arg: str, world: World) -> State:
    """Do it, turn the page over, open a link, the list, or lead back."""
    if verb == "open" and arg in world.content.exercises:
        return open_exercise(state, arg)
    if verb == "more":
        return state.but(list_more=not state.list_more)
    if verb == "do":
        return do_exercise(state, state.list_exercise or "", world)
    if verb == "list":
        found = state.list_area or state.list_position or state.list_found
        return state.go(Place.EXERCISES) if found else open_menu(state)
    return leave(state, world)


START_WORDS = (Command.START, Command.RESUME)


def said_exercise(state: State, said: Said, world: World) -> State | None:
    """Take "start", "easier", "harder" and "back" in words; a name opens that page."""
    complaint = said.complaint
    exercise = world.content.exercises[state.list_exercise or ""]
    if complaint.answer is Answer.YES or complaint.command in START_WORDS:
        return do_exercise(state, exercise.id, world)
    for command, links in (
        (Command.EASIER, exercise.easier),
        (Command.HARDER, exercise.harder),
    ):
        if complaint.command is command and links:
            return open_exercise(state, links[0])
    return said_exercises(state, said, world) if state.consented else None


def do_exercise(state: State, exercise: str, world: World) -> State:
    """Lead to a session of one exercise, through every question that comes before one."""
    return onward(state.but(wanted_exercise=exercise, came_from=None), world)


# ---------------------------------------------------------------- what to go easy on


def open_avoid(state: State, item: str | None = None) -> State:
    """Open the avoid list, or one movement of it."""
    return state.go(Place.AVOID, came_from=_came_from(state), list_avoid=item, list_page=0)


def _by_concern(state: State, world: World) -> list[Avoid]:
    """Return the avoid list with what matters most for this person first."""
    own = _groups(state, world)
    listed: Iterable[Avoid] = world.content.avoid.values()
    return sorted(listed, key=lambda each: own.isdisjoint(each.matters_for))


def _groups(state: State, world: World) -> set[str]:
    """Return the groups of the avoid list that a person belongs to, as far as it is known."""
    episode, tags = state.episode, own_tags(state, world).every
    groups = {*tags}
    if state.age in (AgeBand.OVER_65, AgeBand.OVER_70):
        groups.add("age_over_65")
    if episode is None:
        return groups
    groups.update(episode.areas)
    new = episode.first_days or episode.duration in (None, Duration.ACUTE)
    strong = (state.today_rating or 0) >= world.content.thresholds.acute_severe_rating
    where = set(episode.areas)
    for holds, group in (
        (episode.radiates is Radiation.LEG, LEG_PAIN),
        ("lower_back" in where, "any_low_back_pain"),
        ("lower_back" in where and new, "acute_low_back_pain"),
        ("neck" in where, "neck_pain"),
        (episode.first_days or strong, "acute_pain"),
    ):
        if holds:
            groups.add(group)
    return groups


def draw_avoid(state: State, world: World) -> Screen:
    """Draw the avoid list, or one movement with what to do instead."""
    say = world.say
    item = world.content.avoid.get(state.list_avoid or "")
    if item is None:
        listed = [(each.name, each.id) for each in _by_concern(state, world)]
        back = (button(state, say.back, "back"),)
        return Screen(say.avoid_list, (*_paged(state, listed, world), back))
    instead = [
        button(state, say.avoid_open.format(name=world.content.exercises[each].name), "do", each)
        for each in _instead(item, state, world)
    ]
    last = (button(state, say.avoid_all, "list"), button(state, say.back, "back"))
    return Screen(avoid_words(item, state, world), (*rows(instead, 1), last))


def _instead(item: Avoid, state: State, world: World) -> list[str]:
    """Return the safer exercises that suit this person."""
    exercises = world.content.exercises
    return [each for each in item.instead if not why_not(state, exercises[each], world)]


def avoid_words(item: Avoid, state: State, world: World) -> str:
    """Say what speaks against a movement, when it is fine again, and what to do instead."""
    say = world.say
    lines = [f"<b>{esc(item.name)}</b>\n{esc(item.short)}", esc(item.why)]
    if item.again:
        lines.append(say.avoid_again.format(again=esc(item.again)))
    if item.note:
        lines.append(esc(item.note))
    who = [say.groups[group] for group in item.matters_for]
    lines.append(say.avoid_matters.format(who=esc(", ".join(who))))
    names = [world.content.exercises[each].name for each in _instead(item, state, world)]
    if names:
        lines.append(say.avoid_instead.format(names=esc(", ".join(names))))
    sources = say.source.format(source=source_names(item.sources[:3], world))
    unsure = f". {say.unconfirmed}" if item.unconfirmed else ""
    lines.append(f"<i>{esc(sources)}{esc(unsure)}</i>")
    return "\n\n".join(lines)


def tap_avoid(state: State, verb: str, arg: str, world: World) -> State:
    """Open a movement, one of the exercises to do instead, turn a page, or lead back."""
    if verb == "open" and arg in world.content.avoid:
        return state.but(list_avoid=arg)
    if verb == "do" and arg in world.content.exercises:
        return open_exercise(state, arg)
    if verb == "page" and arg.isdecimal():
        return _turned(state, arg, len(world.content.avoid))
    if verb == "list":
        return state.but(list_avoid=None)
    return leave(state, world)


def said_avoid(state: State, said: Said, world: World) -> State | None:
    """Take the name of a movement, or "back"."""
    if said.complaint.avoid is not None:
        return state.but(list_avoid=said.complaint.avoid)
    return leave(state, world) if said.declines else None
