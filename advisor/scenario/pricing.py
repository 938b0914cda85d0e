"""On what terms it is paid for: discounts, a commitment, spare capacity, and a currency beside the US dollar."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
)

from advisor.errors import InvalidValueError
from advisor.reading import shown
from advisor.scenario.fields import or_short_form
from advisor.values import CURRENCY_PATTERN, NAME_PATTERN, Frozen

CHEAPEST = "cheapest"
"""The share of a commitment that costs least over the hours of the load."""


class CommitmentTerm(StrEnum):
    """How long a commitment binds."""

    ONE_YEAR = "1y"
    THREE_YEARS = "3y"


class Payment(StrEnum):
    """How much of a commitment is paid in advance."""

    NONE = "none"
    PARTIAL = "partial"
    ALL = "all"


def _without_sign(value: Any) -> Any:
    """`12%` and 12 are the same percentage; 0.12 is taken for a share that was meant to be one."""
    if isinstance(value, float) and 0 < value < 1:
        meant = f"write {100 * value:g}%, or {value:g}% if so little is meant"
        raise InvalidValueError(f"{value:g} is less than one percent", meant)
    if not isinstance(value, str):
        return value
    number = value.strip().removesuffix("%").strip()
    try:
        return float(number)
    except ValueError:
        raise InvalidValueError(f"{shown(value)} is no percentage", "write for example 12 or 12%") from None


def _cheapest_or_percent(value: Any) -> Any:
    """The word `cheapest`, or a percentage of what runs at the peak."""
    if value is None or value == CHEAPEST:
        return value
    number = _without_sign(value)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 100:
        raise InvalidValueError(f"{shown(value)} is no share", "write cheapest, or a percentage from 0 to 100")
    return float(number)


def _with_sign_below_one(value: float) -> float | str:
    return f"{value:g}%" if 0 < value < 1 else value


_IN_PERCENT = (
    BeforeValidator(_without_sign),
    PlainSerializer(_with_sign_below_one, when_used="json"),
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "string", "pattern": "^[0-9.]+ ?%$"}]}
    ),
)
Percent = Annotated[float, Field(ge=0, le=100), *_IN_PERCENT]


class Discounts(Frozen):
    """What the vendor takes off the list price, in percent, by part of the bill; `all` holds for parts not named."""

    all: Percent | None = None
    machines: Percent | None = None
    tasks: Percent | None = None
    fees: Percent | None = None
    software: Percent | None = None
    disks: Percent | None = None
    network: Percent | None = None
    registry: Percent | None = None
    egress: Percent | None = None


_LessThanAll = Annotated[float, Field(ge=0, lt=100), *_IN_PERCENT]


class Savings(Frozen):
    """What a price is below that on demand, in percent, for machines and for tasks of a serverless platform."""

    machines: _LessThanAll | None = None
    tasks: _LessThanAll | None = None


def _one_for_both(value: Any) -> Any:
    """`saves: 30` saves as much on machines as on tasks."""
    if value is None or isinstance(value, Mapping | Savings):
        return value
    return {"machines": value, "tasks": value}


_Checked = Annotated[float, Field(ge=0, le=100), *_IN_PERCENT[1:]]
"""A percentage that was read already."""
_OwnSavings = Annotated[Savings, BeforeValidator(_one_for_both)]
_A_NUMBER = or_short_form({"type": "number", "minimum": 0, "maximum": 100})


class Commitment(Frozen):
    """A promise to pay for capacity over years: for how long, what is paid in advance, and how much is promised.

    `share` is `cheapest`, or the percentage of what runs at the peak. `saves` is what the own contract takes off; the
    prices that are held serve without it.
    """

    term: CommitmentTerm
    payment: Payment | None = None
    share: Annotated[Literal["cheapest"] | _Checked | None, BeforeValidator(_cheapest_or_percent)] = None
    saves: _OwnSavings | None = Field(default=None, json_schema_extra=_A_NUMBER)


class Spot(Frozen):
    """Spare capacity, which may be taken back at any time, for the services that may be interrupted.

    `saves` is what it is below the price on demand; the prices that are held serve without it.
    """

    saves: _OwnSavings | None = Field(default=None, json_schema_extra=_A_NUMBER)

    @model_serializer(mode="wrap")
    def _yes_where_nothing_is_said(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any] | bool:
        """`true` where no saving is given, so that it is not taken for an answer left open."""
        said: dict[str, Any] = plain(self)
        return True if self.saves is None else said


class Currency(Frozen):
    """A currency that sums are shown in beside US dollars, and how many of its units are one dollar."""

    code: Annotated[str, Field(pattern=CURRENCY_PATTERN)]
    per_usd: Annotated[float, Field(gt=0, le=10_000_000)]


def _term_alone(value: Any) -> Any:
    """`commitment: 1y` is a term and nothing more; `none` is none, also as the term of a form."""
    if isinstance(value, Mapping) and value.get("term") == "none":
        return None
    if not isinstance(value, str):
        return value
    if value in set(CommitmentTerm):
        return {"term": value}
    if value == "none":
        return None
    raise InvalidValueError(f"{shown(value)} is no commitment", "write none, 1y or 3y, or {term: 1y, payment: none}")


def _yes_alone(value: Any) -> Any:
    """`spot: true` asks for spare capacity at the prices that are held."""
    if isinstance(value, bool):
        return {} if value else None
    return value


def _beside_the_file(folder: str) -> str:
    parts = folder.replace("\\", "/").split("/")
    if folder.startswith(("/", "\\", "~")) or ":" in parts[0] or ".." in parts:
        message = f"{folder} leads out of the folder of this file"
        raise InvalidValueError(message, "name a folder beside it, such as prices")
    return folder


_FolderName = Annotated[str, Field(min_length=1, max_length=500, pattern=NAME_PATTERN)]


class Pricing(Frozen):
    """At which prices, and on what terms, it is paid for.

    Without it every price is that of the list, on demand, in US dollars. `prices` is a folder of one's own prices,
    beside the requirement file or below.
    """

    prices: Annotated[_FolderName, AfterValidator(_beside_the_file)] | None = None
    discounts: Discounts | None = None
    commitment: Annotated[Commitment | None, BeforeValidator(_term_alone)] = Field(
        default=None, json_schema_extra=or_short_form({"type": "string", "enum": ["none", *CommitmentTerm]})
    )
    spot: Annotated[Spot | None, BeforeValidator(_yes_alone)] = Field(
        default=None, json_schema_extra=or_short_form({"type": "boolean"})
    )
    currency: Currency | None = None
