"""What `availability.upgrade` asks of a plan: the surge of a service, and the nodes that are upgraded at a time.

Shares round as in Kubernetes: the surge up, what may be missing down. See docs/decisions/009-upgrade-headroom.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisor.scenario import Scenario
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import note

MOST_DRAINED = 3
"""Nodes that a plan keeps room for at most, as many as it may be asked to lose; upgrades may go slower than allowed."""


@dataclass(frozen=True)
class RollingUpdate:
    """Counts, or shares such as `25%`, of the replicas of one service, and of the nodes of a pool."""

    max_surge: int | str
    max_unavailable: int | str

    def surge_of(self, replicas: int) -> int:
        """Replicas that are added while a service of so many rolls; never more than there are to replace."""
        return min(replicas, _of(self.max_surge, replicas))

    @property
    def drained_nodes(self) -> int:
        """Nodes that are drained at a time into the room there is; 0 when others are added before.

        A share is of replicas: it lets nodes be drained, and one at a time is enough for that.
        """
        if is_none(self.max_unavailable):
            return 0
        return 1 if isinstance(self.max_unavailable, str) else min(self.max_unavailable, MOST_DRAINED)

    def added_nodes(self, nodes: int) -> int:
        """Nodes that are added at a time, for as long as nodes are upgraded; 0 when they are drained instead."""
        return 0 if self.drained_nodes else min(nodes, _of(self.max_surge, nodes))


def resolve_rolling_update(scenario: Scenario, tell: Callable[[Assumption], None]) -> RollingUpdate | None:
    """How upgrades roll. If one of the two limits is left out, the least that works with the other is assumed."""
    upgrade = scenario.availability.upgrade if scenario.availability else None
    if upgrade is None or (upgrade.max_surge is None and upgrade.max_unavailable is None):
        return None
    surge, missing = upgrade.max_surge, upgrade.max_unavailable
    if surge is None:
        surge = 1 if missing is not None and is_none(missing) else 0
        tell(Assumption("availability.upgrade.max_surge", note(AssumptionCode.MAX_SURGE, value=surge)))
    if missing is None:
        missing = 1 if is_none(surge) else 0
        tell(Assumption("availability.upgrade.max_unavailable", note(AssumptionCode.MAX_UNAVAILABLE, value=missing)))
    return RollingUpdate(surge, missing)


def nodes_away(rolling: RollingUpdate | None, survive_nodes: int, *, owned: bool) -> int:
    """Nodes that may be missing at a time, lost or drained; on own servers one at least while nodes are upgraded.

    A cloud adds a machine for as long as it takes; an own one must be there already, spare or drained.
    """
    return survive_nodes if rolling is None else max(survive_nodes, rolling.drained_nodes, 1 if owned else 0)


def is_none(share: int | str) -> bool:
    """Whether a count or a share is nothing: `0` or `0%`."""
    return int(str(share).removesuffix("%")) == 0


def _of(share: int | str, total: int) -> int:
    if isinstance(share, int):
        return share
    return -(-int(share.removesuffix("%")) * total // 100)
