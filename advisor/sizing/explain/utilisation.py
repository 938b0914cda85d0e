"""How full a pool is, and what still fits on it as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from advisor.packing import RESOURCES, Item, Machine, Node, Plan, plan_state_of
from advisor.sizing.per_node import whole_problem
from advisor.sizing.pool import Largest, Pool, PoolUtilisation

CPU, MEMORY, PODS = (
    next(place for place, resource in enumerate(RESOURCES) if resource.item_field == name)
    for name in ("cpu_millicores", "memory_mib", "pods")
)
"""Places of these resources on the packer's axis."""


def with_utilisation(pool: Pool) -> Pool:
    """The pool with its utilisation, where it was packed."""
    packed = pool.packed
    if packed is None:
        return pool
    on_each = frozenset(pool.on_each_node)
    found = utilisation_of(*whole_problem(packed), packed.added | on_each)
    if found is None:
        return pool
    # what runs on every node is the users' own, not added by the platform
    added = found.added_replicas - pool.node_count * len(on_each)
    largest = found.largest and replace(found.largest, machine=packed.type_of(found.largest.machine))
    main_type = packed.type_of(found.main_type)
    return replace(pool, utilisation=replace(found, added_replicas=added, main_type=main_type, largest=largest))


def utilisation_of(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine], added: frozenset[str] = frozenset()
) -> PoolUtilisation | None:
    """The utilisation of a plan; None where nothing is placed. Items in `added` are never the common one."""
    services = [item for item in items if item.replicas and item.name not in added]
    working = [index for index, node in enumerate(plan.nodes) if not node.spare]
    if not services or not working:
        return None
    common = max(services, key=lambda item: (item.replicas, -item.cpu_millicores, -item.memory_mib, item.name))
    running = plan_state_of(plan, items, machines)
    kept = plan_state_of(plan, items, machines, with_reserved=True)
    counts = np.array([node.count for node in plan.nodes])
    replicas = running.loads[working, PODS]
    main_type = _main_type([plan.nodes[index] for index in working])
    usable = np.maximum(1, counts @ (running.loads + running.free))
    cpu, memory = ((counts @ running.loads) / usable)[[CPU, MEMORY]].tolist()
    cpu_kept, memory_kept = ((counts @ kept.loads) / usable)[[CPU, MEMORY]].tolist()
    return PoolUtilisation(
        machines=int(counts.sum()),
        spares=sum(node.count for node in plan.nodes if node.spare),
        replicas=int(replicas @ counts[working]),
        added_replicas=sum(node.count * number for node in plan.nodes for name, number in node.pods if name in added),
        mean_replicas=float(replicas @ counts[working] / counts[working].sum()),
        most_replicas=int(replicas.max()),
        cpu=cpu,
        memory=memory,
        cpu_with_kept=cpu_kept,
        memory_with_kept=memory_kept,
        common=common.name,
        more_of_common=int(kept.further_copies(common.name)[working] @ counts[working]),
        main_type=main_type,
        common_on_empty=kept.copies_on_empty(common.name, next(m for m in machines if m.name == main_type)),
        largest=_largest(common, [(kept.free[index].tolist(), plan.nodes[index].machine) for index in working]),
    )


def _main_type(nodes: Sequence[Node]) -> str:
    """The machine type of which there are most."""
    counts: dict[str, int] = {}
    for node in nodes:
        counts[node.machine] = counts.get(node.machine, 0) + node.count
    return max(counts, key=lambda name: (counts[name], name))


def _largest(common: Item, free: Sequence[tuple[Sequence[int], str]]) -> Largest | None:
    """The roomiest of these machines, as (free amounts, type), in the proportions of the common item."""

    def size(entry: tuple[Sequence[int], str]) -> tuple[float, Sequence[int], str]:
        amounts, machine = entry
        cpu, memory = amounts[CPU] / max(1, common.cpu_millicores), amounts[MEMORY] / max(1, common.memory_mib)
        return min(cpu, memory), amounts, machine

    roomy = [entry for entry in free if min(entry[0][CPU], entry[0][MEMORY], entry[0][PODS]) > 0]
    best = max(roomy, key=size, default=None)
    return None if best is None else Largest(best[0][CPU], best[0][MEMORY], best[1])
