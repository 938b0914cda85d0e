"""Nodes lost while a zone is lost: worked out by hand, and held against all that can be bought."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.packing import Item, Machine, Node, NoPlan, NoPlanCause, Plan, check_plan, pack, plan_state_of
from advisor.packing.bounds.certificate import proved_usd_per_hour
from advisor.packing.bounds.dual_prices import dual_prices_of
from advisor.packing.failures import displaced, zone_and_node_losses
from advisor.packing.model.problem import Argument
from advisor.packing.relocation import relocate
from advisor.report import render_sizing
from advisor.sizing import give_reasons
from tests.packing.test_packing import LARGE, SMALL, item, machines_of, plan_of
from tests.packing.test_properties import demands, offers
from tests.profiles import examples

BOTH = {"survive_nodes": 1, "survive_zone": True, "survive_together": True}


def test_two_zones_hold_everything_twice_and_a_node_more_on_each_side() -> None:
    # four replicas of 1000m, two on a small node: one zone alone holds all on two nodes. With a node lost besides, each
    # side needs three: 2 x 3 x 0.10. Bound: any node lost takes 3 x 0.10 for 4 replicas, times 2 / (2 - 1)
    plan = plan_of([item("web", 1000, 512, 2, 2)], [SMALL], 2, **BOTH)
    assert machines_of(plan) == {"small": 6}
    assert plan.bound_usd_per_hour == pytest.approx(0.60)
    assert plan.ended_by == "proved"
    assert plan.survives_together
    apart = plan_of([item("web", 1000, 512, 2, 2)], [SMALL], 2, survive_nodes=1, survive_zone=True)
    assert machines_of(apart) == {"small": 4}
    assert not apart.survives_together


def test_three_zones_share_the_room() -> None:
    # six replicas of 1000m: two zones hold all on 3 nodes, and one more to lose, so any two zones have 4: 6 in all.
    # Bound: 4 x 0.10 x 3 / 2 = 0.60
    plan = plan_of([item("web", 1000, 512, 2, 2, 2)], [SMALL], 3, **BOTH)
    assert machines_of(plan) == {"small": 6}
    assert plan.usd_per_hour == pytest.approx(0.60)
    assert plan.bound_usd_per_hour == pytest.approx(0.60)


def test_whole_nodes_prove_more_than_fractions_of_them() -> None:
    # one replica fills a node, and two nodes are lost beside a zone, so any two zones have 3. With a <= b <= c nodes in
    # the zones, a + b >= 3 takes b >= 2 and c >= 2: 1 + 2 + 2, or 0.50. Fractions prove 3 x 0.10 x 3 / 2 = 0.45
    plan = plan_of([item("db", 2000, 512, 1, 0, 0)], [SMALL], 3, **{**BOTH, "survive_nodes": 2})
    assert plan.usd_per_hour == pytest.approx(0.50)
    assert plan.bound_usd_per_hour == pytest.approx(0.50)
    assert plan.certified_usd_per_hour == pytest.approx(0.45)


def test_a_dear_type_is_not_lost_with_its_own_zone() -> None:
    # two replicas of 1000m: each zone alone holds them on one of its nodes, 2 x 2 x 0.10 in all. A large node is lost
    # first where the other zone is gone: 0.19 + 0.10 there. Without its own zone 0.20 are needed as ever: 0.49 in all
    items, types = [item("web", 1000, 512, 1, 1)], [SMALL, LARGE]
    plan = plan_of(items, types, 2, **BOTH)
    item_values = dual_prices_of(plan, items, types, 2)
    assert item_values is not None and float(item_values.barred["large"]) == pytest.approx(0.49)
    # and that is what the cheapest plan with a large node costs
    room, web = Node("small", 0, 1, (), (("web", 1),)), (("web", 1),)
    nodes = (Node("large", 0, 1, web), room, Node("small", 1, 1, web), replace(room, zone=1))
    dear = replace(plan, nodes=nodes, usd_per_hour=0.49, bound_usd_per_hour=0.0, gap=inf, certificate=None)
    assert check_plan(replace(dear, certified_usd_per_hour=0.0), items, types, zones=2, **BOTH) == ()


def test_every_loss_of_a_zone_and_a_node_finds_places() -> None:
    items = [item("web", 700, 900, 3, 3, 2), item("db", 900, 1500, 1, 1, 1, anti_affinity=frozenset({"db"}))]
    plan = plan_of(items, [SMALL], 3, **BOTH)
    seen = 0
    for loss in zone_and_node_losses(plan, 3, 1):
        gone = {index for index, _ in loss.nodes if plan.nodes[index].zone == loss.zone}
        assert gone == {index for index, node in enumerate(plan.nodes) if node.zone == loss.zone}
        assert sum(count for index, count in loss.nodes if index not in gone) == 1
        relocations = relocate(plan_state_of(plan, items, [SMALL]), loss)
        assert relocations is not None
        relocations_by_loss = sum(relocation.count * each for relocation in relocations for _, each in relocation.pods)
        assert relocations_by_loss == sum(displaced(plan, loss).values())
        seen += 1
    assert seen >= 3


def test_the_certificate_counts_only_where_the_promise_is_kept() -> None:
    items = [item("web", 1000, 512, 2, 2)]
    plan = plan_of(items, [SMALL], 2, **BOTH)
    assert plan.certificate is not None and plan.certificate.argument is Argument.ZONE_AND_NODES
    asked = {"zones": 2, "survive_nodes": 1, "survive_zone": True}
    assert proved_usd_per_hour(plan.certificate, items, [SMALL], **asked, survive_together=True) > Fraction(59, 100)
    assert proved_usd_per_hour(plan.certificate, items, [SMALL], **asked) == 0
    broken = check_plan(plan_of(items, [SMALL], 2, survive_nodes=1, survive_zone=True), items, [SMALL], zones=2, **BOTH)
    assert broken == ("the plan does not promise what was asked",)


def test_too_few_machines_are_a_reason() -> None:
    few = Machine("rack", 2000, 4096, 20, 0.10, stock=5)
    found = pack([item("web", 1000, 512, 2, 2)], [few], zones=2, **BOTH)
    assert isinstance(found, NoPlan)
    values = dict(found.values)
    assert (found.cause, values["together"], values["survive_nodes"]) == (NoPlanCause.NOT_FOUND, True, 1)
    enough = pack([item("web", 1000, 512, 2, 2)], [Machine("rack", 2000, 4096, 20, 0.10, stock=6)], zones=2, **BOTH)
    assert isinstance(enough, Plan)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Item], list[Machine], int, int]:
    zones = draw(st.integers(2, 3))
    return draw(demands(zones)), draw(offers()), zones, draw(st.integers(0, 2))


@pytest.mark.slow
@given(questions())
@examples(18)
def test_plans_keep_both_promises_at_once(problem: tuple[list[Item], list[Machine], int, int]) -> None:
    items, machines, zones, lost = problem
    asked = {"zones": zones, "survive_nodes": lost, "survive_zone": True}
    plan = pack(items, machines, **asked, survive_together=True)
    apart = pack(items, machines, **asked)
    if isinstance(plan, NoPlan):
        assert lost
        return
    assert check_plan(plan, items, machines, **asked, survive_together=bool(lost and plan.nodes)) == ()
    assert plan.bound_usd_per_hour <= plan.usd_per_hour
    if not lost:
        assert plan == apart
    if isinstance(apart, Plan):
        assert plan.usd_per_hour >= apart.bound_usd_per_hour * (1 - 1e-9)


def fits_all(counts: tuple[int, ...], replicas: int, lost: int) -> bool:
    """Whether equal nodes of two seats, so many in each zone, hold all replicas without any zone and `lost` nodes."""
    return all(2 * max(0, sum(counts) - count - lost) >= replicas for count in counts)


@given(st.integers(2, 3), st.integers(1, 2), st.integers(1, 6))
@examples(24)
def test_no_purchase_of_equal_nodes_is_cheaper(zones: int, lost: int, replicas: int) -> None:
    by_zone = tuple(replicas // zones + (zone < replicas % zones) for zone in range(zones))
    plan = pack(
        [item("web", 1000, 512, *by_zone)],
        [SMALL],
        zones=zones,
        survive_nodes=lost,
        survive_zone=True,
        survive_together=True,
    )
    assert isinstance(plan, Plan)
    fewest = min(sum(c) for c in product(range(9), repeat=zones) if fits_all(c, replicas, lost))
    assert sum(node.count for node in plan.nodes) == fewest


SCENARIO = """
name: both
as_of: 2026-11-24
hosting: {model: cloud, cloud: aws, zones: 3}
availability: {survive_nodes: 1, survive_zone: true, survive_together: true, upgrade: {max_surge: 1}}
services:
  - {name: web, replicas: 12, cpu: 500m, memory: 1Gi, gpu: 0, ports: []}
"""


def test_a_scenario_that_asks_for_both_at_once_is_told_so() -> None:
    knowledge = load_knowledge()
    eks = knowledge.platforms["eks"]
    asked = parse_scenario(SCENARIO)
    apart = parse_scenario(SCENARIO.replace("survive_together: true, ", ""))
    joint, single = size(asked, eks, knowledge), size(apart, eks, knowledge)
    assert isinstance(joint, Topology) and isinstance(single, Topology)
    assert joint.pools[0].survives_together and not single.pools[0].survives_together
    assert (joint.pools[0].usd_per_hour or 0.0) > (single.pools[0].usd_per_hour or 0.0)
    report = " ".join(render_sizing(joint, asked, knowledge, "text").split())
    assert "After the loss of any one of them together with that of any one zone every replica still finds" in report
    reasons = give_reasons(single, apart, eks, knowledge)
    assert any(one.field == "availability.survive_together" for one in reasons.sensitivity)
