"""What a skeleton left to fill in and nobody has filled in yet."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.locator import Locator

TO_DO = "TODO"
"""What stands where something has to be written."""


def check_to_do(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Every text that still begins with `TODO`."""
    for name, source in knowledge.sources.items():
        for key in ("title", "publisher", "url"):
            if getattr(source, key).startswith(TO_DO):
                yield locator.problem("sources.yaml", (name, key), "is not filled in", "write what the page says")
    for platform in knowledge.platforms.values():
        file = f"platforms/{platform.id}.yaml"
        for key in ("name", "operator", "about"):
            if getattr(platform, key).startswith(TO_DO):
                yield locator.problem(file, (key,), "is not filled in", "write it for the readers of an answer")
        for section, claims in platform.sections:
            for term, lines in claims.items():
                if any((line.why or "").startswith(TO_DO) for line in lines):
                    yield locator.problem(file, (section, term), "has no reason yet", "write why it has that level")
