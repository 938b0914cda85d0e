"""Packing problems, remembered with their plans: platforms often pose the same one."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from advisor.packing import Effort, Item, Machine, NoPlan, OnProgress, Plan, Progress, Settings, pack

MOST_REMEMBERED = 1024


class PackingProblem(NamedTuple):
    """What the packer is asked, whole."""

    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    zones: int
    survive_nodes: int
    survive_zone: bool
    survive_together: bool
    effort: Effort


Solved = tuple[PackingProblem, Plan | NoPlan]

_HANDED_OVER: dict[PackingProblem, Plan | NoPlan] = {}
"""What another process packed and this one has not asked for yet."""
_LISTENERS: list[list[Solved]] = []
"""Who wants to know what is packed; like the one above, filled only in a process with one thread."""


_ON_PROGRESS: ContextVar[OnProgress | None] = ContextVar("on_progress", default=None)
"""Who follows the packing problems of this context."""


@functools.lru_cache(maxsize=MOST_REMEMBERED)
def pack_once(problem: PackingProblem) -> Plan | NoPlan:
    """The plan of a problem, or why there is none; each is packed once per process."""
    answer = _HANDED_OVER.pop(problem, None) or _pack(problem)
    for listener in _LISTENERS:
        listener.append((problem, answer))
    return answer


def _pack(problem: PackingProblem) -> Plan | NoPlan:
    asked = problem._asdict()
    settings = Settings.for_effort(asked.pop("effort"))
    return pack(**asked, settings=settings, on_progress=_ON_PROGRESS.get())


@contextmanager
def followed(on_progress: OnProgress | None) -> Iterator[None]:
    """Within the block, this is told how far each packing problem has come; it stops one by returning False.

    Plans of stopped searches are forgotten at the end, so that nobody else gets them.
    """
    stopped = False

    def tell(progress: Progress) -> bool | None:
        nonlocal stopped
        answer = None if on_progress is None else on_progress(progress)
        stopped = stopped or answer is False
        return answer

    token = _ON_PROGRESS.set(None if on_progress is None else tell)
    try:
        yield
    finally:
        _ON_PROGRESS.reset(token)
        if stopped:
            forget_plans()


@contextmanager
def packed_meanwhile() -> Iterator[list[Solved]]:
    """A list to which everything is added that this process packs within the block."""
    packed: list[Solved] = []
    _LISTENERS.append(packed)
    try:
        yield packed
    finally:
        _LISTENERS[:] = [listener for listener in _LISTENERS if listener is not packed]


@contextmanager
def handed_over(packed: Iterable[Solved]) -> Iterator[None]:
    """Within the block, what another process packed need not be packed again."""
    _HANDED_OVER.update(packed)
    try:
        yield
    finally:
        _HANDED_OVER.clear()


def forget_plans() -> None:
    """Empty the memory of packed problems; benchmarks call it to time real work."""
    pack_once.cache_clear()
