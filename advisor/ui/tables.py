"""The tables of a requirement: where they stand in it, which rows are complete, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from advisor.report.wording import count, listing
from advisor.scenario.hosting import OwnMachine
from advisor.scenario.model import Tenant
from advisor.scenario.service import Service

Row = dict[str, Any]


@dataclass(frozen=True)
class RowTable:
    """A list of a requirement that people fill in row by row."""

    noun: str
    """What one row is called."""
    named_by: str
    needs: tuple[str, ...]
    """What a row cannot do without, by the keys of a requirement file."""


def _needs(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items() if field.is_required())


TABLES: Mapping[str, RowTable] = {
    "services": RowTable("service", "name", _needs(Service)),
    "tenants": RowTable("tenant", "name", _needs(Tenant)),
    "hosting.machines": RowTable("own machine", "type", _needs(OwnMachine)),
    "sites.machines": RowTable("machine of a site", "type", _needs(OwnMachine)),
}
"""Every table by its dotted field."""


def is_complete(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row has all that it cannot do without."""
    return all(row.get(key) not in (None, "") for key in TABLES[table].needs)


def is_blank(row: Mapping[str, Any]) -> bool:
    """Whether nothing was written in a row."""
    return all(value in (None, "", [], {}) for value in row.values())


def unfinished_rows(table: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each row that is not used yet: which one, and what it lacks."""
    told = []
    kind = TABLES[table]
    for place, row in enumerate(rows, start=1):
        lacks = [key for key in kind.needs if row.get(key) in (None, "")]
        if lacks and not is_blank(row):
            named = row.get(kind.named_by)
            which = f"{kind.noun} {named}" if named else f"{kind.noun} in row {place}"
            told.append(f"The {which} has no {listing(lacks)} yet and is not counted")
    return told


def announced_words(announced: int, described: int) -> str:
    """What is said while more services, or fewer, are counted than the table lists."""
    return f"{count(announced, 'service')} announced, {described} described"
