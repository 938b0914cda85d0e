"""Kubernetes manifests as a requirement; the sums stand beside the cases."""

from __future__ import annotations

from typing import Any

from advisor.importers import Imported, import_requirement, text_source

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
