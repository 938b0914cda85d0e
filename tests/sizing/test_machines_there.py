"""Machine types are those that exist where a platform runs, with what they really have, and cost what they cost there.

Prices are those of data/node_types; a month has 730 hours.
"""

from __future__ import annotations

from typing import Any

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, size
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing import RefusalCause
from advisor.sizing.bill_types import BillPart

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
    assert topology.bill.base == pytest.approx(655.54, abs=20)  # besides: names and images


def test_aro_has_three_workers_and_three_machines_for_its_control_plane() -> None:
    topology = sized("openshift-managed-aro-rosa", {"cloud": "azure", "region": "eastus"}, SMALL)
    # three workers of 4 vCPU, the cheapest of the published sizes D4as_v5 at 0.172; three control-plane machines of
    # 8 vCPU and 32 GiB, D8as_v5 at 0.344 (karpenter-azure-prices, 2026-06-18), without a fee of their own:
    # 3 x 0.172 x 730 = 376.68; 3 x 0.344 x 730 = 753.36; the fee 12 vCPU x 0.04275 x 730 = 374.49
    assert bill_parts(topology, BillPart.NODES, BillPart.AUXILIARY_NODES) == pytest.approx(376.68 + 753.36)
    assert bill_parts(topology, BillPart.AGENT_FEE) == pytest.approx(374.49)
    assert bill_parts(topology, BillPart.CONTROL_PLANE_FEE) == 0
