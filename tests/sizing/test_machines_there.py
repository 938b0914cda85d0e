"""Machine types are those that exist where a platform runs, with what they really have, and cost what they cost there.

Prices are those of data/node_types; a month has 730 hours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, size
from advisor.knowledge import data_folder
from advisor.knowledge.machine_tables import Daemons, Reservation
from advisor.prices.price_book import PriceBook
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.sizing import RefusalCause
from advisor.sizing.bill_types import BillPart, UnpricedCost
from advisor.sizing.machine_types import AgentRules, allocatable
from advisor.sizing.note_codes import NoteCode

KNOWLEDGE = load_knowledge()


def sized(platform: str, hosting: dict[str, Any], *services: dict[str, Any], **more: Any) -> Topology | Infeasible:
    """The topology of a small scenario in one zone that need survive nothing."""
    scenario: dict[str, Any] = {
        "name": "small",
        "as_of": "2026-11-24",
        "os": "linux",
        "hosting": {"model": "cloud", "zones": 1, **hosting},
        "availability": {"survive_nodes": 0},
        "services": [{"ports": [], **service} for service in services],
        **more,
    }
    return size(load_scenario(scenario), KNOWLEDGE.platforms[platform], KNOWLEDGE)


AWS = {"cloud": "aws", "region": "us-east-1"}
WHOLE = {"cpu": 1, "memory": 1}


def machines_of(topology: Topology | Infeasible) -> dict[str, int]:
    """The agents by type."""
    assert isinstance(topology, Topology)
    counts: dict[str, int] = {}
    for pool in topology.pools:
        for node in pool.nodes:
            counts[node.machine] = counts.get(node.machine, 0) + node.count
    return counts


# --- memory


def test_a_pod_of_31000_mib_needs_a_machine_of_more_than_32_gib() -> None:
    # an r5.xlarge shows 31,628 of its 32,768 MiB, of which 30,635 are for pods (docs/node-memory.md)
    big = {"name": "big", "replicas": 1, "cpu": 1, "memory": "31000Mi"}
    topology = sized("eks", AWS, big, utilisation=WHOLE)
    assert isinstance(topology, Topology)
    holding = [n.machine for n in topology.pools[0].nodes if dict(n.pods).get("big")]
    (machine,) = [m for m in topology.pools[0].machines if m.name in holding]
    assert machine.installed_memory_mib > 32768
    assert machine.memory_mib >= 31000


# --- types that a platform takes

WEB = {"name": "web", "replicas": 20, "cpu": "500m", "memory": "1Gi"}
SMALL = {"name": "a", "replicas": 1, "cpu": "100m", "memory": "256Mi"}


def bill_parts(topology: Topology | Infeasible, *parts: BillPart) -> float:
    """USD a month of the lines of these parts."""
    assert isinstance(topology, Topology)
    return sum(line.usd_per_month or 0 for line in topology.bill.lines if line.key.part in parts)


def test_no_first_graviton_on_eks_since_its_images_ended() -> None:
    # until 2025-11-26 images on Amazon Linux 2 started on a1; Amazon Linux 2023 does not
    assert not [name for name in machines_of(sized("eks", AWS, {**WEB, "arch": "arm64"})) if name.startswith("a1.")]
    before = sized("eks", AWS, {**WEB, "arch": "arm64"}, as_of="2025-06-01")
    assert isinstance(before, Topology)
    assert [machine.name for machine in before.pools[0].considered if machine.name.startswith("a1.")]


def test_any_architecture_costs_what_the_cheaper_one_costs() -> None:
    bills = {}
    for arch in ("amd64", "arm64", "any"):
        topology = sized("eks", AWS, {**WEB, "arch": arch})
        assert isinstance(topology, Topology)
        bills[arch] = topology.bill.base
    assert bills["any"] == min(bills["amd64"] or 0, bills["arm64"] or 0)


def test_services_for_any_architecture_may_join_those_of_a_fixed_one() -> None:
    # alone `open` would go to cheaper arm64 machines; beside `fixed` there is room for it on the amd64 machine
    fixed = {"name": "fixed", "replicas": 1, "cpu": "500m", "memory": "512Mi", "arch": "amd64"}
    alone, joined = (
        sized("docker-swarm-mode", AWS, *services)
        for services in (({**SMALL, "arch": "any"},), (fixed, {**SMALL, "arch": "any"}))
    )
    assert isinstance(alone, Topology)
    assert isinstance(joined, Topology)
    assert [pool.name for pool in alone.pools] == ["services-arm64"]
    assert [pool.name for pool in joined.pools] == ["services"]


def test_an_architecture_that_a_platform_has_no_machine_for_is_refused_with_a_remedy() -> None:
    azure = {"cloud": "azure", "region": "eastus"}
    refused = sized("openshift-managed-aro-rosa", azure, {**SMALL, "arch": "arm64"})
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.NO_MACHINE_OF_KIND
    assert refusal_words(refused.refusal) == (
        "a has images for arm64, and azure eastus has no such machine that the platform takes; there are amd64 "
        "machines: build for amd64 too and write arch: any"
    )


def test_rosa_has_two_workers_of_four_vcpu_and_their_fees() -> None:
    topology = sized("openshift-managed-aro-rosa", AWS, SMALL)
    assert isinstance(topology, Topology)
    assert [(each.machine, each.count) for each in topology.auxiliary] == [("c6a.xlarge", 1)]
    assert machines_of(topology) == {"c6a.xlarge": 1}
    # cluster with hosted control planes 0.25 x 730 = 182.50; two workers of 4 vCPU at 0.04275 each x 730 = 249.66
    # (aws-rosa-pricing); two c6a.xlarge at 0.153 x 730 = 223.38 (karpenter-aws-prices, 2026-07-20)
    assert bill_parts(topology, BillPart.CONTROL_PLANE_FEE) == pytest.approx(182.50)
    assert bill_parts(topology, BillPart.AGENT_FEE) == pytest.approx(249.66)
    assert bill_parts(topology, BillPart.NODES, BillPart.AUXILIARY_NODES) == pytest.approx(223.38)
    parts = (BillPart.CONTROL_PLANE_FEE, BillPart.AGENT_FEE, BillPart.NODES, BillPart.AUXILIARY_NODES)
    assert bill_parts(topology, *parts) == pytest.approx(655.54)
    # the workers stand in private subnets (redhat-rosa-models): a gateway at 0.045 and its address at 0.005, x 730 =
    # 36.50; root disks 2 x 120 GiB x 0.08 = 19.20; all together 711.24
    assert bill_parts(topology, BillPart.NAT_GATEWAY, BillPart.NAT_ADDRESS) == pytest.approx(36.50)
    assert bill_parts(topology, BillPart.NODE_ADDRESS) == 0
    assert topology.bill.base == topology.bill.high == pytest.approx(711.24)


def test_aro_has_three_workers_and_three_machines_for_its_control_plane() -> None:
    topology = sized("openshift-managed-aro-rosa", {"cloud": "azure", "region": "eastus"}, SMALL)
    # three workers of 4 vCPU, the cheapest of the published sizes D4as_v5 at 0.172; three control-plane machines of
    # 8 vCPU and 32 GiB, D8as_v5 at 0.344 (karpenter-azure-prices, 2026-06-18), without a fee of their own:
    # 3 x 0.172 x 730 = 376.68; 3 x 0.344 x 730 = 753.36; the fee 12 vCPU x 0.04275 x 730 = 374.49
    assert bill_parts(topology, BillPart.NODES, BillPart.AUXILIARY_NODES) == pytest.approx(376.68 + 753.36)
    assert bill_parts(topology, BillPart.AGENT_FEE) == pytest.approx(374.49)
    assert bill_parts(topology, BillPart.CONTROL_PLANE_FEE) == 0
    # the workers have no address and go out by the balancer of the cluster
    assert bill_parts(topology, BillPart.NODE_ADDRESS) == 0


# --- Windows and the system pool

AZURE = {"cloud": "azure", "region": "eastus"}
IIS = {"name": "iis", "replicas": 2, "cpu": "500m", "memory": "4Gi", "os": "windows"}


def test_windows_machines_keep_two_gib_and_cost_their_licence() -> None:
    topology = sized("aks", AZURE, IIS, os="windows", utilisation=WHOLE)
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    (machine,) = pool.machines
    # E2as_v5 has 16,384 MiB, of which Windows shows all but 1; the kubelet keeps 50 + 20 x 110 = 2,250 and Windows
    # 2,048 more (microsoft-aks-reservations); the daemons 300: 16,383 - 4,298 - 300 = 11,785
    assert (machine.name, machine.memory_mib, pool.node_count) == ("Standard_E2as_v5", 11785, 1)
    # 0.113 an hour with Linux and 2 x 0.046 for the licence (karpenter-azure-prices, 2026-06-18): 0.205 x 730 = 149.65
    assert bill_parts(topology, BillPart.NODES) == pytest.approx(149.65)
    # two Linux machines of 4 vCPU for the system: D4als_v6 at 0.161 x 730 x 2 = 235.06
    assert [(each.machine, each.count) for each in topology.auxiliary] == [("Standard_D4als_v6", 2)]
    assert bill_parts(topology, BillPart.AUXILIARY_NODES) == pytest.approx(235.06)
    assert not topology.bill.unpriced
    told = " ".join(note_words(each) for each in topology.notes)
    assert "contain USD 0.046 for each vCPU and hour, which is the licence" in told
    assert "the system pool has 2 Linux machines of one size with 4 vCPU and 4 GiB at least" in told


@pytest.mark.parametrize(
    ("platform", "hosting", "usd_per_vcpu_hour"),
    [("eks", AWS, 0.046), ("gke-standard", {"cloud": "gcp", "region": "us-east1"}, 0.046)],
)
def test_a_windows_machine_costs_a_licence_for_each_vcpu(
    platform: str, hosting: dict[str, Any], usd_per_vcpu_hour: float
) -> None:
    topology = sized(platform, hosting, IIS, os="windows")
    assert isinstance(topology, Topology)
    (pool,) = topology.pools
    assert [each.count for each in topology.auxiliary] == [1]  # DNS runs on Linux only
    for machine in pool.machines:
        offer = next(
            o for o in PriceBook(data_folder()).offers_in(hosting["cloud"], hosting["region"]) if o.name == machine.name
        )
        assert machine.usd_per_hour == pytest.approx((offer.usd_per_hour or 0) + usd_per_vcpu_hour * offer.vcpu)


def test_windows_on_own_machines_has_no_price_for_its_licences() -> None:
    machines = [{"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 4, "usd_per_month": 300}]
    hosting = {"model": "on_prem", "machines": machines}
    topology = sized("docker-swarm-mode", hosting, IIS, os="windows")
    assert isinstance(topology, Topology)
    assert [cost.cost for cost in topology.bill.unpriced] == [UnpricedCost.WINDOWS_LICENCES]


TRAIN = {"name": "train", "replicas": 1, "cpu": 2, "memory": "8Gi", "gpu": 1}


@pytest.mark.parametrize(
    ("platform", "cloud"), [("eks", AWS), ("gke-standard", {"cloud": "gcp", "region": "us-east1"})]
)
def test_machines_with_gpus_hold_the_pods_of_the_system_where_no_taint_keeps_them_off(
    platform: str, cloud: dict[str, Any]
) -> None:
    # only Windows machines need one with Linux beside them; what stands on the page on Windows is not said of GPUs
    topology = sized(platform, cloud, TRAIN)
    assert isinstance(topology, Topology)
    assert all(machine.gpus for machine in topology.pools[0].machines)
    assert not topology.auxiliary
    assert NoteCode.SYSTEM_POOL not in [each.code for each in topology.notes]


def test_a_system_pool_is_not_filled_up_with_machines_with_gpus() -> None:
    # AKS asks for two machines of one size: two small ones, by its page on system pools, and no second one with a GPU
    topology = sized("aks", AZURE, TRAIN)
    assert isinstance(topology, Topology)
    assert machines_of(topology) == {"Standard_NC4as_T4_v3": 1}
    assert [(each.machine, each.count) for each in topology.auxiliary] == [("Standard_D4als_v6", 2)]
    assert [each.source for each in topology.auxiliary] == ["microsoft-aks-system-pools"]


def test_the_system_pool_has_two_machines_of_four_vcpu_which_services_share() -> None:
    alone = {"name": "a", "replicas": 1, "cpu": "100m", "memory": "256Mi"}
    topology = sized("aks", AZURE, alone)
    assert machines_of(topology) == {"Standard_D4als_v6": 1}
    assert isinstance(topology, Topology)
    assert [(each.machine, each.count) for each in topology.auxiliary] == [("Standard_D4als_v6", 1)]
    # 2 x 0.161 x 730 = 235.06 (karpenter-azure-prices, 2026-06-18) and 0.10 x 730 = 73.00 for the Standard tier
    assert bill_parts(topology, BillPart.NODES, BillPart.AUXILIARY_NODES) == pytest.approx(235.06)
    assert bill_parts(topology, BillPart.CONTROL_PLANE_FEE) == pytest.approx(73.00)


def test_two_small_machines_hold_the_system_pool_where_one_large_one_would_need_a_second() -> None:
    # 3 x 1 vCPU fit one D8als_v6 at 0.322, but the system pool has two of one size: 2 x 0.322 = 0.644. Two D4als_v6 at
    # 0.161 hold two replicas and one: 0.322 for all of it.
    topology = sized("aks", AZURE, {"name": "web", "replicas": 3, "cpu": 1, "memory": "2Gi"})
    assert isinstance(topology, Topology)
    assert machines_of(topology) == {"Standard_D4als_v6": 2}
    assert topology.auxiliary == ()
    assert topology.pools[0].usd_per_hour == pytest.approx(2 * 0.161)


def test_machines_that_fill_up_are_weighed_with_those_of_a_plan() -> None:
    # ARO asks for three workers. 4 x 2 vCPU fit one D16as_v5 at 4 x 0.172, beside which two D4as_v5 would be bought:
    # 6 x 0.172. Four D4as_v5 hold one replica each: 4 x 0.172 for all of it.
    topology = sized("openshift-managed-aro-rosa", AZURE, {"name": "web", "replicas": 4, "cpu": 2, "memory": "2Gi"})
    assert isinstance(topology, Topology)
    assert machines_of(topology) == {"Standard_D4as_v5": 4}
    assert [(each.machine, each.count) for each in topology.auxiliary] == [("Standard_D8as_v5", 3)]  # control plane
    assert topology.pools[0].usd_per_hour == pytest.approx(4 * 0.172)


def test_services_that_fill_two_machines_need_no_more_for_the_system() -> None:
    a = {"name": "a", "replicas": 6, "cpu": 1, "memory": "2Gi", "ports": [{"port": 80, "exposure": "public"}]}
    topology = sized("aks", {**AZURE, "zones": 2}, a)
    assert isinstance(topology, Topology)
    assert not topology.auxiliary
    assert all(machine.vcpu >= 4 for machine in topology.pools[0].machines)
    # two D8als_v6 at 0.322 x 730 = 470.12; the tier 73.00; a balancer at 0.025 and its address at 0.005 an hour 21.90;
    # a zone of names 0.50
    entry = (BillPart.LOAD_BALANCER, BillPart.LOAD_BALANCER_ADDRESS, BillPart.DNS_ZONE)
    parts = (BillPart.NODES, BillPart.AUXILIARY_NODES, BillPart.CONTROL_PLANE_FEE, *entry)
    assert bill_parts(topology, *parts) == pytest.approx(470.12 + 73.00 + 21.90 + 0.50, abs=0.01)


# --- replicas on a machine

TINY = {"name": "tiny", "replicas": 900, "cpu": "10m", "memory": "16Mi"}


def test_the_setting_that_would_save_most_is_named_where_replicas_fill_machines_by_their_number() -> None:
    topology = sized("eks", AWS, TINY)
    assert isinstance(topology, Topology)
    (told,) = [each for each in topology.notes if each.code is NoteCode.DENSER_PODS]
    values = dict(told.values)
    assert values["usd_per_month"] == pytest.approx((topology.pools[0].usd_per_hour or 0) * 730)
    assert values["denser_usd_per_month"] < 0.6 * values["usd_per_month"]
    # 110 less the 4 of daemons on each machine: 900 / 106 = 8.5 machines at least
    assert 9 <= values["denser_machines"] < values["machines"]
    assert "with prefix delegation of the VPC network plugin" in note_words(told)


def test_no_setting_is_named_where_cpu_or_memory_fills_the_machines() -> None:
    topology = sized("eks", AWS, WEB)
    assert isinstance(topology, Topology)
    assert not [each for each in topology.notes if each.code is NoteCode.DENSER_PODS]


@pytest.mark.parametrize(
    ("machine", "plain", "denser"),
    [
        # interfaces x (addresses - 1) + 2 (amazon-eks-ami, eni-max-pods): 3 x 9 + 2 = 29; 110 below 30 vCPU with
        # prefixes, as 3 x 9 x 16 + 2 = 434 is more
        ("m5.large", 29, 110),
        ("m5.4xlarge", 110, 110),  # 8 x 29 + 2 = 234, above the 110 of machines below 30 vCPU
        ("m5.8xlarge", 234, 250),  # 32 vCPU
        ("m4.large", 20, 20),  # 2 x 9 + 2; no prefixes on machines before Nitro
    ],
)
def test_replicas_on_a_machine_of_eks(machine: str, plain: int, denser: int) -> None:
    terms = KNOWLEDGE.platforms["eks"].terms(dt.date(2026, 11, 24))
    offer = next(o for o in PriceBook(data_folder()).offers_in("aws", "us-east-1") if o.name == machine)
    rules = AgentRules(Reservation(), Daemons(), 110, pods_by_interface=True, cpu_ceiling=1, memory_ceiling=1)
    for limits, most in ((terms.pod_limits, plain), (terms.denser_pods, denser)):
        assert allocatable(offer, replace(rules, pod_limits=limits)).max_pods == most


@pytest.mark.parametrize(
    ("machine", "most"),
    [
        # a Windows machine uses one interface, whose addresses less its own are for pods (aws-eks-windows); by
        # amazon-eks-ami an m5.large has 10 on each, an m5.xlarge 15, an m5.4xlarge 30 and an m5.16xlarge 50
        ("m5.large", 9),
        ("m5.xlarge", 14),
        ("m5.4xlarge", 29),
        ("m5.16xlarge", 49),
    ],
)
def test_replicas_on_a_windows_machine_of_eks(machine: str, most: int) -> None:
    terms = KNOWLEDGE.platforms["eks"].terms(dt.date(2026, 11, 24))
    offer = next(o for o in PriceBook(data_folder()).offers_in("aws", "us-east-1") if o.name == machine)
    rules = AgentRules(Reservation(), Daemons(), 110, pods_by_interface=True, cpu_ceiling=1, memory_ceiling=1)
    windows = replace(
        rules, pod_limits=terms.denser_pods, windows_pod_limits=terms.windows_pod_limits, system="windows"
    )
    assert allocatable(offer, windows).max_pods == most


def test_windows_on_eks_is_planned_on_no_machine_without_memory_for_it() -> None:
    # c7a.medium has 2 GiB, which Windows takes (Kubernetes: reserve at least 2 GiB); at 9 replicas on each c6a.large
    # 126 take 14 machines
    small = {"name": "a", "replicas": 126, "cpu": "50m", "memory": "64Mi", "ports": [], "os": "windows"}
    topology = sized("eks", AWS, small, os="windows", utilisation=WHOLE)
    assert isinstance(topology, Topology)
    assert machines_of(topology) == {"c6a.large": 14}


def test_arm_machines_on_eks_cost_what_the_list_says() -> None:
    # 3 vCPU and 6,000 MiB at whole utilisation: of the 8 GiB of a c6g.xlarge the system sees 8,192 - 340 - 234 = 7,618,
    # 58 pods keep 993 and daemons take 200: 6,425; one at 0.136 x 730 = 99.28 (karpenter-aws-prices, 2026-07-20), and
    # the cluster 0.10 x 730 = 73.00 (aws-eks-prices-2026-09-28)
    big = {"name": "big", "replicas": 1, "cpu": 3, "memory": "6000Mi", "arch": "arm64"}
    topology = sized("eks", AWS, big, utilisation=WHOLE)
    assert machines_of(topology) == {"c6g.xlarge": 1}
    assert bill_parts(topology, BillPart.NODES) == pytest.approx(99.28)
    assert bill_parts(topology, BillPart.CONTROL_PLANE_FEE) == pytest.approx(73.00)


def test_families_that_start_no_windows_are_left_to_linux() -> None:
    # the guide of EKS takes no Windows on c4, m4 and m6a (aws-eks-windows)
    barred = {"c4", "m4", "m6a"}
    web = {"name": "web", "replicas": 4, "cpu": 2, "memory": "7Gi"}
    linux, windows = (sized("eks", AWS, {**web, "os": system}, os=system) for system in ("linux", "windows"))
    assert isinstance(linux, Topology)
    assert isinstance(windows, Topology)
    assert barred <= {machine.family for machine in linux.pools[0].considered}
    assert not barred & {machine.family for machine in windows.pools[0].considered}


def test_windows_where_a_platform_runs_none_is_refused_with_a_remedy() -> None:
    refused = sized("openshift-managed-aro-rosa", AZURE, IIS, os="windows")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.NO_WINDOWS
    assert "iis needs Windows, and Managed OpenShift" in refusal_words(refused.refusal)
