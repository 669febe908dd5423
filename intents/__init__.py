"""What did a person mean? Free text to a complaint, with the words that show it."""

from intents.complaint import (
    Answer,
    Change,
    Command,
    Complaint,
    Duration,
    Evidence,
    Intensity,
    Intent,
    Radiation,
    Side,
    Social,
    Timing,
)
from intents.lexicon import LexiconError, LexiconIds
from intents.reader import Reader, load_reader
from intents.trace import Trace

__all__ = [
    "Answer",
    "Change",
    "Command",
    "Complaint",
    "Duration",
    "Evidence",
    "Intensity",
    "Intent",
    "LexiconError",
    "LexiconIds",
    "Radiation",
    "Reader",
    "Side",
    "Social",
    "Timing",
    "Trace",
    "load_reader",
]
