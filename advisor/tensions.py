"""Answers that pull apart: each is possible, and both together are seldom meant. One line for each pair, no error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import KeyPath
from advisor.knowledge import Knowledge
from advisor.scenario import Scenario
from advisor.scenario.enums import Autoscale, HostingModel, Leaning, MultiTenancy, OperatingSystem, State

_SCALING = frozenset({"replica_autoscale", "node_autoscale", "scale_to_zero", "burst_to_cloud"})


class TensionCode(StrEnum):
    """Why two answers pull apart; each with `first`, `second` and the lines they stand on, 0 where none is known."""

    VENDOR_ON_PREMISES = "vendor_on_premises"
    VENDOR_AND_CONTROL = "vendor_and_control"
    MORE_OPS_THAN_ENGINEERS = "more_ops_than_engineers"
    MORE_TEAMS_THAN_ENGINEERS = "more_teams_than_engineers"
    ONE_MACHINE_TO_LOSE = "one_machine_to_lose"
    ONE_ZONE_TO_LOSE = "one_zone_to_lose"
    FIXED_AND_SCALING = "fixed_and_scaling"
    ONE_SYSTEM_AND_WINDOWS = "one_system_and_windows"
    NO_STATE_AND_STATEFUL = "no_state_and_stateful"
    NO_TENANTS_AND_WALLS = "no_tenants_and_walls"


@dataclass(frozen=True)
class Tension:
    """Two answers that pull apart, by the keys of both."""

    code: TensionCode
    first: KeyPath
    second: KeyPath


def tensions_of(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """The pairs of answers that pull apart.

    >>> from advisor import load_knowledge, load_scenario
    >>> asked = load_scenario({"name": "shop", "team": {"engineers": 2, "ops": 5}})
    >>> [tension.code.value for tension in tensions_of(asked, load_knowledge())]
    ['more_ops_than_engineers']
    """
    yield from _of_the_team(scenario)
    yield from _of_losses(scenario)
    yield from _of_musts(scenario, knowledge)
    model = scenario.hosting.model if scenario.hosting else None
    if _wants_a_vendor(scenario) and model in (HostingModel.ON_PREM, HostingModel.EDGE):
        yield Tension(TensionCode.VENDOR_ON_PREMISES, ("managed_preference",), ("hosting", "model"))


def _wants_a_vendor(scenario: Scenario) -> bool:
    return scenario.managed_preference in (Leaning.HIGH, Leaning.STRONG)


def _of_the_team(scenario: Scenario) -> Iterator[Tension]:
    team = scenario.team
    if team is None or team.engineers is None:
        return
    if team.ops is not None and team.ops > team.engineers:
        yield Tension(TensionCode.MORE_OPS_THAN_ENGINEERS, ("team", "ops"), ("team", "engineers"))
    if team.teams is not None and team.teams > team.engineers:
        yield Tension(TensionCode.MORE_TEAMS_THAN_ENGINEERS, ("team", "teams"), ("team", "engineers"))


def _of_losses(scenario: Scenario) -> Iterator[Tension]:
    asked = scenario.availability
    if asked is None:
        return
    if asked.survive_nodes and scenario.scale is not None and scenario.scale.nodes == 1:
        yield Tension(TensionCode.ONE_MACHINE_TO_LOSE, ("scale", "nodes"), ("availability", "survive_nodes"))
    if asked.survive_zone and scenario.hosting is not None and scenario.hosting.zones == 1:
        yield Tension(TensionCode.ONE_ZONE_TO_LOSE, ("hosting", "zones"), ("availability", "survive_zone"))


def _of_musts(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """What is named a must against another answer."""
    for position, tag in enumerate(scenario.must_have or ()):
        must, term = ("must_have", position), knowledge.term_for_tag(tag)
        if term == "node_access" and _wants_a_vendor(scenario):
            yield Tension(TensionCode.VENDOR_AND_CONTROL, ("managed_preference",), must)
        if term in _SCALING and scenario.autoscale is Autoscale.NONE:
            yield Tension(TensionCode.FIXED_AND_SCALING, ("autoscale",), must)
        if term == "windows_containers" and scenario.os is OperatingSystem.LINUX:
            yield Tension(TensionCode.ONE_SYSTEM_AND_WINDOWS, ("os",), must)
        if term == "stateful_sets" and scenario.state is State.NONE:
            yield Tension(TensionCode.NO_STATE_AND_STATEFUL, ("state",), must)
        if term == "vm_isolation" and scenario.multi_tenancy is MultiTenancy.NONE:
            yield Tension(TensionCode.NO_TENANTS_AND_WALLS, ("multi_tenancy",), must)
