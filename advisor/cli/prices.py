"""`advisor prices list|check`: what machines cost and since when, and whether a folder of own prices holds together."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.options import NamedPath, form_option, output_option
from advisor.cli.runtime import write_result
from advisor.knowledge import data_folder
from advisor.prices.own_reader import read_own_prices
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS
from advisor.report import own_words, printable, render_prices


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
    own = read_own_prices(folder, data_folder())
    write_result(f"{printable(str(folder))}: {own_words(own)}\n")
