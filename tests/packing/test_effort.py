"""Plans for a list of platforms: the same as those that are looked at closely, with less proof."""

from __future__ import annotations

from advisor.packing import BoundMethod, BoundSource, Effort, Machine, Plan, Settings, pack, tighten_bound
from tests.packing.test_packing import item


def test_looking_closer_changes_the_proof_and_not_the_plan() -> None:
    # eight machine types in three zones: too many columns for a listed plan, few enough for a close one
    types = [Machine(f"m{n}", 2000 + 1000 * n, 3000 + 2500 * n, 40, 0.1 + 0.045 * n) for n in range(8)]
    items = [item("a", 900, 1500, 2, 2, 1), item("b", 600, 700, 1, 2, 2), item("c", 1100, 900, 3, 2, 2)]
    listed, close = (
        pack(items, types, zones=3, survive_nodes=1, survive_zone=True, settings=Settings.for_effort(effort))
        for effort in (Effort.STANDARD, Effort.PROVED)
    )
    assert isinstance(listed, Plan) and isinstance(close, Plan)
    assert tighten_bound(listed, items, types, 3) == close
    assert close.nodes == listed.nodes
    assert close.bound_usd_per_hour > listed.bound_usd_per_hour
    assert close.bound_source == BoundSource((BoundMethod.INTEGER_MODEL,))
