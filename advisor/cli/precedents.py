"""`advisor precedents`: the published decisions that are most like a requirement file."""

from __future__ import annotations

from pathlib import Path

import click

import advisor as library
from advisor.cli.inputs import read_knowledge, read_scenario, refuse_overwriting
from advisor.cli.options import form_option, knowledge_option, output_option
from advisor.cli.runtime import text_width, write_page
from advisor.precedent_search import NEAREST, nearest_precedents
from advisor.report import render_precedents

MOST = 20


@click.command()
@click.argument("file")
@click.option(
    "--count", type=click.IntRange(1, MOST), default=NEAREST, show_default=True, help="How many decisions at most."
)
@form_option("text", "json", "markdown")
@output_option
@knowledge_option
def precedents(file: str, count: int, form: str, output: Path | None, folder: Path | None) -> None:
    """Show the published decisions that are most like a requirement file.

    It tells what was chosen there, why, how it went, how the situation differs from yours, and whether that agrees with
    the answer of the advisor. They are situations like yours, and no proof.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder)
    answer = library.recommend(read_scenario(file, knowledge), knowledge)
    write_page(
        render_precedents(nearest_precedents(answer, count), answer, form, width=text_width(output)), form, output
    )
