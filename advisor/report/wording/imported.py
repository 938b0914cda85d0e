"""An import in words: where a value comes from, what was assumed, what is missing, and what to ask first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.errors import KeyPath
from advisor.importers import ImportCode, ImportNote, NoteKind, OriginKind, ValueOrigin
from advisor.importers.questions import ImportQuestion, LeadingQuestion
from advisor.report.wording import listing

MOST_NAMED = 6

_NAMESPACES = {"pid": "its processes", "ipc": "its memory between processes", "network_mode": "its network"}

REASONS: Mapping[ImportCode, Callable[..., str]] = {
    ImportCode.NAME_OF_FOLDER: lambda: "the name of the folder",
    ImportCode.UNNAMED: lambda: "nothing names it",
    ImportCode.ONE_REPLICA: lambda: "one replica where nothing else is said",
    ImportCode.LINUX: lambda: "Linux where nothing says Windows",
    ImportCode.STOPS_WHEN_DONE: lambda: "others wait for its successful end",
    ImportCode.PUBLISHED: lambda published: f"published on every interface{_as(published)}",
    ImportCode.PUBLISHED_ANYWHERE: lambda: "published at a port that changes with every start",
    ImportCode.PUBLISHED_ON_LOOPBACK: lambda published: (
        f"published on the loopback address only{_as(published)}: a proxy on the machine is to reach it"
    ),
    ImportCode.PUBLISHED_DATA_STORE: lambda published: (
        f"a data store published on every interface{_as(published)}, taken as a convenience of development"
    ),
    ImportCode.NOT_PUBLISHED: lambda: "not published",
    ImportCode.KNOWN_PORT: lambda: "the usual protocol of this port",
    ImportCode.LIMIT_IS_REQUEST: lambda: "only a limit is given; that much is planned",
    ImportCode.NO_VOLUME: lambda: "no volume keeps its data",
    ImportCode.WRITABLE_FOLDER: lambda folder, target: f"it writes to the folder {folder} of the machine at {target}",
    ImportCode.FROM_SERVICES: lambda: "follows from the services",
    ImportCode.SIZE_NOT_STATED: lambda services, of: f"not stated for {len(services)} of {of} services",
    ImportCode.PROTOCOL_NOT_STATED: lambda: "the file says TCP only, which HTTP uses too",
    ImportCode.DATA_STORE_WITHOUT_VOLUME: lambda image: (
        f"{image}: a data store without a volume; whether its data may be lost is not said"
    ),
    ImportCode.VOLUME_SIZE_NOT_STATED: lambda: "no size of the volume is given",
    ImportCode.NOT_SAID_BY_ANY: lambda keys: f"no file of this kind says {listing(keys)}",
    ImportCode.PER_NODE: lambda: "one on every machine",
    ImportCode.HOST_NETWORK: lambda: "it uses the network of its machine",
    ImportCode.SERVICE_NAME: lambda name: f"the name {name} begins with a sign, is too long or taken",
    ImportCode.NAMELESS_VOLUME: lambda: "it writes to a volume without a name",
    ImportCode.ALL_GPUS: lambda: "it asks for all GPUs of a machine; one is planned",
    ImportCode.GPU_RUNTIME: lambda: "it runs with the runtime of GPUs and names no number",
    ImportCode.SPREAD_BY_LABEL: lambda label: f"spread over {label}",
    ImportCode.VARIABLE_NOT_GIVEN: lambda: (
        "a variable without a value or a default, left blank; give it with --env-file"
    ),
    ImportCode.VALUE_BLANK: lambda: "nothing is left of it without its variables",
    ImportCode.CAPABILITIES: lambda names: f"capabilities beyond the usual: {listing(names)}",
    ImportCode.SHARED_VOLUME: lambda volume, services: (
        f"{volume} is mounted by {_some(services)}: a shared file system, or all of them on one machine"
    ),
    ImportCode.WEBASSEMBLY: lambda platform: f"{platform} is a WebAssembly module, not a container image",
    ImportCode.OTHER_PLATFORM: lambda platform: f"{platform} is a platform that machines are not offered with",
    ImportCode.SHARES_NAMESPACE: lambda namespace, owner: (
        f"shares {_NAMESPACES[namespace]} with {owner or 'the machine'}"
    ),
    ImportCode.PLACEMENT: lambda rule: f"where it may run: {rule}",
    ImportCode.PORT_RANGE: lambda count: f"the first of {count} ports in a row stands for all",
    ImportCode.KEYS_WITHOUT_EFFECT: lambda count: "does not change the answer",
    ImportCode.PROFILE_NOT_ASKED_FOR: lambda profiles: f"runs in the profile {listing(profiles)} only; see --profile",
    ImportCode.NO_REPLICAS: lambda: "scaled to no replicas",
    ImportCode.NOTHING_TO_RUN: lambda: "neither an image nor a build: a template, or a layer over another file",
    ImportCode.NOT_A_CONTAINER: lambda: "something else than a container provides it",
    ImportCode.EXTENSION: lambda: "a part for other tools",
    ImportCode.FILE_OUTSIDE: lambda file: f"{file} lies outside the folder of the import and is not read",
    ImportCode.FILE_NOT_THERE: lambda file: f"{file} is not there",
    ImportCode.OTHER_FILE: lambda: "a file of no format that is imported",
    ImportCode.KNATIVE_PORT: lambda: "a Knative Service speaks HTTP",
    ImportCode.CONTAINERS_OF_POD: lambda names: (
        f"{len(names)} containers of the pod are one replica, their requests added: {_some(names)}"
    ),
    ImportCode.LIMITS_ARE_REQUESTS: lambda names: (
        f"only a limit is given{f' for {_some(names)}' if names else ''}, which Kubernetes takes as the request"
    ),
    ImportCode.CONTAINERS_WITHOUT_SIZE: lambda names: f"counted as nothing, since it is not stated: {_some(names)}",
    ImportCode.FRACTION_OF_BYTE: lambda written: (
        f"{written} are thousandths of a byte; was {written.removesuffix('m')}Mi meant?"
    ),
    ImportCode.NODE_PORT: lambda: "a Service of type NodePort, open to all who reach a node",
    ImportCode.HTTP_PROBE: lambda: "an HTTP probe asks it",
    ImportCode.GRPC_PROBE: lambda: "a gRPC probe asks it",
    ImportCode.PODS_FOUND: lambda: "as many pods as were given; what makes them was not",
    ImportCode.SCALES_TO_ZERO: lambda: "no minimum is given, so it runs none while nothing is asked",
    ImportCode.TYPICAL_OF_SCALED: lambda: "an autoscaler sets the count: the one written down, or its minimum",
    ImportCode.SHARED_GPU: lambda: "a part of a GPU; how many share one is not said",
    ImportCode.PREFERRED_SPREAD: lambda: "preferred, not demanded",
    ImportCode.NAME_OF_NAMESPACE: lambda: "the name of the namespace",
    ImportCode.NO_PEAK: lambda: "its autoscaler has no maximum",
    ImportCode.NAMESPACES: lambda names: (
        f"the namespaces {_some(names)} are taken as tenants; how far they trust each other is not said"
    ),
    ImportCode.SCHEDULE: lambda schedule: f"runs at {schedule}",
    ImportCode.MEMORY_VOLUME: lambda size: (
        f"a volume in memory {f'of at most {size}' if size else 'without a bound'}, "
        "which counts as memory of its containers"
    ),
    ImportCode.OTHER_DEVICE: lambda device: f"asks for {device}",
    ImportCode.PRIORITY: lambda name: f"of the priority class {name}",
    ImportCode.UPDATE_RULE: lambda rule: f"{rule}: a requirement has one rule of updates for all",
    ImportCode.DISRUPTION_BUDGET: lambda least, most: (
        f"{f'at least {least} stay' if least else f'at most {most or 0} are missing'} in a disruption: "
        "a requirement has one rule for all"
    ),
    ImportCode.VERTICAL_SCALING: lambda: "an autoscaler sets its requests and has recommended none yet",
    ImportCode.VERTICAL_SCALING_OFF: lambda targets: f"an autoscaler recommends and does not set: {'; '.join(targets)}",
    ImportCode.HELM_TEST: lambda: "a test of a Helm release",
    ImportCode.ENDED: lambda: "it has ended",
    ImportCode.SUSPENDED: lambda: "it is suspended",
    ImportCode.TARGET_NOT_GIVEN: lambda: "what it scales was not given",
    ImportCode.NOT_RENDERED: lambda: "nothing is run: import what `kubectl kustomize` prints to have its changes",
    ImportCode.UNKNOWN_KIND: lambda api: f"a kind that is not read ({api})",
    ImportCode.WRITTEN_FOR: lambda: "the files are written for it",
    ImportCode.FARGATE_SIZE: lambda: "a size that Fargate sells; what the process needs may be less",
    ImportCode.COUNT_IN_SERVICE: lambda: "a task definition has no count; give what describe-services prints too",
    ImportCode.ECS_ARCHITECTURE: lambda: "ECS takes x86-64 where nothing else is said",
    ImportCode.RUN_TOGETHER: lambda names: f"{_some(names)} run together as one replica: requests added",
    ImportCode.LOAD_BALANCER: lambda: "a load balancer sends to it; whether that one is internal is not said",
    ImportCode.NO_LOAD_BALANCER: lambda: "no load balancer of the service sends to it",
    ImportCode.EXPOSURE_IN_SERVICE: lambda: "the load balancer stands in the service, not in the task definition",
    ImportCode.DEFINITION_NOT_GIVEN: lambda definition: (
        f"the task definition {definition} is not given; add what describe-task-definition prints"
    ),
    ImportCode.KIND_WITHOUT_EFFECT: lambda count: "runs nothing",
    ImportCode.MHZ_OF_A_CORE: lambda mhz, core_mhz: (
        f"{mhz} MHz at {core_mhz} MHz a core; --core-mhz says what your machines have"
    ),
    ImportCode.NOMAD_DEFAULT_MEMORY: lambda names: f"{_some(names)} say nothing, so Nomad gives each 300 MB",
    ImportCode.EXPRESSION_OPEN: lambda written: f"{written} is known only when the job is run",
    ImportCode.NO_CONTAINER_DRIVER: lambda driver: f"driver {driver}: not a container",
    ImportCode.CPU_OF_USAGE: lambda low, base, high, days, points: (
        f"p95 of {points} samples in {days:g} days; {low} by the median + 15 %, {base} by p95, {high} by p99"
    ),
    ImportCode.MEMORY_OF_USAGE: lambda low, base, high, days, points: (
        f"the most of {points} samples in {days:g} days + 15 %; "
        f"{low} by p95, {base} by the most + 15 %, {high} by the most + 30 %"
    ),
    ImportCode.ENDS_OF_CPU: lambda: "the median + 15 % and p99",
    ImportCode.ENDS_OF_MEMORY: lambda: "p95 and the most + 30 %",
    ImportCode.LOAD_OF_USAGE: lambda: "the mean of each hour of CPU over all pods, in UTC; the highest hour is 1",
    ImportCode.PEAK_OF_USAGE: lambda peak: f"the highest sum over all pods needs {peak} replicas of that request",
    ImportCode.REQUEST_BESIDE_USE: lambda now, replicas, difference: (
        f"asks for {now} now; of that {difference} are spare in {replicas} replicas"
    ),
    ImportCode.REQUEST_BELOW_USE: lambda now, replicas, difference: (
        f"asks for {now} now; {difference} are lacking in {replicas} replicas"
    ),
    ImportCode.SCALED_BY_REQUEST: lambda low, base, high, days, points: (
        f"stays as it is, since an autoscaler aims at a share of it; {points} samples in {days:g} days would be {low}, "
        f"{base} or {high}"
    ),
    ImportCode.PODS_SEEN: lambda: "as many pods are in the series",
    ImportCode.TIMES_WITHOUT_ZONE: lambda: "times that say no zone are taken as UTC",
    ImportCode.NO_SUCH_SERVICE: lambda: "a series of a service that the other files do not have",
    ImportCode.SINGLE_SAMPLE: lambda points, days, missing: "one sample is no series: record some days of it",
    ImportCode.SERIES_TOO_SHORT: lambda points, days, missing: (
        f"{points} samples in {days:g} days are too few to size by; 100 samples in 3 days are the least"
    ),
    ImportCode.SERIES_TOO_SPARSE: lambda points, days, missing: (
        f"{missing} % of the samples are missing in {days:g} days, too many to size by"
    ),
    ImportCode.SHARE_OF_UNKNOWN: lambda p50, p90, p95, p99, most: (
        f"p50 {p50:g} %, p90 {p90:g} %, p95 {p95:g} %, p99 {p99:g} %, at most {most:g} % of a request "
        "that is not known; say what the service asks for"
    ),
}
"""What each code says; the values that go with it are named in ImportCode."""

_QUESTIONS: Mapping[ImportQuestion, Callable[[LeadingQuestion], str]] = {
    ImportQuestion.SIZES: lambda asked: (
        f"How much CPU and memory does a replica need? {_of_services(asked)} do not say; fill in the lines that begin "
        "with # cpu and # memory. Left as they are, a range follows from presets"
    ),
    ImportQuestion.HOSTING: lambda _: "Where is it to run: in a cloud (which one, which region), or on own machines?",
    ImportQuestion.DATA_WITHOUT_VOLUME: lambda asked: (
        f"May the data of {_some(asked.services)} be lost? No volume keeps it (stateful: true or false)"
    ),
    ImportQuestion.VOLUME_SIZES: lambda asked: f"How large are the volumes of {_some(asked.services)}?",
    ImportQuestion.PUBLIC_PORTS: lambda asked: (
        f"Is {_some(asked.services)} meant for the internet? Published ports are taken as public"
    ),
    ImportQuestion.PROTOCOLS: lambda asked: (
        f"What do the ports of {_some(asked.services)} speak: HTTP, gRPC, other TCP?"
    ),
}


def _as(published: object) -> str:
    return f" as {published}" if published else ""


def _some(names: tuple[str, ...]) -> str:
    if len(names) <= MOST_NAMED:
        return listing(names)
    return listing([*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"])


def _of_services(asked: LeadingQuestion) -> str:
    return f"{len(asked.services)} of {asked.of} services"


def question_words(asked: LeadingQuestion) -> str:
    """An open question as it is put to the architect."""
    return _QUESTIONS[asked.question](asked)


def reason(code: ImportCode, values: Mapping[str, object]) -> str:
    """What a code says with its values."""
    return REASONS[code](**values)


def origin_words(origin: ValueOrigin) -> str:
    """Where a value comes from, as it stands beside it: `compose.yaml:45`, `assumed: ...`."""
    place = origin.place.short if origin.place is not None else ""
    if origin.code is None:
        return place
    said = reason(origin.code, dict(origin.values))
    if origin.kind is OriginKind.READ:
        return f"{place} {said}"
    return f"assumed: {said}" if origin.kind is OriginKind.ASSUMED else said


def subject_words(subject: KeyPath) -> str:
    """The path of what a note is about, with dots."""
    return ".".join(str(part) for part in subject)


def note_lines(notes: tuple[ImportNote, ...]) -> list[str]:
    """A line for each kind of note and reason, such as `assumed: services.web.ports.80.exposure: published ...`.

    Notes that say the same of several values share a line.
    """
    lines = []
    for kind in NoteKind:
        shared: dict[tuple[str, str], list[ImportNote]] = {}
        for note in notes:
            if note.kind is kind:
                field = _field(note) if kind is not NoteKind.IGNORED else ""
                shared.setdefault((reason(note.code, dict(note.values)), field), []).append(note)
        lines += [f"{_KINDS[kind]}: {_shared_line(said, group)}" for (said, _), group in shared.items()]
    return lines


def _field(note: ImportNote) -> str:
    """The field of a service that a note is about: of its ports what is said of them, else the field itself."""
    if len(note.subject) <= 2:
        return ""
    return subject_words(note.subject[-1:] if note.subject[2] == "ports" else note.subject[2:3])


_KINDS = {
    NoteKind.ASSUMED: "assumed",
    NoteKind.MISSING: "missing",
    NoteKind.MEASURED: "measured",
    NoteKind.NOT_EXPRESSIBLE: "not expressible",
    NoteKind.SKIPPED: "skipped",
    NoteKind.IGNORED: "ignored",
}


def _shared_line(said: str, group: list[ImportNote]) -> str:
    subjects = [subject_words(note.subject) for note in group if note.subject]
    place = f" ({group[0].place.short})" if len(group) == 1 and group[0].place is not None else ""
    return f"{_some(tuple(subjects))}: {said}{place}" if subjects else f"{said}{place}"
