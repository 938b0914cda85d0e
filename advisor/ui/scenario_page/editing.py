"""The edits of a table laid over the rows it was opened with; only cells that were touched are written anew."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.ui.nested_values import Row, put
from advisor.ui.scenario_page.cells import TableColumn, value_of

OWNER = "service"
"""What a row of a table of parts (ports, volumes) calls the service that it belongs to."""


@dataclass(frozen=True)
class Edited:
    """A row after the edits, and its place among those it was opened with (None: it is new)."""

    place: int | None
    row: Row


@dataclass(frozen=True)
class TableChange:
    """The rows that a table was opened with, and those after the edits of before and of now."""

    opened: Sequence[Row]
    before: Sequence[Edited]
    after: Sequence[Edited]

    @property
    def rows(self) -> list[Row]:
        """The rows as they stand now."""
        return [edited.row for edited in self.after]


def rows_after(base: Sequence[Row], state: Mapping[str, Any], columns: Iterable[TableColumn]) -> list[Edited]:
    """The rows as they stand after the edits of a table, rows without any entry among them.

    Parameters:
        base: the rows that the table was opened with, as plain values.
        state: what Streamlit keeps of the edits: `edited_rows`, `added_rows` and `deleted_rows`.
    """
    by_key = {column.key: column for column in columns}
    deleted = set(state.get("deleted_rows", ()))
    changed = {int(place): cells for place, cells in state.get("edited_rows", {}).items()}
    kept = [
        Edited(place, _with_cells(row, changed.get(place, {}), by_key))
        for place, row in enumerate(base)
        if place not in deleted
    ]
    return kept + [Edited(None, _with_cells({}, cells, by_key)) for cells in state.get("added_rows", ())]


def _with_cells(row: Row, cells: Mapping[str, Any], by_key: Mapping[str, TableColumn]) -> Row:
    changed = copy.deepcopy(row)
    for key, typed in cells.items():
        if key in by_key:
            put(changed, by_key[key].path, value_of(typed, by_key[key]))
    return changed


def as_opened(rows: Sequence[Row]) -> list[Edited]:
    """Rows that were not edited yet."""
    return [Edited(place, row) for place, row in enumerate(rows)]


def renamed(before: Sequence[Edited], after: Sequence[Edited]) -> dict[str, str | None]:
    """What rows are called now, by the name that they had; None where the row is gone."""
    names = {edited.place: edited.row.get("name") for edited in after if edited.place is not None}
    still = {edited.row.get("name") for edited in after}
    moved: dict[str, str | None] = {}
    for edited in before:
        if edited.place is None:
            continue
        old, new = edited.row.get("name"), names.get(edited.place)
        if isinstance(old, str) and new != old and old not in still:
            moved[old] = new if isinstance(new, str) else None
    return moved


def with_names(rows: Iterable[Row], moved: Mapping[str, str | None]) -> list[Row]:
    """Services of which the names that they refer to follow a renaming, and go with a row that is gone."""
    followed = copy.deepcopy(list(rows))
    for service in followed if moved else ():
        for key in ("affinity", "anti_affinity"):
            if isinstance(service.get(key), list):
                put(service, (key,), names_after(service[key], moved) or None)
    return followed


def names_after(names: Iterable[str], moved: Mapping[str, str | None]) -> list[str]:
    """The names after a renaming."""
    return [name for each in names if (name := moved.get(each, each)) is not None]


def parts_of(services: Iterable[Row], key: str) -> list[Row]:
    """One row for each port, or each volume, of all services."""
    return [
        {OWNER: service.get("name"), **part}
        for service in services
        if isinstance(service.get(key), list)
        for part in service[key]
        if isinstance(part, dict)
    ]


def with_parts(services: Sequence[Row], key: str, parts: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The services with these ports, or volumes; and the rows that name none of the services, which wait for one.

    A service whose parts are as before stays as it is; one whose last part is gone says nothing of them any more.
    """
    names = [service.get("name") for service in services]
    waiting = [part for part in parts if not part.get(OWNER) or part[OWNER] not in names]
    changed = copy.deepcopy(list(services))
    for place, service in enumerate(changed):
        if names[place] in names[:place]:
            continue  # its name is taken: what belongs to it cannot be told apart
        own = [
            {name: value for name, value in part.items() if name != OWNER} for part in parts if _is_of(part, service)
        ]
        if own != (service.get(key) or []):
            put(service, (key,), own or None)
    return changed, waiting


def _is_of(part: Row, service: Row) -> bool:
    return service.get("name") is not None and part.get(OWNER) == service["name"]
