"""The product's answer to a requirement as JSON: the only thing here that calls it."""

from __future__ import annotations

import json
from typing import Any

from advisor import Infeasible, load_knowledge, load_scenario, size
from advisor.errors import ScenarioError
from advisor.report import render_sizing
from tests.independent.losses import loss_faults
from tests.independent.placements import placement_faults
from tests.independent.refusals import Place, can_be_placed
from tests.independent.scenarios import random_inventory, random_requirement

Json = dict[str, Any]
KNOWLEDGE = load_knowledge()
PLATFORM_WITHOUT_CONTROL_PLANE = "multi-container-vm-proxy"
"""A platform that puts nothing of its own on the machines where no service listens."""


def sized(requirement: Json, platform: str) -> Json:
    """What `advisor size --format json` says; `topology` is None where the platform is refused."""
    scenario = load_scenario(requirement)
    answer = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    told: Json = json.loads(render_sizing(answer, scenario, KNOWLEDGE, "json"))
    assert isinstance(answer, Infeasible) == (told["topology"] is None)
    return told


def faults_of(seed: int) -> tuple[list[str], str]:
    """What is wrong with the answer to a drawn requirement, and the cause of a refusal."""
    requirement, platform = random_requirement(seed)
    try:
        told = sized(requirement, platform)
    except ScenarioError:
        return [], "contradiction"  # affinity that anti-affinity forbids is a mistake of the file
    if told["topology"] is None:
        return [], told["infeasible"]["cause"]
    as_read = load_scenario(requirement).as_read()
    return [*placement_faults(as_read, told["topology"]), *loss_faults(requirement, told["topology"])], ""


def own_machines(requirement: Json, platform: str) -> list[Place]:
    """Every machine that the requirement lists, with what the platform leaves of it to services."""
    tiny = {"name": "tiny", "replicas": 1, "cpu": "1m", "memory": "1Mi", "gpu": 0, "ports": []}
    asked = requirement | {"services": [tiny], "availability": {"survive_nodes": 0}}
    table = sized(asked, platform)["topology"]["pools"][0]["machines"]
    return [
        Place(table[machine["type"]], machine.get("site", "here"), machine["type"])
        for machine in requirement["hosting"]["machines"]
        for _ in range(machine["count"])
    ]


def refusal_is_right(seed: int) -> bool | None:
    """Whether a refusal of drawn own machines is confirmed by the integer program; None where nothing was refused."""
    requirement = random_inventory(seed)
    try:
        told = sized(requirement, PLATFORM_WITHOUT_CONTROL_PLANE)
    except ScenarioError:
        return None
    if told["topology"] is not None:
        return None
    return not can_be_placed(requirement, own_machines(requirement, PLATFORM_WITHOUT_CONTROL_PLANE))
