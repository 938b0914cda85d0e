"""An independent look at where replicas stand: from nothing but the JSON of an answer, by counting.

It shares no code with the packer or with sizing, and reads sizes and wishes from the scenario as it was read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

RESOURCES = ("cpu_millicores", "memory_mib", "max_pods")
SLACK = 1e-6

Json = dict[str, Any]


def placement_faults(scenario: Json, topology: Json) -> list[str]:
    """Everything that is wrong with where the replicas of one platform stand; empty when all is as it should be."""
    services = {service["name"]: service for service in scenario.get("services", ())}
    found = list(_miscounted(scenario, services, topology["pools"]))
    for pool in topology["pools"]:
        where = f"{pool['cluster'] or ''} {pool['name']}".strip()
        faults = [*_faults_of_nodes(pool, services), *_beyond_stock(pool), *_lost_too_much(pool, services)]
        found += [f"{where}: {fault}" for fault in faults]
    return found


def _miscounted(scenario: Json, services: dict[str, Json], pools: list[Json]) -> Iterator[str]:
    """Services of which not every replica of the peak is placed, or more than that."""
    growth = scenario.get("growth") or {}
    factor = (1 + growth.get("percent_per_year", 0) / 100) ** growth.get("years", 0)
    placed: Counter[str] = Counter()
    for pool in pools:
        for node in pool["nodes"]:
            placed.update({name: node["count"] * number for name, number in node["pods"].items()})
    for name, service in services.items():
        if "replicas" in service:
            asked = math.ceil(round(service["replicas"]["peak"] * factor, 6))
            if placed[name] != asked:
                yield f"{placed[name]} of {asked} replicas of {name} are placed"


def _faults_of_nodes(pool: Json, services: dict[str, Json]) -> Iterator[str]:
    for node in pool["nodes"]:
        kept = Counter(node["pods"]) + Counter(node["reserved"])
        said = f"{node['count']} x {node['type']} in {node['zone']}"
        if node["count"] < 1 or node["zone"] not in pool["zones"]:
            yield f"{said}: no such number or zone"
        if node["spare"] and node["pods"]:
            yield f"{said}: a spare that holds {node['pods']}"
        offered = pool["machines"][node["type"]]
        for resource, amount in _taken(kept, services).items():
            if amount > offered[resource] + SLACK:
                yield f"{said}: {amount} of {offered[resource]} {resource}"
        yield from (f"{said}: {fault}" for fault in _unwanted_company(kept, Counter(node["pods"]), services))


def _taken(kept: Counter[str], services: dict[str, Json]) -> dict[str, float]:
    """What replicas take of each resource; of what the platform adds itself only the places are known."""
    sizes = {name: services[name] for name in kept if name in services}
    return {
        "cpu_millicores": sum(_millicores(service.get("cpu", 0)) * kept[name] for name, service in sizes.items()),
        "memory_mib": sum(_mebibytes(service.get("memory", "0Mi")) * kept[name] for name, service in sizes.items()),
        "max_pods": kept.total(),
    }


def _millicores(written: str | float) -> float:
    text = str(written)
    return float(text[:-1]) if text[-1] == "m" else float(text) * 1000


def _mebibytes(written: str) -> float:
    assert written.endswith("Mi"), f"the answer writes memory in Mi, not {written}"
    return float(written[:-2])


def _unwanted_company(kept: Counter[str], pods: Counter[str], services: dict[str, Json]) -> Iterator[str]:
    """Wishes of services that one node breaks; room that is kept counts like replicas, but needs no company."""
    ports: Counter[str] = Counter()
    for name in kept.keys() & services.keys():
        service, number = services[name], kept[name]
        apart = [other for other in service.get("anti_affinity", ()) if other != name and kept[other]]
        alone = name in service.get("anti_affinity", ()) or service.get("spread") == "node"
        if number > min(service.get("max_per_node") or number, 1 if alone else number):
            yield f"{number} of {name}, which is above what one node may hold"
        if apart:
            yield f"{name} beside {', '.join(apart)}"
        if pods[name] and not all(pods[other] for other in service.get("affinity", ())):
            yield f"{name} without what it must stand beside"
        for port in service.get("ports", ()):
            if port["exposure"] == "host":
                ports[f"{port['port']}/{'udp' if port.get('protocol') == 'udp' else 'tcp'}"] += number
    yield from (f"host port {port} is taken {times} times" for port, times in ports.items() if times > 1)


def _beyond_stock(pool: Json) -> Iterator[str]:
    used: Counter[str] = Counter()
    for node in pool["nodes"]:
        used[node["type"]] += node["count"]
    for name, machine in pool["machines"].items():
        if machine.get("stock") is not None and used[name] > machine["stock"]:
            yield f"{used[name]} of {machine['stock']} {name}"


def _lost_too_much(pool: Json, services: dict[str, Json]) -> Iterator[str]:
    """What cannot be enough after a promised loss: all replicas together, against all that is left."""
    if pool["kind"] != "machines":
        return
    promise, running = pool["survives"], Counter[str]()
    for node in pool["nodes"]:
        running.update({name: node["count"] * number for name, number in node["pods"].items()})
    together = promise["nodes_during_zone_loss"] and promise["zone"] and promise["nodes"]
    losses = [(promise["nodes"], None)] if promise["nodes"] else []
    losses += [(promise["nodes"] if together else 0, zone) for zone in pool["zones"] if promise["zone"]]
    wanted = _taken(running, services)
    for nodes, zone in losses:
        for resource in RESOURCES:
            left = sorted(_offered(pool, resource, zone))
            if sum(left[: len(left) - nodes]) < wanted[resource] - SLACK:
                yield f"without {zone or 'no zone'} and {nodes} nodes there is too little {resource}"


def _offered(pool: Json, resource: str, lost_zone: str | None) -> list[float]:
    """What each node offers of a resource, those of the lost zone left out."""
    return [
        pool["machines"][node["type"]][resource]
        for node in pool["nodes"]
        if node["zone"] != lost_zone
        for _ in range(node["count"])
    ]
