"""One platform, sized whole: pools on its grounds, control plane, support and bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.knowledge import Agents, Knowledge, Platform
from advisor.packing import Effort, NoPlan
from advisor.scenario import Scenario
from advisor.scenario.choices import Site
from advisor.sizing.assemble import assemble
from advisor.sizing.deployment import Carried, Task
from advisor.sizing.hybrid_placement import assignments, cheapest_place, shared_out
from advisor.sizing.load_profile import Followed, follow_load
from advisor.sizing.locations import CLOUD_SITE, OWN_SITE, place
from advisor.sizing.node_pools import ConflictError, Hour
from advisor.sizing.parallel import in_two_processes, may_fork
from advisor.sizing.result import Infeasible, Topology
from advisor.sizing.strategies.app_instances import carry_on_instances
from advisor.sizing.strategies.multi_cluster import carry_in_clusters
from advisor.sizing.strategies.serverless import plan_tasks
from advisor.sizing.strategies.single_vm import carry_on_one_machine
from advisor.sizing.strategies.vm_cluster import carry_on_machines
from advisor.sizing.support.ingress import ON_OWN_MACHINES
from advisor.sizing.workload import Needs, settle_needs, torn_apart

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
    needs = settle_needs(scenario, knowledge)
    replicas = sum(service.peak for service in needs.services)
    if replicas > MOST_REPLICAS:
        reason = f"{replicas:,} replicas are more than the advisor sizes, which is {MOST_REPLICAS:,}"
        return tuple(Infeasible(platform.id, reason) for platform in platforms)
    torn = next(torn_apart(needs.services, needs.tenancy), None)
    if torn is not None:
        return tuple(Infeasible(platform.id, torn.reason, (torn.first, torn.second)) for platform in platforms)
    tasks = [task_of(platform, scenario, knowledge, needs, effort) for platform in platforms]
    if second_process and may_fork():
        order = _from_both_ends(tasks)
        sized = in_two_processes(size_task, [tasks[at] for at in order])
        return tuple(topology for _, topology in sorted(zip(order, sized, strict=True), key=lambda pair: pair[0]))
    return tuple(size_task(task) for task in tasks)


def _from_both_ends(tasks: Sequence[Task]) -> list[int]:
    """The numbers of the tasks in an order to be done from both ends: those that take longest first, the rest between.

    Tasks of one market that count alike for what they take of a machine pose the same problems, so they stay together.
    """
    alike: dict[object, list[int]] = {}
    for number, task in enumerate(tasks):
        market = tuple(ground.label for ground in task.placing.grounds)
        alike.setdefault((market, task.agents, task.rules()), []).append(number)
    longest = sorted(alike.values(), key=lambda numbers: -max(_packings(tasks[number]) for number in numbers))
    first, last = longest[::2], longest[1::2]
    return [number for numbers in (*first, *reversed(last)) for number in numbers]


def _packings(task: Task) -> int:
    """About how many packing problems a task poses: with own control-plane members, one with them and one without."""
    if task.agents not in ON_OWN_MACHINES:
        return 0
    return 2 if task.terms.control_plane_runs_services else 1


def task_of(platform: Platform, scenario: Scenario, knowledge: Knowledge, needs: Needs, effort: Effort) -> Task:
    """One platform to be sized for these needs, on the grounds it would use on the scenario's day."""
    day = scenario.as_of or knowledge.newest_source_day
    placing = place(platform, scenario, needs, knowledge, day)
    return Task(platform, scenario, knowledge, needs, placing, day, effort)


def size_task(task: Task) -> Topology | Infeasible:
    """The topology of a task, or why its platform cannot hold the services."""
    unfit = _homeless(task)
    if unfit is not None:
        return unfit
    try:
        ways = len(assignments(task)) if task.agents in ON_OWN_MACHINES else 1
        tried = [_try(replace(task, ways_left_out=left_out)) for left_out in range(ways)]
    except ConflictError as conflict:
        return Infeasible(task.platform.id, conflict.reason, conflict.services)
    found: dict[str, Topology] = {}
    for where, topology in tried:
        if isinstance(topology, Topology):
            found.setdefault(where, topology)
    return cheapest_place(found) if found else tried[0][1]


def _try(task: Task) -> tuple[str, Topology | Infeasible]:
    """The topology of a task, and where services that may run anywhere stand in it."""
    carried = _carry(task, Hour.PEAK)
    if isinstance(carried, NoPlan):
        return "", Infeasible(task.platform.id, carried.reason, carried.items)
    return shared_out(carried), assemble(task, carried, _follow(task, carried))


def _carry(task: Task, hour: Hour, like: Carried | None = None) -> Carried | NoPlan:
    return carry_in_clusters(task, hour, _carry_one, like)


def _carry_one(task: Task, hour: Hour, like: Carried | None = None) -> Carried | NoPlan:
    """What carries the services of one cluster."""
    if task.agents is Agents.TASKS:
        pool = plan_tasks(task, hour)
        return pool if isinstance(pool, NoPlan) else Carried((pool,), task.vendor_plane(0))
    if task.agents is Agents.PLAN_INSTANCES:
        return carry_on_instances(task, hour)
    if task.agents is Agents.ONE_MACHINE:
        return carry_on_one_machine(task, hour)
    return carry_on_machines(task, hour, like)


def _homeless(task: Task) -> Infeasible | None:
    """Why a platform cannot run where the services are to run; None when it can."""
    if task.agents is None:
        reason = f"what carried the replicas of {task.platform.name} on {task.day.isoformat()} is not known"
        return Infeasible(task.platform.id, reason)
    sites = {ground.site for ground in task.placing.grounds}
    if not sites:
        return Infeasible(task.platform.id, f"{task.platform.name} does not run where the services are to run")
    for wanted, site in ((Site.CLOUD, CLOUD_SITE), (Site.ON_PREM, OWN_SITE)):
        pinned = tuple(service.name for service in task.needs.services if service.site is wanted)
        if pinned and site not in sites:
            where = "a cloud" if wanted is Site.CLOUD else "own servers"
            reason = f"{', '.join(pinned[:5])} must run on {where}, where {task.platform.name} would not run"
            return Infeasible(task.platform.id, reason, pinned)
    return None


def _follow(task: Task, peak: Carried) -> Followed | str:
    """What each level of the load takes; why capacity does not follow it, where it does not."""

    def carry(quieter: Task, hour: Hour, like: Carried) -> Carried | None:
        carried = _carry(quieter, hour, like)
        return None if isinstance(carried, NoPlan) else carried

    return follow_load(task, peak, carry)
