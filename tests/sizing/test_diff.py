"""What differs between two topologies: parts are paired by their keys, whatever their numbers and names."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.report.pages.what_if import CONTROL_PLANE_FACTS
from advisor.report.wording.bill import line_words, not_in_sum_words
from advisor.sizing import differences_between
from advisor.sizing.bill_types import (
    Bill,
    BillBasis,
    BillKey,
    BillLine,
    BillPart,
    HourWeighing,
    LeftOut,
    LeftOutCost,
    Unit,
    Unpriced,
    UnpricedCost,
)
from advisor.sizing.diff import ControlPlaneFact, PoolKey, Promise, TopologyChange
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.support_part import SupportKey, SupportKind, SupportPart
from advisor.values import note
from tests.cli.calls import call
from tests.handmade import KNOWLEDGE, ODD, topology

AWS = "aws us-east-1"
SERVICES = BillKey(BillPart.NODES, AWS, pool="services", machine="m5.large")
BALANCER = BillKey(BillPart.LOAD_BALANCER, AWS)


def a_line(key: BillKey, count: float, usd: float | None = 1.0) -> BillLine:
    """So many things at one price an hour each."""
    hours = count * 730
    return BillLine(key, hours, Unit.HOUR, usd, None if usd is None else hours * usd, "prices", "", count=count)


def bill_of(*lines: BillLine) -> Bill:
    total = sum(line.usd_per_month or 0 for line in lines)
    return Bill(total, total, total, BillBasis(HourWeighing.PEAK), lines)


def change_of(was: Bill, becomes: Bill) -> TopologyChange:
    return differences_between(replace(topology(), bill=was), replace(topology(), bill=becomes))


def counts(change: TopologyChange) -> list[tuple[float | None, float | None]]:
    return [(c.was.count if c.was else None, c.becomes.count if c.becomes else None) for c in change.lines]


def test_a_line_pairs_with_itself_whatever_its_number() -> None:
    change = change_of(bill_of(a_line(SERVICES, 2)), bill_of(a_line(SERVICES, 12)))
    (line,) = change.lines
    assert line.becomes and line_words(line.becomes, line.was) == "services: 2 -> 12 x m5.large (aws us-east-1)"
    # 2 x 730 = 1,460 and 12 x 730 = 8,760
    assert [(total.was, total.becomes) for total in change.totals] == [(1460, 8760)] * 3
    assert not change.set_up and not change.nothing


def test_one_machine_type_in_two_pools_is_two_lines() -> None:
    windows = replace(SERVICES, pool="services-windows")
    was = bill_of(a_line(SERVICES, 2), a_line(windows, 5))
    change = change_of(was, bill_of(a_line(windows, 6), a_line(SERVICES, 3)))
    assert [c.key for c in change.lines] == [SERVICES, windows]
    assert counts(change) == [(2, 3), (5, 6)]


def test_a_pool_of_the_same_name_in_another_cluster_is_another_line() -> None:
    first, second = (replace(SERVICES, cluster=cluster) for cluster in ("shared-1", "shared-2"))
    was, becomes = bill_of(a_line(first, 2), a_line(second, 4)), bill_of(a_line(second, 3), a_line(first, 2))
    assert [
        (c.key.cluster, c.was and c.was.count, c.becomes and c.becomes.count) for c in change_of(was, becomes).lines
    ] == [("shared-2", 4, 3)]


def test_a_pool_of_the_same_name_on_another_site_is_another_line() -> None:
    own = replace(SERVICES, location="own servers")
    change = change_of(bill_of(a_line(own, 2)), bill_of(a_line(own, 2), a_line(SERVICES, 1)))
    assert [c.key for c in change.lines] == [SERVICES] and counts(change) == [(None, 1)]


def test_a_line_on_one_side_only_has_nothing_on_the_other() -> None:
    huge = replace(SERVICES, machine="m5.huge")
    change = change_of(bill_of(a_line(SERVICES, 2)), bill_of(a_line(huge, 1), a_line(BALANCER, 1)))
    assert counts(change) == [(2, None), (None, 1), (None, 1)]
    assert [line_words(line) for c in change.lines for line in (c.was, c.becomes) if line] == [
        "services: 2 x m5.large (aws us-east-1)",
        "services: 1 x m5.huge (aws us-east-1)",
        "load balancer (aws us-east-1), without traffic",
    ]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (BALANCER, "1 -> 2 x load balancer (aws us-east-1), without traffic"),
        (BillKey(BillPart.CONTROL_PLANE_FEE, tier="Standard"), "control plane: fee of 1 -> 2 clusters, Standard"),
        (BillKey(BillPart.SUBSCRIPTION), "subscription of 1 -> 2 machines"),
        (BillKey(BillPart.AGENT_FEE), "fee for 1 -> 2 vCPU of the agents"),
        (SERVICES, "services: 1 -> 2 x m5.large (aws us-east-1)"),
        (
            BillKey(BillPart.AUXILIARY_NODES, AWS, machine="m5.large", role="etcd"),
            "etcd: 1 -> 2 x m5.large (aws us-east-1)",
        ),
    ],
)
def test_one_that_becomes_two_is_one_line_with_both_numbers(key: BillKey, words: str) -> None:
    (change,) = change_of(bill_of(a_line(key, 1)), bill_of(a_line(key, 2))).lines
    assert change.becomes and line_words(change.becomes, change.was) == words


def test_a_gateway_is_told_with_the_machines_that_it_is_paid_for() -> None:
    gateway = replace(a_line(BillKey(BillPart.NAT_GATEWAY, "gcp us-central1"), 1), served=7)
    assert line_words(gateway) == "NAT gateway for 7 machines (gcp us-central1), without traffic"
    assert line_words(replace(gateway, served=8), gateway) == (
        "NAT gateway for 7 -> 8 machines (gcp us-central1), without traffic"
    )


def test_a_line_that_loses_its_price_stays_the_same_line() -> None:
    (change,) = change_of(bill_of(a_line(SERVICES, 2)), bill_of(a_line(SERVICES, 2, None))).lines
    assert change.was and change.becomes and change.becomes.usd_per_month is None


TENANTS = """
name: two-tenants
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [{type: agent, vcpu: 8, memory: 32Gi, count: 200, usd_per_month: 100}]}
availability: {survive_nodes: 0}
tenants:
  - {name: 24 seven, isolation: node}
  - {name: other, isolation: node}
