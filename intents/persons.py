"""Whose legs are numb? Which words of a message are of somebody other than its writer."""

from collections.abc import Sequence
from typing import Final

from intents.clauses import SENTENCE_END, Scope
from intents.grammar import Grammar
from intents.mentions import Mentions
from intents.words import Token

_SUBJECT: Final = 5  # words between a person and the verb that makes them its subject
_OWN: Final = 7  # words between "my" or "i" and the pain that is theirs
_GROWN: Final = 12  # a number from here on, beside a person, may be an age
_INTRODUCED: Final = 6  # words from "mum" in which her age or "she" shows that all is of her


def tell_persons(tokens: Sequence[Token], scope: Scope, grammar: Grammar) -> None:
    """Mark what is said of a relative, who may be the patient, and of a stranger, who is not.

    A person counts when they do or have something ("my nan cant", "my nans legs"), not when
    something is done to them ("lifting my son"). It goes on until the writer speaks of
    themselves or the sentence ends, and on from "she" when nobody else was named since.
    """
    marks: list[bool] | None = None
    last: list[bool] | None = None
    back_to_self: frozenset[str] = grammar.self
    begun = -1
    passing = False  # named only as the one who was lifted: "she" after that reaches to a comma
    for at, token in enumerate(tokens):
        if at and scope.clause[at] != scope.clause[at - 1] and token.key not in grammar.because:
            marks = None
        new_segment = at > 0 and scope.segment[at] != scope.segment[at - 1]
        if new_segment and (passing or _turns_back(tokens, scope, at, grammar)):
            marks = None
        named = None
        if token.key in grammar.relative or token.word in grammar.relative:
            named = scope.stranger if _is_of_others(tokens, at, grammar) else scope.relative
        elif _is_stranger(token, grammar) and not _is_writer(tokens, at, grammar):
            named = scope.stranger
        if named is not None:
            # "my nans neighbour": the neighbour
            if _acts(tokens, scope, at, grammar, stranger=named is scope.stranger):
                marks = last = named
                begun, passing = at, False
                back_to_self = grammar.self if named is scope.relative else grammar.self_speaks
            elif marks is None:
                last, passing = named, True
                if _befalls(tokens, scope, at, grammar):
                    _mark_back(named, scope, at)
                elif at + 1 < len(tokens) and tokens[at + 1].word in grammar.brought_to:
                    # "driving my friend to radiotherapy"
                    marks, begun = named, at
        elif token.word in grammar.third_person and last is not None:
            following = tokens[at + 1].key if at + 1 < len(tokens) else ""
            if following not in grammar.says:
                marks, begun = last, at
        elif (
            marks is not None and token.key in back_to_self and _is_self(tokens, at, begun, grammar)
        ):
            marks = None
        if marks is not None:
            marks[at] = True
        elif token.word in grammar.family and at and tokens[at - 1].key in grammar.runs_in:
            _mark_back(scope.relative, scope, at)


