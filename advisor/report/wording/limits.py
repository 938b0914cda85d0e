"""Limits against what is asked for, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import listing, percent
from advisor.sizing.note_codes import NoteCode


def _memory(pool: str, machine: str, zone: str, limits: int, offered: int, services: Sequence[str]) -> str:
    return (
        f"out of memory is possible: on the fullest {machine} of pool {pool} ({zone}) limits add up to {limits:,} MiB, "
        f"{percent(limits / offered - 1)} more than the {offered:,} it has for them; when {listing(services)} use what "
        "they may, replicas are killed; limits as large as requests rule that out"
    )


def _cpu(pool: str, machine: str, zone: str, limits: int, offered: int, services: Sequence[str]) -> str:
    return (
        f"CPU may run short: on the fullest {machine} of pool {pool} ({zone}) limits add up to {limits:,} millicores, "
        f"and it has {offered:,} for them; when {listing(services)} use what they may, all are slowed down"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.MEMORY_OVERCOMMITTED: _memory,
    NoteCode.CPU_OVERCOMMITTED: _cpu,
    NoteCode.LIMITS_NOT_KEPT: lambda services: (
        f"nothing keeps {listing(services)} to their limits here: one of them can take all that its machine has"
    ),
    NoteCode.LIMITS_ARE_SIZES: lambda services: (
        f"the size that is paid for is the limit: {listing(services)} can use no more than that, whatever limits says"
    ),
}
"""The words of each kind of note, which take its values by name."""
