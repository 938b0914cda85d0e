"""An answer as an Excel workbook to argue with: weights can be changed, and the ranking follows by formulas."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from advisor.recommend import Ranked, Recommendation
from advisor.report.charts.costs import GROUPS, CostGroup, cost_by_group
from advisor.report.documents.decision import about_words, answer_fields
from advisor.report.documents.fixed_zip import fixed_zip
from advisor.report.documents.score_sheet import write_ranking, write_scores
from advisor.report.documents.template import Template
from advisor.report.documents.workbook import Book, Column
from advisor.report.formats.text import printable
from advisor.report.sections.sizing import NodeFill, node_fills
from advisor.report.wording import because_of, capital, ended
from advisor.report.wording.assumptions import assumption_words, subject_words
from advisor.report.wording.bill import RANGES, line_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.price_origin import price_day_words
from advisor.sizing.bill_types import Bill, BillLine

if TYPE_CHECKING:
    import xlsxwriter

MOST_ROWS = 20_000
"""Rows of a sheet; what is more is counted in the last one."""
SAME = 0.005
"""USD a month by which a quantity times its price may be beside the amount of its line."""


def print_xlsx(recommendation: Recommendation, template: Template) -> bytes:
    """The workbook as an .xlsx file."""
    import xlsxwriter

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(written, options)
    book = Book.of(workbook, template.about.accent)
    _set_properties(workbook, recommendation, template)
    _answer(book, recommendation, template)
    if recommendation.ranking:
        write_ranking(book, recommendation)
        write_scores(book, recommendation)
        _sizing(book, recommendation)
        _bill(book, recommendation.ranking[0])
        _bills(book, recommendation)
    _ruled_out(book, recommendation)
    _assumptions(book, recommendation)
    _sources(book, recommendation)
    workbook.close()
    return fixed_zip(written.getvalue())


def _set_properties(workbook: xlsxwriter.Workbook, recommendation: Recommendation, template: Template) -> None:
    firm = printable(template.about.firm or "Container platform advisor")
    workbook.set_properties(
        {
            "title": printable(recommendation.scenario.name),
            "author": firm,
            "company": firm,
            "created": dt.datetime.combine(recommendation.as_of, dt.time()),
        }
    )
    workbook.set_calc_mode("auto")


def _answer(book: Book, recommendation: Recommendation, template: Template) -> None:
    """What is answered, field by field, and how the workbook is used."""
    sheet = book.sheet("Answer", (Column("", 22), Column(recommendation.scenario.name, 110)))
    row = 1
    for label, text in _answer_rows(recommendation, template):
        book.text(sheet, row, 0, label, book.bold)
        book.text(sheet, row, 1, text, book.wrapped)
        row += 1


def _answer_rows(recommendation: Recommendation, template: Template) -> Iterator[tuple[str, str]]:
    about = template.about
    if about.firm:
        yield "Firm", about.firm
    words = about.words
    yield (
        "Status",
        f"{words.status}, {recommendation.as_of.isoformat()}{f', {words.confidential}' if words.confidential else ''}",
    )
    yield "About", about_words(recommendation)
    for field in answer_fields(recommendation):
        for number, line in enumerate(field.paragraphs):
            yield "" if number else field.label, line.text
    if recommendation.ranking:
        yield (
            "How to use this",
            "Change the points in the yellow cells of the sheet Scores: weights, scores and ranking follow. Quantities "
            "and prices in the sheet Bill can be changed too. What a criterion makes of a platform stays as it is.",
        )


def _sizing(book: Book, recommendation: Recommendation) -> None:
    """Every pattern of nodes of the winner."""
    winner = recommendation.ranking[0]
    fills = list(node_fills(winner.topology, recommendation.scenario, recommendation.knowledge))
    columns = (
        Column("pool", 18), Column("zone", 16), Column("machine", 24), Column("nodes", 8), Column("times", 8),
        Column("spare", 8), Column("CPU asked for", 14), Column("memory asked for", 16), Column("replicas on each", 70),
    )  # fmt: skip
    sheet = book.sheet("Sizing", columns)
    for row, fill in enumerate(fills[:MOST_ROWS], start=1):
        _node(book, sheet, row, fill)
    _cut(book, sheet, len(fills))


def _node(book: Book, sheet: Any, row: int, fill: NodeFill) -> None:
    node = fill.node
    for column, text in enumerate((fill.pool, node.zone, node.machine)):
        book.text(sheet, row, column, text)
    book.number(sheet, row, 3, node.count)
    book.number(sheet, row, 4, fill.copies)
    book.text(sheet, row, 5, "yes" if node.spare else "no")
    book.number(sheet, row, 6, fill.cpu, book.share)
    book.number(sheet, row, 7, fill.memory, book.share)
    kept = f"; room for {_pods(node.reserved)}" if node.reserved else ""
    book.text(sheet, row, 8, f"{_pods(node.pods)}{kept}", book.wrapped)


def _pods(pods: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {name}" for name, number in pods) or "nothing"


def _bill(book: Book, entry: Ranked) -> None:
    """The lines of the winner's bill, its sum, and what makes its low and high end."""
    bill = entry.topology.bill
    columns = (
        Column(f"{entry.platform.name}: what", 62), Column("kind", 24), Column("quantity", 13), Column("unit", 13),
        Column("USD a unit", 13), Column("USD a month", 14), Column("price of", 16), Column("source", 30),
    )  # fmt: skip
    sheet = book.sheet("Bill", columns)
    for row, line in enumerate(bill.lines, start=1):
        _bill_line(book, sheet, row, line)
    last = len(bill.lines)
    if not bill.lines or bill.base is None:
        return
    book.text(sheet, last + 1, 0, "base", book.bold)
    book.formula(sheet, last + 1, 5, f"=SUM(F2:F{last + 1})", bill.base, book.money_bold)
    _range_rows(book, sheet, last + 2, bill)


