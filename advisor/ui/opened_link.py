"""What of a link can be taken: all that was typed, with the mistakes that the pages have a place to show."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from advisor import Problem
from advisor.errors import KeyPath
from advisor.reading import Document, validation_problems
from advisor.scenario import Scenario
from advisor.ui.as_typed import take_apart
from advisor.ui.share_link import LinkError
from advisor.ui.tables import TABLES, is_blank

MOST_LETTERS = 500
"""Longer words are no slip of somebody."""
_CHOSEN = ("load", "priorities")
"""Parts that are chosen and not typed: a mistake there is nobody's state on the way."""
_UNKNOWN_KEY = "extra_forbidden"


@dataclass(frozen=True)
class TakenLink:
    """What of a link is taken, and the mistakes in what is left out."""

    requirement: dict[str, Any]
    left_out: tuple[Problem, ...] = ()


def take_link(linked: Mapping[str, Any]) -> TakenLink:
    """What of the requirement in a link can be shown and kept. Raises LinkError where that is nothing.

    What contradicts itself is kept, and so is a single value that cannot be used: both are states on the way, and the
    pages say what to do. What nobody can have typed is left out.
    """
    typed = _without_blank_rows(linked)
    filled = _filled_up(typed)
    try:
        Scenario.model_validate(filled)
    except ValidationError as error:
        return _without_what_nobody_typed(typed, filled, error)
    return TakenLink(typed)


def _without_what_nobody_typed(typed: dict[str, Any], filled: dict[str, Any], error: ValidationError) -> TakenLink:
    document = Document.of_answers(filled)
    unknown = {tuple(entry["loc"]) for entry in error.errors(include_url=False) if entry["type"] == _UNKNOWN_KEY}
    problems = tuple(validation_problems(document, error, Scenario, guide="answer it anew"))
    left_out = tuple(one for one in problems if one.path in unknown or not _may_be_typed(filled, one.path))
    for problem in problems:
        _take_out(filled, problem.path)
    try:
        Scenario.model_validate(_filled_up(filled))
    except ValidationError:
        raise LinkError("This link holds a scenario that cannot be read; copy the link again.") from None
    for problem in left_out:
        _take_out(typed, problem.path)
    return TakenLink(typed, left_out)


def _filled_up(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same with something for all that it cannot do without."""
    return {"name": "without a name", **take_apart(typed, stand_ins=True).requirement}


def _without_blank_rows(linked: Mapping[str, Any]) -> dict[str, Any]:
    """The same, in which rows have the places that messages will name."""
    typed: dict[str, Any] = copy.deepcopy(dict(linked))
    for table in TABLES:
        *sections, key = table.split(".")
        holder = _at(typed, tuple(sections))
        rows = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and isinstance(rows, list):
            holder[key] = [row for row in rows if not isinstance(row, dict) or not is_blank(row)]
    return typed


def _may_be_typed(filled: Mapping[str, Any], path: KeyPath) -> bool:
    """Whether somebody can have typed what is wrong: one word or number, in a box or in the cell of a table."""
    value = _at(filled, path)
    if not path or path[0] in _CHOSEN or isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and len(value) <= MOST_LETTERS)


def _at(value: Any, path: KeyPath) -> Any:
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        else:
            listed = isinstance(value, list) and isinstance(part, int) and part < len(value)
            value = value[part] if listed else None
    return value


def _take_out(requirement: dict[str, Any], path: KeyPath) -> None:
    """Take a value out; of a list all of it, since the places of the others must stay."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    holder = _at(requirement, path[:-1])
    if path and isinstance(holder, dict):
        holder.pop(path[-1], None)
        if not holder:
            _take_out(requirement, path[:-1])
