"""What a compiled expression does when it is evaluated. None is the unknown value; nothing here loops or calls out.

Each evaluator takes the values and a list to which it adds the names it reads. Their time is linear in the size of
the expression. Kleene's strong three-valued logic: S. C. Kleene, Introduction to Metamathematics, 1952, section 64.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]
Evaluator = Callable[[Values, list[str]], Any]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda entry, entries: entry in entries,
    "not in": lambda entry, entries: entry not in entries,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "min": min,
    "max": max,
}


def constant(value: Any) -> Evaluator:
    """Always the same value."""
    return lambda _values, _read: value


def field(name: str) -> Evaluator:
    """The answer to a name; None where there is none."""

    def evaluate(values: Values, read: list[str]) -> Any:
        read.append(name)
        return values.get(name)

    return evaluate


def amount(name: str) -> Evaluator:
    """The answer to a name that is a number; exact decimals become floats, since Python does not mix the two."""

    def evaluate(values: Values, read: list[str]) -> Any:
        read.append(name)
        value = values.get(name)
        return value if value is None or isinstance(value, int | float) else float(value)

    return evaluate


def known(name: str) -> Evaluator:
    """Whether a name was answered: the one question whose answer is never unknown."""

    def evaluate(values: Values, read: list[str]) -> bool:
        read.append(name)
        return values.get(name) is not None

    return evaluate


def length(entries: Evaluator) -> Evaluator:
    """The number of entries of a list."""

    def evaluate(values: Values, read: list[str]) -> int | None:
        found = entries(values, read)
        return None if found is None else len(found)

    return evaluate


def compared(sign: str, left: Evaluator, right: Evaluator) -> Evaluator:
    """The outcome of a comparison; unknown if a side is."""
    compare = COMPARISONS[sign]

    def evaluate(values: Values, read: list[str]) -> bool | None:
        first, second = left(values, read), right(values, read)
        return None if first is None or second is None else compare(first, second)

    return evaluate


def calculated(sign: str, left: Evaluator, right: Evaluator) -> Evaluator:
    """The result of `+ - * /`, min or max; unknown if a side is, and where there is no finite result (1 / 0)."""
    calculate = ARITHMETIC[sign]

    def evaluate(values: Values, read: list[str]) -> Any:
        first, second = left(values, read), right(values, read)
        if first is None or second is None:
            return None
        try:
            result = calculate(first, second)
            return result if math.isfinite(result) else None
        except (ZeroDivisionError, OverflowError):
            return None

    return evaluate


def negated(operand: Evaluator, negate: Callable[[Any], Any]) -> Evaluator:
    """`not` of a truth or minus of a number, by `negate`; unknown stays unknown."""

    def evaluate(values: Values, read: list[str]) -> Any:
        value = operand(values, read)
        return None if value is None else negate(value)

    return evaluate


def joined(operands: Sequence[Evaluator], deciding: bool) -> Evaluator:
    """`and` (`deciding` false) or `or` (`deciding` true): one deciding operand settles it, else an unknown one does.

    Once settled, only the names that the deciding operand read count as read: nothing else mattered.
    """

    def evaluate(values: Values, read: list[str]) -> bool | None:
        before = len(read)
        unknown = False
        value: bool | None
        for operand in operands:
            start = len(read)
            value = operand(values, read)
            if value is deciding:
                del read[before:start]
                return deciding
            unknown = unknown or value is None
        return None if unknown else not deciding

    return evaluate
