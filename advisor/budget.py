"""What would keep a budget that nothing keeps: the cheapest choice, and the answers that make it cheaper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.errors import ScenarioError
from advisor.knowledge import Knowledge
from advisor.rules import scenario_values
from advisor.scenario import Scenario, change_answers
from advisor.scoring.budget import BudgetFit, budget_fit
from advisor.screening import screen
from advisor.sizing import Topology, size

EASIER: tuple[tuple[str, Any], ...] = (
    ("availability.survive_nodes", 0),
    ("availability.survive_zone", False),
    ("availability.survive_together", False),
    ("hosting.zones", 1),
    ("autoscale", "nodes"),
)
"""Answers that may make the same platform cheaper, all of which give something up or let machines follow the load."""


@dataclass(frozen=True)
class Cheaper:
    """An answer with which the same platform costs less, sized anew with it."""

    field: str
    was: Any
    becomes: Any
    usd_per_month: float
    fit: BudgetFit | None


@dataclass(frozen=True)
class BudgetMissed:
    """That no choice is within the budget: the cheapest one with its bill, and what makes it cheaper."""

    budget: float
    platform: str
    usd_per_month: float
    cheaper: tuple[Cheaper, ...]


def budget_missed(scenario: Scenario, choices: Sequence[Topology], knowledge: Knowledge) -> BudgetMissed | None:
    """What would keep the budget; None where there is none, a choice is within it, or nothing has a price."""
    budget = scenario.budget.usd_per_month if scenario.budget else None
    fits = {budget_fit(each.bill, budget, knowledge) for each in choices}
    if budget is None or not fits or fits & {BudgetFit.WITHIN, None}:
        return None
    cost, cheapest = min((each.bill.base or 0.0, each.platform) for each in choices)
    found = _cheaper(scenario, cheapest, cost, knowledge)
    return BudgetMissed(budget, cheapest, cost, tuple(sorted(found, key=lambda each: each.usd_per_month)))


def _cheaper(scenario: Scenario, platform: str, cost: float, knowledge: Knowledge) -> Iterator[Cheaper]:
    budget = scenario.budget.usd_per_month if scenario.budget else None
    values = scenario_values(scenario, knowledge)
    for field, becomes in EASIER:
        was = values.get(field)
        if was == becomes:
            continue
        try:
            changed = change_answers(scenario, {field: becomes}).scenario
        except ScenarioError:  # another answer forbids it
            continue
        if not next(each.eligible for each in screen(changed, knowledge) if each.platform.id == platform):
            continue
        sized = size(changed, knowledge.platforms[platform], knowledge)
        base = sized.bill.base if isinstance(sized, Topology) else None
        if isinstance(sized, Topology) and base is not None and base < cost - 0.005:
            yield Cheaper(field, was, becomes, base, budget_fit(sized.bill, budget, knowledge))
