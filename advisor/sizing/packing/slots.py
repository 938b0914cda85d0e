"""Room for the loss of a zone: how many slots each item needs where, and which of them are live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from advisor.sizing.packing.problem import Node
from advisor.sizing.packing.table import Whole


def slots_by_zone(live: tuple[int, ...], shift: int) -> tuple[int, ...]:
    """Slots per zone, at least the live ones, so that the zones left after losing any one hold all replicas.

    With d replicas, losing the zone with the most slots m must leave d: the total is d + m, and the least m is
    max(ceil(d / (zones - 1)), the most live in one zone). `shift` says which zone is filled up first among
    equals, so that items with an odd share do not all lean on the same zone.
    """
    zones, total = len(live), sum(live)
    if not total:
        return live
    most = max(-(-total // (zones - 1)), *live)
    slots, extra = list(live), most
    while extra:
        zone = min((z for z in range(zones) if slots[z] < most), key=lambda z: (slots[z], (z - shift) % zones))
        step = max(1, min(extra, most - slots[zone]) // 2)
        slots[zone] += step
        extra -= step
    return tuple(slots)


def slots_of_all(live: Sequence[Whole], uneven: bool) -> tuple[Whole, ...]:
    """Slots of every item by zone, from its live replicas by zone; `live` and the answer: zones of (n,).

    Odd shares rotate over the zones, item by item; or, `uneven`, all of them leave the same zone the smaller.
    """
    counts = np.array(live)
    slots = [slots_by_zone(tuple(column), 0 if uneven else item) for item, column in enumerate(counts.T.tolist())]
    return tuple(np.array(slots, dtype=np.int64).T)


def reserve(nodes: list[Node], live: dict[str, int]) -> list[Node]:
    """The nodes of one zone with all but `live` replicas of each item turned from running into reserved.

    Equal nodes whose share of live replicas is uneven are split into groups.
    """
    left = dict(live)
    split: list[Node] = []
    for node in nodes:
        running: dict[str, tuple[int, int]] = {}
        edges = {0, node.count}
        for name, each in node.pods:
            here = min(left.get(name, 0), each * node.count)
            left[name] = left.get(name, 0) - here
            running[name] = divmod(here, node.count)
            edges.add(running[name][1])
        cuts = sorted(edges)
        for start, end in pairwise(cuts):
            now = {name: base + (start < more) for name, (base, more) in running.items()}
            pods = tuple((name, count) for name, count in now.items() if count)
            kept = tuple((name, each - now[name]) for name, each in node.pods if each > now[name])
            split.append(replace(node, count=end - start, pods=pods, reserved=kept))
    return split
