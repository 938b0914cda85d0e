"""What was typed -> what of it can be used by now, and what is still to be finished.

Rows that lack something, and a count that the rows do not come to yet, are a state on the way and no mistake.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.ui.nested_values import Row
from advisor.ui.tables import (
    TABLES,
    announced_words,
    finished_answers,
    finished_row,
    is_blank,
    is_complete,
    unfinished_answers,
    unfinished_rows,
)

_STAND_INS: Mapping[str, Any] = {"vcpu": 1, "memory": "1Gi", "count": 1}


@dataclass(frozen=True)
class TakenApart:
    """The part that can be used, as plain values, and what is unfinished, a sentence each."""

    requirement: dict[str, Any]
    unfinished: tuple[str, ...]


def take_apart(typed: Mapping[str, Any], *, stand_ins: bool = False) -> TakenApart:
    """What of a requirement as typed can be used; with `stand_ins`, rows that lack something are filled up and kept."""
    usable: dict[str, Any] = copy.deepcopy(dict(typed))
    told: list[str] = []
    for table in TABLES:
        holder, key = _holder(usable, table)
        rows = holder.get(key) if holder is not None else None
        if holder is None or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            continue
        told += unfinished_rows(table, rows)
        holder[key] = (
            _filled(table, rows) if stand_ins else [finished_row(table, row) for row in rows if is_complete(table, row)]
        )
        if not holder[key]:
            del holder[key]
    told += unfinished_answers(usable)
    usable = finished_answers(usable)
    told += _settle_counts(usable)
    told += _growth_words(usable)
    return TakenApart({key: value for key, value in usable.items() if value != {}}, tuple(told))


def _holder(usable: dict[str, Any], table: str) -> tuple[dict[str, Any] | None, str]:
    *sections, key = table.split(".")
    holder: Any = usable
    for section in sections:
        holder = holder.get(section)
        if not isinstance(holder, dict):
            return None, key
    return holder, key


def _filled(table: str, rows: list[Row]) -> list[Row]:
    kind = TABLES[table]
    filled = []
    for place, row in enumerate(rows, start=1):
        lacks = {key: _STAND_INS.get(key, f"row-{place}-of-{len(rows)}") for key in kind.needs if not row.get(key)}
        if not is_blank(row):
            filled.append(finished_row(table, {**row, **lacks}))
    return filled


def _settle_counts(usable: dict[str, Any]) -> list[str]:
    """Let the count of services stand while fewer are described, and the rows once they are as many or more."""
    scale, services = usable.get("scale"), usable.get("services")
    announced = scale.get("services") if isinstance(scale, dict) else None
    if not isinstance(scale, dict) or not isinstance(services, list) or not isinstance(announced, int):
        return []
    copies = [service.get("copies") for service in services]
    described = sum(number if isinstance(number, int) else 1 for number in copies)
    if announced in (len(services), described):
        return []
    words = announced_words(announced, described)
    if described < announced:
        del usable["services"]
        return [f"{words}: the answer rests on the count until all are described"]
    usable["scale"] = {key: value for key, value in scale.items() if key != "services"}
    return [f"{words}: the answer rests on the rows"]


def _growth_words(usable: Mapping[str, Any]) -> list[str]:
    growth = usable.get("growth")
    if not isinstance(growth, dict):
        return []
    if growth.get("percent_per_year") and growth.get("years") is None:
        return ["Growth has no years yet and is not counted: say for how many years you plan"]
    if growth.get("years") and growth.get("percent_per_year") is None:
        return ["The years planned for have no growth yet: say how many percent a year"]
    return []
