"""The answer without its argument: verdict and ranking by quick estimates, for questions that are asked many times."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.forms import forms_of
from advisor.knowledge import Knowledge
from advisor.need import Verdict, judge_need
from advisor.rules import apply_rules
from advisor.scenario import Scenario
from advisor.scoring import Ranking, rank_with
from advisor.screening import day_asked, screen_findings
from advisor.settled import without_settled
from advisor.sizing import Effort, Topology, check_fits, size_all


@dataclass(frozen=True)
class QuickAnswer:
    """Verdict and ranking by quick estimates; `ranking` has no scores where no platform fits."""

    verdict: Verdict
    ranking: Ranking
    eligible: frozenset[str]
    """The platforms that meet every requirement, those included that cannot hold the services."""

    @property
    def first(self) -> str | None:
        """The platform in first place; None where none fits."""
        return self.ranking.scores[0].platform if self.ranking.scores else None


def quick_answer(scenario: Scenario, everywhere: Knowledge) -> QuickAnswer:
    """The answer to a scenario by quick estimates: as `recommend` begins, without the search for cheaper plans.

    Raises ScenarioError for a scenario that the knowledge base cannot answer, SolverError when the optimizer breaks.
    """
    knowledge = everywhere.placed(on_own_hardware=scenario.on_own_hardware)
    check_fits(scenario, knowledge)
    findings = without_settled(apply_rules(scenario, knowledge), scenario, knowledge)
    eligible = [each.platform for each in screen_findings(scenario, knowledge, findings) if each.eligible]
    verdict = judge_need(scenario, findings, knowledge, forms_of(eligible, day_asked(scenario, knowledge)))
    sized = size_all(scenario, eligible, knowledge, Effort.QUICK)
    estimates = {each.platform: each for each in sized if isinstance(each, Topology)}
    ranking = rank_with(scenario, estimates, knowledge, findings, verdict)
    return QuickAnswer(verdict, ranking, frozenset(platform.id for platform in eligible))
