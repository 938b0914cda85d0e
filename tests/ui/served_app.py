"""The app as a server of its own, for tests in a browser and for pictures of its pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from advisor.ui.workers.limits import WORKERS_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 90_000
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def served_app(log: IO[bytes], *, workers: bool) -> Iterator[str]:
    """The address where the app listens, with worker processes as visitors have it or without; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != WORKERS_VARIABLE}
    if not workers:
        environment[WORKERS_VARIABLE] = "0"
    with subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment) as server:
        try:
            wait_for_server(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for_server(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when somebody listens on the port; raises RuntimeError when the server ends first."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server ended before it listened")
