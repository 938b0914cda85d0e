"""GPUs and node disk on the resource axis: placed, bounded, checked, lost, upgraded and refused like any other."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

import advisor.packing
from advisor.packing import Item, Machine, Node, NoPlan, NoPlanCause, Plan, Settings, check_plan, pack

GIB = 1024
PLAIN = Machine("plain", 8000, 32 * GIB, 110, 0.40, disk_mib=100 * GIB)
ONE_GPU = Machine("one-gpu", 8000, 32 * GIB, 110, 1.00, gpus=1, disk_mib=100 * GIB)
FOUR_GPUS = Machine("four-gpus", 32000, 128 * GIB, 110, 3.60, gpus=4, disk_mib=400 * GIB)


def trainers(count: int, gpus: int = 1, surge: int = 0) -> Item:
    return Item("trainer", 1000, 2 * GIB, (count,), gpus=gpus, surge=surge)


def packed(items: list[Item], machines: list[Machine], **promises: int) -> Plan:
    plan = pack(items, machines, zones=1, **promises)  # type: ignore[arg-type]
    assert isinstance(plan, Plan)
    assert check_plan(plan, items, machines, zones=1, **promises) == ()  # type: ignore[arg-type]
    return plan


def test_gpus_and_not_cores_decide_how_many_nodes_are_bought() -> None:
    # 5 GPUs: four-gpus + one-gpu = 3.60 + 1.00 = 4.60; five of one GPU 5.00; two of four GPUs 7.20
    plan = packed([trainers(5)], [PLAIN, ONE_GPU, FOUR_GPUS])
    assert plan.usd_per_hour == pytest.approx(4.60)
    assert plan.bound_usd_per_hour == pytest.approx(4.60)


def test_what_asks_for_no_gpu_stays_off_dear_gpu_nodes() -> None:
    # one GPU node holds 7 web replicas beside the trainer; the other 8 take one plain node: 1.00 + 0.40
    web = Item("web", 1000, 2 * GIB, (15,))
    plan = packed([trainers(1), web], [PLAIN, ONE_GPU])
    assert plan.usd_per_hour == pytest.approx(1.40)


def test_node_disk_limits_the_replicas_of_a_node() -> None:
    # 40 GiB each on 100 GiB: 2 a node, so 10 replicas take 5 nodes, although their cores would fit on 2
    writer = Item("writer", 1000, 2 * GIB, (10,), disk_mib=40 * GIB)
    plan = packed([writer], [PLAIN])
    assert [(node.count, node.pods) for node in plan.nodes] == [(5, (("writer", 2),))]
    assert plan.usd_per_hour == pytest.approx(2.00)


def test_a_machine_without_a_disk_limit_holds_any_amount() -> None:
    writer = Item("writer", 1000, 2 * GIB, (8,), disk_mib=900 * GIB)
    assert packed([writer], [replace(PLAIN, disk_mib=None)]).usd_per_hour == pytest.approx(0.40)


def test_a_lost_node_needs_gpus_elsewhere() -> None:
    # 4 trainers and any one node lost: two nodes of 4 GPUs (7.20), or five of one GPU (5.00)
    plan = packed([trainers(4)], [ONE_GPU, FOUR_GPUS], survive_nodes=1)
    assert plan.usd_per_hour == pytest.approx(5.00)


def test_a_surge_needs_gpus_beside_those_that_run() -> None:
    # 4 run and 1 more starts during the upgrade: 5 GPUs
    assert packed([trainers(4, surge=1)], [ONE_GPU]).usd_per_hour == pytest.approx(5.00)


@pytest.mark.parametrize(
    "item, offered, key",
    [
        (trainers(1, gpus=8), [PLAIN, FOUR_GPUS], "gpus"),
        (Item("writer", 100, 100, (1,), disk_mib=500 * GIB), [PLAIN, FOUR_GPUS], "disk_mib"),
    ],
)
def test_what_no_machine_holds_is_refused_with_the_resource_that_is_short(
    item: Item, offered: list[Machine], key: str
) -> None:
    refused = pack([item], offered, zones=1)
    assert isinstance(refused, NoPlan)
    assert refused.cause is NoPlanCause.TOO_LARGE
    assert key in dict(dict(refused.values)["short"])


def test_the_gpus_in_stock_are_counted_before_the_search() -> None:
    refused = pack([trainers(9)], [replace(FOUR_GPUS, stock=2)], zones=1)
    assert isinstance(refused, NoPlan)
    assert refused.cause is NoPlanCause.SHORT_STOCK
    assert dict(dict(refused.values)["needed"])["gpus"] == 9
    assert dict(dict(refused.values)["offered"])["gpus"] == 8


def test_the_check_sees_a_node_with_too_many_gpus_in_use() -> None:
    items, machines = [trainers(2)], [ONE_GPU]
    plan = packed(items, machines)
    crowded = replace(plan, nodes=(Node("one-gpu", 0, 1, (("trainer", 2),)),))
    assert "one-gpu in zone 0: 2 GPUs on a node that offers 1" in check_plan(crowded, items, machines, zones=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("old, new", [("memory_mib", "disk_mib"), ("memory_mib", "gpus")])
def test_a_resource_counts_the_same_wherever_it_stands_on_the_axis(seed: int, old: str, new: str) -> None:
    """What memory decides, disk or GPUs of the same amounts decide as well: each plan lies above the other's bound."""
    draw = random.Random(seed)
    items = [
        Item(
            f"s{n}",
            draw.randint(50, 2000),
            draw.randint(64, 8000),
            (draw.randint(1, 9),),
            max_per_node=draw.choice([None, 2]),
        )
        for n in range(6)
    ]
    machines = [
        Machine(f"m{n}", cores * 1000, cores * draw.choice([2, 4, 8]) * GIB, 60, cores * 0.05 + draw.random() / 100)
        for n, cores in enumerate((2, 4, 8, 16))
    ]
    moved = (
        [replace(item, **{old: 0, new: getattr(item, old)}) for item in items],
        [replace(machine, **{old: 0, new: getattr(machine, old)}) for machine in machines],
    )
    plans = [
        pack(*asked, zones=1, survive_nodes=1, settings=Settings.thorough()) for asked in ((items, machines), moved)
    ]
    before, after = plans
    assert isinstance(before, Plan) and isinstance(after, Plan)
    assert check_plan(after, *moved, zones=1, survive_nodes=1) == ()
    assert after.usd_per_hour >= before.bound_usd_per_hour - 1e-9
    assert before.usd_per_hour >= after.bound_usd_per_hour - 1e-9
    assert after.usd_per_hour == pytest.approx(before.usd_per_hour, rel=0.05)


def test_two_modules_of_the_packer_know_gpus_and_node_disk() -> None:
    """A further resource is an entry of the axis and two fields; algorithms, bounds and checks go along the axis."""
    packer = Path(advisor.packing.__file__).parent
    knowing = {
        path.relative_to(packer).as_posix()
        for path in packer.rglob("*.py")
        if re.search(r"\b(gpus|disk_mib)\b", path.read_text(encoding="utf-8"))
    }
    assert knowing == {"model/problem.py", "model/resources.py"}
