"""Names of other tools -> names that a requirement takes, each once."""

from __future__ import annotations

import re

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Taken, assumed, read_at
from advisor.importers.nodes import FileNode, FilePlace
from advisor.values import NAME_PATTERN, SERVICE_NAME_PATTERN

UNNAMED = "imported"
_MOST_NAME = 120
_MOST_SERVICE_NAME = 63


def service_name(name: str, place: FilePlace, taken: set[str]) -> Taken:
    """The name of a service, and notes that it is taken; one with other signs, too long or taken is changed.

    >>> service_name("my shop", FilePlace("f", 1), set()).value
    'my-shop'
    """
    kept = "".join(sign if re.match(r"[A-Za-z0-9._-]", sign) else "-" for sign in name)
    first = found = kept.lstrip("._-")[:_MOST_SERVICE_NAME] or "service"
    number = 1
    while found in taken:
        number += 1
        found = f"{first[: _MOST_SERVICE_NAME - 8]}-{number}"
    taken.add(found)
    if found == name and re.match(SERVICE_NAME_PATTERN, name):
        return read_at(name, place)
    return assumed(found, ImportCode.SERVICE_NAME, place, name=name[:80])


def requirement_name(node: FileNode | None) -> Taken:
    """The name of the whole requirement: what a value says, or a word for what nothing names."""
    name = node.text.strip() if node is not None else ""
    if node is not None and re.match(NAME_PATTERN, name):
        return read_at(name[:_MOST_NAME], node.place)
    return assumed(UNNAMED, ImportCode.UNNAMED)
