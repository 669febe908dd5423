"""Is a finding affirmed, denied, past, or only feared? How far small words such as "no" reach."""

from collections.abc import Sequence

from intents.clauses import Scope, divide
from intents.denials import deny
from intents.framing import ById, put_in_past, suppose
from intents.grammar import Grammar
from intents.persons import tell_persons
from intents.words import Token

__all__ = ["Scope", "read_scope"]


def read_scope(
    tokens: Sequence[Token],
    steering: ById,
    grammar: Grammar,
    own_denial: Sequence[bool],
) -> Scope:
    """Work out the reach of denials, past and fear over a message, and of whom it speaks.

    ``steering`` are the scope phrases found; ``own_denial`` marks words that belong to a sign
    ("cant feel", "no feeling"), whose denying word is part of what is said and denies
    nothing else.
    """
    scope = divide(tokens, grammar)
    suppose(tokens, scope, steering, grammar)
    deny(tokens, scope, steering, own_denial, grammar)
    put_in_past(tokens, scope, steering, own_denial, grammar)
    tell_persons(tokens, scope, grammar)
    return scope
