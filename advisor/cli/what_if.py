"""`advisor what-if`: the same requirement with some of its answers given otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import advisor as library
from advisor.cli.inputs import find_platform, read_knowledge, read_scenario, refuse_overwriting
from advisor.cli.options import form_option, knowledge_option, output_option, prices_option
from advisor.cli.runtime import Code, text_width, write_page
from advisor.errors import InputError, Problem, ScenarioError
from advisor.reading import read_text
from advisor.sizing import check_fits

OPTION = "--set"


def _settings(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Key -> text of its value; a usage error where one is not of the form key=value, or a key is set twice."""
    settings: dict[str, str] = {}
    for setting in given:
        key, sign, text = setting.partition("=")
        key = key.strip()
        if not sign or not key:
            raise click.BadParameter(f"{setting!r} is not of the form KEY=VALUE, for example services.web.replicas=40")
        if key in settings:
            raise click.BadParameter(f"{key} is set twice; keep one of the two")
        settings[key] = text
    return settings


@click.command(name="what-if")
@click.argument("file")
@click.option(
    OPTION,
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    required=True,
    callback=_settings,
    help="An answer to give otherwise; can be given more than once.",
)
@click.option("--platform", "platform_id", help="Size this platform only; see `advisor knowledge list`.")
@form_option("text", "json", "markdown")
@output_option
@prices_option
@knowledge_option
def what_if(
    file: str,
    settings: dict[str, str],
    platform_id: str | None,
    form: str,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Show what changes in verdict, ranking, set-up and bill when some of a requirement file is changed.

    KEY is the dotted way to an answer, such as availability.survive_nodes. Services and tenants go by their names
    (services.web.replicas), other entries of lists by position from 0. VALUE is written as in the file: 40, 512Mi,
    [http, udp] or {min: 2, typical: 4}. With null the answer is unknown, and an entry of a list is taken out.

    When no platform fits after the change, or the one named cannot hold the services, the exit code is 1.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder, prices)
    scenario = read_scenario(file, knowledge)
    check_fits(scenario, knowledge)
    platform = None if platform_id is None else find_platform(platform_id, knowledge, "--platform")
    values = _values(settings)
    try:
        answer = library.what_if(scenario, values, knowledge, platform)
    except ScenarioError as error:
        raise ScenarioError(_at_option(problem) for problem in error.problems) from error
    write_page(library.render(answer, form, width=text_width(output)), form, output)
    if not answer.fits:
        raise click.exceptions.Exit(Code.NO)


def _values(settings: dict[str, str]) -> dict[str, Any]:
    """The values that the texts stand for, as a requirement file would hold them. Raises ScenarioError for all bad."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, text in settings.items():
        if not text.strip():
            problems.append(Problem(key, 0, 0, (), "has no value", "write one, or null to leave it unknown"))
            continue
        try:
            values[key] = read_text(text, key).value
        except InputError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(_at_option(problem) for problem in problems)
    return values


def _at_option(problem: Problem) -> Problem:
    """The problem with the option as its place; lines and columns of so short a text say nothing."""
    return replace(problem, source=f"{OPTION} {problem.source}", line=0, column=0)
