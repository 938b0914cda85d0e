"""From fractions of nodes to whole nodes: spread evenly, place what is left over, take the smallest type that fits.

Zones packed on nodes of one machine type alone: often they leave enough room to do without a spare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from advisor.packing.bounds.lp_relaxation import Volume
from advisor.packing.heuristics.greedy import (
    Asked,
    Found,
    greedy,
    worth_of,
)
from advisor.packing.model.instance import NO_END, Flags, Real, Table, Whole
from advisor.packing.model.node_groups import Draft, Group, draft_of, held_of, loads_of, used_machines


def realise(table: Table, demand: Whole, volume: Volume, allowed: Flags, stock: Whole) -> Draft | None:
    """The cheapest of several whole placements near the volume model's optimum; None when stock runs short.

    Nodes are rounded down and to the nearest; the even spread leaves remainders, which greedy nodes take.
    """
    best: Draft | None = None
    counts = [np.floor(volume.nodes + 1e-6), np.floor(volume.nodes + 0.5)]
    worth = worth_of(table, volume)
    for number, whole in enumerate(counts):
        nodes = np.minimum(whole.astype(np.int64), stock[volume.types])
        if number and (nodes == counts[0]).all():
            continue
        machines, content = _spread(table, demand, volume, nodes)
        left = top_up(table, machines, content, demand - content.sum(axis=0))
        free = stock - np.bincount(machines, minlength=len(stock))
        rest = greedy(table, [Asked(left, np.where(allowed, free, 0), worth)])[0]
        if rest is None:
            continue
        kept = [Group(int(machine), held_of(row), 1) for machine, row in zip(machines, content, strict=True)]
        draft = downsize(table, draft_of(table, [*kept, *rest.groups]), allowed, stock)
        best = draft if draft.beats(best) else best
    return best


def downsize(table: Table, draft: Draft, allowed: Flags, stock: Whole) -> Draft:
    """The draft with each node on the cheapest allowed type that holds its content and is still in stock."""
    if not draft.groups:
        return draft
    machines = np.array([group.machine for group in draft.groups])
    left = stock - used_machines(table, draft.groups)
    fitting = (table.rooms >= loads_of(table, draft.groups)[:, None, :]).all(axis=2)
    before = np.arange(len(table.machines)) < machines[:, None]  # the table is sorted by price
    cheaper: Flags = allowed & fitting & before
    if not cheaper.any():
        return draft
    groups: list[Group] = []
    for group, row in zip(draft.groups, cheaper, strict=True):
        count = group.count
        for machine in np.flatnonzero(row & (left > 0)).tolist():
            moved = min(count, int(left[machine]))
            left[machine] -= moved
            left[group.machine] += moved
            groups.append(Group(machine, group.held, moved))
            count -= moved
            if not count:
                break
        groups.append(Group(group.machine, group.held, count))
    return draft_of(table, groups)


def _spread(table: Table, demand: Whole, volume: Volume, nodes: Whole) -> tuple[Whole, Whole]:
    """The machine of each node, and its content (nodes, n), with the model's replicas spread evenly by type."""
    machines: list[Whole] = []
    contents: list[Whole] = []
    left = demand.copy()
    for row in np.flatnonzero(nodes).tolist():
        count = int(nodes[row])
        share = volume.held[row] * min(1.0, count / volume.nodes[row])
        wanted = np.minimum(np.floor(share + 1e-6).astype(np.int64), left)
        machine = int(volume.types[row])
        content = _even(table, wanted, machine, count)
        left -= content.sum(axis=0)
        machines.append(np.full(count, machine, dtype=np.int64))
        contents.append(content)
    if not contents:
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(table.items)), dtype=np.int64)
    return np.concatenate(machines), np.vstack(contents)


def _even(table: Table, wanted: Whole, machine: int, count: int) -> Whole:
    """Content of `count` equal nodes: an equal share for all, then remainders where the room is most alike."""
    base = np.where(~table.awkward, np.minimum(wanted // count, table.most), 0)
    content = np.tile(base, (count, 1))
    machines = np.full(count, machine, dtype=np.int64)
    top_up(table, machines, content, wanted - base * count)
    return content


def top_up(table: Table, machines: Whole, content: Whole, left: Whole) -> Whole:
    """Adds as much of `left` as fits to the nodes, in place, largest first; what found no place comes back."""
    left = left.copy()
    if not len(machines):
        return left
    free = np.ascontiguousarray((table.rooms[machines] - content @ table.weights).T)
    scale = np.maximum(table.ends[machines].max(axis=0), 1.0)
    shares, free_shares = table.weights / scale[None, :], free.T / scale
    for item in sorted(np.flatnonzero(left).tolist(), key=lambda i: (not table.awkward[i], -shares[i].max(), i)):
        weights, most = table.weights[item], int(table.most[item])
        alone = ~content[:, table.rivals[item]].any(axis=1) if len(table.rivals[item]) else True
        while left[item]:
            nodes = np.flatnonzero((free >= weights[:, None]).all(axis=0) & alone)
            if most < NO_END:
                nodes = nodes[content[nodes, item] < most]
            if not len(nodes):
                break
            chosen = nodes[_highest(free_shares[nodes] @ shares[item], int(left[item]))]
            content[chosen, item] += 1
            free[:, chosen] -= weights[:, None]
            free_shares[chosen] = free[:, chosen].T / scale
            left[item] -= len(chosen)
    return left


def _highest(values: Real, most: int) -> Whole:
    """Where the highest of these are, at most so many, in falling order and the first of equals first."""
    if most >= len(values):
        return np.argsort(-values, kind="stable")
    lowest = np.partition(values, len(values) - most)[len(values) - most]
    among = np.flatnonzero(values >= lowest)
    return among[np.argsort(-values[among], kind="stable")[:most]]


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
