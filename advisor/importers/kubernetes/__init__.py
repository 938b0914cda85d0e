"""Kubernetes manifests, and what `kubectl get -o json`, Helm and Kustomize print -> a draft of a requirement."""

from advisor.importers.kubernetes.reader import read_kubernetes

__all__ = ["read_kubernetes"]
