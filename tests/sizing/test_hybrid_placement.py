"""Which ground holds which services: overflow into the cloud, and the same services at another hour."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor import (
    Infeasible,
    Scenario,
    Topology,
    example_scenarios,
    load_knowledge,
    load_scenario,
    parse_scenario,
    size,
)
from advisor.packing import Effort
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.sizing.bill_types import BillPart
from advisor.sizing.deployment import SizingTask
from advisor.sizing.hybrid_placement import assignment_at_hour, assignments
from advisor.sizing.infeasibility import MachinesToBuy
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.pipeline import task_of
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
OFFICE = load_scenario(example_scenarios()["hybrid-overflow"])


def on_eks(scenario: Scenario) -> SizingTask:
    workload = resolve_workload(scenario, KNOWLEDGE)
    return task_of(KNOWLEDGE.platforms["eks"], scenario, KNOWLEDGE, workload, Effort.DEFAULT)


def carried_by(topology: Topology, owned: bool) -> dict[str, int]:
    counts: dict[str, int] = {}
    for pool in topology.pools:
        for node in pool.nodes if pool.owned == owned else ():
            for name, each in node.pods:
                counts[name] = counts.get(name, 0) + each * node.count
    return counts


def test_own_servers_carry_a_typical_day_and_the_cloud_what_is_above_it() -> None:
    topology = size(OFFICE, KNOWLEDGE.platforms["rke2"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    own, cloud = carried_by(topology, owned=True), carried_by(topology, owned=False)
    # free services: typical on own servers, peak less typical in the cloud; pinned ones whole on own servers
    assert (own["shop"], own["queue"], own["search"]) == (10, 4, 6)
    assert (cloud["shop"], cloud["queue"], cloud["search"]) == (50 - 10, 20 - 4, 30 - 6)
    assert (own["seats"], own["payments"], own["mailer"]) == (12, 8, 2)
    # 40 + 16 + 24 = 80
    (over,) = (note for note in topology.notes if note.code is NoteCode.BURST_TO_CLOUD)
    assert sorted(dict(over.values)["services"]) == [("queue", 16), ("search", 24), ("shop", 40)]
    assert "at the peak 80 more replicas run in aws eu-west-1" in note_words(over)


def test_without_overflow_by_the_hour_own_servers_are_filled_at_all_hours() -> None:
    def shop_on_own_servers(scenario: Scenario) -> list[int]:
        ways = assignments(on_eks(scenario))
        return [
            sum(s.peak for where, here in way if where.cloud is None for s in here if s.name == "shop") for way in ways
        ]

    # all of them; a typical day's; none
    assert shop_on_own_servers(OFFICE) == [50, 10, 0]
    everywhere, *filled, nowhere = shop_on_own_servers(OFFICE.model_copy(update={"autoscale": None}))
    assert (everywhere, nowhere) == (50, 0)
    assert filled == sorted(filled, reverse=True) and all(0 < count < 50 for count in filled)


def test_the_servers_of_the_overflow_by_hand() -> None:
    topology = size(OFFICE, KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    (own,) = [pool for pool in topology.pools if pool.owned]
    # 0.8 x (16,000 - 110 kept - 200 for daemons) = 12,552; a day asks for 10 + 4 x 0.5 + 6 and, pinned, 12 + 8 + 1
    # vCPU, with two proxies 39,400: 3.1 servers, so 4, and one more to lose
    (server,) = own.machines
    assert server.cpu_millicores == 12_552
    assert own.node_count == 5
    (line,) = [line for line in topology.bill.lines if line.key.machine == "rack-16c-64g"]
    assert (line.key.part, line.key.pool, line.count) == (BillPart.NODES, "services", 5)
    assert line.usd_per_month == pytest.approx(5 * 350)


def test_another_hour_keeps_every_service_where_it_stood() -> None:
    task = on_eks(OFFICE)
    _, overflow, _ = assignments(task)
    for now, own, cloud in ((3, 3, 0), (10, 10, 0), (30, 10, 20)):
        services = tuple(replace(s, typical=now) if s.name == "shop" else s for s in task.workload.services)
        at_hour = assignment_at_hour(replace(task, workload=replace(task.workload, services=services)), overflow)
        counts = [service.typical for _, here in at_hour for service in here if service.name == "shop"]
        assert counts == [own, cloud]


def test_machines_follow_an_hourly_profile() -> None:
    scenario = parse_scenario(
        """
