"""Why items cannot be placed, as a cause and its values: checked before the search, or stated after it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations, product

from advisor.packing.model.capacity import hosts_of
from advisor.packing.model.problem import Item, Machine, NoPlan, NoPlanCause, surges_of, together
from advisor.packing.model.resources import CPU, MEMORY, PODS, RESOURCES, UNBOUNDED
from advisor.values import Fact, facts

_ALWAYS_STATED = (CPU.item_field, MEMORY.item_field)
"""Resources whose totals are stated even where no item asks for them."""


def find_infeasibility(
    items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_nodes: int, survive_zone: bool
) -> NoPlan | None:
    """Why there can be no plan; None when only a search can tell."""
    return (
        _malformed(items, machines, zones, survive_nodes)
        or _promise(items, machines, zones, survive_zone)
        or _too_large(items, machines)
        or _hosts_impossible(items, machines, zones)
        or _unsold(items, machines)
        or _short_stock(items, machines, zones, survive_nodes)
        or _too_few_nodes(items, machines, survive_nodes)
    )


def search_failed(
    items: Sequence[Item], machines: Sequence[Machine], survive_nodes: int, survive_zone: bool, together: bool = False
) -> NoPlan:
    """The answer of a search that ended without a plan, which happens when machines run out."""
    need, offer = _stated(_needed(items), _offered(machines))
    values = facts(
        needed=_amounts(need),
        offered=_amounts(offer),
        machines=_count(machines),
        endless_types=sum(machine.stock is None for machine in machines),
        survive_nodes=survive_nodes,
        survive_zone=survive_zone,
        together=together,
        surges=bool(surges_of(items)),
    )
    return NoPlan(NoPlanCause.NOT_FOUND, values, tuple(item.name for item in items if item.affinity))


def _malformed(items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_nodes: int) -> NoPlan | None:
    if zones < 1 or survive_nodes < 0:
        return NoPlan(NoPlanCause.BAD_ARGUMENTS, facts(zones=zones, survive_nodes=survive_nodes))
    for cause, names in (
        (NoPlanCause.ITEM_NAME_TWICE, [item.name for item in items]),
        (NoPlanCause.MACHINE_NAME_TWICE, [machine.name for machine in machines]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if twice:
            return NoPlan(cause, facts(name=twice[0]), tuple(twice) if cause is NoPlanCause.ITEM_NAME_TWICE else ())
    return _malformed_item(items, zones) or _malformed_machine(machines, zones)


def _malformed_item(items: Sequence[Item], zones: int) -> NoPlan | None:
    for item in items:
        spread = len(item.replicas_by_zone)
        if spread != zones:
            return NoPlan(
                NoPlanCause.WRONG_NUMBER_OF_ZONES, facts(item=item.name, spread=spread, zones=zones), (item.name,)
            )
        amounts = (*item.weights, item.surge, *item.replicas_by_zone)
        if min(amounts) < 0:
            return NoPlan(NoPlanCause.ITEM_BELOW_ZERO, facts(item=item.name), (item.name,))
    return None


def _malformed_machine(machines: Sequence[Machine], zones: int) -> NoPlan | None:
    for machine in machines:
        if min(*machine.capacities, machine.stock or 0) < 0:
            return NoPlan(NoPlanCause.MACHINE_BELOW_ZERO, facts(machine=machine.name))
        if not (math.isfinite(machine.usd_per_hour) and machine.usd_per_hour >= 0):
            return NoPlan(NoPlanCause.NO_PRICE, facts(machine=machine.name, usd_per_hour=machine.usd_per_hour))
        if machine.zone is not None and not 0 <= machine.zone < zones:
            return NoPlan(NoPlanCause.NO_SUCH_ZONE, facts(machine=machine.name, zone=machine.zone, zones=zones))
    return None


def _promise(items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_zone: bool) -> NoPlan | None:
    if not any(item.replicas for item in items):
        return None
    if survive_zone and zones < 2:
        return NoPlan(NoPlanCause.ONE_ZONE, facts())
    if not any(machine.stock != 0 for machine in machines):
        return NoPlan(NoPlanCause.NO_MACHINE, facts())
    return None


def _too_large(items: Sequence[Item], machines: Sequence[Machine]) -> NoPlan | None:
    """Items of which not even one replica fits an empty machine."""
    usable = [machine for machine in machines if machine.stock != 0]
    large = [item for item in items if item.replicas and not any(_fits(item, machine) for machine in usable)]
    if not large:
        return None
    worst = min(large, key=lambda item: (-item.memory_mib, -item.cpu_millicores, item.name))
    names = tuple(sorted(item.name for item in large))
    others = tuple(name for name in names if name != worst.name)
    if worst.max_per_node is not None and worst.max_per_node < 1:
        return NoPlan(NoPlanCause.NONE_PER_NODE, facts(item=worst.name, others=others), names)
    values = facts(item=worst.name, **_shortfall(worst, usable), others=others)
    return NoPlan(NoPlanCause.TOO_LARGE, values, names)


def _shortfall(item: Item, machines: Sequence[Machine]) -> dict[str, Fact]:
    """What a replica needs, the machine type that comes nearest to holding it, what that offers and what is short."""
    near = min(machines, key=lambda machine: (_missing(item, machine), machine.name))
    asked = _of_item(item)
    has = _of_machine(near, asked)
    stated = {what: have for what, have in has.items() if what != "pods" or (have or 0) < asked[what]}
    short = {what: need - have for what, need in asked.items() if (have := has[what]) is not None and have < need}
    needed = {what: amount for what, amount in asked.items() if what != "pods" or what in short}
    return {
        "needed": _amounts(needed),
        "nearest": near.name,
        "offered": _amounts(stated),
        "short": _amounts(short),
    }


def _hosts_impossible(items: Sequence[Item], machines: Sequence[Machine], zones: int) -> NoPlan | None:
    """The first item that can never stand beside all that it needs on its node."""
    placed = [item for item in items if item.replicas]
    if not any(item.affinity for item in placed):
        return None
    by_name = {item.name: item for item in placed}
    for item in placed:
        missing = sorted(item.affinity - by_name.keys())
        if missing:
            return NoPlan(NoPlanCause.HOST_MISSING, facts(item=item.name, host=missing[0]), (item.name,))
    usable = [machine for machine in machines if machine.stock != 0]
    for row, hosts in enumerate(hosts_of(placed)):
        beside = [placed[host] for host in hosts.tolist()]
        refused = _no_host(placed[row], beside, usable, zones) if beside else None
        if refused is not None:
            return refused
    return _short_hosts(placed, usable, zones)


def _short_hosts(items: Sequence[Item], machines: Sequence[Machine], zones: int) -> NoPlan | None:
    """Items that need another on their node and are more in a zone than so many of the largest machines hold with it.

    There are no more nodes with such items than replicas of what they need, and one of it takes its room on each.
    """
    closures = hosts_of(items)
    for row, host in enumerate(items):
        needing = [item for item, hosts in zip(items, closures, strict=True) if row in hosts]
        for zone, (place, resource) in product(range(zones if needing else 0), enumerate(RESOURCES)):
            count = host.replicas_by_zone[zone]
            needed = sum(item.weights[place] * item.replicas_by_zone[zone] for item in needing)
            largest = max((m.capacities[place] for m in machines if m.sold_in(zone)), default=0)
            if needed > count * (largest - host.weights[place]):
                values = facts(
                    host=host.name,
                    host_replicas=count,
                    zone=zone,
                    resource=resource.item_field,
                    needed=needed,
                    left=largest - host.weights[place],
                    items=tuple(item.name for item in needing),
                )
                return NoPlan(NoPlanCause.HOSTS_HOLD_TOO_LITTLE, values, (host.name, *(item.name for item in needing)))
    return None


def _no_host(item: Item, hosts: Sequence[Item], machines: Sequence[Machine], zones: int) -> NoPlan | None:
    names = (item.name, *(host.name for host in hosts))
    for first, second in combinations((item, *hosts), 2):
        tokens = sorted(first.exclusive_tokens & second.exclusive_tokens)
        if tokens or first.name in second.anti_affinity or second.name in first.anti_affinity:
            values = facts(item=item.name, first=first.name, second=second.name, token=tokens[0] if tokens else "")
            return NoPlan(NoPlanCause.HOST_KEPT_APART, values, names)
    for zone, host in product(range(zones), hosts):
        most, here = _most_on_a_node(item), item.replicas_by_zone[zone]
        if here and not host.replicas_by_zone[zone]:
            return NoPlan(NoPlanCause.HOST_NOT_IN_ZONE, facts(item=item.name, host=host.name, zone=zone), names)
        if most is not None and here > most * host.replicas_by_zone[zone]:
            values = facts(
                item=item.name,
                replicas=here,
                most_per_node=most,
                host=host.name,
                host_replicas=host.replicas_by_zone[zone],
                zone=zone,
            )
            return NoPlan(NoPlanCause.TOO_FEW_HOSTS, values, names)
    whole = together("+".join(names), [(each, 1) for each in (item, *hosts)])
    if any(_fits(whole, machine) for machine in machines):
        return None
    values = facts(item=item.name, hosts=names[1:], **_shortfall(whole, machines))
    return NoPlan(NoPlanCause.HOSTS_TOO_LARGE, values, names)


def _most_on_a_node(item: Item) -> int | None:
    return 1 if item.exclusive_tokens or item.name in item.anti_affinity else item.max_per_node


def _unsold(items: Sequence[Item], machines: Sequence[Machine]) -> NoPlan | None:
    """Items that fit no machine type which a zone of theirs sells."""
    if all(machine.zone is None for machine in machines):
        return None
    for item in items:
        for zone in (zone for zone, replicas in enumerate(item.replicas_by_zone) if replicas):
            if not any(_fits(item, m) for m in machines if m.stock != 0 and m.sold_in(zone)):
                return NoPlan(NoPlanCause.NOT_SOLD_IN_ZONE, facts(item=item.name, zone=zone), (item.name,))
    return None


def _fits(item: Item, machine: Machine) -> bool:
    return _missing(item, machine) == 0.0 and (item.max_per_node is None or item.max_per_node >= 1)


def _missing(item: Item, machine: Machine) -> float:
    """The largest part of a replica's needs that the machine lacks, from 0 to 1."""
    pairs = zip(item.weights, machine.capacities, strict=True)
    return max((need - have) / need if need > have else 0.0 for need, have in pairs)


