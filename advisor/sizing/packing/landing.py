"""Where replicas can still go in a plan: whole numbers and plain dictionaries, no solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from advisor.sizing.packing.problem import Item, Machine, Plan

ENDLESS = 1 << 60
LIMITED = ENDLESS // 2
"""The bandwidth of a machine without a limit, and what is left of one with a limit is below."""


@dataclass(frozen=True)
class Landing:
    """`count` nodes of `plan.nodes[node]` each take in `pods`, as (item, replicas)."""

    node: int
    count: int
    pods: tuple[tuple[str, int], ...]


@dataclass
class Target:
    """`count` equal surviving nodes: what they hold, what they take in, and the room they have left."""

    node: int
    count: int
    held: dict[str, int]
    free: list[int]
    added: dict[str, int] = field(default_factory=dict)
    share_free: float | None = None
    """The sum of the shares that it has free of all there is, for one first_fit; None when it has taken in more."""


def room_of(machine: Machine) -> list[int]:
    """What a node of this type offers: millicores, MiB, MB/s and pods."""
    io = ENDLESS if machine.io_mbps is None else machine.io_mbps
    return [machine.cpu_millicores, machine.memory_mib, io, machine.max_pods]


def load_of(by_name: dict[str, Item], held: dict[str, int]) -> list[int]:
    """What these replicas take together."""
    load = [0, 0, 0, 0]
    for name, count in held.items():
        for resource, weight in enumerate(by_name[name].weights):
            load[resource] += weight * count
    return load


@dataclass(frozen=True, eq=False)
class Layout:
    """A plan and, worked out once for all of its losses, what one node of each of `plan.nodes` runs and has free."""

    plan: Plan
    by_name: dict[str, Item]
    held: list[dict[str, int]]
    loads: list[list[int]]
    free: list[list[int]]

    def survivors(self, lost: Mapping[int, int]) -> list[Target]:
        """What is left of the plan without `lost` nodes of each index, holding what runs there."""
        return [
            Target(index, left, self.held[index].copy(), self.free[index])
            for index, node in enumerate(self.plan.nodes)
            if (left := node.count - lost.get(index, 0)) > 0
        ]


def layout_of(plan: Plan, items: Sequence[Item], machines: Sequence[Machine]) -> Layout:
    """The plan with what its nodes run and have free."""
    by_name = {item.name: item for item in items}
    used = {node.machine for node in plan.nodes}
    rooms = {machine.name: room_of(machine) for machine in machines if machine.name in used}
    held = [dict(node.pods) for node in plan.nodes]
    loads = [load_of(by_name, each) for each in held]
    free = [
        [room - used for room, used in zip(rooms[node.machine], load, strict=True)]
        for node, load in zip(plan.nodes, loads, strict=True)
    ]
    return Layout(plan, by_name, held, loads, free)


def takes(by_name: dict[str, Item], target: Target, item: Item, wanted: int) -> int:
    """How many more replicas of the item one node of the target takes, at most `wanted`."""
    most = wanted
    for weight, free in zip(item.weights, target.free, strict=True):
        if weight and free < weight * most:
            most = free // weight
    if most <= 0:
        return 0
    if item.most_per_node is not None:
        most = min(most, item.most_per_node - target.held.get(item.name, 0))
    if item.exclusive or item.name in item.apart_from:
        most = min(most, 1 - target.held.get(item.name, 0))
    if most <= 0:
        return 0
    for name, count in target.held.items():
        other = by_name[name]
        if not count or name == item.name:
            continue
        if item.exclusive & other.exclusive or name in item.apart_from or item.name in other.apart_from:
            return 0
    return most


def _take_in(targets: list[Target], target: Target, item: Item, each: int, count: int) -> Target:
    """Puts `each` replicas on `count` nodes of the target, which is split when it has more nodes."""
    if count < target.count:
        rest = Target(target.node, target.count - count, dict(target.held), list(target.free), dict(target.added))
        targets.append(rest)
        target.count = count
    target.held[item.name] = target.held.get(item.name, 0) + each
    target.added[item.name] = target.added.get(item.name, 0) + each
    target.free = [free - weight * each for free, weight in zip(target.free, item.weights, strict=True)]
    target.share_free = None
    return target


def _place(by_name: dict[str, Item], targets: list[Target], target: Target, item: Item, left: int, most: int) -> int:
    """Puts up to `left` replicas on the target's nodes, `most` on each; how many found a place."""
    each = takes(by_name, target, item, min(left, most))
    if not each:
        return 0
    count = min(target.count, left // each)
    _take_in(targets, target, item, each, count)
    return each * count


def use_reserved(layout: Layout, targets: list[Target], left: dict[str, int]) -> None:
    """Puts displaced replicas where the plan keeps room for them."""
    position = 0
    while position < len(targets):  # splitting appends
        target = targets[position]
        for name, kept in layout.plan.nodes[target.node].reserved:
            room = kept - target.added.get(name, 0)
            if left.get(name) and room > 0:
                left[name] -= _place(layout.by_name, targets, target, layout.by_name[name], left[name], room)
        position += 1


def use_spares(
    layout: Layout, targets: list[Target], left: dict[str, int], lost: Mapping[int, int], *, with_reserved: bool = False
) -> None:
    """Moves each lost node whole onto the smallest empty spare that takes it, the fullest nodes first.

    `with_reserved`, displaced replicas that have room reserved on a lost node go to its spare too.
    """
    by_name = layout.by_name
    gone = [layout.plan.nodes[index] for index, count in lost.items() for _ in range(count)]
    moves = [node.kept if with_reserved else dict(node.pods) for node in gone]
    for most in sorted(moves, key=lambda move: load_of(by_name, move), reverse=True):
        if most:
            _move_whole(by_name, targets, left, most)


def _move_whole(by_name: dict[str, Item], targets: list[Target], left: dict[str, int], most: dict[str, int]) -> None:
    """Moves what is left of `most` onto a spare with room for all of it."""
    load = load_of(by_name, most)
    empty = [target for target in targets if not target.held]
    fitting = [t for t in empty if all(need <= free for need, free in zip(load, t.free, strict=True))]
    if not fitting:
        return
    target = min(fitting, key=lambda t: (t.free, t.node))
    for name, count in most.items():
        moved = min(count, left.get(name, 0))
        if moved:
            target = _take_in(targets, target, by_name[name], moved, 1)
            left[name] -= moved


def first_fit(by_name: dict[str, Item], targets: list[Target], left: dict[str, int], fullest: bool) -> bool:
    """Places all that is left, the largest and most awkward first; whether that worked."""
    names = [name for name, count in left.items() if count]
    if not names:
        return True
    totals = [max(1.0, sum(t.free[r] * t.count for t in targets if t.free[r] < LIMITED)) for r in range(4)]

    def size(name: str) -> tuple[bool, float, str]:
        item = by_name[name]
        share = max(weight / total for weight, total in zip(item.weights, totals, strict=True))
        return bool(item.exclusive or item.apart_from or item.most_per_node), share, name

    def share_free(target: Target) -> float:
        if target.share_free is None:
            shares = [free / total for free, total in zip(target.free, totals, strict=True) if free < LIMITED]
            target.share_free = sum(shares)
        return target.share_free

    for name in sorted(names, key=size, reverse=True):
        item, count = by_name[name], left[name]
        tried = sorted(targets, key=share_free, reverse=not fullest)
        while tried and count:
            target = tried.pop(0)
            before = len(targets)
            count -= _place(by_name, targets, target, item, count, count)
            tried[:0] = targets[before:]
        if count:
            return False
    return True
