"""Looking at exercises outside a session: a list for an area, and one page each."""

from bot.care.plan import active_tags
from bot.care.tags import Tags, why_left_out
from bot.dialogue.privacy import leave
from bot.dialogue.screen import Screen
from bot.dialogue.session import case_of, dose_words, exercise_words
from bot.dialogue.state import Place, State
from bot.dialogue.world import World, button, esc, rows, source_names
from content.models import Exercise

PAGE = 8


def open_list(state: State, world: World, areas: tuple[str, ...] = ()) -> State:
    """Open the exercises of an area, else of the person's own, or of the whole back."""
    areas = areas or (state.episode.areas if state.episode else ())
    came = state.place if state.place not in (Place.EXERCISES, Place.EXERCISE) else state.came_from
    area = areas[0] if len(areas) == 1 else "general"
    return state.go(Place.EXERCISES, came_from=came, list_area=area, list_page=0)


def open_exercise(state: State, exercise: str, world: World) -> State:
    """Open one exercise's page."""
    came = state.place if state.place not in (Place.EXERCISES, Place.EXERCISE) else state.came_from
    return state.go(Place.EXERCISE, came_from=came, list_exercise=exercise)


def why_not(state: State, exercise: Exercise, world: World) -> tuple[str, ...]:
    """Return the leave-out tags that speak against an exercise for this person, whatever today."""
    tags = frozenset(state.tags or ())
    if state.episode is not None:
        tags = active_tags(case_of(state, world, rating=0), world.content.thresholds)
    return why_left_out(exercise, Tags.of(tags), world.content.substitutions)


def _listed(state: State, world: World) -> list[Exercise]:
    area = state.list_area or "general"
    found = [each for each in world.content.exercises.values() if area in each.areas]
    return [each for each in found if not why_not(state, each, world)]


def left_out_words(exercise: Exercise, tag: str, world: World) -> str:
    """Say that an exercise is left out for this person, and why."""
    why = world.content.tags[tag].means
    return world.say.not_for_you.format(name=esc(exercise.name), why=esc(why))


def draw_exercises(state: State, world: World) -> Screen:
    """List an area's exercises, a page at a time."""
    if state.list_area is None:
        return _draw_areas(state, world)
    say, listed = world.say, _listed(state, world)
    start = state.list_page * PAGE
    shown = [(button(state, each.name, "open", each.id),) for each in listed[start : start + PAGE]]
    turn = []
    if start:
        turn.append(button(state, say.page_before, "page", str(state.list_page - 1)))
    if start + PAGE < len(listed):
        turn.append(button(state, say.page_next, "page", str(state.list_page + 1)))
    last = (button(state, say.other_area, "areas"), button(state, say.back, "back"))
    area = world.content.areas[state.list_area].name
    text = say.exercises.format(area=area, count=len(listed))
    return Screen(text, tuple(filter(None, (*shown, tuple(turn), last))))


def _draw_areas(state: State, world: World) -> Screen:
    areas = [
        button(state, area.name[:1].upper() + area.name[1:], "area", area.id)
        for area in world.content.areas.values()
    ]
    back = (button(state, world.say.back, "back"),)
    return Screen(world.say.exercises_where, (*rows(areas, 2), back))


def tap_exercises(state: State, verb: str, arg: str, world: World) -> State:
    """Open a page, turn a page, choose another area."""
    if verb == "open" and arg in world.content.exercises:
        return open_exercise(state, arg, world)
    if verb == "page" and arg.isdecimal():
        pages = max(0, (len(_listed(state, world)) - 1) // PAGE)
        return state.but(list_page=min(int(arg), pages))
    if verb == "areas":
        return state.but(list_area=None, list_page=0)
    if verb == "area" and arg in world.content.areas:
        return state.but(list_area=arg, list_page=0)
    return leave(state, world)


def draw_exercise(state: State, world: World) -> Screen:
    """Show one exercise in full."""
    say = world.say
    exercise = world.content.exercises[state.list_exercise or ""]
    out = why_not(state, exercise, world)
    if out:
        last = (button(state, say.all_exercises, "list"), button(state, say.back, "back"))
        return Screen(left_out_words(exercise, out[0], world), (last,))
    sources = source_names(exercise.sources[:3], world)
    text = "\n\n".join(
        (
            f"<b>{esc(exercise.name)}</b>\n{esc(exercise.purpose)}",
            f"<b>{dose_words(exercise.dose, world)}</b>",
            exercise_words(exercise, world, full=True),
            f"<i>{esc(say.source.format(source=sources))}</i>",
        )
    )
    links = [
        button(state, prefix.format(name=world.content.exercises[each].name), "open", each)
        for prefix, ids in (
            (say.easier_is, exercise.easier[:1]),
            (say.harder_is, exercise.harder[:1]),
        )
        for each in ids
        if not why_not(state, world.content.exercises[each], world)
    ]
    return Screen(
        text,
        (
            *rows(links, 1),
            (button(state, say.all_exercises, "list"), button(state, say.back, "back")),
        ),
    )


def tap_exercise(state: State, verb: str, arg: str, world: World) -> State:
    """Open a link, the list, or lead back."""
    if verb == "open" and arg in world.content.exercises:
        return open_exercise(state, arg, world)
    if verb == "list":
        return state.go(Place.EXERCISES, list_area=state.list_area or "general")
    return leave(state, world)
