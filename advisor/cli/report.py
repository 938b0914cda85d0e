"""`advisor report`: the answer to a requirement file as a document."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import advisor as library
from advisor.batch import write_whole
from advisor.cli.compare import OPTION, compared_by
from advisor.cli.inputs import read_knowledge, read_scenario, refuse_overwriting, with_weights
from advisor.cli.options import NamedPath, Weights, knowledge_option, prices_option, weights_option
from advisor.cli.runtime import DASH, Code, write_bytes, write_error_line
from advisor.knowledge import Knowledge
from advisor.report.documents import (
    DOCUMENT_FORMS,
    PLAIN,
    Told,
    answer_of,
    load_template,
    read_earlier,
    render_document,
    since_then,
)

MOST_BESIDE = 4
"""Platforms beside each other on paper."""
NO_TEXT = ("docx", "xlsx", "pdf")
"""Forms that no terminal shows."""


@click.command()
@click.argument("files", metavar="FILE [FILE2]", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(DOCUMENT_FORMS),
    default="html",
    show_default=True,
    help="A decision record in Markdown (MADR), a page that prints well, Word, Excel, or PDF.",
)
@click.option(
    "--out",
    "--output",
    "-o",
    "output",
    type=NamedPath(),
    help="Write the document to this file, in one step, instead of to stdout. A decision record finds its picture "
    "beside it.",
)
@click.option(
    "--template",
    "template_folder",
    type=NamedPath(),
    help="A folder with a template.yaml: a firm's name, logo, colour and words.",
)
@click.option(OPTION, "named", metavar="ID,ID,...", help="Set two to four platforms side by side.")
@click.option(
    "--earlier",
    type=NamedPath(),
    help="An earlier answer, as `advisor recommend --format json` wrote it: tell what changed since then, and why.",
)
@weights_option
@prices_option
@knowledge_option
def report(
    files: tuple[str, ...],
    form: str,
    output: Path | None,
    template_folder: Path | None,
    named: str | None,
    earlier: Path | None,
    weights: Weights,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Write the answer to a requirement file as a document for a board.

    The first two pages hold verdict, picture, bill, reasons, what is given up, risks, what would change it and the next
    question; an annex holds the rest. The same input gives the same bytes. With --platforms, a second file, or
    --earlier, what differs stands side by side.
    """
    for file in files:
        refuse_overwriting(file, output)
    to_file = output is not None and str(output) != DASH
    if not to_file and form in NO_TEXT and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError(f"a terminal cannot show {form}; name a file with --out")
    template = load_template(template_folder) if template_folder is not None else PLAIN
    told = _told(files, named, earlier, weights, read_knowledge(folder, prices))
    rendered = render_document(told, form, template, stem=output.stem if to_file and output else "decision")
    write_bytes(rendered.content, output)
    for name, content in rendered.beside:
        if to_file and output is not None:
            write_whole(output.with_name(name), content)
        else:
            write_error_line(f"the picture {name} is left out on stdout; name a file with --out")
    if answer_of(told).winner is None:
        raise click.exceptions.Exit(Code.NO)


def _told(
    files: tuple[str, ...], named: str | None, earlier: Path | None, weights: Weights, knowledge: Knowledge
) -> Told:
    """The answer to one file; or what is to stand side by side."""
    if earlier is not None and (named is not None or len(files) > 1):
        raise click.UsageError(f"--earlier goes with one requirement file, without {OPTION}")
    if named is not None or len(files) > 1:
        return compared_by(files, named, weights, knowledge, MOST_BESIDE)
    then = read_earlier(earlier) if earlier is not None else None
    scenario = with_weights(read_scenario(files[0], knowledge), weights, knowledge)
    answer = library.recommend(scenario, knowledge, resize=True)
    return answer if then is None else since_then(answer, then, knowledge)
