"""What the operator sets: the environment and ``.env``, typed and checked once at the start."""

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

OFFICIAL_API = "https://api.telegram.org"
OWN_MACHINE = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """A setting is wrong; the message names it and says how to mend it."""


class Settings(BaseSettings):
    """Every setting, with the default that runs on a fresh machine.

    Without ``telegram_token`` the local chat page is served instead of Telegram.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: str = OFFICIAL_API
    database_url: str = "sqlite+aiosqlite:///data/backease.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    messages_per_second: float = Field(default=25, ge=0, le=1000)

    @field_validator("telegram_token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        number, _, secret = token.get_secret_value().partition(":")
        if not (number.isdecimal() and secret and "/" not in secret):
            raise ValueError("it must look like 123456789:letters-and-digits, as BotFather gave it")
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"it must be an origin such as {OFFICIAL_API}")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("it must be an origin only, without a path")
        if parts.scheme == "http" and parts.hostname not in OWN_MACHINE:
            raise ValueError("plain http is allowed for 127.0.0.1 only; use https")
        return url.rstrip("/")

    @field_validator("host")
    @classmethod
    def _is_this_machine(cls, host: str) -> str:
        if host not in OWN_MACHINE:
            raise ValueError("the local chat is for this machine only: use 127.0.0.1")
        return host

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object, info: object) -> object:
        if not isinstance(value, str):
            return value
        name = getattr(info, "field_name", "")
        return value.upper() if name == "log_level" else value.lower()

    @classmethod
    def load(cls) -> Self:
        """Read the settings. Raises SettingsError with one line that names the wrong one."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"]).upper()
            reason = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{name} is wrong: {reason}. Set it in .env") from None
        except UnicodeDecodeError:
            raise SettingsError(".env is not a text file in UTF-8; write it anew") from None
