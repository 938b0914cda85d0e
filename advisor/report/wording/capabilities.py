"""Capabilities as one names them in a sentence: `secrets: complete, against limited`."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge import Knowledge, Terms
from advisor.report.wording import inner
from advisor.values import mid_sentence

LEVELS_IN_A_WORD = ("none", "limited", "good", "complete")
"""What a capability level means, in a word."""
CAPABILITIES: Mapping[str, str] = {
    "scheduling": "choice of a machine for each replica",
    "placement_constraints": "binding of replicas to chosen machines",
    "node_pools": "groups of machines of different kinds",
    "affinity": "keeping services together or apart",
    "host_ports": "replicas that claim the same port of their machine",
    "cpu_memory_limits": "limits on CPU and memory",
    "io_limits": "limits on disk and network",
    "image_locality": "use of machines that already hold the image",
    "host_access": "access of containers to their machine",
    "docker_socket": "access to the socket of Docker",
    "gpu": "GPUs",
    "gpu_sharing": "sharing of a GPU",
    "windows_containers": "Windows containers",
    "batch_jobs": "jobs by schedule or many at once",
    "background_workers": "background workers",
    "non_container_workloads": "programs and virtual machines beside containers",
    "service_discovery": "services that find each other by name",
    "load_balancing": "routing of requests to healthy replicas",
    "tls": "TLS with certificates that renew themselves",
    "non_http_ports": "public TCP ports other than HTTP",
    "internal_tcp": "TCP between services",
    "udp_ports": "UDP ports",
    "network_policy": "rules on which service may talk to which",
    "service_mesh": "mutual TLS, retries and shares of the traffic between services",
    "private_networking": "running with no public endpoint",
    "self_healing": "recovery by itself of what fails",
    "zone_spread": "spread over availability zones",
    "replica_autoscale": "scaling of replicas with the load",
    "horizontal_scale": "many replicas over many machines",
    "node_autoscale": "scaling of machines with the load",
    "scale_to_zero": "no replica and no cost while there is no request",
    "burst_to_cloud": "one cluster across data centre and cloud",
    "spot_capacity": "use of spare machines that are sold cheaper",
    "rolling_upgrade": "updates without an outage",
    "rollback": "going back to the version before",
    "canary": "new versions for a part of the requests",
    "versioning": "two versions side by side",
    "environments": "whole copies of all services, such as for staging",
    "image_governance": "scanning, signing and promotion of images",
    "management_ui": "a web interface of its own",
    "secrets": "secrets that are kept encrypted",
    "registry": "an image registry that comes with it",
    "persistent_storage": "storage that follows a replica to another machine",
    "block_volumes": "block volumes that come back to their replica",
    "stateful_sets": "replicas with a name and a volume each",
    "data_services": "databases and brokers as packages",
    "vendor_support": "support that can be paid for",
    "low_maintenance": "patching and running by a vendor",
    "kubernetes_api": "the Kubernetes API",
    "node_access": "tuning of machines and privileged containers",
    "compose_files": "deploying from Compose files",
    "self_service": "teams that deploy by themselves within limits",
    "developer_platform": "builds from source, with templates",
    "fleet_management": "many clusters or sites run from one place",
    "tenant_isolation": "quotas and access rules for tenants",
    "vm_isolation": "machines of their own for tenants",
    "air_gap": "installing and upgrading without the internet",
    "fips": "validated cryptography (FIPS)",
    "hardening": "hardening to a published benchmark",
    "portability": "definitions and tools that work elsewhere",
    "several_clouds": "several clouds run alike",
    "runs_at_edge": "small machines at sites with nobody at hand",
    "edge_sites": "some sites at the edge beside the rest",
    "site_autonomy": "sites that go on and can be changed while their line is down",
    "low_footprint": "how little one site takes",
    "hybrid_reach": "own servers and a cloud together",
    "runs_windows_and_linux": "Windows and Linux machines together",
    "small_team": "how little it leaves to a small team",
}
"""The capabilities of the vocabulary; places where a platform runs, and capabilities of one's own, are named by their
meaning."""
ASKS: Mapping[str, str] = {
    Terms.backing.term: "how long {it} will be supported",
    Terms.portability.term: "how portable {it} is",
    Terms.adoption.term: "how many run {it}",
    Terms.talent.term: "how many know {it}",
}
"""Claims that are a question about a platform."""


def capability_words(term: str, knowledge: Knowledge) -> str:
    """A capability as a noun."""
    return CAPABILITIES.get(term) or mid_sentence(inner(knowledge.vocabulary[term].about))


def claim_of_words(term: str, of: str, knowledge: Knowledge) -> str:
    """What is claimed of a platform: `how long K3s will be supported`, `secrets that are kept encrypted with K3s`.

    `of` is a name, or `it` for the platform that is spoken of.
    """
    asks = ASKS.get(term)
    if asks:
        return asks.format(it=of)
    return f"{capability_words(term, knowledge)}{'' if of == 'it' else f' with {of}'}"
