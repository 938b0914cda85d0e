"""What is said below a table: rows that lack something, and cells that cannot be used, by the number of the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from advisor.errors import Problem
from advisor.report.wording import capital
from advisor.ui import draft
from advisor.ui.scenario_page.cells import TableColumn
from advisor.ui.tables import TABLES, is_complete, unfinished_rows
from advisor.ui.wording import bullets, plain

MOST_SHOWN = 12


def show_row_messages(table: str, columns: Sequence[TableColumn], problems: Sequence[Problem]) -> None:
    """The states and mistakes of a table, each with its row."""
    rows = draft.rows(table)
    wrong = list(_mistakes(table, rows, columns, problems))
    if wrong:
        st.error(bullets([plain(words) for words in _first(wrong)]), icon=":material/error:")
    waiting = unfinished_rows(table, rows)
    if waiting:
        st.info(bullets([plain(words) for words in _first(waiting)]), icon=":material/edit:")


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], f"and {more} more"] if more > 0 else list(lines)


def _mistakes(
    table: str, rows: Sequence[dict[str, Any]], columns: Sequence[TableColumn], problems: Sequence[Problem]
) -> Iterator[str]:
    """One line for each mistake: row, name and column. Positions are those of the rows that are complete."""
    way = tuple(table.split("."))
    typed = [place for place, row in enumerate(rows) if is_complete(table, row)]
    for problem in problems:
        if problem.path[: len(way)] != way:
            continue
        told = f"{capital(problem.message)}; {problem.remedy}"
        match problem.path[len(way) :]:
            case (int(position), *rest) if position < len(typed):
                number = typed[position] + 1
                name = rows[typed[position]].get(TABLES[table].named_by, "")
                title = _title(rest, columns)
                yield f"Row {number}, {name}{f', {title}' if title else ''}: {told}"
            case _:
                yield told


def _title(path: Sequence[str | int], columns: Sequence[TableColumn]) -> str:
    """The heading of the column that a path leads to; empty where no column shows it."""
    for size in range(len(path), 0, -1):
        for column in columns:
            if tuple(path[:size]) == column.path:
                return column.title
    return ""
