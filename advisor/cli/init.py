"""`advisor init`: a requirement file to start from."""

from __future__ import annotations

import errno
from pathlib import Path

import click

from advisor.batch import write_failed
from advisor.cli.runtime import DASH, write_result
from advisor.reading import shown
from advisor.report import printable

STARTER = Path(__file__).with_name("starter.yaml")


@click.command()
@click.argument("file", default="requirement.yaml")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def init(file: str, force: bool) -> None:
    """Write a starter requirement file with every question explained (requirement.yaml, or - for stdout)."""
    text = STARTER.read_text(encoding="utf-8")
    if file == DASH:
        write_result(text)
        return
    try:
        exists = Path(file).exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise click.UsageError(f"{shown(printable(file))} is too long a name for a file") from error
        raise write_failed(Path(file), error) from error
    if exists and not force:
        raise click.UsageError(f"{printable(file)} exists; name another file, or replace it with --force")
    write_result(text, Path(file))
    click.echo(f"{printable(file)} written; edit it, then run: advisor recommend {printable(file)}", err=True)
