"""An import as the lines of tables: what was taken, assumed, is missing, and was left out, each with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from advisor import Imported, Scenario
from advisor.errors import KeyPath
from advisor.importers import ImportCode, ImportNote, NoteKind, OriginKind
from advisor.importers.imported import named_path
from advisor.report.wording import first_of
from advisor.report.wording.imported import origin_words
from advisor.service_cells import ports_shown
from advisor.ui.import_page.words import field_words, reason_words, service_of, told_reason

UNKNOWN = "?"
Row = dict[str, str]


def service_rows(imported: Imported, scenario: Scenario) -> list[Row]:
    """The services in a line each, with the place where each begins."""
    services = scenario.as_read().get("services", [])
    return [_service_row(service, index, imported) for index, service in enumerate(services)]


def _service_row(service: dict[str, Any], index: int, imported: Imported) -> Row:
    typical, peak = (service.get("replicas", {}).get(key) for key in ("typical", "peak"))
    replicas = "one a machine" if service.get("per_node") else str(typical) if typical is not None else UNKNOWN
    begins = imported.origins.get(("services", index, "name"))
    return {
        "Service": service["name"],
        "Replicas": f"{replicas}, {peak} at the peak" if peak not in (None, typical) else replicas,
        "CPU": service.get("cpu") or UNKNOWN,
        "Memory": service.get("memory") or UNKNOWN,
        "Ports": ports_shown(service.get("ports", [])),
        "Keeps data": {True: "yes", False: "no", None: UNKNOWN}[service.get("stateful")],
        "From": begins.place.short if begins is not None and begins.place is not None else "",
    }


def value_rows(imported: Imported) -> list[Row]:
    """Every single value with where it comes from."""
    rows = []
    for path, origin in imported.origins.items():
        named = named_path(imported.requirement, path)
        rows.append(
            {
                "Service": service_of(named) or "",
                "What": field_words(named),
                "Value": shown(_at(imported.requirement, path)),
                "Where it comes from": origin_words(origin),
            }
        )
    return rows


def assumed_rows(imported: Imported) -> list[Row]:
    """What was assumed; the same for several services in one line."""
    shared: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for path, origin in imported.origins.items():
        if origin.kind is not OriginKind.ASSUMED or origin.code is None:
            continue
        named = named_path(imported.requirement, path)
        said = told_reason(origin.code, dict(origin.values))
        key = field_words(_without_port(named)), shown(_at(imported.requirement, path)), said
        place = origin.place.short if origin.place is not None else ""
        shared.setdefault(key, []).append((service_of(named) or "", place))
    return [
        {
            "What": what,
            "Taken as": value,
            "Why": why,
            "Services": _names(service for service, _ in about),
            "Where": _names(place for _, place in about),
        }
        for (what, value, why), about in shared.items()
    ]


def measured_rows(imported: Imported) -> list[Row]:
    """What was used, and what the present requests leave."""
    return [
        {"Service": row["Services"], "What": row["What"], "Finding": row["Why"], "Where": row["Where"]}
        for row in note_rows(imported, NoteKind.MEASURED)
    ]


def note_rows(imported: Imported, *kinds: NoteKind, but: Collection[ImportCode] = ()) -> list[Row]:
    """Notes of some kinds, but for some reasons; what says the same of several values stands in one line."""
    shared: dict[tuple[str, str], list[ImportNote]] = {}
    for kind in kinds:
        for note in imported.notes_of(kind):
            if note.code in but:
                continue
            shared.setdefault((field_words(_without_port(note.subject)), reason_words(note)), []).append(note)
    return [
        {
            "What": what,
            "Services": _names(_about(note) for note in notes),
            "Why": why,
            "Where": _names(note.place.short if note.place is not None else "" for note in notes),
        }
        for (what, why), notes in shared.items()
    ]


def _about(note: ImportNote) -> str:
    """The services that a note names in its values, or that it is about."""
    named = dict(note.values).get("services")
    if isinstance(named, tuple):
        return first_of([str(name) for name in named])
    return service_of(note.subject) or ""


def _names(words: Iterable[str]) -> str:
    return first_of(list(dict.fromkeys(word for word in words if word)))


def _without_port(path: KeyPath) -> KeyPath:
    """The path without the number of a port, so that the same of several ports is told once."""
    return tuple(part for place, part in enumerate(path) if not (isinstance(part, int) and "ports" in path[:place]))


def _at(requirement: Any, path: KeyPath) -> Any:
    for part in path:
        requirement = requirement[part]
    return requirement


def shown(value: Any) -> str:
    """A value as a reader writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def lines_of(rows: Iterable[Row]) -> Iterator[str]:
    """The rows of notes as sentences."""
    for row in rows:
        about = f"{row['Services']}: " if row["Services"] else ""
        what = f"{row['What']}: " if row["What"] else ""
        where = f" ({row['Where']})" if row["Where"] else ""
        yield f"{about}{what}{row['Why']}{where}"
