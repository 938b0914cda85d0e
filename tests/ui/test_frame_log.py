"""What the server writes down of failures: a line of JSON each."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from streamlit import net_util
from streamlit.web.server.server_util import is_url_from_allowed_origins

from advisor.ui.server import stay_at_home
from advisor.ui.server_log import JsonLines, note_event, note_failure, write_log


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the app writes to the standard error."""
    root, other = logging.getLogger(), logging.getLogger("a library with a writer of its own")
    before = list(root.handlers)
    other.addHandler(logging.StreamHandler())
    write_log(JsonLines())
    (writer,) = root.handlers
    assert isinstance(writer, logging.StreamHandler)
    text = io.StringIO()
    writer.setStream(text)
    yield text
    root.handlers = before
    logging.captureWarnings(False)


def test_a_failure_is_one_line_of_json_with_its_fields_and_its_trace(written: io.StringIO) -> None:
    try:
        raise ZeroDivisionError("by\nnought")
    except ZeroDivisionError as error:
        note_failure("page failed", error, page="compare")
    (line,) = written.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["level"] == "error"
    assert entry["event"] == "page failed"
    assert entry["page"] == "compare"
    assert any("ZeroDivisionError" in part for part in entry["trace"])
    assert entry["time"].endswith("+00:00")


def test_what_workers_log_is_written_in_the_same_way(written: io.StringIO) -> None:
    logging.getLogger("advisor.ui.workers.pool").warning("an answer has failed", extra={"fields": {"failure": "time"}})
    assert json.loads(written.getvalue())["failure"] == "time"


def test_events_and_what_libraries_log_are_written_in_the_same_way(written: io.StringIO) -> None:
    note_event("ready", seconds=2.5)
    logging.getLogger("a library with a writer of its own").warning('a "quoted"\nword')
    ready, word = (json.loads(line) for line in written.getvalue().splitlines())
    assert (ready["event"], ready["level"], ready["seconds"]) == ("ready", "info", 2.5)
    assert word["event"] == 'a "quoted"\nword'


def test_a_page_of_another_site_does_not_make_the_server_ask_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object, **__: object) -> str:
        pytest.fail("the server asks another host")

    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)  # what it was comes back afterwards
    monkeypatch.setattr(net_util, "_make_blocking_http_get", ask)
    stay_at_home()
    assert not is_url_from_allowed_origins("https://elsewhere.example")
