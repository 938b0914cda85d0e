"""The image registry: included, a cloud's, or one's own; storage from image sizes, kept versions and stages."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Level, Terms
from advisor.sizing.deployment import SizingTask
from advisor.sizing.locations import Location, SupportPrice, price_of
from advisor.sizing.result import Assumption, BillLine, SupportPart
from advisor.sizing.workload import ServiceDemand
from advisor.values import HOURS_PER_MONTH

OWN_REPLICAS = 2
MEBIBYTES_PER_GIBIBYTE = 1024
HOURS_PER_DAY = 24
DAYS_PER_MONTH = HOURS_PER_MONTH / HOURS_PER_DAY


def image_gibibytes(services: tuple[ServiceDemand, ...], copies: int) -> float | None:
    """Registry storage in GiB for so many copies of every image; None when an image size is unknown."""
    total = 0
    for service in services:
        if service.image_size_mib is None:
            return None
        total += service.image_size_mib
    return total * copies / MEBIBYTES_PER_GIBIBYTE


def _copies(task: SizingTask) -> tuple[int, int]:
    """Versions kept of each image, and registries that an image passes."""
    assumed = task.knowledge.assumed
    return int(assumed["kept_versions"].value), int(assumed["promotion_stages"].value)


def _location(task: SizingTask) -> Location:
    """Where the registry stands: in a cloud where there is one."""
    return next((location for location in task.targets.locations if location.cloud is not None), task.main_location)


def registry_lines(task: SizingTask, left_out: list[str]) -> Iterator[BillLine]:
    """The fixed part of a cloud's registry and its storage; what is not priced goes to `left_out`."""
    location = _location(task)
    versions, stages = _copies(task)
    storage = image_gibibytes(task.workload.services, versions * stages)
    fixed, price = price_of(location, "registry_basic_day"), price_of(location, "registry_gib_month")
    if location.cloud is None or price is None or storage is None:
        left_out.append(_unpriced(task, location, storage, fixed, price))
        return
    included = 0.0
    if fixed is not None:
        included = fixed.included_gib
        usd = DAYS_PER_MONTH * fixed.usd
        what = "image registry: smallest tier"
        yield BillLine(what, DAYS_PER_MONTH, "day", fixed.usd, usd, fixed.source, fixed.as_of)
    more = max(0.0, storage - included)
    if more:
        beyond = f", beyond the {included:g} GiB included" if included else ""
        what = f"image registry: {versions} versions of each image, {stages} stages{beyond}"
        yield BillLine(what, more, "GiB-month", price.usd, more * price.usd, price.source, price.as_of)


def _unpriced(
    task: SizingTask, location: Location, storage: float | None, fixed: SupportPrice | None, price: SupportPrice | None
) -> str:
    """What is said of a registry that has no line in the bill."""
    if location.cloud is None:
        disk = "disk" if storage is None else f"{storage:,.1f} GiB of disk"
        own = (task.terms.registry or Level.NONE) < Level.NATIVE
        return f"{f'{OWN_REPLICAS} replicas and ' if own else ''}{disk} of the image registry"
    if price is None:
        return "image registry: no price is held"
    basic = f"USD {DAYS_PER_MONTH * fixed.usd:.2f} a month and " if fixed else ""
    return f"image registry, as image sizes were not given ({basic}USD {price.usd:g} for each GiB and month)"


def registry_parts(task: SizingTask) -> Iterator[SupportPart]:
    """The registry as a part: who keeps it, how it is wired in, and how much it holds."""
    location = _location(task)
    claim = task.terms.claim(Terms.registry)
    if claim is None:
        return
    versions, stages = _copies(task)
    storage = image_gibibytes(task.workload.services, versions * stages)
    holds = "" if storage is None else f", {storage:,.1f} GiB for {versions} versions of each image, {stages} stages"
    if location.cloud is not None:
        where, count = f"the registry of the cloud ({location.label}){holds}", 0
    elif claim.value is Level.NATIVE:
        where, count = f"comes with the platform{holds}", 0
    else:
        where, count = f"one's own, {OWN_REPLICAS} replicas before shared storage{holds}", OWN_REPLICAS
    yield SupportPart("registry", count, where, claim.why or "", claim.source)


def registry_assumptions(task: SizingTask) -> Iterator[Assumption]:
    """What was taken for the storage, where it could be worked out."""
    if image_gibibytes(task.workload.services, 1) is None:
        return
    for name, field in (("kept_versions", "image versions kept"), ("promotion_stages", "image stages")):
        assumed = task.knowledge.assumed[name]
        effect = "the storage of the image registry in proportion"
        yield Assumption(field, f"{assumed.value:g}", f"{assumed.about}: {assumed.why}", effect)
