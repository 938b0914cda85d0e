"""Checks of the tasks of operation: each is left to some team, and what platforms leave are tasks that are there."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem, did_you_mean
from advisor.knowledge.claim_tables import TasksLeft
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.locator import Locator
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import SINCE_START, DatedClaim

_FILE = "operating_tasks.yaml"


def check_tasks(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Tasks that no platform leaves or whose source is unknown, and claims that name a task twice or an unknown one."""
    used: set[str] = set()
    for platform, key, line in _claimed(knowledge):
        names: tuple[str, ...] = line.value.rows
        for index, name in enumerate(names):
            if name in names[:index]:
                yield _problem(platform, (key, line), index, f"{name} is named twice", "name each task once", locator)
        used.update(names)
    yield from unknown_tasks(knowledge, locator)
    for name, task in knowledge.operating_tasks.items():
        if name not in used:
            remedy = "name it under tasks_left of a platform, or leave it out"
            yield locator.problem(_FILE, (name,), "is left to no team", remedy)
        if task.source not in knowledge.sources:
            remedy = did_you_mean(task.source, knowledge.sources)
            yield locator.problem(_FILE, (name, "source"), f"unknown source {task.source}", remedy)


def unknown_tasks(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Tasks that platforms leave and that no file describes; without them no plan can be counted.

    A task that is written and could not be read was told as a problem of its own.
    """
    for platform, key, line in _claimed(knowledge):
        for index, name in enumerate(line.value.rows):
            if name not in knowledge.operating_tasks and name not in locator.keys(_FILE, ()):
                remedy = did_you_mean(name, knowledge.operating_tasks)
                yield _problem(platform, (key, line), index, f"{name} is no task of {_FILE}", remedy, locator)


def _claimed(knowledge: Knowledge) -> Iterator[tuple[Platform, str, DatedClaim]]:
    """Every line that says which tasks are left, with its platform and the key that it stands under."""
    for platform in knowledge.platforms.values():
        for key, claims in platform.sections:
            for line in (line for lines in claims.values() for line in lines):
                if isinstance(line.value, TasksLeft):
                    yield platform, key, line


def _problem(
    platform: Platform, place: tuple[str, DatedClaim], index: int, message: str, remedy: str, locator: Locator
) -> Problem:
    key, line = place
    day = "start" if line.since == SINCE_START else line.since.isoformat()
    path = (key, line.term, day, "value", index)
    return locator.problem(f"platforms/{platform.id}.yaml", path, message, remedy)
