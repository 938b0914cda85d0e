"""Certificates of plans: by hand, as the search writes them, and with prices that come from nowhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing import (
    BoundMethod,
    Certificate,
    Item,
    Machine,
    Plan,
    Settings,
    check_plan,
    pack,
    proved_usd_per_hour,
)
from advisor.packing.model.problem import UNIT, Argument, DualPrices
from advisor.packing.model.resources import RESOURCES
from tests.packing.test_properties import questions
from tests.profiles import examples

SMALL = Machine("small", 2000, 4096, 20, 0.10)
LARGE = Machine("large", 4000, 8192, 20, 0.18)
WEB = Item("web", 500, 1024, (10,))
# a replica for 0.0225 USD, a millicore of either machine for 0.000045
NOTHING = (0,) * len(RESOURCES)


def of_cpu(price: int) -> tuple[int, ...]:
    """Prices of the resources of a machine type of which CPU alone has one."""
    return (price, *NOTHING[1:])


PER_REPLICA = DualPrices({"web": 225 * UNIT // 10_000}, {"small": of_cpu(45 * UNIT // 10**6), "large": NOTHING})


def zone_by_zone(*sets: DualPrices) -> Certificate:
    return Certificate(Argument.ZONE_BY_ZONE, sets)


def test_a_bound_by_hand() -> None:
    # small: 2000 millicores x 0.000045 = 0.09 and nothing above it, as 500 x 0.000045 is all that a replica is worth;
    # large has no prices, so its limit is the 8 replicas that fit: 0.18. The scale is min(0.1 / 0.09, 0.18 / 0.18) = 1,
    # and ten replicas are worth 0.225.
    proved = proved_usd_per_hour(zone_by_zone(PER_REPLICA), [WEB], [SMALL, LARGE], zones=1)
    assert proved == Fraction(225, 1000) * Fraction(LARGE.usd_per_hour) / Fraction(18, 100)


def test_prices_twice_as_high_prove_the_same() -> None:
    doubled = DualPrices({"web": 2 * PER_REPLICA.replicas["web"]}, {"small": of_cpu(9 * UNIT // 10**5)})
    asked = [WEB], [SMALL, LARGE]
    assert proved_usd_per_hour(zone_by_zone(doubled), *asked, zones=1) == proved_usd_per_hour(
        zone_by_zone(PER_REPLICA), *asked, zones=1
    )


def test_a_stock_lets_a_cheap_type_be_worth_more_than_it_costs() -> None:
    # two of the large at 0.01 hold 8 replicas each, so all ten; at a scale of 1 the proof pays 2 x (0.18 - 0.01) for
    # them, more than 0.225; at their own scale 0.01 / 0.18 it pays nothing and proves 0.225 x 0.01 / 0.18
    few = replace(LARGE, usd_per_hour=0.01, stock=2)
    proved = proved_usd_per_hour(zone_by_zone(PER_REPLICA), [WEB], [SMALL, few], zones=1)
    assert float(proved) == pytest.approx(0.225 * 0.01 / 0.18)


def test_a_type_without_prices_borrows_them_from_one_that_never_runs_out() -> None:
    # a millicore is worth 0.10 / 2000 on `small`, so a replica of 500 is worth 0.025 and ten are 0.25; on the one `few`
    # it is worth twice as much, 0.20 for 0.02, so 0.25 - (0.20 - 0.02) = 0.07 is proved. `twin` is `small` by another
    # name: with the prices of `few` it would be worth 0.20 for 0.10, and halve the scale
    few = Machine("few", 2000, 4096, 10, 0.02, stock=1)
    twin = replace(SMALL, name="twin")
    price = UNIT // 10 // 2000
    capacities = {"few": of_cpu(2 * price), "small": of_cpu(price)}
    certificate = zone_by_zone(DualPrices({"web": price * 500}, capacities))
    alone = proved_usd_per_hour(certificate, [WEB], [few, SMALL], zones=1)
    assert float(alone) == pytest.approx(0.07)
    assert proved_usd_per_hour(certificate, [WEB], [few, SMALL, twin], zones=1) == alone


def test_a_certificate_for_other_promises_proves_nothing() -> None:
    asked = [WEB], [SMALL]
    assert proved_usd_per_hour(zone_by_zone(PER_REPLICA, PER_REPLICA), *asked, zones=1) == 0
    any_zone = Certificate(Argument.ANY_ZONE, (PER_REPLICA,))
    assert proved_usd_per_hour(any_zone, *asked, zones=1) == 0


def test_a_plan_that_claims_more_than_its_certificate_proves_is_found_out() -> None:
    plan = pack([WEB], [SMALL, LARGE], zones=1)
    assert isinstance(plan, Plan)
    boastful = replace(plan, certified_usd_per_hour=plan.certified_usd_per_hour * 1.01)
    assert "the certificate proves" in check_plan(boastful, [WEB], [SMALL, LARGE], zones=1)[0]


@given(questions())
def test_the_certificate_proves_the_bound_of_the_lp_relaxation(
    asked: tuple[list[Item], list[Machine], int, int, bool],
) -> None:
    items, machines, zones, survive_nodes, survive_zone = asked
    plan = pack(items, machines, zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone)
    if isinstance(plan, Plan) and plan.certificate is not None:
        proved = proved_usd_per_hour(
            plan.certificate,
            items,
            machines,
            zones=zones,
            survive_nodes=survive_nodes,
            survive_zone=survive_zone,
        )
        assert plan.certified_usd_per_hour <= proved <= Fraction(plan.usd_per_hour) * Fraction(1_000_001, 1_000_000)
        if plan.bound_source.methods == (BoundMethod.LP_RELAXATION,):
            assert float(proved) == pytest.approx(plan.bound_usd_per_hour, rel=1e-6)


@pytest.mark.slow
@examples(100)
@given(questions(), st.data())
def test_no_prices_whatever_prove_more_than_a_plan_costs(
    asked: tuple[list[Item], list[Machine], int, int, bool], data: st.DataObject
) -> None:
    items, machines, zones, *_ = asked
    plan = pack(items, machines, zones=zones, settings=Settings.quick())
    if not isinstance(plan, Plan):
        return
    total_values = st.integers(0, UNIT)
    room = st.tuples(*(st.integers(0, UNIT // 1000) for _ in RESOURCES))
    sets = tuple(
        DualPrices(
            {item.name: data.draw(total_values) for item in items},
            {machine.name: data.draw(room) for machine in machines if data.draw(st.booleans())},
        )
        for _ in range(zones)
    )
    assert proved_usd_per_hour(zone_by_zone(*sets), items, machines, zones=zones) <= Fraction(
        plan.usd_per_hour * (1 + 1e-9)
    )
