"""The answer to the first question -> a page."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.need_answer import NeedAnswer
from advisor.report.blocks import Block, Heading, Paragraph, sources_in
from advisor.report.sections.overlay import name_of, overlay_blocks
from advisor.report.sections.ranking import assumption_blocks, source_blocks
from advisor.report.sections.simplest import none_fits_blocks, simplest_blocks
from advisor.report.sections.thresholds import threshold_blocks
from advisor.report.sections.verdict import need_blocks
from advisor.report.wording import sentence


def need_page(answer: NeedAnswer) -> tuple[Block, ...]:
    """Verdict, form and findings, and the simplest approach that would do."""
    page = tuple(_blocks(answer))
    return (*page, *source_blocks(sources_in(page), answer.knowledge))


def _blocks(answer: NeedAnswer) -> Iterator[Block]:
    scenario, knowledge, simplest = answer.scenario, answer.knowledge, answer.simplest
    yield Heading(scenario.name, 1)
    if scenario.summary:
        yield Paragraph(sentence(scenario.summary))
    overlay = f" with {name_of(knowledge)}" if knowledge.overlay else ""
    yield Paragraph(f"Answered for {answer.as_of.isoformat()}{overlay}.")
    yield from need_blocks(answer.verdict)
    yield from threshold_blocks(answer.thresholds, answer.verdict)
    if simplest is None:
        yield from none_fits_blocks()
    else:
        yield from simplest_blocks(simplest.platform, simplest.form, simplest.topology.bill)
        yield from assumption_blocks(simplest.topology.assumptions)
    yield from overlay_blocks(knowledge)
