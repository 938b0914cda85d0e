"""Kubernetes manifests as a requirement; the sums stand beside the cases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.importers import ImportCode, Imported, NoteKind, import_requirement, text_source
from advisor.importers.kubernetes.quantities import bytes_of, cores, mebibytes, millicores
from advisor.importers.nodes import read_nodes
from advisor.report import import_lines, render_import

SHOP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - {name: migrate, image: shop/web:1, resources: {requests: {cpu: 400m, memory: 64Mi}}}
        - name: proxy
          image: envoy
          restartPolicy: Always
          resources: {requests: {cpu: 100m, memory: 64Mi}}
      containers:
        - name: web
          image: shop/web:1
          ports: [{name: web, containerPort: 8080}]
          resources: {requests: {cpu: 250m, memory: 128M}, limits: {memory: 256Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80, targetPort: web}]
"""


def read(text: str, name: str = "shop.yaml") -> Imported:
    """The import of one text."""
    return import_requirement(text_source(text.encode(), name))


def only(text: str) -> dict[str, Any]:
    """The one service of a text."""
    (service,) = read(text).services
    return dict(service)


def test_a_workload_is_a_service_with_the_sums_of_its_pod() -> None:
    web = only(SHOP)
    # CPU: web 250 + proxy 100 = 350, and migrate alone before the proxy starts: 400.
    # Memory: 128 MB = 122.07 MiB, + 64 = 186.07, rounded up; migrate has 64.
    assert (web["replicas"], web["cpu"], web["memory"]) == (2, "400m", "187Mi")
    assert web["ports"] == [{"port": 8080, "protocol": "http", "exposure": "public"}]
    assert (web["stateful"], read(SHOP).requirement["name"]) == (False, "shop")
    assert read(SHOP).scenario().services is not None


def pod(kind: str = "Deployment", name: str = "app", spec: str = "", outside: str = "", container: str = "") -> str:
    """A workload with one container, with more of the pod, of the workload, and of the container."""
    inside = f"containers: [{{name: main, image: shop/app:1, {container}}}], {spec}"
    template = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {{{inside}}}}}"
    return f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{template: {template}, {outside}}}\n"


def told(imported: Imported, kind: NoteKind) -> list[tuple[Any, ...]]:
    """Subject and code of the notes of one kind."""
    return [(".".join(map(str, note.subject)), note.code) for note in imported.notes_of(kind)]


@pytest.mark.parametrize(
    ("written", "memory"),
    [
        ("64M", "62Mi"),  # 64,000,000 / 1,048,576 = 61.04
        ("1G", "954Mi"),
        ("1e3", "1Mi"),
        ("129e6", "124Mi"),
        ("128974848", "123Mi"),
        ("128974848000m", "123Mi"),
        ("0.5Gi", "512Mi"),
        ("1Pi", "1073741824Mi"),
    ],
)
def test_memory_is_read_as_it_is_written(written: str, memory: str) -> None:
    assert mebibytes(bytes_of(read_nodes(written, "f")[0])) == memory


