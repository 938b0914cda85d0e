"""Recommendation -> the page that an architect acts on, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.precedent_search import nearest_precedents
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Heading, Paragraph
from advisor.report.sections.bill import bill_blocks
from advisor.report.sections.budget import budget_blocks
from advisor.report.sections.changes import change_blocks
from advisor.report.sections.cost_drivers import sensitivity_blocks
from advisor.report.sections.evidence import figure, resting, threshold
from advisor.report.sections.imported import import_blocks
from advisor.report.sections.overlay import overlay_blocks
from advisor.report.sections.page_frame import answer_head, with_sources
from advisor.report.sections.precedents import precedent_blocks
from advisor.report.sections.ranking import (
    answer_assumption_blocks,
    assumption_blocks,
    contradiction_blocks,
    eliminated_blocks,
    ranking_blocks,
    warning_blocks,
)
from advisor.report.sections.simplest import simplest_blocks
from advisor.report.sections.sizing import note_blocks, topology_blocks
from advisor.report.sections.standings import standing_blocks
from advisor.report.sections.thresholds import threshold_blocks
from advisor.report.sections.verdict import need_blocks, winner_blocks
from advisor.report.sections.weights import weight_blocks
from advisor.report.wording import ended
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.refusal_place import refusal_place
from advisor.scenario import Scenario
from advisor.sizing.topology import Infeasible, Topology
from advisor.versions_in_use import VersionInUse, versions_in_use

NEED = "needs_orchestrator"
STANDINGS = ("requested", "in_use", "words_in_use", "versions_in_use", "ended_components", "eliminated", "ranking/0")
CHANGES = ("what_would_change_it", "unknowns", "next_question")
"""Where in the JSON what a section tells stands."""


def recommendation_page(recommendation: Recommendation, *, precedents: bool = True) -> tuple[Block, ...]:
    """The whole answer: need, platform, set-up, bill, the others, assumptions, changes, sources.

    Without `precedents`, what others decided is left out, which takes scikit-learn and so a second to load.
    """
    return with_sources(_recommendation_blocks(recommendation, precedents), recommendation.knowledge)


def sizing_page(sized: Topology | Infeasible, scenario: Scenario, knowledge: Knowledge) -> tuple[Block, ...]:
    """One platform sized for a scenario, or why it cannot be."""
    return with_sources(_sizing_blocks(sized, scenario, knowledge), knowledge)


def _recommendation_blocks(recommendation: Recommendation, precedents: bool) -> Iterator[Block]:
    scenario, knowledge = recommendation.scenario, recommendation.knowledge
    yield from answer_head(scenario, recommendation.as_of, knowledge)
    yield from resting(contradiction_blocks(recommendation), figure("warnings"))
    yield from resting(need_blocks(recommendation.verdict), figure(NEED))
    if recommendation.thresholds is not None:
        turning = (threshold(each.field) for each in recommendation.thresholds)
        yield from resting(threshold_blocks(recommendation.thresholds, recommendation.verdict), figure(NEED), *turning)
    simplest = recommendation.simplest
    if simplest is not None:
        told = simplest_blocks(simplest.platform, simplest.form, simplest.topology.bill)
        yield from resting(told, figure("simplest"))
    yield from resting(winner_blocks(recommendation), figure("eliminated"))  # the rest says itself what it rests on
    yield from resting(standing_blocks(recommendation), *map(figure, STANDINGS))
    if recommendation.winner is not None:
        yield from _winner_blocks(recommendation.winner.topology, scenario, knowledge)
    yield from resting(budget_blocks(recommendation.budget_missed, knowledge), figure("budget_missed"))
    yield from resting(ranking_blocks(recommendation), figure("ranking"))
    yield from resting(weight_blocks(recommendation), figure("weights"), figure("weights_from"))
    yield from resting(import_blocks(scenario), figure("scenario"))
    yield from resting(answer_assumption_blocks(recommendation), figure("assumptions"))
    yield from resting(change_blocks(recommendation), *map(figure, CHANGES))
    yield from resting(eliminated_blocks(recommendation), figure("eliminated"))
    yield from resting(warning_blocks(recommendation), figure("warnings"))
    if precedents:
        yield from resting(precedent_blocks(nearest_precedents(recommendation), knowledge), figure("scenario"))
    yield from overlay_blocks(knowledge)


def _winner_blocks(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> Iterator[Block]:
    """What to set up, and what it costs."""
    plan, cost = figure("ranking/0/topology"), figure("ranking/0/cost_usd_per_month")
    yield from resting(topology_blocks(topology, scenario, knowledge), plan, figure("scenario"))
    yield from resting(note_blocks(topology, without_risks=True), plan)
    in_use = _versions_of(topology, scenario, knowledge)
    end = figure("ranking/0/at_end_of_plan")
    yield from resting(bill_blocks(topology, knowledge, in_use), cost, end, figure("versions_in_use"))


def _versions_of(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> tuple[VersionInUse, ...]:
    """The versions of a platform that are in use."""
    found = versions_in_use(scenario.existing or (), knowledge, scenario.as_of or knowledge.newest_source_day)
    return tuple(one for one in found if one.name == topology.platform)


def _sizing_blocks(sized: Topology | Infeasible, scenario: Scenario, knowledge: Knowledge) -> Iterator[Block]:
    platform = knowledge.platforms.get(sized.platform)
    name = f"{platform.name} ({platform.id})" if platform else sized.platform
    yield Heading(f"{scenario.name}: {name}", 1)
    if isinstance(sized, Infeasible):
        place = refusal_place(scenario, sized.refusal)
        see = f" See {place}." if place else ""
        yield Paragraph(f"It cannot hold the services: {ended(refusal_words(sized.refusal))}{see}")
        return
    yield from topology_blocks(sized, scenario, knowledge)
    yield from note_blocks(sized)
    yield from bill_blocks(sized, knowledge, _versions_of(sized, scenario, knowledge))
    yield from sensitivity_blocks(sized)
    yield from assumption_blocks(sized.assumptions)
    yield from overlay_blocks(knowledge)
