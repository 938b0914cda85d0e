"""`advisor schema`: the JSON Schema of a requirement file, or of a result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from advisor.cli.options import output_option
from advisor.cli.runtime import write_result
from advisor.report.schema.json_schema import RESULTS, result_schema_text
from advisor.scenario import Scenario

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What editors understand; the schema uses nothing that came later."""


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
