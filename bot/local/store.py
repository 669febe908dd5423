"""Where does the local chat keep its memory? In one SQLite file, or in memory only."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bot.local.errors import LocalChatError
from bot.local.methods import Json

_OURS = 0x4261636B  # "Back": tells our file from any other SQLite file
_SCHEMA = 1
_TABLES = """
CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE chat (id INTEGER PRIMARY KEY, body TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX message_by_chat ON message (chat_id, id);
CREATE TABLE pending (id INTEGER PRIMARY KEY, at REAL NOT NULL, body TEXT NOT NULL);
CREATE TABLE tap (
    id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, at REAL NOT NULL,
    answered INTEGER NOT NULL DEFAULT 0);
CREATE TABLE file (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, duration INTEGER NOT NULL, data BLOB NOT NULL);
"""


class StoredFile(NamedTuple):
    """A file someone sent; sizes in pixels, duration in whole seconds, 0 where there is none."""

    id: str
    kind: str
    name: str
    mime: str
    width: int
    height: int
    duration: int
    data: bytes


class Tap(NamedTuple):
    """A tap on a button, waiting for the bot's answer since ``at`` (unix seconds)."""

    chat_id: int
    message_id: int
    at: float
    answered: bool


class Store:
    """The rows of the local chat. What a transaction wrote survives the end of the process.

    One process at a time may hold a file. A file that is damaged, foreign, held or from a
    newer version raises LocalChatError; ``fresh`` forgets a file of ours first, whatever
    its state.
    """

    def __init__(self, path: Path | None, *, fresh: bool = False) -> None:
        if path is not None:
            if fresh:
                _remove(path)
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if path is not None:
                path.touch(mode=0o600)  # a chat about pain is nobody else's to read
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=1)
            try:
                self._open(path)
            except BaseException:
                self._db.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise LocalChatError(_advice(path, error)) from error

    def _open(self, path: Path | None) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        found, version = (
            self._db.execute(f"PRAGMA {pragma}").fetchone()[0]
            for pragma in ("application_id", "user_version")
        )
        empty = not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not empty and found != _OURS:
            raise LocalChatError(
                f"{path} is not a local chat. Move it away or choose another place."
            )
        if not empty and version > _SCHEMA:
            raise LocalChatError(
                f"{path} was written by a newer version of BackEase. Start that version, or "
                "forget the local chat with --fresh."
            )
        if empty:
            self._db.executescript(
                f"PRAGMA application_id = {_OURS}; PRAGMA user_version = {_SCHEMA};"
                f"BEGIN; {_TABLES} COMMIT;"
            )
        if (verdict := self._db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(verdict)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            self._db.execute(f"PRAGMA {pragma}").fetchone()
        with self.transaction():  # takes the file's lock
            self._db.execute("DELETE FROM kept WHERE key = ''")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside is kept, or none of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def forget(self) -> None:
        """Delete every row."""
        for table in ("kept", "chat", "message", "pending", "tap", "file"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 (names from the line above)

    # Single values -----------------------------------------------------------------------

    def get(self, key: str, default: Any) -> Any:
        """The value kept under ``key``."""
        row = self._db.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return default if row is None else json.loads(row[0])

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value under ``key``."""
        self._db.execute("REPLACE INTO kept VALUES (?, ?)", (key, json.dumps(value)))

    # Chats -------------------------------------------------------------------------------

    def chat(self, chat_id: int) -> tuple[Json, bool] | None:
        """The chat and whether the person has blocked the bot."""
        row = self._db.execute("SELECT body, blocked FROM chat WHERE id = ?", (chat_id,)).fetchone()
        return None if row is None else (json.loads(row[0]), bool(row[1]))

    def save_chat(self, chat: Json, *, blocked: bool) -> None:
        """Remember a chat as it now is."""
        self._db.execute(
            "REPLACE INTO chat VALUES (?, ?, ?)", (chat["id"], json.dumps(chat), blocked)
        )

    # Messages ----------------------------------------------------------------------------

    def add_message(self, chat_id: int, body: Json) -> int:
        """Store a message without its id and give it the next one; no id is given twice."""
        row = self._db.execute(
            "INSERT INTO message (chat_id, body) VALUES (?, ?)", (chat_id, json.dumps(body))
        )
        assert row.lastrowid is not None  # noqa: S101 (an INSERT always has one)
        return row.lastrowid

    def message(self, chat_id: int, message_id: int) -> Json | None:
        """One message of a chat."""
        row = self._db.execute(
            "SELECT body FROM message WHERE id = ? AND chat_id = ?", (message_id, chat_id)
        ).fetchone()
        return None if row is None else {"message_id": message_id, **json.loads(row[0])}

    def messages(self, chat_id: int, limit: int) -> list[Json]:
        """The chat's last messages, oldest first."""
        rows = self._db.execute(
            "SELECT id, body FROM message WHERE chat_id = ? ORDER BY id DESC LIMIT ?",
            (chat_id, limit),
        ).fetchall()
        return [{"message_id": row[0], **json.loads(row[1])} for row in reversed(rows)]

    def save_message(self, message: Json) -> None:
        """Replace a message by its present self."""
        body = {key: value for key, value in message.items() if key != "message_id"}
        self._db.execute(
            "UPDATE message SET body = ? WHERE id = ?", (json.dumps(body), message["message_id"])
        )

    def delete_message(self, message_id: int) -> None:
        """Delete a message for good."""
        self._db.execute("DELETE FROM message WHERE id = ?", (message_id,))

    def clear_chat(self, chat_id: int) -> None:
        """Delete the chat's messages, and the documents no other message holds."""
        self._db.execute("DELETE FROM message WHERE chat_id = ?", (chat_id,))
        self._db.execute(
            "DELETE FROM file WHERE kind = 'document' AND NOT EXISTS"
            " (SELECT 1 FROM message WHERE instr(message.body, file.id))"
        )

    # Updates -----------------------------------------------------------------------------

    def add_update(self, update_id: int, at: float, body: Json) -> None:
        """Queue an update for the bot."""
        self._db.execute("REPLACE INTO pending VALUES (?, ?, ?)", (update_id, at, json.dumps(body)))

    def updates(self, limit: int) -> list[Json]:
        """The first updates that wait."""
        rows = self._db.execute("SELECT id, body FROM pending ORDER BY id LIMIT ?", (limit,))
        return [{"update_id": row[0], **json.loads(row[1])} for row in rows]

    def count_updates(self) -> int:
        """How many updates wait."""
        count: int = self._db.execute("SELECT count(*) FROM pending").fetchone()[0]
        return count

    def take_updates(self, *, below: int) -> list[Json]:
        """Remove and return the updates with a lower id."""
        rows = self._db.execute("DELETE FROM pending WHERE id < ? RETURNING id, body", (below,))
        return [{"update_id": row[0], **json.loads(row[1])} for row in rows.fetchall()]

    def last_updates_start(self, count: int) -> int:
        """The id of the first of the last ``count`` updates, 0 if there are none."""
        row = self._db.execute(
            "SELECT min(id) FROM (SELECT id FROM pending ORDER BY id DESC LIMIT ?)", (count,)
        ).fetchone()
        return row[0] or 0

    def drop_updates(self, *, before: float) -> None:
        """Remove the updates from before a moment (unix seconds)."""
        self._db.execute("DELETE FROM pending WHERE at < ?", (before,))

    # Taps --------------------------------------------------------------------------------

    def add_tap(self, tap_id: str, tap: Tap) -> None:
        """Remember a tap, and forget those from more than a day before it."""
        self._db.execute("DELETE FROM tap WHERE at < ?", (tap.at - 86_400,))
        self._db.execute("INSERT INTO tap VALUES (?, ?, ?, ?, ?)", (tap_id, *tap))

    def tap(self, tap_id: str) -> Tap | None:
        """The tap with this callback query id."""
        row = self._db.execute(
            "SELECT chat_id, message_id, at, answered FROM tap WHERE id = ?", (tap_id,)
        ).fetchone()
        return None if row is None else Tap(row[0], row[1], row[2], bool(row[3]))

    def mark_answered(self, tap_id: str) -> None:
        """Note that the bot has answered a tap."""
        self._db.execute("UPDATE tap SET answered = 1 WHERE id = ?", (tap_id,))

    # Files -------------------------------------------------------------------------------

    def add_file(self, file: StoredFile) -> None:
        """Keep a file; its id names its content, so a repeat changes nothing."""
        self._db.execute("INSERT OR IGNORE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", file)

    def file(self, file_id: str) -> StoredFile | None:
        """The file with this id."""
        row = self._db.execute("SELECT * FROM file WHERE id = ?", (file_id,)).fetchone()
        return None if row is None else StoredFile(*row)


def _is_ours(path: Path) -> bool:
    """Whether the file starts as every version of a local chat does, whatever follows."""
    with path.open("rb") as file:
        return file.read(100)[68:72] == _OURS.to_bytes(4, "big")


def _remove(path: Path) -> None:
    """Delete a local chat of whatever version, damaged or not; refuse anything else."""
    if path.is_file() and path.stat().st_size:
        if not _is_ours(path):
            raise LocalChatError(
                f"{path} is not a local chat, so --fresh leaves it alone. "
                "Move it away or choose another place."
            )
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as db:
            try:
                db.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                if _is_held(error):
                    raise LocalChatError(_advice(path, error)) from error
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


def _is_held(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _advice(path: Path | None, error: Exception) -> str:
    if _is_held(error):
        return f"{path} is in use: another BackEase is running on it. Stop that one first."
    if isinstance(error, OSError | sqlite3.OperationalError) or path is None:
        return f"{path} cannot be opened ({error}). Check the folder and its permissions."
    way = "Forget the local chat with --fresh" if _is_ours(path) else "Move it away"
    return f"{path} cannot be read as a local chat ({error}). {way} and start again."
