"""Mistakes in answers, in words for people: what they are of, what is wrong, and what to answer instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor import Problem
from advisor.errors import KeyPath, Setting
from advisor.report.wording import capital, listing
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge
from advisor.ui.scenario_page.columns import column_at
from advisor.ui.scenario_page.further_questions import further_questions
from advisor.ui.tables import TABLES

_YES_NO = {True: "Yes", False: "No"}
_FILL_IN = ...
"""Stands for a value that only who writes it knows."""


def problem_words(problem: Problem) -> str:
    """A mistake in a sentence: `Service web, Memory (MiB): lots is no amount of memory. Write for example 512Mi`."""
    return f"{subject_words(problem.path)}: {message_words(problem)}. {remedy_words(problem)}"


def message_words(problem: Problem) -> str:
    """What is wrong; where answers exclude each other, these with what was answered."""
    said = {path: _answer_at(path) for path in problem.against}
    if len(said) < 2 or any(value is None for value in said.values()):
        return problem.message
    told = [f"{subject_words(path)} (“{_value_words(path, value)}”)" for path, value in said.items()]
    return f"{listing(told)} exclude each other"


def remedy_words(problem: Problem) -> str:
    """What to answer instead, by the labels of questions and answers; what to write where that is no matter of these.

    >>> remedy_words(Problem("", 0, 0, (), "is too large", "write less"))
    'Write less'
    """
    ways = [" and ".join(map(_setting_words, way)) for way in problem.ways]
    return capital(listing(ways, "or") if ways else problem.remedy)


def subject_words(path: KeyPath) -> str:
    """What a path leads to: what the question asks for, or the row of a table and the heading of its column."""
    for table, kind in TABLES.items():
        match _within(path, table):
            case (int(place), *rest):
                column = column_at(table, rest)
                return f"{capital(kind.noun)} {_row_name(table, place)}{f', {column.title}' if column else ''}"
    names = {question.field: question.name for question in (*shared_knowledge().questions, *further_questions())}
    for length in range(len(path), 0, -1):
        name = names.get(".".join(map(str, path[:length])))
        if name is not None:
            return capital(name)
    return capital(str(path[-1]).replace("_", " ")) if path else "Your answers"


def _setting_words(setting: Setting) -> str:
    subject = f"“{subject_words(setting.path)}”"
    if setting.value is None:
        return f"leave {subject} open"
    if setting.value is _FILL_IN:
        return f"give {subject} another answer"
    return f"answer “{_value_words(setting.path, setting.value)}” to {subject}"


def _value_words(path: KeyPath, value: Any) -> str:
    """An answer by its label, as the question or the column offers it."""
    for table in TABLES:
        match _within(path, table):
            case (int(), *rest):
                column = column_at(table, rest)
                offered = dict(column.choices) if column else {}
                return offered.get(str(value)) or _plain_words(value)
    field = ".".join(map(str, path))
    questions = (*shared_knowledge().questions, *further_questions())
    choices = (choice for question in questions if question.field == field for choice in question.choices)
    return next((choice.label for choice in choices if choice.value == value), _plain_words(value))


def _plain_words(value: Any) -> str:
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain_words, value))
    if isinstance(value, dict):
        return ", ".join(map(_plain_words, value.values()))
    return str(value)


def _within(path: KeyPath, table: str) -> Sequence[str | int]:
    """The rest of a path that leads into a table; nothing where it leads elsewhere."""
    way = tuple(table.split("."))
    return path[len(way) :] if path[: len(way)] == way else ()


def _answer_at(path: KeyPath) -> Any:
    value: Any = draft.requirement()
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None
    return value


def _row_name(table: str, place: int) -> str:
    """The name of a row as typed, or where it stands."""
    rows = draft.complete_rows(table)
    row = rows[place] if place < len(rows) else {}
    return str(row.get(TABLES[table].named_by) or f"in row {place + 1}")
