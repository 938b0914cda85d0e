"""The words of every note: what sizing notices and what is to be settled or known, by code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advisor.report.wording import (
    cautions,
    clusters,
    control_plane,
    hybrid,
    lifecycle,
    limits,
    load_profile,
    machines,
    measures,
    serverless,
    single_vm,
    storage,
    tensions,
    terms,
    vm_cluster,
)
from advisor.values import Note

WORDS: Mapping[StrEnum, Callable[..., str]] = {
    **single_vm.WORDS,
    **storage.WORDS,
    **vm_cluster.WORDS,
    **clusters.WORDS,
    **control_plane.WORDS,
    **hybrid.WORDS,
    **lifecycle.WORDS,
    **limits.WORDS,
    **load_profile.WORDS,
    **machines.WORDS,
    **serverless.WORDS,
    **cautions.WORDS,
    **measures.WORDS,
    **tensions.WORDS,
    **terms.WORDS,
}
"""What says each code, given the values of the note by name."""


def note_words(note: Note) -> str:
    """The note in words, as it stands inside a sentence: without a capital letter or a full stop."""
    return WORDS[note.code](**dict(note.values))
