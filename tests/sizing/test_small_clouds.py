"""Clouds beside the three large ones: their machines and prices, and those that the requirement lists itself."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from advisor import Topology, load_knowledge, parse_scenario, screen, size
from advisor.knowledge import data_folder
from advisor.knowledge.terms import RUNS_ON
from advisor.prices.exchange_rates import exchange_rates
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS, regions_of
from advisor.sizing.bill_types import BillPart
from advisor.sizing.note_codes import AssumptionCode
from advisor.tensions import TensionCode, tensions_of

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 24)
EUR = 1.1172  # reference rate of the European Central Bank of 2026-10-30
HOURS = 730
SELF_RUN = (
    *("docker-compose-single-vm", "load-balanced-vms", "multi-container-vm-proxy", "docker-swarm-mode", "nomad"),
    *("kubernetes-self-managed", "k3s", "rke2", "openshift"),
)


def asked(hosting: str, services: str = "", rest: str = "") -> str:
    one = "  - {name: web, replicas: 1, cpu: 500m, memory: 1Gi, gpu: 0, ports: [{port: 80, exposure: public}]}"
    return f"name: shop\nas_of: {DAY}\nos: linux\nhosting: {{{hosting}}}\n{rest}services:\n{services or one}\n"


def sized(text: str, platform: str) -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def usd_of(topology: Topology, part: BillPart) -> list[float | None]:
    return [line.usd_per_month for line in topology.bill.lines if line.key.part is part]


def codes(topology: Topology) -> dict[AssumptionCode, dict[str, object]]:
    return {AssumptionCode(a.note.code): dict(a.note.values) for a in topology.assumptions}


def test_a_box_at_hetzner_costs_its_plan_and_its_address() -> None:
    # CX23 with 2 vCPU and 4 GiB holds 500m and 1 GiB with a proxy: 5.49 EUR a month, and 0.50 EUR for the IPv4 address
    topology = sized(asked("model: cloud, cloud: hetzner"), "docker-compose-single-vm")
    assert [node.machine for pool in topology.pools for node in pool.nodes] == ["CX23"]
    assert usd_of(topology, BillPart.NODES) == [pytest.approx(5.49 * EUR)]
    assert usd_of(topology, BillPart.PUBLIC_ADDRESS) == [pytest.approx(0.50 * EUR, abs=1e-5)]
    assert topology.bill.base == pytest.approx(5.99 * EUR, abs=1e-5)  # 6.69 USD; its disk of 40 GB is in the plan
    assert usd_of(topology, BillPart.ROOT_DISKS) == []
    told = codes(topology)
    assert told[AssumptionCode.EXCHANGE_RATE] == {"currency": "EUR", "usd": EUR, "as_of": "2026-10-30"}
    assert told[AssumptionCode.SHARED_CPU] == {"machines": ("CX23",)}
    assert told[AssumptionCode.SCARCE_MACHINES] == {"machines": ("CX23",)}


def test_a_droplet_costs_what_its_plan_says_for_a_month() -> None:
    # s-2vcpu-4gb is 24 USD a month; its address and its disk of 80 GB come with it, and nothing is in euro
    services = "  - {name: web, replicas: 1, cpu: 900m, memory: 2Gi, gpu: 0, ports: []}"
    topology = sized(asked("model: cloud, cloud: digitalocean, region: ams3", services), "docker-compose-single-vm")
    assert usd_of(topology, BillPart.NODES) == [pytest.approx(24.0, abs=1e-4)]
    assert topology.bill.base == pytest.approx(24.0, abs=1e-4)
    assert AssumptionCode.EXCHANGE_RATE not in codes(topology)


def test_a_cluster_at_scaleway_pays_for_disks_addresses_and_a_balancer() -> None:
    rest = "availability: {survive_nodes: 0, survive_zone: false}\n"
    services = "  - {name: web, replicas: 2, cpu: 1, memory: 9Gi, gpu: 0, ports: [{port: 80, exposure: public}]}"
    topology = sized(asked("model: cloud, cloud: scaleway, zones: 1, subnets: public", services, rest), "k3s")
    assert {node.machine for pool in topology.pools for node in pool.nodes} == {"BASIC3-X4C-16G"}
    agents = sum(pool.node_count for pool in topology.pools)
    assert usd_of(topology, BillPart.LOAD_BALANCER) == [pytest.approx(0.023 * EUR * HOURS)]  # LB-S
    assert usd_of(topology, BillPart.NODE_ADDRESS) == [pytest.approx(agents * 0.005 * EUR * HOURS)]
    # 30 GiB for each machine, at 0.09928 EUR: these types come without a disk
    assert sum(usd or 0.0 for usd in usd_of(topology, BillPart.ROOT_DISKS)) == pytest.approx(
        agents * 30 * 0.09928 * EUR
    )


def test_listed_machines_of_another_cloud_are_taken_without_end() -> None:
    machines = "machines: [{type: vps, vcpu: 4, memory: 8Gi, usd_per_month: 11}]"
    services = "  - {name: web, replicas: 12, cpu: 1, memory: 2Gi, gpu: 0, max_per_node: 1, ports: []}"
    topology = sized(asked(f"model: cloud, cloud: other, {machines}", services), "docker-swarm-mode")
    agents = sum(pool.node_count for pool in topology.pools)
    assert agents >= 12
    assert sum(usd or 0.0 for usd in usd_of(topology, BillPart.NODES)) == pytest.approx(agents * 11)
    assert {pool.site for pool in topology.pools} == {"other cloud"}


def test_a_count_bounds_what_another_cloud_rents_out() -> None:
    machines = "machines: [{type: vps, vcpu: 4, memory: 8Gi, usd_per_month: 11, count: 2}]"
    services = "  - {name: web, replicas: 3, cpu: 1, memory: 2Gi, gpu: 0, max_per_node: 1, ports: []}"
    text = asked(f"model: cloud, cloud: other, {machines}", services)
    assert not isinstance(size(parse_scenario(text), KNOWLEDGE.platforms["k3s"], KNOWLEDGE), Topology)


def test_machines_listed_beside_a_cloud_with_prices_are_not_passed_over_in_silence() -> None:
    machines = "machines: [{type: vps, vcpu: 4, memory: 8Gi, usd_per_month: 11, count: 2}]"
    told = {
        each.code for each in tensions_of(parse_scenario(asked(f"model: cloud, cloud: hetzner, {machines}")), KNOWLEDGE)
    }
    assert TensionCode.CLOUD_AND_MACHINES in told
    assert not list(tensions_of(parse_scenario(asked(f"model: cloud, cloud: other, {machines}")), KNOWLEDGE))


def test_without_a_list_the_machines_of_another_cloud_have_no_price() -> None:
    services = "  - {name: db, replicas: 1, cpu: 3, memory: 12Gi, gpu: 0, ports: []}"
    topology = sized(asked("model: cloud, cloud: other", services), "k3s")
    # 4 vCPU and 16 GiB are doubled once: half of 8 and 32 holds 3 vCPU and 12 GiB
    assert codes(topology)[AssumptionCode.RENTED_MACHINE]["vcpu"] == 8
    assert topology.bill.base is None


@pytest.mark.parametrize("cloud", ["digitalocean", "hetzner", "ovhcloud", "scaleway", "other"])
def test_what_the_team_runs_stays_and_services_of_another_cloud_go(cloud: str) -> None:
    screened = {
        one.platform.id: one for one in screen(parse_scenario(asked(f"model: cloud, cloud: {cloud}")), KNOWLEDGE)
    }
    assert all(screened[platform].eligible for platform in SELF_RUN)
    for platform in ("aks", "ecs-fargate", "cloud-run", "eks", "openshift-managed-aro-rosa"):
        (unmet,) = screened[platform].unmet
        assert unmet.claim.term == "runs_on_plain_machines"  # a service of one cloud: one claim is enough to say so
        assert unmet.claim.why


def test_a_platform_says_once_that_it_runs_on_any_machines() -> None:
    terms = KNOWLEDGE.platforms["k3s"].terms(DAY)
    assert all((terms.runs_on(cloud) or 0) >= 2 for cloud in RUNS_ON)
    assert "runs_on_hetzner" not in KNOWLEDGE.platforms["k3s"].claims
    assert set(RUNS_ON) == {*CLOUDS, "other"}


def test_zones_are_those_of_a_region() -> None:
    told = codes(sized(asked("model: cloud, cloud: hetzner"), "k3s"))
    assert told[AssumptionCode.ZONES]["value"] == 1
    rest = "availability: {survive_zone: true}\n"
    services = "  - {name: web, replicas: 3, cpu: 500m, memory: 1Gi, gpu: 0, ports: []}"
    topology = sized(asked("model: cloud, cloud: hetzner, zones: 3", services, rest), "k3s")
    assert codes(topology)[AssumptionCode.LOCATIONS_AS_ZONES]["locations"] == ("fsn1", "nbg1", "hel1")
    assert all(pool.survives_zone for pool in topology.pools)  # over three locations
    assert len({node.zone for pool in topology.pools for node in pool.nodes}) >= 2


@pytest.mark.parametrize("cloud", CLOUDS[3:])
def test_each_table_has_a_price_in_one_currency_and_a_dated_source(cloud: str) -> None:
    for region in regions_of(data_folder(), cloud):
        with (data_folder() / "prices" / cloud / f"{region}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert {row["currency"] for row in rows} <= {"USD", "EUR"}
        assert all(row["source"] in KNOWLEDGE.sources and dt.date.fromisoformat(row["as_of"]) for row in rows)
        assert (
            len(PriceBook(data_folder()).offers_in(cloud, region))
            == len({row["machine_type"] for row in rows})
            == len(rows)
        )
    assert exchange_rates(data_folder())["EUR"].source in KNOWLEDGE.sources


PUBLISHED = {
    ("hetzner", "CPX32"): 35.49 * EUR / HOURS,
    ("hetzner", "CCX23"): 85.99 * EUR / HOURS,
    ("ovhcloud", "b3-8"): 0.0512 * EUR,
    ("ovhcloud", "c3-16"): 0.1825 * EUR,
    ("scaleway", "PRO2-XXS"): 0.0561 * EUR,
    ("scaleway", "POP2-4C-16G"): 0.147 * EUR,
    ("digitalocean", "g-4vcpu-16gb"): 126 / HOURS,
    ("digitalocean", "c-4"): 84 / HOURS,
}


@pytest.mark.parametrize(("cloud", "machine"), PUBLISHED)
def test_the_price_of_an_hour_follows_from_the_published_plan(cloud: str, machine: str) -> None:
    regions = regions_of(data_folder(), cloud)
    sold = (offer for region in regions for offer in PriceBook(data_folder()).offers_in(cloud, region))
    prices = [offer.usd_per_hour for offer in sold if offer.name == machine]
    assert prices == [pytest.approx(PUBLISHED[cloud, machine], rel=1e-5)] * len(regions)
