"""The packing problems that are measured, drawn anew from a seed: the same family and seed give the same problem.

Machine types are a random part of a real price list: AWS, us-east-1, on demand, amd64, families c, m and r from the
fifth generation on. A node keeps RESERVED_MILLICORES, RESERVED_MIB and RESERVED_SHARE of its memory for itself.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from advisor.knowledge import data_folder
from advisor.packing import Item, Machine
from advisor.prices.offer import Offer
from advisor.prices.price_book import PriceBook

ROOT = Path(__file__).resolve().parent.parent
SHAPES = Path(__file__).resolve().parent / "data" / "alibaba_shapes.csv"
REGION, FAMILIES, OLDEST = "us-east-1", "cmr", 5

RESERVED_MILLICORES = 100
RESERVED_MIB = 256
RESERVED_SHARE = 0.05

CPU_MILLICORES, CPU_MILLICORES_BELL = (50, 8000), (400, 1.0)
GIB_PER_VCPU, GIB_PER_VCPU_BELL = (0.5, 8.0), (2.0, 0.7)
"""Least and most; median and spread (of the logarithm) of what is drawn log-normal between them."""
REPLICAS = (1, 200)
WITH_HOST_PORT, ONE_PER_NODE, FEW_PER_NODE = 0.06, 0.06, 0.18
HOST_PORTS = ("8080/tcp", "8081/tcp", "8082/tcp", "8083/tcp")
MIB_PER_GIB = 1024
SMALL_NODE_VCPU = 16
MOST_DRAWS = 100


@dataclass(frozen=True)
class Family:
    """Packing problems of one kind, one for each seed.

    `services` None: the shapes of a real cluster's pods. `even_cpu`: 4 cores are as common as 400 millicores.
    `surge_percent`: the share of each service's replicas, rounded up, that finds places while it alone is upgraded.
    `most_alone`: the most replicas of a service of which a node may hold one; such services are proxies and agents of
    some kind, and two hundred of one would need two hundred nodes whatever else there is.
    """

    name: str
    services: int | None
    even_cpu: bool = False
    most_alone: int | None = 20
    types: int = 200
    most_vcpu: int | None = None
    replicas_times: int = 1
    zones: int = 1
    survive_nodes: int = 0
    survive_zone: bool = False
    surge_percent: int = 0

    @property
    def has_headroom(self) -> bool:
        """Whether the plan must hold more than what runs."""
        return self.survive_nodes > 0 or self.survive_zone or self.surge_percent > 0


FAMILIES_MEASURED = (
    *(Family(f"services-{count}", count) for count in (10, 50, 200, 1000)),
    Family("large-pods", None),
    Family("large-services", 200, even_cpu=True),
    Family("many-alone", 200, most_alone=None),
    Family("fewer-types", 200, types=100),
    *(Family(f"capped-{count}", count, most_vcpu=SMALL_NODE_VCPU) for count in (10, 50, 200, 1000)),
    Family("replicas-x100", 50, replicas_times=100),
    *(Family(f"one-node-{count}", count, survive_nodes=1) for count in (50, 200)),
    *(Family(f"two-nodes-{count}", count, survive_nodes=2) for count in (50, 200)),
    *(Family(f"one-zone-{count}", count, zones=3, survive_zone=True) for count in (50, 200)),
    *(Family(f"surge-{count}", count, surge_percent=25) for count in (50, 200)),
    *(Family(f"surge-zones-{count}", count, zones=3, surge_percent=25) for count in (50, 200)),
    *(Family(f"surge-node-{count}", count, survive_nodes=1, surge_percent=25) for count in (50, 200)),
)


@dataclass(frozen=True)
class Instance:
    """One packing problem, ready for `pack`."""

    family: Family
    seed: int
    items: tuple[Item, ...]
    machines: tuple[Machine, ...]

    @property
    def pods(self) -> int:
        """Replicas of all services over all zones."""
        return sum(item.replicas for item in self.items)


def draw(family: Family, seed: int) -> Instance:
    """The problem of this family and seed. Families with as many services share services and price list."""
    rng = np.random.default_rng([seed, family.services or 0])
    items = real_shapes() if family.services is None else _services(rng, family.services, family.even_cpu)
    items = tuple(_spread(item, row, family) for row, item in enumerate(items))
    return Instance(family, seed, items, _types(rng, family, items))


def catalogue() -> tuple[Machine, ...]:
    """Every machine type that an instance may offer, with what is left of it for services."""
    return tuple(_machine(offer) for offer in PriceBook(data_folder()).offers_in("aws", REGION) if _is_offered(offer))


def at_most(machines: tuple[Machine, ...], vcpu: int) -> tuple[Machine, ...]:
    """The machine types of no more than `vcpu` virtual CPUs."""
    return tuple(machine for machine in machines if machine.cpu_millicores + RESERVED_MILLICORES <= vcpu * 1000)


def each_fits(items: tuple[Item, ...], machines: tuple[Machine, ...]) -> bool:
    """Whether one replica of every service fits some machine type."""
    return all(
        any(
            item.cpu_millicores <= machine.cpu_millicores and item.memory_mib <= machine.memory_mib
            for machine in machines
        )
        for item in items
    )


def real_shapes() -> tuple[Item, ...]:
    """The requests of a real cluster's pods, each shape a service."""
    with SHAPES.open(encoding="utf-8", newline="") as file:
        rows = [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]
    return tuple(
        Item(f"shape-{number:03}", row["cpu_millicores"], row["memory_mib"], (row["pods"],))
        for number, row in enumerate(rows)
    )


