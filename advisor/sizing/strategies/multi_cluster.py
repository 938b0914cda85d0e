"""Which clusters the services take: one for each tenant that must have its own, more where a limit is passed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Agents
from advisor.knowledge.shapes import Daemons
from advisor.packing import NoPlan
from advisor.sizing.deployment import Carried, Part, Task
from advisor.sizing.node_pools import Hour, replicas_at
from advisor.sizing.price_catalog import usable_types, without
from advisor.sizing.result import ControlPlane, Pool
from advisor.sizing.strategies.vm_cluster import machines_taken
from advisor.sizing.support.auxiliary_nodes import place_beside, wanted_once
from advisor.sizing.workload import ServiceNeed, bundles_of

IN_CLUSTERS = (Agents.MACHINES, Agents.MACHINE_PER_REPLICA, Agents.TASKS)
MOST_CLUSTERS = 500
SHARED = "shared"
"""The cluster of those who have none of their own."""
CarryOne = Callable[[Task, Hour, Carried | None], Carried | NoPlan]


@dataclass(frozen=True)
class Limits:
    """The most that one cluster of a platform holds, as published or tested; None: no limit is known."""

    nodes: float | None
    pods: float | None
    services: float | None


def limits_of(task: Task) -> Limits:
    """The limits of one cluster; where no machines are seen, only that of replicas."""
    terms = task.terms
    if task.agents is Agents.TASKS:
        return Limits(None, terms.max_pods, None)
    return Limits(terms.max_nodes, terms.max_pods, terms.max_services)


def carry_in_clusters(task: Task, hour: Hour, carry_one: CarryOne, like: Carried | None = None) -> Carried | NoPlan:
    """Every cluster carried by itself, one after the other as own servers last, and what all of them need once.

    With `like`, the clusters are those of that plan, at another hour.
    """
    if task.agents not in IN_CLUSTERS:
        return carry_one(task, hour, like)
    done: list[tuple[Part, Carried]] = []
    if like is not None and like.clusters:
        for part, (_, before) in zip(_parts_like(task, like), like.clusters, strict=True):
            carried = carry_one(_narrowed(task, part, done), hour, before)
            if isinstance(carried, NoPlan):
                return carried
            done.append((part, carried))
    else:
        for part in tenant_parts(task):
            clusters = _within_limits(task, part, hour, carry_one, done)
            if isinstance(clusters, NoPlan):
                return clusters
            done.extend(clusters)
    return _together(task, tuple(done))


def _parts_like(task: Task, like: Carried) -> Iterator[Part]:
    """The parts of that plan with the counts that the services have now."""
    for part in tenant_parts(task):
        into = sum(1 for before, _ in like.clusters if before.tenant == part.tenant)
        yield from shares_of(part, into, by_service=_goes_by_service(task, part))


def _goes_by_service(task: Task, part: Part) -> bool:
    """Whether whole services go to one cluster each, as there are too many for one."""
    return _times(len(part.services), limits_of(task).services) > 1


def tenant_parts(task: Task) -> tuple[Part, ...]:
    """One part for those who share, and one for each tenant with a cluster of its own, in alphabetical order."""
    homes: dict[str, list[ServiceNeed]] = {}
    for service in task.needs.services:
        homes.setdefault(task.needs.tenancy.cluster_of(service.tenant), []).append(service)
    apart = sorted(tenant for tenant in homes if tenant)
    shared = homes.get("", [])
    first = [Part(SHARED if apart else "", tuple(shared))] if shared or not apart else []
    return (*first, *(Part(tenant, tuple(homes[tenant]), tenant) for tenant in apart))


def shares_of(part: Part, into: int, *, by_service: bool) -> tuple[Part, ...]:
    """The part cut into so many about equal ones; what affinity ties together stays together.

    Each takes its share of the replicas of every service; `by_service`, whole services go to one cluster each.
    """
    if into == 1:
        return (part,)
    name = part.name or "cluster"
    taken: list[list[ServiceNeed]] = [[] for _ in range(into)]
    for position, bundle in enumerate(bundles_of(part.services)):
        for index in range(into):
            turn = (index - position) % into
            if not by_service:
                taken[index].extend(_share_of(bundle, turn, into))
            elif turn == 0:
                taken[index].extend(bundle)
    return tuple(
        Part(f"{name}-{number}", tuple(services), part.tenant, number) for number, services in enumerate(taken, start=1)
    )


def _share_of(bundle: list[ServiceNeed], turn: int, into: int) -> Iterator[ServiceNeed]:
    """Each service of a bundle with its share of the replicas at every hour, in the proportions of the bundle."""

    def share(counts: list[int]) -> list[int]:
        bundles = math.gcd(*counts)
        here = bundles // into + (1 if turn < bundles % into else 0)
        return [count // bundles * here if bundles else 0 for count in counts]

    floors, typicals, peaks = (share([replicas_at(s, hour) for s in bundle]) for hour in Hour)
    for service, floor, typical, peak in zip(bundle, floors, typicals, peaks, strict=True):
        if peak:
            yield replace(service, floor=floor, typical=typical, peak=peak)


def _within_limits(
    task: Task, part: Part, hour: Hour, carry_one: CarryOne, done: list[tuple[Part, Carried]]
) -> list[tuple[Part, Carried]] | NoPlan:
    """The part in as few clusters as its platform's limits allow: more are tried until each one keeps to them."""
    limits = limits_of(task)
    replicas = sum(replicas_at(service, hour) for service in part.services)
    by_service = _goes_by_service(task, part)
    wanted = max(_times(len(part.services), limits.services), _times(replicas, limits.pods))
    if limits.nodes:
        wanted = max(wanted, _times(least_nodes(_narrowed(task, part, done), hour), limits.nodes))
    while wanted <= MOST_CLUSTERS:
        clusters: list[tuple[Part, Carried]] = []
        for share in shares_of(part, wanted, by_service=by_service):
            carried = carry_one(_sharing_stock(_narrowed(task, share, done), wanted), hour, None)
            if isinstance(carried, NoPlan):
                return _of_cluster(share, carried)
            clusters.append((share, carried))
        nodes = [carried.nodes for _, carried in clusters]
        pods = [_pods(task, share, carried, hour) for share, carried in clusters]
        if _times(max(nodes), limits.nodes) <= 1 and _times(max(pods), limits.pods) <= 1:
            return clusters
        wanted = max(wanted + 1, _times(sum(nodes), limits.nodes), _times(sum(pods), limits.pods))
    return NoPlan(f"more than {MOST_CLUSTERS} clusters of {task.platform.name} would be needed")


