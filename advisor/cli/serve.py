"""`advisor serve`: the questionnaire in a web browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import click

from advisor.cli.options import prices_option
from advisor.cli.runtime import Code, write_error_line
from advisor.errors import MachineryError
from advisor.knowledge import PRICES_VARIABLE, load_knowledge

_PACKAGE = Path(__file__).resolve().parent.parent
PATIENCE = 5.0
"""Seconds that the server has to end by itself once it is told to."""
_CODES = {signal.SIGINT: Code.INTERRUPTED, signal.SIGTERM: Code.TERMINATED}


def find_page() -> Path:
    """The page that Streamlit starts: inside an installed copy, or beside the package in a clone.

    Raises MachineryError when it is in neither place.
    """
    places = (_PACKAGE / "_app" / "app.py", _PACKAGE.parent / "app.py")
    for place in places:
        if place.is_file():
            return place
    raise MachineryError(f"{places[0]}: the page is missing; install the advisor again")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--browser/--no-browser", default=True, help="Open a web browser, or only print the address.")
@prices_option
def serve(host: str, port: int, browser: bool, prices: Path | None) -> None:
    """Open the questionnaire with the live result beside it; Ctrl-C ends it (exit code 130), and so does TERM (143)."""
    if prices is not None:
        load_knowledge(prices=prices)  # a folder with a mistake is told before a page opens
    _check_free(host, port)
    command = [sys.executable, "-m", "streamlit", "run", str(find_page())]
    settings = {
        "server.address": host,
        "server.port": port,
        "server.headless": str(not browser).lower(),
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
    }
    command += [f"--{name}={value}" for name, value in settings.items()]
    paths = [str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    if prices is not None:
        environment[PRICES_VARIABLE] = str(prices.resolve())
    shown = f"[{host}]" if ":" in host else host
    write_error_line(f"the questionnaire is at http://{shown}:{port} in a moment; Ctrl-C ends it")
    code = run_until_told(command, environment)
    if code:
        raise click.exceptions.Exit(code)


def run_until_told(command: Sequence[str], environment: Mapping[str, str], patience: float = PATIENCE) -> Code:
    """Run a server until it ends or this process is told to end (INT, TERM); the exit code for that.

    Either signal is passed on, since one that is sent to this process alone would leave the server on its port. A
    server that has not ended after `patience` seconds is killed.
    """
    told: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def end() -> None:
        running[0].send_signal(told[0])
        timer = threading.Timer(patience, running[0].kill)
        timer.daemon = True
        timer.start()

    def pass_on(number: int, _: FrameType | None) -> None:
        told.append(number)
        if running and len(told) == 1:
            end()

    usual: dict[int, Any] = {number: signal.signal(number, pass_on) for number in _CODES}
    try:
        with subprocess.Popen(command, env=environment) as server:
            running.append(server)
            if told:  # told while the server was being started
                end()
            code = server.wait()
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    if told:
        return _CODES[signal.Signals(told[0])]
    return Code.MACHINERY if code else Code.OK


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise MachineryError(
            f"{host}:{port}: cannot listen there ({reason}); choose another --port or --host"
        ) from error
