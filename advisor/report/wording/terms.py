"""The terms that a bill is on, in words: what they save, what has no price on them, and sums in another currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import amount, first_of, listing, usd
from advisor.report.wording.rounded import money
from advisor.sizing.bill_types import Bill, BillPart, OtherCurrency, TermCode

SAVED: Mapping[BillPart, str] = {
    BillPart.SPOT_SAVING: "spare capacity",
    BillPart.COMMITMENT_SAVING: "commitment",
    BillPart.DISCOUNT: "discounts",
}


def terms_words(bill: Bill) -> str:
    """`On demand USD 1,200; the terms save USD 300: commitment USD 250, discounts USD 50.`"""
    saved = {words: -bill.base_of((part,)) for part, words in SAVED.items()}
    unused = bill.base_of((BillPart.COMMITMENT_UNUSED,))
    off = bill.on_demand - (bill.base or 0.0)
    parts = [f"{words} {usd(amount)}" for words, amount in saved.items() if round(amount)]
    told = f"On demand {usd(bill.on_demand)}; the terms save {usd(off)}"
    told += f": {listing(parts)}" if parts else ""
    told += f", less {usd(unused)} for what is committed to and not used" if round(unused) else ""
    return f"{told}."


def in_currency(dollars: float, currency: OtherCurrency) -> str:
    """`EUR 1,104 at 0.92`: an amount in the other currency, with the rate."""
    return f"{currency.code} {amount(dollars * currency.per_usd)} at {currency.per_usd:g}"


def _years(years: int) -> str:
    return "one year" if years == 1 else "three years"


def _no_commitment_price(machines: Sequence[str], location: str, years: int, average: float | None, source: str) -> str:
    usual = "" if average is None else f"; the low end has an average saving of {100 * average:.3g}% instead ({source})"
    return (
        f"no price of {first_of(machines)} ({location}) is known under a commitment of {_years(years)}, so on demand "
        f"is billed{usual}; write the saving of your contract in pricing.commitment.saves"
    )


def _no_spot_price(machines: Sequence[str], location: str) -> str:
    what = f"{first_of(machines)} ({location})" if machines else location
    return (
        f"no price of {what} is known on spare capacity, so on demand is billed; write what it saves in "
        f"pricing.spot.saves"
    )


def _spot_taken_back(services: Sequence[str]) -> str:
    return (
        f"spare capacity may be taken back at any time with little warning, and may not be there at all: "
        f"{first_of(services)} then {'waits' if len(services) == 1 else 'wait'}; its price moves with demand"
    )


def _paid_in_advance(years: int, usd: float | None) -> str:
    sum_in_advance = "part of it" if usd is None else money(usd)
    return (
        f"the commitment asks for {sum_in_advance} in advance for {_years(years)}; the bill spreads it over the months"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    TermCode.NO_COMMITMENT_PRICE: _no_commitment_price,
    TermCode.NO_SPOT_PRICE: _no_spot_price,
    TermCode.SPOT_NOT_USED: lambda platform: (
        f"{platform} does not use spare capacity by itself, so all of it is billed on demand"
    ),
    TermCode.SPOT_TIED: lambda services, to: (
        f"{first_of(services)} may be interrupted and stand beside {first_of(to)}, which may not, so all run on demand"
    ),
    TermCode.NOTHING_INTERRUPTIBLE: lambda: (
        "spare capacity was asked for, and no service says that it may be interrupted; write interruptible: true at "
        "those that may"
    ),
    TermCode.SPOT_TAKEN_BACK: _spot_taken_back,
    TermCode.SPOT_ALONE: lambda: (
        "all agents are spare capacity, and what the platform itself runs on them, such as its name service, is "
        "stopped with them: keep a machine or two on demand for it, which is not in the bill"
    ),
    TermCode.NOTHING_COMMITTED: lambda years: (
        f"a commitment of {_years(years)} pays for nothing here: what runs is your own, is cheaper otherwise, or comes "
        f"to less than one machine"
    ),
    TermCode.NOTHING_DISCOUNTED: lambda group: (
        f"the discount on {group} takes nothing off, as this bill has no line of it"
    ),
    TermCode.PAID_IN_ADVANCE: _paid_in_advance,
}
