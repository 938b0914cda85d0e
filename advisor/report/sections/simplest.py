"""The simplest approach that meets everything, whatever is recommended."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Form, Platform
from advisor.report.blocks import Block, Heading, Paragraph
from advisor.report.wording.bill import sum_words
from advisor.report.wording.measures import FORMS
from advisor.sizing.bill_types import Bill


def simplest_blocks(platform: Platform, form: Form | None, bill: Bill) -> Iterator[Block]:
    """The platform of the simplest form in which some platform meets everything, with its bill."""
    yield Heading("The simplest that meets everything", 3)
    called = f", {FORMS[form.value]}" if form is not None else ""
    about = "" if bill.is_lower_limit else "about "
    cost = f"{about}{sum_words(bill, bill.base)} a month" if bill.base is not None else "nothing of it has a price"
    yield Paragraph(f"{platform.name} ({platform.id}){called}: {cost}.")


def none_fits_blocks() -> Iterator[Block]:
    """That there is none."""
    yield Heading("The simplest that meets everything", 3)
    yield Paragraph("No platform meets everything; `advisor recommend` gives the reason for each.")