services:
  - {name: web, tenant: 24 seven, replicas: 60, cpu: 500m, memory: 256Mi, gpu: 0, ports: []}
  - {name: api, tenant: other, replicas: 60, cpu: 500m, memory: 256Mi, gpu: 0, ports: []}
"""


def test_tenants_pair_by_their_pool_even_if_a_name_begins_with_a_number(tmp_path: Path) -> None:
    # a server of 8 vCPU leaves room for 12 replicas of 500m, so 60 take 5 of them and 120 take 10, at 100 USD each
    file = tmp_path / "tenants.yaml"
    file.write_text(TENANTS, encoding="utf-8")
    asked = ("what-if", file, "--platform", "nomad", *("--set", "services.web.replicas=120"))
    told = call(*asked, "--set", "services.api.replicas=120")
    assert told.exit_code == 0, told.output
    rows = [" ".join(line.split()) for line in told.stdout.splitlines()]
    for tenant in ("24 seven", "other"):
        assert f"{tenant}: 5 -> 10 x agent (own servers) 500 1,000 +500" in rows
    told = call(*asked, "--set", "services.api.replicas=120", "--format", "json")
    lines = json.loads(told.stdout)["platforms"][0]["bill"]["lines"]
    pools = {line["key"]["pool"]: line for line in lines if line["key"]["part"] == "nodes"}
    assert set(pools) == {"24 seven", "other"}
    for line in pools.values():
        assert (line["was"]["count"], line["becomes"]["count"]) == (5, 10)


def test_a_control_plane_that_grows_is_told_fact_by_fact() -> None:
    was = topology()
    plane = replace(was.control_plane, members=5, members_by_zone=(("zone-1", 3), ("zone-2", 2)), tolerates=2)
    change = differences_between(was, replace(was, control_plane=plane))
    assert [(c.key.fact, c.key.zone, c.was, c.becomes) for c in change.control_plane] == [
        (ControlPlaneFact.MEMBERS, "", 3, 5),
        (ControlPlaneFact.TOLERATES, "", 1, 2),
        (ControlPlaneFact.MEMBERS_IN_ZONE, "zone-1", 1, 3),
    ]
    assert set(CONTROL_PLANE_FACTS) == set(ControlPlaneFact)


def test_agents_that_move_and_losses_that_are_outlasted_are_told() -> None:
    was = topology()
    (pool,) = was.pools
    fewer = replace(pool, nodes=pool.nodes[:1], survives_zone=True)
    new = note(NoteCode.ONE_ZONE_ONLY)
    change = differences_between(was, replace(was, pools=(fewer,), notes=(new,)))
    assert [(place.zone, place.machine, *counts) for place, *counts in change.agents] == [("zone-2", "m.large", 2, 0)]
    assert [(c.key, c.was, c.becomes) for c in change.survives] == [
        (PoolKey("all", "cloud"), Promise(1, False, False), Promise(1, True, False))
    ]
    assert [(c.was, c.becomes) for c in change.notes] == [(ODD, None), (None, new)]
    moved = replace(pool, nodes=(replace(pool.nodes[0], pods=(("web", 2),)), *pool.nodes[1:]))
    assert differences_between(was, replace(was, pools=(moved,))).moved == (PoolKey("all", "cloud"),)


def test_what_stands_beside_pairs_by_kind_and_place() -> None:
    def balancers(location: str, count: int) -> SupportPart:
        return SupportPart(SupportKey(SupportKind.LOAD_BALANCER, location), count, "guide")

    was = replace(topology(), support=(balancers("aws", 1), balancers("gcp", 1)))
    change = differences_between(was, replace(was, support=(balancers("gcp", 2), balancers("aws", 1))))
    assert [(c.key.location, c.was and c.was.count, c.becomes and c.becomes.count) for c in change.support] == [
        ("gcp", 1, 2)
    ]


def test_what_no_sum_contains_pairs_by_what_it_is() -> None:
    old, new = (LeftOut(LeftOutCost.OWN_REGISTRY, count=2, gib=gib) for gib in (1.0, 2.5))
    licence = Unpriced(UnpricedCost.SUBSCRIPTION, "alpha")
    was = replace(bill_of(), left_out=(old, LeftOut(LeftOutCost.DISKS)))
    change = change_of(was, replace(was, left_out=(LeftOut(LeftOutCost.DISKS), new), unpriced=(licence,)))
    assert [(c.was, c.becomes) for c in change.not_in_sum] == [(old, new), (None, licence)]
    assert not_in_sum_words(new, KNOWLEDGE) == "2 replicas and 2.5 GiB of disk of the image registry"
    assert not_in_sum_words(licence, KNOWLEDGE) == "subscription of Alpha: price on request only"
