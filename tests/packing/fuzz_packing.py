"""Thousands of drawn packing problems, new ones in every run: `make fuzz`. What fails is printed, to become a test.

Not part of `make test`, which tries fewer and the same ones each time (test_packing_properties.py). Every plan is
judged by a checker written here; what must be survived is left to check_plan, which that other module judges.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from advisor.packing import Item, Machine, NoPlan, NoPlanCause, Plan, check_plan
from tests.packing.question import Question

FUZZ = settings(settings.get_profile("search"), max_examples=2000)
NONE: frozenset[str] = frozenset()
OPTIMALITY_TOLERANCE = 2e-6
"""Twice the relative gap at which the packer calls a plan proved, since two plans are compared."""


@st.composite
def drawn_items(draw: st.DrawFn, zones: int, without_surge: bool) -> tuple[Item, ...]:
    """Services of every shape: weightless, awkward, alike, none; and those that fit nowhere, unless `without_surge`."""
    names = [f"s{number}" for number in range(draw(st.integers(0, 9)))]
    ports = st.frozensets(st.sampled_from(["80/tcp", "443/tcp", "8080/tcp", "53/udp"]), max_size=2)
    others = st.frozensets(st.sampled_from(names), max_size=3) if names else st.just(NONE)
    cpu = st.one_of(st.sampled_from([0, 1, 50, 250, 1000]), st.integers(0, 4000))
    memory = st.one_of(st.sampled_from([0, 1, 64, 512, 2048]), st.integers(0, 16_000))
    counts = st.one_of(st.just(1), st.integers(0, 4), st.integers(0, 4), st.integers(0, 30))
    surges = draw(st.sampled_from([st.just(0), st.integers(0, 2), st.sampled_from([0, 1, 9])]))
    return tuple(
        Item(
            name=name,
            cpu_millicores=draw(cpu if without_surge else st.one_of(cpu, st.just(90_000))),
            memory_mib=draw(memory if without_surge else st.one_of(memory, st.just(400_000))),
            replicas_by_zone=tuple(draw(counts) for _ in range(zones)),
            io_mbps=draw(st.sampled_from([0, 0, 0, 1, 30] if without_surge else [0, 0, 30, 400])),
            pods=draw(st.sampled_from([1, 1, 1, 0, 2, 7])),
            max_per_node=draw(st.sampled_from([None, None, None, 1, 2, 3] if without_surge else [None, 0, 1, 2, 3])),
            exclusive_tokens=draw(st.one_of(st.just(NONE), st.just(NONE), ports)),
            anti_affinity=draw(st.one_of(st.just(NONE), st.just(NONE), others)),
            surge=draw(surges),
        )
        for name in names
    )


@st.composite
def drawn_machines(draw: st.DrawFn, without_surge: bool) -> tuple[Machine, ...]:
    """Catalogues of every shape: none, one, many, dominated, free, finite, tiny; a large one if `without_surge`."""
    stock = draw(st.sampled_from([st.none(), st.integers(1, 8), st.one_of(st.none(), st.none(), st.integers(0, 4))]))
    offered = [
        Machine("large", 16_000, 64_000, 110, 0.8, stock=draw(st.sampled_from([None, None, 40])))
    ] * without_surge
    for number in range(draw(st.one_of(st.integers(1, 4), st.integers(0, 14)))):
        cores = draw(st.sampled_from([1, 2, 4, 8, 16, 32, 96]))
        offered.append(
            Machine(
                name=f"m{number}",
                cpu_millicores=cores * draw(st.sampled_from([0, 940, 1000, 1000])),
                memory_mib=cores * draw(st.sampled_from([900, 1800, 3600, 7200])),
                max_pods=draw(st.sampled_from([0, 1, 8, 29, 110, 110, 1000])),
                usd_per_hour=draw(st.sampled_from([0.0, 0.03, 0.0425, 0.048, 0.063])) * cores,
                io_mbps=draw(st.sampled_from([None, None, None, 0, 60, 400])),
                stock=draw(stock),
                zone=draw(st.sampled_from([None, None, None, None, 0])),
            )
        )
    return tuple(offered)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """What may be asked of the packer: sensible in three of four, and in the fourth perhaps not."""
    without_surge, zones = draw(st.sampled_from([True, True, True, False])), draw(st.integers(1, 3))
    lost, zone = draw(st.sampled_from([0, 0, 1, 1, 2, 3])), draw(st.booleans()) and (zones > 1 or not without_surge)
    together = draw(st.booleans())
    return Question(
        draw(drawn_items(zones, without_surge)), draw(drawn_machines(without_surge)), zones, lost, zone, together
    )


def faults_of(node_holds: Counter[str], machine: Machine, items: dict[str, Item]) -> list[str]:
    """What is wrong with one node that holds these replicas, running and reserved together."""
    held = [items[name] for name, count in node_holds.items() for _ in range(count)]
    ports = Counter(port for item in held for port in item.exclusive_tokens)
    names = [item.name for item in held]
    checks = {
        "cpu": sum(item.cpu_millicores for item in held) <= machine.cpu_millicores,
        "memory": sum(item.memory_mib for item in held) <= machine.memory_mib,
        "pods": sum(item.pods for item in held) <= machine.max_pods,
        "io": machine.io_mbps is None or sum(item.io_mbps for item in held) <= machine.io_mbps,
        "ports": all(count == 1 for count in ports.values()),
        "most": all(i.max_per_node is None or node_holds[i.name] <= i.max_per_node for i in held),
        "apart": not any(
            (Counter(names) - Counter([item.name]))[other] for item in held for other in item.anti_affinity
        ),
    }
    return [name for name, good in checks.items() if not good]


def surge_fits(plan: Plan, item: Item, types: dict[str, Machine], items: dict[str, Item]) -> bool:
    """Whether the nodes as they stand take in the surge of one item: its replicas are alike, so node by node."""
    left = item.surge
    for node in plan.nodes:
        held, each = Counter(dict(node.pods)), 0
        while each < left and not faults_of(held + Counter({item.name: each + 1}), types[node.machine], items):
            each += 1
        left -= min(left, each * node.count)
    return not left


def assert_sound(problem: Question, plan: Plan) -> None:
    """The plan is what was asked for: contents, placement, stock, cost, bound, and survival."""
    items, types = {i.name: i for i in problem.items}, {m.name: m for m in problem.machines}
    placed: Counter[tuple[str, int]] = Counter()
    bought: Counter[str] = Counter()
    for node in plan.nodes:
        assert node.count >= 1
        assert types[node.machine].zone in (None, node.zone)
        assert faults_of(Counter(dict(node.pods)) + Counter(dict(node.reserved)), types[node.machine], items) == []
        bought[node.machine] += node.count
        for name, count in node.pods:
            placed[name, node.zone] += count * node.count
    assert placed == Counter({(i.name, z): count for i in items.values() for z, count in enumerate(i.replicas_by_zone)})
    assert all(types[name].stock is None or count <= (types[name].stock or 0) for name, count in bought.items())
    cost = sum(types[name].usd_per_hour * count for name, count in bought.items())
    assert abs(cost - plan.usd_per_hour) <= 1e-9 * max(1.0, cost)
    assert 0.0 <= plan.bound_usd_per_hour <= plan.usd_per_hour
    assert all(surge_fits(plan, item, types, items) for item in items.values() if item.replicas)
    zones, lost, zone = problem.zones, problem.lost, problem.zone
    asked = problem.items, problem.machines
    together = bool(problem.together and lost and zone and plan.nodes)
    kept = check_plan(plan, *asked, zones=zones, survive_nodes=lost, survive_zone=zone, survive_together=together)
    assert kept == ()


def assert_not_cheaper(problem: Question, proved: Plan) -> None:
    """A question that asks for more, or offers less, is not answered for less than the proved plan costs."""
    found = problem.ask()
    assert isinstance(found, NoPlan) or found.usd_per_hour >= proved.usd_per_hour * (1 - OPTIMALITY_TOLERANCE)


@FUZZ
@given(questions(), st.integers(0, 999))
def test_the_answer_is_a_sound_plan_or_a_reason_in_whatever_order_it_is_asked(problem: Question, seed: int) -> None:
    found = problem.ask()
    in_vain = isinstance(found, NoPlan) and found.cause is NoPlanCause.NOT_FOUND
    event(found.ended_by if isinstance(found, Plan) else "searched in vain" if in_vain else "refused")
    if isinstance(found, NoPlan):
        assert not in_vain or any(machine.stock is not None for machine in problem.machines)
        assert set(found.items) <= {item.name for item in problem.items}
    else:
        assert_sound(problem, found)
    draw = random.Random(seed)
    items = draw.sample(problem.items, len(problem.items))
    machines = draw.sample(problem.machines, len(problem.machines))
    assert replace(problem, items=tuple(items), machines=tuple(machines)).ask() == found


@FUZZ
@given(questions(), st.data())
def test_more_demand_or_fewer_types_never_cost_less_than_a_proved_plan(problem: Question, data: st.DataObject) -> None:
    found, items, machines = problem.ask(), problem.items, problem.machines
    if not isinstance(found, Plan) or found.ended_by != "proved":
        return
    event("proved")
    if items:
        one = data.draw(st.sampled_from(items))
        more = replace(
            one, replicas_by_zone=tuple(count + data.draw(st.integers(0, 3)) for count in one.replicas_by_zone)
        )
        assert_not_cheaper(replace(problem, items=tuple(more if item is one else item for item in items)), found)
    if machines:
        gone = data.draw(st.sampled_from(machines))
        assert_not_cheaper(replace(problem, machines=tuple(m for m in machines if m is not gone)), found)
