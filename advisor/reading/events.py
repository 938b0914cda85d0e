"""Parser events -> values and their places. One pass, one visit per event, whatever the file holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from advisor.errors import InvalidValueError, KeyPath, Problem
from advisor.reading.document import Document, Mark, UnreadableError
from advisor.reading.scalars import resolve
from advisor.reading.syntax import syntax_problem
from advisor.values import INVISIBLE

MOST_LEVELS = 24
MOST_NODES = 50_000
MOST_PROBLEMS = 100
SHORTEN = "leave out what it can do without; of services that are alike, list one with the replicas of all"
"""What to do about a file that is too long: one requirement cannot be spread over several files."""

# The C parser is several times faster; both give the same events.
PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONTROL = re.compile(f"[{INVISIBLE}]")
_NO_COPIES = "write the value out in full"


def build_document(text: str, source: str) -> Document:
    """The one document in a text, with what was refused in it.

    Raises UnreadableError where the text cannot be read to its end: an error of syntax, too much of something.
    """
    builder = _DocumentBuilder(source)
    try:
        builder.take_all(yaml.parse(text, Loader=PARSER))
    except yaml.YAMLError as error:
        problems = [*builder.problems, syntax_problem(error, text, source)]
        raise UnreadableError(problems, text, builder.value) from error
    except _TooMuchError as error:
        raise UnreadableError(builder.problems, text, builder.value) from error
    return Document(source, builder.value, builder.marks, builder.key_marks, tuple(builder.problems))


class _TooMuchError(Exception):
    """Reading on is pointless; the reason is already among the problems."""


@dataclass
class _OpenCollection:
    """A collection whose end has not come yet; `key` waits for its value, `lines` says where each key stands."""

    content: dict[str, Any] | list[Any]
    path: KeyPath
    lines: dict[str, int]
    key: str | None = None


class _DocumentBuilder:
    """The values built so far, the collections still open, and the problems found."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.value: Any = None
        self.marks: dict[KeyPath, Mark] = {}
        self.key_marks: dict[KeyPath, Mark] = {}
        self.problems: list[Problem] = []
        self._open: list[_OpenCollection] = []
        self._nodes = 0
        self._documents = 0
        self._is_empty = True
        self._named: set[str] = set()

    def take_all(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                self._take_node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._stop(_mark(event), "a second document starts here", "keep one document a file")
        if self._is_empty and not self.problems:
            self._report(self.marks.get((), Mark(1, 1)), (), "holds nothing", "start with `name: my scenario`")

    def _take_node(self, event: yaml.NodeEvent) -> None:
        mark = _mark(event)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(mark, f"more than {MOST_NODES:,} values, the most that are read", SHORTEN)
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.content, dict) and parent.key is None:
            self._take_key(parent, event, mark)
        else:
            self._take_value(parent, event, mark)

    def _take_key(self, parent: _OpenCollection, event: yaml.NodeEvent, mark: Mark) -> None:
        self._refuse_sharing(event, mark, parent.path)
        if not isinstance(event, yaml.ScalarEvent):
            parent.key = "?"
            if isinstance(event, yaml.CollectionStartEvent):
                self._report(mark, parent.path, "a list or mapping is used as a key", "write a plain word as the key")
                self._enter(event, (*parent.path, "?"), mark)
            return
        parent.key = key = event.value
        path = (*parent.path, key)
        if _is_bare(event):
            self._refuse_bare_key(key, mark, path)
        else:
            self._refuse_control(key, mark, path)
        if key in parent.lines:
            message = f"is written twice (first on line {parent.lines[key]})"
            self._report(mark, path, message, "keep one of the two")
        parent.lines.setdefault(key, mark.line)
        self.key_marks.setdefault(path, mark)

    def _refuse_bare_key(self, key: str, mark: Mark, path: KeyPath) -> None:
        if key == "<<":
            self._report(mark, path, "merge keys are not read", _NO_COPIES)
            return
        try:
            is_text = isinstance(resolve(key), str)
        except InvalidValueError:
            is_text = False
        if not is_text:
            shown = f"the key {key[:40]}" if key else "the empty key"
            remedy = f'write "{key[:40]}" in quotes' if key else "write a word before the colon"
            self._report(mark, path, f"{shown} is not a text", remedy)

    def _take_value(self, parent: _OpenCollection | None, event: yaml.NodeEvent, mark: Mark) -> None:
        path: KeyPath = ()
        if parent is not None:
            path = (*parent.path, len(parent.content) if parent.key is None else parent.key)
        self._refuse_sharing(event, mark, path)
        self.marks.setdefault(path, mark)
        value: Any = None
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, mark, path)
        elif isinstance(event, yaml.CollectionStartEvent):
            value = self._enter(event, path, mark)
        if parent is None:
            self.value = value
            self._is_empty = isinstance(event, yaml.ScalarEvent) and _is_bare(event) and not event.value
        elif isinstance(parent.content, list):
            parent.content.append(value)
        elif parent.key is not None:
            parent.content.setdefault(parent.key, value)
            parent.key = None

    def _enter(self, event: yaml.CollectionStartEvent, path: KeyPath, mark: Mark) -> dict[str, Any] | list[Any]:
        if len(self._open) == MOST_LEVELS:
            self._stop(mark, "lists and mappings stand too deep in each other", f"keep to {MOST_LEVELS} levels")
        content: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_OpenCollection(content, path, {}))
        return content

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark, path: KeyPath) -> Any:
        if not _is_bare(event):
            self._refuse_control(event.value, mark, path)
            return event.value
        try:
            return resolve(event.value)
        except InvalidValueError as refusal:
            self._report(mark, path, refusal.message, refusal.remedy)
            return None

    def _refuse_sharing(self, event: yaml.NodeEvent, mark: Mark, path: KeyPath) -> None:
        """Tags, anchors and aliases; of each anchor's aliases only the first is named."""
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")[:60]
            self._report(mark, path, f"the tag {shown} is not read", "leave it out; quotes make a text of anything")
        if event.anchor is None:
            return
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        name = f"{sign}{event.anchor}"[:60]
        if name not in self._named:
            self._named.add(name)
            what = "the alias" if sign == "*" else "the anchor"
            self._report(mark, path, f"{what} {name} is not read", _NO_COPIES)

    def _refuse_control(self, text: str, mark: Mark, path: KeyPath) -> None:
        """Only an escape (backslash, 0) brings these in; no name or word can hold them."""
        found = _CONTROL.search(text)
        if found:
            message = f"holds an invisible control character (U+{ord(found[0]):04X})"
            self._report(mark, path, message, "leave its escape out")

    def _report(self, mark: Mark, path: KeyPath, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.source, mark.line, mark.column, path, message, remedy))
        if len(self.problems) == MOST_PROBLEMS:
            rest = "more may be wrong from here on"
            self.problems.append(Problem(self.source, mark.line, mark.column + 1, (), rest, "fix the others first"))
            raise _TooMuchError

    def _stop(self, mark: Mark, message: str, remedy: str) -> None:
        self._report(mark, (), message, remedy)
        raise _TooMuchError


def _mark(event: yaml.Event) -> Mark:
    start: Any = event.start_mark  # a parser always sets it, and counts from 0
    return Mark(start.line + 1, start.column + 1)


def _is_bare(event: yaml.ScalarEvent) -> bool:
    return bool(event.implicit[0])
