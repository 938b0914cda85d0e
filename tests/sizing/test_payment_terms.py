"""Bills on other terms than on demand, each worked out by hand.

Most have a machine for each replica, a t3a.medium in us-east-1 at 0.0376 an hour. Each also has an address of its own
at 0.005 an hour and a disk of 30 GiB at 0.08 a month, 3.65 + 2.40 = 6.05 in a month of 730 hours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advisor import load_knowledge, load_scenario, size, what_if
from advisor.prices.offer import PriceKind
from advisor.sizing import Topology
from advisor.sizing.bill_types import TERMS, Bill, BillPart, TermCode
from advisor.sizing.note_codes import NoteCode

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
    "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 1, "subnets": "public"},
    "availability": {"survive_nodes": 0},
    "autoscale": "nodes",
    "load": {"peak_hours_per_day": 6},
    "services": [WEB],
}
A_MACHINE_EACH = "load-balanced-vms"
"""Every replica has a machine of its own, so machines are counted as replicas are."""
MACHINES = (BillPart.NODES, BillPart.CONTROL_PLANE_MEMBERS, BillPart.AUXILIARY_NODES)


def _sized(
    pricing: dict[str, Any] | None, platform: str = A_MACHINE_EACH, prices: Path | None = None, **more: Any
) -> Topology:
    scenario = load_scenario({**BY_HAND, **({"pricing": pricing} if pricing else {}), **more})
    knowledge = load_knowledge(prices=prices)
    sized = size(scenario, knowledge.platforms[platform], knowledge)
    assert isinstance(sized, Topology)
    return sized


def _bill(pricing: dict[str, Any] | None, platform: str = A_MACHINE_EACH, **more: Any) -> Bill:
    bill = _sized(pricing, platform, **more).bill
    assert bill.base == pytest.approx(sum(line.usd_per_month or 0.0 for line in bill.lines))
    return bill


def _sum(bill: Bill, *parts: BillPart) -> float:
    return bill.base_of(parts)


def _codes(bill: Bill) -> list[TermCode]:
    assert bill.terms is not None
    return [TermCode(note.code) for note in bill.terms.notes]


def test_what_runs_all_day_is_committed_and_the_peak_is_not() -> None:
    # 4 machines for 18 hours and 12 for 6: 730 x (4 x 3/4 + 12 / 4) = 4,380 hours at 0.0376 = 164.688.
    # The fifth would be used for 6 / 24 = 25 % of the hours and cost 70 % of a price on demand, so 4 are committed:
    # 4 x 730 x 0.01128 = 32.9376 less.
    bill = _bill({"commitment": {"term": "1y", "saves": 30}})
    assert _sum(bill, *MACHINES) == pytest.approx(164.688)
    assert bill.on_demand == pytest.approx(164.688 + 6 * 6.05)
    assert _sum(bill, BillPart.COMMITMENT_SAVING) == pytest.approx(-32.9376)
    assert _sum(bill, BillPart.COMMITMENT_UNUSED) == 0
    assert bill.base == pytest.approx(131.7504 + 6 * 6.05)
    # all hours typical: the 4 that are committed, 4 x 730 x 0.02632 = 76.8544, with 4 addresses and disks
    assert bill.low == pytest.approx(76.8544 + 4 * 6.05)
    # all hours at the peak: 8 more on demand, 8 x 730 x 0.0376 = 219.584
    assert bill.high == pytest.approx(76.8544 + 219.584 + 12 * 6.05)


def test_a_cheap_commitment_covers_hours_in_which_it_is_not_used() -> None:
    # A day of 12 hours with 3 replicas, 8 with 6 and 4 with 12. Committed, a machine costs 40 % of 0.0376, 0.01504: the
    # 4th to the 6th are used for 12 / 24 = 50 % and pay, the 7th to the 12th for 4 / 24 and do not.
    # On demand: 12 x 3 + 8 x 6 + 4 x 12 = 132 machine-hours a day, 132 x 730 / 24 = 4,015 a month: 150.964.
    # 6 committed: 6 x 730 x 0.01504 = 65.8752; above them 4 x 6 = 24 a day, 730 a month, at 0.0376 = 27.448.
    # Unused: 12 x 3 = 36 a day, 1,095 a month, at 0.01504 = 16.4688.
    bill = _bill({"commitment": {"term": "3y", "saves": 60}}, load=[0.25] * 12 + [0.5] * 8 + [1.0] * 4)
    assert _sum(bill, *MACHINES) == pytest.approx(150.964)
    assert _sum(bill, *MACHINES, *TERMS) == pytest.approx(65.8752 + 27.448)
    assert _sum(bill, BillPart.COMMITMENT_UNUSED) == pytest.approx(16.4688)


def test_a_share_that_is_too_large_costs_more_than_none_and_says_what_stands_idle() -> None:
    # 70 % of 12 are 8.4, so 8 machines: 8 x 730 x 0.02632 = 153.7088. Above them, 4 for 6 hours of 24: 4 x 182.5 x
    # 0.0376 = 27.448, together 181.1568, which is more than 164.688. Unused: 4 for 18 hours of 24, 4 x 547.5 hours.
    bill = _bill({"commitment": {"term": "1y", "share": "70%", "saves": 30}})
    assert _sum(bill, *MACHINES, *TERMS) == pytest.approx(181.1568)
    unused = next(line for line in bill.lines if line.key.part is BillPart.COMMITMENT_UNUSED)
    assert (unused.usd_per_month, unused.quantity) == (pytest.approx(2190 * 0.02632), pytest.approx(2190))


def test_members_of_a_control_plane_are_committed_with_the_agents() -> None:
    # 4 agents for 18 hours of 24 and 3 members at all hours are m5a.large at 0.086; for the other 6 hours the agent is
    # one m5a.4xlarge at 0.688. Committed at 70 %, 7 m5a.large pay, as the 4 are used for 75 % of the hours:
    # 7 x 730 x 0.0602 = 307.622, of which 4 x 182.5 hours stand idle, 43.946; on demand 182.5 x 0.688 = 125.56.
    bill = _bill({"commitment": {"term": "1y", "saves": 30}}, "kubernetes-self-managed")
    assert _sum(bill, *MACHINES) == pytest.approx(188.34 + 188.34 + 125.56)
    assert _sum(bill, *MACHINES, *TERMS) == pytest.approx(307.622 + 125.56)
    assert _sum(bill, BillPart.COMMITMENT_UNUSED) == pytest.approx(43.946)


def test_a_plan_of_spend_covers_tasks_of_all_sizes() -> None:
    # Fargate in us-east-1: 0.04048 a vCPU and 0.004445 a GiB. Two sizes, 1 vCPU with 2 GiB and 2 vCPU with 4 GiB:
    # 0.04937 and 0.09874 an hour; 4 of the first on a typical day and 12 at the peak, 2 of the second at all hours.
    # What runs all day is 4 x 0.04937 + 2 x 0.09874 = 0.39496 on demand, and 80 % of it under the plan: 0.315968. Plans
    # are sold by a tenth of a cent: 0.315 leaves 0.000968 x 1.25 on demand, 0.316 covers a trace of the peak.
    # At 0.316: 730 x 0.316 = 230.68, and on demand what is above: 8 tasks for a quarter of the time less the trace.
    bill = _bill(
        {"commitment": {"term": "1y", "saves": {"tasks": 20}}},
        "ecs-fargate",
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
    # machines: 131.7504 as above, and 10 % less; `all` holds for what is not named: half of addresses and disks
    bill = _bill({"commitment": {"term": "1y", "saves": 30}, "discounts": {"machines": 10, "all": 50}})
    assert bill.base == pytest.approx(131.7504 * 0.9 + 6 * 6.05 / 2)
    assert _sum(bill, BillPart.DISCOUNT) == pytest.approx(-13.17504 - 18.15)
    assert bill.low == pytest.approx(76.8544 * 0.9 + 4 * 6.05 / 2)


def test_a_discount_on_what_the_bill_has_no_line_of_is_told() -> None:
    bill = _bill({"discounts": {"egress": 20, "machines": 10}})
    assert _codes(bill) == [TermCode.NOTHING_DISCOUNTED]
    assert bill.base == pytest.approx(0.9 * 164.688 + 6 * 6.05)


def test_without_a_price_it_stays_on_demand_and_says_so() -> None:
    bill = _bill({"commitment": "1y"})
    assert bill.base == pytest.approx(164.688 + 6 * 6.05)
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
    # 4 machines x 0.02632 x 730 hours x 12 months
    bill = _bill({"commitment": {"term": "1y", "payment": "all", "saves": 30}})
    assert bill.terms is not None
    [told] = bill.terms.notes
    assert told.code is TermCode.PAID_IN_ADVANCE
    assert dict(told.values)["usd"] == pytest.approx(4 * 0.02632 * 730 * 12)


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


JOBS: dict[str, Any] = {**WEB, "name": "jobs", "interruptible": True}


def _spare(bill: Bill) -> list[tuple[str, float, float]]:
    """Machine, hours and USD of each line that tells what spare capacity saves."""
    saved = (line for line in bill.lines if line.key.part is BillPart.SPOT_SAVING)
    return [(line.key.machine, line.quantity, line.usd_per_month or 0.0) for line in saved]


def test_only_what_may_be_interrupted_runs_on_spare_capacity() -> None:
    # web and jobs each have 4 machines for 18 hours and 12 for 6, 4,380 hours; those of jobs cost 60 % less:
    # 4,380 x 0.02256 = 98.8128 less than 2 x 164.688.
    topology = _sized({"spot": {"saves": 60}}, services=[WEB, JOBS])
    bill = topology.bill
    assert [(pool.name, pool.spot) for pool in topology.pools] == [("services", False), ("services-spot", True)]
    assert _spare(bill) == [("t3a.medium", pytest.approx(4380), pytest.approx(-98.8128))]
    assert bill.base == pytest.approx(2 * 164.688 - 98.8128 + 12 * 6.05)


def test_spare_capacity_is_not_committed_to() -> None:
    # as above; of the machines of web 4 run all day: 4 x 730 x 0.01128 = 32.9376 less
    bill = _bill({"spot": {"saves": 60}, "commitment": {"term": "1y", "saves": 30}}, services=[WEB, JOBS])
    assert _sum(bill, BillPart.COMMITMENT_SAVING) == pytest.approx(-32.9376)
    assert bill.base == pytest.approx(2 * 164.688 - 98.8128 - 32.9376 + 12 * 6.05)


def test_a_discount_is_taken_off_the_price_of_spare_capacity() -> None:
    # machines: 164.688 + 65.8752 = 230.5632, and 10 % less
    bill = _bill({"spot": {"saves": 60}, "discounts": {"machines": 10}}, services=[WEB, JOBS])
    assert bill.base == pytest.approx(230.5632 * 0.9 + 12 * 6.05)


def test_tasks_on_spare_capacity_cost_less_by_the_hour() -> None:
    # Fargate: jobs are tasks of 1 vCPU and 2 GiB at 0.04937, for 4,380 hours; 70 % less: 4,380 x 0.034559 = 151.36842.
    bill = _bill({"spot": {"saves": {"tasks": 70}}}, "ecs-fargate", services=[WEB, JOBS])
    assert _spare(bill) == [("1 vCPU, 2 GiB", pytest.approx(4380), pytest.approx(-151.36842))]


def test_a_fee_in_percent_stays_on_the_price_on_demand() -> None:
    # Auto Mode takes its fee on the price on demand: it is the same with and without spare capacity
    plain, spare = (
        _sized(pricing, "eks-auto", services=[{**JOBS, "replicas": 4}]) for pricing in (None, {"spot": {"saves": 60}})
    )
    of_jobs = {
        (line.key.pool, line.key.machine): (line.quantity, line.unit_price_usd)
        for line in spare.bill.lines
        if line.key.part is BillPart.AGENT_FEE and line.key.pool == "services-spot"
    }
    assert of_jobs
    prices = {m.name: m.on_demand_usd_per_hour for pool in spare.pools for m in pool.machines}
    for (_, machine), (_, fee) in of_jobs.items():
        assert fee == pytest.approx(0.12 * (prices[machine] or 0.0), rel=0.01)
    assert plain.bill.terms is None


def test_members_and_proxies_never_stand_on_spare_capacity() -> None:
    for platform in ("kubernetes-self-managed", "openshift", "eks", "gke-standard"):
        topology = _sized({"spot": {"saves": 60}}, platform, services=[{**JOBS, "ports": [{"port": 80}]}])
        for pool in topology.pools:
            names = {name for node in pool.nodes for name, _ in node.pods}
            assert not pool.spot or names == {"jobs"}
        members = [line for line in topology.bill.lines if line.key.part is BillPart.CONTROL_PLANE_MEMBERS]
        saved = {line.key.pool for line in topology.bill.lines if line.key.part is BillPart.SPOT_SAVING}
        assert saved == {"services-spot"}
        assert all((line.unit_price_usd or 0.0) > 0 for line in members)


def test_what_stands_beside_what_may_not_be_interrupted_stays_on_demand() -> None:
    tied = [{**WEB, "replicas": 4}, {**JOBS, "replicas": 4, "affinity": ["web"]}]
    topology = _sized({"spot": {"saves": 60}}, "eks", services=tied)
    assert not any(pool.spot for pool in topology.pools)
    assert _codes(topology.bill) == [TermCode.SPOT_TIED]


def test_a_platform_that_replaces_nothing_stays_on_demand() -> None:
    bill = _bill({"spot": {"saves": 60}}, "docker-swarm-mode", services=[WEB, JOBS])
    assert _codes(bill) == [TermCode.SPOT_NOT_USED]
    assert bill.base == _bill(None, "docker-swarm-mode", services=[WEB, JOBS]).base


def test_spare_capacity_for_nobody_is_told() -> None:
    assert _codes(_bill({"spot": True})) == [TermCode.NOTHING_INTERRUPTIBLE]


GOOGLE: dict[str, Any] = {"model": "cloud", "cloud": "gcp", "region": "us-east1", "zones": 1, "subnets": "public"}


def test_committed_use_of_google_cloud_is_as_held() -> None:
    # e2 machines at all hours; committed use of a year takes 37 % off e2 in all regions
    services = [{**WEB, "replicas": 3}]
    bill = _bill({"commitment": "1y"}, "gke-standard", hosting=GOOGLE, services=services)
    saved = [line for line in bill.lines if line.key.part is BillPart.COMMITMENT_SAVING]
    assert all(line.key.machine.startswith("e2-") for line in saved)
    assert _sum(bill, BillPart.COMMITMENT_SAVING) == pytest.approx(-0.37 * _sum(bill, BillPart.NODES))
    assert {(line.source, line.price_kind) for line in saved} == {("cyclenerd-pricing", PriceKind.LISTED)}


def test_a_family_without_a_price_has_an_average_in_the_low_end_alone() -> None:
    # AWS, one year: no figure of any family is held. Low has 32 % off what runs all day, 4 machines, by an author's
    # average: 4 x 730 x 0.0376 x 0.32 = 35.13344 less; base stays on demand.
    plain, bill = _bill(None), _bill({"commitment": "1y"})
    assert bill.base == plain.base and bill.high == plain.high
    assert plain.low is not None and bill.low == pytest.approx(plain.low - 35.13344)


def test_spare_capacity_of_google_cloud_is_planned_at_its_own_prices() -> None:
    topology = _sized({"spot": True}, "gke-standard", hosting=GOOGLE, services=[{**WEB, "replicas": 3}, JOBS])
    [pool] = [pool for pool in topology.pools if pool.spot]
    cost = sum(
        node.count * (m.usd_per_hour or 0.0) for node in pool.nodes for m in pool.machines if m.name == node.machine
    )
    assert pool.usd_per_hour == pytest.approx(cost)
    for machine in pool.machines:
        assert machine.spare is not None and machine.spare.source == "karpenter-gcp-prices"
        assert (machine.usd_per_hour or 0.0) < machine.spare.on_demand_usd_per_hour


def test_a_cloud_without_prices_of_spare_capacity_keeps_one_pool_on_demand() -> None:
    azure = {**GOOGLE, "cloud": "azure", "region": "eastus"}
    topology = _sized({"spot": True}, "aks", hosting=azure, services=[WEB, JOBS])
    assert [pool.spot for pool in topology.pools] == [False]
    assert _codes(topology.bill) == [TermCode.NO_SPOT_PRICE]


def test_prices_of_ones_own_serve_for_commitments_and_spare_capacity(tmp_path: Path) -> None:
    # a t3a.medium at 0.02 under a commitment of a year, and at 0.01 on spare capacity. web: 4 committed machines,
    # 4 x 730 x 0.02 = 58.40, and 8 for a quarter of the hours on demand, 8 x 182.5 x 0.0376 = 54.896; jobs: 43.80.
    (tmp_path / "prices.csv").write_text(
        "provider,region,machine_type,per_hour,currency,term\n"
        "aws,us-east-1,t3a.medium,0.02,USD,1y\n"
        "aws,us-east-1,t3a.medium,0.01,USD,spot\n",
        encoding="utf-8",
    )
    bill = _bill({"commitment": "1y", "spot": True}, prices=tmp_path, services=[WEB, JOBS])
    assert _sum(bill, *MACHINES, *TERMS) == pytest.approx(58.40 + 54.896 + 43.80)
    kinds = {line.price_kind for line in bill.lines if line.key.part in TERMS}
    assert kinds == {PriceKind.OWN}


@pytest.mark.parametrize(("committed", "taken"), [(0.03, "m6a.large"), (0.045, "t3a.medium")])
def test_machines_are_those_that_cost_least_under_the_commitment(tmp_path: Path, committed: float, taken: str) -> None:
    """Four replicas at all hours. On demand t3a.medium costs 0.0376 and m6a.large 0.0864; only the latter is committed.

    At 0.03 it costs 4 x 730 x 0.03 = 87.60 instead of 4 x 730 x 0.0376 = 109.79; at 0.045 it would cost 131.40.
    """
    (tmp_path / "prices.csv").write_text(
        f"provider,region,machine_type,per_hour,currency,term\naws,us-east-1,m6a.large,{committed},USD,1y\n",
        encoding="utf-8",
    )
    steady: dict[str, Any] = {"services": [{**WEB, "replicas": 4}], "load": None, "autoscale": None}
    topology = _sized({"commitment": "1y"}, prices=tmp_path, **steady)
    assert {node.machine for pool in topology.pools for node in pool.nodes} == {taken}
    beside = 4 * 6.05
    by_price = {"m6a.large": 87.60, "t3a.medium": 109.792}
    assert topology.bill.base == pytest.approx(by_price[taken] + beside)
    told = [dict(each.values) for each in topology.notes if each.code == NoteCode.CHOSEN_FOR_COMMITMENT]
    chosen = {"usd_per_month": 87.60 + beside, "otherwise_usd_per_month": 109.792 + beside}
    assert told == ([pytest.approx(chosen)] if taken == "m6a.large" else [])


def test_what_is_paid_on_estimated_prices_counts_as_estimated() -> None:
    # AWS: prices on spare capacity are worked out. Of the machines, web costs 164.688 on demand, and jobs the rest
    bill = _bill({"spot": True}, services=[WEB, JOBS])
    machines = _sum(bill, *MACHINES) + _sum(bill, BillPart.SPOT_SAVING)
    spare = machines - 164.688
    assert bill.origin is not None and bill.base is not None
    assert 0 < spare < 164.688
    assert bill.origin.estimated_share == pytest.approx(spare / bill.base)


def test_a_commitment_is_asked_for_with_one_changed_answer() -> None:
    scenario = load_scenario({**BY_HAND, "hosting": GOOGLE, "services": [{**WEB, "replicas": 3}]})
    knowledge = load_knowledge()
    answer = what_if(scenario, {"pricing.commitment": "1y"}, knowledge, knowledge.platforms["gke-standard"])
    [one] = answer.compared
    assert one.change is not None
    assert {line.becomes and line.becomes.key.part for line in one.change.lines} == {BillPart.COMMITMENT_SAVING}


def test_windows_stays_on_demand_where_prices_of_spare_capacity_are_for_linux() -> None:
    windows = {**JOBS, "os": "windows"}
    topology = _sized({"spot": True}, "eks", services=[WEB, windows])
    assert [(pool.name, pool.spot) for pool in topology.pools] == [("services", False), ("services-windows", False)]
    assert _codes(topology.bill) == [TermCode.NO_SPOT_PRICE]


def test_agents_that_are_all_spare_capacity_are_told() -> None:
    topology = _sized({"spot": True}, "eks", services=[JOBS])
    assert [pool.spot for pool in topology.pools] == [True]
    assert _codes(topology.bill) == [TermCode.SPOT_TAKEN_BACK, TermCode.SPOT_ALONE]
