"""The steps of sizing in order: workload -> tasks -> deployments -> topologies. This page decides nothing itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from advisor.knowledge import Knowledge, Platform, Terms, priced_for
from advisor.packing import Effort, NoPlanCause, OnProgress
from advisor.scenario import Scenario
from advisor.sizing.architecture import ways
from advisor.sizing.assemble import assemble
from advisor.sizing.assumed_sizes import SizeCase
from advisor.sizing.billing.size_range import with_assumed_sizes
from advisor.sizing.cloud_choice import MachineUse
from advisor.sizing.committed_machines import at_committed_prices, with_machines_of
from advisor.sizing.control_plane import required_members
from advisor.sizing.default_promises import given_up_notes, relaxed_workloads
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.deployment_targets import find_targets, on_one_site
from advisor.sizing.explain.end_of_plan import end_of_plan
from advisor.sizing.growth import Moment, growth_plan
from advisor.sizing.hybrid_placement import assignments, cheapest_topology, flexible_placement
from advisor.sizing.infeasibility import Refusal, RefusalError
from advisor.sizing.load_profile import billed_hours, follow_load
from advisor.sizing.multi_cluster import deploy_in_clusters
from advisor.sizing.note_codes import HybridPlacement, NoteCode
from advisor.sizing.pack_cache import followed
from advisor.sizing.packing_items import LoadPoint
from advisor.sizing.pod_density import denser_pods_note
from advisor.sizing.preconditions import refusal_of_task, refusal_of_workload
from advisor.sizing.site_totals import in_all_sites
from advisor.sizing.sites_plan import CentralControl
from advisor.sizing.small_sites import SmallSites, central_scenario
from advisor.sizing.spare_capacity import on_spare_capacity
from advisor.sizing.spare_prices import priced_systems, with_spot_prices
from advisor.sizing.strategies.registry import STRATEGIES
from advisor.sizing.topology import Infeasible, Topology
from advisor.sizing.workload import Workload, resolve_workload
from advisor.values import HOURS_PER_MONTH, note

LEAST_DIFFERENCE_USD = 0.5
"""USD a month by which architectures have to differ for the choice to be told."""


def size(
    scenario: Scenario,
    platform: Platform,
    knowledge: Knowledge,
    effort: Effort = Effort.DEFAULT,
    *,
    on_progress: OnProgress | None = None,
) -> Topology | Infeasible:
    """The topology of one platform for a scenario, or why it cannot hold it.

    Parameters:
        scenario: what is asked; what it leaves open is assumed, and listed in `Topology.assumptions`.
        platform: one of `knowledge.platforms`.
        knowledge: claims and assumptions of the scenario's day.
        effort: how long packing may take. QUICK gives an estimate at once, DEFAULT a plan to be shown; THOROUGH
            starts from that and looks for a cheaper one, often for a minute, longer with many services or pools.
        on_progress: is told how far each packing problem has come; it ends one at its best plan by returning False.

    Amounts of CPU are millicores, of memory MiB; costs are USD an hour (pools) or USD a month (the bill, 730 hours).
    Raises SolverError when the solver fails without an answer.

    >>> from advisor import load_knowledge, load_scenario
    >>> knowledge = load_knowledge()
    >>> shop = load_scenario({"name": "shop", "as_of": "2026-08-01", "services": [
    ...     {"name": "web", "replicas": 3, "cpu": "500m", "memory": "1Gi"}]})
    >>> topology = size(shop, knowledge.platforms["docker-compose-single-vm"], knowledge)
    >>> [pool.node_count for pool in topology.pools]
    [1]
    """
    with followed(on_progress):
        return size_all(scenario, [platform], priced_for(scenario, knowledge), effort)[0]


def size_all(
    scenario: Scenario,
    platforms: Sequence[Platform],
    knowledge: Knowledge,
    effort: Effort = Effort.DEFAULT,
    *,
    sketched: bool = False,
) -> tuple[Topology | Infeasible, ...]:
    """Like size for several platforms, in their order; packing problems that they share are solved once.

    With `sketched` and a quick effort, machines are packed without a search where that can be: in a fraction of the
    time, and some percent dearer. Raises SolverError as size does.

    >>> from advisor import load_knowledge, load_scenario
    >>> knowledge = load_knowledge()
    >>> huge = load_scenario({"name": "huge", "services": [
    ...     {"name": f"s{n}", "replicas": 100_000, "cpu": 1, "memory": "1Gi"} for n in range(11)]})
    >>> [refused] = size_all(huge, [knowledge.platforms["nomad"]], knowledge)
    >>> refused.refusal.cause.value
    'too_many_replicas'
    """
    workload = resolve_workload(scenario, knowledge)
    refused = refusal_of_workload(workload)
    if refused is not None:
        return tuple(Infeasible(platform.id, refused) for platform in platforms)
    tasks = (task_of(platform, scenario, knowledge, workload, effort) for platform in platforms)
    return tuple(size_task(replace(task, sketched=sketched and task.strategy.runs_on_own_machines)) for task in tasks)


def task_of(
    platform: Platform, scenario: Scenario, knowledge: Knowledge, workload: Workload, effort: Effort
) -> SizingTask:
    """One platform to be sized for this workload: its strategy, and where it would run on the scenario's day."""
    knowledge = knowledge.placed_for(scenario)
    clouds = knowledge.clouds_meant(scenario.hosting)
    platform = platform.placed(on_own_hardware=scenario.on_own_hardware, clouds=clouds)
    day = scenario.as_of or knowledge.newest_source_day
    strategy = STRATEGIES[platform.terms(day).agents]
    workload = strategy.fitted(workload)
    bursts = strategy.takes_burstable and workload.bears_bursts
    use = MachineUse(bursts, strategy.on_one_machine, strategy.one_replica_per_machine)
    targets = find_targets(platform, scenario, workload, knowledge, day, use)
    targets = on_one_site(targets, workload) if strategy.on_one_machine else targets
    if workload.spot is not None:
        targets = with_spot_prices(targets, knowledge.prices)
        priced = priced_systems(workload.spot, targets.locations, in_tasks=not strategy.runs_on_own_machines)
        workload = on_spare_capacity(workload, platform.terms(day), priced)
    return SizingTask(platform, scenario, knowledge, workload, targets, day, strategy, effort)