def _of_item(item: Item) -> dict[str, int]:
    amounts = _by_resource(item.weights)
    return {what: amount for what, amount in amounts.items() if amount and (what != PODS.item_field or amount > 1)}


def _of_machine(machine: Machine, asked: dict[str, int]) -> dict[str, int | None]:
    offered = _by_resource(machine.capacities)
    return {what: offered[what] if offered[what] < UNBOUNDED else None for what in asked}


def _short_stock(items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_nodes: int) -> NoPlan | None:
    """Totals that a finite stock cannot hold, also with its largest machines lost."""
    if any(machine.stock is None for machine in machines):
        return None
    used_zones = sum(any(item.replicas_by_zone[zone] for item in items) for zone in range(zones))
    count = _count(machines)
    least = max(used_zones, 1 + survive_nodes if used_zones else 0)
    if count < least:
        return NoPlan(NoPlanCause.TOO_FEW_MACHINES, facts(needed=least, machines=count))
    need = _needed(items)
    offer = _offered(machines)
    if _short(need, offer):
        needed, offered = _stated(need, offer)
        values = facts(needed=_amounts(needed), offered=_amounts(offered), machines=count)
        return NoPlan(NoPlanCause.SHORT_STOCK, values)
    return _short_for_surge(items, machines, need, offer)


