"""What is on sale or on hand: one machine type, with what it has and what an hour of it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

OTHER_CLOUD = "other"
"""A cloud without one: its machines are those that the requirement lists."""
SHARED_CPU, SCARCE = "shared_cpu", "scarce"
"""Caveats of machine types: its CPU is shared with other customers; it was marked as not to be had at times."""
OWN_INVENTORY = "own-inventory"
"""The source of what is said of own servers: the requirement file."""

OWN_TERMS = "own-terms"
"""The source of what the own contract takes off: `pricing` in the requirement file."""
OWN_PRICES = "own-prices"
"""The source of a price that stands in a folder of one's own."""
ESTIMATES = frozenset({"scaled_sibling", "corrected_windows_mix", "corrected_windows_step", "derived"})
"""The bases of prices that no list has as they stand: they are worked out from those of others."""


OTHER_REGION = "other_region"
"""The basis of a price that is taken over from another region, whatever it rests on there."""


class PriceKind(StrEnum):
    """Whose word a price is."""

    LISTED = "listed"
    """A list has it, or somebody's copy of one."""
    ESTIMATED = "estimated"
    """Nobody has seen it there: it is worked out from the prices of others, or is that of another region."""
    OWN = "own"
    """The reader's own folder of prices says it."""


@dataclass(frozen=True)
class Offer:
    """One machine type as sold or owned, before anything is reserved. `usd_per_hour` None: no price known.

    A type that stands in several zones, each with a stock of its own, has one offer for each of them.
    """

    name: str
    vcpu: float
    memory_mib: int
    arch: str
    usd_per_hour: float | None
    source: str
    as_of: str
    max_pods: int | None = None
    stock: int | None = None
    gpus: float = 0.0
    """GPUs in it; a fraction where a machine is sold with a part of one."""
    gpu_type: str = ""
    cloud: str | None = None
    """The cloud that sells it; None: a machine of the organisation's own."""
    family: str = ""
    burstable: bool = False
    """Whether its CPU is by credits or a shared core, so that it is not there all the time."""
    basis: str = ""
    """How the price came about: `observed`, or in which way it was worked out (data/prices/README.md)."""
    runs_windows: bool = True
    """Whether a platform takes it with Windows, if it is amd64."""
    windows_usd_per_hour: float | None = None
    """Its price with Windows, where that is known by itself; None: the price of a licence is added."""
    sustained_vcpu: float | None = None
    """The CPU that a burstable machine gives all the time; None: all of it."""
    zone: str | None = None
    """The one zone where it stands; None: any zone of the location."""
    disk_gib: int = 0
    """The disk that comes with it for its system, at no price of its own."""
    caveats: tuple[str, ...] = ()
    """What to know before it is taken: SHARED_CPU, SCARCE."""
    in_euro: bool = False
    """Whether its price is published in euro, and counted at the rate of the European Central Bank."""

    @property
    def price_kind(self) -> PriceKind:
        """Whose word its price is."""
        if self.basis == OTHER_REGION:
            return PriceKind.ESTIMATED
        if self.source == OWN_PRICES:
            return PriceKind.OWN
        return PriceKind.ESTIMATED if self.basis in ESTIMATES else PriceKind.LISTED


def as_of_region(offers: tuple[Offer, ...], region: str | None, priced_as: str | None) -> tuple[Offer, ...]:
    """The offers of the region `priced_as` as those of `region`: estimates, where that is another one."""
    if region == priced_as:
        return offers
    return tuple(replace(offer, basis=OTHER_REGION) for offer in offers)


Taken = tuple[str, str, int]
"""Machines in use: their type, the zone where they stand, and how many."""


def take_from_stock(offers: tuple[Offer, ...], taken: Iterable[Taken]) -> tuple[Offer, ...]:
    """The offers with these machines taken out of stock, in their zone where each has a stock of its own."""
    gone: Counter[tuple[str, str | None]] = Counter()
    for name, zone, count in taken:
        gone[(name, zone)] += count
        gone[(name, None)] += count
    return tuple(
        offer if offer.stock is None else replace(offer, stock=offer.stock - gone[(offer.name, offer.zone)])
        for offer in offers
    )
