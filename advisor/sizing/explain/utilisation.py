"""How full a pool is, and what still fits on it as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.packing import Item, Machine, Node, Plan
from advisor.sizing.result import Density, Largest, Pool

Room = tuple[int, int, int, int]
"""Millicores, MiB, MB/s and pods."""


def with_density(pool: Pool) -> Pool:
    """The pool with its density, where it was packed."""
    packed = pool.packed
    if packed is None:
        return pool
    return replace(pool, density=density_of(packed.plan, packed.items, packed.machines, packed.added))


def density_of(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine], added: frozenset[str] = frozenset()
) -> Density | None:
    """The density of a plan; None where nothing is placed. Items named in `added` are never taken as the common one."""
    by_item = {item.name: item for item in items}
    by_machine = {machine.name: machine for machine in machines}
    services = [item for item in items if item.replicas and item.name not in added]
    working = [node for node in plan.nodes if not node.spare]
    if not services or not working:
        return None
    common = max(services, key=lambda item: (item.replicas, -item.cpu_millicores, -item.memory_mib, item.name))
    replicas = [(_weight(node.pods, by_item)[3], node.count) for node in working]
    placed, count = sum(each * times for each, times in replicas), sum(node.count for node in working)
    main_type = _main_type(working)
    empty = Node(main_type, 0, 1, ())
    cpu, memory, cpu_kept, memory_kept = _shares(plan.nodes, by_item, by_machine)
    free = [(_free(node, by_item, by_machine), node.machine) for node in working]
    roomy = [(room, machine) for room, machine in free if room[3] > 0 and room[0] > 0 and room[1] > 0]
    return Density(
        machines=sum(node.count for node in plan.nodes),
        spares=sum(node.count for node in plan.nodes if node.spare),
        replicas=placed,
        added_replicas=sum(node.count * number for node in working for name, number in node.pods if name in added),
        mean_replicas=placed / count,
        most_replicas=max(each for each, _ in replicas),
        cpu=cpu,
        memory=memory,
        cpu_with_kept=cpu_kept,
        memory_with_kept=memory_kept,
        common=common.name,
        more_of_common=sum(
            node.count * _more(common, node, room, by_item) for node, (room, _) in zip(working, free, strict=True)
        ),
        main_type=main_type,
        common_on_empty=_more(common, empty, _room(by_machine[main_type]), by_item),
        largest=_largest(common, roomy),
    )


def _main_type(nodes: Sequence[Node]) -> str:
    counts: dict[str, int] = {}
    for node in nodes:
        counts[node.machine] = counts.get(node.machine, 0) + node.count
    return max(counts, key=lambda name: (counts[name], name))


def _largest(common: Item, roomy: Sequence[tuple[Room, str]]) -> Largest | None:
    def size(entry: tuple[Room, str]) -> tuple[float, Room, str]:
        cpu, memory = entry[0][0] / max(1, common.cpu_millicores), entry[0][1] / max(1, common.memory_mib)
        return min(cpu, memory), *entry

    best = max(roomy, key=size, default=None)
    return None if best is None else Largest(best[0][0], best[0][1], best[1])


def _shares(
    nodes: Sequence[Node], items: Mapping[str, Item], machines: Mapping[str, Machine]
) -> tuple[float, float, float, float]:
    """Shares of CPU and memory that replicas ask for; then the same with the room kept for a lost zone."""
    rooms = [_room(machines[node.machine]) for node in nodes]
    usable = [max(1, sum(room[r] * node.count for room, node in zip(rooms, nodes, strict=True))) for r in (0, 1)]
    live = [sum(_weight(node.pods, items)[r] * node.count for node in nodes) for r in (0, 1)]
    kept = [sum(_weight(node.reserved, items)[r] * node.count for node in nodes) for r in (0, 1)]
    cpu, memory = (live[r] / usable[r] for r in (0, 1))
    cpu_kept, memory_kept = ((live[r] + kept[r]) / usable[r] for r in (0, 1))
    return cpu, memory, cpu_kept, memory_kept


def _weight(pods: Sequence[tuple[str, int]], items: Mapping[str, Item]) -> Room:
    held = [(items[name], count) for name, count in pods]
    return (
        sum(item.cpu_millicores * count for item, count in held),
        sum(item.memory_mib * count for item, count in held),
        sum(item.io_mbps * count for item, count in held),
        sum(item.pods * count for item, count in held),
    )


def _room(machine: Machine) -> Room:
    io = machine.io_mbps if machine.io_mbps is not None else 1 << 60
    return machine.cpu_millicores, machine.memory_mib, io, machine.max_pods


def _free(node: Node, items: Mapping[str, Item], machines: Mapping[str, Machine]) -> Room:
    taken = _weight((*node.pods, *node.reserved), items)
    cpu, memory, io, pods = (have - used for have, used in zip(_room(machines[node.machine]), taken, strict=True))
    return cpu, memory, io, pods


def _more(item: Item, node: Node, free: Room, items: Mapping[str, Item]) -> int:
    """How many more replicas of an item one such node takes beside what it holds."""
    held = {name: count for name, count in (*node.pods, *node.reserved) if count}
    if any(name in item.anti_affinity or item.name in items[name].anti_affinity for name in held if name != item.name):
        return 0
    return min([*_rules_left(item, node, items), *_fits(item, free)])


def _fits(item: Item, free: Room) -> Iterator[int]:
    for need, have in zip((item.cpu_millicores, item.memory_mib, item.io_mbps, max(1, item.pods)), free, strict=True):
        if need:
            yield max(0, have // need)


def _rules_left(item: Item, node: Node, items: Mapping[str, Item]) -> Iterator[int]:
    held = [*node.pods, *node.reserved]
    here = sum(count for name, count in held if name == item.name)
    if item.exclusive_tokens or item.name in item.anti_affinity:
        taken = any(items[name].exclusive_tokens & item.exclusive_tokens for name, count in held if count)
        yield 0 if taken or here else 1
    if item.max_per_node is not None:
        yield max(0, item.max_per_node - here)
