"""Machine types whose price differs from zone to zone, or which some zone does not sell."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing import Item, Machine, NoPlan, NoPlanCause, Plan, check_plan, pack
from advisor.packing.model.instance import undominated
from advisor.packing.zone_reserve import provisioned_by_zone
from advisor.values import facts
from tests.packing.question import Question
from tests.packing.test_packing import LARGE, SMALL, item, machines_of, plan_of, refusal
from tests.packing.test_properties import demands, offers
from tests.profiles import examples

NORTH = Machine("small north", 2000, 4096, 20, 0.10, zone=0)
SOUTH = Machine("small south", 2000, 4096, 20, 0.15, zone=1)


def test_each_zone_pays_its_own_price() -> None:
    # four replicas of 1000m in each zone take two nodes in each: 2 x 0.10 + 2 x 0.15
    plan = plan_of([item("web", 1000, 512, 4, 4)], [NORTH, SOUTH], 2)
    assert machines_of(plan) == {"small north": 2, "small south": 2}
    assert {node.machine: node.zone for node in plan.nodes} == {"small north": 0, "small south": 1}
    assert plan.usd_per_hour == pytest.approx(0.50)
    assert plan.bound_usd_per_hour == pytest.approx(0.50)
    assert plan.certified_usd_per_hour == pytest.approx(0.50)


def test_a_spare_stands_where_it_is_cheaper() -> None:
    # a lost node's two replicas may land in any zone, so one spare does, and the north sells it for less
    plan = plan_of([item("web", 1000, 512, 4, 4)], [NORTH, SOUTH], 2, survive_nodes=1)
    assert machines_of(plan) == {"small north": 3, "small south": 2}
    assert plan.usd_per_hour == pytest.approx(0.60)


def test_a_zone_without_services_may_hold_the_spare() -> None:
    plan = plan_of([item("web", 1000, 512, 0, 2)], [NORTH, SOUTH], 2, survive_nodes=1)
    assert machines_of(plan) == {"small north": 1, "small south": 1}
    assert plan.usd_per_hour == pytest.approx(0.25)
    assert plan.ended_by == "proved"


def test_losing_a_zone_takes_room_at_each_price() -> None:
    # either zone alone holds all four: 2 nodes each
    plan = plan_of([item("web", 1000, 512, 2, 2)], [NORTH, SOUTH], 2, survive_zone=True)
    assert plan.usd_per_hour == pytest.approx(2 * 0.10 + 2 * 0.15)
    assert plan.bound_usd_per_hour <= plan.usd_per_hour


def test_the_bound_takes_for_each_lost_zone_what_the_other_sells() -> None:
    # without the north the south holds all four, 2 x 0.15, without the south the north, 2 x 0.10: cost >= 0.30 + 0.20
    plan = plan_of([item("web", 1000, 512, 2, 2)], [NORTH, SOUTH], 2, survive_zone=True)
    assert plan.bound_usd_per_hour == pytest.approx(0.50)
    assert plan.certified_usd_per_hour == pytest.approx(0.50)


def test_a_dear_zone_holds_no_more_than_what_runs_there() -> None:
    # evenly: 3 nodes in each zone, 3 x 0.1 + 3 x 0.1 + 3 x 1 = 3.6; one excluded: 4 x 0.1 + 4 x 0.1 + 2 x 1 = 2.8
    here = [replace(SMALL, name=f"in {zone}", zone=zone, usd_per_hour=usd) for zone, usd in enumerate((0.1, 0.1, 1.0))]
    plan = plan_of([item("web", 2000, 512, 2, 2, 2)], here, 3, survive_zone=True)
    assert machines_of(plan) == {"in 0": 4, "in 1": 4, "in 2": 2}
    assert plan.usd_per_hour == pytest.approx(2.8)


def test_a_zone_that_sells_nothing_large_enough_gets_no_reserve() -> None:
    # zone 2 sells small nodes, which do not hold the database; each of the others holds both replicas
    large = [replace(LARGE, name=f"large in {zone}", zone=zone) for zone in range(2)]
    plan = plan_of([item("db", 3000, 4096, 1, 1, 0)], [SMALL, *large], 3, survive_zone=True)
    assert machines_of(plan) == {"large in 0": 2, "large in 1": 2}


@given(st.lists(st.integers(0, 6), min_size=3, max_size=4), st.data())
def test_excluded_zones_get_no_reserve_and_any_zone_may_still_be_lost(
    running_by_zone: list[int], data: st.DataObject
) -> None:
    excluded = data.draw(st.frozensets(st.integers(0, len(running_by_zone) - 1), max_size=len(running_by_zone) - 2))
    provisioned = provisioned_by_zone(tuple(running_by_zone), data.draw(st.integers(0, 5)), excluded)
    assert all(have >= need for have, need in zip(provisioned, running_by_zone, strict=True))
    assert all(provisioned[zone] == running_by_zone[zone] for zone in excluded)
    assert all(sum(provisioned) - lost >= sum(running_by_zone) for lost in provisioned)


def test_stock_counts_in_each_zone() -> None:
    few = replace(NORTH, stock=1)
    dear = Machine("dear", 2000, 4096, 20, 0.30)
    # of the four replicas in the north two find the one cheap node; the others take a node that all zones sell
    plan = plan_of([item("web", 1000, 512, 4, 0)], [few, SOUTH, dear], 2)
    assert machines_of(plan) == {"dear": 1, "small north": 1}
    assert plan.usd_per_hour == pytest.approx(0.40)


def test_a_zone_that_sells_nothing_fitting_is_named() -> None:
    found = refusal([item("web", 1000, 512, 1, 1)], [NORTH], 2)
    assert (found.cause, found.values) == (NoPlanCause.NOT_SOLD_IN_ZONE, facts(item="web", zone=1))
    found = refusal([item("web", 1000, 512, 1)], [SOUTH], 1)
    assert (found.cause, found.values) == (NoPlanCause.NO_SUCH_ZONE, facts(machine=SOUTH.name, zone=1, zones=1))


def test_a_node_where_it_is_not_sold_is_found_out() -> None:
    asked = [item("web", 1000, 512, 4, 4)]
    plan = plan_of(asked, [NORTH, SOUTH], 2)
    moved = replace(plan, nodes=tuple(replace(node, machine="small north") for node in plan.nodes))
    assert check_plan(moved, asked, [NORTH, SOUTH], zones=2) == ("small north in zone 1: the zone does not sell it",)


def test_only_what_is_sold_in_the_same_place_makes_a_type_superfluous() -> None:
    dearer = Machine("dearer", 1000, 2048, 20, 0.12)
    assert [m.name for m in undominated([NORTH, dearer])] == ["small north", "dearer"]
    assert [m.name for m in undominated([SMALL, replace(dearer, zone=1)])] == ["small"]
    assert [m.name for m in undominated([NORTH, replace(dearer, zone=0)])] == ["small north"]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    zones = draw(st.integers(2, 3))
    machines = []
    for machine in draw(offers()):
        for zone in range(zones) if draw(st.booleans()) else (None,):
            if zone is None or draw(st.integers(0, 3)):
                times = draw(st.sampled_from([1.0, 1.0, 1.3]))
                name = machine.name if zone is None else f"{machine.name} in {zone}"
                priced = machine.usd_per_hour * times
                machines.append(replace(machine, name=name, zone=zone, usd_per_hour=priced))
    lost, zone_lost, together = draw(st.integers(0, 2)), draw(st.booleans()), draw(st.booleans())
    return Question(draw(demands(zones)), machines, zones, lost, zone_lost, together)


@given(questions())
@examples(20)
def test_plans_stand_where_their_machines_are_sold(problem: Question) -> None:
    plan = problem.ask()
    if isinstance(plan, NoPlan):
        return
    sold = {machine.name: machine for machine in problem.machines}
    assert all(sold[node.machine].sold_in(node.zone) for node in plan.nodes)
    assert plan.usd_per_hour == pytest.approx(sum(sold[n.machine].usd_per_hour * n.count for n in plan.nodes))
    assert plan.bound_usd_per_hour <= plan.usd_per_hour
    everywhere = replace(problem, machines=[replace(machine, zone=None) for machine in problem.machines]).ask()
    if isinstance(everywhere, Plan):  # what may stand anywhere never costs more than its bound allows
        assert plan.usd_per_hour >= everywhere.bound_usd_per_hour * (1 - 1e-9)


@given(demands(2), offers(), st.integers(0, 1), st.booleans())
@examples(16)
def test_the_same_price_in_every_zone_costs_the_same(
    items: list[Item], machines: list[Machine], lost: int, zone_lost: bool
) -> None:
    endless = [replace(machine, stock=None) for machine in machines if machine.stock != 0]
    zoned = [replace(m, name=f"{m.name} in {zone}", zone=zone) for m in endless for zone in range(2)]
    once = Question(items, endless, 2, lost, zone_lost).ask()
    split = Question(items, zoned, 2, lost, zone_lost).ask()
    assert isinstance(once, Plan) == isinstance(split, Plan)
    if isinstance(once, Plan) and isinstance(split, Plan):
        assert split.usd_per_hour >= once.bound_usd_per_hour * (1 - 1e-9)
        assert once.usd_per_hour >= split.bound_usd_per_hour * (1 - 1e-9)


def cheapest_for_a_lost_zone(running_by_zone: tuple[int, ...], seats: list[list[tuple[int, float]]]) -> float:
    """The least cost of seats, on machines as (seats, price) by zone, of which any zone may be lost."""
    total = sum(running_by_zone)
    by_zone = []
    for sold in seats:
        costs = [0.0]
        for wanted in range(1, total + 1):
            costs.append(min((usd + costs[max(0, wanted - many)] for many, usd in sold), default=math.inf))
        by_zone.append(costs)
    return min(
        sum(costs[have] for costs, have in zip(by_zone, provisioned, strict=True))
        for provisioned in product(*(range(running, total + 1) for running in running_by_zone))
        if all(sum(provisioned) - lost >= total for lost in provisioned)
    )


@given(st.data())
@examples(40)
def test_one_item_that_outlasts_a_zone_is_bounded_by_the_cheapest_way(data: st.DataObject) -> None:
    zones = data.draw(st.integers(2, 3))
    running_by_zone = data.draw(st.tuples(*[st.integers(0, 3)] * zones).filter(any))
    prices = st.sampled_from([0.05, 0.1, 0.13, 0.2, 0.4])
    drawn = [(z, n, data.draw(prices)) for z in range(zones) for n in (1, 2, 3) if data.draw(st.booleans())]
    machines = [Machine(f"{n} seats in {z}", 1000 * n, 4096, 20, usd, zone=z) for z, n, usd in drawn]
    least = cheapest_for_a_lost_zone(
        running_by_zone, [[(n, usd) for z, n, usd in drawn if z == zone] for zone in range(zones)]
    )
    found = pack([item("web", 1000, 512, *running_by_zone)], machines, zones=zones, survive_zone=True)
    assert isinstance(found, Plan) == math.isfinite(least)
    if isinstance(found, Plan):
        assert found.bound_usd_per_hour <= least * (1 + 1e-9)
        assert found.usd_per_hour >= least * (1 - 1e-9)
