"""Which applications can share a cluster, and the requirement of a cluster that they share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from advisor.knowledge import Form
from advisor.scenario import Scenario, load_scenario
from advisor.scenario.enums import Isolation, MultiTenancy

SHARED_FORMS = frozenset({Form.MANAGED, Form.OWN})
"""Forms in which there is a cluster to share."""
_SAME = ("hosting", "as_of", "availability", "utilisation", "pricing", "os")
"""Keys that have to be the same for two applications to share a cluster: where it is, and what it promises."""
_LONGEST_NAME = 63


def wants_its_own(scenario: Scenario) -> bool:
    """Whether an application may share no cluster: it or a tenant of it is kept apart, or it runs at many sites."""
    apart = any(tenant.isolation is Isolation.CLUSTER for tenant in scenario.tenants or ())
    return apart or scenario.multi_tenancy is MultiTenancy.HARD or scenario.sites is not None


def group_of(application: str, scenario: Scenario, form: Form | None) -> str:
    """A name that is the same for applications that share a cluster on one platform; its own where it shares none."""
    if form not in SHARED_FORMS or wants_its_own(scenario) or not scenario.services:
        return f"alone: {application}"
    told = json.dumps(_promises(scenario.as_read()), sort_keys=True, default=str)
    return f"shared: {hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _promises(read: dict[str, Any]) -> dict[str, Any]:
    """What a requirement says under those keys; in what currency its sums are shown is no promise of a cluster."""
    promised = {key: read[key] for key in _SAME if key in read}
    pricing = {key: value for key, value in promised.pop("pricing", {}).items() if key != "currency"}
    return promised | ({"pricing": pricing} if pricing else {})


def shared_requirement(applications: Sequence[tuple[str, Scenario]]) -> Scenario:
    """The requirement of one cluster for several applications of a group, each a tenant of its own.

    Services are called after their application. Tenants that want machines of their own keep them. Hours of the load
    count only where they are the same for all; otherwise all peaks come at once. Growth, budgets and wishes stay out:
    this is for sizing.

    Parameters:
        applications: name and scenario of each; all of one group, with services.

    Raises ScenarioError where the services of all together break a limit of requirement files.
    """
    reads = [(name, scenario.as_read()) for name, scenario in applications]
    first = reads[0][1]
    merged: dict[str, Any] = {"name": "shared cluster"} | _promises(first)
    for key in ("load", "autoscale"):
        answers = [read.get(key) for _, read in reads]
        if answers[0] is not None and all(answer == answers[0] for answer in answers):
            merged[key] = answers[0]
    merged["multi_tenancy"] = MultiTenancy.SOFT.value
    tenants: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    for name, read in reads:
        own = {tenant["name"]: tenant for tenant in read.get("tenants", ())}
        services += [_renamed(name, service) for service in read["services"]]
        names = {service.get("tenant") for service in read["services"]}
        if None in names:
            tenants.append({"name": _called(name, ""), "isolation": Isolation.SOFT.value})
        tenants += [{**own.get(each, {}), "name": _called(name, each)} for each in sorted(names - {None})]
    return load_scenario(merged | {"tenants": tenants, "services": services})


def _renamed(application: str, service: dict[str, Any]) -> dict[str, Any]:
    renamed = service | {"name": _called(application, service["name"])}
    renamed["tenant"] = _called(application, service.get("tenant", ""))
    for key in ("affinity", "anti_affinity"):
        if key in service:
            renamed[key] = [_called(application, other) for other in service[key]]
    return renamed


def _called(application: str, name: str) -> str:
    """A name for something of an application: letters, digits and dashes, and no longer than names may be."""
    words = f"{application}-{name}" if name else application
    spaced = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in words.lower())
    plain = "-".join(spaced.split())
    if plain == words and len(plain) <= _LONGEST_NAME:
        return plain
    mark = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return f"{plain[: _LONGEST_NAME - 7].strip('-') or 'app'}-{mark}"
