"""The packing problem in its own words: items, machines, and the plan that places every item.

All amounts are whole numbers, in the units of resources.py. A machine's amounts are what is left for services after
the platform's reservation, its daemons and the utilisation ceiling.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from advisor.packing.model.resources import RESOURCES, UNBOUNDED
from advisor.values import Facts

ResourceVector = tuple[int, ...]
"""An amount of each resource, in the order of RESOURCES; or a price for one unit of each."""


@dataclass(frozen=True)
class Item:
    """The replicas of one service: what is packed.

    `replicas_by_zone` says how many run in each zone, and its length is the number of zones. `pods` is what one replica
    counts against a node's limit of pods. Amounts are per replica.

    >>> Item("web", cpu_millicores=250, memory_mib=512, replicas_by_zone=(2, 1)).replicas
    3
    """

    name: str
    cpu_millicores: int
    memory_mib: int
    replicas_by_zone: tuple[int, ...]
    io_mbps: int = 0
    pods: int = 1
    max_per_node: int | None = None
    exclusive_tokens: frozenset[str] = field(default_factory=frozenset)
    """What one node has once, such as `8080/tcp`: at most one replica per node of all items that name it."""
    anti_affinity: frozenset[str] = field(default_factory=frozenset)
    """Items that never share a node with this one; named on one side, it holds for both."""
    affinity: frozenset[str] = field(default_factory=frozenset)
    """Items of each of which a node must hold at least one replica where it holds one of this; it binds this side only.

    That is required affinity between pods in Kubernetes, with the node as its topology. It holds wherever a replica
    starts, so also for those that move after a loss.
    """
    surge: int = 0
    """Replicas beyond these that must find places, in any zone, while this item alone is upgraded."""
    gpus: int = 0
    disk_mib: int = 0
    """Disk of the node itself: images, logs and what a replica writes beside its volumes."""

    @property
    def replicas(self) -> int:
        """Replicas over all zones."""
        return sum(self.replicas_by_zone)

    @cached_property
    def weights(self) -> ResourceVector:
        """What one replica takes of each resource."""
        return tuple(getattr(self, resource.item_field) for resource in RESOURCES)


def together(
    name: str,
    members: Sequence[tuple[Item, int]],
    *,
    replicas_by_zone: tuple[int, ...] = (1,),
    max_per_node: int | None = None,
    anti_affinity: frozenset[str] = frozenset(),
) -> Item:
    """An item that takes what so many replicas of several others take together, under a name and rules of its own."""
    taken = [sum(item.weights[place] * count for item, count in members) for place in range(len(RESOURCES))]
    # Which fields these are is said by the axis of resources alone, so no type can name them here.
    amounts: dict[str, Any] = {resource.item_field: it for resource, it in zip(RESOURCES, taken, strict=True)}
    none = Item(name, 0, 0, replicas_by_zone, max_per_node=max_per_node, anti_affinity=anti_affinity)
    return replace(none, **amounts)


@dataclass(frozen=True)
class Machine:
    """One machine type: a kind of bin, with what it offers for services and what it costs.

    `stock` is how many there are over all zones; None means that there is no limit. With a `zone` it is sold in that
    zone alone: a type whose price or stock differs from zone to zone is one entry for each zone, each with its own
    name. None for `io_mbps` or `disk_mib` means that the resource never runs out.

    >>> Machine("small", cpu_millicores=2000, memory_mib=4096, max_pods=30, usd_per_hour=0.10, zone=1).sold_in(0)
    False
    """

    name: str
    cpu_millicores: int
    memory_mib: int
    max_pods: int
    usd_per_hour: float
    io_mbps: int | None = None
    stock: int | None = None
    zone: int | None = None
    gpus: int = 0
    disk_mib: int | None = None

    @cached_property
    def capacities(self) -> ResourceVector:
        """What a node of this type offers of each resource; UNBOUNDED where it never runs out."""
        offered = (getattr(self, resource.machine_field) for resource in RESOURCES)
        return tuple(UNBOUNDED if amount is None else amount for amount in offered)

    def sold_in(self, zone: int) -> bool:
        """Whether a node of this type may stand in the zone."""
        return self.zone in (None, zone)


@dataclass(frozen=True)
class Node:
    """`count` equal nodes: same type, same zone, same content.

    `pods` is what runs on each, as (item, replicas). `reserved` is room kept on each for replicas that move in when a
    zone is lost. A `spare` node stays empty until nodes are lost or a service is upgraded.
    """

    machine: str
    zone: int
    count: int
    pods: tuple[tuple[str, int], ...]
    reserved: tuple[tuple[str, int], ...] = ()
    spare: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing runs here and no room is reserved."""
        return not self.pods and not self.reserved

    @property
    def kept(self) -> dict[str, int]:
        """Replicas by item that run here or have room reserved."""
        counts = dict(self.pods)
        for name, count in self.reserved:
            counts[name] = counts.get(name, 0) + count
        return counts


