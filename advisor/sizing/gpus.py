"""GPUs: which machines give a service those it asks for, and how a GPU is divided.

A GPU is divided into equal slots, as the device plug-ins of schedulers do it: a replica that takes a third of a GPU
takes one of its three slots, and one that takes two fifths takes one of two, since what is left of the GPU holds no
other. All GPUs of a pool are divided alike, so that slots can be counted over the GPUs of a machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.errors import did_you_mean
from advisor.knowledge import data_folder
from advisor.prices.machines import shapes_of
from advisor.prices.offer import Offer
from advisor.prices.regions import CLOUDS
from advisor.scenario.enums import Arch
from advisor.sizing.affinity import affinity_groups
from advisor.sizing.infeasibility import Refusal, RefusalCause, RefusalError
from advisor.sizing.service_demand import ServiceDemand
from advisor.values import facts

NEARLY = 0.01
"""Shares stand in tables with few digits: 0.1667 is a sixth."""
ASSUMED_MAKER = "nvidia"
"""Whose GPUs do where none is named."""
MAKERS = frozenset({"nvidia", "amd", "intel"})
OTHER_BRANDS = frozenset({"amd", "intel", "radeon", "instinct", "gaudi"})
"""Words in names of GPUs that are not of the assumed maker."""
MARKETING_WORDS = frozenset({"tesla", "tensor", "core", "geforce", "radeon", "instinct", "pro"})
"""Words that some names of a GPU have and others leave out."""


@dataclass(frozen=True)
class GpuKind:
    """What the services of a pool ask of its GPUs: a type (None: any), and slots for each GPU (1: whole ones)."""

    type: str | None
    slots: int = 1


def kind_of(service: ServiceDemand) -> GpuKind | None:
    """The kind of GPU that a service asks for; None when it asks for none."""
    return GpuKind(service.gpu_type, slots_of_share(service.gpu_share)) if service.gpus else None


def slots_of_share(share: float) -> int:
    """How many replicas that each take this share of a GPU one GPU holds.

    >>> slots_of_share(1.0), slots_of_share(0.5), slots_of_share(0.4), slots_of_share(0.1667)
    (1, 2, 2, 6)
    """
    return max(1, math.floor(1 / share + NEARLY))


def kinds_by_service(services: Iterable[ServiceDemand]) -> dict[str, GpuKind | None]:
    """The kind of GPU of the machines that each service stands on; those tied by affinity stand on the same ones.

    Raises RefusalError when affinity ties services to one machine that ask for different kinds.
    """
    found: dict[str, GpuKind | None] = {}
    for members in affinity_groups(tuple(services)):
        kinds = {kind for service in members if (kind := kind_of(service))}
        if len(kinds) > 1:
            names = tuple(service.name for service in members if service.gpus)
            raise RefusalError(Refusal(RefusalCause.TIED_TO_TWO_GPU_KINDS, facts(services=names), names))
        found |= dict.fromkeys((service.name for service in members), next(iter(kinds), None))
    return found


def one_kind_of(services: Iterable[ServiceDemand]) -> GpuKind | None:
    """The kind of GPU that services on one machine ask for; None when they ask for none.

    Raises RefusalError when they ask for different kinds.
    """
    asking = tuple(service for service in services if service.gpus)
    kinds = {kind_of(service) for service in asking}
    if len(kinds) > 1:
        names = tuple(service.name for service in asking)
        raise RefusalError(Refusal(RefusalCause.ONE_MACHINE_GPU_KINDS, facts(services=names), names))
    return next(iter(kinds), None)


def slots_on(gpus: float, gpu_type: str, kind: GpuKind | None) -> int:
    """The slots that a machine has for a kind of GPU; 0 when its GPUs are others.

    >>> slots_on(4, "nvidia-t4", GpuKind("t4")), slots_on(4, "nvidia-t4", GpuKind("l4"))
    (4, 0)
    >>> slots_on(0.125, "nvidia-l4", GpuKind("l4", slots=8)), slots_on(0.125, "nvidia-l4", GpuKind(None))
    (1, 0)
    """
    if kind is None or not gpus or not is_type(kind.type, gpu_type):
        return 0
    return math.floor(gpus * kind.slots + NEARLY)


def is_type(asked: str | None, there: str) -> bool:
    """Whether a GPU is of the type asked for: each word of the wish stands in its name.

    Without a wish it is any of NVIDIA, since most software is made for these, and platforms bring drivers for them. Own
    machines that name no type have the one that is asked for, as their owner knows best; a type without its maker is of
    the maker that is asked for, unless its name is a brand of another one.

    >>> is_type("a100", "nvidia-a100-80gb"), is_type("nvidia-tesla-t4", "nvidia-t4"), is_type("a10", "nvidia-a100-80gb")
    (True, True, False)
    >>> is_type(None, "nvidia-t4"), is_type(None, "amd-v520"), is_type("amd", "amd-v520")
    (True, False, True)
    >>> is_type(None, "l4"), is_type("nvidia-l4", "l4"), is_type(None, "radeon-pro-v520"), is_type("l4", "t4")
    (True, True, False, False)
    """
    wanted = _words(asked or ASSUMED_MAKER)
    if not MAKERS & _words(there):
        other = OTHER_BRANDS & frozenset(there.split("-"))
        wanted -= {ASSUMED_MAKER} if not other else OTHER_BRANDS
    return not there or wanted <= _words(there)


def _words(name: str) -> frozenset[str]:
    return frozenset(name.split("-")) - MARKETING_WORDS


def known_types() -> tuple[str, ...]:
    """The GPU types of all machine tables, by name."""
    shapes = (shape for cloud in CLOUDS for shape in shapes_of(data_folder(), cloud).values())
    return tuple(sorted({shape.gpu_type for shape in shapes if shape.gpu_type}))


def remedy_for_type(asked: str, there: Iterable[str]) -> str:
    """What to write instead of a GPU type that no table holds: the name that is meant, and all there are."""
    short = {name.split("-", 1)[1]: name for name in there if "-" in name}
    return did_you_mean(asked, (*there, *short))


def with_gpus(offers: tuple[Offer, ...], kind: GpuKind) -> tuple[Offer, ...]:
    """The offers whose machines have slots of this kind."""
    return tuple(offer for offer in offers if slots_on(offer.gpus, offer.gpu_type, kind))


def cheapest_gpu_machines(offers: Iterable[Offer], service: ServiceDemand) -> float:
    """What machines for all replicas of one service with GPUs cost an hour at the least; infinite where none does.

    An estimate that compares places: nothing is kept of a machine, and services share none.
    """
    kind = kind_of(service)
    costs = []
    for offer in offers:
        fitting = slots_on(offer.gpus, offer.gpu_type, kind) // max(1, service.gpus)
        for have, need in ((offer.vcpu * 1000, service.cpu_millicores), (offer.memory_mib, service.memory_mib)):
            fitting = min(fitting, int(have // need)) if need else fitting
        right = offer.usd_per_hour is not None and service.arch in (offer.arch, Arch.ANY)
        if fitting and right:
            costs.append(math.ceil(service.peak / fitting) * (offer.usd_per_hour or 0.0))
    return min(costs, default=math.inf)
