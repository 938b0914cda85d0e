"""Words of the code: every module of packing and sizing stands in the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ADVISOR = ROOT / "advisor"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()


def module_words(package: str) -> list[str]:
    """The name of each module below a package of the advisor, as words."""
    return sorted(
        {path.stem.replace("_", " ") for path in (ADVISOR / package).rglob("*.py") if path.stem != "__init__"}
    )


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text, alone or in the plural; a hyphen, `and` or `of` may be between them."""
    pattern = "(?:[ -]|-? and | of )".join(words.split())
    return re.search(rf"\b{pattern}(?:s|es)?\b", text) is not None


@pytest.mark.parametrize("package", ["packing", "sizing"])
def test_the_glossary_has_the_name_of_every_module(package: str) -> None:
    assert len(module_words(package)) > 10
    assert [words for words in module_words(package) if not stands_in(words, GLOSSARY)] == []
