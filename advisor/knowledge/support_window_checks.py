"""Checks of the support windows: everything they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import KeyPath, Problem, did_you_mean
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.locator import Locator
from advisor.knowledge.support_windows import WINDOWS_FILE


def check_support_windows(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Every problem of support_windows.yaml: products, sources and followed products that are not there."""
    names = {*knowledge.platforms, *(word for word, entry in knowledge.in_use.items() if entry.same_as is None)}
    with_versions = [name for name, product in knowledge.support_windows.items() if product.cycles]
    files: dict[str, str] = {}
    for name, product in knowledge.support_windows.items():
        if name not in names:
            message = f"{name} is no platform and no word of in_use.yaml"
            yield locator.problem(WINDOWS_FILE, (name,), message, did_you_mean(name, names))
        if product.follows is not None and product.follows not in with_versions:
            message = f"{product.follows} has no versions to follow"
            yield locator.problem(
                WINDOWS_FILE, (name, "follows"), message, did_you_mean(product.follows, with_versions)
            )
        if product.endoflife is not None and files.setdefault(product.endoflife, name) != name:
            message = f"{product.endoflife} is the file of {files[product.endoflife]}"
            yield locator.problem(WINDOWS_FILE, (name, "endoflife"), message, "let one of them follow the other")
        cited: list[tuple[KeyPath, str]] = [((name, "source"), product.source)]
        if product.extended is not None:
            cited.append(((name, "extended", "source"), product.extended.source))
        if product.extended is not None and product.extended.months_source is not None:
            cited.append(((name, "extended", "months_source"), product.extended.months_source))
        for place, one in enumerate(product.shorter_on):
            cited.append(((name, "shorter_on", place, "source"), one.source))
            if one.platform not in knowledge.platforms:
                at, message = (name, "shorter_on", place, "platform"), f"{one.platform} is no platform"
                yield locator.problem(WINDOWS_FILE, at, message, did_you_mean(one.platform, knowledge.platforms))
            if one.version not in product.cycles:
                at, message = (name, "shorter_on", place, "version"), f"{one.version} is no version of {name}"
                yield locator.problem(WINDOWS_FILE, at, message, did_you_mean(one.version, product.cycles))
        cited += [((name, "cycles", v, "source"), w.source) for v, w in product.cycles.items() if w.source is not None]
        for path, source in cited:
            if source not in knowledge.sources:
                yield locator.problem(
                    WINDOWS_FILE, path, f"unknown source {source}", did_you_mean(source, knowledge.sources)
                )
