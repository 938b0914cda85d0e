"""Replicas, machines and what they cost over the day or the week."""

from __future__ import annotations

from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series
from advisor.report.wording.load_profile import load_name
from advisor.sizing.load_following import LoadFollowing, LoadPlan
from advisor.sizing.topology import Topology
from advisor.values import HOURS_PER_DAY


def load_chart(topology: Topology) -> Chart | None:
    """How many replicas and machines there are at each hour; None where capacity does not follow the load.

    Where only the number of hours is known, and not which they are, there is a column for each level of the load.
    """
    following = topology.load_following
    if following is None or not following.follows or not following.plans:
        return None
    plans = [plan for plan in following.plans if plan.when]
    return _by_hour(following, plans) if plans else _by_level(following)


def hourly_cost_chart(topology: Topology) -> Chart | None:
    """What machines, instances or tasks cost at each hour; None where that is the same at all hours, or not known.

    Where only the number of hours is known, and not which they are, there is a column for each level of the load.
    """
    following = topology.load_following
    if following is None or not following.follows or any(plan.usd_per_hour is None for plan in following.plans):
        return None
    timed = [plan for plan in following.plans if plan.when]
    cycle = "day" if following.cycle_hours == HOURS_PER_DAY else "week"
    if timed:
        at = {hour: plan.usd_per_hour for plan in timed for hour in plan.when}
        hours = range(following.cycle_hours)
        categories, costs = tuple(map(str, hours)), tuple(at.get(hour) for hour in hours)
    else:
        categories = tuple(map(_level_name, following.plans))
        costs = tuple(plan.usd_per_hour for plan in following.plans)
    if not costs:
        return None
    return Chart(
        name="hourly-cost",
        kind=ChartKind.COLUMNS,
        title=f"What it costs an hour over the {cycle}" if timed else "What it costs an hour at each level of the load",
        description=f"A column for each {f'hour of the {cycle}' if timed else 'level of the load'}: US dollars an hour "
        "for the machines, instances or tasks that carry the replicas; what is paid for besides is the same at all "
        "hours.",
        unit=f"hour of the {cycle}" if timed else "level of the load",
        category="hour" if timed else "load",
        categories=categories,
        series=(Series("USD an hour", costs),),
        form=NumberForm.MONEY,
    )


def _level_name(plan: LoadPlan) -> str:
    return f"{load_name(plan.names)}{f' ({plan.hours:g} h)' if plan.hours else ''}"


def _by_hour(following: LoadFollowing, plans: list[LoadPlan]) -> Chart:
    at = {hour: plan for plan in plans for hour in plan.when}
    hours = tuple(range(following.cycle_hours))
    cycle = "day" if following.cycle_hours == HOURS_PER_DAY else "week"
    return Chart(
        name="load",
        kind=ChartKind.COLUMNS,
        title=f"What runs over the {cycle}",
        description=f"Two rows of columns, one column for each hour of the {cycle}: above, replicas that run; below, "
        "machines, instances or tasks that carry them.",
        unit=f"hour of the {cycle}",
        category="hour",
        categories=tuple(str(hour) for hour in hours),
        series=(
            Series("replicas", tuple(float(at[hour].replicas) if hour in at else None for hour in hours)),
            Series("machines or tasks", tuple(_machines(at[hour]) if hour in at else None for hour in hours)),
        ),
        form=NumberForm.COUNT,
    )


def _by_level(following: LoadFollowing) -> Chart:
    plans = following.plans
    return Chart(
        name="load",
        kind=ChartKind.COLUMNS,
        title="What runs at each level of the load",
        description="Two rows of columns, one column for each level of the load, with its hours of the day where they "
        "are known: above, replicas that run; below, machines, instances or tasks that carry them.",
        unit="level of the load",
        category="load",
        categories=tuple(map(_level_name, plans)),
        series=(
            Series("replicas", tuple(float(plan.replicas) for plan in plans)),
            Series("machines or tasks", tuple(_machines(plan) for plan in plans)),
        ),
        form=NumberForm.COUNT,
    )


def _machines(plan: LoadPlan) -> float:
    return float(sum(number for _, number in plan.machines))
