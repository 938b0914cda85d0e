"""`advisor size`: one platform for a requirement file, with its plan, its bill and the reasons."""

from __future__ import annotations

from pathlib import Path

import click

import advisor as library
from advisor.cli.inputs import find_platform, read_knowledge, read_scenario, refuse_overwriting
from advisor.cli.options import form_option, knowledge_option, output_option, prices_option
from advisor.cli.runtime import Code, packing_progress, text_width, write_page
from advisor.report import render_sizing
from advisor.sizing import Infeasible, Topology, give_reasons


@click.command()
@click.argument("file")
@click.option("--platform", "platform_id", required=True, help="The id of the platform; see `advisor knowledge list`.")
@click.option(
    "--thorough",
    is_flag=True,
    help="Search longer for a cheaper plan; often a minute, longer with many services or pools.",
)
@form_option("text", "json", "markdown")
@output_option
@prices_option
@knowledge_option
def size(
    file: str,
    platform_id: str,
    thorough: bool,
    form: str,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Size and price one platform for a requirement file, whether or not it would be recommended.

    It tells why, too: what decides the cost, why these machine types and, for up to 200 services, what stricter
    promises would cost. With --format json, every machine type that was considered is listed. When the platform cannot
    hold the services, the answer says why, and the exit code is 1. On a terminal, --thorough shows how far it has come.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder, prices)
    scenario = read_scenario(file, knowledge)
    platform = find_platform(platform_id, knowledge, "--platform")
    if thorough:
        with packing_progress(platform_id) as on_progress:
            effort = library.Effort.THOROUGH
            sized = library.size(scenario, platform, knowledge, effort, on_progress=on_progress)
    else:
        sized = library.size(scenario, platform, knowledge)
    if isinstance(sized, Topology):
        sized = give_reasons(sized, scenario, platform, knowledge)
    write_page(render_sizing(sized, scenario, knowledge, form, width=text_width(output)), form, output)
    if isinstance(sized, Infeasible):
        raise click.exceptions.Exit(Code.NO)
