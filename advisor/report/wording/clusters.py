"""Several clusters: which limit of one cluster is passed, and what the split means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import listing
from advisor.sizing.note_codes import NoteCode


def _split(passed: Sequence[tuple[str, int, float]], of: str, clusters: int, machines: int) -> str:
    over = listing([f"{amount:,} {what} pass the {limit:,.0f}" for what, amount, limit in passed])
    reason = over or f"{machines:,} machines with what runs on each of them pass the limits"
    return (
        f"{reason} published or tested for one cluster: split{f' of {of}' if of else ''} into {clusters} clusters, "
        "each with its own control plane; a service finds only its neighbours of the same cluster by name"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {NoteCode.SPLIT_INTO_CLUSTERS: _split}
