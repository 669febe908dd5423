"""The local chat survives a kill, and says plainly when its file cannot be used."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.local.errors import LocalChatError
from bot.local.telegram import LocalTelegram

TOKEN = "7000000001:local"

# Writes messages and updates until it is killed, and says after each what was promised.
WRITER = """
import asyncio, sys
from pathlib import Path
from bot.local.telegram import LocalTelegram

async def main():
    telegram = LocalTelegram(Path(sys.argv[1]), token="7000000001:local")
    while True:
        telegram.person_writes(1, "hello")
        sent = await telegram.call("sendMessage", {"chat_id": 1, "text": "hi"})
        print(sent["message_id"], flush=True)

asyncio.run(main())
"""


def open_chat(path: Path, *, fresh: bool = False) -> LocalTelegram:
    return LocalTelegram(path, token=TOKEN, fresh=fresh)


@pytest.fixture
def chat_file(tmp_path: Path) -> Path:
    """A local chat with one message in it, closed."""
    path = tmp_path / "local-chat.db"
    telegram = open_chat(path)
    telegram.person_writes(1, "my back hurts")
    telegram.close()
    return path


async def test_chats_messages_updates_files_and_settings_are_there_again(
    chat_file: Path,
) -> None:
    telegram = open_chat(chat_file)
    photo = telegram.person_sends(1, "photo")
    updates = await telegram.call("getUpdates", {"allowed_updates": ["message"]})
    await telegram.call("setMyCommands", {"commands": [{"command": "a", "description": "b"}]})
    messages = telegram.messages(1)
    telegram.close()

    telegram = open_chat(chat_file)
    assert telegram.messages(1) == messages
    assert await telegram.call("getUpdates", {}) == updates
    assert telegram.commands() == [{"command": "a", "description": "b"}]
    assert telegram.download(photo["photo"][0]["file_id"]).data
    assert telegram.person_writes(1, "next")["message_id"] == photo["message_id"] + 1
    telegram.person_taps(1, 1, "not wanted")
    assert len(await telegram.call("getUpdates", {})) == len(updates) + 1
    telegram.close()


def test_only_its_owner_can_read_the_file(chat_file: Path) -> None:
    assert chat_file.stat().st_mode & 0o077 == 0


def write_until_killed(path: Path) -> int:
    """Kill a process that is writing messages; the last message id it had promised."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    with writer.stdout as lines:
        for _ in range(50):
            lines.readline()
        os.kill(writer.pid, signal.SIGKILL)
        promised = [int(line) for line in lines if line.endswith("\n")]
    writer.wait()
    return max(promised, default=100)


@pytest.mark.slow
async def test_nothing_that_was_promised_is_lost_when_the_process_is_killed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "local-chat.db"
    promised = write_until_killed(path)
    telegram = open_chat(path)
    kept = [each["message_id"] for each in telegram.messages(1, limit=100_000)]
    assert kept[:promised] == list(range(1, promised + 1))
    first = (await telegram.call("getUpdates", {}))[0]
    last = (await telegram.call("getUpdates", {"offset": -1}))[0]
    assert last["update_id"] - first["update_id"] + 1 >= promised // 2
    telegram.close()


def test_two_processes_cannot_share_a_chat(chat_file: Path) -> None:
    telegram = open_chat(chat_file)
    for fresh in (False, True):
        with pytest.raises(LocalChatError, match=r"local-chat\.db is in use"):
            open_chat(chat_file, fresh=fresh)
    telegram.close()


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200:] = b"x" * (len(content) - 200)
    path.write_bytes(content)


def test_a_damaged_file_is_named_with_the_way_out_and_can_be_forgotten(chat_file: Path) -> None:
    damage(chat_file)
    with pytest.raises(LocalChatError, match=r"local-chat\.db cannot be read .* with --fresh"):
        open_chat(chat_file)
    telegram = open_chat(chat_file, fresh=True)
    assert telegram.messages(1) == []
    telegram.close()


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sam, " * 100)
    with pytest.raises(LocalChatError, match=r"letter\.txt cannot be read .* Move it away"):
        open_chat(letter)
    with pytest.raises(LocalChatError, match="--fresh leaves it alone"):
        open_chat(letter, fresh=True)
    assert letter.read_text().startswith("Dear Sam")


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "backease.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE person (id INTEGER)")
    other.close()
    with pytest.raises(LocalChatError, match=r"backease\.db is not a local chat"):
        open_chat(path)
    with pytest.raises(LocalChatError, match="--fresh leaves it alone"):
        open_chat(path, fresh=True)


def test_a_file_from_a_newer_version_is_not_touched_unless_forgotten(chat_file: Path) -> None:
    with sqlite3.connect(chat_file) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(LocalChatError, match="newer version of BackEase"):
        open_chat(chat_file)
    open_chat(chat_file, fresh=True).close()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalChatError, match="Check the folder and its permissions"):
        open_chat(tmp_path)


def test_the_command_line_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sam, " * 100)
    command = [sys.executable, "-m", "bot.local", "--token", TOKEN, "--db", str(letter)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert json.dumps("letter.txt")[1:-1] in ended.stderr
