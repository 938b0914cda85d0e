"""The answers to the example scenarios, worked out once in each process that runs tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from advisor import Recommendation, load_knowledge, load_scenario, recommend

KNOWLEDGE = load_knowledge()
SCENARIOS = Path(__file__).resolve().parents[1] / "data" / "scenarios"


def list_scenarios() -> list[Path]:
    """The example scenarios, sorted."""
    return sorted(SCENARIOS.glob("*.yaml"))


@cache
def answer_to(name: str) -> Recommendation:
    """The recommendation for the example scenario of this name."""
    return recommend(load_scenario(SCENARIOS / f"{name}.yaml"), KNOWLEDGE)
