"""Machine types: which were chosen, and what a setting of the platform would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advisor.sizing.note_codes import NoteCode


def _architecture(arch: str, usd_per_month: float, other: str, other_usd_per_month: float | None) -> str:
    instead = "has no plan" if other_usd_per_month is None else f"would cost USD {other_usd_per_month:,.0f}"
    return (
        f"services with images for any architecture run on {arch} machines, for USD {usd_per_month:,.0f} a month in "
        f"all; {other} {instead}"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {NoteCode.CHEAPER_ARCHITECTURE: _architecture}
