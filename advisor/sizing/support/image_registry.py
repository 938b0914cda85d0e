"""The image registry: included, a cloud's, or one's own; storage from image sizes, kept versions and stages.

What it costs is in billing/registry_costs.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Level, Terms
from advisor.sizing.assumption import Assumption
from advisor.sizing.bill_types import StoredImages
from advisor.sizing.deployment import SizingTask
from advisor.sizing.location import Location
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.support_part import RegistryKeeper, SupportKey, SupportKind, SupportPart
from advisor.values import MEBIBYTES_PER_GIBIBYTE, note

OWN_REPLICAS = 2
"""Replicas of a registry that the team keeps, before shared storage."""


def image_gibibytes(services: tuple[ServiceDemand, ...], copies: int) -> float | None:
    """Registry storage in GiB for so many copies of every image; None when an image size is unknown."""
    total = 0
    for service in services:
        if service.image_size_mib is None:
            return None
        total += service.image_size_mib
    return total * copies / MEBIBYTES_PER_GIBIBYTE


def stored_images(task: SizingTask) -> StoredImages:
    """What the registry holds: the versions kept of each image, in every registry that an image passes."""
    assumed = task.knowledge.assumed
    versions, stages = int(assumed["kept_versions"].value), int(assumed["promotion_stages"].value)
    return StoredImages(image_gibibytes(task.workload.services, versions * stages), versions, stages)


def registry_location(task: SizingTask) -> Location:
    """Where the registry stands: in a cloud where there is one."""
    return next((location for location in task.targets.locations if location.cloud is not None), task.main_location)


def cloud_keeps_images(task: SizingTask) -> bool:
    """Whether the registry is the cloud's: not on own servers, and not where the cloud sells none."""
    cloud = registry_location(task).cloud
    return cloud is not None and task.knowledge.sells(cloud, "registry")


def own_replicas(task: SizingTask) -> int:
    """Replicas of a registry of one's own, for a platform that brings none: one where there is one machine."""
    if (task.terms.registry or Level.NONE) >= Level.NATIVE:
        return 0
    return 1 if task.strategy.on_one_machine else OWN_REPLICAS


def registry_parts(task: SizingTask) -> Iterator[SupportPart]:
    """The registry as a part: who keeps it, how it is wired in, and how much it holds."""
    location = registry_location(task)
    claim = task.terms.claim(Terms.registry)
    if claim is None:
        return
    own = RegistryKeeper.TEAM if task.workload.sites is None else RegistryKeeper.CENTRE
    keeper = RegistryKeeper.PLATFORM if claim.value is Level.NATIVE else own
    keeper = RegistryKeeper.CLOUD if cloud_keeps_images(task) else keeper
    yield SupportPart(
        SupportKey(SupportKind.REGISTRY, location.id),
        own_replicas(task) if keeper is own else 0,
        claim.source,
        kept_by=keeper,
        images=stored_images(task),
        why=claim.why or "",
    )


def registry_assumptions(task: SizingTask) -> Iterator[Assumption]:
    """What was taken for the storage, where it could be worked out."""
    if image_gibibytes(task.workload.services, 1) is None:
        return
    for name, code in (
        ("kept_versions", AssumptionCode.KEPT_IMAGE_VERSIONS),
        ("promotion_stages", AssumptionCode.IMAGE_STAGES),
    ):
        assumed = task.knowledge.assumed[name]
        told = note(code, value=assumed.value, about=assumed.about, because=assumed.why)
        yield Assumption(None, told)
