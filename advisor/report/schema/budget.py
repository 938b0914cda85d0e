"""That no choice keeps the budget, and what would, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.budget import BudgetMissed, Cheaper
from advisor.report.schema.fields import Figure, JsonModel, PlainValue
from advisor.scoring.budget import BudgetFit


class CheaperJson(JsonModel):
    """An answer with which the same platform costs less."""

    field: str = Field(description="Key of the requirement file.")
    was: PlainValue = Field(description="The answer given; null where none was.")
    becomes: PlainValue = Field(description="The other answer.")
    usd_per_month: Figure = Field(description="The bill with it.")
    within_budget: bool = Field(description="Whether that keeps the budget.")

    @classmethod
    def of(cls, cheaper: Cheaper) -> Self:
        """A cheaper answer."""
        within = cheaper.fit is BudgetFit.WITHIN
        return cls(
            field=cheaper.field,
            was=cheaper.was,
            becomes=cheaper.becomes,
            usd_per_month=cheaper.usd_per_month,
            within_budget=within,
        )


class BudgetMissedJson(JsonModel):
    """That no choice keeps the budget, and which comes nearest."""

    budget_usd_per_month: Figure = Field(description="The budget.")
    platform: str = Field(description="Id of the cheapest choice.")
    usd_per_month: Figure = Field(description="Its bill of today.")
    cheaper: tuple[CheaperJson, ...] = Field(description="Answers with which it would cost less, cheapest first.")

    @classmethod
    def of(cls, missed: BudgetMissed) -> Self:
        """A budget that nothing keeps."""
        return cls(
            budget_usd_per_month=missed.budget,
            platform=missed.platform,
            usd_per_month=missed.usd_per_month,
            cheaper=tuple(map(CheaperJson.of, missed.cheaper)),
        )
