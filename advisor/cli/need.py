"""`advisor need`: is an orchestrator needed for a requirement file, and what is the simplest that would do?"""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.inputs import read_knowledge, read_scenario, refuse_overwriting
from advisor.cli.options import form_option, knowledge_option, output_option, prices_option
from advisor.cli.runtime import Code, text_width, write_page
from advisor.need_answer import needs_platform
from advisor.report import render_need


@click.command()
@click.argument("file")
@form_option("text", "json", "markdown")
@output_option
@prices_option
@knowledge_option
def need(file: str, form: str, output: Path | None, folder: Path | None, prices: Path | None) -> None:
    """Answer the first question only: is an orchestrator needed for a requirement file?

    It names the form that answers best (one machine, several without an orchestrator, a PaaS or serverless service,
    a managed orchestrator or one of your own), what speaks for and against it, which answers would change that, and
    the simplest approach that meets everything, with its bill. When no platform fits, the exit code is 1.
    """
    refuse_overwriting(file, output)
    knowledge = read_knowledge(folder, prices)
    answer = needs_platform(read_scenario(file, knowledge), knowledge)
    write_page(render_need(answer, form, width=text_width(output)), form, output)
    if answer.simplest is None:
        raise click.exceptions.Exit(Code.NO)
