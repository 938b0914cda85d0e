"""The tasks of operation that stay with the team, counted for what is planned: hours a week, people, days to set up.

hours of a task = its hours for one x how many there are of what it is counted per. Clusters alike are run by the same
scripts, so their number counts by a power below 1. people = hours of all tasks / hours that one person has for them in
a week. Nights on call are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from advisor.knowledge import Hours, Knowledge, OperatingTask, TaskPer, Terms
from advisor.values import MONTHS_PER_YEAR


@dataclass(frozen=True)
class OperatedSize:
    """How much there is to be operated; `services` are definitions, however many replicas or sites run them."""

    clusters: int
    machines: int
    services: int

    def times(self, sites: int) -> OperatedSize:
        """The size of so many equal sites, which run the same services."""
        return replace(self, clusters=self.clusters * sites, machines=self.machines * sites)

    def plus(self, other: OperatedSize) -> OperatedSize:
        """The size of both together."""
        return OperatedSize(
            self.clusters + other.clusters, self.machines + other.machines, self.services + other.services
        )


@dataclass(frozen=True)
class TaskHours:
    """A task with how many it is counted for, and the hours of a week that come of it."""

    id: str
    task: OperatingTask
    count: int
    hours: Hours


@dataclass(frozen=True)
class OperatingEffort:
    """What stays with the team of one platform, and `source`, who says that it does.

    One person has `hours_per_person` for it in a week; c clusters count as c to the power `growth_with_clusters`.
    """

    left: tuple[tuple[str, OperatingTask], ...]
    size: OperatedSize
    hours_per_person: float
    growth_with_clusters: float
    source: str

    @cached_property
    def tasks(self) -> tuple[TaskHours, ...]:
        """Every task with its hours, the largest first."""
        found = [self._counted(name, task) for name, task in self.left]
        return tuple(sorted(found, key=lambda each: (-each.hours.base, each.id)))

    @cached_property
    def hours(self) -> Hours:
        """Hours of a usual week, over all tasks."""
        each = [counted.hours for counted in self.tasks]
        low, base, high = (sum(getattr(hours, end) for hours in each) for end in ("low", "base", "high"))
        return Hours.model_construct(low=low, base=base, high=high)

    @property
    def people(self) -> float:
        """People that it takes."""
        return self.people_with(1.0)

    def usd_per_month(self, usd_per_person_year: float) -> Hours:
        """What the people cost in a month who do the tasks, at least, most likely and at most.

        usd = hours a week / hours that one person has for them in a week x usd of a person in a year / 12.
        """
        each = usd_per_person_year / MONTHS_PER_YEAR / self.hours_per_person
        hours = self.hours
        return Hours.model_construct(low=hours.low * each, base=hours.base * each, high=hours.high * each)

    def people_with(self, skill_factor: float) -> float:
        """People that it takes where what needs skill takes that many times as long."""
        hours = sum(each.hours.base * (skill_factor if each.task.needs_skill else 1.0) for each in self.tasks)
        return hours / self.hours_per_person

    def setup_days(self, skill_factor: float = 1.0) -> float:
        """Working days before the first service is in production, learning included."""
        return sum(task.setup_days * (skill_factor if task.needs_skill else 1.0) for _, task in self.left)

    def of_size(self, size: OperatedSize) -> OperatingEffort:
        """The same tasks for another size."""
        return replace(self, size=size)

    def _counted(self, name: str, task: OperatingTask) -> TaskHours:
        counts = {
            TaskPer.ONCE: 1,
            TaskPer.CLUSTER: self.size.clusters,
            TaskPer.MACHINE: self.size.machines,
            TaskPer.SERVICE: self.size.services,
        }
        count = counts[task.per]
        times = count**self.growth_with_clusters if task.per is TaskPer.CLUSTER else float(count)
        each = task.hours_per_week
        hours = Hours.model_construct(low=each.low * times, base=each.base * times, high=each.high * times)
        return TaskHours(name, task, count, hours)


def operating_effort(terms: Terms, knowledge: Knowledge, size: OperatedSize) -> OperatingEffort | None:
    """The effort of a platform for what is planned; None where nobody says which tasks it leaves.

    >>> import datetime as dt
    >>> from advisor.knowledge import load_knowledge
    >>> knowledge = load_knowledge()
    >>> compose = knowledge.platforms["docker-compose-single-vm"].terms(dt.date(2026, 8, 1))
    >>> effort = operating_effort(compose, knowledge, OperatedSize(clusters=1, machines=1, services=3))
    >>> [each.id for each in effort.tasks[:2]], round(effort.hours.base, 2), round(effort.people, 2)
    (['deploy_by_compose', 'back_up_machines'], 2.58, 0.13)
    """
    claim = terms.claim(Terms.tasks_left)
    if claim is None:
        return None
    return OperatingEffort(
        left=tuple((name, knowledge.operating_tasks[name]) for name in claim.value.rows),
        size=size,
        hours_per_person=knowledge.reference("operating_hours_per_week"),
        growth_with_clusters=knowledge.reference("growth_with_clusters"),
        source=claim.source,
    )
