"""Draw the requirements that a panel answers: `python -m benchmarks.panel_draw > requirements.yaml`.

The law: the place is drawn first, then who is there, how much runs and what is asked for; later answers depend on
earlier ones as stated beside each table. Every answer but the place is then left out with probability 0.35, as people
leave questions open. Shares are ours: a mix of what architects ask about, not a survey.
"""

from __future__ import annotations

import math
import random
import sys
from typing import Any

import yaml

SEED = 20261130
COUNT = 150
LEFT_OPEN = 0.35

PLACES = {"cloud": 60, "on_prem": 16, "hybrid": 7, "multi_cloud": 6, "edge": 7, None: 4}
CLOUDS = {"aws": 42, "azure": 28, "gcp": 18, None: 12}
IN_USE_CLOUD = {
    "aws": {"load-balanced-vms": 3, "elastic-beanstalk": 2, "ecs-ec2": 2, "ecs-fargate": 2, "eks": 2, "kubernetes": 1},
    "azure": {"load-balanced-vms": 3, "app-service": 3, "aks": 2, "azure-container-apps": 1},
    "gcp": {"load-balanced-vms": 2, "gke-standard": 2, "cloud-run": 2, "kubernetes": 1},
}
IN_USE_ELSEWHERE = {
    "load-balanced-vms": 4,
    "docker-compose-single-vm": 3,
    "multi-container-vm-proxy": 2,
    "docker-swarm-mode": 2,
    "kubernetes-self-managed": 2,
    "openshift": 2,
    "nomad": 1,
    "vmware": 2,
}
WISHES = {
    "zero_downtime": 5,
    "autoscale": 4,
    "kubernetes_api": 4,
    "self_healing": 3,
    "enterprise_support": 3,
    "canary": 2,
    "self_service": 2,
    "service_mesh": 2,
    "node_tuning": 1,
    "compose_files": 2,
    "fast_rollback": 2,
    "multi_az": 2,
    "batch_jobs": 2,
    "gpu": 2,
    "vendor_neutral": 2,
    "near_zero_maintenance": 2,
}
WORKLOADS = {"web": 8, "api": 8, "worker": 4, "batch": 3, "streaming": 1, "ml": 2, "legacy": 2, "realtime": 1, "iot": 1}


def _one(rng: random.Random, table: dict[Any, float]) -> Any:
    return rng.choices(list(table), list(table.values()))[0]


def _log_uniform(rng: random.Random, low: float, high: float) -> int:
    return round(math.exp(rng.uniform(math.log(low), math.log(high))))


def draw(rng: random.Random, number: int) -> dict[str, Any]:
    """One requirement, by the law above."""
    place = _one(rng, PLACES)
    cloud = _one(rng, CLOUDS) if place in ("cloud", "hybrid") else None
    engineers = _log_uniform(rng, 1, 120)
    services = max(1, round(engineers * math.exp(rng.gauss(-0.1, 0.9))))  # about as many services as engineers
    skill = _one(
        rng, {"none": 40, "some": 40, "strong": 20} if engineers < 25 else {"none": 20, "some": 45, "strong": 35}
    )
    answers: dict[str, Any] = {
        "scale": {"services": services},
        "team": _team(rng, engineers, skill),
        "managed_preference": _one(rng, {"none": 8, "low": 10, "medium": 30, "high": 30, "strong": 22}),
        "autoscale": _one(rng, {"none": 35, "replicas": 35, "nodes": 17, "scale_to_zero": 13}),
        "state": _one(rng, {"none": 25, "external": 50, "in_cluster": 25}),
        "os": _one(rng, {"linux": 88, "windows": 6, "mixed": 6}),
        "cost": _one(rng, {"low": 40, "balanced": 45, "premium_ok": 15}),
        "portability": _one(rng, {"none": 15, "low": 25, "medium": 35, "high": 25}),
        "multi_tenancy": _one(rng, {"none": 70, "soft": 20, "hard": 10}),
        "protocols": rng.sample(["http", "grpc", "tcp", "websocket", "udp"], k=1 + (rng.random() < 0.3)),
        "workloads": sorted({_one(rng, WORKLOADS) for _ in range(1 + (rng.random() < 0.5))}),
        "must_have": sorted({_one(rng, WISHES) for _ in range(_one(rng, {0: 50, 1: 30, 2: 20}))}),
        "compliance": [_one(rng, {"pci": 2, "hipaa": 2, "government": 1, "banking": 1, "gdpr": 2})]
        if rng.random() < 0.2
        else [],
        "existing": [_one(rng, IN_USE_CLOUD.get(cloud or "", IN_USE_ELSEWHERE))] if rng.random() < 0.6 else [],
    }
    kept = {key: value for key, value in answers.items() if value and rng.random() >= LEFT_OPEN}
    hosting = {"model": place, "cloud": cloud}
    hosting = {key: value for key, value in hosting.items() if value}
    if place == "edge":
        kept.setdefault("scale", {})["sites"] = _log_uniform(rng, 5, 2000)
    return {"name": f"panel-{number:03d}", **({"hosting": hosting} if hosting else {}), **kept}


def _team(rng: random.Random, engineers: int, skill: str) -> dict[str, Any]:
    team: dict[str, Any] = {"engineers": engineers, "k8s_skill": skill}
    if rng.random() < 0.6:
        team["ops"] = min(
            engineers, _one(rng, {0: 3, 1: 3, 2: 2, 4: 2, 8: 1}) if engineers >= 4 else rng.choice([0, 0, 1])
        )
    if engineers >= 12 and rng.random() < 0.5:
        team["teams"] = max(2, engineers // 7)
    return team


def main() -> None:
    """Print the requirements."""
    rng = random.Random(SEED)
    yaml.safe_dump([draw(rng, number) for number in range(1, COUNT + 1)], sys.stdout, sort_keys=False, width=120)


if __name__ == "__main__":
    main()
