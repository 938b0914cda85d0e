"""What one search works on: the same packing problem by name and as arrays, with its promises.

Three types describe a problem, each for its own reader. `Item` and `Machine` (model/problem.py) are what the caller
gives, by name. `Instance` (model/instance.py) has them as arrays, without zones and promises. A `PackingTask` has
both, the replicas of each zone, the promises, and the progress of the search.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Item, Machine
from advisor.packing.progress import Monitor
from advisor.packing.settings import Settings


@dataclass(frozen=True, eq=False)
class PackingTask:
    """One packing problem with its promises, as the search works on it."""

    instance: Instance
    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    running_by_zone: tuple[IntArray, ...]
    """Replicas of each item that run in each zone; zones of (n,)."""
    surge: IntArray
    """Replicas of each item beside those, while that item alone is upgraded; shape (n,)."""
    survive_nodes: int
    survive_zone: bool
    survive_together: bool
    """Whether the nodes may be lost while a zone is."""
    monitor: Monitor
    """How far the search has come, and whether it is to stop."""

    @cached_property
    def prices(self) -> dict[str, float]:
        """USD per hour of each machine type, by name."""
        return {machine.name: machine.usd_per_hour for machine in self.machines}

    @property
    def settings(self) -> Settings:
        """What the search may spend."""
        return self.instance.settings

    @property
    def without_surge(self) -> PackingTask:
        """The same task without any surge."""
        return replace(self, surge=np.zeros_like(self.surge))

    @cached_property
    def surges(self) -> tuple[tuple[str, int], ...]:
        """The surge of each item that has one."""
        names = [item.name for item in self.instance.items]
        return tuple((name, count) for name, count in zip(names, self.surge.tolist(), strict=True) if count)
