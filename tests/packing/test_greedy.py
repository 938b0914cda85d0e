"""Greedy placements side by side: each is what it would be alone, and holds what it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing.heuristics.greedy import GreedyBatch, GreedyTask, fill_batch, fill_nodes
from advisor.packing.heuristics.rounding import fill_remaining
from advisor.packing.model.instance import Instance, build_instance
from advisor.packing.model.node_groups import NodeGroup
from tests.packing.test_packing import LARGE, SMALL, item, machines_of, plan_of
from tests.packing.test_properties import demands, offers
from tests.profiles import examples


@st.composite
def search_states(draw: st.DrawFn) -> tuple[Instance, list[GreedyTask]]:
    instance = build_instance(draw(demands(1)), draw(offers()))
    count = len(instance.items)
    tasks = [
        GreedyTask(
            demand=np.array([draw(st.integers(0, most)) for most in instance.demand(0).tolist()], dtype=np.int64),
            order=np.array(draw(st.permutations(range(count))), dtype=np.int64),
            item_values=np.array([draw(st.sampled_from([1 / 128, 1 / 64, 1 / 2])) for _ in range(count)]),
            stock=np.where([draw(st.booleans()) for _ in instance.machines], instance.stock, 0),
            cutoff=draw(st.sampled_from([np.inf, 0.5])),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    return instance, tasks


def filled(instance: Instance, tasks: list[GreedyTask]) -> list[tuple[float, tuple[NodeGroup, ...] | None]]:
    """The cost and the groups of each task."""
    side_by_side = fill_batch(instance, GreedyBatch.of(tasks))
    return [(float(side_by_side.usd[task]), side_by_side.groups(task)) for task in range(len(tasks))]


@given(search_states())
@examples(80)
def test_a_task_is_placed_as_if_it_were_alone(drawn: tuple[Instance, list[GreedyTask]]) -> None:
    instance, tasks = drawn
    assert filled(instance, tasks) == [filled(instance, [task])[0] for task in tasks]


def node_filled(instance: Instance, task: GreedyTask, wanted: list[int], machine: int) -> dict[int, int]:
    """What one empty node takes, item after item in the order of the task: as many as fit beside those before."""
    free, held = instance.capacities[machine].tolist(), dict[int, int]()
    for index in task.order.tolist():
        weights = instance.weights[index].tolist()
        apart = any(instance.has_conflict[index] and other in instance.conflicts[index] for other in held)
        fits = [int(room // weight) for room, weight in zip(free, weights, strict=True) if weight]
        count = min(wanted[index], int(instance.max_per_node[index]), *fits)
        if count > 0 and not apart:
            held[index] = count
            free = [room - weight * count for room, weight in zip(free, weights, strict=True)]
    return held


def one_node_after_the_other(
    instance: Instance, task: GreedyTask
) -> tuple[float, tuple[tuple[int, dict[int, int], int], ...] | None]:
    """The textbook's greedy, without a batch and without shortcuts: always the node that holds the most for its price.

    The nodes are (type, content, count). Whenever one more node could hold all the rest, that ending is kept in mind.
    """
    prices, tie = instance.prices.tolist(), 1 - instance.settings.tolerances.tie
    wanted, stock = task.demand.tolist(), task.stock.tolist()
    best: tuple[float, tuple[tuple[int, dict[int, int], int], ...] | None] = (np.inf, None)
    spent, bought, cutoff = 0.0, [], task.cutoff
    while any(wanted):
        offers = [type_ for type_ in range(len(prices)) if stock[type_] > 0]
        content = {type_: node_filled(instance, task, wanted, type_) for type_ in offers}
        value = {type_: sum(task.item_values[i] * n for i, n in content[type_].items()) for type_ in offers}
        rest = {index: count for index, count in enumerate(wanted) if count}
        last = next((type_ for type_ in offers if content[type_] == rest), None)
        if last is not None and spent + prices[last] < cutoff:
            cutoff = spent + prices[last]
            best = (cutoff, (*bought, (last, content[last], 1)))
        score = {type_: value[type_] / max(prices[type_], 1e-9) for type_ in offers}
        near = [type_ for type_ in offers if score[type_] >= max(score.values()) * tie]
        pick = max(near, key=lambda type_: (value[type_], -type_), default=None)
        if pick is None or not content[pick]:
            return best
        count = min(stock[pick], *(wanted[index] // each for index, each in content[pick].items()))
        if spent + prices[pick] * count >= cutoff * tie:
            return best
        spent += prices[pick] * count
        bought.append((pick, content[pick], count))
        stock[pick] -= count
        for index, each in content[pick].items():
            wanted[index] -= each * count
    return spent, tuple(bought)


@given(search_states())
@examples(80)
def test_the_batch_gives_what_one_node_after_the_other_gives(drawn: tuple[Instance, list[GreedyTask]]) -> None:
    instance, tasks = drawn
    for (cost, groups), task in zip(filled(instance, tasks), tasks, strict=True):
        plain = None if groups is None else tuple((group.machine, dict(group.held), group.count) for group in groups)
        assert (cost, plain) == one_node_after_the_other(instance, task)


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
@examples(80)
def test_a_task_holds_its_demand_on_what_is_in_stock_for_less_than_its_cutoff(
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


def test_a_node_takes_what_fits_in_the_order_of_each_task() -> None:
    instance = build_instance(
        [item("a", 900, 1500, 9), item("b", 600, 700, 4, exclusive_tokens=frozenset({"80"}))], [SMALL, LARGE]
    )
    items = np.array([[1, 0], [0, 1]])  # b first in one task, a first in the other
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
@examples(80)
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
