"""What a pool's cost pays for, as the dual prices behind its bound say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a part of a pool's cost pays for."""

    CPU = "cpu"
    MEMORY = "memory"
    IO = "io"
    PODS = "pods"
    GPUS = "gpus"
    DISK = "disk"
    PLACEMENT_RULES = "placement_rules"
    DEMAND_LIMIT = "demand_limit"
    SPARES = "spares"
    REDUCED_COST = "reduced_cost"


class Size(StrEnum):
    """How a machine type compares with one that is used, by vCPU."""

    SMALLER = "smaller"
    SAME = "same"
    LARGER = "larger"


@dataclass(frozen=True)
class CostShare:
    """A part of what a pool costs in USD per hour."""

    purpose: Purpose
    usd_per_hour: float


@dataclass(frozen=True)
class AlternativeType:
    """A type that is not used: its price, and the highest value of what it can hold here, both in USD per hour.

    `content_value_usd_per_hour` is None where the prices do not speak of the type, as it is dearer than any that
    may be lost; every plan that can lose machines as dear then costs at least `plan_usd_per_hour`.
    """

    machine: str
    size: Size
    vcpu: float
    usd_per_hour: float
    content_value_usd_per_hour: float | None
    plan_usd_per_hour: float | None = None


@dataclass(frozen=True)
class TypeChoice:
    """A type that is used, and of those smaller, as large and larger the one that comes nearest to its price."""

    machine: str
    count: int
    usd_per_hour: float
    content_value_usd_per_hour: float | None
    alternatives: tuple[AlternativeType, ...]


@dataclass(frozen=True)
class ReplicaCost:
    """By how much the certified bound rises with one more replica, in USD per hour, in the least and dearest zone."""

    service: str
    least_usd_per_hour: float
    most_usd_per_hour: float


@dataclass(frozen=True)
class MarginalCosts:
    """What the dual prices behind the certified bound say; `parts` add up to the pool's cost.

    The part REDUCED_COST is what machines cost above the value of what they can hold; below 0 where a type that runs
    out holds more value than its price.
    """

    parts: tuple[CostShare, ...]
    choices: tuple[TypeChoice, ...]
    replicas: tuple[ReplicaCost, ...]
