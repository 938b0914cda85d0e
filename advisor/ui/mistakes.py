"""Mistakes in answers, in words for people: what they are of, what is wrong, and what to write instead."""

from __future__ import annotations

from advisor import Problem
from advisor.report.wording import capital
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge
from advisor.ui.scenario_page.columns import heading_of
from advisor.ui.scenario_page.further_questions import further_names
from advisor.ui.tables import TABLES


def problem_words(problem: Problem) -> str:
    """A mistake in a sentence: `Service web, Memory (MiB): lots is no amount of memory. Write for example 512Mi`."""
    return f"{subject_words(problem)}: {problem.message}. {capital(problem.remedy)}"


def subject_words(problem: Problem) -> str:
    """What a mistake is of: what the question asks for, or the row of a table and the heading of its column."""
    for table, kind in TABLES.items():
        way = tuple(table.split("."))
        match problem.path[len(way) :]:
            case (int(place), *rest) if problem.path[: len(way)] == way:
                heading = heading_of(table, rest)
                return f"{capital(kind.noun)} {_row_name(table, place)}{f', {heading}' if heading else ''}"
    names = {question.field: question.name for question in shared_knowledge().questions} | further_names()
    for length in range(len(problem.path), 0, -1):
        name = names.get(".".join(map(str, problem.path[:length])))
        if name is not None:
            return capital(name)
    return capital(str(problem.path[-1]).replace("_", " ")) if problem.path else "Your answers"


def _row_name(table: str, place: int) -> str:
    """The name of a row as typed, or where it stands."""
    rows = draft.complete_rows(table)
    row = rows[place] if place < len(rows) else {}
    return str(row.get(TABLES[table].named_by) or f"in row {place + 1}")
