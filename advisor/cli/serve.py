"""`advisor serve`: the app in a web browser, for oneself or for many."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from advisor.cli import server_watch
from advisor.cli.options import prices_option
from advisor.cli.runtime import write_error_line
from advisor.errors import MachineryError
from advisor.knowledge import PRICES_VARIABLE, load_knowledge

_PACKAGE = Path(__file__).resolve().parent.parent
_PRODUCTION = {
    "server.headless": True,
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",  # a watcher costs every visitor seconds
    "runner.postScriptGC": False,  # a sixth of the server's time; Python collects by itself where it has to
    "server.enableXsrfProtection": True,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "viewer",
    "browser.gatherUsageStats": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
}
"""Settings that hold whatever else the folder or the home of whoever starts it says."""

_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""Threads of the C library's allocator share two heaps: some eight MiB less for twenty visitors, and nothing slower."""


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
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--base-url-path", default="", metavar="PATH", help="Path that a proxy serves it under, as /advisor.")
@click.option(
    "--allowed-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Name that browsers may call it by; all if not given.",
)
@click.option(
    "--max-upload",
    default=5,
    show_default=True,
    type=click.IntRange(1, 50),
    metavar="MIB",
    help="Largest file that is taken.",
)
@click.option("--log", type=click.Choice(["text", "json"]), help="Form of the log; json unless it goes to a terminal.")
@click.option("--browser/--no-browser", default=True, help="Open a web browser, or only print the address.")
@prices_option
def serve(
    host: str,
    port: int,
    base_url_path: str,
    hosts: tuple[str, ...],
    max_upload: int,
    log: str | None,
    browser: bool,
    prices: Path | None,
) -> None:
    """Open the app; Ctrl-C ends it (exit code 130), and so does TERM (143).

    Whoever runs it for others finds proxies, sign-in, containers and limits in docs/deploy.md.
    """
    if prices is not None:
        load_knowledge(prices=prices)  # a folder with a mistake is told before a page opens
    _check_free(host, port)
    base = base_url_path.strip("/")
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}" + (f"/{base}" if base else "")
    settings = {
        "page": str(find_page()),
        "log": log or ("text" if sys.stderr.isatty() else "json"),
        "address": address,
        "open": browser,
        "streamlit": {
            **_PRODUCTION,
            "server.address": host,
            "server.port": port,
            "server.baseUrlPath": base,
            "server.allowedHosts": list(hosts),
            "server.maxUploadSize": max_upload,
        },
    }
    command = [sys.executable, "-m", "advisor.ui.server", json.dumps(settings)]
    paths = [str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**_FEW_ARENAS, **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    if prices is not None:
        environment[PRICES_VARIABLE] = str(prices.resolve())
    if settings["log"] == "text":
        write_error_line(f"the app is at {address} in a moment; Ctrl-C ends it")
    _watch_over(command, environment)


def _watch_over(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run the server until it ends; what watches over it takes the place of this program, which holds the library."""
    if os.name == "posix":
        sys.stderr.flush()
        watching = [sys.executable, "-P", server_watch.__file__, *command]
        os.execve(sys.executable, watching, dict(environment))
    code = server_watch.run_until_told(command, environment)
    if code:
        raise click.exceptions.Exit(code)


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
