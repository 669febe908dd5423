"""Is a short message an answer, a command, small talk; which topic or exercise does it name?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intents.complaint import Answer, Command, Social
from intents.lexicon import ANSWER, Lexicon, without
from intents.matcher import Matcher
from intents.mentions import Entry
from intents.phrases import Near, PhraseIndex
from intents.words import Token

_LONGEST: Final = 12  # words of a message that can be an answer, a command or small talk
_LONGEST_NAMING: Final = 24  # words of a message in which an exercise is named
_SURE: Final = 0.5  # confidence from which on a likeness is taken
NO_TALK: Final = "none"  # the label of what is not said to the bot, in talk.json
_WITH_REASON: Final = frozenset(  # commands that are said with a reason: "one sec, doorbell"
    {Command.PAUSE, Command.SKIP, Command.EASIER, Command.SHORTER, Command.LONGER}
)
_REASONED: Final = 8  # words of such a message
_NEVER_GUESSED: Final = frozenset(  # what clears a danger sign, ends or removes something
    {NO_TALK, f"{ANSWER}{Answer.NO}", Command.DELETE, Command.REMINDERS_OFF, Command.FACTS_OFF,
     Command.STOP, Command.BEEN_CHECKED}
)  # fmt: skip
_FEWEST: Final = 2  # words of a message that can be like another
_SOCIAL: Final = frozenset(Social)
_DEEDS: Final = frozenset({Command.DONE, Command.SKIP, Command.START, Command.IT_HURTS})
_TOPIC_SCORE: Final = 62.0
_EXERCISE_SCORE, _EXERCISE_HELD = 60.0, 0.99


@dataclass(frozen=True, slots=True)
class Talk:
    """What a short message says to the bot, with the phrase it met and its score."""

    answer: Answer | None = None
    command: Command | None = None
    social: Social | None = None
    met: tuple[tuple[str, str, float], ...] = ()  # finding, phrase, score
    loose: bool = False  # only like a phrase


class TalkFinder:
    """Compares messages with answers, commands, small talk, topics and exercise names."""

    def __init__(
        self,
        lexicon: Lexicon,
        exercises: Mapping[str, Sequence[str]],
        topics: Mapping[str, Sequence[str]],
        matcher: Matcher,
    ) -> None:
        """``matcher`` tells commands, answers and small talk apart, and from ``NO_TALK``."""
        self._lexicon = lexicon
        self._matcher = matcher
        self._denies = lexicon.grammar.deny_verb | lexicon.grammar.plain_no
        light = lexicon.grammar.light
        titled = {id_: [*topics.get(id_, ()), *asks] for id_, asks in lexicon.topics.items()}
        only_titled = {id_: titles for id_, titles in topics.items() if id_ not in titled}
        named = {id_: [*names, id_.replace("_", " ")] for id_, names in exercises.items()}
        self._topics = self._index(titled | only_titled, light | lexicon.grammar.light_in_topics)
        self._exercises = self._index(named, light)

    def _index(self, phrases: Mapping[str, Sequence[str]], light: frozenset[str]) -> PhraseIndex:
        keys_of = self._lexicon.dictionary.phrase
        keyed = {id_: [(text, keys_of(text)) for text in many] for id_, many in phrases.items()}
        return PhraseIndex(keyed, light=light)

    def find_talk(self, tokens: Sequence[Token], *, flagged: bool) -> Talk:
        """The answer, command and small talk of a message that is short enough for them, by
        whole phrases. ``flagged`` messages have a danger sign."""
        if len(tokens) > _LONGEST:
            return Talk()
        keys = tuple(token.key for token in tokens)
        entries = (
            self._lexicon.whole.get(keys)
            or self._in_parts(tokens, flagged=flagged)
            or self._whole(keys)
            or self._twice(keys)
        )
        first: dict[str, Entry] = {}
        for entry in entries:
            first.setdefault(entry.kind, entry)
        return Talk(
            answer=Answer(first["answer"].id) if "answer" in first else None,
            command=Command(first["command"].id) if "command" in first else None,
            social=Social(first["social"].id) if "social" in first else None,
            met=tuple((f"{kind}:{one.id}", one.phrase, 100.0) for kind, one in first.items()),
        )

    def find_topic(self, sentences: Sequence[Sequence[Token]]) -> tuple[int, Near] | None:
        """The topic one of the sentences asks about: its place and the phrase it is near to."""
        best: tuple[int, Near] | None = None
        for place, sentence in enumerate(sentences):
            near = self._topics.nearest([token.key for token in sentence])
            if near is None or near.score < _TOPIC_SCORE:
                continue
            if best is None or near.score > best[1].score:
                best = place, near
        return best

    def find_exercise(self, tokens: Sequence[Token]) -> Near | None:
        """The exercise a message names in full."""
        if len(tokens) > _LONGEST_NAMING:
            return None
        near = self._exercises.nearest([token.key for token in tokens])
        if near is None or near.held < _EXERCISE_HELD or near.score < _EXERCISE_SCORE:
            return None
        return near

    def _whole(self, keys: tuple[str, ...]) -> tuple[Entry, ...]:
        whole, polite = self._lexicon.whole, self._lexicon.polite
        return whole.get(keys) or whole.get(without(keys, polite)) or ()

    def _twice(self, keys: tuple[str, ...]) -> tuple[Entry, ...]:
        """Two phrases that mean the same in one breath: "yeah sure", "nope not really"."""
        for at in range(1, len(keys)):
            second = {(one.kind, one.id) for one in self._whole(keys[at:])}
            same = tuple(one for one in self._whole(keys[:at]) if (one.kind, one.id) in second)
            if same:
                return same
        return ()

    def _in_parts(self, tokens: Sequence[Token], *, flagged: bool) -> tuple[Entry, ...]:
        """ "Hi, skip this one": every part between commas means something, or the first is
        small talk and another means something."""
        parts: list[list[str]] = []
        for at, token in enumerate(tokens):
            if not at or token.stop:
                parts.append([])
            parts[-1].append(token.key)
        if len(parts) < 2:
            return ()
        found = [self._whole(tuple(part)) for part in parts]
        first_said = [entry for entry in found[0] if entry.id in _WITH_REASON]
        if first_said and not flagged and len(tokens) <= _REASONED:
            return tuple(first_said)
        opened = bool(found[0]) and found[0][0].kind == "social" and any(found[1:])
        if not all(found) and not opened:
            return ()
        return tuple(entry for part in found for entry in part)

    def liken(self, tokens: Sequence[Token], *, asks: bool) -> Talk:
        """What a message is most like that says nothing else; a guess, and marked as one.

        What clears a danger sign, ends or removes something is never guessed. A question
        (``asks``) is no answer, and a message that denies is like nothing that does not.
        """
        if not _FEWEST <= len(tokens) <= _LONGEST:
            return Talk()
        said = self._matcher.match(" ".join(token.word for token in tokens), limit=1)
        if not said or said[0].confidence < _SURE or said[0].label in _NEVER_GUESSED:
            return Talk()
        best = said[0]
        if asks and (best.label.startswith(ANSWER) or best.label in _DEEDS):
            return Talk()
        shown = self._lexicon.dictionary.phrase(best.phrase or "")
        if self._denies.isdisjoint(token.key for token in tokens) != self._denies.isdisjoint(shown):
            return Talk()
        finding, answer, command, social = "command", None, None, None
        if best.label.startswith(ANSWER):
            finding = "answer"
            answer = Answer(best.label.removeprefix(ANSWER))
        elif best.label in _SOCIAL:
            finding, social = "social", Social(best.label)
        else:
            command = Command(best.label)
        named = f"{finding}:{answer or command or social}"
        like = f"like {best.phrase or best.label!r}"
        met = ((named, like, round(100 * best.confidence, 1)),)
        return Talk(answer=answer, command=command, social=social, met=met, loose=True)
