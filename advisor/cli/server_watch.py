"""Watches over the server: passes INT and TERM on to it, and sees that nothing of it is left.

It is a program of its own, started by its path: so it holds nothing of the library, some sixty MiB less for as long as
the server runs. Therefore it imports nothing of the advisor.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

PATIENCE = 5.0
"""Seconds that the server has to end by itself once it is told to."""
_TOLD = {signal.SIGINT: 130, signal.SIGTERM: 143}
_KNOWLEDGE, _MACHINERY = 4, 5
"""Exit codes, as advisor.cli.runtime.Code has them; one of the server's own means the same."""
_OWN_GROUP: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}


def run_until_told(command: Sequence[str], environment: Mapping[str, str], patience: float = PATIENCE) -> int:
    """Run a server until it ends or this process is told to end (INT, TERM); the exit code for that.

    Either is passed on, always as TERM and once: the server has a process group of its own, so that Ctrl-C at a
    terminal does not reach it twice, which would make it skip its end. One that has not ended after `patience` seconds
    is killed. Its standard input closes when this process is gone.
    """
    told: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def end() -> None:
        running[0].terminate()
        timer = threading.Timer(patience, running[0].kill)
        timer.daemon = True
        timer.start()

    def pass_on(number: int, _: FrameType | None) -> None:
        told.append(number)
        if running and len(told) == 1:
            end()

    usual: dict[int, Any] = {number: signal.signal(number, pass_on) for number in _TOLD}
    try:
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, **_OWN_GROUP) as server:
            running.append(server)
            if told:  # told while the server was being started
                end()
            code = server.wait()
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    if told:
        return _TOLD[signal.Signals(told[0])]
    return _KNOWLEDGE if code == _KNOWLEDGE else _MACHINERY if code else 0


if __name__ == "__main__":
    try:
        sys.exit(run_until_told(sys.argv[1:], os.environ))
    except KeyboardInterrupt:
        sys.exit(_TOLD[signal.SIGINT])
