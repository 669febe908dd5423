"""A local Telegram in memory, and what its tests ask of it again and again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.local.errors import LocalTelegramError
from bot.local.telegram import LocalTelegram

TOKEN = "7000000001:local"


class Clock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Iterator[LocalTelegram]:
    """A Telegram in memory whose chat 1 has one message from a person."""
    service = LocalTelegram(None, token=TOKEN, clock=clock)
    service.person_writes(1, "my back hurts")
    yield service
    service.close()


@pytest.fixture
def refusal(telegram: LocalTelegram) -> Callable[..., Any]:
    """Make a call that must be refused and give back the code and the description."""

    async def ask(method: str, params: dict[str, Any], **files: Any) -> tuple[int, str]:
        with pytest.raises(LocalTelegramError) as raised:
            await telegram.call(method, params, files)
        return raised.value.code, raised.value.description

    return ask
