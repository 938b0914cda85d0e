"""Figures as people say them: three digits of money, whole hours, a person or part of one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from advisor.values import MEBIBYTES_PER_GIBIBYTE

_DIGITS = 3
_DIGITS_OF_CENTS = 2
_CENTS_BELOW = 10


def rounded(number: float, digits: int = _DIGITS) -> float:
    """The number to so many digits that count.

    >>> rounded(1392.4), rounded(61.446), rounded(765600)
    (1390.0, 61.4, 766000.0)
    """
    if not number or not math.isfinite(number):
        return number
    return float(round(number, digits - 1 - math.floor(math.log10(abs(number)))))


def money(dollars: float) -> str:
    """An amount of money in three digits; two below 10, so that cents are told only there.

    >>> money(1392.4), money(61.446), money(5.52), money(0.0123), money(0)
    ('USD 1,390', 'USD 61', 'USD 5.50', 'USD 0.012', 'USD 0')
    """
    return f"USD {amount_of_money(dollars)}"


def amount_of_money(dollars: float) -> str:
    """The same without the currency."""
    return f"{rounded(dollars):,.0f}" if _is_whole(dollars) else _cents(dollars)


def sum_given(dollars: float) -> str:
    """An amount that was given, such as a budget, in all its digits.

    >>> sum_given(1234), sum_given(99.5)
    ('USD 1,234', 'USD 99.50')
    """
    return f"USD {dollars:,.0f}" if dollars == int(dollars) else f"USD {dollars:,.2f}"


def money_in_line(dollars: float) -> str:
    """An amount on a line of a bill, where lines are added up: whole dollars, and two digits below 10.

    >>> money_in_line(1392.4), money_in_line(61.446), money_in_line(0.123)
    ('1,392', '61', '0.12')
    """
    return f"{dollars:,.0f}" if _is_whole(dollars) else _cents(dollars)


def value_in_line(dollars: float) -> float:
    """What `money_in_line` shows, so that a reader who subtracts two of them gets their difference.

    >>> value_in_line(1392.4), value_in_line(61.446), value_in_line(0.123)
    (1392.0, 61.0, 0.12)
    """
    return float(round(dollars)) if _is_whole(dollars) else rounded(dollars, _DIGITS_OF_CENTS)


def _is_whole(dollars: float) -> bool:
    return not dollars or not math.isfinite(dollars) or abs(dollars) >= _CENTS_BELOW


def _cents(dollars: float) -> str:
    """Two digits that count, and at least two behind the point."""
    said = rounded(dollars, _DIGITS_OF_CENTS)
    places = _DIGITS_OF_CENTS - 1 - math.floor(math.log10(abs(said)))
    return f"{said:,.{max(_DIGITS_OF_CENTS, places)}f}"


def column_of_money(dollars: Sequence[float | None]) -> tuple[str, ...]:
    """Amounts that are read beside each other, all rounded alike: whole dollars, or two digits where all are small.

    >>> column_of_money((86.72, 113.4, 0.2, None)), column_of_money((9.9, 4.15))
    (('87', '113', 'under 1', 'not priced'), ('9.90', '4.20'))
    """
    cents = all(abs(each or 0.0) < _CENTS_BELOW for each in dollars)

    def said(each: float | None) -> str:
        if each is None:
            return "not priced"
        if cents:
            return money_in_line(each)
        return f"{each:,.0f}" if round(each) or not each else "under 1"

    return tuple(map(said, dollars))


def cpu_words(millicores: int) -> str:
    """CPU in cores, all its digits.

    >>> cpu_words(24_200), cpu_words(250)
    ('24.2 vCPU', '0.25 vCPU')
    """
    return f"{millicores / 1000:,.10g} vCPU"


def memory_words(mib: int) -> str:
    """Memory or disk in GiB, to a hundredth; in MiB where it is less than one.

    >>> memory_words(49_408), memory_words(6963), memory_words(474)
    ('48.25 GiB', '6.8 GiB', '474 MiB')
    """
    if abs(mib) < MEBIBYTES_PER_GIBIBYTE:
        return f"{mib:,} MiB"
    return f"{round(mib / MEBIBYTES_PER_GIBIBYTE, 2):,.10g} GiB"


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
