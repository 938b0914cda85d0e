"""A service: what one replica asks for, how many there are, and what it may stand beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from advisor.errors import InvalidValueError
from advisor.reading import shown
from advisor.scenario.enums import (
    Arch,
    Exposure,
    HostNeed,
    Protocol,
    ServiceSystem,
    Site,
    Spread,
    VolumeAccess,
    VolumeContent,
    WorkloadKind,
)
from advisor.scenario.fields import GpuType, Name, ServiceName, or_short_form
from advisor.values import Frozen, Mebibytes, Millicores

_MOST_REPLICAS = 100_000


def _count_alone_is_steady(value: Any) -> Any:
    """`replicas: 3` says three at all hours; a count that is refused is refused once."""
    if isinstance(value, Mapping | Replicas):
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        remedy = "write for example 3, or {min: 1, typical: 3, peak: 9}"
        raise InvalidValueError(f"{shown(value)} is no number of replicas", remedy)
    steady = 1 <= value <= _MOST_REPLICAS
    return {"min": value, "typical": value, "peak": value} if steady else {"typical": value}


class Replicas(Frozen):
    """How many copies run: at the quietest, on a typical day, and at the peak."""

    min: Annotated[int, Field(ge=0, le=_MOST_REPLICAS, strict=True)] | None = None
    typical: Annotated[int, Field(ge=1, le=_MOST_REPLICAS, strict=True)]
    peak: Annotated[int, Field(ge=1, le=_MOST_REPLICAS, strict=True)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Replicas:
        if self.floor > self.typical or self.typical > self.most:
            raise InvalidValueError(
                "min, typical and peak are out of order", "write them so that min <= typical <= peak"
            )
        return self

    @property
    def floor(self) -> int:
        """Replicas at the quietest hour; the typical count where no minimum was given."""
        return self.typical if self.min is None else self.min

    @property
    def most(self) -> int:
        """Replicas at the peak; the typical count where no peak was given."""
        return self.typical if self.peak is None else self.peak


class Port(Frozen):
    """A port that a service listens on."""

    port: Annotated[int, Field(ge=1, le=65535, strict=True)]
    protocol: Protocol | None = None
    exposure: Exposure | None = None


class Limits(Frozen):
    """The most that one replica may use."""

    cpu_millicores: Millicores | None = Field(default=None, alias="cpu")
    memory_mib: Mebibytes | None = Field(default=None, alias="memory")


class CpuEnds(Frozen):
    """The least and the most CPU that one replica may turn out to need."""

    low_millicores: Millicores = Field(alias="low")
    high_millicores: Millicores = Field(alias="high")

    @model_validator(mode="after")
    def _in_order(self) -> CpuEnds:
        _refuse_disorder(self.low_millicores, self.high_millicores)
        return self


class MemoryEnds(Frozen):
    """The least and the most memory that one replica may turn out to need."""

    low_mib: Mebibytes = Field(alias="low")
    high_mib: Mebibytes = Field(alias="high")

    @model_validator(mode="after")
    def _in_order(self) -> MemoryEnds:
        _refuse_disorder(self.low_mib, self.high_mib)
        return self


def _refuse_disorder(low: int, high: int) -> None:
    if low > high:
        raise InvalidValueError("low is above high", "write them so that low <= high")


class SizeEnds(Frozen):
    """How far the size of one replica is sure; `cpu` and `memory` beside it are what is planned."""

    cpu: CpuEnds | None = None
    memory: MemoryEnds | None = None


class Gpus(Frozen):
    """GPUs of one replica: how many, of which type, and the share of each that it takes where it is divided."""

    count: Annotated[int, Field(ge=0, le=64, strict=True)]
    type: GpuType | None = None
    share: Annotated[float, Field(gt=0, le=1)] | None = None


def _count_alone_is_gpus(value: Any) -> Any:
    """`gpu: 1` asks for one whole GPU of any type."""
    return {"count": value} if isinstance(value, int) and not isinstance(value, bool) else value


class Volume(Frozen):
    """Storage of one replica that outlives it: `access` says how many replicas write to it, `keeps` what is lost.

    With `access: many` all replicas share one volume; otherwise each has its own.
    """

    name: ServiceName
    size_mib: Mebibytes = Field(alias="size")
    access: VolumeAccess | None = None
    keeps: VolumeContent | None = None


class RequestRate(Frozen):
    """Requests a second to a service, all replicas together."""

    typical: Annotated[float, Field(ge=0, le=10_000_000)]
    peak: Annotated[float, Field(ge=0, le=10_000_000)] | None = None

    @property
    def most(self) -> float:
        """Requests a second at the peak; the typical rate where no peak was given."""
        return self.typical if self.peak is None else self.peak


class Traffic(Frozen):
    """What is asked of a service: requests a second, how long each takes, and how many a replica handles at once."""

    requests_per_second: RequestRate | None = None
    milliseconds: Annotated[float, Field(gt=0, le=3_600_000)] | None = None
    concurrency: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None


class Service(Frozen):
    """One deployable container image with its replicas; CPU, memory, GPUs and disk are requests of one replica.

    `disk` is space on the node itself, for the image and what the replica writes there; it is gone with the node, or
    for a stateful service stands for a volume. `per_node` puts one replica on every node, as an agent or a driver.
    `copies` is how many equal deployments of it there are, such as one for each customer: each has these replicas.
    `interruptible`: a replica may be stopped at any time, hardly warned, and is started again elsewhere.
    `size_range` says between what `cpu` and `memory` may turn out to be: low and high of each bill are planned with it.
    """

    name: ServiceName
    copies: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None
    replicas: Annotated[Replicas, BeforeValidator(_count_alone_is_steady)] | None = Field(
        default=None, json_schema_extra=or_short_form({"type": "integer", "minimum": 1})
    )
    cpu_millicores: Millicores | None = Field(default=None, alias="cpu")
    memory_mib: Mebibytes | None = Field(default=None, alias="memory")
    size_range: SizeEnds | None = None
    disk_mib: Mebibytes | None = Field(default=None, alias="disk")
    volumes: Annotated[tuple[Volume, ...], Field(max_length=50)] | None = None
    io_mbps: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None
    gpu: Annotated[Gpus, BeforeValidator(_count_alone_is_gpus)] | None = Field(
        default=None, json_schema_extra=or_short_form({"type": "integer", "minimum": 0, "maximum": 64})
    )
    arch: Arch | None = None
    os: ServiceSystem | None = None
    ports: Annotated[tuple[Port, ...], Field(max_length=100)] | None = None
    needs_host: tuple[HostNeed, ...] | None = None
    per_node: Annotated[bool, Field(strict=True)] | None = None
    max_per_node: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = None
    affinity: tuple[ServiceName, ...] = ()
    anti_affinity: tuple[ServiceName, ...] = ()
    spread: Spread | None = None
    tenant: Name | None = None
    site: Site | None = None
    stateful: Annotated[bool, Field(strict=True)] | None = None
    interruptible: Annotated[bool, Field(strict=True)] | None = None
    kind: WorkloadKind | None = None
    image: Annotated[str, Field(max_length=500)] | None = None
    image_size_mib: Mebibytes | None = Field(default=None, alias="image_size")
    limits: Limits | None = None
    traffic: Traffic | None = None
