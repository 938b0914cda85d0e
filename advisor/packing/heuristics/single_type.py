"""Zones packed greedily on one machine type alone: often that leaves enough room to do without a spare node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.heuristics.greedy import GreedyPlacement, PlacementRequest, place_greedily
from advisor.packing.model.capacity import FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.node_groups import Placement, machines_in_use, placement_of
from advisor.packing.model.resources import UNBOUNDED

SingleTypeKey = tuple[int, bytes, int]
"""The row of a type, a demand, and how many of the type are in stock."""


@dataclass(eq=False)
class SingleTypeSolver:
    """Zones packed on one machine type alone, in the first order of items; each zone and type is packed once."""

    instance: Instance
    provisioned: tuple[IntArray, ...]
    item_values: FloatArray
    known: dict[SingleTypeKey, GreedyPlacement | None] = field(default_factory=dict)

    def placements(self, machine: int, cutoff: float) -> list[Placement] | None:
        """A placement of each zone on this type; None when it does not fit or costs `cutoff` USD per hour or more."""
        instance = self.instance
        if not instance.sold_in_zone[:, machine].all():
            return None
        most = instance.max_copies[machine]
        placements: list[Placement] = []
        left = instance.stock.copy()
        spent = 0.0
        for demand in self.provisioned:
            if (most[demand > 0] == 0).any():
                return None
            least = -(-(demand @ instance.weights) // np.maximum(instance.capacities[machine], 1)).max(initial=0)
            if spent + least * float(instance.prices[machine]) >= cutoff:
                return None
            found = self._found(machine, demand, left)
            if found is None or spent + found.usd >= cutoff:
                return None
            placement = placement_of(instance, found.groups)
            placements.append(placement)
            spent += placement.usd_per_hour
            left = np.where(left >= UNBOUNDED, left, left - machines_in_use(instance, placement.groups))
        return placements if spent < cutoff else None

    def _found(self, machine: int, demand: IntArray, stock: IntArray) -> GreedyPlacement | None:
        key = (machine, demand.tobytes(), int(stock[machine]))
        if key not in self.known:
            self._fill({key: self._request(machine, demand, stock)})
        return self.known[key]

    def fill(self, machines: Sequence[int]) -> None:
        """Packs each zone on each of these types alone, in one batch, with the whole stock."""
        self._fill(self.requests(machines))

    def requests(self, machines: Sequence[int]) -> dict[SingleTypeKey, PlacementRequest]:
        """What `fill` would pack: what is not known yet."""
        stock = self.instance.stock
        keys = {(m, demand.tobytes(), int(stock[m])): (m, demand) for m in machines for demand in self.provisioned}
        return {key: self._request(*of, stock) for key, of in keys.items() if key not in self.known}

    def take(
        self, requests: Mapping[SingleTypeKey, PlacementRequest], filled: Sequence[GreedyPlacement | None]
    ) -> None:
        """Remembers these placements of these requests."""
        self.known.update(zip(requests, filled, strict=True))

    def _fill(self, requests: Mapping[SingleTypeKey, PlacementRequest]) -> None:
        self.take(requests, place_greedily(self.instance, list(requests.values())))

    def _request(self, machine: int, demand: IntArray, stock: IntArray) -> PlacementRequest:
        only = np.arange(len(stock)) == machine
        return PlacementRequest(demand, np.where(only, stock, 0), self.item_values, 1)
