"""Where the requirement of an answer comes from, if another tool's files were imported for it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.importers import ImportedDocument, NoteKind, OriginKind
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording import count, listing
from advisor.report.wording.imported import note_lines
from advisor.scenario import Scenario

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
    notes = tuple(note for note in imported.notes if note.kind in _TOLD)
    yield Bullets(tuple(Bullet(line) for line in note_lines(notes)))
