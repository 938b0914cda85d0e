"""The budget in words."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.budget import BudgetMissed, Cheaper
from advisor.knowledge import Knowledge
from advisor.report.json_values import plain
from advisor.report.wording import usd
from advisor.report.wording.rounded import sum_given
from advisor.scoring.budget import BudgetFit

FITS: Mapping[BudgetFit | None, str] = {
    BudgetFit.WITHIN: "within",
    BudgetFit.MAY_BE_OVER: "may be over",
    BudgetFit.OVER: "over",
    None: "unknown",
}
"""Whether a bill keeps the budget."""


def missed_words(missed: BudgetMissed, knowledge: Knowledge) -> str:
    """That no choice keeps the budget, and which comes nearest."""
    name = knowledge.platforms[missed.platform].name
    return (
        f"No choice keeps the budget of {sum_given(missed.budget)} a month. The cheapest is {name} ({missed.platform}) "
        f"at {usd(missed.usd_per_month)}, {usd(missed.usd_per_month - missed.budget)} more than there is."
    )


def cheaper_words(cheaper: Cheaper) -> str:
    """An answer with which it costs less."""
    was = f"instead of {_written(cheaper.was)}" if cheaper.was is not None else "which is open so far"
    keeps = ", within the budget" if cheaper.fit is BudgetFit.WITHIN else ""
    return f"{cheaper.field}: {_written(cheaper.becomes)}, {was}: {usd(cheaper.usd_per_month)}{keeps}."


def _written(answer: object) -> str:
    written = plain(answer)
    return str(written).lower() if isinstance(written, bool) else str(written)
