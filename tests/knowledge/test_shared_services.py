"""What belongs to one service is claimed alike of all platforms that use it, or the reason why not stands here.

A vendor's registry, accounts and support are the same for all of its services, and the parts of Kubernetes are the same
program wherever it runs. Each day on which a claim changes is compared.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import pytest

from advisor import load_knowledge
from advisor.knowledge import OUR_JUDGEMENT, Platform

KNOWLEDGE = load_knowledge()
OF_THE_VENDOR = {
    "image_governance": "the registry scans and signs for all services",
    "registry": "one registry",
    "vendor_support": "one support",
    "tenant_isolation": "an account, project or subscription for each tenant has its own roles and quotas",
    "air_gap": "all of it stands in the vendor's regions",
    "several_clouds": "images alone carry over",
    "backing": "one vendor",
    "runs_on_aws": "one cloud",
    "runs_on_azure": "one cloud",
    "runs_on_gcp": "one cloud",
}
OF_KUBERNETES = (
    *("scheduling", "affinity", "host_ports", "image_locality", "cpu_memory_limits", "io_limits", "gpu_sharing"),
    *("background_workers", "horizontal_scale", "service_discovery", "rolling_upgrade", "rollback", "versioning"),
    *("canary", "environments", "stateful_sets", "data_services", "compose_files", "non_container_workloads"),
)
RUNS_ANYWHERE = "what runs on it runs on any conformant Kubernetes"
SHARED_MACHINES = "tenants of one account share machines, which know no quotas"
OWN_ROUTES = "routes with weights, deployments with versions and a catalogue of operators are its own"
HYPERVISOR = "the hypervisor below shares cards and runs virtual machines beside the clusters"
NO_NESTING = "machines there are not sold for nested virtualisation"
CLOSED_MODE = "the mode keeps pods away from its machines"
APART = {
    # (platform, term): why it differs from the others of its vendor, or from Kubernetes elsewhere
    ("ecs-ec2", "tenant_isolation"): SHARED_MACHINES,
    ("ecs-managed-instances", "tenant_isolation"): SHARED_MACHINES,
    ("app-service", "tenant_isolation"): SHARED_MACHINES,
    ("app-runner", "vendor_support"): "closed to newcomers, with nothing added any more",
    ("app-runner", "backing"): "closed to newcomers, with nothing added any more",
    ("acs", "tenant_isolation"): "the vendor says that deployments of one subscription have no boundary between them",
    ("acs", "registry"): "wired in by hand",
    ("acs", "image_governance"): "it ended before the registry scanned",
    ("acs", "backing"): "its end had been announced",
    **{
        (platform, term): RUNS_ANYWHERE
        for platform in ("aks", "aks-automatic", "eks", "eks-auto", "gke-standard", "gke-autopilot")
        for term in ("several_clouds", "backing")
    },
    ("gke-standard", "image_governance"): "Binary Authorization reached clusters first, then Cloud Run, then Autopilot",
    ("cloud-run", "image_governance"): "Binary Authorization reached clusters first, then Cloud Run, then Autopilot",
    **{
        (platform, term): OWN_ROUTES
        for platform in ("openshift", "openshift-managed-aro-rosa")
        for term in ("versioning", "canary", "data_services", "non_container_workloads")
    },
    ("openshift-managed-aro-rosa", "horizontal_scale"): "twenty machines at most in its first year",
    **{("openshift", term): OWN_ROUTES for term in ("rolling_upgrade", "rollback")},
    ("openshift", "affinity"): "its versions come some months after those of Kubernetes",
    ("eks-auto", "gpu_sharing"): "the device plug-in is the vendor's, who sets it up to hand GPUs out whole",
    **{("gke-autopilot", term): CLOSED_MODE for term in ("gpu_sharing", "host_ports", "image_locality")},
    ("gke-autopilot", "non_container_workloads"): CLOSED_MODE,
    ("aks-automatic", "gpu_sharing"): "what the policies of the mode leave of the plug-in was not read",
    **{("vsphere-kubernetes", term): HYPERVISOR for term in ("gpu_sharing", "non_container_workloads")},
    **{
        (platform, "non_container_workloads"): NO_NESTING
        for platform in ("digitalocean-kubernetes", "ovhcloud-kubernetes", "scaleway-kapsule")
    },
}
"""Where a platform is not compared."""
BESIDE_ANOTHER = frozenset({"acs", "docker-ee", "mke"})
"""Kubernetes is one of several orchestrators there, and levels speak of all of them."""


def _on_offer(platform: Platform, day: dt.date) -> bool:
    offered, retired = platform.value("offered_from", day), platform.value("retired_on", day)
    return offered is not None and offered <= day and (retired is None or day < retired)


def _differences(platforms: Iterable[Platform], term: str) -> list[str]:
    """Each day of a start or change on which platforms on offer differ, unless a reason is given or one is unknown."""
    compared = [platform for platform in platforms if (platform.id, term) not in APART]
    lines = (line for platform in compared for line in platform.claims.get(term, ()))
    starts = (line.value for platform in compared for line in platform.claims["offered_from"])
    days = sorted({KNOWLEDGE.newest_source_day, *starts, *(line.since for line in lines if line.since > dt.date.min)})
    found = []
    for day in days:
        known = {
            platform.id: level
            for platform in compared
            if _on_offer(platform, day) and (level := platform.value(term, day)) is not None
        }
        if len(set(known.values())) > 1:
            found.append(f"{day} {term}: {known}")
    return found


@pytest.mark.parametrize("vendor", ["AWS", "Google", "Microsoft"])
@pytest.mark.parametrize("term", OF_THE_VENDOR)
def test_services_of_a_vendor_agree_on_what_they_share(vendor: str, term: str) -> None:
    platforms = [platform for platform in KNOWLEDGE.platforms.values() if platform.operator == vendor]
    assert len(platforms) > 2
    assert not _differences(platforms, term), OF_THE_VENDOR[term]


@pytest.mark.parametrize("term", OF_KUBERNETES)
def test_kubernetes_is_the_same_wherever_it_runs(term: str) -> None:
    day = KNOWLEDGE.newest_source_day
    platforms = [
        platform
        for platform in KNOWLEDGE.platforms.values()
        if platform.value("kubernetes_api", day) == 3 and platform.id not in BESIDE_ANOTHER
    ]
    assert len(platforms) > 7
    assert not _differences(platforms, term)


def test_each_reason_is_needed() -> None:
    assert {term for _, term in APART} <= {*OF_THE_VENDOR, *OF_KUBERNETES}
    assert {platform for platform, _ in APART} <= set(KNOWLEDGE.platforms)


COPIED = ("(a copy", "as quoted", "as reprinted", "copy of", "mirror of", "older copy", "read by a note")


def test_who_printed_what_was_read_is_told_apart_from_whom_it_is_about() -> None:
    copies = [s for s in KNOWLEDGE.sources.values() if any(word in s.title for word in COPIED)]
    assert len(copies) > 8
    named = ("copying ", "quoting ", "reprinting ", "copies ")
    assert not [s.title for s in copies if not any(word in s.publisher for word in named)]


def test_what_is_told_by_memory_stands_under_our_judgement() -> None:
    remembered = re.compile(r"our memory|we remember")
    found = [
        f"{platform.id}.{line.term}"
        for platform in KNOWLEDGE.platforms.values()
        for _, claims in platform.sections
        for lines in claims.values()
        for line in lines
        if line.source != OUR_JUDGEMENT and remembered.search(f"{line.why} {line.note}")
    ]
    assert not found
