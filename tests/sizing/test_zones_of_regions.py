"""The zones that a region of a small cloud really has, and the plan of a vendor that comes with them."""

from __future__ import annotations

import pytest

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.knowledge.control_plane_tables import ControlPlaneTiers
from advisor.sizing.control_plane import choose_tier
from advisor.sizing.infeasibility import RefusalCause
from advisor.sizing.note_codes import AssumptionCode, TierCode
from advisor.sizing.topology import Infeasible

KNOWLEDGE = load_knowledge()


def planned(hosting: str, platform: str, availability: str = "survive_nodes: 1, survive_zone: true") -> object:
    text = f"""
name: zones
as_of: 2026-11-30
os: linux
hosting: {{{hosting}}}
availability: {{{availability}}}
services:
  - {{name: web, replicas: 3, cpu: 500m, memory: 1Gi, gpu: 0, ports: []}}
"""
    return size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)


def zones_of(sized: object) -> set[str]:
    assert isinstance(sized, Topology)
    return {node.zone for pool in sized.pools for node in pool.nodes}


def codes(sized: object) -> dict[AssumptionCode, dict[str, object]]:
    assert isinstance(sized, Topology)
    return {AssumptionCode(each.note.code): dict(each.note.values) for each in sized.assumptions}


@pytest.mark.parametrize("zones", ["", ", zones: 3"])
@pytest.mark.parametrize("cloud", ["ovhcloud", "digitalocean"])
def test_no_plan_is_spread_over_zones_that_a_region_has_not(cloud: str, zones: str) -> None:
    refused = planned(f"model: cloud, cloud: {cloud}{zones}", "k3s")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.ONE_ZONE_THERE
    # whoever does not ask to lose a zone gets the one zone that there is, under the name of its region
    one = planned(f"model: cloud, cloud: {cloud}{zones}", "k3s", "survive_nodes: 1")
    assert zones_of(one) == {"gra11" if cloud == "ovhcloud" else "fra1"}
    assert (AssumptionCode.ZONES_BEYOND_A_REGION in codes(one)) is bool(zones)


def test_zones_of_a_region_have_their_own_names() -> None:
    assert zones_of(planned("model: cloud, cloud: scaleway, zones: 3", "k3s")) == {"fr-par-1", "fr-par-2", "fr-par-3"}
    amsterdam = planned("model: cloud, cloud: scaleway, region: nl-ams, zones: 2", "k3s")
    assert zones_of(amsterdam) == {"nl-ams-1", "nl-ams-2"}


def test_near_locations_serve_as_zones_and_are_called_what_they_are() -> None:
    spread = planned("model: cloud, cloud: hetzner, region: nbg1", "k3s")
    assert zones_of(spread) == {"nbg1", "fsn1", "hel1"}
    assert codes(spread)[AssumptionCode.LOCATIONS_AS_ZONES]["locations"] == ("nbg1", "fsn1", "hel1")
    assert zones_of(planned("model: cloud, cloud: hetzner, region: nbg1", "k3s", "survive_nodes: 1")) == {"nbg1"}


def test_where_no_cloud_is_named_one_with_zones_is_taken_to_lose_one() -> None:
    spread = planned("model: cloud, jurisdiction: eu_law, zones: 3", "k3s")
    assert len(zones_of(spread)) == 3
    assert isinstance(planned("model: cloud, jurisdiction: eu_law, zones: 3", "ovhcloud-kubernetes"), Infeasible)


OVH = ControlPlaneTiers.model_validate(
    {
        "rows": [
            {"name": "Free", "usd_per_hour": 0, "max_nodes": 100, "most_zones": 1},
            {
                **{"name": "Standard", "usd_per_hour": None, "sla_percent": 99.99, "sla_percent_one_zone": 99.9},
                "max_nodes": 500,
            },
        ]
    }
)


@pytest.mark.parametrize(
    ("zones", "nodes", "target", "name", "promise"),
    [
        (1, 3, None, "Free", None),  # nobody asked for a promise, and the price of one is not known
        (1, 3, 99.9, "Standard", 99.9),
        (1, 101, None, "Standard", 99.9),  # more than the free plan takes
        (3, 3, None, "Standard", 99.99),  # the free plan stands in one zone
    ],
)
def test_a_plan_of_a_vendor_holds_what_that_plan_gives(
    zones: int, nodes: int, target: float | None, name: str, promise: float | None
) -> None:
    chosen = choose_tier(OVH, cloud="ovhcloud", zones=zones, nodes=nodes, target=target)
    assert chosen is not None
    assert (chosen.tier.name, chosen.sla_percent) == (name, promise)


def test_a_plan_without_a_price_makes_a_bill_a_lower_limit() -> None:
    sized = planned("model: cloud, cloud: ovhcloud", "ovhcloud-kubernetes", "survive_nodes: 1, target: 99.9")
    assert isinstance(sized, Topology)
    assert (sized.control_plane.tier, sized.control_plane.sla_percent) == ("Standard", 99.9)
    assert [line.key.tier for line in sized.bill.lines if line.usd_per_month is None] == ["Standard"]
    free = planned("model: cloud, cloud: ovhcloud", "ovhcloud-kubernetes", "survive_nodes: 1")
    assert isinstance(free, Topology)
    assert free.control_plane.tier == "Free"
    assert free.control_plane.tier_reason is not None
    assert free.control_plane.tier_reason.code == TierCode.WITHOUT_A_PROMISE
    assert all(line.usd_per_month is not None for line in free.bill.lines)
