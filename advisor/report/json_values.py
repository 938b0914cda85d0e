"""Values as JSON knows them: plain, rounded off, and printed."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

_DIGITS = 9


def round_off(number: float | None) -> float | int | None:
    """A figure to nine decimals, whole numbers as such, so that sums of rounded parts still agree to 1e-6.

    JSON knows no infinity, so that and None are None.
    """
    if number is None or isinstance(number, int):
        return number
    if not math.isfinite(number):
        return None
    rounded = round(float(number), _DIGITS)
    return int(rounded) if rounded.is_integer() else rounded


def plain(value: Any) -> Any:
    """A value of the scenario or of a claim as a JSON value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return round_off(value)
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if value is None or isinstance(value, str | int | bool):
        return value
    return plain(value.model_dump(mode="json")) if hasattr(value, "model_dump") else str(value)


def to_json(values: Any) -> str:
    """The values as indented JSON that ends in a line break."""
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
