"""One platform, sized whole: pools on its locations, control plane, support and bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.knowledge import Agents, Knowledge, Platform
from advisor.packing import Effort
from advisor.scenario import Scenario
from advisor.scenario.enums import Site
from advisor.sizing.assemble import assemble
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.hybrid_placement import assignments, cheapest_topology, flexible_placement
from advisor.sizing.infeasibility import Refusal, RefusalCause, RefusalError
from advisor.sizing.load_profile import LoadFollowing, follow_load
from advisor.sizing.locations import CLOUD_SITE, OWN_SITE, find_targets
from advisor.sizing.node_pools import Hour
from advisor.sizing.parallel import in_two_processes, may_fork
from advisor.sizing.result import Infeasible, Topology
from advisor.sizing.strategies.app_instances import deploy_on_app_instances
from advisor.sizing.strategies.multi_cluster import deploy_in_clusters
from advisor.sizing.strategies.serverless import plan_tasks
from advisor.sizing.strategies.single_vm import deploy_on_single_vm
from advisor.sizing.strategies.vm_cluster import deploy_on_vms
from advisor.sizing.support.network import ON_OWN_MACHINES
from advisor.sizing.workload import AffinityConflict, Workload, find_affinity_conflicts, resolve_workload
from advisor.values import facts

MOST_REPLICAS = 1_000_000


def size(
    scenario: Scenario, platform: Platform, knowledge: Knowledge, effort: Effort = Effort.PROVED
) -> Topology | Infeasible:
    """The topology of one platform for a scenario, or why it cannot hold it. Raises SolverError when packing breaks.

    `effort` thorough packs for as long as a minute, for plans nearer to their bounds.
    """
    return size_all(scenario, [platform], knowledge, effort)[0]


def size_all(
    scenario: Scenario,
    platforms: Sequence[Platform],
    knowledge: Knowledge,
    effort: Effort = Effort.PROVED,
    *,
    second_process: bool = False,
) -> tuple[Topology | Infeasible, ...]:
    """Like size for several platforms, in their order; `second_process` as recommend() says."""
    workload = resolve_workload(scenario, knowledge)
    replicas = sum(service.peak for service in workload.services)
    if replicas > MOST_REPLICAS:
        refusal = Refusal(RefusalCause.TOO_MANY_REPLICAS, facts(replicas=replicas, most=MOST_REPLICAS))
        return tuple(Infeasible(platform.id, refusal) for platform in platforms)
    conflict = next(find_affinity_conflicts(workload.services, workload.tenancy), None)
    if conflict is not None:
        return tuple(Infeasible(platform.id, _tied_apart(conflict)) for platform in platforms)
    tasks = [task_of(platform, scenario, knowledge, workload, effort) for platform in platforms]
    if second_process and may_fork():
        order = _from_both_ends(tasks)
        sized = in_two_processes(size_task, [tasks[at] for at in order])
        return tuple(topology for _, topology in sorted(zip(order, sized, strict=True), key=lambda pair: pair[0]))
    return tuple(size_task(task) for task in tasks)


def _from_both_ends(tasks: Sequence[SizingTask]) -> list[int]:
    """The numbers of the tasks in an order to be done from both ends: those that take longest first, the rest between.

    Tasks of one market that count alike for what they take of a machine pose the same problems, so they stay together.
    """
    alike: dict[object, list[int]] = {}
    for number, task in enumerate(tasks):
        market = tuple(location.label for location in task.targets.locations)
        alike.setdefault((market, task.agents, task.rules()), []).append(number)
    longest = sorted(alike.values(), key=lambda numbers: -max(_packings(tasks[number]) for number in numbers))
    first, last = longest[::2], longest[1::2]
    return [number for numbers in (*first, *reversed(last)) for number in numbers]


def _packings(task: SizingTask) -> int:
    """About how many packing problems a task poses: with own control-plane members, one with them and one without."""
    if task.agents not in ON_OWN_MACHINES:
        return 0
    return 2 if task.terms.control_plane_runs_services else 1


def task_of(
    platform: Platform, scenario: Scenario, knowledge: Knowledge, workload: Workload, effort: Effort
) -> SizingTask:
    """One platform to be sized for this workload, on the locations it would use on the scenario's day."""
    day = scenario.as_of or knowledge.newest_source_day
    targets = find_targets(platform, scenario, workload, knowledge, day)
    return SizingTask(platform, scenario, knowledge, workload, targets, day, effort)