def least_nodes(task: Task, hour: Hour) -> int:
    """Fewer machines than this cannot hold the services: the largest ones filled to the brim, as far as stock lasts."""
    rules = task.rules()
    machines = [machine for ground in task.placing.grounds for machine in usable_types(ground.offers, rules)]
    counts = [(service, replicas_at(service, hour)) for service in task.needs.services]
    cpu = sum(service.cpu_millicores * count for service, count in counts)
    memory = sum(service.memory_mib * count for service, count in counts)
    return max(
        _filled(cpu, [(machine.cpu_millicores, machine.stock) for machine in machines]),
        _filled(memory, [(machine.memory_mib, machine.stock) for machine in machines]),
    )


def _filled(amount: int, sizes: list[tuple[int, int | None]]) -> int:
    """How many of the largest sizes hold an amount, and all there are where they do not."""
    nodes = 0
    for size, stock in sorted(sizes, key=lambda entry: -entry[0]):
        if amount <= 0 or size <= 0:
            break
        wanted = math.ceil(amount / size)
        taken = wanted if stock is None else min(wanted, stock)
        nodes, amount = nodes + taken, amount - taken * size
    return nodes


def _times(amount: float, limit: float | None) -> int:
    return 1 if not limit else max(1, math.ceil(amount / limit))


def _pods(task: Task, part: Part, carried: Carried, hour: Hour) -> int:
    """Replicas of a cluster with what the platform runs on every agent."""
    daemons = task.terms.daemons or Daemons()
    return sum(replicas_at(service, hour) for service in part.services) + carried.nodes * daemons.pods


def _of_cluster(part: Part, refused: NoPlan) -> NoPlan:
    return NoPlan(f"cluster {part.name}: {refused.reason}", refused.items) if part.name else refused


def _narrowed(task: Task, part: Part, done: list[tuple[Part, Carried]]) -> Task:
    """The task for the services of one cluster, with what other clusters took out of the stock of own servers."""
    taken = [machine for _, carried in done for machine in machines_taken(carried)]
    grounds = task.placing.grounds
    if taken:
        grounds = tuple(replace(ground, offers=without(ground.offers, taken)) for ground in grounds)
    needs = replace(task.needs, services=part.services)
    return replace(task, needs=needs, placing=replace(task.placing, grounds=grounds))


def _sharing_stock(task: Task, clusters: int) -> Task:
    """The task with an equal share of the own servers for each of so many like clusters."""
    if clusters == 1:
        return task
    grounds = tuple(
        replace(
            ground,
            offers=tuple(
                offer if offer.stock is None else replace(offer, stock=offer.stock // clusters)
                for offer in ground.offers
            ),
        )
        for ground in task.placing.grounds
    )
    return replace(task, placing=replace(task.placing, grounds=grounds))


def _together(task: Task, clusters: tuple[tuple[Part, Carried], ...]) -> Carried | NoPlan:
    """All clusters as one plan, with the machines that all of them need once."""
    nodes = sum(carried.nodes for _, carried in clusters)
    taken = tuple(machine for _, carried in clusters for machine in machines_taken(carried))
    once = place_beside(task, wanted_once(task, nodes, len(clusters)), taken)
    if isinstance(once, NoPlan):
        return once
    if len(clusters) == 1:
        ((_, alone),) = clusters
        return replace(alone, beside=once, clusters=clusters)
    named = tuple((part, replace(carried, pools=_named(part, carried.pools))) for part, carried in clusters)
    return Carried(
        pools=tuple(pool for _, carried in named for pool in carried.pools),
        control_plane=_summed([carried for _, carried in named]),
        beside=once,
        clusters=named,
    )


def _named(part: Part, pools: tuple[Pool, ...]) -> tuple[Pool, ...]:
    """The pools with their cluster, under names that no other cluster has."""
    ending = f"-{part.share}" if part.share else ""
    begin = {pool.name: "" if pool.name.startswith(part.tenant) else f"{part.tenant}-" for pool in pools}
    return tuple(replace(pool, name=f"{begin[pool.name]}{pool.name}{ending}", cluster=part.name) for pool in pools)


def _summed(clusters: list[Carried]) -> ControlPlane:
    """The control plane of the largest cluster, standing for all, with the cost of all."""
    largest = max(clusters, key=lambda carried: carried.nodes).control_plane
    hourly = [carried.control_plane.usd_per_hour for carried in clusters]
    known = [usd for usd in hourly if usd is not None]
    return replace(
        largest,
        clusters=len(clusters),
        usd_per_hour=sum(known) if len(known) == len(hourly) else None,
        notes=tuple(dict.fromkeys(note for carried in clusters for note in carried.control_plane.notes)),
        sources=tuple(dict.fromkeys(source for carried in clusters for source in carried.control_plane.sources)),
    )