UNIT = 10**18
"""Prices are whole multiples of one USD per hour divided by this."""


class Argument(StrEnum):
    """Which inequality the prices are put into."""

    ZONE_BY_ZONE = "zone_by_zone"  # every zone holds its own replicas
    ANY_ZONE = "any_zone"  # without any one zone the others hold all replicas
    ANY_NODES = "any_nodes"  # without the dearest nodes the others hold all replicas
    ZONE_AND_NODES = "zone_and_nodes"  # without any one zone and the dearest nodes beside the others hold all replicas
    ONE_UPGRADED = "one_upgraded"  # all zones together also hold the surge of one item


class BoundMethod(StrEnum):
    """How a lower bound is computed."""

    NONE = "none"  # nothing was proved
    LP_RELAXATION = "lp_relaxation"  # linear program over the volume of whole zones
    COLUMN_GENERATION = "column_generation"  # linear program over patterns of whole nodes
    INTEGER_MODEL = "integer_model"  # the same volume in whole numbers of nodes, all zones together
    ENUMERATION = "enumeration"  # every cheaper purchase was tried
    NOTHING_TO_PLACE = "nothing_to_place"  # no item has replicas
    RESOURCE_MIX = "resource_mix"  # all replicas take so much of a mix of resources, at the least price of that mix
    CHEAPEST_SIZES = "cheapest_sizes"  # each replica takes the cheapest size sold that holds it


@dataclass(frozen=True)
class BoundSource:
    """Where a lower bound comes from: how it is computed, and the argument where it has one.

    `nodes_lost` is how many nodes the argument takes away, `upgraded` the item whose surge it counts.
    """

    methods: tuple[BoundMethod, ...]
    argument: Argument | None = None
    nodes_lost: int = 0
    upgraded: str = ""


class SearchEnd(StrEnum):
    """What ended a search."""

    PROVED = "proved"  # no plan is cheaper
    GAP_GOAL = "gap_goal"  # the gap is small enough
    ROUNDS = "rounds"  # the limits of the effort
    STOPPED = "stopped"  # whoever follows the search stopped it


@dataclass(frozen=True)
class DualPrices:
    """The dual value of one replica of each item, and of one unit of each resource on each machine type, in UNITs."""

    replicas: Mapping[str, int]
    capacities: Mapping[str, ResourceVector]


@dataclass(frozen=True)
class Certificate:
    """An argument and its dual prices: one set for each zone, or any number of sets that hold for all zones at once."""

    argument: Argument
    sets: tuple[DualPrices, ...]
    upgraded: str = ""
    """The item whose surge is counted, where the argument counts one."""


