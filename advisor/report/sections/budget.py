"""A budget that nothing keeps, and what would."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.budget import BudgetMissed
from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording.budget import cheaper_words, missed_words


def budget_blocks(missed: BudgetMissed | None, knowledge: Knowledge) -> Iterator[Block]:
    """The cheapest choice where none keeps the budget, and the answers with which it would cost less."""
    if missed is None:
        return
    yield Heading("What the budget would have to be")
    yield Paragraph(missed_words(missed, knowledge))
    if missed.cheaper:
        yield Paragraph("It would cost less with:")
        yield Bullets(tuple(Bullet(cheaper_words(each)) for each in missed.cheaper))
    else:
        yield Paragraph("No single promise that is given up was found to make it cheaper.")
