"""Plans for a list of platforms: the same as those that are looked at closely, with less proof."""

from __future__ import annotations

import numpy as np

from advisor.sizing.packing import Effort, Machine, Plan, pack, prove_closer
from advisor.sizing.packing.fill import fill
from advisor.sizing.packing.table import tabulate
from tests.test_packing import LARGE, SMALL, item


def test_looking_closer_changes_the_proof_and_not_the_plan() -> None:
    # eight machine types in three zones: too many columns for a listed plan, few enough for a close one
    types = [Machine(f"m{n}", 2000 + 1000 * n, 3000 + 2500 * n, 40, 0.1 + 0.045 * n) for n in range(8)]
    items = [item("a", 900, 1500, 2, 2, 1), item("b", 600, 700, 1, 2, 2), item("c", 1100, 900, 3, 2, 2)]
    listed, close = (
        pack(items, types, zones=3, survive_nodes=1, survive_zone=True, effort=effort)
        for effort in (Effort.LISTED, Effort.CLOSE)
    )
    assert isinstance(listed, Plan) and isinstance(close, Plan)
    assert prove_closer(listed, items, types, 3) == close
    assert close.nodes == listed.nodes
    assert close.bound_usd_per_hour > listed.bound_usd_per_hour
    assert close.bound_source == "whole nodes, all zones together"


def test_what_nodes_took_is_the_same_from_memory() -> None:
    table = tabulate([item("a", 900, 1500, 9), item("b", 600, 700, 4, exclusive=frozenset({"80"}))], [SMALL, LARGE])
    remaining, order = table.demand(0), np.array([1, 0])
    fresh = fill(table, np.array([1]), remaining, order)
    again = fill(table, np.array([1]), remaining, order)
    fresh[0, 0] = 99  # what comes back is the caller's own
    # large: one b, then (4000 - 600) // 900 = 3 of a by CPU, (8192 - 700) // 1500 = 4 by memory
    assert again.tolist() == [[3, 1]]
    assert fill(table, np.array([1]), remaining, order).tolist() == [[3, 1]]
