"""In which time zone is a person who says where they are, or what their clock shows?

Nothing is guessed from a language. A typed place gives the zones it can mean, best first, to be
confirmed: our own table of big cities, countries and regions, then the cities of the IANA list.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_OFFERED = 6
"""How many zones ``zones_at`` offers at most."""

_NEAR_MINUTES = 15
_LONGEST = 200
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA key and the place it was found by, to show to the person: "Munich"."""

    key: str
    place: str


def is_zone(key: str) -> bool:
    """Whether this is an IANA key this machine knows the rules of."""
    try:
        ZoneInfo(key)
    except (KeyError, ValueError, OSError):  # unknown; not a name; a folder, such as "Europe"
        return False
    return True


def find_zones(said: str) -> list[Zone]:
    """The zones a typed place can mean, best first, each once; none when it names no place.

    Reads a city, country, region, "EST", an IANA key, or a sentence with one of them, despite
    typos. Two places that agree narrow each other down ("Portland, Oregon").

    >>> find_zones("i live in munich")
    [Zone(key='Europe/Berlin', place='Munich')]
    """
    said = said[:_LONGEST]
    if key := _keys().get(said.strip().casefold().replace(" ", "_")):
        return [Zone(key, _city_of(key))]
    found, rest = _named(_folded(said).split())
    zones = _narrowed(found)
    if len(zones) == 1:
        return zones
    nearly = _narrowed(_nearly_named([word for word in rest if word not in _NOT_A_PLACE]))
    if not zones:
        return nearly
    keys = {zone.key for zone in nearly}
    return [zone for zone in zones if zone.key in keys] or zones


def zones_at(clock_minutes: int, now: datetime, *, half_open: bool = False) -> list[Zone]:
    """At most six well-known zones whose clocks show about this minute of the day, nearest first.

    ``half_open`` allows the other half of the day as well, for "ten past two" without am or pm.
    """
    shown = [clock_minutes, clock_minutes + _DAY_MINUTES // 2][: 1 + half_open]
    fitting: list[tuple[int, Zone]] = []
    for key in _places().well_known:
        local = now.astimezone(ZoneInfo(key))
        minute = local.hour * 60 + local.minute
        away = min(_apart(minute, each) for each in shown)
        if away <= _NEAR_MINUTES:
            fitting.append((away, Zone(key, _city_of(key))))
    fitting.sort(key=lambda each: each[0])
    return [zone for _, zone in fitting[:MOST_OFFERED]]


def _apart(minute: int, other: int) -> int:
    ahead = (minute - other) % _DAY_MINUTES
    return min(ahead, _DAY_MINUTES - ahead)


# --- names ----------------------------------------------------------------------------------

_NOT_A_PLACE = frozenset(
    """
    i im ive am live lived living in from at near the my is its city town zone time timezone now
    currently right outside of area here state based we are a place standard daylight around close
    to just moved and or it s hi hello please think maybe where what there home house with for
    """.split()  # noqa: SIM905 - words, not code
)
_MORE_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "ß": "ss", "đ": "d", "æ": "ae"})


def _folded(name: str) -> str:
    """Lower case, no accents or punctuation, "Saint" as "st": how names are compared."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_MORE_LETTERS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"['’`]", "", plain)
    return " ".join(re.sub(r"\bsaint\b", "st", re.sub(r"[^\w]+|_", " ", plain)).split())


def _city_of(key: str) -> str:
    return key.rsplit("/", 1)[-1].replace("_", " ")


@dataclass(frozen=True, slots=True)
class _Places:
    names: dict[str, tuple[Zone, ...]]  # by folded name; a namesake in brackets comes last
    well_known: tuple[str, ...]


@cache
def _places() -> _Places:
    text = resources.files("scheduler").joinpath("cities.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    names: dict[str, list[Zone]] = {}
    for key, cities in data["cities"].items():
        for city in cities:
            spellings = city.split(" / ")
            for spelling in spellings:
                name = _folded(spelling.partition("(")[0])
                names.setdefault(name, []).append(Zone(key, spellings[0]))
    for area, keys in data["areas"].items():
        for spelling in area.split(" / "):
            zones = [Zone(key, _city_of(key) if len(keys) > 1 else spelling) for key in keys]
            names.setdefault(_folded(spelling), []).extend(zones)
    for key in _keys().values():
        name = _folded(_city_of(key))
        if key.startswith(_CONTINENTS) and key.count("/") == 1 and name not in names:
            names[name] = [Zone(key, _city_of(key))]
    ordered = {
        name: tuple(sorted(zones, key=lambda zone: "(" in zone.place))
        for name, zones in names.items()
    }
    return _Places(ordered, tuple(data["well_known"]))


_CONTINENTS = (
    *("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/"),
    "Pacific/",
)


@cache
def _keys() -> dict[str, str]:
    """Every IANA key with a place in it, by its lower case."""
    return {key.casefold(): key for key in sorted(available_timezones()) if "/" in key}


# --- finding --------------------------------------------------------------------------------

_LONGEST_NAME = 4


def _runs(words: list[str]) -> Iterator[tuple[int, int]]:
    """Every run of words that can be a name, the longest first."""
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield start, start + length


def _named(words: list[str]) -> tuple[list[tuple[Zone, ...]], list[str]]:
    """What is named word for word, in the order said, and the words that are left."""
    left: list[str | None] = [*words]
    found: list[tuple[int, tuple[Zone, ...]]] = []
    for start, end in _runs(words):
        zones = _places().names.get(" ".join(words[start:end]))
        if zones and None not in left[start:end]:
            found.append((start, zones))
            left[start:end] = [None] * (end - start)
    found.sort(key=lambda each: each[0])
    return [zones for _, zones in found], [word for word in left if word]


def _nearly_named(words: list[str]) -> list[tuple[Zone, ...]]:
    """The one place that is named with the fewest typos; several when equally near."""
    names = _places().names
    nearest: tuple[float, list[str]] = (1.0, [])
    for start, end in _runs(words):
        run = " ".join(words[start:end])
        allowed = 0 if len(run) < 4 else 1 if len(run) < 8 else 2
        hits = process.extract(run, names.keys(), scorer=OSA.distance, score_cutoff=allowed)
        for name, typos, _ in hits:
            # In a short word one letter is much: it must not be the first.
            if len(name) < 5 or (len(run) < 6 and name[0] != run[0]):
                continue
            share = typos / len(run)
            if share < nearest[0]:
                nearest = (share, [name])
            elif share == nearest[0]:
                nearest[1].append(name)
    return [tuple(zone for name in nearest[1] for zone in names[name])] if nearest[1] else []


def _narrowed(found: list[tuple[Zone, ...]]) -> list[Zone]:
    """The zones all the places agree on; where they do not, the last one said comes first.

    "London (Ontario)" counts when another place points to it; "London" alone is the other one.
    """
    zones: list[Zone] = []
    for place in found:
        keys = {zone.key for zone in zones}
        shared = [zone for zone in place if zone.key in keys]
        named_before = [z for z in zones if z.key in {zone.key for zone in shared}]
        zones = named_before or [*place, *zones]
    plain = {zone.place for zone in zones}
    zones = [zone for zone in zones if zone.place.partition(" (")[0] not in plain - {zone.place}]
    return list({zone.key: zone for zone in reversed(zones)}.values())[::-1]
