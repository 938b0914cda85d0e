"""One platform to be sized for one scenario, and what carrying its replicas comes to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from advisor.knowledge import Knowledge, Platform
from advisor.knowledge.shapes import Daemons, Reservation
from advisor.scenario import Scenario
from advisor.sizing.control_plane import vendor_control_plane
from advisor.sizing.grounds import Ground, Placing
from advisor.sizing.machines import AgentRules, Offer
from advisor.sizing.needs import Needs, ServiceNeed
from advisor.sizing.packing import Effort
from advisor.sizing.topology import ControlPlane, Pool

NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class Task:
    """Everything that the steps of sizing one platform look at."""

    platform: Platform
    scenario: Scenario
    knowledge: Knowledge
    needs: Needs
    placing: Placing
    day: dt.date
    effort: Effort = Effort.CLOSE
    idle: bool = False
    """Whether the replicas have nothing to do, which some platforms bill at another price."""

    @property
    def agents(self) -> str | None:
        """What carries the replicas (term `agents`)."""
        value: str | None = self.platform.value("agents", self.day)
        return value

    @property
    def main_ground(self) -> Ground:
        """Where the control plane and the proxies stand: own servers where there are some, else the cloud."""
        return self.placing.grounds[0]

    def rules(self) -> AgentRules:
        """What the platform takes of each machine, by its published formula on that day."""
        value = self.platform.value
        return AgentRules(
            reservation=value("reservation", self.day) or Reservation(),
            daemons=value("daemons", self.day) or Daemons(),
            max_pods_per_node=int(value("max_pods_per_node", self.day) or NO_LIMIT),
            pods_by_interface=value("pods_by_interface", self.day) == "yes",
            cpu_ceiling=self.needs.cpu_ceiling,
            memory_ceiling=self.needs.memory_ceiling,
        )

    def clusters_for(self, nodes: int) -> int:
        """Clusters for so many nodes: one for each tenant kept apart, more where the platform's limit is passed."""
        limit = self.platform.value("max_nodes", self.day)
        over = -(-nodes // int(limit)) if limit else 1
        return max(self.needs.tenant_clusters, over, 1)

    def vendor_plane(self, nodes: int) -> ControlPlane:
        """The control plane when the customer runs none."""
        return vendor_control_plane(self.platform, self.day, self.clusters_for(nodes))


Assignment = tuple[tuple[Ground, tuple[ServiceNeed, ...]], ...]
"""Which services stand on which ground."""


@dataclass(frozen=True)
class Carried:
    """The pools of a platform, its control plane, and the machine its members stand on (None: none of their own)."""

    pools: tuple[Pool, ...]
    control_plane: ControlPlane
    member_offer: Offer | None = None
    member_ground: Ground | None = None
    assignment: Assignment | None = None
    """Which services went where; None where there is one place only."""

    @property
    def nodes(self) -> int:
        """Machines over all pools."""
        return sum(pool.node_count for pool in self.pools)
