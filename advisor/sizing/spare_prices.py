"""What machines cost on spare capacity, and a pool that is planned at those prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from advisor.prices.offer import OWN_TERMS, Offer, PriceKind
from advisor.prices.price_book import PriceBook
from advisor.scenario.pricing import Spot
from advisor.sizing.deployment_targets import DeploymentTargets
from advisor.sizing.location import Location
from advisor.sizing.machine_types import LINUX, WINDOWS
from advisor.sizing.pool import MachineType, Pool, SparePrice

PERCENT = 100


@dataclass(frozen=True)
class Spare:
    """What an hour of one machine type costs on spare capacity, and what else is to be said of that price."""

    usd_per_hour: float
    price: SparePrice


def with_spot_prices(targets: DeploymentTargets, book: PriceBook) -> DeploymentTargets:
    """The targets with the prices of spare capacity in each cloud, as far as they are held."""

    def priced(location: Location) -> Location:
        region = location.priced_as or location.region
        if location.cloud is None or region is None:
            return location
        held = book.spot_prices_in(location.cloud, region)
        if region != location.region:
            held = {key: replace(price, price_kind=PriceKind.ESTIMATED) for key, price in held.items()}
        return replace(location, spot_prices=tuple(held.items()))

    return replace(targets, locations=tuple(map(priced, targets.locations)))


def priced_systems(spot: Spot | None, locations: Iterable[Location], *, in_tasks: bool) -> frozenset[str]:
    """The operating systems for which anybody has told a price of spare capacity: of tasks, or of machines anywhere."""
    every = frozenset({LINUX, WINDOWS})
    if spot is None or in_tasks:
        return every if spot is not None and spot.saves is not None and spot.saves.tasks is not None else frozenset()
    clouds = [location for location in locations if location.cloud is not None]
    if clouds and _saves(spot) is not None:
        return every
    return frozenset(system for location in clouds for (_, system), _ in location.spot_prices)


def _saves(spot: Spot) -> float | None:
    return spot.saves.machines if spot.saves else None


def spare_prices(offers: tuple[Offer, ...], location: Location, system: str, spot: Spot | None) -> dict[str, Spare]:
    """The prices on spare capacity by machine type, for those that have one: by the own contract, else as held."""
    if spot is None or location.cloud is None:
        return {}
    saves, held = _saves(spot), dict(location.spot_prices)
    found: dict[str, Spare] = {}
    for offer in offers:
        usd, price = offer.usd_per_hour, held.get((offer.name, system))
        if usd is not None and saves is not None:
            found[offer.name] = Spare(usd * (1 - saves / PERCENT), SparePrice(usd, OWN_TERMS, ""))
        elif usd is not None and price is not None and price.usd_per_hour < usd:
            told = SparePrice(usd, price.source, price.as_of, price.price_kind)
            found[offer.name] = Spare(price.usd_per_hour, told)
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