def _bill_line(book: Book, sheet: Any, row: int, line: BillLine) -> None:
    book.text(sheet, row, 0, line_words(line), book.wrapped)
    book.text(sheet, row, 1, GROUPS.get(line.key.part, CostGroup.NETWORK).value)
    book.number(sheet, row, 2, line.quantity)
    book.text(sheet, row, 3, line.unit.value)
    book.number(sheet, row, 4, line.unit_price_usd)
    unit, amount = line.unit_price_usd, line.usd_per_month
    if unit is not None and amount is not None and abs(line.quantity * unit - amount) < SAME:
        book.formula(sheet, row, 5, f"=C{row + 1}*E{row + 1}", amount, book.money)
    elif amount is not None:
        book.number(sheet, row, 5, amount, book.money)
    else:
        book.text(sheet, row, 5, "not priced")
    book.text(sheet, row, 6, price_day_words(line))
    book.text(sheet, row, 7, line.source)


def _range_rows(book: Book, sheet: Any, row: int, bill: Bill) -> None:
    """Low and high: the base, and what each cause takes off or adds."""
    base, first = f"F{row}", row
    for text, column in (("less at the low end", 5), ("more at the high end", 6)) if bill.ranges else ():
        book.text(sheet, row, column, text, book.bold)
    for each in bill.ranges:
        row += 1
        lower, higher = RANGES[each.cause]
        book.text(sheet, row, 0, capital(f"{lower or 'nothing'} (low); {higher or 'nothing'} (high)"), book.wrapped)
        book.number(sheet, row, 5, each.low, book.money)
        book.number(sheet, row, 6, each.high, book.money)
    for label, letter, end in (("low", "F", bill.low), ("high", "G", bill.high)):
        row += 1
        book.text(sheet, row, 0, label, book.bold)
        causes = f"+SUM({letter}{first + 2}:{letter}{first + 1 + len(bill.ranges)})" if bill.ranges else ""
        formula = f"={base}{causes}"
        book.formula(sheet, row, 5, formula, end or 0.0, book.money_bold)


def _bills(book: Book, recommendation: Recommendation) -> None:
    """The bill of every platform that fits, by what is paid for."""
    groups = tuple(CostGroup)
    money = tuple(Column(group.value, 20) for group in groups)
    columns = (
        Column("rank", 6), Column("platform", 44), *money,
        Column("low", 12), Column("base", 12), Column("high", 12), Column("lacks a price", 14),
    )  # fmt: skip
    sheet = book.sheet("Bills", columns)
    for row, entry in enumerate(recommendation.ranking, start=1):
        bill, costs = entry.topology.bill, cost_by_group(entry.topology.bill)
        book.number(sheet, row, 0, entry.rank)
        book.text(sheet, row, 1, entry.platform.name)
        for place, group in enumerate(groups):
            book.number(sheet, row, 2 + place, costs.get(group), book.money)
        for place, end in enumerate((bill.low, bill.base, bill.high)):
            book.number(sheet, row, 2 + len(groups) + place, end, book.money)
        book.text(sheet, row, 5 + len(groups), "yes" if bill.is_lower_limit else "no")


def _ruled_out(book: Book, recommendation: Recommendation) -> None:
    if not recommendation.eliminated:
        return
    sheet = book.sheet("Ruled out", (Column("platform", 44), Column("id", 28), Column("why", 110)))
    row = 0
    for entry in recommendation.eliminated:
        reasons = [because_of(unmet, recommendation.knowledge) for unmet in entry.screened.unmet]
        if entry.infeasible is not None:
            reasons.append(f"It cannot hold the services: {refusal_words(entry.infeasible.refusal)}")
        for reason in reasons:
            row += 1
            book.text(sheet, row, 0, entry.platform.name)
            book.text(sheet, row, 1, entry.platform.id)
            book.text(sheet, row, 2, ended(reason), book.wrapped)


def _assumptions(book: Book, recommendation: Recommendation) -> None:
    columns = (Column("field", 34), Column("taken as", 30), Column("why", 70), Column("what it moves", 50))
    sheet = book.sheet("Assumptions", columns)
    for row, assumption in enumerate(recommendation.assumptions[:MOST_ROWS], start=1):
        words = assumption_words(assumption)
        for column, text in enumerate((subject_words(assumption), words.taken, words.why, words.effect)):
            book.text(sheet, row, column, text, book.wrapped)
    _cut(book, sheet, len(recommendation.assumptions))


def _sources(book: Book, recommendation: Recommendation) -> None:
    """Who says what the answer rests on."""
    knowledge = recommendation.knowledge
    cited: set[str] = set()
    for entry in recommendation.ranking:
        cited |= {part.source for part in entry.score.parts} | {line.source for line in entry.topology.bill.lines}
        cited |= {trait.source for trait in (*entry.strengths, *entry.weaknesses)}
        cited |= {part.source for part in entry.topology.support}
    columns = (Column("id", 36), Column("title", 60), Column("publisher", 30), Column("day", 12), Column("address", 90))
    sheet = book.sheet("Sources", columns)
    for row, name in enumerate(sorted(cited & knowledge.sources.keys()), start=1):
        source = knowledge.sources[name]
        texts = (name, source.title, source.publisher, source.day.isoformat(), source.url)
        for column, text in enumerate(texts):
            book.text(sheet, row, column, text, book.wrapped)


def _cut(book: Book, sheet: Any, rows: int) -> None:
    if rows > MOST_ROWS:
        book.text(sheet, MOST_ROWS + 1, 0, f"{rows - MOST_ROWS:,} more in the JSON of this answer.")
