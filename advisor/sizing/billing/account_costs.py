"""What an account costs, whatever runs in it: the plan of the team, or the least that is charged for a month."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Terms
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, Unit
from advisor.sizing.deployment import SizingTask


def account_lines(task: SizingTask, use: tuple[BillLine, ...]) -> Iterator[BillLine]:
    """The plan of the account as a line of its own; where use counts, what of it is left above that use.

    Parameters:
        task: what is sized; the plan is that for so many engineers.
        use: the lines of everything else, whose sum is taken off a plan that counts it: plan - use, and 0 at least.
    """
    claim = task.terms.claim(Terms.account_plans)
    if claim is None:
        return
    team = task.scenario.team
    plan = claim.value.for_people(team.engineers if team else None)
    used = sum(line.usd_per_month or 0.0 for line in use) if plan.counts_use else 0.0
    usd = max(0.0, plan.usd_per_month - used)
    if usd:
        day = task.knowledge.sources[claim.source].day.isoformat()
        yield BillLine(BillKey(BillPart.ACCOUNT_PLAN, tier=plan.name), 1, Unit.MONTH, usd, usd, claim.source, day)
