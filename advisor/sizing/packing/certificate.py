"""The proof that travels with a plan, and its checker: whole numbers and fractions, no solver and no floating point.

A certificate holds prices: what a replica of each item is worth, and for each machine type what a unit of its room is.
They may come from anywhere; by the inequality of bound.py they prove a cost that no plan undercuts:

    V_t  =  sum_r m_tr room_tr + sum_i most_ti max(0, y_i - sum_r m_tr weight_ir)  >=  worth of what a node t can hold
    cost >= s sum_i y_i d_i - sum_{t with stock} stock_t max(0, s V_t - price_t)   for s <= min_{no stock} price_t / V_t

The checker computes every V_t anew from the items and machines as they were asked about, so a fault in the search, the
solver or this project's tables shows as a bound that is too low, never as one that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from advisor.sizing.packing.problem import Argument, Certificate, Item, Machine, Prices, Room

ENDLESS = 1 << 60
"""The bandwidth of a machine without a limit, and the number of replicas of an item that weighs nothing."""


def proved_usd_per_hour(
    certificate: Certificate,
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
) -> Fraction:
    """What no plan that keeps these promises costs less than, by this certificate alone; 0 when it proves nothing."""
    offered = [machine for machine in machines if machine.stock != 0]
    if certificate.argument is Argument.ZONE_BY_ZONE:
        if len(certificate.sets) != zones:
            return Fraction(0)
        by_zone = zip(certificate.sets, range(zones), strict=True)
        return sum((_bound(p, _demand(items, (z,)), items, offered) for p, z in by_zone), Fraction(0))
    demand = _demand(items, range(zones))
    if certificate.argument is Argument.ANY_ZONE:
        if not survive_zone or zones < 2:
            return Fraction(0)
        best = max((_bound(prices, demand, items, offered) for prices in certificate.sets), default=Fraction(0))
        return best * zones / (zones - 1)
    return _without_dearest(certificate.sets, demand, items, offered, survive_nodes)


def _without_dearest(
    sets: Sequence[Prices],
    demand: Mapping[str, int],
    items: Sequence[Item],
    machines: Sequence[Machine],
    survive_nodes: int,
) -> Fraction:
    """The least over all prices c of the bound on types priced at most c, plus the lost nodes at c each."""
    by_price = sorted(machines, key=lambda machine: machine.usd_per_hour)
    limits = [_limits(prices, demand, items, by_price) for prices in sets]
    held: set[str] = set()
    least: Fraction | None = None
    best = [_Scaled(prices, known, demand) for prices, known in zip(sets, limits, strict=True)]
    for position, machine in enumerate(by_price):
        held |= {item.name for item in items if _most(item, _weights(item), _room(machine)) > 0}
        for scaled in best:
            scaled.add(machine)
        last = position + 1 == len(by_price) or by_price[position + 1].usd_per_hour > machine.usd_per_hour
        if last and all(name in held for name, count in demand.items() if count):
            bound = max((scaled.bound() for scaled in best), default=Fraction(0))
            value = bound + survive_nodes * Fraction(machine.usd_per_hour)
            least = value if least is None else min(least, value)
    return least or Fraction(0)


def _demand(items: Sequence[Item], zones: Sequence[int]) -> dict[str, int]:
    return {item.name: sum(item.replicas_by_zone[zone] for zone in zones) for item in items}


def _bound(prices: Prices, demand: Mapping[str, int], items: Sequence[Item], machines: Sequence[Machine]) -> Fraction:
    scaled = _Scaled(prices, _limits(prices, demand, items, machines), demand)
    for machine in machines:
        scaled.add(machine)
    return scaled.bound()


class _Scaled:
    """One set of prices against the machine types added so far: the scales at which it proves something."""

    def __init__(self, prices: Prices, limits: Mapping[str, int], demand: Mapping[str, int]) -> None:
        self._limits = limits
        self._worth = sum(max(0, prices.replicas.get(name, 0)) * count for name, count in demand.items())
        self._most: Fraction | None = None
        """The largest scale that types without a stock allow."""
        self._finite: list[Machine] = []

    def add(self, machine: Machine) -> None:
        """Take one more machine type into the inequality."""
        limit = self._limits[machine.name]
        if limit <= 0:
            return
        if machine.stock is not None:
            self._finite.append(machine)
            return
        ratio = Fraction(machine.usd_per_hour) / limit
        self._most = ratio if self._most is None else min(self._most, ratio)

    def bound(self) -> Fraction:
        """The best bound over the scales where some machine type is worth exactly its price."""
        scales = {Fraction(machine.usd_per_hour) / self._limits[machine.name] for machine in self._finite}
        if self._most is not None:
            scales = {scale for scale in scales if scale < self._most} | {self._most}
        return max([Fraction(0), *(self._at(scale) for scale in scales)])

    def _at(self, scale: Fraction) -> Fraction:
        dearer = sum(
            (
                (machine.stock or 0)
                * max(Fraction(0), scale * self._limits[machine.name] - Fraction(machine.usd_per_hour))
                for machine in self._finite
            ),
            Fraction(0),
        )
        return scale * self._worth - dearer


def _limits(
    prices: Prices, demand: Mapping[str, int], items: Sequence[Item], machines: Sequence[Machine]
) -> dict[str, int]:
    """V_t of each machine type in UNITs; a type without prices of its own borrows those of larger, cheaper ones."""
    asked = [item for item in items if demand[item.name]]
    group_of = _groups(items)
    limits = {}
    for machine in machines:
        room_prices = prices.rooms.get(machine.name) or _borrowed(prices, machine, machines)
        limits[machine.name] = _limit(machine, room_prices, prices, demand, asked, group_of)
    return limits


def _borrowed(prices: Prices, machine: Machine, machines: Sequence[Machine]) -> Room:
    larger = [
        other
        for other in machines
        if other.name in prices.rooms
        and other.usd_per_hour <= machine.usd_per_hour
        and all(have >= need for have, need in zip(_room(other), _room(machine), strict=True))
    ]
    # with the prices of one that never runs out, this one is worth no more than that one, and costs no less
    best = min(larger, key=lambda other: (other.stock is not None, other.usd_per_hour, other.name), default=None)
    return (0, 0, 0, 0) if best is None else prices.rooms[best.name]


def _groups(items: Sequence[Item]) -> dict[str, int]:
    """A group for each item that takes a token others take too: of all its members a node holds one replica.

    An item that is in several is counted in the largest only, which keeps the inequality.
    """
    holders: dict[str, list[str]] = {}
    for item in sorted(items, key=lambda item: item.name):
        for token in item.exclusive if item.replicas else ():
            holders.setdefault(token, []).append(item.name)
    group_of: dict[str, int] = {}
    for number, names in enumerate(sorted(holders.values(), key=lambda names: (-len(names), names))):
        for name in names if len(names) > 1 else ():
            group_of.setdefault(name, number)
    return group_of


def _limit(
    machine: Machine,
    room_prices: Room,
    prices: Prices,
    demand: Mapping[str, int],
    asked: list[Item],
    group_of: Mapping[str, int],
) -> int:
    room = _room(machine)
    counted = [max(0, price) if have < ENDLESS else 0 for price, have in zip(room_prices, room, strict=True)]
    total = sum(price * have for price, have in zip(counted, room, strict=True) if price)
    alone: dict[int, int] = {}
    for item in asked:
        weights = _weights(item)
        most = min(_most(item, weights, room), demand[item.name])
        surplus = max(0, prices.replicas.get(item.name, 0)) - sum(
            price * weight for price, weight in zip(counted, weights, strict=True)
        )
        if most <= 0 or surplus <= 0:
            continue
        group = group_of.get(item.name)
        if group is None:
            total += most * surplus
        else:
            alone[group] = max(alone.get(group, 0), surplus)
    return total + sum(alone.values())


def _most(item: Item, weights: Room, room: Room) -> int:
    fits = [have // weight for weight, have in zip(weights, room, strict=True) if weight]
    rules = [item.most_per_node] if item.most_per_node is not None else []
    alone = [1] if item.exclusive or item.name in item.apart_from else []
    return min([ENDLESS, *fits, *rules, *alone])


def _weights(item: Item) -> Room:
    return item.cpu_millicores, item.memory_mib, item.io_mbps, item.pods


def _room(machine: Machine) -> Room:
    io = ENDLESS if machine.io_mbps is None else machine.io_mbps
    return machine.cpu_millicores, machine.memory_mib, io, machine.max_pods
