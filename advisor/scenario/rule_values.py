"""A scenario as rules read it: every answer and counted fact under its dotted name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from advisor.scenario.demand import Demand
from advisor.scenario.model import Scenario


def flat_values(scenario: Scenario, demand: Demand) -> dict[str, Any]:
    """Every scenario field and counted fact by dotted name (`hosting.model`, `demand.replicas`); None: unanswered.

    >>> from advisor.scenario import count_demand, load_scenario
    >>> shop = load_scenario({"name": "shop", "hosting": {"zones": 3}})
    >>> flat_values(shop, count_demand(shop))["hosting.zones"]
    3
    """
    values: dict[str, Any] = {}
    _flatten("", scenario.model_dump(mode="python", by_alias=True, exclude={"services", "tenants", "load"}), values)
    _flatten("demand.", demand.model_dump(), values)
    return values


def _flatten(prefix: str, mapping: Mapping[str, Any], into: dict[str, Any]) -> None:
    for key, value in mapping.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}{key}.", value, into)
        elif isinstance(value, tuple | list):
            into[prefix + key] = tuple(str(entry) if isinstance(entry, StrEnum) else entry for entry in value)
        else:
            into[prefix + key] = str(value) if isinstance(value, StrEnum) else value
