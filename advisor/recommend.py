"""The pipeline: rules, need, screening, sizing, scoring, explaining; it calls them in order and decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.budget import BudgetMissed, budget_missed
from advisor.contenders import Contenders
from advisor.explanations import (
    Caution,
    Trait,
    Warned,
    cautions_of,
    strengths_of,
    traits_of,
    warnings_of,
    weaknesses_of,
)
from advisor.forms import form_of, forms_of, simplicity
from advisor.knowledge import Form, Knowledge, Platform, load_knowledge, priced_for
from advisor.need import Verdict, judge_need
from advisor.refinement import SearchFor, refine
from advisor.rules import Finding, apply_rules
from advisor.scenario import Scenario
from advisor.scoring import (
    NO_COUNTERPARTS,
    Counterparts,
    Ranking,
    Score,
    Scorer,
    chief_wishes,
    counterparts_of,
    wanted_capabilities,
)
from advisor.scoring.budget import BudgetFit, budget_fit
from advisor.screening import Screened, day_asked, screen_findings
from advisor.sensitivity.assumed_effects import AssumedEffect, assumed_effects
from advisor.sensitivity.certainty import Confidence, confidence_of
from advisor.sensitivity.flips import (
    NONE_TRIED,
    TriedAlone,
    Unknown,
    WinnerChange,
    changes_of,
    tried_alone,
    try_answers,
    unknowns_of,
)
from advisor.sensitivity.judged_claims import JudgedQuestion
from advisor.sensitivity.next_question import NextQuestion, next_question_of
from advisor.sensitivity.other_answers import Asked
from advisor.sensitivity.thresholds import Threshold, nearest_thresholds
from advisor.settled import without_settled
from advisor.sizing import Assumption, Effort, Infeasible, Topology, check_fits
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import note


@dataclass(frozen=True)
class Ranked:
    """A platform in the ranking with everything that is said about it.

    `not_for_this`: it could be set up, but its form, or all of it, answers so much less well than the winner that it is
    no choice.
    """

    rank: int
    platform: Platform
    score: Score
    topology: Topology
    cautions: tuple[Caution, ...]
    strengths: tuple[Trait, ...]
    weaknesses: tuple[Trait, ...]
    form: Form | None = None
    """None where nobody says."""
    budget_fit: BudgetFit | None = None
    """Whether it keeps the budget; None where there is none, or nothing of it has a price."""
    not_for_this: bool = False
    mode_of: str | None = None
    """The platform of which it is a mode; None where it is none."""

    @property
    def service(self) -> str:
        """The id of the platform whose service it is: its own, or that of the platform of which it is a mode."""
        return self.mode_of or self.platform.id


@dataclass(frozen=True)
class Eliminated:
    """A platform that is ruled out: by rules (`screened.unmet`), or because it cannot hold the scenario."""

    screened: Screened
    infeasible: Infeasible | None

    @property
    def platform(self) -> Platform:
        """The platform."""
        return self.screened.platform


@dataclass(frozen=True)
class Recommendation:
    """The answer, whole: every view (text, Markdown, JSON) is made from this alone."""

    scenario: Scenario
    knowledge: Knowledge
    as_of: dt.date
    findings: tuple[Finding, ...]
    verdict: Verdict
    assumptions: tuple[Assumption, ...]
    ranking: tuple[Ranked, ...]
    weights: tuple[tuple[str, float], ...]
    eliminated: tuple[Eliminated, ...]
    warnings: tuple[Warned, ...]
    unknowns: tuple[Unknown, ...] = ()
    confidence: Confidence | None = None
    """None when no platform fits, or nobody asked how sure the answer is."""
    changes: tuple[WinnerChange, ...] = ()
    tried_alone: TriedAlone = NONE_TRIED
    """How far other answers were tried for `changes`."""
    next_question: NextQuestion | None = None
    budget_missed: BudgetMissed | None = None
    """None where some choice keeps the budget, where there is none, or where a price is missing to tell."""
    counterparts: Counterparts = NO_COUNTERPARTS
    """What does the same as the first platform in other clouds; nothing unless several clouds are asked for."""
    thresholds: tuple[Threshold, ...] | None = None
    """The nearest answers that change the verdict or the best form; None where nobody asked for what takes longer."""
    assumed_effects: tuple[AssumedEffect, ...] = ()
    """The assumptions that move the bill of the winner by a tenth or more; empty where nobody asked for that."""

    @property
    def particular_warnings(self) -> tuple[Warned, ...]:
        """The warnings that this scenario gives cause for, without those that hold of every one."""
        return tuple(warned for warned in self.warnings if not warned.always)

    @property
    def choices(self) -> tuple[Ranked, ...]:
        """The ranking without those that are not for this."""
        return tuple(entry for entry in self.ranking if not entry.not_for_this)

    @property
    def runner_up(self) -> Ranked | None:
        """The best rival of the winner: neither its counterpart in another cloud, nor another mode of its service."""
        others = (entry for entry in self.ranking[1:] if entry.platform.id not in self.counterparts.all)
        return next((entry for entry in others if entry.service != self.ranking[0].service), None)

    @property
    def simplest(self) -> Ranked | None:
        """The best of the simplest form in which some platform meets everything; None when no platform fits.

        Forms that answer much less well than the strongest come last.
        """
        strengths, knowledge = self.verdict.forms.strengths, self.knowledge

        def place(entry: Ranked) -> tuple[bool, int, int]:
            return (*simplicity(entry.form, strengths, knowledge), entry.rank)

        return min(self.ranking, key=place, default=None)

    @property
    def other_modes(self) -> tuple[Ranked, ...]:
        """Other modes of the winner's service, best first; which mode it is, is the smaller choice."""
        return tuple(entry for entry in self.ranking[1:] if entry.service == self.ranking[0].service)

    @property
    def winner(self) -> Ranked | None:
        """The first of the ranking; None when no platform fits."""
        return self.ranking[0] if self.ranking else None


