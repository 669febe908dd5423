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
    denies_things: Words
    finite: Words
    tells: Words
    i_begins: Words
    joins: Words
    list_leads: Words
    its: Words
    thinks: Words
    of_subject: Words
    places_of: Words
    says_no: Words
    after_no: Words
    says_yes: Words
    open_questions: Words
    denied_feeling: Words
    relative: Words
    family: Words
    runs_in: Words
    third_person: Words
    says: Words
    states: Words
    articles: Words
    once_was: Words
    before_persons: Words
    body: Words
    i_am: Words
    to_me: Words
    about_me: Words
    own_words: Words
    up_to_now: Words
    in_a_year: Words
    of_today: Words
    of_then: Words
    remarks: Words
    picks_up: Words
    nowadays: Words
    going_on: Words
    relieving: Words
    sources: Words
    source_says: Words
    travels: Words
    because: Words
    never: Words
    came_right: Words
    begins: Words
    ended_before: Words
    wanted: Words
    losses: Words
    ables: Words
    asks: Words
    asks_plainly: Words
    asks_being: Words
    asks_which: Words
    whether: Words
    asking: Words
    asks_what: Words
    not_asking: Words
    asks_future: Words
    becomes: Words
    goes: Words
    general: Words
    not_general: Words
    fears: Words
    fear_links: Words
    yet_to_come: Words
    what_if: Words
    asked_of: Words
    definite: Words
    these: Words
    remedies: Words
    degrees: Words
    less: Words
    more: Words
    not_rating_before: Words
    owners: Words
    strangers: Words
    animals: Words
    other_patients: Words
    not_persons: Words
    animal_states: Words
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