def size_task(task: SizingTask) -> Topology | Infeasible:
    """The topology of a task, or why its platform cannot hold the services, whatever default promises are given up.

    Where sizes are not sure, the bill also has what it would be with smaller and with larger ones. Of many equal sites
    one is sized, and counted that often. Where demand grows, the end of the plan stands beside today.
    """
    sized = _size_everywhere(task, Moment.TODAY)
    plan = growth_plan(task.scenario, task.knowledge)
    if plan is None or isinstance(sized, Infeasible):
        return sized
    workload = resolve_workload(task.scenario, task.knowledge, moment=Moment.END_OF_PLAN)
    return replace(sized, end_of_plan=end_of_plan(plan, workload, _size_later(task, workload)))


def _size_later(task: SizingTask, workload: Workload) -> Topology | Infeasible:
    """The platform with the workload of the end of the plan, for which no long search is made."""
    refused = refusal_of_workload(workload)
    if refused is not None:
        return Infeasible(task.platform.id, refused)
    effort = Effort.QUICK if task.effort is Effort.QUICK else Effort.DEFAULT
    later = task_of(task.platform, task.scenario, task.knowledge, workload, effort)
    return _size_everywhere(replace(later, sketched=task.sketched), Moment.END_OF_PLAN)


def _size_everywhere(task: SizingTask, moment: Moment) -> Topology | Infeasible:
    sized = _size_with_range(task, moment)
    sites = task.workload.sites
    return sized if sites is None or isinstance(sized, Infeasible) else _in_all_sites(task, sites, sized, moment)


def _size_with_range(task: SizingTask, moment: Moment) -> Topology | Infeasible:
    sized = fit(task)[1]
    if isinstance(sized, Infeasible) or not task.workload.sizes_unsure:
        return sized
    return with_assumed_sizes(sized, *(_size_quickly(task, case, moment) for case in (SizeCase.LOW, SizeCase.HIGH)))


