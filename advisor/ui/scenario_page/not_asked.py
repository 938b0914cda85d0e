"""What a requirement says beyond what the page asks: it is kept, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.ui.scenario_page.tasks import HEADER, Task, task_of

ELSEWHERE = ("priorities",)
"""Asked for on other pages."""


def fields_of(requirement: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The dotted fields that have an answer; lists count as one."""
    for key, value in requirement.items():
        field = f"{prefix}{key}"
        if isinstance(value, Mapping) and value and field not in ELSEWHERE:
            yield from fields_of(value, f"{field}.")
            if prefix == "pricing." and key == "spot":
                yield field
        elif value is not None:
            yield field


def not_asked(requirement: Mapping[str, Any], tasks: tuple[Task, ...]) -> list[str]:
    """The fields with an answer that no task asks for, in their order."""
    known = (*HEADER, "summary", *ELSEWHERE)
    return [field for field in fields_of(requirement) if field not in known and task_of(field, tasks) is None]
