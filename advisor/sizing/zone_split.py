"""Replicas over zones that hold different machines: even where that can be, else by what each zone holds.

Zones of a cloud sell the same machines, so replicas are spread evenly over them. Sites of own machines differ: one may
have no machine for a service at all, or be much smaller than the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.packing import RESOURCES, Item, Machine, share_out
from advisor.sizing.affinity import affinity_groups, hosts_by_service

Vector = tuple[int, ...]


def zone_splits(
    items: Sequence[Item], machines: Sequence[Machine], zones: int, evenly: Collection[str], together: Collection[str]
) -> Iterator[tuple[Item, ...]]:
    """Ways to share the replicas of items out over zones, the most even first; those named in `evenly` keep theirs.

    First as even as can be, then by what each zone holds, then as an integer program finds places, then with all
    that affinity ties, all of `together`, or both in one zone. An item with a disk there may fit one zone
    alone.
    """
    even = with_zones_that_fit(items, machines, zones)
    yield even
    yield split_by_capacity(even, machines, zones, evenly)
    program = share_out(even, machines, zones, evenly)
    if program is not None:
        yield program
    tied = {item.name for members in affinity_groups(items) if len(members) > 1 for item in members}
    for names in dict.fromkeys(frozenset(some) - {*evenly} for some in (tied, together, tied | {*together})):
        for zone in range(zones) if names else ():
            here = [int(other == zone) for other in range(zones)]
            moved = tuple(
                replace(item, replicas_by_zone=apportion(item.replicas, here)) if item.name in names else item
                for item in even
            )
            yield split_by_capacity(moved, machines, zones, {*evenly, *names})


def with_zones_that_fit(items: Sequence[Item], machines: Sequence[Machine], zones: int) -> tuple[Item, ...]:
    """The items with the replicas of zones without a machine for one of them moved to the others, as even as can be.

    What affinity ties together goes to zones that have machines for all of it, and to those alone that have a replica
    of each item that it names.
    """
    moved: dict[str, Item] = {}
    groups = {item.name: members for members in affinity_groups(items) for item in members}
    for item in _named_first(items):
        able = [all(_fits(each, machines, zone) for each in groups[item.name]) for zone in range(zones)]
        moved[item.name] = _moved(item, _where_named_are(item, moved, able))
    return tuple(moved[item.name] for item in items)


def _named_first(items: Sequence[Item]) -> list[Item]:
    """The items in their order, those that others name before these."""
    hosts = hosts_by_service(items)
    return sorted(items, key=lambda item: len(hosts[item.name]))


def _where_named_are(item: Item, placed: Mapping[str, Item], able: Sequence[bool]) -> list[bool]:
    """Which of these zones have a replica of each item that this one names, as far as those are placed."""
    named = [placed[name] for name in item.affinity if name in placed]
    return [can and all(each.replicas_by_zone[zone] for each in named) for zone, can in enumerate(able)]


def _moved(item: Item, able: Sequence[bool]) -> Item:
    """The item on the zones that have a machine for it, if it uses others and there are any."""
    if not any(able) or all(can or not count for can, count in zip(able, item.replicas_by_zone, strict=True)):
        return item
    return replace(item, replicas_by_zone=apportion(item.replicas, [int(can) for can in able]))


def split_by_capacity(
    items: Sequence[Item], machines: Sequence[Machine], zones: int, evenly: Collection[str] = ()
) -> tuple[Item, ...]:
    """The items with their replicas in proportion to what the machines of each zone still hold of them.

    The largest items are shared out first. Those named in `evenly` keep their zones, and take their share first.
    Machines that may stand anywhere count an equal part to each zone.
    """
    free = [_capacity(machines, zone, zones) for zone in range(zones)]
    total: list[int] = [max(1, sum(amounts)) for amounts in zip(*free, strict=True)]

    def size(item: Item) -> float:
        shares = [weight * item.replicas / whole for weight, whole in zip(item.weights, total, strict=True)]
        return max(shares)

    split: dict[str, Item] = {}
    largest_first = sorted(items, key=lambda item: (item.name not in evenly, -size(item), item.name))
    for item in _named_first(largest_first):
        counts = item.replicas_by_zone
        if item.name not in evenly:
            able = _where_named_are(item, split, [_fits(item, machines, zone) for zone in range(zones)])
            rooms = [_copies(free[zone], item.weights) if able[zone] else 0 for zone in range(zones)]
            counts = apportion(item.replicas, rooms) if any(rooms) else counts
        for zone, count in enumerate(counts):
            pairs = zip(free[zone], item.weights, strict=True)
            free[zone] = tuple(max(0, have - count * weight) for have, weight in pairs)
        split[item.name] = replace(item, replicas_by_zone=counts)
    return tuple(split[item.name] for item in items)


def apportion(count: int, rooms: Sequence[int]) -> tuple[int, ...]:
    """`count` in whole numbers in proportion to the rooms, by the largest remainders (Hamilton's method).

    >>> apportion(10, [30, 10, 0])
    (8, 2, 0)
    """
    whole = sum(rooms)
    given = [count * room // whole for room in rooms]
    rest = sorted(range(len(rooms)), key=lambda zone: (-(count * rooms[zone] % whole), zone))
    for zone in rest[: count - sum(given)]:
        given[zone] += 1
    return tuple(given)


def _capacity(machines: Iterable[Machine], zone: int, zones: int) -> Vector:
    """All that the machines of a zone offer, resource by resource."""
    offered = [
        tuple(
            (machine.stock or 0) * amount // (1 if machine.zone is not None else zones) for amount in machine.capacities
        )
        for machine in machines
        if machine.sold_in(zone)
    ]
    return tuple(map(sum, zip((0,) * len(RESOURCES), *offered, strict=True)))


def _copies(free: Vector, weights: Vector) -> int:
    return min(have // weight for have, weight in zip(free, weights, strict=True) if weight)


def _fits(item: Item, machines: Iterable[Machine], zone: int) -> bool:
    """Whether some machine of a zone holds one replica."""
    return any(
        machine.sold_in(zone)
        and all(have >= weight for have, weight in zip(machine.capacities, item.weights, strict=True))
        for machine in machines
    )
