"""Who reaches a pod: Services that pick it, and Ingresses, Gateway routes and the like that lead to these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Taken, assumed, read_at
from advisor.importers.kubernetes.objects import Cluster, KubeObject, entries_of, matches, text_of, texts_of
from advisor.importers.kubernetes.workloads import KubeWorkload, is_workload
from advisor.importers.nodes import FileNode, FilePlace

ROUTES: Mapping[str, str | None] = {
    "Ingress": "http",
    "HTTPRoute": "http",
    "GRPCRoute": "grpc",
    "TCPRoute": "tcp",
    "TLSRoute": "tcp",
    "UDPRoute": "udp",
    "Route": "http",
    "VirtualService": "http",
    "IngressRoute": "http",
    "IngressRouteTCP": "tcp",
    "IngressRouteUDP": "udp",
    "HTTPProxy": "http",
}
"""What leads from outside to a Service, by kind, with what is spoken there."""
_GATEWAY_ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
_INTERNAL_MARKS: Mapping[str, Sequence[str]] = {
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "networking.gke.io/load-balancer-type": ("internal",),
    "cloud.google.com/load-balancer-type": ("internal",),
    "alb.ingress.kubernetes.io/scheme": ("internal",),
    "kubernetes.io/ingress.class": ("gce-internal",),
}
"""Annotations that keep a balancer inside the private network, with the values that do."""
MOST_PAIRS = 50_000
"""Services beside workloads that they may pick; a cluster of a thousand workloads has some thousands."""
_GRPC = ("grpc", "grpcs")
_BACKEND_PROTOCOL = "nginx.ingress.kubernetes.io/backend-protocol"


@dataclass(frozen=True)
class Way:
    """A way to a port of a pod: the port by its number or name, who takes it, and what is known to be spoken."""

    port: str
    transport: str
    exposure: Taken
    place: FilePlace
    name: str = ""
    application: str = ""
    route_protocol: Taken | None = None
    is_declared: bool = True
    """Whether the port is one of the pod for sure; a Service without `targetPort` names its own number."""


@dataclass(frozen=True)
class _Lead:
    """One reference of a route to a port of a Service; an empty port is any."""

    service: str
    namespace: str
    port: str
    is_public: bool
    protocol: str | None
    place: FilePlace


class ClusterNetwork:
    """The Services of a cluster and the routes that lead to them."""

    def __init__(self, cluster: Cluster) -> None:
        self._services: dict[tuple[str, str, str], list[KubeObject]] = {}
        for one in cluster.of_kind("Service"):
            selected = next(iter(texts_of(one.spec.get("selector")).items()), None)
            if not is_workload(one) and selected is not None and text_of(one.spec, "type") != "ExternalName":
                self._services.setdefault((one.namespace, *selected), []).append(one)
        self._pairs = 0
        self._leads: dict[tuple[str, str], list[_Lead]] = {}
        for route in cluster.of_kind(*ROUTES):
            for lead in _leads_of(route):
                self._leads.setdefault((lead.namespace, lead.service), []).append(lead)

    def ways_to(self, workload: KubeWorkload) -> Iterator[Way]:
        """The ways to the ports of the pods of a workload."""
        for label in workload.labels.items():
            for service in self._services.get((workload.namespace, *label), ()):
                self._pairs += 1
                if self._pairs > MOST_PAIRS:
                    message = f"more than {MOST_PAIRS:,} pairs of Services and workloads with the same label"
                    raise service.place.refusal(message, "import its namespaces, or parts, one by one")
                if matches(service.spec.get("selector"), workload.labels):
                    for port in entries_of(service.spec, "ports"):
                        yield self._way(service, port)

    def _way(self, service: KubeObject, port: FileNode) -> Way:
        number, name = text_of(port, "port"), text_of(port, "name")
        target = text_of(port, "targetPort") or number
        leads = [
            lead
            for lead in self._leads.get((service.namespace, service.name), ())
            if lead.port in ("", number, name or number)
        ]
        spoken = next((read_at(lead.protocol, lead.place) for lead in leads if lead.protocol is not None), None)
        return Way(
            target,
            (text_of(port, "protocol") or "TCP").upper(),
            _exposure(service, leads),
            port.place,
            name,
            text_of(port, "appProtocol"),
            spoken,
        )


def _exposure(service: KubeObject, leads: Sequence[_Lead]) -> Taken:
    """Who reaches a port of a Service: by its type, its addresses, or a route that leads to it."""
    for lead in leads:
        if lead.is_public:
            return read_at("public", lead.place)
    kind = service.spec.get("type")
    addresses = service.spec.get("externalIPs")
    if kind is not None and kind.text == "LoadBalancer":
        inside = _internal_mark(service)
        if inside is not None:
            return read_at("internal", inside)
        return read_at("public", kind.place)
    if kind is not None and kind.text == "NodePort":
        return assumed("public", ImportCode.NODE_PORT, kind.place)
    if addresses is not None and addresses.entries:
        return read_at("public", addresses.place)
    return read_at("internal", service.place)


def _internal_mark(one: KubeObject) -> FilePlace | None:
    """Where an annotation says that a balancer stays inside the private network."""
    notes = one.node.get("metadata", "annotations")
    for key, text in texts_of(notes).items():
        if text.lower() in _INTERNAL_MARKS.get(key, ()):
            return notes.key_place(key) if notes is not None else None
    return None


def _leads_of(route: KubeObject) -> Iterator[_Lead]:
    """The Services that a route leads to."""
    is_public = _is_from_outside(route)
    protocol = ROUTES[route.kind]
    if route.annotations.get(_BACKEND_PROTOCOL, "").lower() in _GRPC:
        protocol = "grpc"
    for name, namespace, port, place in _references(route):
        if name:
            yield _Lead(name, namespace or route.namespace, port, is_public, protocol, place)


def _is_from_outside(route: KubeObject) -> bool:
    if _internal_mark(route) is not None:
        return False
    if route.kind in _GATEWAY_ROUTES:  # a route whose parent is a Service belongs to a mesh
        parents = entries_of(route.spec, "parentRefs")
        return not parents or any(text_of(one, "kind") != "Service" for one in parents)
    if route.kind == "VirtualService":
        return any(one.text != "mesh" for one in entries_of(route.spec, "gateways"))
    return True


_Reference = tuple[str, str, str, FilePlace]


def _references(route: KubeObject) -> Iterator[_Reference]:
    """Name, namespace and port of each Service that a route names."""
    spec = route.spec
    if route.kind == "Ingress":
        yield from _of_ingress(spec)
    elif route.kind in _GATEWAY_ROUTES:
        for rule in entries_of(spec, "rules"):
            for one in entries_of(rule, "backendRefs"):
                if text_of(one, "kind") in ("", "Service"):
                    yield text_of(one, "name"), text_of(one, "namespace"), text_of(one, "port"), one.place
    elif route.kind == "Route":  # of OpenShift
        target = spec.get("to")
        for one in [*([target] if target is not None else []), *entries_of(spec, "alternateBackends")]:
            yield text_of(one, "name"), "", text_of(spec, "port", "targetPort"), one.place
    elif route.kind == "VirtualService":
        for key in ("http", "tcp", "tls"):
            for rule in entries_of(spec, key):
                for one in entries_of(rule, "route"):
                    host, _, rest = text_of(one, "destination", "host").partition(".")
                    port = text_of(one, "destination", "port", "number")
                    yield host, rest.partition(".")[0], port, one.place
    else:  # of Traefik and Contour
        proxied = spec.get("tcpproxy")
        for rule in [*entries_of(spec, "routes"), *([proxied] if proxied is not None else [])]:
            for one in entries_of(rule, "services"):
                yield text_of(one, "name"), text_of(one, "namespace"), text_of(one, "port"), one.place


def _of_ingress(spec: FileNode) -> Iterator[_Reference]:
    """The backends of an Ingress, in the form of networking.k8s.io/v1 and in the older one."""
    backends = [spec.get("defaultBackend"), spec.get("backend")]
    for rule in entries_of(spec, "rules"):
        backends += [path.get("backend") for path in entries_of(rule.get("http"), "paths")]
    for one in backends:
        if one is not None:
            name = text_of(one, "service", "name") or text_of(one, "serviceName")
            port = one.get("service", "port") or one
            number = text_of(port, "number") or text_of(port, "name") or text_of(one, "servicePort")
            yield name, "", number, one.place
