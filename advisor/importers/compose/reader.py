"""A Compose project -> a draft of a requirement."""

from __future__ import annotations

from pathlib import Path

from advisor.importers.codes import ImportCode
from advisor.importers.compose.service import read_service
from advisor.importers.draft import Draft, Taken, assumed, implied, read_at
from advisor.importers.nodes import FileNode
from advisor.importers.sources import ImportRequest

UNNAMED = "imported"


def read_compose(request: ImportRequest) -> Draft:
    """The draft of Compose files that are laid over each other.

    Raises InputError with the place of what is not by the specification.
    """
    project = request.sources[0].nodes[0]
    draft = Draft(_name(request, project))
    services = project.get("services")
    for name, service in services.mapping.items() if services is not None else ():
        draft.services.append(read_service(name, service, draft))
    draft.fields["os"] = implied("linux", ImportCode.LINUX)
    return draft


def _name(request: ImportRequest, project: FileNode) -> Taken:
    node = project.get("name")
    if node is not None and node.text.strip():
        return read_at(node.text, node.place)
    path = request.sources[0].path
    folder = Path(path).resolve().parent.name if path is not None else ""
    return assumed(folder, ImportCode.NAME_OF_FOLDER) if folder else assumed(UNNAMED, ImportCode.UNNAMED)