@pytest.mark.parametrize(("written", "cpu"), [("100n", "1m"), ("0.1", "100m"), ("250m", "250m"), ("2", "2000m")])
def test_cpu_is_read_as_it_is_written(written: str, cpu: str) -> None:
    assert millicores(cores(read_nodes(written, "f")[0])) == cpu


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (pod(container="resources: {requests: {memory: 512mi}}"), "f:4:134: '512mi' is not a quantity"),
        (pod(container="resources: {requests: {memory: 1Ei}}"), "1Ei is more than the advisor can size"),
        (pod(container="ports: [{containerPort: 70000}]"), "'70000' is not a port of a container"),
        (pod(outside="replicas: some"), "'some' is not a whole number"),
        (f"{pod()}---\n{pod(outside='replicas: 2')}", "Deployment app is described twice (first in f:3)"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", "f:3:18: Pod a has no containers"),
        ("apiVersion: v1\nkind: ConfigMap\n---\na: 1\n", "f:4:1: is no object of Kubernetes"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "runs no container"),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n", "f:4:10: is a template"),
    ],
)
def test_what_is_no_manifest_is_refused_in_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, "f")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_secrets_config_maps_and_definitions_are_not_built_wherever_their_kind_stands() -> None:
    listed = {
        "kind": "List",
        "apiVersion": "v1",
        "items": [
            {"apiVersion": "v1", "data": {"password": "aHVzaA"}, "kind": "Secret", "stringData": {"x": "hush"}},
            {"kind": "CustomResourceDefinition", "spec": {"a": [{"b": {"c": "hush"}}]}, "apiVersion": "x/v1"},
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a"}]}},
        ],
    }
    (node,) = read_nodes(json.dumps(listed), "f")
    secret, definition, _ = node.get("items").entries  # type: ignore[union-attr]
    assert secret.plain() == {"apiVersion": "v1", "kind": "Secret"}
    assert definition.plain() == {"apiVersion": "x/v1", "kind": "CustomResourceDefinition"}
    imported = read(json.dumps(listed), "list.json")
    assert [service["name"] for service in imported.services] == ["a"]
    everything = render_import(imported) + render_import(imported, "json") + "\n".join(import_lines(imported))
    assert "hush" not in everything
    assert "aHVzaA" not in everything


def test_a_limit_alone_is_the_request_and_a_silent_container_is_told() -> None:
    text = SHOP.replace("requests: {cpu: 250m, memory: 128M}, limits: {memory: 256Mi}", "limits: {memory: 256Mi}")
    imported = read(text)
    assert imported.services[0]["memory"] == "320Mi"  # 256 + 64 of the sidecar
    assert ("services.web.cpu", ImportCode.CONTAINERS_WITHOUT_SIZE) not in told(imported, NoteKind.ASSUMED)
    # 400m of migrate, alone, are more than the 100m of the sidecar with the silent one
    assert imported.services[0]["cpu"] == "400m"
    assert ("services.web.memory", ImportCode.LIMITS_ARE_REQUESTS) in told(imported, NoteKind.ASSUMED)
    assert "memory" not in imported.services[0].get("limits", {})  # the sidecar has none, so the pod has none


def test_defaults_of_the_namespace_and_an_autoscaler_of_requests_count() -> None:
    default = """\
---
apiVersion: v1
kind: LimitRange
metadata: {name: d}
spec: {limits: [{type: Container, defaultRequest: {cpu: 300m}, default: {memory: 1Gi}}]}
"""
    assert (only(pod() + default)["cpu"], only(pod() + default)["memory"]) == ("300m", "1024Mi")
    scaler = """\
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: {name: v}
spec: {targetRef: {kind: Deployment, name: app}}
status: {recommendation: {containerRecommendations: [{containerName: main, target: {cpu: 70m, memory: 262144k}}]}}
"""
    sized = only(pod(container="resources: {requests: {cpu: 1}}") + scaler)
    assert (sized["cpu"], sized["memory"]) == ("70m", "250Mi")  # 262,144,000 bytes


def test_scalers_give_the_range_of_replicas() -> None:
    hpa = "spec: {scaleTargetRef: {kind: Deployment, name: app}, minReplicas: 2, maxReplicas: 9}"
    scaled = read(f"{pod(outside='replicas: 4')}---\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\n{hpa}\n")
    assert scaled.services[0]["replicas"] == {"min": 2, "typical": 4, "peak": 9}
    assert scaled.requirement["autoscale"] == "replicas"
    keda = f"{pod()}---\nkind: ScaledObject\nmetadata: {{name: k}}\nspec: {{scaleTargetRef: {{name: app}}}}\n"
    assert read(keda).services[0]["replicas"] == {"min": 0, "typical": 1}
    assert read(keda).requirement["autoscale"] == "scale_to_zero"
    hello = read(pod("Service").replace("apps/v1", "serving.knative.dev/v1"))
    assert hello.services[0]["ports"] == [{"port": 8080, "protocol": "http", "exposure": "public"}]
    assert hello.requirement["autoscale"] == "scale_to_zero"
    for imported in (scaled, read(keda), hello):
        assert imported.scenario().services


