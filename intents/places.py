"""Where does it hurt: a part of the back, another place, or nowhere at all?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intents.complaint import Radiation
from intents.grammar import Grammar
from intents.lexicon import UNSPECIFIED, Lexicon
from intents.mentions import Mention, Mentions
from intents.scope import Scope
from intents.words import Token

_RANK: Final = {"named_area": 4, "idiom": 3, "area": 2, "skin": 1, "place": 0}
_SHORT: Final = 7
_CHAT: Final = 20  # words of a message that names a part and nothing else
_TRAVEL: Final = ("travels", "moves")
_TELLING: Final = (
    "severe", "moderate", "worse", "travels", "chronic", "acute",
    "side_left", "side_right", "side_both",
)  # fmt: skip
_SENSES: Final = frozenset({"numb", "weak", "breathless", "faint", "fever"})


@dataclass(frozen=True, slots=True)
class Places:
    """What a message says about places: parts of the back that trouble, or else another place.

    ``areas`` are mentions of parts of the back that count: not those that only say where a
    rash is or where another pain goes.
    """

    areas: tuple[Mention, ...]
    other: Mention | None
    body: tuple[Mention, ...]  # every part of the body named, for the side


def find_places(
    tokens: Sequence[Token],
    mentions: Mentions,
    scope: Scope,
    lexicon: Lexicon,
    *,
    asks: bool,
    signs: bool,
) -> Places:
    """Decide which parts of the back a message complains of.

    In a question (``asks``) or beside a danger sign (``signs``) a part counts also without
    a word of pain.
    """
    last = len(tokens) - 1
    chosen = _longest(
        [
            m for m in mentions.every(*_RANK)
            if not (
                m.id == UNSPECIFIED and m.last < last
                and tokens[m.last + 1].word in lexicon.grammar.part_of
            )
        ]
    )  # fmt: skip
    slots, pains = mentions.of("slot"), mentions.named("concept", "pain")
    complaints = mentions.named("concept", "pain", "complaint")
    felt = [m for m in complaints if not scope.denied[m.first]]
    covered = {at for m in chosen for at in range(m.first, m.last + 1)}
    areas = [m for m in chosen if m.kind in ("area", "named_area")]
    others = [m for m in chosen if m.kind in ("place", "skin")]
    areas += _bare_backs(tokens, mentions, scope, covered, [*areas, *others], complaints)
    areas.sort()
    if not areas:
        other = _elsewhere(others, complaints, scope)
        return Places((), other, tuple(others))
    signs = signs or any(m.id in _SENSES for m in mentions.all)
    told = bool(mentions.named("slot", *_TELLING) or mentions.every("event", "activity"))
    skins = [m for m in others if m.kind == "skin"]
    inner_pains = [
        m for m in others
        if m.id in lexicon.inner_places and any(abs(pain.first - m.first) <= 4 for pain in pains)
    ]  # fmt: skip
    travels = [m.first for m in mentions.named("slot", *_TRAVEL)]
    counted: list[Mention] = []
    passed: list[Mention] = []
    for area in areas:
        if _only_where(tokens, scope, area, others, pains, lexicon.grammar) or _only_reached(
            tokens, scope, area, inner_pains, travels, lexicon.grammar
        ):
            passed.append(area)
        elif (
            area.kind == "named_area"
            or signs
            or _has_complaint(tokens, area, felt if others else complaints)
            or (not skins and len(tokens) <= _SHORT)
            or (not others and (asks or told or area.id in lexicon.levels))
            or (not others and area.id != UNSPECIFIED and len(tokens) <= _CHAT)
        ):
            counted.append(area)
        else:
            passed.append(area)
    fine = [m.first for m in slots.get("part_is_well", ())]
    not_it = [m.last for m in slots.get("not_this_part", ())]
    well = [
        area for area in areas
        if scope.denied[area.first]
        or (area.kind == "area" and _is_fine(tokens, scope, area, fine))
        or any(0 < area.first - at <= 3 for at in not_it)
    ]  # fmt: skip
    if others and all(area in well for area in counted):  # "a headache, no stiff neck"
        counted = []
    if any(area not in well for area in counted):
        passed += [area for area in counted if area in well]
        counted = [area for area in counted if area not in well]
    if counted and not others:  # "neck, upper back, lower back": one named beside another
        counted += [
            area for area in passed
            if area not in well
            and any(-5 <= area.first - one.last <= 5 for one in counted)
        ]  # fmt: skip
        counted.sort()
    counted = _without_landings(counted, [m.last for m in slots.get("landed_on", ())])
    if counted and skins and not _hurts_itself(scope, counted, complaints):
        counted = []
    other = None
    if not counted:
        other = _elsewhere(others, complaints, scope)
    return Places(tuple(counted), other, tuple(sorted([*others, *areas])))


def _without_landings(counted: list[Mention], falls: Sequence[int]) -> list[Mention]:
    """ "Landed on my bum, the tailbone is sore": the bum is only what was fallen on."""
    hit = [area for area in counted if any(0 < area.first - at <= 2 for at in falls)]
    if not hit or all(area in hit or area.id == UNSPECIFIED for area in counted):
        return counted
    return [area for area in counted if area not in hit]


def _hurts_itself(scope: Scope, counted: Sequence[Mention], complaints: Sequence[Mention]) -> bool:
    """Beside a rash or a lump: is there pain of the back, too?"""
    here = {scope.sentence[area.first] for area in counted}
    return any(area.kind == "named_area" for area in counted) or any(
        scope.sentence[m.first] in here and not scope.denied[m.first] for m in complaints
    )


def is_unspecified(areas: Sequence[Mention], levels: frozenset[str]) -> bool:
    """Is the back named without saying which part? A disc or spine beside "neck" is its own."""
    ids = {area.id for area in areas}
    if UNSPECIFIED not in ids or ids & levels:
        return False
    if ids == {UNSPECIFIED}:
        return True
    return any(area.id == UNSPECIFIED and "back" in area.phrase for area in areas)


def _longest(mentions: Sequence[Mention]) -> list[Mention]:
    """Of mentions that share words the longest; an idiom before a part of the body."""
    starts = {
        at
        for m in mentions
        if m.kind == "area" and m.id != UNSPECIFIED and m.last > m.first
        for at in range(m.first + 1, m.last + 1)
    }  # "lower back from golf" is no "back from"
    mentions = [m for m in mentions if m.kind != "idiom" or m.first not in starts]
    named = {
        at for m in mentions if m.kind in ("area", "named_area") and m.id != UNSPECIFIED
        for at in range(m.first, m.last + 1)
    }  # fmt: skip
    order = sorted(
        (
            m for m in mentions
            if m.id != UNSPECIFIED or not named.intersection(range(m.first, m.last + 1))
        ),
        key=lambda m: (m.first - m.last, -_RANK[m.kind], m),
    )  # fmt: skip
    taken: dict[int, Mention] = {}
    chosen: list[Mention] = []
    for mention in order:
        over = {taken[at] for at in range(mention.first, mention.last + 1) if at in taken}
        same_words = all(
            (one.first, one.last) == (mention.first, mention.last)
            and one.kind in ("area", "named_area")
            and mention.kind in ("area", "named_area")
            and UNSPECIFIED not in (one.id, mention.id)
            for one in over
        )
        if over and not same_words:
            continue
        chosen.append(mention)
        for at in range(mention.first, mention.last + 1):
            taken[at] = mention
    return sorted(chosen)


def _bare_backs(
    tokens: Sequence[Token], mentions: Mentions, scope: Scope, covered: set[int],
    parts: Sequence[Mention], complaints: Sequence[Mention],
) -> list[Mention]:  # fmt: skip
    """ "Back" without "my" counts beside a word of pain ("back is sore", "neck and back hurt")."""
    slots = mentions.of("slot")
    after_bare_back = {m.first for m in slots.get("after_bare_back", ())}
    found = []
    for mention in slots.get("bare_back", ()):
        at = mention.first
        own = _is_my_own(tokens, slots.get("hurts_me_back", ()), at, scope, complaints)
        if at in covered and not own:
            continue
        near_pain = any(
            scope.clause[m.first] == scope.clause[at]
            and (0 < m.first - at <= 4 or 0 < at - m.last <= 3)
            for m in complaints
        )
        opens = (at == 0 or tokens[at].stop > 0) and at + 1 in after_bare_back
        alone = tokens[at].stop > 0 and (at + 1 >= len(tokens) or tokens[at + 1].stop > 0)
        opens = opens or (alone and bool(complaints or mentions.of("activity")))
        near_part = bool(complaints) and any(
            abs(part.first - at) <= 2 or abs(part.last - at) <= 2 for part in parts
        )
        if near_pain or near_part or opens or own:
            found.append(mention._replace(kind="area", id=UNSPECIFIED))
    return found


def _is_my_own(
    tokens: Sequence[Token], hurting: Sequence[Mention], at: int, scope: Scope,
    complaints: Sequence[Mention],
) -> bool:  # fmt: skip
    """ "Did me back in", "me back is killing me": dialect for "my back"."""
    if not at or tokens[at].stop:
        return False
    if any(m.last == at - 2 for m in complaints) and tokens[at - 1].word in _OWN:
        return True  # "strained my back at work", which is no "back at"
    if tokens[at - 1].word not in _MY:
        return False
    return any(
        0 < m.first - at <= 3 and scope.clause[m.first] == scope.clause[at] for m in complaints
    ) or any(m.last in (at - 2, at - 1) for m in hurting)


_OWN: Final = frozenset({"my", "his", "her", "our"})
_MY: Final = frozenset({"me", "mi", "this", "that"})


def _elsewhere(
    others: Sequence[Mention], complaints: Sequence[Mention], scope: Scope
) -> Mention | None:
    """The other place that is complained of, else the first that is named and not denied."""
    named = [m for m in others if not scope.denied[m.first]]
    troubled = [m for m in named if m.kind == "skin" or _near(complaints, m, scope)]
    return next(iter(troubled or named), None)


def _near(complaints: Sequence[Mention], place: Mention, scope: Scope) -> bool:
    here = scope.sentence[place.first]
    return any(scope.sentence[m.first] == here for m in complaints)


def _has_complaint(tokens: Sequence[Token], area: Mention, complaints: Sequence[Mention]) -> bool:
    return (
        any(
            not (m.first >= area.first and m.last <= area.last) and -30 < m.first - area.first < 30
            for m in complaints
        )
        or len(tokens) <= 3
    )


def _is_fine(tokens: Sequence[Token], scope: Scope, area: Mention, fine: Sequence[int]) -> bool:
    """Is the part said to be well: "my lower back is fine"?"""
    return any(
        0 < at - area.last <= 4
        and scope.segment[at] == scope.segment[area.last]
        and not scope.denied[at]
        and not any(tokens[spot].stop for spot in range(area.last + 1, at + 1))
        for at in fine
    )


def _only_where(
    tokens: Sequence[Token], scope: Scope, area: Mention, others: Sequence[Mention],
    pains: Sequence[Mention], grammar: Grammar,
) -> bool:  # fmt: skip
    """Is the part only where a rash, a lump or a scar sits?"""
    if area.kind == "named_area":
        return False
    for skin in others:
        if skin.kind != "skin" or scope.sentence[skin.first] != scope.sentence[area.first]:
            continue
        if skin.last < area.first:
            between = {tokens[at].key for at in range(skin.last + 1, area.first)}
            pain_between = any(
                skin.last < m.first < area.first
                and not grammar.copulas.intersection(
                    tokens[at].key for at in range(skin.last, m.first)
                )
                for m in pains
            )
            if area.first - skin.last <= 9 and between & grammar.located and not pain_between:
                return True
        elif 0 < skin.first - area.last <= 7 and not any(
            area.last < m.first < skin.first - 1 or area.first - 3 <= m.first < area.first
            for m in pains
        ):
            return True
    return False


def _only_reached(
    tokens: Sequence[Token], scope: Scope, area: Mention, inner_pains: Sequence[Mention],
    travels: Sequence[int], grammar: Grammar,
) -> bool:  # fmt: skip
    """Is the part only where a pain of the belly or the chest travels to?"""
    start, _ = scope.sentence_span(area.first)
    moves = any(max(start, area.first - 6) <= at < area.first for at in travels)
    for inner in inner_pains:
        if inner.last >= area.first:
            continue
        apart = scope.sentence[area.first] - scope.sentence[inner.first]
        if apart > 0 and moves and area.kind == "area":
            return True
        if apart:
            continue
        between = range(inner.last + 1, area.first)
        if any(tokens[at].key in grammar.towards for at in between) or any(
            at in between for at in travels
        ):
            return True
    return False


_RADIATIONS: Final = (
    (Radiation.LEG, ("leg", "legs")),
    (Radiation.ARM, ("arm", "hands")),
    (Radiation.CHEST, ("chest", "ribs_only")),
    (Radiation.ABDOMEN, ("belly",)),
)


def find_radiation(
    tokens: Sequence[Token], mentions: Mentions, scope: Scope, grammar: Grammar
) -> tuple[Radiation, Mention | None, bool]:
    """Where the pain travels or also sits, the words for it, and whether leg pain is denied."""
    slots = mentions.of("slot")
    feelings = mentions.named("concept", "pain", "numb") + mentions.named("slot", "travels")
    sciatica = next(iter(slots.get("leg_pain_named", ())), None)
    reached_for = slots.get("reached_for", ())
    inside = {
        at for m in (*mentions.every("area", "named_area"), *reached_for) if m.last > m.first
        for at in range(m.first, m.last + 1)
    }  # fmt: skip
    well = [
        m.first for m in mentions.named("slot", "part_is_well", "got_over_it")
        if not scope.denied[m.first]
    ]  # fmt: skip
    cant = [m.first for m in mentions.named("concept", "cant")]
    denied = False
    if sciatica is not None and not (
        scope.feared[sciatica.first] or scope.supposed[sciatica.first]
    ):
        if not scope.denied[sciatica.first]:
            return Radiation.LEG, sciatica, False
        denied = True
    for radiation, concepts in _RADIATIONS:
        for place in sorted(mentions.named("concept", *concepts), key=lambda m: (m.first, m.last)):
            if place.first in inside:
                continue
            if any(
                0 < at - place.last <= 4 and scope.clause[at] == scope.clause[place.last]
                for at in well
            ):
                continue
            near = [f for f in feelings if _together(tokens, scope, f, place, cant, grammar)]
            near += [
                m for m in slots.get("moves", ())
                if 0 < place.first - m.last <= 7
                and scope.clause[m.first] == scope.clause[place.first]
                and any(
                    tokens[at].key in grammar.towards
                    for at in range(max(m.last + 1, place.first - 2), place.first)
                )
            ]  # fmt: skip
            near = [f for f in near if not scope.supposed[f.first]]
            if not near:
                continue
            if scope.denied[place.first] or all(scope.denied[f.first] for f in near):
                denied = denied or radiation is Radiation.LEG
                continue
            if scope.past[place.first] and radiation is not Radiation.LEG:
                continue
            return radiation, place, denied
    return Radiation.NONE, None, denied


def _of_another(
    tokens: Sequence[Token], scope: Scope, pain: Mention, place: Mention, grammar: Grammar
) -> bool:
    """Is the pain of another place: "my knee is swollen and my back hurts", "feet are fine,
    just back pain"?"""
    between = range(place.last + 1, pain.first)
    told = any(tokens[at].key in grammar.copulas for at in between[:-1])
    apart = scope.segment[place.first] != scope.segment[pain.first]
    return (told and apart) or any(
        tokens[at].word in grammar.only and tokens[at].stop for at in between
    )


def _together(
    tokens: Sequence[Token], scope: Scope, feeling: Mention, place: Mention,
    cant: Sequence[int], grammar: Grammar,
) -> bool:  # fmt: skip
    if scope.clause[feeling.first] != scope.clause[place.first] or feeling.first == place.first:
        return False
    if feeling.id == "pain" and _of_another(tokens, scope, feeling, place, grammar):
        return False
    if feeling.id == "pain" and any(feeling.last < at < place.first for at in cant):
        return False  # "my spine is on fire and i cant lift my foot"
    distance = (
        place.first - feeling.last if place.first > feeling.last else feeling.first - place.last
    )
    return distance <= 10
