"""`${NAME}` in the values of a Compose file -> text, from the variables that were given and no others.

The forms are those of the Compose specification: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?told}` and
`${NAME:+other}`, each also without the colon, one inside the other; `$$` is a dollar sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.errors import InputError, KeyPath
from advisor.importers.nodes import FileNode, FilePlace, made

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")
_MOST_NESTED = 20
_CLOSE = "}"
MOST_VARIABLES = 100_000
MOST_ADDED = 4_000_000
"""Variables of one project, and characters in their place: as many as a file may hold, as a long value multiplies."""


class Interpolation:
    """Replaces variables, and keeps which of them were left blank, with the first place of each."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.blank: dict[str, FilePlace] = {}
        self.replaced = 0
        self.added = 0

    def node(self, node: FileNode, path: KeyPath = ()) -> FileNode:
        """A node with the variables in its values replaced; keys stay as they are.

        Raises InputError where a variable is asked for with `:?` and not given, or a form is none.
        """
        if isinstance(node.value, dict):
            entries = {key: self.node(inner, (*path, key)) for key, inner in node.value.items()}
            return made(entries, node.place, node.tag, node.key_places)
        if isinstance(node.value, list):
            listed = [self.node(inner, (*path, index)) for index, inner in enumerate(node.value)]
            return made(listed, node.place, node.tag)
        if "$" not in node.text:
            return node
        text = self.text(node.text, node.place, path)
        return FileNode(text, node.place, text, node.tag)

    def text(self, text: str, place: FilePlace, path: KeyPath = ()) -> str:
        """A text with its variables replaced.

        >>> place = FilePlace("compose.yaml", 1, 1)
        >>> Interpolation({"A": "1"}).text("$A ${B:-${C-two}} ${A:+three} $$", place)
        '1 two three $'
        """
        return _Replacing(self, text, place, path).run()

    def value(self, name: str) -> str | None:
        """What a variable is given as; None where it is not."""
        return self._variables.get(name)


class _Replacing:
    """One text being read from left to right."""

    def __init__(self, interpolation: Interpolation, text: str, place: FilePlace, path: KeyPath) -> None:
        self._of = interpolation
        self._text = text
        self._at = 0
        self._place = place
        self._path = path
        self._skipping = 0

    def run(self) -> str:
        return self._until_close(0)

    def _until_close(self, depth: int) -> str:
        """The text up to the brace that closes a default, or to the end of the whole."""
        if depth > _MOST_NESTED:
            raise self._refusal("nests variables too deep", f"keep to {_MOST_NESTED} levels")
        found: list[str] = []
        while self._at < len(self._text):
            character = self._text[self._at]
            if character == _CLOSE and depth:
                return "".join(found)
            self._at += 1
            found.append(self._counted(self._variable(depth)) if character == "$" else character)
        if depth:
            raise self._refusal("has a ${ without its }", "write the closing brace, or $$ for a dollar sign")
        return "".join(found)

    def _counted(self, text: str) -> str:
        """A text that takes a variable's place. Raises InputError where there are too many, or too long ones."""
        self._of.replaced += 1
        self._of.added += len(text)
        if self._of.replaced > MOST_VARIABLES or self._of.added > MOST_ADDED:
            told = f"more than {MOST_VARIABLES:,} variables, or {MOST_ADDED:,} characters that take their place"
            raise self._refusal(told, "write values out, or shorter ones in the file of variables")
        return text

    def _variable(self, depth: int) -> str:
        """What stands behind a dollar sign."""
        if self._text.startswith("$", self._at):
            self._at += 1
            return "$"
        if not self._text.startswith("{", self._at):
            match = _NAME.match(self._text, self._at)
            if match is None:
                raise self._refusal("has a $ without a name", "write $$ for a dollar sign")
            self._at = match.end()
            return self._or_blank(match[0])
        match = _NAME.match(self._text, self._at + 1)
        if match is None:
            raise self._refusal("has a ${ without a name", "write ${NAME}, or $$ for a dollar sign")
        self._at = match.end()
        return self._braced(match[0], depth)

    def _braced(self, name: str, depth: int) -> str:
        operator = _OPERATOR.match(self._text, self._at)
        other = ""
        if operator is not None:
            self._at = operator.end()
            skips = self._is_given(name, operator[0]) != operator[0].endswith("+")
            self._skipping += skips  # what stands in a default that is not taken is not needed
            other = self._until_close(depth + 1)
            self._skipping -= skips
        if not self._text.startswith(_CLOSE, self._at):
            raise self._refusal(f"has a form of ${{{name}...}} that is none", "write ${NAME}, or ${NAME:-default}")
        self._at += 1
        if operator is None:
            return self._or_blank(name)
        if operator[0].endswith("+"):
            return other if self._is_given(name, operator[0]) else ""
        if self._is_given(name, operator[0]):
            return self._of.value(name) or ""
        if operator[0].endswith("?") and not self._skipping:
            raise self._needed(name, other)
        return other

    def _is_given(self, name: str, operator: str) -> bool:
        """Whether a variable counts as given: with a colon, an empty one does not."""
        value = self._of.value(name)
        return bool(value) if operator.startswith(":") else value is not None

    def _or_blank(self, name: str) -> str:
        value = self._of.value(name)
        if value is None and not self._skipping:
            self._of.blank.setdefault(name, self._place)
        return value or ""

    def _needed(self, name: str, told: str) -> InputError:
        message = f"needs the variable {name}" + (f" ({told[:80]})" if told.strip() else "")
        return self._refusal(message, f"give it in a file with a line {name}=value: --env-file FILE")

    def _refusal(self, message: str, remedy: str) -> InputError:
        return self._place.refusal(message, remedy, self._path)
