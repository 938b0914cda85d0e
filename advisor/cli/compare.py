"""`advisor compare`: a few platforms side by side, or two requirement files beside each other."""

from __future__ import annotations

from pathlib import Path

import click

import advisor as library
from advisor.cli.inputs import find_platforms, read_knowledge, read_scenario, refuse_overwriting, with_weights
from advisor.cli.options import Weights, form_option, knowledge_option, output_option, prices_option, weights_option
from advisor.cli.runtime import DASH, text_width, write_page
from advisor.compare import FEWEST, MOST, AnswersCompared, PlatformsCompared
from advisor.knowledge import Knowledge

OPTION = "--platforms"


@click.command()
@click.argument("files", metavar="FILE [FILE2]", nargs=-1, required=True)
@click.option(OPTION, "named", metavar="ID,ID,...", help="Two to six ids of platforms; see `advisor knowledge list`.")
@form_option("text", "json", "markdown")
@weights_option
@output_option
@prices_option
@knowledge_option
def compare(
    files: tuple[str, ...],
    named: str | None,
    form: str,
    weights: Weights,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Put platforms side by side for one requirement file, or the answers to two of them.

    With --platforms, two to six platforms: place, bill, people, set-up, what each criterion adds, and what decides
    between them; one that is out is shown with its reasons. With a second file instead: what differs in what is asked
    and in the answers, and which of the differences do it.
    """
    for file in files:
        refuse_overwriting(file, output)
    compared = compared_by(files, named, weights, read_knowledge(folder, prices))
    write_page(library.render(compared, form, width=text_width(output)), form, output)


def compared_by(
    files: tuple[str, ...], named: str | None, weights: Weights, knowledge: Knowledge, most: int = MOST
) -> PlatformsCompared | AnswersCompared:
    """The platforms that are named for one file, up to so many, or the answers to two files."""
    if named is None:
        if len(files) != 2:
            raise click.UsageError(f"name two requirement files, or one and {OPTION}; {len(files)} are named")
        if files[0] == files[1] == DASH:
            raise click.UsageError("stdin can be read once only; name a file for one of the two")
        first, second = (with_weights(read_scenario(file, knowledge), weights, knowledge) for file in files)
        return library.compare_answers(first, second, knowledge)
    if len(files) != 1:
        raise click.UsageError(f"{OPTION} goes with one requirement file; {len(files)} are named")
    ids = [part.strip() for part in named.split(",")]
    if not all(ids):
        raise click.UsageError(f"{OPTION} has an empty part; write ids with commas between them, for example eks,nomad")
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise click.UsageError(f"{OPTION} names {twice} twice; keep one of the two")
    if not FEWEST <= len(ids) <= most:
        raise click.UsageError(f"{OPTION} names {len(ids)}; compare {FEWEST} to {most} platforms at a time")
    platforms = find_platforms(ids, knowledge, OPTION)
    scenario = with_weights(read_scenario(files[0], knowledge), weights, knowledge)
    return library.compare_platforms(scenario, platforms, knowledge)
