"""Which small words steer how a message is read? The word sets of grammar.yaml, by name."""

from dataclasses import dataclass, fields

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Sets of small words; what each is for stands in lexicon/en/grammar.yaml.

    A set holds each word as it is written there and in its dictionary form.
    """

    links: Words
    alternatives: Words
    with_words: Words
    begins_statement: Words
    contrast: Words
    stoppers: Words
    having: Words
    deny_verb: Words
    transparent: Words
    noun_endings: Words
    fresh: Words
    bare: Words
    plain_no: Words
    denied_feeling: Words
    relative: Words
    says: Words
    up_to_now: Words
    degrees: Words
    less: Words
    more: Words
    not_rating_before: Words
    owners: Words
    strangers: Words
    about_others: Words
    self: Words
    self_speaks: Words
    only: Words
    age_units: Words
    years: Words
    old_words: Words
    age_before: Words
    is_person: Words
    is_words: Words
    persons: Words
    not_ages: Words
    months_words: Words
    long_ago_age: Words
    thermometer: Words
    not_degrees: Words
    located: Words
    part_of: Words
    towards: Words
    copulas: Words
    onset: Words
    onset_not: Words
    lasting: Words
    lasting_after: Words
    ago: Words
    ago_before: Words
    not_pain_time: Words
    not_time_after: Words
    age_after: Words
    year_before: Words
    approximate: Words
    hour_words: Words
    rating: Words
    rating_moved: Words
    rating_near: Words
    rating_verbs: Words
    rating_topic: Words
    half: Words
    not_rating_alone: Words
    not_rating_after: Words
    side_words: Words
    side_before: Words
    cues: Words
    cues_after: Words
    openers: Words
    light: Words
    light_in_topics: Words


NAMES = tuple(field.name for field in fields(Grammar))
