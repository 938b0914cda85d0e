"""A Compose project -> a draft of a requirement."""

from __future__ import annotations

import re

from advisor.importers.codes import ImportCode
from advisor.importers.compose.project import Project, load_project, no_service_left
from advisor.importers.compose.service import read_service
from advisor.importers.compose.state import tell_shared
from advisor.importers.compose.volumes import mounts_of
from advisor.importers.draft import Draft, DraftService, NoteKind, Taken, assumed, implied, read_at
from advisor.importers.nodes import FilePlace
from advisor.importers.sources import ImportRequest
from advisor.importers.systems import take_system
from advisor.values import NAME_PATTERN, SERVICE_NAME_PATTERN

UNNAMED = "imported"
_MOST_NAME = 120
_MOST_SERVICE_NAME = 63
_COMPOSE_NAME = re.compile(r"[A-Za-z0-9._-]+")
_ENDS_WELL = "service_completed_successfully"


def read_compose(request: ImportRequest) -> Draft:
    """The draft of Compose files that are laid over each other.

    Raises InputError with the place of what is not by the specification.
    """
    project = load_project(request)
    if not project.services:
        raise no_service_left(project)
    draft = Draft(_name(request, project))
    mounts = {name: list(mounts_of(node)) for name, node in project.services.items()}
    names: set[str] = set()
    for name, node in project.services.items():
        taken = _service_name(name, project.places[name], names)
        service = read_service(taken, node, mounts[name], project.volumes, draft)
        if service is not None:
            draft.services.append(service)
    if not draft.services:
        raise no_service_left(project)
    _take_tasks(project, draft)
    take_system(draft)
    tell_shared({name: mounts[name] for name in project.services}, draft)
    draft.notes += project.notes
    for key, users in project.ignored.items():
        code = ImportCode.KEYS_WITHOUT_EFFECT
        draft.tell(NoteKind.IGNORED, ("services", "*", key), code, count=len(users & set(project.services)))
    return draft


def _name(request: ImportRequest, project: Project) -> Taken:
    node = project.name
    if node is not None and re.match(NAME_PATTERN, node.text.strip()):
        return read_at(node.text.strip()[:_MOST_NAME], node.place)
    path = request.sources[0].path
    folder = path.resolve().parent.name[:_MOST_NAME] if path is not None else ""
    if re.match(NAME_PATTERN, folder):
        return assumed(folder, ImportCode.NAME_OF_FOLDER)
    return assumed(UNNAMED, ImportCode.UNNAMED)


def _service_name(name: str, place: FilePlace, taken: set[str]) -> Taken:
    """The name of a service as a requirement takes it; one that begins with a sign, or is too long, is changed."""
    if _COMPOSE_NAME.fullmatch(name) is None:
        remedy = "write letters, digits, _, . and -"
        raise place.refusal(f"{name[:60]!r} is not a name of a service", remedy, ("services",))
    found = name.lstrip("._-")[:_MOST_SERVICE_NAME] or "service"
    number = 1
    while found in taken:
        number += 1
        found = f"{found[: _MOST_SERVICE_NAME - 8]}-{number}"
    taken.add(found)
    if found == name and re.match(SERVICE_NAME_PATTERN, name):
        return read_at(name, place)
    return assumed(found, ImportCode.SERVICE_NAME, place, name=name[:80])


def _take_tasks(project: Project, draft: Draft) -> None:
    """Services that others wait for to end are tasks."""
    by_name: dict[str, DraftService] = {service.called: service for service in draft.services}
    for node in project.services.values():
        waited = node.get("depends_on")
        for name, condition in waited.mapping.items() if waited is not None else ():
            said = condition.get("condition")
            if said is not None and said.text == _ENDS_WELL and name in by_name:
                by_name[name].fields.setdefault("kind", implied("task", ImportCode.STOPS_WHEN_DONE, said.place))
