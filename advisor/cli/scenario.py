"""`advisor validate`, `advisor schema`, `advisor init`: requirement files before there is an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from advisor.batch import find_files
from advisor.cli.runtime import (
    STDIN,
    Code,
    knowledge_option,
    no_files,
    output_option,
    read_knowledge,
    read_scenario,
    report_error,
    write_result,
)
from advisor.errors import ScenarioError
from advisor.report import printable
from advisor.report.schema.json_schema import RESULTS, result_schema_text
from advisor.scenario import Scenario
from advisor.sizing import check_fits

STARTER = Path(__file__).with_name("starter.yaml")
DIALECT = "http://json-schema.org/draft-07/schema#"
"""What editors understand; the schema uses nothing that came later."""


@click.command()
@click.argument("files", metavar="PATH...", nargs=-1, required=True)
@knowledge_option
def validate(files: tuple[str, ...], folder: Path | None) -> None:
    """Check requirement files without answering them; PATH is a file, - or a folder to search for them.

    Files are taken in the order of their paths. One that is valid gets a line on stdout, every problem one on stderr.
    """
    knowledge = read_knowledge(folder)
    found = find_files(file for file in files if file != STDIN)
    if not found and STDIN not in files:
        raise no_files(files)
    code = Code.OK
    for file in (*map(str, found), *([STDIN] if STDIN in files else [])):
        try:
            check_fits(read_scenario(file, knowledge), knowledge)
        except ScenarioError as error:
            code = report_error(error)
        else:
            write_result(f"{printable(file)}: valid\n")
    if code:
        raise click.exceptions.Exit(code)


@click.command()
@click.option(
    "--result",
    type=click.Choice(tuple(RESULTS)),
    is_flag=False,
    flag_value="recommendation",
    help="Print the schema of a result instead: of a recommendation, or of the kind named.",
)
@output_option
def schema(result: str | None, output: Path | None) -> None:
    """Print the JSON Schema of a requirement file, or of a result, for editors and other programs."""
    write_result(schema_text() if result is None else result_schema_text(result), output)


def schema_text() -> str:
    """The JSON Schema of a requirement file as JSON that ends in a line break; the same in every run."""
    whole: dict[str, Any] = Scenario.model_json_schema(by_alias=True)
    whole.pop("title", None)
    named = {"$schema": DIALECT, "title": "Requirement file of the container platform advisor", **whole}
    return json.dumps(named, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


@click.command()
@click.argument("file", default="requirement.yaml")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def init(file: str, force: bool) -> None:
    """Write a starter requirement file with every question explained (requirement.yaml, or - for stdout)."""
    text = STARTER.read_text(encoding="utf-8")
    if file == STDIN:
        write_result(text)
        return
    try:
        exists = Path(file).exists()
    except OSError as error:
        raise click.UsageError(f"{printable(file[:60])}... is no name for a file: {error.strerror}") from error
    if exists and not force:
        raise click.UsageError(f"{printable(file)} exists; name another file, or replace it with --force")
    write_result(text, Path(file))
    click.echo(f"{printable(file)} written; edit it, then run: advisor recommend {printable(file)}", err=True)