def recommend(
    scenario: Scenario,
    knowledge: Knowledge | None = None,
    *,
    effort: Effort = Effort.DEFAULT,
    search_too: Collection[str] = (),
    resize: bool = False,
    how_sure: bool = True,
) -> Recommendation:
    """The answer to a scenario: is an orchestrator needed, which platforms fit, best first, and why.

    Parameters:
        scenario: what is asked; what it leaves open is assumed, and the assumptions are listed.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.
        effort: how long to search for a cheaper plan of the winner, and of what might pass it. The other platforms
            get an estimate, with a proved bound; with QUICK the winner too. Where no bill could make a platform a
            choice, that is a sketch, made without a search (`Topology.sketched`).
        search_too: ids of other platforms that get as much.
        resize: tell also what answers would change that move sizes, such as another cloud. Platforms are sized anew for
            them, the most promising answers first, which takes a second or two.
        how_sure: tell how sure the answer is and what would change it, which takes a third of the time. Without it
            `confidence` and `next_question` are None, and `unknowns` and `changes` are empty; nothing else differs.

    Raises ScenarioError for a scenario that the knowledge base cannot answer (a service larger than every machine, an
    unknown platform id), SolverError when the optimizer breaks. That no platform fits is an answer: `winner` is None.

    >>> from advisor import example_scenarios, load_scenario
    >>> answer = recommend(load_scenario(example_scenarios()["single-vm"]))
    >>> answer.verdict.need.value, answer.winner.platform.id
    ('no', 'docker-compose-single-vm')
    """
    everywhere = priced_for(scenario, knowledge or load_knowledge())
    knowledge, findings = _findings(scenario, everywhere)
    screened = screen_findings(scenario, knowledge, findings)
    verdict = judge_need(scenario, findings, knowledge, forms_of(_eligible(screened), day_asked(scenario, knowledge)))
    day, strengths = day_asked(scenario, knowledge), verdict.forms.strengths
    judged = Scorer(knowledge).judge(scenario, findings, strengths)
    contenders = Contenders(scenario, knowledge, strengths, day)
    sized = contenders.estimate(_eligible(screened), judged)
    refined = refine(sized, judged.rank, SearchFor(scenario, knowledge, effort, search_too), contenders)
    sized, topologies, ranking = refined.estimates, refined.topologies, refined.ranking
    counterparts = counterparts_of(ranking, scenario, knowledge, day)
    ranked = _ranked(ranking, contenders, screened, topologies, findings)
    answer = Recommendation(
        scenario=scenario,
        knowledge=knowledge,
        as_of=day,
        findings=findings,
        verdict=verdict,
        assumptions=_assumptions(topologies),
        counterparts=counterparts,
        ranking=ranked,
        budget_missed=budget_missed(scenario, [e.topology for e in ranked if not e.not_for_this], knowledge),
        weights=tuple(sorted(ranking.weights.items())),
        eliminated=_eliminated(screened, sized),
        warnings=warnings_of(scenario, knowledge, findings, screened),
        thresholds=nearest_thresholds(scenario, everywhere) if resize else None,
    )
    if not how_sure:
        return answer
    return _told_how_sure(answer, ranking, Asked(scenario, everywhere, effort, sized, topologies), resize=resize)


