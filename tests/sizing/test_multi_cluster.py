"""Whole topologies by hand: tenants' own clusters, quorums, limits, tiers, and machines of other roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, parse_scenario, size
from advisor.report.wording.notes import note_words
from advisor.sizing.bill_types import BillPart, Range, RangeCause, Unpriced, UnpricedCost
from advisor.sizing.deployment import ClusterShare
from advisor.sizing.multi_cluster import split_share
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.pool import Pool
from advisor.sizing.workload import resolve_workload
from advisor.values import note
from tests.answers import SCENARIOS

KNOWLEDGE = load_knowledge()
GIB = 1024


def example(name: str, platform: str) -> Topology:
    """An example scenario, sized for a platform."""
    return fits(SCENARIOS / f"{name}.yaml", platform)


def fits(scenario: Path | str, platform: str) -> Topology:
    """A scenario, sized for a platform that holds it."""
    read = load_scenario(scenario) if isinstance(scenario, Path) else parse_scenario(scenario)
    topology = size(read, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology), topology
    return topology


def cost_of(topology: Topology, part: BillPart, pool: str = "") -> tuple[float, str, float]:
    """Count, machine and USD a month of the only line of the bill for this part, or for this pool of it."""
    (line,) = [line for line in topology.bill.lines if line.key.part is part and pool in ("", line.key.pool)]
    assert line.usd_per_month is not None
    return line.count, line.key.machine, line.usd_per_month


def room_of(pool: Pool, machine: str) -> tuple[int, int]:
    (found,) = [m for m in pool.considered if m.name == machine]
    return found.cpu_millicores, found.memory_mib


# --- the example scenarios


def test_five_members_stand_in_three_halls() -> None:
    topology = example("five-masters-three-zones", "kubernetes-self-managed")
    plane = topology.control_plane
    # two losses are to be outlasted: 5 - (floor(5 / 2) + 1) = 2; a hall holds two members at most, and 5 - 2 = 3 are
    # still a majority of 5
    assert plane.members_by_zone == (("hall-a", 2), ("hall-b", 2), ("hall-c", 1))
    assert (plane.tolerates, plane.notes) == (2, ())
    (pool,) = topology.pools
    # CPU of a server: 0.8 x (16,000 - 500 kept at least - 100 for daemons) = 12,320. Memory: 25 % of 4 GiB = 1,024,
    # 20 % of the next 4 = 819.2, 10 % of the next 8 = 819.2, 6 % of the last 48 = 2,949.12: 5,612 rounded up, 100 for
    # eviction and 50 for daemons: 0.85 x (65,536 - 5,762) = 50,807
    assert room_of(pool, "rack-16c-64g") == (12_320, 50_807)
    # 129,000m of services and 3 x 200m of proxies in any two halls: 129,600 / 12,320 = 10.5, so 11 servers in each pair
    # of halls, and 3 x 11 / 2 = 16.5, so 17 in all at least
    assert all(pool.node_count - lost >= 11 for lost in pool.count_by_zone().values())
    assert 17 <= pool.node_count <= 18
    # 310 USD a month for each of 5 servers, and for each agent
    assert cost_of(topology, BillPart.CONTROL_PLANE_MEMBERS) == (5, "rack-16c-64g", pytest.approx(5 * 310))
    assert topology.bill.base == pytest.approx((5 + pool.node_count) * 310)


def test_two_sites_hold_everything_twice_and_no_quorum() -> None:
    topology = example("two-site-bank", "rke2")
    (pool,) = topology.pools
    # 0.8 x (24,000 - 500 kept at least - 500 for daemons) = 18,400
    assert room_of(pool, "rack-24c-192g")[0] == 18_400
    # 8 + 8 + 16 + 16 + 4 + 4 + 24 + 4 + 8 + 8 = 100 vCPU and 2 x 200m of proxies at either site: 100,400 / 18,400 = 5.5
    assert pool.count_by_zone() == {"north": 6, "south": 6}
    assert cost_of(topology, BillPart.NODES) == (12, "rack-24c-192g", pytest.approx(12 * 520))
    assert topology.control_plane.members_by_zone == (("north", 2), ("south", 1))
    (quorum,) = topology.control_plane.notes
    told = note_words(quorum)
    assert told.startswith("with two sites no quorum survives the loss of the site that holds more members (2 of 3 in")
    assert told.endswith("the loss of a site is to be outlasted, and only the agents do")


def test_each_tenant_with_a_cluster_has_its_own_agents_proxies_control_plane_and_fee() -> None:
    topology = example("tenant-clusters", "aks")
    assert [(c.name, c.pools, c.replicas) for c in topology.clusters] == [
        ("shared", ("services", "hospital"), 6 + 6 + 3 + 2 + 3 + 3),
        ("insurer", ("insurer",), 3 + 3 + 2),
        ("ministry", ("ministry",), 6 + 6 + 3),
    ]
    pools = {pool.name: pool for pool in topology.pools}
    # CPU of a machine: 0.8 x (4,000 - 140 kept - 300 for daemons) = 2,848; 12 vCPU and 2 proxies of 200m are 12,400 /
    # 2,848 = 4.4, so 5 machines, and one more to lose
    assert room_of(pools["ministry"], "Standard_D4as_v5")[0] == 2_848
    assert pools["ministry"].node_count == 6
    # 6 x 0.208 USD x 730 hours
    assert cost_of(topology, BillPart.NODES, "ministry") == (6, "Standard_D4as_v5", pytest.approx(911.04))
    # three clusters at 0.10 and three load balancers at 0.025, for 730 hours
    assert cost_of(topology, BillPart.CONTROL_PLANE_FEE) == (3, "", pytest.approx(219))
    assert cost_of(topology, BillPart.LOAD_BALANCER) == (3, "", pytest.approx(54.75))
    for cluster in ("insurer", "ministry"):
        assert sum(dict(node.pods).get("(proxy)", 0) * node.count for node in pools[cluster].nodes) == 2
    share = {share.tenant: share for share in topology.tenants}["small-customers"]
    # 6 x 0.5 + 6 x 1 + 3 x 1 = 12 vCPU; 6 x 1 + 6 x 2 + 3 x 4 = 30 GiB
    assert (share.isolation, share.cpu_millicores, share.memory_mib) == ("soft", 12_000, 30 * GIB)
    # run by oneself: each cluster is below 50 nodes, so three members of 2 vCPU and 8 GiB in each
    own = example("tenant-clusters", "kubernetes-self-managed")
    assert [cluster.control_plane.members for cluster in own.clusters] == [3, 3, 3]
    assert [line.quantity for line in own.bill.lines if line.key.part is BillPart.CONTROL_PLANE_MEMBERS] == [9 * 730]


@pytest.mark.slow
def test_three_thousand_machines_are_split_where_fewer_were_tested() -> None:
    topology = example("three-thousand-nodes", "rke2")
    # 3,000 + 6,600 + 3,300 + 6,000 = 18,900 replicas; some 3,100 machines / 1,300 tested = 2.4, so three clusters
    assert [cluster.replicas for cluster in topology.clusters] == [6_300] * 3
    assert all(1_000 < cluster.nodes <= 1_300 for cluster in topology.clusters)
    # CPU of a server: 0.8 x (16,000 - 500 - 500) = 12,000, so six replicas of query at 2,000 fill one
    assert room_of(topology.pools[0], "rack-16c-64g")[0] == 12_000
    # three members in each of three clusters, and three servers for management, at 240 USD a month
    assert cost_of(topology, BillPart.CONTROL_PLANE_MEMBERS) == (9, "rack-16c-64g", pytest.approx(9 * 240))
    assert cost_of(topology, BillPart.AUXILIARY_NODES) == (3, "rack-16c-64g", pytest.approx(3 * 240))
    told = [note_words(one) for one in topology.notes if one.code is NoteCode.SPLIT_INTO_CLUSTERS]
    assert "pass the 1,300 published or tested for one cluster: split into 3 clusters" in told[0]
    # tested with 5,000: one cluster, whose etcd for events stands apart above 1,000
    alone = example("three-thousand-nodes", "kubernetes-self-managed")
    assert (len(alone.clusters), alone.control_plane.clusters) == (1, 1)
    assert [(entry.role, entry.count) for entry in alone.auxiliary] == [("etcd members for events", 3)]


def test_windows_and_linux_take_a_pool_each_and_proxies_run_on_linux() -> None:
    topology = example("windows-and-linux", "aks")
    pools = {pool.name: pool for pool in topology.pools}
    # 3 + 2 + 2 + 2 + 1 = 10 vCPU and 2 proxies of 200m: 10,400 / 2,848 = 3.7, so 4 machines of 4 vCPU, and one to lose
    assert [(m.name, pools["services"].node_count) for m in pools["services"].machines] == [("Standard_D4as_v5", 5)]
    # 5 x 0.172 USD x 730 hours
    assert cost_of(topology, BillPart.NODES, "services") == (5, "Standard_D4as_v5", pytest.approx(627.80))
    windows = {name for node in pools["services-windows"].nodes for name, _ in node.pods}
    assert windows == {"order-desk", "price-engine", "document-print"}
    assert Unpriced(UnpricedCost.WINDOWS_LICENCES, "aks") not in topology.bill.unpriced


# --- tenants one by one

TENANTS = """
name: tenants
as_of: 2026-11-24
hosting: {{model: cloud, cloud: aws, zones: 3}}
multi_tenancy: {short}
tenants: [{{name: red, isolation: {red}}}, {{name: blue}}]
services:
  - {{name: a, tenant: red, replicas: 3, cpu: 1, memory: 1Gi, ports: []}}
  - {{name: b, tenant: blue, replicas: 3, cpu: 1, memory: 1Gi, ports: []}}
  - {{name: c, replicas: 3, cpu: 1, memory: 1Gi, ports: []}}
