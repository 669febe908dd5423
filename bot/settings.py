"""What the operator sets: the environment and ``.env``, typed and checked once at the start."""

import re
from collections.abc import Iterable
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict
from rapidfuzz.distance import OSA

OFFICIAL_API = "https://api.telegram.org"
OWN_MACHINE = ("127.0.0.1", "localhost")
OUR_PREFIXES = ("TELEGRAM_", "WEBHOOK_", "BACKEASE_")


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
    database_url: str = "sqlite:///data/backease.db"
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
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
            raise ValueError("it must look like 123456789:letters-and-digits, as BotFather gave it")
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # a port or an address that is none
            known = False
        if not known:
            raise ValueError(f"it must be an origin such as {OFFICIAL_API}")
        if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("it must be an origin only, without a name or a path")
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
        """Read the settings. Raises SettingsError with one line that names the wrong one.

        ``.env`` may hold settings of other programs. A key that no setting has is refused only
        when it looks like a slip: nearly the name of a setting, or with a prefix of ours.
        """
        try:
            settings = cls()
            _refuse_slips(DotEnvSettingsSource(cls).env_vars, cls.model_fields)
            return settings
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"]).upper()
            reason = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{name} is wrong: {reason}. Set it in .env") from None
        except UnicodeDecodeError:
            raise SettingsError(".env is not a text file in UTF-8; write it anew") from None


def _refuse_slips(written: Iterable[str], known: Iterable[str]) -> None:
    names = [name.upper() for name in known]
    for key in written:
        said = key.upper()
        if said in names:
            continue
        nearest = min(names, key=lambda name: OSA.distance(said, name))
        slips = 1 if len(nearest) < 6 else 2
        if OSA.distance(said, nearest) <= slips or said.startswith(OUR_PREFIXES):
            raise SettingsError(f"{said} in .env is no setting; did you mean {nearest}?")
