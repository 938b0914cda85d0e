"""The packing problem as two general solvers are asked it: so many slots, in each a node of one type or none.

Nothing is imported here, because OR-Tools and HiGHS cannot live in one process and both read this.
"""

from __future__ import annotations

from dataclasses import dataclass

PRICES_PER_USD = 100_000


@dataclass(frozen=True)
class Filling:
    """Which machine stands in each slot (None: none), and `counts[item][slot]` of what it holds."""

    machines: tuple[int | None, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Slots:
    """Which replicas go into which slot, and which machine type is bought for it, at the least cost.

    `weights` and `rooms` are rows of CPU, memory and pods; `most` is how many replicas of an item a slot may hold;
    of the items in one of the `groups` a slot holds at most one replica in all. Prices are whole: so many for a US
    dollar per hour. `start` is a filling to begin with, dearest slot first.
    """

    start: Filling
    replicas: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    most: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    rooms: tuple[tuple[int, ...], ...]
    prices: tuple[int, ...]

    @property
    def number(self) -> int:
        """How many slots there are."""
        return len(self.start.machines)


@dataclass(frozen=True)
class Answer:
    """What a solver found. `proved`: nothing is cheaper. `seconds`: model and search, without start of a process."""

    filling: Filling
    proved: bool
    seconds: float


def faults(slots: Slots, filling: Filling) -> tuple[str, ...]:
    """Every way in which a filling breaks the question; empty for a good one."""
    found = [
        f"item {item}: {sum(counts)} of {slots.replicas[item]} replicas"
        for item, counts in enumerate(filling.counts)
        if sum(counts) != slots.replicas[item] or min(counts) < 0
    ]
    for slot, machine in enumerate(filling.machines):
        held = [counts[slot] for counts in filling.counts]
        room = slots.rooms[machine] if machine is not None else (0,) * len(slots.rooms[0])
        used = [sum(count * weights[r] for count, weights in zip(held, slots.weights, strict=True)) for r in range(3)]
        if any(amount > limit for amount, limit in zip(used, room, strict=True)):
            found.append(f"slot {slot}: {used} do not fit {room}")
        if any(count > most for count, most in zip(held, slots.most, strict=True)):
            found.append(f"slot {slot}: too many replicas of an item")
        if any(sum(held[item] for item in group) > 1 for group in slots.groups):
            found.append(f"slot {slot}: what a node has once is taken twice")
    return tuple(found)


def cost(slots: Slots, filling: Filling) -> float:
    """USD per hour of the machines in the slots."""
    return sum(slots.prices[machine] for machine in filling.machines if machine is not None) / PRICES_PER_USD
