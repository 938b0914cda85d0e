"""Cells of the tables: plain values of a requirement <-> the texts that people read and type.

What cannot be read is handed on as it was typed, for load_scenario to say what to write instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.service_cells import ports_of, ports_shown, volumes_of, volumes_shown
from advisor.ui.nested_values import value_at

YES, NO = "yes", "no"


class CellKind(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    CPU = "cpu"
    MEMORY = "memory"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NAMES = "names"
    PORTS = "ports"
    VOLUMES = "volumes"


@dataclass(frozen=True)
class TableColumn:
    """A column: where its values stand in a row of a requirement, its heading with the unit, and what it holds."""

    path: tuple[str, ...]
    title: str
    kind: CellKind
    help: str
    width: int = 110
    choices: tuple[tuple[str, str], ...] = ()
    """The words of a requirement file, each with what people read."""
    unit: str = ""
    """The unit of a bare number, as the heading says."""
    also: tuple[str, ...] = ()
    """Other headings that a spreadsheet may have for it."""

    @property
    def key(self) -> str:
        """The path with dots, which is what the editor calls it."""
        return ".".join(self.path)


def shown(row: Mapping[str, Any], column: TableColumn) -> str | None:
    """The text of a cell; None where nothing is said.

    >>> memory = TableColumn(("memory",), "Memory (MiB)", CellKind.MEMORY, "", unit="Mi")
    >>> shown({"memory": "2048Mi"}, memory), shown({"memory": "100Mi"}, memory), shown({}, memory)
    ('2Gi', '100Mi', None)
    """
    value = value_at(row, column.path)
    if value is None:
        return None
    match column.kind:
        case CellKind.YES_NO:
            return {True: YES, False: NO}.get(value, str(value)) if isinstance(value, bool) else str(value)
        case CellKind.NAMES if isinstance(value, list):
            return ", ".join(map(str, value)) or None
        case CellKind.PORTS if isinstance(value, list):
            return ports_shown(value)
        case CellKind.VOLUMES if isinstance(value, list):
            return volumes_shown(value)
        case CellKind.MEMORY:
            return _round_memory(str(value))
        case CellKind.CPU:
            return _round_cpu(str(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _round_memory(text: str) -> str:
    """`2048Mi` as `2Gi`, which is what people write."""
    found = re.fullmatch(r"([0-9]+)Mi", text)
    mebibytes = int(found[1]) if found else 0
    return f"{mebibytes // 1024}Gi" if mebibytes and mebibytes % 1024 == 0 else text


def _round_cpu(text: str) -> str:
    """`2000m` as `2`."""
    found = re.fullmatch(r"([0-9]+)000m", text)
    return found[1] if found else text


def value_of(typed: Any, column: TableColumn) -> Any:
    """The plain value of what was typed into a cell; None for a blank one.

    >>> memory = TableColumn(("memory",), "Memory (MiB)", CellKind.MEMORY, "", unit="Mi")
    >>> value_of("512", memory), value_of("2Gi", memory), value_of("much", memory), value_of(" ", memory)
    ('512Mi', '2Gi', 'much', None)
    """
    cell = _trimmed(typed)
    if cell is None or not isinstance(cell, str):
        return cell
    match column.kind:
        case CellKind.WHOLE:
            return int(cell) if re.fullmatch(r"-?[0-9]{1,9}", cell) else cell
        case CellKind.NUMBER:
            return _number(cell)
        case CellKind.YES_NO:
            return {YES: True, NO: False}.get(cell.lower(), cell)
        case CellKind.NAMES:
            return [name.strip() for name in cell.split(",") if name.strip()]
        case CellKind.PORTS:
            return ports_of(cell)
        case CellKind.VOLUMES:
            return volumes_of(cell)
        case CellKind.MEMORY:
            return f"{cell}{column.unit}" if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", cell) else cell
    return cell


def _number(cell: str) -> Any:
    if re.fullmatch(r"-?[0-9]{1,9}", cell):
        return int(cell)
    return float(cell) if re.fullmatch(r"-?[0-9]{0,9}\.[0-9]{1,9}", cell) else cell


def _trimmed(cell: Any) -> Any:
    """A cell without blanks at its ends; blank ones and NaN are None, whole numbers are integers."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, float):
        if math.isnan(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    return cell
