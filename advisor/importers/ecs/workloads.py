"""JSON of ECS -> what runs: each service with its task definition, and task definitions that no service runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.importers.nodes import FileNode, FilePlace
from advisor.importers.sources import SourceText

_ARN = re.compile(r"^arn:[a-z0-9-]+:ecs:[^:]*:[^:]*:task-definition/")
_REMEDY = "give what `aws ecs describe-task-definition` or `aws ecs describe-services` prints"
_MOST_LISTED = 1000


@dataclass(frozen=True)
class EcsWorkload:
    """A service of ECS, or a task definition that none of the given services runs."""

    name: FileNode
    definition: FileNode | None
    service: FileNode | None

    @property
    def place(self) -> FilePlace:
        """Where its name stands."""
        return self.name.place

    @property
    def containers(self) -> Sequence[FileNode]:
        """The containers of its task."""
        found = self.definition.get("containerDefinitions") if self.definition is not None else None
        return found.entries if found is not None else []

    def text(self, *keys: str) -> str:
        """What the task definition says under keys; an empty text for nothing."""
        node = self.definition.get(*keys) if self.definition is not None else None
        return node.text if node is not None else ""

    @property
    def is_fargate(self) -> bool:
        """Whether it runs on Fargate: the service says so, or the task definition asks for nothing else."""
        if self.service is not None:
            launch = self.service.get("launchType")
            if launch is not None:
                return launch.text == "FARGATE"
            providers = self.providers
            if providers:
                return all(name.startswith("FARGATE") for name in providers)
        return self._asked_for == ["FARGATE"]

    @property
    def providers(self) -> list[str]:
        """The capacity providers that the tasks of the service go to."""
        strategy = self.service.get("capacityProviderStrategy") if self.service is not None else None
        names = [entry.get("capacityProvider") for entry in strategy.entries] if strategy is not None else []
        return [name.text for name in names if name is not None]

    @property
    def _asked_for(self) -> list[str]:
        asked = self.definition.get("requiresCompatibilities") if self.definition is not None else None
        return [entry.text for entry in asked.entries] if asked is not None else []


def find_workloads(sources: Sequence[SourceText]) -> list[EcsWorkload]:
    """The services and the task definitions that no service runs, in the order of the files.

    Raises InputError with the place of what is neither.
    """
    definitions: list[FileNode] = []
    services: list[FileNode] = []
    for source in sources:
        for document in source.nodes:
            for entry in document.entries or [document]:
                _sort(entry, definitions, services)
    used: set[int] = set()
    found = []
    for service in services:
        definition = _definition_of(service, definitions)
        if definition is not None:
            used.add(id(definition))
        found.append(EcsWorkload(_named(service, "serviceName"), definition, service))
    for definition in definitions:
        if id(definition) not in used:
            found.append(EcsWorkload(_named(definition, "family"), definition, None))
    if not found:
        raise sources[0].start.refusal("holds no service and no task definition of ECS", _REMEDY)
    return found


def _sort(entry: FileNode, definitions: list[FileNode], services: list[FileNode]) -> None:
    """Put what an entry of a file holds among the task definitions or the services."""
    definition = entry.get("taskDefinition") if entry.get("containerDefinitions") is None else entry
    listed = entry.get("services")
    if listed is not None and listed.entries:
        for service in listed.entries[:_MOST_LISTED]:
            services.append(_mapping(service))
    elif definition is not None and definition.mapping:
        containers = definition.get("containerDefinitions")
        if containers is None or not containers.entries:
            place = containers.place if containers is not None else definition.place
            raise place.refusal(
                "lists no containers", "write containerDefinitions as a list", ("containerDefinitions",)
            )
        for container in containers.entries:
            _mapping(container)
        definitions.append(definition)
    elif entry.get("serviceArn") is not None or entry.get("serviceName") is not None:
        services.append(entry)
    elif listed is None:
        raise entry.place.refusal("is neither a service nor a task definition of ECS", _REMEDY)


def _mapping(node: FileNode) -> FileNode:
    if not node.mapping:
        raise node.place.refusal("is no mapping with keys", _REMEDY)
    return node


def _named(node: FileNode, key: str) -> FileNode:
    """The name under a key, or that of the first container."""
    containers = node.get("containerDefinitions")
    first = containers.entries[0].get("name") if containers is not None else None
    return node.get(key) or first or FileNode("service", node.place, "service")


def _definition_of(service: FileNode, definitions: Sequence[FileNode]) -> FileNode | None:
    """The task definition that a service names: that revision, else one of the same family."""
    named = service.get("taskDefinition")
    if named is None:
        return None
    wanted = _ARN.sub("", named.text)
    candidates = list(_of_family(wanted.partition(":")[0], definitions))
    return next((one for one in candidates if _revision(one) == wanted), candidates[-1] if candidates else None)


def _of_family(family: str, definitions: Sequence[FileNode]) -> Iterator[FileNode]:
    for definition in definitions:
        said = definition.get("family")
        if said is not None and said.text == family:
            yield definition


def _revision(definition: FileNode) -> str:
    family, revision = definition.get("family"), definition.get("revision")
    return f"{family.text if family else ''}:{revision.text if revision else ''}"
