"""`advisor validate`: requirement files checked without an answer."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.batch import find_files
from advisor.cli.inputs import no_files, read_knowledge, read_scenario
from advisor.cli.options import knowledge_option, prices_option
from advisor.cli.runtime import DASH, Code, report_error, write_result
from advisor.errors import PriceError, ScenarioError
from advisor.report import printable
from advisor.sizing import check_fits


@click.command()
@click.argument("files", metavar="PATH...", nargs=-1, required=True)
@prices_option
@knowledge_option
def validate(files: tuple[str, ...], folder: Path | None, prices: Path | None) -> None:
    """Check requirement files without answering them; PATH is a file, - or a folder to search for them.

    Files are taken in the order of their paths. One that is valid gets a line on stdout, every problem one on stderr.
    """
    knowledge = read_knowledge(folder, prices)
    found = find_files(file for file in files if file != DASH)
    if not found and DASH not in files:
        raise no_files(files)
    code = Code.OK
    for file in (*map(str, found), *([DASH] if DASH in files else [])):
        try:
            check_fits(read_scenario(file, knowledge, imports=False), knowledge)
        except (ScenarioError, PriceError) as error:
            code = max(code, report_error(error))
        else:
            write_result(f"{printable(file)}: valid\n")
    if code:
        raise click.exceptions.Exit(code)
