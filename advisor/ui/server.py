"""The program of the server: `python -m advisor.ui.server SETTINGS`, started by `advisor serve`.

It does before the first visitor what takes long once, and ends its worker processes when it is told to end. The
program that started it holds its standard input open; where that program is gone, the server ends too.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import streamlit as st
import uvicorn.config
from streamlit import net_util

from advisor.errors import InputError
from advisor.ui.answers import shared_knowledge, shared_pool
from advisor.ui.server_log import JsonLines, TextLines, log_what_others_say, note_event, note_failure, write_log
from advisor.ui.warming import warm
from advisor.ui.workers.pool import end_quietly

_ASKS_FOR_VISITOR = "streamlit.runtime.scriptrunner_utils.script_run_context"
"""Warns of what is worked out before there is a visitor."""
_KNOWLEDGE_UNUSABLE = 4


def main() -> None:
    """Serve until INT or TERM.

    The one argument is a JSON object: `page` (the file that Streamlit runs), `streamlit` (its settings by their dotted
    names), `log` ("json" or "text"), `address` (where it is found), and `open` (whether a web browser is opened).
    """
    settings: dict[str, Any] = json.loads(sys.argv[1])
    formatter = JsonLines() if settings["log"] == "json" else TextLines()
    _log_web_server(formatter)
    write_log(formatter)
    threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    logging.getLogger(_ASKS_FOR_VISITOR).setLevel(logging.ERROR)
    stay_at_home()
    try:
        shared_knowledge()
    except InputError as error:
        for problem in error.problems:
            note_failure(str(problem))
        sys.exit(_KNOWLEDGE_UNUSABLE)
    sys.argv = [settings["page"]]  # Streamlit looks for its settings beside the program
    app = st.App(settings["page"], lifespan=_lifespan(settings))
    with contextlib.suppress(KeyboardInterrupt):
        app.run(config=settings["streamlit"])


def stay_at_home() -> None:
    """Keep the server from asking elsewhere for its own address, which it is under no name that it would answer to.

    Streamlit asks a public service whenever a web socket comes from another origin, and lets all visitors wait as long:
    anybody could have it do so again and again.
    """
    net_util.get_external_ip = lambda: None


def _lifespan(settings: dict[str, Any]) -> Callable[[st.App], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """What is done before the first visitor and after the last one."""

    @contextlib.asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
        begun = time.monotonic()
        warm()
        log_what_others_say()  # those who have been loaded by now
        note_event("ready", address=settings["address"], seconds=round(time.monotonic() - begun, 1))
        if settings["open"]:
            threading.Thread(target=webbrowser.open, args=[settings["address"]], daemon=True).start()
        yield None
        pool = shared_pool()
        if pool is not None:
            end_quietly(pool)
        note_event("stopped")

    return lifespan


def _log_web_server(formatter: logging.Formatter) -> None:
    """Have Uvicorn, which sets up its log as it starts, write warnings only, and in the same form."""
    form = {"()": lambda **_: formatter}
    uvicorn.config.LOGGING_CONFIG["formatters"].update(default=form, access=form)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        uvicorn.config.LOGGING_CONFIG["loggers"][name]["level"] = "WARNING"


def _end_with_parent() -> None:
    with contextlib.suppress(OSError):
        sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
