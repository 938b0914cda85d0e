"""What vendors work out on their own pages comes out of the claims: reservations, and sizes of control planes.

Each case names the page and the day printed on it or, where there is none, the day it was read.
"""

from __future__ import annotations

import datetime as dt

import pytest

from advisor import load_knowledge, parse_scenario
from advisor.knowledge.machine_tables import CpuReservation, MemoryReservation, Reservation
from advisor.sizing.control_plane import Members, required_members, spread_members, tolerates
from advisor.sizing.machine_types import reserved_cpu, reserved_memory
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
TODAY = KNOWLEDGE.newest_source_day
GIB = 1024


def kept(platform: str, day: dt.date = TODAY) -> Reservation:
    claimed = KNOWLEDGE.platforms[platform].value("reservation", day)
    assert isinstance(claimed, Reservation)
    return claimed


# --- Amazon EKS: kubelet configuration that its machine image is tested with (awslabs/amazon-eks-ami, nodeadm,
# expected-kubelet-config.json, 2026-07-23): a machine of 58 pods keeps 893Mi and 70m, 100Mi for eviction.


def test_eks_keeps_what_the_test_of_its_machine_image_expects() -> None:
    # 255 + 11 x 58 = 893 MiB, + 100 for eviction
    assert reserved_memory(kept("eks").memory, 8 * GIB, 58) == 893 + 100
    # 6% of the first core, 1% of the second: 60 + 10 = 70; the earlier edition of the file had 80m, which is four
    # cores: 70 + 0.5% of 2000 = 80
    assert [reserved_cpu(kept("eks").cpu, vcpu) for vcpu in (2, 4)] == [70, 80]


# --- Google Kubernetes Engine: "Plan node sizes" (cloud.google.com, 2025-06-01), and the tests of a provider that
# follows it (cloudpilot-ai/karpenter-provider-gcp, pkg/utils/utils_test.go, 2026-08-06).


def test_gke_shows_a_machine_of_four_cores_with_3920_millicores_left() -> None:
    # 6% of 1000 + 1% of 1000 + 0.5% of 2000 = 60 + 10 + 10 = 80; 4000 - 80 = 3920
    assert 4000 - reserved_cpu(kept("gke-standard").cpu, 4) == 3920


@pytest.mark.parametrize(("vcpu", "millicores"), [(1, 60), (2, 70), (4, 80), (8, 90), (16, 110)])
def test_gke_keeps_the_tested_cpu(vcpu: int, millicores: int) -> None:
    # above four cores 0.25% of each further one: 80 + 4 x 2.5 = 90; 90 + 8 x 2.5 = 110
    assert reserved_cpu(kept("gke-standard").cpu, vcpu) == millicores


@pytest.mark.parametrize(
    ("memory_mib", "published"),
    [
        (512, 255),  # up to 1 GiB
        (1024, 255),
        (1025, 256),  # 0.25 x 1025 = 256.25
        (4096, 1024),  # 0.25 x 4096
        (8192, 1843),  # 1024 + 0.20 x 4096 = 1843.2
        (16384, 2662),  # 1843.2 + 0.10 x 8192 = 2662.4
        (131072, 9543),  # 2662.4 + 0.06 x 114688 = 9543.68
        (150000, 9921),  # 9543.68 + 0.02 x 18928 = 9922.24, less the fractions dropped in each tier
        (200000, 10921),  # 9543.68 + 0.02 x 68928 = 10922.24, likewise
    ],
)
def test_gke_keeps_the_tested_memory(memory_mib: int, published: int) -> None:
    # the test drops fractions in every tier where one MiB is rounded up here
    eviction = 100
    assert 0 <= reserved_memory(kept("gke-standard").memory, memory_mib, 110) - eviction - published <= 2


# --- Azure Kubernetes Service: "Node resource reservations" (MicrosoftDocs/azure-aks-docs, 2026-06-11, the same in the
# edition of 2024-04-16). The page counts 1000 MB in a GB.

BEFORE_1_29, FROM_1_29 = dt.date(2024, 3, 16), dt.date(2024, 3, 17)


