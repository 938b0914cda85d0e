"""What Kubernetes lets stand on a node, written from its documentation for tests alone: a checker and an exact model.

`broken_rules` looks at every node of a plan, and after every promised loss asks an integer program whether the
displaced replicas find places. `cheapest` is an integer program over all plans of a small problem. Neither uses any of
the packer beyond the types that describe a problem and a plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pulp

from advisor.packing import Item, Machine, Plan

Held = dict[str, int]


@dataclass
class State:
    """Nodes at one moment in an integer program: how many replicas of each item stand on each, as expressions."""

    model: pulp.LpProblem
    items: Sequence[Item]
    name: str
    most: int
    present: dict[tuple[int, str], pulp.LpVariable] = field(default_factory=dict)

    def limit(
        self, node: int, machine: Machine, held: dict[str, pulp.LpAffineExpression], is_there: object = 1
    ) -> None:
        """Adds what one node may hold."""
        offers = {
            "cpu_millicores": machine.cpu_millicores,
            "memory_mib": machine.memory_mib,
            "pods": machine.max_pods,
            "gpus": machine.gpus,
            "io_mbps": machine.io_mbps,
            "disk_mib": machine.disk_mib,
        }
        for what, offered in offers.items():
            if offered is not None:
                taken = pulp.lpSum(getattr(item, what) * held[item.name] for item in self.items)
                self.model += taken <= offered * is_there
        for item in self.items:
            there = self.model.add_variable(f"{self.name}_there_{node}_{item.name}", 0, 1, pulp.LpInteger)
            self.present[node, item.name] = there
            self.model += held[item.name] <= self.most * there
            self.model += held[item.name] >= there
            alone = bool(item.exclusive_tokens) or item.name in item.anti_affinity
            most = 1 if alone else item.max_per_node
            if most is not None:
                self.model += held[item.name] <= most
        for item in self.items:
            for host in item.affinity - {item.name}:
                self.model += self.present[node, item.name] <= self.present.get((node, host), 0)
        for one, other in combinations(self.items, 2):
            apart = one.name in other.anti_affinity or other.name in one.anti_affinity
            if apart or one.exclusive_tokens & other.exclusive_tokens:
                self.model += self.present[node, one.name] + self.present[node, other.name] <= 1


def _solved(model: pulp.LpProblem) -> bool:
    model.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0, random_seed=0))
    return bool(model.sol_status == pulp.LpSolutionOptimal)


def finds_places(nodes: Sequence[tuple[Machine, Held]], more: Held, items: Sequence[Item]) -> bool:
    """Whether these further replicas find places on nodes where nothing else moves."""
    model = pulp.LpProblem("places", pulp.LpMinimize)
    model += 0
    state = State(model, items, "after", sum(item.replicas + item.surge for item in items))
    added: dict[tuple[int, str], pulp.LpVariable] = {}
    for number, (machine, held) in enumerate(nodes):
        for item in items:
            most = more.get(item.name, 0)
            added[number, item.name] = model.add_variable(f"added_{number}_{item.name}", 0, most, pulp.LpInteger)
        whole = {item.name: held.get(item.name, 0) + added[number, item.name] for item in items}
        state.limit(number, machine, whole)
    for item in items:
        model += pulp.lpSum(added[number, item.name] for number in range(len(nodes))) == more.get(item.name, 0)
    return _solved(model)


def node_faults(held: Held, machine: Machine, items: Sequence[Item]) -> Iterator[str]:
    """What is wrong with what runs on one node."""
    by_name = {item.name: item for item in items}
    for name in held:
        for host in by_name[name].affinity - held.keys():
            yield f"{name} without {host}"
    if not finds_places([(machine, {})], held, items):
        yield f"{held} cannot stand on {machine.name}"


def losses(plan: Plan, zones: int, lost: int, zone: bool, together: bool) -> Iterator[set[int]]:
    """Every promised loss, as positions in the list of single nodes."""
    where = [node.zone for node in plan.nodes for _ in range(node.count)]
    every = range(len(where))
    yield from (set(some) for some in combinations(every, min(lost, len(where))) if lost)
    for gone in range(zones if zone else 0):
        inside = {number for number in every if where[number] == gone}
        yield inside
        if together:
            outside = [number for number in every if number not in inside]
            yield from (inside | set(some) for some in combinations(outside, min(lost, len(outside))))


def broken_rules(
    plan: Plan,
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    lost: int = 0,
    zone: bool = False,
    together: bool = False,
) -> list[str]:
    """Every rule of the scheduler and every promise that a plan breaks."""
    items = [item for item in items if item.replicas]
    types = {machine.name: machine for machine in machines}
    single = [node for node in plan.nodes for _ in range(node.count)]
    nodes = [(types[node.machine], dict(node.pods)) for node in single]
    broken = [fault for machine, held in nodes for fault in node_faults(held, machine, items)]
    placed = Counter({(name, n.zone): 0 for name in () for n in single})
    for node in single:
        placed.update({(name, node.zone): count for name, count in node.pods})
    wanted = {(item.name, z): item.replicas_by_zone[z] for item in items for z in range(zones)}
    broken += [f"{key}: {placed[key]} of {count}" for key, count in wanted.items() if placed[key] != count]
    used = Counter(node.machine for node in single)
    broken += [f"{used[m.name]} x {m.name}" for m in machines if m.stock is not None and used[m.name] > m.stock]
    tried: set[tuple[object, ...]] = set()
    for gone in losses(plan, zones, lost, zone, together):
        left = [nodes[number] for number in range(len(nodes)) if number not in gone]
        down: Counter[str] = Counter()
        for number in gone:
            down.update(nodes[number][1])
        key = tuple(sorted((machine.name, tuple(sorted(held.items()))) for machine, held in left))
        if key not in tried and not finds_places(left, dict(down), items):
            broken.append(f"no places after losing {sorted(gone)}")
        tried.add(key)
    for item in items:
        if item.surge and not finds_places(nodes, {item.name: item.surge}, items):
            broken.append(f"no room for {item.surge} more {item.name}")
    return broken


def cheapest(
    items: Sequence[Item], machines: Sequence[Machine], *, zones: int, lost: int = 0, zone: bool = False, most: int = 4
) -> float | None:
    """The least cost in USD per hour of any plan with at most so many nodes of a type in a zone; None without any.

    At most one node may be lost at a time.
    """
    items = [item for item in items if item.replicas]
    model = pulp.LpProblem("cheapest", pulp.LpMinimize)
    places = [
        (z, machine)
        for z in range(zones)
        for machine in machines
        if machine.sold_in(z)
        for _ in range(most if machine.stock is None else min(most, machine.stock))
    ]
    bought = [model.add_variable(f"bought_{n}", 0, 1, pulp.LpInteger) for n in range(len(places))]
    model += pulp.lpSum(machine.usd_per_hour * bought[n] for n, (_, machine) in enumerate(places))
    for n in range(1, len(places)):
        if places[n] == places[n - 1]:
            model += bought[n] <= bought[n - 1]
    for machine in machines:
        if machine.stock is not None:
            model += pulp.lpSum(bought[n] for n, place in enumerate(places) if place[1] is machine) <= machine.stock
    total = sum(item.replicas for item in items)
    runs = {
        (n, item.name): model.add_variable(f"runs_{n}_{item.name}", 0, item.replicas_by_zone[z], pulp.LpInteger)
        for n, (z, _) in enumerate(places)
        for item in items
    }
    running = State(model, items, "now", total)
    for n, (_, machine) in enumerate(places):
        running.limit(n, machine, {item.name: runs[n, item.name] for item in items}, bought[n])
    for item in items:
        for z in range(zones):
            here = pulp.lpSum(runs[n, item.name] for n in range(len(places)) if places[n][0] == z)
            model += here == item.replicas_by_zone[z]
    gone_sets = [{n} for n in range(len(places))] if lost else []
    gone_sets += [{n for n in range(len(places)) if places[n][0] == z} for z in range(zones)] if zone else []
    for number, gone in enumerate(gone_sets):
        _add_loss(model, number, gone, items, places, runs, bought, total)
    return float(pulp.value(model.objective) or 0.0) if _solved(model) else None


def _add_loss(
    model: pulp.LpProblem,
    number: int,
    gone: set[int],
    items: Sequence[Item],
    places: Sequence[tuple[int, Machine]],
    runs: dict[tuple[int, str], pulp.LpVariable],
    bought: Sequence[pulp.LpVariable],
    total: int,
) -> None:
    """What these nodes run must find places on the others."""
    after, left = State(model, items, f"lost_{number}", total), [n for n in range(len(places)) if n not in gone]
    moved = {
        (n, item.name): model.add_variable(f"moved_{number}_{n}_{item.name}", 0, item.replicas, pulp.LpInteger)
        for n in left
        for item in items
    }
    for n in left:
        whole = {item.name: runs[n, item.name] + moved[n, item.name] for item in items}
        after.limit(n, places[n][1], whole, bought[n])
    for item in items:
        down = pulp.lpSum(runs[n, item.name] for n in gone)
        model += pulp.lpSum(moved[n, item.name] for n in left) == down
