"""YAML or JSON of other tools -> nodes, each with its place.

Files of other tools share values by anchors, aliases and merge keys, hold several documents, and tag values. They are
built from parser events with caps of their own; the caps of requirement files stay as they are. Bare words follow the
YAML 1.2 core schema, so `22:22` stays a text.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, NamedTuple, NoReturn

import yaml

from advisor.errors import InputError, InvalidValueError, Problem
from advisor.reading.events import PARSER
from advisor.reading.scalars import resolve
from advisor.reading.syntax import syntax_problem

MOST_EVENTS = 150_000
"""The most values that are built, those that aliases and merge keys repeat counted each time: read in about a second.

The largest public manifests, those of Argo CD with all their definitions, have 82,000.
"""
MOST_DEPTH = 64
_STANDARD = "tag:yaml.org,2002:"
_MERGE = "<<"
LEFT_OUT = frozenset({"CustomResourceDefinition", "ConfigMap", "Secret"})
"""Kinds of Kubernetes objects that say nothing of what runs, and are long or secret: only their kind is built."""
_KEPT = ("apiVersion", "kind")
_TEMPLATE = "{{"
_SPLIT = "import its parts one by one, or only the kinds that run containers"

Scalar = str | int | float | bool | None


class FilePlace(NamedTuple):
    """Where something stands: the name of the file as it was given, line and column from 1 (0: not known)."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line`, as it is written beside a value."""
        return f"{self.source}:{self.line}" if self.line else self.source

    @property
    def short(self) -> str:
        """`file:line` with the last part of the file's name alone."""
        name = PurePath(self.source).name or self.source
        return f"{name}:{self.line}" if self.line else name

    def problem(self, message: str, remedy: str, path: tuple[str | int, ...] = ()) -> Problem:
        """The problem that stands here."""
        return Problem(self.source, self.line, self.column, path, message, remedy)

    def refusal(self, message: str, remedy: str, path: tuple[str | int, ...] = ()) -> InputError:
        """The error to raise for a problem that stands here."""
        return InputError([self.problem(message, remedy, path)])


_new_place: Callable[[type[FilePlace], tuple[str, int, int]], FilePlace] = tuple.__new__
"""Makes a place of its three parts in half the time that its own constructor takes."""


@dataclass(slots=True)
class FileNode:
    """One value of a file: a mapping or a list of nodes, or a scalar, with its place.

    `text` is a scalar as it is written; `tag` the tag in front of the value, such as `!override`; `size` the number of
    values in it, `height` the levels below it. A node is shared by all that refer to it and is never changed.
    """

    value: dict[str, FileNode] | list[FileNode] | Scalar
    place: FilePlace
    text: str = ""
    tag: str | None = None
    size: int = 1
    height: int = 0
    key_places: Mapping[str, FilePlace] | None = None

    @property
    def mapping(self) -> dict[str, FileNode]:
        """Its entries by key; none where it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def entries(self) -> list[FileNode]:
        """Its entries; none where it is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def is_scalar(self) -> bool:
        """Whether it is a single value."""
        return not isinstance(self.value, dict | list)

    def get(self, *keys: str) -> FileNode | None:
        """The value that keys lead to, one inside the other; None where there is none, or where it is null."""
        here: FileNode = self
        for key in keys:
            value = here.value
            inner = value.get(key) if isinstance(value, dict) else None
            if inner is None:
                return None
            here = inner
        return None if here.value is None else here

    def key_place(self, key: str) -> FilePlace:
        """Where a key stands; the place of the mapping where that is not known."""
        return self.place if self.key_places is None else self.key_places.get(key, self.place)

    def plain(self, depth: int = MOST_DEPTH) -> Any:
        """Its value without places, down to a depth; what lies deeper is None."""
        if isinstance(self.value, dict):
            return {key: node.plain(depth - 1) for key, node in self.value.items()} if depth else None
        if isinstance(self.value, list):
            return [node.plain(depth - 1) for node in self.value] if depth else None
        return self.value


def made(
    value: dict[str, FileNode] | list[FileNode],
    place: FilePlace,
    tag: str | None = None,
    key_places: Mapping[str, FilePlace] | None = None,
) -> FileNode:
    """A node made of others, as merging and replacing make it, with its size and height."""
    inner = value.values() if isinstance(value, dict) else value
    size, height = 1, 0
    for node in inner:
        size += node.size
        height = max(height, node.height + 1)
    return FileNode(value, place, "", tag, size, height, key_places)


