"""Volumes: what they cost, and replicas whose disks keep them in one zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.packing import Argument, Effort, Item, Machine, Plan
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import Infeasible, RefusalCause, Topology, size
from advisor.sizing.bill_types import BillPart, LeftOutCost
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.pack_cache import PackingProblem
from advisor.sizing.zonal_packing import pack_with_bound_replicas
from tests.profiles import examples

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"


def topology(asked: Scenario, platform: str) -> Topology:
    answer = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(answer, Topology), answer.refusal
    return answer


def database(cloud: str = "aws", **volume: Any) -> Scenario:
    volumes = [{"name": "data", "size": "500Gi"} | volume]
    return load_scenario(
        {
            "name": "x",
            "as_of": "2026-11-24",
            "hosting": {"model": "cloud", "cloud": cloud, "zones": 3},
            "services": [{"name": "pg", "replicas": 3, "cpu": 1, "memory": "4Gi", "ports": [], "volumes": volumes}],
        }
    )


def storage(sized: Topology) -> dict[str, tuple[float, float | None]]:
    parts = (BillPart.VOLUMES, BillPart.SHARED_FILES)
    return {ln.key.part.value: (ln.quantity, ln.usd_per_month) for ln in sized.bill.lines if ln.key.part in parts}


def test_volumes_are_in_the_bill_and_disks_keep_replicas_in_their_zone() -> None:
    sized = topology(load_scenario(FAULTS / "zonal-volume.yaml"), "eks")
    # 3 x 500 GiB = 1,500 GiB at 0.08 USD for a GiB and month of gp3: 120.00 USD
    assert storage(sized) == {"volumes": (1500.0, pytest.approx(120.0))}
    (pool,) = sized.pools
    assert pool.bound_to_zone == ("pg",)
    told = next(note for note in sized.notes if note.code == NoteCode.DISKS_IN_ONE_ZONE)
    assert dict(told.values) == {"services": (("pg", 3, 1),), "asked": True}
    # no zone keeps room for the pg of another: it could not take its disk along
    assert not any(name == "pg" for node in pool.nodes for name, _ in node.reserved)


def test_spares_serve_what_stays_in_its_zone_and_what_moves() -> None:
    # each of three zones has a pg of 2 vCPU and 8 GiB, and a machine on which it starts again: the cheapest that holds
    # one below 80 % is m5a.xlarge at 0.172, so 6 x 0.172 = 1.032. A web of 500 m fits beside a pg, and two find places
    # on any two spares. Room for the webs of each zone apart took three machines more (1.186).
    (pool,) = topology(load_scenario(FAULTS / "zonal-volume.yaml"), "eks").pools
    assert pool.usd_per_hour == pytest.approx(6 * 0.172)
    assert pool.node_count == 6
    assert pool.gap == pytest.approx(0.0, abs=1e-6)


def test_own_machines_of_two_sites_hold_a_moving_service_once_on_each() -> None:
    # s2 takes a host port, so its 5 replicas need 5 of the 6 machines after the loss of any: each runs one, but for a
    # spare in site-0. Site-1 has two machines, so the bound s1 starts there again on the other one, and its s0 with it.
    boxes = [
        {"type": f"box-{n}", "vcpu": 8, "memory": "32Gi", "count": count, "usd_per_month": 100, "site": f"site-{n}"}
        for n, count in ((0, 4), (1, 2))
    ]
    asked = {
        "name": "two sites",
        "hosting": {"model": "on_prem", "zones": 2, "machines": boxes},
        "availability": {"survive_nodes": 1, "survive_zone": False},
        "utilisation": {"cpu": 1, "memory": 1},
        "services": [
            {"name": "s0", "replicas": 3, "cpu": "100m", "memory": "64Mi", "ports": [], "spread": "node"},
            {
                "name": "s1",
                "replicas": 3,
                "cpu": "1500m",
                "memory": "6000Mi",
                "ports": [],
                "affinity": ["s0"],
                "spread": "node",
                "stateful": True,
                "disk": "20Gi",
            },
            {
                "name": "s2",
                "replicas": 5,
                "cpu": "1500m",
                "memory": "750Mi",
                "ports": [{"port": 9200, "protocol": "tcp", "exposure": "host"}],
            },
        ],
    }
    (pool,) = topology(load_scenario(asked), "multi-container-vm-proxy").pools
    assert pool.node_count == 6
    assert [sum(node.count for node in pool.nodes if node.zone == site) for site in ("site-0", "site-1")] == [4, 2]


def test_disks_of_azure_are_sold_in_doubling_sizes() -> None:
    # 500 GiB are sold as 512 (E20): 3 x 512 GiB x 0.075 USD = 115.20 USD (76.80 USD for 1,024 GiB)
    sized = topology(database("azure"), "aks")
    assert storage(sized) == {"volumes": (1536.0, pytest.approx(115.2))}
    # AKS copies disks over zones by default, so nothing is bound, and that costs more than the price held
    assert sized.pools[0].bound_to_zone == ()
    assert LeftOutCost.DISKS_OVER_ZONES in {left.cost for left in sized.bill.left_out}


def test_replicas_of_autopilot_have_disks_of_their_own() -> None:
    # 3 x 500 GiB at 0.10 USD for a GiB and month of a balanced disk: 150.00 USD; each disk stands in one zone
    sized = topology(database("gcp"), "gke-autopilot")
    assert storage(sized) == {"volumes": (1500.0, pytest.approx(150.0))}
    assert not sized.bill.is_lower_limit
    told = next(note for note in sized.notes if note.code == NoteCode.DISKS_IN_ONE_ZONE)
    assert [name for name, *_ in dict(told.values)["services"]] == ["pg"]


@pytest.mark.parametrize(("platform", "cloud"), [("ecs-fargate", "aws"), ("cloud-run", "gcp"), ("aci", "azure")])
def test_tasks_without_disks_keep_data_in_shared_file_systems_that_no_zone_holds(platform: str, cloud: str) -> None:
    sized = topology(database(cloud), platform)
    assert set(storage(sized)) == {"shared_files"}
    assert not [note for note in sized.notes if note.code == NoteCode.DISKS_IN_ONE_ZONE]


def test_a_volume_of_many_replicas_is_one_shared_file_system() -> None:
    # one file system of 500 GiB for all three replicas: 500 x 0.30 USD (EFS Standard) = 150.00 USD
    assert storage(topology(database(access="many"), "eks")) == {"shared_files": (500.0, pytest.approx(150.0))}


def test_a_shared_file_system_without_a_price_makes_the_bill_a_lower_limit() -> None:
    sized = topology(database("azure", access="many"), "aks")
    assert storage(sized) == {"shared_files": (500.0, None)}
    assert sized.bill.is_lower_limit


def test_a_cache_may_be_filled_again_anywhere() -> None:
    sized = topology(database(keeps="cache"), "eks")
    assert not any(note.code == NoteCode.DISKS_IN_ONE_ZONE for note in sized.notes)
    assert storage(sized) == {"volumes": (1500.0, pytest.approx(120.0))}


def test_on_one_machine_many_replicas_share_a_folder_of_its_disk() -> None:
    sized = topology(database(access="many"), "docker-compose-single-vm")
    assert storage(sized) == {"volumes": (500.0, pytest.approx(40.0))}


def test_many_writers_on_own_servers_need_a_shared_file_system() -> None:
    volume = {"name": "data", "size": "100Gi", "access": "many"}
    service = {"name": "web", "replicas": 3, "cpu": 1, "memory": "1Gi", "volumes": [volume]}
    sized = topology(load_scenario({"name": "x", "hosting": {"model": "on_prem"}, "services": [service]}), "k3s")
    # no disk of one machine is written by replicas on others: one file system of 100 GiB for all three
    (left,) = (each for each in sized.bill.left_out if each.cost is LeftOutCost.SHARED_FILES_OF_OWN)
    assert left.gib == 100
    assert not any(each.cost is LeftOutCost.VOLUMES_ON_OWN_DISKS for each in sized.bill.left_out)


def test_volumes_on_own_servers_are_told_and_not_priced() -> None:
    asked = load_scenario(
        {
            "name": "x",
            "hosting": {"model": "on_prem"},
            "services": [
                {"name": "pg", "replicas": 1, "cpu": 1, "memory": "1Gi", "volumes": [{"name": "data", "size": "100Gi"}]}
            ],
        }
    )
    (left,) = [each for each in topology(asked, "k3s").bill.left_out if each.cost is LeftOutCost.VOLUMES_ON_OWN_DISKS]
    assert left.gib == 100


def test_a_platform_without_storage_refuses_data_and_takes_a_cache() -> None:
    refused = size(database(), KNOWLEDGE.platforms["app-runner"], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.VOLUMES_NOT_KEPT
    assert topology(database(keeps="cache"), "app-runner")


# --- replicas that cannot leave their zone, against everything that could be tried

SMALL, LARGE = Machine("small", 2000, 4096, 10, 0.10), Machine("large", 4000, 8192, 10, 0.21)


def problem(items: list[Item], zones: int, lost: int, *, zone: bool) -> PackingProblem:
    return PackingProblem(tuple(items), (SMALL, LARGE), zones, lost, zone, False, Effort.QUICK)


def test_each_zone_has_room_for_its_own_replicas() -> None:
    # one replica that fills a small machine in each of 2 zones, any one machine lost: 2 zones x 2 machines x 0.10
    db = Item("db", 2000, 4096, (1, 1))
    plan = pack_with_bound_replicas(problem([db], 2, 1, zone=True), frozenset({"db"}))
    assert isinstance(plan, Plan)
    assert (plan.usd_per_hour, plan.bound_usd_per_hour) == (pytest.approx(0.4), pytest.approx(0.4))
    # one that may move needs only one machine more for both: 3 x 0.10
    free = pack_with_bound_replicas(problem([db], 2, 1, zone=False), frozenset())
    assert isinstance(free, Plan)
    assert free.usd_per_hour == pytest.approx(0.3)


def test_one_spare_serves_the_replica_of_its_zone_and_one_from_anywhere() -> None:
    # db fills a machine in zone 0 and stays there; web fills one in zone 1 and may move. A spare in zone 0 serves both:
    # 3 x 0.10. A zone for itself each, or the two apart, has a spare for each: 4 x 0.10.
    items = [Item("db", 2000, 4096, (1, 0)), Item("web", 2000, 4096, (0, 1))]
    plan = pack_with_bound_replicas(problem(items, 2, 1, zone=False), frozenset({"db"}))
    assert isinstance(plan, Plan)
    assert (plan.usd_per_hour, plan.bound_usd_per_hour) == (pytest.approx(0.3), pytest.approx(0.3))
    assert [(node.zone, node.spare) for node in plan.nodes] == [(0, False), (1, False), (0, True)]


def test_the_bound_counts_what_moves_from_a_lost_zone_beside_what_stays() -> None:
    # db stays in both zones, 2000 m each; web moves, 1000 m in each. Without a zone the other holds its db and both
    # webs: 4000 m, so two machines of 2000 m in each zone. In halves: 2 x 2000 + 2 x 2 x 1000 m = 4 machines at 0.10.
    items = [Item("db", 2000, 1024, (1, 1)), Item("web", 1000, 1024, (1, 1))]
    plan = pack_with_bound_replicas(problem(items, 2, 0, zone=True), frozenset({"db"}))
    assert isinstance(plan, Plan)
    assert (plan.usd_per_hour, plan.bound_usd_per_hour) == (pytest.approx(0.4), pytest.approx(0.4))
    assert plan.bound_source.argument is Argument.ANY_ZONE


Nodes = tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]
"""Machine, zone and replicas of each node."""


def nodes_of(plan: Plan) -> Nodes:
    return tuple((node.machine, node.zone, node.pods) for node in plan.nodes for _ in range(node.count))


def fits(nodes: Nodes, items: dict[str, Item], moved: list[tuple[str, int | None]]) -> bool:
    """Whether every moved replica, each in its zone where it has one, finds a place; every way is tried."""
    if not moved:
        return True
    (name, zone), *rest = moved
    machines = {machine.name: machine for machine in (SMALL, LARGE)}
    for place, (machine, where, pods) in enumerate(nodes):
        held = Counter(dict(pods)) + Counter([name])
        cpu = sum(items[each].cpu_millicores * count for each, count in held.items())
        memory = sum(items[each].memory_mib * count for each, count in held.items())
        capacity = machines[machine]
        if zone not in (None, where) or cpu > capacity.cpu_millicores or memory > capacity.memory_mib:
            continue
        if fits((*nodes[:place], (machine, where, tuple(held.items())), *nodes[place + 1 :]), items, rest):
            return True
    return False


def losses(nodes: Nodes, zones: int, *, zone: bool) -> Iterator[tuple[set[int], int | None]]:
    yield from (({place}, None) for place in range(len(nodes)))
    yield from (({p for p, node in enumerate(nodes) if node[1] == z}, z) for z in range(zones) if zone)


@examples(24)
@given(
    st.lists(st.tuples(*(st.integers(*each) for each in ((1, 4), (1, 4), (0, 2), (0, 2)))), min_size=2, max_size=3),
    st.booleans(),
)
def test_after_any_loss_bound_replicas_start_in_their_zone(sizes: list[tuple[int, int, int, int]], zone: bool) -> None:
    items = [Item(f"i{n}", 500 * c, 1024 * m, (a, b)) for n, (c, m, a, b) in enumerate(sizes)]
    plan = pack_with_bound_replicas(problem(items, 2, 1, zone=zone), frozenset({"i0"}))
    assert isinstance(plan, Plan)
    nodes, by_name = nodes_of(plan), {item.name: item for item in items}
    for item, z in product(items, range(2)):
        assert sum(dict(pods).get(item.name, 0) for _, where, pods in nodes if where == z) == item.replicas_by_zone[z]
    for lost, lost_zone in losses(nodes, 2, zone=zone):
        moved = [
            (name, where if name == "i0" else None)
            for place in lost
            for _, where, pods in (nodes[place],)
            for name, count in pods
            for _ in range(count)
            if not (name == "i0" and lost_zone is not None)
        ]
        left = tuple(node for place, node in enumerate(nodes) if place not in lost)
        assert fits(left, by_name, moved)
    assert plan.bound_usd_per_hour <= plan.usd_per_hour
