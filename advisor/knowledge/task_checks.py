"""Checks of the tasks of operation: each is left to some team, and what platforms leave are tasks that are there."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem, did_you_mean
from advisor.knowledge.claim_tables import TasksLeft
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.locator import Locator
from advisor.knowledge.schema import SINCE_START, DatedClaim

_FILE = "operating_tasks.yaml"


def check_tasks(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Unknown and repeated tasks in claims, tasks that nobody has, and their unknown sources."""
    used: set[str] = set()
    for platform in knowledge.platforms.values():
        for lines in platform.claims.values():
            for line in lines:
                if isinstance(line.value, TasksLeft):
                    used.update(line.value.rows)
                    yield from _check_line(line, line.value.rows, f"platforms/{platform.id}.yaml", knowledge, locator)
    for name, task in knowledge.operating_tasks.items():
        if name not in used:
            remedy = "name it under tasks_left of a platform, or leave it out"
            yield locator.problem(_FILE, (name,), "is left to no team", remedy)
        if task.source not in knowledge.sources:
            remedy = did_you_mean(task.source, knowledge.sources)
            yield locator.problem(_FILE, (name, "source"), f"unknown source {task.source}", remedy)


def _check_line(
    line: DatedClaim, names: tuple[str, ...], file: str, knowledge: Knowledge, locator: Locator
) -> Iterator[Problem]:
    day = "start" if line.since == SINCE_START else line.since.isoformat()
    for index, name in enumerate(names):
        path = ("claims", line.term, day, "value", index)
        if name not in knowledge.operating_tasks:
            remedy = did_you_mean(name, knowledge.operating_tasks)
            yield locator.problem(file, path, f"{name} is no task of {_FILE}", remedy)
        elif name in names[:index]:
            yield locator.problem(file, path, f"{name} is named twice", "name each task once")
