"""Mistakes in answers, in words for people: what they are of, what is wrong, and what to write instead."""

from __future__ import annotations

from advisor import Problem
from advisor.report.wording import capital
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge


def problem_words(problem: Problem) -> str:
    """A mistake in a sentence: `Service web, memory: 512 has no unit. Write for example 512Mi or 2Gi`."""
    return f"{subject_words(problem)}: {problem.message}. {capital(problem.remedy)}"


def subject_words(problem: Problem) -> str:
    """What a mistake is of: what the question asks for, or the row of a table and what stands in it."""
    match problem.path:
        case ("services" | "tenants" as table, int(place), *rest):
            return f"{table.removesuffix('s').capitalize()} {_row_name(table, place)}{_part_words(rest)}"
        case ("hosting" | "sites" as section, "machines", int(place), *rest):
            return f"Machine {_row_name(f'{section}.machines', place)}{_part_words(rest)}"
    names = {question.field: question.name for question in shared_knowledge().questions}
    for length in range(len(problem.path), 0, -1):
        name = names.get(".".join(map(str, problem.path[:length])))
        if name is not None:
            return capital(name)
    return capital(str(problem.path[-1]).replace("_", " ")) if problem.path else "Your answers"


def _row_name(table: str, place: int) -> str:
    """The name of a row as typed, or where it stands."""
    rows = draft.complete_rows(table)
    row = rows[place] if place < len(rows) else {}
    return str(row.get("name") or row.get("type") or f"in row {place + 1}")


def _part_words(rest: list[str | int]) -> str:
    parts = [str(part).replace("_", " ") for part in rest if isinstance(part, str)]
    return f", {' '.join(parts)}" if parts else ""