@pytest.mark.parametrize(
    ("vcpu", "millicores"), [(1, 60), (2, 100), (4, 140), (8, 180), (16, 260), (32, 420), (64, 740)]
)
@pytest.mark.parametrize("day", [BEFORE_1_29, FROM_1_29])
def test_aks_keeps_the_cpu_of_its_table(day: dt.date, vcpu: int, millicores: int) -> None:
    # 6% + 4% of the first two cores, 2% of the next two, 1% of the rest: for 64 cores 60 + 40 + 40 + 600 = 740
    assert reserved_cpu(kept("aks", day).cpu, vcpu) == millicores


def test_aks_from_1_29_keeps_20_mb_for_each_pod() -> None:
    # 20 x 30 + 50 = 650; 8 GB - 0.65 - 0.1 for eviction = 7.25 GB, which is 90.625%
    memory = reserved_memory(kept("aks", FROM_1_29).memory, 8000, 30)
    assert memory == 650 + 100
    assert (8000 - memory) / 8000 == 0.90625


def test_aks_from_1_29_keeps_no_more_than_a_quarter_before_eviction() -> None:
    # 25% of 4 GB = 1000 MB, less than 20 x 70 + 50 = 1450
    assert reserved_memory(kept("aks", FROM_1_29).memory, 4000, 70) == 1000 + 100


def test_aks_before_1_29_keeps_a_third_of_seven_gigabytes() -> None:
    # 0.25 x 4 + 0.20 x 3 = 1.6 GB, + 0.75 for eviction = 2.35 GB. With 1024 MiB to the GB 1.6 x 1024 = 1638.4, rounded
    # up, + 750; the page gives 34% as a round figure and 33.57% by its decimal GB
    memory = reserved_memory(kept("aks", BEFORE_1_29).memory, 7 * GIB, 110)
    assert memory == 1639 + 750
    assert memory / (7 * GIB) == pytest.approx(0.3357, abs=0.005)


# --- OpenShift: "Understanding how resources are allocated to nodes" (openshift/openshift-docs, modules/
# nodes-nodes-resources-configuring-about.adoc, read 2026-11-24); the rows from the prototype of its script
# (harche/openshift-node-sizing, read 2026-11-24), which had no floor of CPU yet.


def test_openshift_keeps_2_6_gib_of_16_and_half_a_core_of_four() -> None:
    # 0.25 x 4 + 0.20 x 4 + 0.10 x 8 = 2.6 GiB = 2662.4 MiB, rounded up, + 100 for eviction
    assert reserved_memory(kept("openshift").memory, 16 * GIB, 250) == 2663 + 100
    # 60 + 3 x 12 = 96, less than the floor of 500
    assert reserved_cpu(kept("openshift").cpu, 4) == 500


@pytest.mark.parametrize(
    ("gib", "published"),
    [
        (1, 0.25),
        (2, 0.5),
        (4, 1),
        (8, 1.8),
        (32, 3.56),
        (64, 5.48),
        (128, 9.32),
        (256, 11.88),
        (512, 17),
        (1024, 27.24),
    ],
)
def test_openshift_keeps_the_memory_of_the_script(gib: int, published: float) -> None:
    # for 64 GiB: 2.6 + 0.06 x 48 = 5.48; for 512 GiB: 2.6 + 0.06 x 112 + 0.02 x 384 = 17
    memory = reserved_memory(kept("openshift").memory, gib * GIB, 250) - 100
    assert memory == pytest.approx(published * GIB, abs=1)


@pytest.mark.parametrize(("vcpu", "cores"), [(64, 0.82), (128, 1.58), (256, 3.12), (512, 6.19)])
def test_openshift_keeps_the_cpu_of_the_script_above_its_floor(vcpu: int, cores: float) -> None:
    # 0.06 + 0.012 for each further core: for 64 cores 0.06 + 63 x 0.012 = 0.816
    assert reserved_cpu(kept("openshift").cpu, vcpu) / 1000 == pytest.approx(cores, abs=0.006)


