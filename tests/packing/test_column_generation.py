"""Column generation proves more than fractions of nodes, and its plans never cost more than those without it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from advisor.packing import Effort, Item, Machine, Plan, Settings, check_plan, pack
from advisor.packing.bounds.lagrangian import relax
from advisor.packing.heuristics.column_generation import ColumnPool, dive, generate
from advisor.packing.model.instance import build_instance
from tests.packing.test_properties import questions
from tests.profiles import examples

NODE = Machine("node", 10_000, 100_000, 100, 1.0)
HALF = Item("half", 4_000, 100, (10,))
MOST = Item("most", 7_000, 100, (10,))


def test_columns_prove_what_fractions_of_nodes_cannot() -> None:
    instance = build_instance([HALF, MOST], [NODE], Settings.thorough())
    relaxation = relax(instance, instance.demand(0))
    everything = np.ones(1, dtype=bool)
    relaxation.solve(everything)
    # 10 x 4000 + 10 x 7000 millicores fill 11 nodes; seats ask for 10: fractions prove 11
    assert relaxation.bound(everything) == pytest.approx(11.0)
    columns = ColumnPool(instance, instance.demand(0))
    columns.add(0, np.array([2, 0], dtype=np.int64))
    columns.add(0, np.array([0, 1], dtype=np.int64))
    master = generate(columns, relaxation, everything, instance.stock, 20)
    # a 4000 and a 7000 do not share 10,000: five nodes hold two halves each, ten hold one of the others
    assert master is not None
    assert master.usd_per_hour == pytest.approx(15.0)
    assert relaxation.bound(everything) == pytest.approx(15.0, rel=1e-6)
    placement = dive(columns, relaxation, np.ones(2), everything, instance.stock)
    assert placement is not None
    assert placement.usd_per_hour == 15.0


def test_a_thorough_plan_is_proved_where_a_quick_one_is_not() -> None:
    plan = pack([HALF, MOST], [NODE], zones=1, settings=Settings.thorough())
    assert isinstance(plan, Plan)
    assert (plan.usd_per_hour, plan.ended_by) == (15.0, "proved")


@pytest.mark.slow
@examples(10)
@given(questions())
def test_more_work_never_costs_more_and_gives_the_same_plan_again(
    asked: tuple[list[Item], list[Machine], int, int, bool],
) -> None:
    items, machines, zones, survive_nodes, survive_zone = asked
    quick, thorough, again = (
        pack(
            items,
            machines,
            zones=zones,
            survive_nodes=survive_nodes,
            survive_zone=survive_zone,
            settings=Settings.for_effort(effort),
        )
        for effort in (Effort.DEFAULT, Effort.THOROUGH, Effort.THOROUGH)
    )
    assert thorough == again
    assert isinstance(quick, Plan) is isinstance(thorough, Plan)
    if isinstance(quick, Plan) and isinstance(thorough, Plan):
        assert thorough.usd_per_hour <= quick.usd_per_hour + 1e-9
        # a bound by columns keeps back a ten-millionth, for what the solver rounds
        assert thorough.bound_usd_per_hour >= quick.bound_usd_per_hour * (1 - 1e-6) - 1e-9
        assert not check_plan(
            thorough, items, machines, zones=zones, survive_nodes=survive_nodes, survive_zone=survive_zone
        )
