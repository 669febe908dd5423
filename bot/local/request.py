"""How does python-telegram-bot reach the local service without a network?"""

import asyncio
import json
from typing import Any
from urllib.parse import unquote, urlsplit

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot.local.errors import LocalTelegramError
from bot.local.files import Upload
from bot.local.telegram import LocalTelegram


class LocalRequest(BaseRequest):
    """PTB's way to the Bot API, leading to a LocalTelegram in this process.

    Give one to ``builder.request(...)`` and one to ``builder.get_updates_request(...)``;
    everything else of the application stays as it is. A call that takes longer than its
    read timeout (``read_timeout`` seconds unless the caller says otherwise) raises TimedOut.
    """

    def __init__(self, telegram: LocalTelegram, *, read_timeout: float = 5.0) -> None:
        self._telegram = telegram
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        """The default read timeout in seconds."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open: the service is already there."""

    async def shutdown(self) -> None:
        """Nothing to close: the service outlives the application."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer as the Bot API does over HTTP: status and body."""
        path = unquote(urlsplit(url).path).lstrip("/")
        where, _, rest = path.partition(f"bot{self._telegram.token}/")
        if not rest:
            return 401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        if where:
            return self._download(rest)
        params = request_data.parameters if request_data else {}
        timeout = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with asyncio.timeout(timeout):
                return await self._telegram.respond(rest, params, _uploads(request_data))
        except TimeoutError:
            raise TimedOut from None

    def _download(self, file_path: str) -> tuple[int, bytes]:
        try:
            return 200, self._telegram.download(file_path).data
        except LocalTelegramError as error:
            body = {"ok": False, "error_code": error.code, "description": error.description}
            return error.code, json.dumps(body).encode()


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    return {
        part: (name, content if isinstance(content, bytes) else content.read(), mime)
        for part, (name, content, mime) in (request_data.multipart_data or {}).items()
    }