def _told_how_sure(answer: Recommendation, ranking: Ranking, asked: Asked, *, resize: bool) -> Recommendation:
    """The answer with how sure it is, what would change it, and what to answer next."""
    verdict = answer.verdict
    judged = JudgedQuestion(
        answer.scenario, answer.findings, verdict.forms.strengths, asked.topologies, answer.knowledge
    )
    tried = try_answers(asked, ranking, resize=resize)
    return replace(
        answer,
        unknowns=unknowns_of(tried),
        confidence=confidence_of(ranking.without(answer.counterparts.all), judged, verdict.margin),
        changes=changes_of(tried),
        tried_alone=tried_alone(tried),
        next_question=next_question_of(tried),
        assumed_effects=_assumed_effects(answer, asked) if resize else (),
    )


def _assumed_effects(answer: Recommendation, asked: Asked) -> tuple[AssumedEffect, ...]:
    winner = answer.winner
    return () if winner is None else assumed_effects(answer.scenario, winner.topology, asked.knowledge)


def _findings(scenario: Scenario, everywhere: Knowledge) -> tuple[Knowledge, tuple[Finding, ...]]:
    """What is known of where the scenario runs, and what rules find. Raises ScenarioError as recommend does."""
    knowledge = everywhere.placed_for(scenario)
    check_fits(scenario, knowledge)
    return knowledge, without_settled(apply_rules(scenario, knowledge), scenario, knowledge)


def _eligible(screened: Iterable[Screened]) -> list[Platform]:
    return [each.platform for each in screened if each.eligible]


def _eliminated(screened: Iterable[Screened], sized: Iterable[Topology | Infeasible]) -> tuple[Eliminated, ...]:
    """The platforms that are out by rules, or hold nothing."""
    found = {each.platform: each if isinstance(each, Infeasible) else None for each in sized}
    return tuple(
        Eliminated(each, found.get(each.platform.id))
        for each in screened
        if each.platform.id not in found or found[each.platform.id] is not None
    )


def _ranked(
    ranking: Ranking,
    contenders: Contenders,
    screened: tuple[Screened, ...],
    topologies: Mapping[str, Topology],
    findings: tuple[Finding, ...],
) -> tuple[Ranked, ...]:
    by_id, scenario = {s.platform.id: s for s in screened}, contenders.scenario
    knowledge, day = contenders.knowledge, contenders.day
    wanted = wanted_capabilities(findings, knowledge, scenario)
    wishes = chief_wishes(findings, knowledge, scenario)
    budget = scenario.budget.usd_per_month if scenario.budget else None
    entries = []
    parted = contenders.not_for_this(ranking)
    for position, score in enumerate(sorted(ranking.scores, key=lambda score: score.platform in parted), start=1):
        one = by_id[score.platform]
        traits = traits_of(one.platform, wanted, wishes, day, knowledge)
        entries.append(
            Ranked(
                rank=position,
                platform=one.platform,
                score=score,
                topology=topologies[score.platform],
                cautions=cautions_of(one, topologies[score.platform], scenario, traits),
                strengths=strengths_of(traits),
                weaknesses=weaknesses_of(traits),
                form=form_of(one.platform.terms(day)),
                budget_fit=budget_fit(topologies[score.platform].bill, budget, knowledge),
                not_for_this=score.platform in parted,
                mode_of=one.platform.terms(day).mode_of,
            )
        )
    return tuple(entries)


def _assumptions(topologies: Mapping[str, Topology]) -> tuple[Assumption, ...]:
    """Every assumption of any topology once, in a stable order."""
    return assumptions_together(topologies.values())


def assumptions_together(topologies: Iterable[Topology]) -> tuple[Assumption, ...]:
    """Every assumption of some topologies once, in a stable order.

    Those that differ only in a list (the other clouds that a platform runs on, the machine types that a caveat is for)
    are one.
    """
    together: dict[Assumption, set[str]] = {}
    found: set[Assumption] = set()
    for assumption in {a for topology in topologies for a in topology.assumptions}:
        listed, values = _LISTED.get(assumption.note.code, ""), dict(assumption.note.values)
        names = values.pop(listed, None)
        if not isinstance(names, tuple):
            found.add(assumption)
            continue
        taken = Assumption(assumption.field, note(assumption.note.code, **values))
        together.setdefault(taken, set()).update(map(str, names))
    for taken, words in together.items():
        values = {**dict(taken.note.values), _LISTED[taken.note.code]: tuple(sorted(words))}
        found.add(Assumption(taken.field, note(taken.note.code, **values)))
    return tuple(sorted(found, key=lambda a: (a.field is None, a.field or "", a.note.code, str(a.note.values))))


_LISTED: Mapping[StrEnum, str] = {
    AssumptionCode.CLOUD: "others",
    AssumptionCode.CLOUD_THAT_COSTS_LEAST: "others",
    AssumptionCode.SHARED_CPU: "machines",
    AssumptionCode.SCARCE_MACHINES: "machines",
}
"""The value of an assumption that lists what differs from platform to platform, by code."""
