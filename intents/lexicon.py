"""Which words do people use for what? Reads and checks the lexicon, ready to be searched."""

import gc
import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import permutations, product
from typing import Any, Final, NamedTuple

import yaml

from intents.complaint import Answer, Command, Social
from intents.grammar import NAMES, Grammar
from intents.matcher import Matcher
from intents.mentions import Entry, Trie
from intents.words import Dictionary

LANGUAGE_FOLDER: Final = "lexicon/en"
ANSWER: Final = "answer_"  # before the id of an answer, among the ids of talk
UNSPECIFIED: Final = "back"  # the area of "my back hurts", which says no part

Phrases = Mapping[str, Sequence[str]]


class LexiconError(Exception):
    """The lexicon cannot be used; the message names the file and the field."""


class Together(NamedTuple):
    """Concepts that, met in this order with at most ``gap`` words between two, make a sign.

    A ``loose`` rule may reach over a comma, to the end of the sentence. ``entry`` is the rule as
    it is shown: the names of its concepts as they are written.
    """

    concepts: tuple[str, ...]
    gap: int
    entry: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """How a danger sign is said. Whole phrases are in the trie as ``sign`` and ``named_sign``
    entries; the latter are names of illnesses, which people ask about without having them."""

    id: str
    together: tuple[Together, ...]
    fine: tuple[Together, ...]
    absent: Mapping[str, str]  # concepts by the names they are written with
    unless: tuple[str, ...]  # concepts; phrases written in place are ``unless`` entries
    ever: bool
    recent: bool
    even_feared: bool  # a worry or a wish of the writer's own is the sign as well
    temperature: bool
    leg_pain: bool
    below_age: int | None
    from_age: int | None
    in_old_age: Mapping[str, str]
    not_with: tuple[str, ...]


class MovementNames(NamedTuple):
    """How a movement of the avoid list is named; ``unless`` are other things said with the same
    words, ``answered_by`` the topics whose answers say the same."""

    said: tuple[str, ...]
    unless: tuple[str, ...]
    answered_by: frozenset[str]


class PositionNames(NamedTuple):
    """How a position to exercise in is said; what stands only ``before`` says it in "chair
    exercises" and nowhere else."""

    said: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LexiconIds:
    """The ids the lexicon speaks of, for comparing with content when the bot starts."""

    areas: tuple[str, ...]
    triggers: tuple[str, ...]
    red_flags: tuple[str, ...]
    topics: tuple[str, ...]
    other_places: tuple[str, ...]
    movements: tuple[str, ...]
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader looks up. Built once; never changed."""

    dictionary: Dictionary
    joined: Mapping[tuple[str, str], str]
    trie: Trie
    grammar: Grammar
    days: Mapping[str, float]  # in a unit of time
    counts: Mapping[str, float]  # words that count units
    signs: Mapping[str, Sign]
    levels: frozenset[str]  # areas beside which "my back" means no more than they
    inner_places: frozenset[str]  # whose pain may reach the back
    polite: frozenset[str]
    whole: Mapping[tuple[str, ...], tuple[Entry, ...]]
    cue_weights: Mapping[str, tuple[float, ...]]  # see ``intents.intent``
    talk: Phrases  # commands, small talk and, behind ``ANSWER``, answers
    topics: Phrases
    movements: Mapping[str, MovementNames]
    positions: Mapping[str, PositionNames]
    spoken: frozenset[str]  # every word of the lexicon, as written: what repair may choose
    body: frozenset[str]  # words of the body and of pain, which repair prefers
    foreign: frozenset[str]  # small words of other languages
    good: frozenset[str]  # every word that is never repaired
    ids: LexiconIds


def read_yaml(file: Traversable) -> Any:
    """What a file says, in lists and mappings; every scalar stays the text that was written
    ("on", "no", "7")."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(file.read_text(encoding="utf-8"), loader)  # noqa: S506 - makes only text


