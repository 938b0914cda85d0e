"""The system pool: Linux machines that each cluster of a platform must have for the pods of its system.

Services may stand on them, so the pool of Linux services is planned on machines that are large enough, and filled up
where it has too few of one size. Machines with GPUs do where the platform puts those pods on them; no more of these
are bought for it. A cluster of other machines alone gets a pool of its own for the system.
"""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge import Terms
from advisor.knowledge.machine_tables import ExtraMachine
from advisor.knowledge.machine_tables import SystemPool as Wanted
from advisor.prices.offer import Offer
from advisor.sizing.deployment import SizingTask
from advisor.sizing.location import Location
from advisor.sizing.pool import Pool
from advisor.sizing.pool_demands import PoolDemand
from advisor.sizing.support.auxiliary_nodes import AuxiliaryDemand
from advisor.sizing.uniform_machines import LeastMachines

ROLE = "machines of the system pool"


def system_pool_of(demands: tuple[PoolDemand, ...]) -> PoolDemand | None:
    """The pool that the pods of the system stand on: the first on Linux without GPUs that is not on spare capacity.

    A shared one is taken if there is one.
    """
    plain = [demand for demand in demands if demand.os == "linux" and demand.gpu is None and not demand.spot]
    return min(plain, key=lambda demand: demand.tenant != "", default=None)


def on_system_machines(location: Location, wanted: Wanted | None) -> Location:
    """The location with those machines alone that are large enough for the system pool."""
    if wanted is None:
        return location
    return replace(location, offers=tuple(offer for offer in location.offers if _enough(offer, wanted)))


def least_of_system_pool(demands: tuple[PoolDemand, ...], wanted: Wanted) -> LeastMachines | None:
    """How many machines of one size there must be, where one pool alone can have them."""
    able = [demand for demand in demands if _is_able(demand, wanted)]
    return LeastMachines(wanted.count, of_one_type=True) if len(able) == 1 else None


def _is_able(demand: PoolDemand, wanted: Wanted) -> bool:
    return demand.os == "linux" and (demand.gpu is None or wanted.on_gpus) and not demand.spot


def _enough(offer: Offer, wanted: Wanted) -> bool:
    return offer.vcpu >= wanted.vcpu and offer.memory_mib >= wanted.memory_mib


def missing_system_machines(task: SizingTask, pools: tuple[Pool, ...]) -> tuple[AuxiliaryDemand, ...]:
    """The machines that fill the system pool up: as many of one size as it lacks, of the size that costs least."""
    claim = task.terms.claim(Terms.system_pool)
    if claim is None:
        return ()
    wanted = claim.value
    here = task.main_location
    with_gpus = here.gpu_offers if wanted.on_gpus else ()
    offers = {offer.name: offer for offer in (*here.offers, *with_gpus) if _enough(offer, wanted)}
    counts: dict[str, int] = {}
    for pool in pools:
        for node in pool.nodes if pool.system == "linux" and not pool.spot else ():
            if node.machine in offers:
                counts[node.machine] = counts.get(node.machine, 0) + node.count
    if max(counts.values(), default=0) >= wanted.count:
        return ()
    plain = [name for name in counts if not offers[name].gpus]
    least = min(plain, key=lambda name: (wanted.count - counts[name]) * (offers[name].usd_per_hour or 0.0), default="")
    size = offers[least] if least else None
    row = ExtraMachine(
        role=ROLE,
        count=wanted.count - counts.get(least, 0),
        vcpu=size.vcpu if size else wanted.vcpu,
        memory_mib=size.memory_mib if size else wanted.memory_mib,
    )
    return (AuxiliaryDemand(row, row.count, claim.source),)
