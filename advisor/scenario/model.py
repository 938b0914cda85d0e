"""The requirement file: what the architect asks for. An absent key is unknown, never a hidden default."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from advisor.errors import InvalidValueError, KeyPath, Problem, Setting
from advisor.reading import Document
from advisor.scenario.enums import (
    OWN_SITES,
    Autoscale,
    CostPosture,
    Isolation,
    Leaning,
    MultiTenancy,
    OperatingSystem,
    Protocol,
    Skill,
    State,
    WorkloadKind,
)
from advisor.scenario.fields import Count, Name, Share, Tag, or_short_form
from advisor.scenario.hosting import Hosting, Sites
from advisor.scenario.pricing import Pricing
from advisor.scenario.priorities import order_to_points
from advisor.scenario.service import Service
from advisor.values import Day, Frozen


class Scale(Frozen):
    """How much of everything there is, as far as it was counted."""

    services: Count | None = None
    containers: Count | None = None
    images: Count | None = None
    apps: Count | None = None
    nodes: Count | None = None
    clusters: Count | None = None
    regions: Count | None = None
    sites: Count | None = None
    users: Count | None = None


class Team(Frozen):
    """Who builds (`engineers`, `teams`), who runs (`ops`: people on the platform), and what they know.

    `usd_per_person_year` is the full cost of one person in a year; with it people stand in money beside the bill.
    """

    engineers: Count | None = None
    teams: Count | None = None
    ops: Count | None = None
    k8s_skill: Skill | None = None
    docker_skill: Skill | None = None
    usd_per_person_year: Annotated[float, Field(gt=0, le=10_000_000)] | None = None


class Tenant(Frozen):
    """Somebody whose services are kept apart from the others'."""

    name: Name
    isolation: Isolation | None = None


class Upgrade(Frozen):
    """How an upgrade may proceed: replicas or nodes (a count, or a share such as `25%`) added or missing."""

    max_surge: Share | None = None
    max_unavailable: Share | None = None


class Availability(Frozen):
    """What the plan has to survive; `target` is the share of time in percent.

    Losses are survived one at a time, unless `survive_together` asks for the machines to be lost while a zone is lost.
    """

    survive_nodes: Annotated[int, Field(ge=0, le=3, strict=True)] | None = None
    survive_zone: Annotated[bool, Field(strict=True)] | None = None
    survive_together: Annotated[bool, Field(strict=True)] | None = None
    target: Annotated[float, Field(ge=50, le=100)] | None = None
    upgrade: Upgrade | None = None


class Utilisation(Frozen):
    """The share of a machine that may be planned full."""

    cpu: Annotated[float, Field(gt=0, le=1)] | None = None
    memory: Annotated[float, Field(gt=0, le=1)] | None = None


def _list_is_hourly(value: Any) -> Any:
    return {"hourly": value} if isinstance(value, list | tuple) else value


class Load(Frozen):
    """How demand moves: 24 or 168 hourly factors (1.0 is the peak), or the hours of a day spent at the peak."""

    hourly: tuple[Annotated[float, Field(ge=0, le=1)], ...] | None = None
    peak_hours_per_day: Annotated[float, Field(ge=0, le=24)] | None = None

    @model_validator(mode="after")
    def _one_day_or_week(self) -> Load:
        if self.hourly is not None and len(self.hourly) not in (24, 168):
            raise InvalidValueError(f"{len(self.hourly)} hourly factors", "write 24 for a day or 168 for a week")
        return self


class Growth(Frozen):
    """How demand grows over the years planned for."""

    percent_per_year: Annotated[float, Field(ge=-90, le=1000)] | None = None
    years: Annotated[float, Field(ge=0, le=10)] | None = None


class Budget(Frozen):
    """What may be spent."""

    usd_per_month: Annotated[float, Field(ge=0, le=1e9)] | None = None


class Scenario(Frozen):
    """One requirement file. `origin` is the text it was read from, with the place of every value."""

    name: Name
    summary: Annotated[str, Field(max_length=4000)] | None = None
    as_of: Day | None = None
    hosting: Hosting | None = None
    scale: Scale | None = None
    team: Team | None = None
    multi_tenancy: MultiTenancy | None = None
    autoscale: Autoscale | None = None
    state: State | None = None
    os: OperatingSystem | None = None
    protocols: tuple[Protocol, ...] | None = None
    workloads: tuple[WorkloadKind, ...] | None = None
    compliance: tuple[Tag, ...] | None = None
    cost: CostPosture | None = None
    portability: Leaning | None = None
    managed_preference: Leaning | None = None
    existing: tuple[Name, ...] | None = None
    """What is in use: ids of platforms, known words, or free words, which are kept and said to be unknown."""
    requested: Tag | None = None
    must_have: tuple[Tag, ...] | None = None
    services: Annotated[tuple[Service, ...], Field(max_length=10_000)] | None = None
    tenants: Annotated[tuple[Tenant, ...], Field(max_length=1000)] | None = None
    sites: Sites | None = None
    availability: Availability | None = None
    utilisation: Utilisation | None = None
    load: Annotated[Load, BeforeValidator(_list_is_hourly)] | None = Field(
        default=None,
        json_schema_extra=or_short_form({"type": "array", "items": {"type": "number"}}),
    )
    growth: Growth | None = None
    budget: Budget | None = None
    pricing: Pricing | None = None
    priorities: Annotated[dict[Tag, Annotated[float, Field(ge=0, le=100)]], BeforeValidator(order_to_points)] | None = (
        Field(default=None, json_schema_extra=or_short_form({"type": "array", "items": {"type": "string"}}))
    )

    _origin: Document | None = PrivateAttr(default=None)

    @property
    def on_own_hardware(self) -> bool:
        """Whether all of it runs on own servers, in data centres or at the edge."""
        return self.hosting is not None and self.hosting.model in OWN_SITES

    @property
    def origin(self) -> Document | None:
        """The document this was read from; None for answers from a form."""
        return self._origin

    def problem(
        self, path: KeyPath, message: str, remedy: str, *, ways: tuple[tuple[Setting, ...], ...] = ()
    ) -> Problem:
        """A mistake in one of the answers: with its place in the file, where they were read from one."""
        if self._origin is None:
            return Problem("<answers>", 0, 0, path, message, remedy, ways=ways)
        return self._origin.problem(path, message, remedy, ways=ways)

    def __eq__(self, other: object) -> bool:
        """Equal when all answers are, wherever they were read from."""
        return isinstance(other, Scenario) and self.model_dump() == other.model_dump()

    __hash__ = None  # type: ignore[assignment]  # priorities are a mapping

    def as_read(self) -> dict[str, Any]:
        """The answers given, and only those, as plain JSON values: units are written back, unknowns left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
