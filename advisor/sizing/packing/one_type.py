"""Zones packed on nodes of one machine type alone: often they leave enough room to do without a spare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.sizing.packing.groups import Draft, draft_of, used_machines
from advisor.sizing.packing.realise import Asked, Found, greedy
from advisor.sizing.packing.table import NO_END, Real, Table, Whole

Alone = tuple[int, bytes, int]
"""The row of a type, a demand, and how many of the type are in stock."""


@dataclass(eq=False)
class OneType:
    """What each zone's slots need of one type alone, filled in the first order of items, each once."""

    table: Table
    slots: tuple[Whole, ...]
    worth: Real
    known: dict[Alone, Found | None] = field(default_factory=dict)

    def drafts(self, machine: int, beat: float) -> list[Draft] | None:
        """A draft for each zone on this type; None when it does not fit or costs `beat` USD per hour or more."""
        table = self.table
        if not table.sold[:, machine].all():
            return None
        most = table.fits[machine]
        drafts: list[Draft] = []
        left = table.stock.copy()
        spent = 0.0
        for demand in self.slots:
            if (most[demand > 0] == 0).any():
                return None
            least = -(-(demand @ table.weights) // np.maximum(table.rooms[machine], 1)).max(initial=0)
            if spent + least * float(table.prices[machine]) >= beat:
                return None
            found = self._found(machine, demand, left)
            if found is None or spent + found.usd >= beat:
                return None
            draft = draft_of(table, found.groups)
            drafts.append(draft)
            spent += draft.usd_per_hour
            left = np.where(left >= NO_END, left, left - used_machines(table, draft.groups))
        return drafts if spent < beat else None

    def _found(self, machine: int, demand: Whole, stock: Whole) -> Found | None:
        key = (machine, demand.tobytes(), int(stock[machine]))
        if key not in self.known:
            self._fill({key: self._asked(machine, demand, stock)})
        return self.known[key]

    def fill(self, machines: Sequence[int]) -> None:
        """Fills each zone with each of these types alone, side by side, from the whole stock."""
        self._fill(self.asked(machines))

    def asked(self, machines: Sequence[int]) -> dict[Alone, Asked]:
        """What `fill` would fill: what nobody has filled yet."""
        stock = self.table.stock
        keys = {(m, demand.tobytes(), int(stock[m])): (m, demand) for m in machines for demand in self.slots}
        return {key: self._asked(*of, stock) for key, of in keys.items() if key not in self.known}

    def take(self, asked: Mapping[Alone, Asked], filled: Sequence[Found | None]) -> None:
        """Takes what was asked for as it was filled."""
        self.known.update(zip(asked, filled, strict=True))

    def _fill(self, asked: Mapping[Alone, Asked]) -> None:
        self.take(asked, greedy(self.table, list(asked.values())))

    def _asked(self, machine: int, demand: Whole, stock: Whole) -> Asked:
        only = np.arange(len(stock)) == machine
        return Asked(demand, np.where(only, stock, 0), self.worth, 1)