def _size_quickly(task: SizingTask, sizes: SizeCase, moment: Moment) -> Topology | Infeasible:
    """An estimate of the same with other sizes where they are not sure."""
    workload = resolve_workload(task.scenario, task.knowledge, sizes, moment)
    refused = refusal_of_workload(workload)
    if refused is not None:
        return Infeasible(task.platform.id, refused)
    other = task_of(task.platform, task.scenario, task.knowledge, workload, Effort.QUICK)
    return fit(replace(other, sketched=task.sketched))[1]


def _in_all_sites(task: SizingTask, sites: SmallSites, one: Topology, moment: Moment) -> Topology | Infeasible:
    """All sites of a task from one of them, with what runs in the centre; and each with a spare, or without one."""
    asked = task.workload.survive_nodes
    other = 0 if asked else 1
    centre: Topology | Infeasible | None = None
    if sites.central:
        scenario = central_scenario(task.scenario, sites)
        workload = resolve_workload(scenario, task.knowledge, moment=moment)
        central = task_of(task.platform, scenario, task.knowledge, workload, task.effort)
        centre = _size_everywhere(replace(central, sketched=task.sketched), moment)
    if isinstance(centre, Infeasible):
        return centre
    changed = replace(task.workload, survive_nodes=other, survive_nodes_asked=bool(other))
    spare = size_as_asked(replace(task, workload=changed))
    return in_all_sites(
        one,
        sites,
        survives=asked,
        otherwise=spare,
        otherwise_survives=other,
        centre=centre,
        central_control=_central_control(task, sites, one),
    )


def _central_control(task: SizingTask, sites: SmallSites, one: Topology) -> CentralControl | None:
    """One control plane in the centre for the agents of all sites; None where nobody describes such agents."""
    remote = task.terms.claim(Terms.remote_agents)
    if remote is None or not remote.value:
        return None
    agents = sites.count * sum(pool.node_count for pool in one.pools)
    replicas = sites.count * sum(service.peak for service in task.workload.services)
    members = required_members(task.terms, task.workload, agents, replicas)
    why = remote.note or ""
    if members is None:
        return CentralControl(0, 0.0, 0, agents, why, remote.source)
    size = members.size
    return CentralControl(members.count, size.vcpu, size.memory_mib, agents, why, remote.source)


def fit(task: SizingTask) -> tuple[SizingTask, Topology | Infeasible]:
    """The task with which its platform holds the services, and the topology; or why no relaxed one does either.

    Promises that nobody asked for are given up only where the services do not fit with them.
    """
    sized = size_as_asked(task)
    if isinstance(sized, Topology):
        return task, sized
    if sized.refusal.cause is NoPlanCause.NOT_FOUND and task.effort is Effort.QUICK:  # a search is no proof
        return fit(replace(task, effort=Effort.DEFAULT, sketched=False))
    refusal, last = sized.refusal, sized
    for given_up, workload in relaxed_workloads(task.workload, refusal):
        relaxed = replace(task, workload=workload)
        again = size_as_asked(relaxed)
        if isinstance(again, Topology):
            told = given_up_notes(given_up, task.workload, refusal.to_buy)
            return relaxed, replace(again, notes=(*told, *again.notes))
        last = replace(again, refusal=replace(again.refusal, even_without=tuple(given_up)))
    return task, last


def size_as_asked(task: SizingTask) -> Topology | Infeasible:
    """The topology of a task, or why its platform cannot hold the services with all that is promised.

    A thorough one is never dearer than the default one: each plan is not, but machines that one pool takes are out of
    stock for the next, and where services may stand on several sites, other choices follow from other plans.
    """
    sized = _size_with_effort(task)
    if task.effort is not Effort.THOROUGH:
        return sized
    usual = _size_with_effort(replace(task, effort=Effort.DEFAULT))
    if not isinstance(usual, Topology) or _usd_per_month(usual) >= _usd_per_month(sized):
        return sized
    return replace(usual, effort=Effort.THOROUGH)


