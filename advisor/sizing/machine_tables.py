"""The machines on offer to a pool, as it shows them and as the packer sees them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.packing import Machine
from advisor.prices.offer import Offer
from advisor.sizing.gpus import GpuKind, slots_on
from advisor.sizing.machine_types import MOST_TABLES, AgentRules, allocatable_types
from advisor.sizing.pool import MachineType
from advisor.values import MEBIBYTES_PER_GIBIBYTE

NOMINAL_USD_PER_VCPU_HOUR = 0.04
NOMINAL_USD_PER_GIB_HOUR = 0.005
NOMINAL_USD_PER_GPU_HOUR = 0.5
"""Stand-ins for the price of own servers without one, so that the packer does not waste them; never shown."""


@dataclass(frozen=True)
class MachineTables:
    """The machine types as a pool shows them, and as the packer sees them: each zone with a stock of its own apart.

    `types` and `vcpu` are by the name of the packer's machine.
    """

    shown: tuple[MachineType, ...]
    machines: tuple[Machine, ...]
    types: Mapping[str, str]
    vcpu: Mapping[str, float]


@functools.lru_cache(maxsize=MOST_TABLES)
def machine_tables(
    offers: tuple[Offer, ...], rules: AgentRules, one_per_machine: bool, gpu: GpuKind | None, zones: tuple[str, ...]
) -> MachineTables:
    """The machine types on offer, in both forms."""
    types = allocatable_types(offers, rules)
    if one_per_machine:
        types = tuple(replace(machine, max_pods=min(1, machine.max_pods)) for machine in types)
    named = [
        (offer.name if offer.zone is None else f"{offer.name}@{offer.zone}", offer, machine)
        for offer, machine in zip(offers, types, strict=True)
    ]
    return MachineTables(
        shown=_by_type(offers, types),
        machines=tuple(
            _machine(name, machine, gpu, None if offer.zone is None else zones.index(offer.zone))
            for name, offer, machine in named
        ),
        types={name: machine.name for name, _, machine in named},
        vcpu={name: machine.vcpu for name, _, machine in named},
    )


def _by_type(offers: tuple[Offer, ...], types: tuple[MachineType, ...]) -> tuple[MachineType, ...]:
    """Each type once, with all that there are of it and how many of these stand in which zone."""
    merged: dict[str, MachineType] = {}
    for offer, machine in zip(offers, types, strict=True):
        before = merged.get(machine.name)
        here = ((offer.zone, machine.stock),) if offer.zone is not None and machine.stock else ()
        earlier, by_zone = (before.stock or 0, before.stock_by_zone) if before is not None else (0, ())
        counted = (None if machine.stock is None else machine.stock + earlier, (*by_zone, *here))
        as_it_is = counted == (machine.stock, machine.stock_by_zone)
        stock, stock_by_zone = counted
        merged[machine.name] = machine if as_it_is else replace(machine, stock=stock, stock_by_zone=stock_by_zone)
    return tuple(merged.values())


def _machine(name: str, machine: MachineType, gpu: GpuKind | None, zone: int | None) -> Machine:
    return Machine(
        name,
        machine.cpu_millicores,
        machine.memory_mib,
        machine.max_pods,
        _nominal_usd_per_hour(machine) if machine.usd_per_hour is None else machine.usd_per_hour,
        stock=machine.stock,
        zone=zone,
        gpus=slots_on(machine.gpus, machine.gpu_type, gpu),
    )


def _nominal_usd_per_hour(machine: MachineType) -> float:
    gib = machine.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE
    rented = machine.vcpu * NOMINAL_USD_PER_VCPU_HOUR + gib * NOMINAL_USD_PER_GIB_HOUR
    return rented + machine.gpus * NOMINAL_USD_PER_GPU_HOUR
