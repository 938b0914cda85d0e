"""Tasks sized in two processes: each begins at one end of the list, until they meet.

The second process hands over packed problems only, and these are the same wherever they are packed, so the answer
does not depend on it: whatever it fails to do is done in the first.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from advisor.sizing.deployment import SizingTask
from advisor.sizing.pack_cache import Solved, handed_over, packed_meanwhile

if sys.platform == "linux":
    import fcntl

ROOM_IN_PIPE = 1 << 20
"""Bytes that the second process may have said before the first listens, which it does before each of its tasks."""

Result = TypeVar("Result")
Todo = TypeVar("Todo")


def size_in_two_processes(size: Callable[[SizingTask], Result], tasks: Sequence[SizingTask]) -> list[Result]:
    """The results of `size` for every task, in their order; in one process where a second one is of no help."""
    if not may_fork():
        return [size(task) for task in tasks]
    order = _from_both_ends(tasks)
    sized = in_two_processes(size, [tasks[at] for at in order])
    return [result for _, result in sorted(zip(order, sized, strict=True), key=lambda pair: pair[0])]


def _from_both_ends(tasks: Sequence[SizingTask]) -> list[int]:
    """The numbers of the tasks in an order to be done from both ends: those that take longest first, the rest between.

    Tasks of one market that count alike for what they take of a machine pose the same problems, so they stay together.
    """
    alike: dict[object, list[int]] = {}
    for number, task in enumerate(tasks):
        market = tuple(location.id for location in task.targets.locations)
        alike.setdefault((market, task.strategy, task.rules()), []).append(number)
    longest = sorted(alike.values(), key=lambda numbers: -max(_packings(tasks[number]) for number in numbers))
    first, last = longest[::2], longest[1::2]
    return [number for numbers in (*first, *reversed(last)) for number in numbers]


def _packings(task: SizingTask) -> int:
    """About how many packing problems a task poses: with own control-plane members, one with them and one without."""
    if not task.strategy.runs_on_own_machines:
        return 0
    return 2 if task.terms.control_plane_runs_services else 1


def may_fork() -> bool:
    """Whether a copy of this process can help: on Linux, with one thread and two processors to run on."""
    return sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def in_two_processes(size: Callable[[Todo], Result], tasks: Sequence[Todo]) -> list[Result]:
    """The results of `size` for every task, in their order; what they have to pack is packed in two processes.

    Neighbours should pose problems alike: only where the two processes meet is one packed twice. The second process
    says what it packed after each task, so that the first can follow it while it is still at work. Raises what `size`
    raises. Where no second process can be had, one does it all.
    """
    try:
        helper = _Helper(size, tasks)
    except OSError:  # too little memory, or none that processes can share
        return [size(task) for task in tasks]
    try:
        results = [size(task) for task in tasks if helper.leave_to_us()]
        helped: list[Result] = []
        for task in reversed(tasks[len(results) :]):
            with handed_over(helper.packed()):
                helped.append(size(task))
        return results + helped[::-1]
    finally:
        helper.end()


class _Helper:
    """The second process: it sizes from the end of the list, and sends what was packed for each task."""

    def __init__(self, size: Callable[[Todo], object], tasks: Sequence[Todo]) -> None:
        context: Any = multiprocessing.get_context("fork")
        self._unclaimed = context.Semaphore(len(tasks))
        self._heard: deque[list[Solved]] = deque()
        ends = self._receiving, sending = context.Pipe(duplex=False)
        self._process = context.Process(target=_help, args=(size, tasks, self._unclaimed, ends), daemon=True)
        with contextlib.suppress(OSError):  # as the system may allow less; then the second process waits at times
            fcntl.fcntl(sending.fileno(), fcntl.F_SETPIPE_SZ, ROOM_IN_PIPE)
        with sending, _interrupts_blocked(), warnings.catch_warnings():
            # from 3.12 Python warns of threads; those of BLAS, the only ones here, are made for being forked
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()

    def leave_to_us(self) -> bool:
        """Whether the next task from the front is still to be done, which this process does then.

        It listens first, so that the second process need not wait for long until it can go on.
        """
        with contextlib.suppress(EOFError, OSError):
            while self._receiving.poll():
                self._heard.append(self._receiving.recv())
        claimed: bool = self._unclaimed.acquire(block=False)
        return claimed

    def packed(self) -> list[Solved]:
        """What the second process packed for the next task from the end; nothing if it died."""
        if self._heard:
            return self._heard.popleft()
        try:
            packed: list[Solved] = self._receiving.recv()
        except (EOFError, OSError):
            return []
        return packed

    def end(self) -> None:
        """Ends the second process, whatever it is at."""
        self._receiving.close()
        self._process.terminate()
        self._process.join()


def _help(
    size: Callable[[Todo], object], tasks: Sequence[Todo], unclaimed: Any, ends: tuple[Connection, Connection]
) -> None:
    """What the second process does. What goes wrong goes wrong once more in the first process, and is told there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the first process, which ends this one
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    gc.disable()  # to look for garbage would make copies of what both processes share
    receiving, sending = ends
    parent = os.getppid()
    receiving.close()  # or a pipe that nobody reads any more would seem to have a reader
    with contextlib.suppress(Exception):
        for task in reversed(tasks):
            if os.getppid() != parent or not unclaimed.acquire(block=False):
                break
            with packed_meanwhile() as packed:
                size(task)
            sending.send(packed)


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """A process started within the block is born with interrupts blocked, until it has said what to do with them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
