"""Containers on machines without an orchestrator, in plain words: what fits, what a loss means, what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.sizing.support import PROXY, proxies_wanted
from advisor.sizing.task import Carried, Task
from advisor.sizing.topology import Missing, Pool

DONE_WITHOUT = (
    *("self_healing", "replica_autoscale", "node_autoscale", "rolling_upgrade", "rollback", "service_discovery"),
    *("load_balancing", "secrets", "persistent_storage", "cpu_memory_limits"),
)
"""What an orchestrator would bring, in the order in which its lack is felt."""
LIMITED = 1
MOST_NAMED = 5


def approach_notes(task: Task, carried: Carried) -> Iterator[str]:
    """How full the machines are, what decides how many replicas share one, and what a loss means."""
    if task.agents == "one_machine":
        yield from _one_machine(task, carried)
    elif task.agents == "machine_per_replica":
        yield from _machine_per_replica(task, carried)
    elif task.agents == "machines" and task.platform.value("orchestration", task.day) == "none":
        yield from _shared_machines(task, carried)


def missing_parts(task: Task) -> tuple[Missing, ...]:
    """What the team does by hand or adds, where nothing schedules for it."""
    if task.platform.value("orchestration", task.day) != "none":
        return ()
    found = []
    for term in DONE_WITHOUT:
        claim = task.platform.claim(term, task.day)
        if claim is not None and claim.value <= LIMITED:
            about = task.knowledge.vocabulary[term].about
            found.append(Missing(term, about, claim.why or "", claim.source))
    return tuple(found)


def _one_machine(task: Task, carried: Carried) -> Iterator[str]:
    (pool,) = carried.pools
    (machine,) = pool.machines
    cpu, memory = _taken(task, pool)
    yield (
        f"everything fits on one {machine.name}: {cpu / machine.cpu_millicores:.0%} of its usable CPU and "
        f"{memory / machine.memory_mib:.0%} of its usable memory are taken"
    )
    yield (
        "one machine: when it restarts or is lost, everything is down until it is back; after a restart the "
        "containers start again only if their restart policy says so, after a loss somebody sets up a new machine and "
        "restores its data from a copy"
    )


def _machine_per_replica(task: Task, carried: Carried) -> Iterator[str]:
    machines = sum(pool.node_count for pool in carried.pools)
    taken = [(_taken(task, pool), pool) for pool in carried.pools]
    usable = sum(_size(pool, node.machine) * node.count for pool in carried.pools for node in pool.nodes)
    used = sum(cpu for (cpu, _), _ in taken)
    if machines and usable:
        yield (
            f"each replica takes a machine of its own: {machines} machines, of whose usable CPU "
            f"{used / usable:.0%} is asked for; the rest is bought and not used"
        )
    yield (
        "a group of machines behind the balancer replaces one that fails its health check; until the new one has "
        "booted and pulled its image, the others carry its load"
    )


def _shared_machines(task: Task, carried: Carried) -> Iterator[str]:
    tied = [service for service in task.needs.services if service.host_ports]
    machines = sum(pool.node_count for pool in carried.pools)
    for service in tied[:MOST_NAMED]:
        port = sorted(service.host_ports)[0]
        yield (
            f"host port {port} is there once on each machine, so at most one replica of {service.name} runs on one: "
            f"its {service.peak} replicas need {service.peak} of the {machines} machines"
        )
    if not tied:
        yield (
            "behind the proxy each replica listens on a host port that is given out by hand, so ports do not limit how "
            "many share a machine; CPU and memory do"
        )
    yield "which replica runs on which machine is decided once, by this plan; after a loss a person moves them"


def _size(pool: Pool, name: str) -> int:
    return next(machine.cpu_millicores for machine in pool.machines if machine.name == name)


def _taken(task: Task, pool: Pool) -> tuple[int, int]:
    """Millicores and MiB that the replicas and proxies of a pool ask for."""
    asked = {s.name: (s.cpu_millicores, s.memory_mib) for s in task.needs.services}
    for proxy in proxies_wanted(task.platform, task.main_ground, task.knowledge, task.day):
        asked[PROXY] = (proxy.cpu_millicores, proxy.memory_mib)
    pods = [(asked[name], count * node.count) for node in pool.nodes for name, count in node.pods]
    return sum(cpu * count for (cpu, _), count in pods), sum(memory * count for (_, memory), count in pods)
