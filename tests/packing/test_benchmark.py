"""The packing benchmark: problems that can be drawn again, peers that follow their rules, goals that are judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.packing import Item, Machine, Node, Plan, check_plan
from benchmarks.compact_model import slots_for, solve_with_highs
from benchmarks.instances import FAMILIES_MEASURED, Instance, at_most, draw, each_fits
from benchmarks.packing_goals import judge
from benchmarks.packing_report import as_markdown, as_text, describe, family_table, goal_table
from benchmarks.packing_rows import Measured, Row
from benchmarks.peer_runs import COMPACT, LARGEST, Peer
from benchmarks.peers import PeerPlan, best_single_type, pack_the_largest
from benchmarks.slots import cost, faults

SMALL = Machine("small", 2000, 4096, 20, 0.10)
LARGE = Machine("large", 4000, 8192, 40, 0.19)
FAMILIES = {family.name: family for family in FAMILIES_MEASURED}


def as_plan(peer: PeerPlan) -> Plan:
    return Plan(peer.nodes, peer.usd_per_hour, 0.0, "", float("inf"), 0, False, "")


def one_by_one(instance: Instance) -> list[dict[str, int]]:
    """Pack the largest as it is told: pod by pod, the open node with fewest pods first."""
    nodes: list[dict[str, int]] = []
    items = {item.name: item for item in instance.items}

    def holds(held: dict[str, int]) -> bool:
        found = [(items[name], count) for name, count in held.items()]
        ports = [port for item, count in found for port in sorted(item.exclusive_tokens) * count]
        need = [
            sum(i.cpu_millicores * c for i, c in found),
            sum(i.memory_mib * c for i, c in found),
            sum(held.values()),
        ]
        return (
            len(ports) == len(set(ports))
            and all(item.max_per_node is None or count <= item.max_per_node for item, count in found)
            and any(need[0] <= m.cpu_millicores and need[1] <= m.memory_mib and need[2] <= m.max_pods for m in machines)
        )

    machines = instance.machines
    for item in sorted(instance.items, key=lambda i: (-i.cpu_millicores, -i.memory_mib, i.name)):
        for _ in range(item.replicas):
            for node in sorted(nodes, key=lambda held: sum(held.values())):
                node[item.name] = node.get(item.name, 0) + 1
                if holds(node):
                    break
                node[item.name] -= 1
            else:
                nodes.append({item.name: 1})
    return [{name: count for name, count in node.items() if count} for node in nodes]


@pytest.mark.parametrize("name", ["services-10", "capped-50", "large-pods", "one-zone-50"])
def test_a_problem_can_be_drawn_again_and_every_service_fits_a_type(name: str) -> None:
    instance = draw(FAMILIES[name], 11)
    assert instance == draw(FAMILIES[name], 11)
    assert instance != draw(FAMILIES[name], 12)
    assert each_fits(instance.items, instance.machines)


def test_the_same_services_come_back_with_a_hundred_times_the_replicas_and_over_three_zones() -> None:
    once, often, spread = (draw(FAMILIES[name], 12) for name in ("services-50", "replicas-x100", "one-zone-50"))
    assert [100 * item.replicas for item in once.items] == [item.replicas for item in often.items]
    assert [item.replicas for item in once.items] == [item.replicas for item in spread.items]
    assert all(max(item.replicas_by_zone) - min(item.replicas_by_zone) <= 1 for item in spread.items)
    assert once.machines == often.machines == spread.machines


def test_pack_the_largest_fills_a_large_node_and_buys_the_cheapest_type_for_each() -> None:
    # 6 x 1000m: four on the first node, which must be large; two on the second, for which small is enough: 0.29
    web = Item("web", 1000, 512, (6,))
    assert pack_the_largest([web], [SMALL, LARGE]).usd_per_hour == pytest.approx(0.29)
    # one of 100m more: the first node is full, the second becomes large: 0.38
    assert pack_the_largest([web, Item("log", 100, 100, (1,))], [SMALL, LARGE]).usd_per_hour == pytest.approx(0.38)


def test_pack_the_largest_places_equal_replicas_as_if_one_by_one() -> None:
    instance = draw(FAMILIES["services-50"], 12)
    some = tuple(replace(item, replicas_by_zone=(-(-item.replicas // 4),)) for item in instance.items[:30])
    small = replace(instance, items=some)
    nodes = [dict(node.pods) for node in pack_the_largest(small.items, small.machines).nodes]
    assert nodes == one_by_one(small)


def test_the_best_single_type_is_the_cheaper_of_both() -> None:
    # 6 x 1000m: three small nodes 0.30, two large ones 0.38
    found = best_single_type([Item("web", 1000, 512, (6,))], [SMALL, LARGE])
    assert found is not None
    assert [node.machine for node in found.nodes] == ["small"] * 3
    # 3000m fits large alone
    found = best_single_type([Item("web", 3000, 512, (1,))], [SMALL, LARGE])
    assert found is not None
    assert found.usd_per_hour == pytest.approx(0.19)
    assert best_single_type([Item("web", 5000, 512, (1,))], [SMALL, LARGE]) is None


def test_the_peers_keep_the_rules_of_placement() -> None:
    instance = draw(FAMILIES["services-200"], 11)
    found = best_single_type(instance.items, instance.machines)
    assert found is not None
    for peer in (found, pack_the_largest(instance.items, instance.machines)):
        assert check_plan(as_plan(peer), instance.items, instance.machines, zones=1) == ()


def test_the_compact_model_finds_the_cheapest_mix_and_its_answer_is_looked_at_again() -> None:
    # 6 x 1000m: three small nodes to start from, 0.30; a large and a small one, 0.29
    web = Item("web", 1000, 512, (6,))
    provisioned = slots_for([web], [SMALL, LARGE], [Node("small", 0, 1, (("web", 2),))] * 3)
    assert cost(provisioned, provisioned.start) == pytest.approx(0.30)
    assert faults(provisioned, provisioned.start) == ()
    answer = solve_with_highs(provisioned, 10, 1)
    assert answer is not None
    assert answer.proved
    assert cost(provisioned, answer.filling) == pytest.approx(0.29)
    assert faults(provisioned, answer.filling) == ()
    # with one replica a node, with a seventh replica, or on smaller nodes the answer would be wrong
    assert faults(replace(provisioned, most=(1,)), answer.filling)
    assert faults(replace(provisioned, replicas=(7,)), answer.filling)
    assert faults(replace(provisioned, rooms=((1500, 4096, 20), (3500, 8192, 40))), answer.filling)


def test_the_solvers_start_from_a_peers_plan() -> None:
    instance = draw(FAMILIES["services-50"], 12)
    peer = pack_the_largest(instance.items, at_most(instance.machines, 16))
    provisioned = slots_for(instance.items, instance.machines, peer.nodes)
    assert faults(provisioned, provisioned.start) == ()
    assert cost(provisioned, provisioned.start) <= peer.usd_per_hour + 1e-9


def test_goals_are_judged_by_the_worst_row_and_failures_count() -> None:
    plan = Measured(2.0, 1.99, "", 0.005, "", 3, 1.0, 0.5, 1.0, 90.0, ())
    peers = (Peer(LARGEST, 4.0, 2, 0.1), Peer(COMPACT, seconds=60.0))
    row = Row("services-50", 11, 50, 2000, 200, plan, None, peers)
    worse = replace(row, seed=12, plan=replace(plan, gap=0.02))
    met = {goal.goal: goal.met for goal in judge([row])}
    assert met["gap, services-50"] is True
    assert met[f"cost over {LARGEST}, geometric mean"] is True
    assert met[f"cost and time over {COMPACT} given 60 s"] is True
    assert met["gap, services-10"] is None
    assert {goal.goal: goal.met for goal in judge([row, worse])}["gap, services-50"] is False
    failed = replace(row, seed=13, plan=None, failed="ValueError: no room")
    assert {goal.goal: goal.met for goal in judge([row, failed])}["gap, services-50"] is False
    assert "ValueError: no room" in describe(failed)
    assert "0.50 / 0.50, 1 failed" not in as_text(family_table([row]))
    assert "1 failed" in as_text(family_table([row, failed]))
    assert as_markdown(goal_table(judge([row]))).count("\n") > len(judge([row]))
