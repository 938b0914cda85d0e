"""Claims that are tables about control planes: how many members of which size, and the tiers that vendors sell."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from advisor.knowledge.amounts import Amount, CloudName
from advisor.values import Frozen


class ControlPlaneSize(Frozen):
    """The machine that one control-plane member needs up to so many nodes (none: no end)."""

    max_nodes: Annotated[int, Field(ge=1)] | None = None
    max_pods: Annotated[int, Field(ge=1)] | None = None
    vcpu: Annotated[float, Field(gt=0)]
    memory_mib: Annotated[int, Field(gt=0)]


class SharedControlPlane(Frozen):
    """What a member of the control plane takes of a machine that runs services too, in clusters of up to `max_nodes`.

    The machine must be as large as the maker asks of any server. `one_alone`: one member is a documented setup, where
    the loss of its machine is borne. `caution`: what the maker says against it.
    """

    max_nodes: Annotated[int, Field(ge=1)]
    cpu_millicores: Amount
    memory_mib: Amount
    pods: Amount = 0
    least_vcpu: Annotated[float, Field(gt=0)]
    least_memory_mib: Annotated[int, Field(gt=0)]
    one_alone: bool = False
    caution: str = ""


class ControlPlaneSizes(Frozen):
    """Rows from small to large; the first that holds the planned nodes and pods applies."""

    rows: Annotated[tuple[ControlPlaneSize, ...], Field(min_length=1)]


class MemberCounts(Frozen):
    """How many control-plane members are recommended, ascending (1, 3, 5, 7)."""

    counts: Annotated[tuple[Annotated[int, Field(ge=1, le=9)], ...], Field(min_length=1)]
    virtual: bool = False
    """Whether each is a virtual machine of a hypervisor that the platform needs, on hosts that it shares."""


class ControlPlaneTier(Frozen):
    """One way a vendor sells its control plane; `sla_percent` none: no availability is promised.

    `usd_per_hour` none: it has a price, which nobody here found.

    `cloud`, `most_zones`: sold only there, or only in so few zones. `free_usd_per_month` is what the vendor takes off
    once for an account. `adds` says what is had besides.
    """

    name: str
    usd_per_hour: Annotated[float, Field(ge=0)] | None
    sla_percent: Annotated[float, Field(gt=0, le=100)] | None = None
    sla_percent_one_zone: Annotated[float, Field(gt=0, le=100)] | None = None
    cloud: CloudName | None = None
    most_zones: Annotated[int, Field(ge=1)] | None = None
    max_nodes: Annotated[int, Field(ge=1)] | None = None
    free_usd_per_month: Annotated[float, Field(ge=0)] = 0.0
    adds: str = ""


class ControlPlaneTiers(Frozen):
    """All tiers of a control plane that a vendor runs, from plain to rich."""

    rows: Annotated[tuple[ControlPlaneTier, ...], Field(min_length=1)]
