"""Over HTTP: the chat page and who may use it, and the Bot API for a bot in another process."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.request import HTTPXRequest

from bot.local import server
from bot.local.methods import Json
from bot.local.server import LocalServer, serve
from bot.local.telegram import LocalTelegram

TOKEN = "7000000001:local"
OURS = {"X-Chat": "1"}
FILM = b"\0\0\0\x08ftypmp42" + bytes(range(100))


class Browser:
    """Asks a server as the page does."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self.session = session
        self.port = port

    async def get(self, path: str, **headers: str) -> tuple[int, bytes, Any]:
        async with self.session.get(self.url(path), headers=_dashed(headers)) as answer:
            return answer.status, await answer.read(), answer.headers

    async def post(self, path: str, body: object, headers: dict[str, str] | None = None) -> Json:
        asked = OURS if headers is None else headers
        async with self.session.post(self.url(path), json=body, headers=asked) as answer:
            found: Json = await answer.json()
            return {**found, "status": answer.status}

    async def state(self) -> Json:
        status, body, _ = await self.get("/api/state")
        assert status == 200
        found: Json = json.loads(body)
        return found

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
async def running(telegram: LocalTelegram) -> AsyncIterator[LocalServer]:
    started = await serve(telegram, bot_api=True)
    yield started
    await started.close()


@pytest.fixture
async def browser(running: LocalServer) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, running.port)


async def next_event(stream: aiohttp.StreamReader) -> tuple[str, Json]:
    """The next event of a stream, without its heartbeats."""
    async with asyncio.timeout(5):
        while not (line := (await stream.readline()).decode()).startswith("event: "):
            assert line
        data = (await stream.readline()).decode().removeprefix("data: ")
    return line.removeprefix("event: ").strip(), json.loads(data)


# The page


