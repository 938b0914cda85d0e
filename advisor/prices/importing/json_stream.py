"""Reads JSON of any length in one pass: the members of large objects one by one, never the whole."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, TextIO

CHUNK = 1 << 20
"""Characters read at a time."""
LONGEST = 16 * CHUNK
"""Characters of one value that is handed out whole; what is not JSON by then is taken for broken."""
_SPACE = " \t\r\n"
_SPACES = re.compile(f"[{_SPACE}]*")
Path = tuple[str, ...]
"""The keys that lead to an object."""


class BrokenJsonError(ValueError):
    """A text that is no JSON, or breaks off; `at` counts its characters from 1."""

    def __init__(self, message: str, at: int) -> None:
        self.message, self.at = message, at
        super().__init__(message, at)


class _Window:
    """The part of a text that was read and not yet taken."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer, self._at, self._passed = "", 0, 0
        self._ended = False
        self._decode = json.JSONDecoder().raw_decode

    def _more(self) -> bool:
        read = self._text.read(CHUNK)
        self._passed += self._at
        self._buffer, self._at = self._buffer[self._at :] + read, 0
        self._ended = not read
        return bool(read)

    def broken(self, message: str) -> BrokenJsonError:
        return BrokenJsonError(message, self._passed + self._at + 1)

    def next_sign(self) -> str:
        """The next character that is no space, which stays there."""
        while True:
            self._at = _SPACES.match(self._buffer, self._at).end()  # type: ignore[union-attr]  # it matches nothing too
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                raise self.broken("breaks off")

    def take(self, sign: str) -> None:
        """Pass over a character that has to be there."""
        if self.next_sign() != sign:
            raise self.broken(f"has {self._buffer[self._at]!r} where {sign!r} is expected")
        self._at += 1

    def value(self) -> Any:
        """The next value, whole."""
        self.next_sign()
        while True:
            try:
                value, end = self._decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if len(self._buffer) - self._at < LONGEST and self._more():
                    continue
                raise self.broken("breaks off, or is no JSON,") from error
            if end < len(self._buffer) or self._ended or not self._more():
                self._at = end
                return value

    def at_end(self) -> None:
        """Nothing, or an error where more follows."""
        while self._at < len(self._buffer) or self._more():
            if self._buffer[self._at :].strip(_SPACE):
                raise self.broken("has more than one value")
            self._at = len(self._buffer)


def members(text: TextIO, large: Collection[Path]) -> Iterator[tuple[Path, str, Any]]:
    """The members of the outermost object, and of the large ones in it, one by one.

    Parameters:
        text: what is read, once and from its start.
        large: the paths of the objects whose members are wanted one by one; all other values are handed out whole.

    Raises BrokenJsonError.

    >>> import io
    >>> list(members(io.StringIO('{"day": "2026-11-01", "items": {"a": 1, "b": 2}}'), [("items",)]))
    [((), 'day', '2026-11-01'), (('items',), 'a', 1), (('items',), 'b', 2)]
    """
    ways = {path[:length] for path in large for length in range(1, len(path) + 1)}
    window = _Window(text)
    yield from _members(window, (), ways)
    window.at_end()


def _members(window: _Window, path: Path, ways: Collection[Path]) -> Iterator[tuple[Path, str, Any]]:
    window.take("{")
    if window.next_sign() == "}":
        window.take("}")
        return
    while True:
        key = window.value() if window.next_sign() == '"' else None
        if not isinstance(key, str):
            raise window.broken("has a member without a name")
        window.take(":")
        if (*path, key) in ways and window.next_sign() == "{":
            yield from _members(window, (*path, key), ways)
        else:
            yield path, key, window.value()
        if window.next_sign() == "}":
            window.take("}")
            return
        window.take(",")


def elements(text: TextIO) -> Iterator[Any]:
    """The elements of the outermost list, one by one. Raises BrokenJsonError.

    >>> import io
    >>> list(elements(io.StringIO('[1, {"a": 2}]')))
    [1, {'a': 2}]
    """
    window = _Window(text)
    window.take("[")
    if window.next_sign() == "]":
        window.take("]")
    else:
        yield window.value()
        while window.next_sign() == ",":
            window.take(",")
            yield window.value()
        window.take("]")
    window.at_end()
