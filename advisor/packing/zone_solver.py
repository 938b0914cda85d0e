"""Placements of all zones on one set of machine types, each made once and improved in stages.

FILLED: in small zones first-fit decreasing in a few orders; in large ones the LP relaxation, rounded, as well.
REPAIRED: ruin and recreate on that. SEARCHED: column generation and long repairs on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from advisor.packing.bounds.lagrangian import Relaxation
from advisor.packing.heuristics.column_generation import column_generation
from advisor.packing.heuristics.greedy import GreedyPlacement, PlacementRequest, greedy_item_values, place_greedily
from advisor.packing.heuristics.rounding import downsize, fill_remaining, round_lp
from advisor.packing.heuristics.ruin_recreate import RepairTask, ruin_and_recreate
from advisor.packing.heuristics.single_type import SingleTypeSolver
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.node_groups import NodeGroup, Placement, content_of, machines_in_use, placement_of
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.settings import Settings
from advisor.packing.task import PackingTask


class Stage(IntEnum):
    """How much work went into a placement."""

    FILLED = 0
    REPAIRED = 1
    SEARCHED = 2


MachineSet = tuple[BoolArray, int | None]
"""The machine types to use (t,), and the type of which spare nodes are kept in stock."""


@dataclass(eq=False)
class ZoneSolver:
    """The zones of a problem for one reservation of capacity, with the placements made so far."""

    task: PackingTask
    provisioned: tuple[IntArray, ...]
    """Replicas of each item that each zone must have capacity for, running or reserved; zones of (n,)."""
    relaxations: list[Relaxation]
    """The relaxation of each zone; equal zones may share one."""
    known: dict[tuple[bytes, bytes, bytes, Stage], Placement | None] = field(default_factory=dict)
    prefilled: dict[tuple[bytes, bytes], GreedyPlacement] = field(default_factory=dict)
    """Greedy placements of zones, by their demand and the types allowed."""
    columns: dict[bytes, dict[NodeGroup, None]] = field(default_factory=dict)
    """Nodes that repairs were made of, by the demand of their zone."""
    item_values_by_relaxation: dict[int, FloatArray] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """What the search may spend."""
        return self.task.settings

    def item_values_of(self, zone: int) -> FloatArray:
        """What a replica of each item is worth: its dual value in the LP relaxation of this zone; shape (n,)."""
        instance, relaxation = self.task.instance, self.relaxations[zone]
        if id(relaxation) not in self.item_values_by_relaxation:
            lp_solution = relaxation.root_lp()
            self.item_values_by_relaxation[id(relaxation)] = (
                greedy_item_values(instance, lp_solution) if lp_solution is not None else np.ones(len(instance.items))
            )
        return self.item_values_by_relaxation[id(relaxation)]

    def estimates(self, choices: BoolArray) -> FloatArray:
        """Lower bounds of the cost of all zones on each of several sets of machine types (c, t); shape (c,)."""
        total, known = np.zeros(len(choices)), dict[tuple[int, bytes], FloatArray]()
        for relaxation, sold in zip(self.relaxations, self.task.instance.sold_in_zone, strict=True):
            key = id(relaxation), sold.tobytes()  # equal zones share one
            if key not in known:
                known[key] = relaxation.bounds(choices & sold)
            total += known[key]
        return total

    @cached_property
    def large(self) -> bool:
        """Whether some zone needs more than a few nodes, so that the LP relaxation says where to look.

        Not where each replica of a few items takes a node of its own: greedy filling puts it on the cheapest type.
        """
        instance = self.task.instance
        plain = instance.holds_one_replica and len(instance.items) <= self.settings.greedy.large_zone_item_orders
        return not plain and any(
            relaxation.nodes >= self.settings.machine_sets.large_zone_nodes for relaxation in self.relaxations
        )

    def placements(self, allowed: BoolArray, spare: int | None, stage: Stage = Stage.FILLED) -> list[Placement] | None:
        """A placement of each zone on the allowed types, with stock left for spares; None when stock runs out."""
        instance, provisioned = self.task.instance, self.provisioned
        stock = instance.stock.copy()
        if spare is not None and stock[spare] < UNBOUNDED:
            stock[spare] -= min(int(stock[spare]), self.task.survive_nodes)
        size = [int((zone @ instance.weights)[list(instance.main_resources)].sum()) for zone in provisioned]
        if stage >= Stage.REPAIRED:
            self._repair_all(allowed, stock)
        orders = [sorted(range(len(provisioned)), key=lambda z: (-size[z], z)), list(range(len(provisioned)))]
        for order in orders if instance.has_finite_stock else orders[:1]:
            left = stock.copy()
            found: dict[int, Placement] = {}
            for zone in order:
                placement = self._placement(zone, allowed, left, stage)
                if placement is None:
                    break
                found[zone] = placement
                left = np.where(left >= UNBOUNDED, left, left - machines_in_use(instance, placement.groups))
            if len(found) == len(provisioned):
                return [found[zone] for zone in range(len(provisioned))]
        return None

    def _placement(self, zone: int, allowed: BoolArray, stock: IntArray, stage: Stage) -> Placement | None:
        allowed = allowed & self.task.instance.sold_in_zone[zone]
        key = self._key(zone, allowed, stock, stage)
        if key not in self.known:
            if stage is Stage.FILLED:
                self.known[key] = self._fill(zone, self.provisioned[zone], allowed, stock)
            elif stage is Stage.REPAIRED:
                self.known[key] = self._repair(zone, allowed, stock)
            else:
                self.known[key] = self._search_columns(zone, allowed, stock)
        return self.known[key]

    def _key(self, zone: int, allowed: BoolArray, stock: IntArray, stage: Stage) -> tuple[bytes, bytes, bytes, Stage]:
        return self.provisioned[zone].tobytes(), allowed.tobytes(), stock.tobytes(), stage

    def _fill(self, zone: int, demand: IntArray, allowed: BoolArray, stock: IntArray) -> Placement | None:
        instance = self.task.instance
        if not demand.any():
            return Placement((), 0.0)
        found = self._greedy(zone, allowed, stock)
        best = downsize(instance, placement_of(instance, found.groups), allowed, stock) if found is not None else None
        lp_solution = self.relaxations[zone].solve(allowed) if self.large else None
        if lp_solution is not None:
            for fractional in (lp_solution, self.relaxations[zone].solve_with_waste_charge(allowed)):
                placement = None if fractional is None else round_lp(instance, demand, fractional, allowed, stock)
                best = (
                    placement if placement is not None and placement.beats(best, self.settings.tolerances.tie) else best
                )
        return best

    def _greedy(self, zone: int, allowed: BoolArray, stock: IntArray) -> GreedyPlacement | None:
        """The zone packed greedily; None when stock runs out, or in large zones of many items, where the LP serves."""
        instance, demand = self.task.instance, self.provisioned[zone]
        known = self.prefilled.get((demand.tobytes(), allowed.tobytes()))
        if known is not None:
            return known
        return place_greedily(
            instance, [PlacementRequest(demand, np.where(allowed, stock, 0), self.item_values_of(zone), self._orders)]
        )[0]

    @property
    def _orders(self) -> int:
        """In how many orders of items zones are packed greedily."""
        greedy, items = self.settings.greedy, len(self.task.instance.items)
        return greedy.large_zone_item_orders // items if self.large else greedy.small_zone_orders

    def prefill(self, machine_sets: Sequence[MachineSet]) -> None:
        """Packs all zones greedily on all these machine sets in one batch, unless finite stock links them.

        Likely types alone are in the batch, because in small zones they are nearly always tried next.
        """
        instance = self.task.instance
        if instance.has_finite_stock or not self._orders:
            return
        requests = {}
        for allowed, _ in machine_sets:
            for zone, demand in enumerate(self.provisioned):
                here = allowed & instance.sold_in_zone[zone]
                key = demand.tobytes(), here.tobytes()
                if key not in requests and demand.any():
                    requests[key] = PlacementRequest(
                        demand, np.where(here, instance.stock, 0), self.item_values_of(zone), self._orders
                    )
        alone = self.single_type.requests(self._likeliest[0].tolist())
        filled = place_greedily(instance, [*requests.values(), *alone.values()])
        self.prefilled.update((key, found) for key, found in zip(requests, filled, strict=False) if found is not None)
        self.single_type.take(alone, filled[len(requests) :])

    def _repair_all(self, allowed: BoolArray, stock: IntArray) -> None:
        """Repairs the placements of all zones in one batch, unless finite stock links them."""
        if self.task.instance.has_finite_stock:
            return
        tasks: dict[tuple[bytes, bytes, bytes, Stage], RepairTask] = {}
        for zone, sold in enumerate(self.task.instance.sold_in_zone):
            key = self._key(zone, allowed & sold, stock, Stage.REPAIRED)
            placement = self._placement(zone, allowed, stock, Stage.FILLED)
            if key not in self.known and placement is not None:
                tasks[key] = self._repair_task(zone, placement, allowed & sold)
        count_work = self.task.monitor.count
        improved = ruin_and_recreate(self.task.instance, list(tasks.values()), stock, count_work)
        for key, task in tasks.items():
            self.columns.setdefault(key[0], {}).update(task.seen)
        self.known.update(zip(tasks, improved, strict=True))

    def _repair(self, zone: int, allowed: BoolArray, stock: IntArray) -> Placement | None:
        placement = self._placement(zone, allowed, stock, Stage.FILLED)
        if placement is None:
            return None
        repair = self._repair_task(zone, placement, allowed)
        improved = ruin_and_recreate(self.task.instance, [repair], stock, self.task.monitor.count)[0]
        self.columns.setdefault(self.provisioned[zone].tobytes(), {}).update(repair.seen)
        return improved

    def _repair_task(self, zone: int, placement: Placement, allowed: BoolArray) -> RepairTask:
        limits = self.settings.repair
        rounds, at_once = limits.small_rounds, limits.small_at_once
        if self.large:
            by_nodes = limits.large_base_rounds + limits.large_rounds_per_node * placement.node_count
            by_items = limits.large_item_rounds // len(self.task.instance.items)
            rounds, at_once = min(by_nodes, limits.large_max_rounds, by_items), limits.at_once
        if self.task.instance.holds_one_replica:  # each node holds one, on the cheapest type already
            rounds = 0
        return RepairTask(
            placement, allowed, self.item_values_of(zone), rounds, self.relaxations[zone].bound(allowed), at_once
        )

    def _search_columns(self, zone: int, allowed: BoolArray, stock: IntArray) -> Placement | None:
        placement = self._placement(zone, allowed, stock, Stage.REPAIRED)
        if placement is None or not self.provisioned[zone].any():
            return placement
        instance, relaxation, item_values = self.task.instance, self.relaxations[zone], self.item_values_of(zone)
        columns = tuple(self.columns.get(self.provisioned[zone].tobytes(), ()))
        found = column_generation(placement, columns, relaxation, item_values, allowed, stock, self.task.monitor.count)
        best = found if found is not None and found.beats(placement, self.settings.tolerances.tie) else placement
        limits = self.settings.repair
        by_items = limits.long_item_rounds // len(instance.items)
        rounds = max(limits.long_min_rounds, min(limits.long_max_rounds, by_items))
        repair = RepairTask(best, allowed, item_values, rounds, relaxation.bound(allowed), limits.at_once)
        return ruin_and_recreate(instance, [repair], stock, self.task.monitor.count)[0]

    def machine_sets(self) -> list[MachineSet]:
        """The sets of machine types worth trying, the most promising first.

        Where no nodes may be lost there is one, of all types. Otherwise each set has the types no larger than some
        spare node, and its estimate is a lower bound of the zones plus the price of the spares.
        """
        instance, lost = self.task.instance, self.task.survive_nodes
        everything = np.ones(len(instance.machines), dtype=bool)
        if not lost:
            return [(everything, None)]
        for relaxation in self.relaxations:
            relaxation.root_lp()
        # a row is a spare's type, a column a type that is no larger
        smaller: BoolArray = np.all(instance.capacities[None, :, :] <= instance.capacities[:, None, :], axis=2)
        estimates = self.estimates(smaller) + lost * instance.prices
        limits = self.settings.machine_sets
        most = min(limits.max_sets, max(limits.min_sets, limits.item_sets // len(instance.items)))
        best = np.argsort(estimates, kind="stable")[:most]  # sets that cannot hold the items come last
        one_set = len(instance.items) > limits.one_set_items
        if one_set:
            near = np.flatnonzero(estimates <= estimates.min() * (1 + self.settings.tolerances.gap_goal))
            best = near[[np.argmax(smaller[near].sum(axis=1))]]
        chosen: list[MachineSet] = [(smaller[spare], spare) for spare in best.tolist() if np.isfinite(estimates[spare])]
        return chosen if one_set and chosen and not instance.has_finite_stock else [*chosen, (everything, None)]

    @cached_property
    def single_type(self) -> SingleTypeSolver:
        """The zones packed on nodes of one type alone."""
        return SingleTypeSolver(self.task.instance, self.provisioned, self.item_values_of(0))

    @cached_property
    def _likeliest(self) -> tuple[IntArray, FloatArray]:
        """The types that may hold everything alone, by the bounds known when first asked, and those bounds."""
        estimates = self.estimates(np.eye(len(self.task.instance.machines), dtype=bool))
        limits = self.settings.machine_sets
        most = limits.large_zone_single_types if self.large else limits.small_zone_single_types
        return np.argsort(estimates, kind="stable")[:most], estimates

    def likely_types(self, cutoff: float) -> list[int]:
        """The types that may hold everything alone for less than `cutoff`, the likeliest first; packed in one batch."""
        likeliest, estimates = self._likeliest
        types: list[int] = likeliest[estimates[likeliest] < cutoff].tolist()
        self.single_type.fill(types)
        return types

    def placements_on(self, counts: Sequence[IntArray]) -> list[Placement] | None:
        """A placement of each zone on exactly these nodes, evenly filled; None when not all replicas fit."""
        instance = self.task.instance
        placements: list[Placement] = []
        for demand, nodes in zip(self.provisioned, counts, strict=True):
            machines = np.repeat(np.arange(len(nodes)), nodes)
            content = np.zeros((len(machines), len(instance.items)), dtype=np.int64)
            if fill_remaining(instance, machines, content, demand).any():
                return None
            groups = [NodeGroup(int(m), content_of(row), 1) for m, row in zip(machines, content, strict=True)]
            placements.append(placement_of(instance, groups))
        return placements
