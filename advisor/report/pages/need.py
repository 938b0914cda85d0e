"""The answer to the first question -> a page."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.need_answer import NeedAnswer
from advisor.report.blocks import Block
from advisor.report.sections.overlay import overlay_blocks
from advisor.report.sections.page_frame import answer_head, with_sources
from advisor.report.sections.ranking import assumption_blocks
from advisor.report.sections.simplest import none_fits_blocks, simplest_blocks
from advisor.report.sections.thresholds import threshold_blocks
from advisor.report.sections.verdict import need_blocks


def need_page(answer: NeedAnswer) -> tuple[Block, ...]:
    """Verdict, form and findings, and the simplest approach that would do."""
    return with_sources(_blocks(answer), answer.knowledge)


def _blocks(answer: NeedAnswer) -> Iterator[Block]:
    knowledge, simplest = answer.knowledge, answer.simplest
    yield from answer_head(answer.scenario, answer.as_of, knowledge)
    yield from need_blocks(answer.verdict)
    yield from threshold_blocks(answer.thresholds, answer.verdict)
    if simplest is None:
        yield from none_fits_blocks()
    else:
        yield from simplest_blocks(simplest.platform, simplest.form, simplest.topology.bill)
        yield from assumption_blocks(simplest.topology.assumptions)
    yield from overlay_blocks(knowledge)
