"""`advisor recommend` and `advisor size`."""

from __future__ import annotations

from pathlib import Path

import click

import advisor as library
from advisor.cli.runtime import (
    STDIN,
    Code,
    fail_on_option,
    form_option,
    knowledge_option,
    output_option,
    read_knowledge,
    read_scenario,
    write_result,
)
from advisor.errors import Problem, ScenarioError, did_you_mean
from advisor.knowledge import Knowledge, Platform
from advisor.recommend import Recommendation
from advisor.report import render_sizing
from advisor.sizing import Infeasible, Topology, give_reasons

CONDITIONS = ("close-call", "no-fit", "warning")


@click.command()
@click.argument("file")
@form_option("text", "json", "markdown", "csv")
@output_option
@knowledge_option
@fail_on_option(CONDITIONS)
def recommend(file: str, form: str, output: Path | None, folder: Path | None, fail_on: tuple[str, ...]) -> None:
    """Answer a requirement file: is an orchestrator needed, and which platform fits.

    With --format csv only the ranking is written. When no platform fits, the answer says why, and the exit code is 1.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder)
    recommendation = library.recommend(read_scenario(file, knowledge), knowledge, second_process=True)
    write_result(library.render(recommendation, form), output)
    if recommendation.winner is None or conditions_of(recommendation) & set(fail_on):
        raise click.exceptions.Exit(Code.NO)


def refuse_overwriting(file: str, output: Path | None) -> None:
    """Nothing, or a usage error where the result would replace the requirement file."""
    if output is not None and file != STDIN and _is_same_file(output, file):
        raise click.UsageError(f"--output names the requirement file {file} itself; name another file")


def _is_same_file(path: Path, other: str) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # one of them is not there, or no name for a file: reading or writing it says so
        return False


def conditions_of(recommendation: Recommendation) -> set[str]:
    """The --fail-on conditions that hold."""
    holding = {
        "close-call": recommendation.confidence.close_call,
        "no-fit": recommendation.winner is None,
        "warning": bool(recommendation.particular_warnings),
    }
    return {condition for condition, holds in holding.items() if holds}


@click.command()
@click.argument("file")
@click.option("--platform", "platform_id", required=True, help="The id of the platform; see `advisor knowledge list`.")
@click.option("--thorough", is_flag=True, help="Pack for as long as a minute, for a plan nearer to its bound.")
@form_option("text", "json", "markdown")
@output_option
@knowledge_option
def size(file: str, platform_id: str, thorough: bool, form: str, output: Path | None, folder: Path | None) -> None:
    """Size and price one platform for a requirement file, whether or not it would be recommended.

    It tells why, too: what decides the cost, why these machine types and, for up to 200 services, what stricter
    promises would cost. With --format json, every machine type that was considered is listed. When the platform cannot
    hold the services, the answer says why, and the exit code is 1.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder)
    scenario = read_scenario(file, knowledge)
    platform = find_platform(platform_id, knowledge, "--platform")
    sized = library.size(scenario, platform, knowledge, library.Effort.EXTENSIVE if thorough else library.Effort.PROVED)
    if isinstance(sized, Topology):
        sized = give_reasons(sized, scenario, platform, knowledge)
    write_result(render_sizing(sized, scenario, knowledge, form), output)
    if isinstance(sized, Infeasible):
        raise click.exceptions.Exit(Code.NO)


def find_platform(platform_id: str, knowledge: Knowledge, argument: str) -> Platform:
    """The platform with an id. Raises ScenarioError, with the nearest id there is."""
    platform = knowledge.platforms.get(platform_id)
    if platform is None:
        remedy = did_you_mean(platform_id, knowledge.platforms)
        raise ScenarioError([Problem(argument, 0, 0, (), f"no platform has the id {platform_id}", remedy)])
    return platform
