"""The worker processes of a server: started, found by their connections, ended with the server."""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from typing import Any

from advisor.errors import MachineryError
from advisor.ui.workers.limits import WorkLimits
from advisor.ui.workers.process import CAN_COPY

_LOOK_SECONDS = 0.1
"""How often it is looked whether a process that begins still lives, and whether another connection can be taken."""


@dataclass
class Worker:
    """A worker process at the other end of a connection."""

    connection: Connection[Any, Any]
    pid: int

    def is_gone(self) -> bool:
        """Whether it has ended while it had nothing to do: then, and only then, there is something to read."""
        try:
            return bool(self.connection.poll(0))
        except (EOFError, OSError):
            return True

    def kill(self) -> None:
        """End it at once; one that has ended is only let go, as its number may be that of another process by now."""
        if not self.is_gone():
            with contextlib.suppress(OSError):
                os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        self.connection.close()  # which ends it too, unless it is stuck


class Crew:
    """All processes of a server beside it."""

    def __init__(self, work: str, limits: WorkLimits) -> None:
        self._work, self._limits = work, limits
        self._key = secrets.token_bytes(32)
        self._listener = Listener(authkey=self._key)
        self._arrived: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._copiers: list[Connection[Any, Any]] = []
        self._ready = threading.Condition()
        self._started: list[subprocess.Popen[bytes]] = []
        self._closed = False
        threading.Thread(target=self._accept, daemon=True, name="workers arrive").start()
        if CAN_COPY:
            self._start()

    def hire(self) -> Worker:
        """A new worker. Raises MachineryError where none comes."""
        patience = self._limits.start_seconds
        if CAN_COPY:
            self._ask_for_copy(patience)
        else:
            self._start()
        try:
            return self._arrived.get(timeout=patience)
        except queue.Empty:
            raise MachineryError("no worker process can be started; look for a limit on memory or processes") from None

    def close(self) -> None:
        """End what was started; workers end by themselves when their connections are closed."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.close()
        with self._ready:
            for copier in self._copiers:
                copier.close()
        for started in self._started:
            started.terminate()
            started.wait()

    def _ask_for_copy(self, patience: float) -> None:
        """Have the first process copy itself; it is started anew where it has ended."""
        end = time.monotonic() + patience
        with self._ready:
            if self._started[-1].poll() is not None:
                self._copiers.clear()
                self._start()
            while not self._has_copier():
                self._ready.wait(_LOOK_SECONDS)
                if self._closed or self._started[-1].poll() is not None or time.monotonic() > end:
                    raise MachineryError("the first worker process does not begin; look for a lack of memory")
            self._copiers[-1].send(self._limits.memory_mib)

    def _has_copier(self) -> bool:
        return bool(self._copiers)

    def _start(self) -> None:
        command = [sys.executable, "-m", "advisor.ui.workers.process", str(self._listener.address), self._work]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)
        assert process.stdin is not None
        with process.stdin as key:
            key.write(self._key.hex().encode() + b"\n")
        self._started.append(process)

    def _accept(self) -> None:
        """Take in whoever connects and knows the key."""
        while not self._closed:
            try:
                connection: Connection[Any, Any] = self._listener.accept()
                role, pid = connection.recv()
            except (AuthenticationError, EOFError):
                continue
            except OSError:  # closed, a peer that went away, or no room for another connection
                time.sleep(_LOOK_SECONDS)
                continue
            if role == "worker":
                self._arrived.put(Worker(connection, pid))
                continue
            with self._ready:
                self._copiers.append(connection)
                self._ready.notify_all()
