"""Paths -> the texts to import: files as named, and of a folder those that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.importers.detect import ImportKind, detect_kind
from advisor.importers.sources import SourceText, files_in, read_source

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The names that Compose looks for in a folder, in its order."""
OVERRIDE_NAMES = tuple(name.replace(".y", ".override.y") for name in COMPOSE_NAMES)
_ENDINGS = (".yaml", ".yml", ".json", ".nomad", ".hcl", ".csv")


def gather(
    given: Iterable[Path | str | SourceText], kind: ImportKind | None
) -> tuple[list[SourceText], list[SourceText]]:
    """The texts to import, and those of a named folder that are of no format that is imported.

    Parameters:
        given: files, folders, and texts that were read before.
        kind: the format they are to be read as; None for their own.

    Raises InputError with the reason why something cannot be read.
    """
    taken: list[SourceText] = []
    left: list[SourceText] = []
    for one in given:
        if isinstance(one, SourceText):
            taken.append(one)
        elif Path(one).is_dir():
            inside, others = _of_folder(Path(one), kind)
            taken += inside
            left += others
        else:
            taken.append(read_source(Path(one)))
    if not taken:
        name = left[0].name if left else "the import"
        raise InputError([Problem(name, 0, 0, (), "nothing to import", "name a file, or a folder that holds some")])
    return taken, left


def _of_folder(folder: Path, kind: ImportKind | None) -> tuple[list[SourceText], list[SourceText]]:
    if kind in (None, ImportKind.COMPOSE):
        compose = _first_of(folder, COMPOSE_NAMES)
        if compose is not None:
            override = _first_of(folder, OVERRIDE_NAMES)
            return [read_source(path) for path in (compose, override) if path is not None], []
    sources = [read_source(path) for path in files_in(folder, _ENDINGS)]
    if kind is not None:
        return sources, []
    known = [source for source in sources if detect_kind(source) is not None]
    if not known:
        message = "holds no file of a format that is imported"
        raise InputError([Problem(str(folder), 0, 0, (), message, "name the file to import")])
    return known, [source for source in sources if source not in known]


def _first_of(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)
