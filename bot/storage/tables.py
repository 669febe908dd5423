"""What is remembered about each person: the one place to read, export and erase it.

A person is known by the id of their private chat. Numbers of episodes and sessions count
up from 1 for each person, so the dialogue can name them without asking the database.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from bot.storage.types import UtcDateTime

NEWEST = "0002"
"""The migration that makes these tables as they are below."""


def _chat(**more: Any) -> Any:
    return Field(sa_type=BigInteger, **more)


def _moment(**more: Any) -> Any:
    return Field(sa_type=UtcDateTime, **more)


class Person(SQLModel, table=True):
    """Someone who wrote to the bot. ``gone_at`` is set while they have it blocked."""

    chat_id: int = _chat(primary_key=True)
    first_seen_at: datetime = _moment()
    gone_at: datetime | None = _moment(default=None, nullable=True)


class Consent(SQLModel, table=True):
    """What a person agreed to, and when."""

    chat_id: int = _chat(primary_key=True)
    version: int = Field(primary_key=True)
    given_at: datetime = _moment()


class Conversation(SQLModel, table=True):
    """Where a person is in the dialogue.

    ``data`` is the dialogue state as JSON: ids, numbers, dates, enums, never their words.
    ``version`` rises with every change; ``shown_version`` is the last one that reached them.
    """

    __table_args__ = (
        Index(
            "conversation_owed",
            "updated_at",
            sqlite_where=text("version <> shown_version"),
            postgresql_where=text("version <> shown_version"),
        ),
    )

    chat_id: int = _chat(primary_key=True)
    data: str = Field(sa_type=Text)
    version: int
    shown_version: int
    message_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    picture_key: str | None = Field(default=None, nullable=True)
    updated_at: datetime = _moment()


class AppliedUpdate(SQLModel, table=True):
    """An update that was applied. A set and not a mark: Telegram's ids may restart lower."""

    __tablename__ = "applied_update"

    bot_id: int = _chat(primary_key=True)
    update_id: int = _chat(primary_key=True)
    at: datetime = _moment(index=True)


class EpisodeRow(SQLModel, table=True):
    """One spell of trouble, as last confirmed by the person."""

    __tablename__ = "episode"

    chat_id: int = _chat(primary_key=True)
    number: int = Field(primary_key=True)
    started_at: datetime = _moment()
    areas: str
    side: str | None = Field(default=None, nullable=True)
    radiates: str | None = Field(default=None, nullable=True)
    duration: str | None = Field(default=None, nullable=True)
    triggers: str
    flags: str


class SessionRow(SQLModel, table=True):
    """One time through a routine."""

    __tablename__ = "session"

    chat_id: int = _chat(primary_key=True)
    number: int = Field(primary_key=True)
    episode: int
    routine: str
    goal: str
    minutes: int
    started_at: datetime = _moment()
    ended_at: datetime | None = _moment(default=None, nullable=True)
    ending: str | None = Field(default=None, nullable=True)


class SessionStep(SQLModel, table=True):
    """What became of one step of a session: done, skipped, swapped."""

    __tablename__ = "session_step"

    chat_id: int = _chat(primary_key=True)
    session: int = Field(primary_key=True)
    step: int = Field(primary_key=True)
    exercise: str = Field(primary_key=True)
    outcome: str
    at: datetime = _moment()


class PainRating(SQLModel, table=True):
    """A pain rating, 0 to 10. ``occasion`` says when it was asked for."""

    __tablename__ = "pain_rating"
    __table_args__ = (Index("pain_rating_by_time", "chat_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = _chat()
    at: datetime = _moment()
    value: int
    occasion: str
    session: int | None = Field(default=None, nullable=True)


class CheckInStatus(StrEnum):
    """Whether the daily prompt goes out.

    SILENT: nobody answered for long, so nothing is sent until the person writes. GONE: they
    have the bot blocked.
    """

    OFF = "off"
    ON = "on"
    SILENT = "silent"
    GONE = "gone"


class CheckIn(SQLModel, table=True):
    """The daily prompt of one person and its pending occurrence.

    ``due_date`` is the nominal local date of the occurrence, with the person its identity;
    ``wake_at`` from when the row may be claimed: due time, end of a lease, or a retry.
    ``unanswered`` prompts in a row set the pace (``scheduler.manners``).
    """

    __tablename__ = "check_in"
    __table_args__ = (
        Index(
            "check_in_wake",
            "wake_at",
            sqlite_where=text("status = 'on'"),
            postgresql_where=text("status = 'on'"),
        ),
    )

    chat_id: int = _chat(primary_key=True)
    status: str
    zone: str
    minute_of_day: int
    weekdays: int
    every_days: int
    once: bool = False
    paused_until: date | None = Field(default=None, nullable=True)
    unanswered: int = 0
    due_date: date
    due_at: datetime = _moment()
    wake_at: datetime = _moment()
    lease: str | None = Field(default=None, nullable=True)
    attempts: int = 0
    sending_at: datetime | None = _moment(default=None, nullable=True)
    last_sent_date: date | None = Field(default=None, nullable=True)


class CheckInLog(SQLModel, table=True):
    """What became of one occurrence. A doubled prompt still has one row and one answer."""

    __tablename__ = "check_in_log"

    chat_id: int = _chat(primary_key=True)
    due_date: date = Field(primary_key=True)
    outcome: str
    settled_at: datetime = _moment()
    answered_at: datetime | None = _moment(default=None, nullable=True)
    rating: int | None = Field(default=None, nullable=True)


class ToldFact(SQLModel, table=True):
    """A daily fact that reached a person, and when it last did."""

    __tablename__ = "told_fact"

    chat_id: int = _chat(primary_key=True)
    fact: str = Field(primary_key=True)
    at: datetime = _moment()


class MediaFile(SQLModel, table=True):
    """Telegram's handle of a picture that was uploaded once, per bot."""

    __tablename__ = "media_file"

    bot_id: int = _chat(primary_key=True)
    key: str = Field(primary_key=True)
    file_id: str


PERSONAL: tuple[type[SQLModel], ...] = (
    CheckIn,
    CheckInLog,
    ToldFact,
    PainRating,
    SessionStep,
    SessionRow,
    EpisodeRow,
    Conversation,
    Consent,
    Person,
)
"""Every table that holds something about a person, in the order in which it is erased.

The check-in goes first: a prompt that is being settled holds it, and writes the log and the
fact next.
"""
