"""An integer program of where displaced replicas go, for the cases that greedy relocation does not solve.

    placed_i      sum_n moved_ni = displaced_i              over the nodes of one zone for what stays in it
    capacity_nr   sum_i weight_ir moved_ni <= free_nr
    limit_ni      moved_ni <= max_per_node_i - held_ni
    hosts_ni      there_ni <= there_nh                       for each item h that i needs on its node
    apart_nij     there_ni + there_nj <= 1                   for items that must not share a node

`there_ni` says whether a node then holds some of item i. Any solution will do, so nothing is minimised.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.model.solver import Ending, Model, Variable, solve, value_of
from advisor.packing.plan_state import Displaced, Survivors
from advisor.packing.settings import AffinitySettings


def relocate_by_model(
    survivors: Survivors,
    displaced: Displaced,
    *,
    max_columns: int = AffinitySettings.relocation_columns,
    tree_nodes: int = AffinitySettings.relocation_tree_nodes,
) -> bool:
    """Puts all displaced replicas onto the survivors, in place; whether a way was found."""
    nodes = _single_nodes(survivors, displaced.total)
    items = np.flatnonzero(sum(displaced.at_home.values(), displaced.anywhere)).tolist()
    if 2 * len(nodes) * len(items) > max_columns:
        return False
    model, rules = Model("relocation"), survivors.state.rules
    model.minimise([(model.add_continuous("nothing", 0.0), 1.0)])
    moved: dict[tuple[int, int], Variable] = {}
    for node, entry in enumerate(nodes):
        room = survivors.free[entry] >= rules.weights[items]
        waiting = displaced.open_to(survivors.zone_of(entry))[items]
        most = np.minimum(waiting, rules.max_per_node[items] - survivors.held[entry, items])
        for item, limit, fits in zip(items, most.tolist(), room.all(axis=1).tolist(), strict=True):
            if fits and limit > 0 and not survivors.held[entry, rules.conflicts[item]].any():
                moved[node, item] = model.add_integer(f"moved_{node}_{item}", limit)
        _add_node(model, survivors, entry, {item: moved[node, item] for item in items if (node, item) in moved}, node)
    for name, item, zone, count in _wanted(displaced):
        zones = [survivors.zone_of(entry) for entry in nodes]
        terms = [(column, 1.0) for (n, other), column in moved.items() if other == item and zone in (None, zones[n])]
        if not terms:
            return False
        model.at_least(terms, float(count), f"placed_{name}")
        model.at_most(terms, float(count), f"all_{name}")
    if solve(model, tree_nodes=tree_nodes).ending is Ending.INFEASIBLE or next(iter(moved.values())).value() is None:
        return False
    return _accept(survivors, nodes, moved)


def _wanted(displaced: Displaced) -> Iterator[tuple[str, int, int | None, int]]:
    """For each item, and for each zone in which it has to start: a name, the item, the zone, and how many replicas."""
    for item in np.flatnonzero(displaced.anywhere).tolist():
        yield f"{item}", item, None, int(displaced.anywhere[item])
    for zone, counts in displaced.at_home.items():
        for item in np.flatnonzero(counts).tolist():
            yield f"{item}_in_{zone}", item, zone, int(counts[item])


def _single_nodes(survivors: Survivors, most: int) -> list[int]:
    """The entry of each surviving node; of equal ones no more than there are replicas to place."""
    return [entry for entry, count in enumerate(survivors.counts) for _ in range(min(count, most))]


def _add_node(model: Model, survivors: Survivors, entry: int, moved: dict[int, Variable], node: int) -> None:
    """The rows of one node."""
    rules, free, held = survivors.state.rules, survivors.free[entry], survivors.held[entry]
    for resource in range(rules.weights.shape[1]):
        terms = [(column, float(rules.weights[item, resource])) for item, column in moved.items()]
        if free[resource] < UNBOUNDED // 2 and any(weight for _, weight in terms):
            model.at_most(terms, float(free[resource]), f"capacity_{node}_{resource}")
    there: dict[int, Variable] = {}
    for item, column in moved.items():
        if not held[item] and (rules.is_tied[item] or rules.has_conflict[item]):
            there[item] = model.add_integer(f"there_{node}_{item}", 1)
            most = float(column.upBound)
            model.at_most([(column, 1.0), (there[item], -most)], 0.0, f"some_{node}_{item}")
            model.at_most([(there[item], 1.0), (column, -1.0)], 0.0, f"none_{node}_{item}")
    for item, column in there.items():
        for host in rules.hosts[item].tolist():
            if host in there:
                model.at_most([(column, 1.0), (there[host], -1.0)], 0.0, f"host_{node}_{item}_{host}")
            elif not held[host]:
                model.at_most([(column, 1.0)], 0.0, f"host_{node}_{item}_{host}")
        for other in rules.conflicts[item].tolist():
            if item < other and other in there:
                model.at_most([(column, 1.0), (there[other], 1.0)], 1.0, f"apart_{node}_{item}_{other}")


def _accept(survivors: Survivors, nodes: list[int], moved: dict[tuple[int, int], Variable]) -> bool:
    """Writes the solution into the survivors; whether it keeps all capacities in whole numbers."""
    remaining: dict[int, int] = {}  # the entry that holds the nodes of an entry that are not yet told apart
    for node, entry in enumerate(nodes):
        taken = {item: round(value_of(column)) for (at, item), column in moved.items() if at == node}
        here = remaining.get(entry, entry)
        rest: int | None = None
        for item, count in taken.items():
            if count:
                split = survivors.accept(here, item, count, 1)
                rest = rest if split is None else split
        if rest is not None:
            remaining[entry] = rest
    return bool((survivors.free >= 0).all())
