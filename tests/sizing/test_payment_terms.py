"""Bills on other terms than on demand, each worked out by hand.

Most machines are those of a cloud without a price list, at USD 73 a month, which is 0.10 an hour over 730 hours.
"""

from __future__ import annotations

from typing import Any

import pytest

from advisor import load_knowledge, load_scenario, size
from advisor.sizing import Topology
from advisor.sizing.bill_types import Bill, BillPart, TermCode

WEB: dict[str, Any] = {
    "name": "web",
    "replicas": {"min": 2, "typical": 4, "peak": 12},
    "cpu": 1,
    "memory": "2Gi",
    "gpu": 0,
    "ports": [],
}
BY_HAND: dict[str, Any] = {
    "name": "by hand",
    "as_of": "2026-11-24",
    "hosting": {
        "model": "cloud",
        "cloud": "other",
        "zones": 1,
        "subnets": "public",
        "machines": [{"type": "box", "vcpu": 4, "memory": "16Gi", "usd_per_month": 73}],
    },
    "availability": {"survive_nodes": 0},
    "autoscale": "nodes",
    "load": {"peak_hours_per_day": 6},
    "services": [WEB],
}
A_MACHINE_EACH = "load-balanced-vms"
"""Every replica has a machine of its own, so machines are counted as replicas are."""


def _sized(pricing: dict[str, Any] | None, platform: str = A_MACHINE_EACH, **more: Any) -> Topology:
    scenario = load_scenario({**BY_HAND, **({"pricing": pricing} if pricing else {}), **more})
    knowledge = load_knowledge()
    sized = size(scenario, knowledge.platforms[platform], knowledge)
    assert isinstance(sized, Topology)
    return sized


def _bill(pricing: dict[str, Any] | None, platform: str = A_MACHINE_EACH, **more: Any) -> Bill:
    bill = _sized(pricing, platform, **more).bill
    assert bill.base == pytest.approx(sum(line.usd_per_month or 0.0 for line in bill.lines))
    return bill


def _sum(bill: Bill, part: BillPart) -> float:
    return bill.base_of((part,))


def _codes(bill: Bill) -> list[TermCode]:
    assert bill.terms is not None
    return [TermCode(note.code) for note in bill.terms.notes]


def test_what_runs_all_day_is_committed_and_the_peak_is_not() -> None:
    # 4 machines for 18 hours and 12 for 6: 730 x (4 x 3/4 + 12 / 4) = 4,380 hours at 0.10 = 438.00.
    # The fifth would be used for 6 / 24 = 25 % of the hours and cost 70 % of a price on demand, so 4 are committed:
    # 4 x 730 x 0.03 = 87.60 less.
    bill = _bill({"commitment": {"term": "1y", "saves": 30}})
    assert bill.on_demand == pytest.approx(438.00)
    assert _sum(bill, BillPart.COMMITMENT_SAVING) == pytest.approx(-87.60)
    assert _sum(bill, BillPart.COMMITMENT_UNUSED) == 0
    assert bill.base == pytest.approx(350.40)
    # all hours typical: the 4 that are committed, 4 x 730 x 0.07 = 204.40; all at the peak: 8 x 730 x 0.10 more
    assert (bill.low, bill.high) == (pytest.approx(204.40), pytest.approx(788.40))


def test_a_cheap_commitment_covers_hours_in_which_it_is_not_used() -> None:
    # A day of 12 hours with 3 replicas, 8 with 6 and 4 with 12. Committed, a machine costs 0.04 an hour, 40 % of 0.10:
    # the 4th to the 6th are used for 12 / 24 = 50 % and pay, the 7th to the 12th for 4 / 24 and do not.
    # On demand: 12 x 3 + 8 x 6 + 4 x 12 = 132 machine-hours a day, 13.20; 6 committed: 6 x 24 x 0.04 + 4 x 6 x 0.10
    # = 8.16. In a month, x 730 / 24: 401.50 and 248.20. Unused: 12 x 3 = 36 machine-hours at 0.04 = 1.44 a day, 43.80.
    bill = _bill({"commitment": {"term": "3y", "saves": 60}}, load=[0.25] * 12 + [0.5] * 8 + [1.0] * 4)
    assert bill.on_demand == pytest.approx(401.50)
    assert bill.base == pytest.approx(248.20)
    assert _sum(bill, BillPart.COMMITMENT_UNUSED) == pytest.approx(43.80)


def test_a_share_that_is_too_large_costs_more_than_none_and_says_what_stands_idle() -> None:
    # 70 % of 12 are 8.4, so 8 machines: 8 x 730 x 0.07 = 408.80. Above them, 4 for 6 hours of 24: 4 x 182.5 x 0.10
    # = 73.00, together 481.80, which is more than 438.00. Unused: 4 for 18 hours of 24, 4 x 547.5 x 0.07 = 153.30.
    bill = _bill({"commitment": {"term": "1y", "share": "70%", "saves": 30}})
    assert bill.base == pytest.approx(481.80)
    unused = next(line for line in bill.lines if line.key.part is BillPart.COMMITMENT_UNUSED)
    assert (unused.usd_per_month, unused.quantity) == (pytest.approx(153.30), pytest.approx(2190))


