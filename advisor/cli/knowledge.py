"""`advisor knowledge check|list|show|new|stale|diff|agreement|windows`: what is known, and how well it answers."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import click

from advisor.advice_diff import shifts
from advisor.agreement import compare_all
from advisor.batch import write_failed, write_whole
from advisor.calibration import calibrate
from advisor.cli.inputs import find_platform, read_knowledge
from advisor.cli.options import Decorator, NamedPath, form_option, knowledge_option
from advisor.cli.runtime import Code, with_progress, write_error_line, write_result
from advisor.errors import Problem, ScenarioError, did_you_mean
from advisor.knowledge import (
    MOST_JUDGEMENT,
    WINDOWS_FILE,
    Knowledge,
    Refreshed,
    SupportedProduct,
    check_knowledge,
    differences,
    example_scenarios,
    overlay_skeleton,
    refresh_windows,
    skeleton,
    sources_skeleton,
    windows_text,
)
from advisor.precedents import Collection, Precedent, When, load_precedents
from advisor.report import (
    printable,
    render_agreement,
    render_calibration,
    render_claim_counts,
    render_differences,
    render_platform,
    render_platforms,
    render_unknown_terms,
    render_window_changes,
    to_csv,
)
from advisor.report.wording.searchable_texts import told_by
from advisor.scenario import load_scenario
from advisor.stale_sources import StaleSource, stale_sources
from advisor.term_demand import term_demand
from advisor.values import TAG_PATTERN, parse_day

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
@click.option(
    "--unknown",
    "wanted",
    metavar="ID",
    multiple=True,
    help="List what is unknown of this platform, most asked about first; can be given more than once.",
)
@knowledge_option
def check(folder: Path | None, wanted: tuple[str, ...]) -> None:
    """Check every file, every cross-reference, every rule case and every precedent; lists every problem.

    A sound base is counted: how much of each platform is our own judgement, old or unknown.
    """
    problems = check_knowledge(folder, None if folder is None else _today())
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
    day, (demand, examples) = base.newest_source_day, _demand(base)
    for name in wanted:
        platform = find_platform(name, base, "--unknown")
        write_result("\n" + render_unknown_terms(platform.id, base, day, demand, examples))
    if not wanted:
        write_result("\n" + render_claim_counts(base, day, demand))


def _today() -> dt.date:
    """The day of the clock; not before the advisor's own knowledge base was written, as by a clock that is behind."""
    return max(dt.date.today(), read_knowledge(None).newest_source_day)


def _demand(base: Knowledge) -> tuple[Counter[str], int]:
    """In how many of the examples each term is asked about, and how many examples there are."""
    examples = [load_scenario(file) for file in example_scenarios().values()]
    return term_demand(examples, base), len(examples)


@knowledge.command()
@click.argument("platform_id", metavar="ID")
@click.option("--name", help="Its name for readers; the id without it.")
@click.option(
    "--into",
    "folder",
    metavar="FOLDER",
    default="knowledge-overlay",
    show_default=True,
    type=NamedPath(),
    help="The overlay, or the knowledge base, to write it into; made if it is not there.",
)
def new(platform_id: str, name: str | None, folder: Path) -> None:
    """Write a platform file to fill in, with the meaning of every term and how often it is asked about."""
    base = read_knowledge(None)
    if not re.fullmatch(TAG_PATTERN, platform_id):
        raise click.UsageError(f"{printable(platform_id)} is no id: write small letters, digits and dashes")
    if platform_id in base.platforms:
        remedy = f"to say other things of it, write some claims into {folder}/platforms/{platform_id}.yaml"
        raise click.UsageError(f"{platform_id} is there already; {remedy}, or choose another id")
    written = folder / "platforms" / f"{platform_id}.yaml"
    if written.exists():
        raise click.UsageError(f"{printable(str(written))} exists; edit it, or move it away")
    demand, examples = _demand(base)
    sources, overlay = folder / "sources.yaml", folder / "overlay.yaml"
    _write_new(written, skeleton(platform_id, name or platform_id, base, demand, examples))
    if not sources.exists():
        _write_new(sources, sources_skeleton(platform_id, dt.date.today().isoformat()))
    if not overlay.exists() and not (folder / "vocabulary.yaml").exists():
        _write_new(overlay, overlay_skeleton(name or platform_id))
    shown = printable(str(folder))
    click.echo(
        f"{printable(str(written))} written. Fill in what says TODO, add each page to {printable(str(sources))}, "
        f"and run: advisor knowledge check --knowledge {shown} --unknown {platform_id}",
        err=True,
    )


def _write_new(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_failed(file, error) from error
    write_result(text, file)


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
@as_of_option("Count from this day; without it, from the newest day on which a source was read.")
@click.option("--before", metavar="DATE", callback=_day, help="List the sources printed before this day instead.")
def stale(folder: Path | None, as_of: dt.date | None, before: dt.date | None) -> None:
    """List the sources printed over a year ago, or read over a year ago where no day is printed, as CSV.

    The worst come first: years of age times the share of the example scenarios whose answers rest on it.
    """
    base = read_knowledge(folder)
    day = as_of or base.newest_source_day
    last = before or day - dt.timedelta(days=DAYS_UNTIL_STALE)
    found = stale_sources(base, day, last)
    columns = ("id", "printed", "seen", "years", "claims", "share_of_answers", "title", "url")
    write_result(to_csv(columns, [_stale_row(each) for each in found]))
    if not found:
        write_error_line(f"every source was printed, or read, on {last} or later")


def _stale_row(stale: StaleSource) -> tuple[str, ...]:
    source = stale.source
    printed = source.published.isoformat() if source.published else ""
    figures = (f"{stale.years:.1f}", str(stale.claims), f"{stale.share_of_answers:.2f}")
    return stale.id, printed, source.seen.isoformat(), *figures, source.title, source.url


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


@knowledge.command()
@click.argument("copies", metavar="FOLDER", type=NamedPath())
@click.option("--day", metavar="DATE", callback=_day, required=True, help="The day on which the files were downloaded.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@knowledge_option
def windows(copies: Path, day: dt.date, dry_run: bool, folder: Path | None) -> None:
    """Bring the support windows of versions up to date from downloaded files of endoflife.date.

    FOLDER holds pages of its repository (products/NAME.md) or answers of its interface (NAME.json), for any of the
    products of support_windows.yaml; nothing is fetched. A line for each version that is new or has other days, and the
    file in the knowledge base, or in the overlay that --knowledge names, is written anew.
    """
    if day > _today() + dt.timedelta(days=1):  # the day of another place on earth may be ahead
        raise click.BadParameter(f"{day} lies in the future; write the day on which they were downloaded")
    base = read_knowledge(folder)
    refreshed = refresh_windows(base.support_windows, copies, day)
    write_result(render_window_changes(refreshed))
    if refreshed.changes and not dry_run:
        file = base.folder / WINDOWS_FILE
        write_whole(file, windows_text(_to_write(base, refreshed)).encode())
        write_error_line(f"{file} is written; set the days of its sources in sources.yaml, then check")


def _to_write(base: Knowledge, refreshed: Refreshed) -> dict[str, SupportedProduct]:
    """All products; of an overlay those that it speaks of, or does from now on."""
    named = {override.id for override in base.overrides if override.file == WINDOWS_FILE}
    named |= {change.product for change in refreshed.changes}
    return {name: each for name, each in refreshed.products.items() if base.overlay is None or name in named}
