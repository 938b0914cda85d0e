"""Why a platform cannot hold the services, as JSON."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.packing import NoPlanCause
from advisor.report.schema.fields import JsonModel, MaybeText, PlainValue
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.infeasibility import Refusal, RefusalCause


class TiedServiceJson(JsonModel):
    """A service that affinity ties to others."""

    service: str = Field(description="Name of the service.")
    beside: tuple[str, ...] = Field(description="Services of each of which a replica must stand on its machine.")


class MachinesToBuyJson(JsonModel):
    """Machines of one type that are short."""

    machine: str = Field(description="Machine type.")
    count: int = Field(description="How many.")
    site: MaybeText = Field(description="Where, if own machines are counted site by site; else null.")


class InfeasibleJson(JsonModel):
    """Why services cannot be placed."""

    cause: NoPlanCause | RefusalCause = Field(description="The cause, as a code.")
    values: dict[str, PlainValue] = Field(description="What belongs to the cause, by name.")
    text: str = Field(description="The cause in words.")
    services: tuple[str, ...] = Field(description="The services to blame.")
    pool: MaybeText = Field(description="The pool in which it was met; null where there is one only.")
    cluster: MaybeText = Field(description="The cluster in which it was met; null where there is one only.")
    one_machine: bool = Field(description="Whether all services were to share one machine.")
    ties: tuple[TiedServiceJson, ...] = Field(description="Services with affinity where no way to place all was found.")
    to_buy: tuple[MachinesToBuyJson, ...] = Field(
        description="Machines that would do if they were added to those in stock."
    )

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """Why services cannot be placed."""
        return cls(
            cause=refusal.cause,
            values=dict(refusal.values),
            text=refusal_words(refusal),
            services=refusal.services,
            pool=refusal.pool,
            cluster=refusal.cluster,
            one_machine=refusal.one_machine,
            ties=tuple(TiedServiceJson(service=name, beside=hosts) for name, hosts in refusal.ties),
            to_buy=tuple(map(MachinesToBuyJson.model_validate, refusal.to_buy)),
        )
