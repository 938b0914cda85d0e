"""Machine types as a platform uses them: what the system sees of a machine, what the platform keeps, and what is left.

memory for services = ceiling x (installed - firmware and kernel - reservation of the platform - daemons).
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

from advisor.knowledge import data_folder
from advisor.knowledge.machine_tables import (
    CpuReservation,
    Daemons,
    MachineRule,
    MachineRules,
    MemoryReservation,
    PodLimits,
    Reservation,
    Tier,
)
from advisor.prices.offer import Offer
from advisor.prices.windows_licences import windows_licence
from advisor.sizing.memory_kept import ANY_CLOUD, memory_kept
from advisor.sizing.pool import MachineType

MOST_TABLES = 128
"""Tables of machine types that are remembered with what a platform leaves of them."""

LINUX, WINDOWS = "linux", "windows"


def reserved_cpu(rule: CpuReservation, vcpu: float) -> int:
    """Millicores that a platform keeps of a machine with so many vCPU, rounded up."""
    return max(rule.floor, math.ceil(rule.base + _tiered(rule.tiers, vcpu * 1000) - 1e-9))


def reserved_memory(rule: MemoryReservation, memory_mib: int, max_pods: int, system: str = LINUX) -> int:
    """MiB that a platform keeps of a machine with so much memory that may hold so many pods, rounded up."""
    if memory_mib < rule.small_below_mib:
        kept: float = rule.small_mib
    else:
        kept = rule.base + rule.per_pod * max_pods + _tiered(rule.tiers, memory_mib)
    kept = math.ceil(min(kept, rule.largest_share * memory_mib) - 1e-9)
    windows_mib = rule.windows_mib if system == WINDOWS else None
    return kept + (rule.eviction_mib if windows_mib is None else windows_mib)


def _tiered(tiers: tuple[Tier, ...], amount: float) -> float:
    kept = 0.0
    below = 0.0
    for tier in tiers:
        ceiling = amount if tier.up_to is None else min(float(tier.up_to), amount)
        kept += max(0.0, ceiling - below) * tier.share
        below = max(below, ceiling)
    return kept


def seen_memory(offer: Offer, system: str) -> int:
    """MiB of a machine that its operating system sees, and the kubelet with it.

    A machine of a cloud keeps a fixed part and a share for its firmware and kernel, measured for each cloud and less
    on small machines of AWS (docs/node-memory.md). Of own machines the memory is taken as their owner gives it.

    >>> from advisor.prices.price_book import PriceBook
    >>> r5 = next(o for o in PriceBook(data_folder()).offers_in("aws", "us-east-1") if o.name == "r5.xlarge")
    >>> r5.memory_mib, seen_memory(r5, "linux")
    (32768, 31494)
    """
    if offer.cloud is None:
        return offer.memory_mib
    kept_by = memory_kept(data_folder())
    rows = kept_by.get((offer.cloud, system)) or kept_by[ANY_CLOUD, system]
    kept = next(row for row in rows if offer.memory_mib <= row.up_to_mib)
    return offer.memory_mib - kept.fixed_mib - math.ceil(kept.share * offer.memory_mib - 1e-9)


def for_system(offers: tuple[Offer, ...], system: str) -> tuple[Offer, ...]:
    """The offers on which containers of an operating system run, with what its licence adds to their price.

    Windows containers run on amd64. Where the licence of some types has no price, those that have one are left; where
    none has, all are there without a price. Own machines cost what their owner says.
    """
    if system != WINDOWS:
        return offers
    licensed = tuple(_with_licence(offer) for offer in offers if offer.arch == "amd64" and offer.runs_windows)
    priced = tuple(offer for offer in licensed if offer.cloud is None or offer.usd_per_hour is not None)
    return priced or licensed


def _with_licence(offer: Offer) -> Offer:
    if offer.cloud is None or offer.usd_per_hour is None:
        return offer
    if offer.windows_usd_per_hour is not None:
        return replace(offer, usd_per_hour=offer.windows_usd_per_hour)
    licence = windows_licence(data_folder(), offer)
    usd = None if licence is None else offer.usd_per_hour + licence.usd_per_vcpu_hour * offer.vcpu
    return replace(offer, usd_per_hour=usd)


def taken(offers: tuple[Offer, ...], rules: MachineRules | None) -> tuple[Offer, ...]:
    """The machines that a platform takes as agents, of those on offer at a place; all where it claims no rules."""
    if rules is None:
        return offers
    general = [row for row in rules.rows if row.system is None]
    with_windows = [row for row in rules.rows if row.system == WINDOWS]
    return tuple(
        offer if all(_takes(row, offer) for row in with_windows) else replace(offer, runs_windows=False)
        for offer in offers
        if all(_takes(row, offer) for row in general)
    )


def _takes(row: MachineRule, offer: Offer) -> bool:
    """Whether a row takes a machine; one for another cloud does not speak of it."""
    if row.cloud not in (None, offer.cloud):
        return True
    return (
        (not row.arch or offer.arch in row.arch)
        and (not row.families or offer.family in row.families)
        and offer.family not in row.without
        and offer.name not in row.without
        and offer.vcpu >= row.least_vcpu
        and offer.memory_mib >= row.least_memory_mib
    )


@dataclass(frozen=True)
class AgentRules:
    """What a platform takes of each agent, and how full a machine may be planned."""

    reservation: Reservation
    daemons: Daemons
    max_pods_per_node: int
    pods_by_interface: bool
    cpu_ceiling: float
    memory_ceiling: float
    system: str = LINUX
    pod_limits: PodLimits | None = None
    """What holds instead of `max_pods_per_node` where the size of a machine counts."""
    windows_pod_limits: PodLimits | None = None
    """What holds beside these on Windows machines."""
    average_cpu_share: float = 1.0
    """The share of what they ask for that services use on average; it counts on burstable machines."""


def _most_pods(offer: Offer, rules: AgentRules) -> int:
    """Replicas that a machine may hold, those of daemons among them.

    Interfaces limit them to interfaces x (addresses of each - 1) + 2, which the table of machine types has; where an
    address stands for a prefix of n addresses, to n times as many beside the 2. Windows may use one interface alone,
    of which the platform's own parts, which run in the network of the machine, take no address.
    """
    most, limits = rules.max_pods_per_node, rules.pod_limits
    if limits is not None:
        most = _by_size(limits, offer)
    if rules.pods_by_interface and offer.max_pods is not None:
        each = limits.addresses_each if limits and offer.family not in limits.without else 1
        most = min(most, (offer.max_pods - 2) * each + 2)
    if rules.system == WINDOWS and rules.windows_pod_limits is not None:
        most = min(most, _by_size(rules.windows_pod_limits, offer) + rules.daemons.pods)
    return most


def _by_size(limits: PodLimits, offer: Offer) -> int:
    return max((row for row in limits.rows if row.from_vcpu <= offer.vcpu), key=lambda row: row.from_vcpu).pods


def allocatable(offer: Offer, rules: AgentRules) -> MachineType:
    """The machine type with what services may use of it.

    allocatable = floor(ceiling x (machine - reservation - daemons)), never below 0; pods likewise without a ceiling. Of
    memory, the machine is what its system sees of it; the platform's formula is of the installed memory. A burstable
    machine also has to give all the time what services use on average, beside what the platform keeps:
    floor((sustained - reservation - daemons) / average share).
    """
    most = _most_pods(offer, rules)
    daemons = rules.daemons
    kept_cpu = reserved_cpu(rules.reservation.cpu, offer.vcpu) + daemons.cpu_millicores
    cpu = math.floor(rules.cpu_ceiling * (int(offer.vcpu * 1000) - kept_cpu))
    if offer.sustained_vcpu is not None:
        cpu = min(cpu, math.floor((offer.sustained_vcpu * 1000 - kept_cpu) / rules.average_cpu_share + 1e-9))
    kept = reserved_memory(rules.reservation.memory, offer.memory_mib, most, rules.system)
    memory = seen_memory(offer, rules.system) - kept - daemons.memory_mib
    return MachineType(
        name=offer.name,
        vcpu=offer.vcpu,
        installed_memory_mib=offer.memory_mib,
        cpu_millicores=max(0, cpu),
        memory_mib=max(0, math.floor(rules.memory_ceiling * memory)),
        max_pods=max(0, most - daemons.pods),
        usd_per_hour=offer.usd_per_hour,
        source=offer.source,
        as_of=offer.as_of,
        stock=offer.stock,
        gpus=offer.gpus,
        gpu_type=offer.gpu_type,
        family=offer.family,
        sustained_vcpu=offer.sustained_vcpu,
        disk_gib=offer.disk_gib,
        price_kind=offer.price_kind,
    )


@functools.lru_cache(maxsize=MOST_TABLES)
def allocatable_types(offers: tuple[Offer, ...], rules: AgentRules) -> tuple[MachineType, ...]:
    """Like `allocatable` for each of the offers, kept because a platform asks for the same ones at every hour."""
    return tuple(allocatable(offer, rules) for offer in offers)


@dataclass(frozen=True)
class BurstShare:
    """A burstable machine that holds a load only while it bursts; amounts are millicores.

    Services use `average` of the load, and may use `left` all the time.
    """

    offer: Offer
    average: int
    left: int


def held_by_bursts_alone(offers: tuple[Offer, ...], rules: AgentRules, cpu_millicores: int) -> BurstShare | None:
    """The machine that would hold so much CPU if it gave all of its own all the time, where none gives it as it is."""
    types = allocatable_types(offers, rules)
    bursting = allocatable_types(tuple(replace(offer, sustained_vcpu=None) for offer in offers), rules)
    if any(machine.cpu_millicores >= cpu_millicores for machine in types):
        return None
    held = [
        (machine.cpu_millicores, offer)
        for offer, machine, burst in zip(offers, types, bursting, strict=True)
        if offer.sustained_vcpu is not None and burst.cpu_millicores >= cpu_millicores
    ]
    if not held:
        return None
    planned, offer = max(held, key=lambda entry: (entry[0], entry[1].name))
    share = rules.average_cpu_share
    return BurstShare(offer, math.ceil(cpu_millicores * share - 1e-9), math.floor(planned * share + 1e-9))
