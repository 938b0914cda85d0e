"""Replicas priced without agents: each task is sold in the size and the way of billing that cost least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from advisor.knowledge import Level, Platform, Terms
from advisor.knowledge.size_tables import BilledBy
from advisor.packing import BoundMethod, BoundSource, SearchEnd
from advisor.scenario.enums import Spread
from advisor.sizing.deployment import ClusterLimits, Deployment, SizingTask, Strategy
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import LoadPoint
from advisor.sizing.pool import MachineType, Pool, PoolKind, PoolNode
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.strategies.task_groups import TaskGroup, form_tasks
from advisor.sizing.strategies.task_offers import BilledMonth, TaskOffer, offers_for, usage_of
from advisor.sizing.task_usage import TaskUsage
from advisor.values import Note, facts, note


class Serverless(Strategy):
    """Replicas without agents: each is billed for the smallest size sold that holds it, or for what it does."""

    forms_clusters = True
    priced_by = (Terms.billing_modes,)

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """One pool with every replica."""
        pool = plan_tasks(task, load, baseline)
        return pool if isinstance(pool, Refusal) else Deployment((pool,), task.vendor_plane(0))

    def meters_usage(self, terms: Terms) -> bool:
        """Whether requests, or time without any, have a price of their own, or some of the use is free."""
        modes = terms.billing_modes.rows if terms.billing_modes else ()
        return any(m.by is BilledBy.REQUESTS or m.free_vcpu_seconds or m.free_gib_seconds for m in modes)

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """How services are billed where there is a choice, which of them form one task, and what is not kept apart."""
        for part, each in deployment.clusters:
            here = replace(task, workload=replace(task.workload, services=part.services))
            groups = form_tasks(part.services, task.terms, task.platform.name)
            yield from () if isinstance(groups, Refusal) else _notes(here, groups, _sold_in(each))

    def in_own_subnets(self, terms: Terms) -> bool:
        """Replicas stand in the customer's subnets where the vendor gives them no entry."""
        return not terms.entry_included

    def cluster_limits(self, terms: Terms) -> ClusterLimits:
        """Only the number of replicas is limited, as no machines are seen."""
        return ClusterLimits(None, terms.max_pods, None)


@dataclass(frozen=True)
class Planned:
    """A group of equal tasks, how they are sold, and what of them is billed at the load that is planned for."""

    group: TaskGroup
    offer: TaskOffer
    usage: TaskUsage


def plan_tasks(task: SizingTask, load: LoadPoint, baseline: Deployment | None) -> Pool | Refusal:
    """Every replica in a task of the cheapest size and way of billing; those of `baseline` stay as they are there."""
    platform, terms = task.platform, task.terms
    if terms.task_sizes is None:
        return Refusal(RefusalCause.SIZES_UNKNOWN, facts(platform=platform.name, day=task.day.isoformat()))
    refused = next((r for r in (_refusal(s, platform) for s in task.workload.services) if r is not None), None)
    groups = refused or form_tasks(task.workload.services, terms, platform.name)
    if isinstance(groups, Refusal):
        return groups
    sold_before, month = _sold_in(baseline), BilledMonth(task)
    planned: list[Planned] = []
    for group in groups:
        offers = offers_for(group, task)
        if isinstance(offers, Refusal):
            return offers
        same = [offer for offer in offers if offer.name == sold_before.get(group.services)]
        offer = same[0] if same else month.cheapest(offers, group)
        planned.append(Planned(group, offer, usage_of(offer, group, task, load)))
    return _pool(task, planned)


def _sold_in(baseline: Deployment | None) -> Mapping[tuple[str, ...], str]:
    """The sizes of that plan by the services of the tasks."""
    nodes = (node for pool in baseline.pools for node in pool.nodes) if baseline else ()
    return {tuple(name for name, _ in node.pods): node.machine for node in nodes}


def _pool(task: SizingTask, planned: list[Planned]) -> Pool:
    overhead = task.terms.task_overhead_mib or 0
    types: dict[str, MachineType] = {}
    for each in planned:
        containers = sum(count for _, count in each.group.containers)
        known = types.get(each.offer.name)
        sold = each.offer.machine_type(task, overhead)
        types[sold.name] = replace(sold, max_pods=max(containers, known.max_pods if known else 0))
    nodes = [
        PoolNode(
            each.offer.name,
            "any",
            each.usage.count,
            tuple((service.name, count) for service, count in each.group.containers),
        )
        for each in planned
        if each.usage.count
    ]
    used = tuple(types[name] for name in sorted(types))
    costs = [each.usage.usd_per_hour for each in planned]
    hourly = None if any(usd is None for usd in costs) else sum(usd or 0.0 for usd in costs)
    return Pool(
        name="tasks",
        site=task.main_location.id,
        zones=("any",),
        machines=used,
        considered=used,
        nodes=tuple(sorted(nodes, key=lambda node: (node.machine, node.pods))),
        usd_per_hour=hourly,
        bound_usd_per_hour=hourly,
        bound_source=BoundSource((BoundMethod.CHEAPEST_SIZES,)),
        certified_usd_per_hour=None,
        gap=None if hourly is None else 0.0,
        survives_nodes=task.workload.survive_nodes,
        survives_zone=task.workload.survive_zone and task.workload.zones_cloud > 1,
        ended_by=SearchEnd.PROVED,
        kind=PoolKind.TASKS,
        replaced=task.terms.reschedules is not False,
        usage=tuple(each.usage for each in planned) if task.strategy.meters_usage(task.terms) else (),
    )


