"""One folder of YAML files -> typed values, with every mistake and a fingerprint of what was read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import InputError, KeyPath, Problem
from advisor.reading import Document, read_file, validation_problems

_Entry = TypeVar("_Entry", bound=BaseModel)
GUIDE = "see docs/knowledge.md"


class FolderReader:
    """Reads the files of one folder and gathers problems and bytes on the way."""

    def __init__(self, folder: Path, base_hash: str | None = None) -> None:
        """`base_hash` is the fingerprint of the knowledge base that an overlay lies on; None where it stands alone."""
        self.folder = folder
        self.problems: list[Problem] = []
        self.tried: set[Path] = set()
        self.cited_by_refused: set[str] = set()
        self._documents: dict[Path, Document] = {}
        self._is_overlay = base_hash is not None
        self._hash = hashlib.sha256((base_hash or "").encode())

    def digest(self) -> str:
        """A short fingerprint of all files read, names and contents."""
        return self._hash.hexdigest()[:16]

    def has(self, name: str) -> bool:
        """Whether the folder holds something by that name, readable or not."""
        return os.path.lexists(self.folder / name)

    def overlay_file(self, file: Path) -> str:
        """The name of a file within an overlay; empty where the folder is none."""
        return file.relative_to(self.folder).as_posix() if self._is_overlay else ""

    def files(self, pattern: str) -> list[Path]:
        """The files of a pattern, sorted."""
        return sorted(self.folder.glob(pattern))

    def document(self, file: Path) -> Document | None:
        """What stands in a file; None, with the problems added, when it cannot be read."""
        self.tried.add(file)
        try:
            document = read_file(file)
        except InputError as error:
            self.problems.extend(error.problems)
            return None
        self._documents[file] = document
        self._hash.update(os.fsencode(file.relative_to(self.folder).as_posix()) + b"\0" + file.read_bytes())
        return document

    def problem(self, document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> None:
        """Add a problem with the place of the value at `path`."""
        self.problems.append(document.problem(path, message, remedy))

    def problem_in(self, name: str, path: tuple[str | int, ...], message: str, remedy: str) -> None:
        """Add a problem with its place in a file that was read before."""
        self.problem(self._documents[self.folder / name], path, message, remedy)

    def parsed(
        self, document: Document, path: KeyPath, model: type[_Entry], value: Any, guide: str = GUIDE
    ) -> _Entry | None:
        """The value at `path` as the model reads it; None, with the problems added, when it does not fit."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self.problems.extend(validation_problems(document, error, model, at=path, guide=guide))
            return None

    def mapping(self, name: str, model: type[_Entry]) -> dict[str, _Entry]:
        """A file that maps ids to entries; those that do not fit are left out."""
        document = self.document(self.folder / name)
        if document is None:
            return {}
        if not isinstance(document.value, dict):
            self.problem(document, (), "is not a mapping of ids", "write `id: {...}` lines")
            return {}
        read = {key: self.parsed(document, (key,), model, value) for key, value in document.value.items()}
        return {key: value for key, value in read.items() if value is not None}

    def rows(self, name: str | Path, model: type[_Entry]) -> list[_Entry]:
        """A file that lists entries; those that do not fit are left out."""
        return [row for _, _, row in self.numbered(self.folder / name, model)]

    def numbered(self, file: Path, model: type[_Entry]) -> Iterator[tuple[Document, int, _Entry]]:
        """The entries of a file that lists them, each with its document and its position."""
        document = self.document(file)
        if document is None:
            return
        if not isinstance(document.value, list):
            self.problem(document, (), "is not a list", "write `- ` entries")
            return
        for index, value in enumerate(document.value):
            row = self.parsed(document, (index,), model, value)
            if row is not None:
                yield document, index, row

    def whole(self, name: str, model: type[_Entry]) -> _Entry | None:
        """A file that is one entry; None when it does not fit."""
        document = self.document(self.folder / name)
        return None if document is None else self.parsed(document, (), model, document.value)


def read_rows(file: Path, model: type[_Entry]) -> tuple[list[tuple[Document, int, _Entry]], list[Problem]]:
    """The entries of one YAML list as a model, each with its document and position, and every problem met."""
    reader = FolderReader(file.parent)
    return list(reader.numbered(file, model)), reader.problems
