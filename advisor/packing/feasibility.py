"""Why items cannot be placed, in words: checked before the search where that proves it, told after it otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from advisor.packing.model.problem import Item, Machine, NoPlan, surges_of

_AMOUNTS = (("millicores", "cpu_millicores"), ("MiB", "memory_mib"), ("MB/s", "io_mbps"))


def find_infeasibility(
    items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_nodes: int, survive_zone: bool
) -> NoPlan | None:
    """The plain reason why there can be no plan; None when only a search can tell."""
    return (
        _malformed(items, machines, zones, survive_nodes)
        or _promise(items, machines, zones, survive_zone)
        or _too_large(items, machines)
        or _unsold(items, machines)
        or _short_stock(items, machines, zones, survive_nodes)
        or _short_seats(items, machines, survive_nodes)
    )


def search_failed(
    items: Sequence[Item], machines: Sequence[Machine], survive_nodes: int, survive_zone: bool, together: bool = False
) -> NoPlan:
    """The words for a search that ended without a plan, which happens when machines run out; bundles are to blame."""
    losses = [f"any {'one' if survive_nodes == 1 else survive_nodes} of the machines"] if survive_nodes else []
    losses += ["any one zone"] if survive_zone else []
    joined = " together with ".join(losses) if together else " and of ".join(losses)
    extra = f" and to survive the loss of {joined}" if losses else ""
    extra += " and to hold the surge of any one service" if surges_of(items) else ""
    need, offer = _told(_needed(items), _offered(machines))
    endless = sum(machine.stock is None for machine in machines)
    types = "1 machine type that never runs out" if endless == 1 else f"{endless} machine types that never run out"
    beside = f", beside {types}" if endless else ""
    return NoPlan(
        f"no way was found to place all replicas zone by zone{extra}: they need {_listed(need)}; "
        f"{_on_hand(machines)} {_listed(offer)}{beside}",
        tuple(item.name for item in items if item.pods > 1),
    )


def _malformed(items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_nodes: int) -> NoPlan | None:
    if zones < 1 or survive_nodes < 0:
        return NoPlan(f"{zones} zones and {survive_nodes} lost nodes are not a question that has an answer")
    for what, names in (("items", [i.name for i in items]), ("machine types", [m.name for m in machines])):
        twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if twice:
            return NoPlan(f"two {what} have the name {twice[0]}", tuple(twice) if what == "items" else ())
    for item in items:
        if len(item.replicas_by_zone) != zones:
            return NoPlan(f"{item.name} is spread over {len(item.replicas_by_zone)} zones of {zones}", (item.name,))
        amounts = (item.cpu_millicores, item.memory_mib, item.io_mbps, item.pods, item.surge, *item.replicas_by_zone)
        if min(amounts) < 0:
            return NoPlan(f"{item.name} asks for less than nothing", (item.name,))
    for machine in machines:
        amounts = (machine.cpu_millicores, machine.memory_mib, machine.max_pods, machine.io_mbps or 0)
        if min(*amounts, machine.stock or 0) < 0:
            return NoPlan(f"the machine type {machine.name} offers less than nothing")
        if not (math.isfinite(machine.usd_per_hour) and machine.usd_per_hour >= 0):
            return NoPlan(f"the machine type {machine.name} has no price: {machine.usd_per_hour} USD per hour")
        if machine.zone is not None and not 0 <= machine.zone < zones:
            return NoPlan(f"the machine type {machine.name} is sold in zone {machine.zone} of {zones} zones")
    return None


def _promise(items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_zone: bool) -> NoPlan | None:
    if not any(item.replicas for item in items):
        return None
    if survive_zone and zones < 2:
        return NoPlan("one zone cannot survive the loss of a zone; plan for two or more")
    if not any(machine.stock != 0 for machine in machines):
        return NoPlan("there is no machine to place the items on")
    return None


def _too_large(items: Sequence[Item], machines: Sequence[Machine]) -> NoPlan | None:
    """Items of which not even one replica fits an empty machine."""
    usable = [machine for machine in machines if machine.stock != 0]
    large = [item for item in items if item.replicas and not any(_fits(item, machine) for machine in usable)]
    if not large:
        return None
    worst = min(large, key=lambda item: (-item.memory_mib, -item.cpu_millicores, item.name))
    names = tuple(sorted(item.name for item in large))
    alike = [name for name in names if name != worst.name]
    others = f"; {', '.join(alike)} {'fits' if len(alike) == 1 else 'fit'} none either" if alike else ""
    if worst.most_per_node is not None and worst.most_per_node < 1:
        return NoPlan(f"{worst.name} allows no replica on any node{others}", names)
    near = min(usable, key=lambda machine: (_missing(worst, machine), machine.name))
    asked = _of_item(worst)
    has = _of_machine(near, asked)
    told = {unit: have for unit, have in has.items() if unit != "pods" or (have or 0) < asked[unit]}
    short = {unit: need - have for unit, need in asked.items() if (have := has[unit]) is not None and have < need}
    needed = {unit: amount for unit, amount in asked.items() if unit != "pods" or unit in short}
    return NoPlan(
        f"{worst.name} needs {_listed(needed)} on one node, and no machine type has that much to use; "
        f"the nearest offer, {near.name}, has {_listed(told)}, which is {_listed(short)} short{others}",
        names,
    )


def _unsold(items: Sequence[Item], machines: Sequence[Machine]) -> NoPlan | None:
    """Items that fit no machine type which a zone of theirs sells."""
    if all(machine.zone is None for machine in machines):
        return None
    for item in items:
        for zone in (zone for zone, replicas in enumerate(item.replicas_by_zone) if replicas):
            if not any(_fits(item, m) for m in machines if m.stock != 0 and m.sold_in(zone)):
                return NoPlan(f"{item.name} fits no machine type that zone {zone} sells", (item.name,))
    return None


def _fits(item: Item, machine: Machine) -> bool:
    return _missing(item, machine) == 0.0 and (item.most_per_node is None or item.most_per_node >= 1)


def _missing(item: Item, machine: Machine) -> float:
    """The largest part of a replica's needs that the machine lacks, from 0 to 1."""
    parts = [0.0]
    offered = (machine.cpu_millicores, machine.memory_mib, machine.io_mbps, machine.max_pods)
    for need, have in zip((item.cpu_millicores, item.memory_mib, item.io_mbps, item.pods), offered, strict=True):
        if have is not None and need > have:
            parts.append((need - have) / need)
    return max(parts)


