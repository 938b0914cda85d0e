"""Words for the end of the years planned for: the growth, the machines and the bill by then."""

from __future__ import annotations

from advisor.report.wording import capital, ended, listing, usd
from advisor.report.wording.bill import sum_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.topology import EndOfPlan

MOST_TYPES = 4
"""Machine types that are named before the rest is counted together."""


def years_words(end: EndOfPlan) -> str:
    """`in 3 years`."""
    return f"in {end.years:g} year{'' if end.years == 1 else 's'}"


def growth_words(end: EndOfPlan) -> str:
    """`in 3 years, at 50% a year (3.38 times today's replicas)`."""
    assumed = " (assumed)" if end.years_assumed else ""
    return f"{years_words(end)}{assumed}, at {end.percent_per_year:g}% a year ({end.factor:.4g} times today's replicas)"


def end_of_plan_words(end: EndOfPlan) -> str:
    """What it comes to by then: the bill and the machines, or why it cannot hold the services any more."""
    growth = capital(growth_words(end))
    if end.bill is None:
        why = f": {refusal_words(end.refusal)}" if end.refusal else ""
        return ended(f"{growth}, it cannot hold the {end.replicas:,} replicas{why}")
    between = ""
    if end.bill.low is not None and end.bill.high is not None and usd(end.bill.low) != usd(end.bill.high):
        between = f"between {usd(end.bill.low)} and {usd(end.bill.high)}"
        between = f" (what has a price costs {between})" if end.bill.is_lower_limit else f", {between}"
    total = "without a price" if end.bill.base is None else f"{sum_words(end.bill, end.bill.base)} a month{between}"
    return f"{growth}: {total}, for {end.replicas:,} replicas on {_machines(end)}."


def _machines(end: EndOfPlan) -> str:
    shown = [f"{number:,} x {name}" for name, number in end.machines[:MOST_TYPES]]
    more = sum(number for _, number in end.machines[MOST_TYPES:])
    return listing([*shown, *([f"{more:,} others"] if more else [])]) or "none"