@pytest.mark.parametrize(
    ("path", "mime"),
    [
        ("/", "text/html"),
        ("/chat.css", "text/css"),
        ("/chat.js", "text/javascript"),
        ("/icon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
async def test_the_page_is_served_and_may_load_nothing_from_elsewhere(
    browser: Browser, path: str, mime: str
) -> None:
    status, body, headers = await browser.get(path)
    assert (status, headers["Content-Type"]) == (200, f"{mime}; charset=utf-8")
    assert body
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_the_state_tells_the_page_all_it_shows(
    browser: Browser, telegram: LocalTelegram
) -> None:
    command = {"command": "help", "description": "What I can do"}
    await telegram.call("setMyCommands", {"commands": [command]})
    rows = [
        [{"text": "Start", "callback_data": "v1:start"}, {"text": "NHS", "url": "https://nhs.uk"}]
    ]
    await telegram.call(
        "sendMessage",
        {
            "chat_id": 1,
            "text": "<b>Knee</b> &lt;3\n<a href='https://nhs.uk'>NHS</a>",
            "parse_mode": "HTML",
            "reply_markup": {"inline_keyboard": rows},
        },
    )
    assert await browser.state() == {
        "bot": {"name": "BackEase", "username": "backease_local_bot"},
        "commands": [command],
        "messages": [
            {
                "id": 1,
                "out": True,
                "date": 1_780_000_000,
                "edited": False,
                "kind": "text",
                "html": "my back hurts",
                "file": None,
                "buttons": [],
            },
            {
                "id": 2,
                "out": False,
                "date": 1_780_000_000,
                "edited": False,
                "kind": "text",
                "html": '<b>Knee</b> &lt;3\n<a href="https://nhs.uk">NHS</a>',
                "file": None,
                "buttons": [
                    [
                        {"text": "Start", "data": "v1:start"},
                        {"text": "NHS", "url": "https://nhs.uk"},
                    ]
                ],
            },
        ],
    }


async def test_the_page_hears_what_happens_while_it_happens(
    browser: Browser, telegram: LocalTelegram
) -> None:
    async with browser.session.get(browser.url("/api/events")) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert (await browser.post("/api/send", {"text": "a <b>"}))["ok"]
        kind, message = await next_event(stream.content)
        assert (kind, message["html"], message["out"]) == ("message", "a &lt;b&gt;", True)

        sent = await telegram.call("sendMessage", {"chat_id": 1, "text": "Hello"})
        assert (await next_event(stream.content))[1]["html"] == "Hello"
        tap = {"message_id": sent["message_id"], "data": "v1:x"}
        assert (await browser.post("/api/tap", tap))["ok"]
        waiting = await telegram.call("getUpdates", {"offset": -1})
        query = waiting[0]["callback_query"]
        assert query["data"] == "v1:x"
        answer = {"callback_query_id": query["id"], "text": "Saved"}
        await telegram.call("answerCallbackQuery", answer)
        toast = {"text": "Saved", "alert": False, "message_id": sent["message_id"]}
        assert await next_event(stream.content) == ("toast", toast)

        edit = {"message_id": message["id"], "text": "changed"}
        assert (await browser.post("/api/edit", edit))["ok"]
        kind, edited = await next_event(stream.content)
        assert (kind, edited["html"], edited["edited"]) == ("edit", "changed", True)

        await telegram.call("sendChatAction", {"chat_id": 1, "action": "typing"})
        assert await next_event(stream.content) == ("typing", {})
        place = {"chat_id": 1, "message_id": sent["message_id"]}
        await telegram.call("deleteMessage", place)
        assert await next_event(stream.content) == ("delete", {"id": sent["message_id"]})
        assert (await browser.post("/api/clear", {}))["ok"]
        assert await next_event(stream.content) == ("cleared", {})
    assert (await browser.state())["messages"] == []


async def test_a_quiet_stream_says_it_is_still_there(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_HEARTBEAT_SECONDS", 0.01)
    async with browser.session.get(browser.url("/api/events")) as stream:
        assert await stream.content.readline() == b": open\n"
        await stream.content.readline()
        assert await stream.content.readline() == b": still here\n"


async def test_closing_the_server_ends_its_streams(telegram: LocalTelegram) -> None:
    started = await serve(telegram)
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{started.port}/api/events"
        async with session.get(url) as stream, asyncio.timeout(3):
            await started.close()
            assert (await stream.content.read()).startswith(b": open")


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location"])
async def test_what_a_person_attaches_is_shown(browser: Browser, kind: str) -> None:
    assert (await browser.post("/api/attach", {"kind": kind}))["ok"]
    shown = (await browser.state())["messages"][-1]
    assert (shown["kind"], shown["out"]) == (kind, True)
    if kind == "location":
        assert shown["file"] is None
    else:
        status, body, _ = await browser.get(shown["file"]["url"])
        assert (status, len(body)) == (200, shown["file"]["size"])


async def test_a_film_is_shown_with_its_caption_and_can_be_read_in_parts(
    browser: Browser, telegram: LocalTelegram
) -> None:
    upload = ("knees.mp4", FILM, "video/mp4")
    hints = {"chat_id": 1, "caption": "1 of 4", "width": 640, "height": 480}
    await telegram.call("sendAnimation", hints, {"animation": upload})
    shown = (await browser.state())["messages"][-1]
    assert (shown["kind"], shown["html"]) == ("animation", "1 of 4")
    file = shown["file"]
    assert (file["name"], file["mime"], file["size"]) == ("knees.mp4", "video/mp4", len(FILM))
    assert (file["width"], file["height"]) == (640, 480)
    status, body, headers = await browser.get(file["url"])
    assert (status, body, headers["Content-Type"]) == (200, FILM, "video/mp4")
    assert "immutable" in headers["Cache-Control"]
    size = len(FILM)
    for asked, part in (("0-3", FILM[:4]), ("100-", FILM[100:]), ("-5", FILM[-5:])):
        status, body, headers = await browser.get(file["url"], Range=f"bytes={asked}")
        assert (status, body) == (206, part)
        assert headers["Content-Range"].endswith(f"/{size}")
    status, _, headers = await browser.get(file["url"], Range="bytes=900-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{size}")
    status, body, _ = await browser.get(file["url"], Range="bytes=-")
    assert (status, body) == (200, FILM)


async def test_a_document_is_only_ever_downloaded(
    browser: Browser, telegram: LocalTelegram
) -> None:
    upload = ('my "data".html', b"<script>alert(1)</script>", "text/html")
    await telegram.call("sendDocument", {"chat_id": 1}, {"document": upload})
    shown = (await browser.state())["messages"][-1]
    assert (shown["kind"], shown["file"]["name"]) == ("document", 'my "data".html')
    _, _, headers = await browser.get(shown["file"]["url"])
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''my%20%22data%22.html"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert (await browser.get("/files/none"))[0] == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("send", {"text": "  "}),
        ("send", {"text": 7}),
        ("send", {}),
        ("send", ["text"]),
        ("tap", {"message_id": 99, "data": "x"}),
        ("tap", {"message_id": True, "data": "x"}),
        ("tap", {"message_id": 2**70, "data": "x"}),
        ("edit", {"message_id": 99, "text": "x"}),
        ("attach", {"kind": "contact"}),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused_with_a_reason(
    browser: Browser, path: str, body: object
) -> None:
    answer = await browser.post(f"/api/{path}", body)
    assert (answer["status"], answer["ok"]) == (400, False)
    assert answer["error"]


async def test_a_body_that_is_no_json_is_refused(browser: Browser, telegram: LocalTelegram) -> None:
    headers = {**OURS, "Content-Type": "application/json"}
    for body in (b"", b"{", b"[" * 30_000):
        url = browser.url("/api/clear")
        async with browser.session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 400
    assert len(telegram.messages(1)) == 1


# Who may use it


@pytest.mark.parametrize("path", ["/", "/api/state", "/api/events", "/files/x", "/bot1:a/getMe"])
async def test_a_page_under_another_name_gets_nothing(browser: Browser, path: str) -> None:
    for host in ("evil.example", f"evil.example:{browser.port}", "127.0.0.1:1", "localhost"):
        assert (await browser.get(path, Host=host))[0] == 403


async def test_the_page_may_be_called_localhost(browser: Browser) -> None:
    name = f"localhost:{browser.port}"
    assert (await browser.get("/api/state", Host=name, Origin=f"http://{name}"))[0] == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_site_can_neither_read_nor_act(
    browser: Browser, telegram: LocalTelegram, origin: str
) -> None:
    assert (await browser.get("/api/state", Origin=origin))[0] == 403
    assert (await browser.get("/api/events", Origin=origin))[0] == 403
    answer = await browser.post("/api/clear", {}, {**OURS, "Origin": origin})
    assert answer["status"] == 403
    assert len(telegram.messages(1)) == 1


async def test_a_request_the_browser_marks_as_from_elsewhere_is_refused(
    browser: Browser,
) -> None:
    for site in ("cross-site", "same-site"):
        assert (await browser.get("/files/x", Sec_Fetch_Site=site))[0] == 403
        assert (await browser.get("/", Sec_Fetch_Site=site))[0] == 200


async def test_a_form_from_elsewhere_cannot_act(browser: Browser, telegram: LocalTelegram) -> None:
    assert (await browser.post("/api/clear", {}, {}))["status"] == 415
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await browser.post("/api/clear", {}, {**OURS, "Content-Type": kind})
        assert answer["status"] == 415
    assert (await browser.get("/api/clear"))[0] == 405
    assert len(telegram.messages(1)) == 1


async def test_too_much_at_once_is_refused(browser: Browser) -> None:
    assert (await browser.post("/api/send", {"text": "x" * 70_000}))["status"] == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    headers = {**OURS, "Content-Type": "application/json"}
    url = browser.url("/api/send")
    async with browser.session.post(url, data=endless(), headers=headers) as answer:
        assert answer.status == 413


async def test_without_being_asked_for_there_is_no_bot_api_and_no_control(
    telegram: LocalTelegram,
) -> None:
    started = await serve(telegram)
    async with aiohttp.ClientSession() as session:
        browser = Browser(session, started.port)
        assert (await browser.get(f"/bot{TOKEN}/getMe"))[0] == 404
        assert (await browser.post("/test/messages", {"chat_id": 1}))["status"] == 404
    await started.close()


async def test_a_taken_port_is_an_error(running: LocalServer, telegram: LocalTelegram) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await serve(telegram, port=running.port)


# The Bot API over HTTP


@pytest.fixture
async def bot(running: LocalServer) -> AsyncIterator[Bot]:
    async with _bot(running.port) as started:
        yield started


def _bot(port: int, token: str = TOKEN) -> Bot:
    origin = f"http://127.0.0.1:{port}"
    return Bot(
        token,
        base_url=f"{origin}/bot",
        base_file_url=f"{origin}/file/bot",
        request=HTTPXRequest(),
        get_updates_request=HTTPXRequest(),
    )


async def test_the_librarys_own_client_talks_to_it(bot: Bot, telegram: LocalTelegram) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="v1:go")]])
    message = await bot.send_message(1, "<b>é</b>", parse_mode="HTML", reply_markup=keyboard)
    assert message.entities[0].type == "bold"
    assert message.reply_markup == keyboard
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("<b>é</b>", parse_mode="HTML", reply_markup=keyboard)
    updates = await bot.get_updates(timeout=5, allowed_updates=["message"])
    assert [each.update_id for each in updates]
    film = await bot.send_animation(1, FILM, filename="knees.mp4", caption="1 of 4")
    assert film.animation
    file = await bot.get_file(film.animation.file_id)
    assert bytes(await file.download_as_bytearray()) == FILM


