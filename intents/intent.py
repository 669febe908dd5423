"""What does the person want with this message: to tell, to ask, to answer, to be reminded?

Commands, answers, ratings and small talk are recognised by their phrases (``talk``). Between the
four things people say about pain (telling of it, asking for exercises, asking for information,
telling how it changed) the *cues* of the message decide: what its questions are about, where they
stand, whether something was tried. Each cue is a named yes or no with a weight for each intent;
the weights stand in lexicon/en/cues.yaml and were fitted by ``benchmarks/fit_cues.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intents.complaint import Change, Intent
from intents.grammar import Grammar
from intents.mentions import Mention, Mentions
from intents.scope import Scope
from intents.talk import Talk
from intents.words import Token

PAIN_INTENTS: Final = (
    Intent.DESCRIBE_PAIN, Intent.ASK_EXERCISE, Intent.ASK_INFO, Intent.PAIN_UPDATE,
)  # fmt: skip
Weights = Mapping[str, Sequence[float]]  # of each cue, one number for each of PAIN_INTENTS

_STORY: Final = 60  # words from which on a message tells a story
_BRIEF: Final = 6
_SIZES: Final = (8, 15, 30, _STORY)
_MOST, _ALL = 0.5, 0.95  # share of the words of a message that are in questions
_ABOUT: Final = ("exercise", "vague", "how_soon", "cause", "care", "activity")


# where asking words make a question: where a clause opens, a sentence begins, a question mark ends
_ASKING: Final[Mapping[str, Callable[[bool, bool, bool], bool]]] = {
    "ask": lambda opens, begins, asked: opens or asked,
    "ask_inverted": lambda opens, begins, asked: begins or (opens and asked),
    "ask_anywhere": lambda opens, begins, asked: True,
}


class Questions:
    """The questions of a message, and what they are about."""

    def __init__(
        self, tokens: Sequence[Token], mentions: Mentions, scope: Scope, grammar: Grammar
    ) -> None:
        self._tokens = tokens
        self._scope = scope
        self._openers = grammar.openers
        self._said = mentions.of("question")
        vague = self._said.get("vague", ())
        tells = {mention.first for mention in self._said.get("tells", ())}
        self.asks = [
            mention
            for kind, is_asked in _ASKING.items()
            for mention in self._said.get(kind, ())
            if is_asked(
                self._opens(mention.first),
                self._begins(mention.first) and mention.first not in tells,
                self._asked(mention.first),
            )
            and not self._buried(mention.first)
            and not any(cry.first <= mention.first <= mention.last <= cry.last for cry in vague)
        ]

    def cues(self, pained: Iterable[int]) -> set[str]:
        """The cues of the questions; ``pained`` are the sentences that name a pain."""
        size, sentence = len(self._tokens), self._scope.sentence
        asked = {sentence[mention.first] for mention in self.asks}
        cues = {f"says {kind}" for kind in ("vague", "request", "trial") if kind in self._said}
        exercise, activity = self.sentences("exercise"), self.sentences("activity")
        requested = self.sentences("request")
        if exercise & self.sentences("exercise_ask"):
            cues.add("exercise beside an asking word")
        if exercise and size <= _BRIEF:
            cues.add("exercise in a few words")
        if requested & (exercise | activity):
            cues.add("requests exercise")
        if requested & self.sentences("care"):
            cues.add("requests care")
        if 0 in self.sentences("trial"):
            cues.add("trial first")
        if not asked:
            marked = {sentence[at] for at, token in enumerate(self._tokens) if token.asked}
            cues.add("question mark only" if marked else "no question")
            return cues | {f"mark: {self._about(one)}" for one in marked}
        cues |= {f"question: {self._about(one)}" for one in asked}
        cues.add(f"last question: {self._about(max(asked))}")
        if max(asked) == sentence[-1]:
            cues.add("ends in a question")
        share = sum(one in asked for one in sentence) / size
        amount = "all" if share > _ALL else "most" if share > _MOST else "some"
        cues.add(f"{amount} is question")
        if size <= _SIZES[1]:
            cues.add("short question")
        if size > _STORY:
            cues.add("question in a story")
        if asked.issuperset(pained):
            cues.add("pain in questions only")
        return cues

    def sentences(self, kind: str) -> set[int]:
        """The sentences in which a kind of question words stands."""
        return {self._scope.sentence[mention.first] for mention in self._said.get(kind, ())}

    def _about(self, sentence: int) -> str:
        return next((kind for kind in _ABOUT if sentence in self.sentences(kind)), "other")

    def _opens(self, at: int) -> bool:
        """Does a clause begin here?"""
        if at == 0 or self._tokens[at].stop > 0:
            return True
        return self._tokens[at - 1].key in self._openers

    def _begins(self, at: int) -> bool:
        """Does a sentence begin here, a word of address apart?"""
        start, _ = self._scope.sentence_span(at)
        return at == start or (at == start + 1 and self._tokens[start].key in self._openers)

    def _asked(self, at: int) -> bool:
        """Does the sentence end with a question mark?"""
        _, end = self._scope.sentence_span(at)
        return self._tokens[min(end, len(self._tokens)) - 1].asked

    def _buried(self, at: int) -> bool:
        """In a long story only a question at its beginning or end says what is wanted."""
        sentence = self._scope.sentence[at]
        return len(self._tokens) > _STORY and 0 < sentence < len(self._scope.sentence_starts) - 2


@dataclass(frozen=True, slots=True)
class Gist:
    """What the parts of a message have been found to say, for deciding what it is for."""

    questions: Questions
    talk: Talk
    about_back: bool
    elsewhere: bool  # about another part of the body
    complains: bool  # of the back, or of nothing in particular
    hurts: bool  # says a word of pain
    pained: frozenset[int]  # sentences with a word of pain or complaint
    signs: bool  # danger signs, affirmed or denied
    dangers: bool  # signs affirmed that are more than a condition or a leg pain
    rated: bool  # a rating and nothing else
    timed: bool
    lasting: bool  # says since when
    topic: str | None
    exercise: bool  # names an exercise
    movement: bool  # asks about a movement of the avoid list
    position: bool  # wishes exercises for a position
    change: Change | None


def decide_intent(
    gist: Gist, tokens: Sequence[Token], slots: Mapping[str, Sequence[Mention]], weights: Weights
) -> tuple[Intent, frozenset[str]]:
    """The one intent of a message, and the cues it was decided by (none for what is said to the
    bot). What the bot is told to do comes before what is told it."""
    asks, talk = bool(gist.questions.asks), gist.talk
    none: frozenset[str] = frozenset()
    if talk.command is not None and not gist.timed:
        return Intent.COMMAND, none
    if gist.timed and not (gist.about_back and gist.complains):
        return Intent.REMINDER, none
    if gist.rated:
        return Intent.RATING, none
    if talk.answer is not None:
        return Intent.ANSWER, none
    if gist.change is not None and not asks and len(tokens) <= _BRIEF:
        return Intent.PAIN_UPDATE, none
    if talk.social is not None:
        return Intent.SOCIAL, none
    if not _about_pain(gist, slots, asks=asks):
        return Intent.OTHER, none
    if gist.position:
        return Intent.ASK_EXERCISE, none
    cues = frozenset(_cues(gist, tokens, slots))
    scores = [0.0] * len(PAIN_INTENTS)
    for cue in sorted(cues):
        for at, weight in enumerate(weights.get(cue, ())):
            scores[at] += weight
    allowed = [intent for intent in PAIN_INTENTS if _allowed(intent, gist)]
    return max(allowed, key=lambda intent: scores[PAIN_INTENTS.index(intent)]), cues


def _about_pain(gist: Gist, slots: Mapping[str, Sequence[Mention]], *, asks: bool) -> bool:
    return (
        gist.about_back
        or gist.complains
        or gist.signs
        or gist.topic is not None
        or gist.exercise
        or gist.movement
        or gist.position
        or (gist.elsewhere and gist.hurts)
        or (gist.change is not None and not asks and _tried(slots))
        or (not gist.elsewhere and bool(gist.questions.cues(()) & _FOR_EXERCISES))
    )


def _allowed(intent: Intent, gist: Gist) -> bool:
    """May a message mean this at all? Nobody tells of pain who names none, and exercises are
    not asked for another part of the body."""
    match intent:
        case Intent.ASK_EXERCISE:
            return gist.about_back or not gist.elsewhere
        case Intent.DESCRIBE_PAIN:
            told = gist.about_back or gist.complains or gist.signs or gist.hurts
            return told and (bool(gist.pained) or not gist.movement)
        case Intent.PAIN_UPDATE:
            return gist.about_back or gist.complains or gist.change is not None
    return True


def _cues(
    gist: Gist, tokens: Sequence[Token], slots: Mapping[str, Sequence[Mention]]
) -> Iterable[str]:
    """The cues of a message about pain."""
    size = len(tokens)
    yield "any message"
    yield next((f"up to {most} words" for most in _SIZES if size <= most), "a story")
    of_questions = gist.questions.cues(gist.pained)
    yield from of_questions
    still = not gist.questions.asks
    tried = "says trial" in of_questions
    if tried and still:
        yield "trial and no question"
    for slot in ("better", "worse", "same", "relief_found", "relief_tried"):
        if slots.get(slot):
            yield f"says {slot}"
    if gist.change is not None:
        yield f"change: {gist.change}"
        if still:
            yield "change and no question"
            if size <= _SIZES[1]:
                yield "short change"
            if gist.questions.sentences("care"):
                yield "change and care"
        if tried:
            yield "change and trial"
    if slots.get("relief_found") and still:
        yield "relief and no question"
    if gist.dangers:
        yield "danger sign"
    if not gist.pained:
        yield "no word of pain"
    if gist.lasting:
        yield "says since when"
    if gist.topic is not None:
        yield "near a topic"
        yield f"topic: {gist.topic}"
    if gist.exercise:
        yield "names an exercise"


def _tried(slots: Mapping[str, Sequence[Mention]]) -> bool:
    """Does the message say what was done about the pain?"""
    return bool(slots.get("relief_found") or slots.get("relief_tried"))


_FOR_EXERCISES: Final = frozenset(
    {"exercise beside an asking word", "exercise in a few words", "requests exercise",
     "last question: exercise"}
)  # fmt: skip
