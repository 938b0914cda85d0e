"""Balancers, gateways and registries where a cloud sells none, or where one machine needs none."""

from __future__ import annotations

import pytest

from advisor import Topology, load_knowledge, parse_scenario, recommend, size
from advisor.scoring.measures import MeasureCode
from advisor.sizing import Effort
from advisor.sizing.bill_types import BillPart, LeftOutCost
from advisor.sizing.support_part import RegistryKeeper, SupportKind

KNOWLEDGE = load_knowledge()
EUR = 1.1172  # reference rate of the European Central Bank of 2026-10-30


def planned(hosting: str, platform: str, replicas: int = 1, rest: str = "") -> Topology:
    port = "{port: 80, exposure: public}"
    web = f"{{name: web, replicas: {replicas}, cpu: 500m, memory: 1Gi, gpu: 0, max_per_node: 1, ports: [{port}]}}"
    text = (
        f"name: parts\nas_of: 2026-11-30\nos: linux\nhosting: {{model: cloud, {hosting}}}\n{rest}\nservices: [{web}]\n"
    )
    sized = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(sized, Topology), sized
    return sized


def usd_of(topology: Topology, part: BillPart) -> list[float | None]:
    return [line.usd_per_month for line in topology.bill.lines if line.key.part is part]


BORNE = "availability: {survive_nodes: 0}"


@pytest.mark.parametrize("platform", ["kamal", "self-hosted-paas", "multi-container-vm-proxy", "k3s"])
def test_one_machine_with_its_own_proxy_needs_no_balancer(platform: str) -> None:
    one = planned("cloud: hetzner", platform, rest=BORNE)
    assert sum(pool.node_count for pool in one.pools) == 1
    assert usd_of(one, BillPart.LOAD_BALANCER) == []
    assert usd_of(one, BillPart.NODE_ADDRESS) == [pytest.approx(0.50 * EUR, abs=1e-4)]  # by which it is reached
    # two machines take a balancer before them, and so does one that no public address reaches
    assert usd_of(planned("cloud: hetzner", platform, 2, BORNE), BillPart.LOAD_BALANCER) == [pytest.approx(7.49 * EUR)]
    private = planned("cloud: hetzner, subnets: private", platform, rest=BORNE)
    assert usd_of(private, BillPart.LOAD_BALANCER) == [pytest.approx(7.49 * EUR)]


def test_where_a_vendor_runs_the_cluster_its_balancer_is_the_way_in() -> None:
    assert (
        len(usd_of(planned("cloud: digitalocean", "digitalocean-kubernetes", rest=BORNE), BillPart.LOAD_BALANCER)) == 1
    )


def test_where_no_gateway_is_sold_a_machine_of_ones_own_is_the_way_out() -> None:
    private = planned("cloud: hetzner, subnets: private", "k3s", 2, BORNE)
    (gateway,) = (part for part in private.support if part.key.kind is SupportKind.NAT_GATEWAY)
    assert gateway.machine == "CX23"
    assert usd_of(private, BillPart.NAT_GATEWAY) == [pytest.approx(5.49 * EUR)]  # the cheapest machine there
    assert not private.bill.is_lower_limit


@pytest.mark.parametrize("cloud", ["scaleway", "digitalocean"])
def test_a_gateway_that_is_sold_at_a_price_not_known_makes_the_bill_a_lower_limit(cloud: str) -> None:
    private = planned(f"cloud: {cloud}, zones: 1, subnets: private", "k3s", 2, BORNE)
    assert usd_of(private, BillPart.NAT_GATEWAY) == [None]
    assert private.bill.is_lower_limit
    assert not planned(f"cloud: {cloud}, zones: 1, subnets: public", "k3s", 2, BORNE).bill.is_lower_limit


def test_a_registry_that_a_cloud_does_not_sell_is_the_teams_own() -> None:
    kept = {}
    for cloud in ("hetzner", "other", "scaleway", "aws"):
        sized = planned(f"cloud: {cloud}", "k3s", 2, BORNE)
        (registry,) = (part for part in sized.support if part.key.kind is SupportKind.REGISTRY)
        own = LeftOutCost.OWN_REGISTRY in {left.cost for left in sized.bill.left_out}
        assert own is (registry.kept_by is RegistryKeeper.TEAM)
        kept[cloud] = registry.kept_by
    cloud_s, team_s = RegistryKeeper.CLOUD, RegistryKeeper.TEAM
    assert kept == {"hetzner": team_s, "other": team_s, "scaleway": cloud_s, "aws": cloud_s}


def test_a_balancer_of_a_cloud_that_nobody_knows_has_no_price_and_costs_something() -> None:
    listed = "cloud: other, machines: [{type: vps, vcpu: 4, memory: 8Gi, usd_per_month: 18}]"
    sized = planned(listed, "kamal", 2, BORNE)
    assert usd_of(sized, BillPart.LOAD_BALANCER) == [None]


def test_a_small_part_without_a_price_does_not_count_like_machines_without_one() -> None:
    text = """
name: target
as_of: 2026-11-30
os: linux
hosting: {model: cloud, cloud: ovhcloud}
availability: {survive_nodes: 1, target: 99.9}
services: [{name: web, replicas: 2, cpu: 1, memory: 2Gi, gpu: 0, ports: []}]
"""
    answer = recommend(parse_scenario(text), KNOWLEDGE, effort=Effort.QUICK)
    (entry,) = (entry for entry in answer.ranking if entry.platform.id == "ovhcloud-kubernetes")
    assert entry.topology.bill.is_lower_limit  # the Standard plan
    (part,) = (part for part in entry.score.parts if part.criterion == "cost")
    assert part.why.code == MeasureCode.COST  # and not NO_PRICE, as of machines without one
