"""What is known before anything is placed: workloads that no platform holds, and platforms that run elsewhere."""

from __future__ import annotations

from advisor.knowledge import Level, Terms
from advisor.prices.regions import CLOUDS
from advisor.scenario.enums import HostNeed, Site, VolumeContent
from advisor.sizing.affinity import AffinityConflict, find_affinity_conflicts
from advisor.sizing.deployment import SizingTask
from advisor.sizing.gpus import slots_of_share
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.location import CLOUD_SITE, OWN_SITE
from advisor.sizing.machine_types import WINDOWS
from advisor.sizing.workload import Workload
from advisor.values import facts

MOST_REPLICAS = 1_000_000
"""Replicas above which nothing is sized: lists of them no longer fit in memory."""


def refusal_of_workload(workload: Workload) -> Refusal | None:
    """Why no platform holds a workload: too many replicas, or services tied together that cannot share a machine."""
    replicas = sum(service.peak for service in workload.services)
    if replicas > MOST_REPLICAS:
        return Refusal(RefusalCause.TOO_MANY_REPLICAS, facts(replicas=replicas, most=MOST_REPLICAS))
    conflict = next(find_affinity_conflicts(workload.services, workload.tenancy), None)
    return None if conflict is None else _tied_apart(conflict)


def _tied_apart(conflict: AffinityConflict) -> Refusal:
    values = facts(
        first=conflict.first,
        second=conflict.second,
        by=conflict.by,
        first_on=conflict.first_on,
        second_on=conflict.second_on,
    )
    return Refusal(RefusalCause.TIED_APART, values, (conflict.first, conflict.second))


def refusal_of_task(task: SizingTask) -> Refusal | None:
    """Why a platform cannot run where the services are to run; None when it can."""
    asked = (_refusal_of_zones, _refusal_of_windows, _refusal_of_gpus, _refusal_of_volumes, _refusal_of_hosts)
    refused = task.strategy.refusal(task) or next(filter(None, (refusal(task) for refusal in asked)), None)
    if refused is not None:
        return refused
    sites = {location.site for location in task.targets.locations}
    if not sites:
        return Refusal(RefusalCause.NOT_WHERE_ASKED, facts(platform=task.platform.name))
    for wanted, site in ((Site.CLOUD, CLOUD_SITE), (Site.ON_PREM, OWN_SITE)):
        pinned = tuple(service.name for service in task.workload.services if service.site is wanted)
        if pinned and site not in sites:
            values = facts(services=pinned, site=wanted.value, platform=task.platform.name)
            return Refusal(RefusalCause.SITE_NOT_SERVED, values, pinned)
    return None


def _refusal_of_zones(task: SizingTask) -> Refusal | None:
    """Why a zone cannot be lost where a platform would run; None where it can, or nobody asks for it.

    Whoever plans with one zone by choice is told of it elsewhere.
    """
    hosting, locations = task.scenario.hosting, task.targets.locations
    by_choice = hosting is not None and hosting.zones == 1
    if not task.workload.survive_zone or by_choice or not locations or not task.strategy.runs_on_own_machines:
        return None
    place = locations[0]
    if len(locations) > 1 or place.cloud not in CLOUDS or len(place.zones) > 1:
        return None
    return Refusal(RefusalCause.ONE_ZONE_THERE, facts(cloud=place.cloud, region=place.region or ""))


def _refusal_of_windows(task: SizingTask) -> Refusal | None:
    """Why a platform runs no Windows containers; None when it does, or nobody asks for them."""
    asking = tuple(service.name for service in task.workload.services if service.os == WINDOWS)
    if not asking or task.terms.windows_containers is not Level.NONE:
        return None
    return Refusal(RefusalCause.NO_WINDOWS, facts(services=asking, platform=task.platform.name), asking)


def _refusal_of_gpus(task: SizingTask) -> Refusal | None:
    """Why a platform gives services no GPU, or no share of one; None when it does, or nobody asks."""
    asking = tuple(service.name for service in task.workload.services if service.gpus)
    if asking and task.terms.gpu is Level.NONE:
        return Refusal(RefusalCause.GPU_NOT_GIVEN, facts(service=asking[0], platform=task.platform.name), asking)
    sharing = tuple(s.name for s in task.workload.services if s.gpus and slots_of_share(s.gpu_share) > 1)
    if sharing and not task.terms.gpu_sharing:
        return Refusal(RefusalCause.GPUS_NOT_DIVIDED, facts(services=sharing, platform=task.platform.name), sharing)
    return None


def _refusal_of_volumes(task: SizingTask) -> Refusal | None:
    """Why a platform cannot keep what volumes hold; None when it can, or what they hold may be lost."""
    keeping = tuple(
        service.name
        for service in task.workload.services
        if any(volume.keeps is not VolumeContent.CACHE for volume in service.volumes)
    )
    if keeping and task.terms.persistent_storage is Level.NONE:
        return Refusal(RefusalCause.VOLUMES_NOT_KEPT, facts(services=keeping, platform=task.platform.name), keeping)
    return None


def _refusal_of_hosts(task: SizingTask) -> Refusal | None:
    """Why a platform gives services no node to run on each of, or not what they take of one; None when it does."""
    terms, values = task.terms, facts(platform=task.platform.name)
    everywhere = tuple(service.name for service in task.workload.services if service.per_node)
    has_nodes = task.strategy.runs_on_own_machines or task.strategy.on_one_machine
    if everywhere and not has_nodes and (terms.kubernetes_api or Level.NONE) < Level.GOOD:
        return Refusal(RefusalCause.NO_NODES_TO_SEE, (*facts(services=everywhere), *values), everywhere)
    for service in task.workload.services:
        needs = tuple(need for need in service.needs_host if not _gives(terms, need))
        if needs:
            told = facts(service=service.name, needs=tuple(need.value for need in needs))
            return Refusal(RefusalCause.HOST_NOT_GIVEN, (*told, *values), (service.name,))
    return None


def _gives(terms: Terms, need: HostNeed) -> bool:
    """Whether containers of a platform get this of their machine, if need be by an exception that its owner grants."""
    if need is HostNeed.DOCKER_SOCKET:
        return terms.docker_socket is None or terms.docker_socket >= Level.LIMITED
    least = Level.GOOD if need in (HostNeed.PRIVILEGED, HostNeed.DEVICES) else Level.LIMITED
    return terms.host_access is None or terms.host_access >= least
