"""The law by which requirements are drawn: every answer with its chances, some of them by other answers.

It describes teams as they come, not all that could be asked: three in five run in one cloud, half have fewer than a
dozen services, and who has many services has more people. The pictures print it, since they are right by it alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

Answers = dict[str, Any]
SEED = 20171024
HOSTING = {"cloud": 62, "on_prem": 16, "edge": 9, "hybrid": 7, "multi_cloud": 6}
CLOUDS = {"aws": 45, "azure": 30, "gcp": 25}
SERVICES = (1, 120)
"""Fewest and most services; every doubling is as likely as the next."""
SERVICES_A_PERSON = (0.5, 2.0)
"""Services for each engineer, in the same way."""
SKILL = {
    0: {"none": 70, "some": 25, "strong": 5},
    1: {"none": 30, "some": 50, "strong": 20},
    2: {"none": 5, "some": 35, "strong": 60},
}
"""By people who run the platform: none, one, more."""
MANAGED = {
    0: {"medium": 30, "high": 50, "strong": 20},
    1: {"low": 20, "medium": 50, "high": 30},
    2: {"none": 25, "low": 35, "medium": 30, "high": 10},
}
AUTOSCALE = {"none": 55, "replicas": 30, "nodes": 15}
IN_A_CLOUD = {"none": 45, "replicas": 30, "nodes": 10, "scale_to_zero": 15}
STATE = {"none": 40, "external": 40, "in_cluster": 20}
SYSTEMS = {"linux": 92, "mixed": 5, "windows": 3}
TENANCY = {"none": 80, "soft": 15, "hard": 5}
COST = {"low": 30, "balanced": 55, "premium_ok": 15}
PORTABILITY = {"none": 45, "low": 25, "medium": 20, "high": 10}
SURVIVE = {0: 40, 1: 50, 2: 10}


def drawn(count: int, seed: int = SEED) -> Iterator[Answers]:
    """So many requirements, as answers by dotted key."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _draw(rng)


def _draw(rng: random.Random) -> Answers:
    model = _choose(rng, HOSTING)
    services = _between(rng, *SERVICES)
    engineers = max(1, round(services / _between_real(rng, *SERVICES_A_PERSON)))
    ops = _ops(rng, engineers)
    answers: Answers = {
        "hosting.model": model,
        "scale.services": services,
        "team.engineers": engineers,
        "team.teams": max(1, round(engineers / 7)),
        "team.ops": ops,
        "team.k8s_skill": _choose(rng, SKILL[min(ops, 2)]),
        "autoscale": _choose(rng, IN_A_CLOUD if model == "cloud" else AUTOSCALE),
        "state": _choose(rng, STATE),
        "os": _choose(rng, SYSTEMS),
        "multi_tenancy": _choose(rng, TENANCY),
        "cost": _choose(rng, COST),
        "portability": _choose(rng, PORTABILITY),
        "managed_preference": _choose(rng, MANAGED[min(ops, 2)]),
        "availability.survive_nodes": _choose(rng, SURVIVE),
    }
    if model in ("cloud", "hybrid"):
        answers["hosting.cloud"] = _choose(rng, CLOUDS)
    if model == "edge":
        answers["scale.sites"] = _between(rng, 3, 500)
    return answers


def _choose(rng: random.Random, chances: Mapping[Any, int]) -> Any:
    return rng.choices(list(chances), weights=list(chances.values()))[0]


def _between_real(rng: random.Random, least: float, most: float) -> float:
    """A number of which every doubling is as likely as the next."""
    return float(least * (most / least) ** rng.random())


def _between(rng: random.Random, least: int, most: int) -> int:
    return max(least, round(_between_real(rng, least, most)))


def _ops(rng: random.Random, engineers: int) -> int:
    """People who run the platform: below ten engineers mostly nobody, else one for each eight to twenty."""
    if engineers < 10:
        return int(rng.random() < 0.25)
    return max(0, round(engineers / rng.uniform(8, 20)))
