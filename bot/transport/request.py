"""How does a request reach Telegram? One aiohttp connection pool behind PTB's own seam."""

import io
import json
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

OFFICIAL_ORIGIN = "https://api.telegram.org"
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost"})


class NotConnected(NetworkError):
    """No connection came about, so the request surely never left this machine."""

    __slots__ = ()


def api_base(origin: str = OFFICIAL_ORIGIN) -> tuple[str, str]:
    """Turn an origin into the two addresses PTB's builder asks for: methods and files.

    Raises ``ValueError`` with one sentence when the origin is not one, or when the token
    would travel unencrypted: plain http is for a server on this machine alone.

    >>> api_base("https://api.telegram.org")
    ('https://api.telegram.org/bot', 'https://api.telegram.org/file/bot')
    """
    try:
        parts = urlsplit(origin.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if (
        host is None
        or parts.scheme not in {"http", "https"}
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError(f"The address must be an origin such as {OFFICIAL_ORIGIN}, without a path")
    if parts.scheme == "http" and host not in _THIS_MACHINE:
        raise ValueError("Plain http is allowed only for 127.0.0.1 and localhost: use https")
    base = f"{parts.scheme}://{parts.netloc}"
    return f"{base}/bot", f"{base}/file/bot"


def proxy_for(origin: str = OFFICIAL_ORIGIN) -> str | None:
    """Find the proxy that HTTPS_PROXY names for this origin; a server on this machine has none."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if host in _THIS_MACHINE or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)


class AiohttpRequest(BaseRequest):
    """Sends Bot API requests through one keep-alive pool that stays quick with hundreds at once.

    Errors are ``NotConnected`` (surely not sent), ``TimedOut`` and ``NetworkError`` (perhaps
    sent). None of them, nor anything they were raised from, holds the request's address: it
    contains the token. Give ``get_updates`` an instance of its own, so that a long poll never
    takes a connection from a reply. All timeouts are in seconds.
    """

    __slots__ = (
        "_connect_timeout",
        "_connections",
        "_media_write_timeout",
        "_pool_timeout",
        "_proxy",
        "_read_timeout",
        "_session",
        "_write_timeout",
    )

    def __init__(
        self,
        connections: int = 256,
        *,
        read_timeout: float = 10.0,
        write_timeout: float = 10.0,
        media_write_timeout: float = 30.0,
        connect_timeout: float = 5.0,
        pool_timeout: float = 5.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._media_write_timeout = media_write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer when a call does not say otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; connections are made when they are first needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=30, ttl_dns_cache=300
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and return the status and the body of the answer."""
        if self._session is None:
            raise RuntimeError("The request pool is not open: call initialize() first")
        with_files = request_data is not None and request_data.contains_files
        write_default = self._media_write_timeout if with_files else self._write_timeout
        timeout = _client_timeout(
            read=_seconds(read_timeout, self._read_timeout),
            write=_seconds(write_timeout, write_default),
            connect=_seconds(connect_timeout, self._connect_timeout),
            pool=_seconds(pool_timeout, self._pool_timeout),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data) if request_data is not None else None,
                timeout=timeout,
                allow_redirects=False,  # the address holds the token: it goes nowhere else
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error)
        else:
            if status < 300 or _is_from_the_bot_api(body):
                return status, body
            failure = NetworkError(f"A server on the way answered {status} in Telegram's place")
        # Raised out here, because aiohttp's own error can hold the address as its context.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Read an answer. One that cannot be read is a network error and is not logged."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("Telegram's answer could not be read")
        return answer


def _seconds(value: object, default: float) -> float | None:
    if value is BaseRequest.DEFAULT_NONE:
        return default
    return float(value) if isinstance(value, int | float) else None


def _client_timeout(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """aiohttp counts the wait for a free connection as connecting, and has no write timeout."""
    connecting = None if connect is None or pool is None else connect + pool
    known = None if read is None or write is None or connecting is None else read + write
    return aiohttp.ClientTimeout(
        total=None if known is None or connecting is None else known + connecting,
        connect=connecting,
        sock_connect=connect,
        sock_read=read,
    )


def _body(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # Telegram shows the file name as it comes
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    if request_data.contains_files:
        for name, (filename, content, content_type) in request_data.multipart_data.items():
            file = io.BytesIO(content) if isinstance(content, bytes) else content
            form.add_field(name, file, filename=filename, content_type=content_type)
    return form


def _failure(error: Exception) -> NetworkError:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotConnected("No connection to Telegram in time")
    if isinstance(error, aiohttp.ClientConnectorError):
        reason = error.os_error.strerror or type(error.os_error).__name__
        return NotConnected(f"No connection to {error.host}:{error.port}: {reason}")
    if isinstance(error, TimeoutError):
        return TimedOut("Telegram did not answer in time")
    return NetworkError(f"The connection to Telegram broke: {type(error).__name__}")


def _is_from_the_bot_api(body: bytes) -> bool:
    """A proxy or a hotel's login page answers too; only Telegram's word counts as a refusal."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is False
