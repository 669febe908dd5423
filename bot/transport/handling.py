"""Was this update handled for good? PTB swallows a handler's error; this carries one kind out."""

import logging
from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update Telegram is asked for, by polling and by webhook alike."""

_log = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Handling:
    """Passes updates to the application and tells whether they may be acknowledged.

    Make it before other error handlers are added: one of those may stop the rest. It speaks
    to nobody itself; the application's own error handler tells the person.
    """

    def __init__(
        self, application: AnyApplication, is_storage_failure: Callable[[Exception], bool]
    ) -> None:
        self._application = application
        self._is_storage_failure = is_storage_failure
        self._not_stored: set[int] = set()
        application.add_error_handler(self._note_error, block=True)

    async def handle(self, update: Update) -> bool:
        """Handle one update; false means storage failed and it must come again.

        Any other error counts as handled: repeating the update would only repeat the error.
        """
        try:
            await self._application.update_processor.process_update(
                update, self._application.process_update(update)
            )
        except Exception as error:  # raised outside PTB's handlers, which swallow their own
            self._note(update.update_id, error)
            _log.error("Update %s failed: %s", update.update_id, type(error).__name__)
        stored = update.update_id not in self._not_stored
        self._not_stored.discard(update.update_id)
        return stored

    async def _note_error(
        self, update: object, context: CallbackContext[Any, Any, Any, Any]
    ) -> None:
        if isinstance(update, Update) and context.error is not None:
            self._note(update.update_id, context.error)

    def _note(self, update_id: int, error: Exception) -> None:
        if self._is_storage_failure(error):
            self._not_stored.add(update_id)
