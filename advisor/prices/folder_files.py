"""The tables in a folder of prices: which files are read, and what would be passed over without a word."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from advisor.errors import Problem, did_you_mean
from advisor.prices.price_tables import Problems
from advisor.prices.regions import CLOUDS

MOST_ENTRIES = 10_000
"""Files and folders that are looked at; a table for each region of all clouds is a hundredth of it."""
DEEPEST = 8
"""Folders below each other that are looked into."""
OTHER_TABLES = (".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".gz", ".bz2", ".xz", ".zst", ".zip")
"""Tables in another form, and packed files, by the end of their name."""
_AS_CSV = "save it as CSV, or move it elsewhere"
_TABLES_ALONE = "name a folder that holds price tables alone"


class TableFolder:
    """A folder with the names of the tables that may stand in it; what cannot be read is added to the problems."""

    def __init__(self, folder: Path, names: Collection[str], holds: str, problems: Problems) -> None:
        self.folder, self._names, self._holds, self._problems = folder, names, holds, problems
        self._looked_at = 0

    def tables(self) -> list[Path]:
        """The tables to be read, in the order of their names."""
        return sorted(self._tables_in(self.folder))

    def _tables_in(self, folder: Path) -> list[Path]:
        found: list[Path] = []
        for entry in self._entries(folder):
            if entry.name.startswith("."):
                continue
            self._looked_at += 1
            if self._looked_at > MOST_ENTRIES:
                if self._looked_at == MOST_ENTRIES + 1:
                    self._refuse(
                        self.folder, f"holds more than {MOST_ENTRIES:,} files", "name a folder of tables alone"
                    )
                break
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and path.suffix.lower() != ".csv":
                found += self._tables_in(path)
            elif self._is_table(path, entry):
                found.append(path)
        return found

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        if len(folder.relative_to(self.folder).parts) > DEEPEST:
            self._refuse(folder, f"lies more than {DEEPEST} folders deep", _TABLES_ALONE)
            return []
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self._refuse(folder, f"cannot be read ({reason})", "check its permissions")
            return []

    def _is_table(self, path: Path, entry: os.DirEntry[str]) -> bool:
        """Whether a file is read; a table that would be passed over without a word is a mistake."""
        kind = path.suffix.lower()
        if kind in OTHER_TABLES:
            self._refuse(path, "is no CSV table, and would not be read", _AS_CSV)
            return False
        if entry.is_symlink() and path.is_dir():
            self._refuse(path, "is a link to a folder, which is not followed", "put the folder itself here")
            return False
        if kind != ".csv":
            return False
        if not path.is_file():
            self._refuse(path, "is no regular file, nor a link to one", "put the table itself here")
            return False
        return self._has_a_place(path)

    def _has_a_place(self, path: Path) -> bool:
        way = path.relative_to(self.folder).parts
        if (len(way) == 1 and way[0] in self._names) or (len(way) == 2 and way[0] in CLOUDS):
            return True
        if len(way) == 2:
            self._refuse(path, f"{way[0]} is no provider", did_you_mean(way[0], CLOUDS))
        else:
            self._refuse(path, "is not read", f"a folder of prices holds {self._holds}")
        return False

    def _refuse(self, path: Path, message: str, remedy: str) -> None:
        self._problems.add(Problem(str(path), 0, 0, (), message, remedy))
