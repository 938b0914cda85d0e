"""How often each term is asked about, by the example scenarios: what is worth looking up first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from advisor.expressions import Truth
from advisor.knowledge import Knowledge
from advisor.rules import apply_rules, scenario_values
from advisor.scenario import Scenario
from advisor.scoring import wanted_capabilities
from advisor.screening import requirements_of


def term_demand(scenarios: Iterable[Scenario], knowledge: Knowledge) -> Counter[str]:
    """In how many scenarios each term is required of a platform or adds to its score.

    Parameters:
        scenarios: what is asked.
        knowledge: the rules that ask for terms.

    >>> from advisor import load_knowledge, load_scenario
    >>> shop = load_scenario({"name": "shop", "availability": {"survive_nodes": 1}})
    >>> term_demand([shop], load_knowledge())["self_healing"]
    1
    """
    demand: Counter[str] = Counter()
    for scenario in scenarios:
        findings = apply_rules(scenario, knowledge)
        held = (finding for finding in findings if finding.truth is Truth.HOLDS)
        required = requirements_of(scenario_values(scenario, knowledge), knowledge, held)
        demand.update({*wanted_capabilities(findings, knowledge, scenario), *(each.term for each in required)})
    return demand
