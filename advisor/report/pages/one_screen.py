"""Recommendation -> the answer on one screen."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Heading, Paragraph
from advisor.report.sections.one_screen import one_screen_blocks
from advisor.report.sections.overlay import name_of
from advisor.report.wording import sentence


def one_screen_page(recommendation: Recommendation) -> tuple[Block, ...]:
    """Verdict, winner and bill, why rather this, the set-up, what it rests on, what to answer next."""
    return tuple(_blocks(recommendation))


def _blocks(recommendation: Recommendation) -> Iterator[Block]:
    scenario, knowledge = recommendation.scenario, recommendation.knowledge
    overlay = f", with {name_of(knowledge)}" if knowledge.overlay else ""
    yield Heading(f"{scenario.name}, as of {recommendation.as_of.isoformat()}{overlay}", 1)
    if scenario.summary:
        yield Paragraph(sentence(scenario.summary))
    yield from one_screen_blocks(recommendation)
