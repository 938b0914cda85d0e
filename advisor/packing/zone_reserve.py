"""Capacity reserved for the loss of a zone: how many replicas of each item are provisioned in each zone.

Of the provisioned replicas some run and the others are reserved: they start when a zone is lost. Each item is
provisioned with as few replicas in all as suffice; which zones get them is what the search varies.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import Node


def provisioned_by_zone(
    running_by_zone: tuple[int, ...], first_zone: int, excluded: frozenset[int] = frozenset()
) -> tuple[int, ...]:
    """Provisioned replicas per zone, at least the running ones, so that without any zone the others hold all.

    With d replicas, losing the zone with the most provisioned, m, must leave d: the total is d + m, and the least m is
    max(ceil(d / (zones - 1)), the most that run in one zone). Among equal zones `first_zone` is filled up first, then
    those after it: so the zone that gets one replica fewer need not be the same for all items.

    `excluded` zones get no more than what runs in them, unless fewer than two others are left. Then d counts the
    replicas of the others, and m is no less than the most that run in any zone: so losing an excluded one is survived.
    """
    zones = len(running_by_zone)
    others = [zone for zone in range(zones) if zone not in excluded]
    if len(others) < 2:
        others = list(range(zones))
    total = sum(running_by_zone[zone] for zone in others)
    if not any(running_by_zone):
        return running_by_zone
    most = max(-(-total // (len(others) - 1)), *running_by_zone)
    provisioned, extra = list(running_by_zone), most
    while extra:
        open_zones = [zone for zone in others if provisioned[zone] < most]
        zone = min(open_zones, key=lambda z: (provisioned[z], (z - first_zone) % zones))
        step = max(1, min(extra, most - provisioned[zone]) // 2)
        provisioned[zone] += step
        extra -= step
    return tuple(provisioned)


def provision_all(
    instance: Instance, running_by_zone: Sequence[IntArray], same_zone_gets_fewest: bool, excluded_dearest: int = 0
) -> tuple[IntArray, ...]:
    """Provisioned replicas of every item by zone, from those that run there; both are zones of (n,).

    The zone that gets one replica fewer rotates from item to item; with `same_zone_gets_fewest` it is the same for all
    items. Zones that sell nothing large enough for an item are excluded for it, and so are the `excluded_dearest`
    dearest ones.
    """
    counts = np.array(running_by_zone)
    excluded = excluded_zones(instance, excluded_dearest)
    provisioned = [
        provisioned_by_zone(tuple(column), 0 if same_zone_gets_fewest else item, excluded[item])
        for item, column in enumerate(counts.T.tolist())
    ]
    return tuple(np.array(provisioned, dtype=np.int64).T)


def excluded_zones(instance: Instance, excluded_dearest: int) -> list[frozenset[int]]:
    """For each item the zones that sell nothing that holds it, and the `excluded_dearest` others where it costs most.

    Two zones are always left where two sell what holds the item.
    """
    if not instance.has_zonal_types:
        return [frozenset()] * len(instance.items)
    copies = instance.max_copies
    # a row is a machine type, a column an item: what a node of the type costs for each replica that it can hold
    usd_per_replica = np.where(copies > 0, instance.prices[:, None] / np.maximum(copies, 1), np.inf)
    by_zone = np.array([usd_per_replica[sold].min(axis=0, initial=np.inf) for sold in instance.sold_in_zone])
    excluded = []
    for cost in by_zone.T:
        dearest = np.argsort(-cost, kind="stable")
        unsold = int(np.isinf(cost).sum())
        count = max(unsold, min(unsold + excluded_dearest, len(cost) - 2))
        excluded.append(frozenset(dearest[:count].tolist()))
    return excluded


def reserve(nodes: list[Node], running_by_zone: dict[str, int]) -> list[Node]:
    """The nodes of one zone with all but the running replicas of each item turned into reserved ones.

    Equal nodes whose share of running replicas is uneven are split into groups.
    """
    left = dict(running_by_zone)
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
            as_it_was = (end - start, pods, kept) == (node.count, node.pods, node.reserved)
            split.append(node if as_it_was else Node(node.machine, node.zone, end - start, pods, kept, node.spare))
    return split
