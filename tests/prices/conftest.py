"""A folder of one's own prices, written for a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.prices.folders import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a folder of prices: names of files with what stands in them."""

    def written(**files: str) -> Path:
        folder = tmp_path / "ours"
        for name, text in files.items():
            file = folder / f"{name.replace('__', '/')}.csv"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return folder

    return written
