"""Greedy placements side by side: each is what it would be alone, and holds what it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing.heuristics.greedy import GreedyBatch, GreedyTask, _OpenTasks, fill_batch, fill_nodes
from advisor.packing.heuristics.rounding import fill_remaining
from advisor.packing.model.instance import Instance, build_instance
from advisor.packing.model.node_groups import NodeGroup
from tests.packing.test_packing import LARGE, SMALL, item, machines_of, plan_of
from tests.packing.test_properties import demands, offers
from tests.profiles import examples

DROP = _OpenTasks.drop


@st.composite
def search_states(draw: st.DrawFn) -> tuple[Instance, list[GreedyTask]]:
    instance = build_instance(draw(demands(1)), draw(offers()))
    count = len(instance.items)
    tasks = [
        GreedyTask(
            demand=np.array([draw(st.integers(0, most)) for most in instance.demand(0).tolist()], dtype=np.int64),
            order=np.array(draw(st.permutations(range(count))), dtype=np.int64),
            item_values=np.array([draw(st.sampled_from([0.01, 0.02, 0.5])) for _ in range(count)]),
            stock=np.where([draw(st.booleans()) for _ in instance.machines], instance.stock, 0),
            cutoff=draw(st.sampled_from([np.inf, 0.5])),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    return instance, tasks


def filled(instance: Instance, tasks: list[GreedyTask]) -> list[tuple[float, tuple[NodeGroup, ...] | None]]:
    """The cost and the groups of each lane."""
    side_by_side = fill_batch(instance, GreedyBatch.of(tasks))
    return [(float(side_by_side.usd[task]), side_by_side.groups(task)) for task in range(len(tasks))]


@given(search_states())
@examples(150)
def test_a_lane_is_placed_as_if_it_were_alone(drawn: tuple[Instance, list[GreedyTask]]) -> None:
    instance, tasks = drawn
    assert filled(instance, tasks) == [filled(instance, [task])[0] for task in tasks]


def in_stock(instance: Instance, tasks: GreedyBatch) -> np.ndarray:
    """What lanes may buy when nothing is left out for being too dear; one type stays where nothing is in stock."""
    sold = tasks.stock > 0
    sold[~sold.any(axis=1), 0] = True
    return sold


def drop_no_option(still: _OpenTasks, gone: np.ndarray, beyond: np.ndarray) -> None:
    """Drops lanes and items, but keeps the types that are dearer than one that holds all."""
    DROP(still, gone, np.zeros_like(beyond))


@pytest.mark.parametrize(
    "shortcut, without",
    [
        ("_options", in_stock),
        ("_OpenTasks.drop", drop_no_option),
    ],
)
@given(drawn=search_states())
@examples(100)
def test_what_makes_it_faster_changes_nothing(
    drawn: tuple[Instance, list[GreedyTask]], shortcut: str, without: object
) -> None:
    instance, tasks = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"advisor.packing.heuristics.greedy.{shortcut}", without)
        otherwise = filled(instance, tasks)
    assert filled(instance, tasks) == otherwise


@pytest.mark.parametrize("shortcut, without", [("look_ahead", 1), ("keep_items_up_to", 0)])
@given(drawn=search_states())
def test_settings_of_speed_change_nothing(
    drawn: tuple[Instance, list[GreedyTask]], shortcut: str, without: int
) -> None:
    instance, tasks = drawn
    greedy = replace(instance.settings.greedy, **{shortcut: without})
    slower = replace(instance, settings=replace(instance.settings, greedy=greedy))
    assert filled(instance, tasks) == filled(slower, tasks)


@given(search_states())
@examples(150)
def test_a_lane_holds_its_demand_on_what_is_in_stock_for_less_than_it_has_to_beat(
    drawn: tuple[Instance, list[GreedyTask]],
) -> None:
    instance, tasks = drawn
    for task, (cost, groups) in zip(tasks, filled(instance, tasks), strict=True):
        if groups is None:
            assert cost == np.inf
            continue
        placed, used, usd = np.zeros_like(task.demand), np.zeros_like(task.stock), 0.0
        for group in groups:
            row = np.zeros_like(placed)
            row[[i for i, _ in group.held]] = [held for _, held in group.held]
            assert (row @ instance.weights <= instance.capacities[group.machine]).all()
            assert (row <= instance.max_per_node).all()
            assert not any(row[i] and row[instance.conflicts[i]].any() for i in np.flatnonzero(row))
            placed, usd = placed + row * group.count, usd + instance.prices[group.machine] * group.count
            used[group.machine] += group.count
        assert (placed == task.demand).all()
        assert (used <= task.stock).all()
        assert cost == pytest.approx(usd)
        assert usd < task.cutoff or not task.demand.any()


def test_a_node_takes_what_fits_in_the_order_of_each_lane() -> None:
    instance = build_instance(
        [item("a", 900, 1500, 9), item("b", 600, 700, 4, exclusive_tokens=frozenset({"80"}))], [SMALL, LARGE]
    )
    items = np.array([[1, 0], [0, 1]])  # b first in one lane, a first in the other
    types, task = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    got = fill_nodes(instance, types, task, items, instance.demand(0)[items])
    # small with b first: one b, then (2000 - 600) // 900 = 1 of a; large: (4000 - 600) // 900 = 3 by CPU
    assert got[:, :2].tolist() == [[1, 1], [1, 3]]
    # a first: 2000 // 900 = 2, which leaves 200m, too little for b; 4000 // 900 = 4 by CPU, 5 by memory, then none
    assert got[:, 2:].tolist() == [[2, 4], [0, 0]]


def test_what_must_not_meet_is_kept_apart_and_what_runs_out_ends_without_a_placement() -> None:
    instance = build_instance([item("a", 500, 500, 2, anti_affinity=frozenset({"b"})), item("b", 500, 500, 1)], [SMALL])
    tasks = [GreedyTask(instance.demand(0), np.array([0, 1]), np.ones(2), np.array([stock])) for stock in (9, 1)]
    (_, enough), (_, short) = filled(instance, tasks)
    assert [(group.held, group.count) for group in enough or ()] == [(((0, 2),), 1), (((1, 1),), 1)]
    assert short is None  # one node holds both replicas of a, and none is left for b


@pytest.mark.parametrize("services", [3, 260])
def test_replicas_with_a_machine_each_stand_on_the_cheapest_that_holds_them(services: int) -> None:
    # one pod a machine: 1000m takes the small one, 3000m the large one; 2 replicas of each
    alone = [replace(SMALL, max_pods=1), replace(LARGE, max_pods=1)]
    items = [item(f"s{number}", 3000 if number % 2 else 1000, 512, 2) for number in range(services)]
    plan = plan_of(items, alone)
    large = services // 2
    assert machines_of(plan) == {"small": 2 * (services - large), "large": 2 * large}


@given(search_states(), st.data())
@examples(150)
def test_what_is_left_over_is_put_wherever_it_fits(
    drawn: tuple[Instance, list[GreedyTask]], data: st.DataObject
) -> None:
    instance, tasks = drawn
    demand = tasks[0].demand
    rows = data.draw(st.lists(st.integers(0, len(instance.machines) - 1), max_size=5))
    machines = np.array(rows, dtype=np.int64)
    content = np.zeros((len(machines), len(demand)), dtype=np.int64)
    left = fill_remaining(instance, machines, content, demand)
    assert (content.sum(axis=0) + left == demand).all()
    for machine, row in zip(machines, content, strict=True):
        free = instance.capacities[machine] - row @ instance.weights
        assert (free >= 0).all() and (row <= instance.max_per_node).all()
        rivals = [bool(row[instance.conflicts[i]].any()) for i in range(len(demand))]
        assert not any(row[i] and rivals[i] for i in range(len(demand)))
        fits = (free >= instance.weights).all(axis=1) & (row < instance.max_per_node) & ~np.array(rivals, dtype=bool)
        assert not (fits & (left > 0)).any()
