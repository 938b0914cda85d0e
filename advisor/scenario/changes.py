"""A scenario with some of its answers given otherwise: `services.web.replicas` and 40 -> the changed scenario."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.errors import InvalidValueError, KeyPath, Problem, ScenarioError, did_you_mean
from advisor.reading import Document
from advisor.scenario.load import load_scenario
from advisor.scenario.model import Scenario

NAMED_BY: dict[KeyPath, str] = {
    ("services",): "name",
    ("tenants",): "name",
    ("hosting", "machines"): "type",
    ("sites", "machines"): "type",
}
"""The lists whose entries can be addressed by a name, and the field that holds it."""
_ENTRY_NOUNS: dict[KeyPath, str] = {
    ("services",): "service",
    ("tenants",): "tenant",
    ("hosting", "machines"): "machine",
    ("sites", "machines"): "machine",
}
"""What one entry of such a list is called."""
FREE_KEYS: KeyPath = ("priorities",)
"""A mapping whose keys may hold dots."""


@dataclass(frozen=True)
class Changed:
    """A changed scenario, and where in it each changed key leads."""

    scenario: Scenario
    paths: Mapping[str, KeyPath]


def change_answers(scenario: Scenario, changes: Mapping[str, Any]) -> Changed:
    """The scenario with some of its answers replaced.

    Parameters:
        scenario: where to start from; it stays as it is.
        changes: plain values, as a requirement file would hold them, by dotted key. Services and tenants are addressed
            by name, own machines by type, all list entries by position from 0 too. Sections that are missing are made.
            None makes an answer unknown, and takes a list entry out before anything else is changed.

    Raises ScenarioError with every mistake, the key of the change taking the place of the file.

    >>> shop = load_scenario({"name": "shop", "services": [{"name": "web", "replicas": 2}]})
    >>> changed = change_answers(shop, {"services.web.replicas": 40, "hosting.zones": 3})
    >>> changed.scenario.services[0].replicas.typical, changed.scenario.hosting.zones
    (40, 3)
    """
    answers: dict[str, Any] = scenario.as_read()
    problems: list[Problem] = []
    taken_out = _take_out(answers, [key for key, value in changes.items() if value is None])
    paths: dict[str, KeyPath] = dict.fromkeys(taken_out, ())
    for key in [key for key in changes if key not in taken_out]:
        try:
            paths[key] = _path_of(key, answers)
            _put(answers, paths[key], copy.deepcopy(changes[key]))
        except InvalidValueError as refusal:
            problems.append(Problem(key, 0, 0, (), refusal.message, refusal.remedy))
    try:
        changed = load_scenario(
            Document.of_answers(answers, folder=scenario.origin.folder if scenario.origin else None)
        )
    except ScenarioError as error:
        raise ScenarioError([*problems, *point_at_changes(error, paths).problems]) from error
    if problems:
        raise ScenarioError(problems)
    return Changed(changed, paths)


def answer_at(scenario: Scenario, key: str) -> Any:
    """The plain value that a scenario holds at a dotted key; None where nothing was answered.

    >>> answer_at(load_scenario({"name": "shop", "hosting": {"zones": 3}}), "hosting.zones")
    3
    """
    here: Any = scenario.as_read()
    try:
        path = _path_of(key, here)
    except InvalidValueError:
        return None
    for part in path:
        here = here.get(part) if isinstance(here, dict) else here[part]
        if here is None:
            return None
    return here


def point_at_changes(error: ScenarioError, paths: Mapping[str, KeyPath]) -> ScenarioError:
    """The error with each problem laid at the change that made it, or at all of them where no one alone did."""
    return ScenarioError(_laid_at(problem, paths) for problem in error.problems)


def _laid_at(problem: Problem, paths: Mapping[str, KeyPath]) -> Problem:
    guilty = [key for key, path in paths.items() if path and _one_in_other(path, problem.path)]
    source = max(guilty, key=lambda key: len(paths[key]), default=", ".join(paths))
    told = () if paths.get(source) == problem.path else problem.path
    return replace(problem, source=source, line=0, column=0, path=told)


def _one_in_other(path: KeyPath, other: KeyPath) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _path_of(key: str, answers: Mapping[str, Any]) -> KeyPath:
    """The path that a dotted key means; parts that do not exist below a mapping are kept, to be made.

    Raises InvalidValueError for a key that leads nowhere.
    """
    here: Any = answers
    path: KeyPath = ()
    rest: str | None = key
    while rest is not None:
        if rest.startswith(".") or not rest:
            raise InvalidValueError("a part of the key is empty", "write for example services.web.replicas")
        if isinstance(here, list):
            position, rest = _entry(here, path, rest)
            here, path = here[position], (*path, position)
        elif path in NAMED_BY and here is None:
            what = path[-1]
            raise InvalidValueError(
                f"no {what} are listed", f"list them in the file, or set {'.'.join(map(str, path))}"
            )
        elif here is None or isinstance(here, dict):
            part, dot, below = (rest, "", "") if path == FREE_KEYS else rest.partition(".")
            here, path, rest = (here or {}).get(part), (*path, part), below if dot else None
        else:
            way = key.removesuffix(f".{rest}")
            raise InvalidValueError(f"{way} is a single value, nothing lies below it", f"set {way} itself")
    return path


def _entry(entries: Sequence[Any], path: KeyPath, rest: str) -> tuple[int, str | None]:
    """The position that the start of a key means in a list, and what is left of the key."""
    named_by = NAMED_BY.get(path)
    names = [str(entry.get(named_by)) if isinstance(entry, dict) else "" for entry in entries] if named_by else []
    meant = max((n for n in names if n and (rest == n or rest.startswith(f"{n}."))), key=len, default=None)
    part = rest.partition(".")[0] if meant is None else meant
    if meant is not None and names.count(meant) > 1:
        raise InvalidValueError(
            f"{names.count(meant)} of them are called {meant}", "write the position, counted from 0"
        )
    below = rest.removeprefix(part).removeprefix(".") if rest != part else None
    if meant is not None:
        return names.index(meant), below
    if part.isascii() and part.isdigit() and int(part) < len(entries):
        return int(part), below
    if names and not part.isdigit():
        raise InvalidValueError(f"no {_ENTRY_NOUNS[path]} is called {part}", did_you_mean(part, names))
    counted = f"one from 0 to {len(entries) - 1}, or set the whole list" if entries else "the whole list instead"
    raise InvalidValueError(f"{part} is no position in a list of {len(entries)}", f"write {counted}")


def _put(answers: dict[str, Any], path: KeyPath, value: Any) -> None:
    here: Any = answers
    *way, last = path
    for part in way:
        if isinstance(here, dict) and here.get(part) is None:
            here[part] = {}
        here = here[part]
    if value is None and isinstance(here, dict):
        here.pop(last, None)
    else:
        here[last] = value


def _take_out(answers: dict[str, Any], keys: Sequence[str]) -> tuple[str, ...]:
    """Those of the keys that lead to list entries, which are removed, all being found before the first one goes."""
    paths: dict[str, KeyPath] = {}
    for key in keys:
        with contextlib.suppress(InvalidValueError):  # told when the other changes are made
            path = _path_of(key, answers)
            if isinstance(path[-1], int):
                paths[key] = path
    for path in sorted(set(paths.values()), key=lambda path: (len(path), path[-1]), reverse=True):
        here: Any = answers
        for part in path[:-1]:
            here = here[part]
        del here[path[-1]]
    return tuple(paths)


def with_answer(scenario: Scenario, field: str, answer: Any) -> Scenario:
    """The scenario with one dotted field answered; sections that did not exist are made, the others shared."""
    first, *_ = *sections, last = field.split(".")
    touched = {"name", first}
    answers = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True, include=touched)
    inner = answers
    for section in sections:
        inner = inner.setdefault(section, {})
    inner[last] = list(answer) if isinstance(answer, tuple) else answer
    kept = {name: getattr(scenario, name) for name in scenario.model_fields_set - touched}
    return Scenario.model_validate(answers).model_copy(update=kept)
