"""How others would place the same services: two rules without a solver, each for one zone and without headroom.

Pack the largest is our reading of Karpenter's published rule, in one batch and without consolidation. First fit
decreasing on a single machine type is what a team does that settles for one kind of node.

Equal replicas are placed together; the nodes are those that placing them one by one would give.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from advisor.packing import Item, Machine, Node
from advisor.packing.model.instance import undominated

IntArray = NDArray[np.int64]
UNBOUNDED = 1 << 40


@dataclass(frozen=True)
class PeerPlan:
    """What a peer's rule leads to."""

    usd_per_hour: float
    nodes: tuple[Node, ...]


@dataclass(eq=False)
class _OpenTasks:
    """The nodes opened so far: CPU, memory and pods used on each, ports taken, and what runs there."""

    ports: tuple[str, ...]
    used: IntArray = field(default_factory=lambda: np.zeros((0, 3), dtype=np.int64))
    taken: NDArray[np.bool_] = field(init=False)
    contents: list[list[tuple[str, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.taken = np.zeros((0, len(self.ports)), dtype=np.bool_)

    def limit(self, item: Item, fits: IntArray) -> IntArray:
        """Replicas of a service not placed before that each node takes, given the room for them."""
        fits = np.minimum(fits, _most(item))
        wanted = [self.ports.index(port) for port in item.exclusive_tokens]
        return np.where(self.taken[:, wanted].any(axis=1), 0, fits)

    def place(self, item: Item, counts: IntArray) -> None:
        """Puts so many replicas on each node; nodes beyond those open are opened."""
        new = len(counts) - len(self.contents)
        self.used = np.vstack([self.used, np.zeros((new, 3), dtype=np.int64)]) + counts[:, None] * _weights(item)
        self.taken = np.vstack([self.taken, np.zeros((new, len(self.ports)), dtype=np.bool_)])
        self.contents += [[] for _ in range(new)]
        for port in item.exclusive_tokens:
            self.taken[counts > 0, self.ports.index(port)] = True
        for node in np.flatnonzero(counts).tolist():
            self.contents[node].append((item.name, int(counts[node])))


def pack_the_largest(items: Sequence[Item], machines: Sequence[Machine]) -> PeerPlan:
    """Pods by CPU, then memory, largest first, each onto the open node with fewest pods that has room for it.

    A node keeps every machine type that still holds its content; in the end the cheapest of them is bought. A type
    that another one dominates changes neither, so those are left out.
    """
    types = undominated(machines)
    rooms = _rooms(types)
    nodes = _OpenTasks(_ports(items))
    for item in sorted(items, key=lambda item: (-item.cpu_millicores, -item.memory_mib, item.name)):
        weights = _weights(item)
        fits = nodes.limit(item, _fits(rooms[None, :, :] - nodes.used[:, None, :], weights).max(axis=1, initial=-1))
        counts = _fewest_pods_first(nodes.used[:, 2], fits, item.replicas)
        alone = min(int(_fits(rooms, weights).max()), _most(item))
        nodes.place(item, _with_new_nodes(counts, item.replicas - int(counts.sum()), alone))
    holds = (nodes.used[:, None, :] <= rooms[None, :, :]).all(axis=2)
    return _bought(types, nodes, holds.argmax(axis=1).tolist())


def best_single_type(items: Sequence[Item], machines: Sequence[Machine]) -> PeerPlan | None:
    """The cheapest plan of one machine type for all: first fit, replicas by their largest share of a node.

    Types are tried from the least that their total room would cost; the rest cannot win. None when no type holds all.
    """
    needed = sum((_weights(item) * item.replicas for item in items), np.zeros(3, dtype=np.int64))
    least = [(float(np.max(np.ceil(needed / _rooms([m])[0]))) * m.usd_per_hour, m.name, m) for m in machines]
    best: PeerPlan | None = None
    for usd_per_hour, _, machine in sorted(least, key=lambda trial: trial[:2]):
        if best is not None and usd_per_hour >= best.usd_per_hour:
            break
        plan = _first_fit_decreasing(items, machine)
        if plan is not None and (best is None or plan.usd_per_hour < best.usd_per_hour):
            best = plan
    return best


def _first_fit_decreasing(items: Sequence[Item], machine: Machine) -> PeerPlan | None:
    room = _rooms([machine])[0]
    nodes = _OpenTasks(_ports(items))
    shares = {item.name: float((_weights(item) / room).max()) for item in items}
    if max(shares.values()) > 1:
        return None
    for item in sorted(items, key=lambda item: (-shares[item.name], item.name)):
        weights = _weights(item)
        fits = nodes.limit(item, _fits(room - nodes.used, weights))
        counts = _first_come(fits, item.replicas)
        alone = min(int(_fits(room, weights)), _most(item))
        nodes.place(item, _with_new_nodes(counts, item.replicas - int(counts.sum()), alone))
    return _bought((machine,), nodes, [0] * len(nodes.contents))


def _bought(types: Sequence[Machine], nodes: _OpenTasks, chosen: Sequence[int]) -> PeerPlan:
    bought = [types[row] for row in chosen]
    return PeerPlan(
        math.fsum(machine.usd_per_hour for machine in bought),
        tuple(Node(m.name, 0, 1, tuple(held)) for m, held in zip(bought, nodes.contents, strict=True)),
    )


def _fewest_pods_first(pods: IntArray, fits: IntArray, replicas: int) -> IntArray:
    """Replicas on each node when each goes where fewest pods are, the older node first; as many as fit."""
    if fits.sum() <= replicas:
        return fits
    low, high = int(pods.min()), int(pods.max()) + replicas + 1  # the level that one more would overfill
    while high - low > 1:
        level = (low + high) // 2
        low, high = (level, high) if np.clip(level - pods, 0, fits).sum() <= replicas else (low, level)
    counts = np.clip(low - pods, 0, fits)
    ready = np.flatnonzero((pods + counts == low) & (counts < fits))
    counts[ready[: replicas - int(counts.sum())]] += 1
    return counts


def _first_come(fits: IntArray, replicas: int) -> IntArray:
    """Replicas on each node when each goes onto the first node that has room."""
    before = np.cumsum(fits) - fits
    counts: IntArray = np.clip(replicas - before, 0, fits)
    return counts


def _with_new_nodes(counts: IntArray, left: int, alone: int) -> IntArray:
    """The counts, and those of new nodes that take `alone` replicas each until none are left."""
    full, rest = divmod(left, alone)
    new = np.array([alone] * full + [rest] * (rest > 0), dtype=np.int64)
    return np.concatenate([counts, new])


def _fits(rooms: IntArray, weights: IntArray) -> IntArray:
    """Replicas that fit into each room, the last axis being CPU, memory and pods; negative where it is overdrawn."""
    each = np.where(rooms < 0, -1, UNBOUNDED)
    heavy = np.flatnonzero(weights)
    each[..., heavy] = rooms[..., heavy] // weights[heavy]
    fewest: IntArray = each.min(axis=-1)
    return fewest


def _most(item: Item) -> int:
    limit = UNBOUNDED if item.max_per_node is None else item.max_per_node
    return min(limit, 1) if item.exclusive_tokens else limit


def _ports(items: Sequence[Item]) -> tuple[str, ...]:
    """What nodes have once. Raises ValueError for what these rules do not know."""
    for item in items:
        if item.io_mbps or item.anti_affinity or len(item.replicas_by_zone) > 1:
            raise ValueError(f"{item.name}: the peers know no bandwidth, no items apart and no zones")
    return tuple(sorted(set().union(*(item.exclusive_tokens for item in items))))


def _weights(item: Item) -> IntArray:
    return np.array([item.cpu_millicores, item.memory_mib, item.pods], dtype=np.int64)


def _rooms(machines: Sequence[Machine]) -> IntArray:
    return np.array([(m.cpu_millicores, m.memory_mib, m.max_pods) for m in machines], dtype=np.int64).reshape(-1, 3)
