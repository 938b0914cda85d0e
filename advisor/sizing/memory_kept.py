"""What firmware and kernel of a machine keep of its memory."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.prices.tables import rows_of

ANY_CLOUD = "*"
"""A cloud whose machines were not measured."""


@dataclass(frozen=True)
class MemoryKept:
    """What firmware and kernel keep of a machine of `up_to_mib` at most: `fixed_mib`, and a share of the whole."""

    up_to_mib: float
    fixed_mib: int
    share: float


@functools.cache
def memory_kept(data: Path) -> dict[tuple[str, str], tuple[MemoryKept, ...]]:
    """What the machines of a cloud keep of their memory under an operating system, small ones first.

    Clouds whose machines nobody measured have the rows of ANY_CLOUD.
    Raises MachineryError when the table cannot be read.
    """
    return rows_of(data / "node_types" / "memory_kept.csv", _by_cloud_and_system)


def _by_cloud_and_system(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], tuple[MemoryKept, ...]]:
    table: dict[tuple[str, str], tuple[MemoryKept, ...]] = {}
    for row in rows:
        kept = MemoryKept(float(row["up_to_mib"] or math.inf), int(row["fixed_mib"]), float(row["share"]))
        every = (*table.get((row["provider"], row["os"]), ()), kept)
        table[row["provider"], row["os"]] = tuple(sorted(every, key=lambda one: one.up_to_mib))
    return table
