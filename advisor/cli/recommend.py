"""`advisor recommend`: the answer to a requirement file."""

from __future__ import annotations

from pathlib import Path

import click

import advisor as library
from advisor.cli.inputs import read_knowledge, read_scenario, refuse_overwriting, with_weights
from advisor.cli.options import (
    CONDITIONS,
    Weights,
    fail_on_option,
    form_option,
    knowledge_option,
    output_option,
    prices_option,
    weights_option,
)
from advisor.cli.runtime import Code, text_width, write_page
from advisor.recommend import Recommendation


@click.command()
@click.argument("file")
@form_option("text", "json", "markdown", "csv")
@weights_option
@output_option
@prices_option
@knowledge_option
@fail_on_option(CONDITIONS)
@click.option("--full", is_flag=True, help="Write the whole report; without it, text and Markdown fit one screen.")
@click.option(
    "--resize/--no-resize",
    default=None,
    help="Tell also what answers would change for which all platforms have to be sized anew, such as another cloud; it "
    "takes a second or two. Without it that is told in text and markdown.",
)
def recommend(
    file: str,
    form: str,
    weights: Weights,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
    fail_on: tuple[str, ...],
    full: bool,
    resize: bool | None,
) -> None:
    """Answer a requirement file on one screen: is an orchestrator needed, which platform fits, and why.

    --full tells all that stands behind it. With --format csv only the ranking is written. When no platform fits, the
    answer says why, and the exit code is 1.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder, prices)
    scenario = with_weights(read_scenario(file, knowledge), weights, knowledge)
    if resize is None:
        resize = form in ("text", "markdown")
    recommendation = library.recommend(scenario, knowledge, resize=resize)
    write_page(library.render(recommendation, form, full=full, width=text_width(output)), form, output)
    if recommendation.winner is None or conditions_of(recommendation) & set(fail_on):
        raise click.exceptions.Exit(Code.NO)


def conditions_of(recommendation: Recommendation) -> set[str]:
    """The --fail-on conditions that hold."""
    holding = {
        "close-call": recommendation.confidence is not None and recommendation.confidence.close_call,
        "no-fit": recommendation.winner is None,
        "warning": bool(recommendation.particular_warnings),
    }
    return {condition for condition, holds in holding.items() if holds}
