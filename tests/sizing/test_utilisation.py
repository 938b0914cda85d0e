"""How full a pool is and what still fits, by hand, and for drawn plans by putting it there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from advisor.packing import Item, Machine, Node, Plan, check_plan, pack
from advisor.packing.model.problem import gap_of
from advisor.sizing.explain.utilisation import utilisation_of
from advisor.sizing.pool import Largest, PoolUtilisation
from tests.packing.test_properties import questions

MACHINE = Machine("m", 4000, 8000, 10, 0.2)
LITTLE = Machine("l", 1000, 8000, 10, 0.1)
WEB = Item("web", 500, 1000, (6, 3))
DB = Item("db", 1500, 3000, (1, 1))


def utilisation(
    *nodes: Node, items: tuple[Item, ...] = (WEB, DB), added: frozenset[str] = frozenset()
) -> PoolUtilisation | None:
    plan = Plan(nodes, 1.0, 1.0, "by hand", 0.0, 0, False, "proved")
    return utilisation_of(plan, items, [MACHINE, LITTLE], added)


def test_shares_means_and_what_still_fits() -> None:
    first, second = Node("m", 0, 2, (("web", 3),)), Node("m", 1, 1, (("db", 1), ("web", 3)))
    found = utilisation(first, second)
    assert found is not None
    # 3 + 3 + 4 replicas on 3 machines; 9 x 500 + 1500 = 6000 of 12000m, 9 x 1000 + 3000 = 12000 of 24000 MiB
    assert (found.machines, found.spares, found.replicas, found.most_replicas) == (3, 0, 10, 4)
    assert found.mean_replicas == pytest.approx(10 / 3)
    assert (found.cpu, found.memory) == (0.5, 0.5)
    # free: 2500m and 5000 MiB twice, so 5 web each; 1000m and 2000 MiB once, so 2
    assert (found.common, found.more_of_common) == ("web", 12)
    assert found.largest == Largest(2500, 5000, "m")
    # 4000 / 500 = 8000 / 1000 = 8
    assert (found.main_type, found.common_on_empty) == ("m", 8)


def test_spares_and_room_kept_for_a_lost_zone_are_not_free() -> None:
    held = Node("m", 0, 1, (("web", 3),), reserved=(("web", 4),))
    found = utilisation(held, Node("m", 1, 1, (), spare=True))
    assert found is not None
    # 1500 and, with four more kept, 3500 of 8000m; 500m are left on the first, and the spare stays empty
    assert (found.spares, found.mean_replicas) == (1, 3)
    assert (found.cpu, found.cpu_with_kept) == (1500 / 8000, 3500 / 8000)
    assert found.more_of_common == 1


def test_ports_limits_and_strangers_leave_no_room() -> None:
    web = replace(WEB, exclusive_tokens=frozenset({"8080/tcp"}))
    found = utilisation(Node("m", 0, 1, (("web", 1),)), Node("m", 1, 1, (("db", 1),)), items=(web, DB))
    assert found is not None and found.more_of_common == 1
    capped = replace(WEB, max_per_node=2)
    found = utilisation(Node("m", 0, 1, (("web", 1),)), Node("m", 1, 1, (("web", 2),)), items=(capped, DB))
    assert found is not None and found.more_of_common == 1
    apart = replace(DB, anti_affinity=frozenset({"web"}))
    found = utilisation(Node("m", 0, 1, (("db", 1),)), items=(WEB, apart))
    assert found is not None and found.more_of_common == 0


def test_a_full_machine_has_no_largest_replica() -> None:
    found = utilisation(Node("l", 0, 1, (("web", 2),)))
    assert found is not None
    assert (found.more_of_common, found.largest) == (0, None)


def test_what_the_platform_adds_is_not_the_common_service() -> None:
    found = utilisation(Node("m", 0, 1, (("db", 1), ("web", 1))), added=frozenset({"web"}))
    assert found is not None
    assert (found.common, found.replicas, found.added_replicas) == ("db", 2, 1)


def test_nothing_placed_has_no_density() -> None:
    assert utilisation() is None
    assert utilisation(Node("m", 0, 1, (), spare=True)) is None


@given(questions())
def test_what_would_still_fit_can_be_put_there(asked: tuple[list[Item], list[Machine], int, int, bool]) -> None:
    items, machines, zones, *_ = asked
    plan = pack(items, machines, zones=zones)
    found = utilisation_of(plan, items, machines) if isinstance(plan, Plan) else None
    if found is None or not isinstance(plan, Plan):
        return
    common, nodes, more_by_zone = next(item for item in items if item.name == found.common), [], [0] * zones
    for node in plan.nodes:
        alone = utilisation_of(replace(plan, nodes=(replace(node, count=1),)), items, machines)
        more = alone.more_of_common if alone else 0  # nothing is put on spares
        more_by_zone[node.zone] += more * node.count
        pods = dict(node.pods)
        pods[common.name] = pods.get(common.name, 0) + more
        nodes.append(replace(node, pods=tuple((name, count) for name, count in pods.items() if count)))
    assert sum(more_by_zone) == found.more_of_common
    fuller = tuple(count + more for count, more in zip(common.replicas_by_zone, more_by_zone, strict=True))
    wanted = [replace(item, replicas_by_zone=fuller) if item is common else item for item in items]
    unproved = replace(
        plan,
        nodes=tuple(nodes),
        certificate=None,
        certified_usd_per_hour=0.0,
        bound_usd_per_hour=0.0,
        gap=gap_of(plan.usd_per_hour, 0.0),
    )
    assert check_plan(unproved, wanted, machines, zones=zones) == ()
