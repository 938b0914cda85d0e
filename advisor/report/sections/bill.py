"""The monthly bill, line by line, with the budget, the people, and what is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.wording import capital, cited, ended, figure, listing, sentence, usd
from advisor.report.wording.bill import (
    basis_words,
    left_out_words,
    line_words,
    price_note_words,
    sum_words,
    without_price_words,
)
from advisor.report.wording.end_of_plan import end_of_plan_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.operation import hours_words, people_words, task_list
from advisor.report.wording.people_cost import people_money_words
from advisor.report.wording.price_origin import origin_words, price_day_words
from advisor.report.wording.rounded import money_in_line, sum_given
from advisor.report.wording.terms import terms_words
from advisor.report.wording.versions import late_bill_words
from advisor.screening import MOST_TASKS_NAMED
from advisor.sizing.bill_types import Bill
from advisor.sizing.operating_effort import OperatingEffort
from advisor.sizing.topology import Topology
from advisor.versions_in_use import VersionInUse

SMALL_PRICE = 0.0001
"""Below it, a price in USD is shown with nine decimals."""


def bill_blocks(topology: Topology, knowledge: Knowledge, in_use: tuple[VersionInUse, ...] = ()) -> Iterator[Block]:
    """The monthly bill of today, line by line, with what is not in it, and that of the end of the plan.

    `in_use` are the versions of this platform that are in use: what their late support costs is told beside the sum.
    """
    bill, end = topology.bill, topology.end_of_plan
    yield Heading("What it costs a month")
    yield Paragraph(total_words(bill) if end is None else f"Today: {total_words(bill)}")
    if end is not None:
        yield Paragraph(end_of_plan_words(end))
    yield from _about_the_sum(bill, knowledge)
    if bill.lines:
        yield _lines(bill, knowledge)
    for late in late_bill_words(in_use, topology.control_plane.clusters, knowledge):
        yield Paragraph(late)
    if bill.effort is not None:
        yield Paragraph(effort_words(bill.effort), cited(bill.effort.source, knowledge))
    people = people_money_words(bill)
    if people is not None:
        yield Paragraph(people)
    if bill.left_out:
        yield Paragraph(f"Left out: {'; '.join(left_out_words(left) for left in bill.left_out)}.")
    if bill.terms is not None and bill.terms.notes:
        yield Heading("On the terms", 3)
        yield Bullets(tuple(Bullet(sentence(note_words(note))) for note in bill.terms.notes))
    if bill.price_notes:
        yield Heading("On the prices", 3)
        yield Bullets(
            tuple(
                Bullet(ended(price_note_words(note, knowledge)), cited(note.source, knowledge))
                for note in bill.price_notes
            )
        )


def _about_the_sum(bill: Bill, knowledge: Knowledge) -> Iterator[Block]:
    """What the sum lacks, what it stands for, on what terms it is, whose its prices are, and whether it is too much."""
    missing = without_price_words(bill, knowledge)
    if missing and bill.base is not None:
        yield Paragraph(f"More than that has to be paid: the sum lacks what has no price: {listing(missing)}.")
    elif missing:
        yield Paragraph(f"There is no sum, because nothing in it has a price: {listing(missing)}.")
    if bill.base is not None:
        yield Paragraph(sentence(basis_words(bill)))
    if bill.terms is not None and bill.base is not None:
        yield Paragraph(terms_words(bill))
    if bill.origin is not None:
        yield Paragraph(origin_words(bill.origin))
    if bill.budget_usd_per_month is not None:
        yield Paragraph(budget_words(bill))


def _lines(bill: Bill, knowledge: Knowledge) -> Table:
    """What, how much of it, at what price, of which day, by whom."""
    return Table(
        ("what", "quantity", "unit", "USD a unit", "USD a month", "price of", "source"),
        tuple(
            (
                line_words(line),
                figure(round(line.quantity, 2)),
                line.unit,
                _price(line.unit_price_usd),
                money_in_line(line.usd_per_month) if line.usd_per_month is not None else "not priced",
                price_day_words(line),
                line.source,
            )
            for line in bill.lines
        ),
        right=(1, 3, 4),
        sources=tuple(line.source for line in bill.lines if line.source in knowledge.sources),
    )


def total_words(bill: Bill) -> str:
    """The sum of a month with its low and high end."""
    if bill.base is None or bill.low is None or bill.high is None:
        return "Not priced."
    total = ended(sum_words(bill, bill.base))
    if usd(bill.low) != usd(bill.high):
        between = f"between {usd(bill.low)} and {usd(bill.high)}"
        told = f"; what has a price costs {between}" if bill.is_lower_limit else f", {between}"
        total = f"{sum_words(bill, bill.base)}{told}."
    return capital(total)


def _price(usd: float | None) -> str:
    """A unit price; those of a second have their digits further back."""
    if usd is None:
        return "not published"
    return f"{usd:.9f}".rstrip("0") if 0 < abs(usd) < SMALL_PRICE else figure(usd)


def budget_words(bill: Bill) -> str:
    """Whether the bill keeps the budget, and by how much."""
    budget = bill.budget_usd_per_month or 0.0
    if bill.base is None:
        return f"Whether it keeps the budget of {sum_given(budget)} cannot be told, because nothing in it has a price."
    more = ", before what has no price" if bill.is_lower_limit else ""
    if bill.base > budget:
        return f"Over the budget of {sum_given(budget)} by {usd(bill.base - budget)}{more}."
    most = bill.high is not None and bill.high > budget
    tight = f"; not at the high end, which is {usd((bill.high or 0.0) - budget)} over it" if most else ""
    return f"Within the budget of {sum_given(budget)}: {usd(budget - bill.base)} are left{more}{tight}."


def effort_words(effort: OperatingEffort) -> str:
    """How many hours and people its tasks take, whose cost is in no sum, with the largest of them."""
    hours = effort.hours
    largest = effort.tasks[:MOST_TASKS_NAMED]
    most = task_list([f"{each.task.about} ({hours_words(each.hours.base)})" for each in largest])
    return (
        f"People are not in the sum: the tasks left to the team take about {hours_words(hours.base)} a week "
        f"({hours_words(hours.low)} to {hours_words(hours.high)}), which is {people_words(effort.people)} without "
        f"nights on call, most of it to {most}."
    )
