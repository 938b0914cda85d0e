"""A small requirement file for the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.test_many import write


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write(tmp_path, "tiny.yaml", "tiny")