def read_nodes(text: str, source: str) -> tuple[FileNode, ...]:
    r"""The documents of a YAML or JSON text, those that hold nothing left out.

    Parameters:
        text: decoded and without what no text may hold (see advisor.reading.files).
        source: the name of the text in messages.

    Raises InputError with the place of what cannot be read, is written twice, or goes beyond a cap.

    >>> first, second = read_nodes("a: &x {b: 22:22}\nc: *x\n---\n- 1\n", "some.yaml")
    >>> first.get("c", "b").value, str(first.get("c", "b").place), second.plain()
    ('22:22', 'some.yaml:1', [1])
    """
    builder = _NodeBuilder(source)
    try:
        with no_collection():
            builder.take_all(text)
    except yaml.YAMLError as error:
        raise _told_of_template(InputError([syntax_problem(error, text, source)]), text) from error
    except InputError as error:
        raise _told_of_template(error, text) from error
    except ValueError as error:  # libyaml hands on an escape that is no character
        raise FilePlace(source).refusal("cannot be read as YAML", "check its escapes and quotes") from error
    return tuple(builder.documents)


def _told_of_template(error: InputError, text: str) -> InputError:
    """The error, or that the line it stands on is one of a template, where it is."""
    first = error.problems[0]
    lines = text.splitlines()
    if not 0 < first.line <= len(lines) or _TEMPLATE not in lines[first.line - 1]:
        return error
    message = "is a template, and no YAML before its {{ }} are filled in"
    remedy = "import what it makes, for example `helm template CHART | advisor import -`"
    return FilePlace(first.source, first.line, first.column).refusal(message, remedy)


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """No search for garbage meanwhile: nodes are no circles, and each search would visit all that are built so far."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; `key` waits for its value."""

    node: FileNode
    anchor: str | None
    is_mapping: bool
    places: dict[str, FilePlace]
    key: str | None = None
    merged: list[FileNode] = field(default_factory=list)
    is_merge: bool = False
    is_left: bool = False
    """Whether only its kind is built."""


