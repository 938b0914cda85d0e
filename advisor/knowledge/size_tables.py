"""Claims that are tables about what is sold without machines: sizes of tasks and plans, and how they are billed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from advisor.knowledge.amounts import Amount, Price
from advisor.values import HOURS_PER_MONTH, Frozen


class TaskSize(Frozen):
    """CPU that a serverless platform sells, with the memory it may be combined with.

    `most_requests`: how many requests at a time a replica of this size takes at most (none: no limit of its own).
    `most_tasks`: how many replicas of one service may have it. `burst_millicores`: what it bursts to where
    `cpu_millicores` are what it gives all the time. `scales`: whether the platform scales replicas of it by itself.
    Where a vendor sells sizes by `name`, each at a price of its own, that is the price for the least memory, by the
    hour or for a whole month; memory above it is paid for by the GiB, at the price of the way of billing.
    """

    cpu_millicores: Annotated[int, Field(gt=0)]
    memory_min_mib: Annotated[int, Field(gt=0)]
    memory_max_mib: Annotated[int, Field(gt=0)]
    memory_step_mib: Annotated[int, Field(gt=0)] = 1
    most_requests: Annotated[int, Field(ge=1)] | None = None
    most_tasks: Annotated[int, Field(ge=1)] | None = None
    name: str = ""
    usd_per_hour: Price | None = None
    usd_per_month: Price | None = None
    burst_millicores: Annotated[int, Field(gt=0)] | None = None
    scales: bool = True

    @model_validator(mode="after")
    def _bursts_upwards(self) -> TaskSize:
        if self.burst_millicores is not None and self.burst_millicores <= self.cpu_millicores:
            raise ValueError("bursts to no more than it gives all the time; leave burst_millicores out")
        return self

    @model_validator(mode="after")
    def _has_one_price(self) -> TaskSize:
        if self.usd_per_hour is not None and self.usd_per_month is not None:
            raise ValueError("has a price by the hour and one by the month; write one of them")
        return self

    @property
    def own_usd_per_hour(self) -> float | None:
        """The price of the size itself, a month being 730 hours; None where it is sold by its vCPU and GiB."""
        if self.usd_per_month is not None:
            return self.usd_per_month / HOURS_PER_MONTH
        return self.usd_per_hour

    @property
    def largest(self) -> tuple[int, int]:
        """The most millicores and MiB that it holds."""
        return self.burst_millicores or self.cpu_millicores, self.memory_max_mib

    def sold_for(
        self, cpu_millicores: int, memory_mib: int, average_millicores: float | None = None
    ) -> tuple[int, int] | None:
        """Millicores and MiB that are billed for a replica of these amounts; None where it does not fit.

        A size that bursts holds a replica whose request is within the burst, and whose average use is within what the
        size gives all the time; without an average, the request is.

        >>> pair = TaskSize(cpu_millicores=1000, memory_min_mib=2048, memory_max_mib=8192, memory_step_mib=1024)
        >>> pair.sold_for(600, 2100), pair.sold_for(1001, 512)
        ((1000, 3072), None)
        """
        all_the_time = cpu_millicores if average_millicores is None or not self.burst_millicores else average_millicores
        if cpu_millicores > self.largest[0] or all_the_time > self.cpu_millicores or memory_mib > self.memory_max_mib:
            return None
        return self.cpu_millicores, min(self.memory_max_mib, _in_steps(memory_mib, self))


class TaskRange(Frozen):
    """Any amount of CPU between two, in steps, with memory between two amounts for each vCPU."""

    cpu_min_millicores: Annotated[int, Field(gt=0)]
    cpu_max_millicores: Annotated[int, Field(gt=0)]
    cpu_step_millicores: Annotated[int, Field(gt=0)] = 1
    memory_min_mib: Annotated[int, Field(gt=0)]
    memory_max_mib: Annotated[int, Field(gt=0)]
    memory_step_mib: Annotated[int, Field(gt=0)] = 1
    least_mib_per_vcpu: Amount = 0
    most_mib_per_vcpu: Annotated[int, Field(gt=0)] | None = None
    most_requests: Annotated[int, Field(ge=1)] | None = None

    @property
    def largest(self) -> tuple[int, int]:
        """The most millicores and MiB that it holds."""
        return self.cpu_max_millicores, self.memory_max_mib

    def sold_for(
        self, cpu_millicores: int, memory_mib: int, average_millicores: float | None = None
    ) -> tuple[int, int] | None:
        """Millicores and MiB that are billed for a replica of these amounts; None where it does not fit.

        What lies below the least amounts is raised to them; then CPU rises where there is too much memory for it, and
        memory where there is too little.

        >>> pods = TaskRange(cpu_min_millicores=50, cpu_max_millicores=30_000, memory_min_mib=52,
        ...                  memory_max_mib=112_640, least_mib_per_vcpu=1024, most_mib_per_vcpu=6656)
        >>> pods.sold_for(100, 64), pods.sold_for(100, 1024), pods.sold_for(31_000, 1024)
        ((100, 103), (154, 1024), None)
        """
        cpu, memory = max(cpu_millicores, self.cpu_min_millicores), max(memory_mib, self.memory_min_mib)
        if self.most_mib_per_vcpu is not None:
            cpu = max(cpu, -(-memory * _MILLI // self.most_mib_per_vcpu))
        cpu = -(-cpu // self.cpu_step_millicores) * self.cpu_step_millicores
        memory = _in_steps(max(memory, -(-cpu * self.least_mib_per_vcpu // _MILLI)), self)
        fits = cpu <= self.cpu_max_millicores and memory <= self.memory_max_mib
        return (cpu, memory) if fits else None


_MILLI = 1000


def _in_steps(memory_mib: int, size: TaskSize | TaskRange) -> int:
    """The memory rounded up to a step above the least that is sold."""
    steps = max(0, -(-(memory_mib - size.memory_min_mib) // size.memory_step_mib))
    return size.memory_min_mib + steps * size.memory_step_mib


class BilledBy(StrEnum):
    """What a serverless platform bills a replica for."""

    TIME = "time"
    """For as long as it exists."""
    REQUESTS = "requests"
    """While it handles a request, and at another rate, or not at all, while it does not."""


class TaskDisk(Frozen):
    """Disk of a task that is gone with it: `included_mib` cost nothing, more of it up to `most_mib` costs the price.

    `in_memory`: what is written there counts as memory of the task.
    """

    included_mib: Amount = 0
    most_mib: Annotated[int, Field(gt=0)] | None = None
    usd_per_gib_hour: Price = 0.0
    in_memory: bool = False


class BillingMode(Frozen):
    """One way in which a serverless platform sells and bills its replicas; prices in USD, none where not published.

    Billed by time, a vCPU and a GiB cost the same as long as the replica exists. Billed by requests, they cost it
    while there is at least one request at hand; of the least number of replicas that is kept, those without one cost
    the prices of idle ones; replicas above that number cost nothing then, or with `scaled_out: always` as if they were
    busy. `concurrency` is how many requests at a time a replica takes where nothing is set; a request counts for at
    least `round_up_milliseconds`, and in steps of it. The licence is that of an operating system. Each replica has one
    GPU of `gpu_type`, and none where that is empty. `disk` is none where nothing was found of it. What is free is so
    once a month. `sizes` and `most_containers` of
    one task are those of this mode, where they differ from the platform's. `source` is who says so, where that is not
    the source of the claim; `note` is told where something is sold in this way.
    """

    name: str
    by: BilledBy = BilledBy.TIME
    os: Literal["linux", "windows"] = "linux"
    arch: Literal["amd64", "arm64"] = "amd64"
    vcpu_usd_per_hour: Price | None = None
    gib_usd_per_hour: Price | None = None
    idle_vcpu_usd_per_hour: Price = 0.0
    idle_gib_usd_per_hour: Price = 0.0
    licence_usd_per_vcpu_hour: Price = 0.0
    gpu_type: str = ""
    gpu_usd_per_hour: Price | None = None
    disk: TaskDisk | None = None
    usd_per_million_requests: Price = 0.0
    free_vcpu_seconds: Price = 0.0
    free_gib_seconds: Price = 0.0
    free_requests: Price = 0.0
    concurrency: Annotated[int, Field(ge=1)] = 1
    round_up_milliseconds: Annotated[int, Field(ge=1)] = 1
    scaled_out: Literal["while_busy", "always"] = "while_busy"
    most_containers: Annotated[int, Field(ge=1)] | None = None
    sizes: tuple[TaskSize | TaskRange, ...] = ()
    source: str = ""
    note: str = ""


class PlanSize(Frozen):
    """An instance size of a platform that sells whole instances shared by apps."""

    name: str
    vcpu: Annotated[float, Field(gt=0)]
    memory_mib: Annotated[int, Field(gt=0)]
    usd_per_hour: Annotated[float, Field(ge=0)]
    windows_usd_per_hour: Annotated[float, Field(ge=0)] | None = None
    max_apps: Annotated[int, Field(ge=1)] | None = None
    max_instances: Annotated[int, Field(ge=1)] | None = None


class TaskSizes(Frozen):
    """All sizes sold."""

    rows: Annotated[tuple[TaskSize | TaskRange, ...], Field(min_length=1)]


class BillingModes(Frozen):
    """All ways in which replicas are sold."""

    rows: Annotated[tuple[BillingMode, ...], Field(min_length=1)]


class PlanSizes(Frozen):
    """All instance sizes sold."""

    rows: Annotated[tuple[PlanSize, ...], Field(min_length=1)]
