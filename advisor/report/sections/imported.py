"""Where the requirement of an answer comes from, if another tool's files were imported for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.importers import Imported, ImportedDocument, NoteKind, OriginKind
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.wording import count, listing
from advisor.report.wording.imported import note_lines
from advisor.scenario import Scenario

MOST_ROWS = 40
_FIGURES = ("replicas", "cpu", "memory")
_TOLD = (NoteKind.ASSUMED, NoteKind.MISSING, NoteKind.MEASURED, NoteKind.NOT_EXPRESSIBLE, NoteKind.SKIPPED)


def import_blocks(scenario: Scenario) -> Iterator[Block]:
    """What was read and assumed by an import, and what it left open; nothing for a requirement file."""
    origin = scenario.origin
    if not isinstance(origin, ImportedDocument) or origin.imported is None:
        return
    imported = origin.imported
    kinds = [one.kind for one in imported.origins.values()]
    read, assumed = kinds.count(OriginKind.READ), kinds.count(OriginKind.ASSUMED)
    yield Heading("Where the requirement comes from")
    files = listing(imported.sources)
    yield Paragraph(f"It was imported from {files}: {count(read, 'value')} read there, {assumed} assumed.")
    yield from _size_blocks(imported)
    notes = tuple(note for note in imported.notes if note.kind in _TOLD)
    yield Bullets(tuple(Bullet(line) for line in note_lines(notes)))


def _size_blocks(imported: Imported) -> Iterator[Block]:
    """How many replicas each service has and what one asks for, each figure with its file and line."""
    services = imported.services
    if not services:
        return
    rows = []
    for index, service in enumerate(services[:MOST_ROWS]):
        rows.append((service["name"], *(_figure(imported, index, service, key) for key in _FIGURES)))
    yield Table(("service", "replicas", "CPU of one", "memory of one"), tuple(rows))
    if len(services) > MOST_ROWS:
        yield Paragraph(f"{len(services) - MOST_ROWS} more are not shown here.")


def _figure(imported: Imported, index: int, service: Mapping[str, Any], key: str) -> str:
    """A figure with its range, if it has one, and where it comes from: `500m (115m to 640m), use.csv:2`."""
    value = service.get(key)
    if value is None:
        return "on every node" if key == "replicas" and service.get("per_node") else "not stated"
    shown = str(value)
    ends = service.get("size_range", {}).get(key)
    if isinstance(value, Mapping):
        shown = f"{value['typical']} ({value.get('min', '?')} to {value.get('peak', '?')})"
    elif ends is not None:
        shown = f"{value} ({ends['low']} to {ends['high']})"
    start = ("services", index, key)
    origins = [one for path, one in imported.origins.items() if path[: len(start)] == start]
    places = dict.fromkeys(one.place.short for one in origins if one.place is not None)
    assumed = ["assumed"] if any(one.kind is OriginKind.ASSUMED for one in origins) else []
    return ", ".join([shown, *places, *assumed])
