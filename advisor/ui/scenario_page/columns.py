"""The columns of the tables of the scenario, in words and with the units of bare numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.ui.scenario_page.cells import CellKind, TableColumn

_AMOUNT = "an amount such as 512Mi or 2Gi"
_PORT_WORDS = "port/protocol/who reaches it, such as 8080/http/public, 6379/tcp; none where it listens on nothing"
_VOLUME_WORDS = "name and size, such as data 500Gi; files 10Gi/many where replicas share one; none where there is none"

KINDS = (
    *(("web", "Web pages"), ("api", "Interface for programs"), ("worker", "Worker on a queue"), ("batch", "Batch job")),
    *(("task", "Single tasks"), ("streaming", "Stream of events"), ("realtime", "Realtime"), ("iot", "Devices")),
    *(("ml", "Machine learning"), ("gpu", "GPU computing"), ("legacy", "Older application")),
    ("non_container", "No container"),
)
SYSTEMS = (("linux", "Linux"), ("windows", "Windows"))
ARCHITECTURES = (("amd64", "x86 (amd64)"), ("arm64", "Arm (arm64)"), ("any", "Either"))
SPREADS = (("zone", "Over zones"), ("node", "Over machines"), ("none", "Not at all"))
SITES = (("cloud", "In the cloud"), ("on_prem", "On own servers"), ("any", "Either"))
ISOLATIONS = (
    *(("none", "Nothing"), ("soft", "Names and access rules"), ("node", "Machines of its own")),
    ("cluster", "A cluster of its own"),
)
PROTOCOLS = (("http", "HTTP"), ("grpc", "gRPC"), ("websocket", "WebSocket"), ("tcp", "Other TCP"), ("udp", "UDP"))
EXPOSURES = (
    *(("public", "The internet"), ("internal", "Other services")),
    ("host", "Whoever reaches the machine"),
)
ACCESS = (("one", "One replica"), ("many", "Many replicas"))
KEEPS = (("data", "Data that must not be lost"), ("cache", "A cache that can be filled again"))
HOST_NEEDS = "docker_socket, privileged, host_path, host_network, devices; with commas between"


def _text(path: str, title: str, about: str, width: int = 120, also: tuple[str, ...] = ()) -> TableColumn:
    return TableColumn(tuple(path.split(".")), title, CellKind.TEXT, about, width, also=also)


def _whole(path: str, title: str, about: str, width: int = 100, also: tuple[str, ...] = ()) -> TableColumn:
    return TableColumn(tuple(path.split(".")), title, CellKind.WHOLE, about, width, also=also)


def _number(path: str, title: str, about: str, width: int = 110, also: tuple[str, ...] = ()) -> TableColumn:
    return TableColumn(tuple(path.split(".")), title, CellKind.NUMBER, about, width, also=also)


def _memory(path: str, title: str, about: str, unit: str, also: tuple[str, ...] = ()) -> TableColumn:
    return TableColumn(tuple(path.split(".")), title, CellKind.MEMORY, f"{about}: {_AMOUNT}", 150, unit=unit, also=also)


def _yes_no(path: str, title: str, about: str, width: int = 105, also: tuple[str, ...] = ()) -> TableColumn:
    return TableColumn(tuple(path.split(".")), title, CellKind.YES_NO, about, width, also=also)


def _choice(path: str, title: str, about: str, choices: tuple[tuple[str, str], ...], width: int = 130) -> TableColumn:
    return TableColumn(tuple(path.split(".")), title, CellKind.CHOICE, about, width, choices)


SERVICE_NAME = _text("name", "Name", "What the service is called: letters, digits and dashes", 175, ("service", "app"))
_CPU = TableColumn(
    ("cpu",),
    "CPU (cores)",
    CellKind.CPU,
    "What one replica asks for, in cores: 0.5; or in thousandths: 500m",
    105,
    also=("cpu request", "cpu requests", "vcpu", "cpus", "cores"),
)

SERVICES = (
    SERVICE_NAME,
    _choice("kind", "Kind of work", "What it does; it says which size is assumed where none is given", KINDS, 150),
    _whole(
        "replicas.typical", "Usual replicas", "Copies that run on a usual day", 140, ("replicas", "instances", "count")
    ),
    _whole(
        "replicas.min",
        "Fewest replicas",
        "Copies that run at the quietest hour",
        145,
        ("min", "min replicas", "minimum"),
    ),
    _whole(
        "replicas.peak", "Most replicas", "Copies that run at the peak", 130, ("max", "peak", "max replicas", "maximum")
    ),
    _CPU,
    _memory("memory", "Memory (MiB)", "What one replica asks for", "Mi", ("ram", "mem", "memory request")),
    _yes_no("stateful", "Keeps data", "Whether it keeps data of its own", 115, ("stateful", "state")),
    _text("tenant", "Tenant", "Whose it is, as the table of tenants calls them", 110, ("team", "customer")),
    TableColumn(("ports",), "Ports", CellKind.PORTS, _PORT_WORDS, 170, also=("port",)),
    TableColumn(("volumes",), "Volumes", CellKind.VOLUMES, _VOLUME_WORDS, 150, also=("volume",)),
)
"""What most services need said."""

SPECIAL_NEEDS = (
    _whole("copies", "Copies of it", "Equal deployments of it, such as one for each customer", 105, ("deployments",)),
    _yes_no(
        "per_node", "On every machine", "One replica on each machine, such as an agent", 140, ("daemon", "daemonset")
    ),
    _whole("gpu.count", "GPUs", "GPUs that one replica takes", 85, ("gpu",)),
    _text("gpu.type", "GPU type", "Which GPU: l4, a100, h100 ...", 90),
    _number("gpu.share", "Share of a GPU (0 to 1)", "The part of each GPU that it takes where it is divided", 160),
    _memory("disk", "Disk (GiB)", "Space on the machine itself, gone with the replica", "Gi", ("ephemeral storage",)),
    _choice("os", "System", "The operating system of its image", SYSTEMS, 100),
    _choice("arch", "Processor", "The processors that its image is built for", ARCHITECTURES, 120),
    _yes_no("interruptible", "May be stopped", "At any time, and started again elsewhere: spare capacity will do", 125),
    _choice("spread", "Replicas spread", "Over what its replicas are spread", SPREADS, 125),
    _choice("site", "Runs where", "Where it may run when there are own servers and a cloud", SITES, 125),
    _whole("max_per_node", "Most on a machine", "So many replicas of it share one machine at most", 140),
    TableColumn(("affinity",), "Beside", CellKind.NAMES, "Services that have to stand on the same machine", 130),
    TableColumn(("anti_affinity",), "Apart from", CellKind.NAMES, "Services that never share a machine with it", 130),
    TableColumn(("needs_host",), "Needs of the machine", CellKind.NAMES, HOST_NEEDS, 165),
    _text("image", "Image", "The name of its container image", 160),
    _memory("image_size", "Image size (MiB)", "How large the image is", "Mi"),
    _whole("io_mbps", "Disk traffic (MB/s)", "What it reads and writes a second", 140),
    TableColumn(("size_range", "cpu", "low"), "Least CPU (cores)", CellKind.CPU, "What it may turn out to need", 130),
    TableColumn(
        ("size_range", "cpu", "high"), "Largest CPU (cores)", CellKind.CPU, "What it may turn out to need", 135
    ),
    _memory("size_range.memory.low", "Least memory (MiB)", "What it may turn out to need", "Mi"),
    _memory("size_range.memory.high", "Largest memory (MiB)", "What it may turn out to need", "Mi"),
    TableColumn(("limits", "cpu"), "CPU limit (cores)", CellKind.CPU, "The most that one replica may use", 130),
    _memory("limits.memory", "Memory limit (MiB)", "The most that one replica may use", "Mi"),
)
"""What few services need said."""

TRAFFIC = (
    _number("traffic.requests_per_second.typical", "Usual requests a second", "All replicas together", 200, ("rps",)),
    _number("traffic.requests_per_second.peak", "Peak requests a second", "All replicas together", 200, ("peak rps",)),
    _number(
        "traffic.milliseconds",
        "Time for one request (ms)",
        "How long a request takes, in milliseconds",
        205,
        ("latency",),
    ),
    _whole("traffic.concurrency", "At once in one replica", "Requests that one replica works on at a time", 185),
)
"""What is asked of services."""

_SERVICE = _text("service", "Service", "One of the services above", 175)
PORTS = (
    _SERVICE,
    _whole("port", "Port (1 to 65535)", "The number of the port", 130),
    _choice("protocol", "Protocol", "What is spoken there", PROTOCOLS, 120),
    _choice("exposure", "Reached by", "Who reaches the port", EXPOSURES, 200),
)
VOLUMES = (
    _SERVICE,
    _text("name", "Volume", "What it is called: letters, digits and dashes", 130),
    _memory("size", "Size (GiB)", "The size of one", "Gi"),
    _choice("access", "Used by", "With many replicas all share one; otherwise each has its own", ACCESS, 130),
    _choice("keeps", "Holds", "What is lost with it", KEEPS, 220),
)

TENANTS = (
    _text("name", "Tenant", "Whose services are kept apart from the others'", 200, ("name", "team", "customer")),
    _choice("isolation", "Kept apart by", "What stands between this one and the others", ISOLATIONS, 200),
)

_MACHINE = (
    _text(
        "type", "Machine type", "A name of your own: small letters, digits and dashes", 150, ("name", "type", "model")
    ),
    _whole("vcpu", "CPU (threads)", "What the operating system counts as processors", 135, ("vcpu", "cpu", "cores")),
    _memory("memory", "Memory (GiB)", "What is built in", "Gi", ("ram",)),
    _whole("count", "How many", "Machines of this type", 115, ("count", "number", "quantity")),
    _number("usd_per_month", "Cost of one (USD a month)", "With power, place and care", 215, ("usd", "cost", "price")),
)
_MACHINE_MORE = (
    _whole("gpu", "GPUs", "GPUs in one machine", 85),
    _text("gpu_type", "GPU type", "Which GPU: l4, a100, h100 ...", 90),
    _choice("arch", "Processor", "What the processors are", ARCHITECTURES[:2], 120),
    _number("sustained_vcpu", "CPU all the time (threads)", "Where processors are shared or burst by credits", 180),
)
MACHINES = (*_MACHINE, _text("site", "Site", "Where it stands, where there are several places", 110), *_MACHINE_MORE)
SITE_MACHINES = (*_MACHINE, *_MACHINE_MORE)
"""The sites are equal, so their machines name none."""

ALL_OF_A_SERVICE = (*SERVICES, *SPECIAL_NEEDS, *TRAFFIC)
COLUMNS_OF: Mapping[str, Sequence[TableColumn]] = {
    "services": ALL_OF_A_SERVICE,
    "tenants": TENANTS,
    "hosting.machines": MACHINES,
    "sites.machines": SITE_MACHINES,
}
"""All that the rows of a table may say, by the field of the table."""


def column_at(table: str, path: Sequence[str | int]) -> TableColumn | None:
    """The column that a path within a row leads to, or the first of several; None where no column shows it.

    >>> found = [column_at("services", path) for path in (("replicas", "peak"), ("ports", 0, "port"), ("replicas",))]
    >>> [column.title for column in found if column is not None]
    ['Most replicas', 'Ports', 'Usual replicas']
    """
    columns = COLUMNS_OF[table]
    around = (each for size in range(len(path), 0, -1) for each in columns if tuple(path[:size]) == each.path)
    below = (each for each in columns if path and each.path[: len(path)] == tuple(path))
    return next(around, None) or next(below, None)


def heading_of(table: str, path: Sequence[str | int]) -> str:
    """The heading of the column that a path within a row leads to; empty where no column shows it."""
    column = column_at(table, path)
    return column.title if column else ""
