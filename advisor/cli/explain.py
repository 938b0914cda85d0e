"""`advisor explain`: why one platform stands where it stands in the answer to a requirement file."""

from __future__ import annotations

from pathlib import Path

import click

import advisor as library
from advisor.cli.inputs import find_platform, read_knowledge, read_scenario, refuse_overwriting, with_weights
from advisor.cli.options import Weights, form_option, knowledge_option, output_option, prices_option, weights_option
from advisor.cli.runtime import text_width, write_page


@click.command()
@click.argument("file")
@click.option("--platform", "platform_id", required=True, help="The id of the platform; see `advisor knowledge list`.")
@form_option("text", "json", "markdown")
@weights_option
@output_option
@prices_option
@knowledge_option
def explain(
    file: str,
    platform_id: str,
    form: str,
    weights: Weights,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Tell why one platform stands where it stands in the answer to a requirement file.

    It tells what is required and whether the platform meets it, what each criterion adds against the first place, how
    strong its form is and by which rules, what is claimed of all that counts, what it would cost, and what it would
    take to be first. A platform that is out is told with its reasons, and sized where that can be done.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder, prices)
    scenario = with_weights(read_scenario(file, knowledge), weights, knowledge)
    platform = find_platform(platform_id, knowledge, "--platform")
    explained = library.explain(scenario, platform, knowledge)
    write_page(library.render(explained, form, width=text_width(output)), form, output)
