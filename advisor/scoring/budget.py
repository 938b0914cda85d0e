"""Whether a bill keeps the budget, and who stands behind others for its sake.

A budget is no price to be weighed against virtues: what is over it cannot be bought. So a platform over the budget
stands behind those within it, whatever their scores. Within it but passed over is only what has a form so far behind
the strongest one that it is no answer to what was asked. Both are told of a platform by itself, never by those beside
it, so that dropping a loser changes no winner.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from advisor.forms import Strengths, behind_best, form_of
from advisor.knowledge import Knowledge
from advisor.sizing import Topology
from advisor.sizing.bill_types import Bill


class BudgetFit(StrEnum):
    """Whether the monthly bill of today keeps the budget."""

    WITHIN = "within"
    MAY_BE_OVER = "may_be_over"
    """What has a price is within it; a subscription whose price is told on request only may not be."""
    OVER = "over"


def budget_fit(bill: Bill, budget: float | None, knowledge: Knowledge) -> BudgetFit | None:
    """Whether a bill keeps a budget; None where there is no budget, or nothing in the bill has a price.

    A subscription without a public price counts at its dear end, so that no platform is within by an unknown cost.
    """
    if budget is None or bill.base is None:
        return None
    if bill.base > budget:
        return BudgetFit.OVER
    most = 1 + knowledge.reference("unpriced_subscription_share_most") if bill.subscription_unknown else 1.0
    return BudgetFit.MAY_BE_OVER if bill.base * most > budget else BudgetFit.WITHIN


@dataclass(frozen=True)
class BudgetOrder:
    """Who stands behind for the sake of a budget, in one scenario."""

    budget: float | None
    strengths: Strengths
    day: dt.date
    knowledge: Knowledge

    def sets_back(self, platform: str, topology: Topology) -> bool:
        """Whether a platform stands behind all that are within the budget and a choice."""
        if self.budget is None:
            return False
        if budget_fit(topology.bill, self.budget, self.knowledge) in (BudgetFit.OVER, BudgetFit.MAY_BE_OVER):
            return True
        form = form_of(self.knowledge.platforms[platform].terms(self.day))
        parted_from = self.knowledge.criteria.forms.parted_from
        return form is not None and behind_best(self.strengths, form) >= parted_from
