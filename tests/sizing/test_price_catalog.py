from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.machine_tables import CpuReservation, Daemons, MemoryReservation, Reservation, Tier
from advisor.prices.offer import Offer
from advisor.sizing.machine_types import AgentRules, allocatable, reserved_cpu, reserved_memory

GIB = 1024
TIERED = MemoryReservation(
    tiers=(
        Tier(up_to=4 * GIB, share=0.25),
        Tier(up_to=8 * GIB, share=0.20),
        Tier(up_to=16 * GIB, share=0.10),
        Tier(up_to=128 * GIB, share=0.06),
        Tier(share=0.02),
    )
)


def test_tiers_are_marginal() -> None:
    # OpenShift's published example: 16 GiB keep 0.25 x 4 + 0.20 x 4 + 0.10 x 8 = 2.6 GiB = 2662.4 MiB
    # (openshift-docs, modules/nodes-nodes-resources-configuring-about.adoc)
    assert reserved_memory(TIERED, 16 * GIB, 110) == 2663


@pytest.mark.parametrize(("vcpu", "kept"), [(1, 60), (2, 100), (4, 140), (8, 180), (16, 260), (32, 420), (64, 740)])
def test_cpu_tiers_give_the_published_table_of_aks(vcpu: int, kept: int) -> None:
    # azure-aks-docs, articles/aks/node-resource-reservations.md: the table of reserved millicores by cores
    rule = CpuReservation(
        tiers=(
            Tier(up_to=1000, share=0.06),
            Tier(up_to=2000, share=0.04),
            Tier(up_to=4000, share=0.02),
            Tier(share=0.01),
        )
    )
    assert reserved_cpu(rule, vcpu) == kept


def test_memory_per_pod_gives_the_published_fixture_of_eks() -> None:
    # amazon-eks-ami, nodeadm/test/e2e: 58 pods keep 255 + 11 x 58 = 893 MiB, and 100 MiB for eviction
    rule = MemoryReservation(base=255, per_pod=11, eviction_mib=100)
    assert reserved_memory(rule, 8 * GIB, 58) == 993


def test_memory_share_is_capped_like_the_published_example_of_aks() -> None:
    # azure-aks-docs, node-resource-reservations.md, from 1.29: 8 GB and 30 pods: min(20 x 30 + 50, 25 %) = 650, and
    # 100 for eviction; 4 GB and 70 pods: 20 x 70 + 50 = 1450 is above a quarter of the machine, so 1024 + 100
    rule = MemoryReservation(base=50, per_pod=20, largest_share=0.25, eviction_mib=100)
    assert reserved_memory(rule, 8 * GIB, 30) == 750
    assert reserved_memory(rule, 4 * GIB, 70) == 1124


def test_a_small_machine_keeps_its_fixed_amount() -> None:
    # Google's rule: below 1 GiB a fixed 255 MiB
    rule = TIERED.model_copy(update={"small_below_mib": GIB, "small_mib": 255, "eviction_mib": 100})
    assert reserved_memory(rule, 512, 110) == 355
    assert reserved_memory(rule, GIB, 110) == 356


def test_what_services_may_use_is_the_ceiling_of_what_is_left() -> None:
    offer = Offer("m.large", 2, 8 * GIB, "amd64", 0.1, "somebody", "2026-07-20", max_pods=29)
    rules = AgentRules(
        reservation=Reservation(
            cpu=CpuReservation(base=70), memory=MemoryReservation(base=255, per_pod=11, eviction_mib=100)
        ),
        daemons=Daemons(cpu_millicores=150, memory_mib=200, pods=2),
        max_pods_per_node=110,
        pods_by_interface=True,
        cpu_ceiling=0.8,
        memory_ceiling=0.85,
    )
    machine = allocatable(offer, rules)
    # cpu: 0.8 x (2000 - 70 - 150) = 1424; pods: 29 - 2 = 27
    # memory: kept 255 + 11 x 29 + 100 = 674; 0.85 x (8192 - 674 - 200) = 6220.3
    assert (machine.cpu_millicores, machine.memory_mib, machine.max_pods) == (1424, 6220, 27)


@given(st.integers(1, 200), st.integers(256, 2_000_000), st.integers(1, 250))
def test_a_larger_machine_never_leaves_less(vcpu: int, memory: int, pods: int) -> None:
    assert memory - reserved_memory(TIERED, memory, pods) <= memory + 1024 - reserved_memory(
        TIERED, memory + 1024, pods
    )
    rule = CpuReservation(base=60, floor=500, tiers=(Tier(share=0.012),))
    assert vcpu * 1000 - reserved_cpu(rule, vcpu) <= (vcpu + 1) * 1000 - reserved_cpu(rule, vcpu + 1)
