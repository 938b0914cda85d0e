"""Each region at its own prices, a region without prices as a range, and a region that nobody has as an error."""

from __future__ import annotations

import csv

import pytest

from advisor import Topology, load_knowledge, parse_scenario, recommend, render, size
from advisor.errors import ScenarioError
from advisor.knowledge import data_folder
from advisor.prices import machines
from advisor.prices.offer import PriceKind
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import levels_of
from advisor.sizing import check_fits
from advisor.sizing.bill_types import BillPart, RangeCause
from advisor.sizing.note_codes import AssumptionCode

KNOWLEDGE = load_knowledge()
HOURS = 730


def asked(hosting: str) -> str:
    return (
        f"name: regional\nhosting: {{model: cloud, {hosting}}}\nservices:\n"
        "- {name: web, replicas: 6, cpu: 500m, memory: 1Gi}\n- {name: api, replicas: 6, cpu: 1, memory: 2Gi}\n"
    )


def sized(hosting: str, platform: str) -> Topology:
    found = size(parse_scenario(asked(hosting)), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(found, Topology)
    return found


@pytest.mark.parametrize(
    ("platform", "cloud", "region"),
    [
        ("aks", "azure", "germanywestcentral"),
        ("aks", "azure", "centralindia"),
        ("aks", "azure", "brazilsouth"),
        ("gke-standard", "gcp", "europe-west3"),
        ("gke-standard", "gcp", "asia-south1"),
        ("gke-standard", "gcp", "southamerica-east1"),
        ("eks", "aws", "eu-central-1"),
    ],
)
def test_machines_are_billed_at_the_prices_of_their_region(platform: str, cloud: str, region: str) -> None:
    topology = sized(f"cloud: {cloud}, region: {region}", platform)
    price = {offer.name: offer.usd_per_hour or 0.0 for offer in PriceBook(data_folder()).offers_in(cloud, region)}
    by_hand = sum(node.count * price[node.machine] for pool in topology.pools for node in pool.nodes) * HOURS
    lines = [line for line in topology.bill.lines if line.key.part is BillPart.NODES]
    assert sum(line.usd_per_month or 0.0 for line in lines) == pytest.approx(by_hand)
    assert {line.key.location for line in lines} == {f"{cloud} {region}"}
    assert not {note.note.code for note in topology.assumptions} & {
        AssumptionCode.REGION,
        AssumptionCode.REGION_WITHOUT_PRICES,
    }


AKS_BESIDE = 73 + 18.25 + 3.65 + 768 * 0.154
"""Standard tier 730 x 0.10, balancer 730 x 0.025, its address 730 x 0.005, 6 default disks of 128 GiB."""
GKE_NODE = 730 * 0.005 + 100 * 0.10
"""The address of a node and its default disk of 100 GiB; the fee for a cluster is 730 x 0.10."""
EKS_BESIDE = 73 + 36.5 + 200 * 0.08
"""Cluster fee 730 x 0.10, addresses of 10 nodes 7,300 x 0.005, 10 default disks of 20 GiB."""


@pytest.mark.parametrize(
    ("platform", "hosting", "by_hand"),
    [  # 12 replicas, 9 vCPU and 18 GiB; prices are USD an hour in the region
        ("aks", "cloud: azure, region: germanywestcentral", 6 * 730 * 0.194 + AKS_BESIDE),  # D4als_v6: 1,063
        ("aks", "cloud: azure, region: centralindia", 6 * 730 * 0.104 + AKS_BESIDE),  # 669
        ("aks", "cloud: azure, region: brazilsouth", 6 * 730 * 0.258 + AKS_BESIDE),  # 1,343
        (
            "gke-standard",  # two e2-standard-2 and four e2-standard-4: 785; ten e2-standard-2, as dear an hour: 840
            "cloud: gcp, region: europe-west3",
            730 * (2 * 0.086336 + 4 * 0.172671) + 6 * GKE_NODE + 73,
        ),
        ("gke-standard", "cloud: gcp, region: asia-south1", 3 * (730 * 0.197904 + GKE_NODE) + 73),  # c2d-highcpu-8: 547
        (
            "gke-standard",  # two e2-standard-2 and four e2-standard-4: 931
            "cloud: gcp, region: southamerica-east1",
            730 * (2 * 0.10637 + 4 * 0.212741) + 6 * GKE_NODE + 73,
        ),
        ("eks", "cloud: aws, region: eu-central-1", 10 * 730 * 0.087 + EKS_BESIDE),  # c5a.large: 761
    ],
)
def test_bills_of_regions_are_those_worked_out_by_hand(platform: str, hosting: str, by_hand: float) -> None:
    assert sized(hosting, platform).bill.base == pytest.approx(by_hand, abs=0.01)


def test_only_the_region_asked_for_is_read() -> None:
    machines.sold_in.cache_clear()
    sized("cloud: aws, region: sa-east-1", "eks")
    assert machines.sold_in.cache_info().currsize == 1


def test_a_region_without_prices_has_the_range_of_its_cloud_and_keeps_its_name() -> None:
    topology = sized("cloud: aws, region: ca-west-1", "eks")
    bill = topology.bill
    assert {line.key.location for line in bill.lines if line.key.part is BillPart.NODES} == {"aws ca-west-1"}
    assert all("us-east-1" not in pool.site + "".join(node.zone for node in pool.nodes) for pool in topology.pools)
    there = sum(line.usd_per_month or 0.0 for line in bill.lines if line.key.location == "aws ca-west-1")
    low, high = levels_of(data_folder(), "aws")
    (cause,) = (each for each in bill.ranges if each.cause is RangeCause.REGION_WITHOUT_PRICES)
    assert cause.low == pytest.approx(min(0.0, there * (low - 1)))
    assert cause.high == pytest.approx(there * (high - 1))
    told = {note.note.code: dict(note.note.values) for note in topology.assumptions}
    assert told[AssumptionCode.REGION_WITHOUT_PRICES]["region"] == "ca-west-1"


@pytest.mark.parametrize(
    ("hosting", "message", "remedy"),
    [
        ("cloud: aws, region: frankfurt", "no region of aws is called frankfurt", "did you mean eu-central-1"),
        ("cloud: gcp, region: europe-west33", "no region of gcp is called europe-west33", "did you mean europe-west3"),
        ("cloud: azure, region: sao-paulo", "no region of azure is called sao-paulo", "did you mean brazilsouth"),
        ("cloud: any, region: mars", "no region of any cloud is called mars", ""),
        ("cloud: aws, region: westeurope", "westeurope is a region of azure, not of aws", ""),
    ],
)
def test_a_region_that_nobody_has_is_told_with_the_one_that_is_meant(hosting: str, message: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        check_fits(parse_scenario(asked(hosting)), KNOWLEDGE)
    (problem,) = caught.value.problems
    assert problem.message == message
    assert remedy in problem.remedy
    assert problem.field == "hosting.region"


@pytest.mark.parametrize("hosting", ["cloud: any, region: eastus", "cloud: other, region: my-room"])
def test_a_region_of_some_cloud_or_of_an_own_one_is_taken(hosting: str) -> None:
    check_fits(parse_scenario(asked(hosting)), KNOWLEDGE)


def test_the_answer_says_beside_the_first_sum_that_a_region_has_no_prices() -> None:
    answer = recommend(parse_scenario(asked("cloud: aws, region: ca-west-1")), KNOWLEDGE)
    page = " ".join(render(answer, "text", full=False).split())
    bill = page[page.index(" Bill ") :][:400]
    assert "between USD" in bill and "No prices of ca-west-1 are known here" in " ".join(page.split())
    assert "What the region costs, whose prices are not held: USD" in page
    assert "us-east-1" not in page


def test_what_is_billed_at_the_price_of_another_region_counts_as_estimated() -> None:
    """Disks of AWS are known for us-east-1; the fee for the cluster and public addresses cost the same everywhere."""
    topology = sized("cloud: aws, region: eu-central-1", "eks")
    bill = topology.bill
    estimated = {line.key.part for line in bill.lines if line.price_kind is PriceKind.ESTIMATED}
    assert estimated == {BillPart.ROOT_DISKS}
    disks = sum(node.count for pool in topology.pools for node in pool.nodes) * 20 * 0.08  # 20 GiB each by default
    assert bill.origin is not None
    assert bill.origin.estimated_share == pytest.approx(disks / (bill.base or 0.0))
    at_home = sized("cloud: aws, region: us-east-1", "eks").bill.origin
    assert at_home is not None and at_home.estimated_share == 0


def test_all_machines_of_a_region_without_prices_are_estimated() -> None:
    bill = sized("cloud: aws, region: ca-west-1", "eks").bill
    nodes = [line for line in bill.lines if line.key.part is BillPart.NODES]
    assert nodes and all(line.price_kind is PriceKind.ESTIMATED for line in nodes)
    assert bill.origin is not None and bill.origin.estimated_share > 0.7  # all but the fee, addresses and names


@pytest.mark.parametrize(("region", "kind"), [("eastus", PriceKind.LISTED), ("centralindia", PriceKind.ESTIMATED)])
def test_tasks_at_the_only_rates_that_are_known_are_estimated_elsewhere(region: str, kind: PriceKind) -> None:
    bill = sized(f"cloud: azure, region: {region}", "aci").bill
    kinds = {line.price_kind for line in bill.lines if line.key.part is BillPart.NODES}
    assert kinds == {kind}


@pytest.mark.parametrize(
    ("platform", "hosting", "by_hand"),
    [
        # 6 x 1 vCPU, 2 GiB at the rates of Sao Paulo and of Frankfurt, instead of 0.04048 and 0.004445 of Virginia
        ("ecs-fargate", "cloud: aws, region: sa-east-1", 6 * (0.0696 + 2 * 0.0076)),
        ("ecs-fargate", "cloud: aws, region: eu-central-1", 6 * (0.04656 + 2 * 0.00511)),
        # a group has 128 MiB of its own
        ("aci", "cloud: azure, region: germanywestcentral", 6 * (0.04656 + 2.125 * 0.00511)),
        # tier 2, by instance
        ("cloud-run", "cloud: gcp, region: europe-west3", 6 * (0.07776 + 2 * 0.00864)),
        ("cloud-run", "cloud: gcp, region: europe-west1", 6 * (0.0648 + 2 * 0.0072)),
    ],
)
def test_tasks_are_billed_at_the_rates_of_their_region(platform: str, hosting: str, by_hand: float) -> None:
    text = (
        f"name: tasks\nhosting: {{model: cloud, {hosting}}}\nservices:\n"
        "- {name: worker, kind: worker, replicas: 6, cpu: 1, memory: 2Gi, ports: []}\n"
    )
    found = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(found, Topology)
    lines = [line for line in found.bill.lines if line.key.part is BillPart.NODES]
    assert sum(line.usd_per_month or 0.0 for line in lines) == pytest.approx(by_hand * HOURS)
    assert {line.price_kind for line in lines} == {PriceKind.LISTED}
    assert AssumptionCode.PRICES_ELSEWHERE not in {each.note.code for each in found.assumptions}
    free = [line for line in found.bill.lines if line.key.part is BillPart.FREE_VCPU]
    # what is free is taken off at the price of tier 1, wherever it is used: 240,000 vCPU seconds at 0.0648 an hour
    assert [line.usd_per_month for line in free] == pytest.approx([-4.32] if platform == "cloud-run" else [])


def test_a_price_of_before_the_rates_of_regions_is_not_replaced_by_them() -> None:
    """In 2018 a vCPU of Fargate cost 0.0506 in Virginia; what Sao Paulo cost then is not known."""
    text = asked("cloud: aws, region: sa-east-1") + "as_of: 2018-06-01\n"
    found = size(parse_scenario(text), KNOWLEDGE.platforms["ecs-fargate"], KNOWLEDGE)
    assert isinstance(found, Topology)
    lines = [line for line in found.bill.lines if line.key.part is BillPart.NODES]
    assert {line.price_kind for line in lines} == {PriceKind.ESTIMATED}
    # half a vCPU with 1 GiB, and a vCPU with 2 GiB
    assert sorted(line.unit_price_usd or 0.0 for line in lines) == pytest.approx(
        [0.5 * 0.0506 + 0.0127, 0.0506 + 2 * 0.0127]
    )


def test_the_rates_of_regions_stand_beside_the_claims_of_their_platforms() -> None:
    with (data_folder() / "prices" / "task_rates.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    first: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        first.setdefault((row["platform"], row["mode"]), row)
    for (platform, mode), row in first.items():
        claimed = KNOWLEDGE.platforms[platform].terms(KNOWLEDGE.newest_source_day).billing_modes
        assert claimed is not None
        (known,) = [each for each in claimed.rows if each.name == mode]
        assert known.vcpu_usd_per_hour == float(row["vcpu_per_hour"])
        assert known.gib_usd_per_hour == float(row["gib_per_hour"])
    cloud = {"ecs-fargate": "aws", "aci": "azure", "cloud-run": "gcp"}
    for row in rows:
        assert row["region"] in KNOWLEDGE.prices.regions_known(cloud[row["platform"]])
    assert len({(row["platform"], row["mode"], row["region"]) for row in rows}) == len(rows)
