"""The search for items that need others on their node: as composites, each of which keeps affinity by itself.

1. Cut what affinity ties together into composites in several ways (heuristics/composites.py).
2. Search each way quickly, and the best of them as the effort says, as problems without affinity.
3. Write the plans back as the items that were asked for, and check every promised loss for these.
The bound is that of the items themselves, so the gap counts what the composites cost too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from advisor.packing.failures import zone_losses
from advisor.packing.hardening import harden_for_surge, survives_zone_and_nodes
from advisor.packing.headroom import Candidate, find_relocations
from advisor.packing.heuristics.composites import Composite, composite_sets
from advisor.packing.heuristics.plan_model import Promises, solve_plan
from advisor.packing.incumbent import Incumbent
from advisor.packing.model.capacity import IntArray
from advisor.packing.model.instance import build_instance
from advisor.packing.model.problem import Node, Plan
from advisor.packing.plan_builder import build_plan
from advisor.packing.plan_state import plan_state_of
from advisor.packing.relocation import relocate
from advisor.packing.settings import Settings
from advisor.packing.surge import add_surge_nodes
from advisor.packing.task import PackingTask

Search = Callable[[PackingTask], Incumbent]
"""The search for items without affinity."""


def search_composites(incumbent: Incumbent, search: Search) -> None:
    """Accepts the cheapest plan found that is made of composites."""
    task, limits = incumbent.task, incumbent.settings.affinity
    ways = composite_sets(task.instance, task.running_by_zone)
    # the smallest problems are enumerated as the items that they are
    settings = incumbent.settings
    full = replace(
        settings,
        enumeration=replace(settings.enumeration, work=None),
        purchases=replace(settings.purchases, max_trials=0),  # its plans hold for composites only
    )
    quick = replace(Settings.quick(), affinity=limits, tolerances=incumbent.settings.tolerances)
    costs: list[tuple[float, int]] = []
    for number, composites in enumerate(_some(ways, limits.ranked)):
        found = _search_way(incumbent, composites, quick, search)
        costs.append((np.inf if found is None else found.usd_per_hour, number))
        if incumbent.done:
            return
    if incumbent.settings.parts.certify:
        ways = _some(ways, limits.ranked)
        for _, number in sorted(costs)[: limits.searched]:
            _search_way(incumbent, ways[number], full, search)
            if incumbent.done:
                return


def search_by_model(incumbent: Incumbent) -> None:
    """Accepts the plan of the integer model of a small problem, which knows every loss, if it is cheaper."""
    task = incumbent.task
    promises = Promises(task.survive_nodes, task.survive_zone, task.survive_together, task.surge)
    nodes = solve_plan(task.instance, task.running_by_zone, promises, incumbent.usd_per_hour)
    if nodes is None:
        return
    plan = build_plan(task, nodes, (), incumbent.lower_bound)
    if plan.usd_per_hour < incumbent.usd_per_hour:
        incumbent.accept(checked(task, replace(plan, survives_together=task.survive_together)))


def _some(ways: Sequence[tuple[Composite, ...]], most: int) -> list[tuple[Composite, ...]]:
    """The first of these ways and others evenly over the rest, at most so many."""
    places = np.linspace(0, len(ways) - 1, min(most, len(ways))).round().astype(int)
    return [ways[place] for place in places.tolist()] if ways else []


def _search_way(
    incumbent: Incumbent, composites: Sequence[Composite], settings: Settings, search: Search
) -> Plan | None:
    """The plan that the search finds for these composites; it is accepted if it is the best and keeps its promises."""
    task = incumbent.task
    found = search(_task_of(task, composites, settings)).best
    if found is None or found.usd_per_hour >= incumbent.usd_per_hour:
        return found
    plan = build_plan(task, written_out(found.nodes, composites), (), incumbent.lower_bound)
    candidate = checked(task, replace(plan, survives_together=found.survives_together))
    if candidate is not None:
        incumbent.accept(candidate)
    return found


def _task_of(task: PackingTask, composites: Sequence[Composite], settings: Settings) -> PackingTask:
    """The same task for composites instead of items, without surges."""
    items = tuple(sorted((each.item for each in composites), key=lambda item: item.name))
    instance = build_instance(items, task.machines, settings)
    running = tuple(instance.demand(zone) for zone in range(len(task.running_by_zone)))
    return replace(
        task,
        instance=instance,
        items=items,
        running_by_zone=running,
        surge=np.zeros(len(items), dtype=np.int64),
        monitor=task.monitor.inner(),
    )


def written_out(nodes: Sequence[Node], composites: Sequence[Composite]) -> list[Node]:
    """The nodes with the replicas that their composites stand for."""
    contents = {each.item.name: each.content for each in composites}
    return [
        replace(node, pods=_items_of(node.pods, contents), reserved=_items_of(node.reserved, contents))
        for node in nodes
    ]


def _items_of(
    pods: Sequence[tuple[str, int]], contents: dict[str, tuple[tuple[str, int], ...]]
) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for composite, count in pods:
        for name, each in contents[composite]:
            counts[name] = counts.get(name, 0) + each * count
    return tuple(sorted(counts.items()))


def checked(task: PackingTask, plan: Plan) -> Candidate | None:
    """The plan with where displaced replicas go; None where some promised loss is not shown to be survived."""
    relocations = find_relocations(task, plan)
    if relocations is None:
        return None
    state = plan_state_of(plan, task.items, task.machines)
    if task.survive_zone:
        losses = zone_losses(plan, len(task.running_by_zone))
        if any(relocate(state, loss) is None for loss in losses):
            return None
    if plan.survives_together and not survives_zone_and_nodes(task, plan):
        return None
    return Candidate(plan, relocations)


def harden_dependents_for_surge(incumbent: Incumbent, task: PackingTask, search: Search) -> Incumbent:
    """The search with a plan that has room for the surge of any one item, those that need others among them.

    Empty nodes serve no item that needs others. So nodes become larger, or the surge is packed with those others.
    """
    if incumbent.best is None or not task.surge.any():
        return incumbent
    bare = incumbent.best
    hardened = harden_for_surge(incumbent, task)
    if hardened is not incumbent and (hardened.best is None or task.settings.parts.surge_alternatives):
        _pack_surge_of_dependents(hardened, search)
        if hardened.best is not None:
            dearer = max(0.0, hardened.best.usd_per_hour - bare.usd_per_hour)
            hardened.best = replace(hardened.best, surge_usd_per_hour=dearer)
    if hardened.best is not None and bare.survives_together:  # room was only added
        hardened.best = replace(hardened.best, survives_together=True)
    return hardened


def _pack_surge_of_dependents(incumbent: Incumbent, search: Search) -> None:
    """Packs the surge of what needs others into its composites like running replicas, and takes it out again."""
    task = incumbent.task
    extra = [np.zeros_like(task.surge) for _ in task.running_by_zone]
    for row in np.flatnonzero(task.surge * task.instance.rules.is_dependent).tolist():
        hosts = task.instance.rules.hosts[row]
        zone = max(range(len(extra)), key=lambda z: int(task.running_by_zone[z][hosts].min()))
        extra[zone][row] = task.surge[row]
    wanted = tuple(here + more for here, more in zip(task.running_by_zone, extra, strict=True))
    for composites in _some(composite_sets(task.instance, wanted), task.settings.affinity.searched):
        found = search(_task_of(task, composites, task.settings)).best
        if found is None or found.usd_per_hour >= incumbent.usd_per_hour:
            continue
        nodes = _without(written_out(found.nodes, composites), task, extra)
        if nodes is None:
            continue
        plan = build_plan(task.without_surge, nodes, (), incumbent.lower_bound)
        enlarged = add_surge_nodes(task, plan, incumbent.lower_bound, incumbent.usd_per_hour)
        if enlarged is not None:
            incumbent.accept(checked(task, replace(enlarged, survives_together=found.survives_together)))


def _without(nodes: Sequence[Node], task: PackingTask, extra: Sequence[IntArray]) -> list[Node] | None:
    """The nodes without these replicas, taken from those that run most of the item; None where others need all of it.

    A replica that others on its node need stays, and so does the last one of a node where another has more.
    """
    single = [replace(node, count=1) for node in nodes for _ in range(node.count)]
    for zone, counts in enumerate(extra):
        for row in np.flatnonzero(counts).tolist():
            for _ in range(int(counts[row])):
                here = [place for place, node in enumerate(single) if node.zone == zone]
                fewer = {place: _with_one_less(single[place], task, row) for place in here}
                possible = [place for place, node in fewer.items() if node is not None]
                if not possible:
                    return None
                name = task.instance.items[row].name
                most = max(possible, key=lambda place: dict(single[place].pods)[name])
                single[most] = fewer[most] or single[most]
    return single


def _with_one_less(node: Node, task: PackingTask, row: int) -> Node | None:
    """The node with a replica less of an item; None where it runs none, or where others need the last one."""
    items, pods = task.instance.items, dict(node.pods)
    if not pods.get(items[row].name):
        return None
    pods[items[row].name] -= 1
    held = np.array([pods.get(item.name, 0) for item in items], dtype=np.int64)
    if (task.instance.rules.with_hosts_only(held) != held).any():
        return None
    return replace(node, pods=tuple(sorted((name, count) for name, count in pods.items() if count)))
