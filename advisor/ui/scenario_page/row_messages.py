"""What is said below a table: rows that lack something, and cells that cannot be used, by the number of the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from advisor.errors import Problem
from advisor.report.wording import capital
from advisor.ui import draft
from advisor.ui.mistakes import message_words, remedy_words
from advisor.ui.scenario_page.columns import heading_of
from advisor.ui.tables import TABLES, is_complete, unfinished_rows
from advisor.ui.wording import bullets, plain

MOST_SHOWN = 12


def show_row_messages(table: str, problems: Sequence[Problem]) -> None:
    """The states and mistakes of a table, each with its row."""
    rows = draft.rows(table)
    wrong = list(_mistakes(table, rows, problems))
    if wrong:
        st.error(_listed(wrong), icon=":material/error:")
    waiting = unfinished_rows(table, rows)
    if waiting:
        st.info(_listed(waiting), icon=":material/edit:")


def _listed(lines: Sequence[str]) -> str:
    """The first lines as Markdown; one alone is a sentence and no list."""
    more = len(lines) - MOST_SHOWN
    shown = [*lines[:MOST_SHOWN], f"and {more} more"] if more > 0 else lines
    return plain(shown[0]) if len(shown) == 1 else bullets([plain(words) for words in shown])


def _mistakes(table: str, rows: Sequence[dict[str, Any]], problems: Sequence[Problem]) -> Iterator[str]:
    """One line for each mistake: row, name and column. Positions are those of the rows that are complete."""
    way = tuple(table.split("."))
    typed = [place for place, row in enumerate(rows) if is_complete(table, row)]
    for problem in problems:
        if problem.path[: len(way)] != way:
            continue
        told = f"{capital(message_words(problem))}. {remedy_words(problem)}"
        match problem.path[len(way) :]:
            case (int(position), *rest) if position < len(typed):
                number = typed[position] + 1
                name = rows[typed[position]].get(TABLES[table].named_by, "")
                title = heading_of(table, rest)
                yield f"Row {number}, {name}{f', {title}' if title else ''}: {told}"
            case _:
                yield told
