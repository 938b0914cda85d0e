"""Purchases: small plans that share free capacity among items, judged by every loss."""

from __future__ import annotations

import pytest

from advisor.packing import Effort, Item, Machine, Plan, Settings, check_plan, pack

SMALL = Machine("c.small", 1930, 3300, 29, 0.085)
LARGE = Machine("c.large", 3920, 7100, 58, 0.170)


def test_nodes_are_merged_and_exchanged_where_no_item_has_capacity_of_its_own() -> None:
    # 8 x 1000m: a small node holds one, a large one three. Any two zones, and all without a node, must hold all eight:
    # 2 + 2 large nodes hold 12, 2 large beside 1 large and 1 small hold 10. 5 x 0.170 + 0.085 = 0.935.
    items = [
        Item("s0", 1000, 128, (3, 3, 2)),
        Item("s1", 500, 1024, (2, 2, 2)),
        Item("s2", 300, 3072, (1, 0, 0)),
        Item("s3", 200, 600, (2, 2, 2)),
    ]
    costs = []
    for effort in (Effort.QUICK, Effort.DEFAULT):
        settings = Settings.for_effort(effort)
        plan = pack(items, [SMALL, LARGE], zones=3, survive_nodes=1, survive_zone=True, settings=settings)
        assert isinstance(plan, Plan)
        assert check_plan(plan, items, [SMALL, LARGE], zones=3, survive_nodes=1, survive_zone=True) == ()
        costs.append(plan.usd_per_hour)
    assert costs[1] == pytest.approx(0.935)
    assert costs[1] < costs[0]
