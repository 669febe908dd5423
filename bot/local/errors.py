"""What can go wrong in the local service: a refused call, or a file it cannot use."""


class LocalTelegramError(Exception):
    """A call refused as Telegram refuses it: status ``code`` and Telegram's wording.

    ``retry_after`` is set for 429 alone, in seconds.
    """

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


class LocalChatError(Exception):
    """The local chat's file cannot be used; the message names it and says what to do."""


def bad_request(reason: str) -> LocalTelegramError:
    """A refusal with status 400."""
    return LocalTelegramError(400, f"Bad Request: {reason}")
