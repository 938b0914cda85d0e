"""ECS task definitions and services -> a draft of a requirement; each task with all its containers is one replica."""

from __future__ import annotations

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, assumed, implied, read_at
from advisor.importers.ecs.ports import take_ports
from advisor.importers.ecs.sizes import container_name, take_sizes
from advisor.importers.ecs.storage import take_state
from advisor.importers.ecs.workloads import EcsWorkload, find_workloads
from advisor.importers.naming import requirement_name, service_name
from advisor.importers.nodes import FileNode
from advisor.importers.sources import ImportRequest
from advisor.importers.systems import take_system

PLATFORM = "ecs"
MOST_REPLICAS = 100_000
_MOST_IMAGE = 500
_MOST_RULE = 80
_ARCHITECTURES = {"X86_64": "amd64", "ARM64": "arm64"}
_READ = frozenset(
    {
        *("name", "image", "cpu", "memory", "memoryReservation", "portMappings", "mountPoints", "healthCheck"),
        *("privileged", "linuxParameters", "resourceRequirements", "volumesFrom"),
    }
)
"""The keys of a container that may change the answer."""


def read_ecs(request: ImportRequest) -> Draft:
    """The draft of task definitions and services of ECS. Raises InputError with the place of what is none."""
    workloads = find_workloads(request.sources)
    draft = Draft(requirement_name(workloads[0].name))
    names: set[str] = set()
    ignored: dict[str, set[str]] = {}
    for workload in workloads:
        service = _service(workload, names, draft)
        if service is not None:
            draft.services.append(service)
            for container in workload.containers:
                for key in container.mapping.keys() - _READ:
                    ignored.setdefault(key, set()).add(service.called)
    if not draft.services:
        message = "has no service that runs any task"
        raise request.sources[0].start.refusal(message, "give services with a desiredCount above 0", ("services",))
    draft.fields["existing"] = implied([PLATFORM], ImportCode.WRITTEN_FOR, workloads[0].place)
    take_system(draft)
    for key, users in sorted(ignored.items()):
        draft.tell(NoteKind.IGNORED, ("services", "*", key), ImportCode.KEYS_WITHOUT_EFFECT, count=len(users))
    return draft


def _service(workload: EcsWorkload, names: set[str], draft: Draft) -> DraftService | None:
    """The service of a workload; None for one that is scaled to nothing."""
    desired = workload.service.get("desiredCount") if workload.service is not None else None
    if desired is not None and desired.value == 0:
        subject = ("services", workload.name.text[:60])
        draft.tell(NoteKind.SKIPPED, subject, ImportCode.NO_REPLICAS, desired.place)
        return None
    service = DraftService(service_name(workload.name.text, workload.place, names))
    subject = ("services", service.called)
    _take_replicas(service, workload, desired)
    if workload.definition is None:
        named = workload.service.get("taskDefinition") if workload.service is not None else None
        shown = named.text.rpartition("/")[2][:80] if named is not None else "?"
        code = ImportCode.DEFINITION_NOT_GIVEN
        draft.tell(NoteKind.MISSING, subject, code, named.place if named else workload.place, definition=shown)
    _take_images(service, workload, draft)
    take_sizes(service, workload)
    take_ports(service, workload, draft)
    take_state(service, workload, draft)
    _take_platform(service, workload)
    _take_placement(service, workload, draft)
    _tell_rest(service, workload, draft)
    return service


def _take_replicas(service: DraftService, workload: EcsWorkload, desired: FileNode | None) -> None:
    strategy = workload.service.get("schedulingStrategy") if workload.service is not None else None
    if strategy is not None and strategy.text == "DAEMON":
        service.fields["per_node"] = implied(True, ImportCode.PER_NODE, strategy.place)
    elif desired is None:
        service.fields["replicas"] = assumed(1, ImportCode.COUNT_IN_SERVICE, workload.place)
    elif not desired.text.isdecimal() or int(desired.text[:9]) > MOST_REPLICAS:
        path = ("services", service.called, "replicas")
        message = f"{desired.text[:40]!r} is not a number of tasks"
        raise desired.place.refusal(message, f"write a whole number up to {MOST_REPLICAS:,}", path)
    else:
        service.fields["replicas"] = read_at(int(desired.text), desired.place)


