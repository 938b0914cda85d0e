"""Answers laid over what was read: what no file says, and what an architect knows better."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from advisor.errors import InputError, KeyPath, Problem, did_you_mean
from advisor.importers.draft import Draft, DraftService, ImportNote, OriginKind, Taken, Tree, ValueOrigin
from advisor.importers.nodes import FilePlace
from advisor.reading import Document
from advisor.scenario import Scenario, Service

ALL = "*"
_NAME = "name"
_RANGE = "size_range"


def with_answers(draft: Draft, document: Document) -> Draft:
    """The draft with answers in place of what was read; notes on what they answer are gone.

    Raises InputError with the place of a key or a service that there is not.
    """
    if not isinstance(document.value, Mapping):
        raise InputError([document.problem((), "holds no answers", "write keys of a requirement, such as hosting")])
    _refuse_unknown(Scenario, document, ())
    for key, value in document.value.items():
        if key == _NAME:
            draft.name = _leaf(document, (key,), value)
        elif key != "services":
            draft.fields[key] = _tree(document, (key,), value)
    answered = _answer_services(draft, document)
    draft.notes = [note for note in draft.notes if not _is_answered(note, answered)]
    return draft


def _answer_services(draft: Draft, document: Document) -> set[tuple[str, str]]:
    """Lay the answers over the services; returns which field of which service was answered."""
    entries = _entries(document)
    services = {service.called: service for service in draft.services}
    answered: set[tuple[str, str]] = set()
    for name, path, entry in sorted(entries, key=lambda one: one[0] == ALL):  # the named ones first
        if name != ALL and name not in services:
            remedy = did_you_mean(name, services)
            raise InputError([document.problem(path, f"no service {name[:60]} was imported", remedy)])
        _refuse_unknown(Service, document, path)
        for service in draft.services if name == ALL else [services[name]]:
            for key, value in entry.items():
                if key != _NAME and (name != ALL or key not in service.fields):
                    service.fields[key] = _tree(document, (*path, key), value)
                    answered.add((service.called, key))
    for service in draft.services:
        _drop_ends(service, {key for name, key in answered if name == service.called})
    return answered


def _drop_ends(service: DraftService, answered: Set[str]) -> None:
    """Take out from what to what a size is, where the size itself was answered and its range was not."""
    ends = service.fields.get(_RANGE)
    if isinstance(ends, Mapping) and _RANGE not in answered and not answered.isdisjoint(ends):
        left = {key: inner for key, inner in ends.items() if key not in answered}
        service.fields.pop(_RANGE)
        if left:
            service.fields[_RANGE] = left


def _entries(document: Document) -> list[tuple[str, KeyPath, Mapping[str, Any]]]:
    """The services of the answers, a list with names or a mapping by them, each with its path."""
    services = document.value.get("services")
    if services is None:
        return []
    named: list[tuple[Any, KeyPath, Any]] = []
    if isinstance(services, Mapping):
        named = [(name, ("services", name), entry) for name, entry in services.items()]
    elif isinstance(services, list):
        for index, entry in enumerate(services):
            name = entry.get(_NAME) if isinstance(entry, Mapping) else None
            named.append((name, ("services", index), entry))
    found = []
    for name, path, entry in named:
        if not isinstance(name, str) or not isinstance(entry, Mapping):
            remedy = "write for example {name: web, cpu: 500m, memory: 512Mi}"
            raise InputError([document.problem(path, "is no service with a name", remedy)])
        found.append((name, path, entry))
    return found


def _refuse_unknown(model: type[Scenario | Service], document: Document, path: KeyPath) -> None:
    known = [field.alias or name for name, field in model.model_fields.items()]
    here: Any = document.value
    for part in path:
        here = here[part]
    problems: list[Problem] = [
        document.problem((*path, key), "unknown field", did_you_mean(str(key), known), key=True)
        for key in here
        if key not in known
    ]
    if problems:
        raise InputError(problems)


def _tree(document: Document, path: KeyPath, value: Any) -> Tree:
    if isinstance(value, Mapping) and value:
        return {key: _tree(document, (*path, key), inner) for key, inner in value.items()}
    if isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        return [_tree(document, (*path, index), inner) for index, inner in enumerate(value)]
    return _leaf(document, path, value)


def _leaf(document: Document, path: KeyPath, value: Any) -> Taken:
    mark = document.place(path)
    return Taken(value, ValueOrigin(OriginKind.ANSWERED, FilePlace(document.source, mark.line, mark.column)))


def _is_answered(note: ImportNote, answered: set[tuple[str, str]]) -> bool:
    parts = note.subject
    return len(parts) > 2 and parts[0] == "services" and (str(parts[1]), str(parts[2])) in answered