def test_kinds_become_services_tasks_and_agents() -> None:
    agent = only(pod("DaemonSet", spec="hostNetwork: true", container="ports: [{containerPort: 9100}]"))
    assert (agent["per_node"], agent.get("replicas"), agent["needs_host"]) == (True, None, ["host_network"])
    assert agent["ports"] == [{"port": 9100, "exposure": "host"}]
    assert (only(pod("Job", outside="parallelism: 3"))["kind"], only(pod("Job"))["replicas"]) == ("task", 1)
    cron = pod("CronJob").replace("spec: {template:", 'spec: {schedule: "0 3 * * *", jobTemplate: {spec: {template:')
    imported = read(cron.rstrip().removesuffix("}") + "}}}\n")
    assert imported.services[0]["kind"] == "task"
    assert ("services.app.schedule", ImportCode.SCHEDULE) in told(imported, NoteKind.NOT_EXPRESSIBLE)
    rollout = "---\nkind: Rollout\nmetadata: {name: r}\nspec: {replicas: 5, workloadRef: {kind: Deployment, name: app}}"
    rolled = only(f"{pod(outside='replicas: 0')}{rollout}\n")
    assert (rolled["name"], rolled["replicas"], rolled["image"]) == ("r", 5, "shop/app:1")


def test_pods_of_a_cluster_are_counted_once() -> None:
    owned = {"controller": True, "kind": "ReplicaSet", "name": "web-5d9"}
    pods = [
        {
            "kind": "Pod",
            "metadata": {"name": f"web-5d9-{n}", "labels": {"pod-template-hash": "5d9"}, "ownerReferences": [owned]},
            "spec": {"containers": [{"name": "web", "image": "web:1"}]},
            "status": {"phase": "Succeeded" if n == 2 else "Running"},
        }
        for n in range(3)
    ]
    listed = {"apiVersion": "v1", "kind": "List", "items": pods}
    (web,) = read(json.dumps(listed)).services
    assert (web["name"], web["replicas"]) == ("web", 2)  # the third has ended
    web_itself = {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 7, "template": pods[0]}}
    (web,) = read(json.dumps({**listed, "items": [*pods, web_itself]})).services
    assert web["replicas"] == 7


def test_ways_in_tell_who_reaches_a_port() -> None:
    two = pod(container="ports: [{containerPort: 9000}, {containerPort: 9001}]")
    service = (
        "---\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: app}, ports: [{port: 80, targetPort: 9000}]"
    )
    assert [port["exposure"] for port in only(f"{two}{service}}}\n")["ports"]] == ["internal", "internal"]
    for kind in ("type: LoadBalancer", "type: NodePort", "externalIPs: [203.0.113.7]"):
        assert [port["exposure"] for port in only(f"{two}{service}, {kind}}}\n")["ports"]] == ["public", "internal"]
    inside = "annotations: {networking.gke.io/load-balancer-type: Internal}"
    kept = f"{two}{service}, type: LoadBalancer}}\n".replace("{name: s}", f"{{name: s, {inside}}}")
    assert [port["exposure"] for port in only(kept)["ports"]] == ["internal", "internal"]
    route = "---\nkind: GRPCRoute\nmetadata: {name: r}\nspec: {rules: [{backendRefs: [{name: s, port: 80}]}]"
    first = {"port": 9000, "protocol": "grpc", "exposure": "public"}
    assert only(f"{two}{service}}}\n{route}}}\n")["ports"][0] == first
    mesh = f"{two}{service}}}\n{route}, parentRefs: [{{kind: Service, name: s}}]}}\n"
    assert only(mesh)["ports"][0] == {**first, "exposure": "internal"}


