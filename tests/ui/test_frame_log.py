"""What the server writes down of failures: a line of JSON each."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from advisor.ui.server_log import log_as_json, note_failure


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the app writes to the standard error."""
    logger = logging.getLogger("advisor")
    before, passes_on = list(logger.handlers), logger.propagate
    log_as_json()
    log_as_json()  # a second time changes nothing
    (added,) = [handler for handler in logger.handlers if handler not in before]
    assert isinstance(added, logging.StreamHandler)
    text = io.StringIO()
    added.setStream(text)
    yield text
    logger.removeHandler(added)
    logger.propagate = passes_on


def test_a_failure_is_one_line_of_json_with_its_fields_and_its_trace(written: io.StringIO) -> None:
    try:
        raise ZeroDivisionError("by\nnought")
    except ZeroDivisionError as error:
        note_failure("page failed", error, page="compare")
    (line,) = written.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["level"] == "error"
    assert entry["message"] == "page failed"
    assert entry["page"] == "compare"
    assert any("ZeroDivisionError" in part for part in entry["trace"])
    assert entry["time"].endswith("+00:00")


def test_what_workers_log_is_written_in_the_same_way(written: io.StringIO) -> None:
    logging.getLogger("advisor.ui.workers.pool").warning("an answer has failed", extra={"fields": {"failure": "time"}})
    assert json.loads(written.getvalue())["failure"] == "time"
