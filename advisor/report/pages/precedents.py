"""The published decisions that are most like what is asked: the page of `advisor precedents`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.precedent_search import NearPrecedent
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Paragraph
from advisor.report.sections.page_frame import answer_head
from advisor.report.sections.precedents import precedent_blocks


def precedents_page(nearest: tuple[NearPrecedent, ...], answer: Recommendation) -> tuple[Block, ...]:
    """Our first place, and what others did."""
    return tuple(_blocks(nearest, answer))


def _blocks(nearest: tuple[NearPrecedent, ...], answer: Recommendation) -> Iterator[Block]:
    yield from answer_head(answer.scenario, answer.as_of, answer.knowledge)
    winner = answer.winner
    first = f"{winner.platform.name} ({winner.platform.id})" if winner else "no platform; none fits"
    yield Paragraph(f"Our first place: {first}.")
    yield from precedent_blocks(nearest, answer.knowledge)
