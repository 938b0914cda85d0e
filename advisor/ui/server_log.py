"""What the server writes down for whoever runs it, on the standard error; visitors read none of it."""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from typing import Any

_LOG = logging.getLogger("advisor.app")
MOST_FRAMES = 12


class JsonLines(logging.Formatter):
    """Writes every entry as one line of JSON: time, level, event, who says it, and the fields that came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of an entry."""
        entry: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["trace"] = traceback.format_exception(*record.exc_info, limit=-MOST_FRAMES)
        return json.dumps(entry, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """Writes every entry for a person at a terminal: time, level, event and fields."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name is that of the library
        """The first line of an entry."""
        fields = "".join(f" {name}={value}" for name, value in getattr(record, "fields", {}).items())
        return super().formatMessage(record) + fields


def write_log(formatter: logging.Formatter) -> None:
    """Write what is logged in this process to the standard error, in one form; what Python warns of, too."""
    writer = logging.StreamHandler()
    writer.setFormatter(formatter)
    logging.getLogger().handlers = [writer]
    logging.captureWarnings(True)
    _LOG.setLevel(logging.INFO)
    log_what_others_say()


def log_what_others_say() -> None:
    """Have what has been loaded by now write its log with everything else.

    Streamlit and the web server give each of their loggers a writer of its own, which is taken away here.
    """
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.handlers:
            logger.handlers.clear()
            logger.propagate = True


def note_event(event: str, **fields: object) -> None:
    """Log that something happened, with its fields."""
    _LOG.info(event, extra={"fields": fields})


def note_failure(event: str, error: BaseException | None = None, **fields: object) -> None:
    """Log that something failed, with its fields; of the requirement nothing is written down."""
    trace = (type(error), error, error.__traceback__) if error is not None else None
    _LOG.error(event, exc_info=trace, extra={"fields": fields})
