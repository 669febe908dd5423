"""What cannot work stops the start: one line that names it and how to mend it, and code 2."""

import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.driving import ROOT, BotProcess, OverHttp, ended, kill, process

pytestmark = pytest.mark.slow


async def refusal(folder: Path, **environment: str) -> str:
    """Start the bot, which must refuse, and return its one line without "backease: "."""
    code, out, err = await ended(await process("-m", "bot", folder=folder, **environment))
    assert (code, out) == (2, ""), (code, out, err)
    assert "Traceback" not in err
    line, *more = err.splitlines()
    assert more == []
    assert line.startswith("backease: ")
    return line.removeprefix("backease: ")


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("HOST", "0.0.0.0", "use 127.0.0.1"),  # noqa: S104 - refused
        ("TELEGRAM_TOKEN", "abc", "as BotFather gave it"),
        ("TELEGRAM_API_URL", "api.telegram.org", "it must be an origin such as https://"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:abc", "it must be an origin such as https://"),
        ("TELEGRAM_API_URL", "http://example.org", "use https"),
        ("LOG_LEVEL", "loud", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("MESSAGES_PER_SECOND", "-1", "greater than or equal to 0"),
        ("DATABASE_URL", "data/backease.db", "use sqlite:///"),
        (
            "DATABASE_URL",
            "postgresql+asyncpg://no:secret@host:port/none",
            "use sqlite:///",
        ),
        ("DATABASE_URL", "mysql://user@host/name", "must begin with sqlite://"),
        ("DATABASE_URL", "sqlite:////proc/no/such/place.db", "cannot be opened"),
        ("DATABASE_URL", "postgresql+asyncpg://no:secret@127.0.0.1:1/none", "cannot be opened"),
    ],
)
async def test_a_wrong_setting_is_named_with_the_way_to_mend_it(
    tmp_path: Path, name: str, value: str, advice: str
) -> None:
    line = await refusal(tmp_path, **{name: value})
    assert name in line
    assert advice in line
    assert "secret" not in line


async def test_a_slip_in_the_env_file_is_named_with_the_nearest_setting(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKN=x\n")
    line = await refusal(tmp_path)
    assert line == "TELEGRAM_TOKN in .env is no setting; did you mean TELEGRAM_TOKEN?"


async def test_settings_of_other_programs_in_the_env_file_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\nWORKERS=2\nPATH_INFO=y\nLOG_LEVEL=loud\n")
    assert "LOG_LEVEL" in await refusal(tmp_path)


@pytest.mark.parametrize("what", ["directory", "other file"])
async def test_a_database_that_is_none_is_named(tmp_path: Path, what: str) -> None:
    path = tmp_path / "backease.db"
    if what == "directory":
        path.mkdir()
    else:
        path.write_text("a letter " * 500)
    line = await refusal(tmp_path, DATABASE_URL=f"sqlite:///{path}")
    assert str(path) in line
    assert "DATABASE_URL" in line


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "backease.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"
            "INSERT INTO alembic_version VALUES ('9999');"
        )
    line = await refusal(tmp_path, DATABASE_URL=f"sqlite:///{path}")
    assert "made by a newer BackEase (its version is 9999)" in line
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT * FROM alembic_version").fetchall() == [("9999",)]


@pytest.mark.parametrize(
    ("package", "file", "broken"),
    [
        ("content", "content/exercises/cat_cow.yaml", "areas: [lower_back\n"),
        ("content", "content/locales/en/messages.yaml", "welcome: hello\n"),
        ("intents", "intents/lexicon/en/areas.yaml", "lower_back: {\n"),
    ],
)
async def test_a_broken_content_file_is_named(
    tmp_path: Path, package: str, file: str, broken: str
) -> None:
    shutil.copytree(ROOT / package, tmp_path / package)  # found first, as the present folder
    (tmp_path / file).write_text(broken)
    line = await refusal(tmp_path)
    assert file.split("/", 1)[1] in line


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = await refusal(tmp_path, PORT=port)
    assert line == f"PORT {port} is in use or not allowed; set PORT to a free one in .env"


async def test_a_second_process_on_the_same_database_file_is_refused(tmp_path: Path) -> None:
    first = await process("-m", "bot", folder=tmp_path, PORT="0", LOG_LEVEL="ERROR")
    try:
        assert first.stdout is not None
        while b"ready" not in (said := await first.stdout.readline()):
            assert said
        line = await refusal(tmp_path, PORT="0")
        assert "another BackEase process is using data/backease.db" in line
    finally:
        await kill(first)


async def test_a_token_telegram_refuses_is_named_and_not_printed(
    tmp_path: Path, http: OverHttp
) -> None:
    line = await refusal(tmp_path, TELEGRAM_TOKEN="123:wrong", TELEGRAM_API_URL=http.origin)
    assert "Telegram refuses TELEGRAM_TOKEN" in line
    assert "wrong" not in line


async def test_a_telegram_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        line = await refusal(tmp_path, TELEGRAM_TOKEN="123:abc", TELEGRAM_API_URL=origin)
    assert f"Telegram cannot be reached at {origin}" in line


async def test_after_a_refused_start_the_next_one_works(bot_process: BotProcess) -> None:
    folder = bot_process.path.parent
    url = f"sqlite:///{bot_process.path}"
    await refusal(
        folder, TELEGRAM_TOKEN="1:x", TELEGRAM_API_URL=bot_process.side.origin, DATABASE_URL=url
    )
    await bot_process.start()
    assert (await bot_process.stop())[0] == 0
