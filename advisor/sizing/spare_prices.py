"""What machines cost on spare capacity, and a pool that is planned at those prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.prices.offer import OWN_INVENTORY, Offer
from advisor.scenario.pricing import Spot
from advisor.sizing.locations import Location
from advisor.sizing.pool import MachineType, Pool, SparePrice

PERCENT = 100


@dataclass(frozen=True)
class Spare:
    """What an hour of one machine type costs on spare capacity, and what else is to be said of that price."""

    usd_per_hour: float
    price: SparePrice


def spare_prices(offers: tuple[Offer, ...], location: Location, spot: Spot | None) -> dict[str, Spare]:
    """The prices on spare capacity by machine type, for those that have one: by the own contract, else as held."""
    saves = spot.saves.machines if spot and spot.saves else None
    found: dict[str, Spare] = {}
    for offer in offers:
        usd = offer.usd_per_hour
        if usd is not None and saves is not None and location.cloud is not None:
            found[offer.name] = Spare(usd * (1 - saves / PERCENT), SparePrice(usd, OWN_INVENTORY, ""))
    return found


def on_spare_capacity(offers: tuple[Offer, ...], spare: Mapping[str, Spare]) -> tuple[Offer, ...]:
    """The types that have a price on spare capacity, at that price; where none has, all of them on demand."""
    found = (offer for offer in offers if offer.name in spare)
    return tuple(replace(offer, usd_per_hour=spare[offer.name].usd_per_hour) for offer in found) or offers


def with_spare_prices(pool: Pool, spare: Mapping[str, Spare]) -> Pool:
    """The pool with what its machines cost on demand, where it is planned on spare capacity."""
    if not spare:
        return pool

    def told(machine: MachineType) -> MachineType:
        return replace(machine, spare=spare[machine.name].price) if machine.name in spare else machine

    machines, considered = tuple(map(told, pool.machines)), tuple(map(told, pool.considered))
    return replace(pool, machines=machines, considered=considered, spot=True)
