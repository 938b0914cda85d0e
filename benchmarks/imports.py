"""Imported files beside what should come out of them.

    python -m benchmarks.imports FOLDER [KIND]

FOLDER holds `files/<kind>-<name>/` and `expected/<kind>-<name>.json` with a requirement and the notes owed. Services,
replicas, CPU, memory, ports with protocol and exposure, state and notes are compared; each difference is a line.
Exit code 1 where a set cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.importers import Imported, NoteKind, import_requirement
from advisor.report.wording.imported import subject_words

FIELDS = ("replicas", "cpu", "memory", "stateful", "kind", "gpu", "per_node", "max_per_node", "tenant")
TOP = ("os", "state", "protocols", "autoscale", "multi_tenancy")
ENV_FILE = ".env"
Difference = tuple[str, Any, Any]


def compare(imported: Imported, expected: Mapping[str, Any]) -> tuple[list[Difference], int]:
    """What differs, as field, ours and expected; and how many fields were compared."""
    ours, theirs = dict(imported.requirement), expected["requirement"]
    pairs = [(key, ours.get(key), theirs.get(key)) for key in TOP]
    mine = {service["name"]: service for service in ours.get("services", ())}
    wanted = {service["name"]: service for service in theirs.get("services", ())}
    pairs.append(("services", sorted(mine), sorted(wanted)))
    for name in sorted(mine.keys() & wanted.keys()):
        pairs += [(f"{name}.{key}", mine[name].get(key), wanted[name].get(key)) for key in FIELDS]
        pairs.append((f"{name}.ports", _ports(mine[name]), _ports(wanted[name])))
    pairs += _notes(imported, expected["notes"])
    return [pair for pair in pairs if _plain(pair[1]) != _plain(pair[2])], len(pairs)


def _plain(value: Any) -> Any:
    return {"min": value, "typical": value, "peak": value} if isinstance(value, int) and value is not True else value


def _ports(service: Mapping[str, Any]) -> list[str]:
    """The ports as one text each, in order."""
    return sorted(f"{p['port']} {p.get('protocol', '-')} {p.get('exposure', '-')}" for p in service.get("ports") or ())


def _notes(imported: Imported, owed: Mapping[str, Any]) -> Iterator[Difference]:
    """Notes owed that are told, by what they are about; more may be told than is owed."""
    told = {kind: {subject_words(note.subject) for note in imported.notes_of(kind)} for kind in NoteKind}
    shown = {kind: told[kind] | {_wide(one) for one in told[kind]} for kind in NoteKind}
    for kind in (NoteKind.ASSUMED, NoteKind.MISSING, NoteKind.NOT_EXPRESSIBLE, NoteKind.SKIPPED):
        for note in owed.get(kind, ()):
            subject = str(note.get("field") or note.get("source")) if isinstance(note, Mapping) else str(note)
            is_told = subject in shown[kind] or _is_said_otherwise(subject, imported, told)
            yield f"note {kind}: {subject}", is_told, True


def _wide(subject: str) -> str:
    """A subject with a star for the service: `services.web.cpu` is one of `services.*.cpu`."""
    parts = subject.split(".")
    return ".".join(["services", "*", *parts[2:3]]) if parts[0] == "services" and len(parts) > 2 else subject


def _is_said_otherwise(subject: str, imported: Imported, told: Mapping[NoteKind, set[str]]) -> bool:
    """Whether a note owed is told in another way: as a value of the requirement, or under another name."""
    if subject.startswith("hosting, "):
        return "" in told[NoteKind.MISSING]
    if subject == "services.*.disk":
        return any(".volumes." in one for one in told[NoteKind.MISSING])
    if subject == "cpu, memory":
        return any(one.endswith(".cpu") for one in told[NoteKind.ASSUMED])
    if subject == "os":
        return "os" in imported.requirement
    if subject.endswith(".volumeClaimTemplates"):
        name = subject.split(".")[1]
        return any(service["name"] == name and service.get("volumes") for service in imported.services)
    if subject.startswith("DaemonSet "):
        name = subject.removeprefix("DaemonSet ")
        return any(service["name"] == name and service.get("per_node") for service in imported.services)
    if subject.endswith(".volumes"):
        name = subject.split(".")[1]
        return any(service["name"] == name and service.get("needs_host") for service in imported.services)
    _, service, *field = [*subject.split("."), ""]
    if field[:1] == ["ports"] and field[2:3] == ["protocol"]:  # a health check says what was owed as an assumption
        ports = next((one.get("ports", ()) for one in imported.services if one["name"] == service), ())
        return any(str(port["port"]) == field[1] and "protocol" in port for port in ports)
    return any(subject in every for every in told.values())


def main(folder: Path, kind: str = "") -> int:
    """Print the differences of each set; returns the exit code."""
    failed = False
    for path in sorted((folder / "files").glob(f"{kind}*")):
        try:
            imported = import_set(path)
        except AdvisorError as error:
            failed = True
            print(f"{path.name}: cannot be read: {error}")
            continue
        wanted = next((one for one in (folder / "expected").glob("*.json") if path.name.startswith(one.stem)), None)
        if wanted is None:
            print(f"{path.name}: read, {len(imported.services)} services; nothing to compare with")
            continue
        differences, compared = compare(imported, json.loads(wanted.read_text(encoding="utf-8")))
        print(f"{path.name}: {compared - len(differences)} of {compared} fields agree")
        for field, ours, theirs in differences:
            print(f"    {field}: {ours} instead of {theirs}")
    return int(failed)


def import_set(path: Path) -> Imported:
    """One set imported with its file of variables, if it has one."""
    env_file = path / ENV_FILE
    return import_requirement(path, env_file=env_file if env_file.exists() else None)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
