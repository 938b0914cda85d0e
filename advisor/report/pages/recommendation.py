"""Recommendation -> the page that an architect acts on, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.nearest_precedents import nearest_precedents
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Heading, Paragraph
from advisor.report.sections.bill import bill_blocks
from advisor.report.sections.budget import budget_blocks
from advisor.report.sections.changes import change_blocks
from advisor.report.sections.cost_drivers import sensitivity_blocks
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
    yield from contradiction_blocks(recommendation)
    yield from need_blocks(recommendation.verdict)
    if recommendation.thresholds is not None:
        yield from threshold_blocks(recommendation.thresholds, recommendation.verdict)
    simplest = recommendation.simplest
    if simplest is not None:
        yield from simplest_blocks(simplest.platform, simplest.form, simplest.topology.bill)
    yield from winner_blocks(recommendation)
    yield from standing_blocks(recommendation)
    if recommendation.winner is not None:
        topology = recommendation.winner.topology
        yield from topology_blocks(topology, scenario, knowledge)
        yield from note_blocks(topology, without_risks=True)
        yield from bill_blocks(topology, knowledge, _versions_of(topology, scenario, knowledge))
    yield from budget_blocks(recommendation.budget_missed, recommendation.knowledge)
    yield from ranking_blocks(recommendation)
    yield from weight_blocks(recommendation)
    yield from import_blocks(scenario)
    yield from answer_assumption_blocks(recommendation)
    yield from change_blocks(recommendation)
    yield from eliminated_blocks(recommendation)
    yield from warning_blocks(recommendation)
    if precedents:
        yield from precedent_blocks(nearest_precedents(recommendation), knowledge)
    yield from overlay_blocks(knowledge)


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
