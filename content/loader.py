"""Where does everything a person can be shown come from? Read, joined and checked here.

Facts (doses, links, sources) lie beside this module, words in ``locales/<language>/``. A mistake
in any file stops the start with one line that names the file and the field.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from content.files import (
    CONTENT,
    ContentError,
    checked,
    first_problem,
    place_of,
    read_yaml,
)
from content.messages import Messages
from content.models import (
    Area,
    Avoid,
    Country,
    DailyFact,
    Dose,
    Education,
    Exercise,
    Page,
    Phase,
    Question,
    RedFlag,
    Routine,
    Source,
    SupportQuestion,
    Tag,
    Thresholds,
    Urgency,
)

SECONDS_BETWEEN_STEPS = 8
SPARE_SECONDS = 20
EVERY_AREA = "any"

# What a locale says about each kind of page; everything else is a fact and said once.
_WORDS: Mapping[type[Page], frozenset[str]] = {
    Area: frozenset({"name"}),
    Avoid: frozenset({"name", "other_names", "short", "why", "again", "note"}),
    Country: frozenset({"name"}),
    DailyFact: frozenset({"text"}),
    Education: frozenset({"title", "answer", "why"}),
    Exercise: frozenset(
        {
            "name",
            "other_names",
            "purpose",
            "steps",
            "breathing",
            "feel",
            "mistakes",
            "cautions",
        }
    ),
    Question: frozenset({"ask"}),
    RedFlag: frozenset({"name", "label", "ask", "action", "check"}),
    SupportQuestion: frozenset({"ask"}),
    Tag: frozenset({"label", "means"}),
}

# What stands on a page and is read by another: a figure, by ``content.pictures.library``.
_ELSEWHERE: Mapping[type[Page], frozenset[str]] = {Exercise: frozenset({"figure"})}

_PHASES = tuple(Phase)
_SUBSTITUTIONS = TypeAdapter(dict[str, dict[str, str]])
_POSITIONS = TypeAdapter(dict[str, str])
_TRIGGER_TAGS = TypeAdapter(dict[str, str])

P = TypeVar("P", bound=Page)
T = TypeVar("T")


@dataclass(frozen=True)
class Content:
    """Everything a person can be shown, in one language, by id and with every link checked.

    Orders are the files' own: areas, countries and the questions of a screen stay as written.
    """

    exercises: Mapping[str, Exercise]
    routines: Mapping[str, Routine]
    areas: Mapping[str, Area]
    positions: Mapping[str, str]  # position: the way of browsing that shows it
    tags: Mapping[str, Tag]
    red_flags: Mapping[str, RedFlag]
    questions: Mapping[str, Question]
    screens: Mapping[str, tuple[str, ...]]  # screen id: its question ids in order
    education: Mapping[str, Education]
    avoid: Mapping[str, Avoid]
    daily_facts: Mapping[str, DailyFact]
    support: Mapping[str, SupportQuestion]
    sources: Mapping[str, Source]
    countries: Mapping[str, Country]
    substitutions: Mapping[str, Mapping[str, str]]  # leave-out tag: exercise: its substitute
    trigger_tags: Mapping[str, str]  # trigger: the leave-out tag it sets
    thresholds: Thresholds
    messages: Messages


def load_content(root: Path | None = None, locale: str = "en") -> Content:
    """Read and check all content below ``root`` (the package's own by default) in one language.

    Raises ``ContentError`` at the first mistake: a broken or missing file, a field that is
    missing, unknown, wrong or in the wrong file, an id that nothing defines, a word without
    its fact or a fact without its words, a routine whose times or doses do not add up.
    """
    shelves = _Shelves(CONTENT if root is None else root, locale)
    if not (shelves.root / shelves.words).is_dir():
        raise ContentError(shelves.name(shelves.words), "there is no such language")
    questions = shelves.join(Question, "screens.yaml")
    screens: dict[str, tuple[str, ...]] = {}
    for question in questions.values():
        screens[question.screen] = (*screens.get(question.screen, ()), question.id)
    substitutions = shelves.table(_SUBSTITUTIONS, "substitutions.yaml")
    positions = shelves.table(_POSITIONS, "positions.yaml")
    trigger_tags = shelves.table(_TRIGGER_TAGS, "triggers.yaml")
    content = Content(
        exercises=shelves.join(Exercise, "exercises"),
        routines=shelves.facts_alone(Routine, "routines"),
        areas=shelves.join(Area, "areas.yaml"),
        positions=MappingProxyType(positions),
        tags=shelves.join(Tag, "tags.yaml"),
        red_flags=shelves.join(RedFlag, "red_flags.yaml"),
        questions=questions,
        screens=MappingProxyType(screens),
        education=shelves.join(Education, "education.yaml"),
        avoid=shelves.join(Avoid, "avoid.yaml"),
        daily_facts=shelves.join(DailyFact, "daily_facts.yaml"),
        support=shelves.join(SupportQuestion, "support.yaml"),
        sources=shelves.facts_alone(Source, "sources.yaml"),
        countries=shelves.join(Country, "countries.yaml"),
        substitutions=MappingProxyType(
            {tag: MappingProxyType(swaps) for tag, swaps in substitutions.items()}
        ),
        trigger_tags=MappingProxyType(trigger_tags),
        thresholds=shelves.table(TypeAdapter(Thresholds), "thresholds.yaml"),
        messages=shelves.table(TypeAdapter(Messages), f"locales/{locale}/messages.yaml"),
    )
    _check_links(content, shelves.place)
    for routine in content.routines.values():
        _check_routine(routine, content, partial(shelves.place, "routines", routine.id))
    return content


class _Shelves:
    """The files below one root: reads them, joins facts and words, knows what lies where.

    A shelf is a file, or a folder with a file for each page; its name starts below the root.
    """

    def __init__(self, root: Path, locale: str) -> None:
        self.root = root
        self.words = f"locales/{locale}"

    def name(self, shelf: str) -> str:
        """A shelf as an error message calls it, starting at the content folder."""
        return f"{self.root.name}/{shelf}"

    def place(self, shelf: str, id_: str, *field: str) -> str:
        """Where one field of one page is written."""
        if _is_file(shelf):
            return place_of(self.name(shelf), id_, *field)
        return place_of(self.name(f"{shelf}/{id_}.yaml"), *field)

    def join(self, model: type[P], shelf: str) -> Mapping[str, P]:
        """Build one page from each id's facts and words; both must be there."""
        spoken = f"{self.words}/{shelf}"
        facts, words = self._entries(shelf), self._entries(spoken)
        for id_ in sorted(facts.keys() - words.keys()):
            facts_are = f"missing, there are facts in {self.place(shelf, id_)}"
            raise ContentError(self.place(spoken, id_), facts_are)
        for id_ in sorted(words.keys() - facts.keys()):
            has_none = f"has no facts in {self.place(shelf, id_)}"
            raise ContentError(self.place(spoken, id_), has_none)
        return self._build(model, shelf, facts, words)

    def facts_alone(self, model: type[P], shelf: str) -> Mapping[str, P]:
        """Build pages that have no words of their own in a locale."""
        return self._build(model, shelf, self._entries(shelf), {})

    def table(self, kind: TypeAdapter[T], file: str) -> T:
        """Read a file that is one thing and not a list of pages."""
        return checked(kind, self._read(file), self.name(file))

    def _build(
        self,
        model: type[P],
        shelf: str,
        facts: Mapping[str, dict[str, Any]],
        words: Mapping[str, dict[str, Any]],
    ) -> Mapping[str, P]:
        spoken, elsewhere = _WORDS.get(model, frozenset()), _ELSEWHERE.get(model, frozenset())
        written = model.model_fields.keys() - spoken - {"id"}
        pages = {}
        for id_, page in facts.items():
            fields = {name: value for name, value in page.items() if name not in elsewhere}
            said = words.get(id_, {})
            in_facts = partial(self.place, shelf, id_)
            in_words = partial(self.place, f"{self.words}/{shelf}", id_)
            for here, given, known in ((in_facts, fields, written), (in_words, said, spoken)):
                for field in sorted(given.keys() - known):
                    raise ContentError(here(field), "unknown field here")
            values = {"id": id_, **fields, **said}
            if model is RedFlag:
                values["urgency"] = _urgency(fields.get("urgency"), in_facts("urgency"))
            try:
                pages[id_] = model.model_validate(values)
            except ValidationError as error:
                field_path, problem = first_problem(error)
                here = in_words if field_path and field_path[0] in spoken else in_facts
                raise ContentError(here(*field_path), problem) from None
        return MappingProxyType(pages)

    def _entries(self, shelf: str) -> Mapping[str, dict[str, Any]]:
        """The fields by id: one file each in a folder, or all in one file."""
        if _is_file(shelf):
            entries = self._read(shelf)
        elif (folder := self.root / shelf).is_dir():
            files = sorted(folder.glob("*.yaml"))
            entries = {path.stem: self._read(f"{shelf}/{path.name}") for path in files}
        else:
            raise ContentError(self.name(shelf), "the folder is missing")
        for id_, fields in entries.items():
            if not isinstance(fields, dict):
                raise ContentError(place_of(self.name(shelf), id_), "should hold fields")
        return entries

    def _read(self, file: str) -> dict[str, Any]:
        return read_yaml(self.root / file, self.name(file))


def _is_file(shelf: str) -> bool:
    return shelf.endswith(".yaml")


def _urgency(name: object, place: str) -> Urgency:
    """Files name an urgency in words; its number only says which is sooner."""
    for urgency in Urgency:
        if name == urgency.name.lower():
            return urgency
    raise ContentError(place, f"should be one of {', '.join(u.name.lower() for u in Urgency)}")


def _check_links(content: Content, place: Callable[..., str]) -> None:
    """Every id that a page names is defined and named once; every own dose is in its range."""
    exercises, sources = content.exercises, content.sources

    def check(shelf: str, page: Page, id_: str, **links: tuple[Collection[str], str]) -> None:
        for field, (known, what) in links.items():
            _check_ids(getattr(page, field), known, what, place(shelf, id_, field))

    for exercise in exercises.values():
        _check_dose(exercise.dose, exercise, partial(place, "exercises", exercise.id, "dose"))
        check(
            "exercises",
            exercise,
            exercise.id,
            areas=(content.areas, "area"),
            positions=(content.positions, "position"),
            leave_out_if=(content.tags, "leave-out tag"),
            easier=(exercises, "exercise"),
            harder=(exercises, "exercise"),
            sources=(sources, "source"),
        )
    for flag in content.red_flags.values():
        check(
            "red_flags.yaml",
            flag,
            flag.id,
            areas=({*content.areas, EVERY_AREA}, "area"),
            sources=(sources, "source"),
        )
    for question in content.questions.values():
        check("screens.yaml", question, question.id, flags=(content.red_flags, "danger sign"))
    for item in content.education.values():
        check(
            "education.yaml",
            item,
            item.id,
            exercises=(exercises, "exercise"),
            check_flags=(content.red_flags, "danger sign"),
            sources=(sources, "source"),
        )
    for each in content.avoid.values():
        check(
            "avoid.yaml",
            each,
            each.id,
            matters_for=(content.messages.groups, "group"),
            instead=(exercises, "exercise"),
            sources=(sources, "source"),
        )
    for fact in content.daily_facts.values():
        check(
            "daily_facts.yaml",
            fact,
            fact.id,
            areas=({*content.areas, EVERY_AREA}, "area"),
            sources=(sources, "source"),
        )
    for asked in content.support.values():
        if asked.topic:
            _check_ids(
                [asked.topic], content.education, "answer", place("support.yaml", asked.id, "topic")
            )
    served = {routine.area for routine in content.routines.values()}
    for area in content.areas.values():
        check("areas.yaml", area, area.id, screens=(content.screens, "screen"))
        if area.routines not in served:
            raise ContentError(
                place("areas.yaml", area.id, "routines"),
                f"there is no routine for '{area.routines}'",
            )
    for tag, swaps in content.substitutions.items():
        _check_ids([tag], content.tags, "leave-out tag", place("substitutions.yaml", tag))
        for pair in swaps.items():
            _check_ids(pair, exercises, "exercise", place("substitutions.yaml", tag, pair[0]))
    for position, way in content.positions.items():
        known = content.messages.positions
        _check_ids([way], known, "way of browsing", place("positions.yaml", position))
    said = {*content.messages.triggers, *content.red_flags}
    for trigger, tag in content.trigger_tags.items():
        _check_ids([trigger], said, "trigger or danger sign", place("triggers.yaml", trigger))
        _check_ids([tag], content.tags, "leave-out tag", place("triggers.yaml", trigger))
    _check_ids(content.thresholds.sources, sources, "source", place("thresholds.yaml", "sources"))


def _check_ids(ids: Collection[str], known: Collection[str], what: str, place: str) -> None:
    seen = set()
    for id_ in ids:
        if id_ not in known:
            raise ContentError(place, f"unknown {what} '{id_}'")
        if id_ in seen:
            raise ContentError(place, f"{what} '{id_}' is named twice")
        seen.add(id_)


def _check_dose(dose: Dose, exercise: Exercise, place: Callable[..., str]) -> None:
    """A dose stays in the range of its exercise; what has no range is as in its own dose."""
    for field in ("repetitions", "hold_seconds", "duration_seconds"):
        value = getattr(dose, field)
        low, high = getattr(exercise.dose_range, field) or (getattr(exercise.dose, field),) * 2
        if not low <= value <= high:
            raise ContentError(place(field), f"{value} is not within {low} to {high}")
    if dose.sets > (most := exercise.dose_range.max_sets):
        raise ContentError(place("sets"), f"{dose.sets} is more than {most}")


def _check_routine(routine: Routine, content: Content, place: Callable[..., str]) -> None:
    """The name, the exercises and doses, the order of the phases and the clock fit together."""
    if routine.id != (expected := f"{routine.area}_{routine.goal}_{routine.minutes}"):
        raise ContentError(place(), f"the file should be called {expected}.yaml")
    _check_ids([routine.area], content.areas, "area", place("area"))
    _check_ids([s.exercise for s in routine.steps], content.exercises, "exercise", place("steps"))
    phases = [_PHASES.index(step.phase) for step in routine.steps]
    if phases != sorted(phases):
        raise ContentError(place("steps"), f"phases go {', '.join(_PHASES)} in this order")
    for step in routine.steps:
        exercise = content.exercises[step.exercise]
        in_dose = partial(place, "steps", exercise.id, "dose")
        _check_dose(step.dose, exercise, in_dose)
        for field in ("move_seconds", "per_side"):
            if getattr(step.dose, field) != getattr(exercise.dose, field):
                raise ContentError(in_dose(field), "differs from the exercise's own dose")
    total = sum(s.seconds for s in routine.steps) + SECONDS_BETWEEN_STEPS * (len(phases) - 1)
    if total != routine.total_seconds:
        raise ContentError(place("total_seconds"), f"the steps add up to {total}")
    if not routine.minutes * 60 - SPARE_SECONDS <= total <= routine.minutes * 60:
        raise ContentError(
            place("total_seconds"),
            f"{total} s is not within {SPARE_SECONDS} s below {routine.minutes} minutes",
        )