name: day
as_of: 2026-11-24
hosting: {model: cloud, cloud: aws, zones: 1}
autoscale: nodes
availability: {survive_nodes: 0}
load: [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 1, 1, 1,
       1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]
services:
  - {name: web, replicas: {min: 2, typical: 10, peak: 40}, cpu: 500m, memory: 1Gi, gpu: 0, ports: []}
"""
    )
    topology = size(scenario, KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    assert topology.load_following is not None
    plans = {plan.replicas: plan.usd_per_hour or 0.0 for plan in topology.load_following.plans if plan.hours}
    assert sorted(plans) == [10, 20, 40]
    # twice the replicas take about twice the machines; reservations and whole machines make the difference
    assert 1.5 < plans[20] / plans[10] < 2.4
    assert 1.6 < plans[40] / plans[20] < 2.4


@pytest.mark.parametrize(
    ("price", "owned", "words"),
    [
        ("usd_per_month: 40, ", {True}, "stand on own servers, for USD"),
        ("usd_per_month: 4000, ", {False}, "stand in the cloud, for USD"),
        ("", {True}, ""),  # what stands there already is used, since nobody says what it costs
    ],
)
def test_services_that_may_run_anywhere_stand_where_the_bill_is_lower(price: str, owned: set[bool], words: str) -> None:
    scenario = parse_scenario(
        f"""
name: two sides
as_of: 2026-11-24
hosting:
  {{model: hybrid, cloud: aws, zones: 1, machines: [{{type: rack, vcpu: 8, memory: 32Gi, {price}count: 6}}]}}
availability: {{survive_nodes: 0}}
services:
  - {{name: web, site: any, replicas: 12, cpu: 1, memory: 2Gi, gpu: 0, ports: []}}
"""
    )
    topology = size(scenario, KNOWLEDGE.platforms["nomad"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    holding = {pool.owned for pool in topology.pools for node in pool.nodes if dict(node.pods).get("web")}
    assert holding == owned
    told = [note for note in topology.notes if note.code is NoteCode.CHEAPEST_PLACEMENT]
    assert (words in note_words(told[0])) if words else not told


def test_servers_that_are_missing_are_counted() -> None:
    scenario = parse_scenario(
        """
name: five servers
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [{type: rack-8c, vcpu: 8, memory: 32Gi, count: 5, usd_per_month: 200}]}
availability: {survive_nodes: 1}
utilisation: {cpu: 0.8, memory: 0.85}
services:
  - {name: web, replicas: 40, cpu: 1, memory: 2Gi, gpu: 0, ports: []}
"""
    )
    refused = size(scenario, KNOWLEDGE.platforms["nomad"], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    # 6 replicas fit the 6,240 usable millicores of a server: 40 take 7, and one is to be lost; 5 are there
    assert refused.refusal.to_buy == (MachinesToBuy("rack-8c", 3),)
    assert refusal_words(refused.refusal).endswith("; 3 x rack-8c more would hold them")


HYBRID_ON_AZURE = "name: h\nas_of: 2026-11-30\nhosting: {model: hybrid, cloud: azure}\nservices:\n"


def test_a_service_of_one_cloud_says_that_own_servers_take_a_related_product() -> None:
    aks = KNOWLEDGE.platforms["aks"]
    topology = size(parse_scenario(HYBRID_ON_AZURE + "  - {name: web, replicas: 3, memory: 1Gi}"), aks, KNOWLEDGE)
    assert isinstance(topology, Topology)
    (told,) = (each for each in topology.notes if each.code is NoteCode.OWN_SIDE_APART)
    assert "own servers take a product of their own" in note_words(told)
    assert "Azure Local" in note_words(told)


def test_a_service_pinned_to_own_servers_is_refused_there_and_not_dropped() -> None:
    aks = KNOWLEDGE.platforms["aks"]
    pinned = HYBRID_ON_AZURE + "  - {name: erp, replicas: 2, memory: 1Gi, site: on_prem}"
    refused = size(parse_scenario(pinned), aks, KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    assert "erp must run on own servers" in refusal_words(refused.refusal)
