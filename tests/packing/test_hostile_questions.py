"""Questions that nobody would ask on purpose: the packer answers each with a plan it stands by, or in words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.packing import (
    BoundMethod,
    BoundSource,
    Effort,
    Item,
    Machine,
    Node,
    NoPlanCause,
    Plan,
    Settings,
    check_plan,
    pack,
)
from tests.packing.test_packing import LARGE, SMALL, item, machines_of, plan_of, price_list, refusal

# Nothing, or next to nothing


@pytest.mark.parametrize("promise", [{}, {"survive_nodes": 2}, {"survive_zone": True}])
def test_replicas_that_ask_for_nothing_still_get_a_node(promise: dict[str, object]) -> None:
    # no CPU, memory or pods: any number of them stands on one node of a zone
    plan = plan_of([item("ghost", 0, 0, 7, 7, pods=0)], [SMALL, LARGE], zones=2, **promise)
    assert all(node.machine == "small" for node in plan.nodes)
    # a node in each zone holds all that the other held; with a third, any two of three may be lost
    assert sum(node.count for node in plan.nodes) == 2 + ("survive_nodes" in promise)


def test_one_of_everything_fits_one_node() -> None:
    everything = item("all", 1, 1, 1, io_mbps=1, pods=1, max_per_node=1, exclusive_tokens=frozenset({"1/tcp"}))
    only = Machine("only", 1, 1, 1, 0.01, io_mbps=1, stock=1)
    assert machines_of(plan_of([everything], [only])) == {"only": 1}
    # a second one fits neither the node nor the stock
    found = refusal([replace(everything, replicas_by_zone=(2,))], [only])
    assert found.cause is NoPlanCause.SHORT_STOCK
    each = ("cpu_millicores", "memory_mib", "io_mbps", "pods")
    assert dict(found.values)["needed"] == tuple((what, 2) for what in each)


def test_one_replica_of_each_of_many_services_shares_nodes() -> None:
    # 100 x 100m and 100 MiB: 10,000m of 4000m a node; 2 x large + small = 0.48 for 10,000m and 20,480 MiB
    plan = plan_of(
        [item(f"s{n:02d}", 100, 100, 1) for n in range(100)], [replace(SMALL, max_pods=50), replace(LARGE, max_pods=50)]
    )
    assert plan.usd_per_hour == pytest.approx(0.48)
    assert plan.ended_by == "proved"


# Stock


@pytest.mark.parametrize(
    ("stock", "promise", "cause", "values"),
    [
        (0, {}, NoPlanCause.NO_MACHINE, {}),
        (1, {}, NoPlanCause.TOO_FEW_MACHINES, {"needed": 2, "machines": 1}),
        (2, {"survive_nodes": 2}, NoPlanCause.TOO_FEW_MACHINES, {"needed": 3, "machines": 2}),
        (
            2,
            {},
            NoPlanCause.SHORT_STOCK,
            {
                "needed": (("cpu_millicores", 6000), ("memory_mib", 3072)),
                "offered": (("cpu_millicores", 4000), ("memory_mib", 8192)),
            },
        ),
        (3, {"survive_nodes": 1}, NoPlanCause.NOT_FOUND, {"survive_nodes": 1, "survive_zone": False}),
        (3, {"survive_zone": True}, NoPlanCause.NOT_FOUND, {"survive_nodes": 0, "survive_zone": True}),
    ],
)
def test_stock_that_is_too_small_is_told_with_what_it_lacks(
    stock: int, promise: dict[str, object], cause: NoPlanCause, values: dict[str, object]
) -> None:
    # 3 x 1000m in each of two zones: 6000m, and 2000m on each machine
    web = item("web", 1000, 512, 3, 3)
    found = refusal([web], [replace(SMALL, stock=stock)], zones=2, **promise)
    assert found.cause is cause
    assert values.items() <= dict(found.values).items()


def test_types_without_end_are_not_passed_over_when_others_ran_out() -> None:
    # both replicas need a wide node and the one there is cannot be lost; narrow nodes have no end but are too small
    wide, narrow = Machine("wide", 1000, 9000, 9, 0.2, stock=1), Machine("narrow", 9000, 1000, 9, 0.1)
    found = refusal([item("cache", 100, 4000, 2)], [wide, narrow], survive_nodes=1)
    values = dict(found.values)
    assert (found.cause, values["machines"], values["endless_types"]) == (NoPlanCause.NOT_FOUND, 1, 1)
    assert values["offered"] == (("cpu_millicores", 1000), ("memory_mib", 9000))


def test_loads_that_no_single_type_holds_get_a_spare_of_each_kind() -> None:
    wide, fast = Machine("wide", 1000, 9000, 9, 0.2), Machine("fast", 9000, 1000, 9, 0.3)
    items = [item("cache", 100, 8000, 1), item("batch", 8000, 100, 1)]
    # a node for each and, as neither holds what runs on the other, a spare for each: 2 x 0.2 + 2 x 0.3
    plan = plan_of(items, [wide, fast], survive_nodes=1)
    assert machines_of(plan) == {"wide": 2, "fast": 2}
    # two may be lost: two spares of each kind
    assert machines_of(plan_of(items, [wide, fast], survive_nodes=2)) == {"wide": 3, "fast": 3}


# Types


def test_a_list_of_dominated_types_is_as_good_as_its_best() -> None:
    worse = [replace(SMALL, name=f"worse-{n}", cpu_millicores=2000 - n, usd_per_hour=0.1 + n / 100) for n in range(50)]
    items = [item("web", 900, 700, 5), item("db", 400, 3000, 2)]
    best = plan_of(items, [SMALL])
    assert plan_of(items, [SMALL, *worse]) == best


def test_equal_types_under_many_names_are_one() -> None:
    twins = [replace(SMALL, name=f"twin-{n}") for n in range(20)]
    # 6 x 1000m on nodes of 2000m: three, all of the first name
    assert machines_of(plan_of([item("web", 1000, 512, 6)], twins)) == {"twin-0": 3}


def test_types_without_room_are_no_offer() -> None:
    empty = [
        Machine("no-cpu", 0, 4096, 20, 0.0),
        Machine("no-memory", 2000, 0, 20, 0.0),
        Machine("no-pods", 2000, 4096, 0, 0.0),
    ]
    found = refusal([item("web", 100, 100, 1)], empty)
    assert found.cause is NoPlanCause.TOO_LARGE
    assert dict(found.values)["needed"] == (("cpu_millicores", 100), ("memory_mib", 100))
    assert machines_of(plan_of([item("web", 100, 100, 1)], [*empty, SMALL])) == {"small": 1}


# Ports


def test_ports_that_exclude_each_other_take_a_node_each() -> None:
    # each of five services shares a port with the next one and another with the one before: a ring
    ring = [item(f"s{n}", 10, 10, 1, exclusive_tokens=frozenset({f"{n}/tcp", f"{(n + 1) % 5}/tcp"})) for n in range(5)]
    # a ring of five needs three colours
    assert machines_of(plan_of(ring, [SMALL])) == {"small": 3}
    # all on one port: five; and on two agents only the port is to blame
    same = [replace(one, exclusive_tokens=frozenset({"80/tcp"})) for one in ring]
    assert machines_of(plan_of(same, [SMALL])) == {"small": 5}
    found = refusal(same, [replace(SMALL, stock=2)])
    assert found.cause is NoPlanCause.ONCE_PER_NODE
    assert {"token": "80/tcp", "replicas": 5, "machines_left": 2}.items() <= dict(found.values).items()


def test_everybody_apart_from_everybody_takes_a_node_each() -> None:
    names = frozenset(f"s{n}" for n in range(12))
    items = [item(name, 10, 10, 1, anti_affinity=names) for name in sorted(names)]
    assert machines_of(plan_of(items, [SMALL, LARGE])) == {"small": 12}


# Prices


def test_free_types_beside_paid_ones_cost_nothing_while_they_last() -> None:
    free = Machine("free", 2000, 4096, 20, 0.0, stock=2)
    # two free nodes hold 4000m of the 6000m; one small node holds the rest
    plan = plan_of([item("web", 1000, 512, 6)], [free, SMALL])
    assert machines_of(plan) == {"free": 2, "small": 1}
    assert plan.usd_per_hour == pytest.approx(0.10)


def test_a_bound_of_nothing_never_proves_a_plan_that_costs_something() -> None:
    web = item("web", 1000, 1024, 1)
    nodes = (Node("small", 0, 1, (("web", 1),)),)
    proud = Plan(nodes, 0.10, 0.0, "LP relaxation", 0.0, 0, False, "proved")
    assert check_plan(proud, [web], [SMALL], zones=1) == ("a gap of 0.000000; cost and bound make inf",)
    assert check_plan(replace(proud, gap=math.inf), [web], [SMALL], zones=1) == ()
    free = plan_of([web], [replace(SMALL, usd_per_hour=0.0)])
    assert (free.usd_per_hour, free.gap, free.ended_by) == (0.0, 0.0, "proved")
    # by volume both fit the free node, so the bound is 0; one must stand elsewhere
    items = [web, item("db", 1000, 1024, 1, anti_affinity=frozenset({"web"}))]
    offers = [SMALL, replace(LARGE, usd_per_hour=0.0, stock=1)]
    rough = pack(items, offers, zones=1, settings=Settings.quick())
    assert isinstance(rough, Plan)
    assert (rough.usd_per_hour, rough.bound_usd_per_hour) == (0.10, 0.0)
    assert (rough.gap, rough.ended_by) == (math.inf, "rounds")
    # only trying the free node alone shows that it does not serve
    plan = plan_of(items, offers)
    assert (plan.usd_per_hour, plan.bound_usd_per_hour) == (0.10, 0.10)
    assert (plan.bound_source, plan.ended_by) == (BoundSource((BoundMethod.ENUMERATION,)), "proved")


def test_a_plan_without_a_bound_is_reported_without_a_gap() -> None:
    knowledge = load_knowledge()
    text = """
