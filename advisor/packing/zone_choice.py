"""Which zones hold replicas that may run in any: asked where machines are few and no even share has a plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from advisor.packing.heuristics.plan_model import choose_zones
from advisor.packing.model.instance import build_instance
from advisor.packing.model.problem import Item, Machine
from advisor.packing.settings import Settings


def share_out(
    items: Sequence[Item], machines: Sequence[Machine], zones: int, fixed: Collection[str]
) -> tuple[Item, ...] | None:
    """The items with their replicas in zones where all of them find places; None where no such share is found.

    An integer program decides; it knows no losses, and is tried where it is small. Items named in `fixed` keep their
    zones.

    >>> web = Item("web", 1500, 512, replicas_by_zone=(1, 1))
    >>> boxes = [Machine("small", 1000, 4096, 30, 0.1, zone=0, stock=4), Machine("large", 4000, 4096, 30, 0.2, zone=1)]
    >>> [item.replicas_by_zone for item in share_out([web], boxes, zones=2, fixed=())]
    [(0, 2)]
    """
    instance = build_instance(tuple(items), tuple(machines), Settings.quick())
    running = tuple(instance.demand(zone) for zone in range(zones))
    anywhere = frozenset(row for row, item in enumerate(instance.items) if item.name not in fixed)
    chosen = choose_zones(instance, running, anywhere)
    if chosen is None:
        return None
    by_name = {item.name: tuple(int(counts[row]) for counts in chosen) for row, item in enumerate(instance.items)}
    return tuple(replace(item, replicas_by_zone=by_name.get(item.name, item.replicas_by_zone)) for item in items)