def test_openshift_4_kept_a_fixed_gib_before_and_version_3_a_tenth() -> None:
    # the same page: 500m and 1 Gi before the script runs
    fixed = kept("openshift", dt.date(2020, 1, 1))
    assert (reserved_cpu(fixed.cpu, 16), reserved_memory(fixed.memory, 64 * GIB, 250)) == (500, 1024 + 100)
    # "Out of resource handling" of 3.11: of 10 Gi a tenth is kept for the system, 0.1 x 10 = 1 Gi
    third = kept("openshift", dt.date(2018, 1, 1))
    assert reserved_memory(third.memory, 10 * GIB, 250) == 1024 + 100


# --- the formula itself, by two pages on what is allocatable


def test_what_is_left_is_capacity_less_reserved_less_eviction() -> None:
    # OpenShift, the same page: 32Gi - 3Gi - 100Mi = 28.9Gi
    openshift = MemoryReservation(base=3 * GIB, eviction_mib=100)
    assert (32 * GIB - reserved_memory(openshift, 32 * GIB, 250)) / GIB == pytest.approx(28.9, abs=0.01)
    # Kubernetes, "Reserve Compute Resources for System Daemons" (read 2026-11-23): 32Gi - 2Gi - 1Gi - 500Mi = 28.5Gi,
    # and 16 - 1 - 0.5 = 14.5 CPUs
    kubernetes = MemoryReservation(base=3 * GIB, eviction_mib=500)
    assert (32 * GIB - reserved_memory(kubernetes, 32 * GIB, 110)) / GIB == pytest.approx(28.5, abs=0.02)
    assert 16_000 - reserved_cpu(CpuReservation(base=1500), 16) == 14_500


def test_a_mesos_agent_offers_all_but_one_gigabyte() -> None:
    # Apache Mesos, containerizer.cpp (read 2026-11-23): an agent of 16 GB, the least of DC/OS, offers 15
    assert 16 * GIB - reserved_memory(kept("dcos").memory, 16 * GIB, 0) == 15 * GIB
    assert reserved_cpu(kept("dcos").cpu, 2) == 0


# --- control planes


def members(platform: str, nodes: int, day: dt.date = TODAY, *, pods: int = 0, losses: int = 1) -> Members:
    workload = resolve_workload(parse_scenario(f"name: a\navailability: {{survive_nodes: {losses}}}"), KNOWLEDGE)
    wanted = required_members(KNOWLEDGE.platforms[platform].terms(day), workload, nodes, pods)
    assert wanted is not None
    return wanted


PUBLISHED = {
    # K3s, requirements (k3s-io/docs, read 2026-11-24): 0-350, 351-900, 901-1800 and above
    "k3s": [(1, 2, 4), (350, 2, 4), (351, 4, 8), (900, 4, 8), (901, 8, 16), (1800, 8, 16), (1801, 16, 32)],
    # RKE2, requirements (rancher/rke2-docs, 2026-08-20): 0-225, 226-450, 451-1300 and above
    "rke2": [(225, 2, 4), (226, 4, 8), (450, 4, 8), (451, 8, 16), (1300, 8, 16), (1301, 16, 32)],
    # OpenShift 4.17, control plane practices (read 2026-11-23): 24, 120 and, with the default network, 252 nodes
    "openshift": [(24, 4, 16), (25, 8, 32), (120, 8, 32), (121, 24, 128), (252, 24, 128)],
    # etcd 3.6, hardware (etcd.io, read 2026-11-24): example clusters of 50, 250, 1,000 and 3,000 nodes on AWS
    "kubernetes-self-managed": [(50, 2, 8), (250, 4, 16), (1000, 8, 32), (3000, 16, 64)],
    # DC/OS 2.1, system requirements (mesosphere/dcos-docs-site, read 2026-11-24): 4 cores and 32 GB, least and advised
    "dcos": [(1, 4, 32), (1000, 4, 32)],
    # Nomad, reference architecture (2026-02-16): small 2-4 vCPU and 8-16 GB, large 8-16 and 32-64; the upper ends
    "nomad": [(1, 4, 16), (5000, 16, 64)],
    # Docker UCP, system requirements (docker/docs, read 2026-11-23): 4 vCPU and 16 GB advised for managers
    "docker-ee": [(1, 4, 16), (100, 4, 16)],
    "mke": [(1, 4, 16)],
}