def test_members_of_a_control_plane_are_committed_with_the_agents() -> None:
    # 2 agents on a typical day, 6 at the peak, and 3 members at all hours, all of one type: 5 run all day.
    # 5 x 730 x 0.07 = 255.50, and 4 x 182.5 x 0.10 = 73.00 on demand.
    bill = _bill({"commitment": {"term": "1y", "saves": 30}}, "kubernetes-self-managed")
    assert bill.on_demand == pytest.approx(438.00)
    assert bill.base == pytest.approx(328.50)


def test_a_plan_of_spend_covers_tasks_of_all_sizes() -> None:
    # Fargate in us-east-1: 0.04048 a vCPU and 0.004445 a GiB. Two sizes, 1 vCPU with 2 GiB and 2 vCPU with 4 GiB:
    # 0.04937 and 0.09874 an hour; 4 of the first on a typical day and 12 at the peak, 2 of the second at all hours.
    # What runs all day is 4 x 0.04937 + 2 x 0.09874 = 0.39496 on demand, and 80 % of it under the plan: 0.315968. Plans
    # are sold by a tenth of a cent: 0.315 leaves 0.000968 x 1.25 on demand, 0.316 covers a trace of the peak.
    # At 0.316: 730 x 0.316 = 230.68, and on demand what is above: 8 tasks for a quarter of the time less the trace.
    bill = _bill(
        {"commitment": {"term": "1y", "saves": {"tasks": 20}}},
        "ecs-fargate",
        hosting={"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 1, "subnets": "public"},
        services=[WEB, {"name": "jobs", "replicas": 2, "cpu": 2, "memory": "4Gi", "gpu": 0, "ports": []}],
    )
    tasks = [line for line in bill.lines if line.key.part is BillPart.NODES]
    assert sum(line.usd_per_month or 0.0 for line in tasks) == pytest.approx(
        730 * (0.75 * 4 * 0.04937 + 0.25 * 12 * 0.04937 + 2 * 0.09874)
    )
    paid = sum(line.usd_per_month or 0.0 for line in tasks) + _sum(bill, BillPart.COMMITMENT_SAVING)
    paid += _sum(bill, BillPart.COMMITMENT_UNUSED)
    trace = (0.316 - 0.315968) / 0.8  # what the plan pays for of the peak, in USD an hour on demand
    assert paid == pytest.approx(730 * (0.316 + 0.25 * (8 * 0.04937 - trace)), abs=0.01)


def test_discounts_are_taken_off_what_is_left_after_a_commitment() -> None:
    # 328.50 as above, and 10 % less: 295.65; `all` holds for parts that are not named, of which none has a price here
    bill = _bill(
        {"commitment": {"term": "1y", "saves": 30}, "discounts": {"machines": 10, "all": 50}}, "kubernetes-self-managed"
    )
    assert bill.base == pytest.approx(295.65)
    assert _sum(bill, BillPart.DISCOUNT) == pytest.approx(-32.85)


def test_a_discount_on_what_the_bill_has_no_line_of_is_told() -> None:
    bill = _bill({"discounts": {"egress": 20, "machines": 10}})
    assert _codes(bill) == [TermCode.NOTHING_DISCOUNTED]
    assert bill.base == pytest.approx(0.9 * 438)


def test_without_a_price_it_stays_on_demand_and_says_so() -> None:
    bill = _bill({"commitment": "1y"})
    assert bill.base == pytest.approx(438.00)
    assert _codes(bill) == [TermCode.NO_COMMITMENT_PRICE]


def test_own_servers_are_neither_committed_nor_discounted() -> None:
    own = {
        "model": "on_prem",
        "machines": [{"type": "box", "vcpu": 4, "memory": "16Gi", "count": 9, "usd_per_month": 73}],
    }
    without = _bill(None, "k3s", hosting=own)
    bill = _bill({"commitment": {"term": "1y", "saves": 30}, "discounts": {"all": 10}}, "k3s", hosting=own)
    assert bill.base == without.base
    assert TermCode.NOTHING_COMMITTED in _codes(bill)


def test_all_of_it_in_advance_is_told_with_the_sum() -> None:
    # 4 machines x 0.07 x 730 hours x 12 months
    bill = _bill({"commitment": {"term": "1y", "payment": "all", "saves": 30}})
    assert bill.terms is not None
    [told] = bill.terms.notes
    assert told.code is TermCode.PAID_IN_ADVANCE
    assert dict(told.values)["usd"] == pytest.approx(4 * 0.07 * 730 * 12)


def test_terms_that_save_nothing_change_no_plan() -> None:
    plain, on_terms = _sized(None), _sized({"commitment": {"term": "1y", "saves": 0}, "discounts": {"all": 0}})
    assert on_terms.pools == plain.pools
    assert on_terms.bill.base == plain.bill.base


def test_people_cost_what_their_hours_are_a_share_of() -> None:
    bill = _bill(None, "k3s", team={"usd_per_person_year": 120_000})
    assert bill.effort is not None
    money = bill.effort.usd_per_month(120_000)
    # a person at 120,000 a year costs 10,000 a month, and as many people as `people` says are at work
    assert money.base == pytest.approx(bill.effort.people * 10_000)
    assert money.low < money.base < money.high
    assert bill.base == _bill(None, "k3s").base


def test_sums_stand_in_another_currency_at_the_rate_given() -> None:
    bill = _bill({"currency": {"code": "EUR", "per_usd": 0.5}})
    assert bill.currency is not None
    assert (bill.currency.code, bill.currency.per_usd, bill.terms) == ("EUR", 0.5, None)
