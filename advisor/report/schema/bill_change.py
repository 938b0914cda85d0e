"""What changes in a bill with other requirements, in the JSON contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.report.schema.bill import BasisJson, BillKeyJson
from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, Pair
from advisor.report.wording.bill import line_words, not_in_sum_words
from advisor.sizing.bill_types import BillKey, BillLine, Unit
from advisor.sizing.diff import Change, at_end_of_plan
from advisor.sizing.topology import Topology
from advisor.what_if import PlatformChange

_T = TypeVar("_T")


class FigurePairJson(Pair[MaybeFigure]):
    """A figure before and after the changes."""


class BasisPairJson(Pair[BasisJson]):
    """What the sums of a bill stand for before and after the changes."""


class TextsJson(JsonModel):
    """Texts that stand on one side only."""

    removed: tuple[str, ...] = Field(description="Those that hold before the changes only.")
    added: tuple[str, ...] = Field(description="Those that hold after the changes only.")

    @classmethod
    def of(cls, changes: Sequence[Change[Any, _T]], words: Callable[[_T], str]) -> Self:
        """Texts by side."""
        return cls(
            removed=tuple(words(change.was) for change in changes if change.was is not None),
            added=tuple(words(change.becomes) for change in changes if change.becomes is not None),
        )


class BillLineSideJson(JsonModel):
    """A line of the bill on one side."""

    what: str = Field(description="What it pays for, in words.")
    count: Figure = Field(description="How many things it is for: machines, clusters, vCPU, gateways.")
    quantity: Figure = Field(description="How much of the unit.")
    unit: Unit = Field(description="The unit.")
    unit_price_usd: MaybeFigure = Field(description="Price of one unit in USD; null where nobody publishes it.")
    usd_per_month: MaybeFigure = Field(description="USD per month; null where nobody publishes the price.")

    @classmethod
    def of(cls, line: BillLine) -> Self:
        """A line on one side."""
        return cls(
            what=line_words(line),
            count=line.count,
            quantity=line.quantity,
            unit=line.unit,
            unit_price_usd=line.unit_price_usd,
            usd_per_month=line.usd_per_month,
        )


class BillLineChangeJson(JsonModel):
    """A line of the bill that changes."""

    key: BillKeyJson = Field(description="Which line it is.")
    was: BillLineSideJson | None = Field(description="Before the changes; null where there was none.")
    becomes: BillLineSideJson | None = Field(description="After the changes; null where there is none.")

    @classmethod
    def of(cls, change: Change[BillKey, BillLine]) -> Self:
        """A line on both sides."""
        was, becomes = (line and BillLineSideJson.of(line) for line in (change.was, change.becomes))
        return cls(key=BillKeyJson.model_validate(change.key), was=was, becomes=becomes)


class BillChangeJson(JsonModel):
    """What changes in the bill."""

    lines: tuple[BillLineChangeJson, ...] = Field(description="Lines that change.")
    basis: BasisPairJson | None = Field(description="What the sums stand for; null where that stays.")
    left_out: TextsJson = Field(description="What is in no sum, where that changes.")

    @classmethod
    def of(cls, one: PlatformChange, knowledge: Knowledge) -> Self | None:
        """What changes in the bill of a platform; None where it is out on one side."""
        change = one.change
        if change is None or not isinstance(one.was, Topology) or not isinstance(one.becomes, Topology):
            return None
        basis = BasisPairJson(was=BasisJson.of(one.was.bill), becomes=BasisJson.of(one.becomes.bill))
        return cls(
            lines=tuple(map(BillLineChangeJson.of, change.lines)),
            basis=basis if change.basis else None,
            left_out=TextsJson.of(change.not_in_sum, lambda cost: not_in_sum_words(cost, knowledge)),
        )


class TotalsJson(JsonModel):
    """The sums of the bill in USD per month."""

    low: FigurePairJson = Field(description="At least.")
    base: FigurePairJson = Field(description="As planned.")
    high: FigurePairJson = Field(description="At most.")
    at_end_of_plan: FigurePairJson = Field(description="As planned at the end of the years; null without growth.")

    @classmethod
    def of(cls, one: PlatformChange) -> Self:
        """The sums on both sides; null where the platform is out."""
        later = (at_end_of_plan(side) if isinstance(side, Topology) else None for side in (one.was, one.becomes))
        was, becomes = (side.bill if isinstance(side, Topology) else None for side in (one.was, one.becomes))

        def both(name: str) -> FigurePairJson:
            return FigurePairJson(was=getattr(was, name, None), becomes=getattr(becomes, name, None))

        end = FigurePairJson(was=next(later), becomes=next(later))
        return cls(low=both("low"), base=both("base"), high=both("high"), at_end_of_plan=end)
