"""The first two pages of every document: the answer, its picture and its bill, and how it is argued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Labelled, LabelledList, Line, Paragraph, Table
from advisor.report.charts.costs import cost_by_group, cost_chart
from advisor.report.documents.parts import Callout, Captioned, ChartPart, Part
from advisor.report.sections.answer_field import AnswerField
from advisor.report.sections.one_screen import one_screen_blocks
from advisor.report.sections.overlay import name_of
from advisor.report.wording import percent, sentence
from advisor.report.wording.answer_names import AnswerNames
from advisor.report.wording.bill import without_price_words
from advisor.report.wording.rounded import column_of_money, sum_given
from advisor.report.wording.short_names import ShortNamesOnPaper
from advisor.sizing.bill_types import Bill

HEADINGS: Mapping[str, str] = {
    AnswerField.VERDICT: "Do you need an orchestrator?",
    AnswerField.REQUESTED: "What was asked for by name",
    AnswerField.IN_USE: "What is in use",
    AnswerField.WHY: "Why this and not another",
    AnswerField.GIVES_UP: "What it gives up",
    AnswerField.SET_UP: "What to set up",
    AnswerField.RESTS_ON: "Risks: what the answer rests on",
    AnswerField.WOULD_CHANGE: "What would change it",
    AnswerField.MIND: "To keep in mind",
    AnswerField.NEXT: "Next question",
}
"""The heading of each field of the short answer, where it is another one than its label."""
MOST_BILLS = 4
"""Platforms whose bills are shown beside each other at the head."""
IN_CALLOUT = (AnswerField.TAKE, AnswerField.SURE, AnswerField.BILL)
"""Fields that stand at the head."""


def decision_parts(recommendation: Recommendation, picture: Part | None) -> Iterator[Part]:
    """Verdict, picture, bill; then reasons, what is given up, risks, what would change it, and the next question."""
    fields = tuple(answer_fields(recommendation))
    yield Heading(recommendation.scenario.name, 1)
    yield Paragraph(about_words(recommendation))
    yield callout_of(recommendation, fields)
    if picture is not None:
        yield picture
    if recommendation.winner is not None:
        yield from bill_parts(recommendation.winner, recommendation)
        bills = cost_chart(recommendation, recommendation.choices[:MOST_BILLS])
        if bills is not None and len(bills.categories) > 1:
            yield ChartPart(bills, with_table=False)
    for field in fields:
        if field.label not in IN_CALLOUT:
            yield Heading(HEADINGS.get(field.label, field.label))
            yield from field_blocks(field.paragraphs)


def answer_fields(recommendation: Recommendation, names: AnswerNames | None = None) -> Iterator[Labelled]:
    """The fields of the short answer, in their order, but for the commands.

    `names` say what answers are called: without them, in the words of a document.
    """
    names = names or ShortNamesOnPaper(recommendation.knowledge)
    for block in one_screen_blocks(recommendation, names):
        if isinstance(block, LabelledList):
            yield from (entry for entry in block.entries if entry.label != AnswerField.THE_REST)


def about_words(recommendation: Recommendation) -> str:
    """What is asked, for which day, and by which knowledge it is answered."""
    knowledge = recommendation.knowledge
    summary = f"{sentence(recommendation.scenario.summary)} " if recommendation.scenario.summary else ""
    overlay = f" with {name_of(knowledge)}" if knowledge.overlay else ""
    return (
        f"{summary}Answered for {recommendation.as_of.isoformat()} by knowledge base {knowledge.version}{overlay}, "
        f"fingerprint {knowledge.hash[:12]}."
    )


def callout_of(recommendation: Recommendation, fields: Iterable[Labelled]) -> Callout:
    """The platform to take, or that none fits, with how sure that is and what it costs."""
    lines = [line.text for field in fields if field.label in IN_CALLOUT for line in field.lines]
    winner = recommendation.winner
    if winner is None:
        return Callout("No platform fits what is asked", tuple(lines))
    return Callout(f"Take {winner.platform.name}", tuple(lines[1:]))  # the first line is its name


def field_blocks(lines: Iterable[Line]) -> Iterator[Block]:
    """Sentences as paragraphs, and what belongs to one as a list below it."""
    items: list[Bullet] = []
    for line in lines:
        if line.item:
            items.append(Bullet(line.text))
            continue
        if items:
            yield Bullets(tuple(items))
            items = []
        yield Paragraph(line.text)
    if items:
        yield Bullets(tuple(items))


def bill_parts(entry: Ranked, recommendation: Recommendation) -> Iterator[Part]:
    """The bill in a few lines: what is paid for, and the sum with its low and high end."""
    bill = entry.topology.bill
    if bill.base is None or not bill.lines:
        return
    yield Captioned(bill_table(bill), f"What {entry.platform.name} costs a month, in USD")
    missing = without_price_words(bill, recommendation.knowledge)
    if missing:
        yield Paragraph(f"The sum lacks what has no price: {'; '.join(missing)}.")
    if bill.budget_usd_per_month is not None:
        yield Paragraph(f"The budget is {sum_given(bill.budget_usd_per_month)} a month.")


def bill_table(bill: Bill) -> Table:
    """A row for each kind of cost with its share of the sum, and the sum."""
    base, costs = bill.base or 0.0, cost_by_group(bill)
    *shown, total, low, high = column_of_money((*costs.values(), bill.base, bill.low, bill.high))
    rows = [
        (group.value, told, percent(cost / base) if base else "-", "", "")
        for (group, cost), told in zip(costs.items(), shown, strict=True)
    ]
    least = "at least " if bill.is_lower_limit else ""
    rows.append((f"{least}all together", total, "100%", low, high))
    return Table(("what", "a month", "share", "low", "high"), tuple(rows), right=(1, 2, 3, 4))
