"""Without HiGHS the whole packer runs on CBC: slower and a little less near the bound, and no less true."""

from __future__ import annotations

import pytest

from advisor.packing import Effort, Plan, Settings, check_plan, pack
from advisor.packing.model import solver
from benchmarks.instances import Family, draw

pytestmark = pytest.mark.slow

SMALL = Family("small", 8, types=20)
TWO_NODES_LOST = Family("two lost", 6, types=12, survive_nodes=2)


def pack_drawn(family: Family, effort: Effort) -> Plan:
    instance = draw(family, seed=11)
    plan = pack(
        instance.items,
        instance.machines,
        zones=1,
        survive_nodes=family.survive_nodes,
        settings=Settings.for_effort(effort),
    )
    assert isinstance(plan, Plan)
    assert check_plan(plan, instance.items, instance.machines, zones=1, survive_nodes=family.survive_nodes) == ()
    return plan


@pytest.mark.parametrize("effort", Effort)
@pytest.mark.parametrize("family", [SMALL, TWO_NODES_LOST], ids=lambda family: family.name)
def test_both_solvers_give_plans_that_hold_and_bounds_that_agree(
    family: Family, effort: Effort, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = pack_drawn(family, effort)
    monkeypatch.setattr(solver, "highspy", None)
    other = pack_drawn(family, effort)
    # whatever costs what, no bound may be above the cost of a plan for the same problem
    assert other.bound_usd_per_hour <= usual.usd_per_hour * (1 + 1e-9)
    assert usual.bound_usd_per_hour <= other.usd_per_hour * (1 + 1e-9)
    assert other.usd_per_hour <= usual.usd_per_hour * 1.05
