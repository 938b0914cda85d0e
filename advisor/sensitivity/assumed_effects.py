"""What assumptions move the bill: the winner sized again with another value for each that nobody gave.

Only those that move it by a tenth or more are kept; what other answers do to the first place is in flips.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.errors import ScenarioError
from advisor.knowledge import Knowledge
from advisor.scenario import Scenario, change_answers
from advisor.screening import screen
from advisor.sizing import Effort, Topology, size
from advisor.sizing.note_codes import AssumptionCode

MATTERS = 0.1
"""A share of the bill from which what moves it is told: a tenth."""
STEP = 0.1
"""How much less of a machine is planned full, to see what it costs."""
OTHER_VALUE: Mapping[AssumptionCode, Callable[[Any], Any]] = {
    AssumptionCode.SURVIVE_NODES: lambda value: value - 1 if value else None,
    AssumptionCode.ZONES: lambda value: value - 1 if value > 1 else None,
    AssumptionCode.UTILISATION: lambda value: round(value - STEP, 2),
}
"""The value that an assumption is tried with, by its kind; None where there is none."""


@dataclass(frozen=True)
class AssumedEffect:
    """What the winner costs a month with another value for something that was assumed, beside its bill as it is."""

    field: str
    assumed: Any
    becomes: Any
    usd_per_month: float
    more_usd_per_month: float


def assumed_effects(scenario: Scenario, topology: Topology, knowledge: Knowledge) -> tuple[AssumedEffect, ...]:
    """The assumptions of a topology that move its bill by a tenth or more, the one that moves it most first.

    The platform is sized again for each with quick effort, so that a figure is an estimate.
    """
    found = _tried(scenario, topology, knowledge)
    return tuple(sorted(found, key=lambda effect: (-abs(effect.more_usd_per_month), effect.field)))


def _tried(scenario: Scenario, topology: Topology, knowledge: Knowledge) -> Iterator[AssumedEffect]:
    base = topology.bill.base
    if not base:
        return
    for assumption in topology.assumptions:
        other = OTHER_VALUE.get(AssumptionCode(assumption.note.code))
        value = dict(assumption.note.values).get("value")
        becomes = None if other is None else other(value)
        if assumption.field is None or becomes is None:
            continue
        costs = _bill_with(scenario, assumption.field, becomes, topology.platform, knowledge)
        if costs is not None and abs(costs - base) >= MATTERS * base:
            yield AssumedEffect(assumption.field, value, becomes, costs, costs - base)


def _bill_with(scenario: Scenario, field: str, becomes: Any, platform: str, knowledge: Knowledge) -> float | None:
    """The bill with another answer; None where it cannot be given, or the platform is out with it."""
    try:
        changed = change_answers(scenario, {field: becomes}).scenario
    except ScenarioError:  # another answer forbids it
        return None
    if not next(each.eligible for each in screen(changed, knowledge) if each.platform.id == platform):
        return None
    sized = size(changed, knowledge.platforms[platform], knowledge, effort=Effort.QUICK)
    return sized.bill.base if isinstance(sized, Topology) else None
