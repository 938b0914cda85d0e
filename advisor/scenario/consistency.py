"""What a requirement file says against itself: names that lead nowhere, answers that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from advisor.errors import KeyPath, Problem, Setting, did_you_mean
from advisor.reading import Document
from advisor.scenario.copies import separate_copies
from advisor.scenario.enums import (
    Exposure,
    HostingModel,
    Isolation,
    MultiTenancy,
    OperatingSystem,
    Protocol,
    Site,
    State,
    VolumeAccess,
    VolumeContent,
)
from advisor.scenario.hosting import OwnMachine
from advisor.scenario.model import Scenario
from advisor.scenario.service import Port, Service, Volume

_MODEL = ("hosting", "model")
MOST_COPIES = 10_000
"""The most services that one file may come to, as many as it may list."""


def _either(*paths: KeyPath) -> dict[str, Any]:
    """Answers that exclude each other, where it is enough to leave one of them out."""
    return {"against": paths, "ways": [[Setting(path)] for path in paths]}


def _settled_by(*ways: Sequence[Setting]) -> dict[str, Any]:
    """Answers that exclude each other, and the ways out that name them all."""
    return {"against": list(dict.fromkeys(each.path for way in ways for each in way)), "ways": ways}


def find_dangling_names(document: Document) -> Iterator[Problem]:
    """Names written twice, and names that lead nowhere. Works on the raw values, so it runs beside other mistakes."""
    for section, what in (("services", "service"), ("tenants", "tenant")):
        yield from _written_twice(document, section, what)
    services = [s for s in _entries(document, "services") if isinstance(s, dict)]
    known = {str(s.get("name")) for s in services}
    tenants = {str(t.get("name")) for t in _entries(document, "tenants") if isinstance(t, dict)}
    for index, service in enumerate(_entries(document, "services")):
        if not isinstance(service, dict):
            continue
        for key in ("affinity", "anti_affinity"):
            names = service.get(key)
            for position, name in enumerate(names if isinstance(names, list) else ()):
                if isinstance(name, str) and name not in known:
                    path = ("services", index, key, position)
                    yield document.problem(path, f"no service is called {name}", did_you_mean(name, known))
        tenant = service.get("tenant")
        if isinstance(tenant, str) and tenants and tenant not in tenants:
            yield document.problem(
                ("services", index, "tenant"),
                f"no tenant is called {tenant}",
                did_you_mean(tenant, tenants),
            )
    sites = document.value.get("sites")
    in_sites = sites.get("services") if isinstance(sites, dict) else None
    for position, name in enumerate(in_sites if isinstance(in_sites, list) else ()):
        if isinstance(name, str) and name not in known:
            place = ("sites", "services", position)
            yield document.problem(place, f"no service is called {name}", did_you_mean(name, known))


def _entries(document: Document, section: str) -> list[Any]:
    value = document.value.get(section)
    return value if isinstance(value, list) else []


def _written_twice(document: Document, section: str, what: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(_entries(document, section)):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            first = document.place((section, seen[name], "name")).line
            after = f" (first on line {first})" if first else ""
            path = (section, index, "name")
            yield document.problem(path, f"two {what}s are called {name}{after}", f"give each {what} its own name")
        seen.setdefault(name, index)


def find_contradictions(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """Answers of a scenario that cannot hold together; one of them would silently win."""
    yield from _counts(document, scenario)
    yield from _copies(document, scenario)
    yield from _neighbours(document, scenario)
    yield from _kept_apart_hosts(document, scenario)
    yield from _sites(document, scenario)
    yield from _small_sites(document, scenario)
    yield from _own_machines(document, scenario)
    yield from _systems(document, scenario)
    yield from _state(document, scenario)
    yield from _tenants(document, scenario)
    yield from _upgrade(document, scenario)
    yield from _losses(document, scenario)
    yield from _on_every_node(document, scenario)
    yield from _interruptible(document, scenario)


def contradicts_itself(scenario: Scenario) -> bool:
    """Whether some answers of a scenario cannot hold together, so that nobody could ask for it."""
    return any(find_contradictions(Document.of_answers({}), scenario))


def _counts(document: Document, scenario: Scenario) -> Iterator[Problem]:
    if scenario.services is None or scenario.scale is None:
        return
    kinds, counted = len(scenario.services), scenario.scale.services
    listed = sum(service.copies or 1 for service in scenario.services)
    if counted is not None and counted not in (kinds, listed):
        message = f"{counted} services, and {listed} are listed"
        yield document.problem(("scale", "services"), message, "list them all, or leave the count or the list out")
    apps = scenario.scale.apps
    if apps is not None and apps > listed:
        message = f"{apps} applications, and only {listed} services are listed"
        remedy = "list the services of every application, or leave the count or the list out"
        yield document.problem(("scale", "apps"), message, remedy)
    replicas = [service.replicas for service in scenario.services]
    containers = scenario.scale.containers
    if containers is None or any(entry is None for entry in replicas):
        return
    copies = [service.copies or 1 for service in scenario.services]
    typical = sum(entry.typical * count for entry, count in zip(replicas, copies, strict=True) if entry is not None)
    if containers != typical:
        message = f"{containers} containers, and the services listed have {typical} replicas on a typical day"
        yield document.problem(("scale", "containers"), message, "leave it out, or correct the replicas")


def _copies(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """Copies that are called like another service, and copies of what is on every node already."""
    services = scenario.services or ()
    if sum(service.copies or 1 for service in services) > MOST_COPIES:
        yield document.problem(("services",), "come to more than 10,000 with their copies", "plan them in parts")
        return
    named = {service.name for service in services}
    for index, service in enumerate(services):
        path = ("services", index, "copies")
        if service.copies is None or service.copies == 1:
            continue
        if service.per_node:
            both = _either(path, ("services", index, "per_node"))
            message = f"{service.name} is on every node already"
            yield document.problem(path, message, "leave copies or per_node out", **both)
        for copy in separate_copies((service,)):
            if copy.name in named:
                message = f"a copy of {service.name} would be called {copy.name}, as another service is"
                yield document.problem(path, message, "call one of the two otherwise")


def _neighbours(document: Document, scenario: Scenario) -> Iterator[Problem]:
    for index, service in enumerate(scenario.services or ()):
        path = ("services", index)
        if service.name in service.affinity:
            yield document.problem((*path, "affinity"), f"{service.name} names itself", "leave it out")
        for name in sorted(set(service.affinity) & set(service.anti_affinity)):
            message = f"{name} is to be near and apart"
            remedy = "keep it in one of affinity and anti_affinity"
            both = _either((*path, "anti_affinity"), (*path, "affinity"))
            yield document.problem((*path, "anti_affinity"), message, remedy, **both)
        ports = [(port.port, port.exposure, port.protocol) for port in service.ports or ()]
        for position, port in enumerate(ports):
            if port in ports[:position]:
                message = f"port {port[0]} is written twice"
                yield document.problem((*path, "ports", position), message, "keep one of the two")
        for name, unit in (("cpu_millicores", "cpu"), ("memory_mib", "memory")):
            asked, limit = getattr(service, name), getattr(service.limits, name) if service.limits else None
            if asked is not None and limit is not None and limit < asked:
                message = f"the limit is below the {unit} asked for"
                yield document.problem((*path, "limits", unit), message, "write at least as much")


def _kept_apart_hosts(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """Services that can stand nowhere, because those that affinity asks for beside them never share a machine."""
    by_name = {service.name: service for service in scenario.services or ()}
    hosts = {name: _hosts_of(name, by_name) for name in by_name}
    for index, service in enumerate(scenario.services or ()):
        together = [service.name, *sorted(hosts[service.name])]
        for first, second in combinations(together, 2):
            why = _apart(by_name[first], by_name[second])
            named_both = second in service.affinity and second in service.anti_affinity  # told by _neighbours
            elsewhere = any({first, second} <= {host, *hosts[host]} for host in hosts[service.name] - {service.name})
            if why is None or named_both or (elsewhere and service.name not in (first, second)):
                continue
            beside = f"{service.name} is to stand beside {second if first == service.name else f'{first} and {second}'}"
            remedy = "leave out the affinity, or what keeps them apart"
            yield document.problem(("services", index, "affinity"), f"{beside}, and {why}", remedy)
            break


def _hosts_of(name: str, by_name: Mapping[str, Service]) -> set[str]:
    """The services that must stand on a machine of this one: those it names, and those that they name in turn."""
    found: set[str] = set()
    open_names = [name]
    while open_names:
        more = {other for other in by_name[open_names.pop()].affinity if other in by_name} - found
        found |= more
        open_names += more
    return found - {name}


def _apart(first: Service, second: Service) -> str | None:
    """Why two services never share a machine; None where they may."""
    for one, other in ((first, second), (second, first)):
        if other.name in one.anti_affinity:
            return f"{one.name} keeps apart from {other.name}"
    ports = [
        {(port.port, port.protocol) for port in service.ports or () if port.exposure is Exposure.HOST}
        for service in (first, second)
    ]
    shared = sorted(port for port, _ in ports[0] & ports[1])
    return f"both claim host port {shared[0]}, which a machine has once" if shared else None


def _sites(document: Document, scenario: Scenario) -> Iterator[Problem]:
    model = scenario.hosting.model if scenario.hosting else None
    elsewhere = {
        HostingModel.CLOUD: Site.ON_PREM,
        HostingModel.MULTI_CLOUD: Site.ON_PREM,
        HostingModel.ON_PREM: Site.CLOUD,
        HostingModel.EDGE: Site.CLOUD,
    }
    for index, service in enumerate(scenario.services or ()):
        if model is not None and service.site is not None and service.site is elsewhere.get(model):
            message = f"{service.name} is to run at {service.site.value}, and hosting.model is {model.value}"
            path, both = ("services", index, "site"), (HostingModel.HYBRID, Site.ANY)
            ways = _settled_by([Setting(_MODEL, both[0])], [Setting(path, both[1])])
            yield document.problem(path, message, "write hosting.model: hybrid, or any", **ways)


def _small_sites(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """What many equal small sites cannot be together with."""
    sites = scenario.sites
    if sites is None:
        return
    counted = scenario.scale.sites if scenario.scale else None
    if counted is not None and counted != sites.count:
        message = f"{sites.count} sites, and scale.sites says {counted}"
        remedy = "write one number for both, or leave scale.sites out"
        path, other = ("sites", "count"), ("scale", "sites")
        ways = _settled_by([Setting(path, counted)], [Setting(other, sites.count)], [Setting(other)])
        yield document.problem(path, message, remedy, **ways)
    model = scenario.hosting.model if scenario.hosting else None
    if model in (HostingModel.CLOUD, HostingModel.MULTI_CLOUD):
        message = f"small sites have machines of their own, and hosting.model is {model.value}"
        remedy = "write hosting.model: edge, or hybrid where other services run in a cloud"
        others = [[Setting(_MODEL, HostingModel.EDGE)], [Setting(_MODEL, HostingModel.HYBRID)]]
        yield document.problem(("sites",), message, remedy, against=[_MODEL, ("sites", "count")], ways=others)
    if scenario.services is None:
        yield document.problem(("sites",), "nothing says what runs in a site", "list the services")
    if scenario.availability and scenario.availability.survive_zone:
        message = "each of many small sites is one zone, which cannot be lost and outlasted"
        path = ("availability", "survive_zone")
        leave = Setting(path)
        either = [[leave], [leave, Setting(("availability", "survive_nodes"), 1)]]
        yield document.problem(path, message, "leave it out, or write survive_nodes: 1", ways=either)
    for index, machine in enumerate(sites.machines or ()):
        if machine.site is not None:
            message = "the sites are equal, so their machines name none"
            yield document.problem(("sites", "machines", index, "site"), message, "leave it out")


def _own_machines(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """One name for machines of two sizes at one site: a plan could not say which it takes."""
    listed = [("hosting", scenario.hosting.machines if scenario.hosting else None)]
    listed.append(("sites", scenario.sites.machines if scenario.sites else None))
    rented = scenario.hosting is not None and scenario.hosting.rents_listed_machines
    for section, machines in listed:
        for index, machine in enumerate(machines or ()):
            if not machine.counted and not (rented and section == "hosting"):
                message = f"nothing says how many {machine.type} there are"
                remedy = "write count: N; only machines that are rented with cloud: other are there without end"
                path = (section, "machines", index, "count")
                yield document.problem(path, message, remedy, ways=[[Setting(path, ...)]])
        sizes: dict[tuple[str, str | None], OwnMachine] = {}
        for index, machine in enumerate(machines or ()):
            first = sizes.setdefault((machine.type, machine.site), machine)
            if first.model_copy(update={"count": machine.count}) != machine:
                where = f" in {machine.site}" if machine.site else ""
                message = f"{machine.type}{where} is listed with two sizes or prices"
                path = (section, "machines", index, "type")
                yield document.problem(path, message, "give machines that differ different names")


def _systems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    for index, service in enumerate(scenario.services or ()):
        if scenario.os in (None, OperatingSystem.MIXED) or service.os is None:
            continue
        if service.os.value != scenario.os.value:
            message = f"{service.name} runs on {service.os.value}, and os is {scenario.os.value}"
            path = ("services", index, "os")
            ways = _settled_by([Setting(("os",), OperatingSystem.MIXED)], [Setting(("os",))], [Setting(path)])
            yield document.problem(path, message, "write os: mixed, or leave one of them out", **ways)


def _state(document: Document, scenario: Scenario) -> Iterator[Problem]:
    if scenario.state not in (State.NONE, State.EXTERNAL):
        return
    for index, service in enumerate(scenario.services or ()):
        if service.stateful:
            message = f"{service.name} keeps data of its own, and state is {scenario.state.value}"
            remedy = "write state: in_cluster, or leave one of them out"
            path = ("services", index, "stateful")
            ways = _settled_by([Setting(("state",), State.IN_CLUSTER)], [Setting(("state",))], [Setting(path)])
            yield document.problem(path, message, remedy, **ways)


def _tenants(document: Document, scenario: Scenario) -> Iterator[Problem]:
    if scenario.multi_tenancy is not MultiTenancy.NONE:
        return
    for index, tenant in enumerate(scenario.tenants or ()):
        if tenant.isolation in (Isolation.NODE, Isolation.CLUSTER):
            message = f"{tenant.name} is to be kept apart, and multi_tenancy is none"
            remedy = "write multi_tenancy: hard, or isolation: none"
            path = ("tenants", index, "isolation")
            ways = _settled_by([Setting(("multi_tenancy",), MultiTenancy.HARD)], [Setting(path, Isolation.NONE)])
            yield document.problem(path, message, remedy, **ways)


def _upgrade(document: Document, scenario: Scenario) -> Iterator[Problem]:
    upgrade = scenario.availability.upgrade if scenario.availability else None
    if upgrade is None or upgrade.max_surge is None or upgrade.max_unavailable is None:
        return
    if all(int(str(share).removesuffix("%")) == 0 for share in (upgrade.max_surge, upgrade.max_unavailable)):
        message = "max_surge and max_unavailable are both 0, so nothing could ever be replaced"
        path = ("availability", "upgrade")
        ways = _settled_by([Setting((*path, "max_surge"), 1)], [Setting((*path, "max_unavailable"), 1)])
        yield document.problem(path, message, "let one of them be 1 or more, or 25%", **ways)


def _losses(document: Document, scenario: Scenario) -> Iterator[Problem]:
    asked = scenario.availability
    if asked is not None and asked.survive_together and not (asked.survive_nodes and asked.survive_zone):
        message = "machines and a zone can be lost together only where the loss of each is to be survived"
        remedy = "write survive_nodes: 1 and survive_zone: true beside it"
        section, path = "availability", ("availability", "survive_together")
        both = [Setting((section, "survive_nodes"), 1), Setting((section, "survive_zone"), True)]
        yield document.problem(path, message, remedy, ways=[both, [Setting(path)]])


def _on_every_node(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """What runs on every node is not placed, so nothing can be said of its number and place, nor can it be avoided."""
    services = scenario.services or ()
    everywhere = {service.name: service for service in services if service.per_node}
    places = {service.name: place for place, service in enumerate(services)}
    for index, service in enumerate(services):
        path = ("services", index)
        for field in ("replicas", "spread", "max_per_node", "gpu") if service.per_node else ():
            value = getattr(service, field)
            if value is not None and not (field == "gpu" and value.count == 0):
                message = f"{service.name} runs once on every node, which leaves no room for {field}"
                either = _either((*path, field), (*path, "per_node"))
                yield document.problem((*path, field), message, f"leave {field} out, or per_node", **either)
        for field in ("affinity", "anti_affinity") if service.per_node else ("anti_affinity",):
            for name in getattr(service, field):
                if service.per_node or name in everywhere:
                    message = f"{service.name if service.per_node else name} runs on every node, whatever else is there"
                    either = _either(
                        (*path, field), ("services", places[service.name if service.per_node else name], "per_node")
                    )
                    yield document.problem((*path, field), message, f"leave {field} out, or per_node", **either)
        if service.per_node:
            continue
        for position, port in enumerate(service.ports or ()):
            taken = next((name for name, other in everywhere.items() if _claims(other, port)), None)
            if taken is not None and port.exposure is Exposure.HOST:
                message = f"{taken} takes host port {port.port} on every node"
                yield document.problem((*path, "ports", position), message, "give one of them another port")


def _claims(service: Service, port: Port) -> bool:
    """Whether a service takes the same port of its machine."""
    return any(
        own.port == port.port and own.exposure is Exposure.HOST and _transport(own) == _transport(port)
        for own in service.ports or ()
    )


def _transport(port: Port) -> str:
    return "udp" if port.protocol is Protocol.UDP else "tcp"


def _interruptible(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """Services said to bear being stopped at any time that do not: they keep data, or run on every node."""
    for index, service in enumerate(scenario.services or ()):
        if not service.interruptible:
            continue
        path = ("services", index, "interruptible")
        if service.per_node:
            message = f"{service.name} runs on every node, and is stopped only together with it"
            yield document.problem(path, message, "leave interruptible out", ways=[[Setting(path)]])
            continue
        kept = next((volume.name for volume in service.volumes or () if _holds_data(volume)), None)
        if service.stateful or kept is not None:
            where = "" if kept is None else f" on the volume {kept}"
            message = f"{service.name} keeps data{where}, so it may not be stopped at any time"
            yield document.problem(path, message, "leave it out, or keep the data elsewhere")


def _holds_data(volume: Volume) -> bool:
    """Whether one replica alone keeps data on the volume, which what it is attached to cannot lose at any time."""
    return volume.access is not VolumeAccess.MANY and volume.keeps is not VolumeContent.CACHE
