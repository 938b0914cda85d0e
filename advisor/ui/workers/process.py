"""The program of the worker processes: `python -m advisor.ui.workers.process ADDRESS WORK`.

The first process reads the knowledge base; for each worker that is asked for it makes a copy of itself, which shares
that memory and is ready at once. While nobody asks for one it answers some examples, so that later copies know what
takes long once. It has one thread and never works for the server itself, so that copying is safe. Where processes
cannot be copied, it becomes the worker.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import queue
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Client, Connection
from typing import Any

from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.work import Work

CAN_COPY = hasattr(os, "fork")
_MOST_FRAMES = 12
_WARM = object()
_NICE = 10
"""Workers give way to the server, which has to answer at once: beside one of them on the same processor Linux gives it
nine tenths of the time (weights 1024 and 110, `sched_prio_to_weight` in its kernel/sched/core.c)."""


def main() -> None:
    """Read the key from the standard input, connect, and serve until the server is gone."""
    address, name = sys.argv[1:3]
    key = bytes.fromhex(sys.stdin.readline().strip())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the server, which ends its workers
    with contextlib.suppress(OSError):
        if CAN_COPY:
            os.nice(_NICE)
    work = make_work(name)
    with contextlib.suppress(EOFError, OSError):
        if CAN_COPY:
            _copy_on_demand(address, key, work)
        else:
            _serve(Client(address, authkey=key), work, 0)


def make_work(name: str) -> Work:
    """The work that `module:class` names."""
    module, _, maker = name.partition(":")
    work: Work = getattr(importlib.import_module(module), maker)()
    return work


def _copy_on_demand(address: str, key: bytes, work: Work) -> None:
    control: Any = Client(address, authkey=key)
    control.send(("copier", os.getpid()))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies; the server sees them end
    warming = work.warm()
    while True:
        while not control.poll(0) and next(warming, _WARM) is not _WARM:
            pass
        memory_mib: int = control.recv()
        gc.collect()
        gc.freeze()  # so that collecting garbage in a copy touches no page that all share
        if os.fork() == 0:
            control.close()
            try:
                _serve(Client(address, authkey=key), work, memory_mib)
            finally:
                os._exit(0)


def _serve(server: Connection[Any, Any], work: Work, memory_mib: int) -> None:
    """Work off what the server sends; end with it, at once and in the middle of a job too."""
    limit_memory(memory_mib)
    work.begin()
    server.send(("worker", os.getpid()))
    asked: queue.SimpleQueue[tuple[AnswerStage, Any]] = queue.SimpleQueue()

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                asked.put(server.recv())
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        stage, question = asked.get()
        try:
            said = work.do(stage, question)
        except MemoryError:
            server.send(("memory", None))
            os._exit(1)  # nobody knows what is whole after that
        except Exception as error:  # a defect; the server logs it and the worker goes on
            server.send(("defect", "".join(traceback.format_exception(error, limit=-_MOST_FRAMES))))
        else:
            server.send(("said", said))


def limit_memory(more_mib: int) -> None:
    """Let this process take so much memory beyond what it has; no limit where the system knows none."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as statm:
            held = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (held + (more_mib << 20), hard))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    main()
