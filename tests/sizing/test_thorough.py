"""A thorough search of a whole platform: never dearer than the default one."""

from __future__ import annotations

from pathlib import Path

from advisor import Effort, Topology, load_scenario, size
from tests.answers import KNOWLEDGE

SCENARIO = Path(__file__).parent / "faults" / "thorough-dearer.yaml"


def test_a_thorough_topology_is_no_dearer_than_the_default_one_and_proves_no_less() -> None:
    scenario, eks = load_scenario(SCENARIO), KNOWLEDGE.platforms["eks"]
    usual, thorough = (size(scenario, eks, KNOWLEDGE, effort) for effort in (Effort.DEFAULT, Effort.THOROUGH))
    assert isinstance(usual, Topology) and isinstance(thorough, Topology)
    assert (usual.effort, thorough.effort) == (Effort.DEFAULT, Effort.THOROUGH)
    assert (thorough.bill.base or 0.0) <= (usual.bill.base or 0.0)
    for before, after in zip(usual.pools, thorough.pools, strict=True):
        # a plan of 0.6595 USD an hour was found by hand
        assert (after.usd_per_hour or 0.0) <= (before.usd_per_hour or 0.0) <= 0.6595
        assert (after.bound_usd_per_hour or 0.0) >= (before.bound_usd_per_hour or 0.0)
