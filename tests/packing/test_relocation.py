"""Where displaced replicas go, on plans made by hand: the capacity rule holds wherever they land."""

from __future__ import annotations

import random

import numpy as np
import pytest

from advisor.packing import Item, Machine, Node, Plan, PlanState, plan_state_of, relocate
from advisor.packing.failures import Loss, displaced
from advisor.packing.verify import relocation_faults

SMALL = Machine("small", 1000, 4096, 10, 0.05)


def plan_with(nodes: list[Node]) -> Plan:
    cost = sum(0.05 * node.count for node in nodes)
    return Plan(tuple(nodes), cost, 0.0, "", 1.0, 1, True, "rounds")


def faults_after(plan: Plan, items: list[Item], loss: Loss) -> list[str] | None:
    """What is wrong with the places found after a loss, by the independent check; None where none were found."""
    found = relocate(plan_state_of(plan, items, [SMALL]), loss)
    if found is None:
        return None
    by_name = {item.name: item for item in items}
    return list(relocation_faults(plan, by_name, {"small": SMALL}, dict(loss.nodes), displaced(plan, loss), found))


def test_a_node_that_moves_onto_reserved_room_leaves_none_of_it_for_others() -> None:
    # zone 0: one node runs a (500 of 1000), one keeps room for b (800 of 1000); zone 1 runs b. Without zone 1 and the
    # node of a there is one node left, and 500 + 800 do not fit it.
    items = [Item("a", 500, 100, (1, 0)), Item("b", 800, 100, (0, 1))]
    plan = plan_with(
        [Node("small", 0, 1, (("a", 1),)), Node("small", 0, 1, (), (("b", 1),)), Node("small", 1, 1, (("b", 1),))]
    )
    assert faults_after(plan, items, Loss(((2, 1), (0, 1)), zone=1)) is None
    assert faults_after(plan, items, Loss(((2, 1),), zone=1)) == []  # the zone alone: b takes the room kept for it


def test_nodes_of_one_entry_are_told_apart_when_they_take_in_different_amounts() -> None:
    # three nodes with 600 free take 3 + 2 of 200 each when five are displaced: two kinds of nodes where one was
    items = [Item("a", 400, 100, (3,)), Item("b", 200, 100, (5,))]
    plan = plan_with([Node("small", 0, 3, (("a", 1),)), Node("small", 0, 1, (("b", 5),))])
    found = relocate(plan_state_of(plan, items, [SMALL]), Loss(((1, 1),)))
    assert found is not None
    assert sorted((r.count, r.pods) for r in found) == [(1, (("b", 2),)), (1, (("b", 3),))]


def further_copies_by_hand(state: PlanState, items: list[Item], name: str, node: int) -> int:
    """One more and one more, each time asking every rule."""
    item = next(one for one in items if one.name == name)
    held = dict(state.plan.nodes[node].pods)
    count = 0
    while count < 100:
        cpu = sum(one.cpu_millicores * held.get(one.name, 0) for one in items) + item.cpu_millicores
        memory = sum(one.memory_mib * held.get(one.name, 0) for one in items) + item.memory_mib
        pods = sum(one.pods * held.get(one.name, 0) for one in items) + item.pods
        others = [one for one in items if held.get(one.name) and one is not item]
        barred = any(
            one.exclusive_tokens & item.exclusive_tokens
            or one.name in item.anti_affinity
            or item.name in one.anti_affinity
            for one in others
        )
        here = held.get(name, 0)
        alone = bool(item.exclusive_tokens) or name in item.anti_affinity
        full = (item.max_per_node is not None and here >= item.max_per_node) or (alone and here >= 1)
        if cpu > 1000 or memory > 4096 or pods > 10 or barred or full:
            return count
        held[name], count = here + 1, count + 1
    return count


@pytest.mark.parametrize("seed", range(30))
def test_the_one_capacity_rule_counts_what_one_more_and_one_more_would(seed: int) -> None:
    draw = random.Random(seed)
    names = ["a", "b", "c", "d"]
    items = [
        Item(
            name,
            draw.choice([50, 100, 250]),
            draw.choice([64, 512, 1000]),
            (1,),
            pods=draw.choice([1, 1, 2]),
            max_per_node=draw.choice([None, None, 1, 3]),
            exclusive_tokens=frozenset(draw.sample(["80/tcp", "443/tcp"], draw.choice([0, 0, 1]))),
            anti_affinity=frozenset(draw.sample(names, draw.choice([0, 0, 1]))),
        )
        for name in names
    ]
    nodes = [Node("small", 0, 1, ((name, draw.randint(1, 2)),)) for name in names]
    state = plan_state_of(plan_with(nodes), items, [SMALL])
    for name in names:
        counted = np.array([further_copies_by_hand(state, items, name, node) for node in range(len(nodes))])
        assert (state.further_copies(name) == counted).all()


def test_after_a_lost_node_its_replicas_find_the_room_that_is_kept_for_its_zone() -> None:
    # 5 + 4 have room for 9, and 3 + 3 + 5 + 7 for 18: full to the last. Best fit puts the 7 where the 5 + 4 belong, and
    # worst fit the 5 and the 4 beside the 7, so that a 5 or a 3 is left over.
    sizes = {"a": 5, "b": 4, "c": 3, "d": 3, "e": 5, "f": 7}
    items = [Item(name, size, 1, (1, 0)) for name, size in sizes.items()]
    machines = [Machine("all", 100, 99, 50, 1.0), Machine("nine", 9, 99, 50, 1.0), Machine("rest", 18, 99, 50, 1.0)]
    kept = [Node("nine", 1, 1, (), (("a", 1), ("b", 1))), Node("rest", 1, 1, (), tuple((each, 1) for each in "cdef"))]
    plan = plan_with([Node("all", 0, 1, tuple((name, 1) for name in sizes)), *kept])
    loss = Loss(((0, 1),))
    found = relocate(plan_state_of(plan, items, machines), loss)
    assert found is not None
    by_name, types = {item.name: item for item in items}, {machine.name: machine for machine in machines}
    assert not list(relocation_faults(plan, by_name, types, dict(loss.nodes), displaced(plan, loss), found))
