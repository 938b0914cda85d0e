"""An independent check of every plan, in whole numbers, from nothing but the plan and what was asked.

It has its own rule for what a node may hold. The list of losses (failures.py) and the proposals of where replicas go
after each (relocation.py) are those of the search; every proposal is checked here, replica by replica.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from advisor.packing.bounds.certificate import proved_usd_per_hour
from advisor.packing.failures import Loss, displaced, node_losses, zone_and_node_losses, zone_losses
from advisor.packing.model.problem import Item, Machine, Node, Plan, gap_of, surges_of
from advisor.packing.model.resources import RESOURCES
from advisor.packing.plan_state import PlanState, Relocation, plan_state_of
from advisor.packing.relocation import (
    relocate,
    spares_cover,
    spares_cover_zone_and_nodes,
    surge_relocations,
    zone_covers_node,
)
from advisor.packing.settings import Tolerances


def check_plan(
    plan: Plan,
    items: Sequence[Item],
    machines: Sequence[Machine],
    *,
    zones: int,
    survive_nodes: int = 0,
    survive_zone: bool = False,
    survive_together: bool = False,
    relocations_by_loss: Mapping[Loss, tuple[Relocation, ...]] = MappingProxyType({}),
    staying: Collection[str] = (),
    tolerance: float = Tolerances.stated,
) -> tuple[str, ...]:
    """Every way in which a plan breaks a rule or a promise, in words for a developer; empty for a good plan.

    Checked are names and zones, the content of every node, the replicas of each item in each zone, the stock, the
    stated cost (USD per hour), bound and gap, the certificate, each distinct loss that the plan must survive, and each
    surge, place by place. The promises are given as to `pack`; `relocations_by_loss` says where displaced replicas go
    after some of the losses. The replicas of `staying` items never leave their zone, and are down while it is lost.

    >>> from advisor.packing import Item, Machine, pack
    >>> web, small = Item("web", 500, 512, (3,)), Machine("small", 2000, 4096, 30, 0.10)
    >>> check_plan(pack([web], [small], zones=1), [web], [small], zones=1)
    ()
    """
    by_name = {item.name: item for item in items}
    types = {machine.name: machine for machine in machines}
    unknown = tuple(_unknown(plan, by_name, types, zones))
    if unknown:
        return unknown
    broken = [*_contents(plan, by_name, types), *_placed(plan, items, zones), *_stock(plan, machines)]
    broken += _money(plan, types, tolerance)
    broken += _certificate(plan, items, machines, zones, tolerance)
    less = plan.survives_nodes < survive_nodes or (survive_zone and not plan.survives_zone)
    less = less or (survive_together and not plan.survives_together)
    if less or plan.surges != surges_of(items):
        broken.append("the plan does not promise what was asked")
    if broken:
        return tuple(broken)
    plan_state = plan_state_of(plan, items, machines, staying=staying)
    return (*_survival(plan_state, machines, zones, relocations_by_loss), *_surge(plan, items, machines))


def _unknown(plan: Plan, by_name: dict[str, Item], types: dict[str, Machine], zones: int) -> Iterator[str]:
    for node in plan.nodes:
        if node.machine not in types:
            yield f"{node.machine} is not a machine type on offer"
        elif not types[node.machine].sold_in(node.zone):
            yield f"{_called(node)}: the zone does not sell it"
        if not 0 <= node.zone < zones:
            yield f"{_called(node)}: there is no zone {node.zone}"
        if node.count < 1:
            yield f"{_called(node)}: a count of {node.count}"
        for name, count in (*node.pods, *node.reserved):
            if name not in by_name:
                yield f"{_called(node)}: {name} is not an item"
            if count < 1:
                yield f"{_called(node)}: {count} replicas of {name}"


def _called(node: Node) -> str:
    return f"{node.machine} in zone {node.zone}"


def _held(node: Node) -> dict[str, int]:
    held: dict[str, int] = {}
    for name, count in (*node.pods, *node.reserved):
        held[name] = held.get(name, 0) + count
    return held


def _contents(plan: Plan, by_name: dict[str, Item], types: dict[str, Machine]) -> Iterator[str]:
    for node in plan.nodes:
        held = _held(node)
        if node.spare and held:
            yield f"{_called(node)}: a spare node holds {', '.join(sorted(held))}"
        for fault in (*_room_faults(held, by_name, types[node.machine]), *_host_faults(dict(node.pods), by_name)):
            yield f"{_called(node)}: {fault}"


def content_faults(held: dict[str, int], by_name: Mapping[str, Item], machine: Machine) -> Iterator[str]:
    """What is wrong with one node of this type that holds these replicas."""
    yield from _room_faults(held, by_name, machine)
    yield from _host_faults(held, by_name)


def _host_faults(held: Mapping[str, int], by_name: Mapping[str, Item]) -> Iterator[str]:
    """What stands on a node without another item that it must stand with."""
    for name in sorted(name for name in held if by_name[name].affinity):
        for host in sorted(by_name[name].affinity - held.keys()):
            yield f"{name} stands without {host}"


def _room_faults(held: Mapping[str, int], by_name: Mapping[str, Item], machine: Machine) -> Iterator[str]:
    """What exceeds a resource or a limit on one node, and what must not share it."""
    items = [(by_name[name], count) for name, count in sorted(held.items())]
    taken = [0] * len(RESOURCES)
    for item, count in items:
        taken = [used + weight * count for used, weight in zip(taken, item.weights, strict=True)]
    for resource, used, offered in zip(RESOURCES, taken, machine.capacities, strict=True):
        if used > offered:
            yield f"{used} {resource.unit} on a node that offers {offered}"
    holder: dict[str, str] = {}
    for item, count in items:
        if item.max_per_node is not None and count > item.max_per_node:
            yield f"{count} replicas of {item.name}, of which a node may hold {item.max_per_node}"
        if not (item.exclusive_tokens or item.anti_affinity):
            continue
        if count > 1 and (item.exclusive_tokens or item.name in item.anti_affinity):
            yield f"{count} replicas of {item.name}, which cannot share a node with itself"
        for token in sorted(item.exclusive_tokens):
            if token in holder:
                yield f"{token} is taken by {holder[token]} and {item.name}"
            holder[token] = item.name
        for other in sorted(item.anti_affinity & held.keys() - {item.name}):
            yield f"{item.name} and {other} must not share a node"


def _placed(plan: Plan, items: Sequence[Item], zones: int) -> Iterator[str]:
    placed: Counter[tuple[str, int]] = Counter()
    for node in plan.nodes:
        for name, count in node.pods:
            placed[name, node.zone] += node.count * count
    for item in items:
        for zone in range(zones):
            wanted, found = item.replicas_by_zone[zone], placed[item.name, zone]
            if found != wanted:
                yield f"{found} replicas of {item.name} in zone {zone}; {wanted} were asked for"


def _stock(plan: Plan, machines: Sequence[Machine]) -> Iterator[str]:
    for machine in machines:
        used = sum(node.count for node in plan.nodes if node.machine == machine.name)
        if machine.stock is not None and used > machine.stock:
            yield f"{used} nodes of {machine.name}, of which there are {machine.stock}"


def _money(plan: Plan, types: dict[str, Machine], tolerance: float) -> Iterator[str]:
    cost = math.fsum(types[node.machine].usd_per_hour * node.count for node in plan.nodes)
    if abs(cost - plan.usd_per_hour) > tolerance * max(1.0, cost):
        yield f"the nodes cost {cost:.6f} USD per hour; the plan says {plan.usd_per_hour:.6f}"
    if not 0.0 <= plan.bound_usd_per_hour <= plan.usd_per_hour:
        yield f"a bound of {plan.bound_usd_per_hour:.6f} for a cost of {plan.usd_per_hour:.6f} USD per hour"
    else:
        gap = gap_of(plan.usd_per_hour, plan.bound_usd_per_hour)
        if not math.isclose(gap, plan.gap, rel_tol=tolerance, abs_tol=tolerance):
            yield f"a gap of {plan.gap:.6f}; cost and bound make {gap:.6f}"


def _certificate(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine], zones: int, tolerance: float
) -> Iterator[str]:
    if plan.certificate is None:
        return
    lost, zone = plan.survives_nodes, plan.survives_zone
    proved = float(
        proved_usd_per_hour(
            plan.certificate,
            items,
            machines,
            zones=zones,
            survive_nodes=lost,
            survive_zone=zone,
            survive_together=plan.survives_together,
        )
    )
    if plan.certified_usd_per_hour > proved:
        yield f"the certificate proves {proved:.6f} USD per hour; the plan says {plan.certified_usd_per_hour:.6f}"
    if proved > plan.usd_per_hour * (1 + tolerance):
        yield f"the certificate proves {proved:.6f} USD per hour for a plan of {plan.usd_per_hour:.6f}"


def _survival(
    plan_state: PlanState,
    machines: Sequence[Machine],
    zones: int,
    relocations_by_loss: Mapping[Loss, tuple[Relocation, ...]],
) -> Iterator[str]:
    plan = plan_state.plan
    types = {machine.name: machine for machine in machines}
    losses: list[Loss] = list(zone_losses(plan, zones)) if plan.survives_zone else []
    for loss in losses:
        yield from _loss_faults(plan_state, types, loss, relocations_by_loss.get(loss))
    lost = plan.survives_nodes
    covered = zone_covers_node(plan_state, lost, survive_zone=plan.survives_zone)  # by the places found above
    if lost and not covered and not spares_cover(plan_state, lost):
        for loss in node_losses(plan, lost, zones_differ=plan_state.some_stay):
            yield from _loss_faults(plan_state, types, loss, relocations_by_loss.get(loss))
    if plan.survives_together and not spares_cover_zone_and_nodes(plan_state, zones, plan.survives_nodes):
        for loss in zone_and_node_losses(plan, zones, plan.survives_nodes):
            yield from _loss_faults(plan_state, types, loss)


def _loss_faults(
    plan_state: PlanState, types: Mapping[str, Machine], loss: Loss, relocations: tuple[Relocation, ...] | None = None
) -> Iterator[str]:
    plan = plan_state.plan
    by_name = {item.name: item for item in plan_state.items}
    lost = ", ".join(f"{count} x {_called(plan.nodes[index])}" for index, count in loss.nodes)
    relocations = relocate(plan_state, loss) if relocations is None else relocations
    if relocations is None:
        yield f"after losing {lost} the displaced replicas find no place"
        return
    staying = {item.name for item, stays in zip(plan_state.items, plan_state.stays.tolist(), strict=True) if stays}
    down = displaced(plan, loss, staying)
    for fault in relocation_faults(plan, by_name, types, dict(loss.nodes), down, relocations):
        yield f"after losing {lost}: {fault}"
    for fault in _strayed(plan, loss, staying, relocations):
        yield f"after losing {lost}: {fault}"


def _strayed(plan: Plan, loss: Loss, staying: Collection[str], relocations: Sequence[Relocation]) -> Iterator[str]:
    """Zones in which more replicas of an item that stays in its zone start than went down there."""
    more: Counter[tuple[str, int]] = Counter()
    for relocation in relocations:
        for name, count in relocation.pods:
            more[name, plan.nodes[relocation.node].zone] += count * relocation.count
    for index, count in loss.nodes:
        for name, held in plan.nodes[index].pods:
            more[name, plan.nodes[index].zone] -= held * count
    for (name, zone), count in sorted(more.items()):
        if count > 0 and name in staying:
            yield f"{count} replicas of {name} start in zone {zone}, which is not theirs"


def _surge(plan: Plan, items: Sequence[Item], machines: Sequence[Machine]) -> Iterator[str]:
    by_name, types = {item.name: item for item in items}, {machine.name: machine for machine in machines}
    for item, relocations in surge_relocations(plan, items, machines):
        upgraded = f"while {item.name} is upgraded"
        if relocations is None:
            yield f"{upgraded} its {item.surge} more replicas find no place"
            continue
        for fault in relocation_faults(plan, by_name, types, {}, {item.name: item.surge}, relocations):
            yield f"{upgraded}: {fault}"


def _possible(relocation: Relocation, plan: Plan, by_name: Mapping[str, Item]) -> bool:
    """Whether it takes some replicas of known items in on some nodes of the plan."""
    pods = all(name in by_name and count > 0 for name, count in relocation.pods)
    return pods and relocation.count > 0 and 0 <= relocation.node < len(plan.nodes)


def relocation_faults(
    plan: Plan,
    by_name: Mapping[str, Item],
    types: Mapping[str, Machine],
    lost: Mapping[int, int],
    displaced_replicas: Mapping[str, int],
    relocations: Sequence[Relocation],
) -> Iterator[str]:
    """What is wrong with these relocations of the displaced replicas, once so many nodes of each index are lost."""
    down = dict(displaced_replicas)
    touched: dict[int, int] = {}
    for relocation in relocations:
        if not _possible(relocation, plan, by_name):
            yield f"a relocation that cannot be: {relocation}"
            continue
        node = plan.nodes[relocation.node]
        touched[relocation.node] = touched.get(relocation.node, 0) + relocation.count
        held = dict(node.pods)
        for name, count in relocation.pods:
            held[name] = held.get(name, 0) + count
            down[name] = down.get(name, 0) - count * relocation.count
        for fault in content_faults(held, by_name, types[node.machine]):
            yield f"{_called(node)}: {fault}"
    for index, count in sorted(touched.items()):
        if count > plan.nodes[index].count - lost.get(index, 0):
            yield f"replicas land on {count} nodes {_called(plan.nodes[index])}, which are not all left"
    for name, count in sorted(down.items()):
        if count:
            yield f"{count} replicas of {name} are not placed"
