"""Where the surge of a service goes while it is upgraded: its replicas beyond all that run, on nodes as they stand.

Services are upgraded one at a time and no node is lost meanwhile, so room for losses serves a surge too. The replicas
of one surge are all alike and nothing else moves, so what each node takes in adds up: the answer here is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.sizing.packing.landing import Landing, Target, layout_of, takes
from advisor.sizing.packing.problem import Item, Machine, Plan


def surge_landings(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine]
) -> Iterator[tuple[Item, tuple[Landing, ...] | None]]:
    """For each item with a surge the nodes that take it in; None where they do not take in all of it."""
    layout = layout_of(plan, items, machines)
    targets = sorted(layout.survivors({}), key=lambda target: (bool(target.held), -target.free[0]))
    for item in items:
        if item.surge and item.replicas:
            yield item, _landings(layout.by_name, targets, item)


def _landings(by_name: dict[str, Item], targets: Sequence[Target], item: Item) -> tuple[Landing, ...] | None:
    left = item.surge
    landings: list[Landing] = []
    for target in targets:
        each = takes(by_name, target, item, left)
        if not each:
            continue
        count = min(target.count, left // each)
        landings.append(Landing(target.node, count, ((item.name, each),)))
        left -= each * count
        if left and count < target.count:  # one more of these nodes takes what is left, which is less than it could
            landings.append(Landing(target.node, 1, ((item.name, left),)))
            left = 0
        if not left:
            return tuple(sorted(landings, key=lambda landing: (landing.node, -landing.count)))
    return None
