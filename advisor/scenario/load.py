"""A requirement file, its text, or a form's answers -> Scenario; every mistake at once, each with its place."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.errors import Problem, ScenarioError
from advisor.reading import Document, InputError, UnreadableError, read_file, read_text, validation_problems
from advisor.scenario.consistency import find_contradictions, find_dangling_names
from advisor.scenario.foreign_formats import NOT_IMPORTED, ForeignFormat, foreign_format
from advisor.scenario.model import Scenario


def load_scenario(file_or_answers: str | Path | Mapping[str, Any] | Document) -> Scenario:
    """The scenario of a requirement file, checked: what it asks for holds together.

    Parameters:
        file_or_answers: the path of a YAML or JSON file, answers as plain values with the keys of such a file, or a
            document that was read before.

    Raises ScenarioError with every mistake at once, each with its place; of a file of another tool (Compose,
    Kubernetes) it says only what that is.

    >>> shop = load_scenario({"name": "shop", "services": [{"name": "web", "replicas": 2, "memory": "1Gi"}]})
    >>> shop.services[0].memory_mib, shop.services[0].cpu_millicores
    (1024, None)
    """
    if isinstance(file_or_answers, Mapping):
        return _scenario_of(Document.of_answers(file_or_answers))
    if isinstance(file_or_answers, Document):
        return _scenario_of(file_or_answers)
    try:
        document = read_file(Path(file_or_answers), lenient=True)
    except InputError as error:
        raise _refused(error) from error
    return _scenario_of(document)


def parse_scenario(text: str | bytes, source: str = "<text>") -> Scenario:
    """The scenario that a YAML or JSON text holds.

    Parameters:
        text: what would stand in a requirement file; bytes are read as UTF-8.
        source: the name of the text in messages.

    Raises ScenarioError as load_scenario does.

    >>> parse_scenario("{name: shop, autoscale: replicas}").autoscale.value
    'replicas'
    >>> parse_scenario("{name: shop, autoscale: replica}", source="shop.yaml")
    Traceback (most recent call last):
        ...
    advisor.errors.ScenarioError: shop.yaml:1:25: autoscale: 'replica' is not one of its words; did you mean replicas \
(none, replicas, nodes, scale_to_zero, burst_to_cloud)
    """
    try:
        document = read_text(text, source, lenient=True)
    except InputError as error:
        raise _refused(error) from error
    return _scenario_of(document)


def with_origin(scenario: Scenario, origin: Document) -> Scenario:
    """The same scenario, said to come from a document: an import whose values were typed over since.

    >>> from advisor.reading import Document
    >>> shop = with_origin(Scenario(name="shop"), Document.of_answers({"name": "shop"}))
    >>> shop.origin is not None
    True
    """
    told = scenario.model_copy()
    told._origin = origin
    return told


def _refused(error: InputError) -> ScenarioError:
    """The error for a text that cannot be read; of another tool's file it says only what that is."""
    if isinstance(error, UnreadableError):
        foreign = foreign_format(error.value, error.text)
        if foreign is not None:
            return _foreign(error.problems[0].source, foreign)
    return ScenarioError(error.problems)


def _foreign(source: str, foreign: ForeignFormat) -> ScenarioError:
    message = f"looks like {foreign.value}, not a requirement file"
    remedy = "describe its services in a requirement file; `advisor init` writes one to start from"
    if foreign not in NOT_IMPORTED:
        remedy = f"make one of it: advisor import {source}"
    error = ScenarioError([Problem(source, 0, 0, (), message, remedy)])
    error.foreign = foreign
    return error


def _scenario_of(document: Document) -> Scenario:
    foreign = foreign_format(document.value)
    if foreign is not None:
        raise _foreign(document.source, foreign)
    problems: list[Problem] = []
    scenario: Scenario | None = None
    usable: Scenario | None = None
    if document.value is None and document.problems:
        pass  # nothing was read, and reading has said why
    elif not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "a single value"
        problems.append(document.problem((), f"holds {what}, not a requirement", "start with `name: my scenario`"))
    else:
        try:
            scenario = Scenario.model_validate(document.value)
        except ValidationError as error:
            problems.extend(validation_problems(document, error, Scenario, guide="see `advisor schema`"))
            usable = _usable(document, error)
        problems.extend(find_dangling_names(document))
        rest = scenario or usable
        if rest is not None:
            problems.extend(find_contradictions(document, rest))
    refused = {(problem.line, problem.column) for problem in document.problems}
    problems = [p for p in problems if not p.line or (p.line, p.column) not in refused] + list(document.problems)
    if problems or scenario is None:
        found = ScenarioError(problems)
        found.usable = scenario or usable
        raise found
    scenario._origin = document
    return scenario


def _usable(document: Document, error: ValidationError) -> Scenario | None:
    """What is left when every mistaken value is taken out; None when even that is no scenario."""
    value = copy.deepcopy(document.value)
    value.setdefault("name", "nameless")
    for entry in error.errors(include_url=False):
        *way, last = document.existing(entry["loc"]) or ("name",)
        while way and isinstance(last, int):  # positions must stay as they are
            *way, last = way
        parent = _value_at(value, way)
        if isinstance(parent, dict) and last != "name":
            parent.pop(last, None)
    try:
        usable = Scenario.model_validate(value)
    except ValidationError:
        return None
    usable._origin = document
    return usable


def _value_at(value: Any, path: Sequence[str | int]) -> Any:
    """The value that a path leads to; None where something on the way was taken out with another mistake."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) else None
    return value
