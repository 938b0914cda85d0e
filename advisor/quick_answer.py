"""The answer without its argument: verdict and first place by quick estimates, for what is asked many times."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.forms import form_of, forms_of
from advisor.knowledge import Form, Knowledge, Platform
from advisor.need import Verdict, judge_need
from advisor.rules import Finding, apply_rules
from advisor.scenario import Scenario
from advisor.scoring import Scorer
from advisor.screening import day_asked, screen_findings
from advisor.settled import without_settled
from advisor.sizing import Effort, Topology, check_fits, size


@dataclass(frozen=True)
class _Judged:
    """What is known of a scenario before anything is sized."""

    knowledge: Knowledge
    findings: tuple[Finding, ...]
    eligible: list[Platform]
    verdict: Verdict


def _judge(scenario: Scenario, everywhere: Knowledge) -> _Judged:
    knowledge = everywhere.placed(on_own_hardware=scenario.on_own_hardware)
    check_fits(scenario, knowledge)
    findings = without_settled(apply_rules(scenario, knowledge), scenario, knowledge)
    eligible = [each.platform for each in screen_findings(scenario, knowledge, findings) if each.eligible]
    verdict = judge_need(scenario, findings, knowledge, forms_of(eligible, day_asked(scenario, knowledge)))
    return _Judged(knowledge, findings, eligible, verdict)


def quick_verdict(scenario: Scenario, everywhere: Knowledge) -> tuple[Verdict, frozenset[str]]:
    """The verdict on a scenario, and the platforms that meet every requirement; nothing is sized."""
    judged = _judge(scenario, everywhere)
    return judged.verdict, frozenset(platform.id for platform in judged.eligible)


@dataclass(frozen=True)
class QuickFirst:
    """Verdict and first place by quick estimates; `first` is None where no platform fits."""

    verdict: Verdict
    first: str | None
    eligible: frozenset[str]
    """The platforms that meet every requirement, those included that cannot hold the services."""


def quick_first(scenario: Scenario, everywhere: Knowledge, form: Form | None = None) -> QuickFirst:
    """The first place as `recommend` would have it by quick estimates alone.

    Platforms are sized in the order of the most that they can reach, until none that is left can pass the best one.

    Parameters:
        scenario: what is asked.
        everywhere: what to answer by.
        form: choose among the platforms of this form alone.

    Raises ScenarioError for a scenario that the knowledge base cannot answer, SolverError when the optimizer breaks.
    """
    judged = _judge(scenario, everywhere)
    scores = Scorer(judged.knowledge).judge(scenario, judged.findings, judged.verdict.forms.strengths)
    best: tuple[float, str] | None = None
    day = day_asked(scenario, judged.knowledge)
    among = [each.id for each in judged.eligible if form is None or form_of(each.terms(day)) is form]
    for most, platform in sorted(((scores.most(each), each) for each in among), reverse=True):
        if best is not None and most < best[0]:
            break
        sized = size(scenario, judged.knowledge.platforms[platform], judged.knowledge, Effort.QUICK)
        if isinstance(sized, Topology):
            total = round(scores.total(platform, sized), 12)
            if best is None or total > best[0] or (total == best[0] and platform < best[1]):
                best = total, platform
    eligible = frozenset(platform.id for platform in judged.eligible)
    return QuickFirst(judged.verdict, None if best is None else best[1], eligible)
