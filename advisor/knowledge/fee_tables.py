"""Claims that are tables about fees: plans of an account, and what is taken for keeping a machine."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from advisor.knowledge.amounts import Fraction, Price
from advisor.values import Frozen


class AccountPlan(Frozen):
    """A plan that an account needs, whatever runs in it, for teams of up to `most_people` (none: of any size).

    `counts_use`: what is used is taken off the fee, so that it is the least that is charged for a month.
    """

    name: str
    usd_per_month: Price
    counts_use: bool = False
    most_people: Annotated[int, Field(ge=1)] | None = None


class AccountPlans(Frozen):
    """All plans from small to large; the first that is for the team applies, and the last where nobody says its size.

    >>> plans = AccountPlans(rows=(AccountPlan(name="Hobby", usd_per_month=0, most_people=1),
    ...                            AccountPlan(name="Pro", usd_per_month=25)))
    >>> plans.for_people(1).name, plans.for_people(8).name, plans.for_people(None).name
    ('Hobby', 'Pro', 'Pro')
    """

    rows: Annotated[tuple[AccountPlan, ...], Field(min_length=1)]

    def for_people(self, people: int | None) -> AccountPlan:
        """The plan for a team of so many people."""
        fitting = (row for row in self.rows if people is not None and people <= (row.most_people or people))
        return next(fitting, self.rows[-1])


class AgentFee(Frozen):
    """What a vendor takes for keeping a machine, besides its price: a share of that on demand, or USD for each vCPU.

    It is for machines of `families` (none: of any), or with GPUs alone where `gpus` says so; without a figure nobody
    publishes one. It was seen for the machine types in `seen_for` and is worked out from those for all other types of
    the row; where that is empty it was seen for the kind as a whole, or with `estimated` for none of it. `source` is
    who says so, where that is not the source of the claim.
    """

    families: tuple[str, ...] = ()
    gpus: bool | None = None
    share_of_price: Fraction | None = None
    usd_per_vcpu_hour: Price | None = None
    seen_for: tuple[str, ...] = ()
    estimated: bool = False
    source: str = ""

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if self.share_of_price is not None and self.usd_per_vcpu_hour is not None:
            raise ValueError("gives a share of the price and USD for each vCPU; keep one of the two")
        return self

    def is_for(self, family: str, gpus: float) -> bool:
        """Whether it is for machines of a family, with so many GPUs."""
        return (not self.families or family in self.families) and self.gpus in (None, gpus > 0)

    def is_estimated_for(self, machine_type: str) -> bool:
        """Whether the fee of a machine type was not seen, and is worked out from others."""
        return self.estimated or (bool(self.seen_for) and machine_type not in self.seen_for)

    def per_hour(self, usd_per_hour: float | None, vcpu: float) -> float | None:
        """USD per hour for a machine of this price and so many vCPU; None where nobody says.

        >>> AgentFee(share_of_price=0.12).per_hour(0.306, 8), AgentFee(usd_per_vcpu_hour=0.01).per_hour(None, 4)
        (0.03672, 0.04)
        """
        if self.usd_per_vcpu_hour is not None:
            return round(self.usd_per_vcpu_hour * vcpu, 9)
        if self.share_of_price is None or usd_per_hour is None:
            return None
        return round(self.share_of_price * usd_per_hour, 9)


class AgentFees(Frozen):
    """The fee of a machine is that of the first row which is for it; machines that no row is for cost none."""

    rows: Annotated[tuple[AgentFee, ...], Field(min_length=1)]

    def of(self, family: str, gpus: float) -> AgentFee | None:
        """The row for machines of a family, with so many GPUs; None where there is none."""
        return next((row for row in self.rows if row.is_for(family, gpus)), None)