def _is_offered(offer: Offer) -> bool:
    family = offer.family
    new = family[0] in FAMILIES and family[1].isdigit() and int(family[1]) >= OLDEST
    return new and offer.arch == "amd64"


def _machine(offer: Offer) -> Machine:
    return Machine(
        name=offer.name,
        cpu_millicores=int(offer.vcpu) * 1000 - RESERVED_MILLICORES,
        memory_mib=int(offer.memory_mib * (1 - RESERVED_SHARE)) - RESERVED_MIB,
        max_pods=offer.max_pods or 0,
        usd_per_hour=offer.usd_per_hour or 0.0,
    )


def _types(rng: np.random.Generator, family: Family, items: tuple[Item, ...]) -> tuple[Machine, ...]:
    """A random part of the catalogue that has room for every service. Raises ValueError when none is found."""
    everything = catalogue()
    for _ in range(MOST_DRAWS):
        rows = sorted(rng.permutation(len(everything))[: family.types].tolist())
        chosen = tuple(everything[row] for row in rows)
        chosen = chosen if family.most_vcpu is None else at_most(chosen, family.most_vcpu)
        if each_fits(items, chosen):
            return chosen
    raise ValueError(f"{family.name}: no {family.types} machine types were found that have room for every service")


def _services(rng: np.random.Generator, count: int, even_cpu: bool) -> tuple[Item, ...]:
    return tuple(_service(rng, f"service-{number:04}", even_cpu) for number in range(count))


def _service(rng: np.random.Generator, name: str, even_cpu: bool) -> Item:
    """CPU and memory per CPU log-normal, replicas even on a logarithmic scale, now and then a rule of placement."""
    cpu = round(_even(rng, CPU_MILLICORES) if even_cpu else _bell(rng, *CPU_MILLICORES_BELL, CPU_MILLICORES))
    ratio = _bell(rng, *GIB_PER_VCPU_BELL, GIB_PER_VCPU)
    replicas = round(_even(rng, REPLICAS))
    luck, port, few = float(rng.random()), int(rng.integers(len(HOST_PORTS))), int(rng.integers(2, 5))
    ports: frozenset[str] = frozenset()
    most: int | None = None
    if luck < WITH_HOST_PORT:
        ports = frozenset({HOST_PORTS[port]})
    elif luck < WITH_HOST_PORT + ONE_PER_NODE:
        most = 1
    elif luck < WITH_HOST_PORT + ONE_PER_NODE + FEW_PER_NODE:
        most = few
    memory = round(cpu / 1000 * ratio * MIB_PER_GIB)
    return Item(name, cpu, memory, (replicas,), max_per_node=most, exclusive_tokens=ports)


def _even(rng: np.random.Generator, ends: tuple[float, float]) -> float:
    """Even on a logarithmic scale."""
    return float(np.exp(rng.uniform(*np.log(ends))))


def _bell(rng: np.random.Generator, median: float, spread: float, ends: tuple[float, float]) -> float:
    """Log-normal, cut off at both ends."""
    return float(np.clip(rng.lognormal(np.log(median), spread), *ends))


def _spread(item: Item, row: int, family: Family) -> Item:
    """The service with its replicas multiplied and spread over the zones; what is left over starts in turn."""
    alone = item.max_per_node == 1 or item.exclusive_tokens
    replicas = min(item.replicas, family.most_alone) if alone and family.most_alone else item.replicas
    whole, rest = divmod(replicas * family.replicas_times, family.zones)
    by_zone = tuple(whole + ((zone - row) % family.zones < rest) for zone in range(family.zones))
    return Item(
        item.name,
        item.cpu_millicores,
        item.memory_mib,
        by_zone,
        max_per_node=item.max_per_node,
        exclusive_tokens=item.exclusive_tokens,
        surge=-(-family.surge_percent * sum(by_zone) // 100),
    )
