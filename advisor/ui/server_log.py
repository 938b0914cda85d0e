"""Failures on the server, a line of JSON each, for whoever runs it; visitors read none of it."""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from typing import Any

_LOG = logging.getLogger("advisor.app")
MOST_FRAMES = 12


class JsonLines(logging.Formatter):
    """Writes every entry as one line of JSON: time, level, who says it, what, and the fields that came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of an entry."""
        entry: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["trace"] = traceback.format_exception(*record.exc_info, limit=-MOST_FRAMES)
        return json.dumps(entry, ensure_ascii=False, default=str)


def log_as_json() -> None:
    """Write what the app logs to the standard error, a line of JSON each; once, however often it is called."""
    logger = logging.getLogger("advisor")
    if any(isinstance(handler.formatter, JsonLines) for handler in logger.handlers):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.propagate = False


def note_failure(message: str, error: BaseException | None = None, **fields: object) -> None:
    """Log that something failed, with its fields; of the requirement nothing is written down."""
    trace = (type(error), error, error.__traceback__) if error is not None else None
    _LOG.error(message, exc_info=trace, extra={"fields": fields})
