"""What does the local Telegram look like over HTTP? The chat page, and the Bot API.

Only this computer's own page may use it: requests that come from another site, or under
another name than 127.0.0.1 or localhost, are refused.
"""

import asyncio
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.local.core import Event, Events
from bot.local.errors import LocalTelegramError, bad_request
from bot.local.files import Upload
from bot.local.methods import Json
from bot.local.page_messages import page_message
from bot.local.store import StoredFile
from bot.local.telegram import LocalTelegram

PERSON = 1  # the chat id of whoever sits in front of the page
_SHOWN = 200
_HEARTBEAT_SECONDS = 15
_PAGE_BYTES = 64 * 1024
_API_BYTES = 52_000_000  # the largest upload, and the form around it
_PAGE = {
    "/": ("index.html", "text/html"),
    "/chat.css": ("chat.css", "text/css"),
    "/chat.js": ("chat.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/favicon.ico": ("icon.svg", "image/svg+xml"),
}
_ATTACHABLE = ("photo", "voice", "sticker", "location")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FILE_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_SHOWN_IN_PLACE = ("image/", "video/", "audio/")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LocalServer:
    """A running server: ``port`` is where it listens, ``close`` ends it and its streams."""

    def __init__(self, runner: web.AppRunner, port: int) -> None:
        self.port = port
        self._runner = runner

    async def close(self) -> None:
        """Stop listening and end what is still open."""
        await self._runner.cleanup()


async def serve(
    telegram: LocalTelegram, host: str = "127.0.0.1", port: int = 0, **parts: bool
) -> LocalServer:
    """Serve ``create_app(telegram, **parts)``; port 0 takes a free one.

    Raises OSError when the port is taken.
    """
    runner = web.AppRunner(create_app(telegram, **parts), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return LocalServer(runner, runner.addresses[0][1])


def create_app(
    telegram: LocalTelegram, *, page: bool = True, bot_api: bool = False, control: bool = False
) -> web.Application:
    """The application with the chat page, the Bot API, or the controls for test suites."""
    app = web.Application(middlewares=[_guard], client_max_size=_API_BYTES)
    if page:
        _Page(telegram).add_to(app)
    if bot_api:
        _BotApi(telegram).add_to(app)
    if control:
        _Control(telegram).add_to(app)
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let nobody in but this computer's own page and programs, and answer errors as JSON."""
    own = _own_names(request)
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin not in {f"http://{name}" for name in own}
    # A link from elsewhere may open the page, but nothing else.
    crossed = request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
    try:
        if request.headers.get("Host") not in own or foreign or (crossed and request.path != "/"):
            return _refusal(403, "This is not for other sites.")
        return await handler(request)
    except LocalTelegramError as error:
        return _refusal(error.code, error.description)
    except web.HTTPException as error:
        return _refusal(error.status, error.reason)


def _own_names(request: web.Request) -> set[str]:
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    port = socket[1] if socket else 0
    return {f"127.0.0.1:{port}", f"localhost:{port}"}


def _refusal(status: int, reason: str) -> web.Response:
    return web.json_response({"ok": False, "error": reason}, status=status, headers=_HEADERS)


def _done(**result: Any) -> web.Response:
    return web.json_response({"ok": True, **result}, headers=_HEADERS)


async def _read_json(request: web.Request) -> Json:
    """The body of a request that only our own page can have made."""
    if request.content_type != "application/json" or request.headers.get("X-Chat") != "1":
        raise LocalTelegramError(415, "Send JSON, with the header X-Chat: 1.")
    if (request.content_length or 0) > _PAGE_BYTES:
        raise LocalTelegramError(413, "That is too much.")
    data = bytearray()
    async for chunk in request.content.iter_any():
        data += chunk
        if len(data) > _PAGE_BYTES:
            raise LocalTelegramError(413, "That is too much.")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request("a JSON object is expected")
    return body


def _field(body: Json, name: str, kind: type) -> Any:
    value = body.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise bad_request(f'field "{name}" is missing or of the wrong type')
    if isinstance(value, int) and abs(value) >= 2**63:
        raise bad_request(f'field "{name}" is out of range')
    return value


class _Page:
    """The chat page of one person, and what it asks for."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram
        self._streams: set[Events] = set()
        folder = Path(__file__).parent / "page"
        self._files = {
            path: ((folder / name).read_bytes(), mime) for path, (name, mime) in _PAGE.items()
        }

    def add_to(self, app: web.Application) -> None:
        for path in self._files:
            app.router.add_get(path, self._file)
        app.router.add_get("/files/{id}", self._sent_file)
        app.router.add_get("/api/state", self._state)
        app.router.add_get("/api/events", self._events)
        for name, act in self._actions().items():
            app.router.add_post(f"/api/{name}", self._action(act))
        app.on_shutdown.append(self._end_streams)

    def _actions(self) -> dict[str, Callable[[Json], object]]:
        person = self._telegram
        return {
            "send": lambda body: person.person_writes(PERSON, _field(body, "text", str)),
            "tap": lambda body: person.person_taps(
                PERSON, _field(body, "message_id", int), _field(body, "data", str)
            ),
            "attach": lambda body: person.person_sends(PERSON, _attachment(body)),
            "edit": lambda body: person.person_edits(
                PERSON, _field(body, "message_id", int), _field(body, "text", str)
            ),
            "clear": lambda _body: person.clear(PERSON),
        }

    def _action(self, act: Callable[[Json], object]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            act(await _read_json(request))
            return _done()

        return handle

    async def _file(self, request: web.Request) -> web.StreamResponse:
        data, mime = self._files[request.path]
        headers = {**_HEADERS, "Cache-Control": "no-cache"}
        return web.Response(body=data, content_type=mime, charset="utf-8", headers=headers)

    async def _sent_file(self, request: web.Request) -> web.StreamResponse:
        return _file_response(request, self._telegram.download(request.match_info["id"]))

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        bot = self._telegram.bot
        state = {
            "bot": {"name": bot["first_name"], "username": bot["username"]},
            "commands": self._telegram.commands(),
            "messages": [page_message(each) for each in self._telegram.messages(PERSON, _SHOWN)],
        }
        return web.json_response(state, headers=_HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS | {"Content-Type": "text/event-stream"})
        events = self._telegram.events(PERSON)
        self._streams.add(events)
        try:
            await response.prepare(request)
            await response.write(b": open\n\n")
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT_SECONDS):
                        event = await anext(events)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                else:
                    await response.write(_server_sent(event))
        except (StopAsyncIteration, ConnectionError):
            return response
        finally:
            self._streams.discard(events)

    async def _end_streams(self, _app: web.Application) -> None:
        for events in self._streams:
            events.close()


def _attachment(body: Json) -> str:
    kind: str = _field(body, "kind", str)
    if kind not in _ATTACHABLE:
        raise bad_request(f"the page attaches {', '.join(_ATTACHABLE)}")
    return kind


def _server_sent(event: Event) -> bytes:
    data = page_message(event.data) if event.kind in ("message", "edit") else event.data
    return f"event: {event.kind}\ndata: {json.dumps(data)}\n\n".encode()


def _file_response(request: web.Request, file: StoredFile) -> web.Response:
    """The bytes of a file, or the one part of them that was asked for."""
    shown = file.mime.startswith(_SHOWN_IN_PLACE) and file.mime != "image/svg+xml"
    place = "inline" if shown else "attachment"
    headers = {
        **_HEADERS,
        **_FILE_HEADERS,
        "Content-Type": file.mime if shown else "application/octet-stream",
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name)}",
        "Accept-Ranges": "bytes",
    }
    size = len(file.data)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return web.Response(body=file.data, headers=headers)
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        return web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return web.Response(status=206, body=file.data[first : last + 1], headers=headers)


class _BotApi:
    """The Bot API as Telegram serves it, for a bot in another process."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    def add_to(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not hmac.compare_digest(token.encode(), self._telegram.token.encode()):
            raise LocalTelegramError(401, "Unauthorized")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            params, files = await _parameters(request)
        except LocalTelegramError as error:
            body = {"ok": False, "error_code": error.code, "description": error.description}
            return web.json_response(body, status=error.code)
        try:
            status, answer = await self._telegram.respond(
                request.match_info["method"], params, files
            )
        except ConnectionError:  # a test wants the answer lost
            if request.transport:
                request.transport.abort()
            return web.Response(status=502)
        return web.Response(status=status, body=answer, content_type="application/json")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request)
        file = self._telegram.download(request.match_info["path"])
        return web.Response(body=file.data, content_type="application/octet-stream")


async def _parameters(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Parameters and uploads from the address and from a form, multipart or JSON body."""
    params: Json = dict(request.query)
    files: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = json.loads(await request.read() or b"{}")
            if not isinstance(body, dict):
                raise bad_request("a JSON object is expected")
            return params | {key: value for key, value in body.items() if value is not None}, files
        form = await request.post()
    except ValueError:
        raise bad_request("can't parse the request") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            data = await asyncio.to_thread(value.file.read)
            files[name] = (value.filename, data, value.content_type)
        else:
            params[name] = value if isinstance(value, str) else bytes(value).decode()
    return params, files


class _Control:
    """What a test suite does to a local Telegram in another process."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    def add_to(self, app: web.Application) -> None:
        telegram = self._telegram
        for act in (
            telegram.person_writes,
            telegram.person_sends,
            telegram.person_edits,
            telegram.person_taps,
            telegram.person_blocks,
            telegram.person_unblocks,
            telegram.group_message,
            telegram.messages,
            telegram.commands,
            telegram.clear,
            telegram.restart_update_ids,
            telegram.redeliver,
            self.fail_next,
            self.latency,
        ):
            app.router.add_post(f"/test/{act.__name__}", self._act(act))

    def _act(self, act: Callable[..., Any]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await _read_json(request)
            try:
                return _done(result=act(**body))
            except TypeError as error:
                raise bad_request(str(error)) from None

        return handle

    def fail_next(
        self,
        method: str,
        code: int,
        description: str = "",
        retry_after: int | None = None,
        times: int = 1,
        after: bool = False,
    ) -> None:
        """Plan a refusal; with code 0 the connection breaks instead."""
        error = LocalTelegramError(code, description, retry_after) if code else ConnectionError()
        self._telegram.fail_next(method, error, times=times, after=after)

    def latency(self, seconds: float) -> None:
        """Let every call take this long."""
        self._telegram.latency = seconds
