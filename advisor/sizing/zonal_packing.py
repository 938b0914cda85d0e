"""Packing with replicas that cannot leave their zone, since their volumes stand there.

After the loss of a node such a replica starts again on another node of its zone; after the loss of its zone it stays
down until the zone is back, so that loss asks for no room for it elsewhere. Plans that keep both are composed of plans
for problems without such replicas:

- every zone for itself: each zone holds what runs there and survives the loss of its own nodes. What may move has room
  reserved in each zone, so that the loss of any zone is survived as well.
- apart: those that are bound, with all that affinity ties to them, stand on nodes of their own, zone by zone, and the
  others are packed over all zones as ever. Guides of autoscalers ask for such groups of nodes, one in each zone.
- with spares at home: a plan in which all may move, or one that survives no lost node, and in each zone the spares that
  are lacking there.

These keep more spares than are needed, as those of one part serve no other. So each is the start of a search that takes
away what no promise needs (packing/zone_bound.py), and the cheapest plan is taken.

Less is asked by problems that the packer solves as they are: all replicas may move and no zone is lost; there are only
those that may move; there are only those that may not, zone by zone; or all stand in one zone, with what moves there
from a lost one. So the highest of their bounds holds for every plan here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.packing import (
    Argument,
    BoundProblem,
    BoundSource,
    Effort,
    Item,
    Node,
    NoPlan,
    NoPlanCause,
    Plan,
    Settings,
    plan_by_model,
    provisioned_by_zone,
    reserve,
    with_spares_at_home,
    without_idle_nodes,
)
from advisor.sizing.affinity import affinity_groups, hosts_by_service
from advisor.sizing.pack_cache import PackingProblem, pack_once
from advisor.values import Fact

_EFFORT_BEFORE = {Effort.DEFAULT: Effort.QUICK, Effort.THOROUGH: Effort.DEFAULT}
"""The effort whose plan is one more start."""


def pack_with_bound_replicas(problem: PackingProblem, bound: frozenset[str]) -> Plan | NoPlan:
    """The plan of a problem in which the replicas of the `bound` items never leave their zone; or why there is none."""
    promised = problem.survive_nodes or problem.survive_zone
    if problem.zones < 2 or not promised or not any(item.name in bound and item.replicas for item in problem.items):
        return pack_once(problem)
    staying = staying_items(problem.items, bound)
    first = _zone_by_zone(problem, staying)
    may_move = pack_once(_all_may_move(problem))
    composed = [plan for plan in (first, _apart(problem, staying)) if isinstance(plan, Plan)]
    if problem.effort in _EFFORT_BEFORE:  # more work never ends dearer
        before = pack_with_bound_replicas(problem._replace(effort=_EFFORT_BEFORE[problem.effort]), bound)
        composed += [before] if isinstance(before, Plan) else []
    composed.sort(key=lambda plan: plan.usd_per_hour)
    asked = _bound_problem(problem, staying)
    least = may_move.bound_usd_per_hour if isinstance(may_move, Plan) else 0.0
    if problem.sketched and composed:
        return _with_bound(composed[0], problem, staying, may_move)
    plans = [*composed, *_improved(asked, _starts(problem, asked, composed, may_move), least)]
    if not plans and isinstance(may_move, NoPlan) and may_move.cause is not NoPlanCause.NOT_FOUND:
        return first  # not even those that may move find places
    best = min(plans, key=lambda plan: plan.usd_per_hour, default=None)
    best = None if best is None else _with_bound(best, problem, staying, may_move)
    if best is None or (best.gap > asked.settings.affinity.model_from_gap and asked.settings.parts.certify):
        found = plan_by_model(asked, math.inf if best is None else best.usd_per_hour)
        best = best if found is None else _with_bound(found, problem, staying, may_move)
    return first if best is None else best


def _bound_problem(problem: PackingProblem, staying: frozenset[str]) -> BoundProblem:
    settings = Settings.for_effort(problem.effort)
    return BoundProblem(**problem.as_asked(), staying=staying, settings=settings)


def _all_may_move(problem: PackingProblem) -> PackingProblem:
    """A problem that asks for less: no replica stays, and no zone is lost."""
    return problem._replace(survive_zone=False, survive_together=False, effort=Effort.QUICK)


def _starts(
    problem: PackingProblem, asked: BoundProblem, composed: Sequence[Plan], may_move: Plan | NoPlan
) -> Iterator[Sequence[Node]]:
    """Nodes to take some away from: of each composed plan, and of those that get spares at home.

    An estimate takes the cheapest plan, and the one in which all may move. The last ones serve where stock is short and
    no plan could be composed.
    """
    yield from (plan.nodes for plan in (composed[:1] if problem.effort is Effort.QUICK else composed))
    if isinstance(may_move, Plan):
        yield with_spares_at_home(asked, may_move.nodes, for_all=False)
    if composed:
        return
    bare = _zone_by_zone(problem._replace(survive_nodes=0, survive_together=False), asked.staying)
    for plan in (may_move, bare):
        if isinstance(plan, Plan):
            yield with_spares_at_home(asked, plan.nodes, for_all=True)


def _improved(asked: BoundProblem, starts: Iterable[Sequence[Node]], least: float) -> Iterator[Plan]:
    """The plans that are left of these nodes without what no promise needs, until one costs the `least`."""
    for nodes in starts:
        plan = without_idle_nodes(asked, nodes)
        if plan is not None:
            yield plan
            if plan.usd_per_hour <= least * (1 + asked.settings.tolerances.gap_goal):
                return


def staying_items(items: Sequence[Item], bound: frozenset[str]) -> frozenset[str]:
    """The bound items, and those that must stand beside them and so can stand in one zone alone.

    What stands beside a bound item may move to any other zone in which that item runs.

    >>> disk = Item("db", 100, 256, replicas_by_zone=(1, 0))
    >>> near = Item("web", 100, 256, replicas_by_zone=(2, 0), affinity=frozenset({"db"}))
    >>> sorted(staying_items((disk, near, Item("api", 100, 256, (1, 1))), frozenset({"db"})))
    ['db', 'web']
    """
    found = bound
    while found:
        more = {item.name for item in items if item.name not in found and len(_open_zones(item, items, found)) < 2}
        if not more:
            break
        found |= more
    return found


def _open_zones(item: Item, items: Sequence[Item], staying: frozenset[str]) -> frozenset[int]:
    """The zones in which the replicas of an item may stand: those where all runs that it needs and that stays."""
    needed = hosts_by_service(items)[item.name]
    hosts = [each for each in items if each.name in needed and each.name in staying and each is not item]
    zones = range(len(item.replicas_by_zone))
    return frozenset(zone for zone in zones if all(host.replicas_by_zone[zone] for host in hosts))


def _zone_by_zone(problem: PackingProblem, staying: frozenset[str]) -> Plan | NoPlan:
    """Each zone packed for itself, with room for what may move there from another zone."""
    nodes: list[Node] = []
    usd_per_hour = bound_usd_per_hour = 0.0
    held = {item.name: _held_by_zone(item, number, problem, staying) for number, item in enumerate(problem.items)}
    service_of = {_guest(item.name): item.name for item in problem.items}
    for zone in range(problem.zones):
        items = _items_in_zone(problem.items, zone, held)
        plan = _one_zone(_without(problem, nodes), zone, items)
        if isinstance(plan, NoPlan):
            return _by_service(plan, service_of)
        running = {item.name: item.replicas_by_zone[zone] for item in problem.items}
        kept = [replace(node, zone=zone) for node in reserve(list(plan.nodes), running)]
        nodes += [_with_guests_as_reserve(node, service_of) for node in kept]
        usd_per_hour += plan.usd_per_hour
        bound_usd_per_hour += plan.bound_usd_per_hour
        source = plan.bound_source
    plan = _bound_problem(problem, staying).plan_of(nodes)
    return replace(plan, bound_usd_per_hour=bound_usd_per_hour, bound_source=source)


def _held_by_zone(item: Item, number: int, problem: PackingProblem, staying: frozenset[str]) -> tuple[int, ...]:
    """The replicas that each zone has room for: those that run there, and after the loss of a zone those that come."""
    if item.name in staying or not problem.survive_zone:
        return item.replicas_by_zone
    closed = frozenset(range(problem.zones)) - _open_zones(item, problem.items, staying)
    return provisioned_by_zone(item.replicas_by_zone, number % problem.zones, closed)


def _guest(service: str) -> str:
    """The name of the item whose replicas come to a zone when another is lost; no service can be called so."""
    return f"{service} (from a lost zone)"


def _items_in_zone(items: Sequence[Item], zone: int, held: Mapping[str, tuple[int, ...]]) -> list[Item]:
    """What stands in a zone or may come there.

    Where affinity counts, the replicas that come are an item of their own, a guest: those that run must not need them.
    """
    tied = {name for item in items if item.affinity for name in (item.name, *item.affinity)}
    coming = {item.name: held[item.name][zone] - item.replicas_by_zone[zone] for item in items}
    guests = {name for name, count in coming.items() if count and name in tied}
    runs = {item.name for item in items if item.replicas_by_zone[zone]}
    apart = {(item.name, other) for item in items for other in item.anti_affinity}
    apart |= {(other, name) for name, other in apart}
    found = []
    for item in items:
        others = {other for name, other in apart if name == item.name}
        others |= {_guest(other) for other in others & guests}
        limited = bool(item.max_per_node or item.exclusive_tokens) and item.name in guests
        here = coming[item.name] * (item.name not in guests) + item.replicas_by_zone[zone]
        beside = others | {_guest(item.name)} if limited else others
        found.append(replace(item, replicas_by_zone=(here,), anti_affinity=frozenset(beside)))
        if item.name in guests:
            guest = replace(
                item,
                name=_guest(item.name),
                replicas_by_zone=(coming[item.name],),
                surge=0,
                affinity=frozenset(name if name in runs else _guest(name) for name in item.affinity),
                anti_affinity=frozenset(others | {item.name} if limited else others),
            )
            found.append(guest)
    return found


def _by_service(refused: NoPlan, service_of: Mapping[str, str]) -> NoPlan:
    """The refusal with guests under the names of their services, each once."""

    def named(value: Fact) -> Fact:
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(map(named, value)))
        return service_of.get(value, value) if isinstance(value, str) else value

    items = tuple(dict.fromkeys(service_of.get(name, name) for name in refused.items))
    return replace(refused, items=items, values=tuple((key, named(value)) for key, value in refused.values))


def _with_guests_as_reserve(node: Node, service_of: Mapping[str, str]) -> Node:
    """The node with its guests under the names of their services."""
    reserved: dict[str, int] = {}
    for name, count in node.reserved:
        service = service_of.get(name, name)
        reserved[service] = reserved.get(service, 0) + count
    return replace(node, reserved=tuple(sorted(reserved.items())))


def _one_zone(problem: PackingProblem, zone: int, items: Sequence[Item]) -> Plan | NoPlan:
    """What stands in one zone, on what it sells; a surge finds its room in the first zone."""
    here = tuple(item if zone == 0 else replace(item, surge=0) for item in items if item.replicas or item.surge)
    machines = tuple(replace(machine, zone=None) for machine in problem.machines if machine.sold_in(zone))
    return pack_once(
        problem._replace(items=here, machines=machines, zones=1, survive_zone=False, survive_together=False)
    )


def _apart(problem: PackingProblem, staying: frozenset[str]) -> Plan | NoPlan:
    """What stays in its zone, and all that affinity ties to it, zone by zone; the others over all zones."""
    groups = affinity_groups(problem.items)
    tied = {item.name for group in groups if any(item.name in staying for item in group) for item in group}
    bound = problem._replace(items=tuple(item for item in problem.items if item.name in tied))
    zoned = _zone_by_zone(bound, staying)
    if isinstance(zoned, NoPlan):
        return zoned
    others = tuple(item for item in problem.items if item.name not in tied)
    rest = pack_once(_without(problem, zoned.nodes)._replace(items=others))
    if isinstance(rest, NoPlan):
        return rest
    return _bound_problem(problem, staying).plan_of([*zoned.nodes, *rest.nodes])


def _without(problem: PackingProblem, nodes: Iterable[Node]) -> PackingProblem:
    """The problem with what these nodes take out of the stock."""
    used: Counter[str] = Counter()
    for node in nodes:
        used[node.machine] += node.count
    machines = tuple(
        machine if machine.stock is None else replace(machine, stock=machine.stock - used[machine.name])
        for machine in problem.machines
    )
    return problem._replace(machines=machines)


def _only(problem: PackingProblem, names: Container[str]) -> PackingProblem:
    """The problem with these items alone, which then need no others."""
    items = tuple(item for item in problem.items if item.name in names)
    known = {item.name for item in items}
    return problem._replace(items=tuple(replace(item, affinity=item.affinity & known) for item in items))


def _any_zone_lost(problem: PackingProblem, staying: frozenset[str]) -> Plan | NoPlan:
    """A problem in one zone whose bound holds where any one of Z zones may be lost.

    While a zone is lost, the others hold all that may move and what stays in them. Over the losses of all Z zones each
    node is counted Z - 1 times, what may move Z times, and what stays Z - 1 times. So the nodes hold, in parts,
    Z / (Z - 1) times the replicas that may move beside those that stay. Whole replicas of that are asked for: enough
    for bounds by linear programs over nodes, and a quick search uses no others.
    """
    zones = problem.zones

    def at_once(item: Item) -> int:
        return item.replicas if item.name in staying else item.replicas * zones // (zones - 1)

    items = tuple(
        replace(item, replicas_by_zone=(at_once(item),), surge=0, affinity=frozenset()) for item in problem.items
    )
    machines = tuple(replace(machine, zone=None) for machine in problem.machines)
    relaxed = problem._replace(items=items, machines=machines, zones=1, survive_nodes=0, effort=Effort.QUICK)
    plan = pack_once(relaxed._replace(survive_zone=False, survive_together=False))
    if isinstance(plan, NoPlan):
        return plan
    return replace(plan, bound_source=BoundSource(plan.bound_source.methods, Argument.ANY_ZONE))


def _with_bound(plan: Plan, problem: PackingProblem, staying: frozenset[str], may_move: Plan | NoPlan) -> Plan:
    """The plan with the highest bound of the problems that ask for less, and how near it is."""
    free = {item.name for item in problem.items} - staying
    relaxed = [may_move, _zone_by_zone(_only(problem, staying), staying)]
    if problem.survive_zone and free:
        relaxed.append(pack_once(_only(problem, free)._replace(effort=Effort.QUICK)))
        relaxed.append(_any_zone_lost(problem, staying))
    answers = [answer for answer in relaxed if isinstance(answer, Plan)]
    if not answers:
        return plan
    highest = max(answers, key=lambda answer: answer.bound_usd_per_hour)
    asked = _bound_problem(problem, staying)
    return asked.measured(plan, highest.bound_usd_per_hour, highest.bound_source)