def _of_item(item: Item) -> dict[str, int]:
    amounts = {unit: int(getattr(item, name)) for unit, name in _AMOUNTS}
    amounts["pods"] = item.pods
    return {unit: amount for unit, amount in amounts.items() if amount and (unit != "pods" or amount > 1)}


def _of_machine(machine: Machine, asked: dict[str, int]) -> dict[str, int | None]:
    offers = {"millicores": machine.cpu_millicores, "MiB": machine.memory_mib, "MB/s": machine.io_mbps}
    return {unit: {**offers, "pods": machine.max_pods}[unit] for unit in asked}


def _short_stock(items: Sequence[Item], machines: Sequence[Machine], zones: int, survive_nodes: int) -> NoPlan | None:
    """Totals that a finite stock cannot hold, also with its largest machines lost."""
    if any(machine.stock is None for machine in machines):
        return None
    used_zones = sum(any(item.replicas_by_zone[zone] for item in items) for zone in range(zones))
    count = _count(machines)
    least = max(used_zones, 1 + survive_nodes if used_zones else 0)
    if count < least:
        there = "is 1" if count == 1 else f"are {count}"
        return NoPlan(f"needs at least {least} machines; there {there} on hand")
    need = _needed(items)
    offer = _offered(machines)
    if _short(need, offer):
        needed, offered = _told(need, offer)
        return NoPlan(f"needs {_listed(needed)}; {_on_hand(machines)} {_listed(offered)}")
    return _short_for_surge(items, machines, need, offer)


def _short_for_surge(
    items: Sequence[Item], machines: Sequence[Machine], need: Mapping[str, int], offer: Mapping[str, int | None]
) -> NoPlan | None:
    """The first service whose surge the machines cannot hold beside everything that runs."""
    for item in sorted(items, key=lambda item: item.name):
        surge = item.surge if item.replicas else 0
        each = {**{unit: int(getattr(item, name)) for unit, name in _AMOUNTS}, "pods": item.pods}
        for unit, amount in each.items():
            needed, had = need.get(unit, 0) + surge * amount, offer[unit]
            if surge and amount and had is not None and needed > had:
                return NoPlan(
                    f"while {item.name} is upgraded, {surge} more of its replicas run and all need "
                    f"{_listed({unit: needed})}; {_on_hand(machines)} {_listed({unit: had})}",
                    (item.name,),
                )
    return None


