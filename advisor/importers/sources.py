"""The files that are imported: their text, and the folder that nothing may be read outside of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.importers.nodes import FileNode, FilePlace, read_nodes
from advisor.reading.files import decode_text, file_content

MOST_BYTES = 4 * 1024 * 1024
"""The longest file that is read; a cluster's own dump can be a hundred times that."""
MOST_FILES = 500
SHORTEN = (
    "export less, for example `kubectl get deploy,sts,ds,job,cronjob,hpa,pdb,svc,ing,pvc -n NAMESPACE -o json`, "
    "or import its parts"
)
"""What to do about a file that is too long: it is mostly what runs nothing."""


@dataclass(frozen=True)
class SourceText:
    """One text to import: its name in messages, its characters, and the file it was read from, if it was."""

    name: str
    text: str
    path: Path | None = None

    @cached_property
    def nodes(self) -> tuple[FileNode, ...]:
        """Its documents, where it is YAML or JSON. Raises InputError with the place of what cannot be read."""
        return read_nodes(self.text, self.name)

    @property
    def start(self) -> FilePlace:
        """The place of what the whole text is blamed for: its beginning."""
        return FilePlace(self.name, 1, 1)


@dataclass(frozen=True)
class ImportRequest:
    """What a reader is given: texts of one format, the variables that were given, and the profiles asked for."""

    sources: tuple[SourceText, ...]
    variables: Mapping[str, str] | None = None
    profiles: frozenset[str] = frozenset()
    folder: Path | None = None
    """The folder that everything must lie in that the texts refer to; None for texts of no file."""
    core_mhz: int | None = None
    """The speed of one core of the machines, for Nomad; None where it is not known."""


def read_source(path: Path) -> SourceText:
    """The text of a file of at most 4 MiB. Raises InputError with the reason why it cannot be read."""
    shown = str(path).encode("utf-8", "backslashreplace").decode()
    return text_source(file_content(path, shown, MOST_BYTES), shown, path)


def text_source(content: bytes, name: str, path: Path | None = None) -> SourceText:
    """Bytes as a text to import. Raises InputError where they are too many, or no text of UTF-8."""
    if len(content) > MOST_BYTES:
        message = f"is longer than {MOST_BYTES // 1024**2} MiB, the most that is imported at once"
        raise InputError([Problem(name, 0, 0, (), message, SHORTEN)])
    return SourceText(name, decode_text(content, name), path)


def files_in(folder: Path, endings: Sequence[str]) -> list[Path]:
    """The files directly in a folder with one of some endings, in the order of their names. Raises InputError."""
    found = sorted(path for path in folder.iterdir() if path.suffix in endings and path.is_file())
    if len(found) > MOST_FILES:
        message = f"holds {len(found)} files, more than the {MOST_FILES} that are imported at once"
        raise InputError([Problem(str(folder), 0, 0, (), message, "name the files to import")])
    return found
