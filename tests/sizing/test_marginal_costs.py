"""What a plan's certificate tells of machine types and replicas: by hand, and in whole numbers for drawn problems."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from advisor.packing import Item, Machine, Plan, Settings, pack, proved_usd_per_hour
from advisor.packing.bounds.dual_prices import dual_prices_of
from advisor.packing.model.problem import Argument
from advisor.sizing.cost_shares import MarginalCosts, Purpose, Size
from advisor.sizing.explain.marginal_costs import marginal_costs_of
from advisor.sizing.pool import Packed
from tests.packing.test_properties import questions

SMALL = Machine("small", 2000, 8192, 20, 0.10)
LARGE = Machine("large", 4000, 16384, 20, 0.18)
HUGE = Machine("huge", 64_000, 262_144, 200, 5.0)
VCPU = {"small": 2, "large": 4, "huge": 64}
WEB = Item("web", 500, 1024, (80,))


def packed(items: list[Item], machines: list[Machine], survive_nodes: int = 0, added: tuple[str, ...] = ()) -> Packed:
    plan = pack(items, machines, zones=1, survive_nodes=survive_nodes)
    assert isinstance(plan, Plan)
    return Packed(tuple(items), tuple(machines), 1, plan, VCPU, frozenset(added))


def marginal_costs(items: list[Item], machines: list[Machine], survive_nodes: int = 0) -> MarginalCosts:
    found = marginal_costs_of(packed(items, machines, survive_nodes))
    assert found is not None
    return found


def test_the_type_that_is_used_earns_its_price_and_the_other_does_not() -> None:
    # large holds 4000 / 500 = 8 replicas for 0.18, so 0.0225 each; small holds 4, worth 0.09 of its 0.10; 80 / 8 = 10
    choice = marginal_costs([WEB], [SMALL, LARGE]).choices[0]
    assert (choice.machine, choice.count, choice.usd_per_hour) == ("large", 10, 0.18)
    assert choice.content_value_usd_per_hour == pytest.approx(0.18)
    (rival,) = choice.alternatives
    assert (rival.machine, rival.size, rival.usd_per_hour) == ("small", Size.SMALLER, 0.10)
    assert rival.content_value_usd_per_hour == pytest.approx(0.09)


def test_cpu_pays_where_cpu_runs_out_first_and_memory_where_memory_does() -> None:
    # ten machines at 0.18: all of their CPU is taken and half of their memory
    (part,) = marginal_costs([WEB], [SMALL, LARGE]).parts
    assert (part.purpose, part.usd_per_hour) == (Purpose.CPU, pytest.approx(1.8))
    # 4096 MiB each, so 4 on a large one, with 125 of its 4000 millicores each
    (part,) = marginal_costs([Item("web", 125, 4096, (80,))], [SMALL, LARGE]).parts
    assert (part.purpose, part.usd_per_hour) == (Purpose.MEMORY, pytest.approx(3.6))


def test_what_whole_replicas_leave_unused_counts_with_the_resource_that_is_short() -> None:
    # three replicas of 600m on a small one, 200 of its 2000m unused; six on a large one; so 0.03 each; 78 / 6 = 13
    (part,) = marginal_costs([Item("web", 600, 1024, (78,))], [SMALL, LARGE]).parts
    assert (part.purpose, part.usd_per_hour) == (Purpose.CPU, pytest.approx(13 * 0.18))


def test_a_rule_pays_where_a_rule_keeps_machines_empty() -> None:
    # two on a machine: 0.05 each on small ones, 40 of them, nearly empty
    found = marginal_costs([replace(WEB, max_per_node=2)], [SMALL, LARGE])
    assert {part.purpose: part.usd_per_hour for part in found.parts} == {Purpose.PLACEMENT_RULES: pytest.approx(4.0)}
    assert [(one.service, one.most_usd_per_hour) for one in found.replicas] == [("web", pytest.approx(0.05))]


def test_one_machine_for_all_pays_for_there_being_so_few() -> None:
    # three replicas take 1500 of 2000 millicores; a small machine holds them all, at 0.10 / 3 each
    found = marginal_costs([replace(WEB, replicas_by_zone=(3,))], [SMALL, LARGE])
    assert {part.purpose: part.usd_per_hour for part in found.parts} == {Purpose.DEMAND_LIMIT: pytest.approx(0.10)}
    assert found.choices[0].alternatives[0].content_value_usd_per_hour == pytest.approx(0.10)


def test_room_that_no_whole_replica_uses_is_paid_above_the_worth() -> None:
    # 81 replicas: ten large ones and a small one for the last, of which 0.10 - 4 x 0.0225 = 0.01 buys nothing
    found = marginal_costs([replace(WEB, replicas_by_zone=(81,))], [SMALL, LARGE])
    assert {part.purpose: part.usd_per_hour for part in found.parts} == {
        Purpose.CPU: pytest.approx(1.89),
        Purpose.REDUCED_COST: pytest.approx(0.01),
    }


def test_spares_are_a_part_and_dearer_machines_are_barred_by_the_whole_plan() -> None:
    # ten large ones and a spare, 11 x 0.18 = 1.98; huge ones hold 128 replicas for 5.00, and a plan that can lose one
    # pays for it and holds 80 replicas besides: 5.00 + 80 x 0.0225 = 6.80 with the large ones, on huge ones alone more
    found = marginal_costs([WEB], [SMALL, LARGE, HUGE], survive_nodes=1)
    assert {part.purpose: part.usd_per_hour for part in found.parts} == {
        Purpose.CPU: pytest.approx(1.8),
        Purpose.SPARES: pytest.approx(0.18),
    }
    small, huge = found.choices[0].alternatives
    assert (small.size, small.content_value_usd_per_hour) == (Size.SMALLER, pytest.approx(0.09))
    assert (huge.size, huge.content_value_usd_per_hour, huge.plan_usd_per_hour) == (
        Size.LARGER,
        None,
        pytest.approx(6.8),
    )


def test_a_type_that_runs_out_may_be_worth_more_than_it_costs() -> None:
    # two cheap ones hold 16 replicas, worth 0.36 at the 0.0225 of the large ones; they cost 0.02
    cheap = Machine("cheap", 4000, 16384, 20, 0.01, stock=2)
    problem = packed([WEB], [SMALL, LARGE, cheap])
    found = marginal_costs_of(replace(problem, vcpu={**VCPU, "cheap": 4}))
    assert found is not None
    assert sum(part.usd_per_hour for part in found.parts) == pytest.approx(8 * 0.18 + 0.02)
    assert found.parts[-1].purpose is Purpose.REDUCED_COST
    assert found.parts[-1].usd_per_hour == pytest.approx(0.02 - 0.36)


def test_what_the_platform_adds_is_not_among_the_dearest_replicas() -> None:
    proxy = Item("(proxy)", 1000, 512, (4,), exclusive_tokens=frozenset({"one proxy a machine"}))
    found = marginal_costs_of(packed([WEB, proxy], [SMALL, LARGE], added=("(proxy)",)))
    assert found is not None
    assert [one.service for one in found.replicas] == ["web"]


def test_a_plan_without_a_certificate_tells_nothing() -> None:
    plan = pack([WEB], [SMALL, LARGE], zones=1, settings=Settings.quick())
    assert isinstance(plan, Plan)
    assert marginal_costs_of(Packed((WEB,), (SMALL, LARGE), 1, plan, VCPU, frozenset())) is None


@given(questions())
def test_no_type_that_never_runs_out_holds_more_than_it_costs(
    asked: tuple[list[Item], list[Machine], int, int, bool],
) -> None:
    items, machines, zones, survive_nodes, survive_zone = asked
    plan = pack(items, machines, zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone)
    item_values = dual_prices_of(plan, items, machines, zones) if isinstance(plan, Plan) else None
    if item_values is None or not isinstance(plan, Plan) or plan.certificate is None:
        return
    price = {machine.name: Fraction(machine.usd_per_hour) for machine in machines if machine.stock is None}
    for zone in item_values.zones:
        assert all(most <= price[name] for name, most in zone.most.items() if name in price)
        assert all(content.usd_per_hour == zone.most[name] for name, content in zone.contents.items())
    proved = proved_usd_per_hour(
        plan.certificate, items, machines, zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone
    )
    assert all(bound >= proved for bound in item_values.barred.values())
    if plan.certificate.argument is not Argument.ANY_NODES and len(price) == len(machines):
        counted = {item.name: item.replicas_by_zone for item in items}
        held = [
            zone.replicas[name] * by_zone[number]
            for number, zone in enumerate(item_values.zones)
            for name, by_zone in counted.items()
            if by_zone[number]
        ]
        assert sum(held) == proved


@given(questions())
def test_the_parts_add_up_to_the_cost(asked: tuple[list[Item], list[Machine], int, int, bool]) -> None:
    items, machines, zones, survive_nodes, survive_zone = asked
    plan = pack(items, machines, zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone)
    if isinstance(plan, Plan):
        vcpu = {machine.name: machine.cpu_millicores / 1000 for machine in machines}
        found = marginal_costs_of(Packed(tuple(items), tuple(machines), zones, plan, vcpu, frozenset()))
        if found is not None:
            assert sum(part.usd_per_hour for part in found.parts) == pytest.approx(plan.usd_per_hour, abs=1e-9)