async def test_another_token_is_unauthorized(running: LocalServer) -> None:
    with pytest.raises(InvalidToken):
        async with _bot(running.port, "7000000001:other"):
            pass


async def test_a_broken_answer_breaks_the_connection(bot: Bot, telegram: LocalTelegram) -> None:
    telegram.fail_next("sendMessage", ConnectionError())
    with pytest.raises(NetworkError):
        await bot.send_message(1, "x")


async def test_calls_may_come_as_address_form_or_json(browser: Browser) -> None:
    url = browser.url(f"/bot{TOKEN}/sendMessage")
    given = {"chat_id": "1", "text": "x"}
    as_json: dict[str, object] = {"chat_id": 1, "text": "x", "parse_mode": None}
    for request in (
        browser.session.get(url, params=given),
        browser.session.post(url, data=given),
        browser.session.post(url, json=as_json),
    ):
        async with request as answer:
            assert (await answer.json())["ok"]
    for broken in (b"{", b"[]"):
        headers = {"Content-Type": "application/json"}
        async with browser.session.post(url, data=broken, headers=headers) as answer:
            assert (await answer.json())["error_code"] == 400


# In a process of its own


class Process:
    """``python -m bot.local`` on a file, driven through its controls."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def __aenter__(self) -> "Process":
        self.session = aiohttp.ClientSession()
        await self.start()
        return self

    async def start(self, *more: str) -> None:
        command = ("-m", "bot.local", "--token", TOKEN, "--db", str(self.path), "--control", *more)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.PIPE
        )
        assert self.process.stdout
        self.browser = Browser(
            self.session, json.loads(await self.process.stdout.readline())["port"]
        )

    async def do(self, act: str, **body: object) -> Any:
        answer = await self.browser.post(f"/test/{act}", body)
        assert answer["ok"], answer
        return answer["result"]

    async def end(self, how: signal.Signals) -> int:
        os.kill(self.process.pid, how)
        async with asyncio.timeout(10):
            return await self.process.wait()

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            await self.end(signal.SIGTERM)
        await self.session.close()


@pytest.mark.slow
async def test_a_killed_process_goes_on_where_it_was(tmp_path: Path) -> None:
    async with Process(tmp_path / "local-chat.db") as process:
        await process.do("person_writes", chat_id=5, text="my back hurts")
        async with _bot(process.browser.port) as bot:
            await bot.send_message(5, "Hello")
            (waiting,) = await bot.get_updates()
        await process.end(signal.SIGKILL)

        await process.start()
        texts = [each["text"] for each in await process.do("messages", chat_id=5)]
        assert texts == ["my back hurts", "Hello"]
        async with _bot(process.browser.port) as bot:
            assert [each.update_id for each in await bot.get_updates()] == [waiting.update_id]
            await process.do("fail_next", method="sendMessage", code=0)
            with pytest.raises(NetworkError):
                await bot.send_message(5, "x")
        assert await process.end(signal.SIGTERM) == 0

        await process.start("--fresh")
        assert await process.do("messages", chat_id=5) == []


@pytest.mark.slow
async def test_a_test_suite_can_do_all_that_people_do(tmp_path: Path) -> None:
    async with Process(tmp_path / "local-chat.db") as process:
        await process.do("restart_update_ids", at=1000)
        written = await process.do("person_writes", chat_id=5, text="one", first_name="Ann")
        await process.do("person_edits", chat_id=5, message_id=written["message_id"], text="two")
        await process.do("person_taps", chat_id=5, message_id=written["message_id"], data="x")
        await process.do("person_sends", chat_id=5, kind="voice")
        await process.do("group_message", chat_id=-5, text="@backease_local_bot hi")
        await process.do("person_blocks", chat_id=5)
        await process.do("person_unblocks", chat_id=5)
        await process.do("latency", seconds=0.001)
        refused = {"code": 429, "description": "Too Many Requests", "retry_after": 7}
        await process.do("fail_next", method="getMe", **refused)
        url = process.browser.url(f"/bot{TOKEN}/getMe")
        async with process.session.get(url) as answer:
            assert (await answer.json())["parameters"] == {"retry_after": 7}
        async with _bot(process.browser.port) as bot:
            found = await bot.get_updates()
            assert [each.update_id for each in found] == list(range(1000, 1007))
            await bot.get_updates(offset=1007)
            await process.do("redeliver", update_id=1003)
            assert [each.update_id for each in await bot.get_updates()] == [1003]
        assert await process.do("commands") == []
        await process.do("clear", chat_id=5)
        assert await process.do("messages", chat_id=5) == []
        wrong = await process.browser.post("/test/person_writes", {"chat_id": 5})
        assert wrong["status"] == 400
