"""The answer for many applications as an Excel workbook."""

from __future__ import annotations

import io

from advisor.knowledge import Knowledge
from advisor.portfolio import Portfolio
from advisor.report.charts.svg import ACCENT
from advisor.report.documents.fixed_zip import fixed_zip
from advisor.report.documents.workbook import Book, Column


def print_portfolio_workbook(portfolio: Portfolio, knowledge: Knowledge) -> bytes:
    """Sheets of the choice, the applications, the clusters and the curve, as an .xlsx file, byte for byte the same."""
    import xlsxwriter

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(written, options)
    book = Book.of(workbook, ACCENT)
    _choice(book, portfolio, knowledge)
    _applications(book, portfolio, knowledge)
    _clusters(book, portfolio, knowledge)
    _curve(book, portfolio, knowledge)
    workbook.close()
    return fixed_zip(written.getvalue())


def _choice(book: Book, portfolio: Portfolio, knowledge: Knowledge) -> None:
    sheet = book.sheet("Choice", (Column("What", 60), Column("USD a month", 16), Column("People", 10)))
    people = sum(portfolio.people.values())
    rows: list[tuple[str, float | None, float | None]] = [
        ("Standardised, clusters shared, people included", portfolio.usd_per_month, people),
        ("Each application on its own best platform", portfolio.alone_usd_per_month, portfolio.alone_people),
        ("Saved", portfolio.saved_usd_per_month, portfolio.alone_people - people),
        (f"A person costs a year{' (assumed)' if portfolio.terms.price_assumed else ''}", None, None),
    ]
    for row, (what, usd, number) in enumerate(rows, start=1):
        book.text(sheet, row, 0, what)
        book.number(sheet, row, 1, usd, book.money)
        book.number(sheet, row, 2, number, book.figure)
    book.number(sheet, len(rows), 1, portfolio.terms.usd_per_person_year, book.money)
    for row, platform in enumerate(portfolio.platforms, start=len(rows) + 2):
        clusters = [each for each in portfolio.clusters if each.platform == platform]
        book.text(sheet, row, 0, knowledge.platforms[platform].name, book.bold)
        book.number(sheet, row, 1, sum(each.together_usd_per_month for each in clusters), book.money)
        book.number(sheet, row, 2, portfolio.people[platform], book.figure)


def _applications(book: Book, portfolio: Portfolio, knowledge: Knowledge) -> None:
    heads = (
        Column("Application", 32),
        Column("File", 48),
        Column("Own best", 32),
        Column("Chosen", 32),
        Column("Score behind", 12),
        Column("Own best, USD a month", 16),
        Column("Alone there, USD a month", 16),
    )
    sheet = book.sheet("Applications", heads)
    for row, placed in enumerate(portfolio.placed, start=1):
        best = placed.application.best or placed.option
        book.text(sheet, row, 0, placed.application.name)
        book.text(sheet, row, 1, placed.application.path)
        book.text(sheet, row, 2, knowledge.platforms[best.platform].name)
        book.text(sheet, row, 3, knowledge.platforms[placed.option.platform].name)
        book.number(sheet, row, 4, placed.option.given_up, book.score)
        book.number(sheet, row, 5, best.usd_per_month, book.money)
        book.number(sheet, row, 6, placed.option.usd_per_month, book.money)
    for row, application in enumerate(portfolio.nowhere, start=len(portfolio.placed) + 1):
        book.text(sheet, row, 0, application.name)
        book.text(sheet, row, 1, application.path)
        book.text(sheet, row, 3, "no platform fits")


def _clusters(book: Book, portfolio: Portfolio, knowledge: Knowledge) -> None:
    heads = (
        Column("Platform", 32),
        Column("Applications", 80),
        Column("Number", 10),
        Column("Each alone, USD a month", 16),
        Column("Together, USD a month", 16),
    )
    sheet = book.sheet("Clusters", heads)
    for row, cluster in enumerate(portfolio.clusters, start=1):
        book.text(sheet, row, 0, knowledge.platforms[cluster.platform].name)
        book.text(sheet, row, 1, ", ".join(cluster.applications), book.wrapped)
        book.number(sheet, row, 2, len(cluster.applications))
        book.number(sheet, row, 3, cluster.apart_usd_per_month, book.money)
        book.number(sheet, row, 4, cluster.together_usd_per_month, book.money)


def _curve(book: Book, portfolio: Portfolio, knowledge: Knowledge) -> None:
    sheet = book.sheet("Curve", (Column("At most", 10), Column("Platforms", 80), Column("USD a month", 16)))
    for row, point in enumerate(portfolio.curve, start=1):
        book.number(sheet, row, 0, point.most)
        names = ", ".join(knowledge.platforms[one].name for one in point.platforms)
        book.text(sheet, row, 1, names or "cannot hold all", book.wrapped)
        book.number(sheet, row, 2, point.usd_per_month, book.money)
