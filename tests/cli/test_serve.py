"""`advisor serve` as those run it who deploy it: ready at once, a log that programs read, a clean end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from advisor.ui.workers.limits import WORKERS_VARIABLE
from tests.cli.calls import start

PATIENCE = 120
linux_only = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux lists processes as files")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def wait_for(address: str, server: subprocess.Popen[bytes]) -> str:
    """What stands at an address, once something does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            return get(address)
        except OSError:  # nobody listens yet, or it is not warm yet
            time.sleep(0.1)
    pytest.fail("the server did not become ready")


def processes_of(session: int) -> list[int]:
    """The processes that a session of the system holds and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, belongs_to = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(belongs_to) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found


def no_process_is_left(session: int) -> bool:
    end = time.monotonic() + 20
    while processes_of(session) and time.monotonic() < end:
        time.sleep(0.1)
    return not processes_of(session)


@linux_only
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_serve_is_warm_when_it_answers_and_leaves_no_process(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS_VARIABLE, "1")
    port = free_port()
    options = ("--no-browser", "--port", str(port), "--base-url-path", "/advice/", "--allowed-host", "127.0.0.1")
    server = start("serve", *options, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}/advice"
        assert wait_for(f"{address}/_stcore/health", server) == "ok"
        assert '<div id="root">' in get(address)
        assert len(processes_of(server.pid)) >= 3  # the command, the server, and the first of the worker processes
        server.send_signal(number)
        _, log = server.communicate(timeout=60)
        assert no_process_is_left(server.pid)  # of a command that was killed, too
    finally:
        server.kill()
    assert server.returncode == (143 if number == signal.SIGTERM else -signal.SIGKILL)
    entries = [json.loads(line) for line in log.decode().splitlines()]
    assert [(entry["level"], entry["event"]) for entry in entries] == [("info", "ready"), ("info", "stopped")]
    assert entries[0]["address"] == address
