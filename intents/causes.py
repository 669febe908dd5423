"""What brought the pain on, or makes it worse? Neither what is only mentioned nor what eases it."""

from collections.abc import Iterable, Sequence
from typing import Final

from intents.lexicon import Lexicon
from intents.mentions import Mention, Mentions
from intents.scope import Scope
from intents.words import Token

_REACH: Final = 5  # words between "when", "after" ... and what is done
_HARD_REACH: Final = 3  # words between "cant" and what is hard
_AFTER: Final = 6  # words from what is done to "hurts", "is agony"
_NEVER: Final = 99
_SHORT_TALE: Final = 18
_DEED: Final = 16  # words from a deed to the pain it brought
_FALLS: Final = ("fall", "accident")
_POSTURES: Final = ("sitting", "standing", "walking", "bending", "lying")
_DEEDS: Final = frozenset({
    "lifting", "bending", "twisting", "driving", "cough_sneeze", "exercise", "sport", "work",
    "sleep",
})  # fmt: skip
_DAILY: Final = frozenset({"morning", "work", "stress"})
_MORNING: Final = "morning"
_FALL, _SLEEP, _LIFTING = "fall", "sleep", "lifting"


def find_triggers(
    tokens: Sequence[Token], mentions: Mentions, scope: Scope, lexicon: Lexicon
) -> list[tuple[str, Mention]]:
    """What brought the pain on or makes it worse, in the order of the lexicon."""
    causes = _Causes(tokens, mentions, scope)
    found: dict[str, Mention] = {}
    for mention in mentions.all:
        cause = mention.kind in ("event", "activity") and mention.id not in found
        if cause and causes.counts(mention):
            found[mention.id] = mention
    return [(trigger, found[trigger]) for trigger in lexicon.ids.triggers if trigger in found]


