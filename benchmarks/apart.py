"""Work in a process of its own, so that its memory is its own and no two solvers meet."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
BYTES_PER_MIB = 1024 * 1024
PEAK_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns in a new process; what it prints is not shown, what it raises is raised here too."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_be_quiet) as pool:
        return pool.submit(work, *args, **kwargs).result()


def peak_mib() -> float:
    """The most memory that this process has held so far, and never less than the process had that started it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT_BYTES / BYTES_PER_MIB


def _be_quiet() -> None:
    """HiGHS greets on file descriptor 1, past everything that Python could catch."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
