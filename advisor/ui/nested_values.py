"""Values inside plain values, found and written by the keys that lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
"""Plain values with the keys of a requirement file: a row of a table, or all of it."""


def value_at(row: Mapping[str, Any], path: Sequence[str]) -> Any:
    """The value that a path leads to; None where nothing is.

    >>> value_at({"team": {"ops": 2}}, ["team", "ops"]), value_at({"team": True}, ["team", "ops"])
    (2, None)
    """
    value: Any = row
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def put(row: Row, path: Sequence[str], value: Any) -> None:
    """Write a value where a path leads, with the sections on its way; None takes it out, and what is empty then.

    >>> shop = {"team": {"ops": 2}}
    >>> put(shop, ["hosting", "zones"], 3)
    >>> put(shop, ["team", "ops"], None)
    >>> shop
    {'hosting': {'zones': 3}}
    """
    *sections, last = path
    way = [row]
    for key in sections:
        inner = way[-1].get(key)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = way[-1][key] = {}
        way.append(inner)
    if value is not None:
        way[-1][last] = value
        return
    way[-1].pop(last, None)
    for key, outer in zip(reversed(sections), reversed(way[:-1]), strict=True):
        if not outer[key]:
            del outer[key]
