"""What sizing reads of a requirement: where two agree in all of it, every platform comes to the same topology."""

from __future__ import annotations

from typing import Any

from advisor.knowledge import Knowledge, Terms
from advisor.scenario import Scenario


def sizing_rests_on(scenario: Scenario, knowledge: Knowledge) -> tuple[Any, ...]:
    """The answers that sizing rests on; whoever is on the team, what is in use and what is preferred is none of them.

    With services listed, `scale` counts the sites only, and what the work is says nothing more. Of what must be kept
    to, it matters only whether machines have to stand in private networks.

    >>> from advisor import load_knowledge, load_scenario
    >>> knowledge, shop = load_knowledge(), {"name": "shop", "scale": {"services": 3}}
    >>> rests_on = [
    ...     sizing_rests_on(load_scenario(shop | more), knowledge)
    ...     for more in ({}, {"team": {"ops": 3}}, {"autoscale": "nodes"})
    ... ]
    >>> rests_on[0] == rests_on[1], rests_on[0] == rests_on[2]
    (True, False)
    """
    demanded = {knowledge.term_for_tag(tag) for tag in scenario.must_have or ()}
    scale = scenario.scale
    return (
        scenario.as_of,
        scenario.hosting,
        scenario.services,
        None if scenario.services is not None else _unlisted(scenario),
        scale.sites if scale else None,
        scenario.sites,
        scenario.tenants,
        scenario.multi_tenancy,
        scenario.autoscale,
        scenario.os,
        scenario.availability,
        scenario.utilisation,
        scenario.pricing,
        scenario.team.usd_per_person_year if scenario.team else None,
        scenario.load,
        scenario.growth,
        scenario.budget,
        bool(scenario.compliance),
        Terms.private_networking.term in demanded,
    )


def _unlisted(scenario: Scenario) -> tuple[Any, ...]:
    """What services are taken for typical ones by."""
    scale = scenario.scale
    return scale.services if scale else None, scale.apps if scale else None, scenario.workloads, scenario.protocols
