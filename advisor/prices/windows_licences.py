"""What a Windows licence adds to the price of a machine."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.offer import Offer
from advisor.prices.tables import rows_of


@dataclass(frozen=True)
class WindowsLicence:
    """What a Windows licence adds to the price of a machine for each vCPU and hour."""

    usd_per_vcpu_hour: float
    source: str
    as_of: str


ALL_FAMILIES = "*"
"""All families of a cloud that are not burstable."""


@functools.cache
def windows_licences(data: Path) -> dict[tuple[str, str], WindowsLicence]:
    """The licence by cloud and family of machines; ALL_FAMILIES where one figure holds for all of a cloud.

    Raises MachineryError when the table cannot be read.
    """

    def read(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], WindowsLicence]:
        return {(row["provider"], row["family"]): _licence(row) for row in rows}

    return rows_of(data / "node_types" / "windows.csv", read)


def _licence(row: dict[str, str]) -> WindowsLicence:
    return WindowsLicence(float(row["usd_per_vcpu_hour"]), row["source"], row["as_of"])


def windows_licence(data: Path, offer: Offer) -> WindowsLicence | None:
    """The licence for one machine type; None for own machines, and where no price is known."""
    licences = windows_licences(data)
    general = None if offer.burstable else licences.get((offer.cloud or "", ALL_FAMILIES))
    return licences.get((offer.cloud or "", offer.family)) or general
