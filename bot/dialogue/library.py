"""Looking around outside a session: exercises, one page each, and what to go easy on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from bot.care.plan import LEG_PAIN, active_tags
from bot.care.tags import Tags, why_left_out
from bot.care.triage import AgeBand
from bot.dialogue.cards import step_picture
from bot.dialogue.events import Said
from bot.dialogue.onward import back_to_session, onward, way_back
from bot.dialogue.privacy import leave
from bot.dialogue.screen import Button, Screen
from bot.dialogue.session import PREGNANCY_TAGS, case_of, dose_words, exercise_words, wish
from bot.dialogue.state import AsideKind, Place, State
from bot.dialogue.world import World, button, esc, rows, source_line
from content.models import Avoid, Exercise
from intents.complaint import Answer, Command, Duration, Intent, Radiation

PAGE = 8
LISTS = frozenset({Place.EXERCISES, Place.EXERCISE, Place.AVOID})
LONGEST_NAME = 60  # characters of a message that can be the name of an exercise
SHORTEST_NAME = 4  # letters of a name that counts in the middle of anything
SAME_LIKENESS, NAME_LIKENESS, PART_LIKENESS = 90.0, 78.0, 92.0  # of 100
MOST_FOUND = 6
PAIN_WORDS = frozenset({"hurt", "hurts", "hurting", "pain", "pains", "ache", "aches", "sore"})
NO_NAME = frozenset(
    {
        "a", "an", "the", "some", "any", "another", "other", "me", "my", "i", "show", "give",
        "want", "to", "do", "how", "please", "exercise", "exercises", "stretch", "stretches",
        "move", "moves", "on", "with", "of", "and", "for", "in", "it", "that", "this",
    }
)  # fmt: skip
"""Words that tell no exercise from another."""
NOT_THIS = frozenset(
    {"no", "not", "dont", "don't", "never", "skip", "without", "except", "cant", "can't", "cannot"}
)
BARE_WORDS = 3  # a place or a name in so few words is a wish to see it, not a complaint


def open_menu(state: State) -> State:
    """Open the ways to look for exercises."""
    return _listing(state.but(came_from=way_back(state)))


def open_list(
    state: State, world: World, areas: tuple[str, ...] = (), position: str | None = None
) -> State:
    """Open the exercises of a position or an area; without either the ways to look for them."""
    opened = open_menu(state)
    if position in world.content.messages.positions:
        return opened.but(list_position=position)
    return opened.but(list_area=areas[0]) if len(areas) == 1 else opened


def open_exercise(state: State, exercise: str) -> State:
    """Open one exercise's page; a list it was opened from stays behind it."""
    came = way_back(state)
    if state.place not in (Place.EXERCISES, Place.EXERCISE):
        state = _listing(state)
    return state.go(Place.EXERCISE, came_from=came, list_exercise=exercise, list_more=False)


def leave_unknown(state: State, world: World) -> State:
    """Lead away from a page of something that the content no longer has."""
    gone = state.place is Place.EXERCISE and state.list_exercise not in world.content.exercises
    return open_menu(state) if gone else state


def _listing(state: State, **shown: object) -> State:
    fresh = {"list_area": None, "list_position": None, "list_found": (), "list_page": 0}
    return state.go(Place.EXERCISES, **{**fresh, **shown})


# ---------------------------------------------------------------- may this person do it?


def why_not(state: State, exercise: Exercise, world: World) -> tuple[str, ...]:
    """Return the leave-out tags that speak against an exercise for this person, whatever today."""
    return why_left_out(exercise, own_tags(state, world), world.content.substitutions)


def own_tags(state: State, world: World) -> Tags:
    """Return the leave-out tags of this person that do not depend on today's pain."""
    tags = frozenset((*(state.tags or ()), *(PREGNANCY_TAGS if state.pregnant else ())))
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
    tags = own_tags(state, world)
    return [
        each
        for each in content.exercises.values()
        if (
            state.list_area in each.areas
            or state.list_position in {content.positions[at] for at in each.positions}
        )
        and not why_left_out(each, tags, content.substitutions)
    ]


