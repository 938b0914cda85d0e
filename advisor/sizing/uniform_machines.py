"""Machines of one type before a mix that is hardly cheaper: fewer types are less to buy, patch and plan.

A plan of several types is compared with the best one of a single type. Where that costs little more it is taken, with
the lower bound of all types, so the gap to it counts what simplicity costs. Either way the other price is told.

Some platforms ask for a least number of machines. Those that a plan lacks are bought beside it, empty, so one large
machine may be the cheapest plan and yet two small ones the cheapest whole. There the likeliest types are tried alone as
well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.packing import Effort, Item, Machine, NoPlan, Plan, gap_of
from advisor.sizing.pack_cache import PackingProblem
from advisor.sizing.pool import FewerDisks, OneType, Packed

SIMPLER_MAY_COST = 0.02
"""By how much dearer than the cheapest plan found a simpler one may be: less than prices differ between two months."""
LEAST_SAVED = 0.005
"""The share of the whole that another type has to save, so that a plan is not exchanged for cents."""
DISKS_MATTER = 0.1
"""The share of the price of machines from which their root disks decide between types: below it they change no plan."""
TYPES_USED, TYPES_LIKELY = 2, 3
"""Types that are tried alone: those of the plan that cost most, and those that would hold all of it for least."""


Pack = Callable[[PackingProblem], tuple[Plan | NoPlan, int]]
"""Packs a problem: the plan, and how many MiB of node disk its replicas may come to on any node."""


@dataclass(frozen=True)
class Packing:
    """A plan with the node disk that it takes, and how one of a single machine type compares where that was tried."""

    plan: Plan
    node_disk_mib: int
    one_type: OneType | None = None
    for_disks: FewerDisks | None = None


DiskPrice = Callable[[Machine], float]
"""USD an hour for the root disk of a machine."""


@dataclass(frozen=True)
class LeastMachines:
    """How many machines there must be, `of_one_type` or in all, and what each costs that is bought to fill them up.

    None for `filler_usd_per_hour`: it is one more of a type that the plan has.

    >>> LeastMachines(2, of_one_type=True).filling_up({"large": 1, "small": 1}, {"large": 0.4, "small": 0.1})
    0.1
    >>> LeastMachines(3, filler_usd_per_hour=0.2).filling_up({"large": 1}, {"large": 0.4})
    0.4
    """

    count: int
    of_one_type: bool = False
    filler_usd_per_hour: float | None = None

    def filling_up(self, counts: Mapping[str, int], prices: Mapping[str, float]) -> float:
        """USD per hour of the machines that are lacking beside so many of each type."""
        lacking = {name: max(0, self.count - count) for name, count in counts.items()}
        if not self.of_one_type:
            lacking = dict.fromkeys(counts, max(0, self.count - sum(counts.values())))
        filler = self.filler_usd_per_hour
        return min((count * (prices[name] if filler is None else filler) for name, count in lacking.items()), default=0)


def pack_simply(
    problem: PackingProblem,
    pack: Pack,
    *,
    prefer_one_type: bool,
    least: LeastMachines | None = None,
    disk_price: DiskPrice | None = None,
) -> Packing | NoPlan:
    """The cheapest plan found; with `prefer_one_type` the one of a single type where that costs little more.

    With `least` it is the plan that costs least together with the machines that it lacks, and with `disk_price`
    together with the root disks of its machines.
    """

    def packed(asked: PackingProblem) -> Packing | NoPlan:
        packing = _pack_simply(asked, pack, prefer_one_type=prefer_one_type)
        return packing if isinstance(packing, NoPlan) or least is None else _filled_up(asked, packing, pack, least)

    packing = packed(problem)
    if isinstance(packing, NoPlan) or disk_price is None:
        return packing
    return _with_disks(problem, packing, packed, disk_price)


def _with_disks(
    problem: PackingProblem,
    packing: Packing,
    packed: Callable[[PackingProblem], Packing | NoPlan],
    disk_price: DiskPrice,
) -> Packing:
    """The packing, or the one that is found with the root disk in the price of each machine, if the whole costs less.

    Each machine brings a disk, so fewer and larger ones, or those with a disk of their own, may be the cheaper whole
    although they cost more by themselves. The plan tells the price of machines alone, as the bill has lines for disks.
    """
    used = {node.machine: 0 for node in packing.plan.nodes}
    disks = {machine.name: disk_price(machine) for machine in problem.machines if machine.name in used}
    before = _of_nodes(packing.plan, disks)
    if before < DISKS_MATTER * packing.plan.usd_per_hour:
        return packing
    disks = {machine.name: disk_price(machine) for machine in problem.machines}
    dearer = tuple(replace(m, usd_per_hour=m.usd_per_hour + disks[m.name]) for m in problem.machines)
    found = packed(problem._replace(machines=dearer))
    if isinstance(found, NoPlan):
        return packing
    prices = {machine.name: machine.usd_per_hour for machine in problem.machines}
    usd, after = _of_nodes(found.plan, prices), _of_nodes(found.plan, disks)
    if usd + after > (packing.plan.usd_per_hour + before) * (1 - LEAST_SAVED):
        return packing
    chosen = FewerDisks(_machines(found.plan), _machines(packing.plan), usd - packing.plan.usd_per_hour, before - after)
    plan = _with_proof_of(replace(found.plan, usd_per_hour=usd), packing.plan)
    return replace(found, plan=plan, for_disks=chosen)


def _of_nodes(plan: Plan, prices: Mapping[str, float]) -> float:
    return sum(node.count * prices[node.machine] for node in plan.nodes)


def _machines(plan: Plan) -> int:
    return sum(node.count for node in plan.nodes)


def _filled_up(problem: PackingProblem, packing: Packing, pack: Pack, least: LeastMachines) -> Packing:
    """The packing, or one on a single type, whichever costs less with the machines that it lacks."""
    prices = {machine.name: machine.usd_per_hour for machine in problem.machines}

    def whole(plan: Plan) -> float:
        used: Counter[str] = Counter()
        for node in plan.nodes:
            used[node.machine] += node.count
        return plan.usd_per_hour + least.filling_up(used, prices)

    def at_least(machine: Machine) -> float:
        nodes = _least_nodes(machine, problem)
        if nodes is None:
            return math.inf
        return nodes * machine.usd_per_hour + least.filling_up({machine.name: nodes}, prices)

    best, usd = packing, whole(packing.plan)
    if usd == packing.plan.usd_per_hour:
        return packing
    for machine in sorted(problem.machines, key=lambda machine: (at_least(machine), machine.name))[:TYPES_LIKELY]:
        alone, disk = pack(problem._replace(machines=(machine,))) if at_least(machine) < usd else (None, 0)
        if isinstance(alone, Plan) and whole(alone) < usd:
            best, usd = Packing(_with_proof_of(alone, packing.plan), disk), whole(alone)
    return best


def _pack_simply(problem: PackingProblem, pack: Pack, *, prefer_one_type: bool) -> Packing | NoPlan:
    """The plan as the packer finds it, or one of a single type that is hardly dearer.

    Quick plans are estimates to compare platforms by, and stay as they are.
    """
    plan, disk = pack(problem)
    if isinstance(plan, NoPlan):
        return plan
    types = {node.machine for node in plan.nodes}
    if not prefer_one_type or len(types) < 2 or problem.effort is Effort.QUICK:
        return Packing(plan, disk)
    found = _cheapest_uniform(problem, plan, pack)
    if found is None:
        return Packing(plan, disk)
    uniform, its_disk = found
    taken = uniform.usd_per_hour <= plan.usd_per_hour * (1 + SIMPLER_MAY_COST)
    compared = OneType(
        machine=uniform.nodes[0].machine,
        count=sum(node.count for node in uniform.nodes),
        usd_per_hour=uniform.usd_per_hour,
        mixed_types=len(types),
        mixed_count=sum(node.count for node in plan.nodes),
        mixed_usd_per_hour=plan.usd_per_hour,
        taken=taken,
    )
    return Packing(_with_proof_of(uniform, plan), its_disk, compared) if taken else Packing(plan, disk, compared)


def _with_proof_of(uniform: Plan, plan: Plan) -> Plan:
    """The plan of one type with the bound and the certificate of all types."""
    return replace(
        uniform,
        bound_usd_per_hour=min(plan.bound_usd_per_hour, uniform.usd_per_hour),
        bound_source=plan.bound_source,
        gap=gap_of(uniform.usd_per_hour, plan.bound_usd_per_hour),
        certificate=plan.certificate,
        certified_usd_per_hour=plan.certified_usd_per_hour,
        ended_by=plan.ended_by,
    )


def _cheapest_uniform(problem: PackingProblem, plan: Plan, pack: Pack) -> tuple[Plan, int] | None:
    """The best plan of one type: the fewest machines of those that cost little more than the plan, else the cheapest.

    All are packed quickly; the best one as well as the plan was.
    """
    tried: list[tuple[bool, float, float, Machine]] = []
    for machine in _likely_types(problem, plan):
        alone, _ = pack(problem._replace(machines=(machine,), effort=Effort.QUICK))
        if isinstance(alone, Plan):
            near = alone.usd_per_hour <= plan.usd_per_hour * (1 + SIMPLER_MAY_COST)
            nodes = sum(node.count for node in alone.nodes)
            tried.append((not near, nodes if near else 0, alone.usd_per_hour, machine))
    if not tried:
        return None
    *_, machine = min(tried, key=lambda one: (*one[:3], one[3].name))
    best, disk = pack(problem._replace(machines=(machine,)))
    return None if isinstance(best, NoPlan) else (best, disk)


def _likely_types(problem: PackingProblem, plan: Plan) -> list[Machine]:
    """The types that most of the plan's money goes to, and the likeliest of all."""
    price = {machine.name: machine.usd_per_hour for machine in problem.machines}
    spent: dict[str, float] = {}
    for node in plan.nodes:
        spent[node.machine] = spent.get(node.machine, 0.0) + node.count * price[node.machine]
    used = sorted(spent, key=lambda name: (-spent[name], name))
    least = {machine.name: _least_nodes(machine, problem) for machine in problem.machines}
    likely = sorted((nodes * price[name], name) for name, nodes in least.items() if nodes is not None)
    wanted = {*used[:TYPES_USED], *(name for _, name in likely[:TYPES_LIKELY])}
    return [machine for machine in problem.machines if machine.name in wanted]