class _NodeBuilder:
    """The documents built so far, the collections still open, and the anchors of the present document."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.documents: list[FileNode] = []
        self._open: list[_Open] = []
        self._top: _Open | None = None
        self._anchors: dict[str, FileNode] = {}
        self._count = 0
        self._levels_passed = 0

    def take_all(self, text: str) -> None:
        """Take the events of a text. There are hundreds of thousands, so little is done for each."""
        parser = PARSER(text)
        takers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._take_alias,
            yaml.DocumentStartEvent: self._begin_document,
        }
        try:
            while parser.check_event():
                event = parser.get_event()
                if self._top is not None and self._top.is_left and self._passes_over(event, self._top):
                    continue
                taker = takers.get(type(event))
                if taker is not None:
                    taker(event)
        finally:
            parser.dispose()

    def _begin_document(self, _: yaml.Event) -> None:
        self._anchors = {}

    def _passes_over(self, event: yaml.Event, top: _Open) -> bool:
        """Whether an event belongs to a value that is not built."""
        if top.key is None or top.key in _KEPT:
            return False
        if isinstance(event, yaml.CollectionStartEvent):
            self._levels_passed += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self._levels_passed -= 1
        if self._levels_passed == 0:
            top.key = None
        return True

    def _place(self, event: yaml.Event) -> FilePlace:
        start: Any = event.start_mark
        return _new_place(FilePlace, (self.source, start.line + 1, start.column + 1))

    def _refuse(self, place: FilePlace, message: str, remedy: str) -> NoReturn:
        raise place.refusal(message, remedy, tuple(one.key for one in self._open if one.key is not None))

    def _too_deep(self, place: FilePlace) -> NoReturn:
        self._refuse(place, "lists and mappings stand too deep in each other", f"keep to {MOST_DEPTH} levels")

    def _counted(self, place: FilePlace, size: int = 1) -> None:
        self._count += size
        if self._count > MOST_EVENTS:
            message = f"more than {MOST_EVENTS:,} values up to here, the most that are read, those of aliases included"
            self._refuse(place, message, _SPLIT)

    def _awaits_key(self) -> bool:
        top = self._top
        return top is not None and top.key is None and top.is_mapping

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        start: Any = event.start_mark
        place = _new_place(FilePlace, (self.source, start.line + 1, start.column + 1))
        self._count += 1
        if self._count > MOST_EVENTS:
            self._counted(place, 0)
        top = self._top
        if top is not None and top.key is None and top.is_mapping:
            self._take_key(top, event, place)
            return
        node = FileNode(_scalar(event), place, event.value, _own_tag(event.tag))
        if event.anchor:
            self._anchors[event.anchor] = node
        self._add(node)

    def _take_key(self, parent: _Open, event: yaml.ScalarEvent, place: FilePlace) -> None:
        key = event.value
        parent.key, parent.is_merge = key, key == _MERGE and bool(event.implicit[0])
        if parent.is_merge:
            return
        first = parent.places.get(key)
        if first is not None:
            self._refuse(place, f"is written twice (first on line {first.line})", "keep one of the two")
        parent.places[key] = place

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        place = self._place(event)
        self._counted(place)
        if self._awaits_key():
            self._refuse(place, "a list or mapping is used as a key", "write a plain word as the key")
        if len(self._open) == MOST_DEPTH:
            self._too_deep(place)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        places: dict[str, FilePlace] = {}
        node = FileNode({} if is_mapping else [], place, "", _own_tag(event.tag), 1, 0, places)
        self._top = _Open(node, event.anchor, is_mapping, places)
        self._open.append(self._top)

    def _end(self, _: yaml.Event) -> None:
        done = self._open.pop()
        self._top = self._open[-1] if self._open else None
        for merged in done.merged:  # what is written out wins, and of several merged ones the first
            for key, node in merged.mapping.items():
                if key not in done.node.mapping:
                    done.node.mapping[key] = node
                    _grow(done.node, node)
                    done.places[key] = merged.key_place(key)
        if done.anchor:
            self._anchors[done.anchor] = done.node
        self._add(done.node)

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        place = self._place(event)
        node = self._anchors.get(event.anchor or "")
        if node is None:
            inside = any(one.anchor == event.anchor for one in self._open)
            message = (
                f"*{event.anchor} stands inside what it names" if inside else f"no anchor &{event.anchor} before it"
            )
            self._refuse(place, message[:120], "name an anchor that ends above this line, or write the value out")
        self._counted(place, node.size)
        if len(self._open) + node.height > MOST_DEPTH:
            self._too_deep(place)
        if self._awaits_key():
            if not node.is_scalar:
                self._refuse(place, "a list or mapping is used as a key", "write a plain word as the key")
            self._open[-1].key = node.text
            self._open[-1].places[node.text] = place
            return
        self._add(node)

    def _add(self, node: FileNode) -> None:
        parent = self._top
        if parent is None:
            if node.value is not None:
                self.documents.append(node)
            return
        value, key = parent.node.value, parent.key
        if isinstance(value, list):
            value.append(node)
            _grow(parent.node, node)
        elif parent.is_merge:
            self._merge(parent, node)
            parent.key, parent.is_merge = None, False
        elif key is not None and isinstance(value, dict):
            value[key] = node
            _grow(parent.node, node)
            if key == "kind" and node.text in LEFT_OUT and self._is_object():
                self._leave_out(parent)
            parent.key = None

    def _is_object(self) -> bool:
        """Whether the innermost mapping is a document, or an entry of a list of objects."""
        outer = self._open[:-1]
        if len(outer) == 2:
            return outer[0].key == "items"
        return not outer or (len(outer) == 1 and isinstance(outer[0].node.value, list))

    def _leave_out(self, parent: _Open) -> None:
        """Drop what was built of an object before its kind was known."""
        node = parent.node
        kept = {key: one for key, one in node.mapping.items() if key in _KEPT}
        dropped = node.size - 1 - sum(one.size for one in kept.values())
        node.value, node.size = kept, node.size - dropped
        self._count -= dropped
        parent.is_left = True

    def _merge(self, parent: _Open, node: FileNode) -> None:
        merged = node.entries if isinstance(node.value, list) else [node]
        for one in merged:
            if not isinstance(one.value, dict):
                self._refuse(one.place, "the merge key << takes a mapping", "name the anchor of a mapping")
            self._counted(one.place, one.size)
        parent.merged.extend(merged)


def _grow(parent: FileNode, child: FileNode) -> None:
    parent.size += child.size
    if child.height >= parent.height:
        parent.height = child.height + 1


def _own_tag(tag: str | None) -> str | None:
    """A tag that is none of YAML's own."""
    return None if tag is None or tag.startswith(_STANDARD) or tag == "!" else tag[:60]


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    """The value of a scalar; a number that is beyond all sizes stays the text that it is written as."""
    written: str = event.value
    is_quoted = event.style in ("'", '"', "|", ">") and event.tag not in _RESOLVED_TAGS
    if is_quoted or event.tag in _TEXT_TAGS:
        return written
    try:
        return resolve(written)
    except InvalidValueError:
        return written


_TEXT_TAGS = frozenset(f"{_STANDARD}{name}" for name in ("str", "binary", "timestamp"))
_RESOLVED_TAGS = frozenset(f"{_STANDARD}{name}" for name in ("int", "float", "bool", "null"))