def choices(phrase: str) -> Iterator[str]:
    """Write out the choices of a phrase.

    >>> list(choices("(numb|weak) legs"))
    ['numb legs', 'weak legs']
    """
    parts = [part.split("|") for part in re.split(r"[()]", phrase)]
    for choice in product(*parts):
        yield " ".join("".join(choice).split())


class _File:
    """One lexicon file; its complaints name it."""

    def __init__(self, folder: Traversable, name: str) -> None:
        self.name = name
        try:
            data = read_yaml(folder / name)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise LexiconError(f"{name}: cannot be read: {error}") from error
        self.data = self.mapping(data, "the file")

    def fail(self, field: str, why: str) -> LexiconError:
        return LexiconError(f"{self.name}: {field}: {why}")

    def mapping(self, value: object, field: str) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.fail(field, "must be a mapping")
        return {str(key): item for key, item in value.items()}

    def texts(self, value: object, field: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(field, "must be a list of phrases")
        for item in value:
            if item.count("(") != item.count(")"):
                raise self.fail(field, f"unbalanced brackets in {item!r}")
        return [text for item in value for text in choices(item)]

    def phrases(self) -> dict[str, list[str]]:
        return {key: self.texts(value, key) for key, value in self.data.items()}

    def truth(self, fields: Mapping[str, object], field: str, where: str) -> bool:
        value = fields.get(field, "false")
        if value not in ("true", "false"):
            raise self.fail(f"{where}.{field}", "must be true or false")
        return value == "true"

    def whole_number(self, fields: Mapping[str, object], field: str, where: str) -> int | None:
        value = fields.get(field)
        if value is None:
            return None
        if not isinstance(value, str) or not value.isdecimal():
            raise self.fail(f"{where}.{field}", "must be a whole number")
        return int(value)

    def only(self, fields: Mapping[str, object], allowed: set[str], where: str) -> None:
        for field in fields:
            if field not in allowed:
                raise self.fail(f"{where}.{field}", "unknown field")


def load_lexicon(folder: Traversable | None = None) -> Lexicon:
    """Read the lexicon of a folder; the English one that comes with the package by default.

    Raises LexiconError, naming file and field, when anything in it is not as it must be.
    """
    folder = folder if folder is not None else files("intents").joinpath(LANGUAGE_FOLDER)
    collecting = gc.isenabled()
    gc.disable()  # nearly all that is made stays: looking for garbage doubles the time
    try:
        return _Builder(folder).lexicon()
    finally:
        if collecting:
            gc.enable()


def load_matcher(folder: Traversable | None = None) -> Matcher:
    """Read the matcher of commands that ``benchmarks.fit_talk`` made, from the same folder.

    Raises LexiconError, naming the file, when it cannot be used.
    """
    folder = folder if folder is not None else files("intents").joinpath(LANGUAGE_FOLDER)
    try:
        return Matcher.from_dict(json.loads((folder / _MATCHER).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{_MATCHER}: cannot be used: {error}") from error


class _Builder:
    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._words = _File(folder, "words.yaml")
        self._said: list[Entry] = []
        self._spoken: set[str] = set()

    def lexicon(self) -> Lexicon:
        families = self._families()
        concepts = self._concepts(families)
        self._simple("slots.yaml", "slot")
        self._simple("questions.yaml", "question")
        areas, levels = self._areas()
        triggers = self._triggers()
        other_places, inner_places = self._other_places()
        signs = self._signs(families, concepts)
        del families
        self._simple("scope.yaml", "scope")
        small = _File(self._folder, "grammar.yaml").phrases()
        values = _File(self._folder, "values.yaml")
        answers = self._ids("answers.yaml", {answer.value for answer in Answer})
        social = self._ids("social.yaml", {one.value for one in Social})
        commands = self._ids("commands.yaml", {command.value for command in Command})
        topics = _File(self._folder, "topics.yaml").phrases()
        movements, positions = self._movements(topics), self._positions()
        common = _File(self._folder, "common.yaml")
        common_words = str(common.data.get("words", "")).split()

        for phrases in (*small.values(), *commands.values(), *topics.values(),
                        *answers.values(), *social.values(),
                        *(phrases for one in movements.values() for phrases in one[:2]),
                        *(phrases for one in positions.values() for phrases in one)):  # fmt: skip
            for phrase in phrases:
                self._spoken.update(phrase.replace("'", "").split())
        dictionary = self._dictionary(common_words, self._numbers(values, "numbers"))
        determiners = frozenset(map(dictionary.key, self._texts("determiners")))
        fillers = frozenset(map(dictionary.key, self._texts("fillers")))
        trie = Trie(determiners | fillers, as_written=frozenset({"idiom"}))
        self._said.reverse()
        while self._said:  # given up one by one: loading takes no more memory than is kept
            entry = self._said.pop()
            keys = dictionary.phrase(entry.phrase)
            if entry.kind not in _AS_WRITTEN:
                telling = keys[:1] + tuple(key for key in keys[1:] if key not in determiners)
                keys = telling if len(telling) > 1 else keys
            trie.add(keys, entry)
        dictionary.forget()
        polite = frozenset(map(dictionary.key, self._texts("polite")))
        spoken = {
            word for word in self._spoken
            if word.isalpha() and word not in dictionary.spelling
        }  # fmt: skip
        return Lexicon(
            dictionary=dictionary,
            joined=self._joined(),
            trie=trie,
            grammar=self._grammar(small, dictionary),
            days=_keyed(self._numbers(values, "days"), dictionary),
            counts=_keyed(self._numbers(values, "counts"), dictionary),
            signs=signs,
            levels=levels,
            inner_places=inner_places,
            polite=polite,
            whole=self._whole(dictionary, polite, answer=answers, command=commands, social=social),
            cue_weights=self._cue_weights(),
            talk=commands | social | {f"{ANSWER}{id_}": said for id_, said in answers.items()},
            topics=topics,
            movements=movements,
            positions=positions,
            spoken=frozenset(spoken),
            body=frozenset(self._texts("body")),
            foreign=frozenset(self._texts("foreign")),
            good=frozenset(dictionary.keys) | frozenset(dictionary.spelling),
            ids=LexiconIds(
                areas=tuple(area for area in areas if area != UNSPECIFIED),
                triggers=tuple(triggers),
                red_flags=tuple(signs),
                topics=tuple(topics),
                other_places=other_places,
                movements=tuple(movements),
                positions=tuple(positions),
            ),
        )

    def _cue_weights(self) -> dict[str, tuple[float, ...]]:
        file = _File(self._folder, "cues.yaml")
        weights: dict[str, tuple[float, ...]] = {}
        for cue, value in file.data.items():
            numbers = file.texts(value, cue)
            try:
                weights[cue] = tuple(map(float, numbers))
            except ValueError:
                raise file.fail(cue, "must be a list of numbers") from None
            if len(numbers) != _PAIN_INTENTS:
                raise file.fail(cue, f"must be {_PAIN_INTENTS} numbers")
        return weights

    # -- parts ---------------------------------------------------------------------------

    def _say(self, kind: str, id_: str, phrases: Sequence[str]) -> None:
        for phrase in phrases:
            self._said.append(Entry(kind, id_, phrase))
            self._spoken.update(phrase.split())

    def _simple(self, name: str, kind: str) -> dict[str, list[str]]:
        phrases = _File(self._folder, name).phrases()
        for key, said in phrases.items():
            self._say(kind, key, said)
        return phrases

    def _ids(self, name: str, allowed: set[str]) -> dict[str, list[str]]:
        file = _File(self._folder, name)
        for key in file.data:
            if key not in allowed:
                raise file.fail(key, "unknown id")
        return file.phrases()

    def _areas(self) -> tuple[list[str], frozenset[str]]:
        file = _File(self._folder, "areas.yaml")
        levels: set[str] = set()
        for area, value in file.data.items():
            fields = file.mapping(value, area)
            file.only(fields, {"said", "named", "level"}, area)
            if file.truth(fields, "level", area):
                levels.add(area)
            self._say("area", area, file.texts(fields.get("said", []), f"{area}.said"))
            self._say("named_area", area, file.texts(fields.get("named", []), f"{area}.named"))
        return list(file.data), frozenset(levels)

    def _triggers(self) -> list[str]:
        file = _File(self._folder, "triggers.yaml")
        for trigger, value in file.data.items():
            fields = file.mapping(value, trigger)
            file.only(fields, {"event", "activity"}, trigger)
            for field in ("event", "activity"):
                phrases = file.texts(fields.get(field, []), f"{trigger}.{field}")
                self._say(field, trigger, phrases)
        return list(file.data)

    def _other_places(self) -> tuple[tuple[str, ...], frozenset[str]]:
        file = _File(self._folder, "other_places.yaml")
        places: list[str] = []
        inner: set[str] = set()
        for place, value in file.data.items():
            fields = file.mapping(value, place)
            file.only(fields, {"kind", "said"}, place)
            kind = fields.get("kind")
            if kind not in ("place", "inner", "skin", "idiom"):
                raise file.fail(f"{place}.kind", "must be place, inner, skin or idiom")
            if kind != "idiom":
                places.append(place)
            if kind == "inner":
                inner.add(place)
            said = file.texts(fields.get("said"), f"{place}.said")
            self._say("place" if kind == "inner" else str(kind), place, said)
        return tuple(places), frozenset(inner)

    def _movements(self, topics: Phrases) -> dict[str, MovementNames]:
        file = _File(self._folder, "movements.yaml")
        movements: dict[str, MovementNames] = {}
        for id_, value in file.data.items():
            fields = file.mapping(value, id_)
            file.only(fields, {"said", "unless", "answered_by"}, id_)
            said, unless, answered_by = (
                tuple(file.texts(fields.get(field, []), f"{id_}.{field}"))
                for field in ("said", "unless", "answered_by")
            )
            for topic in answered_by:
                if topic not in topics:
                    raise file.fail(f"{id_}.answered_by", f"there is no topic {topic!r}")
            movements[id_] = MovementNames(said, unless, frozenset(answered_by))
        return movements

    def _positions(self) -> dict[str, PositionNames]:
        file = _File(self._folder, "positions.yaml")
        positions: dict[str, PositionNames] = {}
        for id_, value in file.data.items():
            fields = file.mapping(value, id_)
            file.only(fields, {"said", "before"}, id_)
            said, before = (
                tuple(file.texts(fields.get(field, []), f"{id_}.{field}"))
                for field in ("said", "before")
            )
            positions[id_] = PositionNames(said, before)
        return positions

    def _families(self) -> list[_File]:
        """The files of danger signs, a family of signs each, in the order of their names."""
        try:
            names = sorted(path.name for path in (self._folder / _FAMILIES).iterdir())
        except OSError as error:
            raise LexiconError(f"{_FAMILIES}: cannot be read: {error}") from error
        families = [
            _File(self._folder, f"{_FAMILIES}/{name}") for name in names if name.endswith(".yaml")
        ]
        for file in families:
            file.only(file.data, {"concepts", "signs"}, "the file")
        return families

    def _concepts(self, families: Sequence[_File]) -> frozenset[str]:
        """The names of the shared concepts. Those of a family are its own."""
        shared = self._simple("concepts.yaml", "concept")
        for file in families:
            for name, value in file.mapping(file.data.get("concepts"), "concepts").items():
                if name in shared:
                    raise file.fail(f"concepts.{name}", "is a shared concept: add the words there")
                self._say("concept", f"{file.name}/{name}", file.texts(value, f"concepts.{name}"))
        return frozenset(shared)

    def _signs(self, families: Sequence[_File], shared: Set[str]) -> dict[str, Sign]:
        signs: dict[str, Sign] = {}
        for file in families:
            own = {name: f"{file.name}/{name}" for name in file.mapping(
                file.data.get("concepts"), "concepts")}  # fmt: skip
            known = {name: name for name in shared} | own
            for id_, value in file.mapping(file.data.get("signs"), "signs").items():
                if id_ in signs:
                    raise file.fail(f"signs.{id_}", "stands in another file too")
                signs[id_] = self._sign(file, id_, value, known)
        return signs

    def _sign(self, file: _File, id_: str, value: object, concepts: Mapping[str, str]) -> Sign:
        """One sign; ``concepts`` are those it may use, by the names they are written with."""
        fields = file.mapping(value, id_)
        file.only(fields, _SIGN_FIELDS, id_)
        self._say("sign", id_, file.texts(fields.get("said", []), f"{id_}.said"))
        self._say("named_sign", id_, file.texts(fields.get("named", []), f"{id_}.named"))
        unless = file.texts(fields.get("unless", []), f"{id_}.unless")
        self._say("unless", id_, [phrase for phrase in unless if phrase not in concepts])

        def named(field: str) -> dict[str, str]:
            where = f"{id_}.{field}"
            return {
                name: self._known(file, where, name, concepts)
                for name in file.texts(fields.get(field, []), where)
            }

        def rules(field: str) -> tuple[Together, ...]:
            return self._together(file, id_, field, fields, concepts)

        return Sign(
            id=id_,
            together=(
                *rules("together"),
                *(
                    rule._replace(concepts=order, loose=True)
                    for rule in rules("near")
                    for order in permutations(rule.concepts)
                ),
            ),
            fine=rules("fine"),
            absent=named("absent"),
            unless=tuple(concepts[phrase] for phrase in unless if phrase in concepts),
            ever=file.truth(fields, "ever", id_),
            recent=file.truth(fields, "recent", id_),
            even_feared=file.truth(fields, "even_feared", id_),
            temperature=file.truth(fields, "temperature", id_),
            leg_pain=file.truth(fields, "leg_pain", id_),
            below_age=file.whole_number(fields, "below_age", id_),
            from_age=file.whole_number(fields, "from_age", id_),
            in_old_age=named("in_old_age"),
            not_with=tuple(file.texts(fields.get("not_with", []), f"{id_}.not_with")),
        )

    def _together(
        self, file: _File, id_: str, field: str,
        fields: Mapping[str, object], concepts: Mapping[str, str],
    ) -> tuple[Together, ...]:  # fmt: skip
        rules = fields.get(field, [])
        where = f"{id_}.{field}"
        if not isinstance(rules, list):
            raise file.fail(where, "must be a list of lists")
        made: list[Together] = []
        for rule in rules:
            if not isinstance(rule, list) or not rule or not all(isinstance(x, str) for x in rule):
                raise file.fail(where, "must be a list of lists of concepts")
            *names, last = rule
            if last.isdigit():
                gap = int(last)
            else:
                names, gap = rule, 0
            known = tuple(self._known(file, where, name, concepts) for name in names)
            made.append(Together(known, gap, " + ".join(names)))
        return tuple(made)

    def _known(self, file: _File, where: str, name: str, concepts: Mapping[str, str]) -> str:
        if name not in concepts:
            raise file.fail(where, f"there is no concept {name!r}")
        return concepts[name]

    def _texts(self, field: str) -> list[str]:
        return self._words.texts(self._words.data.get(field), field)

    def _pairs(self, field: str) -> dict[str, str]:
        pairs = self._words.mapping(self._words.data.get(field), field)
        for key, value in pairs.items():
            if not isinstance(value, str):
                raise self._words.fail(f"{field}.{key}", "must be a word")
        return {key: str(value) for key, value in pairs.items()}

    def _joined(self) -> dict[tuple[str, str], str]:
        joined: dict[tuple[str, str], str] = {}
        for pair, one in self._pairs("joined").items():
            words = pair.split()
            if len(words) != 2:
                raise self._words.fail(f"joined.{pair}", "must be two words")
            joined[words[0], words[1]] = one
        return joined

    def _numbers(self, file: _File, field: str) -> dict[str, float]:
        values = file.mapping(file.data.get(field), field)
        numbers: dict[str, float] = {}
        for word, value in values.items():
            try:
                numbers[word] = float(str(value))
            except ValueError:
                raise file.fail(f"{field}.{word}", "must be a number") from None
        self._spoken.update(numbers)
        return numbers

    def _grammar(self, small: Phrases, dictionary: Dictionary) -> Grammar:
        for name in NAMES:
            if name not in small:
                raise LexiconError(f"grammar.yaml: {name}: is missing")
        for name in small:
            if name not in NAMES:
                raise LexiconError(f"grammar.yaml: {name}: unknown field")
        return Grammar(
            **{
                name: frozenset(words) | frozenset(map(dictionary.key, words))
                for name, words in small.items()
            }
        )

    def _dictionary(self, common_words: Sequence[str], numbers: Mapping[str, float]) -> Dictionary:
        for field in (
            "spelling", "irregular", "joined", "apart", "determiners", "fillers", "polite",
            "body", "foreign",
        ):  # fmt: skip
            if field not in self._words.data:
                raise self._words.fail(field, "is missing")
        words = {word for word in self._spoken if not word[:1].isdigit()}
        spelling = {key: value for key, value in self._pairs("spelling").items() if key != value}
        return Dictionary(
            [*words, *common_words, *spelling.values()],
            spelling,
            self._pairs("irregular"),
            self._texts("apart"),
            numbers,
        )

    def _whole(
        self, dictionary: Dictionary, polite: frozenset[str], **groups: Phrases
    ) -> dict[tuple[str, ...], tuple[Entry, ...]]:
        full: dict[tuple[str, ...], list[Entry]] = {}
        bare: dict[tuple[str, ...], list[Entry]] = {}
        for kind, group in groups.items():
            for id_, phrases in group.items():
                for phrase in phrases:
                    entry, keys = Entry(kind, id_, phrase), dictionary.phrase(phrase)
                    _add(full, keys, entry)
                    if kind != "social":  # "thanks a lot" is more than "a lot"
                        _add(bare, without(keys, polite), entry)
        bare.pop((), None)
        return {keys: tuple(entries) for keys, entries in (bare | full).items()}


def _add(whole: dict[tuple[str, ...], list[Entry]], keys: tuple[str, ...], entry: Entry) -> None:
    entries = whole.setdefault(keys, [])
    if all((one.kind, one.id) != (entry.kind, entry.id) for one in entries):
        entries.append(entry)


def _keyed(values: Mapping[str, float], dictionary: Dictionary) -> dict[str, float]:
    return {dictionary.key(word): value for word, value in values.items()}


_AS_WRITTEN: Final = frozenset({"idiom", "question", "scope"})  # determiners matter in these
_PAIN_INTENTS: Final = 4  # as many as ``intents.intent.PAIN_INTENTS``
_MATCHER: Final = "talk.json"
_FAMILIES: Final = "red_flags"
_SIGN_FIELDS: Final = {
    "said", "named", "together", "near", "fine", "absent", "unless", "ever", "recent",
    "even_feared", "temperature", "leg_pain", "below_age", "from_age", "in_old_age", "not_with",
}  # fmt: skip


def without(keys: Sequence[str], polite: frozenset[str]) -> tuple[str, ...]:
    """The words of a short message that are not mere courtesy, in order."""
    return tuple(key for key in keys if key not in polite)