def _short(need: Mapping[str, int], offer: Mapping[str, int | None]) -> set[str]:
    """The units of which more is needed than there is."""
    return {unit for unit in need if (have := offer[unit]) is not None and need[unit] > have}


def _told(
    need: Mapping[str, int], offer: Mapping[str, int | None]
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """What is needed and what there is, of CPU, of memory, and of what else is short."""
    short = _short(need, offer)
    units = [unit for unit in need if unit in short or unit in ("millicores", "MiB")]
    return {unit: need[unit] for unit in units}, {unit: offer[unit] for unit in units}


def _short_seats(items: Sequence[Item], machines: Sequence[Machine], survive_nodes: int) -> NoPlan | None:
    """An item, or an exclusive token, that needs a node of its own more often than there are nodes left."""
    if any(machine.stock is None for machine in machines):
        return None
    left = _count(machines) - survive_nodes
    after = f" after losing {survive_nodes}" if survive_nodes else ""
    return _short_tokens(items, left, after) or _short_nodes(items, left, after) or _short_for_upgrade(items, machines)


def _short_tokens(items: Sequence[Item], left: int, after: str) -> NoPlan | None:
    for token in sorted({token for item in items for token in item.exclusive}):
        holders = [item for item in items if token in item.exclusive and item.replicas]
        needed = sum(item.replicas for item in holders)
        if needed > left:
            names = tuple(sorted(item.name for item in holders))
            return NoPlan(
                f"{token} is free once on each machine and {needed} replicas of {', '.join(names)} need it; "
                f"there {_are(left)}{after}",
                names,
            )
    return None


def _short_nodes(items: Sequence[Item], left: int, after: str) -> NoPlan | None:
    for item in sorted(items, key=lambda item: item.name):
        most = 1 if item.name in item.apart_from else item.most_per_node
        if most is not None and item.replicas > most * left:
            return NoPlan(
                f"{item.name} has {item.replicas} replicas and allows {most} on a node; there {_are(left)}{after}",
                (item.name,),
            )
    return None


def _on_hand(machines: Sequence[Machine]) -> str:
    count = _count(machines)
    return "the machine on hand offers" if count == 1 else f"the {count} machines on hand offer"


def _are(number: int) -> str:
    return "is 1 machine" if number == 1 else f"are {number} machines"


def _short_for_upgrade(items: Sequence[Item], machines: Sequence[Machine]) -> NoPlan | None:
    """An item of which the nodes may not hold as many as run while it is upgraded."""
    count = _count(machines)
    for item in sorted(items, key=lambda item: item.name):
        most = 1 if item.exclusive or item.name in item.apart_from else item.most_per_node
        others = [o for o in items if o is not item and o.exclusive & item.exclusive]
        taken = item.replicas + max((o.replicas for o in others), default=0)
        if item.surge and item.replicas and most is not None and taken + item.surge > most * count:
            return NoPlan(
                f"while {item.name} is upgraded, {item.surge} more of its replicas run and a node may hold {most}; "
                f"there are {count} machines",
                (item.name,),
            )
    return None


def _count(machines: Sequence[Machine]) -> int:
    return sum(machine.stock or 0 for machine in machines)


def _needed(items: Sequence[Item]) -> dict[str, int]:
    needed = {unit: sum(int(getattr(item, name)) * item.replicas for item in items) for unit, name in _AMOUNTS}
    needed["pods"] = sum(item.pods * item.replicas for item in items)
    return {unit: amount for unit, amount in needed.items() if amount or unit in ("millicores", "MiB")}


def _offered(machines: Sequence[Machine]) -> dict[str, int | None]:
    offers: dict[str, int | None] = {
        unit: None
        if any(getattr(m, name) is None for m in machines if m.stock)
        else sum(int(getattr(m, name)) * (m.stock or 0) for m in machines if m.stock)
        for unit, name in _AMOUNTS
    }
    offers["pods"] = sum(machine.max_pods * (machine.stock or 0) for machine in machines)
    return offers


def _listed(amounts: Mapping[str, int | None]) -> str:
    parts = [f"{amount} {unit}" for unit, amount in amounts.items() if amount is not None]
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts) or "nothing"
