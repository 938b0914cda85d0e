"""The files of a Compose project -> its services, with includes, extends, override files and profiles resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import InputError, KeyPath
from advisor.importers.codes import ImportCode
from advisor.importers.compose.interpolation import Interpolation
from advisor.importers.compose.merge import RESET, merged, without_resets
from advisor.importers.draft import ImportNote, NoteKind
from advisor.importers.nodes import MOST_EVENTS, FileNode, FilePlace, made
from advisor.importers.sources import ImportRequest, SourceText, read_source
from advisor.values import facts

MOST_FILES = 100
"""The most files that includes and extends may lead to."""
MOST_EXTENDED = 30
"""The longest chain of services that extend each other."""
READ_KEYS = frozenset(
    {
        *(
            "build",
            "cap_add",
            "cpu_period",
            "cpu_quota",
            "cpus",
            "depends_on",
            "deploy",
            "devices",
            "expose",
            "extends",
        ),
        *("gpus", "healthcheck", "image", "ipc", "mem_limit", "mem_reservation", "network_mode", "pid", "platform"),
        *("ports", "privileged", "profiles", "provider", "runtime", "scale", "storage_opt", "volumes"),
    }
)
"""The keys of a service that may change the answer; variables in other keys, such as passwords, are never asked for."""


@dataclass
class Project:
    """A Compose project: its services and volumes, and what there is to tell."""

    start: FilePlace
    name: FileNode | None = None
    services: dict[str, FileNode] = field(default_factory=dict)
    places: dict[str, FilePlace] = field(default_factory=dict)
    volumes: FileNode | None = None
    notes: list[ImportNote] = field(default_factory=list)
    ignored: dict[str, set[str]] = field(default_factory=dict)
    """Keys of services that are not read, with the services that have them."""


def load_project(request: ImportRequest) -> Project:
    """The project that the files of a request describe together.

    Raises InputError with the place of what is not by the specification, or asks for a variable that was not given.
    """
    return _ProjectLoader(request).load()


class _ProjectLoader:
    """Reads the files of a project, each once."""

    def __init__(self, request: ImportRequest) -> None:
        self._request = request
        self._folder = request.folder.resolve() if request.folder is not None else None
        self._interpolation = Interpolation(request.variables or {})
        self._files: dict[Path, SourceText] = {}
        self._including: list[Path] = []
        self._extending: list[tuple[str, str]] = []
        self._built = 0
        self._taken = 0
        self._resolved: dict[tuple[str, int, str], FileNode] = {}
        self.project = Project(request.sources[0].start)

    def load(self) -> Project:
        project = self.project
        for source in self._request.sources:
            self._take_file(source)
        services = {name: without_resets(node) for name, node in project.services.items()}
        project.services = {name: node for name, node in services.items() if self._is_active(name, node)}
        for name, place in self._interpolation.blank.items():
            self._tell(NoteKind.MISSING, (name,), ImportCode.VARIABLE_NOT_GIVEN, place)
        return project

    def _take_file(self, source: SourceText) -> None:
        self._taken += 1
        if self._taken > MOST_FILES:
            raise source.start.refusal(f"more than {MOST_FILES} files are included", "import the parts one by one")
        for document in source.nodes:
            self._take_document(source, document)

    def _take_document(self, source: SourceText, document: FileNode) -> None:
        if not isinstance(document.value, dict):
            raise document.place.refusal("holds no Compose file", "write a mapping with the key services")
        include = document.get("include")
        for entry in include.entries if include is not None else []:
            self._take_include(source, self._interpolation.node(entry, ("include",)))
        name = document.get("name")
        if name is not None:
            self.project.name = self._interpolation.node(name, ("name",))
        volumes = document.get("volumes")
        if volumes is not None:
            below = self.project.volumes
            self.project.volumes = volumes if below is None else merged(below, volumes)
        for key in document.mapping:
            if key.startswith("x-"):
                self._tell(NoteKind.SKIPPED, (key,), ImportCode.EXTENSION, document.key_place(key))
        self._take_services(source, document)

    def _take_services(self, source: SourceText, document: FileNode) -> None:
        services = document.get("services")
        if services is None:
            return
        if not isinstance(services.value, dict):
            raise services.place.refusal(
                "is no mapping of services", "write each as `name:` with its keys", ("services",)
            )
        for name, node in services.mapping.items():
            if name.startswith("x-"):
                continue
            if node.tag == RESET:
                self.project.services.pop(name, None)
                continue
            if not isinstance(node.value, dict):
                remedy = "write its keys below it, such as image"
                raise node.place.refusal("is no mapping", remedy, ("services", name))
            over = self._with_base(source, document, name)
            below = self.project.services.get(name)
            self.project.services[name] = over if below is None else self._counted(merged(below, over))
            self.project.places.setdefault(name, services.key_place(name))

    def _prepared(self, name: str, node: FileNode) -> FileNode:
        """The keys of a service that are read, with variables replaced; the others are only named."""
        for key in node.mapping:
            if key not in READ_KEYS and not key.startswith("x-"):
                self.project.ignored.setdefault(key, set()).add(name)
        entries = {
            key: self._interpolation.node(inner, ("services", name, key))
            for key, inner in node.mapping.items()
            if key in READ_KEYS
        }
        return made(entries, node.place, node.tag, node.key_places)

    def _with_base(self, source: SourceText, document: FileNode, name: str) -> FileNode:
        """A service laid over the one that it extends."""
        key = source.name, id(document), name
        if key in self._resolved:
            return self._resolved[key]
        node = self._prepared(name, document.mapping["services"].mapping[name])
        extends = node.get("extends")
        if extends is not None:
            base = self._base_of(source, document, name, extends)
            own = {key: inner for key, inner in node.mapping.items() if key != "extends"}
            node = made(own, node.place, node.tag, node.key_places)
            node = node if base is None else merged(base, node)
        self._resolved[key] = self._counted(node)
        return node

    def _counted(self, node: FileNode) -> FileNode:
        self._built += node.size
        if self._built > MOST_EVENTS:
            message = f"more than {MOST_EVENTS:,} values up to here, with those that extends and includes repeat"
            raise node.place.refusal(message, "import its parts one by one")
        return node

    def _base_of(self, source: SourceText, document: FileNode, name: str, extends: FileNode) -> FileNode | None:
        path: KeyPath = ("services", name, "extends")
        service = extends.get("service") if extends.mapping else extends
        if service is None or not service.text:
            raise extends.place.refusal("names no service", "write `extends: {service: NAME}`", path)
        file = extends.get("file")
        if file is not None:
            other = self._read(source, file, path)
            if other is None or not other.nodes:
                return None
            source, document = other, other.nodes[0]
        services = document.get("services")
        found = services.mapping.get(service.text) if services is not None else None
        if found is None or not isinstance(found.value, dict):
            raise service.place.refusal(
                f"there is no service {service.text[:60]} in {source.name}", "check the name", path
            )
        step = source.name, service.text
        if (source.name, name) == step or step in self._extending:
            chain = " -> ".join(one for _, one in [*self._extending, step])
            raise extends.place.refusal(f"extends itself ({chain})", "take one of these extends out", path)
        if len(self._extending) == MOST_EXTENDED:
            raise extends.place.refusal(
                "stands at the end of a long chain of extends", f"keep to {MOST_EXTENDED}", path
            )
        self._extending.append(step)
        try:
            return self._with_base(source, document, service.text)
        finally:
            self._extending.pop()

    def _take_include(self, source: SourceText, entry: FileNode) -> None:
        named = entry.get("path") if entry.mapping else entry
        if named is None:
            raise entry.place.refusal("names no path", "write the path of a Compose file", ("include",))
        for node in named.entries or [named]:
            other = self._read(source, node, ("include",))
            if other is None or other.path is None:
                continue
            path = other.path.resolve()
            if path in self._including:
                raise node.place.refusal(
                    f"{node.text[:80]} includes itself", "take one of these includes out", ("include",)
                )
            self._including.append(path)
            self._take_file(other)
            self._including.pop()

    def _read(self, source: SourceText, named: FileNode, path: KeyPath) -> SourceText | None:
        """A file of the project's folder; None, with a note, where it is not there or lies outside."""
        code = ImportCode.FILE_OUTSIDE
        if source.path is not None and self._folder is not None and named.text:
            try:
                wanted = (source.path.parent / named.text).resolve()
                if wanted.is_relative_to(self._folder):
                    code = ImportCode.FILE_NOT_THERE
                    if wanted.is_file():
                        return self._once(wanted, source.path.parent / named.text, named.place)
            except (OSError, ValueError, RuntimeError):  # a name that is none, or links in a circle
                code = ImportCode.FILE_NOT_THERE
        self._tell(NoteKind.SKIPPED, path, code, named.place, file=named.text[:120])
        return None

    def _once(self, path: Path, shown: Path, place: FilePlace) -> SourceText:
        if path not in self._files:
            if len(self._files) == MOST_FILES:
                raise place.refusal(f"leads to more than {MOST_FILES} files", "import the parts one by one")
            self._files[path] = read_source(shown)
        return self._files[path]

    def _is_active(self, name: str, node: FileNode) -> bool:
        """Whether a service is to run: its profile is asked for, and it has something to run."""
        profiles = node.get("profiles")
        named = [entry.text for entry in profiles.entries] if profiles is not None else []
        wanted = self._request.profiles
        if named and "*" not in wanted and wanted.isdisjoint(named):
            self._skip(name, ImportCode.PROFILE_NOT_ASKED_FOR, profiles=tuple(named))
            return False
        if node.get("image") is None and node.get("build") is None:
            code = ImportCode.NOT_A_CONTAINER if node.get("provider") is not None else ImportCode.NOTHING_TO_RUN
            self._skip(name, code)
            return False
        return True

    def _skip(self, name: str, code: ImportCode, **values: tuple[str, ...]) -> None:
        self._tell(NoteKind.SKIPPED, ("services", name), code, self.project.places[name], **values)

    def _tell(
        self, kind: NoteKind, subject: KeyPath, code: ImportCode, place: FilePlace, **values: str | tuple[str, ...]
    ) -> None:
        self.project.notes.append(ImportNote(kind, subject, code, facts(**values), place))


def no_service_left(project: Project) -> InputError:
    """The error for a project of which no service is to run."""
    gated = [note for note in project.notes if note.code is ImportCode.PROFILE_NOT_ASKED_FOR]
    if gated:
        profiles = sorted({str(one) for note in gated for one in _profiles(note)})
        remedy = f"give --profile with one of {', '.join(profiles)[:200]}, or --profile '*'"
        return project.start.refusal("all of its services belong to profiles", remedy, ("services",))
    return project.start.refusal("has no service to run", "write services with an image or a build", ("services",))


def _profiles(note: ImportNote) -> Iterator[object]:
    listed = dict(note.values).get("profiles")
    yield from listed if isinstance(listed, tuple) else ()
