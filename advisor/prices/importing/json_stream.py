"""Reads JSON of any length in one pass with the library ijson: large objects member by member, never as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO

import ijson

AT_ONCE = 1024
"""Bytes handed to the parser at a time. It does not say where it stops, so a mistake is told to within so many."""
DEEPEST = 64
"""Objects and lists within each other; price lists have less than ten, and a text of nothing else takes for ever."""
_Event = tuple[str, str, Any]
"""What the parser finds: the keys that lead there with dots between, what it is, and its value."""
_SCALARS = frozenset({"boolean", "null", "number", "string"})


class BrokenJsonError(ValueError):
    """A text that is no JSON, or breaks off; `line` and `at` count its lines and bytes up to there from 1."""

    def __init__(self, message: str, line: int, at: int) -> None:
        self.message, self.line, self.at = message, line, at
        super().__init__(message, line, at)


class _Counted:
    """A file that counts what of it was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.lines, self.bytes, self.ended = 1, 0, False

    def read(self, size: int) -> bytes:
        part = self._file.read(size)
        self.lines += part.count(b"\n")
        self.bytes += len(part)
        self.ended = not part and size != 0
        return part


@contextmanager
def _told(file: _Counted) -> Iterator[None]:
    """Say where the parser stopped, and whether the text ended there."""
    try:
        yield
    except (ijson.JSONError, UnicodeDecodeError) as error:
        message = "breaks off" if file.ended else "is no JSON"
        raise BrokenJsonError(message, file.lines, file.bytes) from error


def members(file: BinaryIO, large: Collection[str]) -> Iterator[tuple[str, str, Any]]:
    """What the outermost object holds in itself, and the members of the large objects in it, one by one.

    Parameters:
        file: what is read, once and from its start.
        large: the objects whose members are wanted, by the keys that lead to them with dots between. Others are passed
            over.

    Raises BrokenJsonError.

    >>> import io
    >>> list(members(io.BytesIO(b'{"day": "2026-11-01", "terms": {"a": {"x": 1}, "b": {"y": 2}}}'), ["terms.a"]))
    [('', 'day', '2026-11-01'), ('terms.a', 'x', 1)]
    """
    counted = _Counted(file)
    with _told(counted):
        events = _events(counted)
        for way, event, value in events:
            if event == "start_map" and way in large:
                for key, member in ijson.kvitems(chain([(way, event, value)], _rest_of(way, events)), way):
                    yield way, key, member
            elif event in _SCALARS and "." not in way:
                yield "", way, value


def _events(file: _Counted) -> Iterator[_Event]:
    """What the parser finds, as long as it is not nested too deeply."""
    depth = 0
    for each in ijson.parse(file, use_float=True, buf_size=AT_ONCE):
        if each[1] in ("start_map", "start_array"):
            depth += 1
            if depth > DEEPEST:
                raise BrokenJsonError("is nested too deeply", file.lines, file.bytes)
        elif each[1] in ("end_map", "end_array"):
            depth -= 1
        yield each


def _rest_of(way: str, events: Iterator[_Event]) -> Iterator[_Event]:
    """What the parser finds up to the end of an object that has begun."""
    for each in events:
        yield each
        if each[0] == way and each[1] == "end_map":
            return


def elements(file: BinaryIO) -> Iterator[Any]:
    """The elements of the outermost list, one by one. Raises BrokenJsonError.

    >>> import io
    >>> list(elements(io.BytesIO(b'[1, {"a": 2}]')))
    [1, {'a': 2}]
    """
    counted = _Counted(file)
    with _told(counted):
        yield from ijson.items(_events(counted), "item")
