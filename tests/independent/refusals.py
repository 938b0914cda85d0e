"""Whether own machines could hold all services after all: one integer program over every machine and every loss.

It knows nothing of how the product searches. Replicas stand on any machine, those of a service evenly over zones where
that is asked for; for each loss there is a second set of places for the replicas that were lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pulp

from tests.independent.losses import add_node_rules, is_feasible, whole
from tests.independent.wishes import Wishes, read_wishes

Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """One machine that may hold replicas: what it offers, by the names of the machine table, and its zone."""

    offered: Json
    zone: str
    kind: str


def can_be_placed(requirement: Json, places: list[Place], seconds: int = 60) -> bool:
    """Whether some placement keeps all wishes, before and after every promised loss.

    Raises AssertionError when the solver cannot tell in time.
    """
    wishes = {service["name"]: read_wishes(service) for service in requirement["services"]}
    replicas = {service["name"]: service["replicas"] for service in requirement["services"]}
    model = pulp.LpProblem("placement", pulp.LpMinimize)
    model += 0
    runs = _counts(model, "run", replicas, len(places))
    most = sum(replicas.values())
    for number, place in enumerate(places):
        held = {name: runs[name][number] for name in replicas}
        add_node_rules(model, f"run{number}", held, place.offered, wishes, most)
    _spread(model, requirement, runs, places)
    _break_symmetry(model, runs, places)
    for key, (lost, zone) in enumerate(_losses(requirement["availability"], places)):
        _survive(model, f"loss{key}", lost, zone, runs, places, wishes)
    return is_feasible(model, seconds)


def _counts(model: pulp.LpProblem, key: str, replicas: dict[str, int], places: int) -> dict[str, list[Any]]:
    counts = {}
    for number, (name, count) in enumerate(replicas.items()):
        counts[name] = [whole(model, f"{key}_{number}_{n}", count) for n in range(places)]
        model += pulp.lpSum(counts[name]) == count
    return counts


def _spread(model: pulp.LpProblem, requirement: Json, runs: dict[str, list[Any]], places: list[Place]) -> None:
    zones = sorted({place.zone for place in places})
    for service in requirement["services"]:
        if service.get("spread") == "zone":
            each, odd = divmod(service["replicas"], len(zones))
            for zone in zones:
                here = pulp.lpSum(x for x, p in zip(runs[service["name"]], places, strict=True) if p.zone == zone)
                model += here >= each
                model += here <= each + bool(odd)


def _break_symmetry(model: pulp.LpProblem, runs: dict[str, list[Any]], places: list[Place]) -> None:
    """Equal machines are used in order, by their replicas all told."""
    for one in range(len(places) - 1):
        if (places[one].kind, places[one].zone) == (places[one + 1].kind, places[one + 1].zone):
            totals = [pulp.lpSum(counts[n] for counts in runs.values()) for n in (one, one + 1)]
            model += totals[0] >= totals[1]


def _losses(promise: Json, places: list[Place]) -> list[tuple[frozenset[int], str | None]]:
    """The machines of each loss, and the zone where one is lost."""
    everywhere = range(len(places))
    losses: list[tuple[frozenset[int], str | None]] = [
        (frozenset(some), None) for some in combinations(everywhere, promise.get("survive_nodes", 0))
    ]
    if promise.get("survive_zone"):
        for zone in sorted({place.zone for place in places}):
            gone = frozenset(n for n in everywhere if places[n].zone == zone)
            more = promise["survive_nodes"] if promise.get("survive_together") else 0
            losses += [(gone | set(some), zone) for some in combinations(sorted(set(everywhere) - gone), more)]
    return [(lost, zone) for lost, zone in losses if lost]


def _survive(
    model: pulp.LpProblem,
    key: str,
    lost: frozenset[int],
    lost_zone: str | None,
    runs: dict[str, list[Any]],
    places: list[Place],
    wishes: dict[str, Wishes],
) -> None:
    """Replicas of the lost machines stand on the others, beside those that run there."""
    left = [number for number in range(len(places)) if number not in lost]
    more = {}
    for index, (name, counts) in enumerate(runs.items()):
        more[name] = {n: whole(model, f"{key}_{index}_{n}") for n in left}
        bound = wishes[name].zone_bound
        zones = {places[n].zone for n in lost} if bound else {None}
        for zone in zones:
            gone = [n for n in lost if not bound or places[n].zone == zone]
            open_places = [n for n in left if not bound or places[n].zone == zone]
            if bound and zone == lost_zone:
                continue  # the data of a lost zone waits for it
            model += pulp.lpSum(more[name][n] for n in open_places) == pulp.lpSum(counts[n] for n in gone)
        if bound:
            for n in left:
                if places[n].zone not in zones:
                    model += more[name][n] == 0
    most = 10_000
    for n in left:
        held = {name: counts[n] + more[name][n] for name, counts in runs.items()}
        add_node_rules(model, f"{key}_{n}", held, places[n].offered, wishes, most)
