"""What sizing yields for one platform: a topology with its bill; or why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from advisor.packing import Effort
from advisor.sizing.assumption import Assumption
from advisor.sizing.bill_types import Bill
from advisor.sizing.cluster import AuxiliaryPool, ClusterPlan, ControlPlane, TenantShare
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.load_following import LoadFollowing
from advisor.sizing.pool import Pool
from advisor.sizing.sites_plan import SitesPlan
from advisor.sizing.support_part import SupportPart
from advisor.values import Note


class SensitivityField(StrEnum):
    """What is made stricter: a key of the requirement file."""

    SURVIVE_NODES = "availability.survive_nodes"
    SURVIVE_ZONE = "availability.survive_zone"
    SURVIVE_TOGETHER = "availability.survive_together"
    UTILISATION = "utilisation"


@dataclass(frozen=True)
class SensitivityCase:
    """The same platform sized again with one promise made stricter: the bill, and how much more it is.

    The figures are differences of two plans of ordinary effort, each only near its least cost; None where part has no
    price. `impossible` is why there is no such plan. Ceilings of utilisation are shares of CPU and of memory.
    """

    field: SensitivityField
    was: int | tuple[float, float]
    becomes: int | tuple[float, float]
    usd_per_month: float | None
    more_usd_per_month: float | None
    impossible: Refusal | None = None


@dataclass(frozen=True)
class Missing:
    """Something that an approach leaves to the team: the capability, how it is done without, and who says so."""

    term: str
    about: str
    why: str
    source: str


@dataclass(frozen=True)
class EndOfPlan:
    """The same platform at the end of the years planned for: how many replicas, on what, and for how much a month.

    `factor` is the growth of the replicas since today. `bill` is None where the platform cannot hold them any more,
    and `refusal` then says why. The plan is an estimate where that of today is one.
    """

    years: float
    years_assumed: bool
    percent_per_year: float
    factor: float
    replicas: int
    machines: tuple[tuple[str, int], ...]
    """Machines, instances or tasks at the peak by type, most first."""
    bill: Bill | None
    refusal: Refusal | None = None

    @property
    def machine_count(self) -> int:
        """Machines, instances or tasks over all types."""
        return sum(number for _, number in self.machines)


@dataclass(frozen=True)
class Topology:
    """Everything a platform needs for the scenario, sized and priced."""

    platform: str
    control_plane: ControlPlane
    pools: tuple[Pool, ...]
    support: tuple[SupportPart, ...]
    bill: Bill
    notes: tuple[Note, ...] = ()
    assumptions: tuple[Assumption, ...] = field(default_factory=tuple)
    sensitivity: tuple[SensitivityCase, ...] = ()
    """What stricter promises cost; filled in by `give_reasons`."""
    clusters: tuple[ClusterPlan, ...] = ()
    auxiliary: tuple[AuxiliaryPool, ...] = ()
    tenants: tuple[TenantShare, ...] = ()
    load_following: LoadFollowing | None = None
    end_of_plan: EndOfPlan | None = None
    """What it comes to with the growth that is planned for; None where nothing grows."""
    missing: tuple[Missing, ...] = ()
    effort: Effort = Effort.DEFAULT
    """How long a cheaper plan was searched for."""
    sketched: bool = False
    """Whether not even an estimate was searched for: the plans are those of packing/sketch.py where there are any."""
    sites: SitesPlan | None = None
    """Where there are many equal sites: the pools are then those of one."""

    def copies_of(self, pool: str) -> int:
        """How often a pool stands: as often as there are equal sites that have it, else once."""
        return self.sites.count if self.sites is not None and pool in self.sites.pools else 1


@dataclass(frozen=True)
class Infeasible:
    """A platform that cannot hold the scenario, and why."""

    platform: str
    refusal: Refusal

    @property
    def services(self) -> tuple[str, ...]:
        """The services to blame."""
        return self.refusal.services
