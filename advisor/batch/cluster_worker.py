"""What runs on the workers of a cluster: they keep the knowledge that they were sent, and answer chunks of files."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.batch.file_outcome import FileOutcome, Method, answer_text
from advisor.batch.parcels import KnowledgeParcel, PriceParcel, tables_fingerprint
from advisor.knowledge import Knowledge
from advisor.version import __version__

MOST_KEPT = 16
"""Knowledge bases that a worker keeps: the one of a batch, and one for each folder of prices that files name."""

_KEPT: OrderedDict[str, Knowledge] = OrderedDict()
_ONE_AT_A_TIME = threading.Lock()
"""Answers come one after the other, also where a worker has several threads: Python runs one of them anyhow."""


def keep(parcels: Sequence[KnowledgeParcel | PriceParcel]) -> tuple[str, str]:
    """Keep what parcels hold; the fingerprints of what the last of them comes to here, and of the tables that lie here.

    Each stands behind what it is laid over.
    """
    with _ONE_AT_A_TIME:
        fingerprint = ""
        for parcel in parcels:
            fingerprint = _kept(parcel).hash
        return fingerprint, tables_fingerprint()


def _kept(parcel: KnowledgeParcel | PriceParcel) -> Knowledge:
    """What a parcel holds, read at most once while it is used."""
    if parcel.key not in _KEPT:
        knowledge = parcel.read() if isinstance(parcel, KnowledgeParcel) else parcel.lay_over(_KEPT[parcel.below])
        _KEPT[parcel.key] = knowledge
    _KEPT.move_to_end(parcel.key)
    while len(_KEPT) > MOST_KEPT:
        _KEPT.popitem(last=False)
    return _KEPT[parcel.key]


@dataclass(frozen=True)
class ChunkQuestion:
    """What a chunk asks: `files` with path and content, by the knowledge kept as `key`, or with `prices` laid over it.

    `version` is that of the advisor that asks, `told_hash` the fingerprint that a line about a file without an answer
    tells.
    """

    version: str
    key: str
    told_hash: str
    method: Method
    files: tuple[tuple[str, bytes], ...]
    prices: PriceParcel | None = None


def answer_chunk(question: ChunkQuestion) -> list[FileOutcome] | None:
    """The outcomes of files; None from a worker that cannot answer: another version, or knowledge that it has not."""
    with _ONE_AT_A_TIME:
        if question.version != __version__ or question.key not in _KEPT:
            return None
        _KEPT.move_to_end(question.key)
        knowledge = _kept(question.prices) if question.prices else _KEPT[question.key]
        method, told = question.method, question.told_hash
        return [answer_text(Path(path), content, knowledge, method, told) for path, content in question.files]