def test_claims_are_volumes_and_what_a_node_holds_is_a_need() -> None:
    claim = """\
---
kind: PersistentVolumeClaim
metadata: {name: c}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 10Gi}}}
"""
    volumes = "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]"
    kept = only(pod(spec=volumes) + claim)
    assert (kept["stateful"], kept["volumes"]) == (True, [{"name": "c", "size": "10240Mi", "access": "many"}])
    read_only = only(pod(spec=volumes, container="volumeMounts: [{name: v, mountPath: /v, readOnly: true}]") + claim)
    assert (read_only["stateful"], "volumes" in read_only) == (False, False)
    loose = read(pod(spec=volumes))
    assert ("services.app.volumes.c", ImportCode.VOLUME_SIZE_NOT_STATED) in told(loose, NoteKind.MISSING)
    of_node = "volumes: [{name: s, hostPath: {path: /var/run/docker.sock}}, {name: l, hostPath: {path: /var/log}}]"
    assert only(pod(spec=of_node))["needs_host"] == ["docker_socket", "host_path"]


def test_placement_is_taken_where_a_requirement_has_a_word_for_it() -> None:
    itself = "labelSelector: {matchLabels: {app: app}}"
    apart = f"[{{topologyKey: kubernetes.io/hostname, {itself}}}]"
    zones = f"[{{weight: 1, podAffinityTerm: {{topologyKey: topology.kubernetes.io/zone, {itself}}}}}]"
    rules = (
        f"affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {apart}, "
        f"preferredDuringSchedulingIgnoredDuringExecution: {zones}}}}}, "
        "nodeSelector: {kubernetes.io/arch: arm64, karpenter.sh/capacity-type: spot, disk: ssd}"
    )
    imported = read(pod(spec=rules))
    (app,) = imported.services
    assert (app["max_per_node"], app["spread"], app["arch"], app["interruptible"]) == (1, "zone", "arm64", True)
    assert ("services.app.placement", ImportCode.PLACEMENT) in told(imported, NoteKind.NOT_EXPRESSIBLE)
    agent = read(pod("DaemonSet", spec=rules)).scenario().services
    assert agent is not None
    assert (agent[0].max_per_node, agent[0].spread, agent[0].interruptible) == (None, None, None)


def test_gpus_slices_and_other_devices() -> None:
    slices = only(pod(container="resources: {limits: {nvidia.com/mig-3g.20gb: 2}}"))
    assert slices["gpu"] == {"count": 2, "share": 0.429}  # 3 of 7 slices
    typed = pod(
        container="resources: {limits: {nvidia.com/gpu: 1, aws.amazon.com/neuron: 1}}",
        spec="nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}",
    )
    assert only(typed)["gpu"] == {"count": 1, "type": "nvidia-l4"}
    assert ("services.app.resources", ImportCode.OTHER_DEVICE) in told(read(typed), NoteKind.NOT_EXPRESSIBLE)


def test_namespaces_are_tenants_and_keep_names_apart() -> None:
    two = f"{pod()}---\n{pod().replace('{name: app}', '{name: app, namespace: b}')}"
    imported = read(two)
    assert [(s["name"], s["tenant"]) for s in imported.services] == [("app", "default"), ("b-app", "b")]
    assert ("multi_tenancy", ImportCode.NAMESPACES) in told(imported, NoteKind.MISSING)


def test_what_operators_make_is_a_service_and_unknown_kinds_are_named() -> None:
    cluster = """\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: pg}
spec: {instances: 3, storage: {size: 20Gi}, resources: {requests: {cpu: 1, memory: 4Gi}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: x}
"""
    imported = read(cluster)
    (pg,) = imported.services
    assert (pg["name"], pg["replicas"], pg["cpu"], pg["stateful"]) == ("pg", 3, "1000m", True)
    assert pg["volumes"] == [{"name": "data", "size": "20480Mi"}]
    assert told(imported, NoteKind.SKIPPED) == [("Application x", ImportCode.UNKNOWN_KIND)]


def test_memory_in_thousandths_of_a_byte_is_told() -> None:
    imported = read(pod(container="resources: {requests: {memory: 512m}}"))
    assert imported.services[0]["memory"] == "1Mi"
    assert any("was 512Mi meant?" in line for line in import_lines(imported))
