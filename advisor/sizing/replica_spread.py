"""Replicas of each service over zones: as even as can be, and only where what affinity names has a replica too.

Odd replicas go to the zone with the least CPU so far, the largest services first. Services that others name and that
have fewer replicas than there are zones stand in the same zones, so that something that names two of them finds both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.scenario.enums import Spread
from advisor.sizing.affinity import affinity_groups, hosts_by_service
from advisor.sizing.infeasibility import Refusal, RefusalCause, RefusalError
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import facts

ByZone = tuple[int, ...]
"""Replicas in each zone."""

NO_LIMIT = 1 << 40
"""Stands for a zone that takes any number of replicas."""


def spread_over_zones(
    services: Sequence[ServiceDemand], counts: Mapping[str, int], zones: int, *, follow_hosts: bool = False
) -> dict[str, ByZone]:
    """Replicas of each service in each of so many zones, by its name.

    Parameters:
        services: all of one pool.
        counts: replicas of each in all.
        follow_hosts: what must stand beside others is shared out in their proportions, not evenly, unless it asks to
            be spread over zones.

    Raises RefusalError where a service asks to be spread over zones and what it must stand beside is in too few.
    """
    cpu_by_zone = [0] * zones
    found: dict[str, ByZone] = {}
    for members in sorted(affinity_groups(services), key=lambda m: (-sum(s.cpu_millicores for s in m), m[0].name)):
        hosts = hosts_by_service(members)
        named = {name for needed in hosts.values() for name in needed}
        preferred = sorted(range(zones), key=lambda zone: (cpu_by_zone[zone], zone))
        for service in sorted(members, key=lambda s: (len(hosts[s.name]), -s.cpu_millicores, s.name)):
            count, beside = counts[service.name], hosts[service.name]
            reach = min([zones, *(counts[name] for name in beside)])
            allowed = preferred[: min(reach, count) if service.name in named else reach]
            placed = [found[name] for name in beside if name in found]
            beside_by_zone = [min((by_zone[zone] for by_zone in placed), default=0) for zone in range(zones)]
            if follow_hosts and placed and service.spread is not Spread.ZONE:
                by_zone = _in_proportion(count, beside_by_zone)
            else:
                order = sorted(allowed or preferred, key=lambda zone: (cpu_by_zone[zone], zone))
                by_zone = _evenly(count, _limits(service, beside_by_zone if placed else None, zones), order)
            _check_spread(service, by_zone, {name: counts[name] for name in beside})
            found[service.name] = by_zone
            for zone, here in enumerate(by_zone):
                cpu_by_zone[zone] += here * max(service.cpu_millicores, 1)
    return found


def _limits(service: ServiceDemand, beside_by_zone: Sequence[int] | None, zones: int) -> list[int]:
    """The most replicas of a service in each zone: so many on a machine, and no more machines than others stand on."""
    most = most_on_a_machine(service)
    if beside_by_zone is None or most is None:
        return [NO_LIMIT] * zones
    return [most * count for count in beside_by_zone]


def most_on_a_machine(service: ServiceDemand) -> int | None:
    """The most replicas of a service that one machine may hold by rule; None where there is no limit."""
    alone = service.name in service.anti_affinity or service.spread is Spread.NODE or bool(service.host_ports)
    return 1 if alone else service.max_per_node


def _evenly(count: int, limits: Sequence[int], order: Sequence[int]) -> ByZone:
    """So many replicas over the zones of `order`, odd ones to the first of them; what exceeds all limits to the first.

    >>> _evenly(7, [9, 9, 1], [1, 2, 0])
    (3, 3, 1)
    """
    by_zone, left = [0] * len(limits), count
    while left and (open_zones := [zone for zone in order if by_zone[zone] < limits[zone]]):
        share = left // len(open_zones)
        for zone in open_zones if share else open_zones[:left]:
            more = min(max(share, 1), limits[zone] - by_zone[zone])
            by_zone[zone] += more
            left -= more
    by_zone[order[0]] += left
    return tuple(by_zone)


def _in_proportion(count: int, shares: Sequence[int]) -> ByZone:
    """So many replicas over zones in proportion to these shares, by the largest remainder.

    >>> _in_proportion(99, [2, 2, 1])
    (40, 39, 20)
    """
    total = max(1, sum(shares))
    by_zone = [count * share // total for share in shares]
    order = sorted(range(len(shares)), key=lambda zone: (-(count * shares[zone] % total), zone))
    for zone in order[: count - sum(by_zone)]:
        by_zone[zone] += 1
    return tuple(by_zone)


def _check_spread(service: ServiceDemand, by_zone: ByZone, beside: Mapping[str, int]) -> None:
    """Raises where replicas that ask to be spread over zones cannot be, because others stand in too few of them.

    Kubernetes calls the difference between the fullest and the emptiest zone skew, and spreads with a skew of 1.
    """
    if service.spread is not Spread.ZONE or max(by_zone) - min(by_zone) <= 1:
        return
    host = min(beside, key=lambda name: (beside[name], name))
    values = facts(
        service=service.name,
        replicas=sum(by_zone),
        host=host,
        host_replicas=beside[host],
        used=sum(map(bool, by_zone)),
        zones=len(by_zone),
    )
    raise RefusalError(Refusal(RefusalCause.SPREAD_BEYOND_HOSTS, values, (service.name, host)))
