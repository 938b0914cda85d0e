"""Files -> outcomes on several processes. A worker that dies costs one file: the one it was at.

Each worker notes the number of its file in memory that all processes share. When one dies, the pool is started anew,
what was unfinished is done again, and each file that was noted is tried alone: the one that kills its worker
again is to blame.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.batch.file_outcome import FileOutcome, Method, Status, answer_file, digest_of, failed_outcome
from advisor.errors import MachineryError
from advisor.knowledge import Knowledge, load_knowledge

LARGEST_CHUNK = 8
"""Files in one task: a file takes a tenth of a second and more, handing out a task a fraction of a millisecond."""
MOST_BREAKS_WITHOUT_SUSPECT = 3
_NOWHERE = -1


@dataclass(frozen=True)
class Setup:
    """What every worker needs: where its knowledge lies, and how files are answered."""

    knowledge_folder: Path
    knowledge_hash: str
    method: Method
    prices_folder: Path | None = None


def answer_in_pool(paths: Sequence[Path], setup: Setup, jobs: int) -> Iterator[FileOutcome]:
    """The outcome of every file, in the order in which they finish.

    Raises MachineryError when no worker can be started. When the caller stops listening (an interrupt), the workers
    are ended at once.
    """
    size = max(1, min(LARGEST_CHUNK, len(paths) // (jobs * 8)))
    waiting = deque(_chunks(range(len(paths)), size))
    breaks_without_suspect = 0
    while waiting:
        pool = _Pool(setup, jobs)
        unfinished: list[int] = []
        try:
            yield from pool.work(waiting, paths, unfinished)
        finally:
            pool.stop()
        suspects = sorted(pool.suspects() & set(unfinished))
        broken = bool(unfinished or waiting)
        breaks_without_suspect = breaks_without_suspect + 1 if broken and not suspects else 0
        if breaks_without_suspect >= MOST_BREAKS_WITHOUT_SUSPECT:
            raise MachineryError("worker processes end before they begin; look for a limit on memory or processes")
        waiting.extendleft(reversed(list(_chunks(sorted(set(unfinished) - set(suspects)), size))))
        for number in suspects:
            yield _answer_alone(number, paths, setup)


def _answer_alone(number: int, paths: Sequence[Path], setup: Setup) -> FileOutcome:
    pool = _Pool(setup, 1)
    unfinished: list[int] = []
    try:
        outcomes = list(pool.work(deque([[number]]), paths, unfinished))
    finally:
        pool.stop()
    if outcomes:
        return outcomes[0]
    text = "the worker process died on this file, twice; look for a lack of memory"
    digest = digest_of(paths[number])
    return failed_outcome(paths[number], Status.FAILED, digest, text, setup.knowledge_hash, quick=setup.method.quick)


def _chunks(numbers: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(numbers), size):
        yield list(numbers[start : start + size])


class _Pool:
    """Worker processes and the memory in which each notes its process id and the number of its file."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context: Any = multiprocessing.get_context(method)
        context.set_forkserver_preload(["__main__", __name__])  # so that workers are copies that have it all loaded
        self._jobs = jobs
        self._at = context.RawArray("q", [_NOWHERE] * jobs)
        self._pids = context.RawArray("q", [0] * jobs)
        shared = (self._at, self._pids, context.Value("i", 0))
        self._executor = ProcessPoolExecutor(
            jobs, mp_context=context, initializer=_start_worker, initargs=(setup, shared)
        )
        self._running: dict[Future[list[FileOutcome]], list[int]] = {}

    def work(self, waiting: deque[list[int]], paths: Sequence[Path], unfinished: list[int]) -> Iterator[FileOutcome]:
        """Outcomes as they come; when a worker dies, the numbers not answered are put into `unfinished`."""
        try:
            while waiting or self._running:
                while waiting and len(self._running) < 2 * self._jobs:
                    self._submit(waiting, paths)
                finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield from future.result()
                    del self._running[future]
        except BrokenProcessPool:
            for future, numbers in self._running.items():
                if future.done() and not future.cancelled() and future.exception() is None:
                    yield from future.result()
                else:
                    unfinished.extend(numbers)
        self._running.clear()

    def _submit(self, waiting: deque[list[int]], paths: Sequence[Path]) -> None:
        numbers = waiting[0]
        try:
            future = self._executor.submit(_answer_chunk, [(number, paths[number]) for number in numbers])
        except (EOFError, ConnectionError) as error:  # what starts the workers was killed; the next pool starts it anew
            raise BrokenProcessPool("the process that starts workers has ended") from error
        except OSError as error:
            raise MachineryError(
                f"no worker process can be started ({error.strerror or error}); free memory"
            ) from error
        self._running[future] = waiting.popleft()

    def suspects(self) -> set[int]:
        """The numbers of the files at which workers were when the pool broke."""
        return {number for number in self._at if number != _NOWHERE}

    def stop(self) -> None:
        """End the workers: those at work, because of an interrupt, at once."""
        if self._running:
            for pid in filter(None, self._pids):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
        self._executor.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class _Worker:
    """What a worker process works with, and its number, at which it notes its file in `at`."""

    knowledge: Knowledge
    method: Method
    at: Any
    number: int


_WORKERS: list[_Worker] = []
"""What this worker process works with; empty in every other process."""


def _start_worker(setup: Setup, shared: tuple[Any, Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the parent, which ends the workers
    at, pids, taken = shared
    with taken.get_lock():
        worker = taken.value
        taken.value += 1
    pids[worker] = os.getpid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _WORKERS[:] = [_Worker(load_knowledge(setup.knowledge_folder, setup.prices_folder), setup.method, at, worker)]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _answer_chunk(chunk: list[tuple[int, Path]]) -> list[FileOutcome]:
    worker = _WORKERS[0]
    outcomes = []
    for number, path in chunk:
        worker.at[worker.number] = number
        outcomes.append(answer_file(path, worker.knowledge, worker.method))
    worker.at[worker.number] = _NOWHERE
    return outcomes
