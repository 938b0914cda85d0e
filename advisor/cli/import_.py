"""`advisor import`: what other tools describe, as a requirement file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.cli.options import NamedPath, form_option
from advisor.cli.runtime import DASH, Code, write_error_line, write_result
from advisor.errors import InputError, Problem
from advisor.importers import MOST_BYTES, READERS, ImportKind, NoteKind, SourceText, import_requirement, text_source
from advisor.reading.files import STDIN
from advisor.report import import_lines, render_import

AUTO = "auto"


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--from",
    "kind",
    type=click.Choice([AUTO, *(kind.value for kind in READERS)]),
    default=AUTO,
    show_default=True,
    help="The format of the files; auto tells it by their shape.",
)
@click.option(
    "--env-file",
    type=NamedPath(),
    help="A file of variables for ${NAME} in Compose files. The variables of this machine are never looked at.",
)
@click.option("--profile", "profiles", multiple=True, help="Take the services of this Compose profile too; * is all.")
@click.option(
    "--with",
    "answers",
    type=NamedPath(),
    help="A file with keys of a requirement, such as hosting, to be laid over what is read; its services are found by "
    "their names, and a service named * fills in what the others leave open.",
)
@click.option(
    "--core-mhz",
    type=click.IntRange(100, 10_000),
    help="MHz of one core of the machines, since Nomad counts CPU in MHz; 2500 is assumed without it.",
)
@click.option(
    "--usage",
    type=NamedPath(),
    help="A CSV of CPU and memory that were used over some days, laid over the services of the same names.",
)
@click.option("--output", "-o", type=NamedPath(), help="Write the requirement to this file instead of to stdout.")
@click.option("--quiet", "-q", is_flag=True, help="Tell nothing on stderr; all of it stands in the JSON as well.")
@click.option("--strict", is_flag=True, help="End with exit code 1 where anything was assumed.")
@form_option("yaml", "json")
def import_(
    paths: tuple[str, ...],
    kind: str,
    env_file: Path | None,
    profiles: tuple[str, ...],
    answers: Path | None,
    core_mhz: int | None,
    usage: Path | None,
    output: Path | None,
    quiet: bool,
    strict: bool,
    form: str,
) -> None:
    """Write the requirement file that files of another tool describe, with the origin of every value.

    PATH is a Compose file, several that are laid over each other, Kubernetes manifests, a folder that holds them, or
    - for stdin. What was assumed, is missing, or was left out is told on stderr. Sizes that no file states stay
    unknown: the requirement has lines to fill in.
    """
    given: list[str | SourceText] = [read_stdin() if path == DASH else path for path in paths]
    asked = None if kind == AUTO else ImportKind(kind)
    imported = import_requirement(
        given,
        kind=asked,
        env_file=env_file,
        profiles=profiles,
        answers=answers,
        core_mhz=core_mhz,
        usage=usage,
    )
    imported.scenario()  # what is written can be read
    for line in [] if quiet else import_lines(imported):
        write_error_line(line)
    write_result(render_import(imported, form), output)
    if strict and imported.notes_of(NoteKind.ASSUMED):
        raise click.exceptions.Exit(Code.NO)


def read_stdin() -> SourceText:
    """What stands on stdin, as a text to import. Raises InputError where it is too long, or closed."""
    if sys.stdin is None:
        raise InputError([Problem(STDIN, 0, 0, (), "is closed", "pass a file on it, or name one")])
    return text_source(sys.stdin.buffer.read(MOST_BYTES + 1), STDIN)
