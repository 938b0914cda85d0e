"""`advisor prices list|check|import`: what machines cost and since when, own prices, and lists of the vendors."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from advisor.cli.options import NamedPath, form_option, output_option
from advisor.cli.runtime import write_result
from advisor.errors import InvalidValueError, PriceError, Problem
from advisor.knowledge import data_folder, load_knowledge
from advisor.prices.importing.folder import write_folder
from advisor.prices.importing.lists import OnRead, read_lists
from advisor.prices.own_reader import read_own_prices
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS
from advisor.report import imported_lines, own_words, printable, render_prices
from advisor.values import parse_day


@click.group()
def prices() -> None:
    """Look into the prices of machines, or check a folder of one's own."""


@prices.command(name="list")
@click.option("--provider", type=click.Choice(CLOUDS), help="The regions of this provider alone.")
@click.option("--prices", "folder", type=NamedPath(), help="Lay the prices of this folder over them.")
@form_option("text", "json", "markdown", "csv")
@output_option
def list_prices(provider: str | None, folder: Path | None, form: str, output: Path | None) -> None:
    """List the regions whose prices are held: how many, how many of them estimated or one's own, and of which day."""
    book = PriceBook(data_folder(), None if folder is None else read_own_prices(folder, data_folder()))
    write_result(render_prices(book, provider, form), output)


@prices.command()
@click.argument("folder", type=NamedPath())
def check(folder: Path) -> None:
    """Check a folder of one's own prices; every mistake is a line on stderr with its file and line.

    Prices are held against those that come with the advisor: a price of a month or a second, one with a Windows
    licence, and one that is off by more than three times is a mistake, unless its basis is `agreed`.
    """
    own = load_knowledge(prices=folder).prices.own
    assert own is not None
    write_result(f"{printable(str(folder))}: {own_words(own)}\n")


def _iso_day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The day that was given; a usage error where it is none."""
    if value is None:
        return None
    try:
        day = parse_day(value).isoformat()
    except InvalidValueError as error:
        raise click.BadParameter(str(error)) from error
    if _lies_ahead(day):
        raise click.BadParameter(f"{day} lies in the future; write the day of the list")
    return day


def _lies_ahead(day: str) -> bool:
    """Whether a day is one of the future, by a clock that may be behind the day on which the knowledge was read."""
    tomorrow = dt.date.today() + dt.timedelta(days=1)  # the day of another place on earth may be ahead
    return day > tomorrow.isoformat() and day > load_knowledge().newest_source_day.isoformat()


@prices.command(name="import")
@click.argument("source", type=NamedPath())
@click.option("--out", required=True, type=NamedPath(), help="The folder of prices to be made, for --prices.")
@click.option("--day", callback=_iso_day, help="The day of a list that has none, such as 2026-11-30.")
def import_lists(source: Path, out: Path, day: str | None) -> None:
    """Make a folder of prices from price lists as their publishers offer them; SOURCE is a file or a folder.

    Lists of EC2 and ECS (CSV and JSON, of any length), pages of Azure retail prices, pricing.yml with Google machine
    prices, and instances.json of vantage are told apart by what stands in them; docs/prices.md says where to download
    each. Prices on demand, for one and three years without anything in advance, and spot are kept. A list with a
    mistake is told with a line for each, and nothing is written then.
    """
    with _reading_progress(source) as on_read:
        found = read_lists(source, on_read)
    late = sorted({each.day for each in found if _lies_ahead(each.day)})
    if late:
        message = f"is of {late[0]}, a day in the future"
        raise PriceError([Problem(str(source), 0, 0, (), message, "download it again, or set the clock")])
    imported = write_folder(found, out, data_folder(), day)
    write_result("".join(f"{printable(line)}\n" for line in imported_lines(imported, str(out))))


@contextmanager
def _reading_progress(source: Path) -> Iterator[OnRead | None]:
    """What shows how far reading has come, in one line on stderr that is gone at the end; None without a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        files = [source] if source.is_file() else [file for file in source.glob("*") if file.is_file()]
        task = progress.add_task("", total=sum(file.stat().st_size for file in files))
        read: dict[Path, int] = {}

        def show(file: Path, characters: int) -> None:
            read[file] = characters
            progress.update(task, completed=sum(read.values()))

        yield show