def least_alone(packed: Packed) -> dict[str, int]:
    """How many machines of each type it takes at least where no other type is used; types that cannot are left out.

    A lower limit by the demand of each resource, and no plan: replicas may not fill machines to the brim, and a zone
    that is to be lost takes more.
    """
    demand = _TotalDemand.of(packed.items, packed.zones)
    least = {packed.type_of(each.name): demand.least_nodes(each) for each in packed.machines}
    return {name: nodes + packed.plan.survives_nodes for name, nodes in least.items() if nodes is not None}


def _least_nodes(machine: Machine, problem: PackingProblem) -> int | None:
    """How many machines hold the demand of each resource, with those to be lost; None where some replica never fits."""
    nodes = _TotalDemand.of(problem.items, problem.zones).least_nodes(machine)
    return None if nodes is None else nodes + problem.survive_nodes


@dataclass(frozen=True)
class _TotalDemand:
    """What all replicas together ask for: the largest single one and the sum, of each resource; and zones in use."""

    largest: tuple[int, ...]
    sums: tuple[int, ...]
    zones: int

    @classmethod
    def of(cls, items: Sequence[Item], zones: int) -> _TotalDemand:
        """The demand of some items."""
        placed = [item for item in items if item.replicas]
        places = range(len(placed[0].weights) if placed else 0)
        return cls(
            largest=tuple(max(item.weights[place] for item in placed) for place in places),
            sums=tuple(sum(item.weights[place] * item.replicas for item in placed) for place in places),
            zones=sum(any(item.replicas_by_zone[zone] for item in placed) for zone in range(zones)),
        )

    def least_nodes(self, machine: Machine) -> int | None:
        """How many of these machines hold it; None where some replica never fits, or there is no end to be counted."""
        if machine.stock is not None or machine.zone is not None:
            return None
        nodes = max(self.zones, 1)
        for largest, demand, capacity in zip(self.largest, self.sums, machine.capacities, strict=False):
            if largest > capacity:
                return None
            nodes = max(nodes, math.ceil(demand / capacity) if capacity else 0)
        return nodes
