"""Room for upgrades: what the surge of one service needs, by hand, by everything there is, and by drawn problems."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing import (
    Effort,
    Item,
    Machine,
    NoPlan,
    NoPlanCause,
    Plan,
    Settings,
    check_plan,
    pack,
    proved_usd_per_hour,
    surge_relocations,
)
from advisor.packing.model.problem import Argument
from advisor.values import facts
from tests.packing.test_brute_force import Trial, assert_agrees
from tests.packing.test_brute_force import questions as tiny
from tests.packing.test_properties import demands as demands_without_surge
from tests.packing.test_properties import may_stand, offers, place_again, single_nodes
from tests.profiles import examples

SMALL = Machine("small", 2000, 4096, 20, 0.10)
LARGE = Machine("large", 4000, 8192, 40, 0.19)
EXAMPLES = examples(36)
FEW = examples(14)
"""For tests that pack each problem two or three times."""
Question = tuple[list[Item], list[Machine], int, int, bool]


def plan_of(
    items: list[Item],
    machines: list[Machine],
    *,
    zones: int = 1,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    effort: Effort = Effort.DEFAULT,
) -> Plan:
    found = pack(
        items,
        machines,
        zones=zones,
        survive_nodes=survive_nodes,
        survive_zone=survive_zone,
        settings=Settings.for_effort(effort),
    )
    assert isinstance(found, Plan), found
    return found


def machines_of(plan: Plan) -> dict[str, int]:
    return dict(sum((Counter({node.machine: node.count}) for node in plan.nodes), Counter()))


def test_a_surge_takes_the_room_that_its_replicas_take() -> None:
    # six of 1000m need 6000m, which a large and a small node have for 0.29; two more need 8000m: two large, 0.38
    web = Item("web", 1000, 512, (6,))
    assert plan_of([web], [SMALL, LARGE]).usd_per_hour == pytest.approx(0.29)
    plan = plan_of([replace(web, surge=2)], [SMALL, LARGE])
    assert plan.usd_per_hour == pytest.approx(0.38)
    assert plan.ended_by == "proved"
    assert plan.surge_usd_per_hour == pytest.approx(0.09)
    assert plan.surges == (("web", 2),)


def test_services_are_upgraded_one_at_a_time() -> None:
    # 3 x 1000m run; one more of either makes 4000m, which one large node has; one more of both would need 5000m
    items = [Item("a", 1000, 512, (2,), surge=1), Item("b", 1000, 512, (1,), surge=1)]
    assert machines_of(plan_of(items, [LARGE])) == {"large": 1}


def test_room_for_a_lost_node_serves_a_surge_too() -> None:
    # 2 + 2 of 1000m on two small nodes and a third that is empty: it takes in a lost node, or the surge of two
    web = Item("web", 1000, 512, (4,), surge=2)
    plan = plan_of([web], [SMALL], survive_nodes=1)
    assert machines_of(plan) == {"small": 3}
    assert plan.surge_usd_per_hour == 0.0
    # without a loss to survive the same surge costs the third node
    assert plan_of([web], [SMALL]).surge_usd_per_hour == pytest.approx(0.10)


def test_room_for_a_lost_zone_serves_a_surge_too() -> None:
    plan = plan_of([Item("web", 1000, 512, (2, 2), surge=1)], [LARGE], zones=2, survive_zone=True)
    assert machines_of(plan) == {"large": 2}


def test_a_host_port_needs_a_node_of_its_own_for_each_replica_of_the_surge() -> None:
    web = Item("web", 100, 128, (4,), exclusive_tokens=frozenset({"80/tcp"}), surge=2)
    assert machines_of(plan_of([web], [SMALL])) == {"small": 6}
    alone = Item("db", 100, 128, (2,), anti_affinity=frozenset({"db"}), surge=1)
    assert machines_of(plan_of([alone], [SMALL])) == {"small": 3}
    capped = Item("job", 100, 128, (4,), max_per_node=2, surge=1)
    assert machines_of(plan_of([capped], [SMALL])) == {"small": 3}


def test_pods_and_bandwidth_are_room_too() -> None:
    machine = Machine("tight", 4000, 8192, 4, 0.1, io_mbps=100)
    assert machines_of(plan_of([Item("a", 10, 10, (4,), surge=1)], [machine])) == {"tight": 2}
    assert machines_of(plan_of([Item("a", 10, 10, (2,), io_mbps=50, surge=1)], [machine])) == {"tight": 2}


def test_the_listing_says_where_each_replica_of_a_surge_goes() -> None:
    items = [Item("web", 1000, 512, (4,), surge=2), Item("db", 500, 2048, (1,))]
    plan = plan_of(items, [SMALL, LARGE])
    [(item, relocations)] = surge_relocations(plan, items, [SMALL, LARGE])
    assert item.name == "web"
    assert relocations is not None
    assert sum(relocation.count * dict(relocation.pods)["web"] for relocation in relocations) == 2


def test_what_no_stock_holds_while_a_service_is_upgraded_is_refused() -> None:
    own = replace(SMALL, stock=3)
    found = pack([Item("web", 1000, 512, (6,), surge=2)], [own], zones=1)
    assert isinstance(found, NoPlan)
    assert found.cause is NoPlanCause.SHORT_FOR_SURGE
    assert found.values == facts(  # (6 + 2) x 1000m; 3 x 2000m
        item="web", surge=2, needed=(("cpu_millicores", 8000),), offered=(("cpu_millicores", 6000),), machines=3
    )
    port = Item("web", 100, 128, (3,), exclusive_tokens=frozenset({"80/tcp"}), surge=1)
    found = pack([port], [own], zones=1)
    assert isinstance(found, NoPlan)
    assert found.cause is NoPlanCause.TOO_MANY_PER_NODE_IN_UPGRADE
    assert found.values == facts(item="web", surge=1, most_per_node=1, machines=3)
    assert found.items == ("web",)


def test_a_plan_that_lost_its_room_for_a_surge_is_found_out() -> None:
    items = [Item("web", 1000, 512, (4,), surge=2)]
    plan = plan_of(items, [SMALL])
    robbed = replace(plan, nodes=tuple(node for node in plan.nodes if node.pods), usd_per_hour=0.2, gap=0.0)
    robbed = replace(robbed, bound_usd_per_hour=0.2, certificate=None, certified_usd_per_hour=0.0)
    faults = check_plan(robbed, items, [SMALL], zones=1)
    assert faults == ("while web is upgraded its 2 more replicas find no place",)
    silent = replace(plan, surges=())
    assert check_plan(silent, items, [SMALL], zones=1) == ("the plan does not promise what was asked",)


def test_the_certificate_counts_the_surge() -> None:
    items = [Item("web", 1000, 512, (6,), surge=2)]
    plan = plan_of(items, [SMALL, LARGE])
    assert plan.certificate is not None
    assert plan.certificate.argument is Argument.ONE_UPGRADED
    assert plan.certificate.upgraded == "web"
    assert plan.certified_usd_per_hour == pytest.approx(0.38)
    # 8 x 1000m at 0.19 for 4000m; where nothing surges the same prices prove 6 of 8 parts of it
    proved = proved_usd_per_hour(plan.certificate, [replace(items[0], surge=0)], [SMALL, LARGE], zones=1)
    assert float(proved) == pytest.approx(0.38 * 6 / 8)


@st.composite
def asked(draw: st.DrawFn) -> Question:
    """Items with a surge of none to three, in up to three zones, with up to three lost nodes or a lost zone."""
    zones = draw(st.integers(1, 3))
    items = [replace(item, surge=draw(st.integers(0, 3))) for item in draw(demands_without_surge(zones))]
    lost = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
    return items, draw(offers()), zones, lost, zones > 1 and draw(st.booleans())


def answer(problem: Question, effort: Effort = Effort.DEFAULT) -> Plan:
    items, machines, zones, lost, zone = problem
    return plan_of(items, machines, zones=zones, survive_nodes=lost, survive_zone=zone, effort=effort)


@EXAMPLES
@given(asked())
def test_the_surge_of_each_service_fits_beside_all_that_runs(problem: Question) -> None:
    items, machines, *_ = problem
    plan = answer(problem)
    by_name, types = {one.name: one for one in items}, {one.name: one for one in machines}
    nodes = single_nodes(plan)
    for item in items:
        if item.replicas and item.surge:
            left = [Counter(dict(node.pods)) for node in nodes]
            assert place_again(left, [types[node.machine] for node in nodes], [item.name] * item.surge, by_name)
            assert all(may_stand(pods, types[n.machine], by_name) for pods, n in zip(left, nodes, strict=True))


@FEW
@given(asked(), st.data())
def test_more_surge_never_costs_less_than_the_bound_of_less(problem: Question, data: st.DataObject) -> None:
    items, machines, zones, lost, zone = problem
    more = [replace(item, surge=item.surge + data.draw(st.integers(0, 2))) for item in items]
    less, grown = answer(problem), answer((more, machines, zones, lost, zone))
    without_surge = answer(([replace(item, surge=0) for item in items], machines, zones, lost, zone))
    assert grown.usd_per_hour >= less.bound_usd_per_hour - 1e-9
    assert less.bound_usd_per_hour >= without_surge.bound_usd_per_hour * (1 - 1e-9)


@EXAMPLES
@given(asked(), st.sampled_from(Effort))
def test_every_effort_keeps_the_promise(problem: Question, effort: Effort) -> None:
    items, machines, zones, lost, zone = problem
    plan = answer(problem, effort)
    assert plan.bound_usd_per_hour <= plan.usd_per_hour
    assert check_plan(plan, items, machines, zones=zones, survive_nodes=lost, survive_zone=zone) == ()


@FEW
@given(asked(), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(problem: Question, shuffler: random.Random) -> None:
    items, machines, zones, lost, zone = problem
    mixed_items, mixed_machines = list(items), list(machines)
    shuffler.shuffle(mixed_items)
    shuffler.shuffle(mixed_machines)
    assert answer((mixed_items, mixed_machines, zones, lost, zone)) == answer(problem)


@examples(60)
@given(tiny(), st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_the_packer_agrees_with_everything_there_is(
    problem: tuple[list[Item], list[Machine], int], surges: list[int]
) -> None:
    items = [replace(item, surge=count) for item, count in zip(problem[0], surges, strict=False)]
    machines, lost = problem[1:]
    optimum = Trial(items, machines).optimum(lost)
    found = pack(items, machines, zones=1, survive_nodes=lost)
    # purchases tried in vain hold no surge: where the surge itself makes a plan dearer, its bound may stay below
    assert_agrees((items, machines, lost), found, optimum, proved=not any(item.surge for item in items))
