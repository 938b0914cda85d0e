"""Packing problems, remembered with their plans: platforms often pose the same one."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from advisor.packing import Effort, Item, Machine, NoPlan, OnProgress, Plan, Progress, Settings, pack, sketch

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
    sketched: bool = False
    """Whether a plan made without a search will do, where there is one."""

    def as_asked(self) -> dict[str, Any]:
        """The problem itself, without how much work its plan may take."""
        return {name: value for name, value in self._asdict().items() if name not in ("effort", "sketched")}


_ON_PROGRESS: ContextVar[OnProgress | None] = ContextVar("on_progress", default=None)
"""Who follows the packing problems of this context."""


@functools.lru_cache(maxsize=MOST_REMEMBERED)
def pack_once(problem: PackingProblem) -> Plan | NoPlan:
    """The plan of a problem, or why there is none; each is packed once per process."""
    return _sketch(problem) if problem.sketched else _pack(problem)


def _pack(problem: PackingProblem) -> Plan | NoPlan:
    settings = Settings.for_effort(problem.effort)
    return pack(**problem.as_asked(), settings=settings, on_progress=_ON_PROGRESS.get())


def _sketch(problem: PackingProblem) -> Plan | NoPlan:
    """A sketch of the plan; where there is none, what a search finds."""
    asked = problem.as_asked()
    plan = None if asked.pop("survive_together") else sketch(**asked)
    return pack_once(problem._replace(sketched=False)) if plan is None else plan


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


def forget_plans() -> None:
    """Empty the memory of packed problems; benchmarks call it to time real work."""
    pack_once.cache_clear()
