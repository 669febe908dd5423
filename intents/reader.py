"""What did a person mean? Puts words, places, signs and details together into a complaint."""

import re
from collections.abc import Mapping, Sequence, Set
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Final

from intents import places as where
from intents import slots as details
from intents.causes import find_triggers
from intents.clauses import SENTENCE_END
from intents.complaint import Command, Complaint, Duration, Evidence, Intent, Radiation, Timing
from intents.durations import find_duration
from intents.grammar import Grammar
from intents.intent import Gist, Questions, decide_intent
from intents.lexicon import Lexicon, LexiconIds, load_lexicon, load_matcher
from intents.matcher import Matcher
from intents.mentions import Mention, Mentions
from intents.movements import Movement, MovementFinder
from intents.persons import tells_own_trouble
from intents.phrases import Near
from intents.positions import PositionFinder
from intents.repair import Speller
from intents.scope import Scope, read_scope
from intents.signs import Found, SignFinder, Verdict
from intents.talk import TalkFinder
from intents.times import find_timing
from intents.trace import Trace
from intents.words import LONGEST_WORD, Token, join, tokenise

_MOST_REPAIRS: Final = 60  # different misspelled words of one message that are repaired
_READ: Final = 800  # words from the start that are read for anything but danger signs
_TIMED_WORDS, _TIMED_LETTERS = 60, 1000  # of a message that can ask for a reminder
_ASKING: Final = 30  # asking sentences of a message that are compared with topics
_NAMED_TOPIC: Final = 6  # words of a message that can name a topic without asking
_GUESS_COST: Final = 15.0  # taken off a score of 100 when every word was repaired
_FOREIGN: Final = re.compile(r"[^\W\d_a-zA-ZÀ-ɏ]")


class Reader:
    """Reads messages. Pure: the same text always gives the same complaint, whoever asks."""

    def __init__(
        self,
        lexicon: Lexicon,
        exercises: Mapping[str, Sequence[str]],
        topics: Mapping[str, Sequence[str]],
        avoid: Mapping[str, Sequence[str]],
        matcher: Matcher,
    ) -> None:
        self._names = names = _words_of(exercises, topics, avoid)
        self.lexicon = lexicon
        moves = _words_of(exercises)
        self.speller = Speller(lexicon.spoken | names, lexicon.good | names, lexicon.body | moves)
        self.signs = SignFinder(lexicon.signs, lexicon.grammar)
        self.talk = TalkFinder(lexicon, exercises, topics, matcher)
        self.movements = MovementFinder(lexicon, avoid)
        self.positions = PositionFinder(lexicon)

    def ids(self) -> LexiconIds:
        """The ids of the lexicon, for the check against content when the bot starts."""
        return self.lexicon.ids

    def understand(self, text: str) -> Complaint:
        """Understand one message. Never raises, whatever the text; never waits for anything.

        The work grows in step with the length of the text: danger signs are found anywhere
        in a long one, everything else in its first 800 words.
        """
        return self.trace(text).complaint

    def trace(self, text: str) -> Trace:
        """Understand one message, and keep what every step found. As safe as ``understand``."""
        tokens = self._tokens(text)
        if not tokens:
            foreign = bool(_FOREIGN.search(text[:2000]))
            return Trace(text, complaint=Complaint(other_language=foreign, understood=foreign))
        return _Reading(self, text, tokens).trace()

    def _tokens(self, text: str) -> list[Token]:
        """The words of a message, misspelled ones repaired and run-together ones parted."""
        dictionary = self.lexicon.dictionary
        tokens: list[Token] = []
        repairs: dict[str, tuple[str, ...]] = {}
        for token in join(tokenise(text, dictionary), self.lexicon.joined):
            word = token.word
            if word in dictionary.keys or not 3 <= len(word) <= LONGEST_WORD:
                tokens.append(token)
                continue
            if word not in repairs and len(repairs) < _MOST_REPAIRS:
                repairs[word] = self._meant(word)
            meant = repairs.get(word, ())
            for place, part in enumerate(meant):
                normal = dictionary.normal(part)
                tokens.append(
                    token._replace(
                        word=normal,
                        key=dictionary.key(normal),
                        value=dictionary.value(normal),
                        stop=0 if place else token.stop,
                        repaired=len(meant) == 1,
                    )
                )
            if not meant:
                tokens.append(token)
        return tokens

    def _meant(self, word: str) -> tuple[str, ...]:
        if word in self._names:
            return ()
        repaired = self.speller.repair(word)
        return (repaired,) if repaired is not None else self.speller.split(word)