@pytest.mark.parametrize(
    ("platform", "nodes", "vcpu", "gib"), [(name, *row) for name, rows in PUBLISHED.items() for row in rows]
)
def test_a_member_has_the_published_size(platform: str, nodes: int, vcpu: int, gib: int) -> None:
    size = members(platform, nodes).size
    assert (size.vcpu, size.memory_mib) == (vcpu, gib * GIB)


EARLIER = [
    # OpenShift 4.5 to 4.9, control plane node sizing (docs.redhat.com, read 2026-11-24): 25, 100 and 250 workers
    ("openshift", dt.date(2021, 1, 1), 25, 4, 16),
    ("openshift", dt.date(2021, 1, 1), 26, 8, 32),
    ("openshift", dt.date(2021, 1, 1), 101, 16, 96),
    # 4.10 (docs.redhat.com, read 2026-11-24): 24, 120, 252 and 501 workers
    ("openshift", dt.date(2022, 3, 10), 24, 4, 16),
    ("openshift", dt.date(2022, 3, 10), 252, 16, 64),
    ("openshift", dt.date(2022, 3, 10), 501, 16, 96),
    # Kubernetes, masters that kube-up chose on Google Cloud (kubernetes.io, editions of 2015 to 2020)
    ("acs", dt.date(2017, 10, 1), 5, 1, 3.75),
    ("acs", dt.date(2017, 10, 1), 10, 2, 7.5),
    ("acs", dt.date(2017, 10, 1), 100, 4, 15),
    # K3s, an earlier edition of its requirements (k3s-io/docs, read 2026-11-23): servers beside a database of their own
    ("k3s", dt.date(2022, 1, 1), 10, 2, 4),
    ("k3s", dt.date(2022, 1, 1), 250, 8, 16),
    ("k3s", dt.date(2022, 1, 1), 501, 32, 64),
]


@pytest.mark.parametrize(("platform", "day", "nodes", "vcpu", "gib"), EARLIER)
def test_a_member_had_the_size_published_then(platform: str, day: dt.date, nodes: int, vcpu: int, gib: float) -> None:
    size = members(platform, nodes, day).size
    assert (size.vcpu, size.memory_mib) == (vcpu, gib * GIB)


def test_a_master_of_openshift_3_grows_with_its_pods() -> None:
    # 3.10, prerequisites (openshift/openshift-docs, read 2026-11-23): 2 cores and 16 GB, + 1 core and 1.5 GB for each
    # 1,000 pods: for 2,000 pods 2 + 2 = 4 cores and 16 + 3 = 19 GB
    size = members("openshift", 50, dt.date(2018, 1, 1), pods=2000).size
    assert (size.vcpu, size.memory_mib) == (4, 19 * GIB)
    # 6,000 pods: 2 + 6 = 8 cores and 16 + 9 = 25 GB
    size = members("openshift", 50, dt.date(2018, 1, 1), pods=2001).size
    assert (size.vcpu, size.memory_mib) == (8, 25 * GIB)


def test_three_k3s_servers_are_no_smaller_than_the_example_of_its_page() -> None:
    # the same page: three servers of 4 vCPU and 8 GB carry about 1,200 agents; the row of one server is kept, 8 and 16
    wanted = members("k3s", 1200)
    assert wanted.count == 3
    assert wanted.size.vcpu >= 4
    assert wanted.size.memory_mib >= 8 * GIB


@pytest.mark.parametrize("platform", ["k3s", "rke2", "kubernetes-self-managed", "nomad", "dcos", "docker-swarm-mode"])
def test_members_are_as_many_as_the_majority_needs(platform: str) -> None:
    # Docker, swarm administration guide (read 2026-11-24): majorities of 3, 5, 7 and 9 are 2, 3, 4 and 5, so that 1, 2,
    # 3 and 4 may be lost; etcd, Raft in Nomad and ZooKeeper count the same way
    assert [tolerates(count) for count in (3, 5, 7, 9)] == [1, 2, 3, 4]
    assert [members(platform, 10, losses=losses).count for losses in (1, 2)] == [3, 5]


def test_nine_managers_stand_three_to_a_zone() -> None:
    # the same guide: 9 over three zones are 3-3-3
    assert [count for _, count in spread_members(9, ("a", "b", "c"))] == [3, 3, 3]
