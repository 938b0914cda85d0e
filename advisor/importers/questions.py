"""The few questions that decide most after an import; an architect answers three, and not twenty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.importers.codes import ImportCode
from advisor.importers.draft import ImportNote
from advisor.importers.imported import NEVER_SAID, Imported

MOST_ASKED = 3


class ImportQuestion(StrEnum):
    """One question, in the order of what they decide; the first that are open are asked."""

    SIZES = "sizes"
    HOSTING = "hosting"
    DATA_WITHOUT_VOLUME = "data_without_volume"
    VOLUME_SIZES = "volume_sizes"
    PUBLIC_PORTS = "public_ports"
    PROTOCOLS = "protocols"


_CODES = {
    ImportQuestion.SIZES: (ImportCode.SIZE_NOT_STATED,),
    ImportQuestion.DATA_WITHOUT_VOLUME: (ImportCode.DATA_STORE_WITHOUT_VOLUME,),
    ImportQuestion.VOLUME_SIZES: (ImportCode.VOLUME_SIZE_NOT_STATED,),
    ImportQuestion.PUBLIC_PORTS: (ImportCode.PUBLISHED, ImportCode.NODE_PORT),
    ImportQuestion.PROTOCOLS: (ImportCode.PROTOCOL_NOT_STATED,),
}


@dataclass(frozen=True)
class LeadingQuestion:
    """A question that is open after an import, the services that it is about, and how many services there are."""

    question: ImportQuestion
    services: tuple[str, ...]
    of: int


def leading_questions(imported: Imported, most: int = MOST_ASKED) -> tuple[LeadingQuestion, ...]:
    """The open questions that decide most, the weightiest first."""
    count = len(imported.services)
    found = []
    for question in ImportQuestion:
        if question is ImportQuestion.HOSTING:
            if NEVER_SAID[0] not in imported.requirement:
                found.append(LeadingQuestion(question, (), count))
            continue
        notes = [note for note in imported.notes if note.code in _CODES[question]]
        named = tuple(dict.fromkeys(name for note in notes for name in _services_of(note)))
        if named:
            found.append(LeadingQuestion(question, named, count))
    return tuple(found[:most])


def _services_of(note: ImportNote) -> tuple[str, ...]:
    """The names of the services that a note is about."""
    listed = dict(note.values).get("services")
    if isinstance(listed, tuple):
        return tuple(str(name) for name in listed)
    return (str(note.subject[1]),) if note.subject[:1] == ("services",) else ()
