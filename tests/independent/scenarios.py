"""Random requirements with every wish that keeps replicas together, apart or in their place."""

from __future__ import annotations

import random
from typing import Any

Json = dict[str, Any]
CLOUDS = {"aws": ("eks", "ecs-ec2"), "azure": ("aks",), "gcp": ("gke-standard",)}
ANYWHERE = ("nomad", "kubernetes-self-managed", "k3s", "docker-swarm-mode", "multi-container-vm-proxy")
TENANTS = ("red", "blue")


def random_requirement(seed: int) -> tuple[Json, str]:
    """A requirement and a platform to size for it; the same ones for the same seed."""
    draw = random.Random(seed)
    cloud = draw.choice([*CLOUDS, None])
    zones = draw.choice((1, 1, 2, 3))
    platform = draw.choice((*CLOUDS[cloud], *ANYWHERE) if cloud else ANYWHERE)
    tenants = draw.random() < 0.2
    losses: Json = {"survive_nodes": draw.choice((0, 1, 1, 2)), "survive_zone": zones > 1 and draw.random() < 0.5}
    if losses["survive_nodes"] and losses["survive_zone"] and draw.random() < 0.3:
        losses["survive_together"] = True
    requirement: Json = {
        "name": f"drawn-{seed}",
        "as_of": "2026-11-24",
        "hosting": {"model": "cloud", "cloud": cloud, "zones": zones} if cloud else _own(draw, zones),
        "availability": losses,
        "services": _services(draw, tenants=tenants, gpus=draw.random() < 0.15),
    }
    if tenants:
        requirement["tenants"] = [{"name": name, "isolation": draw.choice(("soft", "node"))} for name in TENANTS]
    return requirement, platform


def random_inventory(seed: int) -> Json:
    """A requirement for a few own machines that are often too few; the same one for the same seed."""
    draw = random.Random(f"inventory {seed}")
    zones = draw.choice((1, 1, 2))
    machines = [
        {
            "type": f"box-{place}",
            "vcpu": draw.choice((4, 8)),
            "memory": f"{draw.choice((8, 16, 32))}Gi",
            "count": draw.randint(1, 4),
            "usd_per_month": 100,
            **({"site": f"site-{place % zones}"} if zones > 1 else {}),
            **({"gpu": draw.choice((1, 2))} if draw.random() < 0.2 else {}),
        }
        for place in range(max(zones, draw.randint(1, 3)))
    ]
    return {
        "name": f"inventory-{seed}",
        "as_of": "2026-11-24",
        "hosting": {"model": "on_prem", "zones": zones, "machines": machines},
        "availability": {"survive_nodes": draw.choice((0, 1)), "survive_zone": zones > 1 and draw.random() < 0.4},
        "utilisation": {"cpu": 1, "memory": 1},
        "services": _services(draw, tenants=False, gpus=draw.random() < 0.2),
    }


def _own(draw: random.Random, zones: int) -> Json:
    machines = []
    for zone in range(zones):
        for kind in range(draw.choice((1, 1, 2))):
            vcpu = draw.choice((8, 16, 32))
            machine = {
                "type": f"box-{vcpu}c-{kind}{zone}",
                "vcpu": vcpu,
                "memory": f"{vcpu * draw.choice((2, 4, 8))}Gi",
                "count": draw.randint(2, 9),
                "usd_per_month": vcpu * draw.choice((10, 15, 20)),
            }
            if zones > 1:
                machine["site"] = f"site-{zone}"
            if draw.random() < 0.3:
                machine["gpu"] = draw.choice((1, 2, 4))
            machines.append(machine)
    return {"model": "on_prem", "machines": machines}


def _services(draw: random.Random, *, tenants: bool, gpus: bool) -> list[Json]:
    names = [f"s{number}" for number in range(draw.randint(1, 6))]
    services = []
    for number, name in enumerate(names):
        cpu = draw.choice((50, 100, 250, 500, 1000, 1500, 3000))
        service: Json = {
            "name": name,
            "replicas": draw.choice((1, 2, 3, draw.randint(1, 12), draw.randint(1, 12))),
            "cpu": f"{cpu}m",
            "memory": f"{max(64, int(cpu * draw.choice((0.5, 1, 2, 4, 6))))}Mi",
            "gpu": draw.choice((0, 1, 1, 2)) if gpus and draw.random() < 0.5 else 0,
            "ports": [],
        }
        _place(draw, service, names[:number])
        if tenants:
            service["tenant"] = draw.choice(TENANTS)
        services.append(service)
    _close_a_circle(draw, services)
    return services


def _place(draw: random.Random, service: Json, before: list[str]) -> None:
    """Wishes about where the replicas stand; affinity and anti-affinity never name the same service."""
    if before and draw.random() < 0.35:
        service["affinity"] = sorted(draw.sample(before, k=1 if draw.random() < 0.8 or len(before) < 2 else 2))
    others = [name for name in before if name not in service.get("affinity", ())]
    if others and draw.random() < 0.3:
        service["anti_affinity"] = [draw.choice(others)]
    if draw.random() < 0.25:
        service["spread"] = draw.choice(("zone", "node"))
    elif draw.random() < 0.2:
        service["max_per_node"] = draw.randint(1, 3)
    if draw.random() < 0.15:
        service["ports"] = [{"port": draw.choice((9100, 9200)), "protocol": "tcp", "exposure": "host"}]
    if draw.random() < 0.12:
        service |= {"stateful": True, "disk": "20Gi"}


def _close_a_circle(draw: random.Random, services: list[Json]) -> None:
    """Sometimes two services name each other."""
    for service in services:
        for other in service.get("affinity", ()):
            named = next(one for one in services if one["name"] == other)
            if draw.random() < 0.15 and service["name"] not in named.get("anti_affinity", ()):
                named["affinity"] = sorted({*named.get("affinity", ()), service["name"]})
