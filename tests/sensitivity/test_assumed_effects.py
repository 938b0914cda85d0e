"""The assumptions that move the bill of the winner by a tenth or more, sized again with another value."""

from __future__ import annotations

import pytest

from advisor import load_scenario, size
from advisor.packing import Effort
from advisor.sensitivity.assumed_effects import MATTERS, assumed_effects
from advisor.sizing import Topology
from tests.answers import KNOWLEDGE

SHOP = {
    "name": "shop",
    "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 2},
    "services": [{"name": "web", "replicas": 4, "cpu": 1, "memory": "2Gi"}],
}


def test_a_spare_that_nobody_asked_for_is_told_with_what_it_costs() -> None:
    # 4 replicas of 1 vCPU: with any one machine lost, others have to hold them; without that promise a machine less
    asked = load_scenario(SHOP)
    eks = size(asked, KNOWLEDGE.platforms["eks"], KNOWLEDGE, effort=Effort.QUICK)
    assert isinstance(eks, Topology)
    effects = {each.field: each for each in assumed_effects(asked, eks, KNOWLEDGE)}
    spare = effects["availability.survive_nodes"]
    assert (spare.assumed, spare.becomes) == (1, 0)
    without = size(load_scenario(SHOP | {"availability": {"survive_nodes": 0}}), KNOWLEDGE.platforms["eks"], KNOWLEDGE)
    assert isinstance(without, Topology)
    assert spare.usd_per_month == pytest.approx(without.bill.base, rel=0.05)
    assert spare.more_usd_per_month == pytest.approx(spare.usd_per_month - (eks.bill.base or 0.0))


def test_only_what_moves_the_bill_by_a_tenth_is_told() -> None:
    asked = load_scenario(SHOP | {"availability": {"survive_nodes": 0}, "utilisation": {"cpu": 0.8, "memory": 0.8}})
    topology = size(asked, KNOWLEDGE.platforms["eks"], KNOWLEDGE, effort=Effort.QUICK)
    assert isinstance(topology, Topology)
    effects = assumed_effects(asked, topology, KNOWLEDGE)
    assert all(abs(each.more_usd_per_month) >= MATTERS * (topology.bill.base or 0.0) for each in effects)
    assert "availability.survive_nodes" not in {each.field for each in effects}
