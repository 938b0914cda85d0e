"""What is told of the objects and keys that do not become part of a requirement."""

from __future__ import annotations

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, NoteKind
from advisor.importers.kubernetes.defaults import VPA
from advisor.importers.kubernetes.network import ROUTES
from advisor.importers.kubernetes.objects import Cluster, KubeObject, text_of
from advisor.importers.kubernetes.operated import is_operated
from advisor.importers.kubernetes.scaling import SCALERS
from advisor.importers.kubernetes.workloads import KubeWorkload, is_workload

_READ = frozenset({*ROUTES, *SCALERS, VPA, "Service", "PersistentVolumeClaim", "LimitRange", "PodDisruptionBudget"})
_WITHOUT_EFFECT = frozenset(
    {
        *("ConfigMap", "Secret", "CustomResourceDefinition", "ServiceAccount", "Namespace", "NetworkPolicy", "Event"),
        *("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "StorageClass", "PriorityClass", "IngressClass"),
        *("Gateway", "GatewayClass", "ReferenceGrant", "Endpoints", "EndpointSlice", "PersistentVolume", "Lease"),
        *("ServiceMonitor", "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "AlertmanagerConfig"),
        *("Certificate", "Issuer", "ClusterIssuer", "ExternalSecret", "SecretStore", "SealedSecret", "ResourceQuota"),
        *("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService", "PodSecurityPolicy", "Node"),
        *("DestinationRule", "AuthorizationPolicy", "PeerAuthentication", "TriggerAuthentication", "RuntimeClass"),
        *("ControllerRevision", "Middleware", "CSIDriver", "ValidatingAdmissionPolicy", "IngressClassParams"),
        *("ClusterTriggerAuthentication", "BackendConfig", "FrontendConfig", "ManagedCertificate", "TLSOption"),
    }
)
"""Kinds that run nothing and reserve nothing."""
_KEYS_OF_CONTAINERS = (
    *("args", "command", "env", "envFrom", "imagePullPolicy", "lifecycle", "livenessProbe", "readinessProbe"),
    *("startupProbe", "securityContext", "volumeMounts", "workingDir"),
)
_DEFAULT_SHARE = "25%"


def tell_rest(cluster: Cluster, workloads: dict[str, KubeWorkload], draft: Draft) -> None:
    """Tell what was left out, what a requirement has no word for, and what makes no difference."""
    counts: dict[str, int] = {}
    for one in cluster.objects:
        if one.kind in _WITHOUT_EFFECT:
            counts[one.kind] = counts.get(one.kind, 0) + 1
        elif one.kind == "Kustomization" and one.group.startswith("kustomize.config.k8s.io"):
            draft.tell(NoteKind.SKIPPED, ("Kustomization",), ImportCode.NOT_RENDERED, one.node.place)
        elif one.kind == "PodDisruptionBudget":
            _tell_budget(one, draft)
        elif not (one.kind in _READ or is_workload(one) or is_operated(one)):
            api = text_of(one.node, "apiVersion")[:80]
            draft.tell(NoteKind.SKIPPED, (one.title,), ImportCode.UNKNOWN_KIND, one.place, api=api)
    for kind, count in counts.items():
        draft.tell(NoteKind.IGNORED, (f"kind {kind}",), ImportCode.KIND_WITHOUT_EFFECT, count=count)
    for name, workload in workloads.items():
        _tell_updates(name, workload, draft)
    _tell_keys(workloads, draft)


def _tell_budget(one: KubeObject, draft: Draft) -> None:
    """How many pods of a workload may be missing at a time; a requirement has one rule for all."""
    least, most = text_of(one.spec, "minAvailable")[:20], text_of(one.spec, "maxUnavailable")[:20]
    code = ImportCode.DISRUPTION_BUDGET
    draft.tell(NoteKind.NOT_EXPRESSIBLE, (one.title,), code, one.place, least=least, most=most)


def _tell_updates(name: str, workload: KubeWorkload, draft: Draft) -> None:
    """How a workload is updated, where it is not how Kubernetes does it by itself."""
    spec = workload.object.spec
    for key in ("strategy", "updateStrategy"):
        rolling, kind = spec.get(key, "rollingUpdate"), text_of(spec, key, "type")
        said = {part: text_of(rolling, part)[:20] for part in ("maxSurge", "maxUnavailable") if text_of(rolling, part)}
        subject, code = ("services", name, key, "rollingUpdate"), ImportCode.UPDATE_RULE
        is_default = workload.object.kind == "Deployment" and all(text == _DEFAULT_SHARE for text in said.values())
        if rolling is not None and said and not is_default:
            rule = ", ".join(f"{part} {text}" for part, text in said.items())
            draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, code, rolling.place, rule=rule)
        elif kind in ("Recreate", "OnDelete"):
            place = spec.key_place(key)
            draft.tell(NoteKind.NOT_EXPRESSIBLE, ("services", name, key), code, place, rule=kind)


def _tell_keys(workloads: dict[str, KubeWorkload], draft: Draft) -> None:
    users: dict[str, int] = {}
    for workload in workloads.values():
        containers = workload.spec.get("containers")
        keys = {key for one in (containers.entries if containers is not None else []) for key in one.mapping}
        for key in _KEYS_OF_CONTAINERS:
            if key in keys:
                users[key] = users.get(key, 0) + 1
    for key, count in users.items():
        code = ImportCode.KEYS_WITHOUT_EFFECT
        draft.tell(NoteKind.IGNORED, ("services", "*", f"containers.{key}"), code, count=count)
