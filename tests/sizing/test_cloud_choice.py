"""Where no cloud is named: which one is priced, why, and what the others would cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advisor import Topology, load_knowledge, load_scenario, size
from advisor.sizing.note_codes import AssumptionCode, NoteCode

KNOWLEDGE = load_knowledge()
EUR = 1.1172  # reference rate of the European Central Bank of 2026-10-30
LARGE = {"aws", "azure", "gcp"}


def planned(platform: str, service: dict[str, Any] | None = None, **given: Any) -> Topology:
    web = {"name": "web", "replicas": 1, "cpu": "500m", "memory": "1Gi", "gpu": 0, "ports": [], **(service or {})}
    hosting = {"model": "cloud", "cloud": "any", **given.pop("hosting", {})}
    asked = {"name": "open", "as_of": "2026-11-30", "os": "linux", "hosting": hosting, "services": [web], **given}
    sized = size(
        load_scenario({k: v for k, v in asked.items() if v is not None}), KNOWLEDGE.platforms[platform], KNOWLEDGE
    )
    assert isinstance(sized, Topology), sized
    return sized


def cloud_of(topology: Topology) -> str:
    (site,) = {pool.site.split()[0] for pool in topology.pools}
    return site


def compared(topology: Topology) -> dict[str, float]:
    told = [dict(note.values) for note in topology.notes if note.code == NoteCode.CLOUDS_COMPARED]
    return {told[0]["cloud"]: told[0]["usd_per_month"], **dict(told[0]["others"])} if told else {}  # type: ignore[dict-item, call-overload]


def test_where_any_will_do_the_cheapest_is_priced_and_the_others_are_told() -> None:
    # a box for 500m and 1 GiB: CX23 at Hetzner, 5.49 EUR a month and 0.50 EUR for its address, its disk in the price
    box = planned("docker-compose-single-vm")
    assert cloud_of(box) == "hetzner"
    assert box.bill.base == pytest.approx(5.99 * EUR, abs=1e-4)
    costs = compared(box)
    assert costs["hetzner"] == pytest.approx(5.99 * EUR, abs=1e-4) == min(costs.values())
    # s-1vcpu-2gb is 12 USD a month at DigitalOcean, with disk and address
    assert costs["digitalocean"] == pytest.approx(12, abs=0.01)
    assert set(costs) > LARGE
    assert AssumptionCode.CLOUD_THAT_COSTS_LEAST in {each.note.code for each in box.assumptions}


def test_where_nobody_said_the_usual_cloud_stays_with_the_others_beside_it() -> None:
    box = planned("docker-compose-single-vm", hosting={"cloud": None})
    assert cloud_of(box) == "aws"
    assert compared(box)["hetzner"] == pytest.approx(5.99 * EUR, abs=1e-4)
    assert compared(box)["aws"] > compared(box)["hetzner"]
    assert AssumptionCode.CLOUD in {each.note.code for each in box.assumptions}


def test_a_cloud_that_is_named_is_compared_with_none() -> None:
    assert compared(planned("docker-compose-single-vm", hosting={"cloud": "gcp"})) == {}
    assert compared(planned("k3s", hosting={"region": "westeurope"})) == {}


@pytest.mark.parametrize(
    ("platform", "service", "given", "allowed"),
    [
        # the loss of a zone: regions with zones alone
        ("k3s", {"replicas": 3}, {"availability": {"survive_zone": True}}, {*LARGE, "scaleway"}),
        # groups that heal and scale are what is claimed of it, and small hosts have none
        ("load-balanced-vms", {"replicas": 2}, {}, LARGE),
        # its autoscaler knows the groups of the large clouds
        ("nomad", {"replicas": {"min": 1, "typical": 2, "peak": 4}}, {"autoscale": "nodes"}, LARGE),
        # no price of a volume is held at Hetzner
        (
            "k3s",
            {"volumes": [{"name": "data", "size": "10Gi", "access": "one", "keeps": "data"}]},
            {},
            {*LARGE, "digitalocean", "ovhcloud", "scaleway"},
        ),
        # licences of Windows have a price in the large clouds alone
        ("docker-swarm-mode", {"os": "windows"}, {"os": "windows"}, LARGE),
        # nobody under the law of the United States
        ("k3s", {}, {"hosting": {"jurisdiction": "eu_law"}}, {"hetzner", "ovhcloud", "scaleway"}),
    ],
)
def test_only_clouds_that_hold_the_plan_are_compared(
    platform: str, service: dict[str, Any], given: dict[str, Any], allowed: set[str]
) -> None:
    topology = planned(platform, service, **given)
    assert cloud_of(topology) in allowed
    assert set(compared(topology)) <= allowed


def test_prices_of_another_age_choose_no_cloud() -> None:
    old = planned("docker-compose-single-vm", as_of="2017-06-30")
    assert (cloud_of(old), compared(old)) == ("aws", {})


def test_services_of_several_clouds_with_fees_of_their_own_stay_where_they_were() -> None:
    topology = planned("openshift-managed-aro-rosa")
    assert compared(topology) == {}


def test_prices_of_ones_own_choose_too(tmp_path: Path) -> None:
    (tmp_path / "discounts.csv").write_text("provider,region,family,share\naws,*,*,95%\n", encoding="utf-8")
    knowledge = load_knowledge(prices=tmp_path)
    services = [{"name": "web", "replicas": 40, "cpu": 2, "memory": "4Gi", "gpu": 0}]
    asked = load_scenario(
        {"name": "open", "os": "linux", "hosting": {"model": "cloud", "cloud": "any"}, "services": services}
    )
    listed, own = (size(asked, known.platforms["k3s"], known) for known in (KNOWLEDGE, knowledge))
    assert isinstance(listed, Topology) and isinstance(own, Topology)
    assert cloud_of(listed) != "aws"
    assert cloud_of(own) == "aws"
