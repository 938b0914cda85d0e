"""The tables of a requirement: where they stand in it, which rows are complete, and what is still missing."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.report.wording import count, listing
from advisor.ui.nested_values import Row, value_at


@dataclass(frozen=True)
class RowTable:
    """A list of a requirement that people fill in row by row."""

    noun: str
    """What one row is called."""
    named_by: str
    needs: Mapping[str, str]
    """What a row cannot do without: keys of a requirement file, each with what people call it."""
    parts: tuple[PartOfRow, ...] = ()


@dataclass(frozen=True)
class PartOfRow:
    """A part of a row, or of the answers, that is of no use before it is whole; `listed` where there are several."""

    path: tuple[str, ...]
    noun: str
    needs: Mapping[str, str]
    listed: bool = False


TABLES: Mapping[str, RowTable] = {
    "services": RowTable(
        "service",
        "name",
        {"name": "name"},
        (
            PartOfRow(("replicas",), "replicas", {"typical": "usual number"}),
            PartOfRow(("gpu",), "GPUs", {"count": "number"}),
            PartOfRow(("traffic", "requests_per_second"), "requests a second", {"typical": "usual number"}),
            PartOfRow(("ports",), "port", {"port": "number"}, listed=True),
            PartOfRow(("volumes",), "volume", {"name": "name", "size": "size"}, listed=True),
        ),
    ),
    "tenants": RowTable("tenant", "name", {"name": "name"}),
    "hosting.machines": RowTable(
        "own machine", "type", {"type": "type", "vcpu": "number of processors", "memory": "memory"}
    ),
    "sites.machines": RowTable(
        "machine of a site",
        "type",
        {"type": "type", "vcpu": "number of processors", "memory": "memory", "count": "number"},
    ),
}
"""Every table by its dotted field."""
ANSWERS_IN_PARTS = (
    PartOfRow(("sites",), "small sites", {"count": "number"}),
    PartOfRow(("pricing", "commitment"), "commitment", {"term": "term"}),
    PartOfRow(("pricing", "currency"), "second currency", {"code": "code", "per_usd": "rate"}),
)


def is_complete(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row has all that it cannot do without."""
    return not _lacks(row, TABLES[table].needs)


def is_blank(row: Mapping[str, Any]) -> bool:
    """Whether nothing was written in a row."""
    return all(value in (None, "", [], {}) for value in row.values())


def unfinished_rows(table: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each row, or part of one, that is not used yet: which one, and what it lacks."""
    told = []
    kind = TABLES[table]
    for place, row in enumerate(rows, start=1):
        if is_blank(row):
            continue
        named = row.get(kind.named_by)
        which = f"{kind.noun} {named}" if named else f"{kind.noun} in row {place}"
        lacks = _lacks(row, kind.needs)
        if lacks:
            told.append(f"The {which} has no {listing(lacks)} yet and is not counted")
        else:
            told += [words for part in kind.parts for words in _unfinished_part(row, part, f" of the {which}")]
    return told


def finished_row(table: str, row: Mapping[str, Any]) -> Row:
    """A row without the parts of it that are not whole yet."""
    return _without_unfinished(row, TABLES[table].parts)


def finished_answers(answers: Mapping[str, Any]) -> Row:
    """The answers without those that are of no use before another one is given."""
    return _without_unfinished(answers, ANSWERS_IN_PARTS)


def unfinished_answers(answers: Mapping[str, Any]) -> list[str]:
    """One sentence for each answer that is of no use before another one is given."""
    return [words for part in ANSWERS_IN_PARTS for words in _unfinished_part(answers, part, "")]


def _lacks(row: Mapping[str, Any], needs: Mapping[str, str]) -> list[str]:
    return [word for key, word in needs.items() if row.get(key) in (None, "")]


def _unfinished_part(row: Mapping[str, Any], part: PartOfRow, owner: str) -> list[str]:
    held = value_at(row, part.path)
    if not part.listed:
        lacks = _lacks(held, part.needs) if isinstance(held, Mapping) else []
        missing = f"Missing for the {part.noun}{owner}: the {listing(lacks)}; not counted before that is said"
        return [missing] if lacks else []
    found = [each for each in held if isinstance(each, Mapping)] if isinstance(held, list) else []
    lacking = [listing(lacks) for each in found if (lacks := _lacks(each, part.needs))]
    return [f"A {part.noun}{owner} has no {words} yet and is not counted" for words in lacking]


def _without_unfinished(row: Mapping[str, Any], parts: Sequence[PartOfRow]) -> Row:
    if not any(_unfinished_part(row, part, "") for part in parts):
        return dict(row)
    whole: Row = copy.deepcopy(dict(row))
    for part in parts:
        *sections, last = part.path
        outer, held = value_at(whole, sections) if sections else whole, value_at(whole, part.path)
        if part.listed and isinstance(held, list):
            outer[last] = [each for each in held if not isinstance(each, Mapping) or not _lacks(each, part.needs)]
            if held and not outer[last]:
                del outer[last]
        elif not part.listed and isinstance(held, Mapping) and _lacks(held, part.needs):
            del outer[last]
    return whole


def announced_words(announced: int, described: int) -> str:
    """How many services were announced and how many are described, where these are not the same."""
    return f"{count(announced, 'service')} announced, {described} described"
