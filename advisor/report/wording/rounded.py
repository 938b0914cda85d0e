"""Figures as people say them: three digits of money, whole hours, a person or part of one."""

from __future__ import annotations

import math
from collections.abc import Sequence

_DIGITS = 3
_CENTS_BELOW = 10
_CENTS_IN_COLUMN_BELOW = 100


def rounded(number: float, digits: int = _DIGITS) -> float:
    """The number to so many digits that count.

    >>> rounded(1392.4), rounded(61.446), rounded(765600)
    (1390.0, 61.4, 766000.0)
    """
    if not number or not math.isfinite(number):
        return number
    return float(round(number, digits - 1 - math.floor(math.log10(abs(number)))))


def money(dollars: float) -> str:
    """An amount of money in three digits, cents only below 10.

    >>> money(1392.4), money(61.446), money(5.5), money(0)
    ('USD 1,390', 'USD 61', 'USD 5.50', 'USD 0')
    """
    if 0 < abs(dollars) < _CENTS_BELOW:
        return f"USD {dollars:.2f}"
    return f"USD {rounded(dollars):,.0f}"


def column_of_money(dollars: Sequence[float | None]) -> tuple[str, ...]:
    """Amounts that are read beside each other, all rounded alike: whole dollars, or cents where all are below 100.

    >>> column_of_money((86.72, 113.4, 0.2, None)), column_of_money((54.9, 4.15))
    (('87', '113', 'under 1', 'not priced'), ('54.90', '4.15'))
    """
    cents = all(abs(each or 0.0) < _CENTS_IN_COLUMN_BELOW for each in dollars)

    def said(each: float | None) -> str:
        if each is None:
            return "not priced"
        if cents:
            return f"{each:,.2f}"
        return f"{each:,.0f}" if round(each) or not each else "under 1"

    return tuple(map(said, dollars))


def hours(number: float) -> str:
    """Hours, whole from three on, three digits at most.

    >>> hours(5.3), hours(1.44), hours(1), hours(1218)
    ('5 hours', '1.4 hours', '1 hour', '1,220 hours')
    """
    said = f"{rounded(number):,.0f}" if number >= _DIGITS else f"{number:.1f}".removesuffix(".0")
    return f"{said} hour{'' if said == '1' else 's'}"


def share(part: float) -> str:
    """A share as a percentage, never 100% or 0% of what is not the whole or nothing.

    >>> share(0.997), share(1.0), share(0.6685), share(0.001)
    ('more than 99%', '100%', '67%', 'less than 1%')
    """
    whole = round(100 * part)
    if whole == 100 and part < 1:
        return "more than 99%"
    return "less than 1%" if whole == 0 and part > 0 else f"{whole}%"
