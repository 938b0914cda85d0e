"""How demand grows over the years planned for: by which factor, and whether the years were said or assumed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import note


class Moment(StrEnum):
    """When the demand is looked at."""

    TODAY = "today"
    END_OF_PLAN = "end_of_plan"


@dataclass(frozen=True)
class GrowthPlan:
    """Growth in percent a year, over so many years; `years_assumed`: nobody said how many."""

    percent_per_year: float
    years: float
    years_assumed: bool

    @property
    def factor(self) -> float:
        """Replicas at the end over those of today, by compound growth: (1 + percent / 100) ^ years.

        >>> GrowthPlan(50, 3, False).factor
        3.375
        """
        return float((1 + self.percent_per_year / 100) ** self.years)


def growth_plan(scenario: Scenario, knowledge: Knowledge) -> GrowthPlan | None:
    """The growth that is planned for; None where nothing grows, or nobody said so."""
    growth = scenario.growth
    if growth is None or not growth.percent_per_year:
        return None
    assumed = growth.years is None
    years = float(knowledge.assumed["plan_years"].value) if growth.years is None else growth.years
    return GrowthPlan(growth.percent_per_year, years, assumed) if years else None


def years_assumption(plan: GrowthPlan, knowledge: Knowledge) -> Assumption:
    """The years that were assumed, and what they and others make of the replicas."""
    assumed = knowledge.assumed["plan_years"]
    others = tuple((years, GrowthPlan(plan.percent_per_year, years, True).factor) for years in (1.0, 5.0))
    told = note(
        AssumptionCode.PLAN_YEARS,
        value=plan.years,
        about=assumed.about,
        because=assumed.why,
        percent_per_year=plan.percent_per_year,
        factor=plan.factor,
        others=others,
    )
    return Assumption("growth.years", told)