def _turns_back(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> bool:
    """Does the segment that begins here tell of the writer? It does when it says "my" or "i",
    and, behind a comma, when it tells something of nobody else."""
    spot, tells_more = at, False
    while spot < len(tokens) and scope.segment[spot] == scope.segment[at]:
        word = tokens[spot].word
        if word in grammar.third_person or tokens[spot].key in grammar.relative:
            return False
        if word in grammar.own_words:
            return True
        tells_more = tells_more or word in grammar.tells
        spot += 1
    # "my dad, with his bad heart, has ...": has is still said of him
    return tells_more and tokens[at].stop > 0 and tokens[at].word not in grammar.goes_on_of


def _is_stranger(token: Token, grammar: Grammar) -> bool:
    """ "The clients elbow" is written without its apostrophe here."""
    possessive = token.word.endswith("s") and (
        token.key in grammar.strangers or token.key in grammar.other_patients
    )
    return possessive or token.word in grammar.strangers or token.key in grammar.animals


def _mark_back(marks: list[bool], scope: Scope, at: int) -> None:
    """ "Cancer runs in the family": what stands before is of the family."""
    spot = at
    while spot >= 0 and scope.segment[spot] == scope.segment[at]:
        marks[spot] = True
        spot -= 1


def _befalls(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> bool:
    """ "A stroke took my uncle": what stands before came over him; not "i took my uncle"."""
    hit = False
    for spot in range(at - 1, max(-1, at - 2 - _SUBJECT), -1):
        if scope.segment[spot] != scope.segment[at] or tokens[spot].word in grammar.self_speaks - {
            tokens[at - 1].word
        }:
            break
        hit = hit or (spot >= at - 2 and tokens[spot].word in grammar.befalls)
        if tokens[spot].word in grammar.i_begins or tokens[spot].word in grammar.third_person:
            return False
    return hit


def _is_of_others(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "My mums friend", "the patients brother": the message is not for these."""
    if not at or tokens[at].stop or not tokens[at - 1].word.endswith("s"):
        return False
    owner = tokens[at - 1]
    return owner.key in grammar.other_patients or (
        owner.key in grammar.relative and tokens[at].key in grammar.acquaintances
    )


def _is_self(tokens: Sequence[Token], at: int, begun: int, grammar: Grammar) -> bool:
    """Is this the writer's own "my" and "i"? Not in "my nans legs, my dads back", nor in "a man
    i nurse is"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None:
        return True
    if tokens[at].word in grammar.owners and following.key in grammar.relative:
        return False
    return not (at == begun + 1 and not tokens[at].stop)


def _acts(
    tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar, *, stranger: bool
) -> bool:
    """Is something told of this person, or are they only spoken to, lifted, or beside?"""
    size = len(tokens)
    following = tokens[at + 1] if at + 1 < size else None
    if following is None or following.stop == SENTENCE_END:
        return False
    if (
        at > 1
        and tokens[at - 1].word in grammar.articles
        and tokens[at - 2].word in grammar.once_was
    ):
        return False  # "since i was a kid"
    if following.key in grammar.says or following.word in grammar.not_persons:
        return False
    begins = _begins_segment(tokens, scope, at, grammar)
    if following.key in grammar.relative or following.word in grammar.strangers:
        return False  # "my nans neighbour": it is the second one's
    if begins and (not stranger or tokens[at].key in grammar.acquaintances):
        done = following.word in grammar.of_then
        return not _to_writer(tokens, scope, at, grammar.about_me if done else grammar.to_me)
    if following.key in grammar.body and not following.stop:
        return True  # "my sons fingers", "the neighbours hip"
    if tokens[at].word.endswith("s") and following.word.endswith("ing") and not following.stop:
        return True  # "the dogs panting"
    if following.stop and not begins:
        return False
    animal = tokens[at].key in grammar.animals
    for spot in range(at + 1, min(size, at + 1 + _SUBJECT)):
        word = tokens[spot].word
        if scope.segment[spot] != scope.segment[at] or tokens[spot].key in grammar.says:
            return False
        if word in grammar.owners:
            return False  # "at the dentists my arm"
        if stranger and word in grammar.beside:
            return True  # "the guy next to me"
        if word in (grammar.animal_states if animal else grammar.states) or (
            not animal and word.endswith("ed") and word != tokens[spot].key
        ):
            return not _to_writer(tokens, scope, spot, grammar.about_me)
        if tokens[spot].stop and spot > at + 1:
            return False
    return False


def _to_writer(tokens: Sequence[Token], scope: Scope, at: int, about_me: frozenset[str]) -> bool:
    """ "A man fell on me", "someone rammed my car": it is the writer's after all."""
    return any(
        tokens[spot].word in about_me
        for spot in range(at + 1, min(len(tokens), at + 6))
        if scope.segment[spot] == scope.segment[at]
    )


def _begins_segment(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> bool:
    """Does a person stand first in their part of the sentence, but for "and my poor old"?"""
    spot = at - 1
    while spot >= 0 and scope.segment[spot] == scope.segment[at]:
        if (
            tokens[spot].word not in grammar.before_persons
            and tokens[spot].key not in grammar.relative
        ):
            return False
        spot -= 1
    return True


def _is_writer(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "I am a 40 year old man" speaks of the writer, "i care for a man" does not."""
    for spot in range(at - 1, max(-1, at - 7), -1):
        key = tokens[spot].key
        if tokens[spot + 1].stop == SENTENCE_END or key in grammar.about_others:
            return False
        if key in grammar.is_person or key in grammar.i_am:
            return True
        if key in grammar.links or key in grammar.owners:
            return False
    return at <= 4 and any(token.value is not None for token in tokens[:at])


def tells_own_trouble(
    tokens: Sequence[Token], mentions: Mentions, scope: Scope, grammar: Grammar
) -> bool:
    """Does the writer tell of a trouble of their own, so that a relative's is not theirs?"""
    if mentions.of("scope").get("own"):
        return True
    first_person = next(
        (at for at in range(len(tokens)) if scope.relative[at] or scope.stranger[at]), len(tokens)
    )
    troubles = mentions.every("area", "named_area") + mentions.named("concept", "pain")
    troubles += [
        mention for mention in mentions.named("concept", "complaint")
        if tokens[mention.first].key in grammar.complains_of
    ]  # fmt: skip
    for mention in troubles:
        at = mention.first
        if scope.relative[at] or scope.stranger[at] or scope.supposed[at]:
            continue
        if _is_mine(tokens, scope, at, grammar):
            return True
        if at < first_person < len(tokens) and not _is_introduced(tokens, first_person, grammar):
            return True
    return False


def _is_mine(tokens: Sequence[Token], scope: Scope, at: int, grammar: Grammar) -> bool:
    """Is a trouble the writer's own: "my spine aches", "the back is paining when i bend"?"""
    for spot in range(at - 1, max(-1, at - 1 - _OWN), -1):
        if scope.clause[spot] != scope.clause[at] or tokens[spot + 1].stop:
            break
        if tokens[spot].word in grammar.third_person:
            return False
        if tokens[spot].word in grammar.own_words or tokens[spot].word in grammar.about_me:
            return True
    for spot in range(at + 1, min(len(tokens), at + 1 + _OWN)):
        if tokens[spot].stop or scope.clause[spot] != scope.clause[at]:
            return False
        if tokens[spot].word in grammar.third_person or scope.relative[spot]:
            return False
        if tokens[spot].word in grammar.self_speaks and tokens[spot - 1].key in grammar.stoppers:
            # "it hurts if i press on it" may be said by who looks after the patient
            return spot + 1 >= len(tokens) or tokens[spot + 1].key not in grammar.says
    return False


def _is_introduced(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """ "Bad back, my mum is 70": the message is for the person it comes to."""
    near = tokens[at + 1 : at + 1 + _INTRODUCED]
    return any(
        (token.value or 0) >= _GROWN
        or token.word in grammar.third_person
        or token.word in grammar.age_units
        for token in near
    )
