"""`advisor serve`: the questionnaire in a web browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import click

from advisor.cli.runtime import Code
from advisor.errors import MachineryError

_PACKAGE = Path(__file__).resolve().parent.parent


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
def serve(host: str, port: int, browser: bool) -> None:
    """Open the questionnaire with the live result beside it; Ctrl-C ends it."""
    _check_free(host, port)
    command = [sys.executable, "-m", "streamlit", "run", str(find_page())]
    settings = {
        "server.address": host,
        "server.port": port,
        "server.headless": str(not browser).lower(),
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
    }
    command += [f"--{name}={value}" for name, value in settings.items()]
    paths = [str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with subprocess.Popen(command, env=environment) as server:
        code = _wait(server)
    if code:
        raise click.exceptions.Exit(Code.INTERRUPTED if code == Code.INTERRUPTED else Code.MACHINERY)


def _wait(server: subprocess.Popen[bytes]) -> int:
    """The exit code of the server; an interrupt reaches it too, so it is given time to end by itself."""
    try:
        return server.wait()
    except KeyboardInterrupt:
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
        return Code.INTERRUPTED


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