def _take_images(service: DraftService, workload: EcsWorkload, draft: Draft) -> None:
    """The image of the first container that the task does not go on without; the others are told."""
    containers = workload.containers
    main = next((one for one in containers if _is_essential(one)), None)
    image = main.get("image") if main is not None else None
    if image is not None and image.text.strip():
        service.fields["image"] = read_at(image.text.strip()[:_MOST_IMAGE], image.place)
    if len(containers) > 1:
        names = tuple(container_name(one) for one in containers)
        code = ImportCode.RUN_TOGETHER
        draft.tell(NoteKind.ASSUMED, ("services", service.called), code, containers[0].place, names=names)


def _is_essential(container: FileNode) -> bool:
    essential = container.get("essential")
    return essential is None or essential.value is not False


def _take_platform(service: DraftService, workload: EcsWorkload) -> None:
    """System and architecture: what runtimePlatform says, else Linux on x86-64, as ECS takes it."""
    if workload.definition is None:
        return
    of_service = workload.service.get("platformFamily") if workload.service is not None else None
    family = workload.definition.get("runtimePlatform", "operatingSystemFamily") or of_service
    if family is not None and family.text.upper().startswith("WINDOWS"):
        service.fields["os"] = read_at("windows", family.place)
    said = workload.definition.get("runtimePlatform", "cpuArchitecture")
    known = _ARCHITECTURES.get(said.text.upper()) if said is not None else None
    if said is not None and known is not None:
        service.fields["arch"] = read_at(known, said.place)
    else:
        service.fields["arch"] = assumed("amd64", ImportCode.ECS_ARCHITECTURE)
    providers = workload.providers
    strategy = workload.service.get("capacityProviderStrategy") if workload.service is not None else None
    if strategy is not None and providers and set(providers) == {"FARGATE_SPOT"}:
        service.fields["interruptible"] = read_at(True, strategy.place)


def _take_placement(service: DraftService, workload: EcsWorkload, draft: Draft) -> None:
    for owner in (workload.service, workload.definition):
        constraints = owner.get("placementConstraints") if owner is not None else None
        for entry in constraints.entries if constraints is not None else []:
            kind, rule = entry.get("type"), entry.get("expression")
            if kind is not None and kind.text == "distinctInstance":
                service.fields["max_per_node"] = read_at(1, kind.place)
            elif rule is not None:
                subject = ("services", service.called, "placement")
                code = ImportCode.PLACEMENT
                draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, rule.place, rule=rule.text[:_MOST_RULE])
    strategies = workload.service.get("placementStrategy") if workload.service is not None else None
    for entry in strategies.entries if strategies is not None else []:
        kind, by = entry.get("type"), entry.get("field")
        if kind is not None and kind.text == "spread" and by is not None and "spread" not in service.fields:
            over = "zone" if by.text.endswith("availability-zone") else "node"
            service.fields["spread"] = assumed(over, ImportCode.SPREAD_BY_LABEL, by.place, label=by.text[:60])


def _tell_rest(service: DraftService, workload: EcsWorkload, draft: Draft) -> None:
    """What a requirement has no word for: capabilities, and what is shared with the machine."""
    for container in workload.containers:
        added = container.get("linuxParameters", "capabilities", "add")
        if added is not None and added.entries:
            names = tuple(sorted(entry.text[:40] for entry in added.entries))
            subject = ("services", service.called, "capabilities")
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.CAPABILITIES, added.place, names=names)
    for key, namespace in (("pidMode", "pid"), ("ipcMode", "ipc")):
        mode = workload.definition.get(key) if workload.definition is not None else None
        if mode is not None and mode.text == "host":
            subject = ("services", service.called, key)
            code = ImportCode.SHARES_NAMESPACE
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, mode.place, namespace=namespace, owner="")
