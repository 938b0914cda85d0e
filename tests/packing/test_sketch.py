"""Sketches: plans without a search, which keep the same promises, with a bound that is proved."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from advisor.packing import Argument, BoundMethod, Item, Machine, Plan, Settings, check_plan, pack, sketch

SMALL = Machine("small", 2_000, 4_096, 20, 0.10)
LARGE = Machine("large", 8_000, 16_384, 80, 0.36)


def drawn(seed: int) -> tuple[list[Item], list[Machine], int]:
    """A small problem of services on machines of several families, in one to three zones."""
    draw = random.Random(seed)
    zones = draw.randint(1, 3)
    items = [
        Item(
            f"s{number}",
            draw.choice((50, 100, 250, 700, 1_500)),
            draw.choice((64, 256, 900, 3_000)),
            tuple(draw.randint(0, 4) for _ in range(zones)),
            max_per_node=draw.choice((None, None, 1, 2)),
            exclusive_tokens=frozenset({"443/tcp"}) if draw.random() < 0.2 else frozenset(),
            anti_affinity=frozenset({"s0"}) if number and draw.random() < 0.2 else frozenset(),
        )
        for number in range(draw.randint(2, 7))
    ]
    machines = [
        Machine(f"m{vcpu}-{gib}", vcpu * 950, vcpu * gib * 980, 30, round(0.02 * vcpu + 0.004 * vcpu * gib, 4))
        for vcpu in (2, 4, 8)
        for gib in (2, 4, 8)
    ]
    return items, machines, zones


@pytest.mark.parametrize("seed", range(12))
def test_a_sketch_is_sound_and_its_bound_holds_for_what_a_search_finds(seed: int) -> None:
    items, machines, zones = drawn(seed)
    promises = {"zones": zones, "survive_nodes": seed % 3, "survive_zone": zones > 1 and seed % 2 == 0}
    plan, searched = sketch(items, machines, **promises), pack(items, machines, **promises, settings=Settings.quick())
    if plan is None:  # only where nothing is to be placed
        assert not any(item.replicas for item in items)
        return
    assert isinstance(searched, Plan)
    assert not check_plan(plan, items, machines, **promises)
    assert plan.bound_usd_per_hour <= searched.usd_per_hour * (1 + 1e-9)
    assert searched.bound_usd_per_hour <= plan.usd_per_hour * (1 + 1e-9)
    assert sketch(items[::-1], machines[::-1], **promises) == plan


def test_the_bound_is_what_a_mix_of_resources_costs_at_least() -> None:
    # 10 x 1000 m and 10 x 1024 MiB. A small node offers 2000 m and 4096 MiB for 0.10: by CPU alone 5 nodes, 0.50; a
    # large one 8000 m for 0.36, which is 0.045 for 1000 m: 0.45. No mix asks more, as both offer memory enough. Any
    # zone of two lost: twice as much.
    items = [Item("web", 1_000, 1_024, (5, 5))]
    plan = sketch(items, [SMALL, LARGE], zones=2, survive_nodes=1, survive_zone=True)
    assert plan is not None
    assert plan.bound_usd_per_hour == pytest.approx(0.90)
    assert plan.bound_source.methods == (BoundMethod.RESOURCE_MIX,)
    assert plan.bound_source.argument is Argument.ANY_ZONE
    # each zone holds all ten: one large node with eight and a small one with two is 0.46
    assert plan.usd_per_hour == pytest.approx(0.92)


def test_a_replica_on_a_node_of_its_own_takes_the_cheapest_that_holds_it() -> None:
    # one pod a node: 3 small at 0.10 and 2 large at 0.36 are 1.02, and the spare for a lost node holds either
    one = [replace(machine, max_pods=1) for machine in (SMALL, LARGE)]
    plan = sketch([Item("web", 1_000, 512, (3,)), Item("db", 4_000, 512, (2,))], one, zones=1, survive_nodes=1)
    assert plan is not None
    assert [(node.machine, node.count, node.spare) for node in plan.nodes] == [
        ("large", 2, False),
        ("small", 3, False),
        ("large", 1, True),
    ]
    assert plan.bound_usd_per_hour == pytest.approx(1.02 + 0.10)
    assert plan.bound_source.methods == (BoundMethod.CHEAPEST_SIZES,)


DB = Item("db", 100, 64, (1,))


@pytest.mark.parametrize(
    ("items", "machine"),
    [
        ([DB, Item("web", 100, 64, (2,), affinity=frozenset({"db"}))], SMALL),
        ([DB, Item("web", 100, 64, (2,), surge=1)], SMALL),
        ([DB], replace(SMALL, stock=5)),
        ([DB], replace(SMALL, zone=0)),
        ([DB, Item("web", 9_000, 64, (2,))], SMALL),
        ([Item("web", 100, 64, (0,))], SMALL),
    ],
)
def test_what_a_sketch_does_not_know_is_left_to_the_search(items: list[Item], machine: Machine) -> None:
    assert sketch(items, [machine], zones=1) is None