"""


@pytest.mark.parametrize(
    ("short", "red", "pools", "clusters"),
    [
        ("soft", "soft", ["services"], [""]),
        ("hard", "soft", ["services", "blue"], [""]),
        ("soft", "node", ["services", "red"], [""]),
        ("hard", "cluster", ["services", "blue", "red"], ["shared", "red"]),
    ],
)
def test_tenants_are_kept_apart_one_by_one(short: str, red: str, pools: list[str], clusters: list[str]) -> None:
    topology = fits(TENANTS.format(short=short, red=red), "eks")
    assert [pool.name for pool in topology.pools] == pools
    assert [cluster.name for cluster in topology.clusters] == clusters


# --- quorums


def shop(rest: str, *, zones: int = 3, cloud: str = "aws", services: str = "") -> str:
    listed = services or "  - {name: web, replicas: 4, cpu: 500m, memory: 512Mi, ports: []}\n"
    hosting = f"hosting: {{model: cloud, cloud: {cloud}, zones: {zones}}}"
    return f"name: shop\nas_of: 2026-11-24\n{hosting}\n{rest}\nservices:\n{listed}"


@pytest.mark.parametrize(
    ("platform", "losses", "zones", "spread"),
    [
        ("kubernetes-self-managed", 1, 1, [3]),
        ("kubernetes-self-managed", 1, 2, [2, 1]),
        ("kubernetes-self-managed", 1, 3, [1, 1, 1]),
        ("kubernetes-self-managed", 2, 2, [3, 2]),
        ("docker-swarm-mode", 3, 3, [3, 2, 2]),
        ("docker-swarm-mode", 3, 4, [2, 2, 2, 1]),
    ],
)
def test_members_are_spread_over_zones(platform: str, losses: int, zones: int, spread: list[int]) -> None:
    plane = fits(shop(f"availability: {{survive_nodes: {losses}}}", zones=zones), platform).control_plane
    assert [members for _, members in plane.members_by_zone] == spread
    # a majority is left when the fullest zone goes, from three zones on
    told = {one.code for one in plane.notes} - {NoteCode.MEMBERS_BESIDE_SERVICES}
    assert bool(told) is (zones < 3)


def test_more_losses_than_the_maker_has_members_for_are_said() -> None:
    plane = fits(shop("availability: {survive_nodes: 3}"), "kubernetes-self-managed").control_plane
    assert (plane.members, plane.tolerates) == (5, 2)
    assert plane.notes[-1] == note(NoteCode.TOO_FEW_MEMBERS, members=5, tolerates=2, asked=3)


# --- tiers, limits, machines of other roles


@pytest.mark.parametrize(
    ("platform", "cloud", "zones", "target", "tier", "usd", "promise"),
    [
        ("aks", "azure", 3, None, "Standard", 0.1, 99.95),
        ("aks", "azure", 1, 99.9, "Standard", 0.1, 99.9),
        ("eks", "aws", 3, 99.95, "standard support", 0.1, 99.95),
        ("eks", "aws", 3, 99.99, "provisioned XL", 1.75, 99.99),
        ("gke-standard", "gcp", 3, 99.9, "regional", 0.1, 99.95),
        ("gke-standard", "gcp", 1, 99.5, "zonal", 0.1, 99.5),
        ("gke-standard", "gcp", 1, 99.9, "regional", 0.1, 99.95),
    ],
)
def test_the_cheapest_tier_that_promises_what_is_asked(
    platform: str, cloud: str, zones: int, target: float | None, tier: str, usd: float, promise: float
) -> None:
    asked = "" if target is None else f"availability: {{survive_nodes: 1, target: {target}}}"
    plane = fits(shop(asked, zones=zones, cloud=cloud), platform).control_plane
    assert (plane.tier, plane.usd_per_hour, plane.sla_percent) == (tier, usd, promise)


def test_the_credit_of_an_account_is_in_low_alone() -> None:
    topology = fits(shop("", zones=1, cloud="gcp"), "gke-standard")
    # 0.10 USD x 730 hours = 73, of which up to 74.40 a month are taken off once for a billing account
    assert cost_of(topology, BillPart.CONTROL_PLANE_FEE) == (1, "", pytest.approx(73))
    assert Range(RangeCause.ACCOUNT_CREDIT, pytest.approx(-73), 0.0) in topology.bill.ranges
    assert topology.bill.base == pytest.approx(sum(line.usd_per_month or 0 for line in topology.bill.lines))
    assert topology.bill.low == pytest.approx(
        (topology.bill.base or 0) + sum(each.low for each in topology.bill.ranges)
    )


def test_a_vendors_least_and_its_machines_in_ones_own_account_are_counted() -> None:
    text = "name: none\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: {cloud}, zones: 1}}\nservices: []"
    topology = fits(text.format(cloud="azure") + "\navailability: {survive_nodes: 0}", "openshift-managed-aro-rosa")
    # nothing is routed, so no agent holds a proxy; three workers and three control-plane machines are Azure's least
    assert not topology.pools
    auxiliary = [(entry.role, entry.count) for entry in topology.auxiliary]
    assert auxiliary == [("control-plane machines in your account", 3), ("further agents up to the least number", 3)]
    assert topology.control_plane.usd_per_hour == 0
    on_aws = fits(text.format(cloud="aws"), "openshift-managed-aro-rosa")
    # two workers are the least on AWS
    assert [(entry.role, entry.count) for entry in on_aws.auxiliary] == [("further agents up to the least number", 2)]
    assert on_aws.control_plane.usd_per_hour == 0.25


def test_infrastructure_nodes_hold_the_proxies() -> None:
    topology = fits(shop(""), "openshift")
    assert [(entry.role, entry.count) for entry in topology.auxiliary] == [("infrastructure nodes", 3)]
    assert not any("(proxy)" in dict(node.pods) for pool in topology.pools for node in pool.nodes)


def test_shares_keep_every_replica_and_what_is_tied_together() -> None:
    text = (
        "  - {name: web, replicas: {min: 1, typical: 5, peak: 10}, cpu: 1, memory: 1Gi, affinity: [cache]}\n"
        "  - {name: cache, replicas: {min: 2, typical: 10, peak: 20}, cpu: 1, memory: 1Gi}\n"
        "  - {name: lone, replicas: 1, cpu: 1, memory: 1Gi}\n"
    )
    services = resolve_workload(parse_scenario(shop("", services=text)), KNOWLEDGE).services
    shares = split_share(ClusterShare("", services), 3, by_service=False)
    for service in services:
        for hour in ("floor", "typical", "peak"):
            counts = [getattr(s, hour) for share in shares for s in share.services if s.name == service.name]
            assert sum(counts) == getattr(service, hour)
    for share in shares:
        peaks = {service.name: service.peak for service in share.services}
        # 10 of web and 20 of cache over three clusters: each has both, as no web can stand without a cache
        assert peaks["cache"] in (6, 7) and peaks["web"] in (3, 4)
    whole = split_share(ClusterShare("", services), 2, by_service=True)
    assert sorted(s.name for share in whole for s in share.services) == ["cache", "lone", "web"]


def test_addresses_of_a_machine_cap_its_replicas() -> None:
    many = "  - {name: tiny, replicas: 300, cpu: 5m, memory: 8Mi, ports: []}\n"
    topology = fits(shop("availability: {survive_nodes: 0}", services=many), "eks")
    caps = {machine.name: machine.max_pods for machine in topology.pools[0].machines}
    assert all(sum(count for _, count in node.pods) <= caps[node.machine] for node in topology.pools[0].nodes)
    # a machine of 3 interfaces with 10 addresses each: 3 x (10 - 1) + 2 = 29, of which the platform's own pods take 4
    assert {m.name: m.max_pods for m in topology.pools[0].considered}["c6a.large"] == 25


@pytest.mark.parametrize(
    "platform", ["eks", "rke2", "kubernetes-self-managed", "gke-autopilot", "multi-container-vm-proxy"]
)
def test_no_services_are_a_topology_too(platform: str) -> None:
    cloud = "gcp" if platform == "gke-autopilot" else "aws"
    text = f"name: none\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: {cloud}}}\nservices: []"
    assert len(fits(text, platform).clusters) == 1


def test_a_cluster_that_finds_no_room_is_named() -> None:
    text = """
name: short
as_of: 2026-11-24
hosting: {model: on_prem, machines: [{type: rack, vcpu: 8, memory: 32Gi, count: 6}]}
tenants: [{name: red, isolation: cluster}, {name: blue, isolation: cluster}]
services:
  - {name: a, tenant: red, replicas: 8, cpu: 1, memory: 1Gi, ports: []}
  - {name: b, tenant: blue, replicas: 8, cpu: 1, memory: 1Gi, ports: []}
"""
    outcome = size(parse_scenario(text), KNOWLEDGE.platforms["kubernetes-self-managed"], KNOWLEDGE)
    assert isinstance(outcome, Infeasible)
    assert outcome.refusal.cluster == "red"
