"""HCL of Nomad -> nodes with places: a body is a mapping, blocks of one kind are a list, a label is the key `name`.

python-hcl2 parses; what is parsed is read here, because the values it makes have no places. Variables have the value
given, or their default. What is no plain value, such as a function, stays as it is written, with the tag EXPRESSION.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.importers.nodes import FileNode, FilePlace, made
from advisor.importers.sources import SourceText
from advisor.reading.scalars import resolve

EXPRESSION = "expression"
MOST_CHARACTERS = 128 * 1024
"""Read in about a second; a job of 500 lines has 15,000."""
MOST_DEPTH = 64
MOST_SIGNS = 40_000
"""Words and signs: lists and sums of nothing but signs take the parser three times as long as jobs do."""
_SIGN = re.compile(r"\w+|[^\w\s]")
_VARIABLE = re.compile(r"var\.([A-Za-z_][\w-]*)")
_IN_TEXT = re.compile(r"\$\{\s*var\.([A-Za-z_][\w-]*)\s*\}")
_GIVEN = "NOMAD_VAR_"
_NAME = "name"
_REMEDY = "check this line, or import what `nomad job run -output FILE` prints"


def read_hcl(source: SourceText, given: Mapping[str, str]) -> FileNode:
    """The body of a text in HCL. Raises InputError with the place of what cannot be read.

    Parameters:
        source: the text.
        given: values of variables, as NOMAD_VAR_name.
    """
    from hcl2 import parses_to_tree  # costs 0.7 s, which only those pay who have such a file
    from lark.exceptions import LarkError, UnexpectedInput

    if len(source.text) > MOST_CHARACTERS:
        message = f"is longer than {MOST_CHARACTERS // 1024} KiB, the most of a job in HCL"
        raise source.start.refusal(message, "import its jobs one by one, or what `nomad job run -output FILE` prints")
    if sum(1 for _ in _SIGN.finditer(source.text)) > MOST_SIGNS:
        message = f"has more than {MOST_SIGNS:,} words and signs, the most of a job in HCL"
        raise source.start.refusal(message, "import its jobs one by one, or what `nomad job run -output FILE` prints")
    try:
        tree = parses_to_tree(source.text)
    except UnexpectedInput as error:
        place = FilePlace(source.name, max(error.line, 0), max(error.column, 0))
        raise place.refusal("is no HCL from here on", _REMEDY) from error
    except (LarkError, RecursionError) as error:
        raise source.start.refusal("cannot be read as HCL", _REMEDY) from error
    return _HclReader(source, given).whole(tree)


class _HclReader:
    """Makes nodes of the tree of one text."""

    def __init__(self, source: SourceText, given: Mapping[str, str]) -> None:
        self._source = source
        self._variables: dict[str, Any] = {}
        self._given = {name.removeprefix(_GIVEN): value for name, value in given.items()}

    def whole(self, tree: Any) -> FileNode:
        body = tree.children[0]
        for child in _trees(body, "block"):
            names = self._labels(child)
            if names[:1] == ["variable"] and len(names) > 1:
                default = self._body(_body_of(child), 1).get("default")
                if default is not None and default.is_scalar:
                    self._variables[names[1]] = default.value
        self._variables |= {name: resolve(value) for name, value in self._given.items()}
        return self._body(body, 0)

    def _place(self, tree: Any) -> FilePlace:
        return FilePlace(self._source.name, getattr(tree.meta, "line", 0), getattr(tree.meta, "column", 0))

    def _body(self, tree: Any, depth: int) -> FileNode:
        if depth > MOST_DEPTH:
            remedy = f"keep to {MOST_DEPTH} levels"
            raise self._place(tree).refusal("blocks stand too deep in each other", remedy)
        found: dict[str, FileNode] = {}
        blocks: dict[str, list[FileNode]] = {}
        places: dict[str, FilePlace] = {}
        for child in _trees(tree, "attribute"):
            name = self._written(child.children[0])
            if name in found:
                raise self._place(child).refusal(f"{name[:40]} is written twice", "keep one of the two")
            found[name] = self._value(child.children[-1], depth + 1)
            places[name] = self._place(child)
        for child in _trees(tree, "block"):
            kind, *labels = self._labels(child)
            inner = self._body(_body_of(child), depth + 1)
            if labels and _NAME not in inner.mapping:
                place = self._place(child)
                named = {_NAME: FileNode(labels[-1], place, labels[-1]), **inner.mapping}
                inner = made(named, place, None, inner.key_places)
            blocks.setdefault(kind, []).append(inner)
            places.setdefault(kind, self._place(child))
        for kind, listed in blocks.items():
            found.setdefault(kind, made(list(listed), places[kind]))
        return made(found, self._place(tree), None, places)

    def _labels(self, block: Any) -> list[str]:
        """The kind of a block and its labels."""
        named = [child for child in block.children if getattr(child, "data", None) in _NAMES]
        return [self._written(child).strip('"') for child in named]

    def _written(self, tree: Any) -> str:
        """A part of the text as it is written."""
        start, end = getattr(tree.meta, "start_pos", 0), getattr(tree.meta, "end_pos", 0)
        return self._source.text[start:end].strip()

    def _value(self, tree: Any, depth: int) -> FileNode:
        if depth > MOST_DEPTH:
            remedy = f"keep to {MOST_DEPTH} levels"
            raise self._place(tree).refusal("values stand too deep in each other", remedy)
        data = getattr(tree, "data", "")
        place = self._place(tree)
        inner = [child for child in tree.children if getattr(child, "data", "new_line_or_comment") not in _SPACE]
        if data == "expr_term" and len(inner) == 1:
            return self._value(inner[0], depth + 1)
        if data == "tuple":
            return made([self._value(child, depth + 1) for child in inner], place)
        if data == "object":
            return self._object(inner, place, depth)
        written = self._written(tree)
        if data == "string":
            return self._text(written[1:-1], place)
        if data in ("int_lit", "float_lit", "literal_value"):
            return FileNode(resolve(written), place, written)
        if data.startswith("heredoc"):
            return FileNode("", place, "")
        variable = _VARIABLE.fullmatch(written)
        if variable is not None and self._variables.get(variable[1]) is not None:
            value = self._variables[variable[1]]
            return FileNode(value, place, str(value))
        return FileNode(written[:200], place, written[:200], EXPRESSION)

    def _text(self, written: str, place: FilePlace) -> FileNode:
        text = _IN_TEXT.sub(lambda match: str(self._variables.get(match[1], match[0])), written)
        tag = EXPRESSION if _IN_TEXT.search(text) else None
        return FileNode(text, place, text, tag)

    def _object(self, elements: list[Any], place: FilePlace, depth: int) -> FileNode:
        found = {}
        for element in elements:
            parts = [child for child in element.children if hasattr(child, "data")]
            found[self._written(parts[0]).strip('"')] = self._value(parts[-1], depth + 1)
        return made(found, place)


_NAMES = frozenset({"identifier", "keyword", "literal_value", "string"})
_SPACE = frozenset({"new_line_or_comment"})


def _trees(tree: Any, kind: str) -> Iterator[Any]:
    for child in tree.children:
        if getattr(child, "data", None) == kind:
            yield child


def _body_of(block: Any) -> Any:
    return next(_trees(block, "body"))
