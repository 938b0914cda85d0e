"""The sheets of scores and ranking: weight x value, summed up, and the order by the same rules as the advisor's own.

Who is set back for the sake of a budget stays so; who stands too far behind the first is told anew for other weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.recommend import Ranked, Recommendation
from advisor.report.documents.workbook import Book, Column, column_letters
from advisor.scoring import weight_origins
from advisor.scoring.ranking import SET_BACK_BY

SCORES, RANKING = "Scores", "Ranking"
POINTS_ROW, WEIGHT_ROW, HEAD_ROW = 0, 1, 2
FIRST_ROW = 3
FIRST_CRITERION = 2
TIE_DIGITS = 12
"""Digits to which two standings are compared, as the ranking does."""


@dataclass(frozen=True)
class _Layout:
    """Where things stand in the sheet of scores; rows in the order of the ids, which breaks ties."""

    criteria: int
    platforms: int

    def column(self, name: str) -> str:
        """The letters of a column behind the criteria."""
        behind = ("score", "set back", "form", "standing", "not for this", "rank", "ours")
        return column_letters(FIRST_CRITERION + self.criteria + behind.index(name))

    def every(self, name: str) -> str:
        """All cells of a column."""
        letters = self.column(name)
        return f"${letters}${FIRST_ROW + 1}:${letters}${FIRST_ROW + self.platforms}"

    def of_criteria(self, row: int) -> str:
        """The cells of a row (from 0) that belong to criteria."""
        first, last = column_letters(FIRST_CRITERION), column_letters(FIRST_CRITERION + self.criteria - 1)
        return f"${first}${row + 1}:${last}${row + 1}"

    @property
    def limits(self) -> tuple[str, str]:
        """The cells with the two limits beyond which a platform is no choice: by form, and by score."""
        row = FIRST_ROW + self.platforms + 2
        return f"$B${row + 1}", f"$B${row + 2}"


def write_scores(book: Book, recommendation: Recommendation) -> None:
    """The sheet of scores: points to be changed, weights, values, sums, and the rank that follows."""
    criteria = recommendation.knowledge.criteria.criteria
    entries = sorted(recommendation.ranking, key=lambda entry: entry.platform.id)
    layout = _Layout(len(criteria), len(entries))
    heads = ("score", "set back for the budget", "strength of its form", "standing", "not for this", "rank", "our rank")
    columns = (
        Column("platform", 44), Column("id", 28),
        *(Column(each.name, 13) for each in criteria), *(Column(head, 12) for head in heads),
    )  # fmt: skip
    sheet = book.sheet(SCORES, columns, HEAD_ROW)
    sheet.freeze_panes(FIRST_ROW, 2)
    _weights(book, sheet, recommendation, layout)
    strengths = dict(recommendation.verdict.forms.strengths)
    for row, entry in enumerate(entries, start=FIRST_ROW):
        _platform(book, sheet, row, entry, layout)
        points = None if entry.form is None else strengths.get(entry.form)
        if points is not None:
            book.number(sheet, row, FIRST_CRITERION + layout.criteria + 2, points)
    _limits(book, sheet, recommendation, layout)
    score = layout.column("score")
    sheet.conditional_format(
        f"{score}{FIRST_ROW + 1}:{score}{FIRST_ROW + layout.platforms}",
        {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1},
    )


def _weights(book: Book, sheet: Any, recommendation: Recommendation, layout: _Layout) -> None:
    """Points that can be changed, and the weight that each makes."""
    origins = weight_origins(recommendation.findings, recommendation.knowledge, recommendation.scenario)
    total = sum(origin.points for origin in origins)
    book.text(sheet, POINTS_ROW, 0, "points: change them", book.bold)
    book.text(sheet, WEIGHT_ROW, 0, "weight: points divided by their sum", book.bold)
    points = layout.of_criteria(POINTS_ROW)
    for place, origin in enumerate(origins, start=FIRST_CRITERION):
        book.number(sheet, POINTS_ROW, place, origin.points, book.entry)
        cell = f"{column_letters(place)}${POINTS_ROW + 1}"
        book.formula(sheet, WEIGHT_ROW, place, f"={cell}/SUM({points})", origin.points / total, book.score)
    sheet.data_validation(
        POINTS_ROW,
        FIRST_CRITERION,
        POINTS_ROW,
        FIRST_CRITERION + layout.criteria - 1,
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_title": "Points",
            "error_message": "Write 0 or more; at least one criterion needs points.",
        },
    )


def _platform(book: Book, sheet: Any, row: int, entry: Ranked, layout: _Layout) -> None:
    """The values of one platform, and the formulas of its score and rank."""
    book.text(sheet, row, 0, entry.platform.name)
    book.text(sheet, row, 1, entry.platform.id)
    for place, part in enumerate(entry.score.parts, start=FIRST_CRITERION):
        book.number(sheet, row, place, part.value, book.score)
    last = FIRST_CRITERION + layout.criteria
    here, own, form = row + 1, layout.column("score"), layout.column("form")
    product = f"=SUMPRODUCT({layout.of_criteria(WEIGHT_ROW)},{layout.of_criteria(row)})"
    book.formula(sheet, row, last, product, entry.score.total, book.score)
    book.number(sheet, row, last + 1, 1 if entry.score.set_back else 0)
    standing, is_back = layout.column("standing"), layout.column("set back")
    book.formula(
        sheet,
        row,
        last + 3,
        f"=ROUND({own}{here}-{SET_BACK_BY:g}*{is_back}{here},{TIE_DIGITS})",
        round(entry.score.standing, TIE_DIGITS),
        book.score,
    )
    # the first of the ranking, and below it those whose form or score stands too far behind
    by_form, by_score = layout.limits
    first = f"MATCH(MAX({layout.every('standing')}),{layout.every('standing')},0)"
    firsts_form, firsts_score = (f"INDEX({layout.every(name)},{first})" for name in ("form", "score"))
    behind = f'OR({own}{here}<={firsts_score}-{by_score},AND({form}{here}<>"",{form}{here}<={firsts_form}-{by_form}))'
    parted = f'=IF(OR(ROW()-{FIRST_ROW}={first},{firsts_form}=""),0,IF({behind},1,0))'
    book.formula(sheet, row, last + 4, parted, 1 if entry.not_for_this else 0)
    every, each, ours = layout.every("standing"), layout.every("not for this"), layout.column("not for this")
    rank = (
        f"=1+SUMPRODUCT(({each}<{ours}{here})+({each}={ours}{here})*({every}>{standing}{here})"
        f"+({each}={ours}{here})*({every}={standing}{here})*(ROW({every})<ROW()))"
    )
    book.formula(sheet, row, last + 5, rank, entry.rank, book.bold)
    book.number(sheet, row, last + 6, entry.rank)


def _limits(book: Book, sheet: Any, recommendation: Recommendation, layout: _Layout) -> None:
    """How far behind the first a platform may stand and still be a choice."""
    forms = recommendation.knowledge.criteria.forms
    row = FIRST_ROW + layout.platforms + 1
    book.text(sheet, row, 0, "No choice is what stands behind the first by this or more:", book.bold)
    for place, (words, limit) in enumerate(
        (("strength of its form", forms.parted_from), ("score", forms.parted_by_score)), start=1
    ):
        book.text(sheet, row + place, 0, words)
        book.number(sheet, row + place, 1, limit)


def write_ranking(book: Book, recommendation: Recommendation) -> None:
    """The sheet of the ranking, in the order that the sheet of scores works out."""
    entries = recommendation.ranking
    layout = _Layout(len(recommendation.knowledge.criteria.criteria), len(entries))
    columns = (
        Column("rank", 8), Column("platform", 44), Column("id", 28), Column("score", 10), Column("a choice", 10),
        Column("our rank", 10), Column("moved by", 10), Column("USD low", 12), Column("USD base", 12),
        Column("USD high", 12),
    )  # fmt: skip
    sheet = book.sheet(RANKING, columns)
    _bills_by_id(book, sheet, sorted(entries, key=lambda entry: entry.platform.id))
    for row, entry in enumerate(entries, start=1):
        found = f"MATCH($A{row + 1},{_in_scores(layout.every('rank'))},0)"
        book.number(sheet, row, 0, row)
        names = f"'{SCORES}'!$A${FIRST_ROW + 1}:$A${FIRST_ROW + layout.platforms}"
        book.formula(sheet, row, 1, f"=INDEX({names},{found})", entry.platform.name)
        book.formula(sheet, row, 2, f"=INDEX({names.replace('$A$', '$B$')},{found})", entry.platform.id)
        of_scores = f"=INDEX({_in_scores(layout.every('score'))},{found})"
        book.formula(sheet, row, 3, of_scores, entry.score.total, book.score)
        no_choice = f"INDEX({_in_scores(layout.every('not for this'))},{found})"
        book.formula(sheet, row, 4, f'=IF({no_choice}=1,"no","yes")', "no" if entry.not_for_this else "yes")
        book.formula(sheet, row, 5, f"=INDEX({_in_scores(layout.every('ours'))},{found})", entry.rank)
        book.formula(sheet, row, 6, f"=F{row + 1}-A{row + 1}", 0)
        bill = entry.topology.bill
        for place, end in enumerate((bill.low, bill.base, bill.high)):
            letters = column_letters(BILLS_AT + place)
            cells = f"${letters}$2:${letters}${1 + layout.platforms}"
            known = f'=IF(INDEX({cells},{found})="","",INDEX({cells},{found}))'
            book.formula(sheet, row, 7 + place, known, "" if end is None else end, book.money)


BILLS_AT = 12
"""The column from which the bills stand in the order of the ids, for the formulas to look up."""


def _bills_by_id(book: Book, sheet: Any, entries: list[Ranked]) -> None:
    for row, entry in enumerate(entries, start=1):
        bill = entry.topology.bill
        for place, end in enumerate((bill.low, bill.base, bill.high)):
            book.number(sheet, row, BILLS_AT + place, end, book.money)
    sheet.set_column(BILLS_AT, BILLS_AT + 2, 12, None, {"hidden": True})


def _in_scores(cells: str) -> str:
    return f"'{SCORES}'!{cells}"
