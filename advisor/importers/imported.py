"""A draft -> the requirement as plain values, the origin of each, and all there is to tell about the import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from advisor.errors import KeyPath, Problem, ScenarioError
from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, ImportNote, NoteKind, OriginKind, Taken, Tree, ValueOrigin
from advisor.importers.draft import implied as implied_value
from advisor.reading import Document, Mark
from advisor.scenario import Scenario, Service, load_scenario
from advisor.values import facts

NEVER_SAID = ("hosting", "team", "availability", "budget", "load", "growth", "compliance")
"""What an architect knows and no such file says."""
_SIZES = ("cpu", "memory")


@dataclass(frozen=True)
class Imported:
    """What came out of an import: a requirement, where each of its values comes from, and what else to know.

    `requirement` has the keys of a requirement file; `origins` leads from the path of each single value to its origin.
    """

    requirement: Mapping[str, Any]
    origins: Mapping[KeyPath, ValueOrigin]
    notes: tuple[ImportNote, ...]
    sources: tuple[str, ...]

    def scenario(self) -> Scenario:
        """The requirement as a scenario, whose values know the file and line that they come from.

        Raises ScenarioError where what was read holds no requirement together.
        """
        first = self.sources[0]
        marks = {
            path: Mark(origin.place.line, origin.place.column)
            for path, origin in self.origins.items()
            if origin.place is not None and origin.place.source == first
        }
        try:
            return load_scenario(ImportedDocument(first, dict(self.requirement), marks, imported=self))
        except ScenarioError as error:
            raise ScenarioError(self._placed(problem) for problem in error.problems) from error

    def _placed(self, problem: Problem) -> Problem:
        """A problem at the place of the value that it is about, or of the nearest one that has a place."""
        for length in range(len(problem.path), -1, -1):
            start = problem.path[:length]
            for path, origin in self.origins.items():
                if path[:length] == start and origin.place is not None:
                    place = origin.place
                    return replace(problem, source=place.source, line=place.line, column=place.column)
        return problem

    def notes_of(self, kind: NoteKind) -> tuple[ImportNote, ...]:
        """The notes of one kind."""
        return tuple(note for note in self.notes if note.kind is kind)

    @property
    def services(self) -> Sequence[Mapping[str, Any]]:
        """The services of the requirement."""
        return tuple(self.requirement.get("services", ()))


@dataclass(frozen=True)
class ImportedDocument(Document):
    """The document of a scenario that was imported, so that a report can tell where its values come from."""

    imported: Imported | None = field(default=None, repr=False, compare=False)


def finish(draft: Draft, sources: Sequence[str]) -> Imported:
    """The requirement of a draft, with what follows from its services and the notes on what is missing."""
    tree: dict[str, Tree] = {"name": draft.name, **_from_services(draft.services), **draft.fields}
    tree = {key: tree[key] for key in _in_order(Scenario, tree)}
    if draft.services:
        tree["services"] = [_service_tree(service) for service in draft.services]
    origins: dict[KeyPath, ValueOrigin] = {}
    requirement = _plain(tree, (), origins)
    notes = (*_assumed_notes(requirement, origins), *draft.notes, *_missing_notes(requirement))
    return Imported(requirement, origins, tuple(notes), tuple(sources))


def _in_order(model: type[Scenario | Service], tree: Mapping[str, Tree]) -> list[str]:
    """The keys of a tree in the order of the model's own fields."""
    names = [one.alias or name for name, one in model.model_fields.items()]
    return sorted(tree, key=names.index)


def _service_tree(service: DraftService) -> Tree:
    fields = {"name": service.name, **service.fields}
    return {key: fields[key] for key in _in_order(Service, fields)}


def _from_services(services: Sequence[DraftService]) -> dict[str, Tree]:
    """What the services say together: the protocols that they speak, and that data is kept on the platform."""
    protocols: list[str] = []
    for service in services:
        ports = service.fields.get("ports", ())
        for port in ports if isinstance(ports, Sequence) else ():
            spoken = port.get("protocol") if isinstance(port, Mapping) else None
            if isinstance(spoken, Taken) and spoken.value not in protocols:
                protocols.append(spoken.value)
    stateful = [service.fields.get("stateful") for service in services]
    found: dict[str, Tree] = {}
    if any(isinstance(one, Taken) and one.value is True for one in stateful):
        found["state"] = implied_value("in_cluster", ImportCode.FROM_SERVICES)
    if protocols:
        found["protocols"] = implied_value(sorted(protocols), ImportCode.FROM_SERVICES)
    return found


def _plain(tree: Tree, path: KeyPath, origins: dict[KeyPath, ValueOrigin]) -> Any:
    if isinstance(tree, Taken):
        origins[path] = tree.origin
        return tree.value
    if isinstance(tree, Mapping):
        return {key: _plain(inner, (*path, key), origins) for key, inner in tree.items()}
    return [_plain(inner, (*path, index), origins) for index, inner in enumerate(tree)]


def named_path(requirement: Mapping[str, Any], path: KeyPath) -> KeyPath:
    """A path with the names of services and volumes and the numbers of ports in place of positions.

    >>> named_path({"services": [{"name": "web", "ports": [{"port": 80}]}]}, ("services", 0, "ports", 0, "port"))
    ('services', 'web', 'ports', 80, 'port')
    """
    found: list[str | int] = []
    here: Any = requirement
    for part in path:
        here = here[part]
        if isinstance(part, int) and isinstance(here, Mapping):
            found.append(here.get("name", here.get("port", part)))
        else:
            found.append(part)
    return tuple(found)


def _assumed_notes(requirement: Mapping[str, Any], origins: Mapping[KeyPath, ValueOrigin]) -> Iterator[ImportNote]:
    for path, origin in origins.items():
        if origin.kind is OriginKind.ASSUMED and origin.code is not None:
            yield ImportNote(NoteKind.ASSUMED, named_path(requirement, path), origin.code, origin.values, origin.place)


def _missing_notes(requirement: Mapping[str, Any]) -> Iterator[ImportNote]:
    services = requirement.get("services", ())
    for size in _SIZES:
        without = tuple(service["name"] for service in services if size not in service)
        if without:
            told = facts(services=without, of=len(services))
            yield ImportNote(NoteKind.MISSING, ("services", "*", size), ImportCode.SIZE_NOT_STATED, told)
    keys = tuple(key for key in NEVER_SAID if key not in requirement)
    if keys:
        yield ImportNote(NoteKind.MISSING, (), ImportCode.NOT_SAID_BY_ANY, facts(keys=keys))
