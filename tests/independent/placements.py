"""An independent look at where replicas stand: from nothing but the JSON of an answer, by counting.

It shares no code with the packer or with sizing, and reads sizes and wishes from the scenario as it was read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.independent.wishes import RESOURCES, read_wishes

SLACK = 1e-6

Json = dict[str, Any]


def placement_faults(scenario: Json, topology: Json) -> list[str]:
    """Everything that is wrong with where the replicas of one platform stand; empty when all is as it should be."""
    services = {service["name"]: service for service in scenario.get("services", ())}
    found = list(_miscounted(scenario, services, topology["pools"]))
    for pool in topology["pools"]:
        where = f"{pool['cluster'] or ''} {pool['name']}".strip()
        faults = [
            *_faults_of_nodes(pool, services),
            *_uneven(pool, services),
            *_beyond_stock(pool),
            *_lost_too_much(pool, services),
        ]
        found += [f"{where}: {fault}" for fault in faults]
    return found


def _miscounted(scenario: Json, services: dict[str, Json], pools: list[Json]) -> Iterator[str]:
    """Services of which not every replica of the peak is placed, or more than that."""
    placed: Counter[str] = Counter()
    for pool in pools:
        for node in pool["nodes"]:
            placed.update({name: node["count"] * number for name, number in node["pods"].items()})
    for name, service in services.items():
        if "replicas" in service:
            asked = service["replicas"]["peak"]
            if placed[name] != asked:
                yield f"{placed[name]} of {asked} replicas of {name} are placed"


def _faults_of_nodes(pool: Json, services: dict[str, Json]) -> Iterator[str]:
    for node in pool["nodes"]:
        kept = Counter(node["pods"]) + Counter(node["reserved"])
        said = f"{node['count']} x {node['type']} in {node['zone']}"
        if node["count"] < 1 or node["zone"] not in pool["zones"]:
            yield f"{said}: no such number or zone"
        if node["spare"] and any(not read_wishes(services[name]).per_node for name in node["pods"] if name in services):
            yield f"{said}: a spare that holds {node['pods']}"
        offered = pool["machines"][node["type"]]
        for resource, amount in _taken(kept, services).items():
            if amount > offered.get(resource, math.inf if resource != "gpus" else 0) + SLACK:
                yield f"{said}: {amount} of {offered[resource]} {resource}"
        yield from (f"{said}: {fault}" for fault in _unwanted_company(kept, Counter(node["pods"]), services))


def _taken(kept: Counter[str], services: dict[str, Json]) -> dict[str, float]:
    """What replicas take of each resource; of what the platform adds itself only the places are known."""
    wishes = {name: read_wishes(services[name]) for name in kept if name in services}
    taken = {
        resource: sum(wish.amount(resource) * kept[name] for name, wish in wishes.items()) for resource in RESOURCES
    }
    return taken | {"max_pods": kept.total()}


def _unwanted_company(kept: Counter[str], pods: Counter[str], services: dict[str, Json]) -> Iterator[str]:
    """Wishes of services that one node breaks; room that is kept counts like replicas, but needs no company."""
    ports: Counter[str] = Counter()
    for name in kept.keys() & services.keys():
        wish, number = read_wishes(services[name]), kept[name]
        if wish.most_per_node is not None and number > wish.most_per_node:
            yield f"{number} of {name}, which is above what one node may hold"
        apart = sorted(other for other in wish.anti_affinity if other != name and kept[other])
        if apart:
            yield f"{name} beside {', '.join(apart)}"
        if pods[name] and not all(pods[other] for other in wish.affinity):
            yield f"{name} without what it must stand beside"
        ports.update(dict.fromkeys(wish.host_ports, number))
    yield from (f"host port {port} is taken {times} times" for port, times in ports.items() if times > 1)


def _uneven(pool: Json, services: dict[str, Json]) -> Iterator[str]:
    """Services to be spread over zones of which one zone has two replicas more than another."""
    for name, service in services.items():
        if service.get("spread") == "zone":
            by_zone = dict.fromkeys(pool["zones"], 0)
            for node in pool["nodes"]:
                by_zone[node["zone"]] += node["count"] * node["pods"].get(name, 0)
            if max(by_zone.values()) - min(by_zone.values()) > 1:
                yield f"{name} is not spread over zones: {by_zone}"


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
    if not any(read_wishes(services[name]).zone_bound for name in running if name in services):  # their data waits
        losses += [(promise["nodes"] if together else 0, zone) for zone in pool["zones"] if promise["zone"]]
    wanted = _taken(running, services)
    for nodes, zone in losses:
        for resource in ("cpu_millicores", "memory_mib", "max_pods"):
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