def draw_exercises(state: State, world: World) -> Screen:
    """Draw the ways to look for exercises, or a list a page at a time."""
    say, areas = world.say, world.content.areas
    area, position = state.list_area or "", state.list_position or ""
    if area in areas:
        of = areas[area].name
    elif position in say.positions:
        of = say.positions[position]
    elif not state.list_found:
        return _draw_menu(state, world)
    listed = [(each.name, each.id) for each in _listed(state, world)]
    text = say.exercises_found
    if not state.list_found:
        head = say.exercises if listed else say.exercises_none
        text = head.format(area=esc(of), count=len(listed))
    last = (button(state, say.other_area, "areas"), button(state, say.back, "back"))
    return Screen(text, (*_paged(state, listed, state.list_page, world), last))


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
    state: State, listed: list[tuple[str, str]], page: int, world: World
) -> tuple[tuple[Button, ...], ...]:
    """Lay out one page of a list of (label, id), with the buttons to turn it."""
    page = _page(page, len(listed))
    start = page * PAGE
    shown = [(button(state, name, "open", id_),) for name, id_ in listed[start : start + PAGE]]
    turn = []
    if start:
        turn.append(button(state, world.say.page_before, "page", str(page - 1)))
    if start + PAGE < len(listed):
        turn.append(button(state, world.say.page_next, "page", str(page + 1)))
    return tuple(filter(None, (*shown, tuple(turn))))


