"""The monthly bill by what it is for, of several platforms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from advisor.recommend import Ranked, Recommendation
from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series
from advisor.sizing.bill_types import TERMS, Bill, BillPart

MOST_PLATFORMS = 6


class CostGroup(StrEnum):
    """What the lines of a bill are for, in few words."""

    MACHINES = "machines and tasks"
    CONTROL_PLANE = "control plane and fees"
    NETWORK = "network"
    STORAGE = "storage and registry"
    SUBSCRIPTIONS = "subscriptions and plans"
    REQUESTS = "requests"
    TERMS = "savings by terms"


GROUPS: Mapping[BillPart, CostGroup] = {
    BillPart.NODES: CostGroup.MACHINES,
    BillPart.AUXILIARY_NODES: CostGroup.MACHINES,
    BillPart.TASKS_BUSY: CostGroup.MACHINES,
    BillPart.TASKS_IDLE: CostGroup.MACHINES,
    BillPart.FREE_VCPU: CostGroup.MACHINES,
    BillPart.FREE_MEMORY: CostGroup.MACHINES,
    BillPart.CONTROL_PLANE_MEMBERS: CostGroup.CONTROL_PLANE,
    BillPart.CONTROL_PLANE_FEE: CostGroup.CONTROL_PLANE,
    BillPart.AGENT_FEE: CostGroup.CONTROL_PLANE,
    BillPart.SUBSCRIPTION: CostGroup.SUBSCRIPTIONS,
    BillPart.ACCOUNT_PLAN: CostGroup.SUBSCRIPTIONS,
    BillPart.REGISTRY_TIER: CostGroup.STORAGE,
    BillPart.REGISTRY_STORAGE: CostGroup.STORAGE,
    BillPart.ROOT_DISKS: CostGroup.STORAGE,
    BillPart.VOLUMES: CostGroup.STORAGE,
    BillPart.SHARED_FILES: CostGroup.STORAGE,
    BillPart.REQUESTS: CostGroup.REQUESTS,
    BillPart.FREE_REQUESTS: CostGroup.REQUESTS,
    **dict.fromkeys(TERMS, CostGroup.TERMS),
}
"""The group of each part; what is named in none is a part of the network."""


def cost_by_group(bill: Bill) -> dict[CostGroup, float]:
    """USD a month of each group that the bill has lines of, in the order of the groups; what has no price is left out.

    >>> from advisor import example_scenarios, load_knowledge, load_scenario, size
    >>> scenario, known = load_scenario(example_scenarios()["single-vm"]), load_knowledge()
    >>> sized = size(scenario, known.platforms["docker-compose-single-vm"], known)
    >>> [group.value for group in cost_by_group(sized.bill)][:2]
    ['machines and tasks', 'network']
    """
    found: dict[CostGroup, float] = {}
    for line in bill.lines:
        if line.usd_per_month is not None:
            group = GROUPS.get(line.key.part, CostGroup.NETWORK)
            found[group] = found.get(group, 0.0) + line.usd_per_month
    return {group: found[group] for group in CostGroup if group in found}


def cost_chart(recommendation: Recommendation, entries: tuple[Ranked, ...] | None = None) -> Chart | None:
    """The bill of each of the first platforms by group, with its low and high end; None where none has a price."""
    shown = tuple(
        entry for entry in entries or recommendation.choices[:MOST_PLATFORMS] if entry.topology.bill.base is not None
    )
    if not shown:
        return None
    grouped = [cost_by_group(entry.topology.bill) for entry in shown]
    groups = [group for group in CostGroup if any(round(costs.get(group, 0.0), 2) for costs in grouped)]
    least = any(entry.topology.bill.is_lower_limit for entry in shown)
    lacks = " A bill marked with * lacks what has no price, and is a lower limit." if least else ""
    return Chart(
        name="bills",
        kind=ChartKind.STACKED,
        title="What each platform costs a month, by what is paid for",
        description="A bar for each platform, its parts one after the other; its thin line goes from the "
        f"low to the high end of the bill.{lacks}",
        unit="USD a month",
        category="platform",
        categories=tuple(
            f"{entry.platform.name}{' *' if entry.topology.bill.is_lower_limit else ''}" for entry in shown
        ),
        series=tuple(Series(group.value, tuple(costs.get(group, 0.0) for costs in grouped)) for group in groups),
        form=NumberForm.MONEY,
        ranges=tuple(_range(entry.topology.bill) for entry in shown),
    )


def _range(bill: Bill) -> tuple[float, float] | None:
    if bill.low is None or bill.high is None or round(bill.low) == round(bill.high):
        return None
    return bill.low, bill.high
