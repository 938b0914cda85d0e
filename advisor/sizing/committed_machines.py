"""Machines chosen by what they cost under a commitment, where that differs from what they cost on demand.

A plan is first sketched at the committed prices; then all is planned with the types of the sketch alone, at prices on
demand as ever. Of that plan and the one made without regard to the commitment, the one with the lower bill is taken
(pipeline.py), so a commitment that the load does not bear changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from advisor.packing import Effort
from advisor.prices.offer import Offer
from advisor.scenario.pricing import Commitment
from advisor.sizing.billing.hourly_use import Running, Sold, SoldThing
from advisor.sizing.billing.term_prices import TermPrices
from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.location import Location
from advisor.sizing.machine_types import WINDOWS

NEAR = 1e-9


def at_committed_prices(task: SizingTask) -> SizingTask | None:
    """The task with each machine at its price under the commitment that is asked for, to be sketched.

    None where that changes no choice: without a commitment, on other things than machines, and where all types save
    the same share, as by one figure of the own contract.
    """
    pricing = task.scenario.pricing
    commitment = pricing.commitment if pricing else None
    own = commitment is not None and commitment.saves is not None and commitment.saves.machines is not None
    if pricing is None or commitment is None or own or not task.strategy.runs_on_own_machines:
        return None
    prices = TermPrices(pricing, {each.id: each for each in task.targets.locations}, task.knowledge.prices)
    locations = tuple(_committed(location, prices, commitment) for location in task.targets.locations)
    if not any(_differ(was, now) for was, now in zip(task.targets.locations, locations, strict=True)):
        return None
    return replace(task, targets=replace(task.targets, locations=locations), effort=Effort.QUICK)


def with_machines_of(task: SizingTask, sketch: Deployment) -> SizingTask:
    """The task with those types alone on offer that a sketch has, for agents, members and other roles."""
    agents = {node.machine for pool in sketch.pools for node in pool.nodes}
    members = {placed.offer.name for each in sketch.each() for placed in each.members}
    others = {auxiliary.offer.name for _, auxiliary in sketch.all_auxiliary_nodes()}
    names = agents | members | others

    def left(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
        return tuple(offer for offer in offers if offer.cloud is None or offer.name in names)

    locations = tuple(
        replace(location, offers=left(location.offers), gpu_offers=left(location.gpu_offers))
        for location in task.targets.locations
    )
    return replace(task, targets=replace(task.targets, locations=locations))


def _committed(location: Location, prices: TermPrices, commitment: Commitment) -> Location:
    def priced(offer: Offer) -> Offer:
        usd = _usd(location, offer, prices, commitment)
        windows = offer.windows_usd_per_hour
        if windows is not None:
            thing = SoldThing(location.id, offer.name, Sold.MACHINES, WINDOWS)
            held = prices.committed(thing, Running(offer, windows, [1.0]), commitment)
            windows = windows if held is None else held.usd_per_hour
        return replace(offer, usd_per_hour=usd, windows_usd_per_hour=windows)

    return replace(
        location,
        offers=tuple(map(priced, location.offers)),
        gpu_offers=tuple(map(priced, location.gpu_offers)),
    )


def _usd(location: Location, offer: Offer, prices: TermPrices, commitment: Commitment) -> float | None:
    """The price of an hour under the commitment, that on demand where nobody has told it."""
    if offer.usd_per_hour is None:
        return None
    running = Running(offer, offer.usd_per_hour, [1.0])
    held = prices.committed(SoldThing(location.id, offer.name, Sold.MACHINES), running, commitment)
    return offer.usd_per_hour if held is None else min(held.usd_per_hour, offer.usd_per_hour)


def _differ(was: Location, now: Location) -> bool:
    """Whether some types of a location save another share than others."""
    pairs = zip((*was.offers, *was.gpu_offers), (*now.offers, *now.gpu_offers), strict=True)
    shares = [(new.usd_per_hour or 0.0) / old.usd_per_hour for old, new in pairs if old.usd_per_hour]
    return bool(shares) and max(shares) - min(shares) > NEAR
