"""After each promised loss: can every replica be placed again? Asked of nothing but the JSON of an answer.

For every distinct loss the replicas that stood on lost nodes must find places on those that are left, while the others
stay where they are, within resources, host ports, anti-affinity, the most per node, and affinity. Each is tried node by
node first; where that fails, an integer program decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import pulp

from tests.independent.wishes import RESOURCES, Wishes, read_wishes

Json = dict[str, Any]
MOST_NODES = 120
"""Nodes of a pool up to which its losses are gone through."""

MEMBERS = "(control plane)"
"""Members of a control plane: those that are left must be a majority, and none of them moves."""


@dataclass(frozen=True)
class Standing:
    """One node with what runs on it; `pattern` is the place of its kind in the list of nodes."""

    pattern: int
    machine: str
    zone: str
    pods: Counter[str]


def loss_faults(scenario: Json, topology: Json) -> list[str]:
    """Every promised loss after which some replica finds no place; empty when all is as promised."""
    wishes = {service["name"]: read_wishes(service) for service in scenario.get("services", ())}
    return [
        f"{pool['name']}: {fault}"
        for pool in topology["pools"]
        if pool["kind"] == "machines" and sum(node["count"] for node in pool["nodes"]) <= MOST_NODES
        for fault in _faults_of_pool(pool, wishes)
    ]


def _faults_of_pool(pool: Json, wishes: dict[str, Wishes]) -> Iterator[str]:
    nodes = [
        Standing(place, node["type"], node["zone"], Counter(node["pods"]))
        for place, node in enumerate(pool["nodes"])
        for _ in range(node["count"])
    ]
    for lost_nodes, lost_zone in _losses(pool, nodes):
        left, moving = _after(nodes, lost_nodes, lost_zone, wishes)
        if not _fits(pool, left, moving, wishes):
            yield f"without nodes {lost_nodes} and zone {lost_zone}: no place for {dict(moving)}"
            return


def _losses(pool: Json, nodes: list[Standing]) -> Iterator[tuple[tuple[int, ...], str | None]]:
    """Each distinct promised loss: patterns of which a node is lost, and the zone that is lost."""
    promise, patterns = pool["survives"], range(len(pool["nodes"]))
    have = Counter(node.pattern for node in nodes)
    lost = min(promise["nodes"], len(nodes))
    if lost:
        yield from ((some, None) for some in _some(patterns, lost, have))
    if not promise["zone"]:
        return
    for zone in pool["zones"]:
        yield (), zone
        if promise["nodes_during_zone_loss"]:
            outside = [place for place in patterns if pool["nodes"][place]["zone"] != zone]
            count = min(lost, sum(have[place] for place in outside))
            yield from ((some, zone) for some in _some(outside, count, have))


def _some(patterns: Any, count: int, have: Counter[int]) -> Iterator[tuple[int, ...]]:
    for some in combinations_with_replacement(patterns, count):
        if all(number <= have[place] for place, number in Counter(some).items()):
            yield some


def _after(
    nodes: list[Standing], lost_nodes: tuple[int, ...], lost_zone: str | None, wishes: dict[str, Wishes]
) -> tuple[list[Standing], Counter[str]]:
    """The nodes that are left, and the replicas that need a new place; data bound to a lost zone stays there."""
    still_to_lose, left, moving = Counter(lost_nodes), [], Counter[str]()
    for node in nodes:
        if node.zone == lost_zone:
            moving += Counter({n: c for n, c in node.pods.items() if not (n in wishes and wishes[n].zone_bound)})
        elif still_to_lose[node.pattern]:
            still_to_lose[node.pattern] -= 1
            moving += node.pods
        else:
            left.append(node)
    for name in (MEMBERS, *(name for name, wish in wishes.items() if wish.per_node)):
        del moving[name]  # the others of its kind run on and are enough
    while True:
        runs = moving + sum((node.pods for node in left), Counter())
        alone = [name for name in moving if not all(runs[other] for other in _wish(name, wishes).affinity)]
        if not alone:
            return left, moving
        for name in alone:
            del moving[name]  # what it must stand beside waits for the lost zone, and so does it


def _fits(pool: Json, left: list[Standing], moving: Counter[str], wishes: dict[str, Wishes]) -> bool:
    return not moving or _fits_greedily(pool, left, moving, wishes) or _fits_exactly(pool, left, moving, wishes)


def _wish(name: str, wishes: dict[str, Wishes]) -> Wishes:
    """What a service wishes; of what the platform adds it is only known that one node holds one of it."""
    return wishes.get(name) or Wishes(most_per_node=1)


def _fits_greedily(pool: Json, left: list[Standing], moving: Counter[str], wishes: dict[str, Wishes]) -> bool:
    """Whether each replica finds a place when the largest are placed first, each on the first node that takes it."""
    content = [Counter(node.pods) for node in left]
    tables = [pool["machines"][node.machine] for node in left]
    order = sorted(moving, key=lambda name: (_depth(name, wishes), -_wish(name, wishes).cpu_millicores))
    for name in order:
        for _ in range(moving[name]):
            for held, table in zip(content, tables, strict=True):
                held[name] += 1
                if not node_faults(held, table, wishes):
                    break
                held[name] -= 1
            else:
                return False
    return True


def _depth(name: str, wishes: dict[str, Wishes], seen: frozenset[str] = frozenset()) -> int:
    """How many services in a row must stand before this one."""
    beside = [other for other in _wish(name, wishes).affinity if other not in seen]
    return 1 + max((_depth(other, wishes, seen | {name}) for other in beside), default=-1)


def node_faults(held: Counter[str], machine: Json, wishes: dict[str, Wishes]) -> list[str]:
    """What is wrong with this content on one node of a machine type."""
    present = {name: count for name, count in held.items() if count}
    found = []
    for resource in RESOURCES:
        offered = machine.get(resource)
        taken = sum(_wish(name, wishes).amount(resource) * count for name, count in present.items())
        if offered is not None and taken > offered + 1e-6:
            found.append(f"{taken} of {offered} {resource}")
    ports: Counter[str] = Counter()
    for name, count in present.items():
        wish = _wish(name, wishes)
        ports.update(dict.fromkeys(wish.host_ports, count))
        if wish.most_per_node is not None and count > wish.most_per_node:
            found.append(f"{count} of {name}, at most {wish.most_per_node}")
        found += [f"{name} beside {other}" for other in wish.anti_affinity if other != name and other in present]
        found += [f"{name} without {other}" for other in wish.affinity if other not in present]
    return found + [f"host port {port} taken {count} times" for port, count in ports.items() if count > 1]


def _fits_exactly(pool: Json, left: list[Standing], moving: Counter[str], wishes: dict[str, Wishes]) -> bool:
    model = pulp.LpProblem("after_a_loss", pulp.LpMinimize)
    model += 0
    more = {
        name: [whole(model, f"m_{s}_{n}", count) for n in range(len(left))]
        for s, (name, count) in enumerate(moving.items())
    }
    for name, count in moving.items():
        model += pulp.lpSum(more[name]) == count
    for place, node in enumerate(left):
        counts = {name: node.pods[name] + (more[name][place] if name in more else 0) for name in {*node.pods, *more}}
        add_node_rules(model, f"n{place}", counts, pool["machines"][node.machine], wishes, moving.total() + 1)
    return is_feasible(model)


def whole(model: pulp.LpProblem, name: str, most: int | None = None) -> pulp.LpVariable:
    """A whole number of 0 or more, at most so many."""
    return model.add_variable(name, 0, most, cat="Integer")


def add_node_rules(
    model: pulp.LpProblem, key: str, counts: dict[str, Any], machine: Json, wishes: dict[str, Wishes], most: int
) -> None:
    """The rules of one node as rows; `counts` are numbers or expressions, each at most `most` above what is fixed."""
    asked = {name: _wish(name, wishes) for name in counts}
    for resource in RESOURCES:
        if machine.get(resource) is not None:
            taken = pulp.lpSum(asked[name].amount(resource) * count for name, count in counts.items())
            model += taken <= machine[resource]
    for port in {port for wish in asked.values() for port in wish.host_ports}:
        model += pulp.lpSum(count for name, count in counts.items() if port in asked[name].host_ports) <= 1
    names = sorted(counts)
    present = {}
    for number, name in enumerate(names):
        if asked[name].most_per_node is not None:
            model += counts[name] + 0 * pulp.lpSum([]) <= asked[name].most_per_node
        flag = present[name] = whole(model, f"p_{key}_{number}", 1)
        model += counts[name] + pulp.lpSum([]) <= (most + 10_000) * flag
        model += flag <= counts[name] + pulp.lpSum([])
    for name in names:
        for other in asked[name].anti_affinity:
            if other != name and other in present:
                model += present[name] + present[other] <= 1
        for other in asked[name].affinity:
            model += present[name] <= present.get(other, 0)


def is_feasible(model: pulp.LpProblem, seconds: int = 60) -> bool:
    """Whether the program has a solution; raises when the solver cannot tell in time."""
    model.solve(pulp.HiGHS(msg=False, timeLimit=seconds))
    if model.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return True
    if model.status == pulp.LpStatusInfeasible:
        return False
    raise AssertionError(f"the integer program was not decided: {pulp.LpStatus[model.status]}")
