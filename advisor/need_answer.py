"""Question 1 answered by itself: the verdict, where it turns, and the simplest approach that meets everything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from advisor.forms import form_of, simplicity
from advisor.knowledge import Form, Knowledge, Platform, load_knowledge, priced_for
from advisor.need import Need, Verdict, judge_need
from advisor.rules import Finding, apply_rules
from advisor.scenario import Scenario
from advisor.scoring import Score, rank_with
from advisor.screening import day_asked, screen_findings
from advisor.sensitivity.thresholds import Threshold, nearest_thresholds
from advisor.settled import without_settled
from advisor.sizing import Effort, Topology, check_fits, size, size_all


@dataclass(frozen=True)
class Approach:
    """A platform that meets everything, with its form, score and set-up; `form` is None where nobody says."""

    platform: Platform
    form: Form | None
    score: Score
    topology: Topology


@dataclass(frozen=True)
class NeedAnswer:
    """Whether an orchestrator is needed, where that turns, and the simplest approach; None where no platform fits."""

    scenario: Scenario
    knowledge: Knowledge
    as_of: dt.date
    verdict: Verdict
    thresholds: tuple[Threshold, ...]
    """Of each answer the nearest other one that changes the verdict or the form that answers best, nearest first."""
    simplest: Approach | None

    @property
    def need(self) -> Need:
        """The verdict in a word."""
        return self.verdict.need

    @property
    def form(self) -> Form:
        """The form that answers best."""
        return self.verdict.best

    @property
    def margin(self) -> float:
        """Points by which that form leads the next one."""
        return self.verdict.margin


def needs_platform(scenario: Scenario, knowledge: Knowledge | None = None) -> NeedAnswer:
    """Whether the scenario needs an orchestrator: yes, no, managed (hidden in a service) or either; and what would do.

    Parameters:
        scenario: what is asked.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.

    Raises ScenarioError for a scenario that the knowledge base cannot answer.

    >>> from advisor import load_scenario
    >>> blog = load_scenario({"name": "blog", "scale": {"services": 2}, "team": {"ops": 0}, "cost": "low"})
    >>> answer = needs_platform(blog)
    >>> answer.need.value, answer.simplest.form.value
    ('no', 'one_box')
    """
    everywhere = priced_for(scenario, knowledge or load_knowledge())
    knowledge = everywhere.placed_for(scenario)
    check_fits(scenario, knowledge)
    findings = without_settled(apply_rules(scenario, knowledge), scenario, knowledge)
    verdict = judge_need(scenario, findings, knowledge)
    simplest = _simplest(scenario, knowledge, findings, verdict)
    turns = nearest_thresholds(scenario, everywhere)
    return NeedAnswer(scenario, knowledge, day_asked(scenario, knowledge), verdict, turns, simplest)


def _simplest(
    scenario: Scenario, knowledge: Knowledge, findings: tuple[Finding, ...], verdict: Verdict
) -> Approach | None:
    """The best platform of the simplest form in which some platform meets everything and holds the services.

    Forms are tried from the simplest on, so that no more platforms are sized than have to be; those that answer much
    less well than the strongest come last.
    """
    day = day_asked(scenario, knowledge)

    def form(platform: Platform) -> Form | None:
        return form_of(platform.terms(day))

    def place(platform: Platform) -> tuple[bool, int]:
        return simplicity(form(platform), verdict.forms.strengths, knowledge)

    screened = screen_findings(scenario, knowledge, findings)
    eligible = sorted((s.platform for s in screened if s.eligible), key=place)
    for its_form, platforms in groupby(eligible, key=form):
        sized = size_all(scenario, list(platforms), knowledge, Effort.QUICK)
        estimates = {each.platform: each for each in sized if isinstance(each, Topology)}
        if not estimates:
            continue
        best = knowledge.platforms[rank_with(scenario, estimates, knowledge, findings, verdict).scores[0].platform]
        searched = size(scenario, best, knowledge)
        topology = searched if isinstance(searched, Topology) else estimates[best.id]
        score = rank_with(scenario, {best.id: topology}, knowledge, findings, verdict).scores[0]
        return Approach(best, its_form, score, topology)
    return None
