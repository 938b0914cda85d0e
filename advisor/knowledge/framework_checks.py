"""Checks of the words of compliance that ask for no capability by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem
from advisor.knowledge.knowledge_base import Knowledge, one_spelling
from advisor.knowledge.locator import Locator

_FILE = "frameworks.yaml"


def check_frameworks(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Every problem of frameworks.yaml: a word with two meanings, or one that asks for a capability."""
    seen = {one_spelling(tag): tag for tag in knowledge.tags}
    for word, framework in knowledge.frameworks.items():
        for spelling in (word, *framework.spelled):
            first = seen.setdefault(one_spelling(spelling), word)
            if first != word or (spelling != word and one_spelling(spelling) == one_spelling(word)):
                yield locator.problem(_FILE, (word,), f"{spelling} means {first} already", "keep it in one place")
