"""What a picture is of: a topology in a scene, with what all of its boxes read, worked out once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from advisor.drawing.fill import Pods, PoolFill, services_of, typical_share, zone_title, zones_of
from advisor.drawing.geometry import BarPart, DrawnTenant
from advisor.drawing.outcome import Group, SceneOutcome
from advisor.drawing.scene import SceneKind
from advisor.scenario import Scenario
from advisor.scenario.service import Service
from advisor.sizing.control_plane import CONTROL_PLANE, WHOLE_MEMBER
from advisor.sizing.packing_items import is_added
from advisor.sizing.pool import Pool, PoolNode
from advisor.sizing.support.proxies import PROXY
from advisor.sizing.topology import Topology

MOST_COLUMNS = 6
SYSTEM_NAMES: Mapping[str, str] = {CONTROL_PLANE: "control plane", WHOLE_MEMBER: "control plane", PROXY: "proxy"}
"""What the platform's own replicas are called; services have no brackets in their names."""
Shares = Mapping[str, Mapping[BarPart, float]]
"""By resource: the parts of a bar."""


@dataclass(frozen=True)
class ZoneColumn:
    """A zone, or several that are counted where there are too many to stand side by side."""

    site: str
    zones: tuple[str, ...]
    title: str
    lost: bool = False


