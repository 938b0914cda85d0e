"""The monthly bill and what stands beside the agents, as JSON."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, MaybeText, SourceId
from advisor.sizing.result import Bill, BillLine, SupportPart


class SupportPartJson(JsonModel):
    """Something beside the agents."""

    what: str = Field(description="What it is.")
    count: int = Field(description="How many; 0 where it has no number of its own.")
    where: str = Field(description="Where it stands.")
    how: str = Field(description="How it is done.")
    source: SourceId = Field(description="Who says so: an id under `sources`.")

    @classmethod
    def of(cls, part: SupportPart) -> Self:
        """A part."""
        return cls.model_validate(part)


class BillLineJson(JsonModel):
    """One line of the bill: `usd_per_month` = `quantity` x `unit_price_usd`."""

    what: str = Field(description="What it pays for.")
    quantity: Figure = Field(description="How much of the unit.")
    unit: str = Field(description="The unit.")
    unit_price_usd: MaybeFigure = Field(description="Price of one unit in USD; null where nobody publishes it.")
    usd_per_month: MaybeFigure = Field(description="USD per month; null where nobody publishes the price.")
    source: SourceId = Field(description="Who says so: an id under `sources`.")
    as_of: MaybeText = Field(description="Day of the price; null for own costs.")

    @classmethod
    def of(cls, line: BillLine) -> Self:
        """A line."""
        return cls.model_validate(line)


class PriceNoteJson(JsonModel):
    """What the prices of a vendor hold and leave out."""

    text: str = Field(description="In words.")
    source: SourceId = Field(description="Who says so: an id under `sources`.")


class CostJson(JsonModel):
    """The monthly bill in USD, at 730 hours; the lines add up to `base`."""

    low: MaybeFigure = Field(description="USD per month at least; null where a machine has no price.")
    base: MaybeFigure = Field(description="USD per month as planned; null where a machine has no price.")
    high: MaybeFigure = Field(description="USD per month at most: the planned peak at all hours.")
    basis: str = Field(description="What the three sums stand for.")
    lines: tuple[BillLineJson, ...] = Field(description="What `base` consists of.")
    unpriced: tuple[str, ...] = Field(description="What has a price that nobody publishes, and so is in no sum.")
    left_out: tuple[str, ...] = Field(description="What else is in no sum.")
    budget_usd_per_month: MaybeFigure = Field(description="The budget asked for, in USD per month; null without one.")
    people: MaybeFigure = Field(description="People that it takes to run it, whose cost is in no sum; null if unknown.")
    price_notes: tuple[PriceNoteJson, ...] = Field(description="What the prices hold and leave out.")

    @classmethod
    def of(cls, bill: Bill) -> Self:
        """A bill."""
        return cls(
            low=bill.low,
            base=bill.base,
            high=bill.high,
            basis=bill.basis,
            lines=tuple(map(BillLineJson.of, bill.lines)),
            unpriced=bill.unpriced,
            left_out=bill.left_out,
            budget_usd_per_month=bill.budget_usd_per_month,
            people=bill.people,
            price_notes=tuple(PriceNoteJson(text=text, source=source) for text, source in bill.price_notes),
        )
