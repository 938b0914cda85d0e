"""Which sources are old, and how many of the answers to the example scenarios rest on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.expressions import Truth
from advisor.knowledge import OUR_JUDGEMENT, Knowledge, Source, example_scenarios
from advisor.rules import apply_rules
from advisor.scenario import Scenario, load_scenario
from advisor.scoring import wanted_capabilities
from advisor.screening import day_asked, screen_findings

DAYS_IN_YEAR = 365.25


@dataclass(frozen=True)
class StaleSource:
    """A source with its age in years, its claims, and the share of the answers that rest on it, 0 to 1."""

    id: str
    source: Source
    years: float
    claims: int
    share_of_answers: float


def stale_sources(knowledge: Knowledge, day: dt.date, before: dt.date) -> tuple[StaleSource, ...]:
    """The sources printed before a day, or read before it where none is printed; the worst first.

    The worst is the one of which the years times the share of answers are most. Nothing is sized: what an answer rests
    on is known once the platforms are screened.

    Parameters:
        knowledge: the base.
        day: the day from which years are counted.
        before: sources of this day or later are left out.
    """
    old = {name: source for name, source in knowledge.sources.items() if source.day < before and name != OUR_JUDGEMENT}
    scenarios = [load_scenario(file) for file in example_scenarios().values()] if old else []
    rests_on = [frozenset(sources_of_answer(scenario, knowledge)) for scenario in scenarios]
    found = [
        StaleSource(
            name,
            source,
            (day - source.day).days / DAYS_IN_YEAR,
            knowledge.claims_by_source[name],
            sum(name in sources for sources in rests_on) / len(rests_on),
        )
        for name, source in old.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.years * each.share_of_answers, -each.years, each.id)))


def sources_of_answer(scenario: Scenario, knowledge: Knowledge) -> Iterator[str]:
    """The ids of the sources that an answer rests on, some more than once.

    They are those of the rules that fire, of what rules platforms out, and, of the platforms that are left, of the
    figures, of the capabilities that count and of the tasks left to the team. The tables of prices are not among them.
    """
    findings = tuple(finding for finding in apply_rules(scenario, knowledge) if finding.truth is Truth.HOLDS)
    wanted = wanted_capabilities(findings, knowledge, scenario)
    day = day_asked(scenario, knowledge)
    yield from (finding.rule.source for finding in findings)
    for screened in screen_findings(scenario, knowledge, findings):
        yield from (unmet.claim.source for unmet in screened.unmet)
        for term in knowledge.vocabulary if screened.eligible else ():
            if term in wanted or term in _ALWAYS_JUDGED or not knowledge.is_capability(term):
                claim = screened.platform.claim(term, day)
                if claim is not None:
                    yield claim.source
        tasks = screened.platform.terms(day).tasks_left if screened.eligible else None
        yield from (knowledge.operating_tasks[task].source for task in (tasks.rows if tasks else ()))


_ALWAYS_JUDGED = frozenset({"adoption", "talent", "backing"})
"""Terms with levels that every answer judges by criteria of their own."""
