"""Where displaced replicas go: after a loss, and while a service is upgraded. Whole numbers, no solver.

A lost node takes its running replicas with it. They may go to any zone, but for those that stay in theirs, nothing else
moves, and room reserved for the loss of a zone is free to use. The promises are about one kind of loss at a time,
unless nodes may be lost while a zone is: then all that both displace is placed at once.

Services are upgraded one at a time and no node is lost meanwhile, so room for losses serves the surge of an upgrade
too. The replicas of one surge are all alike and nothing else moves, so what the nodes take adds up: there the answer is
exact. After a loss, best-fit and worst-fit decreasing are tried; where both fail there may still be a way. Where items
need others on their node, a replica takes displaced ones of those along. There, and where replicas stay in their zone,
a small integer program has the last word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from advisor.packing.failures import Loss, displaced, zone_losses
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.problem import Item, Machine, Plan
from advisor.packing.model.resources import UNBOUNDED
from advisor.packing.plan_state import Displaced, PlanState, Relocation, Survivors, plan_state_of
from advisor.packing.relocation_model import relocate_by_model


def relocate(state: PlanState, loss: Loss) -> tuple[Relocation, ...] | None:
    """Where each displaced replica goes, or None when no way was found.

    First whole nodes onto empty spares, and reserved room, as the plan intends; then best-fit decreasing (the fullest
    nodes first), and worst-fit decreasing, what stays in its zone first; for a lost node also the places that its
    replicas have if its zone is lost. A None is no proof that there is no way.
    """
    lost, down = dict(loss.nodes), state.displaced_by(loss)
    if state.some_stay and _surely_short(state.survivors(lost), down):
        return None
    outside = {index: count for index, count in lost.items() if state.plan.nodes[index].zone != loss.zone}
    for intended, fullest_first in product((True, False), (True, False)):
        survivors, left = state.survivors(lost), down.copy()
        if intended:
            use_spares(survivors, left, outside, with_reserved=loss.zone is not None)
        if intended and loss.zone is not None:
            use_reserved(survivors, left.anywhere)
        as_intended = left.total < down.total
        if _fit_at_home(survivors, left, fullest_first=fullest_first) and fit_decreasing(
            survivors, left.anywhere, fullest_first=fullest_first
        ):
            return survivors.relocations()
        if intended and not fullest_first and not as_intended:
            break  # without spares or reserved room the other two tries are the same again
    if not (state.rules.has_affinity or state.some_stay):
        return _as_after_lost_zone(state, loss, down.anywhere) if loss.zone is None else None
    survivors = state.survivors(lost)
    return survivors.relocations() if relocate_by_model(survivors, down) else None


def _as_after_lost_zone(state: PlanState, loss: Loss, down: IntArray) -> tuple[Relocation, ...] | None:
    """Where the replicas `down` (n,) of one lost node go if its whole zone is lost; None where that is not survived."""
    lost = sum(count for _, count in loss.nodes)
    if not zone_covers_node(state, lost, survive_zone=state.plan.survives_zone):
        return None
    zone = state.plan.nodes[loss.nodes[0][0]].zone
    of_zone = Loss(tuple((i, node.count) for i, node in enumerate(state.plan.nodes) if node.zone == zone), zone)
    left = {item.name: count for item, count in zip(state.items, down.tolist(), strict=True)}
    taking: Counter[tuple[int, tuple[tuple[str, int], ...]]] = Counter()
    for relocation in relocate(state, of_zone) or ():
        for _ in range(relocation.count):
            pods = tuple((name, min(count, left[name])) for name, count in relocation.pods if left[name])
            for name, count in pods:
                left[name] -= count
            taking[relocation.node, pods] += bool(pods)
    found = tuple(Relocation(node, count, pods) for (node, pods), count in taking.items() if count)
    return None if any(left.values()) else found


def _surely_short(survivors: Survivors, down: Displaced) -> bool:
    """Whether some item alone, or all that stays in a zone, or all that is displaced, has too little room in all."""
    rules, counts = survivors.state.rules, np.array(survivors.counts, dtype=np.int64)
    zones = np.array([survivors.zone_of(entry) for entry in range(len(counts))], dtype=np.int64)
    everything: IntArray = sum(down.at_home.values(), down.anywhere)
    free = np.clip(survivors.free, 0, UNBOUNDED)
    for wanted, open_nodes in (
        *((waiting, zones == zone) for zone, waiting in down.at_home.items()),
        (everything, np.ones(len(zones), dtype=bool)),
    ):
        if (free[open_nodes].T @ counts[open_nodes] < wanted @ rules.weights).any():
            return True
        for item in np.flatnonzero(wanted * ~rules.is_dependent).tolist():  # what others need may yet arrive
            copies = rules.further_copies(survivors.free[open_nodes], survivors.held[open_nodes], item)
            if copies @ counts[open_nodes] < wanted[item]:
                return True
    return False


def use_reserved(survivors: Survivors, left: IntArray) -> None:
    """Puts displaced replicas where the plan keeps room for them; `left` (n,) of each item is lowered in place."""
    state = survivors.state
    rows = {item.name: row for row, item in enumerate(state.items)}
    if state.rules.has_affinity:
        _use_reserved_with_hosts(survivors, left)
    entry = 0
    while entry < len(survivors.nodes):  # splitting appends entries
        for name, reserved in state.plan.nodes[survivors.nodes[entry]].reserved:
            item = rows[name]
            if state.rules.is_dependent[item]:
                continue
            each = min(int(left[item]), reserved - int(survivors.added[entry, item]))
            if each > 0 and entry in survivors.moved_onto:  # what moved in may have taken the room that was reserved
                here = slice(entry, entry + 1)
                copies = state.rules.further_copies(survivors.free[here], survivors.held[here], item)
                each = min(each, int(copies[0]))
            if each > 0:
                count = min(survivors.counts[entry], int(left[item]) // each)
                survivors.accept(entry, item, each, count)
                left[item] -= each * count
        entry += 1


def use_spares(survivors: Survivors, left: Displaced, lost: Mapping[int, int], *, with_reserved: bool = False) -> None:
    """Moves each lost node whole onto the smallest empty spare that takes it, the fullest nodes first.

    With `with_reserved`, displaced replicas that have room reserved on a lost node go to its spare too. A node that
    runs what stays in its zone moves within it, before the others.
    """
    state = survivors.state
    if not state.has_empty_nodes:
        return
    content = state.kept if with_reserved else state.held
    moves: list[tuple[bool, tuple[int, ...], IntArray, int]] = []
    for index, count in lost.items():
        move = content[index]
        if move.any():
            within = bool(move[state.stays].any())
            load = tuple((move @ state.rules.weights).tolist())
            moves += [(within, load, move, state.plan.nodes[index].zone)] * count
    for within, _, move, zone in sorted(moves, key=lambda one: one[:2], reverse=True):
        _move_whole(survivors, left, move, zone if within else None)


def _move_whole(survivors: Survivors, left: Displaced, move: IntArray, zone: int | None) -> None:
    """Moves what is left of `move` (n,) onto the smallest spare that holds all of it, in this zone if one is given."""
    holding = ~survivors.held.any(axis=1) & (survivors.free >= move @ survivors.state.rules.weights).all(axis=1)
    fitting = [entry for entry in np.flatnonzero(holding).tolist() if zone in (None, survivors.zone_of(entry))]
    if not fitting:
        return
    entry = min(fitting, key=lambda e: (tuple(survivors.free[e].tolist()), survivors.nodes[e]))
    survivors.moved_onto.add(entry)
    here = survivors.zone_of(entry)
    moved = survivors.state.rules.with_hosts_only(np.minimum(move, left.open_to(here)))
    for item in np.flatnonzero(moved).tolist():
        survivors.accept(entry, item, int(moved[item]), 1)
        left.take(item, here, int(moved[item]))


def _use_reserved_with_hosts(survivors: Survivors, left: IntArray) -> None:
    """Puts replicas that need others on their node where room is kept for them, and those others beside them.

    The nodes with most room for them come first, so that they take as few of the others as possible.
    """
    state = survivors.state
    reserved = state.kept - state.held  # a row is an entry of the plan, a column an item
    for item in state.rules.dependents_first:
        hosts = state.rules.hosts[item]
        order = sorted(range(len(survivors.nodes)), key=lambda e: -reserved[survivors.nodes[e], item])
        open_entries = order[::-1]
        while open_entries and left[item]:
            entry = open_entries.pop()
            rooms = reserved[survivors.nodes[entry]] - survivors.added[entry]
            each = int(min(left[item], rooms[item]))
            missing = hosts[survivors.held[entry, hosts] == 0]
            if each < 1 or (np.minimum(rooms, left)[missing] < 1).any():
                continue
            if state.rules.copies_with(survivors.free[entry], survivors.held[entry], item, missing) < each:
                continue
            count = min([survivors.counts[entry], int(left[item]) // each, *left[missing].tolist()])
            rest = survivors.accept_with(entry, item, each, missing, count)
            left[missing] -= count
            left[item] -= each * count
            if rest is not None:
                open_entries.append(rest)


def _fit_at_home(survivors: Survivors, left: Displaced, *, fullest_first: bool) -> bool:
    """Places what stays in its zone, with what it needs there; whether all of it found a place."""
    stays = survivors.state.stays
    for zone, counts in left.at_home.items():
        waiting = left.open_to(zone).copy()
        if not fit_decreasing(survivors, waiting, fullest_first=fullest_first, of=stays, zone=zone):
            return False
        counts[:] = 0
        left.anywhere = np.where(stays, 0, waiting)
    return True


def fit_decreasing(
    survivors: Survivors,
    left: IntArray,
    *,
    fullest_first: bool,
    of: BoolArray | None = None,
    zone: int | None = None,
) -> bool:
    """Places all that is left, the largest items and those with placement rules first; whether that worked.

    With `of` (n,) these items alone are placed, with what they need on their node; with `zone` on its nodes alone.

    Each item goes to the nodes in the order of what they have free: best-fit decreasing with `fullest_first`, else
    worst-fit decreasing. Sizes are shares of what is free in all; see Panigrahy and others, Heuristics for vector bin
    packing (Microsoft Research, 2011).
    """
    rows = np.flatnonzero(left if of is None else left * of).tolist()
    if not rows:
        return True
    state = survivors.state
    bounded = survivors.free < UNBOUNDED // 2
    free_in_all = np.where(bounded, survivors.free, 0).T @ np.array(survivors.counts, dtype=np.int64)
    totals: FloatArray = np.maximum(1.0, free_in_all.astype(np.float64))
    shares = (state.rules.weights / totals).max(axis=1)

    def size(row: int) -> tuple[int, bool, float, str]:
        """What needs most others on its node comes first: it takes them along."""
        item, hosts = state.items[row], len(state.rules.hosts[row])
        ruled = bool(item.exclusive_tokens or item.anti_affinity or item.max_per_node)
        return hosts, ruled, float(shares[row]), item.name

    return all(
        _place_all(survivors, left, item, totals, fullest_first, zone)
        or (state.rules.is_dependent[item] and _place_with_hosts(survivors, left, item, zone))
        for item in sorted(rows, key=size, reverse=True)
    )


def _place_with_hosts(survivors: Survivors, left: IntArray, item: int, zone: int | None) -> bool:
    """Places what is left of an item on nodes that lack some of what it needs there, and displaced ones of those too.

    Each time the node is taken that then holds most of the item; whether all found a place.
    """
    rules = survivors.state.rules
    hosts = rules.hosts[item]
    while left[item]:
        best, most, lacking = -1, 0, hosts
        for entry in range(len(survivors.nodes)):
            missing = hosts[survivors.held[entry, hosts] == 0]
            if (left[missing] < 1).any() or zone not in (None, survivors.zone_of(entry)):
                continue
            copies = rules.copies_with(survivors.free[entry], survivors.held[entry], item, missing)
            if min(copies, int(left[item])) > most:
                best, most, lacking = entry, min(copies, int(left[item])), missing
        if best < 0:
            return False
        count = min([survivors.counts[best], int(left[item]) // most, *left[lacking].tolist()])
        survivors.accept_with(best, item, most, lacking, count)
        left[lacking] -= count
        left[item] -= most * count
    return True


def _place_all(
    survivors: Survivors, left: IntArray, item: int, totals: FloatArray, fullest_first: bool, zone: int | None
) -> bool:
    """Places what is left of one item, node by node in the order of what they have free; whether all found a place."""
    rules = survivors.state.rules
    copies = rules.further_copies(survivors.free, survivors.held, item).tolist()
    columns = survivors.state.bounded
    if columns is None:
        share_free = np.where(survivors.free < UNBOUNDED // 2, survivors.free / totals, 0.0).sum(axis=1)
    else:
        share_free = (survivors.free[:, columns] / totals[columns]).sum(axis=1)
    order = np.argsort(share_free if fullest_first else -share_free, kind="stable")
    wanted = int(left[item])
    entries = [entry for entry in order.tolist() if copies[entry] and zone in (None, survivors.zone_of(entry))][::-1]
    while entries and wanted:
        entry = entries.pop()
        each = min(copies[entry], wanted)
        count = min(survivors.counts[entry], wanted // each)
        rest = survivors.accept(entry, item, each, count)
        wanted -= each * count
        if rest is not None:  # the other nodes of this entry are asked next, for fewer replicas
            copies.append(copies[entry])
            entries.append(rest)
    left[item] = wanted
    return wanted == 0


def zone_covers_node(state: PlanState, survive_nodes: int, *, survive_zone: bool) -> bool:
    """Whether a plan that survives the loss of any zone survives that of so many nodes for that reason alone.

    What one node loses, its zone loses too, and what takes that in stands in other zones, so it is there after the loss
    of the node as well: the same places serve. Two nodes may be of two zones. With affinity a replica may have to wait
    for others of its zone that are not displaced, and what stays in its zone starts in it alone.
    """
    return survive_zone and survive_nodes == 1 and not state.rules.has_affinity and not state.some_stay


def spares_cover(state: PlanState, survive_nodes: int) -> bool:
    """Whether there are `survive_nodes` empty spares with room for what runs on it for every node that runs anything.

    Then any such loss is survived without a list: the replicas of each lost node move together onto a spare of their
    own, because fewer than `survive_nodes` of those that hold them are lost themselves or taken by the others. A node
    that runs what stays in its zone needs them there.
    """
    spares = np.array([node.empty for node in state.plan.nodes], dtype=bool)
    bound = state.held[:, state.stays].any(axis=1)
    zones = np.array([node.zone for node in state.plan.nodes], dtype=np.int64)
    return _spares_hold(state, spares, state.loads[state.held.any(axis=1) & ~bound], survive_nodes) and all(
        _spares_hold(state, spares & (zones == zone), state.loads[bound & (zones == zone)], survive_nodes)
        for zone in np.unique(zones[bound]).tolist()
    )


def spares_cover_zone_and_nodes(state: PlanState, zones: int, survive_nodes: int) -> bool:
    """Whether spares make up for any nodes lost while any zone is lost, so that no list is needed.

    Outside of each zone there must be room reserved for all that runs in it, and for each node there as many empty
    spares with room for what it runs and keeps. Then a lost node moves whole onto a spare of its own. Where replicas
    stay in their zone, the list of losses has to tell.
    """
    if state.some_stay:
        return False
    nodes = state.plan.nodes
    for loss in zone_losses(state.plan, zones):
        outside = np.array([node.zone != loss.zone for node in nodes], dtype=bool)
        reserved: dict[str, int] = {}
        for node in (node for node in nodes if node.zone != loss.zone):
            for name, count in node.reserved:
                reserved[name] = reserved.get(name, 0) + count * node.count
        if any(reserved.get(name, 0) < count for name, count in displaced(state.plan, loss).items()):
            return False
        if state.rules.has_affinity and not _reserve_holds(state, loss):
            return False
        empty = outside & np.array([node.empty for node in nodes], dtype=bool)
        kept = [state.load_of(node.kept) for node in nodes if node.zone != loss.zone and node.kept]
        loads = np.array(kept, dtype=np.int64).reshape(-1, state.loads.shape[1])
        if not _spares_hold(state, empty, loads, survive_nodes):
            return False
    return True


def _reserve_holds(state: PlanState, loss: Loss) -> bool:
    """Whether the room reserved takes in all that the loss displaces."""
    survivors, left = state.survivors(dict(loss.nodes)), state.displaced_by(loss).anywhere
    use_reserved(survivors, left)
    return not left.any()


def _spares_hold(state: PlanState, spares: BoolArray, loads: IntArray, wanted: int) -> bool:
    """Whether each of these loads (k, resources) fits at least `wanted` of the nodes that are `spares` (nodes,)."""
    counts = np.array([node.count for node in state.plan.nodes], dtype=np.int64)[spares]
    fitting = (state.free[spares][None, :, :] >= np.unique(loads, axis=0)[:, None, :]).all(axis=2)
    return bool((fitting @ counts >= wanted).all())


def surge_relocations(
    plan: Plan, items: Sequence[Item], machines: Sequence[Machine]
) -> Iterator[tuple[Item, tuple[Relocation, ...] | None]]:
    """For each item with a surge the nodes that take it in; None where they do not take in all of it."""
    state = plan_state_of(plan, items, machines)
    filled = state.held.any(axis=1)
    order = np.lexsort((-state.free[:, 0], filled)).tolist()
    for row, item in enumerate(state.items):
        if item.surge and item.replicas:
            yield item, _surge_of(state, row, order)


def _surge_of(state: PlanState, row: int, order: Sequence[int]) -> tuple[Relocation, ...] | None:
    """Where the surge of one item goes, nodes in this order; None where they do not hold all of it."""
    item, copies = state.items[row], state.rules.further_copies(state.free, state.held, row).tolist()
    left = item.surge
    relocations: list[Relocation] = []
    for node in order:
        each = min(copies[node], left)
        if not each:
            continue
        count = min(state.plan.nodes[node].count, left // each)
        relocations.append(Relocation(node, count, ((item.name, each),)))
        left -= each * count
        if left and count < state.plan.nodes[node].count:  # one more of these nodes takes what is left
            relocations.append(Relocation(node, 1, ((item.name, left),)))
            left = 0
        if not left:
            return tuple(sorted(relocations, key=lambda one: (one.node, -one.count)))
    return None