@dataclass(frozen=True)
class Plan:
    """Every replica on a node, what the nodes cost, and a proof of how much cheaper a plan could be.

    >>> from advisor.packing import pack
    >>> web = Item("web", cpu_millicores=1500, memory_mib=512, replicas_by_zone=(2,))
    >>> plan = pack([web], [Machine("small", 2000, 4096, max_pods=30, usd_per_hour=0.10)], zones=1)
    >>> [(node.machine, node.count, node.pods) for node in plan.nodes], round(plan.gap, 6), plan.ended_by.value
    ([('small', 2, (('web', 1),))], 0.0, 'proved')
    """

    nodes: tuple[Node, ...]
    """All nodes, equal ones once with their count."""
    usd_per_hour: float
    bound_usd_per_hour: float
    """No plan that keeps the same promises costs less."""
    bound_source: BoundSource
    gap: float
    """Cost / bound - 1, as gap_of says."""
    survives_nodes: int
    """After the loss of any so many nodes every replica finds a place on the others."""
    survives_zone: bool
    """After the loss of any one zone every replica finds a place in the others."""
    ended_by: SearchEnd
    certificate: Certificate | None = None
    """Prices that prove `certified_usd_per_hour` without a solver; None where the settings ask for none."""
    certified_usd_per_hour: float = 0.0
    """A bound that needs no trust in a solver; `bound_usd_per_hour` may be higher, with trust in one."""
    surges: tuple[tuple[str, int], ...] = ()
    """Items whose surge finds places while each alone is upgraded, with its replicas."""
    surge_usd_per_hour: float = 0.0
    """What that adds to the cost of the cheapest plan found without it."""
    survives_together: bool = False
    """Whether the nodes may be lost while a zone is lost."""


def surges_of(items: Iterable[Item]) -> tuple[tuple[str, int], ...]:
    """The surge of each item that has replicas to upgrade, by name."""
    return tuple(sorted((item.name, item.surge) for item in items if item.surge and item.replicas))


def gap_of(cost: float, bound: float) -> float:
    """Cost / bound - 1: 0.0 when both are 0, infinite when only the bound is, which then proves nothing."""
    if bound > 0:
        return cost / bound - 1.0
    return math.inf if cost > 0 else 0.0


class NoPlanCause(StrEnum):
    """What keeps items from being placed; beside each, the values that come with it."""

    BAD_ARGUMENTS = "bad_arguments"  # zones, survive_nodes
    ITEM_NAME_TWICE = "item_name_twice"  # name
    MACHINE_NAME_TWICE = "machine_name_twice"  # name
    WRONG_NUMBER_OF_ZONES = "wrong_number_of_zones"  # item, spread, zones
    ITEM_BELOW_ZERO = "item_below_zero"  # item
    MACHINE_BELOW_ZERO = "machine_below_zero"  # machine
    NO_PRICE = "no_price"  # machine, usd_per_hour
    NO_SUCH_ZONE = "no_such_zone"  # machine, zone, zones
    ONE_ZONE = "one_zone"
    NO_MACHINE = "no_machine"
    NONE_PER_NODE = "none_per_node"  # item, others
    TOO_LARGE = "too_large"  # item, needed, nearest, offered, short, others
    NOT_SOLD_IN_ZONE = "not_sold_in_zone"  # item, zone
    TOO_FEW_MACHINES = "too_few_machines"  # needed, machines
    SHORT_STOCK = "short_stock"  # needed, offered, machines
    SHORT_FOR_SURGE = "short_for_surge"  # item, surge, needed, offered, machines
    ONCE_PER_NODE = "once_per_node"  # token, replicas, items, machines_left, lost
    TOO_MANY_PER_NODE = "too_many_per_node"  # item, replicas, most_per_node, machines_left, lost
    TOO_MANY_PER_NODE_IN_UPGRADE = "too_many_per_node_in_upgrade"  # item, surge, most_per_node, machines
    HOST_MISSING = "host_missing"  # item, host
    HOST_NOT_IN_ZONE = "host_not_in_zone"  # item, host, zone
    HOST_KEPT_APART = "host_kept_apart"  # item, first, second, token
    HOSTS_TOO_LARGE = "hosts_too_large"  # item, hosts, needed, nearest, offered, short
    HOSTS_HOLD_TOO_LITTLE = "hosts_hold_too_little"  # host, host_replicas, zone, resource, needed, left, items
    TOO_FEW_HOSTS = "too_few_hosts"  # item, replicas, most_per_node, host, host_replicas, zone
    NOT_FOUND = "not_found"
    """A search ended without a plan: needed, offered, machines, endless_types, survive_nodes, survive_zone, together,
    surges."""


@dataclass(frozen=True)
class NoPlan:
    """Why the items cannot be placed: the cause and its values; `items` names those to blame.

    Amounts are pairs of a resource, named as the field of an Item, and a number.
    """

    cause: NoPlanCause
    values: Facts = ()
    items: tuple[str, ...] = ()
