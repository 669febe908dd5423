"""Requests leave through aiohttp, arrive whole, and never show the token when they fail."""

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InputMediaAnimation
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transport.limits import retry_seconds
from bot.transport.request import AiohttpRequest, NotConnected, api_base, proxy_for

TOKEN = "7000000001:AAsecretsecretsecretsecretsecretsec"
ME = {"id": 7000000001, "is_bot": True, "first_name": "BackEase", "username": "backease_bot"}
SENT = {"message_id": 5, "date": 1_760_000_000, "chat": {"id": 1, "type": "private"}, "text": "x"}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def bot_against(answer: Answer, **timeouts: float) -> AsyncIterator[Bot]:
    """A bot whose every call, getMe apart, is answered by ``answer`` on 127.0.0.1."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/getMe"):
            return web.json_response({"ok": True, "result": ME})
        return await answer(request)

    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", "/{tail:.*}", serve)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base_url, _ = api_base(f"http://127.0.0.1:{runner.addresses[0][1]}")
    request = AiohttpRequest(**timeouts)  # type: ignore[arg-type]
    try:
        async with Bot(TOKEN, base_url, request=request, get_updates_request=request) as bot:
            yield bot
    finally:
        await runner.cleanup()


def refusal(status: int, description: str, **parameters: int) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


async def error_of(answer: Answer, **timeouts: float) -> TelegramError:
    async with bot_against(answer, **timeouts) as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.send_message(1, "hello")
    return caught.value


async def test_a_message_arrives_with_its_words_and_buttons() -> None:
    seen: dict[str, str] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.update({name: str(value) for name, value in (await request.post()).items()})
        return web.json_response({"ok": True, "result": SENT})

    async with bot_against(answer) as bot:
        message = await bot.send_message(1, "Wie geht’s? 100% & <b>more</b>\n🙂", parse_mode="HTML")
    assert message.message_id == 5
    assert seen == {
        "chat_id": "1",
        "text": "Wie geht’s? 100% & <b>more</b>\n🙂",
        "parse_mode": "HTML",
    }


async def test_files_arrive_byte_for_byte_under_their_own_names() -> None:
    film = bytes(range(256)) * 6_000  # over a megabyte
    seen: dict[str, Any] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                seen[name] = (value.filename, value.content_type, value.file.read())
            else:
                seen[name] = value
        return web.json_response({"ok": True, "result": SENT})

    async with bot_against(answer) as bot:
        await bot.send_document(1, film, filename="what I remember ä.json", caption="Here")
        assert seen["document"] == ("what I remember ä.json", "application/json", film)
        assert seen["caption"] == "Here"
        seen.clear()
        await bot.edit_message_media(InputMediaAnimation(film, filename="cat.mp4"), 1, 5)
    media = json.loads(seen["media"])
    assert seen[media["media"].removeprefix("attach://")] == ("cat.mp4", "video/mp4", film)


async def test_the_same_connection_is_used_again() -> None:
    ports: set[int] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        ports.add(request.transport.get_extra_info("peername")[1])
        return web.json_response({"ok": True, "result": SENT})

    async with bot_against(answer) as bot:
        for _ in range(5):
            await bot.send_message(1, "hello")
    assert len(ports) == 1


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (400, "Bad Request: chat not found", BadRequest),
        (403, "Forbidden: bot was blocked by the user", Forbidden),
        (401, "Unauthorized", InvalidToken),
        (500, "Internal Server Error", NetworkError),
    ],
)
async def test_a_refusal_keeps_its_reason(
    status: int, description: str, kind: type[TelegramError]
) -> None:
    error = await error_of(refusal(status, description))
    assert isinstance(error, kind)
    assert str(error).lower() in description.lower()


async def test_a_wait_asked_for_by_telegram_is_understood() -> None:
    error = await error_of(refusal(429, "Too Many Requests: retry after 7", retry_after=7))
    assert isinstance(error, RetryAfter)
    assert retry_seconds(error) == 7


async def test_a_login_page_on_the_way_is_not_taken_for_a_refused_token() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=404, text=f"<html>nothing at {request.path}</html>")

    error = await error_of(answer)
    assert type(error) is NetworkError
    assert TOKEN not in str(error)


async def test_a_redirect_is_not_followed_because_the_address_holds_the_token() -> None:
    followed: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        followed.append(request.path)
        raise web.HTTPFound(f"/elsewhere{request.path}")

    assert type(await error_of(answer)) is NetworkError
    assert len(followed) == 1


async def test_an_answer_that_is_no_json_is_an_error_and_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text='{"text": "my back hurts')

    with caplog.at_level(logging.WARNING):
        error = await error_of(answer)
    assert type(error) is NetworkError
    assert "my back hurts" not in str(error) + caplog.text


async def test_an_answer_that_never_comes_times_out() -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        raise AssertionError

    error = await error_of(answer, read_timeout=0.05)
    assert isinstance(error, TimedOut)
    assert not isinstance(error, NotConnected)


async def test_a_connection_cut_midway_counts_as_perhaps_sent() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    error = await error_of(answer)
    assert isinstance(error, NetworkError)
    assert not isinstance(error, NotConnected)


async def test_a_server_that_is_not_there_counts_as_surely_not_sent() -> None:
    base_url, _ = api_base("http://127.0.0.1:9")
    async with AiohttpRequest() as request:
        with pytest.raises(NotConnected, match=r"127\.0\.0\.1:9"):
            await request.post(f"{base_url}{TOKEN}/sendMessage")


async def test_a_full_pool_counts_as_surely_not_sent() -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(1)
        return web.json_response({"ok": True, "result": SENT})

    async with bot_against(answer, connections=1, connect_timeout=0.2, pool_timeout=0.2) as bot:
        results = await asyncio.gather(
            bot.send_message(1, "first"), bot.send_message(2, "second"), return_exceptions=True
        )
    assert [isinstance(result, NotConnected) for result in results] == [False, True]


async def test_no_error_shows_the_token_anywhere() -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def slow(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        raise AssertionError

    async def page(request: web.Request) -> web.StreamResponse:
        return web.Response(status=502, text=request.path)

    errors = [await error_of(cut), await error_of(slow, read_timeout=0.05), await error_of(page)]
    async with AiohttpRequest() as request:
        for address in ("http://127.0.0.1:9", "http://[", "gopher://x"):
            with pytest.raises(TelegramError) as caught:
                await request.post(f"{address}/bot{TOKEN}/sendMessage")
            errors.append(caught.value)
    for error in errors:
        seen: BaseException | None = error
        while seen is not None:
            assert TOKEN not in f"{seen} {seen!r}"
            seen = seen.__cause__ or seen.__context__
        assert TOKEN not in "".join(traceback.format_exception(error))


async def test_a_closed_pool_says_so_and_can_be_opened_again() -> None:
    request = AiohttpRequest()
    with pytest.raises(NetworkError, match="not open"):
        await request.post("http://127.0.0.1:9/x")
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        await request.shutdown()
        await request.shutdown()


def test_the_address_of_the_service_can_be_an_own_server() -> None:
    assert api_base() == ("https://api.telegram.org/bot", "https://api.telegram.org/file/bot")
    assert api_base("https://bots.example.org:8443/") == (
        "https://bots.example.org:8443/bot",
        "https://bots.example.org:8443/file/bot",
    )
    assert api_base("http://localhost:8081")[0] == "http://localhost:8081/bot"


@pytest.mark.parametrize(
    "origin",
    [
        "http://api.telegram.org",
        "http://127.0.0.1.example.org",
        "http://localhost@example.org",
        "https://api.telegram.org/bot",
        "https://api.telegram.org?x=1",
        "https://someone:secret@api.telegram.org",
        "https://api.telegram.org:port",
        "api.telegram.org",
        "ftp://api.telegram.org",
        "",
    ],
)
def test_an_address_that_could_leak_the_token_or_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match=r"^(The address|Plain http)[^\n]*$") as caught:
        api_base(origin)
    assert "secret" not in str(caught.value)


def test_a_proxy_is_used_for_telegram_and_never_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example.org:3128")
    monkeypatch.setenv("no_proxy", "own.example.org")
    assert proxy_for() == "http://proxy.example.org:3128"
    assert proxy_for("https://own.example.org") is None
    assert proxy_for("http://127.0.0.1:8081") is None
