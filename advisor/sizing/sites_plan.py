"""Many equal sites: what one of them holds, with a spare and without, and where its control plane stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.sizing.infeasibility import Refusal


class SiteControl(StrEnum):
    """Where the control plane of many equal sites stands."""

    IN_SITE = "in_site"
    VENDOR = "vendor"
    """In the vendor's region: it is one for all sites."""
    NONE = "none"


@dataclass(frozen=True)
class SpareInSites:
    """One of many equal sites with a spare machine, or without one: its machines and what that costs.

    `usd_per_month` is of one site, `more_usd_per_month` by how much the bill of all sites is then higher (below 0:
    lower). `impossible` is why there is no such plan.
    """

    survives_nodes: int
    machines: tuple[tuple[str, int], ...]
    usd_per_month: float | None
    more_usd_per_month: float | None
    impossible: Refusal | None = None


@dataclass(frozen=True)
class CentralControl:
    """One control plane in the centre for the agents of all sites, where a platform's maker describes that.

    It has `members` of a size each; `why` is what the knowledge base says of agents over long lines.
    """

    members: int
    vcpu: float
    memory_mib: int
    agents: int
    why: str
    source: str


@dataclass(frozen=True)
class SitesPlan:
    """Many equal sites: `pools`, control plane and support stand in each of them, and the bill is of all.

    `machines` and `replicas` are those of one site, `usd_per_month` what one costs; `other` is the choice with a spare
    machine in each site where the plan has none, else without.
    """

    count: int
    pools: tuple[str, ...]
    machines: tuple[tuple[str, int], ...]
    replicas: int
    survives_nodes: int
    usd_per_month: float | None
    control: SiteControl
    other: SpareInSites
    central_control: CentralControl | None = None
    """The other choice where the control plane stands in each site; or, where a vendor runs it, what it means."""
    services_in_centre: tuple[str, ...] = ()
    doubled: tuple[tuple[str, int], ...] = ()
    """Services with more than one replica on the only machine of a site, which outlast no loss of it."""

    @property
    def machine_count(self) -> int:
        """Machines of one site."""
        return sum(count for _, count in self.machines)
