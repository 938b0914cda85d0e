"""A bare word of YAML -> its value, by the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema)."""

from __future__ import annotations

import math
import re

from advisor.errors import InvalidValueError

MOST_WHOLE = 10**15
"""The largest whole number accepted; beyond 2^53 a float could no longer hold it exactly."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_STARTS_A_NUMBER = frozenset("+-.0123456789")


def resolve(word: str) -> str | int | float | bool | None:
    """The value of an unquoted word: null, truth, whole number, number, or else the text itself.

    Raises InvalidValueError for numbers that are infinite or too large.

    >>> resolve("0x10"), resolve("1.5"), resolve("no"), resolve("12:30"), resolve("~")
    (16, 1.5, 'no', '12:30', None)
    """
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in _STARTS_A_NUMBER:
        return word
    if _DECIMAL.fullmatch(word):
        # The length is judged first: Python refuses to convert thousands of digits.
        digits = word.lstrip("+-").lstrip("0") or "0"
        return _within(int(digits) if len(digits) <= 16 else MOST_WHOLE + 1, word) * (-1 if word[0] == "-" else 1)
    if _BASED.fullmatch(word):
        return _within(int(word[2:], 8 if word[1] == "o" else 16), word)
    if _NOT_FINITE.fullmatch(word):
        raise InvalidValueError(
            f"{word} is not a finite number", "write a number, or leave the key out if it is unknown"
        )
    if _FLOAT.fullmatch(word):
        number = float(word)
        if math.isinf(number):
            raise InvalidValueError(
                f"{_short(word)} is too large a number", "write less than 1e308, or put the text in quotes"
            )
        return number
    return word


def _within(number: int, word: str) -> int:
    if number > MOST_WHOLE:
        remedy = f"write at most {MOST_WHOLE}, or put the text in quotes"
        raise InvalidValueError(f"{_short(word)} is too large a number", remedy)
    return number


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:37] + "..."
