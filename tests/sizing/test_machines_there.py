"""Machine types are those that exist where a platform runs, with what they really have, and cost what they cost there.

Prices are those of data/node_types; a month has 730 hours.
"""

from __future__ import annotations

from typing import Any

from advisor import Infeasible, Topology, load_knowledge, load_scenario, size

KNOWLEDGE = load_knowledge()


def sized(platform: str, hosting: dict[str, Any], *services: dict[str, Any], **more: Any) -> Topology | Infeasible:
    """The topology of a small scenario in one zone that need survive nothing."""
    scenario: dict[str, Any] = {
        "name": "small",
        "as_of": "2026-11-24",
        "os": "linux",
        "hosting": {"model": "cloud", "zones": 1, **hosting},
        "availability": {"survive_nodes": 0},
        "services": [{"ports": [], **service} for service in services],
        **more,
    }
    return size(load_scenario(scenario), KNOWLEDGE.platforms[platform], KNOWLEDGE)


AWS = {"cloud": "aws", "region": "us-east-1"}
WHOLE = {"cpu": 1, "memory": 1}


def machines_of(topology: Topology | Infeasible) -> dict[str, int]:
    """The agents by type."""
    assert isinstance(topology, Topology)
    counts: dict[str, int] = {}
    for pool in topology.pools:
        for node in pool.nodes:
            counts[node.machine] = counts.get(node.machine, 0) + node.count
    return counts


# --- memory


def test_a_pod_of_31000_mib_needs_a_machine_of_more_than_32_gib() -> None:
    # an r5.xlarge shows 31,628 of its 32,768 MiB, of which 30,635 are for pods (docs/node-memory.md)
    big = {"name": "big", "replicas": 1, "cpu": 1, "memory": "31000Mi"}
    topology = sized("eks", AWS, big, utilisation=WHOLE)
    assert isinstance(topology, Topology)
    holding = [n.machine for n in topology.pools[0].nodes if dict(n.pods).get("big")]
    (machine,) = [m for m in topology.pools[0].machines if m.name in holding]
    assert machine.installed_memory_mib > 32768
    assert machine.memory_mib >= 31000