def _short_for_surge(
    items: Sequence[Item], machines: Sequence[Machine], need: Mapping[str, int], offer: Mapping[str, int | None]
) -> NoPlan | None:
    """The first item whose surge the machines cannot hold beside everything that runs."""
    for item in sorted(items, key=lambda item: item.name):
        surge = item.surge if item.replicas else 0
        for what, amount in _by_resource(item.weights).items():
            needed, had = need.get(what, 0) + surge * amount, offer[what]
            if surge and amount and had is not None and needed > had:
                values = facts(
                    item=item.name,
                    surge=surge,
                    needed=_amounts({what: needed}),
                    offered=_amounts({what: had}),
                    machines=_count(machines),
                )
                return NoPlan(NoPlanCause.SHORT_FOR_SURGE, values, (item.name,))
    return None


def _short(need: Mapping[str, int], offer: Mapping[str, int | None]) -> set[str]:
    """The resources of which more is needed than there is."""
    return {what for what in need if (have := offer[what]) is not None and need[what] > have}


def _stated(
    need: Mapping[str, int], offer: Mapping[str, int | None]
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """What is needed and what there is, of CPU, of memory, and of what else is short."""
    short = _short(need, offer)
    stated = [what for what in need if what in short or what in _ALWAYS_STATED]
    return {what: need[what] for what in stated}, {what: offer[what] for what in stated}


def _too_few_nodes(items: Sequence[Item], machines: Sequence[Machine], survive_nodes: int) -> NoPlan | None:
    """An item, or an exclusive token, that needs a node of its own more often than there are nodes left."""
    if any(machine.stock is None for machine in machines):
        return None
    return (
        _short_tokens(items, machines, survive_nodes)
        or _short_nodes(items, machines, survive_nodes)
        or _short_for_upgrade(items, machines)
    )


def _short_tokens(items: Sequence[Item], machines: Sequence[Machine], lost: int) -> NoPlan | None:
    left = _count(machines) - lost
    for token in sorted({token for item in items for token in item.exclusive_tokens}):
        holders = [item for item in items if token in item.exclusive_tokens and item.replicas]
        needed = sum(item.replicas for item in holders)
        if needed > left:
            names = tuple(sorted(item.name for item in holders))
            values = facts(token=token, replicas=needed, items=names, machines_left=left, lost=lost)
            return NoPlan(NoPlanCause.ONCE_PER_NODE, values, names)
    return None


def _short_nodes(items: Sequence[Item], machines: Sequence[Machine], lost: int) -> NoPlan | None:
    left = _count(machines) - lost
    for item in sorted(items, key=lambda item: item.name):
        most = 1 if item.name in item.anti_affinity else item.max_per_node
        if most is not None and item.replicas > most * left:
            values = facts(item=item.name, replicas=item.replicas, most_per_node=most, machines_left=left, lost=lost)
            return NoPlan(NoPlanCause.TOO_MANY_PER_NODE, values, (item.name,))
    return None


def _short_for_upgrade(items: Sequence[Item], machines: Sequence[Machine]) -> NoPlan | None:
    """An item of which the nodes may not hold as many as run while it is upgraded."""
    count = _count(machines)
    for item in sorted(items, key=lambda item: item.name):
        most = 1 if item.exclusive_tokens or item.name in item.anti_affinity else item.max_per_node
        others = [o for o in items if o is not item and o.exclusive_tokens & item.exclusive_tokens]
        taken = item.replicas + max((o.replicas for o in others), default=0)
        if item.surge and item.replicas and most is not None and taken + item.surge > most * count:
            values = facts(item=item.name, surge=item.surge, most_per_node=most, machines=count)
            return NoPlan(NoPlanCause.TOO_MANY_PER_NODE_IN_UPGRADE, values, (item.name,))
    return None


def _count(machines: Sequence[Machine]) -> int:
    return sum(machine.stock or 0 for machine in machines)


def _needed(items: Sequence[Item]) -> dict[str, int]:
    totals = [sum(item.weights[place] * item.replicas for item in items) for place in range(len(RESOURCES))]
    return {what: amount for what, amount in _by_resource(totals).items() if amount or what in _ALWAYS_STATED}


def _offered(machines: Sequence[Machine]) -> dict[str, int | None]:
    """What all machines in stock offer of each resource; None where some of them have no limit of it."""
    totals = [sum(m.capacities[place] * (m.stock or 0) for m in machines) for place in range(len(RESOURCES))]
    return {what: amount if amount < UNBOUNDED else None for what, amount in _by_resource(totals).items()}


def _by_resource(amounts: Sequence[int]) -> dict[str, int]:
    """Amounts along the axis, each by the name of its resource."""
    return {resource.item_field: amount for resource, amount in zip(RESOURCES, amounts, strict=True)}


def _amounts(amounts: Mapping[str, int | None]) -> tuple[tuple[str, int], ...]:
    """Resources with their amounts; a resource without a limit is left out."""
    return tuple((what, amount) for what, amount in amounts.items() if amount is not None)