def _page(page: int, count: int) -> int:
    """Return the page that is asked for, or the last one there is."""
    return min(page, max(0, (count - 1) // PAGE))


def tap_exercises(state: State, verb: str, arg: str, world: World) -> State:
    """Open a page, turn a page, choose another way to look."""
    if verb == "open" and arg in world.content.exercises:
        return open_exercise(state, arg)
    if verb == "page" and arg.isdecimal():
        return state.but(list_page=_page(int(arg), len(_listed(state, world))))
    if verb == "areas":
        return _listing(state)
    if verb == "area" and arg in world.content.areas:
        return _listing(state, list_area=arg)
    if verb == "position" and arg in world.say.positions:
        return _listing(state, list_position=arg)
    return leave(state, world)


def said_exercises(state: State, said: Said, world: World) -> State | None:
    """Take a place, a position or the name of an exercise, however it is spelled."""
    complaint, words = said.complaint, said.text.casefold().split()
    if said.declines:
        return leave(state, world)
    tells = complaint.intent in (Intent.DESCRIBE_PAIN, Intent.PAIN_UPDATE)
    if len(said.text) > LONGEST_NAME or (tells and len(words) > BARE_WORDS):
        return None
    says_else = (complaint.avoid, complaint.timing, complaint.social, complaint.number)
    if any(each is not None for each in says_else) or not NOT_THIS.isdisjoint(words):
        return None
    found = find_by_name(said.text, world.content.exercises)
    if found.same is not None:
        return open_exercise(state, found.same)
    if complaint.command not in (None, Command.EXERCISES) or complaint.answer is not None:
        return None
    if complaint.exercise is not None:
        return open_exercise(state, complaint.exercise)
    if complaint.position is not None:
        return open_list(state, world, position=complaint.position)
    named = _named_list(said.text, world)
    if named is not None:
        return _listing(state, **named)
    hurts = tells and not PAIN_WORDS.isdisjoint(words)
    if len(complaint.areas) == 1 and len(words) <= BARE_WORDS and not hurts:
        return open_list(state, world, complaint.areas)
    if hurts:
        return None
    if found.like and (complaint.topic is None or len(words) <= BARE_WORDS):
        return _listing(state, list_found=found.like)
    return None if complaint.understood else open_menu(state).say(AsideKind.NO_SUCH_EXERCISE)


def _named_list(text: str, world: World) -> dict[str, str] | None:
    """Find the list whose name was written: "core strength", "lying down"."""
    said = utils.default_process(text)
    for area in world.content.areas.values():
        if said in (area.name.casefold(), area.id.replace("_", " ")):
            return {"list_area": area.id}
    for position, label in world.say.positions.items():
        if said in (label.casefold(), position):
            return {"list_position": position}
    return None


class Found(NamedTuple):
    """Exercises by a name: the one that is called so, and those called much like it."""

    same: str | None
    like: tuple[str, ...]


def find_by_name(text: str, exercises: Mapping[str, Exercise]) -> Found:
    """Find exercises by a name with slips. A name is the same when only a letter or two differ."""
    names = tuple((name, each.id) for each in exercises.values() for name in _names(each))
    said, bare = _bare_name(text), _bare_names(tuple(name for name, _ in names))
    if not said:
        return Found(None, ())
    whole = _likeliest(said, bare, fuzz.ratio, SAME_LIKENESS)
    same = names[whole[0]][1] if whole and len(text.strip()) >= SHORTEST_NAME else None
    near = _likeliest(said, bare, fuzz.token_sort_ratio, NAME_LIKENESS)
    part = _likeliest(said, bare, fuzz.token_set_ratio, PART_LIKENESS)
    like = dict.fromkeys(names[place][1] for place in (*near, *part))
    return Found(same, tuple(like)[:MOST_FOUND])


def _likeliest(
    said: str, names: Sequence[str], scorer: Callable[..., float], least: float
) -> list[int]:
    """Return the places of the names that are most alike, the likeliest first."""
    met = process.extract(said, names, scorer=scorer, score_cutoff=least, limit=3 * MOST_FOUND)
    return [place for _, _, place in met]


@cache
def _bare_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_bare_name(name) for name in names)


def _bare_name(name: str) -> str:
    """Reduce a name to the words that tell it from others."""
    return " ".join(w for w in utils.default_process(name).split() if w not in NO_NAME)


def _names(exercise: Exercise) -> tuple[str, ...]:
    return (exercise.name, *exercise.other_names)


# ---------------------------------------------------------------- one exercise


def draw_exercise(state: State, world: World) -> Screen:
    """Show one exercise: how it goes, and on the other side what is good to know."""
    say = world.say
    exercise = world.content.exercises.get(state.list_exercise or "")
    if exercise is None:
        return _draw_menu(state, world)
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
    do = () if state.session else (button(state, say.do_it_now, "do"),)
    return Screen(
        text,
        ((*do, other), *rows(links, 1), last),
        picture=step_picture(exercise, exercise.dose, dark=state.dark),
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
    lines.append(source_line(exercise.sources, world, unconfirmed=exercise.unconfirmed))
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
YES_WORDS = ("yes", "yeah", "yep", "sure", "do it")  # "ok" and "good" only say that it was read


def said_exercise(state: State, said: Said, world: World) -> State | None:
    """Take "start", "easier", "harder" and "back" in words; a name opens that page."""
    complaint = said.complaint
    exercise = world.content.exercises[state.list_exercise or ""]
    agrees = complaint.answer is Answer.YES and said.text.casefold().startswith(YES_WORDS)
    if agrees or complaint.command in START_WORDS:
        return do_exercise(state, exercise.id, world)
    for command, links in (
        (Command.EASIER, exercise.easier),
        (Command.HARDER, exercise.harder),
    ):
        if complaint.command is command and links:
            return open_exercise(state, links[0])
    if not state.consented:
        return None
    found = said_exercises(state, said, world)
    unknown = found is not None and any(
        each.kind is AsideKind.NO_SUCH_EXERCISE for each in found.asides
    )
    return None if unknown else found


def do_exercise(state: State, exercise: str, world: World) -> State:
    """Lead to a session of one exercise, through every question that comes before one."""
    if state.session is not None:
        return back_to_session(state)
    alone = wish(state.but(wanted=state.wanted.gentle, plan=None), world, exercise=exercise)
    return onward(alone.but(came_from=None), world)


# ---------------------------------------------------------------- what to go easy on


def open_avoid(state: State, item: str | None = None) -> State:
    """Open the avoid list, or one movement of it."""
    return state.go(Place.AVOID, came_from=way_back(state), list_avoid=item, avoid_page=0)


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
        return Screen(say.avoid_list, (*_paged(state, listed, state.avoid_page, world), back))
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
    lines.append(source_line(item.sources[:3], world, unconfirmed=item.unconfirmed))
    return "\n\n".join(lines)


def tap_avoid(state: State, verb: str, arg: str, world: World) -> State:
    """Open a movement, one of the exercises to do instead, turn a page, or lead back."""
    if verb == "open" and arg in world.content.avoid:
        return state.but(list_avoid=arg)
    if verb == "do" and arg in world.content.exercises:
        return open_exercise(state, arg)
    if verb == "page" and arg.isdecimal():
        return state.but(avoid_page=_page(int(arg), len(world.content.avoid)))
    if verb == "list":
        return state.but(list_avoid=None)
    return leave(state, world)


def said_avoid(state: State, said: Said, world: World) -> State | None:
    """Take the name of a movement, or "back"."""
    if said.complaint.avoid is not None:
        return state.but(list_avoid=said.complaint.avoid)
    return leave(state, world) if said.declines else None
