"""What the image registry costs: the fixed part of a cloud's registry, and its storage."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.prices.support_prices import SupportPrice
from advisor.sizing.bill_types import BillKey, BillLine, BillPart, LeftOut, LeftOutCost, Unit
from advisor.sizing.deployment import SizingTask
from advisor.sizing.location import price_of
from advisor.sizing.support.image_registry import cloud_keeps_images, own_replicas, registry_location, stored_images
from advisor.values import HOURS_PER_DAY, HOURS_PER_MONTH

DAYS_PER_MONTH = HOURS_PER_MONTH / HOURS_PER_DAY


def registry_lines(task: SizingTask) -> Iterator[BillLine]:
    """The fixed part of a cloud's registry and its storage; nothing where price or size are not known."""
    location, images = registry_location(task), stored_images(task)
    fixed, price = _prices(task)
    if location.cloud is None or price is None or images.gib is None:
        return
    included = 0.0
    if fixed is not None:
        included = fixed.included_gib
        key = BillKey(BillPart.REGISTRY_TIER, location.id)
        usd = DAYS_PER_MONTH * fixed.usd
        kind = fixed.price_kind
        yield BillLine(key, DAYS_PER_MONTH, Unit.DAY, fixed.usd, usd, fixed.source, fixed.as_of, price_kind=kind)
    more = max(0.0, images.gib - included)
    if more:
        yield BillLine(
            BillKey(BillPart.REGISTRY_STORAGE, location.id),
            more,
            Unit.GIB_MONTH,
            price.usd,
            more * price.usd,
            price.source,
            price.as_of,
            images=images,
            included_gib=included,
            price_kind=price.price_kind,
        )


def registry_left_out(task: SizingTask) -> Iterator[LeftOut]:
    """The registry where it has no line in the bill: one's own, without a price, or of unknown size."""
    location, images = registry_location(task), stored_images(task)
    fixed, price = _prices(task)
    if location.vendor is not None:
        return  # what the vendor builds or pulls is kept with it
    if not cloud_keeps_images(task):
        yield LeftOut(LeftOutCost.OWN_REGISTRY, count=own_replicas(task), gib=images.gib)
    elif price is None:
        yield LeftOut(LeftOutCost.REGISTRY_WITHOUT_PRICE)
    elif images.gib is None:
        monthly = DAYS_PER_MONTH * fixed.usd if fixed else None
        yield LeftOut(LeftOutCost.REGISTRY_OF_UNKNOWN_SIZE, usd_per_month=monthly, usd_per_unit=price.usd)


def _prices(task: SizingTask) -> tuple[SupportPrice | None, SupportPrice | None]:
    """The price of the fixed part for a day, and that of a GiB for a month."""
    location = registry_location(task)
    return price_of(location, "registry_basic_day"), price_of(location, "registry_gib_month")
