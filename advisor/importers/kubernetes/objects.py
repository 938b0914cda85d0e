"""The objects of manifests: documents and the entries of lists, found by kind, namespace and name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from advisor.importers.nodes import FileNode, FilePlace
from advisor.importers.sources import SourceText

DEFAULT_NAMESPACE = "default"
_MOST_NESTED_LISTS = 4
_TEXT = 253
"""The longest name of an object."""


@dataclass(frozen=True)
class KubeObject:
    """One object: its kind, the group of its API (empty for the core), its name and namespace, and its values."""

    kind: str
    group: str
    name: str
    namespace: str
    node: FileNode

    @property
    def place(self) -> FilePlace:
        """Where it is named, or where it begins."""
        name = self.node.get("metadata", "name")
        return name.place if name is not None else self.node.place

    @property
    def title(self) -> str:
        """Its kind and name, as `kubectl` would print them."""
        return f"{self.kind} {self.name}".rstrip()

    @cached_property
    def spec(self) -> FileNode:
        """Its `spec`; an empty mapping where it has none."""
        return self.node.get("spec") or FileNode({}, self.node.place)

    @property
    def annotations(self) -> Mapping[str, str]:
        """Its annotations."""
        return texts_of(self.node.get("metadata", "annotations"))

    @property
    def labels(self) -> Mapping[str, str]:
        """Its labels."""
        return texts_of(self.node.get("metadata", "labels"))

    @property
    def owner(self) -> tuple[str, str] | None:
        """Kind and name of the object that controls it."""
        owners = self.node.get("metadata", "ownerReferences")
        for entry in owners.entries if owners is not None else []:
            controls, kind, name = entry.get("controller"), entry.get("kind"), entry.get("name")
            if controls is not None and controls.value is True and kind is not None and name is not None:
                return kind.text, name.text
        return None


@dataclass(frozen=True)
class Cluster:
    """All objects that were given, in the order of the files."""

    objects: Sequence[KubeObject] = field(default_factory=tuple)

    def of_kind(self, *kinds: str) -> Iterator[KubeObject]:
        """The objects of some kinds."""
        return (one for kind in kinds for one in self._by_kind.get(kind, ()))

    def find(self, kind: str, namespace: str, name: str) -> KubeObject | None:
        """The object of a name; None where it was not given."""
        return self._by_key.get((kind, namespace, name))

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[KubeObject]]:
        found: dict[str, list[KubeObject]] = {}
        for one in self.objects:
            found.setdefault(one.kind, []).append(one)
        return found

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str, str], KubeObject]:
        return {(one.kind, one.namespace, one.name): one for one in self.objects}


def read_objects(sources: Sequence[SourceText]) -> Cluster:
    """The objects of some texts. Raises InputError with the place of what is none."""
    return Cluster(tuple(one for source in sources for node in source.nodes for one in _objects_of(node, 0)))


def _objects_of(node: FileNode, depth: int) -> Iterator[KubeObject]:
    if node.entries and depth < _MOST_NESTED_LISTS:
        for entry in node.entries:
            yield from _objects_of(entry, depth + 1)
        return
    kind, version = node.get("kind"), node.get("apiVersion")
    if kind is None or not kind.is_scalar:
        remedy = "every document of a manifest has apiVersion, kind and metadata; import other files on their own"
        raise node.place.refusal("is no object of Kubernetes: it has no kind", remedy)
    items = node.get("items")
    if kind.text.endswith("List") and (items is not None or "items" in node.mapping):
        if depth < _MOST_NESTED_LISTS:
            for entry in items.entries if items is not None else []:
                yield from _objects_of(entry, depth + 1)
        return
    group = version.text.rpartition("/")[0] if version is not None else ""
    name, prefix = node.get("metadata", "name"), node.get("metadata", "generateName")
    called = name.text if name is not None else prefix.text.rstrip("-") if prefix is not None else ""
    namespace = node.get("metadata", "namespace")
    inside = namespace.text if namespace is not None and namespace.text else DEFAULT_NAMESPACE
    yield KubeObject(kind.text[:_TEXT], group, called[:_TEXT], inside[:_TEXT], node)


def texts_of(node: FileNode | None) -> Mapping[str, str]:
    """The entries of a mapping that are single values, as they are written."""
    return {key: value.text for key, value in node.mapping.items() if value.is_scalar} if node is not None else {}


def entries_of(node: FileNode | None, *keys: str) -> list[FileNode]:
    """The entries of a list that keys lead to; none where there is no such list."""
    found = node.get(*keys) if node is not None else None
    return found.entries if found is not None else []


def text_of(node: FileNode | None, *keys: str) -> str:
    """The text that keys lead to; empty where there is none."""
    found = node.get(*keys) if node is not None else None
    return found.text if found is not None and found.is_scalar else ""


def is_true(node: FileNode | None, *keys: str) -> bool:
    """Whether keys lead to `true`."""
    return text_of(node, *keys).lower() == "true"


def whole_number(node: FileNode | None, most: int) -> int | None:
    """A whole number up to a bound; None where nothing is given. Raises InputError with the place of anything else."""
    if node is None or not node.text.strip():
        return None
    text = node.text.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)) or int(text) > most:
        raise node.place.refusal(f"{text[:40]!r} is not a whole number up to {most:,}", f"write 0 to {most:,}")
    return int(text)


def matches(selector: FileNode | None, labels: Mapping[str, str]) -> bool:
    """Whether a label selector picks what has these labels; one that says nothing picks nothing here.

    It is either a plain mapping, as of a Service, or has `matchLabels` and `matchExpressions`.
    """
    if selector is None or not selector.mapping:
        return False
    wanted, expressions = selector.get("matchLabels"), entries_of(selector, "matchExpressions")
    if wanted is None and not expressions and "matchLabels" not in selector.mapping:
        wanted = selector
    plain = all(labels.get(key) == value for key, value in texts_of(wanted).items())
    return plain and all(_matches_expression(one, labels) for one in expressions)


def _matches_expression(expression: FileNode, labels: Mapping[str, str]) -> bool:
    key, operator = text_of(expression, "key"), text_of(expression, "operator")
    values = {entry.text for entry in entries_of(expression, "values")}
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) is (operator == "Exists")
