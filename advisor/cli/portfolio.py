"""`advisor portfolio`: which few platforms many applications should run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from advisor.batch import find_files
from advisor.cli.inputs import no_files, read_knowledge, read_scenario, refuse_unless_any_is_there
from advisor.cli.options import knowledge_option, output_option, prices_option
from advisor.cli.runtime import Code, text_width, with_progress, write_bytes, write_error_line, write_page
from advisor.errors import InputError, Problem, ScenarioError
from advisor.knowledge import Knowledge
from advisor.portfolio import (
    ASSUMED_USD_PER_PERSON_YEAR,
    Application,
    PortfolioTerms,
    application_of,
    currencies,
    fewest_that_hold,
    plan_portfolio,
    prices_of_a_person,
    told_apart,
)
from advisor.report import render_portfolio
from advisor.report.documents.portfolio_workbook import print_portfolio_workbook
from advisor.report.wording import count, listing


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--most-platforms", type=click.IntRange(1, 20), default=3, show_default=True, help="Platforms at most.")
@click.option(
    "--most-given-up",
    type=click.FloatRange(0, 1),
    default=0.15,
    show_default=True,
    help="How much less a platform may suit an application than its own best, 0 to 1.",
)
@click.option(
    "--usd-per-person-year",
    type=click.FloatRange(0, 10_000_000),
    help="What a person costs in a year; without it, the most that a file says, else 100,000.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json", "xlsx")),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@output_option
@prices_option
@knowledge_option
def portfolio(
    paths: tuple[str, ...],
    most_platforms: int,
    most_given_up: float,
    usd_per_person_year: float | None,
    form: str,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Choose the platforms that many applications should share; PATH is a requirement file, or a folder of them.

    Each file is one application. Of all choices of at most so many platforms the one is taken that costs least:
    bills, people for each platform that is run, and clusters that applications share where tenancy allows it. It is
    compared with every application on its own best platform. When some application fits nowhere, or so few platforms
    cannot hold all of them, the exit code is 1.
    """
    files = find_files(paths)
    if not files:
        raise no_files(paths)
    refuse_unless_any_is_there(files)
    knowledge = read_knowledge(folder, prices)
    applications = told_apart(tuple(with_progress(_applications(files, knowledge), len(files), unit="files")))
    _tell_currencies(applications)
    price, assumed = _price_of_a_person(applications, usd_per_person_year)
    terms = PortfolioTerms(most_platforms, price, most_given_up, assumed)
    answer = plan_portfolio(applications, terms, knowledge)
    if answer is None:
        needed = fewest_that_hold(applications, terms)
        told = f"{count(most_platforms, 'platform')} cannot hold all {len(applications)} applications"
        write_error_line(f"{told}; allow {needed} with --most-platforms, or more with --most-given-up")
        raise click.exceptions.Exit(Code.NO)
    if form == "xlsx":
        write_bytes(print_portfolio_workbook(answer, knowledge), output)
    else:
        write_page(render_portfolio(answer, knowledge, form, text_width(output)), form, output)
    if answer.nowhere:
        raise click.exceptions.Exit(Code.NO)


def _applications(files: tuple[Path, ...], knowledge: Knowledge) -> Iterator[Application]:
    """One application for each file; a file with mistakes ends this with the mistakes of all files."""
    problems: list[Problem] = []
    scenarios = []
    for file in files:
        try:
            scenarios.append((file, read_scenario(str(file), knowledge)))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    for file, scenario in scenarios:
        try:
            yield application_of(scenario.name, str(file), scenario, knowledge)
        except InputError as error:
            raise ScenarioError(error.problems) from error


def _tell_currencies(applications: tuple[Application, ...]) -> None:
    """Say that sums are in US dollars where files ask for another currency."""
    codes = currencies(applications)
    if codes:
        write_error_line(f"files ask for sums in {listing(codes)} too; those of a portfolio are in USD")


def _price_of_a_person(applications: tuple[Application, ...], asked: float | None) -> tuple[float, bool]:
    """What a person costs in a year, and whether that had to be assumed."""
    if asked is not None:
        return asked, False
    said = prices_of_a_person(applications)
    if len(said) > 1:
        prices = listing([f"{price:,.0f}" for price in said])
        write_error_line(f"the files say that a person costs USD {prices} a year; the most of these is taken")
    if not said:
        told = f"no file says what a person costs; USD {ASSUMED_USD_PER_PERSON_YEAR:,.0f} a year is taken"
        write_error_line(f"{told}; --usd-per-person-year says another price")
    return (said[-1], False) if said else (ASSUMED_USD_PER_PERSON_YEAR, True)