class _Causes:
    """A message, asked of each deed in it whether the deed is said to matter."""

    def __init__(self, tokens: Sequence[Token], mentions: Mentions, scope: Scope) -> None:
        self._tokens, self._scope = tokens, scope
        slots, pains = mentions.of("slot"), mentions.of("concept").get("pain", ())
        troubles = [
            *mentions.every("named_area"),
            *mentions.named("concept", "pain", "complaint", "numb", "weak"),
            *mentions.named("slot", "it_went", "leg_pain_named"),
        ]
        self._troubles = sorted(m.first for m in troubles)
        self._sentences = {scope.sentence[at] for at in self._troubles}
        self._hurts = sorted(m.first for m in (*pains, *slots.get("makes_it_hurt", ())))
        no_ease = {at for m in slots.get("not_eased", ()) for at in range(m.first, m.last + 1)}
        self._eases = [
            m for m in slots.get("eases_it", ())
            if not scope.denied[m.first] and m.first not in no_ease
        ]  # fmt: skip
        self._links = [m.last for m in slots.get("brings_it_on", ())]
        self._weak_links = [m.first for m in slots.get("goes_with", ())]
        self._hard = [m.last for m in slots.get("hard_to_do", ())]
        self._undone = [*self._hard, *(m.last for m in slots.get("not_done", ()))]
        self._much = sorted(m.first for m in slots.get("much_of_it", ()))
        self._no_cause = {
            at for m in slots.get("not_a_cause", ()) for at in range(m.first, m.last + 1)
        }
        self._areas = {m.first for m in mentions.every("area", "named_area")}
        self._pains = {m.first for m in pains}
        self._over = {scope.sentence[m.first] for m in slots.get("got_over_it", ())}
        self._made_worse = {
            scope.sentence[m.first] - 1 for m in slots.get("it_made_worse", ())
            if m.first - scope.sentence_span(m.first)[0] <= 2
        }  # fmt: skip
        self._no_matter = [m.last for m in slots.get("no_matter", ())]
        self._limbs = {m.first for m in mentions.named("concept", "leg", "arm", "foot", "neck")}
        self._postures = [m.last for m in mentions.named("activity", *_POSTURES)]
        self._falls = mentions.named("event", *_FALLS)
        first_words = {start + step for start in scope.sentence_starts for step in range(2)}
        self._questions = {
            scope.sentence[m.first] for m in mentions.named("question", "ask")
            if m.first in first_words
        }  # fmt: skip

    def counts(self, mention: Mention) -> bool:
        """Did what is mentioned bring the pain on, or does it make it worse?"""
        at = mention.first
        if at in self._no_cause or self._scope.denied[at] or self._scope.stranger[at]:
            return False
        if self._is_of(self._no_matter, at, _REACH):
            return False
        if self._scope.sentence[at] in self._questions and not self._told_in_question(mention):
            return False
        if mention.kind == "event":
            return self._happened(mention)
        if any(
            -3 <= at - fall.last <= 4 and self._scope.segment[at] == self._scope.segment[fall.first]
            for fall in self._falls
        ):
            return False  # "slid down the stairs" is no walking, a bike accident no exercise
        return self._matters(mention)

    def _told_in_question(self, mention: Mention) -> bool:
        """ "What helps a back that hurts when i sit?" tells as well as asks."""
        return self._trouble_before(mention.first, _DEED) and (
            mention.kind == "event" or self._is_of(self._links, mention.first, _REACH)
        )

    def _happened(self, mention: Mention) -> bool:
        token = self._tokens[mention.first]
        habit = mention.id == _FALL and mention.first == mention.last and token.word == token.key
        asked = self._scope.sentence[mention.first] in self._questions
        if habit or (self._scope.supposed[mention.first] and not asked):
            return False
        if self._scope.sentence[mention.first] in self._over:
            return False
        if mention.id in _DAILY:
            here = self._scope.sentence[mention.first]
            told = here in self._sentences or any(
                self._scope.sentence[spot] == here for spot in self._areas
            )
            return told and not self._is_eased(mention, after=mention.id != _MORNING)
        return True

    def _matters(self, mention: Mention) -> bool:
        first = mention.first
        if self._is_eased(mention):
            return False
        if mention.id in _POSTURES and self._is_hard(mention):
            return True
        near = self._in_trouble(first)
        if near and (self._is_of(self._links, first, _REACH) or self._goes_with(mention)):
            return True
        if self._hurts_after(mention) or self._scope.sentence[first] in self._made_worse:
            return True
        if self._is_much(mention) or self._is_short_tale(first):
            return True
        return mention.id in _DEEDS and (self._deed_hurt(mention) or (near and self._is_all(first)))

    def _goes_with(self, mention: Mention) -> bool:
        """ "Aches on long drives", "sore with sitting"."""
        scope = self._scope
        troubles = (*self._troubles, *self._hurts)
        return any(
            0 < mention.first - link <= 3
            and any(
                0 < link - spot <= 2 and scope.segment[spot] == scope.segment[link]
                for spot in troubles
            )
            and scope.segment[link] == scope.segment[mention.first]
            for link in self._weak_links
        )

    def _is_short_tale(self, at: int) -> bool:
        """Who in a few words tells of pain and of what they did, tells of its cause."""
        if len(self._tokens) > _SHORT_TALE or self._is_of(self._undone, at, _HARD_REACH):
            return False
        sentence = self._scope.sentence
        return any(
            sentence[spot] == sentence[at] and abs(spot - at) <= _DEED
            for spot in (*self._troubles, *self._areas)
        )

    def _is_all(self, at: int) -> bool:
        """ "Ouch, sore neck. Bloody tennis.": a few words and nothing else."""
        start, end = self._scope.sentence_span(at)
        return end - start <= 4 and self._tokens[at].word not in ("sit", "lie")

    # -- how it is said ------------------------------------------------------------------

    def _is_of(self, links: Iterable[int], at: int, reach: int) -> bool:
        """Does one of these words stand shortly before, in one breath?"""
        return any(
            0 < at - link <= reach
            and self._scope.clause[link] == self._scope.clause[at]
            and not any(self._tokens[spot].stop for spot in range(link + 1, at + 1))
            for link in links
        )

    def _is_hard(self, mention: Mention) -> bool:
        """ "Cant sit", "hurts to bend"; not "cant bend my knee"."""
        if any(spot in self._limbs for spot in range(mention.last + 1, mention.last + 4)):
            return False
        at, clause = mention.first, self._scope.clause
        if self._is_of(self._hard, at, _HARD_REACH):
            return True
        # a list: "cant sit, stand or walk"
        return any(
            0 < at - link <= 3 * _HARD_REACH
            and clause[link] == clause[at]
            and any(link < spot < at and at - spot <= 3 for spot in self._postures)
            for link in self._hard
        )

    def _in_trouble(self, at: int) -> bool:
        """Is pain told of in this sentence or the one beside it?"""
        here = self._scope.sentence[at]
        return not self._sentences.isdisjoint((here - 1, here, here + 1))

    def _trouble_before(self, at: int, far: int) -> bool:
        sentence = self._scope.sentence
        return any(
            0 < at - spot <= far and sentence[spot] == sentence[at] for spot in self._troubles
        )

    def _hurts_after(self, mention: Mention) -> bool:
        """ "Sitting hurts", "walking is agony"; "standing five minutes and my back aches"."""
        last, tokens, scope = mention.last, self._tokens, self._scope
        subject = mention.first == 0 or tokens[mention.first].stop > 0
        for spot in self._hurts:
            if not 0 < spot - last <= (2 * _AFTER if subject else _AFTER - 2):
                continue
            if (
                scope.sentence[spot] != scope.sentence[last]
                or scope.clause[spot] != scope.clause[last]
            ):
                continue
            if any(tokens[at].stop for at in range(last + 1, spot + 1)):
                continue
            if subject or scope.segment[spot] == scope.segment[last]:
                return True
        return False

    def _is_much(self, mention: Mention) -> bool:
        """ "Gardening all sunday", "drive 12 hours", "long shifts"."""
        scope = self._scope
        here = scope.sentence[mention.first]
        if mention.id == _SLEEP or not (
            self._in_trouble(mention.first)
            or any(scope.sentence[spot] == here for spot in self._areas)
        ):
            return False
        return any(
            (0 < spot - mention.last <= 4 or 0 < mention.first - spot <= 3)
            and scope.segment[spot] == scope.segment[mention.first]
            for spot in self._much
        )

    def _deed_hurt(self, mention: Mention) -> bool:
        """ "Sneezed and my back locked", "pulled something lifting snow"."""
        token, sentence = self._tokens[mention.first], self._scope.sentence
        if any(spot in self._limbs for spot in range(mention.last + 1, mention.last + 4)):
            return False
        if mention.id == _LIFTING and not self._pains.isdisjoint(
            range(mention.last + 1, mention.last + 4)
        ):
            return False  # "carrying this pain"
        here = sentence[mention.first]
        follows = any(
            0 < spot - mention.last <= _DEED and sentence[spot] == here for spot in self._troubles
        )
        if token.word.endswith("ing"):
            return self._trouble_before(mention.first, _DEED // 2) and not token.stop
        if token.word == token.key:  # a noun, or the speech of those who use no past
            return follows and mention.id in ("lifting", "cough_sneeze")
        return follows or self._trouble_before(mention.first, _DEED)

    def _is_eased(self, mention: Mention, *, after: bool = True) -> bool:
        """ "Better when i walk", "goes when i sit", "a swim helps"."""
        first, last, scope, tokens = mention.first, mention.last, self._scope, self._tokens
        clause = scope.clause[first]
        links = {*self._links, *self._weak_links}

        def nearest(spots: Iterable[int], far: int, *, later: bool) -> int:
            near = [_NEVER]
            for spot in spots:
                if scope.clause[spot] != clause:
                    continue
                span = range(last + 1, spot + 1) if later else range(spot + 1, first + 1)
                if 0 < len(span) <= far and sum(tokens[at].stop > 0 for at in span) <= later:
                    near.append(len(span))
            return min(near)

        before = nearest((m.last for m in self._eases), _AFTER, later=False)
        if before < _NEVER and before <= nearest(self._hurts, _AFTER, later=False):
            return True
        # "comes when i stand, goes when i sit": the easing is of what follows
        own = (m.first for m in self._eases if not links.intersection((m.last + 1, m.last + 2)))
        eased = nearest(own, _AFTER, later=True)
        return after and eased < nearest(self._hurts, _AFTER, later=True)
