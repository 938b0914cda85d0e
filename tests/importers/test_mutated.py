"""Broken and odd files of every format, the same few each time; `make fuzz` tries thousands of new ones."""

from __future__ import annotations

import pytest

from advisor.importers import ImportKind
from tests.importers.fuzz_imports import try_texts


@pytest.mark.parametrize("kind", ImportKind)
def test_broken_files_are_read_or_refused_in_a_line_with_its_place(kind: ImportKind) -> None:
    outcome = try_texts(kind, 30)
    assert [fault for fault, _ in outcome.failures if not fault.startswith("takes ")] == []
    assert sum(outcome.counts.values()) == 30
