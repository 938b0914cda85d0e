"""Where it runs: clouds, regions and own servers, and many equal small sites."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from advisor.errors import InvalidValueError
from advisor.scenario.enums import Cloud, HostingModel, Jurisdiction, MachineArch, Subnets
from advisor.scenario.fields import GpuType, Name, ServiceName, Tag
from advisor.values import Frozen, Mebibytes

MOST_MACHINES = 100_000


class OwnMachine(Frozen):
    """Servers of one type that the organisation has: `usd_per_month` is the full cost of one, `gpu` its GPUs.

    With `cloud: other` they are the machines that this cloud rents out; without `count`, as many as it takes.
    `sustained_vcpu` is what a server gives all the time whose `vcpu` are shared or burst by credits.
    """

    type: Tag
    vcpu: Annotated[int, Field(ge=1, le=1024, strict=True)]
    memory_mib: Mebibytes = Field(alias="memory")
    count: Annotated[int, Field(ge=1, le=MOST_MACHINES, strict=True)] = MOST_MACHINES
    usd_per_month: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    site: Name | None = None
    gpu: Annotated[int, Field(ge=0, le=64, strict=True)] | None = None
    gpu_type: GpuType | None = None
    arch: MachineArch | None = None
    sustained_vcpu: Annotated[float, Field(gt=0, le=1024)] | None = None

    @property
    def counted(self) -> bool:
        """Whether it was said how many there are."""
        return "count" in self.model_fields_set

    @model_validator(mode="after")
    def _gives_no_more_than_it_has(self) -> OwnMachine:
        if self.sustained_vcpu is not None and self.sustained_vcpu > self.vcpu:
            raise InvalidValueError(
                f"{self.type} gives {self.sustained_vcpu:g} vCPU all the time and has {self.vcpu}",
                "write in sustained_vcpu what is there without bursts, or leave it out",
            )
        return self


class Hosting(Frozen):
    """Where it runs; `subnets` says whether machines and tasks have addresses of their own on the internet.

    `jurisdiction` says which law may reach it: of the place where data lies, and of who runs it.
    """

    model: HostingModel | None = None
    cloud: Cloud | None = None
    region: Tag | None = None
    zones: Annotated[int, Field(ge=1, le=6, strict=True)] | None = None
    machines: Annotated[tuple[OwnMachine, ...], Field(max_length=200)] | None = None
    subnets: Subnets | None = None
    jurisdiction: Jurisdiction | None = None

    @property
    def in_the_eu(self) -> bool:
        """Whether everything has to stand in the European Union."""
        return self.jurisdiction in (Jurisdiction.EU_DATA, Jurisdiction.EU_LAW)

    @property
    def rents_listed_machines(self) -> bool:
        """Whether `machines` are those that a cloud without a price table rents out, and not the organisation's own."""
        return self.cloud is Cloud.OTHER and self.model in (None, HostingModel.CLOUD, HostingModel.MULTI_CLOUD)


class Sites(Frozen):
    """Many equal small sites, such as factories, shops or vehicles: what one of them holds, and how many there are.

    `machines` are those of one site. `services` names the services that run in each site, with their replicas of one
    site; without it all of them do.
    """

    count: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    machines: Annotated[tuple[OwnMachine, ...], Field(max_length=50)] | None = None
    services: tuple[ServiceName, ...] | None = None
