"""What commands are given: requirement files, stdin, knowledge folders, ids of platforms."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from advisor.cli.options import WEIGHTS, Weights
from advisor.cli.runtime import DASH, write_error_line
from advisor.errors import InputError, Problem, ScenarioError, did_you_mean
from advisor.knowledge import Knowledge, Platform, load_knowledge
from advisor.reading import MOST_BYTES, read_file
from advisor.reading.files import STDIN
from advisor.scenario import Scenario, change_answers, load_scenario, parse_scenario
from advisor.sizing import check_fits, with_fit_problems


def read_scenario(file: str, knowledge: Knowledge, *, imports: bool = True) -> Scenario:
    """The scenario of a file, or of stdin for `-`.

    What another tool's file describes is imported, and a line on stderr says so, unless `imports` is False.

    Raises ScenarioError with all that is wrong with it, InputError with what is wrong with another tool's file.
    """
    content = _read_stdin() if file == DASH else None
    try:
        return load_scenario(Path(file)) if content is None else parse_scenario(content, STDIN)
    except ScenarioError as error:
        imported = _imported(file, content, error) if imports and error.foreign is not None else None
        if imported is None:
            raise with_fit_problems(error, knowledge) from error
        return imported


def _imported(file: str, content: bytes | None, error: ScenarioError) -> Scenario | None:
    """What a file of another tool says; None for one of a tool that is not read."""
    from advisor.importers import READ_FORMATS, import_requirement, text_source  # few files need them
    from advisor.report import taken_line

    if error.foreign not in READ_FORMATS:
        return None
    imported = import_requirement(file if content is None else text_source(content, STDIN))
    write_error_line(f"{taken_line(imported)}; `advisor import` shows them")
    return imported.scenario()


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise ScenarioError([Problem(STDIN, 0, 0, (), "is closed", "pass a requirement on it, or name a file")])
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def no_files(paths: Sequence[str]) -> ScenarioError:
    """The error for folders without any requirement file."""
    remedy = "name a file, or a folder that holds some"
    return ScenarioError([Problem(" ".join(paths), 0, 0, (), "no .yaml, .yml or .json file in it", remedy)])


def refuse_unless_any_is_there(files: Sequence[Path]) -> None:
    """Nothing, or a ScenarioError that says of each why it cannot be read, where not one of them is a file."""
    if any(os.path.isfile(file) for file in files):
        return
    problems: list[Problem] = []
    for file in files:
        try:
            read_file(file)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)


def read_knowledge(folder: Path | None, prices: Path | None = None) -> Knowledge:
    """The knowledge base of a folder, or the advisor's own, with a folder of prices laid over its prices.

    Raises KnowledgeError and PriceError.
    """
    return load_knowledge(folder, prices)


def find_platform(platform_id: str, knowledge: Knowledge, argument: str) -> Platform:
    """The platform with an id. Raises ScenarioError, with the nearest id there is."""
    return find_platforms([platform_id], knowledge, argument)[0]


def find_platforms(ids: Sequence[str], knowledge: Knowledge, argument: str) -> list[Platform]:
    """The platforms with some ids. Raises ScenarioError for all that are none, with the nearest id to each."""
    problems = [
        Problem(argument, 0, 0, (), f"no platform has the id {one}", did_you_mean(one, knowledge.platforms))
        for one in ids
        if one not in knowledge.platforms
    ]
    if problems:
        raise ScenarioError(problems)
    return [knowledge.platforms[one] for one in ids]


def refuse_overwriting(file: str, output: Path | None) -> None:
    """Nothing, or a usage error where the result would replace the requirement file."""
    if output is not None and file != DASH and _is_same_file(output, file):
        raise click.UsageError(f"--output names the requirement file {file} itself; name another file")


def _is_same_file(path: Path, other: str) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # one of them is not there, or no name for a file: reading or writing it says so
        return False


def with_weights(scenario: Scenario, weights: Weights, knowledge: Knowledge) -> Scenario:
    """The scenario with swing weights in place of its own; as it is without any.

    Raises ScenarioError for weights that cannot be, the option taking the place of the file.
    """
    if weights is None:
        return scenario
    check_fits(scenario.model_copy(update={"priorities": None}), knowledge)  # mistakes of the file have their places
    try:
        changed = change_answers(scenario, {"priorities": weights})
        check_fits(changed.scenario, knowledge)
    except ScenarioError as error:
        raise ScenarioError(_at_weights(problem) for problem in error.problems) from error
    return changed.scenario


def _at_weights(problem: Problem) -> Problem:
    """The problem with the option as its place, and the criterion in place of the key."""
    return replace(problem, source=WEIGHTS, line=0, column=0, path=problem.path[-1:] if len(problem.path) > 1 else ())