def _usd_per_month(sized: Topology | Infeasible) -> float:
    """The bill, or that of the machines where it has no total; infinite for what cannot hold the services."""
    if isinstance(sized, Infeasible):
        return math.inf
    pools = sum(pool.usd_per_hour or 0.0 for pool in sized.pools) * HOURS_PER_MONTH
    return pools if sized.bill.base is None else sized.bill.base


def _size_with_effort(task: SizingTask) -> Topology | Infeasible:
    """The cheaper of the topologies on amd64 and on arm64 where services run on any; on a tie amd64."""
    tried = [
        (arch.value, _size_for_commitment(replace(task, workload=workload))) for arch, workload in ways(task.workload)
    ]
    best, sized = min(tried, key=lambda one: _usd_per_month(one[1]))
    if len(tried) == 1 or isinstance(sized, Infeasible):
        return sized
    others = tuple((arch, _usd_per_month(other)) for arch, other in tried if arch != best)
    (other, usd), *_ = others
    if usd - _usd_per_month(sized) < LEAST_DIFFERENCE_USD:
        return sized
    told = note(
        NoteCode.CHEAPER_ARCHITECTURE,
        arch=best,
        usd_per_month=_usd_per_month(sized),
        other=other,
        other_usd_per_month=usd if math.isfinite(usd) else None,
    )
    return replace(sized, notes=(told, *sized.notes))


def _size_for_commitment(task: SizingTask) -> Topology | Infeasible:
    """The cheaper of the topologies with machines chosen by their price on demand, and by that under a commitment."""
    sized = _size_on_one_architecture(task)
    priced = at_committed_prices(task) if isinstance(sized, Topology) else None
    sketch = None if priced is None else _sketched(priced)
    if sketch is None:
        return sized
    chosen = _size_on_one_architecture(with_machines_of(task, sketch))
    usd, otherwise = _usd_per_month(chosen), _usd_per_month(sized)
    if isinstance(chosen, Infeasible) or otherwise - usd < LEAST_DIFFERENCE_USD:
        return sized
    told = note(NoteCode.CHOSEN_FOR_COMMITMENT, usd_per_month=usd, otherwise_usd_per_month=otherwise)
    return replace(chosen, notes=(told, *chosen.notes))


def _sketched(task: SizingTask) -> Deployment | None:
    """What a task needs at its peak; None where it does not fit, or nobody can say."""
    try:
        deployment = deploy_in_clusters(task, LoadPoint.PEAK)
    except RefusalError:
        return None
    return None if isinstance(deployment, Refusal) else deployment


def _size_on_one_architecture(task: SizingTask) -> Topology | Infeasible:
    refused = refusal_of_task(task)
    if refused is not None:
        return Infeasible(task.platform.id, refused)
    try:
        ways = len(assignments(task)) if task.strategy.runs_on_own_machines else 1
        tried = [_size_once(replace(task, skipped_assignments=left_out)) for left_out in range(ways)]
    except RefusalError as error:
        return Infeasible(task.platform.id, error.refusal)
    found: dict[HybridPlacement, Topology] = {}
    for where, topology in tried:
        if where is None or isinstance(topology, Infeasible):
            continue
        if where not in found or _usd_per_month(topology) < _usd_per_month(found[where]):
            found[where] = topology
    return cheapest_topology(found) if found else tried[0][1]


def _size_once(task: SizingTask) -> tuple[HybridPlacement | None, Topology | Infeasible]:
    """The topology of a task, and where services that may run anywhere stand in it."""
    peak = deploy_in_clusters(task, LoadPoint.PEAK)
    if isinstance(peak, Refusal):
        return None, Infeasible(task.platform.id, peak)
    followed = follow_load(task, peak, deploy_in_clusters)
    billed = billed_hours(task, peak, followed, deploy_in_clusters)
    topology = assemble(task, peak, followed, billed)
    denser = denser_pods_note(task, peak, deploy_in_clusters)
    return flexible_placement(peak), replace(topology, notes=(*topology.notes, *denser))
