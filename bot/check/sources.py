"""Where does each thing the bot says come from? The page docs/sources.md, for a reviewer."""

from collections.abc import Iterator, Mapping

from bot.check.links import BACKGROUND, uses_of_sources
from bot.check.pages import table
from content.loader import Content
from content.models import Country, Source

_KINDS = {
    "exercise": "Exercises",
    "danger sign": "Danger signs",
    "answer": "Answers",
    "avoid": "What to go easy on",
    "daily fact": "Daily facts",
    "threshold": "Numbers of the rules",
}
# Numbers the clinical facts name; every other one is general knowledge.
_CRISIS_IN_FACTS = frozenset({"gb", "ie", "us", "ca"})
_EMERGENCY_IN_FACTS = frozenset({"999", "112", "911"})
_ADVICE_IN_FACTS = frozenset({"gb"})
_MARK = " *"


_INTRO = """\
# Where it comes from

Made by `backease check content --write`; do not edit.

**No clinician has reviewed the texts of BackEase yet.** They are written from the sources below,
and of many only a part was seen: each entry says how much. Read this as a list of what to check,
not as a seal.

The routines, the numbers in `content/thresholds.yaml` and the rules for getting harder or easier
are this project's own design from the cited doses. No trial tested them as a set.

## Sources
"""
_BACKGROUND = """\
## Read and not cited

No text rests on these. They were read for decisions about the product.
"""
_UNCONFIRMED = """\
## Unconfirmed

Common practice, recalled knowledge or a choice of this project, in whole or in part. A review
starts best here.
"""
_NUMBERS = """\
## Numbers to call

The clinical facts name 999, 112 and 911 without a country, 111 in the UK, Samaritans 116 123 in
the UK and Ireland, and 988 in the USA and Canada. Which country uses which emergency number, and
every number with a *, is general knowledge: no page was opened for it. Check yours before you
rely on it.
"""


def sources_page(content: Content) -> str:
    """The whole page."""
    background = (
        f"- {_named(content.sources[id_])} Seen: {content.sources[id_].seen}. For: {why}."
        for id_, why in BACKGROUND.items()
        if id_ in content.sources
    )
    numbers = table(
        ("country", "emergency", "advice", "crisis"),
        (_numbers(country) for country in content.countries.values()),
    )
    return "\n".join(
        (
            *(_INTRO, *_sources(content)),
            *(_BACKGROUND, *background, ""),
            *(_UNCONFIRMED, *_unconfirmed(content)),
            *(_NUMBERS, *numbers, ""),
        )
    )


def _sources(content: Content) -> Iterator[str]:
    for id_, uses in uses_of_sources(content).items():
        if not uses:
            continue
        source = content.sources[id_]
        yield f"### {source.name}"
        yield ""
        yield f"`{id_}`. Seen: {source.seen}." + (f" <{source.url}>" if source.url else "")
        yield ""
        for kind, heading in _KINDS.items():
            names = [_name(kind, used, content) for of, used in uses if of == kind]
            if kind == "daily fact" and names:
                yield f"- {heading}:"
                yield from (f"  - {name}" for name in names)
            elif names:
                yield f"- {heading}: {'; '.join(names)}"
        yield ""


def _named(source: Source) -> str:
    address = f" <{source.url}>" if source.url else ""
    return f"{source.name.rstrip('.')} (`{source.id}`).{address}"


def _name(kind: str, id_: str, content: Content) -> str:
    match kind:
        case "exercise":
            return content.exercises[id_].name
        case "danger sign":
            return content.red_flags[id_].name
        case "answer":
            return content.education[id_].title
        case "avoid":
            return content.avoid[id_].name
        case "daily fact":
            return content.daily_facts[id_].text
    return id_


def _unconfirmed(content: Content) -> Iterator[str]:
    shelves: Mapping[str, Mapping[str, object]] = {
        "exercise": content.exercises,
        "danger sign": content.red_flags,
        "answer": content.education,
        "avoid": content.avoid,
        "daily fact": content.daily_facts,
    }
    for kind, shelf in shelves.items():
        names = [
            _name(kind, id_, content)
            for id_, page in shelf.items()
            if getattr(page, "unconfirmed", False)
        ]
        if names:
            yield f"**{_KINDS[kind]}** ({len(names)} of {len(shelf)})"
            yield ""
            yield from (f"- {name}" for name in names)
            yield ""


def _numbers(country: Country) -> tuple[str, ...]:
    known = (
        (country.emergency, country.emergency in _EMERGENCY_IN_FACTS),
        (country.advice, country.id in _ADVICE_IN_FACTS),
        (country.crisis, country.id in _CRISIS_IN_FACTS),
    )
    return (
        country.name,
        *(f"{number}{'' if in_facts else _MARK}" if number else "" for number, in_facts in known),
    )