@dataclass(frozen=True)
class Subject:
    """A topology in a scene."""

    topology: Topology
    scenario: Scenario
    outcome: SceneOutcome

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """The services by the names that the plan has."""
        return services_of(self.scenario)

    @cached_property
    def columns(self) -> tuple[ZoneColumn, ...]:
        """The zones from the left; those beyond the most that stand side by side are counted, site by site."""
        zones = _zones_with_others(self.topology)
        lost = self.outcome.lost_zone
        if len(zones) > MOST_COLUMNS:  # the zone that is lost is never among those that are counted
            shown = [*zones[: MOST_COLUMNS - 2], lost if lost in zones[MOST_COLUMNS - 2 :] else zones[MOST_COLUMNS - 2]]
        else:
            shown = list(zones)
        columns = [
            ZoneColumn(site, (zone,), zone_title(site, zone), (site, zone) == lost)
            for site, zone in (each for each in shown if each is not None)
        ]
        rest = [zone for zone in zones if zone not in shown]
        for site, group in groupby(rest, key=lambda each: each[0]):
            names = tuple(zone for _, zone in group)
            columns.append(ZoneColumn(site, names, f"{len(names)} more zone{'' if len(names) == 1 else 's'}"))
        return tuple(columns)

    @cached_property
    def tenants(self) -> tuple[DrawnTenant, ...]:
        """The tenants in the order in which they are asked for, each with its code."""
        named = dict.fromkeys(tenant.name for tenant in self.scenario.tenants or ())
        named |= dict.fromkeys(service.tenant for service in self.scenario.services or () if service.tenant)
        named |= dict.fromkeys(pool.tenant for pool in self.topology.pools if pool.tenant)
        named |= dict.fromkeys(share.tenant for share in self.topology.tenants if share.tenant)
        return tuple(DrawnTenant(name, f"T{place}") for place, name in enumerate(named, 1))

    @cached_property
    def tenant_replicas(self) -> tuple[int, ...]:
        """Replicas of each tenant's services by the plan."""
        counts: Counter[str] = Counter()
        for pool in self.topology.pools:
            for node in pool.nodes:
                for name, count in node.pods:
                    if not is_added(name):
                        counts[self.tenant_of(name, pool)] += count * node.count
        return tuple(counts[tenant.name] for tenant in self.tenants)

    @cached_property
    def _tenant_places(self) -> Mapping[str, int]:
        return {tenant.name: place for place, tenant in enumerate(self.tenants)}

    @cached_property
    def _column_places(self) -> Mapping[tuple[str, str], int]:
        places: dict[tuple[str, str], int] = {}
        for at, each in enumerate(self.columns):
            for zone in each.zones:
                places.setdefault((each.site, zone), at)
                places.setdefault(("", zone), at)
        return places

    @cached_property
    def _fills(self) -> tuple[PoolFill, ...]:
        return tuple(PoolFill(pool, self.services) for pool in self.topology.pools)

    @cached_property
    def _typical(self) -> Mapping[str, float]:
        return typical_share(self.scenario) if self.outcome.scene.kind is SceneKind.NORMAL else {}

    @cached_property
    def _shares(self) -> dict[int, Shares]:
        return {}

    def column_of(self, site: str, zone: str) -> int:
        """The place of the column of a zone; that of any zone of this name where no site is given."""
        return self._column_places.get((site, zone), 0)

    def pool_of(self, group: Group) -> Pool:
        """The pool of some machines."""
        return self.topology.pools[group.pool]

    def node_of(self, group: Group) -> PoolNode:
        """The entry of the plan that some machines are of."""
        return self.topology.pools[group.pool].nodes[group.node]

    def tenant_of(self, name: str, pool: Pool) -> str:
        """Whose replicas they are; empty where they are no tenant's."""
        service = self.services.get(name)
        return pool.tenant or (service.tenant if service is not None and service.tenant else "")

    def tenant_place(self, tenant: str) -> int | None:
        """The place of a tenant; None where there is none."""
        return self._tenant_places.get(tenant)

    def tenants_on(self, groups: Iterable[Group]) -> tuple[int, ...]:
        """The places of the tenants with replicas on some machines."""
        names = {
            self.tenant_of(name, self.pool_of(group)) for group in groups for name, _ in (*group.pods, *group.moved_in)
        }
        return tuple(sorted(self._tenant_places[name] for name in names if name in self._tenant_places))

    def shares_of(self, group: Group) -> Shares:
        """How full one of some equal machines is; empty where that is not known."""
        key = id(group)
        if key not in self._shares:
            self._shares[key] = self._worked_out(group)
        return self._shares[key]

    def _worked_out(self, group: Group) -> Shares:
        fill, node = self._fills[group.pool], self.node_of(group)
        running = fill.shares(node.machine, group.pods)
        typical = fill.shares(node.machine, group.pods, self._typical) if self._typical else running
        moved = fill.shares(node.machine, group.moved_in)
        kept = {} if group.moved_in else fill.shares(node.machine, node.reserved)
        return {
            resource: {
                BarPart.USED: typical[resource],
                BarPart.AT_PEAK: share - typical[resource],
                BarPart.MOVED_IN: moved.get(resource, 0.0),
                BarPart.KEPT: kept.get(resource, 0.0),
            }
            for resource, share in running.items()
        }


def _zones_with_others(topology: Topology) -> Sequence[tuple[str, str]]:
    """The zones of pools, and those in which only members of a control plane or other machines stand."""
    zones = list(zones_of(topology))
    sites = list(dict.fromkeys(site for site, _ in zones))
    plane = topology.control_plane
    others = [(part.site, part.zone) for part in topology.auxiliary]
    others += [("", zone) for zone, _ in plane.members_by_zone] + [("", each.zone) for each in plane.machines]
    known = {zone for _, zone in zones}
    for site, zone in others:
        if zone and zone not in known and (sites or site):
            at = site if site in sites or not sites else sites[0]
            place = max((i + 1 for i, each in enumerate(zones) if each[0] == at), default=len(zones))
            zones.insert(place, (at, zone))
            known.add(zone)
    return zones


def shown_name(name: str) -> str:
    """What a service, or a replica of the platform's own, is called."""
    return SYSTEM_NAMES.get(name) or name.strip("()")


def pods_words(pods: Pods) -> str:
    """All replicas by name: `3 web, 1 db`."""
    return ", ".join(f"{count:,} {shown_name(name)}" for name, count in pods)