name: free
as_of: 2026-11-24
hosting: {model: on_prem, zones: 1, machines: [
  {type: old, vcpu: 8, memory: 32Gi, count: 2, usd_per_month: 0},
  {type: rack, vcpu: 4, memory: 16Gi, count: 2, usd_per_month: 300}]}
availability: {survive_nodes: 0}
services:
  - {name: web, replicas: 1, cpu: 1, memory: 1Gi, anti_affinity: [db, api]}
  - {name: db, replicas: 1, cpu: 1, memory: 1Gi, anti_affinity: [api]}
  - {name: api, replicas: 1, cpu: 1, memory: 1Gi}
  - {name: small, replicas: 10, cpu: 10m, memory: 10Mi}
"""
    outcome = size(parse_scenario(text), knowledge.platforms["ecs-ec2"], knowledge)
    assert isinstance(outcome, Topology)
    (pool,) = outcome.pools
    # one on each old server at nothing, the third on a rack at 300 / 730 USD an hour
    assert pool.usd_per_hour == pytest.approx(300 / 730)
    assert (pool.bound_usd_per_hour, pool.gap) == (0.0, None)


@pytest.mark.parametrize("price", [1e-12, 1e9])
def test_very_small_and_very_large_prices_count_like_others(price: float) -> None:
    scaled = [replace(machine, usd_per_hour=machine.usd_per_hour * price) for machine in (SMALL, LARGE)]
    # as at prices of 0.10 and 0.19: 6000m on one large and one small node
    assert machines_of(plan_of([item("web", 1000, 512, 6)], scaled)) == {"small": 1, "large": 1}


# Size


@pytest.mark.parametrize("lost", [0, 1])
def test_ten_thousand_replicas_of_one_service(lost: int) -> None:
    # 10,000 x 100m; large nodes hold 40 pods for 0.19: 250 of them, and a spare: 47.50 and 47.69
    plan = plan_of([item("web", 100, 200, 10_000)], [SMALL, LARGE], survive_nodes=lost)
    assert plan.usd_per_hour == pytest.approx(47.50 + 0.19 * lost)


@pytest.mark.slow
def test_a_thousand_services_are_packed_near_the_optimum() -> None:
    items = [Item(f"s{n:04d}", 50 + 37 * (n * n % 23), 64 + 61 * (n * n % 29), (1 + n % 3,)) for n in range(1000)]
    plan = pack(items, price_list(), zones=1)
    assert isinstance(plan, Plan)
    assert plan.gap <= 0.02


def with_one_machine_set(settings: Settings) -> Settings:
    return replace(settings, machine_sets=replace(settings.machine_sets, one_set_items=3))


def test_with_thousands_of_items_one_choice_of_types_is_enough() -> None:
    """As many items would take minutes, so here three of them count as thousands."""
    items = [item(f"s{number}", 300 + 40 * number, 400, 4, 3, 5) for number in range(9)]
    careful = plan_of(items, [SMALL, LARGE], zones=3, survive_nodes=1, survive_zone=True)
    quick = plan_of(
        items, [SMALL, LARGE], zones=3, settings=with_one_machine_set(Settings()), survive_nodes=1, survive_zone=True
    )
    assert careful.usd_per_hour <= quick.usd_per_hour <= 1.05 * careful.usd_per_hour


@pytest.mark.parametrize("effort", list(Effort))
def test_with_thousands_of_items_two_kinds_of_own_servers_are_filled(effort: Effort) -> None:
    """No server is as large as both kinds: 108 replicas of 1000m and 1000 MiB, six on each of 18 of the 30 servers."""
    settings = with_one_machine_set(Settings.for_effort(effort))
    own = [Machine("cpu", 8000, 6000, 50, 0.3, stock=15), Machine("memory", 6000, 8000, 50, 0.3, stock=15)]
    found = pack([item(f"s{n}", 1000, 1000, 12) for n in range(9)], own, zones=1, survive_nodes=1, settings=settings)
    assert isinstance(found, Plan)
    assert found.usd_per_hour == pytest.approx(5.7)  # and one more, to be lost
