"""One strategy for each way of running, chosen in one place, and what each says of itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from advisor.knowledge import Agents, DatedClaim, Platform, Terms
from advisor.sizing.deployment import ClusterLimits
from advisor.sizing.strategies.registry import STRATEGIES

SIZING = Path(__file__).parents[2] / "advisor" / "sizing"
DAY = dt.date(2026, 8, 1)


def terms(**values: object) -> Terms:
    claims = {term: (DatedClaim(term, DAY, value, "guide", None, None),) for term, value in values.items()}
    return Platform("alpha", "Alpha", "Vendor", "Alpha runs containers.", claims).terms(DAY)


def test_each_way_of_running_has_a_strategy_of_its_own() -> None:
    assert set(STRATEGIES) == {*Agents, None}
    assert len({type(strategy) for strategy in STRATEGIES.values()}) == len(STRATEGIES)


def test_only_the_registry_asks_how_a_platform_runs() -> None:
    asking = [file for file in SIZING.rglob("*.py") if "Agents." in file.read_text(encoding="utf-8")]
    assert asking == [SIZING / "strategies" / "registry.py"]


def test_only_machines_that_several_services_share_have_proxies() -> None:
    # where each replica has a machine, load balancers do their work
    assert {agents for agents in Agents if STRATEGIES[agents].has_proxies} == {Agents.MACHINES, Agents.ONE_MACHINE}


def test_tasks_stand_in_own_subnets_unless_the_vendor_gives_an_entry() -> None:
    tasks = STRATEGIES[Agents.TASKS]
    assert tasks.in_own_subnets(terms(entry_included="no"))
    assert tasks.in_own_subnets(terms())
    assert not tasks.in_own_subnets(terms(entry_included="yes"))
    assert STRATEGIES[Agents.MACHINES].in_own_subnets(terms(entry_included="yes"))


def test_tasks_are_limited_by_replicas_alone() -> None:
    limits = terms(max_nodes=5_000, max_pods=150_000, max_services=10_000)
    assert STRATEGIES[Agents.MACHINES].cluster_limits(limits) == ClusterLimits(5_000, 150_000, 10_000)
    assert STRATEGIES[Agents.TASKS].cluster_limits(limits) == ClusterLimits(None, 150_000, None)
