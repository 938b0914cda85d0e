"""Machines of one type before a mix that is hardly cheaper, and what simplicity costs."""

from __future__ import annotations

from collections import Counter

import pytest

from advisor import Topology, load_knowledge, parse_scenario, size
from advisor.packing import Effort, Item, Machine, Plan
from advisor.report.wording.notes import note_words
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.pack_cache import PackingProblem, pack_once
from advisor.sizing.pool import Packed
from advisor.sizing.uniform_machines import SIMPLER_MAY_COST, Packing, least_alone, pack_simply
from advisor.values import note

KNOWLEDGE = load_knowledge()


def packed(small_usd: float, replicas: int = 3, effort: Effort = Effort.DEFAULT) -> Packing:
    """Replicas of 2 vCPU on machines of 4 vCPU for 0.20 USD an hour and of 2 vCPU for another price."""
    item = Item("web", cpu_millicores=2000, memory_mib=512, replicas_by_zone=(replicas,))
    big = Machine("big", cpu_millicores=4000, memory_mib=16_384, max_pods=30, usd_per_hour=0.20)
    small = Machine("small", cpu_millicores=2000, memory_mib=8_192, max_pods=30, usd_per_hour=small_usd)
    problem = PackingProblem((item,), (big, small), 1, 0, False, False, effort)
    packing = pack_simply(problem, lambda asked: (pack_once(asked), 0), prefer_one_type=True)
    assert isinstance(packing, Packing)
    return packing


def counts(plan: Plan) -> dict[str, int]:
    machines = Counter[str]()
    for node in plan.nodes:
        machines[node.machine] += node.count
    return dict(machines)


def test_one_type_is_taken_where_a_mix_is_hardly_cheaper() -> None:
    # a mix of big and small costs 0.20 + 0.103 = 0.303; three small ones 0.309, which is 2.0 % more
    packing = packed(0.103)
    assert counts(packing.plan) == {"small": 3}
    assert packing.one_type is not None
    assert packing.one_type.taken
    assert packing.one_type.more_usd_per_hour == pytest.approx(0.006)
    # the bound is that of all types, so the gap counts what simplicity costs
    assert packing.plan.bound_usd_per_hour <= 0.303
    assert packing.plan.gap == pytest.approx(packing.plan.usd_per_hour / packing.plan.bound_usd_per_hour - 1)
    assert packing.plan.gap >= 0.006 / 0.303 - 1e-9


def test_of_one_type_it_takes_at_least_what_all_ask_for_and_what_may_be_lost() -> None:
    # 5 replicas of 2 vCPU: 3 machines of 4 vCPU or 5 of 2 vCPU, and one more that may be lost; 1 vCPU holds none
    item = Item("web", cpu_millicores=2000, memory_mib=512, replicas_by_zone=(5,))
    sizes = {"big": 4000, "small": 2000, "tiny": 1000}
    types = tuple(
        Machine(name, millicores, 16_384, max_pods=30, usd_per_hour=1.0) for name, millicores in sizes.items()
    )
    plan = pack_once(PackingProblem((item,), types, 1, 1, False, False, Effort.QUICK))
    assert isinstance(plan, Plan)
    assert least_alone(Packed((item,), types, 1, plan, {}, frozenset())) == {"big": 4, "small": 6}


def test_a_mix_stays_where_one_type_costs_more_and_says_how_much() -> None:
    # 0.20 + 0.11 = 0.31; three small ones cost 0.33, two big ones 0.40
    packing = packed(0.11)
    assert counts(packing.plan) == {"big": 1, "small": 1}
    one = packing.one_type
    assert one is not None
    assert (one.machine, one.count, one.taken, one.mixed_types) == ("small", 3, False, 2)
    assert one.more_usd_per_hour == pytest.approx(0.02)


def test_fewer_machines_win_among_those_of_one_type() -> None:
    # 31 replicas: 15 big and a small one cost 3.101; 16 big ones 3.20 are too dear, 31 small ones 3.131 are not
    assert counts(packed(0.101, 31).plan) == {"small": 31}
    # 101 replicas: 50 big and a small one cost 10.101; 51 big ones 10.20 and 101 small ones 10.201 are both within 2 %
    assert counts(packed(0.101, 101).plan) == {"big": 51}


