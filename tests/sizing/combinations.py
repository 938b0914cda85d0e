"""Platform x hosting x tenancy x zones x services: every combination, and the promises that each topology keeps."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor import Infeasible, Scenario, Topology, load_knowledge, load_scenario, size
from advisor.report import render_sizing
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing import ControlPlane, Effort, Pool
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.strategies.registry import STRATEGIES
from advisor.sizing.workload import resolve_workload, with_one_replica

OWN = load_knowledge()
CENT = 0.005
RACKS = [
    {"type": "rack-16c", "vcpu": 16, "memory": "64Gi", "count": 12, "usd_per_month": 300, "site": "north"},
    {"type": "rack-8c", "vcpu": 8, "memory": "32Gi", "count": 6, "site": "south"},
]
HOSTING: dict[str, dict[str, Any] | None] = {
    "nowhere said": None,
    "aws": {"model": "cloud", "cloud": "aws"},
    "azure": {"model": "cloud", "cloud": "azure", "region": "northeurope"},
    "gcp": {"model": "cloud", "cloud": "gcp"},
    "any cloud": {"model": "cloud", "cloud": "any"},
    "several clouds": {"model": "multi_cloud"},
    "own servers": {"model": "on_prem", "machines": RACKS},
    "own servers, none listed": {"model": "on_prem"},
    "own servers, too few": {"model": "on_prem", "machines": [{**RACKS[1], "count": 1}]},
    "both": {"model": "hybrid", "cloud": "aws", "machines": RACKS},
    "both, none listed": {"model": "hybrid"},
    "edge": {"model": "edge", "machines": RACKS},
}
TENANTS = ("red", "blue")
TENANCY: dict[str, dict[str, Any]] = {
    "not said": {},
    "one tenant": {"multi_tenancy": "none"},
    "namespaces": {"multi_tenancy": "soft", "tenants": [{"name": t, "isolation": "soft"} for t in TENANTS]},
    "nodes": {"multi_tenancy": "hard", "tenants": [{"name": t, "isolation": "node"} for t in TENANTS]},
    "clusters": {"multi_tenancy": "hard", "tenants": [{"name": t, "isolation": "cluster"} for t in TENANTS]},
}
ZONES = (None, 1, 2, 3)
SERVICES = ("not listed", "none", "one", "forty")
SILLY = re.compile(
    r"\b(?:None|nan|inf|Error|pods?)\b|[<{}]|-\d+ (?:vCPU|MiB|GiB|machines)|\(\)|  |;\s*$|^needs|\b1 machines"
)
"""What no reason in words for an architect contains."""


@dataclass(frozen=True)
class Combination:
    """One scenario of the cross product, by the names of its answers."""

    hosting: str
    tenancy: str
    zones: int | None
    services: str

    def scenario(self) -> Scenario:
        """The requirement; the forty services are of every shape that the file format has."""
        answers: dict[str, Any] = {"name": "combination", **TENANCY[self.tenancy]}
        hosting = HOSTING[self.hosting]
        if hosting is not None or self.zones is not None:
            answers["hosting"] = {**(hosting or {}), **({"zones": self.zones} if self.zones else {})}
        if self.services != "not listed":
            tenants = TENANTS if "tenants" in answers else ()
            count = {"none": 0, "one": 1, "forty": 40}[self.services]
            answers["services"] = [_service(number, tenants) for number in range(count)]
        return load_scenario(answers)


def _service(number: int, tenants: tuple[str, ...]) -> dict[str, Any]:
    replicas: Any = (2, {"min": 1, "typical": 2, "peak": 5}, 1, {"min": 0, "typical": 3})[number % 4]
    service: dict[str, Any] = {"name": f"s{number:02}", "replicas": replicas, "ports": []}
    service |= ({}, {"cpu": "250m", "memory": "512Mi"}, {"cpu": "50m", "memory": "1Gi"}, {"cpu": 1})[number % 4]
    if number % 5 == 0:
        service["ports"] = [{"port": 8000 + number, "protocol": "http", "exposure": "public"}]
    if number % 7 == 3:
        service["spread"] = "node"
    if number % 11 == 4:
        service["anti_affinity"] = [f"s{number - 1:02}"]
    if tenants:
        service["tenant"] = tenants[number % len(tenants)]
    return service


def all_combinations() -> list[Combination]:
    """The whole cross product, without the platforms."""
    return [Combination(*names) for names in itertools.product(HOSTING, TENANCY, ZONES, SERVICES)]


def faults_of(combination: Combination, platform_id: str, effort: Effort = Effort.DEFAULT) -> list[str]:
    """What is wrong with the answer of one platform to one combination; empty when all is as promised."""
    scenario, platform = combination.scenario(), OWN.platforms[platform_id]
    sized = size(scenario, platform, OWN, effort)
    text, values = (render_sizing(sized, scenario, OWN, form) for form in ("text", "json"))
    found = [] if text and values else ["nothing to read"]
    if isinstance(sized, Infeasible):
        return [*found, *_faults_of_reason(sized, scenario)]
    return [
        *found,
        *_faults_of_placing(sized, scenario),
        *_faults_of_bill(sized),
        *_faults_of_control_plane(sized.control_plane),
        *(fault for pool in sized.pools for fault in _faults_of_pool(pool)),
        *(f"support counts {part.count} of {part.key.kind}" for part in sized.support if part.count < 0),
    ]


def _faults_of_reason(refused: Infeasible, scenario: Scenario) -> Iterator[str]:
    told = refusal_words(refused.refusal)
    if SILLY.search(told) or len(told) < 20:
        yield f"the reason reads: {told}"
    known = {service.name for service in resolve_workload(scenario, OWN).services}
    yield from (f"blames {name}, which is no service" for name in refused.services if name not in known)


def _faults_of_placing(topology: Topology, scenario: Scenario) -> Iterator[str]:
    placed: Counter[str] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            placed.update({name: node.count * number for name, number in node.pods})
    platform = OWN.platforms.get(topology.platform)
    workload = resolve_workload(scenario, OWN)
    if platform is not None:  # one box runs one replica where nobody said how many
        workload = STRATEGIES[platform.terms(OWN.newest_source_day).agents].fitted(workload)
    given_up = {note.code for note in topology.notes} & {NoteCode.NO_SECOND_REPLICA}
    for service in workload.services if not given_up else with_one_replica(workload.services):
        if placed[service.name] != service.peak:
            yield f"{placed[service.name]} of {service.peak} replicas of {service.name} are placed"


def _faults_of_bill(topology: Topology) -> Iterator[str]:
    bill = topology.bill
    for key, times in Counter([*(line.key for line in bill.lines), *(part.key for part in topology.support)]).items():
        if times > 1:
            yield f"{times} times {key}"
    for line in bill.lines:
        if line.unit_price_usd is not None and line.usd_per_month is not None:
            if not math.isclose(line.quantity * line.unit_price_usd, line.usd_per_month, abs_tol=CENT):
                yield f"{line.key}: {line.quantity} x {line.unit_price_usd} is not {line.usd_per_month}"
        elif line.unit_price_usd is not line.usd_per_month:
            yield f"{line.key}: a price without an amount, or the reverse"
        if line.quantity < 0:
            yield f"{line.key}: {line.quantity} {line.unit}"
    if bill.low is None or bill.base is None or bill.high is None:
        if any(line.usd_per_month is not None for line in bill.lines):
            yield "a line has a price, and there is no total"
        return
    total = sum(line.usd_per_month or 0.0 for line in bill.lines)
    if not math.isclose(total, bill.base, abs_tol=CENT):
        yield f"the lines add up to {total}, the bill says {bill.base}"
    if not -CENT <= bill.low <= bill.base + CENT <= bill.high + 2 * CENT:
        yield f"low {bill.low}, base {bill.base}, high {bill.high}"


def _faults_of_control_plane(plane: ControlPlane) -> Iterator[str]:
    if plane.members and plane.members % 2 == 0:
        yield f"{plane.members} members have no clear majority"
    if plane.members < 0 or plane.clusters < 1 or plane.tolerates < 0 or (plane.usd_per_hour or 0) < 0:
        yield f"a count of the control plane is out of range: {plane}"
    if plane.members and sum(number for _, number in plane.members_by_zone) != plane.members:
        yield f"{plane.members} members, and {dict(plane.members_by_zone)} by zone"


def _faults_of_pool(pool: Pool) -> Iterator[str]:
    machines = {machine.name: machine for machine in pool.machines}
    used: Counter[str] = Counter()
    for node in pool.nodes:
        used[node.machine] += node.count
        if node.count < 1 or any(number < 1 for _, number in (*node.pods, *node.reserved)):
            yield f"pool {pool.name} counts below one: {node}"
        if node.zone not in pool.zones:
            yield f"pool {pool.name} has a node in {node.zone}, which is none of its zones"
        if node.machine not in machines:
            yield f"pool {pool.name} uses {node.machine}, which is not among its machines"
        elif sum(number for _, number in (*node.pods, *node.reserved)) > machines[node.machine].max_pods:
            yield f"pool {pool.name} puts more on {node.machine} than its {machines[node.machine].max_pods} replicas"
    for name, machine in machines.items():
        if machine.stock is not None and used[name] > machine.stock:
            yield f"pool {pool.name} uses {used[name]} of {machine.stock} {name}"
    if pool.gap is not None and pool.gap < -1e-6:
        yield f"pool {pool.name} costs less than its bound"
