"""`advisor knowledge check|list|show|stale|diff|agreement`: what the advisor knows, and how well it answers."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from pathlib import Path

import click

from advisor.advice_diff import shifts
from advisor.agreement import compare_all
from advisor.calibration import calibrate
from advisor.cli.inputs import find_platform, read_knowledge
from advisor.cli.options import Decorator, NamedPath, form_option, knowledge_option
from advisor.cli.runtime import Code, with_progress, write_error_line, write_result
from advisor.errors import Problem, ScenarioError, did_you_mean
from advisor.knowledge import MOST_JUDGEMENT, Knowledge, check_knowledge, differences, example_scenarios
from advisor.precedents import Collection, Precedent, When, load_precedents
from advisor.report import (
    render_agreement,
    render_calibration,
    render_differences,
    render_platform,
    render_platforms,
    to_csv,
)
from advisor.report.wording.searchable_texts import told_by
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
    """Check every file, every cross-reference, every rule case and every precedent; lists every problem."""
    problems = check_knowledge(folder)
    for problem in problems:
        write_error_line(str(problem))
    if problems:
        raise click.exceptions.Exit(Code.KNOWLEDGE)
    base = read_knowledge(folder)
    counts = f"{len(base.platforms)} platforms, {len(base.rules)} rules, {len(base.sources)} sources"
    if folder is None:  # the precedents speak of the advisor's own platforms
        counts += f", {len(load_precedents(base))} precedents"
    share = f"{base.judgement_share:.1%} of the claims that are no levels are our own judgement"
    write_result(f"{counts}: no problems\n{share} (at most {MOST_JUDGEMENT:.0%})\n")


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
@as_of_option("Count a year back from this day; without it, from the newest day on which a source was read.")
@click.option("--before", metavar="DATE", callback=_day, help="List the sources last read before this day instead.")
def stale(folder: Path | None, as_of: dt.date | None, before: dt.date | None) -> None:
    """List the sources that nobody has looked at for a year, oldest first, as CSV."""
    base = read_knowledge(folder)
    last = before or (as_of or base.newest_source_day) - dt.timedelta(days=DAYS_UNTIL_STALE)
    old = _sources_before(base, last)
    write_result(to_csv(("seen", "id", "title", "claims", "url"), old))
    if not old:
        write_error_line(f"every source was read on {last} or later")


def _sources_before(base: Knowledge, last: dt.date) -> list[tuple[str, str, str, str, str]]:
    """Each source last read before a day, with the number of claims that cite it."""
    old = [
        (source.seen.isoformat(), name, source.title, str(base.claims_by_source[name]), source.url)
        for name, source in base.sources.items()
        if source.seen < last
    ]
    return sorted(old)


@knowledge.command()
@click.option("--today", is_flag=True, help="Ask as of the newest day in the base, not as of the day of each decision.")
@click.option("--case", "wanted", metavar="ID", multiple=True, help="Only this case; can be given more than once.")
@click.option(
    "--calibration",
    is_flag=True,
    help="How the words clear to open hold on both days, and what other limits of clear would do; takes five minutes.",
)
@click.option(
    "--collection",
    "collections",
    type=click.Choice([each.value for each in Collection]),
    multiple=True,
    help="Only the cases collected then (see the head of data/precedents.yaml); can be given more than once.",
)
@form_option("text", "json", "markdown")
@knowledge_option
def agreement(
    today: bool,
    wanted: tuple[str, ...],
    calibration: bool,
    collections: tuple[str, ...],
    form: str,
    folder: Path | None,
) -> None:
    """Hold the advisor's answers against published decisions, case by case; takes two minutes."""
    base = read_knowledge(folder)
    every = load_precedents(base)
    precedents = _chosen(tuple(one for one in every if not collections or one.collection.value in collections), wanted)
    days = tuple(When) if calibration else (When.TODAY if today else When.OWN_DAY,)
    comparing = chain.from_iterable(compare_all(precedents, base, when, told_by) for when in days)
    comparisons, limits = tuple(with_progress(comparing, len(precedents) * len(days))), base.criteria.certainty
    if calibration:
        write_result(render_calibration(calibrate(comparisons, limits), form))
    else:
        write_result(render_agreement(comparisons, limits, form))


def _chosen(precedents: tuple[Precedent, ...], wanted: tuple[str, ...]) -> tuple[Precedent, ...]:
    """The precedents asked for, all without a wish. Raises ScenarioError for ids that none has."""
    ids = [precedent.id for precedent in precedents]
    unknown = [name for name in wanted if name not in ids]
    if unknown:
        raise ScenarioError(
            Problem("--case", 0, 0, (), f"no case has the id {name}", did_you_mean(name, ids)) for name in unknown
        )
    return tuple(precedent for precedent in precedents if not wanted or precedent.id in wanted)


@knowledge.command()
@click.argument("folder", type=NamedPath())
@click.option(
    "--against",
    metavar="FOLDER",
    type=NamedPath(),
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
