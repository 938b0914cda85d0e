"""Where the parts of a knowledge base stand in its files, for messages about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.knowledge.folders import knowledge_folder
from advisor.knowledge.knowledge_base import Knowledge
from advisor.reading import Document, InputError, read_file


class Locator:
    """Finds where statements stand, in documents read again; those of an overlay come first where it speaks."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._folder = knowledge_folder() if knowledge.overlay is not None else knowledge.folder
        self._overlay = knowledge.folder if knowledge.overlay is not None else None
        self._documents: dict[Path, Document | None] = {}

    def problem(self, name: str, path: tuple[str | int, ...], message: str, remedy: str) -> Problem:
        """A problem of what stands at `path` in a file of the knowledge base."""
        file = self._file(name, path)
        document = self._document(file)
        if document is None:
            return Problem(str(file), 0, 0, path, message, remedy)
        return document.problem(path, message, remedy)

    def keys(self, name: str, path: tuple[str | int, ...]) -> tuple[str, ...]:
        """The keys of the mapping at `path` as they are written; none where there is no mapping.

        None of what an overlay lies on either: nothing is told of those files, so they are not read again for it.
        """
        file = self._file(name, path)
        if self._overlay is not None and file != self._overlay / name:
            return ()
        document = self._document(file)
        here: Any = None if document is None else document.value
        for part in path:
            here = here.get(part) if isinstance(here, dict) else None
        return tuple(here) if isinstance(here, dict) else ()

    def _file(self, name: str, path: tuple[str | int, ...]) -> Path:
        """The file that speaks of this: that of the overlay, if it says anything about the term, else that below it."""
        if self._overlay is not None:
            document = self._document(self._overlay / name)
            if document is not None and document.existing(path[:2]) == path[:2]:
                return self._overlay / name
        return self._folder / name

    def _document(self, file: Path) -> Document | None:
        if file not in self._documents:
            try:
                self._documents[file] = read_file(file)
            except InputError:
                self._documents[file] = None
        return self._documents[file]
