"""In what form is logged, and what never? Ids and counts on standard error, nothing personal."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.settings import Settings


def set_up_logs(settings: Settings) -> None:
    """Log ids and counts on standard error; nothing a person wrote, and no request addresses."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _tell_errors_without_values,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for quiet in ("httpx", "httpcore", "apscheduler", "alembic", "telegram.ext"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    telegram = logging.getLogger("telegram")  # at DEBUG it prints what people wrote
    telegram.setLevel(max(logging.INFO, logging.getLevelName(settings.log_level)))
    for quieter in ("sqlalchemy", "asyncio"):
        logging.getLogger(quieter).setLevel(logging.ERROR)


def _tell_errors_without_values(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Log an error by its kind and its lines of code; its message may hold what was written."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        lines = traceback.format_tb(error.__traceback__)
        event["exception"] = "".join((*lines, type(error).__name__))
    return event
