"""What a price book holds, region by region, as text, Markdown, JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.prices.importing.folder import ImportedPrices
from advisor.prices.importing.found import Dropped
from advisor.prices.own_prices import OwnPrices, PriceTerm
from advisor.prices.price_book import PriceBook, RegionHeld
from advisor.report.blocks import Block, Heading, Paragraph, Table
from advisor.report.formats.csv import to_csv
from advisor.report.formats.markdown import print_markdown
from advisor.report.formats.text import print_text
from advisor.report.json_values import to_json
from advisor.report.wording import count, listing

COLUMNS = ("provider", "region", "place", "prices", "estimated", "own", "as_of")


def render_prices(book: PriceBook, provider: str | None, form: str) -> str:
    """The regions of a price book, those of one provider or all, as `text`, `markdown`, `json` or `csv`."""
    held = [each for each in book.holdings() if provider in (None, each.cloud)]
    rows = [tuple(str(cell) for cell in _row(each)) for each in held]
    if form == "csv":
        return to_csv(COLUMNS, rows)
    if form == "json":
        own = book.own
        return to_json(
            {
                "own": None if own is None else {"name": own.name, "fingerprint": own.fingerprint},
                "regions": [dict(zip(COLUMNS, _row(each), strict=True)) for each in held],
            }
        )
    blocks = tuple(_blocks(held, rows, book.own))
    return print_text(blocks) if form == "text" else print_markdown(blocks)


def _row(held: RegionHeld) -> tuple[str | int | None, ...]:
    region = held.region
    return held.cloud, region.name, region.place, held.prices, region.estimated, held.own, held.as_of or None


def _blocks(held: list[RegionHeld], rows: list[tuple[str, ...]], own: OwnPrices | None) -> Iterator[Block]:
    yield Heading("Prices of machines by region", 1)
    prices, estimated = sum(each.prices for each in held), sum(each.region.estimated for each in held)
    told = f"{count(len(held), 'region')}, {count(prices, 'price')}, of which {estimated:,} are estimated."
    yield Paragraph(
        f"{told} A region without prices is billed by a range, the spread between the regions of its cloud."
    )
    if own is not None:
        yield Paragraph(f"Own prices: {own_words(own)}.")
    cells = tuple((*row[:-1], "-" if each.as_of == "" else row[-1]) for row, each in zip(rows, held, strict=True))
    yield Table(("provider", "region", "place", "prices", "estimated", "own", "newest"), cells, right=(3, 4, 5))


DROPPED = {
    Dropped.NO_MACHINE: "of something else than a machine",
    Dropped.OTHER_SYSTEM: "with another system, or with software on it",
    Dropped.OWN_LICENCE: "for a licence of one's own",
    Dropped.NOT_SHARED: "on a host of one's own, or reserved and not used",
    Dropped.BARE_METAL: "of bare metal",
    Dropped.OTHER_USE: "neither of the vCPU nor of the memory of Linux tasks",
    Dropped.OTHER_PAYMENT: "paid in advance, exchangeable, for tests, or by another unit than the hour",
    Dropped.OLD_GENERATION: "of machine types that are not offered for new plans",
    Dropped.UNKNOWN_SIZE: "of machine types whose size, GPU or share of CPU is not known",
    Dropped.NO_PRICE: "without a price",
}
"""Why a row of a price list is not kept, in words."""
TERMS = {
    PriceTerm.ON_DEMAND: "on demand",
    PriceTerm.ONE_YEAR: "for 1 year",
    PriceTerm.THREE_YEARS: "for 3 years",
    PriceTerm.SPOT: "spot",
}


def imported_lines(imported: ImportedPrices, out: str) -> Iterator[str]:
    """What an import has written and what it has dropped, a line each."""
    prices = sum(imported.by_term.values())
    if imported.rates:
        yield f"{out}: {count(imported.rates, 'rate')} of tasks of {listing(imported.days)}"
    if not prices and imported.rates:
        yield from _dropped_lines(imported)
        return
    terms = [f"{number} {TERMS[term]}" for term, number in sorted(imported.by_term.items())]
    day = f"of {listing(imported.days)}" if imported.days else "without a day (give it with --day)"
    yield f"{out}: {count(prices, 'price')} in {count(len(imported.by_region), 'region')} {day}: {listing(terms)}"
    if imported.new_types or imported.new_regions:
        types, regions = count(imported.new_types, "machine type"), count(imported.new_regions, "region")
        yield f"new to the advisor: {types}, {regions}"
    yield from _dropped_lines(imported)


def _dropped_lines(imported: ImportedPrices) -> Iterator[str]:
    for reason, number in sorted(imported.dropped.items(), key=lambda each: (-each[1], each[0])):
        yield f"dropped: {count(number, 'row')} {DROPPED[reason]}"


def own_words(own: OwnPrices) -> str:
    """How much a folder of one's own prices holds, in words."""
    places = {(key.cloud, key.region) for key in own.prices}
    told = [f"{count(len(own.prices), 'price')} in {count(len(places), 'region')}"] if own.prices else []
    if own.discounts:
        told.append(count(len(own.discounts), "discount"))
    if own.rates:
        told.append(count(len(own.rates), "rate of tasks", "rates of tasks"))
    if own.shapes:
        told.append(count(len(own.shapes), "new machine type"))
    if own.regions:
        told.append(count(len(own.regions), "new region"))
    told += [f"USD 1 at {currency} {rate:g}" for currency, rate in own.per_usd.items()]
    return f"{', '.join(told)} (folder {own.name}, fingerprint {own.fingerprint})"
