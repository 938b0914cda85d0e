"""Where the parts of a knowledge base stand in its files, for messages about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.reading import Document, InputError, read_file


class Places:
    """Documents read again for the positions of their parts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: dict[str, Document | None] = {}

    def problem(self, name: str, path: tuple[str | int, ...], message: str, remedy: str) -> Problem:
        """A problem of what stands at `path` in a file of the folder."""
        document = self._document(name)
        field = ".".join(str(part) for part in path)
        if document is None:
            return Problem(str(self._folder / name), 0, 0, field, message, remedy)
        mark = document.place(path)
        return Problem(document.source, mark.line, mark.column, field, message, remedy)

    def keys(self, name: str, path: tuple[str | int, ...]) -> tuple[str, ...]:
        """The keys of the mapping at `path` as they are written; none where there is no mapping."""
        document = self._document(name)
        here: Any = None if document is None else document.value
        for part in path:
            here = here.get(part) if isinstance(here, dict) else None
        return tuple(here) if isinstance(here, dict) else ()

    def _document(self, name: str) -> Document | None:
        if name not in self._documents:
            try:
                self._documents[name] = read_file(self._folder / name)
            except InputError:
                self._documents[name] = None
        return self._documents[name]
