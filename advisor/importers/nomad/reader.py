"""Nomad jobs -> a draft of a requirement: each group, whose tasks run together, is one service."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, assumed, implied, read_at
from advisor.importers.naming import requirement_name, service_name
from advisor.importers.nodes import FileNode
from advisor.importers.nomad.hcl import EXPRESSION
from advisor.importers.nomad.jobs import every, find_jobs, first
from advisor.importers.nomad.placement import take_placement
from advisor.importers.nomad.ports import take_ports
from advisor.importers.nomad.sizes import take_sizes
from advisor.importers.nomad.state import take_state
from advisor.importers.sources import ImportRequest
from advisor.importers.systems import take_system

PLATFORM = "nomad"
MOST_REPLICAS = 100_000
_MOST_IMAGE = 500
_CONTAINER_DRIVERS = frozenset({"docker", "podman", "containerd", "containerd-driver"})
_PER_NODE = ("system", "sysbatch")
_TASKS = ("batch", "sysbatch")
_READ = frozenset(
    {"name", "driver", "config", "resources", "lifecycle", "volume_mount", "service", "constraint", "spread"}
)
"""The keys of a task that may change the answer."""


def read_nomad(request: ImportRequest) -> Draft:
    """The draft of jobs in HCL or JSON. Raises InputError with the place of what is none."""
    jobs = find_jobs(request.sources, request.variables or {})
    draft = Draft(requirement_name(jobs[0].get("name")))
    names: set[str] = set()
    ignored: dict[str, set[str]] = {}
    for job in jobs:
        for group in every(job, "group") or [job]:
            service = _service(job, group, names, request.core_mhz, draft)
            if service is not None:
                draft.services.append(service)
                for key in {key for task in every(group, "task") for key in task.mapping} - _READ:
                    ignored.setdefault(key, set()).add(service.called)
    if not draft.services:
        message = "has no group that runs any task"
        raise request.sources[0].start.refusal(message, "give jobs with a count above 0", ("group",))
    draft.fields["existing"] = implied([PLATFORM], ImportCode.WRITTEN_FOR, jobs[0].place)
    take_system(draft)
    for key, users in sorted(ignored.items()):
        draft.tell(NoteKind.IGNORED, ("services", "*", key), ImportCode.KEYS_WITHOUT_EFFECT, count=len(users))
    return draft


def _service(
    job: FileNode, group: FileNode, names: set[str], core_mhz: int | None, draft: Draft
) -> DraftService | None:
    """The service of a group; None for one that is scaled to nothing."""
    named = group.get("name") or job.get("name")
    name, place = (named.text, named.place) if named is not None else ("group", group.place)
    tasks = every(group, "task")
    if not tasks:
        raise group.place.refusal("has no task", 'write task "name" { driver = "docker" ... } in it', ("group", name))
    count = first(group, "count")
    if count is not None and count.text.strip() == "0" and first(group, "scaling") is None:
        draft.tell(NoteKind.SKIPPED, ("services", name[:60]), ImportCode.NO_REPLICAS, count.place)
        return None
    service = DraftService(service_name(name, place, names))
    _take_replicas(service, job, group, count, draft)
    _take_tasks(service, tasks, draft)
    take_sizes(service, tasks, core_mhz, draft)
    take_ports(service, group, tasks, draft)
    take_state(service, group, tasks, draft)
    take_placement(service, [job, group, *tasks], draft)
    return service


def _take_replicas(service: DraftService, job: FileNode, group: FileNode, count: FileNode | None, draft: Draft) -> None:
    kind, schedule = job.get("type"), first(job, "periodic")
    if kind is not None and kind.text in _TASKS:
        service.fields["kind"] = read_at("task", kind.place)
    if schedule is not None:
        when = first(schedule, "cron") or first(schedule, "crons") or first(schedule, "spec")
        shown = when.text or "times of its own" if when is not None else "times of its own"
        draft.tell(
            NoteKind.NOT_EXPRESSIBLE, ("services", service.called), ImportCode.SCHEDULE, schedule.place, schedule=shown
        )
    if kind is not None and kind.text in _PER_NODE:
        service.fields["per_node"] = implied(True, ImportCode.PER_NODE, kind.place)
        return
    typical = 1 if count is None else _whole(service, count, draft)
    scaling = first(group, "scaling")
    least, most = first(scaling, "min"), first(scaling, "max")
    if least is None and most is None:
        of_count = None if count is None else read_at(typical, count.place)
        service.fields["replicas"] = of_count or implied(1, ImportCode.ONE_REPLICA)
        return
    low = _whole(service, least, draft) if least is not None else typical
    high = _whole(service, most, draft) if most is not None else max(low, typical)
    usual = assumed(min(max(typical, low), high), ImportCode.TYPICAL_OF_SCALED, group.place)
    service.fields["replicas"] = {
        "min": read_at(min(low, high), least.place if least is not None else group.place),
        "typical": usual,
        "peak": read_at(high, most.place if most is not None else group.place),
    }
    draft.fields["autoscale"] = implied("replicas", ImportCode.FROM_SERVICES)


def _whole(service: DraftService, node: FileNode, draft: Draft) -> int:
    """A number of replicas; 1, with a note, where a variable without a value gives it."""
    if node.tag == EXPRESSION:
        subject = ("services", service.called, "replicas")
        draft.tell(NoteKind.MISSING, subject, ImportCode.EXPRESSION_OPEN, node.place, written=node.text[:80])
        return 1
    text = node.text.strip()
    if not text.isdecimal() or int(text[:9]) > MOST_REPLICAS:
        remedy = f"write a whole number up to {MOST_REPLICAS:,}"
        path = ("services", service.called, "replicas")
        raise node.place.refusal(f"{text[:40]!r} is not a number of tasks", remedy, path)
    return int(text)


def _take_tasks(service: DraftService, tasks: Sequence[FileNode], draft: Draft) -> None:
    """The image of the first container that is no helper before or after; tasks of other drivers are told."""
    for task in sorted(tasks, key=lambda one: first(one, "lifecycle") is not None):
        image = first(task, "config", "image")
        if image is not None and image.text.strip():
            service.fields["image"] = read_at(image.text.strip()[:_MOST_IMAGE], image.place)
            break
    if len(tasks) > 1:
        names = tuple(_called(task) for task in tasks)
        draft.tell(NoteKind.ASSUMED, ("services", service.called), ImportCode.RUN_TOGETHER, tasks[0].place, names=names)
    for task in tasks:
        driver = task.get("driver")
        if driver is not None and driver.text not in _CONTAINER_DRIVERS:
            subject = (f"group {service.called} task {_called(task)}",)
            code = ImportCode.NO_CONTAINER_DRIVER
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, driver.place, driver=driver.text[:40])


def _called(task: FileNode) -> str:
    name = task.get("name")
    return name.text[:60] if name is not None else "?"