def _refusal(service: ServiceDemand, platform: Platform) -> Refusal | None:
    values = facts(service=service.name, platform=platform.name)
    if service.host_ports:
        port = facts(port=min(service.host_ports))
        return Refusal(RefusalCause.HOST_PORT_WITHOUT_HOST, (*values, *port), (service.name,))
    return None


def _notes(task: SizingTask, groups: list[TaskGroup], sold: Mapping[tuple[str, ...], str]) -> Iterator[Note]:
    yield from _billing_notes(task, groups, sold)
    yield from _ready_notes(task, groups, sold)
    for group in groups:
        if len(group.containers) > 1:
            containers = tuple((service.name, count) for service, count in group.containers)
            yield note(NoteCode.ONE_TASK, services=containers)
    yield from _spread_notes(task)


def _ready_notes(task: SizingTask, groups: list[TaskGroup], sold: Mapping[tuple[str, ...], str]) -> Iterator[Note]:
    """What it costs to keep replicas ready, where the platform would go down to none."""
    if (task.terms.scale_to_zero or Level.NONE) < Level.GOOD or not task.strategy.meters_usage(task.terms):
        return
    month, usd = BilledMonth(task), 0.0
    names: list[str] = []
    for group in groups:
        offers = () if group.requests is None else offers_for(group, task)
        mine = () if isinstance(offers, Refusal) else [o for o in offers if o.name == sold.get(group.services)]
        idle = sum(month.idle_cost_of(offer, group) for offer in mine)
        names += group.services if idle else ()
        usd += idle
    if names:
        yield note(NoteCode.KEPT_READY, services=tuple(names), usd_per_month=usd)


def _spread_notes(task: SizingTask) -> Iterator[Note]:
    """Whose replicas are to stand on different machines or in different zones, where nobody promises that."""
    terms, platform, services = task.terms, task.platform.name, task.workload.services
    promised = max(terms.affinity or Level.NONE, terms.vm_isolation or Level.NONE)
    apart = tuple(s.name for s in services if s.anti_affinity or s.spread is Spread.NODE)
    if apart and promised < Level.NATIVE:
        yield note(NoteCode.KEPT_APART_UNSEEN, services=apart, platform=platform)
    over_zones, claim = tuple(s.name for s in services if s.spread is Spread.ZONE), terms.claim(Terms.zone_spread)
    if over_zones and claim is not None and claim.value < Level.GOOD:
        yield note(NoteCode.ZONES_BY_HAND, services=over_zones, platform=platform, why=claim.why or "")


def _billing_notes(task: SizingTask, groups: list[TaskGroup], sold: Mapping[tuple[str, ...], str]) -> Iterator[Note]:
    """For each way of billing that was taken where there were several: whose it is, and what the others would cost."""
    month = BilledMonth(task)
    taken: dict[str, tuple[NoteCode, list[str], float, dict[str, float]]] = {}
    for group in groups:
        offers = offers_for(group, task)
        if isinstance(offers, Refusal) or len({offer.mode.name for offer in offers}) == 1:
            continue
        mine = next((offer for offer in offers if offer.name == sold.get(group.services)), offers[0])
        by_requests = mine.mode.by is BilledBy.REQUESTS
        code = NoteCode.BILLED_BY_REQUESTS if by_requests else NoteCode.BILLED_BY_TIME
        _, names, _, others = taken.setdefault(mine.mode.name, (code, [], 0.0, {}))
        names.extend(group.services)
        usd = taken[mine.mode.name][2] + month.cost_of(mine, group)
        taken[mine.mode.name] = (code, names, usd, others)
        for mode in {offer.mode.name for offer in offers} - {mine.mode.name}:
            best = min(month.cost_of(offer, group) for offer in offers if offer.mode.name == mode)
            others[mode] = others.get(mode, 0.0) + best
    for mode, (code, names, usd, others) in taken.items():
        yield note(code, services=tuple(names), mode=mode, usd_per_month=usd, others=tuple(sorted(others.items())))