def test_nothing_is_compared_where_one_type_is_cheapest_or_only_an_estimate_is_asked() -> None:
    assert packed(0.09).one_type is None
    assert packed(0.103, effort=Effort.QUICK).one_type is None


def test_a_topology_tells_what_one_type_would_cost() -> None:
    text = (
        "name: a\nas_of: 2026-11-24\nhosting: {model: cloud, cloud: aws, region: eu-west-1, zones: 3}\n"
        "availability: {survive_nodes: 1}\nservices:\n"
        "  - {name: web, replicas: 2, cpu: 500m, memory: 512Mi, ports: [{port: 80, exposure: public}]}\n"
        "  - {name: api, replicas: 3, cpu: 1, memory: 1Gi, ports: []}\n"
        "  - {name: worker, replicas: 2, cpu: 1, memory: 2Gi, ports: []}"
    )
    topology = size(parse_scenario(text), KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    # three c6a.xlarge and a spare c6a.large; a fourth c6a.xlarge costs 0.16416 - 0.08208 USD an hour more
    told = dict(next(one for one in topology.notes if one.code is NoteCode.MIXED_TYPES).values)
    assert (told["machine"], told["count"], told["mixed_types"]) == ("c6a.xlarge", 4, 2)
    assert told["usd_more_per_month"] == pytest.approx(0.08208 * 730)


def test_words() -> None:
    values = {"pool": "services", "machine": "m", "count": 3, "mixed_types": 2, "mixed_count": 4}
    assert note_words(note(NoteCode.MIXED_TYPES, **values, usd_more_per_month=12.0)) == (
        "pool services mixes 2 machine types; 3 x m, one type, would cost USD 12 a month more"
    )
    taken = note_words(note(NoteCode.ONE_TYPE_TAKEN, **values, usd_more_per_month=0.0))
    assert "costs no more than the cheapest mix found (4 machines of 2 types)" in taken
    assert SIMPLER_MAY_COST == 0.02


def packed_with_disks(disk_usd: float, big_usd: float = 0.42) -> Packing:
    """Eight replicas of 2 vCPU on machines of 8 vCPU, or of 4 vCPU for 0.20 USD an hour, each with a root disk."""
    item = Item("web", cpu_millicores=2000, memory_mib=512, replicas_by_zone=(8,))
    big = Machine("big", cpu_millicores=8000, memory_mib=16_384, max_pods=30, usd_per_hour=big_usd)
    small = Machine("small", cpu_millicores=4000, memory_mib=8_192, max_pods=30, usd_per_hour=0.20)
    problem = PackingProblem((item,), (big, small), 1, 0, False, False, Effort.DEFAULT)
    packing = pack_simply(
        problem, lambda asked: (pack_once(asked), 0), prefer_one_type=True, disk_price=lambda machine: disk_usd
    )
    assert isinstance(packing, Packing)
    return packing


def test_fewer_machines_are_taken_where_their_root_disks_save_more_than_they_cost() -> None:
    # four small ones: 0.80 and 4 x 0.05 of disks = 1.00; two big ones: 0.84 and 2 x 0.05 = 0.94
    packing = packed_with_disks(0.05)
    assert counts(packing.plan) == {"big": 2}
    assert packing.plan.usd_per_hour == pytest.approx(0.84)
    assert packing.for_disks is not None
    assert (packing.for_disks.count, packing.for_disks.other_count) == (2, 4)
    assert packing.for_disks.more_usd_per_hour == pytest.approx(0.04)
    assert packing.for_disks.less_usd_per_hour == pytest.approx(0.10)
    # the bound is that of the machines alone, so the gap tells what they cost more
    assert packing.plan.bound_usd_per_hour == pytest.approx(0.80)
    assert packing.plan.gap == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("disk_usd", "big_usd"),
    [
        (0.0, 0.42),
        (0.015, 0.42),  # 4 x 0.015 = 0.06 of 0.80: 0.86 against 0.87
        (0.009, 0.405),  # 4 x 0.009 = 0.036, less than a twentieth of 0.80: too little to look at
    ],
)
def test_disks_that_save_less_than_the_machines_cost_change_nothing(disk_usd: float, big_usd: float) -> None:
    packing = packed_with_disks(disk_usd, big_usd)
    assert counts(packing.plan) == {"small": 4}
    assert packing.for_disks is None