def _words_of(*groups: Mapping[str, Sequence[str]]) -> frozenset[str]:
    names = [name for group in groups for many in group.values() for name in many]
    return frozenset(word for name in names for word in re.findall(r"[a-z]+", name.casefold()))


class _Reading:
    """One message on its way to a complaint."""

    def __init__(self, reader: Reader, text: str, tokens: list[Token]) -> None:
        self._reader = reader
        self._lexicon = reader.lexicon
        self._text = text
        self._all_tokens = tokens
        self._evidence: list[Evidence] = []
        self._cues: frozenset[str] = frozenset()
        met = _without_parts(tokens, self._lexicon.trie.find(tokens), self._lexicon.grammar)
        self._all_mentions = mentions = Mentions(met)
        self._scope = self._read_scope(mentions)
        own_words = tells_own_trouble(tokens, mentions, self._scope, self._lexicon.grammar)
        self._found = reader.signs.find(tokens, mentions, self._scope, own_words)
        self._tokens = tokens[:_READ]
        self._mentions = mentions
        if len(tokens) > _READ:
            self._mentions = Mentions([m for m in met if m.last < _READ])
        self._slots = self._mentions.of("slot")

    def trace(self) -> Trace:
        complaint = self.complaint()
        return Trace(
            text=self._text,
            complaint=complaint,
            tokens=tuple(self._all_tokens),
            mentions=tuple(self._all_mentions.all),
            scope=self._scope,
            found=tuple(self._found),
            cues=self._cues,
        )

    def complaint(self) -> Complaint:
        tokens, mentions, scope, slots = self._tokens, self._mentions, self._scope, self._slots
        lexicon, grammar = self._lexicon, self._lexicon.grammar
        questions = Questions(tokens, mentions, scope, grammar)
        position = self._reader.positions.find(tokens, mentions, scope, questions)
        if position is not None:  # its words name neither a sore place nor what brings pain on
            apart = [m for m in mentions.all if not position.first <= m.first <= position.last]
            mentions = Mentions(apart)
            slots = mentions.of("slot")
        places = where.find_places(
            tokens, mentions, scope, lexicon,
            asks=bool(questions.asks), signs=bool(self._found),
        )  # fmt: skip
        radiates, radiates_at, radiates_denied = where.find_radiation(
            tokens, mentions, scope, grammar
        )
        areas = {area.id for area in places.areas}
        goes_down = radiates is Radiation.LEG and self._travels_to(radiates_at)
        about_back = bool(areas) or goes_down
        elsewhere = places.other if not about_back else None
        position = position if elsewhere is None else None
        duration = find_duration(tokens, mentions, scope, lexicon)
        side = details.find_side(tokens, slots, places.body, grammar)
        number = details.find_number(tokens, self._text, slots, lexicon, placed=bool(places.areas))
        change = details.find_change(slots, scope)
        triggers = find_triggers(tokens, mentions, scope, lexicon)
        flags, denied = self._flags(
            long_ago=duration is not None and duration[0] is Duration.CHRONIC,
            leg_pain=radiates_at if radiates is Radiation.LEG and about_back else None,
        )
        pained = [m.first for m in mentions.named("concept", *_PAINED)]
        pained += [area.first for area in places.areas]
        timing = self._timing()
        talk = self._reader.talk.find_talk(tokens, flagged=bool(flags))
        answers = bool(side or pained or duration or triggers)  # part of an answer, no question
        spoken_to = talk.answer is not None or talk.command is not None
        asking = {scope.sentence[mention.first] for mention in questions.asks}
        topic = exercise = movement = None
        if position is None:
            topic = self._topic(asking, answers=answers or spoken_to)
        if talk.command is None:
            exercise = self._exercise()
            movement = self._movement(questions, topic, exercise)
        if movement is not None and elsewhere is not None:
            if movement.first <= elsewhere.first <= movement.last:  # the toes of "touch my toes"
                elsewhere = None
            else:
                movement = None
        says_else = (
            talk.met, flags, denied, places.areas, places.other, timing, number, change, topic,
            exercise, duration, side, triggers, movement, position,
        )  # fmt: skip
        if not any(says_else):
            talk = self._reader.talk.liken(tokens, asks=bool(asking) or tokens[-1].asked)
        gist = Gist(
            questions=questions,
            talk=talk,
            about_back=about_back,
            elsewhere=elsewhere is not None,
            complains=bool(pained) and elsewhere is None,
            hurts=bool(mentions.named("concept", "pain")),
            pained=frozenset(
                scope.sentence[m.first]
                for m in mentions.named("concept", "pain", "complaint")
                if movement is None or not movement.first <= m.first <= movement.last
            ),
            signs=bool(flags or denied),
            dangers=not _HARMLESS.issuperset(flags),
            rated=number is not None and number[3],
            timed=timing is not None,
            lasting=duration is not None,
            topic=topic,
            exercise=exercise is not None,
            movement=movement is not None,
            position=position is not None,
            change=change[0] if change else None,
        )
        intent, self._cues = decide_intent(gist, tokens, slots, lexicon.cue_weights)
        command = talk.command
        if intent not in _ASKS:
            movement = position = None
        elif position is not None:
            command = Command.EXERCISES
        tells = about_back or intent not in _TALK
        intensity = details.find_intensity(tokens, slots, scope, pained) if tells else None
        triggers = triggers if tells else []
        duration = duration if tells else None
        for finding, phrase, score in talk.met:
            self._show(finding, 0, len(tokens) - 1, phrase, score)
        for area in places.areas:
            self._show_mention(f"area:{area.id}", area)
        if elsewhere is not None:
            self._show_mention(f"other_place:{elsewhere.id}", elsewhere)
        if side is not None:
            self._show_mention(f"side:{side[0]}", side[1])
        if radiates_at is not None:
            self._show_mention(f"radiates:{radiates}", radiates_at)
        if duration is not None:
            self._show(f"duration:{duration[0]}", *duration[2:])
        if intensity is not None:
            self._show_mention(f"intensity:{intensity[0]}", intensity[1])
        if number is not None:
            self._show(f"number:{number[0]}", number[1], number[2], "number")
        for trigger, mention in triggers:
            self._show_mention(f"trigger:{trigger}", mention)
        if movement is not None:
            self._show(f"avoid:{movement.id}", movement.first, movement.last, movement.phrase)
        if position is not None:
            self._show(f"position:{position.id}", position.first, position.last, position.phrase)
        if change is not None and intent in _CHANGES:
            self._show_mention(f"change:{change[0]}", change[1])
        other_language = self._other_language()
        return Complaint(
            intent=intent,
            understood=bool(self._evidence) or intent is not Intent.OTHER or other_language,
            about_back=about_back,
            other_place=elsewhere.id if elsewhere is not None else None,
            areas=tuple(area for area in lexicon.ids.areas if area in areas),
            back_unspecified=where.is_unspecified(places.areas, lexicon.levels),
            side=side[0] if side else None,
            radiates=radiates,
            radiates_denied=radiates_denied,
            duration=duration[0] if duration else None,
            first_days=duration[1] if duration else False,
            intensity=intensity[0] if intensity else None,
            number=number[0] if number else None,
            triggers=tuple(trigger for trigger, _ in triggers),
            red_flags=flags,
            denied_flags=denied,
            answer=talk.answer,
            command=command,
            loose=talk.loose,
            social=talk.social,
            change=change[0] if change is not None and intent in _CHANGES else None,
            topic=topic,
            exercise=exercise.id if exercise is not None else None,
            avoid=movement.id if movement is not None else None,
            position=position.id if position is not None else None,
            timing=timing,
            other_language=other_language,
            evidence=tuple(self._evidence),
        )

    # -- scope and signs -----------------------------------------------------------------

    def _read_scope(self, mentions: Mentions) -> Scope:
        """The reach of small words. The "no" of a sign ("no feeling") denies nothing else."""
        tokens, grammar = self._all_tokens, self._lexicon.grammar
        own_denial = [False] * len(tokens)
        beside = self._concepts_beside(mentions)
        for mention in mentions.every(*_SIGN_KINDS):
            if mention.first == mention.last:
                continue
            following = tokens[mention.last + 1].key if mention.last + 1 < len(tokens) else ""
            feeling_denied = mention.id in _FEELINGS and following in grammar.denied_feeling
            if feeling_denied:
                continue
            if mention.kind == "concept" and not self._reader.signs.can_meet(
                mention.id, beside[mention.first]
            ):
                continue
            for at in range(mention.first, mention.last + 1):
                own_denial[at] = True
        return read_scope(tokens, mentions.of("scope"), grammar, own_denial)

    def _concepts_beside(self, mentions: Mentions) -> list[set[str]]:
        """For every word, the concepts met in its sentence."""
        beside: list[set[str]] = []
        for at, token in enumerate(self._all_tokens):
            new_sentence = not at or token.stop == SENTENCE_END
            beside.append(set() if new_sentence else beside[-1])
        for id_, many in mentions.of("concept").items():
            for mention in many:
                beside[mention.first].add(id_)
        return beside

    def _flags(
        self, *, long_ago: bool, leg_pain: Mention | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The signs affirmed and denied. An affirmed sign is not denied too."""
        signs = self._lexicon.signs
        found = [one for one in self._found if not (long_ago and signs[one.sign].recent)]
        if leg_pain is not None:
            found += [
                Found(sign.id, leg_pain.first, leg_pain.last, leg_pain.phrase, Verdict.AFFIRMED)
                for sign in signs.values()
                if sign.leg_pain
            ]
        affirmed = {one.sign for one in found if one.affirmed}
        affirmed -= {id_ for id_ in affirmed if affirmed.intersection(signs[id_].not_with)}
        denied = {one.sign for one in found if one.denied} - affirmed
        shown: set[tuple[str, str]] = set()
        for one in found:
            counts = one.denied if one.sign in denied else one.affirmed and one.sign in affirmed
            if counts and (one.sign, one.entry) not in shown:
                shown.add((one.sign, one.entry))
                finding = "denied_flag" if one.denied else "red_flag"
                self._show(f"{finding}:{one.sign}", one.first, one.last, one.entry)
        order = self._lexicon.ids.red_flags
        return (
            tuple(id_ for id_ in order if id_ in affirmed),
            tuple(id_ for id_ in order if id_ in denied),
        )

    def _travels_to(self, place: Mention | None) -> bool:
        return place is not None and any(
            0 < place.first - m.last <= 4 for m in self._slots.get("travels", ())
        )

    # -- talk ----------------------------------------------------------------------------

    def _timing(self) -> Timing | None:
        if len(self._tokens) > _TIMED_WORDS or len(self._text) > _TIMED_LETTERS:
            return None
        found = find_timing(self._text)
        if found is None:
            return None
        words = self._text[found.start : found.end]
        self._evidence.append(Evidence("timing", words, found.start, found.end, "time", 100.0))
        return found.timing

    def _topic(self, asking: Set[int], *, answers: bool) -> str | None:
        """The topic a sentence asks about; a few words that tell nothing else can name one."""
        tokens, size = self._tokens, len(self._tokens)
        names = size <= _NAMED_TOPIC and not answers
        starts = [start for start in self._scope.sentence_starts if start < size]
        spans = [
            (start, end)
            for sentence, (start, end) in enumerate(pairwise([*starts, size]))
            if names or sentence in asking or tokens[end - 1].asked
        ][:_ASKING]
        best = self._reader.talk.find_topic([tokens[start:end] for start, end in spans])
        if best is None:
            return None
        place, near = best
        start, end = spans[place]
        self._show(f"topic:{near.id}", start, end - 1, near.phrase, near.score)
        return near.id

    def _exercise(self) -> Near | None:
        near = self._reader.talk.find_exercise(self._tokens)
        if near is not None:
            last = len(self._tokens) - 1
            self._show(f"exercise:{near.id}", 0, last, near.phrase, near.score)
        return near

    def _movement(
        self, questions: Questions, topic: str | None, exercise: Near | None
    ) -> Movement | None:
        """The movement of the avoid list asked about; an exercise of as long a name is meant
        instead."""
        movement = self._reader.movements.find(
            self._tokens, self._mentions, self._scope, questions, topic
        )
        if movement is None or exercise is None:
            return movement
        return movement if movement.size > self._reader.movements.size(exercise.phrase) else None

    # -- the rest ------------------------------------------------------------------------

    def _other_language(self) -> bool:
        """Is the message in a script or a language that is not read here?"""
        start = self._text[:500]
        if not start.isascii():
            letters = sum(map(str.isalpha, start))
            if letters and len(_FOREIGN.findall(start)) > letters / 2:
                return True
        known = self._lexicon.dictionary.keys
        sample = [token for token in self._tokens[:60] if token.word.isalpha()]
        foreign = self._lexicon.foreign
        if not any(token.word in foreign or not token.word.isascii() for token in sample):
            return False
        strange = [token for token in sample if token.repaired or token.word not in known]
        return len(sample) >= 3 and len(strange) >= 0.6 * len(sample)

    def _show_mention(self, finding: str, mention: Mention) -> None:
        self._show(finding, mention.first, mention.last, mention.phrase)

    def _show(
        self, finding: str, first: int, last: int, entry: str, score: float | None = None
    ) -> None:
        tokens = self._all_tokens[first : last + 1]
        start, end = tokens[0].start, tokens[-1].end
        if score is None:
            guessed = sum(token.repaired for token in tokens)
            score = 100.0 - _GUESS_COST * guessed / len(tokens)
        words = self._text[start:end]
        self._evidence.append(Evidence(finding, words, start, end, entry, round(score, 1)))


def _without_parts(
    tokens: Sequence[Token], mentions: list[Mention], grammar: Grammar
) -> list[Mention]:
    """The mentions less the legs of "between my legs" and the bottom of "bottom of my back"."""
    mentions = [
        m for m in mentions
        if m.kind != "concept" or m.id not in _BOTTOM or m.last + 1 >= len(tokens)
        or tokens[m.last + 1].word not in grammar.part_of
    ]  # fmt: skip
    inside = {
        at for m in mentions if m.kind == "concept" and m.id == _SADDLE and m.last > m.first
        for at in range(m.first, m.last + 1)
    }  # fmt: skip
    if not inside:
        return mentions
    return [
        m for m in mentions
        if m.first not in inside or not (m.kind == "place" or m.id in _LIMBS)
    ]  # fmt: skip


_SADDLE: Final = "saddle"
_BOTTOM: Final = frozenset({_SADDLE, "bottom"})
_LIMBS: Final = frozenset({"leg", "legs", "both_legs", "foot", "limb_place"})
_SIGN_KINDS: Final = ("sign", "named_sign", "concept")
# concepts the reader itself knows by name
_PAINED: Final = ("pain", "complaint", "numb", "weak")
_HARMLESS: Final = frozenset({"one_leg_pain", "known_condition", "not_improving"})
_FEELINGS: Final = frozenset({"cant_feel", "numb"})
_TALK: Final = frozenset({Intent.COMMAND, Intent.ANSWER, Intent.SOCIAL, Intent.REMINDER})
_ASKS: Final = frozenset({Intent.ASK_INFO, Intent.ASK_EXERCISE})
_CHANGES: Final = frozenset(
    {Intent.PAIN_UPDATE, Intent.DESCRIBE_PAIN, Intent.RATING, Intent.ANSWER}
)


def load_reader(
    exercises: Mapping[str, Sequence[str]] | None = None,
    topics: Mapping[str, Sequence[str]] | None = None,
    avoid: Mapping[str, Sequence[str]] | None = None,
    *,
    folder: Traversable | None = None,
) -> Reader:
    """Read the lexicon and make a reader.

    ``exercises`` are the names of exercises by id, ``topics`` the titles of education items
    by id, ``avoid`` the names of movements and habits of the avoid list by id; more ways people
    ask for the last two are in the lexicon. Raises LexiconError, naming
    file and field, when the lexicon is not as it must be.
    """
    matcher = load_matcher(folder)
    return Reader(load_lexicon(folder), exercises or {}, topics or {}, avoid or {}, matcher)
