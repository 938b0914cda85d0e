"""The packer: small cases that can be worked out by hand, and its promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.packing import (
    Item,
    Machine,
    NoPlan,
    NoPlanCause,
    Plan,
    Settings,
    check_plan,
    node_losses,
    pack,
    plan_state_of,
    relocate,
    zone_losses,
)
from advisor.packing.model import solver
from advisor.packing.model.instance import undominated
from advisor.packing.zone_reserve import provisioned_by_zone

SMALL = Machine("small", 2000, 4096, 20, 0.10)
LARGE = Machine("large", 4000, 8192, 40, 0.19)


def item(name: str, cpu: int, memory: int, *by_zone: int, **more: object) -> Item:
    return Item(name, cpu, memory, by_zone, **more)  # type: ignore[arg-type]


def plan_of(
    items: list[Item],
    machines: list[Machine],
    zones: int = 1,
    settings: Settings | None = None,
    **promises: object,
) -> Plan:
    found = pack(items, machines, zones=zones, settings=settings, **promises)  # type: ignore[arg-type]
    assert isinstance(found, Plan), found
    assert check_plan(found, items, machines, zones=zones, **promises) == ()  # type: ignore[arg-type]
    return found


def refusal(items: list[Item], machines: list[Machine], zones: int = 1, **promises: object) -> NoPlan:
    found = pack(items, machines, zones=zones, **promises)  # type: ignore[arg-type]
    assert isinstance(found, NoPlan), found
    return found


def machines_of(plan: Plan) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in plan.nodes:
        counts[node.machine] = counts.get(node.machine, 0) + node.count
    return counts


# What it costs


def test_the_cheapest_mix_holds_everything() -> None:
    # 6 replicas of 1000m are 6000m: large 4000 + small 2000 = 0.29; three small = 0.30; two large = 0.38
    plan = plan_of([item("web", 1000, 512, 6)], [SMALL, LARGE])
    assert machines_of(plan) == {"small": 1, "large": 1}
    assert plan.usd_per_hour == pytest.approx(0.29)
    assert plan.ended_by == "proved"
    assert plan.gap == pytest.approx(0, abs=1e-6)


def test_memory_binds_as_well_as_cpu() -> None:
    # 3 replicas of 3000 MiB: one on a small node, two on a large one: 0.29; three small 0.30
    assert plan_of([item("cache", 100, 3000, 3)], [SMALL, LARGE]).usd_per_hour == pytest.approx(0.29)


def test_bandwidth_binds_and_no_figure_means_no_limit() -> None:
    slow = replace(SMALL, io_mbps=100)
    # 4 x 60 MB/s on nodes of 100 MB/s: one each, four nodes
    assert machines_of(plan_of([item("db", 100, 100, 4, io_mbps=60)], [slow])) == {"small": 4}
    assert machines_of(plan_of([item("db", 100, 100, 4, io_mbps=60)], [SMALL])) == {"small": 1}


def test_an_item_of_several_pods_counts_them_all() -> None:
    # 20 pods a node, 3 in an item: 6 items a node; 13 items need 3 nodes
    assert machines_of(plan_of([item("several", 1, 1, 13, pods=3)], [SMALL])) == {"small": 3}


def test_each_zone_is_packed_by_itself() -> None:
    # one replica of 500m in each of three zones: three nodes, although one would hold all
    plan = plan_of([item("web", 500, 512, 1, 1, 1)], [SMALL, LARGE], zones=3)
    assert [(node.machine, node.zone, node.count) for node in plan.nodes] == [("small", z, 1) for z in range(3)]
    assert plan.bound_usd_per_hour == pytest.approx(0.30)


def test_nothing_to_place_costs_nothing() -> None:
    for items in ([], [item("idle", 100, 100, 0, 0)]):
        plan = plan_of(items, [SMALL], zones=2, survive_nodes=2, survive_zone=True)
        assert (plan.nodes, plan.usd_per_hour, plan.bound_usd_per_hour, plan.gap) == ((), 0.0, 0.0, 0.0)
    assert plan_of([], []).nodes == ()


def test_what_weighs_nothing_still_counts_as_pods() -> None:
    # 45 pods of no weight at 20 a node: 3 small at 0.30; large 40 + small 20 = 0.29
    assert plan_of([item("pause", 0, 0, 45)], [SMALL, LARGE]).usd_per_hour == pytest.approx(0.29)
    assert machines_of(plan_of([item("ghost", 0, 0, 1000, pods=0)], [SMALL])) == {"small": 1}


def test_own_servers_without_a_price_cost_nothing() -> None:
    plan = plan_of([item("web", 1000, 512, 6)], [Machine("rack", 8000, 16384, 110, 0.0, stock=3)])
    assert (plan.usd_per_hour, plan.bound_usd_per_hour, plan.gap) == (0.0, 0.0, 0.0)
    assert machines_of(plan) == {"rack": 1}


def test_dominated_types_are_dropped_and_own_stock_is_not_counted_on() -> None:
    dear = Machine("dear", 2000, 4096, 20, 0.30)
    few = Machine("few", 4000, 8192, 40, 0.05, stock=1)
    # few is larger and cheaper than small, but there is one; dear is dominated by small, which has no end
    assert [machine.name for machine in undominated([dear, SMALL, few])] == ["few", "small"]


def price_list() -> list[Machine]:
    """Three families from 2 to 96 cores, priced by their memory per core."""
    return [
        Machine(f"{family}-{cores}", cores * 940, cores * gib * 900, 110, cores * usd)
        for family, gib, usd in (("lean", 2, 0.0425), ("even", 4, 0.048), ("wide", 8, 0.063))
        for cores in (2, 4, 8, 16, 32, 48, 64, 96)
    ]


@pytest.mark.parametrize(("count", "lost", "worst"), [(12, 0, 0.0), (12, 1, 0.03), (60, 0, 0.04), (60, 1, 0.05)])
def test_the_gap_is_small_on_a_list_of_many_types(count: int, lost: int, worst: float) -> None:
    items = [
        item(f"s{n}", 70 + 37 * (n * n % 11), 64 + 61 * (n * n % 17), *[1 + (n % 7) * (count > 12)] * 3)
        for n in range(count)
    ]
    assert plan_of(items, price_list(), zones=3, survive_nodes=lost).gap <= worst + 1e-6


# Who may share a node


def test_replicas_with_one_host_port_never_share_a_node() -> None:
    items = [item("a", 100, 100, 2, exclusive_tokens=frozenset({"8080/tcp"}))]
    items.append(item("b", 100, 100, 1, exclusive_tokens=frozenset({"8080/tcp", "9090/tcp"})))
    # three replicas take 8080: three nodes
    assert machines_of(plan_of(items, [SMALL])) == {"small": 3}


def test_ports_that_form_no_clique_share_where_they_can() -> None:
    items = [
        item("a", 100, 100, 1, exclusive_tokens=frozenset({"1/tcp", "2/tcp"})),
        item("b", 100, 100, 1, exclusive_tokens=frozenset({"2/tcp", "3/tcp"})),
        item("c", 100, 100, 1, exclusive_tokens=frozenset({"3/tcp", "4/tcp"})),
    ]
    # a and c may meet, b meets nobody: two nodes
    assert machines_of(plan_of(items, [SMALL])) == {"small": 2}


def test_items_that_stay_apart_hold_for_both_sides() -> None:
    items = [item("a", 100, 100, 1, anti_affinity=frozenset({"b"})), item("b", 100, 100, 1), item("c", 100, 100, 1)]
    assert machines_of(plan_of(items, [SMALL])) == {"small": 2}


def test_an_item_apart_from_itself_is_alone_on_its_node() -> None:
    assert machines_of(plan_of([item("a", 1, 1, 3, anti_affinity=frozenset({"a"}))], [SMALL])) == {"small": 3}


def test_most_per_node() -> None:
    # 7 replicas, at most 3 a node: 3 nodes
    assert machines_of(plan_of([item("a", 10, 10, 7, max_per_node=3)], [SMALL])) == {"small": 3}


# Finite stock


def test_stock_counts_over_all_zones() -> None:
    own = Machine("own", 2000, 4096, 20, 0.01, stock=2)
    # two zones need one node each; a third zone must buy
    plan = plan_of([item("web", 1500, 512, 1, 1, 1)], [own, SMALL], zones=3)
    assert machines_of(plan) == {"own": 2, "small": 1}
    assert plan.usd_per_hour == pytest.approx(0.12)


def test_own_servers_survive_the_loss_of_one() -> None:
    own = Machine("own", 4000, 8192, 50, 0.0, stock=4)
    # 12 x 1000m fill three servers; the fourth takes over
    plan = plan_of([item("web", 1000, 512, 12)], [own], survive_nodes=1)
    assert machines_of(plan) == {"own": 4}
    found = refusal([item("web", 1000, 512, 13)], [own], survive_nodes=1)
    assert found.cause is NoPlanCause.NOT_FOUND
    assert dict(found.values)["survive_nodes"] == 1


# Lost nodes


@pytest.mark.parametrize(("lost", "nodes"), [(0, 3), (1, 4), (2, 5)])
def test_full_nodes_need_a_spare_for_each_loss(lost: int, nodes: int) -> None:
    # each zone fills one small node: 3 nodes, and one empty one for each loss
    plan = plan_of([item("web", 1000, 512, 2, 2, 2)], [SMALL], zones=3, survive_nodes=lost)
    assert sum(node.count for node in plan.nodes) == nodes
    assert plan.bound_usd_per_hour == pytest.approx(0.10 * nodes)


def test_slack_on_the_nodes_makes_a_spare_unnecessary() -> None:
    # 3 nodes of 2000m with 1200m each in six pieces of 200m: the two left offer 1600m free
    plan = plan_of([item("web", 200, 100, 6, 6, 6)], [SMALL], zones=3, survive_nodes=1)
    assert machines_of(plan) == {"small": 3}
    assert not any(node.spare for node in plan.nodes)


def test_a_single_node_needs_a_second() -> None:
    assert machines_of(plan_of([item("web", 100, 100, 1)], [SMALL], survive_nodes=1)) == {"small": 2}


def test_large_nodes_cost_large_spares() -> None:
    # 8000m: two large 0.38 + large spare 0.19 = 0.57; four small 0.40 + small spare 0.10 = 0.50
    plan = plan_of([item("web", 1000, 512, 8)], [SMALL, LARGE], survive_nodes=1)
    assert plan.usd_per_hour == pytest.approx(0.50)


def test_every_loss_is_listed_once_and_answered() -> None:
    web, machines = item("web", 1000, 512, 4, 4), [SMALL]
    plan = plan_of([web], machines, zones=2, survive_nodes=1)
    losses = list(node_losses(plan, 1))
    # four equal busy nodes and one spare: two kinds of loss
    assert len(losses) == 2
    for loss in losses:
        relocations = relocate(plan_state_of(plan, [web], machines), loss)
        assert relocations is not None
        lost_replicas = sum(count * dict(plan.nodes[i].pods).get("web", 0) for i, count in loss.nodes)
        assert sum(relocation.count * dict(relocation.pods)["web"] for relocation in relocations) == lost_replicas


def test_displaced_ports_need_a_free_node() -> None:
    proxy = item("proxy", 100, 100, 2, exclusive_tokens=frozenset({"443/tcp"}))
    # two nodes hold one each; after a loss the other port is taken: a third node
    assert machines_of(plan_of([proxy], [SMALL], survive_nodes=1)) == {"small": 3}


# A lost zone


@pytest.mark.parametrize(
    ("running_by_zone", "provisioned"),
    [((1, 0, 0), 2), ((1, 1, 0), 3), ((1, 1, 1), 5), ((2, 2, 2), 9), ((1, 1), 4), ((3, 0), 6), ((2, 2, 1, 1), 8)],
)
def test_provisioned_replicas_suffice_without_any_zone(running_by_zone: tuple[int, ...], provisioned: int) -> None:
    for first_zone in range(4):
        found = provisioned_by_zone(running_by_zone, first_zone)
        assert sum(found) == provisioned
        assert all(have >= need for have, need in zip(found, running_by_zone, strict=True))
        assert all(sum(found) - one >= sum(running_by_zone) for one in found)


def test_two_zones_each_hold_everything() -> None:
    # 4 x 1000m: each zone must be able to run all four: two small nodes (0.20) or one large (0.19) each
    web = item("web", 1000, 512, 2, 2)
    plan = plan_of([web], [SMALL, LARGE], zones=2, survive_zone=True)
    assert plan.usd_per_hour == pytest.approx(0.38)
    assert plan.bound_usd_per_hour == pytest.approx(0.38)
    assert sum(node.count * dict(node.reserved).get("web", 0) for node in plan.nodes) == 4


def test_three_zones_keep_half_as_much_again() -> None:
    # 6 x 1000m on small nodes of two: any two zones hold six, so any two have three nodes: 2 + 2 + 1
    web = item("web", 1000, 512, 2, 2, 2)
    plan = plan_of([web], [SMALL], zones=3, survive_zone=True)
    assert len(list(zone_losses(plan, 3))) == 3
    assert sorted(sum(node.count for node in plan.nodes if node.zone == zone) for zone in range(3)) == [1, 2, 2]
    # any two zones need 3 nodes, so all three need at least 4.5, in whole nodes 5
    assert plan.usd_per_hour == pytest.approx(0.50)
    assert plan.bound_usd_per_hour == pytest.approx(0.50)


def test_both_promises_at_once() -> None:
    web, db = item("web", 300, 256, 2, 2, 2), item("db", 900, 2048, 1, 1, 1, max_per_node=1)
    plan = plan_of([web, db], [SMALL, LARGE], zones=3, survive_nodes=1, survive_zone=True)
    assert plan.survives_nodes == 1
    assert plan.survives_zone


def test_one_zone_cannot_be_lost() -> None:
    assert refusal([item("web", 1, 1, 1)], [SMALL], survive_zone=True).cause is NoPlanCause.ONE_ZONE


# The solver


@pytest.mark.parametrize("promise", [{}, {"survive_nodes": 1}, {"survive_zone": True}])
def test_the_fall_back_solver_proves_the_same(promise: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    items = [item("web", 700, 512, 2, 2), item("db", 900, 2048, 1, 1, max_per_node=1)]
    usual = plan_of(items, [SMALL, LARGE], zones=2, **promise)
    monkeypatch.setattr(solver, "highspy", None)
    other = plan_of(items, [SMALL, LARGE], zones=2, **promise)
    assert other.usd_per_hour == pytest.approx(usual.usd_per_hour)
    assert other.bound_usd_per_hour == pytest.approx(usual.bound_usd_per_hour)
