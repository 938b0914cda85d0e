"""One layer of a Compose file over another: an override file, or a service over the one that it extends.

Mappings are merged key by key, lists are joined, single values replaced (https://docs.docker.com/reference/compose-file/merge/).
`!override` takes the upper value alone, `!reset` takes the key out.
"""

from __future__ import annotations

from advisor.errors import KeyPath
from advisor.importers.nodes import FileNode, made

OVERRIDE = "!override"
RESET = "!reset"
_REPLACED = frozenset({"command", "entrypoint", "test"})
"""Lists that are one command."""
_BY_NAME = frozenset({"depends_on", "networks", "labels", "environment"})
"""What may be written as a list of names or as a mapping by them."""


def merged(base: FileNode, over: FileNode, path: KeyPath = ()) -> FileNode:
    r"""The upper value laid over the lower one.

    >>> from advisor.importers.nodes import read_nodes
    >>> base, over = read_nodes("{a: [1], b: {c: 1}}\n---\n{a: [2], b: {d: 2}}\n", "f")
    >>> merged(base, over).plain()
    {'a': [1, 2], 'b': {'c': 1, 'd': 2}}
    """
    if over.tag == OVERRIDE:
        return over
    if over.value is None:
        return base
    key = path[-1] if path else ""
    if key in _BY_NAME:
        base, over = _by_name(base), _by_name(over)
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        return _merged_mappings(base, over, path)
    if isinstance(base.value, list) and isinstance(over.value, list) and key not in _REPLACED:
        return _joined_lists(base, over, key)
    return over


def without_resets(node: FileNode) -> FileNode:
    """A mapping without the keys that a `!reset` takes out, where no layer lay below it."""
    return _merged_mappings(FileNode({}, node.place), node, ()) if isinstance(node.value, dict) else node


def _merged_mappings(base: FileNode, over: FileNode, path: KeyPath) -> FileNode:
    entries = dict(base.mapping)
    places = dict(base.key_places or {})
    for key, node in over.mapping.items():
        if node.tag == RESET:
            entries.pop(key, None)
            continue
        below = entries.get(key)
        entries[key] = without_resets(node) if below is None else merged(below, node, (*path, key))
        places.setdefault(key, over.key_place(key))
    return made(entries, over.place, base.tag, places)


def _joined_lists(base: FileNode, over: FileNode, key: str | int) -> FileNode:
    """Both lists, the lower one first; what has one identity stands there once, as the upper one writes it."""
    found: dict[str, FileNode] = {}
    for number, entry in enumerate([*base.entries, *over.entries]):
        identity = _identity(entry, key)
        found[identity if identity is not None else f"\0{number}"] = entry
    return made(list(found.values()), over.place)


def _identity(entry: FileNode, key: str | int) -> str | None:
    """What tells an entry of a list from the others: the target of a mount, the text of a single value."""
    if key == "volumes":
        if entry.mapping:
            target = entry.get("target") or entry.get("dst")
            return target.text if target is not None else None
        parts = entry.text.split(":")
        return next((part for part in reversed(parts) if part.startswith(("/", "\\"))), entry.text)
    return entry.text if entry.is_scalar else None


def _by_name(node: FileNode) -> FileNode:
    """A list of names as the mapping that it stands for."""
    if not isinstance(node.value, list):
        return node
    entries = {entry.text: FileNode(None, entry.place) for entry in node.entries if entry.is_scalar}
    return made(entries, node.place, node.tag, {key: one.place for key, one in entries.items()})
