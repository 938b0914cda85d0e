"""What holds for every plan, whatever is asked: drawn at random, judged by arithmetic written here."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing import Effort, Item, Machine, Node, NoPlan, Plan, Settings, check_plan, pack
from tests.profiles import examples

EXAMPLES = examples(36)
FEW = examples(14)
"""For tests that pack each problem two or three times."""


@st.composite
def demands(draw: st.DrawFn, zones: int) -> list[Item]:
    ports = st.frozensets(st.sampled_from(["80/tcp", "443/tcp", "8080/tcp"]), max_size=1)
    names = [f"s{number}" for number in range(draw(st.integers(0, 6)))]
    return [
        Item(
            name=name,
            cpu_millicores=draw(st.sampled_from([0, 50, 100, 250, 700, 1900])),
            memory_mib=draw(st.sampled_from([0, 64, 128, 900, 3000])),
            replicas_by_zone=tuple(draw(st.integers(0, 4)) for _ in range(zones)),
            io_mbps=draw(st.sampled_from([0, 0, 0, 30])),
            pods=draw(st.sampled_from([1, 1, 1, 2])),
            max_per_node=draw(st.sampled_from([None, None, None, 1, 2])),
            exclusive_tokens=draw(ports) if draw(st.booleans()) else frozenset(),
            anti_affinity=draw(st.frozensets(st.sampled_from(names), max_size=1)),
        )
        for name in names
    ]


@st.composite
def offers(draw: st.DrawFn) -> list[Machine]:
    offered = [Machine("sure", 2000, 4096, 12, 0.1)]
    for number in range(draw(st.integers(0, 4))):
        cores = draw(st.sampled_from([1, 2, 4, 8, 16]))
        offered.append(
            Machine(
                name=f"m{number}",
                cpu_millicores=cores * 960,
                memory_mib=cores * draw(st.sampled_from([1800, 3700, 7500])),
                max_pods=draw(st.sampled_from([8, 30, 110])),
                usd_per_hour=draw(st.sampled_from([0.0, 0.03, 0.04, 0.055])) * cores,
                io_mbps=draw(st.sampled_from([None, 60, 400])),
                stock=draw(st.sampled_from([None, None, None, 0, 1, 3])),
            )
        )
    return offered


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Item], list[Machine], int, int, bool]:
    zones = draw(st.integers(1, 3))
    return (
        draw(demands(zones)),
        draw(offers()),
        zones,
        draw(st.sampled_from([0, 0, 1, 1, 2])),
        zones > 1 and draw(st.booleans()),
    )


def ask(problem: tuple[list[Item], list[Machine], int, int, bool], effort: Effort = Effort.DEFAULT) -> Plan:
    items, machines, zones, lost, zone = problem
    settings = Settings.for_effort(effort)
    plan = pack(items, machines, zones=zones, survive_nodes=lost, survive_zone=zone, settings=settings)
    # "sure" holds one of everything and has no end, so there is always a plan
    assert isinstance(plan, Plan), plan
    return plan


def may_stand(pods: Counter[str], machine: Machine, items: dict[str, Item]) -> bool:
    """Whether one node of this type may hold these replicas."""
    held = [items[name] for name, count in pods.items() for _ in range(count)]
    ports = Counter(port for one in held for port in one.exclusive_tokens)
    return (
        sum(one.cpu_millicores for one in held) <= machine.cpu_millicores
        and sum(one.memory_mib for one in held) <= machine.memory_mib
        and sum(one.pods for one in held) <= machine.max_pods
        and (machine.io_mbps is None or sum(one.io_mbps for one in held) <= machine.io_mbps)
        and max(ports.values(), default=0) <= 1
        and all(items[n].max_per_node is None or c <= items[n].max_per_node for n, c in pods.items() if c)
        and not any(a.name in b.anti_affinity for i, a in enumerate(held) for j, b in enumerate(held) if i != j)
    )


def place_again(left: list[Counter[str]], types: list[Machine], down: list[str], items: dict[str, Item]) -> bool:
    """Depth-first search for places for the displaced replicas; gives up, wrongly, only after many steps."""
    steps = 0

    def go(position: int) -> bool:
        nonlocal steps
        steps += 1
        if position == len(down) or steps > 20_000:
            return position == len(down)
        tried: set[tuple[str, tuple[tuple[str, int], ...]]] = set()
        for pods, machine in zip(left, types, strict=True):
            alike = (machine.name, tuple(sorted((n, c) for n, c in pods.items() if c)))
            if alike in tried:
                continue
            tried.add(alike)
            pods[down[position]] += 1
            if may_stand(pods, machine, items) and go(position + 1):
                return True
            pods[down[position]] -= 1
        return False

    return go(0)


def single_nodes(plan: Plan) -> list[Node]:
    return [replace(node, count=1) for node in plan.nodes for _ in range(node.count)]


@EXAMPLES
@given(questions())
def test_every_replica_is_placed_within_every_limit(
    problem: tuple[list[Item], list[Machine], int, int, bool],
) -> None:
    items, machines, zones, _, _ = problem
    plan = ask(problem)
    by_name, types = {one.name: one for one in items}, {one.name: one for one in machines}
    placed: Counter[tuple[str, int]] = Counter()
    for node in plan.nodes:
        pods = Counter(dict(node.pods)) + Counter(dict(node.reserved))
        assert may_stand(pods, types[node.machine], by_name)
        for name, count in node.pods:
            placed[name, node.zone] += count * node.count
    wanted = {(one.name, zone): one.replicas_by_zone[zone] for one in items for zone in range(zones)}
    assert placed == Counter(wanted)
    for machine in machines:
        used = sum(node.count for node in plan.nodes if node.machine == machine.name)
        assert machine.stock is None or used <= machine.stock
    assert 0 <= plan.bound_usd_per_hour <= plan.usd_per_hour


@EXAMPLES
@given(questions())
def test_any_lost_nodes_or_zone_find_places_elsewhere(
    problem: tuple[list[Item], list[Machine], int, int, bool],
) -> None:
    items, machines, zones, lost, zone_too = problem
    plan = ask(problem)
    by_name, types = {one.name: one for one in items}, {one.name: one for one in machines}
    nodes = single_nodes(plan)
    losses = {gone for gone in combinations_with_replacement(range(len(nodes)), lost) if len(set(gone)) == lost}
    losses |= {tuple(i for i, node in enumerate(nodes) if node.zone == zone) for zone in range(zones) if zone_too}
    seen: set[tuple[tuple[str, object], ...]] = set()
    for gone in sorted(losses):
        alike = tuple(sorted((nodes[i].machine, (nodes[i].pods, nodes[i].zone if zone_too else 0)) for i in gone))
        if alike in seen:
            continue
        seen.add(alike)
        kept = [node for i, node in enumerate(nodes) if i not in gone]
        down = [name for i in gone for name, count in nodes[i].pods for _ in range(count)]
        down.sort(key=lambda name: (-len(by_name[name].exclusive_tokens), -by_name[name].memory_mib, name))
        left = sorted(kept, key=lambda node: sum(count for _, count in node.pods))
        assert place_again([Counter(dict(n.pods)) for n in left], [types[n.machine] for n in left], down, by_name)


@pytest.mark.slow
@FEW
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(
    problem: tuple[list[Item], list[Machine], int, int, bool], shuffler: object
) -> None:
    items, machines, *rest = problem
    mixed_items, mixed_machines = list(items), list(machines)
    shuffler.shuffle(mixed_items)  # type: ignore[attr-defined]
    shuffler.shuffle(mixed_machines)  # type: ignore[attr-defined]
    assert ask((mixed_items, mixed_machines, *rest)) == ask(problem)  # type: ignore[arg-type]


@pytest.mark.slow
@FEW
@given(questions())
def test_more_demand_never_costs_less_than_the_bound_of_less(
    problem: tuple[list[Item], list[Machine], int, int, bool],
) -> None:
    items, machines, zones, lost, zone = problem
    grown = [replace(one, replicas_by_zone=tuple(count + 1 for count in one.replicas_by_zone)) for one in items]
    less, more = ask(problem), ask((grown, machines, zones, lost, zone))
    assert more.usd_per_hour >= less.bound_usd_per_hour - 1e-9
    unsafe = ask((items, machines, zones, 0, False))
    assert less.usd_per_hour >= unsafe.bound_usd_per_hour - 1e-9


@EXAMPLES
@given(questions(), st.data())
def test_the_check_sees_a_node_that_is_missing_or_a_pod_that_moved(
    problem: tuple[list[Item], list[Machine], int, int, bool], data: st.DataObject
) -> None:
    items, machines, zones, lost, zone = problem
    plan = ask(problem, Effort.QUICK)  # the check is the same for every plan
    busy = [index for index, node in enumerate(plan.nodes) if node.pods]
    if not busy:
        return
    index = data.draw(st.sampled_from(busy))
    node = plan.nodes[index]
    name, count = node.pods[0]
    fewer = tuple(pair for pair in ((name, count - 1), *node.pods[1:]) if pair[1])
    for changed in (replace(node, count=node.count + 1), replace(node, pods=fewer), replace(node, zone=zones)):
        nodes = (*plan.nodes[:index], changed, *plan.nodes[index + 1 :])
        tampered = replace(plan, nodes=nodes)
        assert check_plan(tampered, items, machines, zones=zones, survive_nodes=lost, survive_zone=zone)


@EXAMPLES
@given(st.integers(1, 3).flatmap(demands), st.integers(0, 6), st.integers(0, 2))
def test_short_stock_ends_in_a_plan_or_in_a_cause(items: list[Item], stock: int, lost: int) -> None:
    zones = len(items[0].replicas_by_zone) if items else 1
    own = [Machine("own", 2000, 4096, 12, 0.0, stock=stock), Machine("old", 1000, 2048, 8, 0.0, stock=2)]
    found = pack(items, own, zones=zones, survive_nodes=lost)
    if isinstance(found, NoPlan):
        assert set(found.items) <= {item.name for item in items}
    else:
        assert not check_plan(found, items, own, zones=zones, survive_nodes=lost)