def size_task(task: SizingTask) -> Topology | Infeasible:
    """The topology of a task, or why its platform cannot hold the services."""
    unfit = _cannot_run_there(task)
    if unfit is not None:
        return unfit
    try:
        ways = len(assignments(task)) if task.agents in ON_OWN_MACHINES else 1
        tried = [_size_once(replace(task, skipped_assignments=left_out)) for left_out in range(ways)]
    except RefusalError as error:
        return Infeasible(task.platform.id, error.refusal)
    found: dict[str, Topology] = {}
    for where, topology in tried:
        if isinstance(topology, Topology):
            found.setdefault(where, topology)
    return cheapest_topology(found) if found else tried[0][1]


def _tied_apart(conflict: AffinityConflict) -> Refusal:
    values = facts(
        first=conflict.first,
        second=conflict.second,
        by=conflict.by,
        first_on=conflict.first_on,
        second_on=conflict.second_on,
    )
    return Refusal(RefusalCause.TIED_APART, values, (conflict.first, conflict.second))


def _size_once(task: SizingTask) -> tuple[str, Topology | Infeasible]:
    """The topology of a task, and where services that may run anywhere stand in it."""
    deployment = _deploy(task, Hour.PEAK)
    if isinstance(deployment, Refusal):
        return "", Infeasible(task.platform.id, deployment)
    return flexible_placement(deployment), assemble(task, deployment, _follow(task, deployment))


def _deploy(task: SizingTask, hour: Hour, baseline: Deployment | None = None) -> Deployment | Refusal:
    return deploy_in_clusters(task, hour, _deploy_one, baseline)


def _deploy_one(task: SizingTask, hour: Hour, baseline: Deployment | None = None) -> Deployment | Refusal:
    """What carries the services of one cluster."""
    if task.agents is Agents.TASKS:
        pool = plan_tasks(task, hour)
        return pool if isinstance(pool, Refusal) else Deployment((pool,), task.vendor_plane(0))
    if task.agents is Agents.PLAN_INSTANCES:
        return deploy_on_app_instances(task, hour)
    if task.agents is Agents.ONE_MACHINE:
        return deploy_on_single_vm(task, hour)
    return deploy_on_vms(task, hour, baseline)


def _cannot_run_there(task: SizingTask) -> Infeasible | None:
    """Why a platform cannot run where the services are to run; None when it can."""
    if task.agents is None:
        values = facts(platform=task.platform.name, day=task.day.isoformat())
        return Infeasible(task.platform.id, Refusal(RefusalCause.AGENTS_UNKNOWN, values))
    sites = {location.site for location in task.targets.locations}
    if not sites:
        refusal = Refusal(RefusalCause.NOT_WHERE_ASKED, facts(platform=task.platform.name))
        return Infeasible(task.platform.id, refusal)
    for wanted, site in ((Site.CLOUD, CLOUD_SITE), (Site.ON_PREM, OWN_SITE)):
        pinned = tuple(service.name for service in task.workload.services if service.site is wanted)
        if pinned and site not in sites:
            values = facts(services=pinned, site=wanted.value, platform=task.platform.name)
            return Infeasible(task.platform.id, Refusal(RefusalCause.SITE_NOT_SERVED, values, pinned))
    return None


def _follow(task: SizingTask, peak: Deployment) -> LoadFollowing | str:
    """What each level of the load takes; why capacity does not follow it, where it does not."""

    def deploy(quieter: SizingTask, hour: Hour, baseline: Deployment) -> Deployment | None:
        deployment = _deploy(quieter, hour, baseline)
        return None if isinstance(deployment, Refusal) else deployment

    return follow_load(task, peak, deploy)
