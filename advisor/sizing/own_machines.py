"""The organisation's own machines as offers: type by type, and where its sites are zones also site by site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.prices.offer import OWN_INVENTORY, Offer
from advisor.scenario.enums import MachineArch
from advisor.scenario.hosting import OwnMachine
from advisor.values import HOURS_PER_MONTH


def own_offers(machines: Iterable[OwnMachine], sites: tuple[str, ...] = ()) -> tuple[Offer, ...]:
    """One offer for each type of own machine with all that stand of it; `sites`: one for each type at each of them.

    Where one type is listed with several sizes or prices, each goes by the name `type@site`.
    """
    listed = tuple(machines)
    sizes: dict[str, set[Offer]] = {}
    for machine in listed:
        sizes.setdefault(machine.type, set()).add(replace(own_offer(machine), stock=None))
    merged: dict[tuple[str, str | None], Offer] = {}
    for machine in _at_sites(listed, sites):
        offer = own_offer(machine)
        if len(sizes[machine.type]) > 1 and machine.site:
            offer = replace(offer, name=f"{machine.type}@{machine.site}")
        if machine.site in sites:
            offer = replace(offer, zone=machine.site)
        before = merged.get((offer.name, offer.zone))
        stock = None if offer.stock is None else offer.stock + (before.stock or 0 if before else 0)
        merged[(offer.name, offer.zone)] = replace(before or offer, stock=stock)
    return tuple(merged.values())


def _at_sites(machines: tuple[OwnMachine, ...], sites: tuple[str, ...]) -> Iterator[OwnMachine]:
    """The machines with their sites; those that name none go, one by one, to the site with the least vCPU so far."""
    vcpu = dict.fromkeys(sites, 0)
    for machine in machines:
        if machine.site in vcpu:
            vcpu[machine.site] += machine.vcpu * machine.count
    for machine in machines:
        if machine.site in vcpu or not sites:
            yield machine
            continue
        counts = dict.fromkeys(sites, 0)
        for _ in range(machine.count):
            least = min(sites, key=lambda site: vcpu[site])
            counts[least] += 1
            vcpu[least] += machine.vcpu
        for site, count in counts.items():
            if count:
                yield machine.model_copy(update={"site": site, "count": count})


def own_offer(machine: OwnMachine) -> Offer:
    """The machines of one line of the inventory, which may stand anywhere; without an architecture they are amd64."""
    return Offer(
        name=machine.type,
        vcpu=float(machine.vcpu),
        memory_mib=machine.memory_mib,
        arch=(machine.arch or MachineArch.AMD64).value,
        usd_per_hour=None if machine.usd_per_month is None else machine.usd_per_month / HOURS_PER_MONTH,
        source=OWN_INVENTORY,
        as_of="",
        stock=machine.count if machine.counted else None,
        gpus=machine.gpu or 0,
        gpu_type=machine.gpu_type or "",
        sustained_vcpu=machine.sustained_vcpu,
    )
