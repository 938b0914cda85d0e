"""Where replicas stand in the answers to all example scenarios, on every platform that fits, held by two checkers.

One is the packer's own, which goes through every promised loss; the other reads nothing but the JSON of the answer.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from advisor.packing import check_plan
from advisor.report import to_dict
from advisor.sizing import Pool
from advisor.sizing.pool import PoolKind
from tests.answers import answer_to, list_scenarios
from tests.independent.placements import placement_faults

WINNER_ONLY = {"three-thousand-nodes"}
"""Scenarios so large that only the first platform is gone through loss by loss."""

every_scenario = pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda path: path.stem)


@pytest.mark.slow
@every_scenario
def test_every_replica_stands_where_it_may(scenario: Path) -> None:
    told = to_dict(answer_to(scenario.stem))
    faults = {entry["platform"]: placement_faults(told["scenario"], entry["topology"]) for entry in told["ranking"]}
    assert faults
    assert {platform: found for platform, found in faults.items() if found} == {}


@pytest.mark.slow
@every_scenario
def test_every_plan_keeps_its_promises_loss_by_loss(scenario: Path) -> None:
    ranking = answer_to(scenario.stem).ranking
    faults = {
        f"{entry.platform.id} {pool.name}": faults_of_plan(pool)
        for entry in (ranking[:1] if scenario.stem in WINNER_ONLY else ranking)
        for pool in entry.topology.pools
        if pool.packed is not None
    }
    assert {pool: found for pool, found in faults.items() if found} == {}


def faults_of_plan(pool: Pool) -> list[str]:
    """What the packer's checker says of the problem behind a pool, and where the pool shows other nodes than it."""
    packed = pool.packed
    assert packed is not None
    promise = pool if pool.kind is PoolKind.MACHINES else packed.plan  # lost instances are replaced by their vendor
    found = check_plan(
        packed.plan,
        packed.items,
        packed.machines,
        zones=packed.zones,
        survive_nodes=promise.survives_nodes,
        survive_zone=promise.survives_zone,
        survive_together=promise.survives_together,
    )
    shown = Counter({(node.machine, node.zone): 0 for node in pool.nodes})
    planned: Counter[tuple[str, str]] = Counter()
    for node in pool.nodes:
        shown[node.machine, node.zone] += node.count
    for planned_node in packed.plan.nodes:
        planned[packed.type_of(planned_node.machine), pool.zones[planned_node.zone]] += planned_node.count
    return [*found, *([] if shown == planned else [f"{dict(shown)} shown, {dict(planned)} planned"])]


SCENARIO = {
    "services": [
        {"name": "web", "replicas": {"peak": 2}, "cpu": "500m", "memory": "512Mi", "affinity": ["log"]},
        {"name": "log", "replicas": {"peak": 2}, "cpu": 0.25, "memory": "256Mi"},
        {"name": "db", "replicas": {"peak": 2}, "cpu": 1, "memory": "1024Mi", "anti_affinity": ["web", "db"]},
        {"name": "in", "replicas": {"peak": 2}, "ports": [{"port": 80, "protocol": "http", "exposure": "host"}]},
    ]
}


def good_topology() -> Any:
    """One pool of 3 nodes in 3 zones: web and log on two, db on the third and on a fourth; it may lose one node."""
    both = {"type": "m", "zone": "a", "count": 1, "pods": {"web": 1, "log": 1, "in": 1}, "reserved": {}, "spare": False}
    data = {"type": "m", "zone": "c", "count": 2, "pods": {"db": 1}, "reserved": {}, "spare": False}
    machine = {"cpu_millicores": 1000, "memory_mib": 2048, "max_pods": 3, "stock": 4}
    return {
        "pools": [
            {
                "name": "services",
                "cluster": None,
                "kind": "machines",
                "zones": ["a", "b", "c"],
                "machines": {"m": machine},
                "nodes": [both, {**both, "zone": "b"}, data],
                "survives": {"nodes": 0, "zone": False, "nodes_during_zone_loss": False},
            }
        ]
    }


def test_a_sound_placement_has_no_faults() -> None:
    assert placement_faults(SCENARIO, good_topology()) == []


@pytest.mark.parametrize(
    ("node", "change", "told"),
    [
        (0, {"count": 2}, "services: 5 of 4 m"),
        (0, {"pods": {"web": 1, "in": 1}}, "services: 1 x m in a: web without what it must stand beside"),
        (0, {"zone": "d"}, "services: 1 x m in d: no such number or zone"),
        (0, {"reserved": {"in": 1}}, "services: 1 x m in a: host port 80/tcp is taken 2 times"),
        (0, {"reserved": {"log": 1}}, "services: 1 x m in a: 4 of 3 max_pods"),
        (0, {"spare": True}, "services: 1 x m in a: a spare that holds {'web': 1, 'log': 1, 'in': 1}"),
        (2, {"pods": {"db": 2}}, "services: 2 x m in c: 2 of db, which is above what one node may hold"),
        (2, {"pods": {"db": 1, "log": 1}}, "services: 2 x m in c: 1250.0 of 1000 cpu_millicores"),
        (2, {"reserved": {"web": 1}}, "services: 2 x m in c: db beside web"),
        (2, {"count": 1}, "1 of 2 replicas of db are placed"),
    ],
)
def test_each_kind_of_fault_is_seen(node: int, change: Any, told: str) -> None:
    topology = deepcopy(good_topology())
    topology["pools"][0]["nodes"][node] |= change
    assert told in placement_faults(SCENARIO, topology)


def test_a_promise_that_cannot_be_kept_is_seen() -> None:
    # 2 x (500 + 250) + 2 x 1000 = 3500 of 4 x 1000 millicores; without one node 3000 are left, without zone c 2000
    topology = good_topology()
    topology["pools"][0]["survives"] = {"nodes": 1, "zone": True, "nodes_during_zone_loss": False}
    told = placement_faults(SCENARIO, topology)
    assert "services: without no zone and 1 nodes there is too little cpu_millicores" in told
    assert "services: without c and 0 nodes there is too little cpu_millicores" in told
    assert len(told) == 5  # the three zones and one node want cpu; without zone c there are 6 places for 8 replicas
