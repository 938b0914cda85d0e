"""`advisor knowledge check|list|show|stale|diff`: what the advisor knows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from advisor.advice import shifts
from advisor.cli.recommending import find_platform
from advisor.cli.running import Code, Decorator, complain, form_option, knowledge_option, read_knowledge, write_result
from advisor.knowledge import Knowledge, check_knowledge, differences, example_scenarios
from advisor.report import render_differences, render_platform, render_platforms, to_csv
from advisor.values import parse_day

DAYS_UNTIL_STALE = 365


def _day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    """The day meant by a text; a month is its last day."""
    try:
        return None if value is None else parse_day(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def as_of_option(help_text: str) -> Decorator:
    """`--as-of DATE`."""
    return click.option("--as-of", metavar="DATE", callback=_day, help=help_text)


_as_of_option = as_of_option("The day asked about (YYYY-MM-DD or YYYY-MM); without it, the newest day in the base.")


@click.group()
def knowledge() -> None:
    """Look into the knowledge base, or check it."""


@knowledge.command()
@knowledge_option
def check(folder: Path | None) -> None:
    """Check every file, every cross-reference and every rule case; lists every problem."""
    problems = check_knowledge(folder)
    for problem in problems:
        complain(str(problem))
    if problems:
        raise click.exceptions.Exit(Code.KNOWLEDGE)
    base = read_knowledge(folder)
    counts = f"{len(base.platforms)} platforms, {len(base.rules)} rules, {len(base.sources)} sources"
    write_result(f"{counts}: no problems\n")


@knowledge.command(name="list")
@form_option("text", "json", "csv", "markdown")
@knowledge_option
@_as_of_option
def list_platforms(form: str, folder: Path | None, as_of: dt.date | None) -> None:
    """List the platforms and whether each was on offer on a day."""
    base = read_knowledge(folder)
    write_result(render_platforms(base, as_of or base.newest_source_day, form))


@knowledge.command()
@click.argument("platform_id", metavar="PLATFORM")
@form_option("text", "json", "markdown")
@knowledge_option
@_as_of_option
def show(platform_id: str, form: str, folder: Path | None, as_of: dt.date | None) -> None:
    """Show everything claimed about a platform on a day, with who says so."""
    base = read_knowledge(folder)
    platform = find_platform(platform_id, base, "PLATFORM")
    write_result(render_platform(platform, base, as_of or base.newest_source_day, form))


@knowledge.command()
@knowledge_option
@as_of_option("Count back from this day; without it, from today.")
def stale(folder: Path | None, as_of: dt.date | None) -> None:
    """List the sources that nobody has looked at for a year, oldest first, as CSV."""
    base = read_knowledge(folder)
    last = (as_of or dt.date.today()) - dt.timedelta(days=DAYS_UNTIL_STALE)
    write_result(to_csv(("seen", "id", "title", "url"), _sources_before(base, last)))


def _sources_before(base: Knowledge, last: dt.date) -> list[tuple[str, str, str, str]]:
    old = [(s.seen.isoformat(), name, s.title, s.url) for name, s in base.sources.items() if s.seen < last]
    return sorted(old)


@knowledge.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--against",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Compare with the knowledge base, or the overlay, in this folder instead of the advisor's own.",
)
@form_option("text", "json")
def diff(folder: Path, against: Path | None, form: str) -> None:
    """Show what changes with the knowledge base, or the overlay, in FOLDER.

    A line for each statement that is added, removed or changed, and for each example scenario that gets another
    winner, verdict or order of the ranking.
    """
    before, after = read_knowledge(against), read_knowledge(folder)
    shifted = shifts(example_scenarios(), before, after)
    write_result(render_differences(before, after, differences(before, after), shifted, form))
